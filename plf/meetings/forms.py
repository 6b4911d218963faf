"""What people may type about meetings: a day, a time as they write it, a length, a place."""

import re
from datetime import time

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.widgets import TextInput, TimeInput

from plf.forms import DateField, Form, Line

_CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:([ap])\.?\s*m\.?)?", re.IGNORECASE)


def as_clock(typed: str) -> time | None:
    """The time that was typed, as 14:30, 2:30 PM, 2 pm or 230p.m.; None when it is none, or not sure."""
    found = _CLOCK.fullmatch(typed.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if not half and (found[2] is None or len(found[1]) == 1):
        return None  # “3:30” may be either half of the day; browsers send 03:30
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class ClockField(StringField):
    """A time of day, from the browser's own field or typed as 2:30 PM. `ask`: the sentence when it is empty."""

    widget = TimeInput()

    def __init__(self, label: str, *, ask: str, **more) -> None:
        super().__init__(label, **more)
        self.ask, self.typed = ask, ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = as_clock(self.typed)
        if self.typed and self.data is None:
            self.widget = TextInput()  # the browser's own field would drop what it cannot read
            raise ValueError(f"“{self.typed[:40]}” is not a time. Write it with AM or PM, like 2:30 PM.")

    def _value(self) -> str:
        return f"{self.data:%H:%M}" if self.data else self.typed

    def pre_validate(self, form: FlaskForm) -> None:
        if self.data is None and not self.process_errors:
            raise ValidationError(self.ask)


class MinutesField(StringField):
    """A length in whole minutes; how long is asked of the action."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = int(self.typed) if re.fullmatch(r"[0-9]{1,4}", self.typed) else None
        if self.data is None:
            raise ValueError("Write how many minutes it takes, like 30.")

    def _value(self) -> str:
        return str(self.data) if self.data is not None else getattr(self, "typed", "")


class SlotsForm(Form):
    """Times to be offered: a day, from when to when, and how long each is."""

    day = DateField("Day", ask="Choose the day.")
    starts = ClockField("From", ask="Choose when the first one begins.")
    ends = ClockField("To", ask="Choose when the last one ends.")
    minutes = MinutesField("Minutes for each", default=30)
    place = Line("Place", most=200, description="If you know it: a room, or the address of a video call.")


class ChoiceForm(Form):
    """One of the times that the evaluator offers."""

    slot = RadioField("Choose one", choices=[], validate_choice=False)
    seen = HiddenField()
    evaluator = HiddenField()

    @property
    def slot_id(self) -> int:
        """The number of the chosen time; 0 when none was chosen."""
        typed = self.slot.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    def validate_slot(self, field: RadioField) -> None:
        if not self.slot_id:
            raise ValidationError("Choose one of the open times.")


class OwnTimeForm(Form):
    """A time of one's own choice."""

    day = DateField("Day", ask="Choose the day.")
    starts = ClockField("Begins at", ask="Choose when it begins.")
    minutes = MinutesField("How many minutes", default=30)
    place = Line("Place", most=200, description="If you know it: a room, or the address of a video call.")
    seen = HiddenField()
    evaluator = HiddenField()
