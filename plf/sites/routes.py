"""The list of sites, and the form for one, for the office."""

from flask import Blueprint, Response, abort, flash, render_template, url_for
from flask_login import current_user

from plf import fragments, once
from plf.database import today, writing
from plf.extensions import db
from plf.forms import Overtaken
from plf.models import Site
from plf.people.queries import district
from plf.rules import Refusal, require_office
from plf.sites import actions, queries
from plf.sites.forms import SiteForm

bp = Blueprint("sites", __name__)


@bp.before_request
def office_only() -> None:
    require_office(current_user.is_office)


@bp.get("/sites")
def list_sites() -> str:
    leaders = queries.leaders_on(today(district().time_zone))
    return render_template(
        "sites/list.html",
        rows=queries.sites_with_counts(),
        leaders=leaders,
    )


@bp.route("/sites/new", methods=["GET", "POST"])
def add_site() -> Response | tuple[str, int]:
    form = SiteForm()
    return _saved(form, None) if form.validate_on_submit() else _page(form, None)


@bp.route("/sites/<int:site_id>/edit", methods=["GET", "POST"])
def edit_site(site_id: int) -> Response | tuple[str, int]:
    site = _site(site_id)
    form = SiteForm(obj=site)
    return _saved(form, site) if form.validate_on_submit() else _page(form, site)


def _saved(form: SiteForm, site: Site | None) -> Response | tuple[str, int]:
    try:
        with writing():
            once.only(url_for("sites.list_sites"))
            facts = {"is_active": form.is_active.data, "grade_band": form.grade_band.data}
            if site:
                db.session.refresh(site, with_for_update={"key_share": True})
                form.require_seen(SiteForm(formdata=None, obj=site))
                actions.change(site, name=form.name.data, **facts)
            else:
                actions.add(form.name.data, **facts)
    except Refusal as refusal:
        form.refused(refusal)
        return _page(form, site)
    except Overtaken as overtaken:
        return _page(form, site, overtaken.differing)
    flash(f"{form.name.data} is saved.", "success")
    return fragments.go_to(url_for("sites.list_sites"))


def _page(form: SiteForm, site: Site | None, differing: list | tuple = ()) -> tuple[str, int]:
    page = render_template("sites/edit.html", form=form, site=site, differing=differing)
    return page, 409 if differing else 422 if form.errors else 200


def _site(site_id: int) -> Site:
    return db.session.get(Site, site_id) or abort(404)
