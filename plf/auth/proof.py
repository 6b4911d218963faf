"""Proving who one is before signing: by the password, now or within the last 15 minutes."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from plf import rules
from plf.auth import actions, queries
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
    """Whether the person has to give their password (again) before they sign."""
    return not queries.fresh_proof(person, now())


def of_session(person: Person, password: str) -> Proof:
    """The proof of the person who is signed in here: still fresh, or by the password they gave with the form.

    Call it before `writing()`: checking takes its time. Raises a Refusal (422, field "password").
    """
    at = now()
    if not needed(person):
        return Proof("password", person.sign_in.proved_at, *_from_where())
    _check(person, password, "Enter your password, to show that it is you who signs.")
    with writing():
        actions.prove(person.sign_in, at=at)
    return Proof("password", at, *_from_where())


def at_this_screen(person: Person, password: str) -> Proof:
    """The proof of someone who gives their password at another person's screen; it opens nothing else.

    Call it before `writing()`. Raises a Refusal (422, field "password").
    """
    _check(person, password, f"{person.name} enters their own password here.")
    return Proof("password, at the evaluator’s screen", now(), *_from_where())


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
