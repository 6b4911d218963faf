"""What the office may type about a site."""

from wtforms import BooleanField

from plf.exemplars.contents import GRADE_BANDS
from plf.forms import FormOfRecord, Line, SelectField


class SiteForm(FormOfRecord):
    name = Line(
        "Name of the site",
        most=200,
        ask="Write the site’s name.",
        description="Such as Maple Street Elementary.",
    )
    grade_band = SelectField(
        "Grades",
        default="",
        choices=[("", "Several of these, or none"), *((band, band) for band in GRADE_BANDS[:-1])],
        description="If all who teach here teach one of these. Then what people work on can be told by grades also of those "
        "whose position names none, such as a chemistry teacher.",
    )
    is_active = BooleanField(
        "In use",
        default=True,
        description="A site that is not in use is not offered for people. What happened there stays.",
    )
