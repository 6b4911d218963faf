"""The three questions, for teachers and for evaluators, and the form that asks them."""

from flask_wtf import FlaskForm
from wtforms import RadioField as AnyRadioField
from wtforms import TextAreaField, ValidationError

from plf.contents import clean
from plf.forms import Form

LIMIT = 600

CHOICES = (
    (1, "Strongly disagree"),
    (2, "Disagree"),
    (3, "Neither"),
    (4, "Agree"),
    (5, "Strongly agree"),
)

QUESTIONS: dict[str, dict[str, str]] = {
    "teacher": {
        "grew": "Working on my plan helped me grow.",
        "worth": "The time I spent on it was worth it.",
        "supported": "I got the support I needed.",
    },
    "evaluator": {
        "grew": "These plans helped my teachers grow.",
        "worth": "The time I spent on them was worth it.",
        "supported": "I knew early enough who needed support.",
    },
}


class RadioField(AnyRadioField):
    """One of the five; None when nothing, or something else, was chosen."""

    def __init__(self, **more) -> None:
        super().__init__(choices=[], coerce=_as_choice, validate_choice=False, **more)
        self.choices = CHOICES

    def pre_validate(self, form: FlaskForm) -> None:
        if self.data is None:
            raise ValidationError(f"Choose an answer to “{self.label.text}”")


def _as_choice(typed: str | int | None) -> int | None:
    return int(typed) if str(typed) in ("1", "2", "3", "4", "5") else None


class FeedbackForm(Form):
    """The three questions of a role, and what should change."""

    grew = RadioField()
    worth = RadioField()
    supported = RadioField()
    change = TextAreaField(
        "What should we change?",
        description="If you like. Please name nobody, yourself included.",
    )

    def __init__(self, role: str, **more) -> None:
        super().__init__(**more)
        for name, question in QUESTIONS[role].items():
            self[name].label.text = question

    def validate_change(self, field: TextAreaField) -> None:
        field.data = clean(field.data or "")
        if len(field.data) > LIMIT:
            raise ValidationError(
                f"That is {len(field.data) - LIMIT:,} characters too long. Shorten it to {LIMIT:,}."
            )

    @property
    def choices(self) -> dict[str, int | None]:
        """What was chosen for each of the three."""
        return {name: self[name].data for name in ("grew", "worth", "supported")}
