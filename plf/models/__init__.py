"""The tables: links and constraints, no decisions. One file per family."""

from plf.models.access import FailedTry, Invitation, KeptText, SignIn
from plf.models.action_plans import (
    ActionChange,
    ActionColumn,
    ActionEdition,
    ActionEditor,
    ActionLink,
    ActionPlan,
    ActionRow,
    ActionTeamMember,
    RoomNote,
    RowComment,
    StatusNote,
    StrategicPlan,
    TableImport,
    UpdateAsk,
)
from plf.models.documents import Document, Packet, PacketFile, Paper, Scan
from plf.models.feedback import FeedbackAnswer, FeedbackGiven
from plf.models.handovers import HandOver
from plf.models.history import HistoryLine, PlanView, Reason
from plf.models.jobs import Answered, Job
from plf.models.journal import Evidence, JournalEntry, StoredFile
from plf.models.notices import NoSchool, Notice, NoticeText, Reminded
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
from plf.models.support import SupportNote
from plf.models.years import AdoptionTarget, SchoolYear

__all__ = [
    "NOT_WITHDRAWN",
    "ActionChange",
    "ActionColumn",
    "ActionEdition",
    "ActionEditor",
    "ActionLink",
    "ActionPlan",
    "ActionRow",
    "ActionTeamMember",
    "AdoptionTarget",
    "Answered",
    "Comment",
    "CommentRequest",
    "Conference",
    "Deputy",
    "District",
    "Document",
    "Draft",
    "Evidence",
    "FailedTry",
    "FeedbackAnswer",
    "FeedbackGiven",
    "HandOver",
    "HistoryLine",
    "Indicator",
    "Invitation",
    "Job",
    "JournalEntry",
    "KeptText",
    "Meeting",
    "NoSchool",
    "Notice",
    "NoticeText",
    "Packet",
    "PacketFile",
    "Pairing",
    "Paper",
    "Person",
    "Plan",
    "PlanView",
    "Reason",
    "Reminded",
    "Revision",
    "RoomNote",
    "RowComment",
    "Rubric",
    "Scan",
    "SchoolYear",
    "SignIn",
    "Signature",
    "Site",
    "SiteLeadership",
    "Slot",
    "StatusNote",
    "StoredFile",
    "StrategicPlan",
    "SupportNote",
    "TableImport",
    "UpdateAsk",
    "Volunteer",
    "not_withdrawn",
]
