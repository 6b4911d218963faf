"""What may be typed about an exemplar: its text by the list in plf.contents, its notes, and what replaces found words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from plf import contents
from plf.exemplars.contents import CHECKPOINT_PREFIX, SECTIONS, Shown


def read_shown(form: MultiDict, before: Shown, known: Mapping[str, Mapping[str, str]] | None = None) -> Shown:
    """What was typed for an exemplar; what was not posted stays as it was before.

    `known`: the indicators to choose from, for an exemplar of the office; None: they stay as the plan had them.
    A row that was emptied goes, and with it what the checkpoint says about it.
    """
    chosen = {
        name: " ".join(contents.clean(form[name]).split())
        for name in ("title", "summary", "staff_kind", "subject", "grade_band")
        if name in form
    }
    text = contents.completed({**before.text, **_read(form, "plan", "")})
    if known is None:
        text["indicators"] = list(contents.completed(before.text)["indicators"])
        indicators = list(before.indicators)
    else:
        numbers = [number for number in form.getlist("indicators") if number in known]
        text["indicators"] = numbers[: contents.MOST_INDICATORS]
        indicators = [dict(known[number]) for number in text["indicators"]]
    kept = _kept(contents.FIELDS["plan"]["steps"], text["steps"])
    for name in ("learning", "steps"):
        rows = text[name]
        text[name] = [rows[number] for number in _kept(contents.FIELDS["plan"][name], rows)]
    checkpoint = _read_checkpoint(form, before, kept, [row.get("what", "") for row in text["steps"]])
    return replace(before, **chosen, indicators=indicators, text=text, checkpoint=checkpoint)


def _read_checkpoint(
    form: MultiDict, before: Shown, kept: list[int], steps: list[str]
) -> dict[str, Any] | None:
    typed = _read(form, "checkpoint", CHECKPOINT_PREFIX)
    whole = contents.completed({**(before.checkpoint or {}), **typed}, "checkpoint")
    answers = whole["steps"]
    whole["steps"] = [answers[number] if number < len(answers) else {} for number in kept]
    whole = contents.answering(whole, steps)
    return whole if contents.is_begun(whole, "checkpoint") else None


def _kept(each: contents.Field, rows: list[dict[str, str]]) -> list[int]:
    return [number for number, row in enumerate(rows) if contents.filled_rows(each, [row])]


def _read(form: MultiDict, kind: str, prefix: str) -> dict[str, Any]:
    text: dict[str, Any] = {}
    for name, each in contents.FIELDS[kind].items():
        posted = f"{prefix}{name}"
        if each.kind == "rows" and f"{posted}-rows" in form:
            text[name] = [
                {
                    column.name: contents.clean(form.get(f"{posted}-{number}-{column.name}", ""))
                    for column in each.columns
                    if not column.given
                }
                for number in range(_how_many(form[f"{posted}-rows"]))
            ]
        elif each.kind not in ("rows", "indicators", "outcomes") and posted in form:
            text[name] = contents.clean(form[posted])
    return text


def _how_many(typed: str) -> int:
    return min(int(typed), contents.MOST_ROWS) if typed.isdecimal() and len(typed) < 4 else 0


def read_notes(form: MultiDict) -> dict[str, str]:
    """The office's notes: {section: what was typed}."""
    return {section: form.get(f"note-{section}", "") for section in SECTIONS}


def read_chosen(form: MultiDict) -> dict[str, str]:
    """What was decided about found words: the words → what to put there; those left undecided are left out.

    The form names each by its number: "found-3" holds the words, "what-3" is "replace" or "stays", "put-3" the others.
    """
    chosen = {}
    for number in range(_found_in(form)):
        words, what = form.get(f"found-{number}", ""), form.get(f"what-{number}", "")
        if words and what in ("replace", "stays"):
            chosen[words] = words if what == "stays" else form.get(f"put-{number}", "")
    return chosen


def _found_in(form: MultiDict) -> int:
    typed = form.get("found-count", "")
    return min(int(typed), 1000) if typed.isdecimal() and len(typed) < 5 else 0
