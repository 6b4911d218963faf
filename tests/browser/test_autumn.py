"""An autumn at real browsers, from “I would like to take part” to two signatures; with script and without."""

import re
from datetime import timedelta

from world import PASSWORD, PLAN, local_today

from tests.browser.person import Person

GOAL = "By May, all students in my class will explain their reasoning to a partner in every lesson."
MAY = (local_today() + timedelta(days=140)).isoformat()


def says_she_would_like_to(someone: Person) -> None:
    someone.opens("/").presses("I would like to take part").sees("You said that you would like to take part")


def writes_a_plan(ana: Person) -> None:
    """The five things that are required, on the form that is open."""
    ana.ticks("9 Involves All Learners")
    ana.writes("My area of growth", PLAN["area"])
    ana.writes("My goal", GOAL)
    ana.writes("How it will be measured", PLAN["measure"])
    ana.writes("What I will do", PLAN["steps-0-what"])


def test_from_volunteering_to_both_signatures(person, script, twenty_minutes_later):
    ana, ben = person("ana", script=script), person("ben", script=script)
    says_she_would_like_to(ana)
    ben.opens("/").is_told("One teacher would like to take part.").presses("Assign a plan")
    ben.opens("/").sees("Assigned")

    ana.opens("/").is_told("Your turn: write the plan").presses("Write the plan")
    writes_a_plan(ana)
    ana.presses("Check and submit").sees("Check your plan").sees(GOAL)
    ana.presses("Submit this plan").is_told("Waiting for Ben Carter")

    ben.opens("/").is_told("One plan waits for you.").presses("Open the first")
    twenty_minutes_later()
    ben.presses("Hold the review meeting and sign").sees(GOAL)
    ben.writes("Checkpoint date", MAY).writes("Your password", PASSWORD)
    ben.presses("Record and sign").sees("You signed.")
    ben.is_told("Waiting for Ana Ortiz to")

    ana.opens("/").is_told("Your turn: read what was agreed and sign").presses(
        "Read what was agreed and sign"
    )
    ana.sees("I met with Ana Ortiz").writes("Written response", "I would have liked a coach.")
    ana.writes("Your password", PASSWORD)
    ana.presses("Sign this plan").sees("You signed.").sees("I would have liked a coach.")
    ana.is_told(re.compile("Active|under way"))
    ben.opens("/plans/1").sees("I would have liked a coach.")

    if script:
        assert ana.has_in_the_browser() == []
        assert ben.has_in_the_browser() == []
    ana.presses("Sign out").sees("You are signed out.")


def test_evan_assigns_a_plan_to_sam_with_one_click(person, script):
    sam, evan = person("sam", script=script), person("evan", script=script)
    says_she_would_like_to(sam)
    evan.opens("/").sees("Would like to take part").presses("Assign a plan")
    sam.opens("/").is_told("Your turn: write the plan")


def test_ben_assigns_many_after_a_look_at_the_list(scene, person, script):
    ben, chloe = person("ben", script=script), person("chloe", script=script)
    says_she_would_like_to(chloe)
    ben.opens("/teachers").presses("Assign plans")
    assert ben.field("Chloë Martin").is_checked()
    ben.ticks("Ana Ortiz").presses("Check before assigning")
    ben.sees("Assign 2 plans?").sees("Ana Ortiz").sees("Chloë Martin")
    ben.presses("Assign 2 plans").opens("/teachers").sees("Ana Ortiz").sees("Chloë Martin")
    chloe.opens("/").is_told("Your turn: write the plan")


def test_rows_are_added_moved_and_removed_while_the_text_stays(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("assigned") + "/text")
    if script:
        ana.types("My area of growth", PLAN["area"]).is_saved()
    else:
        ana.writes("My area of growth", PLAN["area"])
    ana.writes("What I will do", "Ask one good question")
    ana.presses("Add another action step").sees("Action step 2")
    ana.writes("What I will do", "Visit Chloë’s class", nth=1)
    ana.presses("Move up action step 2").reads_at("What I will do", "Visit Chloë’s class")
    ana.reads_at("What I will do", "Ask one good question", nth=1)
    ana.presses("Add another action step").sees("Action step 3")
    ana.writes("What I will do", "Think again", nth=2)
    ana.presses("Remove action step 2").does_not_see("Action step 3")
    ana.reads_at("What I will do", "Visit Chloë’s class").reads_at("What I will do", "Think again", nth=1)
    ana.reads_at("My area of growth", PLAN["area"])
    if not script:
        ana.presses("Save", nth=-1)
    ana.is_saved()
    ana.opens("/plans/1/text").reads_at("What I will do", "Think again", nth=1)


def test_ana_asks_chloe_who_comments(scene, person, script):
    ana, chloe = person("ana", script=script), person("chloe", script=script)
    ana.opens(scene.plan_at("drafted")).presses("Ask for comments")
    ana.writes("Name", "Mart").presses("Search").presses("Ask Chloë Martin")
    ana.sees("Chloë Martin can now read this plan and comment on it.")
    chloe.opens("/").sees("Shared with you").presses("Plan of Ana Ortiz").sees(GOAL)
    chloe.chooses("About", "SMART goal").writes("Your comment", "What counts as explaining?")
    chloe.presses("Add comment").sees("What counts as explaining?")
    ana.opens("/plans/1").sees("What counts as explaining?").sees("Chloë Martin")
    ana.presses("Ask for comments").presses("Stop asking Chloë Martin").sees("Nobody is asked.")
    assert chloe.page.goto("/plans/1").status == 404


