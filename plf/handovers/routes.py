"""Handing over one plan or all of an evaluator, transferring a person, and the documents that one signed earlier."""

from flask import Blueprint, Response, abort, url_for
from flask_login import current_user

from plf import fragments, once, pdf, steps, store
from plf.database import now, writing
from plf.documents.queries import document_of_signature, issued_of
from plf.extensions import db
from plf.formats import day
from plf.handovers import actions, queries
from plf.handovers.actions import Wish
from plf.handovers.forms import HandOverAllForm, HandOverForm, TransferForm
from plf.models import Person, Plan, Signature, Site
from plf.people.forms import NamedForm
from plf.people.queries import people_named, today_here
from plf.plans import actions as plans
from plf.plans.queries import SeenPlan, find
from plf.rules import HIDDEN, Refusal, require_office
from plf.sites.queries import site_choices

bp = Blueprint("handovers", __name__)


@bp.get("/plans/<int:plan_id>/hand-over")
def hand_over_page(plan_id: int) -> Response:
    seen = find(plan_id, current_user, on=today_here())
    seen.require("hand_over")
    form = HandOverForm(formdata=None, version=seen.plan.version, starts_on=today_here())
    return _hand_over_page(seen, form)


@bp.post("/plans/<int:plan_id>/hand-over")
def hand_over(plan_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    form = HandOverForm()
    find(plan_id, current_user, on=today_here()).require("hand_over")
    to = _named(form)
    if to:
        try:
            with writing():
                once.only(address)
                seen = find(plan_id, current_user, on=today_here(), lock=True)
                steps.check_version(seen, form.version.data)
                planned = actions.hand_over(seen, _wish(form, to), at=now())
            return fragments.done(_told("The plan", to, planned.starts_on if planned else None), address)
        except Refusal as refusal:
            form.refused(refusal)
    return _hand_over_page(find(plan_id, current_user, on=today_here()), form, 422)


@bp.post("/plans/<int:plan_id>/hand-overs/<int:hand_over_id>/cancellation")
def cancel(plan_id: int, hand_over_id: int) -> Response:
    address = url_for("plans.show", plan_id=plan_id)
    with writing():
        once.only(address)
        seen = find(plan_id, current_user, on=today_here(), lock=True)
        actions.cancel(seen, hand_over_id, at=now())
    return fragments.done("The hand-over is called off. The evaluator stays.", address)


@bp.get("/people/<int:person_id>/hand-over")
def hand_over_all_page(person_id: int) -> Response:
    person = _person(person_id)
    form = HandOverAllForm(formdata=None, starts_on=today_here())
    return _hand_over_all_page(person, form)


@bp.post("/people/<int:person_id>/hand-over")
def hand_over_all(person_id: int) -> Response:
    person = _person(person_id)
    address = url_for("people.person_page", person_id=person.id)
    form = HandOverAllForm()
    to = _named(form)
    if to:
        try:
            with writing():
                once.only(address)
                count = actions.hand_over_all(person, form.ticked, _wish(form, to), by=current_user, at=now())
            what = "One plan" if count == 1 else f"{count:,} plans"
            later = form.starts_on.data if form.starts_on.data > today_here() else None
            return fragments.done(_told(what, to, later, several=count > 1), address)
        except Refusal as refusal:
            form.refused(refusal)
    return _hand_over_all_page(person, form, 422)


@bp.get("/people/<int:person_id>/transfer")
def transfer_page(person_id: int) -> Response:
    return _transfer_page(_person(person_id), TransferForm(formdata=None))


@bp.post("/people/<int:person_id>/transfer")
def transfer(person_id: int) -> Response:
    person = _person(person_id)
    address = url_for("people.person_page", person_id=person.id)
    form = TransferForm()
    form.offer(site_choices())
    to = _named(form) if form.names_another else None
    if (to or not form.names_another) and form.validate():
        wish = Wish(to, today_here(), form.reason.data or "", form.pairs.data) if to else None
        try:
            with writing():
                once.only(address)
                site = db.session.get(Site, int(form.site_id.data))
                moved = actions.transfer(person, site, by=current_user, at=now(), wish=wish)
                plans = {0: "", 1: " One open plan moves along."}.get(
                    moved, f" {moved} open plans move along."
                )
                sentence = f"{person.name} works at {site.name} from today.{plans}"
            return fragments.done(sentence, address)
        except Refusal as refusal:
            form.refused(refusal)
    return _transfer_page(person, form, 422)


@bp.get("/signed")
def signed() -> Response:
    """The documents that one signed as evaluator or deputy of plans that are no longer one's own to see."""
    return fragments.page("handovers/signed.html", rows=queries.signed_by(current_user, on=today_here()))


@bp.get("/signatures/<int:signature_id>/document.pdf")
def signed_document(signature_id: int) -> Response:
    """What one signed oneself, as it was when one signed it and with what was signed on it since."""
    signature = db.session.get(Signature, signature_id)
    if signature is None or signature.person_id != current_user.id:
        raise HIDDEN
    document = document_of_signature(signature)
    plan = db.session.get(Plan, signature.plan_id)
    if plan.evaluator_id != current_user.id:
        plans.note_view(plan, current_user, at=now(), how="print")
    if document["status"] == "signed":
        issued = issued_of(signature.plan_id, document["fingerprint"])
        if issued is None:
            return fragments.done("The signed copy is being made. Try again in a minute.", url_for(".signed"))
        return _pdf(store.get(issued.sha256), signature_id)
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    return _pdf(pdf.render(document), signature_id)


def _pdf(content: bytes, signature_id: int) -> Response:
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="signed-{signature_id}.pdf"'
    return response


def _person(person_id: int) -> Person:
    require_office(current_user.is_office)
    return db.session.get(Person, person_id) or abort(404)


def _named(form: NamedForm) -> Person | None:
    """The person who was named, if the form fits; else the reasons are at its fields."""
    return form.the_one(people_named(form.who.data)) if form.validate() else None


def _wish(form: HandOverForm, to: Person) -> Wish:
    return Wish(to, form.starts_on.data, form.reason.data or "", form.pairs.data)


def _told(what: str, to: Person, later, *, several: bool = False) -> str:
    if later:
        return f"From {day(later)} on, {what.lower()} will be {to.name}’s to evaluate. Until then nothing changes."
    return f"{what} {'are' if several else 'is'} handed over to {to.name}."


def _hand_over_page(seen: SeenPlan, form: HandOverForm, status: int = 200) -> Response:
    return fragments.page(
        "handovers/plan.html",
        status,
        seen=seen,
        plan=seen.plan,
        form=form,
        planned=queries.planned(seen.plan.id),
        signs_again=actions.signs_again(seen),
    )


def _hand_over_all_page(person: Person, form: HandOverAllForm, status: int = 200) -> Response:
    plans = queries.evaluated_open(person)
    form.offer([(f"{each.plan_id}.{each.version}", each.teacher, _about(each)) for each in plans])
    return fragments.page("handovers/all.html", status, person=person, form=form, plans=plans)


def _about(each: queries.OpenPlan) -> str:
    return " · ".join(part for part in (each.site, each.year, each.title, "paused" * each.is_paused) if part)


def _transfer_page(person: Person, form: TransferForm, status: int = 200) -> Response:
    form.offer([(number, name) for number, name in site_choices() if number != person.main_site_id])
    return fragments.page(
        "handovers/transfer.html", status, person=person, form=form, plans=queries.own_open(person)
    )
