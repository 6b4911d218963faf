"""What the office may type about a school year."""

from datetime import timedelta

from wtforms import IntegerField, SelectMultipleField

from plf.contents import FIELDS
from plf.forms import DateField, FormOfRecord, Line, RadioField

MOST_TARGETS = 4

# The five that every plan needs anyway are not offered.
ALSO = [(field.name, field.label) for field in FIELDS["plan"].values() if not field.required]


class PercentField(IntegerField):
    """A whole percentage."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip().rstrip("% ") if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() else None
        if typed and not (self.data and self.data <= 100):
            self.data = None
            raise ValueError("Write a percentage from 1 to 100.")


class AlsoRequiredField(SelectMultipleField):
    """Checkboxes; a name that is not on the list is left out."""

    def __init__(self, label: str, **more) -> None:
        super().__init__(label, choices=[], validate_choice=False, **more)
        self.choices = ALSO
        self.type = "SelectMultipleField"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [name for name, _ in ALSO if name in valuelist]


class DaysField(IntegerField):
    """A whole number of days, up to a school year."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        typed = valuelist[0].strip()
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None
        if self.data is None or self.data > 365:
            raise ValueError("Write how many days, from 0 to 365.")


class YearForm(FormOfRecord):
    label = Line("Label", most=20, ask="Write the label.", description="Such as 2026-2027.")
    starts_on = DateField("First day", ask="Choose the first day.")
    ends_on = DateField("Last day", ask="Choose the last day.")
    plans_agreed_by = DateField("Plans agreed by", ask="Choose the day by which plans are signed by both.")
    forms_due_on = DateField(
        "Checkpoint forms due", ask="Choose the day by which checkpoint forms are handed in."
    )
    conferences_by = DateField(
        "Final conferences held by", ask="Choose the day by which conferences are held."
    )
    also_required = AlsoRequiredField(
        "Required in every plan, beyond the five",
        description="Always required: indicators, the area of growth, the goal, its measure, one action step. "
        "Each further one costs every teacher time.",
    )

    counted_kinds = SelectMultipleField(
        "Who counts",
        choices=[],
        validate_choice=False,
        description="The kinds of staff that adoption counts. Tick none to count everybody who has a kind of staff. "
        "People on leave are never counted.",
    )
    late_hire_days = DaysField(
        "Days for who is hired during the year",
        default=60,
        description="They have so many days from their first day on to agree on a plan, if that is later than the day above.",
    )

    def offer(self, kinds: list[tuple[str, str]]) -> None:
        """Give it the kinds of staff; what is not among them is left out."""
        self.counted_kinds.choices = [(kind, label) for kind, label in kinds if kind]
        self.counted_kinds.data = [
            kind for kind, _ in kinds if kind and kind in (self.counted_kinds.data or ())
        ]

    @property
    def targets(self) -> dict:
        """The adoption targets that were typed: day → percent."""
        pairs = (
            (self[f"target_{n}_day"].data, self[f"target_{n}_percent"].data)
            for n in range(1, MOST_TARGETS + 1)
        )
        return {day: percent for day, percent in pairs if day and percent}

    @property
    def targets_shown(self) -> int:
        """How many pairs of fields the page needs: one more than were filled in, and at least two."""
        numbers = range(1, MOST_TARGETS + 1)
        filled = [n for n in numbers if self[f"target_{n}_day"].data or self[f"target_{n}_percent"].data]
        wrong = [n for n in numbers if self[f"target_{n}_day"].errors or self[f"target_{n}_percent"].errors]
        return min(max([1, *filled, *wrong]) + 1, MOST_TARGETS)

    def validate(self, extra_validators=None) -> bool:
        fits = super().validate(extra_validators)
        return self._days_fit() and self._targets_fit() and fits

    def _days_fit(self) -> bool:
        first, last = self.starts_on.data, self.ends_on.data
        if first and last and not first < last:
            return _wrong(self.ends_on, "The last day is not after the first. Choose a later day.")
        if first and last and last - first > timedelta(days=500):
            return _wrong(self.ends_on, "That is longer than a school year. Check both days.")
        fits = True
        for field in (self.plans_agreed_by, self.forms_due_on, self.conferences_by):
            if first and last and field.data and not first <= field.data <= last:
                fits = _wrong(field, "Choose a day within the school year.")
        if (
            self.forms_due_on.data
            and self.conferences_by.data
            and self.conferences_by.data < self.forms_due_on.data
        ):
            fits = _wrong(
                self.conferences_by, "Conferences come after the forms. Choose the same day or a later one."
            )
        return fits

    def _targets_fit(self) -> bool:
        fits, seen = True, set()
        for number in range(1, MOST_TARGETS + 1):
            day, percent = self[f"target_{number}_day"], self[f"target_{number}_percent"]
            if day.errors or percent.errors:
                continue
            if day.data and not percent.data:
                fits = _wrong(percent, "Write the percentage for this day, or clear the day.")
            elif percent.data and not day.data:
                fits = _wrong(day, "Choose the day for this target, or clear the percentage.")
            elif day.data in seen:
                fits = _wrong(day, "There is a target for this day already. Choose another day.")
            elif day.data:
                seen.add(day.data)
        return fits


class TermsForm(FormOfRecord):
    """What holds for one person in a school year."""

    agreed_by = DateField(
        "Plan to be agreed by", description="Leave it empty for the day that holds without it, said above."
    )
    is_counted = RadioField(
        "In adoption",
        choices=[("yes", "Counted, as everybody of a kind that counts"), ("no", "Not counted this year")],
        default="yes",
    )
    why = Line("Why not", most=200, description="Only when they are not counted. The office alone sees it.")


for _number in range(1, MOST_TARGETS + 1):
    setattr(YearForm, f"target_{_number}_day", DateField(f"Target {_number}: by"))
    setattr(
        YearForm,
        f"target_{_number}_percent",
        PercentField(f"Target {_number}: percent of each site’s people"),
    )


def _wrong(field, sentence: str) -> bool:
    field.errors = [*field.errors, sentence]
    return False
