"""What an import would change in an action plan that has rows: change by change, each named as people name it. Pure."""

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from plf.action_exports.cells import link, note
from plf.action_imports.understanding import Understood, link_words
from plf.action_plans import contents
from plf.action_plans.contents import COLUMN, HEAD, LINKS, STATUSES, STRATEGY, TEXT, heading
from plf.contents import compare_texts
from plf.editions.comparing import moved

ALIKE = 0.6  # of the characters of two texts, so that both are the same row in other words
ABOVE, HEADS = "Above the table", "Headings and columns"
ADDED, CHANGED, TAKEN, MOVED = "added", "changed", "taken away", "moved"
_WORDS = ("text", "strategy", "team", "resources", "interdependencies", "starts", "ends", "status", "owner", "question")  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that the file has otherwise.

    id      how the page's form names it
    of      what it belongs to: "Above the table", "1a Agree on …"
    what    which part of that: "Potential Resources"
    how     ADDED, CHANGED, MOVED, or TAKEN: the file could say it and does not
    part    where it is written: ("head", name), ("heading", column, "title" or "hint"), ("column", key, …),
            ("cell", row, cell), ("note", row, its number in the file), ("link", row, kind, to), ("place", row), ("row", key)
    """

    id: str
    of: str
    what: str
    how: str
    before: str
    after: str
    part: tuple[str, ...]

    @property
    def runs(self) -> list[tuple[str, str]]:
        """Both texts in one, word by word: runs of "same", "gone" and "new". Empty where little of a text has stayed."""
        if not (self.before and self.after) or self.how == MOVED:
            return []
        left, right = compare_texts(self.before, self.after)
        found, rest = [], iter(right)
        for kind, words in left:
            if kind == "same":
                for each in rest:
                    found.append(each)
                    if each[0] == "same":
                        break
            else:
                found.append((kind, words))
        found += rest
        same = sum(len(words) for kind, words in found if kind == "same")
        return found if same * 2 > max(len(self.before), len(self.after)) and same > 20 else []


@dataclass
class Differences:
    """matched: {row in the file: row of the plan}, columns: the same; gone: rows of the plan that the file lacks.

    named       {row in the file: how it is named}, as the plan has it where it is there
    same        how many rows say the same
    kept_notes  dated notes that the file could have and lacks; they stay
    """

    matched: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    gone: list[contents.Placed] = field(default_factory=list)
    same: int = 0
    kept_notes: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether the file says what the action plan says."""
        return not (self.changes or self.gone)

    @property
    def groups(self) -> list[tuple[str, list[Change]]]:
        """The changes by what they belong to, in order."""
        found: list[tuple[str, list[Change]]] = []
        for each in self.changes:
            if not found or found[-1][0] != each.of:
                found.append((each.of, []))
            found[-1][1].append(each)
        return found

    @property
    def usual(self) -> set[str]:
        """What is marked to begin with: everything but what would be taken away."""
        return {each.id for each in self.changes if each.how != TAKEN}

    @property
    def brings_notes(self) -> bool:
        """Whether dated notes come with it."""
        return any(each.part[0] == "note" for each in self.changes)


def differences(now: Mapping[str, Any], made: Understood, outside: Mapping[str, int]) -> Differences:
    """From the action plan as it stands to what was read. `outside`: rows of other action plans, by their keys."""
    return _Comparing(now, made, outside).all()


