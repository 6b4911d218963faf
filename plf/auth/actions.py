"""Signing in and out, counting failed tries, one-time links, passwords, and text kept over a sign-in.

Call them inside `writing()`, except `hashed` and `check_password`: those take their time on purpose.
"""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from plf import jobs
from plf.auth.provider import Answer
from plf.auth.queries import fingerprint, is_known_place, person_by_email
from plf.extensions import db
from plf.models import FailedTry, Identity, Invitation, KeptText, Person, SignIn, UsedAnswer
from plf.rules import Refusal

INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(minutes=60)

# OWASP's second choice for Argon2id: 19 MiB, two passes, one lane; about 25 ms here, and 32 at once fit in memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Of a password that nobody knows: checked for unknown names, so that the answer takes the same time.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$VrAt+CFrWzeeLoD2AxY7gw$UzlPg7bvx/knSvzCMDOLVuXSsUeomkVv+3Co5buWr84"


def hashed(password: str) -> str:
    """What is stored of a password: argon2id."""
    return _hasher.hash(password)


def check_password(person: Person | None, password: str) -> bool:
    """Whether this is the person's password. Takes the same time for an unknown or inactive person (None).

    Never call it inside `writing()`: it takes its time. Ask `count_try` first, `forget_try` when it was right.
    """
    stored = person.password_hash if person and person.is_active else None
    try:
        _hasher.verify(stored or _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def better_hash(person: Person, password: str) -> str | None:
    """The password hashed anew, when its hash is weaker than those of today; else None. Outside `writing()`."""
    return hashed(password) if _hasher.check_needs_rehash(person.password_hash or "") else None


def sign_in(
    person: Person, *, at: datetime, address: str, browser: str, proof: str = "password", proves: bool = True
) -> SignIn:
    """Begin a session, under a new random cookie. Returns its row, with `cookie`; the person has it as `sign_in`.

    `proof` is how they signed in ("password", "at google"); `proves`: whether that is proof to sign plans with.
    """
    cookie = secrets.token_urlsafe(32)
    row = SignIn(
        cookie_hash=fingerprint(cookie),
        person_id=person.id,
        started_at=at,
        used_at=at,
        proved_at=at if proves else None,
        proof=proof,
        address=address[:60],
        browser="".join(filter(str.isprintable, browser))[:300],
    )
    db.session.add(row)
    row.cookie = cookie
    person.sign_in = row
    return row


def sign_out(sign_in: SignIn, *, at: datetime) -> None:
    """End a session, now and for every worker: the next request with its cookie is nobody's."""
    if sign_in.ended_at is None:
        sign_in.ended_at = at


def end_other_sign_ins(person: Person, *, at: datetime, but: SignIn | None = None) -> int:
    """End the sessions of this person, all `but` one. Returns how many ended."""
    others = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    if but is not None:
        others = others.where(SignIn.id != but.id)
    return db.session.execute(others.values(ended_at=at)).rowcount


def prove(sign_in: SignIn, *, at: datetime, proof: str = "password") -> None:
    """The person of this session has just given their password, or signed in elsewhere, (again)."""
    sign_in.proved_at, sign_in.proof = at, proof


# How many failures are free, before each next one doubles the wait: for one e-mail address from one place, for
# the e-mail address from anywhere, and for the place (a school's whole staff may share its address).
FREE = {"both": 4, "email": 20, "address": 60, "links": 20, "answers": 60}
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def count_try(email: str, address: str, *, at: datetime) -> timedelta | None:
    """Count a try before its password is looked at. Returns how long to wait if it may not be looked at yet.

    Counted first, so that of many tries at the same moment only the free ones are looked at. Where this person
    has signed in before, only the tries on their account from that place count: nobody else can lock them out.
    """
    keys = _keys(email, address)
    if is_known_place(email, address, at):
        keys = {"both": keys["both"]}
    return _count(keys, at)


def forget_try(email: str, address: str, *, at: datetime) -> None:
    """The password was right: its own counter starts anew, and the shared ones forget this try."""
    keys = _keys(email, address)
    db.session.execute(delete(FailedTry).where(FailedTry.key == keys.pop("both")))
    if is_known_place(email, address, at):
        return
    db.session.execute(
        update(FailedTry)
        .where(FailedTry.key.in_(keys.values()), FailedTry.count > 0)
        .values(count=FailedTry.count - 1, next_at=at - FORGOTTEN_AFTER)
    )


def count_link(address: str, *, at: datetime) -> timedelta | None:
    """Count a request for a link from this place. Returns how long to wait if there were too many."""
    return _count({"links": fingerprint(f"links {address}")}, at)


def count_answer(address: str, *, at: datetime) -> timedelta | None:
    """Count an answer of a provider that came from this place, before it is looked at. Returns how long to wait."""
    return _count({"answers": _answers(address)}, at)


def forget_answer(address: str) -> None:
    """The answer was good."""
    good = update(FailedTry).where(FailedTry.key == _answers(address), FailedTry.count > 0)
    db.session.execute(good.values(count=FailedTry.count - 1))


def _answers(address: str) -> str:
    return fingerprint(f"answers {address}")


def _keys(email: str, address: str) -> dict[str, str]:
    return {
        "both": fingerprint(f"both {email} {address}"),
        "email": fingerprint(f"email {email}"),
        "address": fingerprint(f"address {address}"),
    }


def _count(keys: dict[str, str], at: datetime) -> timedelta | None:
    rows = _locked(keys.values(), at)
    until = max(row.next_at for row in rows.values())
    if until > at:
        return until - at
    for name, key in keys.items():
        row = rows[key]
        row.count = 1 if at - row.last_at > FORGOTTEN_AFTER else row.count + 1
        row.last_at = at
        if row.count > FREE[name]:
            row.next_at = at + _wait(row.count - FREE[name])
    return None


def _locked(keys, at: datetime) -> dict[str, FailedTry]:
    """The counters, made where missing and locked in the same order by everybody."""
    new = [{"key": key, "count": 0, "last_at": at, "next_at": at - FORGOTTEN_AFTER} for key in sorted(keys)]
    db.session.execute(_insert(FailedTry).values(new).on_conflict_do_nothing())
    found = db.session.scalars(
        select(FailedTry).where(FailedTry.key.in_(keys)).order_by(FailedTry.key).with_for_update()
    )
    return {row.key: row for row in found}


def _insert(table):
    return (postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert)(table)


def _wait(over: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(over - 1, 10), LONGEST_WAIT)


# Accounts elsewhere

ANSWER_LASTS = timedelta(minutes=30)


def use_answer(state: str, *, at: datetime) -> bool:
    """Use what came with this state up. Returns False when it was before: also by a copy of the browser's cookie."""
    new = _insert(UsedAnswer).values(state_hash=fingerprint(state), used_at=at).on_conflict_do_nothing()
    return db.session.scalar(new.returning(UsedAnswer.state_hash)) is not None


def person_of(answer: Answer, *, name: str, at: datetime) -> Person:
    """Whose account this is: by issuer and subject; the first time by the e-mail address the provider vouches for.

    `name` is the provider's. Raises a Refusal (403) that tells of nobody: unknown or gone, and an address that is not
    vouched for; (409) for a second account of somebody who has one there.
    """
    known = _identity(answer)
    if known is None:
        known = _connect(answer, name=name, at=at)
    if not known.person.is_active:
        raise _nobody(answer, name)
    known.used_at = at
    return known.person


def _identity(answer: Answer) -> Identity | None:
    return db.session.scalar(
        select(Identity).where(Identity.issuer == answer.issuer, Identity.subject == answer.subject)
    )


def _connect(answer: Answer, *, name: str, at: datetime) -> Identity:
    if not answer.email:
        raise Refusal(
            403,
            f"{name} does not vouch for the e-mail address of that account, so we cannot know whose it is. "
            "Use your school account, or sign in with your password here.",
        )
    person = person_by_email(answer.email)
    if person is None:
        raise _nobody(answer, name)
    # Two of their tabs at the same moment: the second waits, and finds what the first has connected.
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))
    theirs = db.session.scalar(
        select(Identity).where(Identity.person_id == person.id, Identity.issuer == answer.issuer)
    )
    if theirs and theirs.subject != answer.subject:
        raise Refusal(
            409,
            f"Another account at {name} is connected with this address already. If yours was made anew, ask your "
            "district’s office to disconnect the old one; then sign in again.",
        )
    if theirs:
        return theirs
    new = Identity(
        person=person,
        issuer=answer.issuer,
        subject=answer.subject,
        email=answer.email,
        linked_at=at,
        used_at=at,
    )
    db.session.add(new)
    db.session.flush()
    return new


