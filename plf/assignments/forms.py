"""Whom to assign plans, many at once: everything that is chosen narrows the rest."""

from wtforms import BooleanField, TextAreaField

from plf.contents import clean
from plf.forms import Form, Line, SelectField

IDLE = [
    ("", "It does not matter"),
    ("0", "They never had one"),
    ("1", "They had none last year"),
    ("2", "They had none in the last two years"),
    ("3", "They had none in the last three years"),
    ("5", "They had none in the last five years"),
]


class ManyForm(Form):
    """`offer` gives it the sites and the kinds of staff."""

    site_id = SelectField("Site", default="")
    staff_kind = SelectField("Kind of staff", default="")
    evaluator = Line(
        "Evaluator", most=254, description="A name or e-mail address. Leave it empty for all of them."
    )
    idle = SelectField("Earlier plans", choices=IDLE, default="")
    only_volunteers = BooleanField("Only those who would like to take part")
    listed = TextAreaField(
        "A list of people",
        description="Paste one person on each line: an e-mail address, a number of the roster, or a name. "
        "Leave it empty for everybody who fits the rest.",
    )
    without = BooleanField("Go on without the lines that were not found")

    def offer(self, sites: list[tuple[int, str]], kinds: list[tuple[str, str]]) -> None:
        self.site_id.choices = [("", "All sites"), *((str(number), name) for number, name in sites)]
        self.staff_kind.choices = [("", "All kinds"), *((kind, label) for kind, label in kinds if kind)]

    @property
    def lines(self) -> str:
        """The list as it was pasted, cleaned."""
        return clean(self.listed.data or "")

    def words(self, evaluator: str) -> list[str]:
        """What was chosen, as it is said on the page that shows what comes of it."""
        picked = [(self.site_id, ""), (self.staff_kind, ""), (self.idle, "")]
        said = [dict(field.choices)[field.data] for field, nothing in picked if field.data != nothing]
        said += [f"evaluator: {evaluator}"] if evaluator else []
        said += ["only those who would like to take part"] if self.only_volunteers.data else []
        said += ["only who is on the list that was pasted in"] if self.lines.strip() else []
        return said
