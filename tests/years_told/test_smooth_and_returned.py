"""Two years as most go: one without a hitch, and one whose plan came back twice before both signed it."""

from backstage import is_whole, state
from world import CHECKPOINT, CONFERENCE, PLAN
from years_told.telling import JOURNAL, PRIVATE, only


def test_a_smooth_year(story):
    story.assigns_and_writes()
    assert story.first_line("ana") == (
        "Your turn: finish the plan and submit it. Plans are to be agreed by October 31, 2025."
    )
    assert story.on_the_list("ben") == "Draft | Teacher since Sep 15, 2025 | Oct 31, 2025 | –"
    assert story.who_reads(plan=PLAN["area"]) == only(ana="page plan", ben="page", olivia="page", lena="page")

    story.it_is("2025-09-22 15:45")
    story.submits()
    story.does(
        story.ana.fill(
            "/plans/1/meeting",
            "/plans/1/meeting",
            day="2025-10-06",
            starts="3:30 PM",
            minutes="30",
            place="Room 12",
        )
    )
    story.it_is("2025-10-01 12:00")
    assert story.on_the_list("ben") == (
        "Submitted | Yours since Sep 22, 2025 | Meeting Oct 6, 2025, 3:30 PM CDT | Sep 22, 2025"
    )
    story.it_is("2025-10-06 16:05")
    story.ben_signs("2025-10-06", "2026-04-17")
    story.it_is("2025-10-07 07:40")
    story.teacher_signs()
    assert story.letters() == [
        "2025-09-02 ana: Your plan for 2025-2026 is assigned",
        "2025-09-22 ana: Review meeting booked: your plan",
        "2025-09-22 ben: Ana Ortiz has submitted the plan",
        "2025-09-22 ben: Review meeting booked: the plan of Ana Ortiz",
        "2025-10-06 ana: Ben Carter has signed your plan",
        "2025-10-07 ben: Ana Ortiz has signed the plan",
    ]

    story.it_is("2025-11-04 12:10")
    story.ana_writes_in_her_journal(hours="1.5")
    story.ana_writes_in_her_journal(PRIVATE, private="on")
    story.does(
        story.ana.fill("/plans/1/support", "/plans/1/support/asks", ask="Could somebody watch a lesson?")
    )
    story.does(
        story.ben.fill(
            "/plans/1/checkpoint/meeting",
            "/plans/1/checkpoint/meeting",
            day="2026-04-28",
            starts="3:30 PM",
            minutes="30",
            place="Room 12",
        )
    )
    assert story.on_the_list("ben") == "Active | – | Apr 17, 2026 | Nov 4, 2025 today"
    assert "Final conference: Ana Ortiz" in story.ben.get("/").text
    story.it_is("2025-11-05 09:00")
    answer = "/plans/1/support/asks/1/answer"
    said = {"ask-1-answer": "Chloë has time on Thursday."}
    story.does(story.ben.fill("/plans/1/support", answer, fields=said))
    assert story.letters() == [
        "2025-11-04 ana: Final conference booked: your plan",
        "2025-11-04 ben: Ana Ortiz asks for support",
        "2025-11-04 ben: Final conference booked: the plan of Ana Ortiz",
        "2025-11-05 ana: Ben Carter has answered you",
    ]

    story.april()
    assert story.first_line("ben") == (
        "Your turn: hold the final conference and sign. Conferences are held by May 15, 2026."
    )
    assert story.on_the_list("ben") == (
        "Checkpoint submitted | Yours since Apr 15, 2026 | Meeting Apr 28, 2026, 3:30 PM CDT | Apr 15, 2026 today"
    )
    story.it_is("2026-04-28 16:05")
    story.ben_signs_the_checkpoint("2026-04-28")
    assert state(story) == "checkpoint_evaluator_signed"
    story.it_is("2026-04-29 07:45")
    story.teacher_signs_checkpoint()
    assert story.letters() == [
        "2026-04-10 ana: Due April 17, 2026: your plan",
        "2026-04-15 ben: Ana Ortiz has submitted the checkpoint form",
        "2026-04-28 ana: Ben Carter has signed the checkpoint of your plan",
        "2026-04-29 ben: Ana Ortiz has signed the checkpoint",
    ]

    story.days_go_by("2026-05-26")
    assert state(story) == "closed"
    assert story.letters() == [], "nobody is reminded of what is done"
    assert story.first_line("ana") == "This plan is closed."
    assert story.on_the_list("ben") == "Closed | – | – | Apr 29, 2026"
    assert story.history() == [
        "ben: assign",
        "ana: edit",
        "ana: submit",
        "ana: book_review_meeting",
        "ben: record_review_meeting",
        "ben: sign_as_evaluator",
        "ana: sign_as_teacher",
        "ben: book_final_conference",
        "ana: write_checkpoint",
        "ana: submit_checkpoint",
        "ben: record_final_conference",
        "ben: sign_checkpoint_as_evaluator",
        "ana: sign_checkpoint_as_teacher",
    ]
    assert story.who_reads(
        plan=PLAN["statement"],
        checkpoint=CHECKPOINT["shows"],
        journal=JOURNAL,
        private=PRIVATE,
        support="Chloë has time on Thursday.",
    ) == only(
        ana="page plan checkpoint journal private support",
        ben="page plan checkpoint journal support",
        olivia="page plan checkpoint",
        lena="page",
    )
    plan, checkpoint = story.on_paper(), story.on_paper("olivia", "checkpoint")
    for said in (
        *("Ana Ortiz", "Ben Carter", PLAN["statement"], "Review meeting held October 6, 2025"),
        *(
            "Checkpoint date April 17, 2026",
            "Signed Oct 6, 2025, 4:05 PM CDT",
            "Signed Oct 7, 2025, 7:40 AM CDT",
        ),
    ):
        assert said in plan
    for said in (
        *(
            "Final conference held April 28, 2026",
            CHECKPOINT["shows"],
            CONFERENCE["comments"],
            "Close the plan",
        ),
        *("Signed Apr 28, 2026, 4:05 PM CDT", "Signed Apr 29, 2026, 7:45 AM CDT"),
    ):
        assert said in checkpoint
    for kept_back in (JOURNAL, PRIVATE, "Could somebody watch a lesson?", "Draft"):
        assert kept_back not in plan + checkpoint
    assert story.prints_for("checkpoint") == {"ana", "ben", "olivia"}
    assert is_whole(story)


