"""Years in which somebody else evaluates: another one between the two signatures, a deputy in May, a new school."""

from backstage import is_whole, rows, signatures, state
from sqlalchemy import select
from world import CHECKPOINT, PLAN
from years_told.telling import JOURNAL, PRIVATE, only

from plf.models import Pairing


def test_the_evaluator_is_replaced_between_the_two_signatures(story):
    why = "Ben Carter leads the district’s summer school from now on."
    story.assigns_and_writes()
    story.it_is("2025-09-22 15:45")
    story.submits()
    story.it_is("2025-10-06 15:30")
    story.ben_signs("2025-10-06", "2026-04-17")
    story.it_is("2025-10-08 10:00")
    assert story.first_line("ana").startswith("Your turn: read what was agreed and sign.")
    story.does(story.olivia.fill("/plans/1/hand-over", who="Evan Wright", reason=why))
    assert state(story) == "reviewed"
    assert story.first_line("ana").startswith("Waiting for Evan Wright to sign the plan.")
    assert story.first_line("evan") == "Your turn: sign the plan. Plans are to be agreed by October 31, 2025."
    assert story.on_the_list("ben") == "not there"
    assert story.on_the_list("evan") == "Reviewed | Yours since Oct 8, 2025 | Oct 31, 2025 | –"
    assert story.letters()[-3:] == [
        "2025-10-06 ana: Ben Carter has signed your plan",
        "2025-10-08 ana: Evan Wright is now the evaluator for your plan",
        "2025-10-08 evan: Evan Wright is now the evaluator for the plan of Ana Ortiz",
    ]

    story.it_is("2025-10-13 15:30")
    story.ben_signs("2025-10-13", "2026-04-20", by="evan")
    story.it_is("2025-10-14 07:40")
    story.teacher_signs()
    assert state(story) == "active"
    assert story.letters() == [
        "2025-10-13 ana: Evan Wright has signed your plan",
        "2025-10-14 evan: Ana Ortiz has signed the plan",
    ]
    assert [(each.person_id, each.role, each.superseded_why) for each in signatures(story)] == [
        (story.id("ben"), "evaluator", "handed over"),
        (story.id("evan"), "evaluator", ""),
        (story.id("ana"), "teacher", ""),
    ]
    assert story.history() == [
        "ben: assign",
        "ana: edit",
        "ana: submit",
        "ben: record_review_meeting",
        "ben: sign_as_evaluator",
        "olivia: hand_over",
        "evan: record_review_meeting",
        "evan: sign_as_evaluator",
        "ana: sign_as_teacher",
    ]
    assert story.on_the_list("evan") == "Active | – | Apr 20, 2026 | Oct 14, 2025 today"
    assert story.who_reads(plan=PLAN["statement"], reason=why) == only(
        ana="page plan reason", evan="page plan reason", olivia="page plan reason", lena="page"
    )
    paper = story.on_paper()
    for said in (
        "Evaluator Evan Wright",
        "Review meeting held October 13, 2025",
        "Checkpoint date April 20, 2026",
    ):
        assert said in paper
    for kept_back in ("Ben Carter", why, "October 6"):
        assert kept_back not in paper
    # What Ben signed he keeps; it says that his signature does not count.
    assert "Ana Ortiz" in story.ben.get("/signed").text
    story.copies_are_made()
    theirs = story.ben.get("/signatures/1/document.pdf")
    assert theirs.status_code == 200
    assert story.prints_for() == {"ana", "evan", "olivia"}
    paired = select(Pairing.evaluator_id).where(Pairing.teacher_id == 1, Pairing.ends_on.is_(None))
    assert rows(story, paired) == [story.id("evan")]
    assert is_whole(story)


