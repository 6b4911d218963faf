"""The same form sent twice is carried out once: every form that changes something carries a key."""

import secrets

from flask import request
from flask_login import current_user
from sqlalchemy.exc import IntegrityError

from plf.database import now
from plf.extensions import db
from plf.models import Answered


class AnsweredBefore(Exception):
    """This form was carried out already; `address` is where its answer is."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def key() -> str:
    """A new key for a form, to stand in its hidden field `once`."""
    return secrets.token_urlsafe(16)


def answer() -> str | None:
    """Where the answer to the posted form is, if it was carried out already; else None.

    For a refusal: what was carried out a moment ago is refused the second time, and is no mistake of the person's.
    """
    stored = _stored_key()
    if not stored:
        return None
    db.session.rollback()  # to see what was committed meanwhile
    before = db.session.get(Answered, stored)
    return before.address if before else None


def only(address: str) -> None:
    """Go on only if the posted form was not carried out before; its answer is then at `address`.

    Call it first inside `writing()`. Raises AnsweredBefore.
    """
    stored = _stored_key()
    if not stored:
        return
    before = db.session.get(Answered, stored)
    if before:
        raise AnsweredBefore(before.address)
    db.session.add(Answered(key=stored, person_id=current_user.id, address=address, at=now()))
    try:
        db.session.flush()
    except IntegrityError:  # the first of two at the same moment has just committed
        raise AnsweredBefore(address) from None


def _stored_key() -> str:
    given = request.form.get("once", "") if request.method == "POST" else ""
    return f"{current_user.id}:{given}"[:64] if given and current_user.is_authenticated else ""
