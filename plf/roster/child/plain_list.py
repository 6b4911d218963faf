"""A list of one's own: a line for each person, with headings that are guessed or chosen."""

import io
from typing import Any

import headings
from rows import Rows, cells, text
from telling import Telling, Wrong, say

MOST_STAFF = 200_000
OTHERS = ("student", "guardian", "parent", "relative")


class PlainList:
    """Reads a CSV file and says who is in it. `asked`: mode, and columns as the office chose them."""

    def __init__(self, asked: dict[str, Any], telling: Telling) -> None:
        self.asked, self.telling = asked, telling

    def read(self, content: bytes) -> None:
        rows = iter(Rows(text(io.BytesIO(content), self.telling, "list")))
        first = next(
            ((line, row) for line, row, _ in rows if sum(bool(cell.strip()) for cell in row) > 1), None
        )
        if first is None:
            raise Wrong("no_table")
        heads = [cell.strip()[:60] for cell in first[1]][:60]
        chosen = {
            name: place for name, place in self.asked.get("columns", {}).items() if name in headings.PLAIN
        }
        columns = chosen or headings.guessed(heads)
        mode = self.asked.get("mode") or "delta"
        say(
            "about",
            {"kind": "plain", "version": "", "mode": mode, "orgs": "delta", "roles": mode, "source": ""},
        )
        say("headings", heads, columns)
        if "email" not in columns or not {"name", "family"} & set(columns):
            raise Wrong("choose_columns")
        for line, row, mended in rows:
            if not any(cell.strip() for cell in row):
                continue
            self.telling.counts["lines"] += 1
            if mended:
                self.telling.mended("list", line)
                self.telling.counts["unread"] += 1
                continue
            self._listed(line, row, columns)

    def _listed(self, line: int, row: list[str], columns: dict[str, int]) -> None:
        cell = cells(row, columns)
        if headings.plain(cell("kind")) in OTHERS:
            self.telling.counts["not staff"] += 1
            return
        given, family = cell("given"), cell("family")
        if "name" in columns and not family:
            given, family = _halves(cell("name"))
        person = {
            "id": cell("id")[:255], "given": given[:100], "family": family[:100], "email": cell("email")[:254].lower(),
            "site": cell("site")[:200] if "site" in columns else None,
            "position": cell("position")[:120] if "position" in columns else None,
            "kind": cell("kind")[:60] if "kind" in columns else None,
            "evaluator": cell("evaluator")[:254].lower(),
            "file": "list", "line": line, "main": "",
        }  # fmt: skip
        self.telling.counts["staff"] += 1
        if self.telling.counts["staff"] > MOST_STAFF:
            raise Wrong("large")
        say("person", person)


def _halves(name: str) -> tuple[str, str]:
    """Given and family name of “Ortiz, Ana” or “Ana Ortiz”."""
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    given, _, family = name.rpartition(" ")
    return given, family
