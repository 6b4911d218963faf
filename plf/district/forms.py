"""What the office may type about the district."""

from zoneinfo import ZoneInfo

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
