"""Proving who one is before signing: by the password or a new sign-in elsewhere, now or within the last 15 minutes."""

import json
from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from plf import rules
from plf.auth import actions, provider, queries
from plf.auth.forms import same_letters
from plf.database import now, writing
from plf.models import Person


@dataclass(frozen=True)
class Proof:
    """How a person proved who they are: `how` in words, when (UTC), from which address and browser."""

    how: str
    at: datetime
    address: str = ""
    browser: str = ""


def needed(person: Person) -> bool:
    """Whether the person has to give their password, or sign in elsewhere, (again) before they sign."""
    return not queries.fresh_proof(person, now())


def of_session(person: Person, password: str) -> Proof:
    """The proof of the person who is signed in here: still fresh, or by the password they gave with the form.

    Call it before `writing()`: checking takes its time. Raises a Refusal (422, field "password").
    """
    at = now()
    if not needed(person):
        return Proof(_in_words(person.sign_in.proof), person.sign_in.proved_at, *_from_where())
    _check(person, password, "Enter your password, to show that it is you who signs.")
    with writing():
        actions.prove(person.sign_in, at=at)
    return Proof("password", at, *_from_where())


def at_this_screen(person: Person, password: str) -> Proof:
    """The proof of someone who gives their password at another person's screen; it opens nothing else.

    Call it before `writing()`. Raises a Refusal (422, field "password").
    """
    if person.is_active and person.password_hash is None:
        raise rules.not_ready(
            f"{person.name} has no password here, and signs on their own screen. "
            "To sign on this one, they have a link sent to choose a password.",
            "password",
        )
    _check(person, password, f"{person.name} enters their own password here.")
    return Proof("password, at the evaluator’s screen", now(), *_from_where())


def typed_before() -> MultiDict | None:
    """What had been typed on this page before its reader went to sign in again elsewhere; None: nothing."""
    text = queries.kept_text(request.args.get("kept", "")[:64], current_user, now())
    if text is None or text.path != request.path:
        return None
    return MultiDict((name, value) for name, value in json.loads(text.form)["fields"])


def _in_words(how: str) -> str:
    if not how.startswith("at "):
        return how
    where = provider.named(how.removeprefix("at "))
    return f"a new sign-in at {where.name}" if where else "a new sign-in elsewhere"


def _check(person: Person, password: str, ask: str) -> None:
    if not password:
        raise rules.not_ready(ask, "password")
    address, _ = _from_where()
    email = person.email
    with writing():
        wait = actions.count_try(email, address, at=now())
    if wait:
        minutes = max(1, round(wait.total_seconds() / 60))
        raise rules.not_ready(
            f"Too many wrong passwords. Wait {'a minute' if minutes == 1 else f'{minutes} minutes'}, then try again.",
            "password",
        )
    if not actions.check_password(person, same_letters(password)):
        raise rules.not_ready("That is not the right password. Nothing was signed; try again.", "password")
    with writing():
        actions.forget_try(email, address, at=now())


def _from_where() -> tuple[str, str]:
    browser = "".join(filter(str.isprintable, request.user_agent.string))
    return request.remote_addr or "", browser
