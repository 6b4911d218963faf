"""Ben reviews Ana's plan: records the meeting, returns it with comments, or they change the text together."""

from datetime import timedelta
from html import unescape

import pytest
from backstage import actions, change, draft, draft_version, is_whole, ready, revisions, rows, state, value
from sqlalchemy import select
from world import PASSWORD, PLAN, local_today

from plf.models import Comment, Plan

REVIEW, RECORD, SIGN = "/plans/1/review", "/plans/1/review-record", "/plans/1/evaluator-signature"
HERE = "/plans/1/revision-here"
CHECKPOINT = local_today() + timedelta(days=140)


def shown(answer) -> str:
    return unescape(answer.text)


def records(scene, held_on=None, checkpoint_on=CHECKPOINT, address=RECORD):
    """Ben fills in the review page and presses "Record without signing" (or the button of `address`)."""
    fields = {
        **dict(scene.ben.form(REVIEW, SIGN).fields),
        "held_on": str(held_on or local_today()),
        "checkpoint_on": str(checkpoint_on),
    }
    return scene.ben.post(address, fields)


def recorded(scene):
    return value(scene, select(Plan.held_on)), value(scene, select(Plan.checkpoint_on))


def test_ben_records_the_meeting_and_corrects_it_while_it_is_reviewed(scene):
    scene.plan_at("submitted")
    assert records(scene).status_code == 303
    assert (state(scene), recorded(scene)) == ("reviewed", (local_today(), CHECKPOINT))
    earlier = local_today() - timedelta(days=2)
    assert records(scene, earlier, CHECKPOINT - timedelta(days=7)).status_code == 303
    assert (state(scene), recorded(scene)) == ("reviewed", (earlier, CHECKPOINT - timedelta(days=7)))
    assert actions(scene).count("record_review_meeting") == 2
    assert is_whole(scene)


@pytest.mark.parametrize(
    ("held_on", "checkpoint_on", "field", "sentence"),
    [
        (local_today() + timedelta(days=1), CHECKPOINT, "held_on", "The meeting has not been held yet"),
        (local_today() - timedelta(days=151), CHECKPOINT, "held_on", "That is long before this school year."),
        (local_today(), local_today() + timedelta(days=161), "checkpoint_on", "on or before"),
        (local_today(), local_today(), "checkpoint_on", "after the day of the review meeting"),
        ("2/31/2026", CHECKPOINT, "held_on", "“2/31/2026” is not a day of the calendar."),
        (local_today(), "soon", "checkpoint_on", "“soon” is not a day of the calendar."),
        (local_today(), "", "checkpoint_on", "Enter the day by which the checkpoint form should be in."),
    ],
)
def test_a_day_that_does_not_fit_is_named_at_its_field_and_nothing_is_recorded(
    scene, held_on, checkpoint_on, field, sentence
):
    scene.plan_at("submitted")
    for address in (RECORD, SIGN):
        answer = records(scene, held_on, checkpoint_on, address)
        assert answer.status_code == 422
        assert f'<a href="#{field}">' in answer.text
        assert shown(answer).count(sentence) >= 2
        assert f'value="{held_on}"' in answer.text
    assert (state(scene), recorded(scene)) == ("submitted", (None, None))
    assert actions(scene) == ["assign", "edit", "submit"]


def test_what_ana_left_empty_is_named_in_one_line_below_what_she_wrote(scene):
    scene.plan_at("submitted")
    page = shown(scene.ben.get(REVIEW))
    assert "Not filled in: Why this area" in page
    assert '<p class="meta">–</p>' not in page


def test_two_days_that_do_not_fit_are_both_named_at_once(scene):
    scene.plan_at("submitted")
    answer = records(scene, local_today() + timedelta(days=1), local_today() + timedelta(days=161))
    assert answer.status_code == 422
    for field, sentence in (
        ("held_on", "The meeting has not been held yet"),
        ("checkpoint_on", "Choose a checkpoint date on or before"),
    ):
        assert f'<a href="#{field}">' in answer.text
        assert shown(answer).count(sentence) >= 2


def test_the_last_day_for_the_checkpoint_is_the_day_forms_are_due(scene):
    scene.plan_at("submitted")
    assert records(scene, checkpoint_on=local_today() + timedelta(days=160)).status_code == 303


