"""What is done with exemplars: offered, asked for, written, changed, agreed to, published, withdrawn; and told of.

Each is written down as an event of the exemplar and nowhere else: a plan's history is read by others too.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select

from plf import contents, rules
from plf.database import today
from plf.exemplars import identifying, queries
from plf.exemplars.contents import (
    CHECKPOINT_PREFIX,
    GRADE_BANDS,
    NOTE_LIMIT,
    SECTIONS,
    SUBJECTS,
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    Shown,
    learning_kinds,
)
from plf.exemplars.queries import SeenExemplar
from plf.extensions import db
from plf.library import actions as library
from plf.models import (
    IN_LIBRARY,
    Exemplar,
    ExemplarConsent,
    ExemplarEvent,
    ExemplarReplacement,
    ExemplarSource,
    Person,
    Plan,
)
from plf.notices import actions as notices
from plf.people.queries import district
from plf.plans.queries import SeenPlan
from plf.rules import ExemplarCase, ExemplarRole, Refusal, not_ready

REASON_LIMIT = 600
# Whatever school year it was in: its days were looked at when it was submitted.
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


def ask_for(seen: SeenPlan, *, at: datetime) -> SeenExemplar:
    """The office asks the teacher of a signed plan whether it may become an exemplar. No text is taken yet.

    Call it with the plan locked. Raises the Refusal of the rules.
    """
    now = queries.of_plan(seen, lock=True)
    now.require("ask_for")
    exemplar = _new(Shown(), at=at)
    db.session.add(ExemplarSource(exemplar_id=exemplar.id, plan_id=seen.plan.id))
    db.session.flush()
    _record(exemplar, "ask_for", seen.person, now.role, at=at)
    notices.tell(seen, "exemplar_asked_for", at=at, people=[seen.plan.teacher])
    return queries.find(exemplar.id, seen.person)


def offer(seen: SeenPlan, *, at: datetime) -> SeenExemplar:
    """The teacher offers the signed plan, with its checkpoint where both signed that: its text is taken as it was signed.

    Call it with the plan locked. Raises the Refusal of the rules.
    """
    now = queries.of_plan(seen, lock=True)
    now.require("offer")
    taken = queries.signed_text(seen.plan)
    exemplar = now.exemplar
    if exemplar is None:
        exemplar = _new(taken, at=at)
        db.session.add(ExemplarSource(exemplar_id=exemplar.id, plan_id=seen.plan.id, offered_at=at))
    else:
        _take(exemplar, taken)
        db.session.get(ExemplarSource, exemplar.id).offered_at = at
    db.session.flush()
    _record(exemplar, "offer", seen.person, now.role, at=at)
    notices.tell(seen, "exemplar_offered", at=at, people=queries.office_people())
    return queries.find(exemplar.id, seen.person)


def write(by: Person, shown: Shown, *, at: datetime) -> SeenExemplar:
    """The office writes an exemplar: nobody has to agree to it. Raises the Refusal of the rules, or as `change`."""
    role = ExemplarRole.OFFICE if by.is_office else ExemplarRole.STAFF
    refused = rules.exemplar_refusal("write", [role], ExemplarCase(state=None, by_office=True))
    if refused:
        raise refused
    shown = _completed(shown)
    _check(shown)
    exemplar = _new(shown, at=at, by_office=True)
    _record(exemplar, "write", by, role, at=at)
    return queries.find(exemplar.id, by)


def change(seen: SeenExemplar, shown: Shown, *, at: datetime) -> None:
    """Change what is shown. A changed text is in the making again, and asked for anew; a published one is taken down.

    Raises the Refusal of the rules, or a 422 at the field that does not fit.
    """
    after = seen.after("change")
    shown = _completed(shown)
    _check(shown)
    if shown.sha256 == seen.exemplar.sha256:
        return
    _changed(seen, shown, "change", after, at=at)


def decide(seen: SeenExemplar, chosen: Mapping[str, str], *, at: datetime) -> int:
    """Replace words that were found, everywhere; returns of how many it was decided.

    `chosen`: the words as they were found → what to put there. The same words: they stay, and are not asked about again.
    Words that are not found any more are passed over. Raises the Refusal of the rules, or a 422.
    """
    after = seen.after("change")
    found = {each.found: each for each in seen.findings}
    known = {each.found: each for each in seen.decided}
    chosen = {words: contents.clean(put) for words, put in chosen.items() if words in found}
    for words, put in chosen.items():
        if words != put and not 0 < len(put) <= queries.LONGEST_FOUND:
            raise not_ready(
                f"Write what to put in the place of “{words}”, in {queries.LONGEST_FOUND} characters at most.",
                "findings",
            )
        key = words[: queries.LONGEST_FOUND]
        row = known.get(key)
        if row is None:
            row = ExemplarReplacement(
                exemplar_id=seen.exemplar.id,
                found=key,
                kind=found[words].kind,
                proposed=found[words].proposed,
            )
            db.session.add(row)
        row.chosen, row.by_id, row.at = put[: queries.LONGEST_FOUND], seen.person.id, at
    replaced = {words: put for words, put in chosen.items() if words != put}
    shown = seen.shown.with_words(lambda text: identifying.replacing(text, seen.roster, replaced))
    if shown.sha256 != seen.exemplar.sha256:
        _changed(seen, shown, "replace", after, at=at)
    elif chosen:
        seen.exemplar.version += 1
        _record(seen.exemplar, "replace", seen.person, seen.role, at=at)
    return len(chosen)


def write_notes(seen: SeenExemplar, notes: Mapping[str, str], *, at: datetime) -> None:
    """The office writes why it is good: {section of plf.exemplars.contents.SECTIONS: text}. Other sections' notes go.

    Raises the Refusal of the rules, or a 422 at "note-<section>": too long, or it names somebody or a place.
    """
    seen.require("write_notes")
    written = {section: contents.clean(notes.get(section, "")) for section in SECTIONS}
    written = {section: text for section, text in written.items() if text}
    for section, text in written.items():
        if len(text) > NOTE_LIMIT:
            over = len(text) - NOTE_LIMIT
            raise not_ready(
                f"The note beside “{SECTIONS[section]}” is {over:,} characters too long. Shorten it to {NOTE_LIMIT}.",
                f"note-{section}",
            )
    if not seen.exemplar.by_office:
        for section, words in queries.names_in_notes(seen, written):
            raise not_ready(
                f"The note beside “{SECTIONS[section]}” says “{words}”, which may tell whose plan it was. "
                "Say it without.",
                f"note-{section}",
            )
    if written == seen.exemplar.notes:
        return
    exemplar = seen.exemplar
    exemplar.notes, exemplar.version = written, exemplar.version + 1
    _record(exemplar, "write_notes", seen.person, seen.role, at=at)
    _tell_the_library(exemplar)


def ask_consent(seen: SeenExemplar, *, at: datetime) -> None:
    """The office has looked the text over and asks its teacher to agree to exactly this one.

    Raises the Refusal of the rules, or a 422 while something is missing or words that were found wait for a decision.
    """
    after = seen.after("ask_consent")
    _check_ready(seen)
    seen.exemplar.state = after
    seen.exemplar.version += 1
    _record(seen.exemplar, "ask_consent", seen.person, seen.role, at=at)
    _tell(seen, "exemplar_consent_asked", [seen.plan.teacher], at=at)


def consent(seen: SeenExemplar, sha256: str, *, at: datetime) -> bool:
    """The teacher says yes to exactly the text with this SHA-256; returns False if that was said before.

    Raises the Refusal of the rules, and one (409) when the text is not the one that the teacher has read.
    """
    seen.require("consent")
    if sha256 != seen.exemplar.sha256:
        raise Refusal(
            409,
            "The text has changed since you opened the page, so your yes was not taken. Read it again, then decide.",
        )
    if seen.case.agreed:
        return False
    db.session.add(
        ExemplarConsent(exemplar_id=seen.exemplar.id, person_id=seen.person.id, sha256=sha256, given_at=at)
    )
    _record(seen.exemplar, "consent", seen.person, seen.role, at=at)
    _tell(seen, "exemplar_agreed", queries.office_people(), at=at)
    return True


def publish(seen: SeenExemplar, *, at: datetime) -> None:
    """The office puts it into the library. Raises the Refusal of the rules, or a 422 while something is missing."""
    after = seen.after("publish")
    _check_ready(seen)
    exemplar = seen.exemplar
    exemplar.state, exemplar.published_at = after, at
    exemplar.version += 1
    _record(exemplar, "publish", seen.person, seen.role, at=at)
    _tell_the_library(exemplar)
    if seen.plan:
        _tell(seen, "exemplar_published", [seen.plan.teacher], at=at)


def withdraw(seen: SeenExemplar, reason: str = "", *, at: datetime) -> None:
    """Take it down at once, from wherever it is. Its teacher takes back every yes; the office may say why.

    Raises the Refusal of the rules, or a 422 at "reason" when that is too long.
    """
    after = seen.after("withdraw")
    reason = contents.clean(reason)
    if len(reason) > REASON_LIMIT:
        over = len(reason) - REASON_LIMIT
        raise not_ready(
            f"The reason is {over:,} characters too long. Shorten it to {REASON_LIMIT}.", "reason"
        )
    exemplar = seen.exemplar
    exemplar.state, exemplar.withdrawn_at = after, at
    exemplar.version += 1
    if seen.role == ExemplarRole.TEACHER:
        for yes in queries.standing_consents(exemplar):
            yes.withdrawn_at = at
    _record(exemplar, "withdraw", seen.person, seen.role, at=at, note=reason)
    _tell_the_library(exemplar)
    if seen.plan:
        is_teachers = seen.role == ExemplarRole.TEACHER
        people = queries.office_people() if is_teachers else [seen.plan.teacher]
        _tell(seen, "exemplar_taken_back" if is_teachers else "exemplar_withdrawn", people, at=at)


def take_up_again(seen: SeenExemplar, *, at: datetime) -> None:
    """A withdrawn exemplar is in the making again, with the text as it was left. Raises the Refusal of the rules."""
    exemplar = seen.exemplar
    exemplar.state, exemplar.withdrawn_at = seen.after("take_up_again"), None
    exemplar.version += 1
    if seen.plan and seen.role == ExemplarRole.TEACHER and not seen.case.offered:
        # The office had asked, and was told no: there is no text yet.
        db.session.get(ExemplarSource, exemplar.id).offered_at = at
        _take(exemplar, queries.signed_text(seen.plan))
    _record(exemplar, "take_up_again", seen.person, seen.role, at=at)


def check_version(seen: SeenExemplar, version: int) -> None:
    """Refuse (409) when something was changed after the person opened the page that they act from."""
    if seen.exemplar.version != version:
        raise Refusal(
            409,
            "This exemplar has changed since you opened the page, so nothing was done. "
            f"It is now “{rules.EXEMPLAR_STATES[seen.exemplar.state]}”. Look at it again, then decide.",
        )


def _new(shown: Shown, *, at: datetime, by_office: bool = False) -> Exemplar:
    exemplar = Exemplar(id=_by_chance(), state="draft", by_office=by_office, notes={}, version=1, made_at=at)
    _take(exemplar, shown)
    db.session.add(exemplar)
    db.session.flush()
    return exemplar


def _by_chance() -> int:
    """A number that says nothing of when it was drawn, and that nobody has."""
    while True:
        number = 100_000_000 + secrets.randbelow(900_000_000)
        if db.session.get(Exemplar, number) is None:
            return number


def _take(exemplar: Exemplar, shown: Shown) -> None:
    shown = _completed(shown) if shown.text else shown
    exemplar.title, exemplar.summary = shown.title, shown.summary
    exemplar.staff_kind, exemplar.subject, exemplar.grade_band = (
        shown.staff_kind,
        shown.subject,
        shown.grade_band,
    )
    exemplar.indicators = [dict(each) for each in shown.indicators]
    exemplar.text = dict(shown.text)
    exemplar.checkpoint = None if shown.checkpoint is None else dict(shown.checkpoint)
    exemplar.learning_kinds = learning_kinds(shown.text)
    exemplar.sha256 = queries.shown(exemplar).sha256


def _completed(shown: Shown) -> Shown:
    """With every field there is, and without control characters: so that the same text has the same SHA-256."""
    return shown.with_words(contents.clean)


def _changed(seen: SeenExemplar, shown: Shown, action: str, after: str, *, at: datetime) -> None:
    exemplar = seen.exemplar
    exemplar.state = after
    exemplar.version += 1
    _take(exemplar, shown)
    _record(exemplar, action, seen.person, seen.role, at=at)
    _tell_the_library(exemplar)


def _check(shown: Shown) -> None:
    """Refuse (422) what does not fit: too long, or not on a list."""
    for name, value, limit in (
        ("title", shown.title, TITLE_LIMIT),
        ("summary", shown.summary, SUMMARY_LIMIT),
    ):
        if len(value) > limit:
            raise not_ready(
                f"The {name} is {len(value) - limit:,} characters too long. Shorten it to {limit}.", name
            )
    for name, value, known in (
        ("subject", shown.subject, SUBJECTS),
        ("grade_band", shown.grade_band, GRADE_BANDS),
    ):
        if value and value not in known:
            raise not_ready("Choose one from the list.", name)
    for kind, prefix, text in (("plan", "", shown.text), ("checkpoint", CHECKPOINT_PREFIX, shown.checkpoint)):
        known = {each["number"] for each in shown.indicators}
        for problem in contents.problems(
            text or {}, indicators=known, year_starts_on=EARLIEST, year_ends_on=LATEST, kind=kind
        ):
            raise not_ready(problem.sentence, prefix + problem.at)


def _check_ready(seen: SeenExemplar) -> None:
    exemplar = seen.exemplar
    for name, what in (("title", "a title"), ("subject", "a subject"), ("grade_band", "a grade band")):
        if not getattr(exemplar, name):
            raise not_ready(f"Give it {what} first: staff look for it by that.", name)
    if contents.missing(exemplar.text):
        raise not_ready("The text is not complete: " + contents.missing(exemplar.text)[0].sentence, "text")
    if seen.findings and not exemplar.by_office:
        count = len(seen.findings)
        raise not_ready(
            f"{'One found word waits' if count == 1 else f'{count} found words wait'} for a decision: "
            "replace each, or say that it stays.",
            "findings",
        )


def _record(
    exemplar: Exemplar, action: str, by: Person, role: ExemplarRole, *, at: datetime, note: str = ""
) -> None:
    db.session.add(
        ExemplarEvent(
            exemplar_id=exemplar.id,
            person_id=by.id,
            role=role.value,
            action=action,
            note=note,
            sha256=exemplar.sha256,
            at=at,
        )
    )
    db.session.flush()


def _tell(seen: SeenExemplar, kind: str, people: list[Person], *, at: datetime) -> None:
    plan = queries.seen_plan(seen, on=today(district().time_zone))
    notices.tell(plan, kind, at=at, people=people)


def _tell_the_library(exemplar: Exemplar) -> None:
    """What is in the library has changed, come in or gone out: the one place from which its index hears of it."""
    library.follow(exemplar)


def let_go(plan: Plan) -> list[tuple[int, str]]:
    """Empty what was taken from a plan and is not in the library, by the rules of retention; ids and fingerprints.

    The yes that was given stays. Call it inside `writing()`, from plf.records alone.
    """
    mine = select(ExemplarSource.exemplar_id).where(ExemplarSource.plan_id == plan.id)
    gone = list(
        db.session.scalars(select(Exemplar).where(Exemplar.id.in_(mine), ~IN_LIBRARY, queries.IS_THERE))
    )
    for each in gone:
        db.session.execute(delete(ExemplarReplacement).where(ExemplarReplacement.exemplar_id == each.id))
        each.title = each.summary = ""
        each.text, each.checkpoint, each.notes, each.indicators, each.learning_kinds = {}, None, {}, [], []
        each.version += 1
    return [(each.id, each.sha256) for each in gone]
