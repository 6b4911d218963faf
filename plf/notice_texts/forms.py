"""What the office may write into a notice: plain text with placeholders from the list."""

from wtforms import TextAreaField, ValidationError

from plf.contents import clean
from plf.forms import Form, Line
from plf.notices.kinds import BODY_LIMIT, SUBJECT_LIMIT, problem


class TextForm(Form):
    subject = Line(
        "Subject",
        most=SUBJECT_LIMIT,
        ask="Write a subject.",
        description="The subject of the e-mail, and what stands on the page with the notices.",
    )
    body = TextAreaField(
        "Text",
        description="Plain text. A line with a placeholder that has nothing to say is left out.",
        filters=[lambda typed: clean(typed or "")],
    )
    limit = BODY_LIMIT

    def validate_subject(self, field: Line) -> None:
        _check(field.data)

    def validate_body(self, field: TextAreaField) -> None:
        if not field.data:
            raise ValidationError("Write a text, or go back to the original one.")
        if len(field.data) > BODY_LIMIT:
            over = len(field.data) - BODY_LIMIT
            raise ValidationError(f"The text is {over:,} characters too long. Shorten it to {BODY_LIMIT:,}.")
        _check(field.data)
        if "{plan_link}" not in field.data:
            raise ValidationError("Write {plan_link} somewhere: the e-mail has to lead to the plan.")


def _check(text: str) -> None:
    wrong = problem(text)
    if wrong:
        raise ValidationError(wrong)
