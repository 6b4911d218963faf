"""What is no step of the table: the journal, support, comments, meetings; and steps that the worker takes."""

from datetime import timedelta

import pytest
from backstage import at_once, broken, draft, draft_version, rows, state, value
from collisions import NOBODY, Collision, Hand, again_and_again, filled, play, sent
from sqlalchemy import func, select
from world import CHECKPOINT, local_today
from world import PLAN as TEXT

from plf import jobs
from plf.handovers.jobs import carry_out
from plf.lineage.jobs import go_on
from plf.models import Draft, HandOver, Job, Meeting, Plan, Slot, Volunteer

PLAN = "/plans/1"
NEXT_WEEK = str(local_today() + timedelta(days=7))
CHANGED = "This plan has changed since you opened the page, so nothing was done."
BOOKED_MEANWHILE = "The meeting was booked, moved or cancelled after you opened this page"


def statuses(answers) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def one_wins_the_other_is_told(answers, *sentences: str) -> None:
    assert statuses(answers) == [303, 409], [answer.text[:300] for answer in answers]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert any(sentence in told for sentence in sentences), told


# One plan, two hands.


def changes_the_entry(text: str) -> Hand:
    told = ("This entry was changed in another window", "There is no such page, or it is not yours to see.")
    return Hand("ana", f"{PLAN}/journal/1", typed={"text": text}, told=told)


def answers_her(who: str) -> Hand:
    """A second answer is kept too: both of them meant to help."""
    return Hand(
        who,
        f"{PLAN}/support",
        f"{PLAN}/support/asks/1/answer",
        typed={"ask-1-answer": f"On Thursday, says {who}."},
    )


def books(who: str, starts: str, told: str = BOOKED_MEANWHILE) -> Hand:
    return Hand(
        who,
        f"{PLAN}/meeting",
        f"{PLAN}/meeting",
        chosen={"day": NEXT_WEEK, "starts": starts, "minutes": "30"},
        does=("book_review_meeting",),
        told=told,
    )


COLLISIONS = [
    Collision(
        "an entry is changed in two windows",
        "journal",
        changes_the_entry("Watched two lessons."),
        changes_the_entry("Watched two lessons of Chloë’s."),
    ),
    Collision("both answer", "asking", answers_her("ben"), answers_her("dana"), both="any"),
    Collision(
        "is answered / is no longer needed",
        "asking",
        answers_her("ben"),
        Hand("ana", f"{PLAN}/support", f"{PLAN}/support/asks/1/end"),
        both="any",
    ),
    Collision(
        "is answered / is handed over",
        "asking",
        Hand(
            "ben",
            f"{PLAN}/support",
            f"{PLAN}/support/asks/1/answer",
            typed={"ask-1-answer": "On Thursday."},
            told="There is no such page, or it is not yours to see.",
            late=404,
        ),
        Hand(
            "olivia",
            f"{PLAN}/hand-over",
            typed={"reason": "Ben Carter moves."},
            chosen={"who": "Evan Wright"},
            does=("hand_over",),
        ),
        both="first, then second",
    ),
    Collision(
        "asks for support / is paused",
        "active",
        Hand(
            "ana",
            f"{PLAN}/support",
            f"{PLAN}/support/asks",
            typed={"ask": "Could somebody watch a lesson?"},
            told="You cannot ask for support now: the plan is paused.",
        ),
        Hand("ben", f"{PLAN}/pause", typed={"reason": "On leave."}, does=("pause",)),
        both="first, then second",
    ),
    Collision(
        "a colleague comments / is no longer asked",
        "shared",
        Hand(
            "chloe",
            PLAN,
            f"{PLAN}/comments",
            typed={"comment": "Try a timer."},
            told="There is no such page, or it is not yours to see.",
            late=404,
        ),
        Hand("ana", f"{PLAN}/comment-requests", f"{PLAN}/comment-requests/1/end"),
        both="first, then second",
    ),
    Collision(
        "evaluator comments / recalls",
        "submitted",
        Hand(
            "ben",
            PLAN,
            f"{PLAN}/comments",
            typed={"comment": "How often?"},
            told="The teacher has not submitted or shared this text yet.",
        ),
        Hand("ana", PLAN, f"{PLAN}/recall", does=("recall",), to="drafted"),
        both="first, then second",
        to="drafted",
        signed=NOBODY,
    ),
    Collision("both book the meeting", "submitted", books("ana", "09:00"), books("ben", "13:00")),
    Collision(
        "evaluator books / recalls",
        "submitted",
        books("ben", "13:00"),
        Hand("ana", PLAN, f"{PLAN}/recall", does=("recall",), to="drafted", told=CHANGED),
        both="second, then first",
        to="drafted",
        signed=NOBODY,
    ),
    Collision(
        "office reminds in two windows",
        "submitted",
        reminds := Hand(
            "olivia",
            "/years/1/closing",
            "/years/1/closing/preview",
            to_address=f"{PLAN}/reminder",
            told="Ben Carter was reminded of this plan today already.",
        ),
        reminds,
    ),
]


