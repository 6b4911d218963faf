"""What a roster would change: its people held against those who are here. Asks no database, writes nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from plf.formats import short_day
from plf.roster.here import Here, Line, Somebody
from plf.roster.meaning import Meaning, Wanted
from plf.roster.places import Places

_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
FACTS = {
    "given_name": "Given name",
    "family_name": "Family name",
    "email": "E-mail address",
    "position": "Position",
}


class Comparing:
    """Takes the answers of the child one by one; `lines` then says what would change. `today` is the district's day."""

    def __init__(self, here: Here, roles: dict[str, str], *, today: date) -> None:
        self.here, self.today = here, today
        self.about: dict[str, str] = {}
        self.headings: list = []
        self.counts: dict[str, int] = {}
        self.same = 0
        self._places = Places(here.sites)
        self._meaning = Meaning(self._places, here.kinds, roles, today=today)
        self._people: list[dict[str, Any]] = []
        self._gone: dict[str, tuple[str, int]] = {}
        self._kept: set[str] = set()
        self._notes: list[Line] = []
        self._by_id = {each.roster_id: each for each in here.people if each.roster_id}
        self._by_email = {each.email: each for each in here.people}
        self._names: dict[str, list[Somebody]] = defaultdict(list)
        for each in here.people:
            if each.is_active:
                self._names[each.name.lower()].append(each)

    def take(self, answer: list) -> None:
        """One answer of the child."""
        kind, *said = answer
        if kind == "about":
            self.about = said[0]
        elif kind == "headings":
            self.headings = said
        elif kind == "org":
            self._places.take(*said)
        elif kind == "person":
            self._people.append(said[0])
        elif kind == "gone":
            self._gone[said[0]] = (said[1], said[2])
        elif kind == "kept":
            self._kept.add(said[0])
        elif kind == "note":
            self._note(*said)
        elif kind == "counts":
            self.counts = said[0]

    def lines(self) -> Iterator[Line]:
        """Everything that would change, sites first, and last what the office should know."""
        yield from self._places.lines()
        emails = Counter(each.get("email", "") for each in self._people)
        in_file = {each.get("id") for each in self._people if each.get("id")} | self._kept
        for each in self._people:
            found = self._one(each, emails, in_file)
            if found:
                yield found
        yield from self._leavers(in_file)
        yield from self._places.unused(is_whole=self.about.get("orgs") == "bulk")
        yield from self._notes

    def _note(
        self, file: str, line: int, what: str, done: str, name: str = "", person: Somebody | None = None
    ) -> None:
        said = f"{what} {done}".strip()
        self._notes.append(Line("note", file, line, name, said, person.id if person else None))

    def _one(self, said: dict[str, Any], emails: Counter, in_file: set[str]) -> Line | None:
        name = f"{said.get('given', '')} {said.get('family', '')}".strip()
        note = partial(self._note, said["file"], said["line"])
        key = said.get("id") or None
        email = self._address(said, emails, name)
        person = self._by_id.get(key) if key else None
        is_linked_now = False
        if person is None and email:
            person = self._by_email.get(email)
            if person and key:
                if not self._may_link(person, in_file):
                    note(
                        f"{person.name} has the address {email}, under another identifier.",
                        "Left out.",
                        name,
                        person,
                    )
                    return None
                self._by_id.pop(person.roster_id, None)
                self._by_id[key], is_linked_now = person, True
        if person:
            return self._known(person, said, key if is_linked_now else None, email, name)
        return self._new(said, key, name, email) if "family" in said else None

    def _address(self, said: dict[str, Any], emails: Counter, name: str) -> str:
        """The e-mail address of a line; empty when it is none, or of several people in the file."""
        email = said.get("email", "")
        if email and not _ADDRESS.fullmatch(email):
            self._note(said["file"], said["line"], "The e-mail address is none.", "Left out.", name)
            return ""
        if email and emails[email] > 1:
            self._note(
                said["file"],
                said["line"],
                f"The address {email} is of {emails[email]} people in the file.",
                "Not taken over; who is new was left out.",
                name,
            )
            return ""
        return email

    def _may_link(self, person: Somebody, in_file: set[str]) -> bool:
        """Whether who has an address here is whom a file means by it, under an identifier that is new."""
        if not person.roster_id:
            return True
        return person.roster_id not in in_file and self.about.get("mode") == "bulk"

    def _wanted(self, said: dict[str, Any], name: str, *, is_known: bool) -> Wanted | None:
        def note(what: str, done: str) -> None:
            self._note(said["file"], said["line"], what, done, name)

        return self._meaning.wanted(said, is_known=is_known, is_partial=self._has_some_roles, note=note)

    @property
    def _has_some_roles(self) -> bool:
        """The file has only those roles of somebody that changed."""
        return self.about.get("version", "").startswith("1.2") and self.about.get("roles") == "delta"

    # Who is new

    def _new(self, said: dict[str, Any], key: str | None, name: str, email: str) -> Line | None:
        note = partial(self._note, said["file"], said["line"])
        if not said["family"]:
            note("There is no name.", "Left out.")
            return None
        if not email:
            if not said.get("email"):
                note("There is no e-mail address, and nobody signs in without one.", "Left out.", name)
            return None
        wanted = self._wanted(said, name, is_known=False)
        if wanted is None:
            self.counts["ended"] = self.counts.get("ended", 0) + 1
            return None
        namesake = next((each for each in self._names[name.lower()] if each.roster_id != key), None)
        if namesake:
            note(
                f"{namesake.email} has the same name, and is not taken to be the same person.",
                "If they are, write this address there, and read the file again.",
                name,
                namesake,
            )
        kind = wanted.kind or ""
        facts = {
            "given_name": said["given"],
            "family_name": said["family"],
            "email": email,
            "position": wanted.position or "",
            "staff_kind": kind,
        }
        data = {
            "roster_id": key,
            "facts": facts,
            "site": wanted.site,
            "starts": wanted.starts,
            "leads": wanted.leads,
            "later": wanted.later,
            "evaluator": said.get("evaluator", ""),
        }
        what = f"{self._kind(kind)}, {self._places.name(wanted.site)}, {email}"
        what += f", from {short_day(wanted.starts)}." if wanted.starts else "."
        what = " ".join([what, *self._leads_told(wanted.leads)])
        return Line("new", said["file"], said["line"], name, what, data=data)

    # Who is here

    def _known(
        self, person: Somebody, said: dict[str, Any], new_key: str | None, email: str, name: str
    ) -> Line | None:
        """`new_key`: the identifier by which they are known from now on."""
        wanted = self._wanted(said, name, is_known=True)
        if wanted is None:
            if person.roster_id:
                self._gone.setdefault(person.roster_id, (said["file"], said["line"]))
                self._kept.discard(person.roster_id)
            return None
        told, data = [], {}
        if not person.is_active:
            told.append("Is back.")
        if new_key:
            told.append(
                "Has a new identifier in the roster."
                if person.roster_id
                else "Is linked to the roster by the e-mail address."
            )
            data["roster_id"] = new_key
        told += self._changes(person, self._facts(person, said, email), wanted, data)
        told += self._leading(person, said, wanted, data)
        told += self._later(person, wanted, data)
        if evaluator := self._evaluator(person, said):
            data["evaluator"] = evaluator.email
            told.append(f"{evaluator.name} evaluates them from today.")
        if not told:
            self.same += 1
            return None
        kind = "back" if not person.is_active else "moved" if "site" in data else "changed"
        what = " ".join(told)[:1000]
        return Line(kind, said["file"], said["line"], name or person.name, what, person.id, data)

    def _facts(self, person: Somebody, said: dict[str, Any], email: str) -> dict[str, str]:
        """Name, address and position as the file has them, as far as they can be taken over."""
        facts = {}
        if said.get("family"):
            facts = {"given_name": said["given"], "family_name": said["family"]}
        if said.get("position"):
            facts["position"] = said["position"]
        other = self._by_email.get(email)
        if email and other and other.id != person.id:
            self._note(
                said["file"],
                said["line"],
                f"{other.name} has the address {email} already.",
                f"{person.email} stays.",
                person.name,
                person,
            )
        elif email:
            facts["email"] = email
        return facts

    def _changes(
        self, person: Somebody, facts: dict[str, str], wanted: Wanted, data: dict[str, Any]
    ) -> list[str]:
        """What changes today about the person themselves, and where they work."""
        changed = {column: value for column, value in facts.items() if value != getattr(person, column)}
        told = [
            f"{label}: {getattr(person, column) or '–'} → {changed[column]}."
            for column, label in FACTS.items()
            if column in changed
        ]
        if wanted.kind is not None and wanted.kind != person.staff_kind and not wanted.starts:
            changed["staff_kind"] = wanted.kind
            told.append(f"Kind of staff: {self._kind(person.staff_kind)} → {self._kind(wanted.kind)}.")
        if changed:
            data["facts"] = changed
        if wanted.site is not None and wanted.site != person.site_id and not wanted.starts:
            data["site"] = wanted.site
            plans = self.here.own_open.get(person.id, 0)
            with_them = f", with {_count(plans, 'open plan')}" if plans else ""
            there, here = self._places.name(wanted.site), self._places.name(person.site_id)
            told.append(f"Moves from {here} to {there}{with_them}.")
        return told

    def _later(self, person: Somebody, wanted: Wanted, data: dict[str, Any]) -> list[str]:
        """What is written down already for a day to come is no news."""
        if not wanted.later:
            return []
        day, site, kind = wanted.later
        if self.here.placed.get(person.id) == (site, kind, date.fromisoformat(day)):
            return []
        data["later"] = wanted.later
        return [f"From {short_day(day)} on: {self._places.name(site)}, {self._kind(kind)}."]

    def _evaluator(self, person: Somebody, said: dict[str, Any]) -> Somebody | None:
        email = said.get("evaluator")
        if not email:
            return None
        found = self._by_email.get(email)
        if found is None or not found.is_active or found.id == person.id:
            self._note(
                said["file"],
                said["line"],
                f"Nobody who works here can evaluate them under {email[:80]}.",
                "The evaluator stays.",
                person.name,
                person,
            )
            return None
        return None if self.here.evaluators.get(person.id) == found.id else found

    def _leading(
        self, person: Somebody, said: dict[str, Any], wanted: Wanted, data: dict[str, Any]
    ) -> list[str]:
        """Which sites they lead from now on, and no longer."""
        if "roles" not in said:
            return []
        told, new, ends = [], [], []
        by_site = {
            each.site_id: each
            for each in self.here.leads.get(person.id, [])
            if each.ends_on is None or each.ends_on >= self.today
        }
        for site, begins, last in wanted.leads:
            before = by_site.pop(site, None)
            if before is None:
                new.append([site, begins, last])
            elif before.from_roster and last and before.ends_on != date.fromisoformat(last):
                ends.append([before.id, last])
                told.append(f"Leads {self._places.name(site)} until {short_day(last)}.")
        gone = {self._places.site(org) for _, org in said.get("ended", ())}
        for each in by_site.values():
            if each.from_roster and (each.site_id in gone or not self._has_some_roles):
                ends.append([each.id, ""])
                told.append(f"No longer leads {self._places.name(each.site_id)}.")
        if new:
            data["leads"] = new
        if ends:
            data["ends"] = ends
        return [*self._leads_told(new), *told]

    def _leads_told(self, leads: list) -> list[str]:
        return [
            f"Leads {self._places.name(site)}"
            + (f" from {short_day(begins)}" if begins else "")
            + (f" until {short_day(last)}." if last else ".")
            for site, begins, last in leads
        ]

    # Who is gone

    def _leavers(self, in_file: set[str]) -> Iterator[Line]:
        absent = {}
        if self.about.get("mode") == "bulk":
            if any(each.get("id") for each in self._people):
                absent = {key: ("", 0) for key in self._by_id if key not in in_file and key not in self._gone}
            else:
                self._note(
                    "", 0, "Nobody in the file has an identifier.",
                    "So nobody is taken to be gone because they are not in it.",
                )  # fmt: skip
        for key, (file, line) in {**self._gone, **absent}.items():
            person = self._by_id.get(key)
            if person and person.is_active:
                yield from self._leaver(person, file, line)

    def _leaver(self, person: Somebody, file: str, line: int) -> Iterator[Line]:
        if person.is_office:
            self._note(
                file,
                line,
                f"{person.name} is gone from the roster and works in the office.",
                "Nobody of the office is let go by a file; do it on their page.",
                person.name,
                person,
            )
            return
        told = "The file ends them." if file else "Not in the file any more."
        own, evaluates = self.here.own_open.get(person.id, 0), self.here.evaluates.get(person.id, 0)
        if own:
            stay = "stays" if own == 1 else "stay"
            told += f" {_count(own, 'open plan')} of their own {stay}, for the closing list."
        if evaluates:
            have = "has" if evaluates == 1 else "have"
            told += f" {_count(evaluates, 'open plan')} that they evaluate {have} to be handed over."
        data = {"own": own, "evaluates": evaluates}
        yield Line("gone", file, line, person.name, told, person.id, data)

    def _kind(self, kind: str) -> str:
        return (self.here.kinds.get(kind) or kind.capitalize()) if kind else "No plan of their own"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
