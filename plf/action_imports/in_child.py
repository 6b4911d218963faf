"""Reads a table from a file as a program of its own: whatever a file does to it, the site goes on.

Asked with one line of JSON on its input ("kind") and the bytes behind it; answers with one line of JSON: {"wrong": …},
or {"above": [paragraph, …], "rows": [[cell, …], …], "own": …}. A cell is {"p": [paragraph, …], "down": it goes on from the
cell above}; a paragraph is {"t": its text, "s": the style that our own exports give, "n": the label before it, "l": how deep a list}. Standard library alone.
"""

import csv
import html.parser
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, XMLParser

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 15
MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO = 2_000, 48 * 1024 * 1024, 200
MOST_ELEMENTS = 600_000
MOST_ROWS, MOST_CELLS_IN_ROW, MOST_CHARACTERS = 5_000, 60, 3_000_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Wrong(Exception):
    """It cannot be read; the word says why."""


def main() -> None:
    """Answer what is asked on the input."""
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        answer = read(asked["kind"], content)
    except Wrong as wrong:
        answer = {"wrong": str(wrong)}
    except MemoryError:
        answer = {"wrong": "large"}
    except Exception:
        answer = {"wrong": "unreadable"}
    sys.stdout.write(json.dumps(answer))


def read(kind: str, content: bytes) -> dict[str, Any]:
    """The table of a file. Raises Wrong with "large", "unreadable", "no_table" or "many_rows"."""
    found = {"docx": _word, "xlsx": _workbook, "csv": _csv, "text": _pasted}[kind](content)
    if len(found["rows"]) > MOST_ROWS:
        raise Wrong("many_rows")
    if not found["rows"]:
        raise Wrong("no_table")
    return found


# Packed files


def _unpacked(content: bytes) -> zipfile.ZipFile:
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Wrong("unreadable") from None
    members = packed.infolist()
    whole = sum(each.file_size for each in members)
    if len(members) > MOST_MEMBERS or whole > MOST_UNPACKED * 4:
        raise Wrong("large")
    return packed


def _xml(packed: zipfile.ZipFile, name: str) -> Element | None:
    """A part of the file, counted while it is unpacked: what its directory says of it is not believed."""
    try:
        part = packed.getinfo(name)
    except KeyError:
        return None
    if part.flag_bits & 1:
        raise Wrong("locked")
    if part.file_size > MOST_UNPACKED or part.file_size > 1_000_000 + MOST_RATIO * part.compress_size:
        raise Wrong("large")
    builder = _Builder()
    parser = XMLParser(target=builder)  # noqa: S314 - counted, and a document type is refused
    read = 0
    with packed.open(part) as stream:
        while piece := stream.read(65536):
            read += len(piece)
            if read > MOST_UNPACKED:
                raise Wrong("large")
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise Wrong("unreadable")
            parser.feed(piece)
    parser.close()
    return builder.root


