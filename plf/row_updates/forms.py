"""What people may type to say how a row stands, and to ask others for it."""

from wtforms import HiddenField, TextAreaField

from plf.action_plans.contents import STATUSES
from plf.forms import DateField, Form, Line, SelectField


class UpdateForm(Form):
    """How one row stands; with a prefix, because a page holds several. `seen`: the latest note that the page showed."""

    seen = HiddenField()
    status = SelectField("Status", choices=list(STATUSES.items()))
    text = TextAreaField(
        "What happened, what comes next", description="A line is enough. Its people read it."
    )

    @property
    def seen_note(self) -> int:
        """The number of the latest note that the page showed; 0: there was none."""
        return int(self.seen.data) if (self.seen.data or "").isdecimal() else 0


class AskForm(Form):
    """By when updates are asked for, of which rows."""

    row = SelectField("Of which rows", default="")
    due_on = DateField("By which day", ask="Choose the day by which you need the updates.")
    line = Line(
        "A line for those who are asked", most=300, description="For example: The board meets on November 4."
    )
