"""What may be typed or chosen on the check page: a code as people read it off a paper, or one PDF."""

import re
import unicodedata

from wtforms import FileField, StringField, ValidationError

from plf import forms

MOST_BYTES = 20 * 1024 * 1024

NO_CODE = "A code has 16 letters and digits, like G3NS-Q9D2-7KXV-4WMA. Type it as it is printed beside the square code at the end of the form."
NO_FILE = "Choose the PDF that you want to check."
TOO_LARGE = "That file is larger than 20 MB. No form that was issued here is: so it is not one of them."

# Letters that Crockford's alphabet leaves out, because they are read as these.
_READ_AS = str.maketrans("ILO", "110")
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class CodeForm(forms.Form):
    """Sent with GET, so that the address of what was found can be kept: it changes nothing and needs no token."""

    class Meta:
        csrf = False

    once = None
    code = StringField(
        "Code", description="16 letters and digits, printed beside the square code at the end of the form."
    )

    def validate_code(self, field: StringField) -> None:
        if as_code(field.data) is None:
            raise ValidationError(NO_CODE)


class FileForm(forms.Form):
    once = None  # doing it twice does nothing more
    file = FileField("PDF file", description="Up to 20 MB. It is looked at once, and nothing of it is kept.")


def as_code(typed: str | None) -> str | None:
    """The 16 letters that were meant, without dashes; None when it is no code.

    Small letters, spaces, any dashes, a whole address, and the look-alikes I, L and O are forgiven (Crockford).
    """
    last = unicodedata.normalize("NFKC", typed or "").strip().rstrip("/").rpartition("/")[2]
    letters = re.sub(r"[\s\u00ad\u2010-\u2015\u2212_.-]+", "", last[:100]).upper().translate(_READ_AS)
    return letters if len(letters) == 16 and set(letters) <= set(_LETTERS) else None


def with_dashes(code: str) -> str:
    """A code as it is printed."""
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))
