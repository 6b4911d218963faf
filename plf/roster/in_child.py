"""Reads a roster as a program of its own, and answers with the staff in it alone: pupils and parents never leave it.

Asked with one line of JSON on its input and the bytes of the file behind it. "known" are the identifiers of people who are linked
already, "roles" the roles that count as staff, "mode" what the office said of the file ("", "bulk" or "delta"), "columns" which column
of a plain list is what. Answers with a line of JSON for each thing it found: see the names in `ANSWERS`. Standard library alone.
"""

import codecs
import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import headings

ANSWERS = ("about", "headings", "org", "person", "gone", "kept", "note", "counts", "wrong", "end")

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 240
MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO = 500, 2 * 1024 * 1024 * 1024, 120
FREE_OF_RATIO = 4 * 1024 * 1024
MOST_STAFF, MOST_ORGS, MOST_NOTES = 200_000, 20_000, 5_000
MOST_CELL = 20_000
SPANS = 20  # lines that one cell may go over

STAFF = (
    "teacher", "administrator", "principal", "siteadministrator", "districtadministrator", "systemadministrator",
    "aide", "counselor", "proctor",
)  # fmt: skip
OTHERS = ("student", "guardian", "parent", "relative")
ORGS = ("department", "school", "district", "local", "state", "national")
YES, NO = {"true", "1", "yes", "y", "t"}, {"false", "0", "no", "n", "f"}


class Wrong(Exception):
    """It cannot be read; the word says why."""


def main() -> None:
    """Answer what is asked on the input."""
    asked = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437"):
        codecs.lookup(encoding)
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        _Reading(asked).read(content)
    except Wrong as wrong:
        _say("wrong", str(wrong))
    except MemoryError:
        _say("wrong", "large")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError):
        _say("wrong", "unreadable")
    _say("end")


def _say(*answer: Any) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")