class _Builder:
    """Builds elements, and no more of them than a table can have."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._last: Element | None = None
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) > 200:
            raise Wrong("many_rows" if len(self._open) < 100 else "large")
        element = Element(tag, attributes)
        if self._open:
            self._open[-1].append(element)
        else:
            self.root = element
        self._open.append(element)
        self._last = element

    def end(self, tag: str) -> None:
        self._last = self._open.pop()

    def data(self, text: str) -> None:
        here = self._open[-1] if self._open else None
        if here is None:
            return
        if self._last is here:
            here.text = (here.text or "") + text
        else:
            self._last.tail = (self._last.tail or "") + text

    def doctype(self, *given: Any) -> None:
        raise Wrong("unreadable")

    def close(self) -> None:
        return None


def _cell(paragraphs: list[dict[str, Any]], *, down: bool = False) -> dict[str, Any]:
    return {"p": [each for each in paragraphs if each["t"] or each.get("s")], "down": down}


def _said(text: str, style: str = "", level: int = -1) -> dict[str, Any]:
    found = {"t": text.strip()}
    if style:
        found["s"] = style
    if level >= 0:
        found["l"] = level
    return found


# Word


def _word(content: bytes) -> dict[str, Any]:
    packed = _unpacked(content)
    document = _xml(packed, "word/document.xml")
    if document is None:
        raise Wrong("unreadable")
    numbers = _Numbers(_xml(packed, "word/numbering.xml"), _xml(packed, "word/styles.xml"))
    body = document.find(f"{_W}body")
    above: list[dict[str, Any]] = []
    rows: list[list[dict[str, Any]]] = []
    for each in _blocks(body if body is not None else document):
        if each.tag == f"{_W}p":
            said = _word_paragraph(each, numbers)
            if said["t"] or said.get("s"):
                if rows:
                    said["after"] = True
                above.append(said)
        elif each.tag == f"{_W}tbl":
            table = [_word_row(row, numbers) for row in _blocks(each) if row.tag == f"{_W}tr"]
            if max((len(row) for row in table), default=0) <= 1:
                above += [said for row in table for cell in row for said in cell["p"]]
            else:
                rows += table
        if len(rows) > MOST_ROWS:
            raise Wrong("many_rows")
    own = any(each.get("s", "").startswith("plf") for row in rows for cell in row for each in cell["p"])
    return {"above": above, "rows": rows, "own": "docx" if own else ""}


def _blocks(above: Element) -> Iterator[Element]:
    """What stands right in an element, also where Word wraps it: content controls, insertions."""
    for each in above:
        if each.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(each)
        elif each.tag not in (f"{_W}del", f"{_W}moveFrom"):
            yield each


def _word_row(row: Element, numbers: "_Numbers") -> list[dict[str, Any]]:
    cells = []
    for each in _blocks(row):
        if each.tag != f"{_W}tc":
            continue
        merge = each.find(f"{_W}tcPr/{_W}vMerge")
        down = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        cells.append(_cell([_word_paragraph(p, numbers) for p in _paragraphs(each)], down=down))
        span = each.find(f"{_W}tcPr/{_W}gridSpan")
        wide = int(span.get(f"{_W}val", "1")) if span is not None else 1
        cells += [_cell([]) for _ in range(min(wide, MOST_CELLS_IN_ROW) - 1)]
        if len(cells) > MOST_CELLS_IN_ROW:
            raise Wrong("large")
    return cells


def _paragraphs(cell: Element) -> Iterator[Element]:
    for each in _blocks(cell):
        if each.tag == f"{_W}p":
            yield each
        elif each.tag == f"{_W}tbl":
            for row in _blocks(each):
                for inner in _blocks(row):
                    if inner.tag == f"{_W}tc":
                        yield from _paragraphs(inner)


def _word_paragraph(paragraph: Element, numbers: "_Numbers") -> dict[str, Any]:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = style.get(f"{_W}val", "") if style is not None else ""
    own = name if name.startswith("plf") else ""
    text = "".join(_word_words(paragraph, own=bool(own)))
    level, number = numbers.of(paragraph, name) if not own else (-1, "")
    if not own:
        text = text.strip()
    if number and text:
        text = f"{number} {text}"
    found = _said(text, own, level)
    if own:
        found["t"] = text
        if label := "".join(_label_words(paragraph)):
            found["n"] = label
    return found


def _label_words(paragraph: Element) -> Iterator[str]:
    for each in _blocks(paragraph):
        if each.tag == f"{_W}r" and _is_label(each):
            yield from _word_words(each, own=False)


def _is_label(run: Element) -> bool:
    style = run.find(f"{_W}rPr/{_W}rStyle")
    return style is not None and style.get(f"{_W}val") == "plfLabel"


def _word_words(above: Element, *, own: bool) -> Iterator[str]:
    for each in _blocks(above):
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif each.tag == f"{_W}tab":
            yield " "
        elif each.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif each.tag == f"{_W}r":
            if not (own and _is_label(each)):
                yield from _word_words(each, own=own)
        elif each.tag in (f"{_W}hyperlink", f"{_W}fldSimple"):
            yield from _word_words(each, own=own)


class _Numbers:
    """The numbers that Word writes by itself: "1a." is in no text, but made of numbering.xml."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        for style in styles.findall(f"{_W}style") if styles is not None else ():
            place = style.find(f"{_W}pPr/{_W}numPr")
            if place is not None:
                self._of_style[style.get(f"{_W}styleId", "")] = self._place(place)

    def _read(self, numbering: Element) -> None:
        abstract = {}
        for each in numbering.findall(f"{_W}abstractNum"):
            levels = {}
            for level in each.findall(f"{_W}lvl"):
                value = {name: level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start")}
                said = {k: v.get(f"{_W}val", "") if v is not None else "" for k, v in value.items()}
                first = int(said["start"]) if said["start"].isdigit() else 1
                levels[int(level.get(f"{_W}ilvl", "0"))] = (
                    said["numFmt"] or "decimal",
                    said["lvlText"],
                    first,
                )
            abstract[each.get(f"{_W}abstractNumId")] = levels
        for each in numbering.findall(f"{_W}num"):
            base = each.find(f"{_W}abstractNumId")
            if base is not None:
                self._levels[each.get(f"{_W}numId", "")] = abstract.get(base.get(f"{_W}val"), {})

    def _place(self, place: Element) -> tuple[str, int]:
        number, level = place.find(f"{_W}numId"), place.find(f"{_W}ilvl")
        return (
            number.get(f"{_W}val", "") if number is not None else "",
            int(level.get(f"{_W}val", "0")) if level is not None else 0,
        )

    def of(self, paragraph: Element, style: str) -> tuple[int, str]:
        """How deep in a list a paragraph stands (-1: in none), and the number before it as Word shows it."""
        place = paragraph.find(f"{_W}pPr/{_W}numPr")
        number, level = self._place(place) if place is not None else self._of_style.get(style, ("", 0))
        if not number or number == "0":
            return -1, ""
        levels = self._levels.get(number, {})
        form, pattern, first = levels.get(level, ("bullet", "", 1))
        self._counts[number, level] = self._counts.get((number, level), first - 1) + 1
        for deeper in range(level + 1, 10):
            self._counts.pop((number, deeper), None)
        if form in ("bullet", "none"):
            return level, ""

        def shown(found: re.Match[str]) -> str:
            which = int(found[1]) - 1
            form, _, first = levels.get(which, ("decimal", "", 1))
            return _numbered(self._counts.get((number, which), first), form)

        return level, re.sub(r"%(\d)", shown, pattern)


def _numbered(number: int, form: str) -> str:
    if "etter" in form:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif "oman" in form:
        text, left = "", number
        for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
            while left >= value:
                text, left = text + sign, left - value
    else:
        text = str(number)
    return text.upper() if form.startswith("upper") else text


# Workbooks


def _workbook(content: bytes) -> dict[str, Any]:
    packed = _unpacked(content)
    book, ways = _xml(packed, "xl/workbook.xml"), _xml(packed, "xl/_rels/workbook.xml.rels")
    if book is None or ways is None:
        raise Wrong("unreadable")
    shared_part = _xml(packed, "xl/sharedStrings.xml")
    shared = [_runs(each) for each in shared_part] if shared_part is not None else []
    days = _day_styles(_xml(packed, "xl/styles.xml"))
    targets = {each.get("Id"): each.get("Target", "") for each in ways}
    best: list[list[str]] = []
    merged: dict[tuple[int, int], None] = {}
    for sheet in book.iter(f"{_S}sheet"):
        target = targets.get(sheet.get(_R), "").removeprefix("/xl/")
        part = _xml(packed, f"xl/{target}")
        if part is None or sheet.get("state", "visible") != "visible":
            continue
        rows = _sheet_rows(part, shared, days)
        if len(rows) > len(best):
            best, merged = rows, _merged(part)
    return _grid(best, merged)


def _runs(item: Element) -> str:
    found = []
    for each in item:
        if each.tag == f"{_S}t":
            found.append(each.text or "")
        elif each.tag == f"{_S}r":
            found += [t.text or "" for t in each.findall(f"{_S}t")]
    return "".join(found)


def _day_styles(styles: Element | None) -> set[int]:
    if styles is None:
        return set()
    own = {
        each.get("numFmtId")
        for each in styles.iter(f"{_S}numFmt")
        if re.search(r"[dy]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", each.get("formatCode", "").lower()))
    }
    usual = {str(number) for number in range(14, 18)} | {"22"}
    cells = styles.find(f"{_S}cellXfs")
    return {
        place
        for place, each in enumerate(cells if cells is not None else ())
        if each.get("numFmtId") in own | usual
    }


