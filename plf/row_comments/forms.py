"""What people may type to comment on a row, and to answer."""

from wtforms import TextAreaField, ValidationError

from plf.contents import COMMENT_LIMIT, clean
from plf.forms import Form


def _words(label: str, ask: str) -> TextAreaField:
    def check(form: Form, field: TextAreaField) -> None:
        if not field.data:
            raise ValidationError(ask)
        if len(field.data) > COMMENT_LIMIT:
            over = len(field.data) - COMMENT_LIMIT
            raise ValidationError(f"That is {over:,} characters too long. Shorten it to {COMMENT_LIMIT:,}.")

    return TextAreaField(label, filters=[lambda typed: clean(typed or "")], validators=[check])


class CommentForm(Form):
    comment = _words("Your comment", "Write your comment.")


class AnswerForm(Form):
    answer = _words("Your answer", "Write an answer, so that the writer knows what became of it.")
