"""Who and what is here when a roster comes, and one line of what it would change."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


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
