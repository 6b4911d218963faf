"""What is chosen or pasted when a table is brought in, and what is taken of it."""

from wtforms import FileField, HiddenField, IntegerField, SelectMultipleField, TextAreaField
from wtforms.widgets import HiddenInput

from plf.action_imports.reading import TAKEN
from plf.forms import Form


class TableForm(Form):
    """A file with a table, or the table itself."""

    file = FileField("File with the table", description=f"{TAKEN}.")
    pasted = TextAreaField(
        "Or paste the table",
        description="Copy the whole table in Word, Excel or a browser, and paste it here.",
    )
    too_large = False


class TakeForm(Form):
    """Taking what the preview shows.

    seen    the number of the latest change that it has seen
    shown   the fingerprint of what it shows
    take    what is marked: ids of plf.action_imports.differences.Change
    """

    seen = IntegerField(widget=HiddenInput(), default=0)
    shown = HiddenField()
    take = SelectMultipleField("What would change", validate_choice=False)