def _sheet_rows(part: Element, shared: list[str], days: set[int]) -> list[list[str]]:
    from datetime import date, timedelta

    rows: list[list[str]] = []
    for row in part.iter(f"{_S}row"):
        number = int(row.get("r", len(rows) + 1))
        if number > MOST_ROWS + 200 or len(rows) > MOST_ROWS:
            if any(cell.find(f"{_S}v") is not None or cell.find(f"{_S}is") is not None for cell in row):
                raise Wrong("many_rows")
            continue
        while len(rows) < number - 1:
            rows.append([])
        texts: list[str] = []
        for cell in row.findall(f"{_S}c"):
            place = _column(cell.get("r", "")) if cell.get("r") else len(texts)
            if place >= MOST_CELLS_IN_ROW:
                continue
            texts += [""] * (place - len(texts))
            kind, value = cell.get("t", "n"), cell.find(f"{_S}v")
            said = value.text or "" if value is not None else ""
            if kind == "s":
                said = shared[int(said)]
            elif kind == "inlineStr":
                inside = cell.find(f"{_S}is")
                said = _runs(inside) if inside is not None else ""
            elif kind == "b":
                said = {"1": "TRUE", "0": "FALSE"}.get(said, said)
            elif kind == "n" and said:
                number_said = float(said)
                if int(cell.get("s", "0")) in days and 0 < number_said < 80_000:
                    day = date(1899, 12, 30) + timedelta(days=int(number_said))
                    said = f"{day.month}/{day.day}/{day.year}"
                elif number_said == int(number_said):
                    said = str(int(number_said))
            texts.append(_unescaped(said))
        rows.append(texts)
    return rows


