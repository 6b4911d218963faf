"""Years that are interrupted: a leave over two deadlines, a refusal to sign, and somebody who leaves and comes back."""

from backstage import is_whole, signatures, state, value
from sqlalchemy import select
from world import CHECKPOINT, CONFERENCE, PLAN
from years_told.telling import JOURNAL, only

from plf.models import Plan

AWAY = "At home with a newborn until after the winter break."
AWAY_AGAIN = "Her father is ill."


def test_a_leave_across_the_deadline(story):
    story.assigns_and_writes()
    story.it_is("2025-10-06 10:00")
    story.does(story.ben.fill("/plans/1/pause", reason=AWAY))
    assert story.letters()[1:] == ["2025-10-06 ana: Your plan is paused"]
    story.days_go_by("2026-01-05")
    assert story.letters() == [], "October 31 went by, and nobody was reminded"
    assert story.first_line("ana") == "Paused since Oct 6, 2025: nothing is due until it is resumed."
    assert story.on_the_list("ben") == "Paused | – | – | –"
    assert story.on_the_list("olivia") == "Paused | – | – | –"
    story.it_is("2026-01-05 09:00")
    assert "January 19, 2026" in story.ben.get("/plans/1/resumption").text
    story.does(story.ben.fill("/plans/1/resumption"))
    assert story.first_line("ana") == (
        "Your turn: finish the plan and submit it. Plans are to be agreed by January 19, 2026."
    )
    assert story.on_the_list("ben") == "Draft | Teacher since Sep 15, 2025 | Jan 19, 2026 | –"

    story.it_is("2026-01-13 16:00")
    story.submits()
    story.it_is("2026-01-15 15:30")
    story.ben_signs("2026-01-15", "2026-04-24")
    story.it_is("2026-01-16 07:40")
    story.teacher_signs()
    assert story.letters() == [
        "2026-01-05 ana: Your plan goes on",
        "2026-01-12 ana: Due January 19, 2026: your plan",
        "2026-01-13 ben: Ana Ortiz has submitted the plan",
        "2026-01-15 ana: Ben Carter has signed your plan",
        "2026-01-16 ana: Due January 19, 2026: your plan",
        "2026-01-16 ben: Ana Ortiz has signed the plan",
    ]

    # In spring she is away again, and the forms are due meanwhile.
    story.it_is("2026-04-13 08:30")
    story.does(story.olivia.fill("/plans/1/pause", reason=AWAY_AGAIN))
    story.days_go_by("2026-05-04")
    assert story.letters() == [
        "2026-04-13 ana: Your plan is paused",
        "2026-04-13 ben: The plan of Ana Ortiz is paused",
    ]
    story.it_is("2026-05-04 08:30")
    story.does(story.olivia.fill("/plans/1/resumption"))
    assert story.first_line("ana").endswith("The checkpoint is on May 18, 2026."), "two weeks, beyond May 1"
    assert story.on_the_list("ben").startswith("Active | – | May 18, 2026 | ")
    story.it_is("2026-05-06 16:00")
    story.begins_checkpoint()
    story.submits_checkpoint()
    story.it_is("2026-05-12 15:30")
    story.ben_signs_the_checkpoint("2026-05-12")
    story.it_is("2026-05-13 07:45")
    story.teacher_signs_checkpoint()
    assert state(story) == "closed"
    assert story.history() == [
        "ben: assign",
        "ana: edit",
        "ben: pause",
        "ben: resume",
        "ana: submit",
        "ben: record_review_meeting",
        "ben: sign_as_evaluator",
        "ana: sign_as_teacher",
        "olivia: pause",
        "olivia: resume",
        "ana: write_checkpoint",
        "ana: submit_checkpoint",
        "ben: record_final_conference",
        "ben: sign_checkpoint_as_evaluator",
        "ana: sign_checkpoint_as_teacher",
    ]
    assert story.letters() == [
        "2026-05-04 ana: Your plan goes on",
        "2026-05-04 ben: The plan of Ana Ortiz goes on",
        "2026-05-06 ben: Ana Ortiz has submitted the checkpoint form",
        "2026-05-11 ben: Due May 18, 2026: the plan of Ana Ortiz",
        "2026-05-12 ana: Ben Carter has signed the checkpoint of your plan",
        "2026-05-13 ben: Ana Ortiz has signed the checkpoint",
    ]
    assert story.who_reads(
        plan=PLAN["statement"], checkpoint=CHECKPOINT["shows"], away=AWAY, again=AWAY_AGAIN
    ) == only(
        ana="page plan checkpoint away again",
        ben="page plan checkpoint away again",
        olivia="page plan checkpoint away again",
        lena="page",
    )
    plan, checkpoint = story.on_paper(), story.on_paper(form="checkpoint")
    # The signed plan says what both signed on January 16; the day moved later, without a new signature.
    assert "Checkpoint date April 24, 2026" in plan
    assert "Final conference held May 12, 2026" in checkpoint
    for paper in (plan, checkpoint):
        for kept_back in (AWAY, AWAY_AGAIN, "aused", "esumed"):
            assert kept_back not in paper
    assert is_whole(story)


