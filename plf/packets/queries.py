"""What a packet would hold for the person who asks, form by form, and what would be missing; and the packets there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import selectinload

from plf import rules
from plf.documents import queries as documents
from plf.extensions import db
from plf.models import (
    GONE,
    NOT_WITHDRAWN,
    Document,
    Job,
    Packet,
    PacketFile,
    Paper,
    Person,
    Plan,
    Revision,
    SchoolYear,
    Signature,
    Site,
    StoredFile,
)
from plf.packets.names import in_order
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import HIDDEN, Role
from plf.teachers.queries import EVALUATES

KINDS = {"plan": "Plans", "checkpoint": "Checkpoints"}
FORM = {"plan": "Plan", "checkpoint": "Checkpoint"}
MOST_PLANS = 6_000  # of which every one is looked at; that takes three seconds
BLANK_FOR = frozenset({Role.TEACHER, Role.EVALUATOR, Role.DEPUTY, Role.OFFICE})


# When the second signature was given.
_SIGNED_AT = (
    select(func.max(Signature.signed_at))
    .where(Signature.revision_id == Revision.id, Signature.role == "teacher")
    .correlate(Revision)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Choices:
    """What somebody wants in a packet.

    get      "print" (one PDF), "records" (a ZIP of sealed originals), or "own" (all of one's own, of all years);
             "law" is asked for with the reports (plf.reports) and holds no forms
    year_id, site_id   0: all
    kinds    of "plan" and "checkpoint"
    states   of "signed", "open" (as it stands now, not signed) and "blank": of each form the first that there is
    duplex   each form begins on a front side
    """

    get: str = "print"
    year_id: int = 0
    site_id: int = 0
    kinds: tuple[str, ...] = ("plan", "checkpoint")
    states: tuple[str, ...] = ("signed",)
    duplex: bool = False

    def kept(self) -> dict[str, Any]:
        """As a packet keeps them."""
        return {**asdict(self), "kinds": list(self.kinds), "states": list(self.states)}

    @classmethod
    def of(cls, packet: Packet) -> "Choices":
        """Those of a packet."""
        asked = packet.choices["asked"]
        return cls(**{**asked, "kinds": tuple(asked["kinds"]), "states": tuple(asked["states"])})


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form that is in, or one that is missing, with `why`.

    standing   "signed", "submitted", "draft" or "blank"; "" when it is missing
    number     of the revision; 0 for a draft and for a blank form
    sha256, code, size, signed_at, issued_at   of the signed copy
    recorded   that this person reads it is written down
    paper      "" for the form itself; "pdf", "jpg" or "png" for the scan of the paper on which both signed it by hand
    """

    plan_id: int
    kind: str
    family: str
    given: str
    site: str
    year: str
    standing: str = ""
    why: str = ""
    number: int = 0
    sha256: str = ""
    code: str = ""
    size: int = 0
    signed_at: datetime | None = None
    issued_at: datetime | None = None
    recorded: bool = False
    paper: str = ""

    @property
    def name(self) -> str:
        """Family name first, as on the list."""
        return ", ".join(part for part in (self.family, self.given) if part)


@dataclass(frozen=True)
class Selection:
    """The forms that are in a packet and those that are missing, both in alphabetical order by family name."""

    held: list[Form] = field(default_factory=list)
    missing: list[Form] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many forms are in; scans of their papers are beside them."""
        return sum(not each.paper for each in self.held)

    @property
    def drawn(self) -> int:
        """How many of them have still to be drawn."""
        return sum(each.standing != "signed" for each in self.held)

    def reasons(self) -> list[tuple[str, list[str]]]:
        """Why something is missing, and the names."""
        return why_missing(self.missing)


def why_missing(missing: Iterable[Form]) -> list[tuple[str, list[str]]]:
    """Why forms are missing, the most common reason first, and the names with what it is."""
    names = defaultdict(list)
    for each in missing:
        names[each.why].append(f"{each.name} ({each.kind})")
    return sorted(names.items(), key=lambda pair: -len(pair[1]))


def selection(person: Person, choices: Choices, *, on: date) -> Selection:
    """What a packet for `person` would hold on the day `on` (the district's calendar): nothing they could not open by itself.

    A form that is not in because it is signed, when only others were asked for, is not missing. Raises a Refusal (422)
    for more plans than can be looked at while somebody waits.
    """
    if not person.is_active:
        return Selection()
    ids = list(
        db.session.scalars(_plans(person, choices), {"me": person.id, "day": on, "year": choices.year_id})
    )
    if len(ids) > MOST_PLANS:
        raise rules.not_ready(
            f"{len(ids):,} plans are too many for one packet. Choose one site at a time. All signed copies of the "
            "district at once can be written to a folder by whoever runs this site.",
            "site",
        )
    texts, found = _texts(ids), Selection()
    for seen in plans.find_all(ids, person, on=on):
        for kind in choices.kinds:
            for each in _forms(seen, kind, texts[seen.plan.id, kind], choices):
                (found.missing if each.why else found.held).append(each)
    if choices.get != "print":
        found.held.extend(_papers(found.held))
    for each in (found.held, found.missing):
        each.sort(key=_order)
    return found


def issued_forms() -> list[Form]:
    """Every document of the district that has not gone by rule, in the order in which they were issued."""
    rows = db.session.execute(
        select(
            Document.plan_id,
            Revision.kind,
            Revision.number,
            Person.family_name.label("family"),
            Person.given_name.label("given"),
            func.coalesce(Site.name, "").label("site"),
            SchoolYear.label.label("year"),
            Document.sha256,
            Document.code,
            StoredFile.size,
            _SIGNED_AT.label("signed_at"),
            Document.issued_at,
        )
        .join(Revision, Revision.id == Document.revision_id)
        .join(Plan, Plan.id == Document.plan_id)
        .join(Person, Person.id == Plan.teacher_id)
        .join(SchoolYear, SchoolYear.id == Plan.year_id)
        .join(StoredFile, StoredFile.sha256 == Document.sha256)
        .outerjoin(Site, Site.id == Plan.site_id)
        .where(Revision.frozen != GONE)
        .order_by(Document.id)
    )
    return [Form(standing="signed", **row._mapping) for row in rows]


def may_still(seen: SeenPlan, kind: str, standing: str) -> bool:
    """Whether a person could open this form by itself now."""
    if standing == "blank":
        return bool(seen.roles & BLANK_FOR) and (kind == "plan" or seen.sees.frozen)
    return seen.sees.draft if standing == "draft" else documents.may_read(seen, kind)


def lost(person: Person, held: dict[str, list[int]], *, on: date) -> int:
    """How many of the forms that a file holds this person could not open by themselves any more.

    `held`: "plan signed" and the like → ids of plans.
    """
    ids = sorted({number for numbers in held.values() for number in numbers})
    seen = {each.plan.id: each for each in plans.find_all(ids, person, on=on)}
    return sum(
        number not in seen or not may_still(seen[number], *what.split())
        for what, numbers in held.items()
        for number in numbers
    )


def recorded(person: Person, held: dict[str, list[int]], *, on: date) -> list[int]:
    """The plans of a file whose reading by this person is written down."""
    ids = sorted({number for what, numbers in held.items() if "blank" not in what for number in numbers})
    return [each.plan.id for each in plans.find_all(ids, person, on=on) if each.sees.recorded]


def drawing(form: Form, person: Person, *, on: date) -> dict[str, Any] | None:
    """The document of a form that is not signed, to be drawn; None if it has become another one meanwhile."""
    try:
        seen = plans.find(form.plan_id, person, on=on)
        if form.standing == "blank":
            return documents.blank_document(seen, form.kind)
        document = documents.document_of(seen, form.kind)
    except rules.Refusal:
        return None
    return document if document["status"] == "draft" else None


def years() -> list[SchoolYear]:
    """All school years, the latest first."""
    return list(db.session.scalars(select(SchoolYear).order_by(SchoolYear.starts_on.desc())))


def has_plan(person: Person) -> bool:
    """Whether there ever was a plan of this person's own."""
    return db.session.scalar(select(exists().where(Plan.teacher_id == person.id)))


def packets_of(person: Person) -> list[Packet]:
    """The packets that this person asked for and that are kept, the latest first, with their files."""
    return list(
        db.session.scalars(
            select(Packet)
            .where(Packet.person_id == person.id)
            .options(selectinload(Packet.files))
            .order_by(Packet.id.desc())
        )
    )


def packet_of(packet_id: int, person: Person, *, lock: bool = False) -> Packet:
    """One's own packet. `lock` takes it for this transaction. Raises rules.HIDDEN for any other."""
    statement = select(Packet).where(Packet.id == packet_id, Packet.person_id == person.id)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise HIDDEN
    return found


def to_make(packet_id: int) -> Packet | None:
    """The packet, unless it was deleted or is made already."""
    found = db.session.get(Packet, packet_id, populate_existing=True)
    return found if found and not found.files else None


@dataclass(frozen=True)
class Progress:
    """How far a packet is that is being made: steps done of all, or whether it has failed."""

    done: int
    total: int
    failed: bool


def progress(packet: Packet) -> Progress | None:
    """How far a packet is; None when it is ready."""
    if packet.files:
        return None
    row = db.session.execute(
        select(Job.steps_done, Job.steps_total, (Job.state == "failed").label("failed")).where(
            Job.key == key(packet.id)
        )
    ).first()
    if row is None:
        return Progress(0, 0, failed=True)
    return Progress(row.steps_done, row.steps_total or packet.documents + 1, row.failed)


def key(packet_id: int) -> str:
    """By what the job of a packet is known."""
    return f"packet-{packet_id}"


def sizes(packet: Packet) -> dict[int, int]:
    """How many bytes each file of a packet has, by its number."""
    rows = db.session.execute(
        select(PacketFile.number, StoredFile.size)
        .join(StoredFile, StoredFile.sha256 == PacketFile.sha256)
        .where(PacketFile.packet_id == packet.id)
    )
    return {row.number: row.size for row in rows}


def title(choices: Choices) -> str:
    """What a packet is called: "Plans and checkpoints, 2026-2027, Maple Street Elementary"."""
    if choices.get == "own":
        return "All my signed copies"
    year = db.session.get(SchoolYear, choices.year_id)
    site = db.session.get(Site, choices.site_id) if choices.site_id else None
    kinds = " and ".join(KINDS[kind] for kind in choices.kinds).capitalize()
    return ", ".join(part for part in (kinds, year.label if year else "", site.name if site else "") if part)


def _plans(person: Person, choices: Choices) -> Select:
    """The ids of the plans that a packet is about."""
    mine = Plan.teacher_id == person.id
    statement = select(Plan.id)
    if choices.get == "own":
        statement = statement.where(mine)
    elif person.is_office:
        statement = statement.where(~mine, Plan.year_id == choices.year_id)
    else:
        statement = statement.where(EVALUATES)
    if choices.site_id:
        statement = statement.where(Plan.site_id == choices.site_id)
    return statement.where(_counts(choices))


def _counts(choices: Choices) -> ColumnElement[bool]:
    # What was withdrawn is of no use on paper, but what both signed before belongs to the records.
    if choices.get == "print":
        return NOT_WITHDRAWN
    return or_(NOT_WITHDRAWN, exists().where(Document.plan_id == Plan.id))


_TEXTS = (
    select(
        Revision.plan_id,
        Revision.kind,
        Revision.number,
        _SIGNED_AT.label("signed_at"),
        Document.sha256,
        Document.code,
        Document.issued_at,
        StoredFile.size,
        (Revision.frozen == GONE).label("is_gone"),
    )
    .outerjoin(Document, Document.revision_id == Revision.id)
    .outerjoin(StoredFile, StoredFile.sha256 == Document.sha256)
    .where(Revision.plan_id.in_(bindparam("plans", expanding=True)), Revision.recalled_at.is_(None))
    .order_by(Revision.plan_id, Revision.kind, Revision.number)
)


def _texts(ids: Sequence[int]) -> dict[tuple[int, str], list[Row]]:
    """The revisions of these plans that were not recalled, without their text, the latest last."""
    found = defaultdict(list)
    for start in range(0, len(ids), plans.AT_ONCE):
        rows = db.session.execute(_TEXTS, {"plans": ids[start : start + plans.AT_ONCE]}).all()
        for key, group in groupby(rows, key=lambda row: (row.plan_id, row.kind)):
            found[key] = list(group)
    return found


_PAPERS = (
    select(
        Paper.plan_id, Revision.kind, Revision.number, Paper.kind.label("ending"), Paper.sha256, Paper.size
    )
    .join(Revision, Revision.id == Paper.revision_id)
    .join(
        Signature,
        and_(
            Signature.revision_id == Paper.revision_id,
            Signature.role == "teacher",
            Signature.agreed.contains(Paper.sha256),  # what they agreed to names the scan that it stands on
        ),
    )
    .where(Paper.plan_id.in_(bindparam("plans", expanding=True)))
)


def _papers(held: Sequence[Form]) -> list[Form]:
    """The scans of those of the signed forms that were signed by hand: whoever may read the one may read the other."""
    forms = {(each.plan_id, each.kind, each.number): each for each in held if each.standing == "signed"}
    ids, found = sorted({plan_id for plan_id, *_ in forms}), {}
    for start in range(0, len(ids), plans.AT_ONCE):
        for row in db.session.execute(_PAPERS, {"plans": ids[start : start + plans.AT_ONCE]}):
            form = forms.get((row.plan_id, row.kind, row.number))
            if form:
                ending = "jpg" if row.ending == "jpeg" else row.ending
                found[form] = replace(form, sha256=row.sha256, size=row.size, code="", paper=ending)
    return list(found.values())


def _forms(seen: SeenPlan, kind: str, texts: list[Row], choices: Choices) -> list[Form]:
    """What of one plan's texts of `kind` is in, or missing."""
    signed = [text for text in texts if text.signed_at]
    readable = may_still(seen, kind, "signed")
    if "signed" in choices.states and signed and readable:
        return [_signed(seen, kind, text) for text in (signed[-1:] if choices.get == "print" else signed)]
    if choices.get == "own":
        return []
    standing = _standing(seen, kind, texts)
    if "open" in choices.states and standing:
        number = texts[-1].number if standing == "submitted" else 0
        return [_form(seen, kind, standing=standing, number=number)]
    has_blank = kind == "plan" or seen.case.in_force
    if "blank" in choices.states and seen.is_open and has_blank and may_still(seen, kind, "blank"):
        return [_form(seen, kind, standing="blank")]
    if signed and readable and "signed" not in choices.states:
        return []
    return [_form(seen, kind, why=_why(seen, bool(standing)))]


def _standing(seen: SeenPlan, kind: str, texts: list[Row]) -> str:
    """How the text stands that is not signed and that this person may read; "" when there is none."""
    if kind == "plan" and seen.sees.draft and rules.is_writing(seen.case, kind):
        return "draft"
    if texts and not texts[-1].signed_at and may_still(seen, kind, "submitted"):
        return "submitted"
    return ""


def _signed(seen: SeenPlan, kind: str, text: Row) -> Form:
    if text.is_gone:
        return _form(seen, kind, why="Its text went by the rules of retention", number=text.number)
    if text.sha256 is None:
        return _form(seen, kind, why="Signed; the signed copy is still being made", number=text.number)
    return _form(
        seen,
        kind,
        standing="signed",
        number=text.number,
        sha256=text.sha256,
        code=text.code,
        size=text.size,
        signed_at=text.signed_at,
        issued_at=text.issued_at,
    )


def _form(seen: SeenPlan, kind: str, **more: Any) -> Form:
    teacher, site = seen.plan.teacher, seen.plan.site
    return Form(
        plan_id=seen.plan.id,
        kind=kind,
        family=teacher.family_name,
        given=teacher.given_name,
        site=site.name if site else "",
        year=seen.plan.year.label,
        recorded=seen.sees.recorded,
        **more,
    )


def _why(seen: SeenPlan, has_text: bool) -> str:
    title = rules.STATES[seen.plan.state].title
    if not seen.is_open:
        return title
    if seen.case.paused:
        return "Paused"
    return f"Not signed yet: {title}" if has_text else f"Nothing submitted yet: {title}"


def _order(form: Form) -> tuple:
    return (
        *in_order(form.family, form.given),
        form.plan_id,
        list(FORM).index(form.kind),
        form.number,
        form.paper,
    )