def _unescaped(text: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def _column(reference: str) -> int:
    number = 0
    for letter in re.match(r"[A-Za-z]*", reference)[0].upper()[:3]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _merged(part: Element) -> dict[tuple[int, int], None]:
    """The cells that go on from the one above them: (row, column), both from 0."""
    found: dict[tuple[int, int], None] = {}
    for each in part.iter(f"{_S}mergeCell"):
        ends = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", each.get("ref", ""))
        if ends and _column(ends[1]) < MOST_CELLS_IN_ROW:
            for row in range(int(ends[2]), min(int(ends[4]), MOST_ROWS)):
                found[row, _column(ends[1])] = None
    return found


def _csv(content: bytes) -> dict[str, Any]:
    text = _decoded(content)
    first = text[:4000]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(200_000)
    found = _grid(list(_limited(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))), {})
    if found["own"]:
        found["head"] = [[_no_apostrophe(each) for each in row] for row in found["head"]]
        for cell in (cell for row in found["rows"] for cell in row):
            cell["p"][0]["t"] = _no_apostrophe(cell["p"][0]["t"])
    return found


def _no_apostrophe(text: str) -> str:
    """Our own exports put one before what a workbook would take for a formula."""
    return text[1:] if re.match(r"'[=+@'-]", text) else text


