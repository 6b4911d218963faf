"""The words by which districts head the columns of their tables, and which column each means. Pure."""

import re
from collections.abc import Mapping, Sequence

TREE = ("priority", "outcome", "step", "substep")
# What a column can be chosen to be, as it is called in the preview.
CHOICES = {
    "priority": "Strategic priority",
    "outcome": "Outcome",
    "strategy": "Strategy of the outcome",
    "step": "Action steps",
    "substep": "Sub-steps",
    "team": "Team members",
    "resources": "Potential resources",
    "interdependencies": "Interdependencies",
    "dates": "Start and end in one",
    "starts": "Start",
    "ends": "End",
    "status": "Status",
    "notes": "Dated notes",
    "owner": "Owner",
    "question": "Open question",
    "own": "A column of your own",
    "leave": "Leave it out",
}
_WORDS: tuple[tuple[str, str], ...] = (
    ("substep", r"sub-?steps?|sub-?tasks?"),
    ("dates", r"start.*end.*|time ?lines?|time ?frames?|dates|when|schedule|duration"),
    ("starts", r"starts?|start(ing)? date|begins?|begin date|beginning( date)?|from"),
    (
        "ends",
        r"ends?|end(ing)? date|due|due date|deadline|completion( date)?|target date|finish|by when|until",
    ),
    (
        "step",
        r"(major )?action ?steps?|(key )?actions?|action items?|activit(y|ies)|(key )?tasks?|steps?|what",
    ),
    (
        "outcome",
        r"(expected |desired |anticipated )?outcomes?|(smart )?objectives?|results?|(annual )?targets?",
    ),
    (
        "priority",
        r"(strategic )?priorit(y|ies)|priority areas?|(strategic )?goals?|goal areas?|focus( areas?)?|pillars?|"
        r"(strategic )?initiatives?|big ideas?",
    ),
    ("strategy", r"strateg(y|ies)"),
    (
        "team",
        r"team( members?)?|person\(?s?\)? responsible|people responsible|persons? responsible|responsible( party| parties|"
        r" persons?| staff)?|responsibility|who|staff|leads?( persons?)?|lead\(s\)|assigned to",
    ),
    ("resources", r"(potential |needed )?resources?( needed)?|budget|funding|costs?|money|funds?"),
    ("interdependencies", r"(inter-?)?dependenc(y|ies)|depends on|prerequisites?|interdependence"),
    ("status", r"(current )?status|progress|state"),
    ("notes", r"dated notes|status notes"),
    ("owner", r"owner|accountable|champion"),
    ("question", r"(open )?questions?|(open )?issues?"),
)


def meant(heading: str) -> str:
    """Which of CHOICES a heading means; empty when nobody knows it."""
    said = re.sub(r"[^a-z()\- ]+", " ", heading.casefold().replace("–", "-").replace("/", " "))
    said = " ".join(said.split()).strip(" -:")
    for name, words in _WORDS:
        if re.fullmatch(words, said):
            return name
    return ""


def mapped(headings: Sequence[str], chosen: Mapping[str, str]) -> list[str]:
    """What each column is: as chosen ({column number as text: one of CHOICES}), else as its heading says, else one's own.

    "Goal" beside "Objective" is a priority, "Goal" alone above actions an outcome; "Strategy" is the step where nothing
    else is. Of two columns for one thing the second is one's own.
    """
    found = [meant(each) for each in headings]
    if "outcome" not in found and "priority" in found:
        found[found.index("priority")] = (
            "outcome" if re.search("goal", headings[found.index("priority")], re.I) else "priority"
        )
    if "step" not in found and "strategy" in found:
        found[found.index("strategy")] = "step"
    seen: set[str] = set()
    for place, each in enumerate(found):
        asked = chosen.get(str(place), "")
        found[place] = asked if asked in CHOICES else each if each and each not in seen else "own"
        seen.add(found[place])
    return found


_HINT = re.compile(
    r"(deconstruct|list|define|explain|describe|estimate|identify|briefly|people|who|what|when|how|name|state|write|enter|"
    r"e\.?g|for example|take|money|the|roughly|one|which|where|as)\b",
    re.I,
)


def is_hint_row(cells: Sequence[str]) -> bool:
    """Whether the row under the heading says what belongs into each column, and is none of the table's own."""
    filled = [each for each in cells if each]
    if len(filled) < 3 or len(filled) * 2 < len(cells):
        return False
    numbered = any(re.match(r"\(?(\d+|[a-z]|[ivx]+)[a-z]?[.)]\s", each) for each in filled)
    return not numbered and sum(bool(_HINT.match(each.lstrip("( *_"))) for each in filled) * 2 > len(filled)
