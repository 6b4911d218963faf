"""The guide's page and its print; its bits beside the forms; and its words with their history, for the office."""

from functools import lru_cache

from flask import Blueprint, Response, g, request, url_for
from flask_login import current_user
from markupsafe import Markup

from plf import contents, fragments, once, pdf
from plf.database import now, writing
from plf.extensions import db
from plf.formats import markdown
from plf.guide import actions, queries
from plf.guide.contents import BITS, GUIDE, PARTS, PLACEHOLDERS, fill, minutes, without_links
from plf.guide.forms import SectionForm
from plf.people.queries import district, today_here
from plf.rules import STEPS, Refusal, require_office

bp = Blueprint("guide", __name__)


@bp.get("/guide")
def show() -> Response:
    year = queries.year_now()
    found = queries.words([part.name for part in GUIDE])
    filled = queries.filled(found, year)
    return fragments.page(
        "guide/show.html",
        parts=[each.part for each in found.values() if filled[each.part.name] or each.part.shows],
        filled=filled,
        minutes=minutes(filled),
        steps=STEPS,
        seasons=queries.seasons_of(year),
        year=year,
    )


@bp.get("/guide/guide.pdf")
def printed() -> Response:
    """The guide on paper."""
    year = queries.year_now()
    found = queries.words([part.name for part in GUIDE])
    filled = queries.filled(found, year)
    document = {
        "form": "guide",
        "district": district().name,
        "year": year.label if year else "",
        "made_on": today_here().isoformat(),
        "parts": [
            {"title": each.part.title, "shows": each.part.shows, "text": without_links(filled[name])}
            for name, each in found.items()
            if filled[name] or each.part.shows
        ],
        "steps": [{"number": number, "name": name, "what": what} for number, name, what in STEPS],
        "seasons": [vars(season) for season in queries.seasons_of(year)],
    }
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    response = Response(pdf.render(document), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="guide.pdf"'
    return response


@bp.get("/guide/texts")
def texts() -> Response:
    """Every section and every bit beside a form, with whose words it has, for the office."""
    require_office(current_user.is_office)
    found = queries.words()
    groups = [("The guide’s page", GUIDE)]
    groups += [
        (title, [part for part in BITS if part.beside == kind])
        for kind, title in (
            ("plan", "Beside the plan’s form"),
            ("checkpoint", "Beside the checkpoint’s form"),
        )
    ]
    return fragments.page("guide/texts.html", groups=groups, words=found)


@bp.route("/guide/texts/<name>", methods=["GET", "POST"])
def edit(name: str) -> Response:
    require_office(current_user.is_office)
    current = queries.section(name)
    form = SectionForm(text=current.text, seen=str(current.number))
    if not form.is_submitted():
        return _editing(current, form)
    if not form.validate():
        return _editing(current, form, 422)
    if "preview" in request.form:
        return _editing(current, form)
    here = url_for("guide.texts")
    try:
        with writing():
            once.only(here)
            actions.change(name, form.text.data, seen=form.seen_number, by=current_user, at=now())
    except actions.Overtaken:
        return _overtaken(name, form)
    return fragments.done(f"Saved. “{PARTS[name].title}” has these words from now on.", here)


def _overtaken(name: str, form: SectionForm) -> Response:
    """Both texts, with what differs; what was typed stays in the form, which now builds on what is there."""
    current = queries.section(name)
    form.seen.data = str(current.number)
    differing = contents.compare_texts(current.text, form.text.data)
    return _editing(current, form, 409, differing=differing, theirs=queries.history(name)[:1])


def _editing(current: queries.Words, form: SectionForm, status: int = 200, **more) -> Response:
    values = queries.values(queries.year_now())
    return fragments.page(
        "guide/edit.html",
        status,
        part=current.part,
        number=current.number,
        form=form,
        placeholders={name: (what, values[name]) for name, (what, _) in PLACEHOLDERS.items()},
        shown=None if form.errors else markdown(fill(form.text.data or "", values)),
        **more,
    )


@bp.get("/guide/texts/<name>/history")
def history(name: str) -> Response:
    """Who changed a section when, and what: the version in `number` beside the one before (default: the last one)."""
    require_office(current_user.is_office)
    versions = queries.history(name)
    latest = versions[0].number if versions else 0
    number = request.args.get("number", latest, type=int)
    after = queries.text_at(name, number)
    before = queries.text_at(name, max(number - 1, 0))
    return fragments.page(
        "guide/history.html",
        part=PARTS[name],
        versions=versions,
        latest=latest,
        number=number,
        differing=contents.compare_texts(before, after) if number else None,
        original=PARTS[name].text,
    )


@bp.post("/guide/texts/<name>/versions/<int:number>")
def bring_back(name: str, number: int) -> Response:
    require_office(current_user.is_office)
    here = url_for("guide.history", name=name)
    form = SectionForm()
    try:
        with writing():
            once.only(here)
            changed = actions.bring_back(name, number, seen=form.seen_number, by=current_user, at=now())
    except actions.Overtaken:
        raise Refusal(
            409,
            "These words were changed meanwhile, so nothing was brought back. Reload the page, and look at what stands now.",
        ) from None
    sentence = "These words are back." if changed else "These words are the ones that stand already."
    return fragments.done(sentence, here)


_shown = lru_cache(maxsize=64)(markdown)


@bp.app_template_global("guide_bit")
def guide_bit(kind: str, section: str) -> Markup:
    """What the guide says beside a section of the plan's or the checkpoint's form; empty where it says nothing."""
    if g.get("guide_bits") is None:
        found = queries.words([part.name for part in BITS if part.beside == kind])
        g.guide_bits = queries.filled_now(found)
    return _shown(g.guide_bits.get(f"{kind}-{section}", ""))
