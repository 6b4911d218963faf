"""Questions about who is signed in, since when, and whose a link or a kept text is."""

import hashlib
from datetime import datetime, timedelta

from flask import current_app, request
from sqlalchemy import Date, bindparam, select, true, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import contains_eager

from plf.auth import provider
from plf.database import brief_write, now
from plf.extensions import db
from plf.models import District, Identity, Invitation, KeptText, Person, SignIn
from plf.people.queries import (
    DISTRICT,
    has_a_list,
    is_somebodys_evaluator,
    may_assign_to_some,
    remember_district_as,
)
from plf.rules import PROOF_LASTS

USED_EVERY = timedelta(minutes=5)
# What an open page asks by itself, whether anybody sits before it or not.
ASKED_BY_ITSELF = frozenset({"action_rows.changes_since"})
KEPT_FOR = timedelta(days=1)
KNOWN_PLACE_FOR = timedelta(days=180)


def fingerprint(secret: str) -> str:
    """What the database keeps of a cookie, a link or a key: its SHA-256, as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


# Put together once: that takes longer than asking it, and every request asks it.
_RUNNING = (
    SignIn.ended_at.is_(None),
    SignIn.used_at > bindparam("used_after"),
    SignIn.started_at > bindparam("started_after"),
)
# Links to others' plans, each as far as there are any. Whoever evaluates has them, a teacher or nobody's staff, too.
_LINKS = {"list": has_a_list, "assign": may_assign_to_some, "times": is_somebodys_evaluator}
_TODAY = bindparam("today", type_=Date)
_SIGNED_IN = (
    select(
        SignIn,
        *(has(Person.id, _TODAY).label(name) for name, has in _LINKS.items()),
        *DISTRICT,
    )
    .join(SignIn.person)
    .join(District, true())
    .options(contains_eager(SignIn.person))
    .where(SignIn.cookie_hash == bindparam("cookie"), Person.is_active, *_RUNNING)
)


def person_of_cookie(cookie: str) -> Person | None:
    """The active person whose running session this cookie is, with `sign_in` set; None if there is none.

    One query, on every request, that brings the district along. Notes every five minutes that the session is in use.
    """
    at = now()
    # By the day of Greenwich: before the district is known, and a link that comes an evening early does no harm.
    asked = {"cookie": fingerprint(cookie), "today": at.date(), **_limits(at)}
    row = db.session.execute(_SIGNED_IN, asked).first()
    if row is None:
        return None
    sign_in, links = row[0], row[1 : 1 + len(_LINKS)]
    remember_district_as(row[1 + len(_LINKS) :])
    if at - sign_in.used_at >= USED_EVERY and request.endpoint not in ASKED_BY_ITSELF:
        _note_use(sign_in, at)
    sign_in.cookie = cookie
    sign_in.links = frozenset(name for name, has in zip(_LINKS, links, strict=True) if has)
    sign_in.person.sign_in = sign_in
    return sign_in.person


def _limits(at: datetime) -> dict[str, datetime]:
    settings = current_app.config
    return {"used_after": at - settings["SIGN_IN_IDLE"], "started_after": at - settings["SIGN_IN_LASTS"]}


def _note_use(sign_in: SignIn, at: datetime) -> None:
    # Of several requests at once one writes. If the database is too busy for it, the page is still answered.
    try:
        with brief_write() as session:
            session.execute(
                update(SignIn)
                .where(SignIn.id == sign_in.id, SignIn.used_at <= at - USED_EVERY)
                .values(used_at=at)
            )
    except OperationalError:
        current_app.logger.warning("could not note that a session is in use")


def fresh_proof(person: Person, at: datetime) -> bool:
    """Whether this person showed who they are in this session within the last 15 minutes (rules.PROOF_LASTS)."""
    proved_at = person.sign_in.proved_at if person.sign_in else None
    return proved_at is not None and at - proved_at < PROOF_LASTS


def person_by_email(email: str) -> Person | None:
    """The active person with this e-mail address, written in any case."""
    return db.session.scalar(select(Person).where(Person.email == email.lower(), Person.is_active))


def running_sign_ins(person: Person, at: datetime) -> list[SignIn]:
    """The sessions of this person that still run, the last used first."""
    return list(
        db.session.scalars(
            select(SignIn).where(SignIn.person_id == person.id, *_RUNNING).order_by(SignIn.used_at.desc()),
            _limits(at),
        )
    )


def is_known_place(email: str, address: str, at: datetime) -> bool:
    """Whether the person with this e-mail address has signed in from this network address before."""
    found = db.session.scalar(
        select(SignIn.id)
        .join(SignIn.person)
        .where(
            Person.email == email.lower(),
            SignIn.address == address,
            SignIn.started_at > at - KNOWN_PLACE_FOR,
        )
        .limit(1)
    )
    return found is not None


def identities(person: Person) -> list[Identity]:
    """The accounts elsewhere that this person signs in with, in the order they were connected."""
    return list(
        db.session.scalars(select(Identity).where(Identity.person_id == person.id).order_by(Identity.id))
    )


def accounts(person: Person) -> list[tuple[Identity, provider.Provider | None]]:
    """The same, each with its provider; None when the site's settings do not name it any more."""
    by_issuer = {each.issuer: each for each in provider.providers()}
    return [(each, by_issuer.get(each.issuer)) for each in identities(person)]


def may_prove_at(person: Person) -> list[provider.Provider]:
    """Where this person can sign in again to show who they are before signing."""
    if not provider.providers():
        return []
    return [at for _, at in accounts(person) if at and at.proves]


def signs_in_at(person: Person) -> provider.Provider | None:
    """Where this person signs in alone, as the district has set it (PLF_PASSWORDS); None: also by password.

    The office always may use its passwords: when a provider is away, somebody has to be able to come in.
    """
    if current_app.config["PASSWORDS"] == "all" or person.is_office:
        return None
    return next((at for _, at in accounts(person) if at), None)


def open_invitation(token: str, at: datetime) -> Invitation | None:
    """The invitation or reset that this link stands for, with its person; None when used, replaced or too old."""
    return db.session.scalar(
        select(Invitation)
        .join(Invitation.person)
        .options(contains_eager(Invitation.person))
        .where(
            Invitation.token_hash == fingerprint(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
            Person.is_active,
        )
    )


def person_id_of_ended(cookie: str) -> int | None:
    """Whose session this cookie was, whether or not it still runs."""
    return db.session.scalar(select(SignIn.person_id).where(SignIn.cookie_hash == fingerprint(cookie)))


def kept_text(key: str, person: Person, at: datetime) -> KeptText | None:
    """What this person had typed when their sign-in ran out; None when it is another's, used or a day old."""
    return db.session.scalar(
        select(KeptText).where(
            KeptText.key_hash == fingerprint(key),
            KeptText.person_id == person.id,
            KeptText.kept_at > at - KEPT_FOR,
        )
    )
