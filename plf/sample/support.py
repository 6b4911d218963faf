"""What was asked for, offered and talked about as support in the sample district so far."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from plf.extensions import db
from plf.models import SupportNote
from plf.support import actions

if TYPE_CHECKING:
    from plf.sample.story import Story

# Who, part of the time told, by whom, what, and in which words.
NOTES = (
    ("denise", 0.80, "teacher", "ask", "Could someone cover my third period once, so that I can watch Ms. Tran teach?"),
    ("denise", 0.86, "evaluator", "answer", "I will take it myself. Tell me which Thursday."),
    ("denise", 0.87, "teacher", "reply", "The next one would be perfect. Thank you!"),
    ("walter", 0.82, "evaluator", "check_in", "Looked at the first task results together; two teachers want to join."),
    ("lucia", 0.84, "teacher", "ask", "Please keep the shared planning period free of duty on Mondays."),
    ("owen", 0.88, "evaluator", "offer", "There is money left for the convention. Shall I sign you up for both days?"),
    ("hannah", 0.90, "evaluator", "check_in", "Visited the claim lab: strong talk in pairs."),
    ("hannah", 0.93, "teacher", "ask", "A second set of indicator kits, about $60."),
    ("irene", 0.50, "evaluator", "check_in", "Saw two student-led conferences. One goal was “read to my brother.”"),
    ("victor", 0.45, "teacher", "ask", "May I borrow the document camera until winter break?"),
    ("victor", 0.47, "evaluator", "answer", "It is yours until spring. Pick it up in the office."),
)  # fmt: skip


def tell(story: "Story") -> None:
    """Write the notes at their moments. For `Story.tell`, when the plans are where they should be."""
    for who, part, by, what, words in NOTES:
        _note(story, who, part, by, what, words)


def _note(story: "Story", who: str, part: float, by: str, what: str, words: str) -> None:
    day = story.day(part)

    def note(seen, at) -> None:
        if what == "ask":
            actions.ask(seen, words, at=at)
        elif what == "reply":
            actions.reply(seen, words, at=at)
        elif what == "offer":
            actions.offer(seen, words, at=at)
        elif what == "answer":
            asked = select(SupportNote.id).where(
                SupportNote.plan_id == seen.plan.id, SupportNote.kind == "ask"
            )
            actions.answer(
                seen, db.session.scalar(asked.order_by(SupportNote.id.desc()).limit(1)), words, at=at
            )
        else:
            actions.check_in(seen, words, talked_on=day, how="in person", at=at, today=day)

    story.step(who, who if by == "teacher" else "", part, note)
