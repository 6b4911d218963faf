"""What an exemplar holds beside the text of a plan: subjects, grade bands, limits, and what exactly is agreed to. Pure."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from plf import contents

TITLE_LIMIT, SUMMARY_LIMIT, NOTE_LIMIT = 150, 300, 600

# Where a form holds both: the fields of a checkpoint stand beside those of the plan, and both have "steps".
CHECKPOINT_PREFIX = "c-"

# Not on a rubric and not in the roster: so the lists are short, and the office chooses.
SUBJECTS = (
    "Reading and writing",
    "Mathematics",
    "Science",
    "Social studies",
    "World languages",
    "Art",
    "Music",
    "Physical education and health",
    "Special education",
    "English learners",
    "Career and technology",
    "Library and media",
    "Counseling",
    "Leadership",
    "Any subject",
)
GRADE_BANDS = (
    "Pre-K and kindergarten",
    "Grades 1–2",
    "Grades 3–5",
    "Grades 6–8",
    "Grades 9–12",
    "All grades",
)

# The parts of an exemplar that the office can write a note beside: the sections of the plan and of the checkpoint.
SECTIONS: dict[str, str] = {
    **{section.name: section.title for section in contents.PLAN},
    **{section.name: f"Checkpoint: {section.title}" for section in contents.CHECKPOINT},
}


def learning_kinds(text: Mapping[str, Any]) -> list[str]:
    """The kinds of learning experiences that the text of a plan has, in the order of the form."""
    has = {row.get("kind", "") for row in text.get("learning") or []}
    return [kind for kind in contents.LEARNING_KINDS if kind in has]


@dataclass(frozen=True)
class Shown:
    """Everything that staff are shown of an exemplar but the office's notes, and what a teacher says yes to.

    indicators  [{"number", "title", "domain"}, …], named as they were when the text was taken
    text        as plf.contents describes a plan; `checkpoint` as it describes a checkpoint, or None
    """

    title: str = ""
    summary: str = ""
    staff_kind: str = ""
    subject: str = ""
    grade_band: str = ""
    indicators: Sequence[Mapping[str, str]] = ()
    text: Mapping[str, Any] = field(default_factory=dict)
    checkpoint: Mapping[str, Any] | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 (64 hexadecimal digits) of all of it: a change of any of it is another text."""
        written = json.dumps(
            {each.name: getattr(self, each.name) for each in fields(self)},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        return hashlib.sha256(written.encode()).hexdigest()

    def strings(self) -> Iterator[str]:
        """Every text in it that a person wrote, in reading order."""
        found: list[str] = []
        self.with_words(lambda words: found.append(words) or words)
        return iter(found)

    def with_words(self, change: Callable[[str], str]) -> "Shown":
        """The same with every text that a person wrote changed by `change`; choices, days and numbers stay."""
        return replace(
            self,
            title=change(self.title),
            summary=change(self.summary),
            text=_with_words(self.text, "plan", change),
            checkpoint=None
            if self.checkpoint is None
            else _with_words(self.checkpoint, "checkpoint", change),
        )


def _with_words(text: Mapping[str, Any], kind: str, change: Callable[[str], str]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for name, value in contents.completed(text, kind).items():
        each = contents.FIELDS[kind][name]
        if each.kind == "text":
            value = change(value)
        elif each.kind == "rows":
            written = {column.name for column in each.columns if column.kind == "text"}
            value = [
                {key: change(words) if key in written else words for key, words in row.items()}
                for row in value
            ]
        changed[name] = value
    return changed
