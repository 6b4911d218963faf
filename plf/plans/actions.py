"""Changes to the text of a plan or its checkpoint: saving, freezing, submitting, recalling; amending; noting who read it.

`kind` is "plan" or "checkpoint": both go the same round (rules.ROUNDS).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from plf import contents, rules, steps
from plf.contents import Problem
from plf.database import brief_write
from plf.editions import queries as editions
from plf.extensions import db
from plf.meetings import actions as meetings
from plf.models import Draft, Meeting, Person, Plan, PlanView, Revision
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.support.actions import in_touch

VIEW_COUNTS_AGAIN_AFTER = timedelta(hours=1)


class NotReady(Refusal):
    """It cannot be submitted yet; `problems` says what is missing and what does not fit (422)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        things = "one thing is" if len(problems) == 1 else f"{len(problems)} things are"
        super().__init__(
            422, f"Your text is saved, but {things} still missing. Finish the list, then submit it."
        )
        self.problems = list(problems)


class Conflict(Refusal):
    """Somebody, or another window, saved the draft in between; nothing of this save was written (409).

    `theirs` is the draft as it is now, `version` its version, `mine` the text of this save.
    """

    def __init__(self, draft: Draft, mine: dict[str, Any]) -> None:
        super().__init__(
            409,
            "This was changed in another window after you opened this one. "
            "Both texts are below. Keep what you want of each, and save again.",
        )
        self.theirs, self.version, self.mine, self.kind = draft.text, draft.version, mine, draft.kind

    @property
    def differing(self) -> list[dict[str, Any]]:
        """The fields in which the two texts differ, word by word: label, theirs, mine (see contents.Change)."""
        found = []
        for name, each in contents.FIELDS[self.kind].items():
            mine, theirs = self.mine.get(name), self.theirs.get(name)
            if mine != theirs:
                left, right = contents.compare_texts(_readable(each, theirs), _readable(each, mine))
                found.append({"label": each.label, "theirs": left, "mine": right})
        return found


def _readable(each: contents.Field, value: Any) -> str:
    if each.kind == "indicators":
        return ", ".join(value or [])
    if each.kind == "outcomes":
        return "\n".join(f"{one['number']} {one['title']}" for one in value or [])
    if each.kind == "rows":
        return "\n\n".join("\n".join(cell for cell in row.values() if cell) for row in value or [])
    return value or ""


def save_draft(
    seen: SeenPlan,
    text: dict[str, Any],
    *,
    at: datetime,
    seen_version: int,
    page: str = "",
    sequence: int = 0,
    kind: str = "plan",
) -> Draft:
    """Save the text as typed (steps 2 and 5, or "revise together"). Problems in it do not stop a save.

    `page` names the open page and `sequence` counts its saves: a repeat after a lost answer, and the next save
    of the page that saved last, are no conflict. Raises Conflict when another page saved in between.
    """
    action = rules.writing_action(seen.case, kind)
    seen.require(action)
    draft = _locked_draft(seen.plan, kind)
    text = as_kept(seen.plan, kind, {**draft.text, **text})
    same_page = bool(page) and draft.page == page
    if same_page and sequence < draft.sequence:
        return draft  # overtaken by a later save of the same page
    if text == draft.text:
        return draft  # nothing new, or the same save again after a lost answer
    if not same_page and draft.version != seen_version:
        raise Conflict(draft, text)
    draft.text, draft.page, draft.sequence = text, page, sequence
    draft.version += 1
    draft.saved_at = at
    db.session.add(draft)  # the first save of a checkpoint
    if rules.after(action, seen.case) != seen.case.state and contents.is_begun(text, kind):
        steps.take(seen, action, at=at)
    return draft


def _locked_draft(plan: Plan, kind: str) -> Draft:
    there = db.session.get(Draft, (plan.id, kind), with_for_update=True, populate_existing=True)
    return there or queries.draft_of(plan, kind)


def as_kept(plan: Plan, kind: str, text: dict[str, Any]) -> dict[str, Any]:
    """The text with every field of its kind and no other; a checkpoint's with a row for each action step in force.

    Outcomes that a plan serves have the words of the edition in force. One that is in none any more stays as the
    draft has it, so that neither a new edition nor a row that goes takes anything out of a plan.
    """
    if kind == "plan":
        text = contents.completed(text)
        if text["serves"]:
            text["serves"] = _with_their_words(text["serves"], queries.text_of(plan)["serves"])
        return text
    return contents.answering(text, contents.steps_of(queries.in_force(plan)))


def _with_their_words(chosen: list[dict[str, str]], before: list[dict[str, str]]) -> list[dict[str, str]]:
    known = {one["row"]: one for one in [*before, *editions.outcomes()]}
    return [dict(known[one["row"]]) for one in chosen if one["row"] in known]


