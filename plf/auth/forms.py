"""What may be typed when signing in or choosing a password, and the sentences when it does not fit."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from wtforms import EmailField, PasswordField, ValidationError
from wtforms.validators import InputRequired

from plf import forms

SHORTEST, LONGEST = 15, 1_000


def same_letters(text: str | None) -> str:
    """One spelling for what looks the same: keyboards differ in how they write an accent (NFC)."""
    return unicodedata.normalize("NFC", text or "")


def _email(text: str | None) -> str:
    return same_letters(text).strip().lower()


def _looks_like_an_address(form: forms.Form, field: EmailField) -> None:
    name, _, host = field.data.rpartition("@")
    if not (name and host and field.data.isprintable() and len(field.data) <= 254 and " " not in field.data):
        raise ValidationError("Enter your e-mail address, like name@example.org.")


class _Form(forms.Form):
    once = None  # doing any of these twice does nothing more


class SignInForm(_Form):
    email = EmailField("E-mail address", filters=[_email], validators=[_looks_like_an_address])
    password = PasswordField(
        "Password", filters=[same_letters], validators=[InputRequired("Enter your password.")]
    )

    def validate_password(self, field: PasswordField) -> None:
        if len(field.data) > LONGEST:
            raise ValidationError("That is longer than any password here. Enter your password.")


class LinkForm(_Form):
    email = EmailField(
        "E-mail address",
        description="The one your district has for you.",
        filters=[_email],
        validators=[_looks_like_an_address],
    )


class NewPasswordForm(_Form):
    """`may_not_say` are words that would be guessed first: the person's names and address, the district."""

    password = PasswordField(
        "New password",
        description="At least 15 characters. Four or five words that only you would put together are easy to "
        "remember and hard to guess. A password manager may fill it in.",
        filters=[same_letters],
    )

    def __init__(self, *args, may_not_say: Iterable[str] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.may_not_say = tuple(may_not_say)

    def validate_password(self, field: PasswordField) -> None:
        problem = password_problem(field.data, self.may_not_say)
        if problem:
            raise ValidationError(problem)


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        "Your password now",
        filters=[same_letters],
        validators=[InputRequired("Enter the password you use now.")],
    )


def password_problem(password: str, may_not_say: Iterable[str] = ()) -> str | None:
    """Why this password will not do, as a sentence that says what to do instead; None when it will.

    Length is what protects (NIST SP 800-63B-4: 15 characters, no rules about kinds of characters); beside it
    only what a guesser tries first is refused.
    """
    if len(password) < SHORTEST:
        missing = SHORTEST - len(password)
        return (
            f"Use at least {SHORTEST} characters: {missing} more {'is' if missing == 1 else 'are'} needed. "
            "Adding another word is enough."
        )
    if len(password) > LONGEST:
        return f"Use at most {LONGEST:,} characters."
    plain = _plain(password)
    if _repeats(plain):
        return "That repeats the same few characters. Use four or five different words instead."
    if _runs(_letters(password)):
        return "That follows the alphabet, the numbers or the keyboard. Use four or five different words instead."
    if _mostly(plain, _COMMON):
        return "Many people choose words like these, so they are guessed first. Choose words that only you would."
    names = {_plain(part) for text in may_not_say for part in (text, *re.split(r"[\s@.,_-]+", text))}
    if _mostly(plain, {name for name in names if len(name) >= 3}):
        return "That is mostly your own name, your address or the district’s name. Choose words that do not say who you are."
    return None


def _plain(text: str) -> str:
    """Small letters and digits only, with the usual disguises taken off: "P@ssw0rd" is "password"."""
    return _letters(text).translate(str.maketrans("@$!|0135", "asiioles")) or text


def _letters(text: str) -> str:
    small = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in small if letter.isalnum() or letter in "@$!|")


def _repeats(plain: str) -> bool:
    units = (plain[:size] for size in range(1, min(7, len(plain) // 2) + 1))
    return len(set(plain)) < 5 or any(plain == (unit * len(plain))[: len(plain)] for unit in units)


_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBORS = {row[at : at + 2] for line in _ROWS for row in (line, line[::-1]) for at in range(len(row) - 1)}


def _runs(letters: str) -> bool:
    steps = [letters[at : at + 2] for at in range(len(letters) - 1)]
    return sum(step in _NEIGHBORS for step in steps) >= 0.7 * max(len(steps), 1)


def _mostly(plain: str, words: Iterable[str]) -> bool:
    """Whether these words, once or more, are nearly all there is."""
    rest = plain
    for word in sorted({_plain(word) for word in words}, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) < 6 and len(rest) < len(plain) / 2


# What people type when they are told to make it longer, and what is on a teacher's mind on a Monday.
_COMMON = frozenset((Path(__file__).parent / "common-words.txt").read_text().split())
