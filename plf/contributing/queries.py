"""Questions about what is out for comment: who may see what, its sections as they are now, and the comments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from plf import rules
from plf.exemplars import queries as exemplars
from plf.exemplars.contents import SECTIONS as TITLES
from plf.extensions import db
from plf.formats import day
from plf.guide import queries as guide
from plf.models import Contribution, ContributionComment, Contributor, Exemplar, Person
from plf.rules import HIDDEN, Refusal

COMMENT_LIMIT, NOTE_LIMIT, TEXT_LIMIT, TITLE_LIMIT = 2000, 600, 12_000, 150
MOST_PEOPLE = 50


@dataclass
class SeenContribution:
    """What is out for comment, as one person meets it on a day of the district's calendar."""

    contribution: Contribution
    person: Person
    is_chosen: bool
    today: date

    @property
    def is_over(self) -> bool:
        """Whether its day has passed, or the office has closed it."""
        return self.contribution.closed_at is not None or self.today > self.contribution.until

    def refusal(self, action: str) -> Refusal | None:
        """Why this person may not take an action of rules.contribution_refusal; None if they may."""
        return rules.contribution_refusal(
            action,
            is_office=self.person.is_office,
            is_chosen=self.is_chosen,
            is_over=self.is_over,
            until=day(self.contribution.until),
        )

    def may(self, action: str) -> bool:
        return self.refusal(action) is None

    def require(self, action: str) -> None:
        """Raises the Refusal of the rules."""
        refusal = self.refusal(action)
        if refusal:
            raise refusal


def find(contribution_id: int, person: Person, *, on: date, lock: bool = False) -> SeenContribution:
    """What is out for comment, for somebody who may know of it. Raises HIDDEN (404) for everybody else.

    An exemplar that may no longer be shown is gone from here too, at once. `lock` it inside `writing()`.
    """
    statement = select(Contribution).where(Contribution.id == contribution_id)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise HIDDEN
    chosen = any(each.person_id == person.id for each in found.contributors)
    seen = SeenContribution(found, person, chosen, on)
    seen.require("read")
    if found.exemplar and not may_be_put_out(found.exemplar):
        raise HIDDEN
    return seen


def may_be_put_out(exemplar: Exemplar) -> bool:
    """Whether people chosen by the office may read an exemplar: nobody's text is shown without their yes to it.

    So it is one that the office wrote, or one whose teacher has agreed to the text as it is now; and not withdrawn.
    """
    if exemplar.withdrawn_at is not None:
        return False
    return exemplar.by_office or any(
        each.sha256 == exemplar.sha256 for each in exemplars.standing_consents(exemplar)
    )


def exemplars_to_put_out() -> list[tuple[int, str]]:
    """The exemplars that can be put out for comment, as choices of a form: (id, title)."""
    return [
        (exemplar.id, exemplar.title or "Without a title")
        for exemplar, agreed in exemplars.for_the_office()
        if exemplar.withdrawn_at is None and (exemplar.by_office or agreed)
    ]


def title_of(contribution: Contribution) -> str:
    """What it is called."""
    if contribution.kind == "guide":
        return "The guide"
    return (contribution.exemplar.title if contribution.exemplar else contribution.title) or "Without a title"


@dataclass(frozen=True)
class Section:
    """One section of what is out for comment: words in the small Markdown, or a frozen section of an exemplar.

    `version`: which version of the words this is; comments remember it.
    """

    name: str
    title: str
    text: str = ""
    frozen: dict[str, Any] | None = None
    version: int = 0


def sections(contribution: Contribution) -> list[Section]:
    """What is out for comment as it is now, section by section."""
    if contribution.kind == "guide":
        found = guide.words()
        filled = guide.filled(found, guide.year_now())
        return [
            Section(name, _placed(each.part), filled[name], version=each.number)
            for name, each in found.items()
            if filled[name]
        ]
    if contribution.exemplar:
        parts, version = exemplars.sections(contribution.exemplar), contribution.exemplar.version
        return [
            Section(
                each["name"],
                TITLES[each["name"]],
                frozen=each | {"title": TITLES[each["name"]]},
                version=version,
            )
            for each in (*parts.plan, *parts.checkpoint)
        ]
    return [
        Section(title[:80], title, text, version=contribution.version)
        for title, text in in_sections(contribution.text)
    ]


