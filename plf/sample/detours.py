"""What did not go the usual way with the sample district's plans of the open year, by the real steps."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from plf.amendments import actions as amendments
from plf.assignments import actions as assignments
from plf.comments import actions as comments
from plf.endings import actions as endings
from plf.handovers import actions as handovers
from plf.handovers.actions import Wish
from plf.meetings import actions as meetings
from plf.meetings.queries import free_slots
from plf.pauses import actions as pauses
from plf.people.queries import today_here
from plf.plans import actions as plans
from plf.plans import queries
from plf.plans.queries import SeenPlan
from plf.reviews import actions as reviews
from plf.sample import checkpoints, texts
from plf.sample.calendar import FRIDAY, is_holiday
from plf.sample.cast import ZONE
from plf.signing import actions as signing

if TYPE_CHECKING:
    from plf.sample.story import Story

DAY = timedelta(days=1)


def tell(story: "Story") -> None:
    """All of it. For `Story.tell`, when those who go the usual way are where they should be."""
    half_a_plan(story)
    comments_among_colleagues(story)
    returned_and_revised(story)
    response_and_second_thoughts(story)
    evaluator_vacant(story)
    handed_over_between_the_signatures(story)
    amended(story)
    paused(story)
    assigned_in_error(story)
    volunteers(story)
    meeting_times(story)
    conference_booked_ahead(story)


def half_a_plan(story: "Story") -> None:
    """The measure is still to come, and the last step breaks off."""
    half = story.text("book talk") | {"measure": ""}
    half["steps"][-1] |= {"by_when": "", "resources": ""}
    story.save("teacher", half, 0.97, sequence=2)


def comments_among_colleagues(story: "Story") -> None:
    story.assign("ingrid", 0.05)
    story.write("ingrid", "art", 0.6)
    for who, part in (("evaluator", 0.64), ("walter", 0.65)):
        story.step(
            "ingrid", "ingrid", part, lambda seen, at, who=who: comments.ask(seen, story.id(who), at=at)
        )
    writers = {"evaluator": "evaluator", "teacher": "ingrid", "colleague": "walter"}
    for number, (section, role, text) in enumerate(texts.COMMENTS):
        story.step(
            "ingrid",
            writers[role],
            0.70 + 0.04 * number,
            lambda seen, at, section=section, text=text: comments.add(
                seen, section=section, text=text, at=at
            ),
        )


def returned_and_revised(story: "Story") -> None:
    """Returned once, submitted again, changed together in the meeting; the deputy signed it."""
    story.assign("darnell", 0.0)
    story.write("darnell", "science talk", 0.2)
    story.submit("darnell", 0.3)
    story.step(
        "darnell",
        "darnell",
        0.32,
        lambda seen, at: plans.recall(seen, at=at, seen_version=seen.plan.version),
    )
    story.submit("darnell", 0.34)
    story.return_it("darnell", 0.42)
    clearer = story.text("science talk") | {"statement": texts.REVISED_STATEMENT}
    story.save("darnell", clearer, 0.5, sequence=2)
    story.submit("darnell", 0.52)
    story.record("darnell", 0.6, by="priya")
    together = clearer | {
        "measure": "First and last model of each unit, scored for evidence by both of us in January and April."
    }
    story.step(
        "darnell",
        "darnell",
        0.602,
        lambda seen, at: reviews.revise_together(
            seen, together, at=at, seen_version=queries.draft_of(seen.plan).version
        ),
    )
    story.sign_as_evaluator("darnell", 0.605, by="priya")
    story.sign_as_teacher("darnell", 0.63)


def response_and_second_thoughts(story: "Story") -> None:
    """Signed, taken back, signed again; then signed by the teacher with a written response."""
    story.assign("lucia", 0.01)
    story.write("lucia", "inclusion", 0.25)
    story.submit("lucia", 0.4)
    story.record("lucia", 0.5)
    story.sign_as_evaluator("lucia", 0.51)
    story.step(
        "lucia",
        "evaluator",
        0.53,
        lambda seen, at: signing.take_back_signature(
            seen,
            reason="I recorded the wrong day for our meeting.",
            at=at,
            seen_version=seen.plan.version,
        ),
    )
    story.record("lucia", 0.54, held=0.5)
    story.sign_as_evaluator("lucia", 0.545)
    story.sign_as_teacher("lucia", 0.58, response=texts.RESPONSE)
    story.assign("omar", 0.03)
    story.write("omar", "number talks", 0.3)
    story.submit("omar", 0.5)
    story.record("omar", 0.7)
    story.sign_as_evaluator("omar", 0.71)
    story.step(
        "omar",
        "omar",
        0.78,
        lambda seen, at: signing.decline_to_sign(
            seen,
            reason="The goal says 80 percent. In the meeting we said 70 for this year. Please let us look at it again.",
            at=at,
            seen_version=seen.plan.version,
        ),
    )


def evaluator_vacant(story: "Story") -> None:
    story.assign("paul", 0.1, by="office")
    story.write("paul", "history", 0.5)
    story.submit("paul", 0.8)


def volunteers(story: "Story") -> None:
    for who, part in (("kofi", 0.9), ("hana", 0.95)):
        assignments.volunteer(story.person(who), story.year(), at=story.moment(part))


def meeting_times(story: "Story") -> None:
    """The evaluator offers times in the days to come; one teacher has taken one."""
    to_come = (story.today + n * DAY for n in range(2, 20))
    days = [day for day in to_come if day.weekday() <= FRIDAY and not is_holiday(day)][:4]
    for day, starts, ends in zip(days, (14, 9, 14, 10), (16, 11, 16, 12), strict=True):
        meetings.open_slots(
            story.person("evaluator"),
            day=day,
            starts=time(starts),
            ends=time(ends),
            minutes=30,
            place="Room 12",
            zone=ZONE,
            at=story.at,
        )
    story.step("naomi", "naomi", 0.95, lambda seen, at: _book_first_slot(story, seen))


def _book_first_slot(story: "Story", seen: SeenPlan) -> None:
    slot = free_slots(seen.plan.evaluator_id, story.at)[0]
    meetings.book_slot(seen, slot.id, at=story.at, seen_stamp="")


def handed_over_between_the_signatures(story: "Story") -> None:
    """One has signed, and the next one signs again; who it was is said by the office, on the very day."""
    story.bring("vince", "band", "evaluator_signed")
    # Handing over takes place from today on: the day itself stands nowhere in the plan.
    to = Wish(story.person("yolanda"), today_here(), checkpoints.HAND_OVER_REASON, pairs=False)
    story.step("vince", "office", 0.9, lambda seen, at: handovers.hand_over(seen, to, at=at))


def amended(story: "Story") -> None:
    """What both signed is in force while the teacher writes it anew."""
    story.bring("ellen", "history", "active")
    story.step(
        "ellen",
        "ellen",
        0.84,
        lambda seen, at: amendments.amend(
            seen, reason=checkpoints.AMEND_REASON, at=at, seen_version=seen.plan.version
        ),
    )
    story.save("ellen", checkpoints.AMENDED, 0.88, sequence=1)


def paused(story: "Story") -> None:
    story.bring("pablo", "newcomers", "active")
    story.step(
        "pablo",
        "office",
        0.9,
        lambda seen, at: pauses.pause(
            seen, reason=checkpoints.PAUSE_REASON, at=at, seen_version=seen.plan.version
        ),
    )


def assigned_in_error(story: "Story") -> None:
    story.bring("doris", "", "assigned")
    story.step(
        "doris",
        "",
        0.1,
        lambda seen, at: endings.withdraw(
            seen, reason=checkpoints.WITHDRAW_REASON, at=at, seen_version=seen.plan.version
        ),
    )


def conference_booked_ahead(story: "Story") -> None:
    """Months before it is held."""
    day = story.today + 60 * DAY
    day += (7 - day.weekday()) % 7 * DAY  # a Monday
    story.step(
        "lucia",
        "lucia",
        0.96,
        lambda seen, at: meetings.book_time(
            seen,
            starts_at=datetime.combine(day, time(15), ZoneInfo(ZONE)).astimezone(UTC),
            minutes=30,
            place="Room 12",
            at=story.at,
            seen_stamp="",
            kind="conference",
        ),
    )
