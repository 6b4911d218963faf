"""Taking a step of the process: ask the rules, change the state, count the version, write the history."""

from datetime import datetime
from typing import Any

from plf import contents, history, rules
from plf.extensions import db
from plf.models import HistoryLine, Reason
from plf.notices import actions as notices
from plf.plans.queries import SeenPlan
from plf.rules import Refusal

REASON_LIMIT = 2000


def check_version(seen: SeenPlan, seen_version: int) -> None:
    """Refuse (409) when another step was taken after the person opened the page they act from."""
    if seen.plan.version != seen_version:
        raise Refusal(
            409,
            "This plan has changed since you opened the page, so nothing was done. "
            f"It is now “{rules.STATES[seen.plan.state].title}”. Look at it again, then decide.",
        )


def take(seen: SeenPlan, action: str, *, at: datetime, reason: str = "", **facts: Any) -> HistoryLine:
    """Take a step of the table: ask the rules, change the state, count the version, write the history.

    `at` is in UTC. `reason` is kept beside the line of history, which holds its fingerprint; whoever sees the
    history sees it, and no print does. `facts` go into the history. The plan's evaluator and days are set before:
    whoever has to act or to know now is told. Raises the `Refusal` of the rules, and one
    (422, field "reason") when the action needs a reason and there is none, or it is too long.
    """
    seen.require(action)
    reason = contents.clean(reason)
    check_reason(action, reason)
    plan = seen.plan
    before, after = plan.state, rules.after(action, seen.case)
    if after != before:
        plan.state, plan.state_since = after, at
        facts = {"from": before, "to": after, **facts}
    if reason:
        facts["reason_sha256"] = contents.fingerprint(reason)
    plan.version += 1
    line = history.record(plan, action, by=seen.person, role=seen.role, at=at, **facts)
    if reason:
        db.session.flush()
        db.session.add(Reason(history_id=line.id, plan_id=plan.id, text=reason))
    notices.after_step(seen, action, at=at)
    return line


def check_reason(action: str, reason: str) -> None:
    """Refuse (422, field "reason") when the action needs a reason and there is none, or it is too long."""
    if rules.asks_reason(action) and not reason:
        raise rules.not_ready("Write a reason, so that it can be understood later.", "reason")
    if len(reason) > REASON_LIMIT:
        over = len(reason) - REASON_LIMIT
        raise rules.not_ready(
            f"The reason is {over:,} characters too long. Shorten it to {REASON_LIMIT:,}.", "reason"
        )
