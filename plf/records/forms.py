"""What the office types about records: rules, holds, lists, exports."""

from wtforms import IntegerField, PasswordField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from plf.forms import Form, RadioField, SelectField
from plf.records.kinds import KINDS


class RuleForm(Form):
    """How long one kind of record is kept."""

    kind = SelectField("Which records", choices=[(name, kind.name) for name, kind in KINDS.items()])
    years = IntegerField(
        "Years after the end of the school year",
        validators=[Optional()],
        description="Leave it empty to keep them for good.",
    )
    source = TextAreaField(
        "Where that rule stands",
        description="Such as the line of the records schedule, or the board’s decision.",
    )


HOLDS = (
    ("person_id", "A person", "All their plans, as teacher and as evaluator"),
    ("plan_id", "One plan", ""),
    ("site_id", "A site", "All plans that were ever at it"),
    ("year_id", "A school year", ""),
)


class HoldForm(Form):
    """A legal hold: on what, and why."""

    of = RadioField("What is held?", choices=HOLDS)
    who = StringField("The person", description="Their name or e-mail address.")
    plan = StringField("The plan", description="The number in its address.")
    site = SelectField("The site", choices=[])
    year = SelectField("The school year", choices=[])
    reason = TextAreaField(
        "Why", description="Such as the case, or the letter that asks for it. Only the office reads it."
    )


class LiftForm(Form):
    """Why a hold is lifted."""

    why = TextAreaField("Why it can be lifted")


class DueForm(Form):
    """Which lines of what is due go on a list: kind and year."""

    chosen = SelectMultipleField("What goes on the list", choices=[], validate_choice=False)

    @property
    def pairs(self) -> list[tuple[str, int]]:
        """(kind, id of the year) of each line that was ticked."""
        found = [each.partition(":") for each in self.chosen.data or []]
        return [(kind, int(year)) for kind, _, year in found if year.isdecimal() and len(year) < 10]


class ConfirmForm(Form):
    """The second look, after proof of who one is."""

    password = PasswordField("Your password", description="It shows that it is you who confirms.")


GIVEN = (
    ("journal", "The journal, without private notes"),
    ("talk", "Comments, and what was asked and offered as support"),
    ("history", "The history: what happened when, by whom"),
    ("views", "Who has looked at it"),
)
WITHHELD = (
    "Personnel records that the district may keep confidential (Oklahoma: 51 O.S. § 24A.7), and text that was "
    "not signed by both."
)


class PublicForm(Form):
    """A public-records request: of whom, what is given beside the signed copies, and why the rest is not."""

    of = RadioField("Records of", choices=(("person", "One teacher, all years"), ("plan", "One plan")))
    who = StringField("The teacher", description="Their name or e-mail address.")
    plan = StringField("The plan", description="The number in its address.")
    given = SelectMultipleField(
        "What is handed out beside the signed copies", choices=[], validate_choice=False
    )
    request = TextAreaField("The request", description="Who asked, when, and the number it has with you.")
    withheld = TextAreaField("Why the rest is withheld", default=WITHHELD)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.given.choices = list(GIVEN)
