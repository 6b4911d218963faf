"""What the office may write into a section of the guide: the small Markdown, with placeholders from the list."""

from wtforms import HiddenField, TextAreaField, ValidationError

from plf.contents import clean
from plf.forms import Form
from plf.guide.contents import LIMIT, problem


class SectionForm(Form):
    """The words of one section. `seen`: the number of the version that they were written over."""

    text = TextAreaField("Text", filters=[lambda typed: clean(typed or "")])
    seen = HiddenField()
    limit = LIMIT

    def validate_text(self, field: TextAreaField) -> None:
        if len(field.data) > LIMIT:
            over = len(field.data) - LIMIT
            raise ValidationError(f"The text is {over:,} characters too long. Shorten it to {LIMIT:,}.")
        wrong = problem(field.data)
        if wrong:
            raise ValidationError(wrong)

    @property
    def seen_number(self) -> int:
        """The number in the hidden field; -1, which no version has, when what came is none."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
