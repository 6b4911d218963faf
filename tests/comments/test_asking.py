"""Ana asks Ben and Chloë to read her draft and comment on it, and stops asking."""

from html import unescape

from sqlalchemy import select
from world import PLAN

from plf.comments.queries import shared_with_me
from plf.extensions import db
from plf.models import Person, Plan


def ask(scene, plan, name):
    return scene.ana.post(f"{plan}/comment-requests", person=scene.id(name))


def stop(scene, plan):
    page = scene.ana.get(f"{plan}/comment-requests").text
    address = page.split("/end")[0].rsplit('"', 1)[1] + "/end"
    return scene.ana.post(address)


def comment(person, plan, text):
    return person.post(f"{plan}/comments", comment=text, about="")


def read(person, plan):
    return unescape(person.get(f"{plan}/comments").text)


def test_ana_finds_chloe_by_name_and_asks_her(scene):
    plan = scene.plan_at("drafted")
    assert scene.chloe.get(f"{plan}").status_code == 404
    page = scene.ana.get(f"{plan}/comment-requests?words=martin")
    assert "Chloë Martin" in page.text
    assert "Grade 5 teacher, Maple Street Elementary" in page.text
    answer = scene.ana.fill(
        f"{plan}/comment-requests?words=martin", f"{plan}/comment-requests", person=scene.id("chloe")
    )
    assert answer.status_code == 303
    page = scene.ana.follow().text
    assert "Chloë Martin can now read this plan and comment on it." in page
    assert scene.chloe.get(f"{plan}").status_code == 200
    assert comment(scene.chloe, plan, "I like step 1.").status_code == 303
    assert "colleague, on the draft" in read(scene.ana, plan)


def test_the_search_finds_neither_ana_nor_people_who_left(scene):
    plan = scene.plan_at("drafted")
    page = unescape(scene.ana.get(f"{plan}/comment-requests?words=ortiz").text)
    assert "No colleague who works here is called “ortiz”" in page
    assert "No colleague" in scene.ana.get(f"{plan}/comment-requests?words=%25").text


def test_asking_nobody_or_oneself_is_told(scene):
    plan = scene.plan_at("drafted")
    for who in ("", "4711", "x", "９", scene.id("ana")):
        answer = scene.ana.post(f"{plan}/comment-requests", person=who)
        assert answer.status_code == 422
        assert "Choose a colleague who works here." in answer.text


def test_ben_reads_the_draft_once_he_is_asked(scene):
    plan = scene.plan_at("drafted")
    assert "Ask Ben Carter" in scene.ana.get(f"{plan}/comment-requests").text
    ask(scene, plan, "ben")
    assert "Ben Carter, your evaluator" in scene.ana.get(f"{plan}/comment-requests").text
    assert comment(scene.ben, plan, "Go on like this.").status_code == 303
    assert "Go on like this." in read(scene.ana, plan)
    stop(scene, plan)
    assert "Go on like this." not in read(scene.ben, plan)
    assert comment(scene.ben, plan, "And now?").status_code == 409


def test_asking_twice_is_asking_once(scene):
    plan = scene.plan_at("drafted")
    assert ask(scene, plan, "chloe").status_code == 303
    assert ask(scene, plan, "chloe").status_code == 303
    assert scene.ana.get(f"{plan}/comment-requests").text.count("Stop asking") == 1


def test_chloe_is_out_when_ana_stops_asking_and_her_words_stay(scene):
    plan = scene.plan_at("drafted")
    ask(scene, plan, "chloe")
    comment(scene.chloe, plan, "Shorter steps?")
    assert stop(scene, plan).status_code == 303
    assert scene.chloe.get(f"{plan}/comments").status_code == 404
    assert comment(scene.chloe, plan, "One more thing").status_code == 404
    assert "Shorter steps?" in read(scene.ana, plan)


def test_what_chloe_said_about_the_draft_is_not_bens_business_after_submission(scene):
    plan = scene.plan_at("drafted")
    ask(scene, plan, "chloe")
    comment(scene.chloe, plan, "Too ambitious, if you ask me.")
    comment(scene.ana, plan, "You may be right.")
    scene.ana.fill(f"{plan}/submission", f"{plan}/submission")
    comment(scene.chloe, plan, "Good luck with it!")
    page = read(scene.ben, plan)
    assert "Too ambitious" not in page
    assert "You may be right." not in page
    assert "Good luck with it!" in page


def test_chloe_does_not_read_what_ben_and_ana_settle(scene):
    plan = scene.plan_at("returned")
    comment(scene.ana, plan, "Said before Chloë was asked.")
    ask(scene, plan, "chloe")
    comment(scene.ben, plan, "This is for Ana.")
    comment(scene.ana, plan, "What would you count, Chloë?")
    page = read(scene.chloe, plan)
    assert "Said before" not in page
    assert "This is for Ana." not in page
    assert "What would you count, Chloë?" in page


def test_only_ana_sees_whom_she_asked(scene):
    plan = scene.plan_at("submitted")
    for person, status in ((scene.ben, 403), (scene.olivia, 403), (scene.sam, 404)):
        assert person.get(f"{plan}/comment-requests").status_code == status
        assert person.post(f"{plan}/comment-requests", person=7).status_code == status


def test_a_request_of_another_plan_cannot_be_ended(scene):
    plan = scene.plan_at("drafted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    other = "/plans/2"
    scene.chloe.fill(f"{other}/text", fields=PLAN)
    ask(scene, plan, "sam")
    number = scene.ana.get(f"{plan}/comment-requests").text.split("/end")[0].rsplit("/", 1)[1]
    assert scene.chloe.post(f"{other}/comment-requests/{number}/end").status_code == 404
    assert scene.sam.get(f"{plan}").status_code == 200


def test_before_anything_is_written_there_is_nothing_to_comment_on(scene):
    plan = scene.plan_at("assigned")
    page = unescape(scene.ana.get(f"{plan}/comment-requests").text)
    assert "has been assigned and not begun" in page
    assert ask(scene, plan, "chloe").status_code == 409


def test_chloes_home_knows_what_she_was_asked(scene):
    plan = scene.plan_at("drafted")
    ask(scene, plan, "chloe")
    with scene.app.app_context():
        chloe = db.session.get(Person, scene.id("chloe"))
        [request] = shared_with_me(chloe)
        assert (request.teacher, plan) == ("Ana Ortiz", f"/plans/{request.plan_id}")
        assert shared_with_me(db.session.get(Person, scene.id("ben"))) == []


def test_ana_and_ben_are_in_touch_when_each_can_read_the_other(scene):
    plan = scene.plan_at("drafted")

    def in_touch():
        with scene.app.app_context():
            return db.session.scalar(select(Plan.touched_at))

    comment(scene.ana, plan, "To myself.")
    assert in_touch() is None
    ask(scene, plan, "ben")
    asked = in_touch()
    comment(scene.ben, plan, "Thank you for sharing.")
    assert in_touch() > asked


def test_chloe_does_not_read_why_ana_declined_to_sign(scene):
    plan = scene.plan_at("evaluator_signed")
    ask(scene, plan, "chloe")
    answer = scene.ana.fill(
        f"{plan}/teacher-signature", f"{plan}/declined-signature", reason="We never met about this."
    )
    assert answer.status_code == 303
    assert "We never met about this." in scene.ben.get(plan).text
    assert "We never met about this." not in read(scene.chloe, plan)