def test_a_plan_that_came_back_twice(story):
    first, second = "Please say how often you will tally.", "One step is not enough for a year."
    better = "A tally in ten lessons in the fall and ten in the spring, on the first Monday of each month."
    story.assigns_and_writes()
    story.it_is("2025-09-22 15:45")
    story.submits()
    story.it_is("2025-09-24 10:00")
    story.does(story.ben.fill("/plans/1/review", "/plans/1/return", message=first))
    assert story.first_line("ana") == (
        "Your turn: change the plan and submit it again. Plans are to be agreed by October 31, 2025."
    )
    story.it_is("2025-09-29 16:30")
    story.does(story.ana.fill("/plans/1/text", measure=better))
    assert better not in story.ben.get("/plans/1").text, "what she changes is hers until she submits it"
    story.submits()
    story.it_is("2025-10-01 10:00")
    assert better in story.ben.get("/plans/1").text
    # This time they have met already, and he sends it back from the meeting.
    form = story.ben.form("/plans/1/review", "/plans/1/evaluator-signature")
    met = [pair for pair in form.fields if pair[0] not in ("held_on", "checkpoint_on")]
    met += [("held_on", "2025-10-01"), ("checkpoint_on", "2026-04-17")]
    story.does(story.ben.post("/plans/1/review-record", met))
    story.does(story.ben.fill("/plans/1/review", "/plans/1/return", message=second))
    assert state(story) == "returned"

    story.days_go_by("2025-11-03")
    assert story.first_line("ana") == (
        "Your turn: change the plan and submit it again. "
        "Plans were to be agreed by October 31, 2025: this one is late."
    )
    assert story.on_the_list("ben") == (
        "Returned | Teacher since Oct 1, 2025 | Oct 31, 2025 Late | Oct 1, 2025"
    )
    story.it_is("2025-11-03 16:00")
    story.does(story.ana.fill("/plans/1/text", why="Two observations said so."))
    story.submits()
    story.it_is("2025-11-05 15:30")
    story.ben_signs("2025-11-05", "2026-04-17")
    story.it_is("2025-11-06 07:30")
    story.teacher_signs()
    assert story.letters() == [
        "2025-09-02 ana: Your plan for 2025-2026 is assigned",
        "2025-09-22 ben: Ana Ortiz has submitted the plan",
        "2025-09-24 ana: Ben Carter has returned your plan",
        "2025-09-29 ben: Ana Ortiz has submitted the plan",
        "2025-10-01 ana: Ben Carter has returned your plan",
        "2025-10-24 ana: Due October 31, 2025: your plan",
        "2025-10-30 ana: Due October 31, 2025: your plan",
        "2025-11-03 ana: Was due October 31, 2025: your plan",
        "2025-11-03 ben: Ana Ortiz has submitted the plan",
        "2025-11-05 ana: Ben Carter has signed your plan",
        "2025-11-06 ben: Ana Ortiz has signed the plan",
    ]
    assert state(story) == "active"
    assert story.on_the_list("ben") == "Active | – | Apr 17, 2026 | Nov 6, 2025 today"
    assert story.history() == [
        "ben: assign",
        "ana: edit",
        "ana: submit",
        "ben: return",
        "ana: submit",
        "ben: record_review_meeting",
        "ben: return",
        "ana: submit",
        "ben: record_review_meeting",
        "ben: sign_as_evaluator",
        "ana: sign_as_teacher",
    ]
    assert story.who_reads(plan=better, earlier=PLAN["measure"], first=first, second=second) == only(
        ana="page plan earlier first second",
        ben="page plan earlier first second",
        olivia="page plan earlier",
        lena="page",
    )
    paper = story.on_paper()
    for said in (
        "Revision 3",
        better,
        "Review meeting held November 5, 2025",
        "Signed Nov 6, 2025, 7:30 AM CST",
    ):
        assert said in paper
    for kept_back in (first, second, PLAN["measure"] + " How", "October 1, 2025"):
        assert kept_back not in paper
    assert is_whole(story)
