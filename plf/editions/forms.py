"""What the office may type to adopt an edition, and to open the public address."""

from collections.abc import Iterable

from wtforms import HiddenField, SelectMultipleField

from plf.editions.shown import PUBLIC_CHOICES
from plf.forms import DateField, Form, Line, RadioField

NOTE_LIMIT = 300


class AdoptForm(Form):
    """`seen`: the number of the latest change that the page has shown."""

    adopted_on = DateField("Day of adoption", ask="Choose the day on which it was adopted.")
    note = Line(
        "Note",
        most=NOTE_LIMIT,
        description="If you like, for example: adopted by the board in its May meeting.",
    )
    seen = HiddenField(default="0")

    @property
    def seen_change(self) -> int:
        """The number in the hidden field; -1, which nothing has, when what came is none."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class Boxes(SelectMultipleField):
    """Any of a few things, each with its own box and a hint. What is not on the list counts for nothing."""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str, str]], **more) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)
        self.choices = list(choices)
        self.type = "SelectMultipleField"  # by which the template knows what to draw


class PublicForm(Form):
    is_public = RadioField(
        "Public address",
        choices=[("yes", "Open: everybody with the address can read adopted editions"), ("no", "Closed")],
    )
    shows = Boxes(
        "What it shows beside the table as adopted",
        choices=[(name, title, hint) for name, (title, hint) in PUBLIC_CHOICES.items()],
        description="Priorities, outcomes, steps, resources, interdependencies and dates are always shown.",
    )