def test_a_teacher_who_refuses_to_sign(story):
    declined = "“Partly” is not what we agreed on in the meeting."
    noted = "I asked her on May 8 and May 12; she says that she will not."
    ended = "Both positions are on record."
    story.agreed()
    story.april()
    story.letters()
    story.it_is("2026-04-28 16:05")
    story.ben_signs_the_checkpoint("2026-04-28", progress="Partly")
    story.it_is("2026-04-30 07:40")
    signing = "/plans/1/checkpoint/teacher-signature"
    story.does(story.ana.fill(signing, "/plans/1/checkpoint/declined-signature", reason=declined))
    assert state(story) == "checkpoint_returned"
    assert [each.superseded_why for each in signatures(story)] == ["", "", "declined"]
    story.it_is("2026-05-04 16:00")
    again = "The tally rose from 9 to 21 students of 24, and stayed there in May."
    story.does(story.ana.fill("/plans/1/checkpoint/text", shows=again))
    story.submits_checkpoint()
    story.it_is("2026-05-06 15:30")
    story.ben_signs_the_checkpoint("2026-05-06", progress="Partly")
    story.days_go_by("2026-05-13")
    assert story.first_line("ana") == (
        "Your turn: read the checkpoint and sign. Conferences are held by May 15, 2026."
    )
    story.it_is("2026-05-13 09:00")
    story.does(story.ben.fill("/plans/1/not-signed", reason=noted))
    assert state(story) == "checkpoint_evaluator_signed", "she still can"

    story.days_go_by("2026-05-26")
    assert story.on_the_list("ben") == (
        "Checkpoint signed by the evaluator | Teacher since May 6, 2026 | May 15, 2026 Late | May 6, 2026 20 days"
    )
    story.it_is("2026-05-26 10:00")
    closing = story.olivia.get("/years/1/closing").text
    assert "Does not sign" in closing
    story.does(story.olivia.fill("/plans/1/unfinished-end", why="did not sign", reason=ended))
    story.days_go_by("2026-06-15")
    # After May 22, the last day of school, the office has it on its closing list, and nobody is reminded.
    assert story.letters() == [
        "2026-04-28 ana: Ben Carter has signed the checkpoint of your plan",
        "2026-04-30 ben: Ana Ortiz has declined to sign the checkpoint",
        "2026-05-04 ana: Was due April 17, 2026: your plan",  # she had it back four days ago
        "2026-05-04 ben: Ana Ortiz has submitted the checkpoint form",
        "2026-05-06 ana: Ben Carter has signed the checkpoint of your plan",
        "2026-05-08 ana: Due May 15, 2026: your plan",
        "2026-05-13 olivia: Ana Ortiz does not sign",
        "2026-05-14 ana: Due May 15, 2026: your plan",
        "2026-05-18 ana: Was due May 15, 2026: your plan",
        "2026-05-26 ana: Your plan is ended unfinished",
        "2026-05-26 ben: The plan of Ana Ortiz is ended unfinished",
    ]
    assert (state(story), value(story, select(Plan.end_reason))) == ("unfinished", "did not sign")
    assert story.on_the_list("ben") == "Ended unfinished | – | – | May 6, 2026"
    assert story.ana.get("/plans/1/checkpoint/teacher-signature").status_code == 409
    assert story.history()[8:] == [
        "ben: record_final_conference",
        "ben: sign_checkpoint_as_evaluator",
        "ana: decline_to_sign_checkpoint",
        "ana: submit_checkpoint",
        "ben: record_final_conference",
        "ben: sign_checkpoint_as_evaluator",
        "ben: note_not_signed",
        "olivia: end_unfinished",
    ]
    everything = "page plan checkpoint declined noted ended"
    assert story.who_reads(
        plan=PLAN["statement"], checkpoint=again, declined=declined, noted=noted, ended=ended
    ) == only(ana=everything, ben=everything, olivia=everything, lena="page")
    plan, checkpoint = story.on_paper(), story.on_paper(form="checkpoint")
    assert "Signed Oct 7, 2025" in plan, "the plan is what both signed in the autumn"
    for said in (again, CONFERENCE["comments"], "Signed May 6, 2026, 3:30 PM CDT", "Draft – not signed"):
        assert said in checkpoint
    for kept_back in (declined, noted, ended):
        assert kept_back not in plan + checkpoint
    assert is_whole(story)