def whole(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every row, those under others too."""
    for row in rows:
        yield row
        yield from whole(row["rows"])


class _Comparing:
    def __init__(self, now: Mapping[str, Any], made: Understood, outside: Mapping[str, int]) -> None:
        self.now, self.new, self.tells, self.outside = now, made.text, made.tells, outside
        self.is_ours = made.has_our_keys
        self.found = Differences()
        self.here = {each.row["key"]: each for each in contents.placed(now)}
        self.there = {each.row["key"]: each for each in contents.placed(self.new)}
        self.reread = {} if self.is_ours else _reread(now)

    def all(self) -> Differences:
        found = self.found
        found.matched = _matched(self.now["rows"], self.new["rows"], self.here if self.is_ours else {})
        found.named = {
            key: named_of(self.here.get(found.matched.get(key, ""), each)) for key, each in self.there.items()
        }
        self._head()
        self._headings()
        self._columns()
        places = self._places()
        for each in self.there.values():
            key = found.matched.get(each.row["key"])
            if key is None:
                self._new_row(each)
                continue
            before = len(found.changes)
            self._row(self.here[key], each, is_moved=key in places)
            found.same += len(found.changes) == before
        taken = set(found.matched.values())
        found.gone = [each for key, each in self.here.items() if key not in taken]
        return found

    def _say(self, part: tuple[str, ...], of: str, what: str, before: str, after: str, how: str = "") -> None:
        how = how or (CHANGED if before and after else ADDED if after else TAKEN)
        named = part[1:] if part[0] in ("cell", "place") else part
        self.found.changes.append(Change(":".join(named), of, what, how, before, after, part))

    # Above the table, and its columns

    def _head(self) -> None:
        for part in HEAD:
            before, after = self.now[part.name], self.new[part.name]
            if before != after and (after or ("head" in self.tells and part.name != "title")):
                self._say(("head", part.name), ABOVE, part.title, before, after)

    def _headings(self) -> None:
        for name, standard in COLUMN.items():
            own, said = self.now["headings"].get(name, {}), self.new["headings"].get(name, {})
            for place, part in enumerate(("title", "hint")):
                before = heading(name, self.now["headings"])[place]
                what = f"{'Heading' if part == 'title' else 'Hint'} of “{standard.title}”"
                if said.get(part, before) != before:
                    self._say(("heading", name, part), HEADS, what, before, said[part])
                elif own.get(part) and not said.get(part) and "headings" in self.tells:
                    usual = heading(name, {})[place]
                    self._say(("heading", name, part), HEADS, what, before, usual, TAKEN)

    def _columns(self) -> None:
        here = {each["key"]: each for each in self.now["columns"]}
        self.found.columns = columns = self._same_columns()
        for each in self.new["columns"]:
            key = columns.get(each["key"])
            if key is None:
                self._new_column(each)
                continue
            old, what = here[key], f"Column “{here[key]['title']}”"
            if each["title"] != old["title"]:
                self._say(("column", key, "title"), HEADS, f"{what}: heading", old["title"], each["title"])
            if each["hint"] != old["hint"] and (each["hint"] or "columns" in self.tells):
                self._say(("column", key, "hint"), HEADS, f"{what}: hint", old["hint"], each["hint"])
        for key, old in here.items():
            if key not in columns.values() and "columns" in self.tells:
                self._say(("column", key, "gone"), HEADS, f"Column “{old['title']}”", old["title"], "")

        self._order()

    def _order(self) -> None:
        """New columns come after the others, unless the order is taken as well."""
        titles = {each["key"]: each["title"] for each in self.new["columns"]}
        ours = {key: place for place, key in enumerate(each["key"] for each in self.now["columns"])}
        stands = sorted(titles, key=lambda key: ours.get(self.found.columns.get(key, ""), len(ours)))
        if stands != list(titles) and "columns" in self.tells:
            before, after = (", ".join(titles[key] for key in keys) for keys in (stands, titles))
            self._say(("column", "", "order"), HEADS, "Order of your own columns", before, after)

    def _same_columns(self) -> dict[str, str]:
        """{column of the file: column of the plan}: by their keys where they are ours, else by title.

        One at the place of one that is missing is the same under another heading, unless other things are in it.
        """
        ours, left = list(self.now["columns"]), list(self.now["columns"])
        found = {}
        for each in self.new["columns"]:
            by_key = [old for old in left if self.is_ours and old["key"] == each["key"]]
            for old in (by_key or [old for old in left if old["title"] == each["title"]])[:1]:
                found[each["key"]] = old["key"]
                left.remove(old)
        for place, each in enumerate(self.new["columns"]):
            there = ours[place] if place < len(ours) and "columns" in self.tells else None
            if each["key"] not in found and there in left and self._has_the_same(there["key"], each["key"]):
                found[each["key"]] = there["key"]
                left.remove(there)
        return found

    def _has_the_same(self, old: str, new: str) -> bool:
        pairs = [(self.here[mine].row, self.there[key].row) for key, mine in self.found.matched.items()]
        filled = [(was["extra"][old], row["extra"].get(new)) for was, row in pairs if was["extra"].get(old)]
        return not filled or any(was == said for was, said in filled)

    def _new_column(self, column: Mapping[str, str]) -> None:
        said = [column["hint"]] + [
            f"{self.found.named[key]}: {each.row['extra'][column['key']]}"
            for key, each in self.there.items()
            if each.row["extra"].get(column["key"])
        ]
        words = "\n".join(filter(None, said)) or column["title"]
        self._say(("column", column["key"], "new"), HEADS, f"New column “{column['title']}”", "", words)

    # Rows

    def _places(self) -> set[str]:
        """The rows of the plan that stand elsewhere in the file."""
        keys = {**{key: f"+{key}" for key in self.there}, **self.found.matched}

        def keyed(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
            return [{**row, "key": keys[row["key"]], "rows": keyed(row["rows"])} for row in rows]

        return moved(self.now, {**self.new, "rows": keyed(self.new["rows"])})

    def _new_row(self, each: contents.Placed) -> None:
        row = each.row
        said = {**words_of(row), "strategy": row["strategy"]}
        titles = self._titles()
        said["team"] = _one_line(said["team"])
        lines = [f"{titles[name]}: {said[name]}" for name in _WORDS[1:] if said[name] and name != "status"]
        lines += [f"{titles['status']}: {said['status']}"] if row["status"] != "not_started" else []
        lines += [self._link_named(one) for one in row["links"]]
        lines += [f"Dated note: {note(one)}" for one in row["notes"]]
        named = {one["key"]: one["title"] for one in self.new["columns"]}
        lines += [f"{named[key]}: {words}" for key, words in row["extra"].items() if key in named and words]
        what = contents.LEVEL_TITLES[each.level]
        after = "\n".join([row["text"], *lines])
        self._say(("add", row["key"]), f"New: {named_of(each)}", what, "", after)

    def _row(self, old: contents.Placed, each: contents.Placed, *, is_moved: bool) -> None:
        key, of, titles = old.row["key"], named_of(old), self._titles()
        links, after_words = self._links_of(each.row, old.row)
        reread = self.reread.get(key)
        links_stay = reread == (links, after_words)
        before, after = words_of(old.row), {**words_of(each.row), "interdependencies": after_words}
        for cell in _WORDS:
            if before[cell] == after[cell] or (cell == "interdependencies" and links_stay):
                continue
            if cell == "team" and {*before[cell].split("\n")} == {*after[cell].split("\n")}:
                continue  # the same people
            if cell == "status" and each.row["status"] == "not_started" and cell not in self.tells:
                continue
            if after[cell] or (cell in self.tells and cell != "text"):
                said = [_one_line(one[cell]) if cell == "team" else one[cell] for one in (before, after)]
                self._say(("cell", key, cell), of, titles[cell], *said)
        for column in self.new["columns"]:
            own = self.found.columns.get(column["key"])
            if own is None:
                continue
            said, was = each.row["extra"].get(column["key"], ""), old.row["extra"].get(own, "")
            if said != was and (said or "extra" in self.tells):
                self._say(("cell", key, own), of, column["title"], was, said)
        if not links_stay:
            self._links(old.row, links, of)
        self._notes(old.row, each.row, of)
        if is_moved:
            self._say(("place", key), of, "Where it stands", _stands(old), _stands(each), MOVED)

    def _titles(self) -> dict[str, str]:
        own = {name: heading(name, self.now["headings"])[0] for name in _WORDS[2:]}
        return {"text": TEXT.title, "strategy": STRATEGY.title, **own}

    def _links_of(
        self, row: Mapping[str, Any], old: Mapping[str, Any]
    ) -> tuple[dict[tuple[str, str], str], str]:
        """The links of a row of the file, {(kind, to): note}, and the words beside them.

        What leads to a row that is not there is words, as it would be written; words that say what leads to another
        action plan already are that link.
        """
        found, lost = {}, []
        for each in row["links"]:
            to = self._to(each)
            if to is None or to == old["key"]:
                lost.append(link(each))
            else:
                found[each["kind"], to] = each["note"]
        across = [each for each in old["links"] if each["plan"] and (each["kind"], each["to"]) not in found]
        if not lost and not across:
            return found, row["interdependencies"]
        words = []
        for line in [*row["interdependencies"].split("\n"), *lost]:
            same = _same_across(line, across)
            if same is None:
                words.append(line)
            else:
                across.remove(same)
                found[same["kind"], same["to"]] = same["note"]
        return found, "\n".join(words).strip("\n")

    def _to(self, each: Mapping[str, Any]) -> str | None:
        """Where a link of the file leads: a row of the plan, "+" and a new row of the file, or nowhere (None)."""
        if each["to"] in self.there:
            return self.found.matched.get(each["to"], f"+{each['to']}")
        return each["to"] if each["to"] in self.outside else None

    def _links(self, old: Mapping[str, Any], links: Mapping[tuple[str, str], str], of: str) -> None:
        now = {(each["kind"], each["to"]): each for each in old["links"]}
        what = heading("interdependencies", self.now["headings"])[0]
        for (kind, to), said in links.items():
            there = now.get((kind, to))
            if there is None or there["note"] != said:
                before = self._said(kind, to, there["note"]) if there else ""
                self._say(("link", old["key"], kind, to), of, what, before, self._said(kind, to, said))
        if "links" in self.tells:
            for (kind, to), each in now.items():
                if (kind, to) not in links:
                    part = ("link", old["key"], kind, to)
                    self._say(part, of, what, self._said(kind, to, each["note"]), "")

    def _said(self, kind: str, to: str, words: str) -> str:
        there = self.there[to[1:]] if to[:1] == "+" else self.here.get(to)
        named = named_of(there) if there else self._named_outside(to)
        return f"{LINKS[kind]} {named}{f': {words}' if words else ''}"

    def _named_outside(self, key: str) -> str:
        rows = [*whole(self.now["rows"]), *whole(self.new["rows"])]
        each = next(one for row in rows for one in row["links"] if one["to"] == key)
        return f"{each['label']} of “{each['plan']}”"

    def _link_named(self, each: Mapping[str, Any]) -> str:
        to = self._to(each)
        return self._said(each["kind"], to, each["note"]) if to else link(each)

    def _notes(self, old: Mapping[str, Any], row: Mapping[str, Any], of: str) -> None:
        """Dated notes are a record: those that are not there yet are added, and none is taken away."""
        there = Counter(_noted(each, name=True) for each in old["notes"])
        new = []
        for number, each in enumerate(row["notes"]):
            if there[_noted(each, name=True)]:
                there[_noted(each, name=True)] -= 1
            else:
                new.append((number, each))
        # Whoever said it may have another name by now.
        renamed: Counter[tuple[str, ...]] = Counter()
        for each, count in there.items():
            renamed[each[:3]] += count
        for number, each in new:
            if renamed[_noted(each)]:
                renamed[_noted(each)] -= 1
            else:
                self._say(("note", old["key"], str(number)), of, "Dated note", "", note(each))
        if "notes" in self.tells:
            self.found.kept_notes += sum(renamed.values())


def words_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row as words, to be compared and shown: {cell: words}."""
    return {
        **{name: row[name] for name in ("text", "strategy", "resources", "interdependencies", "question")},
        "starts": row["starts"],
        "ends": row["ends"],
        "team": "\n".join(each["name"] for each in row["team"]),
        "status": STATUSES[row["status"]],
        "owner": row["owner"]["name"] if row["owner"] else "",
    }


def _one_line(names: str) -> str:
    return names.replace("\n", ", ")


def named_of(each: contents.Placed) -> str:
    """A row as it is named: its label, and what it says as far as it fits on a line."""
    said = each.row["text"]
    return f"{each.label} {said[:80]}{'…' if len(said) > 80 else ''}"


def _stands(each: contents.Placed) -> str:
    return f"{each.label}, under “{each.above['text'][:80]}”" if each.above else f"{each.label}, a priority"


def _noted(each: Mapping[str, Any], *, name: bool = False) -> tuple[str, ...]:
    said = (each["on"], each["status"], each["text"])
    return (*said, each["name"].casefold()) if name else said


def _same_across(line: str, across: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The link to another action plan that a line of words says, whatever its label is by now."""
    for each in sorted(across, key=lambda one: link(one) != line):
        begin, end = link({**each, "label": "\0"}).split("\0")
        label = line[len(begin) : len(line) - len(end)]
        if line.startswith(begin) and line.endswith(end) and label and not label.count(" "):
            return each
    return None


def _reread(now: Mapping[str, Any]) -> dict[str, tuple[dict[tuple[str, str], str], str]]:
    """What the links and words of each row are when a file says them: words that name a row are read as a link."""
    text = copy.deepcopy({"rows": now["rows"]})
    link_words(text, {each.label: each.row for each in contents.placed(text)})
    return {
        row["key"]: (
            {(one["kind"], one["to"]): one["note"] for one in row["links"]},
            row["interdependencies"],
        )
        for row in whole(text["rows"])
    }


# Which row is which


def _matched(
    now: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], ours: Mapping[str, Any]
) -> dict[str, str]:
    """{row of the file: row of the plan}: by key where keys are ours, by their words under the same row, by words that
    stand once in both."""
    found = {row["key"]: row["key"] for row in whole(new) if row["key"] in ours}
    _match(now, new, found)
    once = _once(row for row in whole(new) if row["key"] not in found)
    taken = set(found.values())
    there = _once(row for row in whole(now) if row["key"] not in taken)
    for text, row in once.items():
        if text in there and row["key"] not in found and there[text]["key"] not in found.values():
            found[row["key"]] = there[text]["key"]
            _match(there[text]["rows"], row["rows"], found)
    return found


def _once(rows: Iterator[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    every = list(rows)
    counts = Counter(row["text"] for row in every)
    return {row["text"]: row for row in every if counts[row["text"]] == 1}


def _match(now: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], found: dict[str, str]) -> None:
    taken = set(found.values())
    left = [row for row in now if row["key"] not in taken]
    for how in (_same_text, _alike):
        for row in new:
            if row["key"] in found:
                continue
            best = max(left, key=lambda each: how(each, row), default=None)
            if best is not None and how(best, row) >= ALIKE:
                found[row["key"]] = best["key"]
                left.remove(best)
    here = {row["key"]: row for row in now}
    for row in new:
        if found.get(row["key"]) in here:
            _match(here[found[row["key"]]]["rows"], row["rows"], found)


def _same_text(here: Mapping[str, Any], row: Mapping[str, Any]) -> float:
    return float(here["text"] == row["text"])


def _alike(here: Mapping[str, Any], row: Mapping[str, Any]) -> float:
    matcher = SequenceMatcher(None, here["text"][:300], row["text"][:300], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0
