"""What some people of the sample district have written in their journals so far."""

from typing import TYPE_CHECKING

from plf.journal import actions
from plf.journal.actions import Written
from plf.journal.queries import steps_offered

if TYPE_CHECKING:
    from plf.sample.story import Story

# Who: part of the time told, what they did, hundredths of hours, action step (-1: none), a link.
JOURNALS = {
    "teacher": (
        (0.60, "Read two chapters on partner talk with the grade team.", 150, -1, ""),
        (0.94, "Taught the first two sentence starters. We practiced them with the lunch menu.", None, 0, ""),
    ),
    "denise": (
        (0.45, "Read chapter 1 with the math team and tried its planning sheet.", 100, -1, ""),
        (0.78, "Number talk on 18 × 5: eleven hands, four strategies on the chart.", None, 0, ""),
        (0.86, "Watched Ms. Tran’s number talk. She counts to five on her fingers, behind her back.", 100, 1, ""),
        (0.95, "Chapter 2 with the team. We scored six explanations together and agreed on five.", 150, 2, ""),
    ),
    "owen": (
        (0.50, "Wrote the rubric with the high school director; we tried it on last year’s recordings.", 200, 0, ""),
        (0.80, "Recorded the first check. Three groups: 14, 19 and 8 players.", None, 1, ""),
        (0.93, "Two sessions on assessment at the convention; the slides are worth keeping.", 600, -1,
         "https://www.example.org/convention/assessment"),
    ),
    "hannah": (
        (0.55, "Lesson study, first round: we planned the lab with the unexpected result.", 300, 0, ""),
        (0.82, "Taught it with two colleagues watching. Students argued about the balance, not the claim.", 300, 0, ""),
        (0.96, "Pairs traded reports. Much more evidence underlined than last time.", None, 1, ""),
    ),
    "daniel": (
        (0.40, "Put the visits into the calendar and showed the teachers the plan.", None, 0, ""),
        (0.88, "Four visits together with my principal; we compared our notes.", 200, 1, ""),
    ),
    "lucia": (
        (0.70, "Coaching on co-teaching: who speaks when, on one page.", 150, 0, ""),
        (0.90, "Start-up cards on every desk. Time to start went from four minutes to two.", None, 1, ""),
    ),
    "irene": (
        (0.22, "Chose the first folder pieces with each child. They all kept a drawing.", None, 0, ""),
        (0.34, "Visited third grade to see how they open a conference.", 100, -1, ""),
        (0.46, "Practiced with the fifth-grade buddies. Half an hour is right.", None, 1, ""),
        (0.52, "Three evenings of conferences; the interpreter stayed an hour longer.", 300, 2,
         "https://www.example.org/grade-2/conferences"),
    ),
    "victor": (
        (0.24, "Wrote the last task first for the whole unit on lines.", None, 0, ""),
        (0.40, "Watched two colleagues end a lesson. Nobody said “pack up.”", 200, -1, ""),
        (0.58, "Sorted slips for the fortieth time. The middle pile is getting smaller.", None, 1, ""),
    ),
    "neil": (
        (0.30, "Lesson study with the seventh-grade team: they watched, I taught the flame lab.", 600, 0, ""),
        (0.62, "Scored ten reports blind with the biology teacher from the high school.", 150, 2, ""),
    ),
}  # fmt: skip

NOTE_TO_MYSELF = "Ask for a substitute before the next visit, and be less quick to answer."


def tell(story: "Story") -> None:
    """Write the entries at their moments. For `Story.tell`, when the plans are where they should be."""
    for who, entries in JOURNALS.items():
        for part, text, hundredths, step, link in entries:
            _write(story, who, part, text, hundredths=hundredths, step=step, links=[link] if link else [])
    _write(story, "denise", 0.9, NOTE_TO_MYSELF, is_private=True)


def _write(story: "Story", who: str, part: float, text: str, *, step: int = -1, **more) -> None:
    day = story.day(part)

    def write(seen, at) -> None:
        offered = [words for _, words in steps_offered(seen)]
        words = offered[step] if 0 <= step < len(offered) else ""
        written = Written(day=day, text=text, step=words, **more)
        actions.add(seen, written, at=at, today=story.today)

    story.step(who, who, part, write)
