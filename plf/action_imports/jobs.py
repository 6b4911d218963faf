"""Drops tables that somebody had read and never took."""

from datetime import datetime

from plf import jobs
from plf.action_imports import actions


@jobs.sweeper
def drop_old_imports(at: datetime) -> None:
    """What was not taken within a day goes."""
    actions.drop_old(at)
