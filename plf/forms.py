"""What all forms share: a line of text, a day, an e-mail address, and the errors as a list with links."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms import DateField as AnyDateField
from wtforms import Field, HiddenField, StringField, ValidationError
from wtforms import RadioField as AnyRadioField
from wtforms import SelectField as AnySelectField
from wtforms.widgets import EmailInput, HiddenInput

from plf.contents import as_day, clean
from plf.formats import day as in_words
from plf.rules import Refusal


class Form(FlaskForm):
    """A form whose hidden fields are the token against forgery, its own key (see plf.once), and those it declares."""

    def hidden_tag(self) -> Markup:
        """The first two under their plain names, also in a form with a prefix: the app looks for them there.

        None has an id: a page may hold several forms.
        """
        declared = [
            (field.name, field._value())
            for field in self
            if isinstance(field.widget, HiddenInput) and field.short_name != "csrf_token"
        ]
        pairs = [("csrf_token", generate_csrf()), ("once", secrets.token_urlsafe(16)), *declared]
        return Markup("").join(
            Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in pairs
        )

    @property
    def error_pairs(self) -> list[tuple[str, str]]:
        """The id of the field and the sentence, for the summary, in the order of the form."""
        return [(field.name, str(error)) for field in self for error in field.errors]

    def refused(self, refusal: Refusal) -> None:
        """Show a refusal at its field, and what comes with it at theirs; raise it when it is not about what was typed."""
        name = refusal.field
        if refusal.status != 422 or name not in self:
            raise refusal
        self[name].errors = [*self[name].errors, refusal.sentence]
        for each in refusal.also:
            self.refused(each)


class Overtaken(Exception):
    """What a form is about was changed since its page was opened: (label, what stands now, what was typed) for each."""

    def __init__(self, differing: list[tuple[str, str, str]]) -> None:
        super().__init__(differing)
        self.differing = differing


class FormOfRecord(Form):
    """A form about something that is there already. It carries what its page showed, so that nobody writes over what
    they have not seen."""

    seen = HiddenField()

    def hidden_tag(self) -> Markup:
        if not self.is_submitted():
            self.seen.data = self._stamp()
        return super().hidden_tag()

    def require_seen(self, stands: "FormOfRecord") -> None:
        """Raises Overtaken when what stands now (the same form, filled from the database) is not what the page showed.

        What was typed stays, and builds on what stands now: to send it once more is to decide.
        """
        was_seen = self.seen.data in ("", None, stands._stamp())
        self.seen.data = stands._stamp()
        pairs = zip(stands._told(), self._told(), strict=True)
        differing = [(label, there, typed) for (label, there), (_, typed) in pairs if there != typed]
        if differing and not was_seen:
            raise Overtaken(differing)

    def _stamp(self) -> str:
        return hashlib.sha256(repr(self._told()).encode()).hexdigest()[:16]

    def _told(self) -> list[tuple[str, str]]:
        shown = [field for field in self if not isinstance(field.widget, HiddenInput)]
        return [(field.label.text, _in_words(field)) for field in shown]


def _in_words(field: Field) -> str:
    if isinstance(field.data, bool):
        return "Yes" if field.data else "No"
    if isinstance(field.data, date):
        return in_words(field.data)
    named = {str(choice[0]): str(choice[1]) for choice in getattr(field, "choices", None) or ()}
    several = field.data if isinstance(field.data, list) else [field.data]
    return ", ".join(named.get(str(each), str(each)) for each in several if each is not None)


class Line(StringField):
    """One line of text, without control characters and outer spaces. `most`: its limit of characters."""

    def __init__(self, label: str, *, most: int, ask: str = "", **more) -> None:
        super().__init__(label, **more)
        self.most, self.ask = most, ask

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(clean(valuelist[0]).split()) if valuelist else ""

    def pre_validate(self, form: FlaskForm) -> None:
        if self.ask and not self.data:
            raise ValidationError(self.ask)
        if len(self.data) > self.most:
            raise ValidationError(
                f"“{self.label.text}” is {len(self.data) - self.most} characters too long. Shorten it to {self.most}."
            )


class EmailField(Line):
    """An e-mail address, kept in small letters so that it is the same however it is typed."""

    widget = EmailInput()

    def pre_validate(self, form: FlaskForm) -> None:
        super().pre_validate(form)
        found = as_email(self.data)
        if found is None:
            raise ValidationError("Write an e-mail address like name@school.org.")
        self.data = found


def as_email(text: str) -> str | None:
    """The e-mail address that was typed, in small letters; None when it is none."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None


class DateField(AnyDateField):
    """A day, from the browser's own field or typed as 10/5/2026. `ask`: the sentence when it is empty."""

    def __init__(self, label: str, *, ask: str = "", **more) -> None:
        super().__init__(label, **more)
        self.ask = ask

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = as_day(typed)
        if typed and self.data is None:
            raise ValueError(f"“{typed[:40]}” is not a day of the calendar. Write it like 10/5/2026.")

    def pre_validate(self, form: FlaskForm) -> None:
        if self.ask and self.data is None and not self.process_errors:
            raise ValidationError(self.ask)
        if self.data and not date(1990, 1, 1) <= self.data <= date(2100, 1, 1):
            raise ValidationError(f"The year {self.data.year} cannot be right. Write the day like 10/5/2026.")


class SelectField(AnySelectField):
    """One choice from a list of pairs: value and label."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]] = (), **more) -> None:
        super().__init__(label, choices=[], **more)
        self.choices = list(choices)

    def pre_validate(self, form: FlaskForm) -> None:
        if str(self.data) not in {str(choice[0]) for choice in self.choices}:
            raise ValidationError(f"Choose one from the list for “{self.label.text}”.")


class RadioField(AnyRadioField):
    """One choice of few, each with its own button. What is not on the list is the action's to refuse."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]] = (), **more) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)
        self.choices = list(choices)
