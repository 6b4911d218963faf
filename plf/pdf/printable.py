"""Text as the bundled font can print it: what the font lacks is written out in words, nothing is lost silently.

A character without a glyph would come out as an empty box and break the rules for accessible and archived PDFs.
"""

import re
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

# "ARABIC LETTER MEEM", "HANGUL SYLLABLE HAN", "THAI CHARACTER MO MA", "DEVANAGARI VOWEL SIGN AA", "CJK UNIFIED IDEOGRAPH-4E2D"
LETTER = re.compile(r"(.+?) (?:LETTER |SYLLABLE |CHARACTER |VOWEL SIGN |SIGN |UNIFIED IDEOGRAPH-)(.+)")

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
    """The code points that can be printed: those that all bundled faces have and a reader can see."""
    # Loading fontTools takes as long as a page: only those who print wait for it.
    from fontTools.ttLib import TTFont

    shared = None
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as face:
            found = {code for code in face.getBestCmap() if not _is_invisible(chr(code))}
        shared = found if shared is None else shared & found
    return frozenset(shared | {ord("\n")})


def _in_words(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if characters().issuperset(map(ord, text)):
        return text
    pieces = [piece for character in text for piece in _spell(character)]
    return "".join(
        f"[{script}: {' '.join(letter for _, letter in letters)}]"
        if script
        else "".join(piece for _, piece in letters)
        for script, letters in groupby(pieces, key=lambda piece: piece[0])
    )


def _spell(character: str) -> list[tuple[str, str]]:
    """What to print for a character: pairs of a script (where it is a letter, so that a word stays together) and text."""
    plain = unicodedata.normalize("NFKC", character)
    if characters().issuperset(map(ord, plain)):
        return [("", plain)]
    if _is_invisible(character):
        return []
    name = unicodedata.name(character, "")
    if unicodedata.category(character)[0] in "LM" and (letter := LETTER.fullmatch(name)):
        return [(letter[1].title().replace("Cjk", "CJK"), letter[2].lower())]
    return [("", f"[{name.lower() or f'U+{ord(character):04X}'}]")]


def _is_invisible(character: str) -> bool:
    """Controls, joiners, lone surrogates, and the selectors of emoji styles."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} or "\ufe00" <= character <= "\ufe0f"
