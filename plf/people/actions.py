"""Changes to people, and to who is what to whom from when to when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update

from plf.extensions import db
from plf.models import Deputy, Invitation, Leave, Pairing, Person, Placement, SignIn, Site, SiteLeadership
from plf.people.queries import holds_on, today_here
from plf.rules import Refusal, not_ready

DAY = timedelta(days=1)


def add(*, at: datetime, email: str, starts_on: date | None = None, **facts) -> Person:
    """A new person, who cannot sign in before an invitation. `facts` are columns of Person.

    They work here from `starts_on` on (of the district's calendar; none: today). Raises Refusal (422) when somebody
    has the address.
    """
    _refuse_taken_address(email)
    person = Person(email=email, created_at=at, **facts)
    db.session.add(person)
    db.session.flush()
    place(person, starts_on=starts_on or today_here())
    return person


def change(person: Person, *, email: str, is_office: bool, **facts) -> None:
    """New facts about a person from today on; what was signed keeps the old ones. `facts` are columns of Person.

    Raises Refusal (422) for an address that is taken, and when the office would be left without anyone.
    """
    _refuse_taken_address(email, but=person)
    if person.is_office and not is_office:
        _refuse_last_of_office(person, "is_office")
    before = (person.main_site_id, person.staff_kind)
    person.email = email
    person.is_office = is_office
    for name, value in facts.items():
        setattr(person, name, value)
    db.session.flush()
    # Not for a new name or address: it would take back a move that is written down for a day to come.
    if person.is_active and before != (person.main_site_id, person.staff_kind):
        place(person, starts_on=today_here())


def place(person: Person, *, starts_on: date) -> None:
    """Write down that the person's main site and kind of staff, as they are now, hold from this day on.

    Nothing is written when they held on it already. Call it whenever one of the two has changed.
    """
    lock(person)
    theirs = select(Placement).where(Placement.person_id == person.id)
    now_at = {"site_id": person.main_site_id, "staff_kind": person.staff_kind}
    before = db.session.scalar(theirs.where(holds_on(Placement, starts_on)))
    if before and now_at == {name: getattr(before, name) for name in now_at} and before.ends_on is None:
        return
    for later in db.session.scalars(theirs.where(Placement.starts_on > starts_on)):
        db.session.delete(later)
    if before is None or before.starts_on < starts_on:
        if before:
            before.ends_on = starts_on - DAY
            db.session.flush()
        before = Placement(person_id=person.id, starts_on=starts_on, **now_at)
        db.session.add(before)
    for name, value in now_at.items():
        setattr(before, name, value)
    before.ends_on = None
    db.session.flush()


@dataclass(frozen=True)
class Place:
    """A main site (None: no site) and a kind of staff ("": no plan of their own)."""

    site_id: int | None
    staff_kind: str


def correct_place(person: Person, where: Place | None, *, starts_on: date, ends_on: date) -> None:
    """On these days, which have passed, the person was counted there, whatever was written down; None: nowhere.

    Where they work now is not touched. Raises Refusal (422) when the days are out of order or not over yet.
    """
    _refuse_disorder(starts_on, ends_on)
    if ends_on >= today_here():
        raise not_ready(
            "Choose a day that has passed. For today and what comes, edit the person or transfer them.",
            "ends_on",
        )
    lock(person)
    theirs = select(Placement).where(Placement.person_id == person.id)
    around = theirs.where(
        Placement.starts_on <= ends_on + DAY,
        or_(Placement.ends_on.is_(None), Placement.ends_on >= starts_on - DAY),
    )
    pieces = []
    for row in db.session.scalars(around):
        stays = Place(row.site_id, row.staff_kind)
        if row.starts_on < starts_on:
            pieces.append((stays, row.starts_on, min(row.ends_on or starts_on, starts_on - DAY)))
        if row.ends_on is None or row.ends_on > ends_on:
            pieces.append((stays, max(row.starts_on, ends_on + DAY), row.ends_on))
        db.session.delete(row)
    db.session.flush()
    if where:
        pieces.append((where, starts_on, ends_on))
    for place_, first, last in _joined(pieces):
        db.session.add(
            Placement(
                person_id=person.id,
                site_id=place_.site_id,
                staff_kind=place_.staff_kind,
                starts_on=first,
                ends_on=last,
            )
        )
    db.session.flush()


def _joined(pieces: list[tuple[Place, date, date | None]]) -> list[tuple[Place, date, date | None]]:
    """Pieces of time in their order, those at one place that follow each other as one."""
    joined: list[tuple[Place, date, date | None]] = []
    for where, first, last in sorted(pieces, key=lambda piece: piece[1]):
        if joined and joined[-1][0] == where and joined[-1][2] == first - DAY:
            joined[-1] = (where, joined[-1][1], last)
        else:
            joined.append((where, first, last))
    return joined


def away(person: Person, *, starts_on: date, ends_on: date | None) -> Leave:
    """A person is on leave from one day to another, and not counted meanwhile; no last day: until further notice.

    Raises Refusal (422) when the days are out of order, or some of them are a leave of theirs already.
    """
    _refuse_disorder(starts_on, ends_on)
    lock(person)
    overlaps = select(Leave).where(
        Leave.person_id == person.id, or_(Leave.ends_on.is_(None), Leave.ends_on >= starts_on)
    )
    if ends_on:
        overlaps = overlaps.where(Leave.starts_on <= ends_on)
    if db.session.scalar(overlaps.limit(1)):
        raise not_ready(
            f"{person.name} is on leave on some of these days already. Change that leave.", "starts_on"
        )
    leave = Leave(person_id=person.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(leave)
    db.session.flush()
    return leave


def deactivate(person: Person, *, at: datetime) -> None:
    """Someone has left: they cannot sign in any more, from now on. Their plans and signatures stay.

    They are counted to the end of yesterday. Raises Refusal (409) for the last person of the office.
    """
    if person.is_office:
        _refuse_last_of_office(person)
    person.is_active = False
    _end_placements(person, yesterday=today_here() - DAY)
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None)).values(ended_at=at)
    )
    db.session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id, Invitation.used_at.is_(None))
        .values(used_at=at)
    )


def reactivate(person: Person) -> None:
    """Someone is back, from today on. They sign in with their old password, or by a new invitation."""
    person.is_active = True
    place(person, starts_on=today_here())


def pair(teacher: Person, *, evaluator: Person, starts_on: date) -> Pairing:
    """Name a teacher's evaluator from a day on. It ends the pairing before it, and lasts until the next one.

    Raises Refusal (422) when the two are the same person or the evaluator has left.
    """
    _refuse_themselves(teacher, evaluator, "Nobody evaluates themselves. Name someone else.")
    if not evaluator.is_active:
        raise not_ready(
            f"{evaluator.name} has left. Name someone who works here, or reactivate them first.", "who"
        )
    lock(teacher)
    theirs = select(Pairing).where(Pairing.teacher_id == teacher.id)
    before = db.session.scalar(theirs.where(Pairing.starts_on < starts_on, holds_on(Pairing, starts_on)))
    if before:
        before.ends_on = starts_on - DAY
    following = db.session.scalar(
        theirs.where(Pairing.starts_on > starts_on).order_by(Pairing.starts_on).limit(1)
    )
    pairing = db.session.scalar(theirs.where(Pairing.starts_on == starts_on))
    if pairing is None:
        pairing = Pairing(teacher_id=teacher.id, starts_on=starts_on)
        db.session.add(pairing)
    pairing.evaluator_id = evaluator.id
    pairing.ends_on = following.starts_on - DAY if following else None
    db.session.flush()
    return pairing


def stand_in(evaluator: Person, *, deputy: Person, starts_on: date, ends_on: date) -> Deputy:
    """Name a deputy for an evaluator between two days.

    Raises Refusal (422) when the two are the same person, the deputy has left or the days are out of order.
    """
    _refuse_themselves(evaluator, deputy, "Nobody stands in for themselves. Name someone else.")
    if not deputy.is_active:
        raise not_ready(
            f"{deputy.name} has left. Name someone who works here, or reactivate them first.", "who"
        )
    _refuse_disorder(starts_on, ends_on)
    standing = Deputy(evaluator_id=evaluator.id, deputy_id=deputy.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(standing)
    db.session.flush()
    return standing


def lead(site: Site, *, leader: Person, starts_on: date, ends_on: date | None) -> SiteLeadership:
    """Name a leader of a site: they see the count and state of every plan there, not the text.

    Raises Refusal (422) when the days are out of order.
    """
    _refuse_disorder(starts_on, ends_on)
    leadership = SiteLeadership(site_id=site.id, person_id=leader.id, starts_on=starts_on, ends_on=ends_on)
    db.session.add(leadership)
    db.session.flush()
    return leadership


def end(row: Pairing | Deputy | SiteLeadership | Leave | Placement, *, ends_on: date) -> None:
    """Give a pairing, a deputy, a site leader or a leave a last day. One that would end before it begins is taken out.

    Raises Refusal (422) for a day after the one on which it ends anyway.
    """
    if ends_on < row.starts_on:
        db.session.delete(row)
        return
    if row.ends_on and ends_on > row.ends_on:
        raise not_ready(
            "It ends before that day already. Choose an earlier day, or enter a new one.", "ends_on"
        )
    row.ends_on = ends_on


def _end_placements(person: Person, *, yesterday: date) -> None:
    theirs = select(Placement).where(
        Placement.person_id == person.id, or_(Placement.ends_on.is_(None), Placement.ends_on > yesterday)
    )
    for placement in db.session.scalars(theirs):
        end(placement, ends_on=yesterday)


def _refuse_taken_address(email: str, but: Person | None = None) -> None:
    other = db.session.scalar(select(Person).where(Person.email == email))
    if other is not None and other is not but:
        left = "" if other.is_active else " (who has left)"
        raise not_ready(
            f"{other.name}{left} has this address. Open that person, or write another address.", "email"
        )


def _refuse_last_of_office(person: Person, field: str = "") -> None:
    # populate_existing: on PostgreSQL the lock may have waited for the one who let another go
    office = select(Person).where(Person.is_office).order_by(Person.id).with_for_update()
    office = office.execution_options(populate_existing=True)
    others = [
        other
        for other in db.session.scalars(office)
        if other.id != person.id and other.is_active and other.password_hash
    ]
    if not others:
        sentence = (
            f"{person.name} is the last person of the office who can sign in. "
            "Give somebody else the office first, and wait until they have chosen a password."
        )
        raise Refusal(422 if field else 409, sentence, field)


def _refuse_themselves(person: Person, other: Person, sentence: str) -> None:
    if person.id == other.id:
        raise not_ready(sentence, "who")


def _refuse_disorder(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise not_ready("The last day is before the first. Choose a later one.", "ends_on")


def lock(person: Person) -> None:
    """Two people who change the same person's pairings wait for each other.

    Not whoever only names the person in a row of theirs, and so holds their key: that one may hold a plan, too.
    """
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
