"""What one may choose of a print: paper, levels, columns, and what stands above the table."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from plf.action_plans.contents import LEVELS
from plf.editions.shown import Column
from plf.table_prints.papers import SIZES, Choice


def choice_of(asked: MultiDict, columns: Sequence[Column]) -> Choice:
    """What an address asks for; everything where it says nothing. What it names and nobody offers counts for nothing.

    A form without a box ticked sends no name at all: `chosen` says that it was the form.
    """
    size = asked.get("size", "letter")
    if "chosen" not in asked:
        return Choice(size=size if size in SIZES else "letter")
    levels = tuple(level for level, name in enumerate(LEVELS) if name in asked.getlist("level"))
    return Choice(
        size=size if size in SIZES else "letter",
        levels=levels or tuple(range(len(LEVELS))),
        columns=[each.name for each in columns if each.name in asked.getlist("column")],
        head="head" in asked,
    )
