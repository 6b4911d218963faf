"""What an exemplar holds beside the text of a plan: subjects, grade bands, limits, and what exactly is agreed to. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from plf import contents

TITLE_LIMIT, SUMMARY_LIMIT, NOTE_LIMIT = 150, 300, 600

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


def fingerprint(
    *,
    title: str,
    summary: str,
    staff_kind: str,
    subject: str,
    grade_band: str,
    indicators: Sequence[Mapping[str, str]],
    text: Mapping[str, Any],
    checkpoint: Mapping[str, Any] | None,
) -> str:
    """The SHA-256 (64 hexadecimal digits) of everything that is shown of an exemplar but the office's notes.

    It is what a teacher says yes to: a change of any of it is another text.
    """
    shown = {
        "title": title,
        "summary": summary,
        "staff_kind": staff_kind,
        "subject": subject,
        "grade_band": grade_band,
        "indicators": list(indicators),
        "text": dict(text),
        "checkpoint": checkpoint,
    }
    written = json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()
