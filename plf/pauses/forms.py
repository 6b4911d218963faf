"""The reason with which a plan is paused."""

from wtforms import TextAreaField

from plf.signing.forms import StepForm


class PauseForm(StepForm):
    reason = TextAreaField(
        "Reason",
        description="The teacher, the evaluator and the office can read it; no print shows it. “On leave” is enough.",
    )


class ResumeForm(StepForm):
    """Nothing is typed: the page says what resuming does."""
