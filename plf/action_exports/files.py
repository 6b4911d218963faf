"""An action plan (plf.action_plans.contents.Text) as a file: Word, workbook, CSV, JSON. Pure; all import again to the same."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from plf.action_exports.cells import GRID, cells_of, grid
from plf.action_plans import contents
from plf.action_plans.contents import CELLS, COLUMN, HEAD, heading

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_PACKED_ON = (2026, 1, 1, 0, 0, 0)  # the same plan is the same file, whenever it is made
_OTHERS, _LINE, _MOST_LINES = 20, 15, 27  # own columns; points for a line; a row cannot be higher
_WIDE = (18, 8, 60, 40, 24, 28, 28, 14, 14, 13, 30, 20, 28)  # the columns of the workbook, in its own unit
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_file(text: Mapping[str, Any], kind: str) -> bytes:
    """The file of a kind of MEDIA_TYPES."""
    return {"docx": as_docx, "xlsx": as_xlsx, "csv": as_csv, "json": as_json}[kind](text)


def as_json(text: Mapping[str, Any]) -> bytes:
    """The plan as data, to be read by programs."""
    return json.dumps(text, ensure_ascii=False, indent=1).encode()


def as_csv(text: Mapping[str, Any]) -> bytes:
    """One line for each row. What a workbook would take for a formula has an apostrophe before it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_no_formula(each) for each in row] for row in grid(text)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell[:1] in tuple("=+-@'") and cell else cell


def as_xlsx(text: Mapping[str, Any]) -> bytes:
    """One row of the sheet for each row. Every cell is text, so that no formula ever is one."""
    rows = grid(text)
    head = next(n for n, row in enumerate(rows) if row[:2] == list(GRID[:2]))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(*_PACKED_ON)})  # noqa: DTZ001 -- no zone in a workbook
        look = {"num_format": "@", "valign": "top"}
        above, wrapped, bold = (
            book.add_format(look | more)
            for more in ({}, {"text_wrap": True}, {"text_wrap": True, "bold": True})
        )
        sheet = book.add_worksheet("Action plan")
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        for column, width in enumerate([*_WIDE, *[_OTHERS] * (len(rows[head]) - len(_WIDE))]):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(head + 1, 0)
        for number, row in enumerate(rows):
            if number >= head:
                sheet.set_row(number, _LINE * _lines_of(row))
            for column, words in enumerate(row):
                if words:
                    look = above if number < head else bold if number == head else wrapped
                    sheet.write_string(number, column, words, look)
    return out.getvalue()


