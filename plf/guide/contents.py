"""What the guide says: its sections with the original words, and what may stand in braces. Pure.

The seven steps are those of plf.rules, the year is that of plf.guide.seasons: neither is written down a second time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plf import contents

LIMIT = 3000
WORDS_A_MINUTE = 230

# What may stand in a text, with an example for the preview.
PLACEHOLDERS: dict[str, tuple[str, str]] = {
    "school_year": ("the open school year", "2026-2027"),
    "starts_on": ("its first day", "August 17, 2026"),
    "plans_agreed_by": ("the day by which plans are agreed", "October 30, 2026"),
    "forms_due_on": ("the day on which checkpoint forms are due", "May 7, 2027"),
    "conferences_by": ("the day by which final conferences are held", "May 14, 2027"),
    "ends_on": ("its last day", "May 28, 2027"),
    "target": ("the next adoption target", "25% of each site’s people by October 30, 2026"),
    "points_owed": ("the hours or points that each person owes", "75"),
    "points_years": ("in how many school years they are owed", "5"),
    "district": ("the name of the district", "Riverbend Public Schools"),
}

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_MARKED = re.compile(r"([!-/:-@\[-`{-~])")  # what Markdown may read as a sign
_ITEM = re.compile(r"\s*([-*+]|\d{1,3}[.)])\s")


@dataclass(frozen=True)
class Part:
    """One section of the guide: its name, its title, and the original words in the small Markdown.

    shows   what is drawn below the words: "steps", "year" or nothing
    beside  the form beside which it is shown ("plan", "checkpoint"); empty: it is a section of the guide's page
    """

    name: str
    title: str
    text: str
    shows: str = ""
    beside: str = ""


def _beside(kind: str, section: str, text: str) -> Part:
    title = next(each.title for each in contents.FORMS[kind] if each.name == section)
    return Part(f"{kind}-{section}", title, text, beside=kind)


# The facts are those of product.md and of the district's guide (seven steps, months, roles, conditions).
GUIDE: tuple[Part, ...] = (
    Part(
        "what",
        "What the plan is",
        "A Professional Learning Focus plan is your own plan for getting better at one part of your work this school "
        "year. You choose the area, set one goal, and decide how you will learn it. The school leader who evaluates "
        "you works on it with you, from the first meeting to the last.\n\n"
        "It is short: five things to write, about ten minutes. Everything else is there if it helps you.",
    ),
    Part(
        "why",
        "Why we do it",
        "Nobody knows a classroom better than the person who teaches in it. So whoever does the work says what to "
        "work on, and the district gives time, people and material.\n\n"
        "One focus, kept for a whole year and talked over with somebody, has time to show in lessons. A plan is no verdict "
        "on anybody: it is a year’s time for something that you would like to do better, and company on the way.",
    ),
    Part(
        "steps",
        "How it works, in seven steps",
        "At every step this site says whose turn it is and what to do next.",
        shows="steps",
    ),
    Part(
        "year",
        "The year",
        "These are the days of {school_year}. If you need more time, say so early: a plan that is late can still be finished.",
        shows="year",
    ),
    Part(
        "outcomes",
        "What you will be able to do",
        "Once you have read this guide and sat down with your plan, you can\n\n"
        "- say what the plan is for, and what happens in each step;\n"
        "- choose an area to grow in, and say why it is this one;\n"
        "- design your own plan: a goal that somebody else could check, the learning behind it, and the first steps.",
    ),
    Part(
        "conditions",
        "What makes it work",
        "- **Full attention.** An hour for the plan is a whole hour, with the phone away.\n"
        "- **Keeping our word.** We begin on time; where two ways lead nowhere, we look for a third.\n"
        "- **Meaning it.** We know in which role we are here, and we mind the small things.\n"
        "- **Growing.** We ask, we answer, and we say honestly what we see.\n"
        "- **Respect.** We listen first, we dare something, and we own what is hard.",
    ),
    Part(
        "roles",
        "Three roles: learner, contributor, designer",
        "Everybody meets the plan in three roles, mostly in this order:\n\n"
        "- **Learner:** you find out how it works before you lead others through it.\n"
        "- **Contributor:** you say what you think of a plan, of this guide or of another resource while it can still change.\n"
        "- **Designer:** you make it fit your school and your classroom, and write your own plan.",
    ),
    Part(
        "law",
        "What the law asks",
        "Oklahoma House Bill 2957 (70 O.S. 6-101.10) asks each district for a program of professional development that is "
        "made for the person, for every teacher and administrator:\n\n"
        "- a growth goal each year, developed together with the evaluator;\n"
        "- tied to an indicator of the evaluation rubric;\n"
        "- ways of learning that have research behind them;\n"
        "- resources that the district supplies;\n"
        "- counted in the professional-development points that you owe anyway, not added to them.\n\n"
        "Each of these has its place in the form.",
    ),
    Part("more", "Video and links", ""),
)

BITS: tuple[Part, ...] = (
    _beside(
        "plan",
        "focus",
        "Choose small: one to three indicators on which you would work anyway, because of an observation, of what your "
        "students hand in, or because something will not let you rest. Say in your own words what you want to get better "
        "at. Your evaluator reads it as the beginning of a talk, not as a weakness.",
    ),
    _beside(
        "plan",
        "goal",
        "Somebody else should be able to check it: who will do what, how well, by when. Choose the measure first, "
        "something that you can look at in the fall and again in the spring. What cannot be counted can be laid side by "
        "side: five samples of work, or a rubric of four lines.",
    ),
    _beside(
        "plan",
        "learning",
        "Few are enough, and one of them together with a colleague. Name the research behind it where you know it: the "
        "law asks for ways of learning that have some. The hours count in the points that you owe anyway.",
    ),
    _beside(
        "plan",
        "steps",
        "Begin with a step that you can take within two weeks. Write what you will do, with a day. A step that you cannot "
        "picture on a Tuesday morning is still a wish: cut it in half.",
    ),
    _beside(
        "plan",
        "support",
        "Ask for what would help: an hour to watch a colleague teach, a coach, a book, half a day with a substitute. Your "
        "evaluator reads it before you meet, and resources are the district’s part.",
    ),
    _beside(
        "plan",
        "outcomes",
        "If your plan serves something in the district’s action plan, name it. Leave it empty if you are not sure.",
    ),
    _beside(
        "checkpoint",
        "done",
        "A line for each step is enough. “Not done” is an answer too: say what came in between. If you kept a journal, what "
        "you wrote for a step can be added with one press.",
    ),
    _beside(
        "checkpoint",
        "progress",
        "Take out the measure that you chose in the fall. First what it shows, the numbers or the samples, then what you "
        "make of it. A goal that is partly met and well shown says more than one that is met and not shown.",
    ),
    _beside(
        "checkpoint",
        "reflection",
        "What would you tell a colleague who begins with this next year? One thing that you learned, one that changed for "
        "students, one that you would do otherwise.",
    ),
    _beside(
        "checkpoint",
        "next",
        "Closing is not better than going on. Close if the change will hold without a plan; go on if another year would "
        "take it further. The two of you decide in the final conference, held by {conferences_by}.",
    ),
)

PARTS: dict[str, Part] = {part.name: part for part in (*GUIDE, *BITS)}


def problem(text: str) -> str | None:
    """What is wrong with the placeholders of a text, or None."""
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        return f"There is no placeholder {{{unknown[0][:40]}}}. Choose one from the list."
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return "A brace stands alone. Write placeholders like {forms_due_on}, or leave the brace out."
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with what stands for each placeholder, still in the small Markdown; the values are shown as they are."""
    return _PLACEHOLDER.sub(lambda found: _MARKED.sub(r"\\\1", values.get(found[1], found[0])), text)


