"""The words of a text, for searching: found, folded and written so that every engine takes them for the same. Pure.

Words are in small letters without accents; e-mail addresses and codes such as 1.3 or 6-101.10 stay whole; none is left
out for being common. From BEGINNINGS letters on, a word that is looked for is the beginning of others too.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

BEGINNINGS = 4
MOST_WORDS = 12
_LONGEST = 60

_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"
_RUN = re.compile(rf"{_LETTER}+(?:[.@_+\-\u2010-\u2015/'’]+{_LETTER}+)*")
_APOSTROPHES = re.compile(r"['’]")
_PART = re.compile(rf"{_LETTER}+")
_CODE = re.compile(r"\d+(?:[.-]\d+)*\.\d+(?:[.-]\d+)*")
_MEMBER = re.compile(r"[^a-z0-9]")

# What stands before a word where it is kept: in the title, in the head (title, summary, and what it is filed under), anywhere.
TITLE, HEAD, ANYWHERE = "t", "h", "w"


def folded(text: str) -> str:
    """`text` in small letters and without accents: "École" and "ecole" are the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> set[str]:
    """The words by which a text is found."""
    return {word for found in _RUN.finditer(text) for word in _kept(found[0])}


def asked(typed: str) -> list[str]:
    """The words that somebody looks for, each once, in their order. Operators and quotes are no words."""
    return list(dict.fromkeys(word for found in _RUN.finditer(typed) for word in _asked(found[0])))


def written(title: str, head: str, whole: str) -> str:
    """What is kept of an exemplar so that it is found: words of letters, digits and _ alone, in order, one space between."""
    kept = {
        *(TITLE + member(word) for word in words(title)),
        *(HEAD + member(word) for word in words(f"{title}\n{head}")),
        *(ANYWHERE + member(word) for word in words(f"{title}\n{head}\n{whole}")),
    }
    return " ".join(sorted(kept))


def member(word: str) -> str:
    """A word in letters a to z, digits and _ alone: every other character by its number, so that beginnings stay such."""
    return _MEMBER.sub(lambda found: f"_{ord(found[0]):x}_", word)


def is_beginning(word: str) -> bool:
    """Whether a word that is looked for finds longer ones too."""
    return len(word) >= BEGINNINGS and word.isalpha()


def runs(text: str, looked_for: Iterable[str]) -> list[tuple[str, str]]:
    """The text in pieces, ("same", …) and ("found", …): what of it the words that are looked for find."""
    looked_for = list(looked_for)
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end in _found(text, looked_for):
        if start > at:
            pieces.append(("same", text[at:start]))
        pieces.append(("found", text[start:end]))
        at = end
    if at < len(text):
        pieces.append(("same", text[at:]))
    return pieces


def how_many(text: str, looked_for: Iterable[str]) -> int:
    """How many of the words that are looked for a text has."""
    has = words(text)
    return sum(any(_finds(word, each) for each in has) for word in looked_for)


def excerpt(
    text: str, looked_for: Iterable[str], about: Iterable[str] = (), length: int = 220
) -> list[tuple[str, str]]:
    """The neighborhood of the first word that is found, in pieces as `runs` gives them; from the start if none is.

    `about`: of what is looked for, the words that it is chosen by; all of them if none is named.
    """
    looked_for, text = list(looked_for), " ".join(text.split())
    first = next(_found(text, list(about) or looked_for), (0, 0))[0]
    start = _whole_word(text, max(0, first - length // 3)) if first > length // 2 else 0
    end = _whole_word(text, start + length) if start + length < len(text) else len(text)
    cut = text[start:end].strip()
    return runs(f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}", looked_for)


def _whole_word(text: str, at: int) -> int:
    space = text.find(" ", at)
    return at if space < 0 or space - at > _LONGEST else space


def _found(text: str, looked_for: list[str]) -> Iterator[tuple[int, int]]:
    for found in _RUN.finditer(text):
        if any(_finds(word, each) for each in _kept(found[0]) for word in looked_for):
            yield found.span()


def _finds(word: str, kept: str) -> bool:
    return kept.startswith(word) if is_beginning(word) else kept == word


def _kept(run: str) -> set[str]:
    """A run without spaces as words: whole where it is an address or a code, in its parts else; a host is both."""
    whole = _whole(run)
    if "@" in whole or _CODE.fullmatch(whole):
        return {whole}
    return {*_parts(whole), *([whole] if "." in whole else [])}


def _asked(run: str) -> list[str]:
    whole = _whole(run)
    return [whole] if "@" in whole or "." in whole else _parts(whole)


def _whole(run: str) -> str:
    return _APOSTROPHES.sub("", folded(re.sub(r"[\u2010-\u2015]", "-", run)))[: 2 * _LONGEST]


def _parts(whole: str) -> list[str]:
    return [part[:_LONGEST] for part in _PART.findall(whole)]