def _lines_of(row: Sequence[str]) -> int:
    """How many lines the longest cell of a row takes, about; some programs do not find out by themselves."""
    needed = [
        sum(len(line) // int(0.9 * wide) + 1 for line in words.split("\n"))
        for words, wide in zip(row, [*_WIDE, *[_OTHERS] * len(row)], strict=False)
    ]
    return min(max(needed), _MOST_LINES)


# Word. The styles of its paragraphs say what each is, so that it is read back exactly; whoever edits it need not know.


def as_docx(text: Mapping[str, Any]) -> bytes:
    """The look of the table as districts know it: landscape, what stands above it, the heading on every page."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    body = "".join(
        [
            *_above(text),
            _table(text),
            '<w:p/><w:sectPr><w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/>',
        ]
    )
    body += '<w:pgMar w:top="720" w:right="720" w:bottom="720" w:left="720" w:header="360" w:footer="360" w:gutter="0"/></w:sectPr>'
    styles = [each.name for each in HEAD] + [
        "priority",
        "outcome",
        "step",
        "substep",
        "strategy",
        "extra",
        "notes",
    ]
    styles += [each.name for each in CELLS]
    styles += [f"{kind}_{name}" for kind in ("head", "hint") for name in (*COLUMN, "extra")] + ["label_of"]
    made = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="plf_{name}"><w:name w:val="Plan {name.replace("_", " ")}"/>'
        f'<w:basedOn w:val="Normal"/>{_look(name)}</w:style>'
        for name in dict.fromkeys(styles)
    )
    return _packed(
        {
            "[Content_Types].xml": _types(
                ("/word/document.xml", f"{office}.document.main+xml"),
                ("/word/styles.xml", f"{office}.styles+xml"),
            ),
            "_rels/.rels": _ways(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": _ways(("styles", "styles.xml")),
            "word/styles.xml": f'<w:styles xmlns:w="{space}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" '
            'w:hAnsi="Calibri"/><w:sz w:val="18"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" '
            'w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="60"/></w:pPr></w:style>'
            '<w:style w:type="character" w:customStyle="1" w:styleId="plfLabel"><w:name w:val="Plan label"/><w:rPr><w:b/>'
            f"</w:rPr></w:style>{made}</w:styles>",
            "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
        }
    )


def _look(name: str) -> str:
    if name == "title":
        return '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>'
    if name.startswith("head_") or name == "label_of":
        return "<w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/></w:rPr>"
    if name.startswith("hint_"):
        return "<w:rPr><w:i/></w:rPr>"
    if name == "substep":
        return '<w:pPr><w:ind w:left="220"/></w:pPr>'
    return ""


def _paragraph(style: str, text: str, label: str = "") -> str:
    marked = f'<w:r><w:rPr><w:rStyle w:val="plfLabel"/></w:rPr>{_words(label)}</w:r>' if label else ""
    return f'<w:p><w:pPr><w:pStyle w:val="plf_{style}"/></w:pPr>{marked}<w:r>{_words(text)}</w:r></w:p>'


def _words(text: str) -> str:
    return "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))


def _above(text: Mapping[str, Any]) -> Iterator[str]:
    for each in HEAD:
        if not text[each.name]:
            continue
        if each.name != "title":
            yield _paragraph("label_of", "", each.title)
        yield _paragraph(each.name, text[each.name])


def _table(text: Mapping[str, Any]) -> str:
    columns = [*COLUMN, *(each["key"] for each in text["columns"])]
    own = {each["key"]: (each["title"], each["hint"]) for each in text["columns"]}
    heads = [(name, *(own.get(name) or heading(name, text["headings"]))) for name in columns]
    widths = [2000, 2000, 3000]
    widths += [max(700, 7400 // (len(columns) - 3))] * (len(columns) - 3)
    rows = [
        _row([_cell(w, _paragraph(f"head_{n if n in COLUMN else 'extra'}", title), "D9E2EC") for (n, title, _), w in zip(heads, widths, strict=True)], is_head=True),
        _row([_cell(w, _paragraph(f"hint_{n if n in COLUMN else 'extra'}", hint)) for (n, _, hint), w in zip(heads, widths, strict=True)], is_head=True),
    ]  # fmt: skip
    rows += [_body_row(each, text, widths) for each in _lines(text["rows"])]
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="8A94A0"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{"".join(f"<w:gridCol w:w={chr(34)}{w}{chr(34)}/>" for w in widths)}'
        f"</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: Sequence[str], *, is_head: bool = False) -> str:
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{''.join(cells)}</w:tr>"
    )


def _cell(width: int, inside: str, shade: str = "", merge: str = "") -> str:
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    shaded = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}{shaded}</w:tcPr>{inside or "<w:p/>"}</w:tc>'


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[dict[int, contents.Placed]]:
    """The rows of the table in Word: a row without cells of its own shares the line with the first one under it."""
    lines: list[dict[int, contents.Placed]] = []
    for placed in contents.placed({"rows": rows}):
        if lines and placed.level < 3:
            last = list(lines[-1].values())[-1]
            if (
                last.row is placed.above
                and placed.row is placed.above["rows"][0]
                and not _has_cells(last.row)
            ):
                lines[-1][placed.level] = placed
                continue
        lines.append({placed.level: placed})
    return lines


def _has_cells(row: Mapping[str, Any]) -> bool:
    cells = cells_of(row)
    return (
        row["status"] != "not_started"
        or any(cells[name] for name in cells if name != "status")
        or bool({k: v for k, v in row["extra"].items() if v})
    )


def _body_row(line: Mapping[int, contents.Placed], text: Mapping[str, Any], widths: Sequence[int]) -> str:
    level, deepest = max(line), line[max(line)]
    cells = []
    for place, style in enumerate(("priority", "outcome", "step")):
        here = line.get(place)
        inside, merge = "", ""
        if here:
            inside = _paragraph(style, here.row["text"], "" if place == 0 else f"{here.label}. ")
            if here.row["strategy"]:
                inside += _paragraph("strategy", here.row["strategy"], "Strategy: ")
            merge = "restart" if here.row["rows"] and place < 2 else ""
        elif place < min(level, 2):
            merge = "continue"
        elif place == 2 and level == 3:
            sub = line[3]
            inside = _paragraph("substep", sub.row["text"], f"{sub.label.rsplit('.', 1)[-1]}. ")
            if sub.row["strategy"]:
                inside += _paragraph("strategy", sub.row["strategy"], "Strategy: ")
        cells.append(_cell(widths[place], inside, merge=merge))
    said = cells_of(deepest.row)
    for number, each in enumerate(CELLS, start=3):
        words = said[each.name] if each.name != "status" or _has_cells(deepest.row) else ""
        inside = _paragraph(each.name, words) if words else ""
        if each.name == "status" and said["notes"]:
            inside += _paragraph("notes", said["notes"])
        cells.append(_cell(widths[number], inside))
    for number, own in enumerate(text["columns"], start=3 + len(CELLS)):
        words = deepest.row["extra"].get(own["key"], "")
        cells.append(_cell(widths[number], _paragraph("extra", words) if words else ""))
    return _row(cells)


# What every part of the file is packed with


def _types(*parts: tuple[str, str]) -> str:
    named = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/>{named}</Types>'
    )


def _ways(*parts: tuple[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{_MAIN}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{made}</Relationships>'


def _packed(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name, _PACKED_ON), _XML + part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
