"""Ana asks, Ben answers, offers and notes that they talked; and nobody else learns a word of it."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from backstage import actions, at_once, change, ready, rows, value
from sqlalchemy import select, update
from world import local_today

from plf.models import Plan, SupportNote


def ask(scene, text="Could somebody watch a lesson?"):
    return scene.ana.fill(f"{scene.plan}/support", f"{scene.plan}/support/asks", ask=text)


def answer(person, scene, text="On Thursday, second lesson.", number=1):
    field = f"ask-{number}-answer"
    address = f"{scene.plan}/support/asks/{number}/answer"
    return person.fill(f"{scene.plan}/support", address, fields={field: text})


def check_in(person, scene, line="Talked after class about the tally.", **fields):
    return person.fill(f"{scene.plan}/support", f"{scene.plan}/support/check-ins", line=line, **fields)


def read(person, path="/plans/1/support") -> str:
    page = person.get(path)
    assert page.status_code == 200
    return unescape(page.text)


def kinds(scene) -> list[str]:
    return rows(scene, select(SupportNote.kind).order_by(SupportNote.id))


def touched(scene):
    return value(scene, select(Plan.touched_at).where(Plan.id == 1))


def test_ana_asks_ben_answers_and_she_thanks_him(scene):
    scene.plan_at("active")
    assert ask(scene).status_code == 303
    assert "You have asked for support." in scene.ana.follow().text
    assert "Waiting for Ben Carter to answer." in read(scene.ana)
    page = read(scene.ben)
    assert page.index("Ana Ortiz asks for support.") < page.index("<h1>")
    assert "Could somebody watch a lesson?" in page
    assert answer(scene.ben, scene).status_code == 303
    page = read(scene.ana)
    assert "Nobody waits for an answer." in page
    assert "Ben Carter answered" in page
    assert "To “Could somebody watch a lesson?”" in page
    assert "On Thursday, second lesson." in page
    assert (
        scene.ana.fill("/plans/1/support", "/plans/1/support/replies", reply="Thank you!").status_code == 303
    )
    assert "Thank you!" in read(scene.ben)
    assert kinds(scene) == ["ask", "answer", "reply"]


def test_the_plan_page_shows_what_is_open_and_leads_there(scene):
    scene.plan_at("active")
    assert "Ask for support, or see what was offered" in read(scene.ana, "/plans/1")
    ask(scene)
    page = read(scene.ben, "/plans/1")
    assert "Could somebody watch a lesson?" in page
    assert 'href="/plans/1/support">Answer</a>' in page
    answer(scene.ben, scene)
    assert "Could somebody watch a lesson?" not in read(scene.ben, "/plans/1")


def test_ana_may_ask_before_anything_is_signed_and_ben_may_answer_but_not_offer_yet(scene):
    scene.plan_at("assigned")
    assert ask(scene, "Where do I begin?").status_code == 303
    assert "Where do I begin?" in read(scene.ben, "/plans/1")
    assert answer(scene.ben, scene, "With what you like least.").status_code == 303
    scene.writes()
    page = read(scene.ben)
    assert "Both of you have not signed this plan yet." in page
    refused = scene.ben.post("/plans/1/support/check-ins", line="Talked.")
    assert refused.status_code == 409
    assert "Both of you have not signed this plan yet." in unescape(refused.text)


def test_ben_offers_and_notes_what_they_talked_about(scene):
    scene.plan_at("active")
    scene.ben.fill("/plans/1/support", "/plans/1/support/offers", offer="A morning in Sam’s class.")
    yesterday = local_today() - timedelta(days=1)
    change(scene, update(Plan).values(assigned_at=datetime.now(UTC) - timedelta(days=9)))
    assert check_in(scene.ben, scene, talked_on=yesterday.isoformat(), how="visit").status_code == 303
    page = read(scene.ana)
    assert "Ben Carter offered help" in page
    assert "A morning in Sam’s class." in page
    assert "Ben Carter checked in" in page
    assert f"talked on {yesterday:%B} {yesterday.day}, {yesterday.year} in the classroom" in page
    assert "Talked after class about the tally." in page


def test_nobody_else_reads_a_word_of_it(scene):
    scene.plan_at("active")
    scene.ana.post("/plans/1/comment-requests", person=scene.id("chloe"))
    ask(scene, "I feel lost with the tally.")
    answer(scene.dana, scene, "Come to my room.")
    for person in (scene.olivia, scene.lena, scene.chloe):
        for path in ("/plans/1", "/", "/plans/1/support"):
            page = unescape(person.get(path).text)
            assert "I feel lost" not in page
            assert "Come to my room" not in page
        assert 'href="/plans/1/support"' not in person.get("/plans/1").text
        assert person.get("/plans/1/support").status_code == 403
    for person in (scene.sam, scene.evan):
        assert person.get("/plans/1/support").status_code == 404
    assert "Come to my room." in read(scene.ben)
    assert "(deputy" in read(scene.ben)


def test_who_evaluated_before_reads_no_more_and_the_new_one_reads_all(scene):
    scene.plan_at("active")
    ask(scene, "I feel lost with the tally.")
    change(scene, update(Plan).values(evaluator_id=scene.id("evan")))
    assert scene.ben.get("/plans/1/support").status_code == 404
    assert scene.ben.post("/plans/1/support/asks/1/answer", {"ask-1-answer": "Hm."}).status_code == 404
    assert "I feel lost" not in read(scene.ben, "/")
    assert answer(scene.evan, scene).status_code == 303


def test_history_and_version_know_nothing_of_it(scene):
    scene.plan_at("active")
    before, version = actions(scene), value(scene, select(Plan.version))
    ask(scene)
    answer(scene.ben, scene)
    check_in(scene.ben, scene)
    assert actions(scene) == before
    assert value(scene, select(Plan.version)) == version


@pytest.mark.parametrize("act", [ask, lambda scene: check_in(scene.ben, scene)])
def test_each_of_it_means_that_they_were_in_touch(scene, act):
    scene.plan_at("active")
    long_ago = datetime.now(UTC) - timedelta(days=40)
    change(scene, update(Plan).values(touched_at=long_ago))
    act(scene)
    assert touched(scene) > long_ago + timedelta(days=39)
    assert value(scene, select(Plan.touched_before)) == long_ago


def test_a_talk_of_last_month_is_no_talk_of_today(scene):
    scene.plan_at("active")
    long_ago = datetime.now(UTC) - timedelta(days=60)
    change(scene, update(Plan).values(touched_at=long_ago, assigned_at=long_ago))
    day = local_today() - timedelta(days=30)
    assert check_in(scene.ben, scene, talked_on=day.isoformat()).status_code == 303
    assert abs(touched(scene) - (datetime.now(UTC) - timedelta(days=30))) < timedelta(days=1.5)
    older = local_today() - timedelta(days=45)
    before = touched(scene)
    check_in(scene.ben, scene, talked_on=older.isoformat())
    assert touched(scene) == before


def test_what_is_no_longer_needed_waits_for_nobody(scene):
    scene.plan_at("active")
    ask(scene)
    ended = scene.ana.fill("/plans/1/support", "/plans/1/support/asks/1/end")
    assert ended.status_code == 303
    assert "Marked as no longer needed." in scene.ana.follow().text
    assert "Nobody waits for an answer." in read(scene.ben)
    assert "No longer needed" in read(scene.ben)


def test_empty_and_too_long_is_said_at_the_field_and_the_text_stays(scene):
    scene.plan_at("active")
    ask(scene)
    long = "word " * 130
    for person, address, field, ask_for_it in (
        (scene.ana, "asks", "ask", "Write what would help you"),
        (scene.ana, "replies", "reply", "Write your reply"),
        (scene.ben, "asks/1/answer", "ask-1-answer", "Write your answer"),
        (scene.ben, "offers", "offer", "Write what you offer"),
        (scene.ben, "check-ins", "line", "Write in one line what you talked about."),
    ):
        empty = person.post(f"/plans/1/support/{address}", {field: "  "})
        assert empty.status_code == 422
        assert unescape(empty.text).count(ask_for_it) == 2  # in the summary and at the field
        assert f'href="#{field}"' in empty.text
        too_long = person.post(f"/plans/1/support/{address}", {field: long})
        assert too_long.status_code == 422
        assert "That is 49 characters too long. Shorten it to 600." in too_long.text
        assert long.strip() in too_long.text
    assert kinds(scene) == ["ask"]


def test_a_day_that_cannot_be_is_told_and_the_line_stays(scene):
    scene.plan_at("active")
    tomorrow = local_today() + timedelta(days=1)
    for day, sentence in (
        (tomorrow.isoformat(), "That day has not come yet."),
        ("2019-03-01", "There was no plan yet on that day."),
        ("last week", "is not a day of the calendar"),
    ):
        answer = scene.ben.post("/plans/1/support/check-ins", line="About the tally.", talked_on=day)
        assert answer.status_code == 422
        assert unescape(answer.text).count(sentence) == 2
        assert 'value="About the tally."' in answer.text
    odd = scene.ben.post("/plans/1/support/check-ins", line="About the tally.", how="telepathy")
    assert odd.status_code == 422
    assert kinds(scene) == []


def test_an_ask_of_another_plan_is_not_answered_here(scene):
    scene.plan_at("active")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.chloe.post("/plans/2/support/asks", ask="Which books?")
    assert scene.ben.post("/plans/1/support/asks/1/answer", {"ask-1-answer": "Two."}).status_code == 404
    assert scene.ana.post("/plans/1/support/asks/1/end").status_code == 404
    assert scene.ben.post("/plans/1/support/asks/99/answer", {"ask-99-answer": "Two."}).status_code == 404
    check_in(scene.ben, scene)
    assert scene.ben.post("/plans/1/support/asks/2/answer", {"ask-2-answer": "Two."}).status_code == 404
    assert kinds(scene) == ["ask", "check_in"]


def test_on_a_paused_plan_nobody_asks_or_answers_and_both_read(scene):
    scene.plan_at("active")
    ask(scene)
    change(scene, update(Plan).values(paused_at=datetime.now(UTC)))
    for person in (scene.ana, scene.ben):
        page = read(person)
        assert "Could somebody watch a lesson?" in page
        assert "the plan is paused" in page
        assert "<textarea" not in page
    for person, address, field in (
        (scene.ana, "asks", "ask"),
        (scene.ben, "asks/1/answer", "ask-1-answer"),
        (scene.ben, "offers", "offer"),
    ):
        refused = person.post(f"/plans/1/support/{address}", {field: "A sentence to keep."})
        assert refused.status_code == 409
        assert "the plan is paused" in refused.text
        assert "A sentence to keep." in refused.text
    assert "asks for support" not in read(scene.ben, "/")


def test_on_an_ended_plan_it_is_read_and_not_written(scene):
    scene.plan_at("active")
    ask(scene)
    change(scene, update(Plan).values(state="closed"))
    for person in (scene.ana, scene.ben):
        page = read(person)
        assert "Could somebody watch a lesson?" in page
        assert "is closed" in page
    assert scene.ana.post("/plans/1/support/asks", ask="And now?").status_code == 409
    assert scene.ben.post("/plans/1/support/check-ins", line="And now?").status_code == 409


def test_ben_and_dana_answer_at_the_same_moment_and_both_answers_stay(scene):
    scene.plan_at("active")
    ask(scene)
    address = "/plans/1/support/asks/1/answer"
    by_ben = ready(scene.ben, "/plans/1/support", address, **{"ask-1-answer": "I come on Thursday."})
    by_dana = ready(scene.dana, "/plans/1/support", address, **{"ask-1-answer": "I can come at once."})
    assert [each.status_code for each in at_once(by_ben, by_dana)] == [303, 303]
    page = read(scene.ana)
    assert "I come on Thursday." in page
    assert "I can come at once." in page


def test_no_longer_needed_and_answered_at_once_loses_nothing(scene):
    scene.plan_at("active")
    ask(scene)
    ends = ready(scene.ana, "/plans/1/support", "/plans/1/support/asks/1/end")
    answers = ready(
        scene.ben, "/plans/1/support", "/plans/1/support/asks/1/answer", **{"ask-1-answer": "On Thursday."}
    )
    assert [each.status_code for each in at_once(ends, answers)] == [303, 303]
    assert "On Thursday." in read(scene.ana)
    [settled] = rows(scene, select(SupportNote.settled).where(SupportNote.kind == "ask"))
    assert settled in ("answered", "not needed")


def test_a_double_click_asks_once(scene):
    scene.plan_at("active")
    click = ready(scene.ana, "/plans/1/support", "/plans/1/support/asks", ask="Only once.")
    assert [each.status_code for each in at_once(click, click)] == [303, 303]
    assert kinds(scene) == ["ask"]


def test_script_stays_harmless_text(scene):
    scene.plan_at("active")
    ask(scene, "<script>alert(1)</script>\x07 🎉")
    for page in (scene.ben.get("/plans/1/support"), scene.ben.get("/plans/1"), scene.ben.get("/")):
        assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎉" in page.text
        assert "<script>alert" not in page.text