@pytest.mark.parametrize("collision", COLLISIONS, ids=str)
def test_one_wins_and_the_other_is_told_or_both_count(stages, collision, tell):
    tell(play(stages, collision))


def test_an_entry_is_deleted_while_it_is_changed_in_another_window(stages):
    scene = stages.at("journal")
    changes = filled(scene.ana, changes_the_entry("Watched two lessons."))
    deletes = filled(scene.ana, Hand("ana", f"{PLAN}/journal/1", f"{PLAN}/journal/1/deletion"))
    for changed, deleted in again_and_again(stages, changes, deletes):
        if changed.status_code == 303:
            assert deleted.status_code == 409
            assert "so it was not deleted" in deleted.text
            assert "Watched two lessons." in scene.ana.get(f"{PLAN}/journal").text
        else:
            assert (changed.status_code, deleted.status_code) == (404, 303)
            assert "Watched two lessons." in changed.text


# Two plans, or none yet.


def test_two_teachers_want_the_same_open_time(stages):
    scene = stages.at("with a time")
    presses = [
        filled(visitor, Hand(name, f"{plan}/meeting", f"{plan}/meeting/slot", chosen={"slot": "1"}))
        for name, visitor, plan in (("ana", scene.ana, PLAN), ("chloe", scene.chloe, "/plans/2"))
    ]
    for answers in again_and_again(stages, *presses):
        one_wins_the_other_is_told(answers, "That time is no longer free.")
        assert value(scene, select(func.count(Slot.meeting_id))) == 1
        assert value(scene, select(func.count(Meeting.id))) == 1
        assert broken(scene) == []


def test_two_teachers_name_times_that_overlap(stages):
    scene = stages.at("two submitted")
    presses = [
        filled(
            visitor,
            Hand(
                name,
                f"{plan}/meeting",
                f"{plan}/meeting",
                chosen={"day": NEXT_WEEK, "starts": starts, "minutes": "30"},
            ),
        )
        for name, visitor, plan, starts in (
            ("ana", scene.ana, PLAN, "14:00"),
            ("chloe", scene.chloe, "/plans/2", "14:15"),
        )
    ]
    for answers in again_and_again(stages, *presses):
        assert statuses(answers) == [303, 422]
        told = next(answer.text for answer in answers if answer.status_code == 422)
        assert "Ben Carter has another meeting at that time. Choose another time." in told
        assert value(scene, select(func.count(Meeting.id))) == 1


def test_ben_opens_overlapping_times_in_two_windows(stages):
    scene = stages.at("submitted")
    presses = [
        filled(
            scene.ben,
            Hand(
                "ben",
                "/slots",
                chosen={"day": NEXT_WEEK, "starts": starts, "ends": "11:00", "minutes": "30"},
            ),
        )
        for starts in ("09:00", "09:15")
    ]
    for answers in again_and_again(stages, *presses):
        assert statuses(answers) == [303, 422]
        assert "You have opened a time on" in next(each.text for each in answers if each.status_code == 422)


