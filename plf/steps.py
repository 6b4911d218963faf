"""Taking a step of the process: ask the rules, change the state, count the version, write the history."""

from datetime import datetime
from typing import Any

from plf import history, rules
from plf.plans.queries import SeenPlan
from plf.rules import Refusal


def check_version(seen: SeenPlan, seen_version: int) -> None:
    """Refuse (409) when another step was taken after the person opened the page they act from."""
    if seen.plan.version != seen_version:
        raise Refusal(
            409,
            "This plan has changed since you opened the page, so nothing was done. "
            f"It is now “{rules.STATES[seen.plan.state].title}”. Look at it again, then decide.",
        )


def take(seen: SeenPlan, action: str, *, at: datetime, **facts: Any) -> None:
    """Take a step of the table: ask the rules, change the state, count the version, write the history.

    `at` is in UTC. `facts` go into the history. Raises the `Refusal` of the rules.
    """
    seen.require(action)
    plan = seen.plan
    before, after = plan.state, rules.after(action, seen.case)
    if after != before:
        plan.state, plan.state_since = after, at
        facts = {"from": before, "to": after, **facts}
    plan.version += 1
    history.record(plan, action, by=seen.person, role=seen.role, at=at, **facts)
