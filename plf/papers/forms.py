"""What is chosen and typed when a signed paper is filed."""

import re

from wtforms import HiddenField, IntegerField, MultipleFileField, PasswordField
from wtforms.widgets import HiddenInput

from plf.forms import DateField, Form, Line
from plf.papers.scans import TAKEN


class ScanForm(Form):
    """The scan of a paper, and the day that is written on it."""

    files = MultipleFileField(
        "Scan or photos of all pages", description=f"{TAKEN}. Photos in the order of the pages."
    )
    signed_on = DateField(
        "Day written on the paper", ask="Choose the day that is written beside the signatures."
    )

    # What the route found: whether more came than is taken.
    too_large = False


class FileForm(Form):
    """Filing a scan that was read: the code where none was found, and the proof of who files it."""

    version = IntegerField(widget=HiddenInput(), default=-1)
    sha256 = HiddenField()
    code = Line(
        "Code of the revision",
        most=40,
        description="It is printed below the lines for signing, like G3NS-Q9D2-K4TX-8WEA.",
    )
    password = PasswordField("Your password", description="It shows that it is you who files it.")


def as_code(typed: str) -> str | None:
    """The code that was typed, as pdf.check_code writes it; None when it is none.

    Small letters, other dashes, and I, L and O for 1, 1 and 0 are as good (Crockford's Base32).
    """
    plain = re.sub(r"[\s\u2010-\u2015-]", "", typed).upper().translate(str.maketrans("ILO", "110"))
    if not re.fullmatch("[0-9A-HJKMNP-TV-Z]{16}", plain):
        return None
    return "-".join(plain[start : start + 4] for start in range(0, 16, 4))
