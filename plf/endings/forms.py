"""Why a plan is withdrawn, ended unfinished, or not signed."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired

from plf import rules
from plf.signing.forms import StepForm

SEEN_BY = "The teacher, the evaluator and the office can read it; no print shows it."


class WithdrawalForm(StepForm):
    reason = TextAreaField("Reason", description=f"Such as: assigned in error. {SEEN_BY}")


class ReinstatementForm(StepForm):
    """Nothing is typed: the page says what reinstating does."""


class NotSignedForm(StepForm):
    reason = TextAreaField("What you know about it", description=SEEN_BY)


class EndForm(StepForm):
    """Why a plan is ended unfinished: from the list, with words if they help."""

    why = RadioField(
        "Why is it ended?",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose why it is ended.")],
    )
    reason = TextAreaField("In your words, if that helps", description=SEEN_BY)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.why.choices = list(rules.END_REASONS.items())


class EndManyForm(EndForm):
    """Ending many at once. `plans` are their ids with commas: thousands of fields would be too many for a form."""

    plans = HiddenField()

    @property
    def plan_ids(self) -> list[int]:
        return [
            int(each) for each in (self.plans.data or "").split(",") if each.isdecimal() and len(each) < 10
        ]
