"""What the office may type about rosters: the file, a number to confirm, what roles become, and who evaluates."""

from collections.abc import Mapping, Sequence

from wtforms import FileField, IntegerField

from plf.forms import Form, RadioField, SelectField
from plf.people.forms import NamedForm
from plf.roster.child.headings import PLAIN
from plf.roster.meaning import NOT_TAKEN, OTHERS
from plf.roster.reading import TAKEN

MODES = [
    ("", "What it says itself", "A OneRoster file says so in its manifest. A list is taken for some people."),
    ("bulk", "Everybody who works here", "Who came from the roster and is not in it any more is gone."),
    ("delta", "Only what changed, or some people", "Nobody is gone for not being in it."),
]


class FileForm(Form):
    file = FileField(
        "Roster", description=f"{TAKEN}. Pupils and parents in it are passed over and kept nowhere."
    )
    mode = RadioField("What the file holds", default="", choices=MODES)


class TakeForm(Form):
    """Writing what the dry run shows; the number is asked for when it closes many."""

    confirmed = IntegerField("How many people are deactivated", default=None)


class RolesForm(Form):
    """What the roles beside teachers and leaders become."""

    aide = SelectField(OTHERS["aide"])
    counselor = SelectField(OTHERS["counselor"])
    proctor = SelectField(OTHERS["proctor"])

    def offer(self, kinds: Sequence[tuple[str, str]]) -> None:
        named = [(kind, label) for kind, label in kinds if kind]
        choices = [(NOT_TAKEN, "Not taken in"), *named, ("", "Taken in, without a plan of their own")]
        for role in OTHERS:
            self[role].choices = choices

    @property
    def roles(self) -> dict[str, str]:
        return {role: self[role].data for role in OTHERS}


class EvaluatorForm(NamedForm):
    """Who evaluates the teachers of a site who have nobody: its leaders, shared, or one person."""


def columns(given: Mapping[str, str], heads: Sequence[str]) -> dict[str, int]:
    """Which column of a list is what, as the office chose: the fields are named column-0, column-1 …"""
    found: dict[str, int] = {}
    for place in range(len(heads)):
        said = given.get(f"column-{place}", "")
        if said in PLAIN:
            found.setdefault(said, place)
    return found
