"""Changes to the texts of notices."""

from sqlalchemy import delete

from plf.extensions import db
from plf.models import NoticeText
from plf.notices.kinds import KINDS
from plf.rules import HIDDEN


def change(kind: str, *, subject: str, body: str) -> None:
    """The office's own words for a kind of notice. Those of the original are the original again.

    Raises HIDDEN for a kind that there is not.
    """
    if kind not in KINDS:
        raise HIDDEN
    if (subject, body) == (KINDS[kind].subject, KINDS[kind].body):
        restore(kind)
        return
    db.session.merge(NoticeText(kind=kind, subject=subject, body=body))


def restore(kind: str) -> None:
    """Back to the original words. Raises HIDDEN for a kind that there is not."""
    if kind not in KINDS:
        raise HIDDEN
    db.session.execute(delete(NoticeText).where(NoticeText.kind == kind))