def test_ben_removes_the_time_that_ana_books(stages):
    scene = stages.at("with a time")
    ana_books = filled(
        scene.ana, Hand("ana", f"{PLAN}/meeting", f"{PLAN}/meeting/slot", chosen={"slot": "1"})
    )
    ben_removes = sent(scene.ben, "/slots/1/removal")
    for answers in again_and_again(stages, ana_books, ben_removes):
        one_wins_the_other_is_told(answers, "That time is no longer free.", "This time is booked.")
        assert value(scene, select(func.count(Meeting.id))) == (answers[0].status_code == 303)


def test_ben_and_olivia_assign_ana(stages):
    scene = stages.at("signed in")
    presses = [sent(visitor, "/assignments", ("person", "1")) for visitor in (scene.ben, scene.olivia)]
    for answers in again_and_again(stages, *presses):
        one_wins_the_other_is_told(answers, "there is a plan for this school year already", "Somebody else")
        assert rows(scene, select(Plan.teacher_id)) == [1]
        assert broken(scene) == []


def test_two_lists_with_the_same_people_leave_one_plan_each(stages):
    scene = stages.at("signed in")
    people = [("person", "1"), ("person", "7")]
    presses = [sent(visitor, "/assignments", *people) for visitor in (scene.ben, scene.olivia)]
    for answers in again_and_again(stages, *presses):
        assert 303 in statuses(answers)
        assert set(statuses(answers)) <= {303, 409}
        assert sorted(rows(scene, select(Plan.teacher_id))) == [1, 7]
        assert broken(scene) == []


def test_ana_is_assigned_while_the_year_is_closed(stages):
    scene = stages.at("signed in")
    assigns, closes = sent(scene.ben, "/assignments", ("person", "1")), sent(scene.olivia, "/years/1/closing")
    for assigned, closed in again_and_again(stages, assigns, closes):
        assert closed.status_code == 303
        plans = rows(scene, select(Plan.state))
        if assigned.status_code == 303:
            assert plans == ["assigned"]
        else:
            assert (assigned.status_code, plans) == (409, [])
            assert "No school year is open, so no plan can be assigned." in assigned.text


def test_ana_volunteers_in_two_windows(stages):
    scene = stages.at("signed in")
    presses = [filled(scene.ana, Hand("ana", "/", "/volunteering")) for _ in range(2)]
    for answers in again_and_again(stages, *presses):
        one_wins_the_other_is_told(answers, "You have already said that you would like to take part.")
        assert rows(scene, select(Volunteer.person_id)) == [1]


def test_a_vacant_plan_is_handed_over_while_its_teacher_is_paired(stages):
    """Neither waits for the other for good: both take the plan first, and then the person."""
    scene = stages.at("vacant")
    reason = {"reason": "He is there."}
    hands_over = Hand("olivia", f"{PLAN}/hand-over", typed=reason, chosen={"who": "Evan Wright"})
    pairs = Hand("olivia", "/people/6", "/people/6/pairings", chosen={"pairing-who": "Ben Carter"})
    presses = [filled(scene.olivia, hands_over), filled(scene.olivia, pairs)]
    for handed_over, paired in again_and_again(stages, *presses):
        assert paired.status_code == 303
        assert handed_over.status_code in (303, 409)
        assert handed_over.status_code == 303 or CHANGED in handed_over.text
        evaluator = scene.id("evan" if handed_over.status_code == 303 else "ben")
        assert value(scene, select(Plan.evaluator_id)) == evaluator
        assert broken(scene) == []


# More than two.


@pytest.mark.parametrize(
    ("stage", "kind", "address", "text", "name"),
    [
        ("drafted", "plan", f"{PLAN}/text", TEXT, "why"),
        ("checkpoint drafted", "checkpoint", f"{PLAN}/checkpoint/text", CHECKPOINT, "learned"),
    ],
    ids=["plan", "checkpoint"],
)
def test_of_eight_windows_one_save_wins_and_seven_are_shown_both_texts(
    stages, stage, kind, address, text, name
):
    scene = stages.at(stage)
    words = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel"]
    presses = [filled(scene.ana, Hand("ana", address, typed={name: each})) for each in words]
    kept = select(Draft.text).where(Draft.plan_id == 1, Draft.kind == kind)
    for answers in again_and_again(stages, *presses):
        assert statuses(answers) == [303] + [409] * 7
        winner = next(each for each, answer in zip(words, answers, strict=True) if answer.status_code == 303)
        assert value(scene, kept)[name] == winner
        for each, answer in zip(words, answers, strict=True):
            assert answer.status_code == 303 or (each in answer.text and winner in answer.text)


