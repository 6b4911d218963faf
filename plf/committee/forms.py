"""What is noted in the committee room."""

from wtforms import TextAreaField

from plf.forms import Form, RadioField, SelectField


class NoteForm(Form):
    """A question that is parked, or a decision, beside the outcome or one of its steps."""

    kind = RadioField("What is it?", choices=[("question", "A question to park"), ("decision", "A decision")])
    row = SelectField("About")
    text = TextAreaField("In words")


class AnswerForm(Form):
    """The answer to one parked question; with a prefix, because a page holds several."""

    answer = TextAreaField("The answer")