def gist(text: str, limit: int = 420) -> str:
    """The beginning of a text, for a slide or a leaflet: its first paragraph with the list below it.

    At most about `limit` characters: beyond that, whole items of the list are left out, which a last one of three dots
    says, and a paragraph ends after a sentence.
    """
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    first = blocks[:1]
    if len(blocks) > 1 and _ITEM.match(blocks[1]):
        first.append(blocks[1])
    kept: list[str] = []
    left = limit
    for line in "\n\n".join(first).split("\n"):
        fitting = line if len(line) <= left else "" if _ITEM.match(line) else _sentences(line, left)
        if line and not fitting:
            kept.append("- …" if _ITEM.match(line) else "…")
            break
        kept.append(fitting)
        left -= len(fitting)
    return "\n".join(kept).strip()


def _sentences(line: str, limit: int) -> str:
    """As many whole sentences as fit; a first one that is too long is cut after a word."""
    kept = ""
    for sentence in re.findall(r".+?(?:[.!?](?=\s|$)|$)\s*", line):
        if len(kept) + len(sentence.rstrip()) > limit:
            break
        kept += sentence
    return kept.strip() or (line[:limit].rsplit(" ", 1)[0].rstrip() + " …" if limit > 40 else "")


def without_links(text: str) -> str:
    """The text for paper: links become words with their address behind them."""
    return re.sub(r"\[([^\]\n]*)\]\((https://[^)\s]+)\)", r"\1 (\2)", text)


def minutes(texts: Mapping[str, str]) -> int:
    """How many minutes it takes to read these texts: at least one."""
    words = sum(len(text.split()) for text in texts.values())
    return max(1, round(words / WORDS_A_MINUTE))
