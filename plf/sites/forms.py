"""What the office may type about a site."""

from wtforms import BooleanField

from plf.forms import Form, Line


class SiteForm(Form):
    name = Line(
        "Name of the site",
        most=200,
        ask="Write the site’s name.",
        description="Such as Maple Street Elementary.",
    )
    is_active = BooleanField(
        "In use",
        default=True,
        description="A site that is not in use is not offered for people. What happened there stays.",
    )
