"""Finds the words that may tell whose plan a text was, and proposes others. Pure: it knows a roster and a text.

People, sites and the district are looked for by their names, in every form that people write them in; addresses and
numbers by their shape; pupils, who are on no roster, by capitals where none belong and by what stands around them.
What it finds is a proposal: two people look at it. What it cannot find is told in docs/decisions/0022.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from plf.exemplars.names import GIVEN, MONTHS, NO_NAME, SHORT_FORMS, WORDS_TOO, words

TEACHER, EVALUATOR, COLLEAGUE, SCHOOL, DISTRICT = "teacher", "evaluator", "colleague", "school", "district"
PUPIL, PUPILS, CAPITAL = "pupil", "pupils", "capital"
EMAIL, PHONE, LINK, PLACE = "e-mail", "phone", "link", "place"

PROPOSED: dict[str, str] = {
    TEACHER: "[teacher]",
    EVALUATOR: "[evaluator]",
    COLLEAGUE: "[colleague]",
    SCHOOL: "[school]",
    DISTRICT: "the district",
    PUPIL: "a student",
    PUPILS: "some students",
    EMAIL: "[e-mail]",
    PHONE: "[phone]",
    LINK: "[web address]",
    PLACE: "[place]",
    CAPITAL: "[name]",
}
# Found by a shape that other things have too: somebody has to say what it is.
UNSURE = (CAPITAL, LINK, PLACE)


@dataclass(frozen=True)
class Someone:
    """A person of the roster. `role`: TEACHER, EVALUATOR or COLLEAGUE; `near`: works where the teacher does."""

    given: str
    family: str
    role: str = COLLEAGUE
    near: bool = True


@dataclass(frozen=True)
class Roster:
    """Whom and what to look for."""

    people: Sequence[Someone] = ()
    sites: Sequence[str] = ()
    district: str = ""

    @cached_property
    def phrases(self) -> dict[str, list["_Phrase"]]:
        """Every way to write a name, by its first word: longest first, and the nearest person first."""
        found = [phrase for someone in self.people for phrase in _ways_to_name(someone)]
        found += [phrase for site in self.sites for phrase in _ways_to_name_a_place(site, SCHOOL)]
        found += _ways_to_name_a_place(self.district, DISTRICT)
        by_first: dict[str, list[_Phrase]] = {}
        order = (TEACHER, EVALUATOR, SCHOOL, DISTRICT, COLLEAGUE)
        for phrase in sorted(
            found, key=lambda each: (-len(each.words), order.index(each.kind), each.any_case)
        ):
            by_first.setdefault(phrase.words[0], []).append(phrase)
        return by_first


@dataclass(frozen=True)
class Span:
    """Words of one text, from `start` to `end`, that may identify somebody."""

    start: int
    end: int
    found: str
    kind: str


@dataclass
class Finding:
    """The same words wherever they were found: how often, what they may be, and what to put in their place."""

    found: str
    kind: str
    times: int = 1
    around: str = ""

    @property
    def proposed(self) -> str:
        return PROPOSED[self.kind]

    @property
    def is_sure(self) -> bool:
        return self.kind not in UNSURE


def find(texts: Iterable[str], roster: Roster) -> list[Finding]:
    """What was found in all the texts, in the order in which it stands there, each once with how often.

    `around`: the first place, with some words on both sides.
    """
    findings: dict[str, Finding] = {}
    for text in texts:
        for span in spans(text, roster):
            if span.found in findings:
                findings[span.found].times += 1
            else:
                findings[span.found] = Finding(span.found, span.kind, around=_around(text, span))
    return list(findings.values())


def spans(text: str, roster: Roster) -> list[Span]:
    """The places of one text that may identify somebody, in order; none overlaps another."""
    taken: list[Span] = []
    tokens = _tokens(text)
    for span in (*_of_a_shape(text), *_named(text, tokens, roster), *_unknown(text, tokens)):
        if not any(span.start < each.end and each.start < span.end for each in taken):
            taken.append(span)
    return sorted(taken, key=lambda each: each.start)


def replacing(text: str, roster: Roster, chosen: Mapping[str, str]) -> str:
    """The text with what was found and has a choice replaced. The same word as a plain word stays as it is."""
    parts, at = [], 0
    for span in spans(text, roster):
        if span.found in chosen:
            parts += [text[at : span.start], _fitting(chosen[span.found], text, span)]
            at = span.end
    return "".join([*parts, text[at:]])


# Shapes

_EMAIL = re.compile(
    r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+ ?(?:\(at\)|\[at\]) ?[\w-]+ ?(?:\.|\(dot\)|\[dot\]) ?\w+", re.I
)
_HANDLE = re.compile(r"(?<![\w@])@[A-Za-z_][\w.]{2,}")
_PHONE = re.compile(
    r"(?<![\d-])(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\d{3}[ .-])?\d{3}[.-]\d{4}(?!\d)(?: ?(?:x|ext\.?) ?\d+)?|\b(?:ext\.?|extension) ?\d{2,5}\b",
    re.I,
)
_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"”]+|\b[\w-]+\.(?:org|com|net|edu|us|gov)(?:/[^\s<>\"”]*)?(?!\w)", re.I
)
_STREET = re.compile(
    r"\b\d{1,5} (?:[NSEW]\.? )?(?:[A-Z][\w’'.-]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Boulevard|Blvd|Court|Ct|Way)\b\.?"
)
_ROOM = re.compile(r"\b(?:room|rm\.?|portable) ?#?\d{1,4}[a-z]?\b", re.I)
_OTHER_SCHOOL = re.compile(
    r"\b(?:[A-Z][\w’'-]+ ){1,3}(?:Elementary|Middle School|Middle|High School|Junior High|Academy|Intermediate|Primary)\b(?: School)?"
)


def _of_a_shape(text: str) -> Iterator[Span]:
    for kind, pattern in (
        (EMAIL, _EMAIL),
        (LINK, _LINK),
        (EMAIL, _HANDLE),
        (PHONE, _PHONE),
        (PLACE, _STREET),
        (PLACE, _ROOM),
    ):
        for match in pattern.finditer(text):
            found = match[0].rstrip(".,;:)'")
            yield Span(match.start(), match.start() + len(found), found, kind)


# Words

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[ \t\u00a0]{0,2}[.,]?[’'‐-]?[ \t\u00a0]{0,2}")
_POSSESSIVE = re.compile(r"[’']s?(?![^\W\d_])", re.I)
_BEGINS_AFTER = frozenset('.!?:;•*–—|"“([')
_TITLES = words(
    "mr mrs ms miss mx dr prof professor coach principal sra sr srta senor senora madame monsieur nurse officer "
    "superintendent director counselor señor señora"
)
_ALWAYS_TITLES = words("mr mrs ms mx dr prof sra srta")


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str
    folded: str
    begins: bool  # a capital would stand here anyway

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True)
class _Phrase:
    """One way to write a name: its words, folded, what it names, and whether it counts in small letters as well."""

    words: tuple[str, ...]
    kind: str
    any_case: bool
    exactly: str = ""  # as these very letters


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def _tokens(text: str) -> list[_Token]:
    return [
        _Token(
            match.start(),
            match.end(),
            match[0],
            _folded(match[0]),
            _begins(text, match.start()),
        )
        for match in _WORD.finditer(text)
    ]


def _begins(text: str, at: int) -> bool:
    """Whether a sentence, a line or a quotation begins here: there a capital says nothing."""
    line = text[max(0, at - 40) : at].rpartition("\n")[2].rstrip()
    if not line.strip("-0123456789.) "):
        return True
    if line.endswith("."):
        last = _WORD.findall(line)[-1:]
        return not last or (len(last[0]) > 1 and _folded(last[0]) not in _TITLES)
    return line[-1] in _BEGINS_AFTER


def _ways_to_name(someone: Someone) -> Iterator[_Phrase]:
    given, family = _words_of(someone.given), _words_of(someone.family)
    called = {given, *((name,) for each in given[:1] for name in SHORT_FORMS.get(each, ()))}
    if len(given) > 1:
        called.add(given[:1])
    near = someone.near or someone.role != COLLEAGUE

    def way(words: tuple[str, ...], any_case: bool = True, exactly: str = "") -> Iterator[_Phrase]:
        if words:
            yield _Phrase(words, someone.role, any_case, exactly)

    def alone(words: tuple[str, ...]) -> Iterator[_Phrase]:
        # In small letters a short or everyday word is more likely just that.
        plain = len(words) == 1 and (words[0] in WORDS_TOO or len(words[0]) < 3)
        return way(words, near and not plain)

    for name in called:
        if name and family:
            yield from way(name + family)
            yield from way(family + name)
            yield from way((name[0][0], *family), False)
            yield from way((*name, family[0][0]), False)
        yield from alone(name)
    yield from alone(family)
    if len(family) > 1:
        yield from (phrase for word in family if len(word) > 3 for phrase in alone((word,)))
    if given and family and near:
        first, last = given[0][0], family[0][0]
        yield from way((first, last), False, f"{first}.{last}.".upper())
        if someone.role != COLLEAGUE and (first + last).upper() not in _ABBREVIATIONS:
            yield from way((first + last,), False, (first + last).upper())


# Two letters that schools write for something else.
_ABBREVIATIONS = words("PE EL PD SS LA AP IB ED TA PA AI IT UP OK US ID AM PM HS MS CE CS PC TV DL SE ES")
_KINDS_OF_SCHOOL = words(
    "elementary middle high school schools academy center junior senior primary intermediate early childhood public "
    "district isd the of charter magnet"
)


def _ways_to_name_a_place(name: str, kind: str) -> list[_Phrase]:
    words = _words_of(name)
    if not words:
        return []
    short = tuple(word for word in words if word not in _KINDS_OF_SCHOOL)
    phrases = [_Phrase(words, kind, True)]
    if short and short != words:
        for more in ("elementary", "elem", "middle", "high", "school", "academy", "primary"):
            phrases.append(_Phrase((*short, more), kind, True))
        alone = len(short) > 1 or (short[0] not in WORDS_TOO and len(short[0]) > 3)
        phrases.append(_Phrase(short, kind, alone))
        if len(short) > 1 and len(short[0]) > 3 and short[0] not in WORDS_TOO:
            phrases.append(_Phrase(short[:1], kind, False))
    initials = "".join(word[0] for word in words).upper()
    if len(initials) > 2:
        phrases.append(_Phrase((initials.casefold(),), kind, False, initials))
    return phrases


def _named(text: str, tokens: list[_Token], roster: Roster) -> Iterator[Span]:
    at = 0
    while at < len(tokens):
        span, used = _name_at(text, tokens, at, roster)
        if span:
            yield span
        at += used


def _name_at(text: str, tokens: list[_Token], at: int, roster: Roster) -> tuple[Span | None, int]:
    title = _title_at(text, tokens, at)
    first = at + title
    for phrase in roster.phrases.get(tokens[first].folded, ()) if first < len(tokens) else ():
        last = first + len(phrase.words)
        if _stands_here(text, tokens, first, phrase, after_title=bool(title)):
            return _span(text, tokens[at], tokens[last - 1], phrase.kind), last - at
    if title and (tokens[first].is_capital or tokens[at].folded in _ALWAYS_TITLES):
        last = first
        while (
            last + 1 < len(tokens)
            and tokens[last + 1].is_capital
            and text[tokens[last].end : tokens[last + 1].start] in (" ", "-")
        ):
            last += 1
        return _span(text, tokens[at], tokens[last], COLLEAGUE), last + 1 - at
    return None, 1


def _title_at(text: str, tokens: list[_Token], at: int) -> int:
    """1 where a title stands before another word, else 0."""
    if tokens[at].folded not in _TITLES or at + 1 >= len(tokens):
        return 0
    between = text[tokens[at].end : tokens[at + 1].start]
    return int(between in (" ", ". ", ".", ".\u00a0", "\u00a0"))


def _stands_here(text: str, tokens: list[_Token], at: int, phrase: _Phrase, *, after_title: bool) -> bool:
    here = tokens[at : at + len(phrase.words)]
    if tuple(token.folded for token in here) != phrase.words:
        return False
    if not all(_BETWEEN.fullmatch(text[one.end : other.start]) for one, other in pairwise(here)):
        return False
    if phrase.exactly:
        written = text[here[0].start : here[-1].end + 1] if "." in phrase.exactly else here[0].text
        return written.replace(" ", "") == phrase.exactly
    if phrase.any_case or after_title:
        return True
    if not all(token.is_capital for token in here):
        return False
    return len(here) > 1 or phrase.words[0] not in WORDS_TOO or _is_a_name_here(text, tokens, at)


# What stands before a month, and after it.
_BEFORE_A_MONTH = words(
    "in by until till of through from before after early late mid since to this next last each every during between on"
)


def _is_a_name_here(text: str, tokens: list[_Token], at: int) -> bool:
    """Whether a word with a capital, which is a word too, is a name: it does not begin a sentence, nor is it a month."""
    token = tokens[at]
    if token.begins:
        return bool(_POSSESSIVE.match(text[token.end :])) and token.folded not in MONTHS
    if token.folded not in MONTHS:
        return True
    before = tokens[at - 1].folded if at else ""
    return (
        before not in _BEFORE_A_MONTH and before not in MONTHS and not re.match(r"\s*\d", text[token.end :])
    )


def _span(text: str, first: _Token, last: _Token, kind: str) -> Span:
    end = last.end
    if text[end : end + 1] == "." and len(last.text) == 1 and not last.begins:
        end += 1  # the dot of an initial
    return Span(first.start, end, text[first.start : end], kind)


# Pupils, and whoever is on no roster

_SAYS_PUPIL = words(
    "student students pupil pupils child children kid kids boy boys girl girls learner learners"
)
_SAYS_NAME = words("named called nicknamed like")
_AFTER_A_PUPIL = re.compile(
    r",? (?:a|an|one of|my|the|who is) (?:\w+ )?(?:student|pupil|child|boy|girl|kid|learner)|[’']s? (?:mother|mom|dad|father|parents|grandmother|family|IEP|behavior|desk|reading level)",
    re.I,
)
_IN_TITLE_QUOTES = re.compile(r"[“\"]([^”\"\n]{3,120})[”\"]")


def _unknown(text: str, tokens: list[_Token]) -> Iterator[Span]:
    titles = list(_titles_of_books(text))
    for match in _OTHER_SCHOOL.finditer(text):
        yield Span(match.start(), match.end(), match[0], SCHOOL)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        first = _begins_a_called_one(text, tokens, at)
        if first is not None:
            at = last = _last_called(text, tokens, at)
            many = tokens[first].folded.endswith("s") or tokens[first].folded == "children"
            yield _span(text, tokens[first], tokens[last], PUPILS if many else PUPIL)
        elif _looks_like_a_name(text, token) and not any(a <= token.start < b for a, b in titles):
            last = at
            while last + 1 < len(tokens) and _goes_on(text, tokens[last], tokens[last + 1]):
                last += 1
            kind = PUPIL if _speaks_of_a_pupil(text, tokens, at, last) else CAPITAL
            yield _span(text, token, tokens[last], kind)
            at = last
        at += 1


def _begins_a_called_one(text: str, tokens: list[_Token], at: int) -> int | None:
    """Where "a student named …" begins, if it leads to this word, whatever its letters; else None."""
    if at < 2 or tokens[at - 1].folded not in ("named", "nicknamed", "called"):
        return None
    if tokens[at - 2].folded not in _SAYS_PUPIL or not text[tokens[at - 1].end : tokens[at].start].isspace():
        return None
    first = at - 2
    return first - 1 if first and tokens[first - 1].folded in ("a", "one", "my", "the") else first


def _last_called(text: str, tokens: list[_Token], at: int) -> int:
    """The last word of the names that begin here: "Timmy Reed", "Timmy and Sarah", "timmy"."""
    last = at
    while last + 1 < len(tokens):
        one, other = tokens[last], tokens[last + 1]
        between = text[one.end : other.start]
        if other.is_capital and between in (" ", ", ", "-"):
            last += 1
        elif (
            other.folded in ("and", "or")
            and between in (" ", ", ")
            and last + 2 < len(tokens)
            and tokens[last + 2].is_capital
        ):
            last += 2
        else:
            break
    return last


def _looks_like_a_name(text: str, token: _Token) -> bool:
    if len(token.text) < 2 or not token.is_capital or token.text.isupper() or not token.text[1:].islower():
        return False
    if token.folded in NO_NAME:
        return False
    if token.begins:
        return token.folded in GIVEN or _begins_with_a_possessive(text, token)
    return True


_NOT_SOMEBODYS = words(
    "it that what there here let who he she today this everyone everybody someone one each year week class student "
    "teacher school district students don won can doesn isn wasn aren weren didn couldn shouldn wouldn hasn haven we they "
    "you child children tomorrow yesterday nobody anybody another other people person team month grade how where when why "
    "parent evaluator colleague"
)


def _begins_with_a_possessive(text: str, token: _Token) -> bool:
    is_possessive = re.match(r"[’']s(?![^\W\d_])", text[token.end :])
    return bool(is_possessive) and token.folded not in _NOT_SOMEBODYS and token.folded not in WORDS_TOO


def _goes_on(text: str, one: _Token, other: _Token) -> bool:
    between = text[one.end : other.start]
    if (
        other.is_capital
        and len(other.text) == 1
        and between == " "
        and text[other.end : other.end + 1] == "."
    ):
        return True
    return (
        between in (" ", "-", "’", "'")
        and other.is_capital
        and other.text[1:].islower()
        and other.folded not in NO_NAME
    )


def _speaks_of_a_pupil(text: str, tokens: list[_Token], at: int, last: int) -> bool:
    before = [token.folded for token in tokens[max(0, at - 4) : at]]
    cue = bool(_SAYS_PUPIL.intersection(before)) and (
        bool(_SAYS_NAME.intersection(before))
        or (before[-1:] and before[-1] in _SAYS_PUPIL | {"and", "little"})
    )
    return bool(cue) or before[-1:] == ["little"] or bool(_AFTER_A_PUPIL.match(text[tokens[last].end :]))


def _titles_of_books(text: str) -> Iterator[tuple[int, int]]:
    """Where quotation marks hold a title: three words or more, most of them with a capital."""
    for match in _IN_TITLE_QUOTES.finditer(text):
        words = _WORD.findall(match[1])
        if len(words) > 2 and sum(word[0].isupper() for word in words) * 2 > len(words):
            yield match.start(), match.end()


def _fitting(chosen: str, text: str, span: Span) -> str:
    """A replacement takes the capital that its place asks for: “A student could not …”."""
    begins = _begins(text, span.start) and text[span.start].isupper()
    return chosen[:1].upper() + chosen[1:] if begins else chosen


def _around(text: str, span: Span) -> str:
    start, end = max(0, span.start - 40), min(len(text), span.end + 40)
    words = text[start:end].replace("\n", " ")
    return f"{'…' if start else ''}{words}{'…' if end < len(text) else ''}"