def test_recording_and_signing_is_one_page_and_one_button(scene):
    scene.plan_at("submitted")
    assert records(scene, address=SIGN).status_code == 303
    assert actions(scene)[-2:] == ["record_review_meeting", "sign_as_evaluator"]
    assert state(scene) == "evaluator_signed"


def test_a_return_needs_a_message_and_keeps_the_comments_typed_beside_it(scene):
    scene.plan_at("submitted")
    answer = scene.ben.fill(REVIEW, "/plans/1/return", message="  ", on_goal="How often will you tally?")
    assert answer.status_code == 422
    assert "Write what you would like to see changed" in shown(answer)
    assert "How often will you tally?</textarea>" in shown(answer)
    assert state(scene) == "submitted"


def test_a_return_names_everything_that_is_missing_or_too_long_at_once(scene):
    scene.plan_at("submitted")
    answer = scene.ben.fill(
        REVIEW, "/plans/1/return", message=" ", on_goal="Say more. " * 300, on_focus="Why? " * 500
    )
    assert answer.status_code == 422
    for field in ("message", "on_goal", "on_focus"):
        assert f'<a href="#{field}">' in answer.text
    assert state(scene) == "submitted"


def test_a_return_is_read_by_ana_beside_each_section(scene):
    scene.plan_at("submitted")
    scene.ben.fill(REVIEW, "/plans/1/return", message="Nearly there.", on_goal="How often will you tally?")
    assert state(scene) == "returned"
    page = shown(scene.ana.get("/plans/1"))
    assert "Nearly there." in page
    assert "How often will you tally?" in page
    assert "Your turn: change the plan and submit it again." in page
    assert is_whole(scene)


def test_a_message_that_is_too_long_is_kept_and_named(scene):
    scene.plan_at("submitted")
    for field in ("message", "on_goal"):
        fields = {"message": "Please look again.", field: "Say more. " * 300}
        answer = scene.ben.fill(REVIEW, "/plans/1/return", fields=fields)
        assert answer.status_code == 422, field
        assert f'<a href="#{field}">' in answer.text
        assert ("Say more. " * 300).strip() in shown(answer)
    assert state(scene) == "submitted"
    assert rows(scene, select(Comment.id)) == []


def test_ben_acts_on_the_page_he_read_or_is_told(scene):
    scene.plan_at("submitted")
    presses = [
        ready(scene.ben, REVIEW, "/plans/1/return", message="Too late"),
        ready(scene.ben, REVIEW, SIGN),
    ]
    scene.ana.fill("/plans/1", "/plans/1/recall")
    scene.ana.fill("/plans/1/text", area="Another area")
    scene.submits()
    for press in presses:
        answer = press()
        assert answer.status_code == 409
        assert "This plan has changed since you opened the page, so nothing was done." in shown(answer)
    assert "Too late" in presses[0]().text
    assert state(scene) == "submitted"


def test_a_wrong_password_never_hides_that_the_text_changed(scene):
    scene.plan_at("reviewed")

    change(scene, "UPDATE sign_in SET proved_at = NULL")
    press = ready(scene.ben, REVIEW, SIGN, password="not the right one at all")
    scene.ana.fill("/plans/1/text", "/plans/1/text", area="Another area")
    assert agrees(scene).status_code == 303
    assert press().status_code == 409


# Changing the text together


def agrees(scene, **changes):
    """Ana presses "Agree on this text" on her own screen."""
    form = scene.ana.form("/plans/1/text")
    pairs = [pair for pair in form.fields if pair[0] not in changes] + list(changes.items())
    return scene.ana.post("/plans/1/revisions", pairs)


def test_ana_agrees_on_her_own_screen_and_ben_signs_that_text(scene):
    scene.plan_at("reviewed")
    assert agrees(scene, measure="Twelve tallies.").status_code == 303
    assert "This text is now the one to sign." in scene.ana.follow().text
    assert [each.number for each in revisions(scene)] == [1, 2]
    page = scene.ben.get(REVIEW).text
    assert "Revision 2" in page
    assert "Twelve tallies." in page
    assert (state(scene), is_whole(scene)) == ("reviewed", True)


def test_agreeing_twice_or_on_the_same_text_makes_no_further_revision(scene):
    scene.plan_at("reviewed")
    assert agrees(scene).status_code == 303
    assert len(revisions(scene)) == 1
    agrees(scene, measure="Twelve tallies.")
    agrees(scene, measure="Twelve tallies.")
    assert len(revisions(scene)) == 2