def _nobody(answer: Answer, name: str) -> Refusal:
    whose = f" as {answer.email}" if answer.email else ""
    return Refusal(
        403,
        f"You signed in at {name}{whose}, and nobody on the district’s list of staff can sign in with that account. "
        "Use your school account. If you did, ask your district’s office.",
    )


def disconnect(identity: Identity) -> None:
    """The account opens nothing here any more, until its address is matched again."""
    db.session.delete(identity)


def invite(person: Person, *, at: datetime) -> str:
    """Make a link to choose a first password, good for 14 days, and mail it. Returns the link's token.

    Older links of this person stop working.
    """
    invitation = _new_link(person, "invitation", at + INVITATION_LASTS, at)
    jobs.enqueue("invitation", {"invitation": invitation.id})
    return _token(invitation)


def send_reset(email: str, *, at: datetime) -> None:
    """Have a link mailed to whoever has this e-mail address; at most one in five minutes for each address.

    Known or not is found out later, by the worker: so the answer tells nothing, not even by its time.
    """
    window = int(at.timestamp()) // 300
    jobs.enqueue("link", {"email": email}, key=f"link {fingerprint(email)[:48]} {window}")


def new_link_for(person: Person, *, at: datetime) -> Invitation:
    """A link for someone who asked: a reset for an hour, or a new invitation for who never chose a password."""
    if person.password_hash is None:
        return _new_link(person, "invitation", at + INVITATION_LASTS, at)
    return _new_link(person, "reset", at + RESET_LASTS, at)


