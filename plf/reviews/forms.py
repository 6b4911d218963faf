"""What is typed on the review and conference pages: the day of the meeting, what was agreed, a message."""

from wtforms import HiddenField, PasswordField, TextAreaField

from plf import contents
from plf.forms import DateField, RadioField
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


class ConferenceForm(StepForm):
    """The final conference, recorded and, with the other button, signed."""

    held_on = DateField("Day of the final conference", ask="Enter the day on which you met.")
    progress = RadioField(
        "Progress that you agreed on",
        choices=[(each, each) for each in contents.PROGRESS],
    )
    comments = TextAreaField("Comments", description="What you would like to say about the year.")
    next_steps = TextAreaField("Next steps", description="What the two of you agreed on for the time after.")
    decision = RadioField(
        "Decision",
        choices=[("close", contents.CLOSE), ("continue", contents.CONTINUE)],
    )
    sha256 = HiddenField()
    password = PasswordField(
        "Your password", description="Good for 15 minutes, so that you can sign several."
    )


class ReturnForm(StepForm):
    """Returning the plan or its checkpoint: a message, and what should change in which section."""

    message = TextAreaField(
        "Message", description="What you would like to see changed. The teacher gets it with the text."
    )

    def on_sections(self, kind: str) -> dict[str, str]:
        """The comments on sections of a plan or a checkpoint: section name → text."""
        return {section.name: self[f"on_{section.name}"].data or "" for section in contents.FORMS[kind]}


for _section in contents.SECTIONS.values():
    setattr(ReturnForm, f"on_{_section.name}", TextAreaField(f"On “{_section.title}”"))
