"""Questions about the texts of notices."""

from sqlalchemy import select

from plf.extensions import db
from plf.models import NoticeText
from plf.notices.kinds import KINDS
from plf.notices.queries import texts
from plf.rules import HIDDEN


def changed() -> set[str]:
    """The kinds for which the office wrote words of its own."""
    return set(db.session.scalars(select(NoticeText.kind)))


def text_of(kind: str) -> tuple[str, str]:
    """Subject and body of a kind as they are used now. Raises HIDDEN for a kind that there is not."""
    if kind not in KINDS:
        raise HIDDEN
    return texts()[kind]