def test_leaves_in_february_and_is_hired_again(story):
    why = "She follows her husband to Tulsa, perhaps for a few weeks only."
    story.agreed()
    story.it_is("2025-11-04 12:10")
    story.ana_writes_in_her_journal(hours="2")
    story.it_is("2026-02-10 09:00")
    story.letters()
    story.does(story.olivia.fill("/people/1/deactivation"))
    assert "pause" in story.olivia.follow().text
    story.does(story.olivia.fill("/plans/1/pause", reason=why))
    story.days_go_by("2026-04-06")
    assert story.letters() == ["2026-02-10 ben: The plan of Ana Ortiz is paused"]
    assert story.on_the_list("ben") == "Paused | – | – | Oct 7, 2025"
    sought = {
        "plan": PLAN["statement"],
        "checkpoint": CHECKPOINT["shows"],
        "journal": JOURNAL,
        "reason": why,
    }
    assert story.who_reads(**sought) == only(
        ben="page plan journal reason", olivia="page plan reason", lena="page"
    ), "Ana cannot sign in"

    story.it_is("2026-04-06 09:00")
    story.does(story.olivia.post("/people/1/reactivation"))
    story.does(story.olivia.fill("/plans/1/resumption"))
    assert story.first_line("ana") == (
        "Active: this plan is signed by both and under way. The checkpoint is on May 1, 2026."
    )
    assert JOURNAL in story.ana.get("/plans/1/journal").text, "it has waited for her"
    story.it_is("2026-04-27 16:00")
    story.begins_checkpoint()
    story.submits_checkpoint()
    story.it_is("2026-05-05 15:30")
    story.ben_signs_the_checkpoint("2026-05-05")
    story.it_is("2026-05-06 07:45")
    story.teacher_signs_checkpoint()
    assert story.letters() == [
        "2026-04-06 ana: Your plan goes on",
        "2026-04-06 ben: The plan of Ana Ortiz goes on",
        "2026-04-24 ana: Due May 1, 2026: your plan",
        "2026-04-27 ben: Ana Ortiz has submitted the checkpoint form",
        "2026-05-05 ana: Ben Carter has signed the checkpoint of your plan",
        "2026-05-06 ben: Ana Ortiz has signed the checkpoint",
    ]
    assert state(story) == "closed"
    assert story.history()[6:8] == ["olivia: pause", "olivia: resume"]
    assert story.on_the_list("ben") == "Closed | – | – | May 6, 2026"
    assert story.who_reads(**sought) == only(
        ana="page plan checkpoint journal reason",
        ben="page plan checkpoint journal reason",
        olivia="page plan checkpoint reason",
        lena="page",
    )
    plan, checkpoint = story.on_paper(), story.on_paper(form="checkpoint")
    assert "Checkpoint date April 17, 2026" in plan, "as both signed it"
    assert "Signed May 6, 2026, 7:45 AM CDT" in checkpoint
    for kept_back in (why, "Tulsa", "aused"):
        assert kept_back not in plan + checkpoint
    assert is_whole(story)
