"""What the office may type about people, and about who is what to whom from when to when."""

from typing import Any

from wtforms import BooleanField, RadioField

from plf.forms import DateField, EmailField, Form, FormOfRecord, Line, SelectField


class PersonForm(FormOfRecord):
    """`offer` gives it the sites and the kinds of staff to choose from."""

    given_name = Line("Given name", most=100)
    family_name = Line(
        "Family name",
        most=100,
        ask="Write the family name.",
        description="For someone with one name only, write it here.",
    )
    email = EmailField(
        "E-mail address",
        most=254,
        ask="Write the e-mail address.",
        description="They sign in with it, and mail goes there.",
    )
    position = Line("Position", most=120, description="Such as Grade 4 teacher. It is printed on plans.")
    staff_kind = SelectField(
        "Kind of staff",
        default="teacher",
        description="It decides which rubric a plan of theirs is written to.",
    )
    main_site_id = SelectField("Main site", description="Where they are counted.")
    is_office = BooleanField(
        "Works in the professional-learning office",
        description="Sees every plan’s state, and keeps people, sites and years.",
    )

    def offer(self, sites: list[tuple[int, str]], kinds: list[tuple[str, str]]) -> None:
        self.main_site_id.choices = [("", "No site"), *((str(number), name) for number, name in sites)]
        self.staff_kind.choices = kinds

    @property
    def chosen_site(self) -> int | None:
        return int(self.main_site_id.data) if self.main_site_id.data else None


class NamedForm(Form):
    """Asks for another person by name or e-mail; when several fit, lists them to choose from."""

    who = Line("Name or e-mail address", most=254, ask="Write a name or an e-mail address.")
    chosen = RadioField("Who do you mean?", choices=[], validate_choice=False)

    def the_one(self, found: list) -> Any | None:
        """Of the people `found` under what was typed, the one who is meant; None, with the reason at the field."""
        named = [person for person in found if str(person.id) == self.chosen.data] or found
        if len(named) == 1:
            return named[0]
        if not named:
            self.who.errors = [
                f"Nobody who works here is called “{self.who.data}”. Check the spelling, or add them first."
            ]
        elif len(named) > 10:
            self.who.errors = ["More than ten people fit. Write more of the name, or the e-mail address."]
        else:
            self.chosen.choices = [(str(person.id), _in_full(person)) for person in named]
            self.chosen.errors = ["Several people fit. Choose one of them."]
        return None


def _in_full(person: Any) -> str:
    site = person.main_site.name if person.main_site else ""
    return ", ".join(part for part in (person.name, person.position, site, person.email) if part)


class PairingForm(NamedForm):
    starts_on = DateField("From", ask="Choose the first day of the pairing.")


class DeputyForm(NamedForm):
    starts_on = DateField("From", ask="Choose the first day.")
    ends_on = DateField("Until", ask="Choose the last day. A deputy stands in between two days.")


class LeadershipForm(Form):
    site_id = SelectField("Site")
    starts_on = DateField("From", ask="Choose the first day.")
    ends_on = DateField("Until", description="Leave it empty for until further notice.")

    def offer(self, sites: list[tuple[int, str]]) -> None:
        self.site_id.choices = [(str(number), name) for number, name in sites]


class LeaveForm(Form):
    starts_on = DateField("From", ask="Choose the first day of the leave.")
    ends_on = DateField("Until", description="Leave it empty for until further notice.")


NOWHERE = "nowhere"


class CorrectionForm(Form):
    """Where somebody was counted on days that have passed. `offer` gives it the sites and kinds of staff."""

    site_id = SelectField("Main site then")
    staff_kind = SelectField("Kind of staff then", default="teacher")
    starts_on = DateField("From", ask="Choose the first day.")
    ends_on = DateField("Until", ask="Choose the last day. It has to be over.")

    def offer(self, sites: list[tuple[int, str]], kinds: list[tuple[str, str]]) -> None:
        self.site_id.choices = [
            *((str(number), name) for number, name in sites),
            ("", "No site"),
            (NOWHERE, "Nowhere: did not work here"),
        ]
        self.staff_kind.choices = kinds

    @property
    def is_nowhere(self) -> bool:
        """Whether they did not work here then."""
        return self.site_id.data == NOWHERE

    @property
    def site(self) -> int | None:
        """The number of the site; None without one."""
        return int(self.site_id.data) if self.site_id.data and not self.is_nowhere else None


class EndForm(Form):
    """The last day of a pairing, a deputy, a site leader or a leave."""

    ends_on = DateField("Last day", ask="Choose the last day.")
