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
_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"
_MEMBER = re.compile(r"[^a-z0-9]")

# What stands before a word where it is kept: in the title, in the head (title, summary, and what it is filed under), anywhere.
TITLE, HEAD, ANYWHERE = "t", "h", "w"


class _Accents(dict):
    """What becomes of a letter, asked once for each: None for an accent that stands by itself."""

    def __missing__(self, code: int) -> int | None:
        return self.setdefault(code, None if unicodedata.combining(chr(code)) else code)


_ACCENTS = _Accents()


def folded(text: str) -> str:
    """`text` in small letters and without accents: "École" and "ecole" are the same."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_ACCENTS)


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


def most_telling(texts: Iterable[str], looked_for: Iterable[str]) -> str:
    """The first of the texts that has the most of the words that are looked for; "" if none has any."""
    patterns = [
        re.compile(_BEGINS + re.escape(word) + ("" if is_beginning(word) else _ENDS)) for word in looked_for
    ]
    best, most = "", 0
    for text in texts:
        plain = _APOSTROPHES.sub("", folded(text))
        has = sum(1 for pattern in patterns if pattern.search(plain))
        if has > most:
            best, most = text, has
        if most == len(patterns):
            break
    return best


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
        whole = _whole(found[0])
        likely = [word for word in looked_for if word in whole]
        if likely and any(_finds(word, each) for each in _kept(found[0]) for word in likely):
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
