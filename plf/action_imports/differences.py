"""What an import would change in an action plan that has rows: same, changed cell by cell, new, not in the file. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from plf.action_plans import contents
from plf.action_plans.contents import HEAD, STATUSES

ALIKE = 0.6  # of the characters of two texts, so that both are the same row in other words


@dataclass(frozen=True)
class Change:
    """A cell that the file has otherwise: `key` of the row of the plan, or "head"."""

    key: str
    cell: str
    named: str
    before: str
    after: str

    @property
    def id(self) -> str:
        """How the page's form names it."""
        return f"{self.key}:{self.cell}"


@dataclass
class Differences:
    """matched: {key in the file: key in the plan}; added: rows of the file; gone: rows of the plan that it lacks."""

    matched: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    added: list[contents.Placed] = field(default_factory=list)
    gone: list[contents.Placed] = field(default_factory=list)
    same: int = 0


def differences(now: Mapping[str, Any], new: Mapping[str, Any], *, by_key: bool = False) -> Differences:
    """From the plan as it stands to the file. `by_key`: keys of the file are the plan's own (JSON)."""
    found = Differences()
    for part in HEAD:
        if new[part.name] and new[part.name] != now[part.name]:
            found.changes.append(Change("head", part.name, part.title, now[part.name], new[part.name]))
    here = {each.row["key"]: each for each in contents.placed(now)}
    _match(now["rows"], new["rows"], found, here if by_key else {})
    titles = {each["key"]: each["title"] for each in new["columns"]}
    ours = {each["key"]: each["title"] for each in now["columns"]}
    for each in contents.placed(new):
        key = found.matched.get(each.row["key"])
        if key is None:
            found.added.append(each)
            continue
        old = here[key]
        before, after = words_of(old.row, ours), words_of(each.row, titles)
        changed = [
            Change(key, cell, f"{old.label} {old.row['text'][:80]}", before.get(cell, ""), words)
            for cell, words in after.items()
            if words and words != before.get(cell, "")
        ]
        found.changes += changed
        found.same += not changed
    taken = set(found.matched.values())
    found.gone = [each for key, each in here.items() if key not in taken]
    return found


def _match(
    now: Sequence[Mapping[str, Any]],
    new: Sequence[Mapping[str, Any]],
    found: Differences,
    by_key: Mapping[str, Any],
) -> None:
    left = list(now)
    pairs: dict[str, Mapping[str, Any]] = {}
    for how in (_same_key(by_key), _same_text, _alike):
        for row in new:
            if row["key"] in pairs:
                continue
            best = max(left, key=lambda each: how(each, row), default=None)
            if best is not None and how(best, row) >= ALIKE:
                pairs[row["key"]] = best
                left.remove(best)
    for row in new:
        if row["key"] in pairs:
            found.matched[row["key"]] = pairs[row["key"]]["key"]
            _match(pairs[row["key"]]["rows"], row["rows"], found, by_key)


def _same_key(by_key: Mapping[str, Any]):
    return lambda here, row: float(row["key"] in by_key and here["key"] == row["key"])


def _same_text(here: Mapping[str, Any], row: Mapping[str, Any]) -> float:
    return float(here["text"] == row["text"])


def _alike(here: Mapping[str, Any], row: Mapping[str, Any]) -> float:
    matcher = SequenceMatcher(None, here["text"][:300], row["text"][:300], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def words_of(row: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row as words, to be compared and shown: {cell: words}; own columns by "own " and their title.

    A status that is not begun and an empty cell say nothing: a file that has no such column changes nothing.
    """
    return {
        **{name: row[name] for name in ("text", "strategy", "resources", "interdependencies", "question")},
        "starts": row["starts"],
        "ends": row["ends"],
        "team": "\n".join(each["name"] for each in row["team"]),
        "status": STATUSES[row["status"]] if row["status"] != "not_started" else "",
        "owner": row["owner"]["name"] if row["owner"] else "",
        **{f"own {titles[key]}": said for key, said in row["extra"].items() if key in titles},
    }


def whole(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every row, those under others too."""
    for row in rows:
        yield row
        yield from whole(row["rows"])
