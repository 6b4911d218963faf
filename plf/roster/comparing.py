"""What a roster would change: its people and sites held against those who are here. Asks no database, writes nothing."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LEADERS = ("administrator", "principal", "siteadministrator")
OF_THE_DISTRICT = ("districtadministrator", "systemadministrator")
# What the office decides: role → what it is called on the page.
OTHERS = {"aide": "Aides", "counselor": "Counselors", "proctor": "Proctors"}
NOT_TAKEN = "-"
SITES = ("school", "department")
TITLES = {
    "teacher": "Teacher", "administrator": "Administrator", "principal": "Principal", "aide": "Aide",
    "siteadministrator": "Site administrator", "districtadministrator": "District administrator",
    "systemadministrator": "System administrator", "counselor": "Counselor", "proctor": "Proctor",
}  # fmt: skip
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")
FIELDS = {
    "given_name": "given name",
    "family_name": "family name",
    "email": "e-mail address",
    "position": "position",
}


@dataclass(frozen=True)
class Somebody:
    """A person as they are here today."""

    id: int
    roster_id: str | None
    email: str
    given_name: str
    family_name: str
    position: str
    staff_kind: str
    site_id: int | None
    is_active: bool
    is_office: bool

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Leads:
    """Somebody leads a site from a day to another."""

    id: int
    site_id: int
    starts_on: date
    ends_on: date | None
    from_roster: bool


@dataclass
class Here:
    """What is here before the file: everybody, the sites, who leads them, and what is open."""

    people: list[Somebody]
    sites: dict[int, tuple[str, str | None, bool]]  # id → name, identifier in the roster, in use
    leads: dict[int, list[Leads]] = field(default_factory=dict)
    placed: dict[int, tuple[int | None, str, date]] = field(default_factory=dict)  # what begins later
    own_open: dict[int, int] = field(default_factory=dict)
    evaluates: dict[int, int] = field(default_factory=dict)
    evaluators: dict[int, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # kind of staff → label


@dataclass
class Line:
    """One thing that would change, or that the office should know."""

    kind: str
    file: str
    line: int
    name: str
    what: str
    person_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


class Comparing:
    """Takes the answers of the child one by one; `lines` then says what would change. `today` is the district's day."""

    def __init__(self, here: Here, roles: dict[str, str], *, today: date) -> None:
        self.here, self.roles, self.today = here, roles, today
        self.about: dict[str, str] = {}
        self.headings: list = []
        self.counts: dict[str, int] = {}
        self._orgs: dict[str, tuple[str, str, bool, int]] = {}
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
        self._site_of = {key: number for number, (_, key, _) in here.sites.items() if key}
        self._site_named = {name.lower(): number for number, (name, *_) in here.sites.items()}
        self._new_sites: dict[str, str] = {}
        self.same = 0

    def take(self, answer: list) -> None:
        """One answer of the child."""
        kind, *said = answer
        if kind == "about":
            self.about = said[0]
        elif kind == "headings":
            self.headings = said
        elif kind == "org":
            self._orgs[said[0]] = (said[1], said[2], said[3], said[4])
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
        yield from self._sites()
        emails = Counter(each.get("email", "") for each in self._people)
        in_file = {each.get("id") for each in self._people if each.get("id")} | self._kept
        for each in self._people:
            found = self._one(each, emails, in_file)
            if found:
                yield found
        yield from self._leavers(in_file)
        yield from self._unused_sites()
        yield from self._notes

    def _note(
        self, file: str, line: int, what: str, done: str, name: str = "", person: Somebody | None = None
    ) -> None:
        said = f"{what} {done}".strip()
        self._notes.append(Line("note", file, line, name, said, person.id if person else None))

    # Sites

    def _sites(self) -> Iterator[Line]:
        taken = {name.lower(): number for number, (name, *_) in self.here.sites.items()}
        for key, (name, type_, alive, line) in self._orgs.items():
            if type_ not in SITES or not alive:
                continue
            number = self._site_of.get(key)
            if number is None:
                same = taken.get(name.lower())
                if same is not None and self.here.sites.get(same, ("", "x"))[1] is None:
                    self._site_of[key] = same
                    yield Line(
                        "site",
                        "orgs.csv",
                        line,
                        name,
                        "Is the site of this name; linked to the roster.",
                        data={"do": "link", "id": key, "site_id": same},
                    )
                    continue
                called = name if same is None else f"{name[:150]} ({key[:40]})"
                taken[called.lower()] = -1
                self._new_sites[key] = called
                yield Line(
                    "site",
                    "orgs.csv",
                    line,
                    called,
                    "New site.",
                    data={"do": "add", "id": key, "name": called},
                )
                continue
            before, _, in_use = self.here.sites[number]
            if name != before and taken.get(name.lower(), number) == number:
                taken[name.lower()] = number
                yield Line(
                    "site",
                    "orgs.csv",
                    line,
                    name,
                    f"Was named {before}.",
                    data={"do": "rename", "site_id": number, "name": name},
                )
            if not in_use:
                yield Line(
                    "site", "orgs.csv", line, name, "Is in use again.", data={"do": "use", "site_id": number}
                )

    def _unused_sites(self) -> Iterator[Line]:
        """Sites that the file ends, or no longer has: out of use once nobody works there."""
        is_whole = self.about.get("orgs") == "bulk" and self._orgs
        for key, number in sorted(self._site_of.items(), key=lambda pair: pair[1]):
            name, _, in_use = self.here.sites.get(number, ("", None, False))
            told = self._orgs.get(key)
            if not in_use or (told and told[2]) or not (told or is_whole):
                continue
            yield Line(
                "site",
                "orgs.csv",
                told[3] if told else 0,
                name,
                "Goes out of use, if nobody works there any more.",
                data={"do": "retire", "site_id": number},
            )

    def _site(self, key: str) -> str | int | None:
        """The site of an org or a name: its number, its key if it is new, nothing when it is none of ours."""
        if key in self._orgs and self._orgs[key][1] not in SITES:
            return None
        return self._site_of.get(key) or (key if key in self._new_sites else None)

    def _site_name(self, site: str | int | None) -> str:
        if site is None:
            return "no site"
        return self.here.sites[site][0] if isinstance(site, int) else self._new_sites[site]

    # People

    def _one(self, said: dict[str, Any], emails: Counter, in_file: set[str]) -> Line | None:
        file, line = said["file"], said["line"]
        name = f"{said.get('given', '')} {said.get('family', '')}".strip()
        email = said.get("email", "")
        key = said.get("id") or None
        person = self._by_id.get(key) if key else None
        if email and not _ADDRESS.fullmatch(email):
            self._note(file, line, "The e-mail address is none.", "Left out.", name)
            email = ""
        if email and emails[email] > 1:
            self._note(
                file,
                line,
                f"The address {email} is of {emails[email]} people in the file.",
                "Not taken over; who is new was left out.",
                name,
            )
            email = ""
        linked = False
        if person is None and email:
            person, linked = self._linked(said, key, email, in_file, name)
            if person is None and linked:
                return None
        if person is None:
            if "family" not in said:
                return None
            return self._new(said, key, name, email)
        return self._known(person, said, key if linked else None, email, name)

    def _linked(self, said, key, email: str, in_file: set[str], name: str) -> tuple[Somebody | None, bool]:
        """Who has this address here and is linked from now on; (None, True): somebody has it who is another."""
        person = self._by_email.get(email)
        if person is None or key is None:
            return person, False
        if person.roster_id and (person.roster_id in in_file or self.about.get("mode") != "bulk"):
            self._note(
                said["file"],
                said["line"],
                f"{person.name} has the address {email}, under another identifier.",
                "Left out.",
                name,
                person,
            )
            return None, True
        self._by_id.pop(person.roster_id, None)
        self._by_id[key] = person
        return person, True

    def _new(self, said: dict[str, Any], key: str | None, name: str, email: str) -> Line | None:
        file, line = said["file"], said["line"]
        if not said["family"]:
            self._note(file, line, "There is no name.", "Left out.")
            return None
        if not email:
            if not said.get("email"):
                self._note(
                    file,
                    line,
                    "There is no e-mail address, and nobody signs in without one.",
                    "Left out.",
                    name,
                )
            return None
        wanted = self._wanted(said, None)
        if wanted is None:
            self.counts["ended"] = self.counts.get("ended", 0) + 1
            return None
        namesake = next((each for each in self._names[name.lower()] if each.roster_id != key), None)
        if namesake:
            self._note(
                file,
                line,
                f"{namesake.email} has the same name, and is not taken to be the same person.",
                "If they are, write this address there, and read the file again.",
                name,
                namesake,
            )
        data = {
            "roster_id": key,
            "facts": {
                "given_name": said["given"],
                "family_name": said["family"],
                "email": email,
                "position": wanted["position"] or "",
                "staff_kind": wanted["kind"] if wanted["kind"] is not None else "",
            },
        }
        data |= {
            "site": wanted["site"],
            "starts": wanted["starts"],
            "leads": wanted["leads"],
            "later": wanted["later"],
            "evaluator": said.get("evaluator", ""),
        }
        what = f"{self._kind(data['facts']['staff_kind'])}, {self._site_name(wanted['site'])}, {email}"
        if wanted["starts"]:
            what += f", from {_day(wanted['starts'])}"
        return Line("new", file, line, name, what + "." + self._leads_told(wanted["leads"]), data=data)

    def _known(
        self, person: Somebody, said: dict[str, Any], key: str | None, email: str, name: str
    ) -> Line | None:
        told, data = [], {}
        if key:
            told.append(
                "Is linked to the roster by the e-mail address."
                if not person.roster_id
                else "Has a new identifier in the roster."
            )
            data["roster_id"] = key
        facts = {}
        if said.get("family"):
            facts = {"given_name": said["given"], "family_name": said["family"]}
        if email and email != person.email:
            other = self._by_email.get(email)
            if other:
                self._note(
                    said["file"],
                    said["line"],
                    f"{other.name} has the address {email} already.",
                    f"{person.email} stays.",
                    person.name,
                    person,
                )
            else:
                facts["email"] = email
        wanted = self._wanted(said, person)
        if wanted is None:
            if person.roster_id:
                self._gone.setdefault(person.roster_id, (said["file"], said["line"]))
                self._kept.discard(person.roster_id)
            return None
        if said.get("position"):
            facts["position"] = said["position"]
        changed = {column: value for column, value in facts.items() if value != getattr(person, column)}
        told += [
            f"{FIELDS[column].capitalize()}: {getattr(person, column) or '–'} → {value}."
            for column, value in changed.items()
        ]
        if wanted["kind"] is not None and wanted["kind"] != person.staff_kind and not wanted["starts"]:
            changed["staff_kind"] = wanted["kind"]
            told.append(f"Kind of staff: {self._kind(person.staff_kind)} → {self._kind(wanted['kind'])}.")
        if changed:
            data["facts"] = changed
        moves = wanted["site"] is not None and wanted["site"] != person.site_id and not wanted["starts"]
        if moves:
            data["site"] = wanted["site"]
            plans = self.here.own_open.get(person.id, 0)
            with_them = f", with {_count(plans, 'open plan')}" if plans else ""
            told.append(
                f"Moves from {self._site_name(person.site_id)} to {self._site_name(wanted['site'])}{with_them}."
            )
        told += self._leading(person, said, wanted, data)
        later = wanted["later"]
        if later and self.here.placed.get(person.id) != (later[1], later[2], date.fromisoformat(later[0])):
            data["later"] = later
            told.append(f"From {_day(later[0])} on: {self._site_name(later[1])}, {self._kind(later[2])}.")
        evaluator = self._evaluator(person, said)
        if evaluator:
            data["evaluator"] = evaluator.email
            told.append(f"{evaluator.name} evaluates them from today.")
        if not person.is_active:
            told.insert(0, "Is back.")
        if not told:
            self.same += 1
            return None
        kind = "back" if not person.is_active else "moved" if moves else "changed"
        return Line(
            kind, said["file"], said["line"], name or person.name, " ".join(told)[:1000], person.id, data
        )

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
        self, person: Somebody, said: dict[str, Any], wanted: dict[str, Any], data: dict[str, Any]
    ) -> list[str]:
        """Which sites they lead from now on, and no longer."""
        if "roles" not in said:
            return []
        told, new, ends = [], [], []
        standing = [
            each
            for each in self.here.leads.get(person.id, [])
            if each.ends_on is None or each.ends_on >= self.today
        ]
        by_site = {each.site_id: each for each in standing}
        for site, begins, last in wanted["leads"]:
            before = by_site.pop(site, None)
            if before is None:
                new.append([site, begins, last])
            elif before.from_roster and last and before.ends_on != date.fromisoformat(last):
                ends.append([before.id, last])
                told.append(f"Leads {self._site_name(site)} until {_day(last)}.")
        gone = {self._site(org) for _, org in said.get("ended", ())}
        for each in by_site.values():
            if each.from_roster and (each.site_id in gone or not self._is_partial(said)):
                ends.append([each.id, ""])
                told.append(f"No longer leads {self._site_name(each.site_id)}.")
        if new:
            data["leads"] = new
        if ends:
            data["ends"] = ends
        return [*([self._leads_told(new).strip()] if new else []), *told]

    def _leads_told(self, leads: list) -> str:
        return "".join(
            f" Leads {self._site_name(site)}{' from ' + _day(begins) if begins else ''}{' until ' + _day(last) if last else ''}."
            for site, begins, last in leads
        )

    def _is_partial(self, said: dict[str, Any]) -> bool:
        return self.about.get("version", "").startswith("1.2") and self.about.get("roles") == "delta"

    def _wanted(self, said: dict[str, Any], person: Somebody | None) -> dict[str, Any] | None:
        """Where somebody works and as what, from which day on; None when every role of theirs has ended."""
        blank = {
            "kind": None,
            "site": None,
            "starts": "",
            "leads": [],
            "later": None,
            "position": said.get("position"),
        }
        if "site" in said:  # a list of one's own
            return blank | self._listed(said)
        if "roles" not in said:
            return blank if person else None
        today = self.today.isoformat()
        roles = [each for each in said["roles"] if not each[3] or each[3] >= today]
        if not roles:
            return blank if person and self._is_partial(said) else None
        now = [each for each in roles if not each[2] or each[2] <= today]
        if person and self._is_partial(said):
            now = [each for each in now if each[4]] or None
        leads = {}
        for role, org, begins, last, _ in roles:
            site = self._site(org)
            if role in LEADERS and site is not None:
                leads[site] = [site, begins if begins > today else "", last]
        found = blank | {"leads": list(leads.values())}
        if now is None:
            return found
        starts = "" if now else min(each[2] for each in roles)
        at = now or [each for each in roles if each[2] == starts]
        main = (
            said.get("main")
            if said.get("main") in {each[1] for each in at} or not any(each[2] for each in roles)
            else ""
        )
        site, kind, role = self._main(at, main)
        found |= {"site": site, "kind": kind, "starts": starts, "position": TITLES[role]}
        if site is None and any(each[1] for each in at) and kind:
            self._note(
                said["file"],
                said["line"],
                "None of their schools is in the file or here.",
                "Placed nowhere." if person is None else "Their site stays.",
                f"{said.get('given', '')} {said.get('family', '')}".strip(),
            )
        later = sorted({each[2] for each in roles if each[2] > today} - {starts})
        if later:
            then = [
                each
                for each in roles
                if (not each[2] or each[2] <= later[0]) and (not each[3] or each[3] >= later[0])
            ]
            next_site, next_kind, _ = self._main(then, said.get("main") or "")
            if (next_site, next_kind) != (site, kind) and next_site is not None:
                found["later"] = [later[0], next_site, next_kind]
        return found

    def _main(self, roles: list, main: str) -> tuple[str | int | None, str, str]:
        """The main site of these roles, and the kind of staff and the role there."""
        ordered = sorted(roles, key=lambda each: (each[1] != main, not each[4]))
        there = next((each for each in ordered if self._site(each[1]) is not None), None)
        site = self._site(main) if main and self._site(main) is not None else None
        if site is None and there:
            site = self._site(there[1])
        chosen = there or ordered[0]
        return site, self._kind_of(chosen[0], self._site(chosen[1])), chosen[0]

    def _kind_of(self, role: str, site: str | int | None) -> str:
        if role == "teacher":
            return "teacher"
        if role in LEADERS:
            return "leader" if site is not None else ""
        if role in OF_THE_DISTRICT:
            return ""
        kind = self.roles.get(role, NOT_TAKEN)
        return "" if kind == NOT_TAKEN else kind

    def _listed(self, said: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        name = f"{said.get('given', '')} {said.get('family', '')}".strip()
        if said["site"]:
            found["site"] = self._site_named.get(said["site"].lower())
            if found["site"] is None:
                self._note(
                    "list",
                    said["line"],
                    f"There is no site “{said['site'][:80]}”.",
                    "Add it, or write its name as it is here; the person’s site stays.",
                    name,
                )
        if said["kind"] is not None:
            words = {label.lower(): kind for kind, label in self.here.kinds.items()} | {
                kind: kind for kind in self.here.kinds
            }
            words |= {
                "teachers": "teacher",
                "administrator": "leader",
                "principal": "leader",
                "site leader": "leader",
            }
            found["kind"] = words.get(said["kind"].lower())
            if found["kind"] is None and said["kind"]:
                self._note(
                    "list",
                    said["line"],
                    f"“{said['kind'][:60]}” is no kind of staff here.",
                    "The kind of staff stays; for somebody new there is none.",
                    name,
                )
        return found

    # Who is gone

    def _leavers(self, in_file: set[str]) -> Iterator[Line]:
        absent = {}
        if self.about.get("mode") == "bulk" and self._has_identifiers():
            absent = {key: ("", 0) for key in self._by_id if key not in in_file and key not in self._gone}
        for key, (file, line) in {**self._gone, **absent}.items():
            person = self._by_id.get(key)
            if person is None or not person.is_active:
                continue
            if person.is_office:
                self._note(
                    file,
                    line,
                    f"{person.name} is gone from the roster and works in the office.",
                    "Nobody of the office is let go by a file; do it on their page.",
                    person.name,
                    person,
                )
                continue
            told = "Not in the file any more." if not file else "The file ends them."
            own, evaluates = self.here.own_open.get(person.id, 0), self.here.evaluates.get(person.id, 0)
            if own:
                told += f" {_count(own, 'open plan')} of their own {'stays' if own == 1 else 'stay'}, for the closing list."
            if evaluates:
                told += f" {_count(evaluates, 'open plan')} that they evaluate {'has' if evaluates == 1 else 'have'} to be handed over."
            yield Line("gone", file, line, person.name, told, person.id, {"own": own, "evaluates": evaluates})

    def _has_identifiers(self) -> bool:
        return any(each.get("id") for each in self._people)

    def _kind(self, kind: str) -> str:
        return (self.here.kinds.get(kind) or kind.capitalize()) if kind else "No plan of their own"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}/{day.day}/{day.year}"