def _limited(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise Wrong("many_rows")
        yield row[:MOST_CELLS_IN_ROW]


def _decoded(content: bytes) -> str:
    if b"\0" in content[:2000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Wrong("unreadable")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _grid(rows: list[list[str]], merged: dict[tuple[int, int], None]) -> dict[str, Any]:
    """Rows of texts: what stands above the table in single cells is not of the table."""
    own = any([each.strip() for each in row[:2]] == ["Level", "Label"] for row in rows)
    above: list[dict[str, Any]] = []
    start = 0
    if own:
        start = next(
            n for n, row in enumerate(rows) if [each.strip() for each in row[:2]] == ["Level", "Label"]
        )
        cells = [[{"p": [{"t": text}], "down": False} for text in row] for row in rows]
        return {"above": [], "head": rows[:start], "rows": cells[start:], "own": "grid"}
    while start < len(rows) and sum(bool(each.strip()) for each in rows[start]) <= 1:
        above += [_said(line) for each in rows[start] for line in each.split("\n") if line.strip()]
        start += 1
    cells = [
        [
            _cell([_said(line) for line in text.split("\n")], down=(number + start, place) in merged)
            for place, text in enumerate(row)
        ]
        for number, row in enumerate(rows[start:])
        if any(each.strip() for each in row)
    ]
    return {"above": above, "rows": cells, "own": ""}


# Pasted text: HTML, or lines whose cells stand between tabs, with HTML inside of them where it traveled so


def _pasted(content: bytes) -> dict[str, Any]:
    text = _decoded(content)
    if re.search(r"<table\b", text, re.IGNORECASE):
        return _html(text)
    rows: list[list[dict[str, Any]]] = []
    above: list[dict[str, Any]] = []
    if "\t" not in text:
        raise Wrong("no_table")
    if '"' in text and not re.search(r"<(p|b|li)\b", text):
        try:
            return _grid(list(_limited(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))), {})
        except csv.Error:
            pass
    for line in text.splitlines():
        if "\t" in line:
            rows.append([_cell(_html_paragraphs(each)) for each in line.split("\t")[:MOST_CELLS_IN_ROW]])
        elif line.strip() and not rows:
            above += _html_paragraphs(line.strip().lstrip("#").strip())
        elif line.strip():
            # A line of its own after the table began goes on in the last cell of it.
            rows[-1][-1]["p"] += _html_paragraphs(line)
        if len(rows) > MOST_ROWS:
            raise Wrong("many_rows")
    return {"above": above, "rows": [row for row in rows if any(cell["p"] for cell in row)], "own": ""}


def _html_paragraphs(text: str) -> list[dict[str, Any]]:
    reader = _Html()
    reader.feed(text)
    reader.close()
    return reader.flushed()


def _html(text: str) -> dict[str, Any]:
    reader = _Html()
    reader.feed(text)
    reader.close()
    above = reader.above + reader.flushed()
    return {"above": above, "rows": [row for row in reader.rows if any(c["p"] for c in row)], "own": ""}


class _Html(html.parser.HTMLParser):
    """Paragraphs and tables of HTML; nothing of it is ever shown as HTML."""

    _BREAKS = frozenset({"p", "div", "li", "ul", "ol", "br", "h1", "h2", "h3", "h4", "h5", "h6"})
    _SILENT = frozenset({"script", "style", "head", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[dict[str, Any]]] = []
        self.above: list[dict[str, Any]] = []
        self._text: list[str] = []
        self._paragraphs: list[dict[str, Any]] = []
        self._lists, self._silent, self._item = 0, 0, False
        self._in_cell = False
        self._held: dict[int, int] = {}  # column: rows that a cell above still covers
        self._span, self._wide = 1, 1

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        if tag in self._BREAKS:
            self._break()
        if tag in ("ul", "ol"):
            self._lists += 1
        if tag == "li":
            self._item = True
        if tag == "table" and not self._in_cell:
            self._break()
            self.above += self._paragraphs
            self._paragraphs = []
        if tag == "tr" and not self._in_cell:
            self.rows.append([])
            if len(self.rows) > MOST_ROWS:
                raise Wrong("many_rows")
        if tag in ("td", "th") and self.rows:
            self._close_cell()
            self._fill()
            given = dict(attributes)
            self._span, self._wide = _whole(given.get("rowspan")), _whole(given.get("colspan"))
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in self._BREAKS:
            self._break()
        if tag in ("ul", "ol"):
            self._lists = max(0, self._lists - 1)
        if tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "tr" and self.rows:
            self._fill()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def flushed(self) -> list[dict[str, Any]]:
        """What was read and belongs to no table."""
        self._break()
        found, self._paragraphs = self._paragraphs, []
        return found

    def _break(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text = []
        if text:
            self._paragraphs.append(_said(text, level=max(self._lists - 1, 0) if self._item else -1))
            self._item = False

    def _fill(self) -> None:
        row = self.rows[-1]
        while self._held.get(len(row), 0) > 0 and len(row) < MOST_CELLS_IN_ROW:
            self._held[len(row)] -= 1
            row.append(_cell([], down=True))

    def _close_cell(self) -> None:
        if not self._in_cell:
            return
        self._break()
        row = self.rows[-1]
        self._held[len(row)] = self._span - 1
        row.append(_cell(self._paragraphs))
        row += [_cell([]) for _ in range(self._wide - 1)]
        if len(row) > MOST_CELLS_IN_ROW:
            raise Wrong("large")
        self._paragraphs, self._in_cell = [], False


def _whole(said: str | None) -> int:
    return min(int(said), 500) if said and said.isdigit() and int(said) > 0 else 1


if __name__ == "__main__":
    main()
