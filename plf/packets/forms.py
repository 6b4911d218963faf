"""What can be chosen for a packet. The same form counts first, by GET, and asks for it then, by POST."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectMultipleField, ValidationError

from plf.forms import Form, RadioField, SelectField

GET = (
    (
        "print",
        "One PDF to print",
        "In alphabetical order by family name, with a list of what is in it and what is missing.",
    ),
    (
        "records",
        "A ZIP of the sealed originals",
        "For your records: each signed copy as it was issued, every revision.",
    ),
)
STATES = (
    ("signed", "Signed by both"),
    (
        "open",
        "Not signed yet, as it stands",
        "Marked as a draft, with lines to sign on: for a meeting on paper.",
    ),
    ("blank", "Blank, to fill in by hand", "Where there is nothing else of what you ticked."),
)
KINDS = (("plan", "Plans"), ("checkpoint", "Checkpoints"))


class Boxes(SelectMultipleField):
    """Several choices of few, each with its own box. `ask`: the sentence when none is ticked."""

    def __init__(self, label: str, *, choices: Sequence[tuple[str, ...]], ask: str, **more: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)
        self.choices, self.ask = list(choices), ask
        self.type = "SelectMultipleField"

    def pre_validate(self, form: Form) -> None:
        # In the order of the list, whatever a browser sends.
        self.data = [choice[0] for choice in self.choices if choice[0] in self.data]
        if not self.data:
            raise ValidationError(self.ask)


class PacketForm(Form):
    year = SelectField("School year")
    site = SelectField("Site")
    kinds = Boxes("Forms", choices=KINDS, default=["plan"], ask="Tick plans, checkpoints, or both.")
    states = Boxes(
        "Which of them",
        choices=STATES,
        default=["signed"],
        ask="Tick at least one: signed, not signed yet, or blank.",
    )
    get = RadioField("What to get", choices=GET, default="print")
    duplex = BooleanField(
        "Print on both sides", description="Puts in blank backs, so that each form begins on a front side."
    )

    def offer(self, years: Sequence[tuple[int, str]], sites: Sequence[tuple[int, str]], *, year: int) -> None:
        """The school years and sites that there are to choose from; `year` is chosen to begin with."""
        self.year.choices = [(str(number), label) for number, label in years]
        self.site.choices = [("", "All sites"), *((str(number), name) for number, name in sites)]
        if not self.year.raw_data:
            self.year.data = str(year)
        if not self.site.raw_data:
            self.site.data = ""

    def validate_get(self, field: RadioField) -> None:
        """One of the two; and sealed originals are signed."""
        if field.data not in {choice[0] for choice in GET}:
            raise ValidationError("Choose a PDF to print, or a ZIP for the records.")
        if field.data == "records" and "signed" not in (self.states.data or []):
            raise ValidationError(
                "A ZIP holds sealed originals. Tick “Signed by both”, or choose the PDF to print."
            )

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as `queries.Choices` takes it."""
        records = self.get.data == "records"
        return {
            "get": self.get.data,
            "year_id": int(self.year.data),
            "site_id": int(self.site.data or 0),
            "kinds": tuple(self.kinds.data),
            "states": ("signed",) if records else tuple(self.states.data),
            "duplex": bool(self.duplex.data) and not records,
        }

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The choices as hidden fields of the form that asks for the packet."""
        several = [(field.name, value) for field in (self.kinds, self.states) for value in field.data]
        one = [(field.name, field.data) for field in (self.year, self.site, self.get)]
        return [*one, *several, *([("duplex", "yes")] if self.duplex.data else [])]
