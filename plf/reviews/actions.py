"""The review meeting (step 3): recording it, returning the plan, changing the text together."""

import json
from datetime import date, datetime
from typing import Any

from plf import contents, rules, steps
from plf.extensions import db
from plf.models import Comment, Revision
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan


def return_plan(
    seen: SeenPlan, *, message: str, on_sections: dict[str, str], at: datetime, seen_version: int
) -> None:
    """Return the plan to the teacher (step 3) with a message, and comments on sections (name → text).

    Raises a Refusal (422) when there is no message, or one is too long; its field is "message" or "on_…".
    """
    steps.check_version(seen, seen_version)
    seen.require("return")
    message = contents.clean(message)
    if not message:
        raise rules.not_ready(
            "Write what you would like to see changed, so that the teacher can act on it.", "message"
        )
    for section, text in {"": message, **on_sections}.items():
        over = len(contents.clean(text)) - contents.COMMENT_LIMIT
        if over > 0:
            raise rules.not_ready(
                f"This is {over:,} characters too long. Shorten it to {contents.COMMENT_LIMIT:,}.",
                f"on_{section}" if section else "message",
            )
        if contents.clean(text):
            db.session.add(
                Comment(
                    plan_id=seen.plan.id,
                    revision_id=seen.plan.revision_id,
                    section=section,
                    person_id=seen.person.id,
                    role=seen.role,
                    text=contents.clean(text),
                    at=at,
                )
            )
    seen.plan.touched_at = at
    steps.take(seen, "return", at=at, message_sha256=contents.fingerprint(message))


def record(
    seen: SeenPlan, *, held_on: date, checkpoint_on: date, today: date, at: datetime, seen_version: int
) -> None:
    """Record the review meeting (step 3): the day it was held and the checkpoint date. May be corrected.

    Days are of the district's calendar. Raises a Refusal (422, field "held_on" or "checkpoint_on") when a
    day does not fit: the checkpoint is on or before the day forms are due.
    """
    steps.check_version(seen, seen_version)
    seen.require("record_review_meeting")
    plan, year = seen.plan, seen.plan.year
    problem = rules.held_on_problem(held_on, today=today, year_starts_on=year.starts_on)
    if problem:
        raise rules.not_ready(problem, "held_on")
    problem = rules.checkpoint_date_problem(checkpoint_on, held_on=held_on, form_due_on=year.forms_due_on)
    if problem:
        raise rules.not_ready(problem, "checkpoint_on")
    plan.held_on, plan.checkpoint_on, plan.touched_at = held_on, checkpoint_on, at
    steps.take(
        seen,
        "record_review_meeting",
        at=at,
        held_on=held_on.isoformat(),
        checkpoint_on=checkpoint_on.isoformat(),
    )


def revise_together(
    seen: SeenPlan,
    text: dict[str, Any],
    *,
    at: datetime,
    seen_version: int,
    page: str = "",
    sequence: int = 0,
    where: str = "own screen",
) -> Revision:
    """Freeze the text that teacher and evaluator changed together (step 3) as a new revision.

    `seen_version` is the version of the draft, `page` and `sequence` are as in `save_draft`; `where` is "own
    screen" or "evaluator's screen". A text that says the same as the last revision is that revision still.
    Raises NotReady (422) when something required is missing, Conflict (409) when another page saved meanwhile.
    """
    seen.require("revise_together")
    draft = plans.save_draft(seen, text, at=at, seen_version=seen_version, page=page, sequence=sequence)
    found = plans.unready(seen, draft.text)
    if found:
        raise plans.NotReady(found)
    current = queries.latest_revision(seen.plan)
    sections = contents.frozen_sections(draft.text, queries.rubric_of(seen.plan))
    if current and json.loads(current.frozen)["sections"] == sections:
        return current
    revision = plans.freeze(seen, at=at)
    steps.take(
        seen,
        "revise_together",
        at=at,
        revision=revision.number,
        text_sha256=revision.sha256,
        instead_of=current.number if current else 0,
        where=where,
    )
    return revision
