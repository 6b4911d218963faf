"""What our own exports hold (plf.action_exports), read back exactly: by their styles in Word, by their columns elsewhere. Pure."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from plf.action_imports.understanding import Line, Understood, dated, link_words
from plf.action_plans import contents
from plf.action_plans.contents import CELLS, COLUMN, DEEPEST, HEAD, LEVEL_TITLES, STATUSES
from plf.contents import as_day

_STATUS = {title: name for name, title in STATUSES.items()}
_GRID = {
    "Strategy": "strategy", "Team Members": "team", "Potential Resources": "resources", "Interdependencies": "interdependencies",
    "Start Date": "starts", "End Date": "ends", "Status": "status", "Dated Notes": "notes", "Owner": "owner",
    "Open Question": "question",
}  # fmt: skip


class NotOurs(ValueError):
    """It looks like an export of ours and is none."""


def from_grid(sheet: Mapping[str, Any]) -> Understood:
    """A workbook or CSV of ours: one line for each row, its level in the first column."""
    made = Understood(contents.empty())
    titles = {each.title: each.name for each in HEAD}
    names = {f"Heading of {each.title}": each.name for each in COLUMN.values()}
    for row in sheet["head"]:
        first, second, third = ([*row, "", "", ""])[:3]
        if first in titles:
            made.text[titles[first]] = second
        elif first in names:
            own = {name: said for name, said in (("title", second), ("hint", third)) if said}
            made.text["headings"][names[first]] = own
        elif first == "Column of our own":
            _own_column(made, second, third)
        elif any(row):
            made.left.append(Line("Above the table", " | ".join(filter(None, row)), "Not known here"))
            continue
        if any(row):
            made.lines.append(Line("Above the table", " | ".join(filter(None, row)), first))
    headings = [_cell(each) for each in sheet["rows"][0]]
    places = {_GRID[each]: n for n, each in enumerate(headings) if each in _GRID and n < 13}
    text_at = headings.index("Text") if "Text" in headings else 2
    own_at = [
        n for n, each in enumerate(headings) if n > 1 and n != text_at and n not in places.values() and each
    ]
    while len(made.text["columns"]) < len(own_at):
        _own_column(made, headings[own_at[len(made.text["columns"])]], "")
    made.tells = _tells(places, own_at or made.text["columns"], above=bool(made.lines))
    builder = _Builder(made)
    for number, row in enumerate(sheet["rows"][1:], start=len(sheet["head"]) + 2):
        cells = [_cell(each) for each in row] + [""] * (len(headings) - len(row))
        if not any(cells):
            continue
        if cells[0] not in LEVEL_TITLES:
            made.left.append(
                Line(f"Row {number}", " | ".join(filter(None, cells)), f"“{cells[0]}” is no level")
            )
            continue
        level = LEVEL_TITLES.index(cells[0])
        made_row = builder.begin(level, cells[text_at], f"Row {number}", cells[1] if text_at > 1 else "")
        for name, place in places.items():
            builder.write(made_row, name, cells[place])
        for column, place in zip(made.text["columns"], own_at, strict=False):
            if cells[place]:
                made_row["extra"][column["key"]] = cells[place]
    return builder.done()


def from_docx(sheet: Mapping[str, Any]) -> Understood:
    """A document of ours. What was typed into it without a style of ours goes on where it stands."""
    made = Understood(contents.empty())
    heads = {each.name for each in HEAD}
    at = ""
    for each in sheet["above"]:
        name = each.get("s", "").removeprefix("plf_")
        if name == "label_of":
            continue
        at = name if name in heads else at
        if not at:
            made.left.append(Line("Above the table", each["t"], "Not known here"))
            continue
        made.text[at] = f"{made.text[at]}\n{each['t']}" if made.text[at] else each["t"]
        made.lines.append(Line("Above the table", each["t"], at))
    rows = sheet["rows"]
    columns = _headings(made, rows[0], rows[1] if len(rows) > 1 else [])
    made.tells = _tells(
        [*columns, "notes"] if "status" in columns else columns, made.text["columns"], above=bool(at)
    )
    builder = _Builder(made)
    row_of: contents.Text | None = None
    for number, row in enumerate(rows, start=1):
        if any(
            each.get("s", "").startswith(("plf_head_", "plf_hint_")) for cell in row for each in cell["p"]
        ):
            continue
        for place, cell in enumerate(row):
            column = columns[place] if place < len(columns) else ""
            for each in cell["p"]:
                row_of = _paragraph(builder, each, column, row_of, f"Row {number}")
    return builder.done()


def _tells(cells: Collection[str], own: Collection[Any], *, above: bool) -> frozenset[str]:
    """What a file of ours tells by leaving it empty: what it has a place for (see Understood)."""
    found = {*cells, "strategy"} | ({"head", "headings", "columns"} if above else set())
    found |= {"links"} if "interdependencies" in found else set()
    return frozenset(found | ({"extra"} if own else set()))


def _headings(made: Understood, heads: Sequence[Any], hints: Sequence[Any]) -> list[str]:
    columns = []
    for place, cell in enumerate(heads):
        title = "\n".join(each["t"] for each in cell["p"])
        hint = "\n".join(each["t"] for each in hints[place]["p"]) if place < len(hints) else ""
        name = next((each.get("s", "") for each in cell["p"]), "").removeprefix("plf_head_")
        if name in COLUMN:
            own = {}
            if title and title != COLUMN[name].title:
                own["title"] = title
            if hint and hint != COLUMN[name].hint:
                own["hint"] = hint
            if own:
                made.text["headings"][name] = own
            columns.append(name)
        else:
            columns.append(_own_column(made, title, hint))
    return columns


_LEVEL = {"priority": 0, "outcome": 1, "step": 2, "substep": 3}


def _paragraph(
    builder: "_Builder", each: Mapping[str, Any], column: str, here: contents.Text | None, where: str
) -> contents.Text | None:
    name, said = each.get("s", "").removeprefix("plf_"), each["t"]
    if name in _LEVEL:
        return builder.begin(_LEVEL[name], said, where, each.get("n", ""))
    if here is None:
        if said:
            builder.made.left.append(Line(where, said, "Before any row"))
        return here
    if name == "strategy":
        here["strategy"] = f"{here['strategy']}\n{said}".strip("\n") if here["strategy"] else said
    elif column in ("priority", "outcome", "step"):
        here["text"] = f"{here['text']}\n{said}"
        builder.made.lines.append(Line(where, said, "The row above goes on"))
    elif name == "notes":
        builder.write(here, "notes", said)
    elif column in COLUMN:
        builder.write(here, column, said)
    elif column:
        before = here["extra"].get(column)
        here["extra"][column] = f"{before}\n{said}" if before else said
    return here


def _own_column(made: Understood, title: str, hint: str) -> str:
    key = f"x{len(made.text['columns']) + 1}"
    made.text["columns"].append({"key": key, "title": title or "Column", "hint": hint})
    return key


def _cell(cell: Mapping[str, Any]) -> str:
    return "\n".join(each["t"] for each in cell["p"])


class _Builder:
    def __init__(self, made: Understood) -> None:
        self.made = made
        self.open: list[contents.Text] = []
        self.written: dict[str, str] = {}  # key: the label that the file gives the row
        self.count = 0

    def begin(self, level: int, words: str, where: str, label: str = "") -> contents.Text:
        """A new row at a level; one that would hang in the air hangs as high as it can."""
        level = min(level, len(self.open))
        del self.open[level:]
        self.count += 1
        row = contents.empty_row(f"n{self.count}", words)
        self.written[row["key"]] = self._whole_label(label, level)
        (self.open[-1]["rows"] if level else self.made.text["rows"]).append(row)
        self.open.append(row)
        self.made.lines.append(Line(where, words, LEVEL_TITLES[level]))
        return row

    def _whole_label(self, label: str, level: int) -> str:
        """The label as links name it: in Word a sub-step has the end of its own alone, "ii. " for 3b.ii."""
        label = label.strip().rstrip(".")
        above = self.written[self.open[-1]["key"]] if level == DEEPEST - 1 else ""
        return f"{above}.{label}" if label and above and "." not in label else label

    def write(self, row: contents.Text, name: str, said: str) -> None:
        """A cell as plf.action_exports.cells writes it."""
        if not said:
            return
        if name == "team":
            row["team"] += [{"person": None, "name": each} for each in said.split("\n") if each]
        elif name == "owner":
            row["owner"] = {"person": None, "name": said}
        elif name == "status":
            if said in _STATUS:
                row["status"] = _STATUS[said]
            else:
                self.made.left.append(Line(f"“{row['text'][:60]}”", said, "No status that is known here"))
        elif name == "notes":
            for each in re.split(r"\n(?! {2})", said):
                self._note(row, each)
        else:
            row[name] = f"{row[name]}\n{said}" if row[name] else said

    def _note(self, row: contents.Text, said: str) -> None:
        on, status, name, text = ([*said.replace("\n  ", "\n").split(" | ", 3), "", "", ""])[:4]
        if not _is_day(on) or status not in _STATUS:
            self.made.left.append(Line(f"“{row['text'][:60]}”", said, "No dated note"))
            return
        row["notes"].append({"on": on, "status": _STATUS[status], "text": text, "person": None, "name": name})

    def done(self) -> Understood:
        """The days that times mean, and the links that words mean.

        A link names a row by the label that it had when the file was made: rows that came in above it change no link.
        """
        rows = list(contents.placed(self.made.text))
        by_label: dict[str, Any] = {}
        for each in rows:
            if written := self.written[each.row["key"]]:
                by_label.setdefault(written, each.row)
        for each in rows:
            if not self.written[each.row["key"]]:
                by_label.setdefault(each.label, each.row)
        for each in contents.placed(self.made.text):
            dated(each.row)
        link_words(self.made.text, by_label)
        return self.made


# JSON


def from_json(content: bytes) -> Understood:
    """The plan as data. Raises NotOurs for anything else; what is not of the plan is left out."""
    try:
        data = json.loads(content)
        if data["schema"] != contents.SCHEMA:
            raise NotOurs
        made = Understood(contents.empty())
        for each in HEAD:
            made.text[each.name] = str(data.get(each.name, ""))
        made.text["headings"] = {
            name: {k: str(own[k]) for k in ("title", "hint") if own.get(k)}
            for name, own in data.get("headings", {}).items()
            if name in COLUMN
        }
        made.text["columns"] = [
            {"key": str(each["key"]), "title": str(each["title"]), "hint": str(each.get("hint", ""))}
            for each in data.get("columns", [])
        ]
        made.text["rows"] = [_json_row(each, 0) for each in data["rows"]]
        made.tells, made.has_our_keys = _json_tells(data), True
        keys = [each.row["key"] for each in contents.placed(made.text)]
        if len({*keys}) < len(keys) or len({each["key"] for each in made.text["columns"]}) < len(
            made.text["columns"]
        ):
            raise NotOurs
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotOurs from None
    made.lines = [
        Line(f"Row {each.row['key']}", each.row["text"], LEVEL_TITLES[each.level])
        for each in contents.placed(made.text)
    ]
    return made


def _json_row(data: Mapping[str, Any], level: int) -> contents.Text:
    if level >= contents.DEEPEST:
        raise NotOurs
    row = contents.empty_row(str(data["key"]), str(data["text"]))
    texts = ("strategy", "resources", "interdependencies", "question", "starts", "ends")
    row |= {name: str(data.get(name) or "") for name in texts}
    row["team"] = [_json_person(each) for each in data.get("team", [])]
    row["owner"] = _json_person(data["owner"]) if data.get("owner") else None
    row["status"] = data.get("status") if data.get("status") in STATUSES else "not_started"
    row["extra"] = {str(key): str(said) for key, said in data.get("extra", {}).items()}
    row["links"] = [
        {
            "kind": each["kind"], "to": str(each["to"]), "label": str(each["label"]), "note": str(each.get("note", "")),
            "plan": str(each["plan"]) if each.get("plan") else None,
        }
        for each in data.get("links", [])
        if each["kind"] in contents.LINKS
    ]  # fmt: skip
    row["notes"] = [
        {"on": str(each["on"]), "status": each["status"], "text": str(each["text"]), **_json_person(each)}
        for each in data.get("notes", [])
        if each["status"] in STATUSES and _is_day(str(each["on"]))
    ]
    dated(row)
    row["rows"] = [_json_row(each, level + 1) for each in data.get("rows", [])]
    return row


def _json_tells(data: Mapping[str, Any]) -> frozenset[str]:
    """What it has a place for: above and in every row. Whoever writes such a file may leave out what they have nothing of."""
    found = {part for part in ("headings", "columns") if part in data}
    found |= {"head"} if all(each.name in data for each in HEAD) else set()
    rows = list(_json_rows(data["rows"]))
    cells = [each.name for each in CELLS] + ["strategy", "links", "notes", "extra"]
    return frozenset(found | {cell for cell in cells if all(cell in row for row in rows)})


def _json_rows(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        yield row
        yield from _json_rows(row.get("rows", []))


def _is_day(said: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", said) is not None and as_day(said) is not None


def _json_person(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"person": None, "name": str(data["name"])}
