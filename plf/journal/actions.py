"""Writing in the journal: adding an entry with its evidence, changing it, deleting it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plf import rules, store
from plf.extensions import db
from plf.formats import day as written_day
from plf.journal import queries
from plf.journal.files import Found
from plf.models import Evidence, JournalEntry
from plf.plans.queries import SeenPlan
from plf.records import queries as records
from plf.rules import Refusal

MOST_EVIDENCE = 20


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a teacher wrote: a day of the district's calendar, a clean text, hours times a hundred, a step's words."""

    day: date
    text: str
    hundredths: int | None = None
    step: str = ""
    is_private: bool = False
    links: Sequence[str] = ()
    files: Sequence[Found] = ()


def add(seen: SeenPlan, written: Written, *, at: datetime, today: date) -> JournalEntry:
    """Add an entry to the plan's journal (step 4). It is no step of the process: no history, no new version.

    `at` is in UTC, `today` the day in the district. Raises the Refusal of the rules, and one (422) at its field.
    """
    seen.require("write_in_journal")
    _check_day(seen, written.day, today)
    entry = JournalEntry(plan_id=seen.plan.id, person_id=seen.person.id, written_at=at)
    _fill(entry, written)
    db.session.add(entry)
    db.session.flush()
    return entry


def change(
    seen: SeenPlan,
    entry_id: int,
    written: Written,
    *,
    at: datetime,
    today: date,
    seen_version: int,
    without: Sequence[int] = (),
) -> JournalEntry:
    """Change one's own entry; `without` are the numbers of the evidence that goes.

    Raises HIDDEN when it is not theirs, the Refusal of the rules, a 422 at its field, and a 409 when the entry
    was changed after the page was opened.
    """
    entry = _own(seen, entry_id)
    _require_not_held(seen)
    if entry.version != seen_version:
        raise Refusal(
            409,
            "This entry was changed in another window after you opened it, so nothing was saved. "
            "Open the journal again and look at it, then change it.",
        )
    _check_day(seen, written.day, today)
    dropped = [each for each in entry.evidence if each.id in without]
    entry.evidence = [each for each in entry.evidence if each not in dropped]
    _fill(entry, written)
    entry.changed_at, entry.version = at, entry.version + 1
    _drop(dropped)
    return entry


def delete(seen: SeenPlan, entry_id: int, *, seen_version: int | None = None) -> None:
    """Delete one's own entry with its evidence. Bytes that nothing else refers to go as well.

    `seen_version` is the version of the entry on the page, if it was on one. Raises HIDDEN when it is not theirs,
    the Refusal of the rules, and a 409 when the entry was changed after the page was opened.
    """
    entry = _own(seen, entry_id)
    _require_not_held(seen)
    if seen_version is not None and entry.version != seen_version:
        raise Refusal(
            409,
            "This entry was changed in another window after you opened it, so it was not deleted. "
            "Open the journal again and look at it, then delete it.",
        )
    dropped = list(entry.evidence)
    db.session.delete(entry)
    _drop(dropped)


def _own(seen: SeenPlan, entry_id: int) -> JournalEntry:
    seen.require("write_in_journal")
    return queries.entry(seen, entry_id)


def _require_not_held(seen: SeenPlan) -> None:
    if records.is_held(seen.plan):
        raise Refusal(
            409,
            "The office has to keep the records of this plan as they are for now, so nothing written before is changed "
            "or deleted. Write a new entry instead.",
        )


def _check_day(seen: SeenPlan, day: date, today: date) -> None:
    earliest = seen.plan.year.starts_on - timedelta(days=60)
    if day > today:
        raise rules.not_ready("That day has not come yet. Choose today or an earlier day.", "day")
    if day < earliest:
        raise rules.not_ready(
            f"That day is before this school year. Choose {written_day(earliest)} or a later day.", "day"
        )


def _fill(entry: JournalEntry, written: Written) -> None:
    entry.day, entry.text, entry.hundredths = written.day, written.text, written.hundredths
    entry.step, entry.is_private = written.step, written.is_private
    have = {each.link or each.sha256 for each in entry.evidence}
    new = [Evidence(link=link) for link in written.links if link not in have]
    # In one order everywhere, so that two who keep the same files do not wait for each other.
    for found in sorted(written.files, key=lambda each: each.sha256):
        store.put(found.sha256, found.content)
    for found in written.files:
        if found.sha256 not in have:
            have.add(found.sha256)
            new.append(
                Evidence(sha256=found.sha256, kind=found.kind, label=found.label, size=len(found.content))
            )
    if len(entry.evidence) + len(new) > MOST_EVIDENCE:
        raise rules.not_ready(
            f"An entry can have {MOST_EVIDENCE} links and files. Make two entries of it.", "links"
        )
    entry.evidence = [*entry.evidence, *new]


def _drop(evidence: Sequence[Evidence]) -> None:
    for sha256 in sorted({each.sha256 for each in evidence if each.sha256}):
        store.drop(sha256)
