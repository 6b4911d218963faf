"""Comments by section: who may write them, who reads them, and what is told when one does not fit."""

from html import unescape

import pytest


def comment(person, plan, text, about="", **kwargs):
    return person.fill(
        f"{plan}/comments", f"{plan}/comments", fields={"comment": text, "about": about}, **kwargs
    )


def read(person, plan):
    return unescape(person.get(f"{plan}/comments").text)


def test_ben_comments_on_the_goal_of_what_ana_submitted(scene):
    plan = scene.plan_at("submitted")
    answer = comment(scene.ben, plan, "How many lessons will you count?\n\nTen would do.", "goal")
    assert answer.status_code == 303
    assert answer.location.endswith(f"{plan}#comments")
    page = read(scene.ana, plan)
    assert "Ben Carter" in page
    assert "evaluator, on revision 1" in page
    assert "<p>How many lessons will you count?</p>" in page
    assert page.index(">SMART goal</h3>") < page.index("How many lessons")


def test_the_plan_page_shows_the_comments_too(scene):
    plan = scene.plan_at("submitted")
    comment(scene.ben, plan, "A good start.")
    assert "A good start." in scene.ana.get(f"{plan}").text


def test_a_comment_is_added_in_place_with_htmx(scene):
    plan = scene.plan_at("submitted")
    answer = comment(scene.ana, plan, "I am not sure about the measure.", "goal", htmx=True)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<section id="comments"')
    assert "I am not sure about the measure." in answer.text
    assert "Your comment is added." in answer.text


def test_an_empty_comment_is_asked_for(scene):
    plan = scene.plan_at("submitted")
    for htmx in (False, True):
        answer = comment(scene.ben, plan, "  \n ", htmx=htmx)
        assert answer.status_code == 422
        assert answer.text.count("Write your comment, then add it.") == 2  # in the summary and at the field


def test_a_comment_that_is_too_long_is_kept(scene):
    plan = scene.plan_at("submitted")
    long = "word " * 410
    answer = comment(scene.ben, plan, long, "steps")
    assert answer.status_code == 422
    assert "Your comment is 49 characters too long." in answer.text
    assert long.strip() in answer.text
    assert '<option value="steps" selected>' in answer.text
    assert "No comments yet." in read(scene.ana, plan)


def test_a_comment_on_what_is_no_section_is_refused(scene):
    plan = scene.plan_at("submitted")
    answer = comment(scene.ben, plan, "Here?", "salary")
    assert answer.status_code == 422
    assert "Choose what your comment is about from the list." in answer.text


def test_script_and_control_characters_stay_harmless_text(scene):
    plan = scene.plan_at("submitted")
    comment(scene.ben, plan, "<script>alert(1)</script>\x07 & 🎉")
    page = scene.ana.get(f"{plan}/comments").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; 🎉" in page


def test_a_double_click_adds_one_comment(scene):
    plan = scene.plan_at("submitted")
    address = f"{plan}/comments"
    fields = [pair for pair in scene.ben.form(address, address).fields if pair[0] != "comment"]
    for _ in range(2):
        assert scene.ben.post(address, [*fields, ("comment", "Only once.")]).status_code == 303
    assert read(scene.ana, plan).count("Only once.") == 1


def test_ben_neither_reads_nor_writes_on_a_draft_that_is_not_shared(scene):
    plan = scene.plan_at("drafted")
    comment(scene.ana, plan, "A note to myself.")
    assert "A note to myself." not in read(scene.ben, plan)
    answer = scene.ben.post(f"{plan}/comments", comment="Let me see it.")
    assert answer.status_code == 409
    assert "has not submitted or shared this text yet" in answer.text
    assert "Let me see it." in answer.text


def test_people_with_no_business_here_find_nothing(scene):
    plan = scene.plan_at("submitted")
    comment(scene.ben, plan, "Between Ana and me.")
    assert scene.sam.get(f"{plan}/comments").status_code == 404
    assert scene.sam.post(f"{plan}/comments", comment="Hello").status_code == 404
    for person in (scene.olivia, scene.lena):
        assert person.get(f"{plan}/comments").status_code == 403
        assert person.post(f"{plan}/comments", comment="Hello").status_code == 403
        assert "Between Ana and me." not in person.get(plan).text


def test_dana_comments_in_her_own_name(scene):
    plan = scene.plan_at("submitted")
    assert comment(scene.dana, plan, "Ben is away; I read it.").status_code == 303
    page = read(scene.ana, plan)
    assert "Dana Diaz" in page
    assert "deputy, on revision 1" in page


def test_what_hangs_on_a_returned_plan_is_read_by_both(scene):
    plan = scene.plan_at("returned")
    comment(scene.ana, plan, "I will add the lessons.", "goal")
    for person in (scene.ana, scene.ben, scene.dana):
        assert "I will add the lessons." in read(person, plan)


def test_a_recalled_plan_closes_its_comments_to_ben(scene):
    plan = scene.plan_at("submitted")
    comment(scene.ana, plan, "Please look at step 1.")
    assert "Please look at step 1." in read(scene.ben, plan)
    version = next(
        value for name, value in scene.ana.form(f"{plan}", f"{plan}/recall").fields if name == "version"
    )
    scene.ana.post(f"{plan}/recall", version=version)
    assert "Please look at step 1." not in read(scene.ben, plan)


def test_a_comment_on_the_checkpoint_is_refused_before_its_round_and_its_text_stays(scene):
    plan = scene.plan_at("submitted")
    answer = scene.ben.post(f"{plan}/comments", about="progress", comment="Show the tallies.")
    assert answer.status_code == 422
    assert "Choose what your comment is about from the list." in answer.text
    assert "Show the tallies.</textarea>" in answer.text
    assert "Show the tallies." not in read(scene.ben, plan)


@pytest.mark.parametrize(("state", "offered"), [("drafted", 0), ("active", 1)])
def test_a_comment_is_about_the_checkpoint_only_once_the_plan_is_signed(scene, state, offered):
    page = scene.ana.get(scene.plan_at(state)).text
    assert page.count(">Checkpoint: Looking back</option>") == offered
    assert page.count(">Action steps</option>") == 1
