"""What the office may type about a rubric: its name, for whom, and the table of its indicators."""

from flask_wtf.file import FileField
from wtforms import BooleanField, TextAreaField

from plf.forms import Form, Line
from plf.rubrics import table

# A rubric of 200 indicators is about 20 kB.
MOST_BYTES = 100_000


class RubricForm(Form):
    """After `validate`, `rows` are the indicators that were uploaded or pasted."""

    name = Line(
        "Name of the rubric",
        most=200,
        ask="Write the rubric’s name.",
        description="Such as Teacher rubric 2026.",
    )
    staff_kind = Line(
        "Kind of staff",
        most=30,
        ask="Write who it is for.",
        description="One word, such as teacher, leader or counselor.",
    )
    is_current = BooleanField(
        "In use for new plans", default=True, description="Plans that have begun keep their rubric."
    )
    upload = FileField(
        "The table as a CSV file",
        description="Its columns: domain, weight, number, indicator. Weight may be empty.",
    )
    pasted = TextAreaField(
        "Or paste the table",
        description="From a spreadsheet or a CSV file, with the column names in its first line.",
    )

    rows: list[table.Row] = []

    def validate(self, extra_validators=None) -> bool:
        fits = super().validate(extra_validators)
        try:
            self.rows = table.read(self._text())
        except table.Unreadable as error:
            at = self.upload if self.upload.data else self.pasted
            at.errors = [*at.errors, str(error)]
            return False
        self.pasted.data = table.write(self.rows)  # a file cannot be put back into a form
        self.staff_kind.data = self.staff_kind.data.lower()
        return fits

    def _text(self) -> str:
        if not self.upload.data:
            return self.pasted.data or ""
        content = self.upload.data.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise table.Unreadable("That file is too large for a rubric. Choose the CSV file with its table.")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise table.Unreadable(
                "That file is not text in UTF-8. Save it as “CSV UTF-8” and choose it again."
            ) from None