def test_a_deputy_signs_in_may(story):
    story.agreed()
    story.it_is("2025-11-04 12:10")
    story.ana_writes_in_her_journal()
    story.april()
    story.it_is("2026-04-30 09:00")
    stands_in = {
        "deputy-who": "Dana Diaz",
        "deputy-starts_on": "2026-05-04",
        "deputy-ends_on": "2026-05-22",
    }
    story.does(story.olivia.fill("/people/2", "/people/2/deputies", fields=stands_in))
    story.it_is("2026-05-01 15:00")
    assert story.dana.get("/plans/1").status_code == 404, "she stands in from Monday on"
    assert story.on_the_list("dana") == "not there"
    story.letters()

    story.days_go_by("2026-05-11")
    assert story.first_line("dana") == (
        "Your turn: hold the final conference and sign. Conferences are held by May 15, 2026."
    )
    story.it_is("2026-05-11 15:45")
    story.ben_signs_the_checkpoint("2026-05-11", by="dana")
    story.it_is("2026-05-12 07:40")
    story.teacher_signs_checkpoint()
    assert story.letters() == [
        "2026-05-08 ben: Due May 15, 2026: the plan of Ana Ortiz",
        "2026-05-08 dana: Due May 15, 2026: the plan of Ana Ortiz",
        "2026-05-11 ana: Dana Diaz has signed the checkpoint of your plan",
        "2026-05-12 ben: Ana Ortiz has signed the checkpoint",
        "2026-05-12 dana: Ana Ortiz has signed the checkpoint",
    ]
    assert state(story) == "closed"
    assert story.history()[-3:] == [
        "dana: record_final_conference",
        "dana: sign_checkpoint_as_evaluator",
        "ana: sign_checkpoint_as_teacher",
    ]
    sought = {"plan": PLAN["statement"], "checkpoint": CHECKPOINT["shows"], "journal": JOURNAL}
    everything = "page plan checkpoint journal"
    seen = only(ana=everything, ben=everything, olivia="page plan checkpoint", lena="page")
    assert story.who_reads(**sought) == seen | {"dana": everything}

    story.days_go_by("2026-05-26")
    assert story.who_reads(**sought) == seen, "the days on which she stood in are over"
    story.copies_are_made()
    assert story.dana.get("/signatures/3/document.pdf").status_code == 200, "what she signed she keeps"
    assert story.dana.get("/signatures/1/document.pdf").status_code == 404
    assert story.on_the_list("ben") == "Closed | – | – | May 12, 2026"
    assert story.letters() == []
    checkpoint = story.on_paper("ben", "checkpoint")
    for said in (
        *("Deputy for Ben Carter Dana Diaz", "Final conference held May 11, 2026", "Evaluator Ben Carter"),
        *("Signed May 11, 2026, 3:45 PM CDT", "Signed May 12, 2026, 7:40 AM CDT"),
    ):
        assert said in checkpoint
    assert "Dana Diaz" not in story.on_paper()
    assert is_whole(story)


def test_a_transfer_in_november(story):
    why = "Ana Ortiz teaches at Oak Hill from now on."
    story.agreed()
    story.it_is("2025-11-03 12:10")
    story.ana_writes_in_her_journal(hours="2")
    story.ana_writes_in_her_journal(PRIVATE, private="on")
    leads = {"leading-site_id": "2", "leading-starts_on": "2025-08-14", "leading-ends_on": ""}
    story.does(story.olivia.fill("/people/5", "/people/5/sites-led", fields=leads))
    assert (story.lena.get("/plans/1").status_code, story.dana.get("/plans/1").status_code) == (200, 404)
    story.it_is("2025-11-10 09:00")
    story.letters()
    move = {"site_id": "2", "evaluator": "name", "who": "Evan Wright", "reason": why}
    story.does(story.olivia.fill("/people/1/transfer", **move))
    assert story.letters() == [
        "2025-11-10 ana: Evan Wright is now the evaluator for your plan",
        "2025-11-10 evan: Evan Wright is now the evaluator for the plan of Ana Ortiz",
    ]
    assert state(story) == "active", "what both signed is signed"
    assert story.on_the_list("evan") == "Active | – | Apr 17, 2026 | –"
    assert story.on_the_list("ben") == "not there"
    assert (story.lena.get("/plans/1").status_code, story.dana.get("/plans/1").status_code) == (404, 200)
    assert story.on_the_list("dana") == "Active | – | Apr 17, 2026 | –"

    story.april()
    story.it_is("2026-04-28 16:05")
    story.ben_signs_the_checkpoint("2026-04-28", by="evan")
    story.it_is("2026-04-29 07:45")
    story.teacher_signs_checkpoint()
    assert story.letters() == [
        "2026-04-10 ana: Due April 17, 2026: your plan",
        "2026-04-15 evan: Ana Ortiz has submitted the checkpoint form",
        "2026-04-28 ana: Evan Wright has signed the checkpoint of your plan",
        "2026-04-29 evan: Ana Ortiz has signed the checkpoint",
    ]
    assert state(story) == "closed"
    assert story.history()[5:] == [
        "ana: sign_as_teacher",
        "olivia: transfer",
        "olivia: hand_over",
        "ana: write_checkpoint",
        "ana: submit_checkpoint",
        "evan: record_final_conference",
        "evan: sign_checkpoint_as_evaluator",
        "ana: sign_checkpoint_as_teacher",
    ]
    assert story.who_reads(
        plan=PLAN["statement"], checkpoint=CHECKPOINT["shows"], journal=JOURNAL, private=PRIVATE, reason=why
    ) == only(
        ana="page plan checkpoint journal private reason",
        evan="page plan checkpoint journal reason",
        olivia="page plan checkpoint reason",
        dana="page",
    )
    plan, checkpoint = story.on_paper(), story.on_paper(form="checkpoint")
    for said in ("Maple Street Elementary", "Evaluator Ben Carter"):
        assert said in plan
        assert said not in checkpoint
    for said in ("Oak Hill Middle School", "Evaluator Evan Wright"):
        assert said in checkpoint
        assert said not in plan
    assert why not in plan + checkpoint
    assert story.prints_for("checkpoint") == {"ana", "evan", "olivia"}
    assert story.ben.get("/signatures/1/document.pdf").status_code == 200, "Ben keeps the plan that he signed"
    assert story.ben.get("/signatures/3/document.pdf").status_code == 404, (
        "and not the checkpoint that he did not"
    )
    assert is_whole(story)
