"""What of the district a person may have reports about: all of it, the sites they lead, the plans they evaluate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plf import rules
from plf.models import Person
from plf.people.queries import sites_led_by, stands_in_for
from plf.rules import HIDDEN, Role
from plf.teachers.queries import has_list


@dataclass(frozen=True)
class Scope:
    """Whose reports these are. `sites` None: all of them; `evaluators` None: whoever evaluates the plans."""

    roles: frozenset[Role]
    sites: tuple[int, ...] | None
    evaluators: tuple[int, ...] | None = None

    def at(self, site_id: int | None) -> "Scope":
        """Narrowed to one site. Raises HIDDEN for one that is not among theirs."""
        if site_id is None:
            return self
        if self.sites is not None and site_id not in self.sites:
            raise HIDDEN
        return Scope(self.roles, (site_id,), self.evaluators)


def scope_of(person: Person, *, on: date) -> Scope:
    """What a person has reports about on the day `on` (today): the widest of what they are."""
    if person.is_office:
        return Scope(frozenset({Role.OFFICE}), None)
    led = sites_led_by(person.id, on)
    if led:
        return Scope(frozenset({Role.SITE_LEADER}), tuple(sorted(led)))
    if has_list(person, on=on):
        return Scope(frozenset({Role.EVALUATOR}), None, (person.id, *stands_in_for(person.id, on)))
    return Scope(frozenset(), ())


def offered(scope: Scope) -> Iterable[str]:
    """The reports that somebody may have, in their order."""
    return [name for name in rules.REPORTS if rules.may_report(name, scope.roles)]
