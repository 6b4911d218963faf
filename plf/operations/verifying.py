"""The first thing that is not as it was written, if there is one."""

from plf import history
from plf.editions import queries as editions


def first_problem() -> str | None:
    """A sentence about the first broken line, text, signature, signed copy or edition; None if all is well."""
    broken = next(history.verify(), None)
    if broken:
        return f"Plan {broken.plan_id}, {broken.where}: {broken.sentence}"
    return next(editions.verify(), None)
