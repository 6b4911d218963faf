"""What the roles of a roster mean here: where somebody works, as what kind of staff, and which sites they lead."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plf.roster.places import Places

LEADERS = ("administrator", "principal", "siteadministrator")
OF_THE_DISTRICT = ("districtadministrator", "systemadministrator")
# What the office decides: role → what it is called on the page.
OTHERS = {"aide": "Aides", "counselor": "Counselors", "proctor": "Proctors"}
NOT_TAKEN = "-"
TITLES = {
    "teacher": "Teacher", "administrator": "Administrator", "principal": "Principal", "aide": "Aide",
    "siteadministrator": "Site administrator", "districtadministrator": "District administrator",
    "systemadministrator": "System administrator", "counselor": "Counselor", "proctor": "Proctor",
}  # fmt: skip
# Beside the kinds of staff themselves, what a list of one's own calls them.
ALSO = {"teachers": "teacher", "administrator": "leader", "principal": "leader", "site leader": "leader"}

Note = Callable[[str, str], None]  # what the office should know, and what was done


@dataclass
class Wanted:
    """Where somebody works and as what, by the file. None where the file does not say.

    `site` is as Places tells it; `starts` is the first day (ISO), empty for today; `leads` has a site, its first day
    (empty for today) and its last (empty for none) each; `later` a day, a site and a kind of staff.
    """

    kind: str | None = None
    site: str | int | None = None
    starts: str = ""
    leads: list[list] = field(default_factory=list)
    later: list | None = None
    position: str | None = None


class Meaning:
    """`kinds`: kind of staff → label; `roles`: what the office has the other roles become; `today` is the district's day."""

    def __init__(self, places: Places, kinds: dict[str, str], roles: dict[str, str], *, today: date) -> None:
        self._places, self._roles, self._today = places, roles, today.isoformat()
        self._kind_named = {label.lower(): kind for kind, label in kinds.items()}
        self._kind_named |= {kind: kind for kind in kinds} | ALSO

    def wanted(self, said: dict[str, Any], *, is_known: bool, is_partial: bool, note: Note) -> Wanted | None:
        """What the file wants of somebody; None when every role of theirs has ended.

        `is_known`: they are here already. `is_partial`: the file has only those of their roles that changed.
        """
        if "site" in said:  # a list of one's own
            return self._listed(said, note)
        if "roles" not in said:
            return Wanted() if is_known else None
        roles = [each for each in said["roles"] if not each[3] or each[3] >= self._today]
        if not roles:
            return Wanted() if is_known and is_partial else None
        wanted = Wanted(leads=self._leads(roles))
        at = _on(roles, self._today)
        if is_known and is_partial:
            at = [each for each in at if each[4]]
            if not at:
                return wanted
        if not at:
            wanted.starts = min(each[2] for each in roles)
            at = [each for each in roles if each[2] == wanted.starts]
        # A main site whose role has ended, or has yet to begin, is no longer the main site, or not yet.
        says_main = said.get("main") in {each[1] for each in at} or not any(each[2] for each in roles)
        wanted.site, wanted.kind, role = self._main(at, said.get("main", "") if says_main else "")
        wanted.position = TITLES[role]
        if wanted.site is None and wanted.kind and any(each[1] for each in at):
            note(
                "None of their schools is in the file or here.",
                "Their site stays." if is_known else "Placed nowhere.",
            )
        wanted.later = self._later(roles, said.get("main") or "", wanted)
        return wanted

    def _leads(self, roles: list) -> list[list]:
        leads = {}
        for role, org, begins, last, _ in roles:
            site = self._places.site(org)
            if role in LEADERS and site is not None:
                leads[site] = [site, begins if begins > self._today else "", last]
        return list(leads.values())

    def _later(self, roles: list, main: str, wanted: Wanted) -> list | None:
        """The next day on which another site or kind begins."""
        days = sorted({each[2] for each in roles if each[2] > self._today} - {wanted.starts})
        if not days:
            return None
        site, kind, _ = self._main(_on(roles, days[0]), main)
        return (
            [days[0], site, kind] if site is not None and (site, kind) != (wanted.site, wanted.kind) else None
        )

    def _main(self, roles: list, main: str) -> tuple[str | int | None, str, str]:
        """The main site of these roles, and the kind of staff and the role there."""
        ordered = sorted(roles, key=lambda each: (each[1] != main, not each[4]))
        there = next((each for each in ordered if self._places.site(each[1]) is not None), None)
        site = self._places.site(main) if main else None
        if site is None and there:
            site = self._places.site(there[1])
        role, org, *_ = there or ordered[0]
        return site, self._kind_of(role, self._places.site(org)), role

    def _kind_of(self, role: str, site: str | int | None) -> str:
        if role == "teacher":
            return "teacher"
        if role in LEADERS:
            return "leader" if site is not None else ""
        if role in OF_THE_DISTRICT:
            return ""
        kind = self._roles.get(role, NOT_TAKEN)
        return "" if kind == NOT_TAKEN else kind

    def _listed(self, said: dict[str, Any], note: Note) -> Wanted:
        wanted = Wanted(position=said.get("position"))
        if said["site"]:
            wanted.site = self._places.named(said["site"])
            if wanted.site is None:
                note(
                    f"There is no site “{said['site'][:80]}”.",
                    "Add it, or write its name as it is here; the person’s site stays.",
                )
        if said["kind"] is not None:
            wanted.kind = self._kind_named.get(said["kind"].lower())
            if wanted.kind is None and said["kind"]:
                note(
                    f"“{said['kind'][:60]}” is no kind of staff here.",
                    "The kind of staff stays; for somebody new there is none.",
                )
        return wanted


def _on(roles: list, day: str) -> list:
    """Those of the roles that hold on a day."""
    return [each for each in roles if (not each[2] or each[2] <= day) and (not each[3] or each[3] >= day)]
