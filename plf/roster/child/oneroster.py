"""OneRoster 1.1 and 1.2 as a zip of CSV files: the sites, and of the people the staff alone."""

import io
import re
import zipfile
from typing import Any

import headings
from days import Days
from rows import MOST_UNPACKED, Rows, cells, text
from telling import Telling, Wrong, say

MOST_MEMBERS, MOST_RATIO = 500, 120
FREE_OF_RATIO = 4 * 1024 * 1024
MOST_STAFF, MOST_ORGS = 200_000, 20_000

STAFF = (
    "teacher", "administrator", "principal", "siteadministrator", "districtadministrator", "systemadministrator",
    "aide", "counselor", "proctor",
)  # fmt: skip
OTHERS = ("student", "guardian", "parent", "relative")
ORGS = ("department", "school", "district", "local", "state", "national")
NO = {"false", "0", "no", "n", "f"}


class OneRoster:
    """Reads a zip and says who is staff in it. `asked`: known (who is linked already), roles (that count as staff), mode."""

    def __init__(self, asked: dict[str, Any], telling: Telling) -> None:
        self.asked, self.telling = asked, telling
        self.known = set(asked.get("known", ()))
        self.staff = frozenset(asked.get("roles", STAFF))
        self.roles: dict[str, list[tuple]] = {}
        self.orgs = 0

    def read(self, content: bytes) -> None:
        packed = zipfile.ZipFile(io.BytesIO(content))
        members = self._members(packed)
        if "users" not in members:
            raise Wrong("no_users")
        about = self._manifest(packed, members)
        say("about", about)
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
            rows = Rows(text(packed.open(members["manifest"]), self.telling, "manifest.csv"))
            for _, row, _ in rows:
                if len(row) >= 2:
                    said[row[0].strip().lower()] = row[1].strip()
        version = said.get("oneroster.version", "")
        if not re.fullmatch(r"v?1\.[0-2](\.\d+)?", version):
            version = "1.2" if "roles" in members else "1.1"
        mode = self.asked.get("mode") or said.get("file.users", "").lower()
        if mode not in ("bulk", "delta"):
            self.telling.note(
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
        rows = iter(Rows(text(packed.open(part), self.telling, name)))
        first = next(((line, row) for line, row, _ in rows if any(cell.strip() for cell in row)), None)
        if first is None:
            return {}, iter(())
        places, near = headings.understood(kind, first[1])
        for said, meant in near:
            self.telling.note(
                name, first[0], f"The heading “{said}” is not one of OneRoster’s.", f"Read as {meant}."
            )
        if missing := [each for each in needs if each not in places]:
            raise Wrong(f"columns:{name}:{', '.join(missing)}")
        return places, rows

    def _orgs(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        places, rows = self._table(packed, part, "orgs", ("sourcedid",))
        for line, row, mended in rows:
            cell = cells(row, places)
            org = cell("sourcedid")
            if not any(row):
                continue
            if mended:
                self.telling.mended("orgs.csv", line)
            if not org or len(org) > 255:
                self.telling.note("orgs.csv", line, "The line has no sourcedId.", "Left out.")
                continue
            alive, type_ = _alive(cell("status")), cell("type").lower()
            if type_ not in ORGS:
                type_ = next(iter(headings.get_close_matches(type_, ORGS, n=1, cutoff=0.7)), "school")
                self.telling.note(
                    "orgs.csv", line, f"The type of {org[:60]} is none of OneRoster’s.", f"Read as {type_}."
                )
            if alive and not cell("name"):
                self.telling.note("orgs.csv", line, f"{org[:60]} has no name.", "Left out.")
                continue
            self.orgs += 1
            if self.orgs > MOST_ORGS:
                raise Wrong("large")
            say("org", org, cell("name")[:200], type_, alive, line)

    def _read_roles(self, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Who of users.csv is staff, and where. Rows of pupils and parents are counted and let go."""
        places, rows = self._table(packed, part, "roles", ("usersourcedid", "role"))
        role_at, user_at = places["role"], places["usersourcedid"]
        days = Days()
        for line, row, mended in rows:
            if len(row) <= max(role_at, user_at):
                if any(row):
                    self.telling.note("roles.csv", line, "The line is cut short.", "Left out.")
                    self.telling.counts["unread"] += 1
                continue
            role, user = headings.plain(row[role_at]), row[user_at].strip()
            if role in OTHERS:
                continue
            if mended:
                self.telling.mended("roles.csv", line)
            if role not in STAFF:
                role = self._near_role(role, "roles.csv", line)
            if role not in self.staff:
                if role:
                    self.telling.counts["other roles"] += 1
                continue
            cell = cells(row, places)
            begins, ends = days.seen(cell("begindate")), days.seen(cell("enddate"))
            found = self.roles.setdefault(user, [])
            found.append(
                (role, cell("orgsourcedid"), begins, ends, cell("roletype").lower() != "secondary",
                 _alive(cell("status")), line)
            )  # fmt: skip
            if len(self.roles) > MOST_STAFF:
                raise Wrong("large")
        self._settle_days(days)

    def _settle_days(self, days: Days) -> None:
        if days.slashed:
            order = "day/month/year" if days.day_first else "month/day/year"
            why = "" if days.sure else " No day in it tells which; that is how days are written here."
            self.telling.note("roles.csv", 0, "Days are not written as 2026-08-15.", f"Read as {order}.{why}")
        for user, roles in self.roles.items():
            for each in roles:
                for said in each[2:4]:
                    if said and not days.day(said):
                        self.telling.note(
                            "roles.csv", each[6], "A day is no day of the calendar.", "Left out."
                        )
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
            self.telling.counts["lines"] += 1
            user = row[id_at].strip() if len(row) > id_at else ""
            role = headings.plain(row[role_at]) if 0 <= role_at < len(row) else ""
            known = user in self.known
            roles: list[tuple] | None
            if user in self.roles:
                roles = self.roles.pop(user)
            elif not has_roles or role:
                is_cut = len(row) <= max(role_at, id_at)
                roles = self._roles_in_line(line, cells(row, places), user, role, is_delta, is_cut)
                if not roles:
                    continue
            elif known and is_delta:
                roles = None  # a change of what stands in users.csv alone
            else:
                self.telling.counts["not staff"] += 1
                continue
            if user in seen:
                self.telling.note(
                    "users.csv", line, f"The sourcedId {user[:60]} is there twice.", "The first line counts."
                )
                continue
            seen.add(user)
            if len(seen) > MOST_STAFF:
                raise Wrong("large")
            self._one(line, row, places, user, roles, known, mended)
        self._roles_alone(seen, is_delta)

    def _roles_in_line(
        self, line: int, cell, user: str, role: str, is_delta: bool, is_cut: bool
    ) -> list[tuple]:
        """The roles of a line of users.csv itself (1.1). None for who is not staff: that is counted, or told, here."""
        known = user in self.known
        if role in OTHERS:
            self.telling.counts["not staff"] += 1
            if known and is_delta:
                say("gone", user, "users.csv", line)
            return []
        if role and role not in STAFF:
            role = self._near_role(role, "users.csv", line)
        if role in self.staff:
            orgs = _several(cell("orgsourcedids")) or [""]
            return [(role, org, "", "", number == 0, True, line) for number, org in enumerate(orgs)]
        if known and is_delta and (role or not _alive(cell("status"))):
            say("gone", user, "users.csv", line)
        elif known and not role:
            say("kept", user, "users.csv", line)
            self.telling.note("users.csv", line, f"{user[:60]} has no role.", "Left as they are.")
        else:
            self.telling.counts["other roles" if role else "not staff"] += 1
            if not role and is_cut:
                self.telling.counts["unread"] += 1
                self.telling.note("users.csv", line, "The line is cut short.", "Left out.")
        return []

    def _one(self, line: int, row: list[str], places, user: str, roles, known: bool, mended: bool) -> None:
        cell = cells(row, places)
        if mended:
            self.telling.mended("users.csv", line)
        if not user or len(user) > 255:
            self.telling.note("users.csv", line, "Somebody of the staff has no sourcedId.", "Left out.")
            self.telling.counts["unread"] += 1
            return
        if not _alive(cell("status")) or cell("enableduser").lower() in NO:
            if known:
                say("gone", user, "users.csv", line)
            else:
                self.telling.counts["not active"] += 1
            return
        given = cell("preferredgivenname") or cell("givenname")
        family = cell("preferredfamilyname") or cell("familyname")
        if not family:
            given, family = "", given
        if not family or mended:
            if not mended:
                self.telling.note(
                    "users.csv",
                    line,
                    f"{user[:60]} has no name.",
                    "Left as they are." if known else "Left out.",
                )
            if known:
                say("kept", user, "users.csv", line)
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
                self.telling.note(
                    "roles.csv", roles[0][6], "The role is of somebody who is not in users.csv.", "Left out."
                )

    def _staff(self, person: dict[str, Any], roles, file: str, line: int, main: str = "") -> None:
        person |= {"main": main, "file": file, "line": line}
        if roles is not None:
            person["roles"] = [list(each[:5]) for each in roles if each[5]]
            person["ended"] = [list(each[:2]) for each in roles if not each[5]]
        self.telling.counts["staff"] += 1
        say("person", person)

    def _near_role(self, role: str, file: str, line: int) -> str:
        """A role as it is meant; nothing for one that nobody knows."""
        if not role:
            return ""
        near = headings.get_close_matches(role, (*STAFF, *OTHERS), n=1, cutoff=0.8)
        if near and near[0] in STAFF:
            self.telling.note(file, line, "The role is misspelt.", f"Read as {near[0]}.")
            return near[0]
        if not near:
            self.telling.note(file, line, "The role is none of OneRoster’s.", "Left out.")
        return ""


def _alive(status: str) -> bool:
    return headings.plain(status) not in ("tobedeleted", "inactive", "deleted")


def _several(text: str) -> list[str]:
    return [each.strip().strip('"') for each in re.split(r"[,;|]", text) if each.strip().strip('"')]
