"""Changes to the district itself."""

from plf.extensions import db
from plf.models import District


def found(name: str, *, time_zone: str, is_sample: bool = False) -> District:
    """The district of a new database. Raises IntegrityError when there is one already."""
    district = District(id=1, name=name, time_zone=time_zone, is_sample=is_sample)
    db.session.add(district)
    db.session.flush()
    return district


def change(district: District, *, name: str, time_zone: str, points_owed: int, points_years: int) -> None:
    """A new name or time zone, or how many hours or points are owed (0: none) in how many years.

    What was signed keeps the name and the times that were signed.
    """
    district.name = name
    district.time_zone = time_zone
    district.points_owed = points_owed
    district.points_years = points_years
