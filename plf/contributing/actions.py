"""Putting something out for comment, commenting on it, answering, and closing it."""

from collections.abc import Sequence
from datetime import date, datetime

from plf.contents import clean
from plf.contributing import queries
from plf.contributing.queries import COMMENT_LIMIT, SeenContribution
from plf.extensions import db
from plf.formats import day
from plf.models import Contribution, ContributionComment, Contributor, Exemplar, Person
from plf.notices import actions as notices
from plf.notices.queries import whole_address
from plf.rules import Refusal, not_ready, require_office


class Overtaken(Exception):
    """Somebody of the office changed this meanwhile. Nothing was changed."""


def put_out(
    kind: str,
    *,
    exemplar_id: int | None = None,
    title: str = "",
    text: str = "",
    note: str,
    until: date,
    people: Sequence[Person],
    by: Person,
    at: datetime,
    today: date,
) -> Contribution:
    """Put the guide, an exemplar in the making, or a resource (`title`, `text`) out for comment until a day.

    `until` and `today` are days of the district's calendar, `at` is in UTC. Raises the Refusal (403) for all but the
    office, or a 422 at "exemplar", "title", "text", "until" or "people".
    """
    require_office(by.is_office)
    _check(until, people, today)
    made = Contribution(kind=kind, note=note, until=until, person_id=by.id, at=at)
    if kind == "exemplar":
        exemplar = db.session.get(Exemplar, exemplar_id) if exemplar_id else None
        if exemplar is None or not queries.may_be_put_out(exemplar):
            raise not_ready("Choose an exemplar from the list.", "exemplar")
        made.exemplar = exemplar
    elif kind == "resource":
        _check_words(title, text)
        made.title, made.text = title, text
    db.session.add(made)
    db.session.flush()
    _choose(made, people, by, at)
    return made


def change(
    seen: SeenContribution,
    *,
    title: str = "",
    text: str = "",
    note: str,
    until: date,
    people: Sequence[Person],
    seen_version: int,
    at: datetime,
) -> None:
    """Another day, other people, other words of a resource. Comments stay, also of people who are no longer chosen.

    Raises the Refusal of the rules, Refusal (409) once it is closed, Overtaken when somebody else changed it since
    `seen_version`, or a 422 as `put_out` does.
    """
    seen.require("change")
    found = seen.contribution
    if found.closed_at is not None:
        raise Refusal(409, "This is closed, so it cannot be changed. Put it out for comment anew.")
    if found.version != seen_version:
        raise Overtaken
    _check(until, people, seen.today)
    if found.kind == "resource":
        _check_words(title, text)
        found.title, found.text = title, text
    found.note, found.until = note, until
    found.version += 1
    _choose(found, people, seen.person, at)


def close(seen: SeenContribution, *, at: datetime) -> None:
    """No more comments. Closing it twice is closing it once. Raises the Refusal of the rules."""
    seen.require("close")
    if seen.contribution.closed_at is None:
        seen.contribution.closed_at, seen.contribution.closed_by_id = at, seen.person.id


def comment(seen: SeenContribution, *, section: str, text: str, at: datetime) -> ContributionComment:
    """A comment on a section, or on the whole (empty). Raises the Refusal of the rules, or a 422 at "comment" or "about"."""
    seen.require("comment")
    text = _fitting(text, "comment", "Write your comment, then add it.")
    versions = {each.name: each.version for each in queries.sections(seen.contribution)}
    if section and section not in versions:
        raise not_ready(
            "That section is not there any more. Choose another, or comment on the whole.", "about"
        )
    made = ContributionComment(
        contribution_id=seen.contribution.id,
        section=section,
        version=versions.get(section, max(versions.values(), default=0)),
        person_id=seen.person.id,
        text=text,
        at=at,
    )
    db.session.add(made)
    return made


def answer(seen: SeenContribution, comment_id: int, text: str, *, settle: bool, at: datetime) -> None:
    """Answer a comment, and settle it or leave it open; settling without words is fine, and so is a new answer.

    Raises the Refusal of the rules, HIDDEN for what is no comment on this, or a 422 at "answer".
    """
    seen.require("answer")
    found = queries.comment_of(seen, comment_id)
    if clean(text) or not settle:
        found.answer = _fitting(text, "answer", "Write your answer, or settle the comment without one.")
    if settle and found.settled_at is None:
        found.settled_at, found.settled_by_id = at, seen.person.id
    elif not settle:
        found.settled_at = found.settled_by_id = None


def _check(until: date, people: Sequence[Person], today: date) -> None:
    if until < today:
        raise not_ready("That day has passed. Choose today or a later day.", "until")
    if not people:
        raise not_ready("Write whom you ask, one person in each line.", "people")
    if len(people) > queries.MOST_PEOPLE:
        raise not_ready(f"Choose at most {queries.MOST_PEOPLE} people. You chose {len(people)}.", "people")


def _check_words(title: str, text: str) -> None:
    if not title:
        raise not_ready("Write a title.", "title")
    if not text:
        raise not_ready("Write or paste the text that they are to read.", "text")


def _choose(contribution: Contribution, people: Sequence[Person], by: Person, at: datetime) -> None:
    """These people and no others; who is new among them gets a mail."""
    kept = {each.person_id for each in contribution.contributors}
    wanted = {person.id: person for person in people}
    for each in list(contribution.contributors):
        if each.person_id not in wanted:
            contribution.contributors.remove(each)
    for id_ in sorted(wanted.keys() - kept):
        contribution.contributors.append(Contributor(person_id=id_, since=at))
        if id_ != by.id:
            _ask(contribution, wanted[id_], by)
    db.session.flush()


def _ask(contribution: Contribution, person: Person, by: Person) -> None:
    # A mail stays when an exemplar has gone, so it does not say its title.
    known = {"guide": "the guide to the plan", "exemplar": "an exemplar in the making"}
    what = known.get(contribution.kind) or f"“{contribution.title}”"
    notices.mail(
        to=person,
        subject=f"Your comment is asked for: {what}",
        template="contribution",
        who=by.name,
        what=what,
        until=day(contribution.until),
        link=whole_address("contributing.show", contribution_id=contribution.id),
    )


def _fitting(text: str, field: str, ask: str) -> str:
    text = clean(text)
    if not text:
        raise not_ready(ask, field)
    if len(text) > COMMENT_LIMIT:
        raise not_ready(
            f"That is {len(text) - COMMENT_LIMIT:,} characters too long. Shorten it to {COMMENT_LIMIT:,}.",
            field,
        )
    return text
