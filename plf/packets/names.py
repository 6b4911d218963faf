"""Names of files and folders that say what is in them and do no harm on anybody's computer. Pure."""

import unicodedata

# Forbidden in names on Windows; a slash or a backslash also leads elsewhere.
FORBIDDEN = dict.fromkeys(map(ord, '/\\:*?"<>|'), "-")
# Controls, marks that turn the direction of the text ("gnp.exe"), lone surrogates, and what is no character at all.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³")}
)
# Letters that are no other letter with an accent, and stand with it in an English alphabet all the same.
ALONE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
MOST_BYTES = 120  # of 255 that a name may have: the rest is for what we add


def safe(text: str, *, instead: str = "Without a name") -> str:
    """One part of a path made of what somebody typed, in any script: never empty, never a path, never a device."""
    text = unicodedata.normalize("NFC", text).translate(FORBIDDEN)
    seen = "".join(" " if each.isspace() else each for each in text if _is_seen(each))
    # A dot at the front hides a file, a dot at the end is lost on Windows.
    name = _cut(" ".join(seen.split()).strip(" .")).strip(" .")
    if name.split(".")[0].rstrip().casefold() in DEVICES:
        name = f"_{name}"
    return name or instead


def unique(name: str, taken: set[str], *, ending: str) -> str:
    """`name` with its ending; numbered where a file of that name is taken already, in whatever letters. Takes it."""
    number, found = 1, f"{name}{ending}"
    while (key := same(found)) in taken:
        number += 1
        found = f"{name} ({number}){ending}"
    taken.add(key)
    return found


def same(name: str) -> str:
    """What two names have in common that are one file on some disk."""
    # Disks of Macs take "é" in one character and in two for the same.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def in_order(family: str, given: str) -> tuple[str, str]:
    """By what people are put in alphabetical order: accents and capitals do not count ("Ångström" is with the As)."""
    return _plain(family), _plain(given)


def for_spreadsheet(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _is_seen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in UNSEEN


def _cut(name: str) -> str:
    while len(name.encode()) > MOST_BYTES:
        name = name[:-1]
    return name


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(ALONE)
    return "".join(each for each in apart if not unicodedata.combining(each))
