"""What the office says when it hands plans over or transfers somebody."""

from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField

from plf.forms import DateField, Line, SelectField
from plf.people.forms import NamedForm
from plf.signing.forms import StepForm


class NewEvaluatorForm(NamedForm):
    who = Line(
        "New evaluator",
        most=254,
        ask="Write a name or an e-mail address.",
        description="Name or e-mail address.",
    )


class HandOverForm(NewEvaluatorForm, StepForm):
    """One plan, to a named evaluator, from a day on."""

    starts_on = DateField(
        "From",
        ask="Choose the first day.",
        description="Today, or the day at whose beginning it takes place.",
    )
    reason = TextAreaField(
        "Reason", description="Both evaluators and the teacher can read it; no print shows it."
    )
    pairs = BooleanField(
        "Also pair them from that day on",
        default=True,
        description="Then next year’s plan comes to the same evaluator.",
    )


class HandOverAllForm(HandOverForm):
    """The plans of one evaluator that are ticked. Each is named with the version that was on the page."""

    plans = SelectMultipleField("Plans", choices=[], validate_choice=False)

    def offer(self, plans: list[tuple[str, str, str]]) -> None:
        self.plans.choices = plans
        if not self.is_submitted():
            self.plans.data = [value for value, _, _ in plans]

    @property
    def ticked(self) -> dict[int, int]:
        """The ids of the plans that were ticked, with the versions that were on the page."""
        pairs = (value.split(".") for value in self.plans.data or [])
        return {
            int(pair[0]): int(pair[1])
            for pair in pairs
            if len(pair) == 2 and all(part.isdecimal() and len(part) < 10 for part in pair)
        }


class TransferForm(NewEvaluatorForm):
    """Another main site from today, with the evaluator or with another one."""

    KEEP, NAME = "keep", "name"

    site_id = SelectField("New site")
    evaluator = RadioField("Evaluator", choices=[], default=KEEP)
    reason = TextAreaField(
        "Reason for another evaluator",
        description="The evaluators and the teacher can read it; no print shows it.",
    )
    pairs = BooleanField(
        "Also pair them from today on",
        default=True,
        description="Then next year’s plan comes to the same evaluator.",
    )

    def offer(self, sites: list[tuple[int, str]]) -> None:
        self.site_id.choices = [(str(number), name) for number, name in sites]
        self.evaluator.choices = [
            (self.KEEP, "Keep the evaluator"),
            (self.NAME, "Hand the plan over to somebody else"),
        ]

    @property
    def names_another(self) -> bool:
        return self.evaluator.data == self.NAME

    def validate(self, extra_validators=None) -> bool:
        if not self.names_another:
            self.who.ask = ""
        return super().validate(extra_validators)
