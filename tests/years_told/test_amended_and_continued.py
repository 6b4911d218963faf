"""Plans that do not stay as they were: one that is amended in April and goes on as signed, one that goes on for years."""

from backstage import is_whole, rows, state
from sqlalchemy import select
from world import CHECKPOINT, PLAN
from years_told.telling import only

from plf.models import Plan

WHY = "The new reading program leaves no time for arguing."
NEW = "By May, half of my students will explain their reasoning to a partner every week."


def test_amended_in_april_and_dropped(story):
    story.agreed()
    story.it_is("2026-04-07 15:00")
    assert story.letters()[-1] == "2025-10-07 ben: Ana Ortiz has signed the plan"
    story.does(story.ana.fill("/plans/1/amendment", reason=WHY))
    story.does(story.ana.fill("/plans/1/text", statement=NEW))
    assert state(story) == "drafted"
    assert story.first_line("ana") == (
        "Your turn: finish the plan and submit it. The checkpoint is on April 17, 2026."
    )
    assert story.on_the_list("ben") == (
        "Draft | Teacher since Apr 7, 2026 | Apr 17, 2026 | Apr 7, 2026 today"
    )
    # What both signed is in force meanwhile: on everybody's page and on paper; the new words are Ana's alone.
    assert story.who_reads(signed=PLAN["statement"], new=NEW, reason=WHY) == only(
        ana="page signed new reason", ben="page signed reason", olivia="page signed reason", lena="page"
    )
    assert PLAN["statement"] in story.on_paper("ben")
    assert NEW not in story.on_paper("ben")

    story.it_is("2026-04-09 15:30")
    story.submits()
    assert story.who_reads(signed=PLAN["statement"], new=NEW) == only(
        ana="page signed new", ben="page signed new", olivia="page signed new", lena="page"
    )
    # Ben would rather have her keep to what they agreed on; she drops it.
    story.it_is("2026-04-10 11:00")
    story.does(story.ana.fill("/plans/1/dropped-amendment"))
    assert state(story) == "active"
    assert story.first_line("ana") == (
        "Active: this plan is signed by both and under way. The checkpoint is on April 17, 2026."
    )
    assert story.on_the_list("ben") == "Active | – | Apr 17, 2026 | Apr 9, 2026 1 day"
    assert story.letters() == [
        "2026-04-07 ben: Ana Ortiz amends the plan of Ana Ortiz",
        "2026-04-09 ben: Ana Ortiz has submitted the plan",
        "2026-04-10 ben: Due April 17, 2026: the plan of Ana Ortiz",
        "2026-04-10 ben: The amendment of the plan of Ana Ortiz is dropped",
    ]

    story.april()
    assert PLAN["statement"] in story.ben.get("/plans/1/checkpoint/review").text
    story.it_is("2026-04-28 16:05")
    story.ben_signs_the_checkpoint("2026-04-28")
    story.it_is("2026-04-29 07:45")
    story.teacher_signs_checkpoint()
    assert state(story) == "closed"
    assert story.history()[6:10] == [
        "ana: amend",
        "ana: submit",
        "ana: drop_amendment",
        "ana: write_checkpoint",
    ]
    assert PLAN["statement"] in story.ana.get("/plans/1").text
    plan, checkpoint = story.on_paper(), story.on_paper(form="checkpoint")
    for paper in (plan, checkpoint):
        assert PLAN["statement"] in paper
        for dropped in (NEW, WHY):
            assert dropped not in paper
    assert "Revision 1 · Signed Oct 7, 2025" in plan
    assert story.on_the_list("ben") == "Closed | – | – | Apr 29, 2026"
    assert is_whole(story)


def the_office_makes_the_year(story, first: int) -> None:
    last = first + 1
    days = {
        "label": f"{first}-{last}",
        "starts_on": f"{first}-08-13",
        "ends_on": f"{last}-05-21",
        "plans_agreed_by": f"{first}-10-30",
        "forms_due_on": f"{last}-04-30",
        "conferences_by": f"{last}-05-14",
    }
    story.does(story.olivia.fill("/years/new", **days))


def the_spring(story, plan: str, year: int, decision: str) -> None:
    """The checkpoint of a year, until both have signed what they decided."""
    story.plan = plan
    story.it_is(f"{year}-04-14 16:00")
    story.begins_checkpoint()
    story.submits_checkpoint()
    story.it_is(f"{year}-04-28 16:05")
    story.ben_signs_the_checkpoint(f"{year}-04-28", decision=decision)
    story.it_is(f"{year}-04-29 07:45")
    story.teacher_signs_checkpoint()


