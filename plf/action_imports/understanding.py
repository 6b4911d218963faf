"""What a table that was read means: its tree, what stands above it, its cells, and how each line was understood. Pure.

docs/decisions/0018 says why it is understood so.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plf.action_imports.headings import TREE, is_hint_row, mapped, meant
from plf.action_plans import contents
from plf.action_plans.contents import COLUMN, LINKS, STATUSES
from plf.action_plans.timing import parted, understood
from plf.contents import clean

UNNAMED = "Not named in the table"
_OPEN, _CLOSE = "([“{", ")]”}"


@dataclass
class Line:
    """How one piece of the source was understood: where it stood, its words, and what they became."""

    where: str
    text: str
    became: str


@dataclass
class Understood:
    """An action plan as data, how each line became part of it, and what was not understood.

    columns   (heading, what it is) of each column of the file
    problem   a sentence when no tree could be made of it yet
    tells     what is not there where it says nothing of it: "head", "headings", "columns", "links", "notes", "extra" and
              cells. Only our own exports tell: in other tables an empty place is only an empty place
    has_our_keys   its rows and columns are named by the keys that an export gave them
    """

    text: contents.Text
    lines: list[Line] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    problem: str = ""
    tells: frozenset[str] = frozenset()
    has_our_keys: bool = False

    @property
    def counts(self) -> list[int]:
        """How many priorities, outcomes, steps and sub-steps there are."""
        found = Counter(each.level for each in contents.placed(self.text))
        return [found[level] for level in range(contents.DEEPEST)]


def understand(sheet: Mapping[str, Any], chosen: Mapping[str, str] | None = None) -> Understood:
    """The action plan that was read (plf.action_imports.in_child), with columns mapped as `chosen` (see headings.mapped)."""
    return _Reader(sheet, chosen or {}).read()


# What stands above the table

_CITED = re.compile(r"\(?\s*(?:as )?(?:cited|found|see|quoted) (?:on|in|from)?\s*(.+?)\)?\s*$", re.I)
_SECTIONS = (
    ("commitment", r"(?:our )?commitment"),
    ("big_idea", r"(?:the )?big idea"),
    ("intent", r"(?:statement of )?(?:strategic )?intent"),
    ("strengths", r"(?:our )?strengths"),
    ("challenges", r"(?:our )?challenges"),
)
_BASED = re.compile(r"^\*?\s*(this big idea is based on [^:]{3,150}):\s*(.*)$", re.I | re.S)


def _read_above(paragraphs: Sequence[Mapping[str, Any]], made: Understood) -> None:
    text, section = made.text, ""
    for number, each in enumerate(paragraphs, start=1):
        said = clean(each["t"])
        if not said:
            continue
        where = (
            f"Above the table, line {number}" if not each.get("after") else f"Beside the table, line {number}"
        )
        if based := _BASED.match(said):
            section = "intent"
            text["intent_source"] = _joined(text["intent_source"], based[1])[:200]
            _add(text, "intent", based[2])
            made.lines.append(Line(where, said, "Statement of strategic intent, with where it is from"))
            continue
        if (
            re.search(r"strengths.*challenges", said, re.I)
            and len(said) < 160
            and said.count("?") + said.count(":")
        ):
            if cited := re.search(r"\(([^)]*)\)\s*$", said):
                source = _CITED.sub(r"\1", cited[1]).strip()
                text["strengths_source"] = text["challenges_source"] = source
            section = "strengths"
            made.lines.append(Line(where, said, "A heading, with where strengths and challenges are cited"))
            continue
        if heading := _heading(said):
            section, source, rest = heading
            if source:
                text[f"{section}_source"] = source
            _add(text, section, rest)
            part = next(p for p in contents.HEAD if p.name == section)
            made.lines.append(
                Line(where, said, f"{part.title}: the heading" + (" and its source" if source else ""))
            )
            continue
        if not text["title"] and not section and len(said) <= 200:
            text["title"] = " ".join(said.split())
            made.lines.append(Line(where, said, "Title"))
            continue
        into = section or "commitment"
        said = re.sub(r"^[•·▪◦‣*]\s*", "- ", said)
        if each.get("l", -1) >= 0 and not said.startswith("- "):
            said = f"- {said}"
        _add(text, into, said)
        part = next(p for p in contents.HEAD if p.name == into)
        made.lines.append(Line(where, said, part.title))
    for part in contents.HEAD:
        if len(text[part.name]) > part.limit:
            made.left.append(
                Line("Above the table", text[part.name][part.limit :], f"{part.title} is too long")
            )
            text[part.name] = text[part.name][: part.limit]


def _heading(said: str) -> tuple[str, str, str] | None:
    for name, words in _SECTIONS:
        found = re.match(rf"\**{words}\s*(\([^)]*\))?\s*(?:[:.]\s*(.*)|)$", said, re.I | re.S)
        if found:
            source = _CITED.sub(r"\1", found[1].strip("() ")).strip() if found[1] else ""
            return name, source if name != "commitment" else "", found[2] or ""
    return None


def _add(text: contents.Text, name: str, more: str) -> None:
    if more:
        text[name] = f"{text[name]}\n{more}".strip()


def _joined(first: str, second: str) -> str:
    return f"{first} {second}".strip()


# The table


class _Reader:
    def __init__(self, sheet: Mapping[str, Any], chosen: Mapping[str, str]) -> None:
        self.sheet, self.chosen = sheet, chosen
        self.made = Understood(contents.empty())
        self.open: list[contents.Text] = []  # the priority, outcome, step, sub-step that are being read
        self.above: dict[str, contents.Text | None] = {}
        self.begun: list[contents.Text] = []
        self.written: dict[str, str] = {}  # key: the label as it stood in the file
        self.own: dict[int, str] = {}
        self.last: contents.Text | None = None
        self.fresh = False
        self.count = 0

    def read(self) -> Understood:
        """Everything in its order: above, heading, hints, rows, and at last the links, when all labels are known."""
        made, rows = self.made, self.sheet["rows"]
        _read_above(self.sheet.get("above", []), made)
        wide = max(len(row) for row in rows)
        at = max(range(min(15, len(rows))), key=lambda n: (self._known(rows[n]), -n))
        headings = [_flat(cell) for cell in rows[at]]
        headings += [""] * (wide - len(headings))
        for row in rows[:at]:
            _read_above([p for cell in row for p in cell["p"]], made)
        kinds = mapped(headings, self.chosen)
        made.columns = [
            (heading or f"Column {n + 1}", kind)
            for n, (heading, kind) in enumerate(zip(headings, kinds, strict=True))
        ]
        if not any(kind in TREE for kind in kinds):
            made.problem = (
                "No heading of this table is one that is known here, as Goal, Outcome or Action Steps. "
                "Choose below what each column is; at least one has to be priorities, outcomes or steps."
            )
            return made
        rest, first = rows[at + 1 :], at + 2
        self._name_columns(headings, kinds)
        if rest and is_hint_row([_flat(cell) for cell in rest[0]]):
            self._hints(rest[0], kinds, first)
            rest, first = rest[1:], first + 1
        self._rows(rest, first, headings, kinds)
        self._links()
        return made

    def _known(self, row: Sequence[Mapping[str, Any]]) -> int:
        return sum(bool(meant(_flat(cell))) for cell in row if len(_flat(cell)) < 80)

    def _name_columns(self, headings: Sequence[str], kinds: Sequence[str]) -> None:
        for place, (heading, kind) in enumerate(zip(headings, kinds, strict=True)):
            where = f"Heading, column {place + 1}"
            if kind == "own" and (heading or any(self._filled(place))):
                self._own_column(place, heading or f"Column {place + 1}")
                self.made.lines.append(Line(where, heading, "A column of your own"))
            elif kind == "dates":
                starts, dash, ends = (part.strip() for part in heading.partition("-"))
                if dash and starts and ends:
                    self._head("starts", starts)
                    self._head("ends", ends)
                else:
                    self._head("starts", heading)
                self.made.lines.append(Line(where, heading, "Start and end"))
            elif kind in COLUMN:
                self._head(kind, heading)
                self.made.lines.append(Line(where, heading, COLUMN[kind].title))
            elif heading:
                self.made.lines.append(Line(where, heading, "A heading"))

    def _filled(self, place: int) -> list[bool]:
        return [bool(row[place]["p"]) for row in self.sheet["rows"] if place < len(row)]

    def _head(self, name: str, title: str) -> None:
        if title and title != COLUMN[name].title:
            self.made.text["headings"].setdefault(name, {})["title"] = title[:80]

    def _own_column(self, place: int, title: str) -> str:
        key = self.own.get(place)
        if key is None:
            key = f"x{len(self.made.text['columns']) + 1}"
            self.own[place] = key
            self.made.text["columns"].append({"key": key, "title": " ".join(title.split())[:80], "hint": ""})
        return key

    def _hints(self, row: Sequence[Mapping[str, Any]], kinds: Sequence[str], number: int) -> None:
        for place, (cell, kind) in enumerate(zip(row, kinds, strict=False)):
            hint = _flat(cell)
            if not hint:
                continue
            name = "starts" if kind == "dates" else kind
            if name in COLUMN:
                self.made.text["headings"].setdefault(name, {})["hint"] = hint[:300]
            elif kind == "own":
                key = self._own_column(place, "")
                column = next(each for each in self.made.text["columns"] if each["key"] == key)
                column["hint"] = hint[:300]
            else:
                self.made.left.append(Line(f"Row {number}", hint, "A hint without a column of this plan"))
                continue
            self.made.lines.append(Line(f"Row {number}", hint, "The hint of this column"))

    def _rows(self, rows: Sequence[Any], first: int, headings: Sequence[str], kinds: Sequence[str]) -> None:
        begun: dict[int, list[contents.Text]] = {}
        waiting: dict[
            int, tuple[int, list[Mapping[str, Any]], list[contents.Text], contents.Text | None]
        ] = {}
        for number, row in enumerate(rows, start=first):
            texts = [_flat(cell) for cell in row]
            if not any(re.search(r"\w", each) for each in texts) and not any(cell["down"] for cell in row):
                continue
            if [each for each in texts if each] == [each for each in headings if each]:
                self.made.lines.append(
                    Line(f"Row {number}", " | ".join(filter(None, texts)), "The headings again")
                )
                continue
            self.begun, self.last = [], None
            order = sorted(range(min(len(row), len(kinds))), key=lambda n: _ORDER.get(kinds[n], 9))
            for place in order:
                if kinds[place] in (*TREE, "strategy") and not row[place]["down"]:
                    self._tree_cell(kinds[place], row[place]["p"], f"Row {number}, “{headings[place]}”")
            begun[number] = list(self.begun)
            here = self.last or (self.open[-1] if self.open else None)
            for place in range(min(len(row), len(kinds))):
                if kinds[place] in (*TREE, "strategy"):
                    continue
                if row[place]["down"] and place in waiting:
                    waiting[place][2].extend(self.begun)
                    continue
                if place in waiting:
                    self._put_cell(place, kinds[place], headings[place], *waiting.pop(place))
                if row[place]["p"]:
                    waiting[place] = (number, row[place]["p"], list(self.begun), here)
        for place, held in sorted(waiting.items()):
            self._put_cell(place, kinds[place], headings[place], *held)

    def _tree_cell(self, kind: str, paragraphs: Sequence[Mapping[str, Any]], where: str) -> None:
        self.fresh = True  # the first words of a cell may go on from the row above
        has_numbers = any(_label(each["t"], kind, self.written) for each in paragraphs)
        for each in paragraphs:
            for piece in _pieces(clean(each["t"]), kind, self._expected(kind)):
                self._piece(kind, piece, each.get("l", -1), has_numbers, where)
                self.fresh = False

    def _expected(self, kind: str) -> str:
        """The label of the row that was read last in this column, to know which comes next."""
        for row in reversed(self.open):
            if row is not None and self.above.get(row["key"] + kind) is not None:
                return self.written.get(row["key"], "")
        return ""

    def _piece(self, kind: str, said: str, depth: int, has_numbers: bool, where: str) -> None:
        if kind == "strategy" or (kind in ("outcome", "priority") and _STRATEGY.match(said)):
            self._strategy(said, where)
            return
        level = TREE.index(kind)
        label, words = _label(said, kind, self.written) or ("", said)
        here = self.open[level] if len(self.open) > level else None
        if kind == "step" and len(self.open) > 3:
            here = self.open[3]
        if kind == "outcome" and not label and here and _is_open(here["strategy"]) and self.fresh:
            here["strategy"] = _joined(here["strategy"], said)
            here["strategy"] = _bare(here["strategy"]) if not _is_open(here["strategy"]) else here["strategy"]
            self.made.lines.append(Line(where, said, "The strategy above goes on"))
            self.last = here
            return
        bullet = re.match(r"[•·▪◦‣o–-]\s+", words) if not label else None
        if bullet:
            words = words[bullet.end() :]
        goes_on = (
            here is not None and not label and not bullet and (_is_open(here["text"]) or words[:1].islower())
        )
        if (
            here is not None
            and not label
            and (
                (self.fresh and goes_on)
                or (not self.fresh and (kind != "step" or (has_numbers and not bullet and depth < 0)))
            )
        ):
            here["text"] = f"{here['text']}{' ' if goes_on else chr(10)}{words}"
            self.made.lines.append(Line(where, said, "The row above goes on"))
            self.last = here
            return
        if (
            kind == "step"
            and len(self.open) > 2
            and (
                _is_sub(label, self._step_label()) or (not label and (depth > 0 or (bullet and has_numbers)))
            )
        ):
            level = 3
        self._begin(level, label, words, kind, where, said)

    def _step_label(self) -> str:
        return self.written.get(self.open[2]["key"], "") if len(self.open) > 2 else ""

    def _strategy(self, said: str, where: str) -> None:
        if len(self.open) < 2:
            self._begin(1, "", UNNAMED, "outcome", where, said)
        here = self.open[1]
        words = _STRATEGY.sub("", said, count=1).strip()
        if said.startswith("("):
            words = f"({words}" if _is_open(f"({words}") else _bare(f"({words}")
        here["strategy"] = f"{here['strategy']}\n{words}".strip()
        self.made.lines.append(Line(where, said, "The strategy of the outcome"))
        self.last = self.last or here

    def _begin(self, level: int, label: str, words: str, kind: str, where: str, said: str) -> None:
        while len(self.open) < level:
            self._row(UNNAMED, len(self.open))
        row = self._row(words, level)
        self.written[row["key"]] = label
        self.above[row["key"] + kind] = row
        self.begun.append(row)
        self.last = row
        named = f"{contents.LEVEL_TITLES[level]}{f' {label}' if label else ''}"
        self.made.lines.append(Line(where, said, named))

    def _row(self, words: str, level: int) -> contents.Text:
        self.count += 1
        row = contents.empty_row(f"n{self.count}", words)
        del self.open[level:]
        (self.open[-1]["rows"] if level else self.made.text["rows"]).append(row)
        self.open.append(row)
        return row

    def _put_cell(
        self,
        place: int,
        kind: str,
        heading: str,
        number: int,
        paragraphs: Sequence[Mapping[str, Any]],
        begun: Sequence[contents.Text],
        here: contents.Text | None,
    ) -> None:
        """Into the deepest row that begins there; where several siblings do, into the row that they share."""
        said = "\n".join(clean(each["t"]) for each in paragraphs)
        where = f"Row {number}, “{heading}”"
        row = self._shared(begun) or here
        if kind == "leave" or row is None:
            self.made.left.append(
                Line(where, said, "Left out, as chosen" if kind == "leave" else "Before any row")
            )
            return
        became = fill(row, kind, said)
        if not became:
            key = self._own_column(place, heading)
            row["extra"][key] = f"{row['extra'].get(key, '')}\n{said}".strip()
            became = f"“{heading}”, a column of your own"
        self.made.lines.append(Line(where, said, f"{became} of “{row['text'][:60]}”"))

    def _shared(self, begun: Sequence[contents.Text]) -> contents.Text | None:
        if not begun:
            return None
        keys = {each["key"] for each in begun}
        paths = {each["key"]: path for each, path in _paths(self.made.text["rows"], ())}
        leaves = [each for each in begun if not any(child["key"] in keys for child in each["rows"])]
        first = paths[leaves[0]["key"]]
        shared = [
            row for n, row in enumerate(first) if all(paths[x["key"]][n : n + 1] == (row,) for x in leaves)
        ]
        return shared[-1] if shared else leaves[0]

    def _links(self) -> None:
        """Words like "waits for 2b: because" become links, where the label stands in this very table."""
        by_label: dict[str, list[contents.Text]] = {}
        for row, _ in _paths(self.made.text["rows"], ()):
            if label := self.written.get(row["key"]):
                by_label.setdefault(label, []).append(row)
        for placed in contents.placed(self.made.text):
            if placed.label not in by_label and not self.written.get(placed.row["key"]):
                by_label[placed.label] = [placed.row]
        link_words(self.made.text, {label: rows[0] for label, rows in by_label.items() if len(rows) == 1})


_ORDER = {"priority": 0, "outcome": 1, "strategy": 2, "step": 3, "substep": 4}


def _paths(rows: Sequence[contents.Text], above: tuple[contents.Text, ...]):
    for row in rows:
        yield row, (*above, row)
        yield from _paths(row["rows"], (*above, row))


def _flat(cell: Mapping[str, Any]) -> str:
    return " ".join(clean(" ".join(each["t"] for each in cell["p"])).split())


# Labels

_STRATEGY = re.compile(r"\(?\s*Strateg(?:y|ies|ic)\s*[-–—:]\s*")
_LABEL = re.compile(
    r"(?:(?P<whole>\d{1,2}[a-z]{1,2}(?:[.)]\s*(?:[ivx]{1,5})\b)?)[.):]?|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})[.)]?|"
    r"(?P<number>\d{1,2})[.):]|\((?P<inside>[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|(?P<letter>[a-zA-Z]|[ivx]{1,5})[.)])\s+(?=\S)"
)
_NAMED = re.compile(
    r"(?:goal|priority|objective|outcome|action|step)\s+(\d{1,2}|[A-Z])\s*[:.–-]\s+(?=\S)", re.I
)


def _label(said: str, kind: str, written: Mapping[str, str]) -> tuple[str, str] | None:
    """The label at the beginning of words and what follows; None where they begin without one.

    A number without a dot is one only where a capital letter follows, and before outcomes and steps alone.
    """
    if found := _NAMED.match(said):
        return found[1], said[found.end() :]
    if found := _LABEL.match(said):
        label = next(each for each in found.groupdict().values() if each)
        if label == "e" and said[found.end() :].startswith("g."):
            return None
        return re.sub(r"[.)]\s*", ".", label), said[found.end() :]
    if found := re.match(r"(\d{1,2}(?:[a-z]|\.\d{1,2})?)\s+(?=[A-Z“\"])", said):
        return found[1], said[found.end() :]
    return None


def _is_sub(label: str, step: str) -> bool:
    """Whether a label in the column of steps is that of a sub-step, from the step that it comes after.

    h, i, j is a letter; after "3b", "i" is a sub-step. After 1 come a, i and (1); after 1.2 comes 1.2.1.
    """
    if not label or not step:
        return False
    if "." in label or "." in step:
        if "." in label and not re.match(r"\d+\.", label):
            return True
        return label.count(".") > step.count(".")
    if re.match(r"\d+[a-z]", label):
        return False
    is_roman = re.fullmatch(r"[ivx]+", label) is not None
    if re.match(r"\d+[a-z]+$", step):
        return True
    if re.fullmatch(r"\d+", step):
        return not label.isdigit()
    if re.fullmatch(r"[a-z]", step):
        if label.isdigit():
            return True
        return is_roman and not (len(label) == 1 and ord(label) == ord(step) + 1)
    if re.fullmatch(r"[A-Z]", step):
        return not label.isupper()
    return False


def _next(label: str) -> list[str]:
    """The labels that can come right after one, in words that run together."""
    if found := re.fullmatch(r"(\d+)([a-y])", label):
        return [f"{found[1]}{chr(ord(found[2]) + 1)}"]
    if found := re.fullmatch(r"(\d+)\.(\d+)", label):
        return [f"{found[1]}.{int(found[2]) + 1}"]
    if label.isdigit():
        return [str(int(label) + 1)]
    if re.fullmatch(r"[a-y]", label):
        return [chr(ord(label) + 1)]
    return []


def _pieces(said: str, kind: str, before: str) -> list[str]:
    """Words that run together, parted where the next label or a strategy begins."""
    if kind in ("outcome", "priority"):
        cut = _STRATEGY.search(said)
        starts = [cut.start()] if cut and said[cut.start()] == "(" else []
        return _cut(said, starts)
    found = _label(said, kind, {})
    step, roman, starts = (found[0] if found else before), 0, []
    if _roman_of(step):
        roman, step = _roman_of(step), before if re.match(r"\d+[a-z]", before) else ""
    for each in re.finditer(r"(?<=\s)(?:\d{1,2}(?:[a-z]|\.\d{1,2})?|[a-z]|[ivx]{1,5})[.)](?=\s+\S)", said):
        label = each[0][:-1]
        if label in _next(step):
            step, roman = label, 0
            starts.append(each.start())
        elif _roman_of(label) == roman + 1 and re.match(r"(\d+[a-z]?|[a-z])$", step or "1a"):
            roman += 1
            starts.append(each.start())
        elif re.fullmatch(r"\d+[a-z]", label) and not step:
            step = label
            starts.append(each.start())
    return _cut(said, starts)


def _cut(said: str, starts: Sequence[int]) -> list[str]:
    ends = [*starts, len(said)]
    found = [said[first:last].strip() for first, last in zip([0, *starts], ends, strict=True)]
    return [each for each in found if each]


def _roman_of(label: str) -> int:
    for number in range(1, 21):
        if contents.roman(number) == label:
            return number
    return 0


def _is_open(text: str) -> bool:
    """Whether a bracket is still open: the words go on somewhere."""
    return sum(text.count(each) for each in "([") > sum(text.count(each) for each in ")]")


def _bare(text: str) -> str:
    return text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text


# Cells

_STATUS_WORDS = {
    **{title.casefold(): name for name, title in STATUSES.items()},
    "complete": "done", "completed": "done", "finished": "done", "in progress": "on_track", "ongoing": "on_track",
    "on schedule": "on_track", "underway": "on_track", "delayed": "behind", "late": "behind", "at risk": "behind",
    "not begun": "not_started", "planned": "not_started", "cancelled": "dropped", "canceled": "dropped",
}  # fmt: skip


def fill(row: contents.Text, kind: str, said: str) -> str:
    """Write the words of a cell into a row. Returns what they became; empty where they do not fit there."""
    if kind == "team":
        names = [" ".join(each.split()) for each in re.split(r"[\n;,]", said)]
        if any(len(each) > COLUMN["team"].limit for each in names):
            return ""
        known = {each["name"] for each in row["team"]}
        for name in dict.fromkeys(re.sub(r"^[-•]\s*", "", each) for each in names):
            if name and name not in known:
                row["team"].append({"person": None, "name": name})
        return "Team"
    if kind in ("dates", "starts", "ends"):
        return _fill_dates(row, kind, " ".join(said.split()))
    if kind == "status":
        status = _STATUS_WORDS.get(said.casefold().strip(" ."))
        if not status or row["status"] != "not_started":
            return ""
        row["status"] = status
        return "Status"
    if kind == "owner":
        name = " ".join(said.split())
        if row["owner"] or len(name) > COLUMN["owner"].limit:
            return ""
        row["owner"] = {"person": None, "name": name}
        return "Owner"
    if kind in ("resources", "interdependencies", "question"):
        row[kind] = f"{row[kind]}\n{said}".strip()
        return COLUMN[kind].title
    return ""


def _fill_dates(row: contents.Text, kind: str, said: str) -> str:
    starts, ends = parted(said) if kind == "dates" else (said, "") if kind == "starts" else ("", said)
    limit = COLUMN["starts"].limit
    if (starts and row["starts"]) or (ends and row["ends"]) or len(starts) > limit or len(ends) > limit:
        return ""
    row["starts"], row["ends"] = starts or row["starts"], ends or row["ends"]
    dated(row)
    return "Start and end"


def dated(row: contents.Text) -> None:
    """The days that start and end mean. Without an end, the start says both."""
    first = understood(row["starts"])
    last = understood(row["ends"], end=True) if row["ends"] else first
    row["starts_on"] = first[0].isoformat() if first else None
    row["ends_on"] = last[1].isoformat() if last else None


_LINK = re.compile(
    rf"(?P<kind>{'|'.join(LINKS.values())})\s+(?P<label>\d+[a-z]*(?:\.[ivxl]+)?|[A-Z]{{1,2}})\.?(?:\s*[:–-]\s*(?P<note>.+))?",
    re.I,
)


def link_words(text: contents.Text, by_label: Mapping[str, Mapping[str, Any]]) -> None:
    """Let lines of the interdependencies that name a row of this table become links to it; other words stay."""
    kinds = {title: kind for kind, title in LINKS.items()}
    for row, _ in _paths(text["rows"], ()):
        words = []
        for line in row["interdependencies"].split("\n"):
            found = _LINK.fullmatch(line.strip())
            to = by_label.get(found["label"]) if found else None
            note = (found["note"] or "").strip() if found else ""
            if not to or to["key"] == row["key"] or len(note) > 300:
                words.append(line)
                continue
            kind = kinds[found["kind"].lower()]
            if not any(each["kind"] == kind and each["to"] == to["key"] for each in row["links"]):
                row["links"].append(
                    {"kind": kind, "to": to["key"], "plan": None, "label": found["label"], "note": note}
                )
        row["interdependencies"] = "\n".join(words).strip()
