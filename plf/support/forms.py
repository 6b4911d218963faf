"""What people may type to ask for support, answer, offer it and check in. Limits are asked of the actions."""

from wtforms import StringField, TextAreaField

from plf.forms import DateField, Form, SelectField


class AskForm(Form):
    """What the teacher asks for."""

    ask = TextAreaField(
        "What would help you?", description="A few words are enough. You and your evaluator read it."
    )


class AnswerForm(Form):
    """An answer to one ask; with a prefix, because a page may hold several."""

    answer = TextAreaField("Your answer")


class ReplyForm(Form):
    """What the teacher writes back."""

    reply = TextAreaField("Your reply")


class OfferForm(Form):
    """What the evaluator offers."""

    offer = TextAreaField(
        "What do you offer?", description="A visit, a book, an hour of a coach: one line is enough."
    )


class CheckInForm(Form):
    """That the two talked: one line, the day, and how. Where only the line is asked for, it was today."""

    line = StringField("What you talked about", description="One line. You and the teacher read it.")
    talked_on = DateField("Day")
    how = SelectField(
        "How",
        default="",
        choices=(
            ("", "Not said"),
            ("in person", "In person"),
            ("call", "Call"),
            ("message", "Message"),
            ("visit", "Classroom visit"),
        ),
    )