def submit(seen: SeenPlan, *, at: datetime, seen_version: int, kind: str = "plan") -> Revision:
    """Submit the plan for the review meeting (step 2), or its checkpoint (step 5): freezes a revision.

    `seen_version` is the version of the draft that the teacher checked. Raises NotReady (422) with what is
    missing, or a Refusal (409) when the draft was changed in another window meanwhile.
    """
    action = rules.ROUNDS[kind].submit
    seen.require(action)
    if queries.draft_of(seen.plan, kind).version != seen_version:
        raise Refusal(
            409,
            "The text was changed in another window after you opened this page, so it was not submitted. "
            "Read it again, then submit it.",
        )
    found = unready(seen, queries.text_of(seen.plan, kind), kind)
    if found:
        raise NotReady(found)
    revision = freeze(seen, at=at, kind=kind)
    in_touch(seen.plan, at=at)
    steps.take(seen, action, at=at, revision=revision.number, text_sha256=revision.sha256)
    return revision


def recall(seen: SeenPlan, *, at: datetime, seen_version: int, kind: str = "plan") -> None:
    """Take back what was submitted (steps 2 and 5). The evaluator no longer sees it.

    A booked review meeting is cancelled; a booked conference is not: it may be months ahead.
    """
    action = rules.ROUNDS[kind].recall
    steps.check_version(seen, seen_version)
    seen.require(action)
    recalled = queries.latest_revision(seen.plan, kind)
    recalled.recalled_at = at
    if kind == "plan":
        cancel_review(seen.plan, at=at)
    steps.take(seen, action, at=at, revision=recalled.number)
    db.session.flush()
    _make_current(seen.plan, queries.latest_revision(seen.plan, kind), kind)


def cancel_review(plan: Plan, *, at: datetime) -> None:
    """Cancel the review meeting of a plan, if one is booked. Asks nobody: for other actions too."""
    meeting = db.session.scalar(
        select(Meeting).where(
            Meeting.plan_id == plan.id, Meeting.kind == "review", Meeting.cancelled_at.is_(None)
        )
    )
    if meeting:
        meetings.cancel(meeting, at=at)


def begin_with(plan: Plan, text: dict[str, Any], *, at: datetime) -> None:
    """Let the draft of the plan be this text: of a signed revision, or of last year's plan. Asks nobody."""
    draft = _locked_draft(plan, "plan")
    draft.text, draft.page, draft.sequence, draft.saved_at = text, "", 0, at
    draft.version += 1


def freeze(seen: SeenPlan, *, at: datetime, kind: str = "plan") -> Revision:
    """Freeze the draft as the next revision of `kind` and make it the current one. Call inside a step."""
    plan = seen.plan
    number = 1 + (
        db.session.scalar(
            select(Revision.number)
            .where(Revision.plan_id == plan.id, Revision.kind == kind)
            .order_by(Revision.number.desc())
            .limit(1)
        )
        or 0
    )
    frozen = contents.canonical(
        queries.as_frozen(
            plan, queries.text_of(plan, kind), queries.rubric_of(plan), number=number, kind=kind
        )
    )
    revision = Revision(
        plan_id=plan.id,
        kind=kind,
        number=number,
        frozen=frozen,
        sha256=contents.fingerprint(frozen),
        frozen_at=at,
        frozen_by_id=seen.person.id,
    )
    db.session.add(revision)
    db.session.flush()
    _make_current(plan, revision, kind)
    return revision


def _make_current(plan: Plan, revision: Revision | None, kind: str) -> None:
    revision_id = revision.id if revision else None
    if kind == "plan":
        plan.revision_id = revision_id
    else:
        plan.checkpoint_revision_id = revision_id


def unready(seen: SeenPlan, text: dict[str, Any], kind: str = "plan") -> list[Problem]:
    """What is missing from the text, and what in it does not fit, in the order of the form."""
    return contents.missing(text, seen.plan.year.also_required, kind) + unfit(seen, text, kind)


def unfit(seen: SeenPlan, text: dict[str, Any], kind: str = "plan") -> list[Problem]:
    """What in the text does not fit, in the order of the form."""
    year = seen.plan.year
    return contents.problems(
        text,
        indicators=queries.rubric_of(seen.plan),
        year_starts_on=year.starts_on,
        year_ends_on=year.ends_on,
        kind=kind,
    )


def note_view(plan: Plan, person: Person, *, at: datetime, how: str = "page") -> None:
    """Write down that someone other than its teacher and evaluator reads the plan's text (before they see it).

    A short write of its own, so that a GET may do it. Reading again in the same way within the hour is the same view.
    `how`: one of queries.VIEWED.
    """
    note_views([plan.id], person.id, at=at, how=how)


def note_views(plan_ids: Sequence[int], person_id: int, *, at: datetime, how: str = "page") -> None:
    """As `note_view`, of many plans in one short write."""
    before = queries.viewed_since(plan_ids, person_id, at - VIEW_COUNTS_AGAIN_AFTER, how=how)
    if set(plan_ids) <= before:
        return
    with brief_write() as session:
        session.add_all(
            PlanView(plan_id=plan_id, person_id=person_id, at=at, how=how)
            for plan_id in plan_ids
            if plan_id not in before
        )
