"""What is typed when amending a plan and when moving its checkpoint date."""

from wtforms import TextAreaField

from plf.forms import DateField
from plf.signing.forms import StepForm


class AmendForm(StepForm):
    """Amending a plan, with the reason."""

    reason = TextAreaField(
        "Why the plan should change",
        description="Both of you and the office can read it, now and later. No print shows it.",
    )


class DateForm(StepForm):
    """Another checkpoint date."""

    checkpoint_on = DateField(
        "Checkpoint date", ask="Enter the day by which the checkpoint form should be in."
    )
    reason = TextAreaField(
        "Why (if you like)", description="Both of you and the office can read it. No print shows it."
    )
