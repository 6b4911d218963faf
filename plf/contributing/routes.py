"""What is out for comment: the list, the page with comments by section, and the forms to put something out."""

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from plf import contents, fragments, once
from plf.contributing import actions, queries
from plf.contributing.forms import COMMENT_LIMIT, AnswerForm, AskForm, CommentForm, NewForm
from plf.contributing.queries import SeenContribution
from plf.database import now, writing
from plf.models import Person
from plf.people.queries import people_named, today_here
from plf.rules import Refusal, not_ready, require_office

bp = Blueprint("contributing", __name__)


@bp.get("/contributions")
def index() -> Response:
    return fragments.page("contributing/index.html", lines=queries.lines(current_user, on=today_here()))


@bp.route("/contributions/new", methods=["GET", "POST"])
def put_out() -> Response:
    require_office(current_user.is_office)
    form = NewForm()
    choices = queries.exemplars_to_put_out()
    form.exemplar.choices = [("", "Choose"), *choices]
    if not form.is_submitted():
        return _asking(form)
    if form.exemplar.data is None:
        form.exemplar.data = ""
    if not form.validate():
        return _asking(form, 422)
    try:
        people = _people(form.people.data)
        with writing():
            once.only(url_for("contributing.index"))
            made = actions.put_out(
                form.kind.data,
                exemplar_id=int(form.exemplar.data or 0),
                title=form.title.data,
                text=form.text.data,
                note=form.note.data,
                until=form.until.data,
                people=people,
                by=current_user,
                at=now(),
                today=today_here(),
            )
            made_id = made.id
    except Refusal as refusal:
        form.refused(refusal)
        return _asking(form, 422)
    return fragments.done("It is out for comment.", url_for("contributing.show", contribution_id=made_id))


@bp.get("/contributions/<int:contribution_id>")
def show(contribution_id: int) -> Response:
    return _page(_seen(contribution_id))


@bp.post("/contributions/<int:contribution_id>/comments")
def comment(contribution_id: int) -> Response:
    form, here = CommentForm(), url_for("contributing.show", contribution_id=contribution_id)
    section = form.about.data or ""
    try:
        with writing():
            once.only(here)
            seen = _seen(contribution_id, lock=True)
            actions.comment(seen, section=section, text=form.comment.data or "", at=now())
    except Refusal as refusal:
        form.refused(refusal)
        if form.about.errors:  # its section is gone: the text stands in the form for the whole
            form.about.data = ""
        return _page(_seen(contribution_id), 422, wrong=form)
    return fragments.done("Your comment is added.", here)


@bp.post("/contributions/<int:contribution_id>/comments/<int:comment_id>/answer")
def answer(contribution_id: int, comment_id: int) -> Response:
    form, here = AnswerForm(), url_for("contributing.show", contribution_id=contribution_id)
    settle = "settle" in request.form
    try:
        with writing():
            once.only(here)
            seen = _seen(contribution_id, lock=True)
            actions.answer(seen, comment_id, form.answer.data or "", settle=settle, at=now())
    except Refusal as refusal:
        form.refused(refusal)
        return _page(_seen(contribution_id), 422, wrong=form, wrong_comment=comment_id)
    return fragments.done("The comment is settled." if settle else "Your answer is saved.", here)


@bp.route("/contributions/<int:contribution_id>/edit", methods=["GET", "POST"])
def edit(contribution_id: int) -> Response:
    seen = _seen(contribution_id)
    seen.require("change")
    found = seen.contribution
    form = AskForm(
        title=found.title,
        text=found.text,
        note=found.note,
        until=found.until,
        people="\n".join(sorted(each.person.email for each in found.contributors)),
        version=str(found.version),
    )
    if not form.is_submitted():
        return _asking(form, seen=seen)
    if not form.validate():
        return _asking(form, 422, seen=seen)
    here = url_for("contributing.show", contribution_id=contribution_id)
    try:
        people = _people(form.people.data)
        with writing():
            once.only(here)
            actions.change(
                _seen(contribution_id, lock=True),
                title=form.title.data,
                text=form.text.data,
                note=form.note.data,
                until=form.until.data,
                people=people,
                seen_version=form.version_number,
                at=now(),
            )
    except actions.Overtaken:
        return _overtaken(contribution_id, form)
    except Refusal as refusal:
        form.refused(refusal)
        return _asking(form, 422, seen=_seen(contribution_id))
    return fragments.done("Saved.", here)


@bp.post("/contributions/<int:contribution_id>/closing")
def close(contribution_id: int) -> Response:
    here = url_for("contributing.show", contribution_id=contribution_id)
    with writing():
        once.only(here)
        actions.close(_seen(contribution_id, lock=True), at=now())
    return fragments.done("It is closed: what was said stays, and no more comments are taken.", here)


def _seen(contribution_id: int, *, lock: bool = False) -> SeenContribution:
    return queries.find(contribution_id, current_user, on=today_here(), lock=lock)


def _page(seen: SeenContribution, status: int = 200, **more) -> Response:
    found, sections = seen.contribution, queries.sections(seen.contribution)
    comments = queries.comments(found)
    names = {each.name for each in sections if each.name}
    return fragments.page(
        "contributing/show.html",
        status,
        seen=seen,
        contribution=found,
        title=queries.title_of(found),
        sections=sections,
        comments=comments,
        elsewhere=[each for each in comments if each.section not in names],
        limit=COMMENT_LIMIT,
        **more,
    )


def _asking(form: AskForm, status: int = 200, *, seen: SeenContribution | None = None, **more) -> Response:
    return fragments.page(
        "contributing/ask.html",
        status,
        form=form,
        seen=seen,
        title=queries.title_of(seen.contribution) if seen else "",
        **more,
    )


def _overtaken(contribution_id: int, form: AskForm) -> Response:
    """What stands now beside what was typed, which stays in the form."""
    seen = _seen(contribution_id)
    found = seen.contribution
    pairs = [
        ("Title", found.title, form.title.data),
        ("Text", found.text, form.text.data),
        ("What you would like to know", found.note, form.note.data),
        ("Comments until", found.until.isoformat(), form.until.data.isoformat()),
    ]
    form.version.data = str(found.version)
    differing = [
        (label, *contents.compare_texts(theirs, mine)) for label, theirs, mine in pairs if theirs != mine
    ]
    return _asking(form, 409, seen=seen, differing=differing)


def _people(typed: str) -> list[Person]:
    """The people who were written down, one in each line. Raises a Refusal (422, field "people")."""
    found: dict[int, Person] = {}
    for line in (" ".join(each.split()) for each in typed.splitlines()):
        if not line:
            continue
        fitting = people_named(line)
        if not fitting:
            raise not_ready(
                f"Nobody here is called “{line[:60]}”. Write the name or the e-mail address as it is on “People”.",
                "people",
            )
        if len(fitting) > 1:
            raise not_ready(f"Several people fit “{line[:60]}”. Write the e-mail address.", "people")
        found[fitting[0].id] = fitting[0]
    return list(found.values())