def the_autumn(story, plan: str, year: int, statement: str) -> None:
    """A plan that goes on is looked through, said anew, and signed by both."""
    story.plan = plan
    story.it_is(f"{year}-09-14 16:00")
    story.does(story.ana.fill(f"{plan}/text", statement=statement))
    story.submits()
    story.it_is(f"{year}-10-05 15:30")
    story.ben_signs(f"{year}-10-05", f"{year + 1}-04-16")
    story.it_is(f"{year}-10-06 07:40")
    story.teacher_signs()


def test_continued_for_three_years(story):
    second, third = (
        "In the second year, all of them will ask each other why.",
        "In the third, they teach it to Grade 3.",
    )
    story.agreed()
    the_spring(story, "/plans/1", 2026, "continue")
    # Nobody has made the next year yet, and signing did not wait for that.
    story.days_go_by("2026-05-26")
    assert state(story) == "continued"
    assert rows(story, select(Plan.id)) == [1]
    assert story.first_line("ana") == "This plan was continued into the next school year."
    story.letters()

    story.it_is("2026-08-03 10:00")
    the_office_makes_the_year(story, 2026)
    assert rows(story, select(Plan.id)) == [1], "it is planned, not open"
    story.it_is("2026-08-10 10:00")
    story.does(story.olivia.post("/years/1/closing"))
    story.does(story.olivia.fill("/years/2/opening"))
    story.it_is("2026-08-13 08:30")
    assert story.letters() == ["2026-08-10 ana: Your plan goes on in 2026-2027"]
    assert state(story, 2) == "drafted"
    assert story.on_the_list("ben") == "Draft | Teacher since Aug 10, 2026 | Oct 30, 2026 | –"
    assert story.first_line("ana", "/plans/2") == (
        "Your turn: finish the plan and submit it. Plans are to be agreed by October 30, 2026."
    )
    assert PLAN["statement"] in story.ana.get("/plans/2/text").text
    assert PLAN["statement"] not in story.ben.get("/plans/2").text, (
        "a draft is a draft, wherever it came from"
    )

    the_autumn(story, "/plans/2", 2026, second)
    # In spring the next year is open already, and the plan goes on at once.
    story.it_is("2027-04-05 10:00")
    the_office_makes_the_year(story, 2027)
    story.does(story.olivia.fill("/years/3/opening"))
    the_spring(story, "/plans/2", 2027, "continue")
    assert story.letters()[-2:] == [
        "2027-04-29 ana: Your plan goes on in 2027-2028",
        "2027-04-29 ben: Ana Ortiz has signed the checkpoint",
    ]
    assert (state(story, 2), state(story, 3)) == ("continued", "drafted")
    the_autumn(story, "/plans/3", 2027, third)
    the_spring(story, "/plans/3", 2028, "close")

    story.days_go_by("2028-05-22")
    assert [state(story, number) for number in (1, 2, 3)] == ["continued", "continued", "closed"]
    assert story.on_the_list("ben") == "Closed | – | – | Apr 29, 2028"
    assert story.history(2) == [
        "ana: continue_plan",
        "ana: submit",
        "ben: record_review_meeting",
        "ben: sign_as_evaluator",
        "ana: sign_as_teacher",
        "ana: write_checkpoint",
        "ana: submit_checkpoint",
        "ben: record_final_conference",
        "ben: sign_checkpoint_as_evaluator",
        "ana: sign_checkpoint_as_teacher",
    ]
    years = story.ana.get("/plans/3/years").text
    assert years.index(third) < years.index(second) < years.index(PLAN["statement"]), (
        "latest first, each as it was"
    )
    for number, said in ((1, PLAN["statement"]), (2, second), (3, third)):
        assert story.who_reads(number, plan=said, checkpoint=CHECKPOINT["shows"]) == only(
            ana="page plan checkpoint",
            ben="page plan checkpoint",
            olivia="page plan checkpoint",
            lena="page",
        )
        paper = story.on_paper(plan_id=number)
        assert said in paper
        assert f"School year {2024 + number}–{2025 + number}" in paper
        decided = "Close the plan" if number == 3 else "Continue it next year"
        assert decided in story.on_paper(form="checkpoint", plan_id=number)
    assert is_whole(story)