def _new_link(person: Person, kind: str, expires_at: datetime, at: datetime) -> Invitation:
    db.session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id, Invitation.used_at.is_(None), Invitation.expires_at > at)
        .values(expires_at=at)
    )
    invitation = Invitation(
        kind=kind, person_id=person.id, token_hash=secrets.token_hex(32), made_at=at, expires_at=expires_at
    )
    db.session.add(invitation)
    db.session.flush()
    invitation.token_hash = fingerprint(_token(invitation))
    db.session.flush()
    return invitation


def link_with(token: str) -> str:
    """The whole address of a link, from the configured address of the site (never from a request)."""
    return f"{current_app.config['BASE_URL']}/choose-password/{token}"


def link_of(invitation: Invitation) -> str:
    """The link of an invitation or a reset, to be mailed."""
    return link_with(_token(invitation))


def _token(invitation: Invitation) -> str:
    """Made from the row and the site's secret key whenever it is needed, so that it is stored nowhere."""
    told = f"{invitation.kind} {invitation.id} {invitation.person_id} {invitation.made_at.isoformat()}"
    key = current_app.config["SECRET_KEY"].encode()
    return urlsafe_b64encode(hmac.digest(key, told.encode(), hashlib.sha256)).decode().rstrip("=")


def use_link(token: str, *, at: datetime, new_hash: str) -> Person | None:
    """Use the link once: set the password and end every session. Returns whose it was, or None if it is used up.

    Of several at the same moment one gets the person.
    """
    used = db.session.execute(
        update(Invitation)
        .where(
            Invitation.token_hash == fingerprint(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > at,
        )
        .values(used_at=at)
        .returning(Invitation.person_id)
    ).scalar()
    person = db.session.get(Person, used) if used else None
    if person is None or not person.is_active:
        return None
    change_password(person, new_hash=new_hash, at=at)
    return person


def change_password(person: Person, *, new_hash: str, at: datetime, but: SignIn | None = None) -> None:
    """Set the password and end the other sessions of this person, all `but` the one that changed it."""
    person.password_hash = new_hash
    end_other_sign_ins(person, at=at, but=but)


KEPT_AT_MOST = 20


def keep_text(person_id: int, *, path: str, form: dict, at: datetime) -> str:
    """Keep what someone had typed, a day, for that person alone. Returns the key to it, which is stored nowhere.

    `form` holds "fields" (pairs of name and text), "page" (where it was typed) and "sends" (whether it may be sent
    again from here).
    """
    key = secrets.token_urlsafe(24)
    older = (
        select(KeptText.id)
        .where(KeptText.person_id == person_id)
        .order_by(KeptText.id.desc())
        .offset(KEPT_AT_MOST - 1)
    )
    db.session.execute(delete(KeptText).where(KeptText.id.in_(list(db.session.scalars(older)))))
    db.session.add(
        KeptText(key_hash=fingerprint(key), person_id=person_id, path=path, form=json.dumps(form), kept_at=at)
    )
    return key


def forget_text(key: str, person: Person) -> None:
    """The kept text has arrived, or is not wanted."""
    db.session.execute(
        delete(KeptText).where(KeptText.key_hash == fingerprint(key), KeptText.person_id == person.id)
    )


def forget_old(at: datetime) -> None:
    """Delete what is of no use anymore: counters, kept text, links, sessions. Called by the sweep."""
    lasts = current_app.config["SIGN_IN_LASTS"]
    db.session.execute(
        delete(FailedTry).where(FailedTry.last_at < at - FORGOTTEN_AFTER, FailedTry.next_at < at)
    )
    db.session.execute(delete(KeptText).where(KeptText.kept_at < at - timedelta(days=1)))
    db.session.execute(delete(Invitation).where(Invitation.expires_at < at - timedelta(days=30)))
    db.session.execute(delete(UsedAnswer).where(UsedAnswer.used_at < at - 2 * ANSWER_LASTS))
    # Sessions are the known places, too, so the rows stay for half a year.
    db.session.execute(delete(SignIn).where(SignIn.started_at < at - timedelta(days=180) - lasts))
