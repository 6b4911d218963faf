"""What people may type into the journal: one line is enough. What needs the plan is asked of the action."""

import re
from decimal import Decimal
from urllib.parse import quote, urlsplit

from wtforms import BooleanField, HiddenField, MultipleFileField, StringField, TextAreaField, ValidationError

from plf.contents import clean
from plf.forms import DateField, Form, SelectField
from plf.journal.files import TAKEN
from plf.journal.uploads import MOST_FILES

TEXT_LIMIT = 1000
LINK_LIMIT = 1000


class HoursField(StringField):
    """Hours or points with at most two decimals; `hundredths` is the number times a hundred, None when empty."""

    hundredths: int | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""
        if not self.data:
            return
        if not re.fullmatch(r"([0-9]{1,6}([.,][0-9]{0,2})?|[.,][0-9]{1,2})", self.data):
            raise ValueError("Write hours or points as a number, like 2 or 1.5.")
        number = int(Decimal(self.data.replace(",", ".")) * 100)
        if not 0 < number < 100_000:
            raise ValueError("Write a number above 0 and below 1,000, or leave it empty.")
        self.hundredths = number


class LinksField(TextAreaField):
    """Addresses, one per line. `data` is what was typed, `links` the addresses in it."""

    links: list[str]

    def process(self, *given, **more) -> None:
        self.links = []
        super().process(*given, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""
        for line in filter(None, (line.strip() for line in self.data.split("\n"))):
            found = as_link(line)
            if found is None:
                raise ValueError(
                    f"“{line[:60]}” is not an address of the web. Copy it from your browser: it begins with https://."
                )
            if found not in self.links:
                self.links.append(found)


class JournalForm(Form):
    """One entry. Everything but the text may stay as it is."""

    text = TextAreaField("What I did")
    day = DateField("Day", ask="Choose the day.")
    hours = HoursField("Hours or points", description="If it counts: 2, or 1.5.")
    step = SelectField("Action step it belongs to", choices=[("", "None of them")], default="")
    links = LinksField("Links", description="One per line: a document, a page, a recording.")
    private = BooleanField(
        "Private note",
        description="Seen by you alone. Its hours are never counted.",
    )
    files = MultipleFileField("Files", description=f"{TAKEN}. Up to {MOST_FILES} at a time, 10 MB each.")
    version = HiddenField()
    limit = TEXT_LIMIT

    # What the route found: the words of each step that is offered, how many files came, whether that was too much.
    words: dict[str, str] = {}
    came = 0
    too_large = False

    def offer_steps(self, steps: list[tuple[str, str]]) -> None:
        """Let one of these action steps be chosen: pairs of key and words."""
        self.step.choices = [("", "None of them"), *((key, _shortened(words)) for key, words in steps)]

    @property
    def seen_version(self) -> int:
        """The version of the entry that the page showed; 0 when what came is none."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0

    @property
    def has_more(self) -> bool:
        """Whether something behind “More” was filled in or does not fit."""
        fields = (self.hours, self.step, self.links, self.private, self.files)
        return (
            self.private.data or any(field.errors or field.data for field in fields) or bool(self.day.errors)
        )

    def validate_text(self, field: TextAreaField) -> None:
        field.data = clean(field.data or "")
        if not field.data:
            raise ValidationError("Write what you did. One line is enough.")
        if len(field.data) > TEXT_LIMIT:
            raise ValidationError(
                f"What you did is {len(field.data) - TEXT_LIMIT:,} characters too long. Shorten it to {TEXT_LIMIT:,}, "
                "or make two entries of it."
            )


def as_link(typed: str) -> str | None:
    """The address that was typed, fit to be put into a page; None unless it leads to a named host by http or https."""
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", typed) or re.match(r"[A-Za-z0-9.-]+:[0-9]", typed):
        typed = "https://" + typed
    if re.search(r"[\s\\<>\"'`\x00-\x1f]", typed):
        return None
    try:
        parts = urlsplit(typed)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        return None
    # A name and no bare number: what a browser would take for an address inside the school is no evidence.
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        return None
    if not re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", host):
        return None
    safe = "/:@!$&()*+,;=-._~%?"
    rest = quote(parts.path, safe=safe) + (f"?{quote(parts.query, safe=safe)}" if parts.query else "")
    rest += f"#{quote(parts.fragment, safe=safe)}" if parts.fragment else ""
    link = f"{parts.scheme}://{host}{port}{rest}"
    return link if len(link) <= LINK_LIMIT else None


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 90 else line[:89].rstrip() + "…"