def _placed(part: Any) -> str:
    return f"Beside the {part.beside}’s form: {part.title}" if part.beside else part.title


def in_sections(text: str) -> list[tuple[str, str]]:
    """A text cut where a line begins with "## ": pairs of title and words. What comes before the first has no title.

    A title that comes twice gets a number, so that comments know which one they are about.
    """
    pieces = re.split(r"(?m)^##[ ]+(.*)$", text)
    found = [("", pieces[0].strip())] if pieces[0].strip() else []
    seen: dict[str, int] = {}
    for title, words in zip(pieces[1::2], pieces[2::2], strict=True):
        title = title.strip()[:70] or "Without a title"
        seen[title] = seen.get(title, 0) + 1
        found.append((f"{title} ({seen[title]})" if seen[title] > 1 else title, words.strip()))
    return found


def comments(contribution: Contribution) -> list[ContributionComment]:
    """Everything that was said, oldest first, with the people loaded."""
    return list(
        db.session.scalars(
            select(ContributionComment)
            .where(ContributionComment.contribution_id == contribution.id)
            .options(joinedload(ContributionComment.person), joinedload(ContributionComment.settled_by))
            .order_by(ContributionComment.at, ContributionComment.id)
        )
    )


def comment_of(seen: SeenContribution, comment_id: int) -> ContributionComment:
    """One comment on this. Raises HIDDEN when it is none."""
    found = db.session.get(ContributionComment, comment_id)
    if found is None or found.contribution_id != seen.contribution.id:
        raise HIDDEN
    return found


@dataclass(frozen=True)
class Line:
    """One line of the list: what it is, until when, whether that is over, and how many comments wait for an answer."""

    id: int
    title: str
    until: date
    is_over: bool
    comments: int = 0
    waiting: int = 0
    people: list[str] = field(default_factory=list)


def lines(person: Person, *, on: date) -> list[Line]:
    """What is or was out for comment, latest day first: all of it for the office, else what this person was chosen for."""
    mine = exists().where(Contributor.contribution_id == Contribution.id, Contributor.person_id == person.id)
    chosen = (
        select(Contribution)
        .where(or_(person.is_office, mine))
        .options(
            joinedload(Contribution.exemplar),
            selectinload(Contribution.contributors).joinedload(Contributor.person),
        )
        .order_by(Contribution.closed_at.is_not(None), Contribution.until.desc(), Contribution.id.desc())
    )
    found = [
        each for each in db.session.scalars(chosen) if each.exemplar is None or may_be_put_out(each.exemplar)
    ]
    counts = _counts([each.id for each in found])
    return [
        Line(
            each.id,
            title_of(each),
            each.until,
            each.closed_at is not None or on > each.until,
            *counts.get(each.id, (0, 0)),
            people=sorted(one.person.name for one in each.contributors),
        )
        for each in found
    ]


def _counts(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = db.session.execute(
        select(
            ContributionComment.contribution_id,
            func.count(),
            func.count().filter(ContributionComment.settled_at.is_(None)),
        )
        .where(ContributionComment.contribution_id.in_(ids))
        .group_by(ContributionComment.contribution_id)
    )
    return {id_: (every, waiting) for id_, every, waiting in rows}


# Asked on every visit to the first page, so put together once.
ASKED_OF_ME = (
    select(Contribution.id)
    .join(Contributor, Contributor.contribution_id == Contribution.id)
    .where(
        Contributor.person_id == bindparam("me"),
        Contribution.closed_at.is_(None),
        Contribution.until >= bindparam("day"),
    )
)


def asked_of(person: Person, *, on: date) -> list[Line]:
    """What this person is asked to comment on, and still can: for their first page."""
    asked = set(db.session.scalars(ASKED_OF_ME, {"me": person.id, "day": on}))
    return [line for line in lines(person, on=on) if line.id in asked]
