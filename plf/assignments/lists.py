"""Reads a list of people that was pasted in: an e-mail address, a number of the roster, or a name on each line."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LINES = 3000
_ADDRESS = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")


@dataclass(frozen=True)
class Read:
    """What came of a list: who was found, and what is wrong with each line that names nobody or several (line → sentence)."""

    person_ids: frozenset[int]
    problems: dict[str, str]


class Directory:
    """People by address, number of the roster and name. Each person: id, address, roster's number, given and family name."""

    def __init__(self, people: Iterable[tuple[int, str, str | None, str, str]]) -> None:
        self._by_key: dict[str, int] = {}
        self._by_name: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for person_id, email, roster_id, given, family in people:
            self._by_key[email] = person_id
            if roster_id:
                self._by_key[_same(roster_id)] = person_id
            for name in {f"{given} {family}", f"{family} {given}", f"{family}, {given}"}:
                self._by_name[_same(name)].append((person_id, email))

    def read(self, text: str) -> Read:
        """Find who is meant, line by line; empty lines and a line that was given before count for nothing."""
        found, problems = set(), {}
        for line in dict.fromkeys(" ".join(each.split()) for each in text.splitlines()):
            if not line:
                continue
            ids = self._meant(line)
            if len(ids) == 1:
                found.add(ids[0][0])
            elif ids:
                which = " or ".join(email for _, email in sorted(ids, key=lambda each: each[1])[:3])
                problems[line] = f"“{_cut(line)}” is the name of {len(ids)} people. Write {which} instead."
            else:
                problems[line] = (
                    f"“{_cut(line)}” was not found among the people you may assign a plan. Check the spelling, or "
                    "write the e-mail address."
                )
        return Read(frozenset(found), problems)

    def _meant(self, line: str) -> list[tuple[int, str]]:
        address = _ADDRESS.search(line)
        for key in (_same(line), address.group().lower() if address else ""):
            if key in self._by_key:
                return [(self._by_key[key], "")]
        return self._by_name.get(_same(line), [])


def _same(text: str) -> str:
    return " ".join(text.casefold().split())


def _cut(line: str) -> str:
    return line if len(line) <= 80 else f"{line[:79]}…"