def test_agreeing_on_a_text_with_something_missing_lists_it_and_keeps_the_text(scene):
    scene.plan_at("reviewed")
    answer = agrees(scene, statement="", why="We spoke about it.")
    assert answer.status_code == 422
    assert '<a href="#statement">Write your goal.</a>' in answer.text
    assert "We spoke about it.</textarea>" in answer.text
    assert len(revisions(scene)) == 1


def test_agreeing_after_the_page_saved_itself_is_no_conflict_with_oneself(scene):
    scene.plan_at("reviewed")
    page = dict(scene.ana.form("/plans/1/text").fields)
    lost = {**page, "sequence": "1", "area": "Saved, and the answer was lost"}
    assert scene.ana.post("/plans/1/text", lost, htmx=True).status_code == 200
    assert scene.ana.post("/plans/1/revisions", {**lost, "sequence": "2"}).status_code == 303
    assert len(revisions(scene)) == 2


def test_agreeing_from_an_old_window_shows_both_texts(scene):
    scene.plan_at("reviewed")
    old = dict(scene.ana.form("/plans/1/text").fields)
    scene.ana.fill("/plans/1/text", measure="From the other window")
    answer = scene.ana.post("/plans/1/revisions", {**old, "measure": "From the old window"})
    assert answer.status_code == 409
    assert "Where the two texts differ" in answer.text
    assert "Saved in the other window" in answer.text
    assert "From the old window</textarea>" in answer.text
    assert len(revisions(scene)) == 1


def agrees_at_bens(scene, password=PASSWORD, **changes):
    return scene.ben.fill(HERE, fields={"password": password, **changes})


def test_at_bens_screen_ana_agrees_with_her_own_password(scene):
    scene.plan_at("reviewed")
    assert agrees_at_bens(scene, measure="Twelve tallies.").status_code == 303
    assert [each.frozen_by_id for each in revisions(scene)] == [scene.id("ana")] * 2
    assert draft(scene)["measure"] == "Twelve tallies."
    assert scene.ben.get("/").status_code == 200
    assert "Ben Carter" in scene.ben.get(REVIEW).text
    assert is_whole(scene)


@pytest.mark.parametrize("password", ["", "not the right one at all"])
def test_at_bens_screen_a_wrong_password_agrees_on_nothing_and_keeps_the_text(scene, password):
    scene.plan_at("reviewed")
    answer = agrees_at_bens(scene, password, measure="Twelve tallies.")
    assert answer.status_code == 422
    assert '<a href="#password">' in answer.text
    assert "Twelve tallies.</textarea>" in answer.text
    assert password == "" or password not in answer.text
    assert len(revisions(scene)) == 1
    assert draft(scene)["measure"] == PLAN["measure"]


def test_at_bens_screen_what_ana_saved_on_her_own_is_shown_beside(scene):
    scene.plan_at("reviewed")
    press = ready(scene.ben, HERE, password=PASSWORD, measure="As said at Ben’s desk")
    scene.ana.fill("/plans/1/text", measure="As typed on her own screen")
    answer = press()
    assert answer.status_code == 409
    assert "Where the two texts differ" in answer.text
    assert "As said at Ben’s desk</textarea>" in shown(answer)
    assert len(revisions(scene)) == 1


def test_at_bens_screen_rows_are_changed_without_saving_anything(scene):
    scene.plan_at("reviewed")
    answer = scene.ben.fill(HERE, button=("row", "steps:add"))
    assert answer.status_code == 200
    assert 'id="steps-1-what"' in answer.text
    assert draft_version(scene) == 1


def test_pressing_agree_twice_at_bens_screen_is_one_revision(scene):
    scene.plan_at("reviewed")
    press = ready(scene.ben, HERE, password=PASSWORD, measure="Twelve tallies.")
    assert [press().status_code, press().status_code] == [303, 303]
    assert len(revisions(scene)) == 2


def test_nobody_else_can_lend_a_screen(scene):
    scene.plan_at("reviewed")
    for person, status in ((scene.ana, 403), (scene.olivia, 403), (scene.lena, 403), (scene.sam, 404)):
        assert person.get(HERE).status_code == status
        assert person.post(HERE, password=PASSWORD, version=1).status_code == status