def test_ben_returns_it_with_a_comment_and_ana_submits_it_again(scene, person, script):
    ana, ben = person("ana", script=script), person("ben", script=script)
    ben.opens(scene.plan_at("submitted") + "/review").unfolds("Comment on sections")
    ben.writes("Message", "Nearly there.").writes("On “SMART goal”", "How often will you tally?")
    ben.presses("Return to Ana").sees("The plan is returned")
    ana.opens("/").is_told("Your turn: change the plan and submit it again")
    ana.opens("/plans/1").sees("How often will you tally?").sees("Nearly there.")
    ana.presses("Change the plan and submit it again")
    ana.writes("How it will be measured", "A tally each Friday.")
    ana.presses("Check and submit").sees("A tally each Friday.").presses("Submit this plan")
    ben.opens("/plans/1").sees("A tally each Friday.").presses("What changed").sees("each Friday.")


def test_ana_recalls_what_she_submitted(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("submitted"))
    ana.presses("Recall it to change it").is_told("Your turn: finish the plan and submit it")


def test_a_meeting_is_booked_from_open_times_moved_and_called_off(scene, person, script):
    ana, ben = person("ana", script=script), person("ben", script=script)
    scene.plan_at("drafted")
    ben.opens("/slots").writes("Day", (local_today() + timedelta(days=3)).isoformat())
    ben.writes("From", "14:30").writes("To", "15:30").writes("Place", "Room 12").presses("Open these times")
    ben.sees("Free")
    ana.opens("/plans/1").presses("Book the review meeting")
    ana.page.get_by_role("radio").first.check()
    ana.presses("Book this time").sees("Room 12").sees("calendar file")
    ben.opens("/slots").sees("Ana Ortiz")
    ben.opens("/plans/1").presses("Move or cancel the meeting")
    ben.writes("Day", (local_today() + timedelta(days=5)).isoformat()).writes("Begins at", "08:15")
    ben.writes("Place", "Library").presses("Move it to this time", nth=-1).sees("Library")
    ana.opens("/").sees("Library")
    ana.opens("/plans/1/meeting").unfolds("Cancel the meeting").presses("Cancel the meeting")
    ana.sees("No meeting is booked.")


def test_they_revise_together_on_anas_own_screen(scene, person, script):
    ana, ben = person("ana", script=script), person("ben", script=script)
    ana.opens(scene.plan_at("reviewed")).presses("Change the text together")
    ana.writes("How it will be measured", "A tally each Friday.").presses("Agree on this text")
    ana.sees("This text is now the one to sign.")
    ben.opens("/plans/1/review").sees("A tally each Friday.").sees("Revision 2")
    ben.presses("Record and sign").sees("You signed.")


def test_ben_records_and_both_revise_and_sign_at_his_screen(scene, person, script):
    ben = person("ben", script=script).opens(scene.plan_at("submitted") + "/review")
    ben.writes("Checkpoint date", MAY).presses("Record without signing").sees("The meeting is recorded.")
    ben.presses("Change the text together, here")
    ben.writes("How it will be measured", "A tally each Friday.")
    ben.writes("Password of Ana Ortiz", "this is not her password").presses("Agree on this text")
    ben.reads_at("How it will be measured", "A tally each Friday.")
    ben.writes("Password of Ana Ortiz", PASSWORD).presses("Agree on this text")
    ben.sees("This text is now the one to sign.").sees("A tally each Friday.")
    ben.presses("Record and sign").sees("You signed.")
    ben.presses("Ana signs here, at my screen").sees("Ana Ortiz signs here")
    ben.writes("Written response", "Glad we talked.")
    ben.writes("Your password", "this is not her password").presses("Sign this plan")
    ben.reads_at("Written response", "Glad we talked.")
    ben.writes("Your password", PASSWORD).presses("Sign this plan").sees("The plan is signed by both of you")
    ben.sees("Glad we talked.")
    ben.opens("/sign-ins").sees("Where you are signed in")
    assert ben.page.locator(".person").inner_text().startswith("Ben Carter")


def test_ben_takes_his_signature_back(scene, person, script):
    ben = person("ben", script=script).opens(scene.plan_at("evaluator_signed"))
    ben.presses("Take back my signature").writes("Reason", "The wrong date.")
    ben.presses("Take back my signature").sees("Your signature is taken back.")
    ben.unfolds("Earlier signatures (1)").sees("Ben Carter signed revision 1 as evaluator")


def test_ana_declines_to_sign(scene, person, script):
    ana, ben = person("ana", script=script), person("ben", script=script)
    ana.opens(scene.plan_at("evaluator_signed") + "/teacher-signature")
    ana.writes("Reason", "This is not what we said.").presses("Decline to sign")
    ana.is_told("Your turn: change the plan and submit it again")
    ben.opens("/plans/1").sees("This is not what we said.")


def test_the_signed_plan_opens_as_a_pdf(scene, person, script, tmp_path):
    plan = scene.plan_at("active")
    scene.copies_are_made()
    ana = person("ana", script=script).opens(plan)
    for link in ("Print (PDF)", "Blank form (PDF)"):
        address = ana.page.get_by_role("link", name=link).get_attribute("href")
        answer = ana.context.request.get(address)
        assert answer.ok
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF")
