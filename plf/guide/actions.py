"""Changes to the words of the guide. Every version is kept."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from plf.extensions import db
from plf.guide import queries
from plf.models import GuideVersion, Person


class Overtaken(Exception):
    """Somebody changed these words meanwhile: theirs and their number are what stands now. Nothing was changed."""


def change(name: str, text: str, *, seen: int, by: Person, at: datetime) -> bool:
    """New words for a section of the guide. The same words again change nothing.

    `seen` is the number of the version that was on the page, `at` is in UTC. Returns whether something was changed.
    Raises Overtaken when another version has come in between, and HIDDEN for a section that there is not.
    """
    now = queries.section(name)
    if text == now.text:
        return False
    if now.number != seen:
        raise Overtaken
    db.session.add(GuideVersion(section=name, number=now.number + 1, text=text, person_id=by.id, at=at))
    try:
        db.session.flush()
    except IntegrityError:  # the first of two at the same moment has just committed
        raise Overtaken from None
    return True


def bring_back(name: str, number: int, *, seen: int, by: Person, at: datetime) -> bool:
    """The words of an earlier version again, as a new version; 0 brings the original ones back.

    As `change` otherwise; raises HIDDEN when there is no such version.
    """
    return change(name, queries.text_at(name, number), seen=seen, by=by, at=at)
