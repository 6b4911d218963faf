"""What people may type to put something out for comment, to comment and to answer."""

from wtforms import HiddenField, StringField, TextAreaField, ValidationError

from plf.contents import clean
from plf.forms import DateField, Form, Line, RadioField, SelectField

TITLE_LIMIT, NOTE_LIMIT, TEXT_LIMIT, PEOPLE_LIMIT, COMMENT_LIMIT = 150, 600, 12_000, 5000, 2000


def _words(label: str, *, most: int, **more) -> TextAreaField:
    """Several lines of text, cleaned, of at most so many characters."""

    def check(form: Form, field: TextAreaField) -> None:
        if len(field.data) > most:
            over = len(field.data) - most
            raise ValidationError(f"“{label}” is {over:,} characters too long. Shorten it to {most:,}.")

    return TextAreaField(label, filters=[lambda typed: clean(typed or "")], validators=[check], **more)


class AskForm(Form):
    """Whom to ask until when; and the words, where it is a resource. `version`: of what was on the page."""

    title = Line("Title", most=TITLE_LIMIT)
    text = _words(
        "Text",
        most=TEXT_LIMIT,
        description="Begin a line with “## ” to give a part a title: people comment part by part. Lists, **bold** and links work as in the guide.",
    )
    note = _words("What you would like to know", most=NOTE_LIMIT, description="Stands above it. If you like.")
    until = DateField("Comments until", ask="Choose the last day for comments.")
    people = _words(
        "Whom you ask",
        most=PEOPLE_LIMIT,
        description="One person in each line: a name or an e-mail address. Only they and the office see it.",
    )
    version = HiddenField(default="0")
    text_limit, note_limit = TEXT_LIMIT, NOTE_LIMIT

    @property
    def version_number(self) -> int:
        """The number in the hidden field; -1, which nothing has, when what came is none."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class NewForm(AskForm):
    """The same with what it is about."""

    kind = RadioField(
        "What you put out for comment",
        choices=(
            ("guide", "The guide"),
            ("exemplar", "An exemplar in the making"),
            ("resource", "Another text"),
        ),
        default="guide",
    )
    exemplar = SelectField(
        "Exemplar", description="Those that the office wrote, and those whose teacher has agreed to the text."
    )

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in dict(field.choices):
            raise ValidationError("Choose what you put out for comment.")


class CommentForm(Form):
    """One comment, on a section or on the whole. Its limits are asked of the action."""

    about = StringField("About", default="")
    comment = TextAreaField("Your comment")


class AnswerForm(Form):
    """The office's answer to one comment."""

    answer = TextAreaField("Answer")
