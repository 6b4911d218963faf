"""What a plan would take from an exemplar, section by section: the one place that says what is taken and what is not. Pure.

Days are not taken: they were another year's. An indicator is taken where the plan's own rubric has the same one. What
the exemplar leaves empty stays as it stands in the plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plf import contents
from plf.contents import Text


@dataclass(frozen=True)
class Offer:
    """A section that an exemplar has. `mine` as it stands in the plan, `theirs` as it would be: both as frozen sections.

    takes     the fields that would change, and their new values
    replaces  something of one's own would go
    lost      indicators of the exemplar that one's own rubric does not have
    """

    name: str
    title: str
    mine: dict[str, Any]
    theirs: dict[str, Any]
    takes: Text
    replaces: bool
    lost: tuple[str, ...] = ()


def offers(
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    indicators: Sequence[Mapping[str, str]],
    rubric: Mapping[str, Mapping[str, str]],
) -> list[Offer]:
    """What a plan with the text `mine` could take from an exemplar's text, in the order of the form.

    `indicators` are the exemplar's, `rubric` is the plan's own (number → title, domain). Sections in which nothing
    would change are left out.
    """
    mine, theirs = contents.completed(mine), contents.completed(theirs)
    fits = [each for each in indicators if rubric.get(each["number"], {}).get("title") == each["title"]]
    theirs["indicators"] = [each["number"] for each in fits]
    lost = tuple(f"{each['number']} {each['title']}" for each in indicators if each not in fits)
    found = []
    for section in contents.PLAN:
        takes = {
            each.name: value
            for each in section.fields
            if (value := _taken(each, theirs[each.name])) and value != mine[each.name]
        }
        if takes:
            replaces = any(_is_begun(each, mine[each.name]) for each in section.fields if each.name in takes)
            would_be = {**mine, **takes}
            found.append(
                Offer(
                    section.name,
                    section.title,
                    _shown(section.name, mine, rubric),
                    _shown(section.name, would_be, rubric),
                    takes,
                    replaces,
                    lost if "indicators" in {each.name for each in section.fields} else (),
                )
            )
    return found


def _is_begun(each: contents.Field, value: Any) -> bool:
    return bool(contents.filled_rows(each, value) if each.kind == "rows" else value)


def _taken(each: contents.Field, value: Any) -> Any:
    if each.kind == "day":
        return ""
    if each.kind != "rows":
        return value
    days = {column.name for column in each.columns if column.kind == "day"}
    return [
        {name: "" if name in days else cell for name, cell in row.items()}
        for row in contents.filled_rows(each, value)
    ]


def _shown(name: str, text: Text, rubric: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return next(each for each in contents.frozen_sections(text, rubric) if each["name"] == name)
