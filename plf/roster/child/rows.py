"""The rows of a CSV file as it comes: whatever its bytes, its sign between cells, and its quotation marks are."""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator

from telling import Telling, Wrong

MOST_UNPACKED = 2 * 1024 * 1024 * 1024
MOST_CELL = 20_000
SPANS = 20  # lines that one cell may go over


class _Unclosed(Exception):
    """A cell goes on over more lines than anybody writes into one."""


class Rows:
    """Line number, cells, and whether a quotation mark had to be mended, for each row of a CSV file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._waiting, self._taken = lines, deque(), []
        self._number = 0

    def __iter__(self) -> Iterator[tuple[int, list[str], bool]]:
        csv.field_size_limit(MOST_CELL)
        first = next(self._lines, "")
        self._waiting.append(first)
        delimiter = max(",;\t|", key=first.count)
        columns = max(first.count(delimiter), 1)
        rows = csv.reader(self._feed(), delimiter=delimiter)
        while True:
            self._taken.clear()
            begins = self._number + 1
            try:
                row = next(rows)
                is_open = len(self._taken) > 1 and any(
                    line.count(delimiter) * 2 >= columns for line in self._taken[1:]
                )
            except StopIteration:
                return
            except (csv.Error, _Unclosed):
                is_open = True
            if is_open:
                self._waiting.extendleft(reversed(self._taken[1:]))
                self._number = begins
                row = [cell.strip().strip('"') for cell in self._taken[0].split(delimiter)]
                rows = csv.reader(self._feed(), delimiter=delimiter)
            yield begins, row, is_open

    def _feed(self) -> Iterator[str]:
        waiting, taken = self._waiting, self._taken
        while True:
            if waiting:
                line = waiting.popleft()
            else:
                line = next(self._lines, None)
                if line is None:
                    return
            taken.append(line)
            self._number += 1
            if len(taken) > SPANS:
                raise _Unclosed
            yield line


def text(stream, telling: Telling, file: str) -> Iterator[str]:
    """The lines of a file, whatever its bytes are, counted while they are unpacked."""
    stream = io.BufferedReader(_Counted(stream))
    begins = stream.peek(4096)[:4096]
    encoding = "utf-8-sig"
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif begins[1:200:2].count(0) > 20:
        encoding = "utf-16-le"
    elif begins[0:200:2].count(0) > 20:
        encoding = "utf-16-be"
    mended = []

    def western(error: UnicodeDecodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        if not mended:
            mended.append(True)
            telling.note(
                file,
                0,
                "Some letters are not in UTF-8.",
                "Read as Western European; look at names with accents.",
            )
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end

    codecs.register_error("western", western)
    if encoding != "utf-8-sig":
        telling.note(file, 0, "The file is in UTF-16.", "Read so.")
    for line in io.TextIOWrapper(stream, encoding, errors="western", newline=""):
        yield line.replace("\0", "") if "\0" in line else line


class _Counted(io.RawIOBase):
    """Bytes as they come, and no more of them than a roster has: what the directory of a file says is not believed."""

    def __init__(self, stream) -> None:
        self._stream, self._left = stream, MOST_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self._stream.read(len(buffer))
        self._left -= len(piece)
        if self._left < 0:
            raise Wrong("large")
        buffer[: len(piece)] = piece
        return len(piece)


def cells(row: list[str], places: dict[str, int]):
    def cell(name: str) -> str:
        place = places.get(name, -1)
        return " ".join(row[place].split()) if 0 <= place < len(row) else ""

    return cell
