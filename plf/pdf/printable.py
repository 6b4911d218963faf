"""Text as the bundled font can print it: what the font lacks is written out in words, nothing is lost silently.

A character without a glyph would come out as an empty box and break the rules for accessible and archived PDFs.
"""

import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"


def printable(value):
    """The same text, list or dictionary, with each text in a form that every bundled face can print.

    "Well done 😀" becomes "Well done [grinning face]", a name in Arabic letters is spelled with their names.
    """
    if isinstance(value, str):
        return _in_words(value)
    if isinstance(value, dict):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(inner) for inner in value]
    return value


@cache
def characters() -> frozenset[int]:
    """The code points that all bundled faces have."""
    # Loading fontTools takes as long as a page: only those who print wait for it.
    from fontTools.ttLib import TTFont

    faces = (TTFont(path, lazy=True).getBestCmap() for path in sorted(FONTS.glob("*.ttf")))
    return frozenset.intersection(*map(frozenset, faces)) | {ord("\n")}


def _in_words(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    known = characters()
    if all(ord(character) in known for character in text):
        return text
    words = []
    for spelled, run in groupby(text, lambda character: ord(character) not in known):
        words += _spell("".join(run)) if spelled else run
    return "".join(words)


def _spell(run: str) -> list[str]:
    """Characters the font lacks, as plainer ones where Unicode knows them, else by name."""
    written = []
    for character in run:
        plain = unicodedata.normalize("NFKC", character)
        if _is_invisible(character):
            continue
        if all(ord(part) in characters() for part in plain):
            written.append((None, plain))
            continue
        script, letter, name = unicodedata.name(character, f"U+{ord(character):04X}").partition(" LETTER ")
        written.append((script, name) if letter else (None, f"[{script.lower()}]"))
    return [
        f"[{script.title()}: {' '.join(name.lower() for _, name in names)}]"
        if script
        else "".join(name for _, name in names)
        for script, names in groupby(written, lambda pair: pair[0])
    ]


def _is_invisible(character: str) -> bool:
    """Controls, joiners, lone surrogates, private and unassigned characters, and the selectors of emoji styles."""
    return (
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} or "\ufe00" <= character <= "\ufe0f"
    )
