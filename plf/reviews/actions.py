"""The review meeting and the final conference (steps 3 and 6): recording, returning, changing the text together.

`kind` is "plan" or "checkpoint": both go the same round (rules.ROUNDS).
"""

import json
from datetime import date, datetime
from typing import Any

from plf import contents, rules, steps
from plf.extensions import db
from plf.meetings import actions as meetings
from plf.models import Comment, Conference, Revision
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.support.actions import in_touch


def return_text(
    seen: SeenPlan,
    *,
    message: str,
    on_sections: dict[str, str],
    at: datetime,
    seen_version: int,
    kind: str = "plan",
) -> None:
    """Return the plan (step 3) or its checkpoint (step 5) with a message, and comments on sections (name → text).

    Raises a Refusal (422) when there is no message, or one is too long; its field is "message" or "on_…".
    """
    steps.check_version(seen, seen_version)
    action = rules.ROUNDS[kind].send_back
    seen.require(action)
    message = contents.clean(message)
    texts = {"": message, **{section: contents.clean(text) for section, text in on_sections.items()}}
    problems = {
        f"on_{section}" if section else "message": _too_long(text, contents.COMMENT_LIMIT)
        for section, text in texts.items()
    }
    if not message:
        problems["message"] = "Write what you would like to see changed, so that the teacher can act on it."
    rules.require_ready(problems)
    for section, text in texts.items():
        if text:
            db.session.add(
                Comment(
                    plan_id=seen.plan.id,
                    revision_id=queries.current_revision_id(seen.plan, kind),
                    section=section,
                    person_id=seen.person.id,
                    role=seen.role,
                    text=text,
                    at=at,
                )
            )
    in_touch(seen.plan, at=at)
    steps.take(seen, action, at=at, message_sha256=contents.fingerprint(message))


def record(
    seen: SeenPlan, *, held_on: date, checkpoint_on: date, today: date, at: datetime, seen_version: int
) -> None:
    """Record the review meeting (step 3): the day it was held and the checkpoint date. May be corrected.

    Days are of the district's calendar. Raises a Refusal (422, field "held_on", "checkpoint_on" or both) when a
    day does not fit: the checkpoint is on or before the day forms are due.
    """
    steps.check_version(seen, seen_version)
    seen.require("record_review_meeting")
    plan, year = seen.plan, seen.plan.year
    rules.require_ready(
        {
            "held_on": rules.held_on_problem(held_on, today=today, year_starts_on=year.starts_on),
            "checkpoint_on": rules.checkpoint_date_problem(
                checkpoint_on, held_on=min(held_on, today), form_due_on=year.forms_due_on
            ),
        }
    )
    plan.held_on, plan.checkpoint_on = held_on, checkpoint_on
    meetings.cancel_after(seen, held_on=held_on, at=at)
    in_touch(plan, at=at)
    steps.take(
        seen,
        "record_review_meeting",
        at=at,
        held_on=held_on.isoformat(),
        checkpoint_on=checkpoint_on.isoformat(),
    )


def record_conference(
    seen: SeenPlan,
    *,
    held_on: date,
    progress: str,
    comments: str,
    next_steps: str,
    decision: str,
    today: date,
    at: datetime,
    seen_version: int,
) -> Conference:
    """Record the final conference (step 6): the day, the progress agreed, comments, next steps, the decision.

    May be corrected while it waits for the evaluator's signature. `progress` is one of contents.PROGRESS, `decision`
    "close" or "continue". Raises a Refusal (422) at the field that does not fit.
    """
    steps.check_version(seen, seen_version)
    seen.require("record_final_conference")
    plan = seen.plan
    texts = {"comments": contents.clean(comments), "next_steps": contents.clean(next_steps)}
    problems = {name: _too_long(text, contents.CONFERENCE_LIMIT) for name, text in texts.items()}
    problems["held_on"] = rules.held_on_problem(held_on, today=today, year_starts_on=plan.year.starts_on)
    if progress not in contents.PROGRESS:
        problems["progress"] = "Choose how far the two of you agreed the goal was reached."
    if decision not in rules.DECISIONS:
        problems["decision"] = "Choose whether the plan is closed or goes on next year."
    rules.require_ready(problems)
    conference = queries.conference_of(plan) or Conference(plan_id=plan.id)
    conference.held_on, conference.progress, conference.decision = held_on, progress, decision
    conference.comments, conference.next_steps = texts["comments"], texts["next_steps"]
    db.session.add(conference)
    meetings.cancel_after(seen, held_on=held_on, at=at, kind="conference")
    in_touch(plan, at=at)
    steps.take(
        seen,
        "record_final_conference",
        at=at,
        held_on=held_on.isoformat(),
        decision=decision,
        progress=progress,
    )
    return conference


def revise_together(
    seen: SeenPlan,
    text: dict[str, Any],
    *,
    at: datetime,
    seen_version: int,
    page: str = "",
    sequence: int = 0,
    where: str = "own screen",
    kind: str = "plan",
) -> Revision:
    """Freeze the text that teacher and evaluator changed together (steps 3 and 6) as a new revision.

    `seen_version` is the version of the draft, `page` and `sequence` are as in `save_draft`; `where` is "own
    screen" or "evaluator's screen". A text that says the same as the last revision is that revision still.
    Raises NotReady (422) when something required is missing, Conflict (409) when another page saved meanwhile.
    """
    action = rules.ROUNDS[kind].revise
    seen.require(action)
    draft = plans.save_draft(
        seen, text, at=at, seen_version=seen_version, page=page, sequence=sequence, kind=kind
    )
    found = plans.unready(seen, draft.text, kind)
    if found:
        raise plans.NotReady(found)
    current = queries.latest_revision(seen.plan, kind)
    sections = contents.frozen_sections(draft.text, queries.rubric_of(seen.plan), kind)
    if current and json.loads(current.frozen)["sections"] == sections:
        return current
    revision = plans.freeze(seen, at=at, kind=kind)
    steps.take(
        seen,
        action,
        at=at,
        revision=revision.number,
        text_sha256=revision.sha256,
        instead_of=current.number if current else 0,
        where=where,
    )
    return revision


def _too_long(text: str, limit: int) -> str | None:
    over = len(text) - limit
    return f"This is {over:,} characters too long. Shorten it to {limit:,}." if over > 0 else None
