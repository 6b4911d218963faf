"""What is typed on the review page: the day of the meeting, the checkpoint date, a message."""

from wtforms import HiddenField, PasswordField, TextAreaField

from plf import contents
from plf.forms import DateField
from plf.signing.forms import StepForm


class RecordForm(StepForm):
    """The review meeting, recorded and, with the other button, signed."""

    held_on = DateField("Day of the review meeting", ask="Enter the day on which you met.")
    checkpoint_on = DateField(
        "Checkpoint date",
        ask="Enter the day by which the checkpoint form should be in.",
    )
    sha256 = HiddenField()
    password = PasswordField(
        "Your password", description="Good for 15 minutes, so that you can sign several."
    )


class ReturnForm(StepForm):
    """Returning the plan: a message, and what should change in which section."""

    message = TextAreaField(
        "Message", description="What you would like to see changed. The teacher gets it with the plan."
    )

    @property
    def on_sections(self) -> dict[str, str]:
        """The comments on sections: section name → text."""
        return {name: self[f"on_{name}"].data or "" for name in contents.SECTIONS}


for _section in contents.PLAN:
    setattr(ReturnForm, f"on_{_section.name}", TextAreaField(f"On “{_section.title}”"))
