"""The tables: links and constraints, no decisions. One file per family."""

from plf.models.access import FailedTry, Invitation, KeptText, SignIn
from plf.models.history import HistoryLine, PlanView, Reason
from plf.models.jobs import Answered, Job
from plf.models.people import Deputy, District, Pairing, Person, Site, SiteLeadership
from plf.models.plans import (
    NOT_WITHDRAWN,
    Comment,
    CommentRequest,
    Conference,
    Draft,
    Meeting,
    Plan,
    Revision,
    Signature,
    Slot,
    Volunteer,
    not_withdrawn,
)
from plf.models.rubrics import Indicator, Rubric
from plf.models.years import AdoptionTarget, SchoolYear

__all__ = [
    "NOT_WITHDRAWN",
    "AdoptionTarget",
    "Answered",
    "Comment",
    "CommentRequest",
    "Conference",
    "Deputy",
    "District",
    "Draft",
    "FailedTry",
    "HistoryLine",
    "Indicator",
    "Invitation",
    "Job",
    "KeptText",
    "Meeting",
    "Pairing",
    "Person",
    "Plan",
    "PlanView",
    "Reason",
    "Revision",
    "Rubric",
    "SchoolYear",
    "SignIn",
    "Signature",
    "Site",
    "SiteLeadership",
    "Slot",
    "Volunteer",
    "not_withdrawn",
]
