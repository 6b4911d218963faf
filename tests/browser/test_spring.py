"""A spring at real browsers: journal, support, amendment, checkpoint, conference, and what goes wrong; with script and without."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from world import CHECKPOINT, PASSWORD, PLAN, local_today

from plf.journal.queries import step_key
from tests.browser.test_looks import Keyboard
from tests.lineage.ahead import next_year, work
from tests.support.grove import grove

MEASURE = "How it will be measured"
SHOWS = "What the measure shows"
PHONE = 360


def day(ahead: int) -> str:
    return (local_today() + timedelta(days=ahead)).isoformat()


@pytest.fixture
def comes(scene, sits_down, script):
    """`comes("ana")` sits down at a browser in which she has signed in."""
    return lambda name, **more: sits_down(name, script=script, **more).comes_signed_in(getattr(scene, name))


def photo() -> dict:
    kept = BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(kept, "JPEG")
    return {"name": "the board.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


# Step 4: the year goes on


def test_ana_adds_a_line_and_a_photo_to_her_journal_from_a_phone(scene, comes):
    ana = comes("ana", width=PHONE).opens(scene.plan_at("active"))
    ana.presses("Write in the journal").writes("What I did", "Asked one good question; eleven answered.")
    ana.unfolds("More").writes("Hours or points", "1.5")
    ana.chooses("Action step it belongs to", PLAN["steps-0-what"])
    ana.field("Files").set_input_files(photo())
    ana.presses("Add to my journal").sees("Added to your journal.").sees("1 entry, 1.5 hours or points")
    address = ana.page.get_by_role("link", name="the board").get_attribute("href")
    kept = ana.context.request.get(address)
    assert kept.headers["content-disposition"].startswith("attachment")
    ana.presses("My points over the years").sees("1.5 of 75 hours or points")
    ben = comes("ben").opens("/plans/1").presses("Read the journal")
    ben.sees("Asked one good question; eleven answered.")


def test_ana_asks_for_support_and_ben_answers_and_checks_in(scene, comes):
    plan = scene.plan_at("active")
    ana, ben = comes("ana", width=PHONE), comes("ben")
    ana.opens(plan).presses("Ask for support, or see what was offered")
    ana.writes("What would help you?", "Could somebody watch a lesson?").presses("Ask for support")
    ana.is_told("Waiting for Ben Carter to answer.")
    ben.opens("/").is_told("Ana Ortiz asks for support.").presses("Answer")
    ben.writes("Your answer", "On Thursday, second lesson.").presses("Answer Ana")
    ben.is_told("Nobody waits for an answer.")
    ben.writes("What you talked about", "How the tally goes.").chooses("How", "Classroom visit")
    ben.presses("Note this check-in").sees("Your check-in is noted.")
    ana.opens(plan + "/support").sees("On Thursday, second lesson.").sees("in the classroom")
    ana.writes("Your reply", "Thank you.").presses("Reply").sees("Your reply is there.")


def test_ben_checks_in_from_his_first_page(scene, comes):
    grove(scene, 20, 60, 40)
    ben = comes("ben", width=PHONE).opens("/").sees("Three to talk to this week").unfolds("We talked")
    ben.writes("What you and Teacher Birch talked about today", "The spring tally.").presses("Note it")
    ben.sees("1 of 3 done this week").presses("Teacher Birch").sees("The spring tally.")


def test_an_amendment_is_written_beside_the_signed_plan_and_dropped(scene, comes):
    ana, ben = comes("ana"), comes("ben")
    ben.opens(scene.plan_at("active")).presses("Amend the plan").presses("Amend the plan")
    ben.sees("Please change one thing")
    ben.writes("Why the plan should change", "The class changed in April.").presses("Amend the plan")
    ben.sees("stays in force until both sign the new one")
    ana.opens("/").is_told("Your turn: finish the plan and submit it")
    ana.presses("Finish the plan and submit it").writes(MEASURE, "A tally each Friday.")
    ana.presses("Check and submit").sees("A tally each Friday.")
    ana.opens("/plans/1").sees("The class changed in April.").presses("The plan that both signed")
    ana.sees("What the amendment changes").sees("each Friday").sees("The draft as it stands")
    ana.opens("/plans/1").presses("Drop the amendment").presses("Drop the amendment")
    ana.sees("The amendment is dropped.").is_told("Active: this plan is signed by both and under way.")
    ana.does_not_see("A tally each Friday.")


def test_ben_moves_the_checkpoint_date_and_olivia_extends_it(scene, comes):
    ben, olivia = comes("ben"), comes("olivia")
    ben.opens(scene.plan_at("active")).presses("Move the checkpoint date")
    ben.writes("Checkpoint date", day(165)).presses("Move the checkpoint date").sees(
        "Please change one thing"
    )
    ben.writes("Checkpoint date", day(100)).presses("Move the checkpoint date")
    ben.sees("The checkpoint date is moved. No new signature is needed.")
    olivia.opens("/plans/1").presses("Extend the checkpoint date")
    olivia.writes("Checkpoint date", day(165)).writes("Why (if you like)", "Weeks of snow.")
    olivia.presses("Extend the checkpoint date").sees("The checkpoint date is moved.").sees("Weeks of snow.")


# Steps 5 to 7: the checkpoint


def test_ana_writes_submits_recalls_and_submits_the_checkpoint(scene, comes, script):
    ana = comes("ana", width=PHONE)
    scene.plan_at("active")
    step = step_key(PLAN["steps-0-what"])
    scene.ana.fill("/plans/1/journal", text="Asked one good question.", hours="1.5", step=step)
    ana.opens("/plans/1").presses("Write the checkpoint").sees(PLAN["steps-0-what"])
    ana.ticks("Partly").unfolds("What your journal says")
    ana.presses("Add it to “What happened” of action step 1")
    ana.sees(re.compile("What your journal says"))
    assert "Asked one good question." in ana.field("What happened").input_value()
    if script:
        ana.types(SHOWS, CHECKPOINT["shows"]).is_saved()
        ana.opens("/plans/1/checkpoint/text").reads_at(SHOWS, CHECKPOINT["shows"])
    ana.presses("Check and submit").sees("still to do").presses("Go on writing")
    ana.writes(SHOWS, CHECKPOINT["shows"]).ticks("Mostly", under="Progress on the goal")
    ana.ticks("Close the plan").presses("Check and submit").sees("Check your checkpoint")
    ana.presses("Submit this checkpoint").sees("Your checkpoint is submitted.")
    ana.is_told("Waiting for Ben Carter to hold the final conference and sign")
    ana.presses("Recall it to change it").is_told("Your turn: finish the checkpoint form and submit it")
    ana.presses("Finish the checkpoint form and submit it").reads_at(SHOWS, CHECKPOINT["shows"])
    ana.presses("Check and submit").presses("Submit this checkpoint").sees("Your checkpoint is submitted.")


def test_the_keyboard_alone_completes_a_checkpoint(scene, sits_down, script):
    scene.plan_at("active")
    ana = sits_down("ana", script=script).opens("/sign-in")
    keyboard = Keyboard(ana)
    keyboard.goes_to("E-mail address").types("ana@riverbend.example")
    keyboard.goes_to("Password").types(PASSWORD).presses("Enter")
    ana.sees("Sign out")
    keyboard.goes_to("My plan, 2026-2027").presses("Enter")
    ana.sees("is signed by both and under way")
    keyboard.goes_to("Write the checkpoint").presses("Enter")
    ana.sees("Write my checkpoint")
    keyboard.goes_to("Done").presses("ArrowDown")  # from the first of a group to the second
    keyboard.goes_to("What happened").types("Every week until the winter break.")
    keyboard.goes_to("Met").presses("Space")
    keyboard.goes_to(SHOWS).types(CHECKPOINT["shows"])
    keyboard.goes_to("Close the plan").presses("Space")
    keyboard.goes_to("Check and submit").presses("Enter")
    ana.sees("Check your checkpoint").sees("Every week until the winter break.")
    keyboard.goes_to("Submit this checkpoint").presses("Enter")
    ana.is_told("Waiting for Ben Carter")
    assert "\n".join(keyboard.unclear) == ""


def test_both_book_the_conference_months_ahead(scene, comes):
    ana, ben = comes("ana", width=PHONE), comes("ben")
    ana.opens(scene.plan_at("active")).presses("Book the final conference")
    ana.writes("Day", day(120)).writes("Begins at", "14:30").writes("Place", "Room 12")
    ana.presses("Book this time", nth=-1).sees("Room 12").sees("calendar file")
    ben.opens("/plans/1").presses("Move or cancel the meeting").writes("Place", "Library")
    ben.writes("Day", day(121)).writes("Begins at", "08:15").presses("Move it to this time", nth=-1)
    ana.opens("/").sees("Final conference: Ana Ortiz").sees("Library")


def test_ben_returns_the_checkpoint_and_reads_it_again(scene, comes):
    ana, ben = comes("ana"), comes("ben")
    ben.opens(scene.plan_at("checkpoint_submitted")).presses("Return it to Ana")
    ben.writes("Message", "Nearly there.").unfolds("Comment on sections")
    ben.writes("On “The goal”", "What was the spring tally?").presses("Return to Ana")
    ben.sees("The checkpoint is returned, with your message.")
    ana.opens("/").is_told("Your turn: change the checkpoint form and submit it again")
    ana.opens("/plans/1").sees("What was the spring tally?").sees("Nearly there.")
    ana.presses("Change the checkpoint form and submit it again").writes(SHOWS, "Twenty-one of 24 spoke.")
    ana.presses("Check and submit").presses("Submit this checkpoint").sees("Your checkpoint is submitted.")
    ben.opens("/plans/1").presses("What changed").sees("Twenty-one of 24 spoke.")


def test_the_conference_is_recorded_corrected_and_signed_at_bens_screen(scene, comes, twenty_minutes_later):
    plan, ben = scene.plan_at("checkpoint_submitted"), comes("ben")
    ben.opens("/").is_told("One plan waits for you.").presses("Open the first")
    ben.presses("Hold the final conference and sign").writes("Comments", "A louder class.")
    ben.ticks("Mostly").ticks("Close the plan").presses("Record without signing")
    ben.sees("The conference is recorded.").reads_at("Comments", "A louder class.").writes(
        "Comments", "A quieter teacher and a louder class."
    )
    ben.presses("Record without signing").presses("Change the text together, here")
    ben.writes(SHOWS, "Twenty-one of 24 spoke.").writes("Password of Ana Ortiz", PASSWORD)
    ben.presses("Agree on this text").sees("This text is now the one to sign.")
    twenty_minutes_later()
    ben.opens(plan + "/checkpoint/review").presses("Record and sign").sees("Please change one thing")
    ben.writes("Your password", PASSWORD).presses("Record and sign").sees("You signed.")
    ben.is_told("Waiting for Ana Ortiz to read the checkpoint and sign")
    ben.presses("Take back my signature").writes("Reason", "The wrong day.")
    ben.presses("Take back my signature").sees("Your signature is taken back.")
    ben.presses("Sign the checkpoint").presses("Record and sign").sees("You signed.")
    ben.presses("Ana signs here, at my screen").writes("Your password", PASSWORD)
    ben.presses("Sign this checkpoint").sees("the year’s plan is complete")
    ben.is_told("This plan is closed.")


def test_ana_signs_the_checkpoint_with_a_response(scene, comes):
    ana = comes("ana", width=PHONE)
    scene.plan_at("checkpoint_evaluator_signed")
    ana.opens("/").is_told("Your turn: read the checkpoint and sign").presses("Read the checkpoint and sign")
    ana.sees("A quieter teacher and a louder class.").writes("Written response", "A good year.")
    ana.presses("Sign this checkpoint").sees("the year’s plan is complete").sees("A good year.")
    scene.copies_are_made()
    for link in ("Print the checkpoint (PDF)", "Print the plan (PDF)"):
        address = ana.page.get_by_role("link", name=link).get_attribute("href")
        assert ana.context.request.get(address, timeout=60_000).body().startswith(b"%PDF")
    ana.presses("Three questions about 2026-2027")
    for question in ("helped me grow", "was worth it", "the support I needed"):
        ana.page.get_by_role("group", name=question).get_by_label("Agree", exact=True).check()
    ana.presses("Send my answers").sees("Your answer counts once")
    ana.opens("/plans/1").does_not_see("Did this help?")


def test_ana_declines_to_sign_the_checkpoint(scene, comes):
    ana, ben = comes("ana"), comes("ben")
    ana.opens(scene.plan_at("checkpoint_evaluator_signed") + "/checkpoint/teacher-signature")
    ana.writes("Reason", "We did not say that.").presses("Decline to sign")
    ana.is_told("Your turn: change the checkpoint form and submit it again")
    ben.opens("/plans/1").sees("We did not say that.").unfolds("Earlier signatures (1)")


def test_the_plan_goes_on_into_next_year(scene, comes):
    next_year(scene, "open")
    plan, ana, ben = scene.plan_at("checkpoint_submitted"), comes("ana"), comes("ben")
    ben.opens(plan + "/checkpoint/review").ticks("Mostly").ticks("Continue it next year")
    ben.presses("Record and sign").sees("You signed.")
    ana.opens(plan).presses("Read the checkpoint and sign").presses("Sign this checkpoint")
    ana.is_told("This plan was continued into the next school year.")
    work(scene)
    ana.opens(plan).presses("All its years").sees("My plan over the years").presses("2027-2028")
    ana.is_told("Your turn: finish the plan and submit it").presses("Finish the plan and submit it")
    ana.sees("It is filled in with what you signed last year.").reads_at("My area of growth", PLAN["area"])


def test_dana_signs_for_ben_in_may(scene, comes):
    dana, ana = comes("dana", width=PHONE), comes("ana")
    scene.plan_at("checkpoint_submitted")
    dana.opens("/").is_told("One plan waits for you.").presses("Open the first")
    dana.presses("Hold the final conference and sign").ticks("Mostly").ticks("Close the plan")
    dana.presses("Record and sign").sees("You signed.").sees("Deputy for Ben Carter")
    ana.opens("/plans/1").presses("Read the checkpoint and sign").sees("Deputy for Ben Carter")
    ana.presses("Sign this checkpoint").sees("the year’s plan is complete")


# What goes wrong on the way


def test_olivia_plans_a_hand_over_calls_it_off_and_hands_over_now(scene, comes):
    plan, olivia, ben, evan = scene.plan_at("evaluator_signed"), comes("olivia"), comes("ben"), comes("evan")
    olivia.opens(plan).unfolds("More you can do").presses("Hand it over to another evaluator")
    olivia.sees("the new evaluator signs again").writes("New evaluator", "Wright").writes("From", day(10))
    olivia.writes("Reason", "A new school.").presses("Hand the plan over").sees("Until then nothing changes.")
    ben.opens(plan).sees("Evan Wright evaluates this plan. Until then nothing changes.")
    olivia.presses("Call the hand-over off").sees("The hand-over is called off. The evaluator stays.")
    olivia.unfolds("More you can do").presses("Hand it over to another evaluator")
    olivia.writes("New evaluator", "Evan Wright").writes("Reason", "A new school.")
    olivia.presses("Hand the plan over").sees("handed over to Evan Wright")
    evan.opens("/").is_told("One plan waits for you.").presses("Open the first").presses("Sign the plan")
    evan.presses("Record and sign").sees("You signed.")
    ben.opens("/").presses("Documents you signed as evaluator").sees("Plan, revision 1")
    assert ben.page.goto(plan).status == 404


def test_a_plan_is_paused_and_resumed(scene, comes):
    plan, ben, ana = scene.plan_at("checkpoint_drafted"), comes("ben", width=PHONE), comes("ana")
    ben.opens(plan).unfolds("More you can do").presses("Pause it").writes("Reason", "On leave.")
    ben.presses("Pause the plan").sees("The plan is paused.").is_told("Paused since")
    ana.opens("/").is_told(re.compile("Paused since .*: nothing is due until it is resumed."))
    ana.opens(plan).sees("On leave.").presses("Write in the journal").writes("What I did", "Read a book.")
    ana.presses("Add to my journal").sees("Added to your journal.")
    ben.presses("Resume the plan").presses("Resume the plan").sees("The plan goes on.")
    ana.opens("/").is_told("Your turn: finish the checkpoint form and submit it")


def test_a_plan_is_withdrawn_and_reinstated(scene, comes):
    plan, olivia, ana = scene.plan_at("active"), comes("olivia"), comes("ana", width=PHONE)
    olivia.opens(plan).unfolds("More you can do").presses("Withdraw it")
    olivia.writes("Reason", "Assigned in error.").presses("Withdraw the plan").is_told(
        "This plan was withdrawn."
    )
    ana.opens(plan).sees("Assigned in error.").is_told("This plan was withdrawn.")
    olivia.unfolds("More you can do").presses("Reinstate it").sees(
        "It goes on in the state it had: “Active”."
    )
    olivia.presses("Reinstate the plan").is_told("Active: this plan is signed by both and under way.")


def test_olivia_ends_what_is_open_from_the_closing_list(scene, comes):
    plan, olivia, ben, ana = (
        scene.plan_at("checkpoint_evaluator_signed"),
        comes("olivia"),
        comes("ben"),
        comes("ana"),
    )
    ben.opens(plan).unfolds("More you can do").presses("Note that Ana does not sign")
    ben.writes("What you know about it", "Asked her in May.").presses("Note it").sees(
        "that Ana Ortiz does not sign"
    )
    olivia.opens("/years/1/closing").sees("Does not sign").ticks("Tick the plan of Ana Ortiz").presses(
        "End the ticked ones"
    )
    olivia.ticks("Did not sign").presses("End one plan")
    work(scene)
    olivia.opens("/years/1/closing/ends").sees("Done: one plan was gone through.")
    olivia.presses("Back to the closing list").sees("No open plan")
    ana.opens(plan).is_told("This plan was ended unfinished.").sees("did not sign")


def test_ana_reads_her_notices_and_chooses_one_mail_a_day(scene, comes):
    ana = comes("ana", width=PHONE)
    scene.plan_at("checkpoint_returned")
    ana.opens("/notices").sees("Your turn").presses("How I get e-mail").ticks("One e-mail a day").presses(
        "Save"
    ).sees("Saved.")
    ana.opens("/notices").presses("Mark all as read").sees("All are marked as read.")
