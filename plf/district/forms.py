"""What the office may type about the district."""

from zoneinfo import ZoneInfo

from wtforms import IntegerField, ValidationError

from plf.forms import Form, Line, SelectField

# The zones of the fifty states and the territories, by the names that people there use.
TIME_ZONES = (
    ("America/New_York", "Eastern"),
    ("America/Detroit", "Eastern – Michigan"),
    ("America/Indiana/Indianapolis", "Eastern – Indiana"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Boise", "Mountain – southern Idaho"),
    ("America/Phoenix", "Mountain – Arizona, no daylight saving"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("America/Adak", "Aleutian Islands"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Atlantic – Puerto Rico and U.S. Virgin Islands"),
    ("Pacific/Guam", "Chamorro – Guam and Northern Mariana Islands"),
    ("Pacific/Pago_Pago", "American Samoa"),
)


class WholeNumberField(IntegerField):
    """A whole number from `least` to `most`."""

    def __init__(self, label: str, *, least: int, most: int, **more) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None

    def pre_validate(self, form: Form) -> None:
        if self.data is None or not self.least <= self.data <= self.most:
            raise ValidationError(f"Write a whole number from {self.least} to {self.most:,}.")


class DistrictForm(Form):
    name = Line(
        "Name of the district", most=200, ask="Write the district’s name.",
        description="As it stands at the top of every page and on every printed plan.",
    )  # fmt: skip
    time_zone = SelectField(
        "Time zone",
        choices=TIME_ZONES,
        description="Deadlines end at midnight here. Signatures show this time.",
    )

    points_owed = WholeNumberField(
        "Hours or points of professional development that each person owes",
        least=0, most=9999,
        description="In Oklahoma 75 in five years. Write 0 if none are owed. Teachers see it on “My points”.",
    )  # fmt: skip
    points_years = WholeNumberField("In how many school years", least=1, most=20)

    def offer_zone(self, zone: str) -> None:
        """Keep a zone that is not on the list, such as one given to `flask init`."""
        if zone not in dict(TIME_ZONES):
            self.time_zone.choices = [*TIME_ZONES, (zone, zone)]


def is_time_zone(name: str) -> bool:
    """Whether a name is that of a time zone, such as America/Chicago."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return "/" in name
