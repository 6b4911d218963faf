"""Drops the scans that somebody uploaded and never filed."""

from datetime import datetime

from plf import jobs
from plf.papers import actions


@jobs.sweeper
def drop_unfiled_scans(at: datetime) -> None:
    """What was not filed within a day goes, with its bytes."""
    actions.drop_unfiled(at)