class _Reading:
    def __init__(self, asked: dict[str, Any]) -> None:
        self.asked = asked
        self.known = set(asked.get("known", ()))
        self.staff = frozenset(asked.get("roles", STAFF))
        self.counts: Counter[str] = Counter()
        self.notes = 0
        self.roles: dict[str, list[tuple]] = {}
        self.orgs = 0

    def read(self, content: bytes) -> None:
        if content.startswith(b"PK\x03\x04"):
            self._packed(content)
        elif content.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")) or not content.strip():
            raise Wrong("unreadable")
        else:
            self._plain(content)
        _say("counts", {**self.counts, "notes": self.notes})

    def note(self, file: str, line: int, what: str, done: str) -> None:
        """Something that the office should know. Never says what stood in a cell of somebody who is not staff."""
        self.notes += 1
        if self.notes <= MOST_NOTES:
            _say("note", file, line, what, done)

    # A packed OneRoster file

    def _packed(self, content: bytes) -> None:
        packed = zipfile.ZipFile(io.BytesIO(content))
        members = self._members(packed)
        if "users" not in members:
            raise Wrong("no_users")
        about = self._manifest(packed, members)
        _say("about", about)
        if "orgs" in members:
            self._orgs(packed, members["orgs"])
        has_roles = "roles" in members
        if has_roles:
            self._read_roles(packed, members["roles"])
        self._users(packed, members["users"], about, has_roles)

    def _members(self, packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
        """The parts that are read, wherever in the file they lie; looked at before any of them is opened."""
        every = packed.infolist()
        if len(every) > MOST_MEMBERS:
            raise Wrong("large")
        found: dict[str, zipfile.ZipInfo] = {}
        for part in every:
            folder, _, name = part.filename.replace("\\", "/").rpartition("/")
            stem = re.sub(r"[^a-z]", "", name.lower().removesuffix(".csv"))
            if not name.lower().endswith(".csv") or name.startswith(".") or "__MACOSX" in folder:
                continue
            if stem not in headings.COLUMNS:
                continue
            if stem in found:
                raise Wrong("twice")
            if part.flag_bits & 1:
                raise Wrong("locked")
            if (
                part.file_size > MOST_UNPACKED
                or part.file_size > FREE_OF_RATIO + MOST_RATIO * part.compress_size
            ):
                raise Wrong("large")
            found[stem] = part
        if sum(part.file_size for part in found.values()) > MOST_UNPACKED:
            raise Wrong("large")
        return found

    def _manifest(self, packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
        said: dict[str, str] = {}
        if "manifest" in members:
            rows = _Rows(_text(packed.open(members["manifest"]), self, "manifest.csv"))
            for _, row, _ in rows:
                if len(row) >= 2:
                    said[row[0].strip().lower()] = row[1].strip()
        version = said.get("oneroster.version", "")
        if not re.fullmatch(r"v?1\.[0-2](\.\d+)?", version):
            version = "1.2" if "roles" in members else "1.1"
        mode = self.asked.get("mode") or said.get("file.users", "").lower()
        if mode not in ("bulk", "delta"):
            self.note(
                "manifest.csv", 0,
                "There is no manifest that says whether the file holds everybody or only what changed."
                if "manifest" not in members
                else "The manifest does not say whether users.csv holds everybody or only what changed.",
                "Read as what changed: nobody is taken to be gone because they are not in it.",
            )  # fmt: skip
            mode = "delta"
        orgs = said.get("file.orgs", "").lower()
        return {
            "kind": "oneroster",
            "version": version.lstrip("v"),
            "mode": mode,
            "orgs": orgs if orgs in ("bulk", "delta") else mode,
            "roles": said.get("file.roles", "").lower() or mode,
            "source": said.get("source.systemname", "")[:80],
        }

    def _table(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo, kind: str, needs: tuple[str, ...]):
        """The rows of one part: its columns' places, and an iterator of line number, cells and whether it was mended."""
        name = f"{kind}.csv"
        rows = iter(_Rows(_text(packed.open(part), self, name)))
        first = next(((line, row) for line, row, _ in rows if any(cell.strip() for cell in row)), None)
        if first is None:
            return {}, iter(())
        places, near = headings.understood(kind, first[1])
        for said, meant in near:
            self.note(name, first[0], f"The heading “{said}” is not one of OneRoster’s.", f"Read as {meant}.")
        if missing := [each for each in needs if each not in places]:
            raise Wrong(f"columns:{name}:{', '.join(missing)}")
        return places, rows

    def _orgs(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        places, rows = self._table(packed, part, "orgs", ("sourcedid",))
        for line, row, mended in rows:
            cell = _cells(row, places)
            org = cell("sourcedid")
            if not any(row):
                continue
            if mended:
                self._mended("orgs.csv", line)
            if not org or len(org) > 255:
                self.note("orgs.csv", line, "The line has no sourcedId.", "Left out.")
                continue
            alive, type_ = _alive(cell("status")), cell("type").lower()
            if type_ not in ORGS:
                type_ = next(iter(headings.get_close_matches(type_, ORGS, n=1, cutoff=0.7)), "school")
                self.note(
                    "orgs.csv", line, f"The type of {org[:60]} is none of OneRoster’s.", f"Read as {type_}."
                )
            if alive and not cell("name"):
                self.note("orgs.csv", line, f"{org[:60]} has no name.", "Left out.")
                continue
            self.orgs += 1
            if self.orgs > MOST_ORGS:
                raise Wrong("large")
            _say("org", org, cell("name")[:200], type_, alive, line)

    def _read_roles(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Who of users.csv is staff, and where. Rows of pupils and parents are counted and let go."""
        places, rows = self._table(packed, part, "roles", ("usersourcedid", "role"))
        role_at, user_at = places["role"], places["usersourcedid"]
        days = _Days()
        for line, row, mended in rows:
            if len(row) <= max(role_at, user_at):
                if any(row):
                    self.note("roles.csv", line, "The line is cut short.", "Left out.")
                    self.counts["unread"] += 1
                continue
            role, user = headings.plain(row[role_at]), row[user_at].strip()
            if role in OTHERS:
                continue
            if mended:
                self._mended("roles.csv", line)
            if role not in STAFF:
                role = self._near_role(role, "roles.csv", line)
            if role not in self.staff:
                if role:
                    self.counts["other roles"] += 1
                continue
            cell = _cells(row, places)
            begins, ends = days.seen(cell("begindate")), days.seen(cell("enddate"))
            found = self.roles.setdefault(user, [])
            found.append(
                (role, cell("orgsourcedid"), begins, ends, cell("roletype").lower() != "secondary",
                 _alive(cell("status")), line)
            )  # fmt: skip
            if len(self.roles) > MOST_STAFF:
                raise Wrong("large")
        self._settle_days(days)

    def _settle_days(self, days: "_Days") -> None:
        if days.slashed:
            order = "day/month/year" if days.day_first else "month/day/year"
            why = "" if days.sure else " No day in it tells which; that is how days are written here."
            self.note("roles.csv", 0, "Days are not written as 2026-08-15.", f"Read as {order}.{why}")
        for user, roles in self.roles.items():
            for each in roles:
                for said in each[2:4]:
                    if said and not days.day(said):
                        self.note("roles.csv", each[6], "A day is no day of the calendar.", "Left out.")
            self.roles[user] = [
                (role, org, days.day(begins), days.day(ends), *more)
                for role, org, begins, ends, *more in roles
            ]

    def _users(
        self, packed: zipfile.ZipFile, part: zipfile.ZipInfo, about: dict[str, str], has_roles: bool
    ) -> None:
        places, rows = self._table(packed, part, "users", ("sourcedid",))
        if not places:
            return
        if not has_roles and "role" not in places:
            raise Wrong("no_roles")
        id_at, role_at = places["sourcedid"], places.get("role", -1)
        is_delta, seen = about["mode"] == "delta", set()
        for line, row, mended in rows:
            if not any(row):
                continue
            self.counts["lines"] += 1
            user = row[id_at].strip() if len(row) > id_at else ""
            role = headings.plain(row[role_at]) if 0 <= role_at < len(row) else ""
            known = user in self.known
            if user in self.roles:
                roles = self.roles.pop(user)
            elif has_roles and not role:
                if not (known and is_delta):
                    self.counts["not staff"] += 1
                    continue
                roles = None  # a change of what stands in users.csv alone
            else:
                if role in OTHERS:
                    self.counts["not staff"] += 1
                    if known and is_delta:
                        _say("gone", user, "users.csv", line)
                    continue
                if role and role not in STAFF:
                    role = self._near_role(role, "users.csv", line)
                cell = _cells(row, places)
                if role in self.staff:
                    roles = [
                        (role, org, "", "", number == 0, True, line)
                        for number, org in enumerate(_several(cell("orgsourcedids")) or [""])
                    ]
                elif known and is_delta and (role or not _alive(cell("status"))):
                    _say("gone", user, "users.csv", line)
                    continue
                elif known and not role:
                    _say("kept", user, "users.csv", line)
                    self.note("users.csv", line, f"{user[:60]} has no role.", "Left as they are.")
                    continue
                else:
                    self.counts["other roles" if role else "not staff"] += 1
                    if not role and len(row) <= max(role_at, id_at):
                        self.counts["unread"] += 1
                        self.note("users.csv", line, "The line is cut short.", "Left out.")
                    continue
            if user in seen:
                self.note(
                    "users.csv", line, f"The sourcedId {user[:60]} is there twice.", "The first line counts."
                )
                continue
            seen.add(user)
            if len(seen) > MOST_STAFF:
                raise Wrong("large")
            self._one(line, row, places, user, roles, known, mended)
        self._roles_alone(seen, is_delta)

    def _one(self, line: int, row: list[str], places, user: str, roles, known: bool, mended: bool) -> None:
        cell = _cells(row, places)
        if mended:
            self._mended("users.csv", line)
        if not user or len(user) > 255:
            self.note("users.csv", line, "Somebody of the staff has no sourcedId.", "Left out.")
            self.counts["unread"] += 1
            return
        if not _alive(cell("status")) or cell("enableduser").lower() in NO:
            if known:
                _say("gone", user, "users.csv", line)
            else:
                self.counts["not active"] += 1
            return
        given = cell("preferredgivenname") or cell("givenname")
        family = cell("preferredfamilyname") or cell("familyname")
        if not family:
            given, family = "", given
        if not family or mended:
            if not mended:
                self.note(
                    "users.csv",
                    line,
                    f"{user[:60]} has no name.",
                    "Left as they are." if known else "Left out.",
                )
            if known:
                _say("kept", user, "users.csv", line)
            return
        person = {
            "id": user,
            "given": given[:100],
            "family": family[:100],
            "email": cell("email")[:254].lower(),
        }
        self._staff(person, roles, "users.csv", line, main=cell("primaryorgsourcedid"))

    def _roles_alone(self, seen: set[str], is_delta: bool) -> None:
        """In a file of changes, roles of people whose own line did not change."""
        for user, roles in self.roles.items():
            if user in seen:
                continue
            if user in self.known and is_delta:
                self._staff({"id": user}, roles, "roles.csv", roles[0][6])
            else:
                self.note(
                    "roles.csv", roles[0][6], "The role is of somebody who is not in users.csv.", "Left out."
                )

    def _staff(self, person: dict[str, Any], roles, file: str, line: int, main: str = "") -> None:
        person |= {"main": main, "file": file, "line": line}
        if roles is not None:
            person["roles"] = [list(each[:5]) for each in roles if each[5]]
            person["ended"] = [list(each[:2]) for each in roles if not each[5]]
        self.counts["staff"] += 1
        _say("person", person)

    def _near_role(self, role: str, file: str, line: int) -> str:
        """A role as it is meant; nothing for one that nobody knows."""
        if not role:
            return ""
        near = headings.get_close_matches(role, (*STAFF, *OTHERS), n=1, cutoff=0.8)
        if near and near[0] in STAFF:
            self.note(file, line, "The role is misspelt.", f"Read as {near[0]}.")
            return near[0]
        if not near:
            self.note(file, line, "The role is none of OneRoster’s.", "Left out.")
        return ""

    def _mended(self, file: str, line: int) -> None:
        self.note(
            file,
            line,
            "A quotation mark in this line is never closed.",
            "Read as far as it goes; the person is left as they are.",
        )

    # A list of one's own

    def _plain(self, content: bytes) -> None:
        rows = iter(_Rows(_text(io.BytesIO(content), self, "list")))
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
        _say(
            "about",
            {"kind": "plain", "version": "", "mode": mode, "orgs": "delta", "roles": mode, "source": ""},
        )
        _say("headings", heads, columns)
        if "email" not in columns or not {"name", "family"} & set(columns):
            raise Wrong("choose_columns")
        for line, row, mended in rows:
            if not any(cell.strip() for cell in row):
                continue
            self.counts["lines"] += 1
            if mended:
                self._mended("list", line)
                self.counts["unread"] += 1
                continue
            self._listed(line, row, columns)

    def _listed(self, line: int, row: list[str], columns: dict[str, int]) -> None:
        cell = _cells(row, columns)
        if headings.plain(cell("kind")) in OTHERS:
            self.counts["not staff"] += 1
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
        self.counts["staff"] += 1
        if self.counts["staff"] > MOST_STAFF:
            raise Wrong("large")
        _say("person", person)


class _Days:
    """Days as they are written in one file: which of two numbers is the month shows only once all have been seen."""

    def __init__(self) -> None:
        self.slashed = self.day_first = self.sure = False

    def seen(self, said: str) -> str:
        if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?", said):
            self.slashed = True
            if int(found[1]) > 12 or int(found[2]) > 12:
                self.sure, self.day_first = True, self.day_first or int(found[1]) > 12
        return said

    def day(self, said: str) -> str:
        """The day as 2026-08-15; empty for what is none."""
        if found := re.match(r"(\d{4})-?(\d{2})-?(\d{2})", said):
            year, month, day = (int(part) for part in found.groups())
        elif found := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", said):
            one, other, year = (int(part) for part in found.groups())
            day, month = (one, other) if self.day_first else (other, one)
            year += 2000 if year < 100 else 0
        else:
            return ""
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return ""


class _Unclosed(Exception):
    """A cell goes on over more lines than anybody writes into one."""


class _Rows:
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


def _text(stream, reading: _Reading, file: str) -> Iterator[str]:
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
            reading.note(
                file,
                0,
                "Some letters are not in UTF-8.",
                "Read as Western European; look at names with accents.",
            )
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end

    codecs.register_error("western", western)
    if encoding != "utf-8-sig":
        reading.note(file, 0, "The file is in UTF-16.", "Read so.")
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


def _cells(row: list[str], places: dict[str, int]):
    def cell(name: str) -> str:
        place = places.get(name, -1)
        return " ".join(row[place].split()) if 0 <= place < len(row) else ""

    return cell


def _alive(status: str) -> bool:
    return headings.plain(status) not in ("tobedeleted", "inactive", "deleted")


def _several(text: str) -> list[str]:
    return [each.strip().strip('"') for each in re.split(r"[,;|]", text) if each.strip().strip('"')]


def _halves(name: str) -> tuple[str, str]:
    """Given and family name of “Ortiz, Ana” or “Ana Ortiz”."""
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    given, _, family = name.rpartition(" ")
    return given, family


if __name__ == "__main__":
    main()