def test_eight_saves_of_different_fields_are_all_there_in_the_end(stages):
    """Each window tries again with the version it is told, as a person would: no save undoes another."""
    scene = stages.at("drafted")
    fields = ["why", "achievable", "relevant", "support", "outcomes", "area", "statement", "measure"]

    def write(name):
        press = sent(scene.ana, f"{PLAN}/text", (name, f"Words of {name}"))
        typed = list(press.pairs)
        for _ in range(60):
            press.pairs = [*typed, ("version", str(draft_version(scene)))]
            answer = press()
            if answer.status_code == 303:
                return True
            assert answer.status_code == 409
        return False

    assert all(at_once(*(lambda name=name: write(name) for name in fields)))
    assert {name: draft(scene)[name] for name in fields} == {name: f"Words of {name}" for name in fields}


# The worker.


def works(scene, does, kind: str):
    """A worker that does the one job of this kind: it, or another whose lease has run out meanwhile."""

    def act():
        with scene.app.app_context():
            job = Job.query.filter_by(kind=kind).one()
            claimed = jobs.Claimed(job.id, job.kind, job.payload, 1)
            Job.query.session.rollback()
            does(claimed)

    return act


def test_two_workers_open_next_years_plan(stages):
    scene = stages.at("continued")
    worker = works(scene, go_on, "continue")
    for _ in again_and_again(stages, worker, worker):
        assert rows(scene, select(Plan.continues_id).order_by(Plan.id)) == [None, 1]
        assert draft(scene, 2)["area"] == TEXT["area"]
        assert broken(scene) == []


def test_ben_assigns_next_years_plan_while_the_worker_opens_it(stages):
    scene = stages.at("continued, and next year begins")
    assigns = sent(scene.ben, "/assignments", ("person", "1"))
    number = value(scene, select(Job.id).where(Job.kind == "continue"))

    def worker():
        with scene.app.app_context():
            jobs.run(number)

    for assigned, _ in again_and_again(stages, assigns, worker):
        if assigned.status_code != 303:
            assert assigned.status_code == 409
            assert any(
                each in assigned.text
                for each in ("there is a plan for this school year already", "Somebody else")
            )
        works(scene, go_on, "continue")()  # it was put off where Ben was quicker: it comes back
        assert rows(scene, select(Plan.continues_id).order_by(Plan.id)) == [None, 1]
        assert (state(scene, 2), draft(scene, 2)["area"]) == ("drafted", TEXT["area"])
        assert broken(scene) == []


def test_a_hand_over_is_called_off_while_the_worker_does_it(stages):
    scene = stages.at("handed over today")
    calls_off = filled(scene.olivia, Hand("olivia", PLAN, f"{PLAN}/hand-overs/1/cancellation"))
    for called_off, _ in again_and_again(stages, calls_off, works(scene, carry_out, "hand_over")):
        done, cancelled = value(scene, select(HandOver.done_at)), value(scene, select(HandOver.cancelled_at))
        assert (done is None) is not (cancelled is None)
        assert called_off.status_code == (409 if done else 303)
        assert not done or "This hand-over has taken place already." in called_off.text
        assert value(scene, select(Plan.evaluator_id)) == (8 if done else 2)
        assert broken(scene) == []


def test_two_workers_hand_over(stages):
    scene = stages.at("handed over today")
    worker = works(scene, carry_out, "hand_over")
    for _ in again_and_again(stages, worker, worker):
        assert value(scene, select(Plan.evaluator_id)) == 8
        assert broken(scene) == []
