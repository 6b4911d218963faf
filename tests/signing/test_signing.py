"""Ben signs, Ana signs: what each signature covers, how it was proved, and what a changed mind leaves on record."""

import json
from datetime import timedelta
from html import unescape

import pytest
from backstage import actions, change, is_whole, ready, revisions, rows, signatures, state, value
from sqlalchemy import select, update
from world import PASSWORD, PLAN, local_today

from plf import contents
from plf.database import now
from plf.formats import day
from plf.models import Comment, Plan, SignIn

REVIEW, SIGN = "/plans/1/review", "/plans/1/evaluator-signature"
TEACHER, DECLINED = "/plans/1/teacher-signature", "/plans/1/declined-signature"
TAKEN_BACK = "/plans/1/taken-back-signature"
WRONG = "not the right one at all"


def shown(answer) -> str:
    return unescape(answer.text)


def proved(scene, ago: timedelta):
    """Everybody gave their password that long ago."""
    change(scene, update(SignIn).values(proved_at=now() - ago))


def agreed(signature) -> dict:
    return json.loads(signature.agreed)


# What a signature covers


def test_both_signatures_cover_the_text_the_days_and_each_other(scene):
    scene.plan_at("evaluator_signed")
    answer = scene.ana.fill(TEACHER, response="I would have liked two coaches.")
    assert answer.status_code == 303
    [revision] = revisions(scene)
    bens, anas = signatures(scene)
    for signature in (bens, anas):
        assert contents.fingerprint(signature.agreed) == signature.sha256
        covers = agreed(signature)
        assert covers["text_sha256"] == revision.sha256 == contents.fingerprint(revision.frozen)
        assert covers["held_on"] == local_today().isoformat()
        assert covers["checkpoint_on"] == (local_today() + timedelta(days=140)).isoformat()
        assert covers["proof"] == "password"
        assert covers["statement"] == signature.statement
        assert contents.canonical(covers) == signature.agreed
    assert agreed(bens)["person"] == {"id": 2, "name": "Ben Carter"}
    assert agreed(bens)["deputy_for"] is None
    assert "I met with Ana Ortiz about this plan" in bens.statement
    assert day(local_today()) in bens.statement
    assert agreed(anas)["person"] == {"id": 1, "name": "Ana Ortiz"}
    assert agreed(anas)["evaluator_signature_sha256"] == bens.sha256
    assert agreed(anas)["response"] == "I would have liked two coaches."
    assert "does not have to mean that I agree" in anas.statement
    assert state(scene) == "active"
    assert is_whole(scene)


def test_the_statement_that_is_signed_is_shown_above_the_button(scene):
    scene.plan_at("evaluator_signed")
    page = shown(scene.ana.get(TEACHER))
    assert contents.STATEMENTS["plan"]["teacher"] in page
    [bens] = signatures(scene)
    assert bens.statement in page
    assert PLAN["statement"] in page


def test_everybody_who_may_read_it_sees_who_signed_and_the_response(scene):
    plan = scene.plan_at("evaluator_signed")
    scene.ana.fill(TEACHER, response="I would have liked two coaches.")
    for person in (scene.ana, scene.ben, scene.dana, scene.olivia):
        page = shown(person.get(plan))
        assert "Ben Carter" in page
        assert "I would have liked two coaches." in page


# How it is proved


def test_one_proof_lasts_fifteen_minutes_for_a_stack_of_plans(scene):
    scene.plan_at("reviewed")
    proved(scene, timedelta(minutes=14))
    assert 'name="password"' not in scene.ben.get(REVIEW).text
    assert scene.ben.fill(REVIEW, SIGN).status_code == 303


def test_after_fifteen_minutes_the_password_is_asked_for_again(scene):
    scene.plan_at("reviewed")
    press = ready(scene.ben, REVIEW, SIGN)
    proved(scene, timedelta(minutes=15, seconds=1))
    answer = press()
    assert answer.status_code == 422
    assert "Enter your password, to show that it is you who signs." in shown(answer)
    assert signatures(scene) == []
    assert scene.ben.fill(REVIEW, SIGN, password=PASSWORD).status_code == 303
    [signature] = signatures(scene)
    assert now() - signature.proved_at < timedelta(minutes=5)


def test_a_wrong_password_signs_nothing_and_keeps_what_was_typed(scene):
    scene.plan_at("evaluator_signed")
    proved(scene, timedelta(hours=1))
    answer = scene.ana.fill(TEACHER, password=WRONG, response="A response of some length.")
    assert answer.status_code == 422
    assert '<a href="#password">' in answer.text
    assert "A response of some length.</textarea>" in answer.text
    assert WRONG not in answer.text
    assert (state(scene), len(signatures(scene))) == ("evaluator_signed", 1)


def test_wrong_passwords_are_counted_and_the_wait_grows(scene):
    scene.plan_at("evaluator_signed")
    proved(scene, timedelta(hours=1))
    told = [shown(scene.ana.fill(TEACHER, password=WRONG)) for _ in range(12)]
    assert "That is not the right password." in told[0]
    assert "Too many wrong passwords. Wait" in told[-1]
    answer = scene.ana.fill(TEACHER, password=PASSWORD)
    assert answer.status_code == 422
    assert state(scene) == "evaluator_signed"


@pytest.mark.parametrize("stage", ["assigned", "drafted", "submitted", "reviewed", "active"])
def test_the_password_is_not_even_looked_at_when_there_is_nothing_to_sign(scene, stage):
    scene.plan_at(stage)
    people = {"ana": 409, "ben": 403, "olivia": 403, "lena": 403, "sam": 404}
    for name, status in people.items():
        visitor = getattr(scene, name)
        proved(scene, timedelta(hours=1))
        answer = visitor.post(TEACHER, password=WRONG, version=1, sha256="0" * 64)
        assert answer.status_code == status, name
        assert name == "ana" or PLAN["statement"] not in answer.text


# On Ben's screen


HERE = "/plans/1/teacher-signature-here"


def test_ana_signs_at_bens_screen_with_her_own_password_and_it_stays_bens_screen(scene):
    scene.plan_at("evaluator_signed")
    page = shown(scene.ben.get(HERE))
    assert "This is Ben Carter’s screen." in page
    assert "Or decline to sign" not in page
    sessions = rows(scene, select(SignIn.person_id).order_by(SignIn.id))
    assert scene.ben.fill(HERE, password=PASSWORD, response="Read beside Ben.").status_code == 303
    _, anas = signatures(scene)
    assert (anas.person_id, anas.proof) == (scene.id("ana"), "password, at the evaluator’s screen")
    assert agreed(anas)["proof"] == anas.proof
    assert rows(scene, select(SignIn.person_id).order_by(SignIn.id)) == sessions
    assert scene.ben.get("/plans/1/text").status_code == 403
    assert scene.ben.get("/plans/1/comment-requests").status_code == 403
    assert "Ana signed" not in scene.ben.get("/").text
    assert (state(scene), is_whole(scene)) == ("active", True)


def test_her_password_at_bens_screen_is_no_proof_for_ben(scene):
    scene.plan_at("evaluator_signed")
    proved(scene, timedelta(hours=1))
    scene.ben.fill(HERE, password=PASSWORD)
    assert value(scene, select(SignIn.proved_at).where(SignIn.person_id == 2)) < now() - timedelta(minutes=30)


def test_bens_own_password_is_not_anas(scene):
    from plf.auth.actions import hashed

    scene.plan_at("evaluator_signed")
    bens_own = "seven grey herons at dawn"
    change(scene, "UPDATE person SET password_hash = :it WHERE id = 2", it=hashed(bens_own))
    for password in (bens_own, WRONG, ""):
        answer = scene.ben.fill(HERE, password=password, response="Kept for Ana.")
        assert answer.status_code == 422
        assert "Kept for Ana.</textarea>" in answer.text
        assert password == "" or password not in answer.text
    assert state(scene) == "evaluator_signed"
    assert scene.ben.fill(HERE, password=PASSWORD).status_code == 303


def test_a_fresh_proof_of_ben_does_not_sign_for_ana(scene):
    scene.plan_at("evaluator_signed")
    proved(scene, timedelta(0))
    assert scene.ben.fill(HERE).status_code == 422
    assert state(scene) == "evaluator_signed"


def test_no_other_screen_can_be_lent(scene):
    scene.plan_at("evaluator_signed")
    for person, status in ((scene.ana, 403), (scene.olivia, 403), (scene.lena, 403), (scene.evan, 404)):
        assert person.get(HERE).status_code == status
        assert person.post(HERE, password=PASSWORD).status_code == status
    assert state(scene) == "evaluator_signed"


# A deputy


def test_dana_signs_in_her_own_name_as_deputy_for_ben(scene):
    plan = scene.plan_at("reviewed")
    assert scene.dana.fill(REVIEW, SIGN).status_code == 303
    [signature] = signatures(scene)
    assert (signature.role, signature.person_id, signature.for_id) == ("evaluator", 5, 2)
    assert agreed(signature)["deputy_for"] == {"id": 2, "name": "Ben Carter"}
    page = shown(scene.ana.get(plan))
    assert "Deputy for Ben Carter" in page
    assert "Dana Diaz" in page
    scene.teacher_signs()
    assert is_whole(scene)


def test_dana_signs_nothing_once_her_days_are_over(scene):
    scene.plan_at("reviewed")
    press = ready(scene.dana, REVIEW, SIGN)
    change(scene, "UPDATE deputy SET starts_on = :first, ends_on = :last", **over())
    assert press().status_code == 404
    assert scene.dana.get(REVIEW).status_code == 404


def over():
    return {"first": str(local_today() - timedelta(days=9)), "last": str(local_today() - timedelta(days=1))}


# What one signs is what one read


def test_ben_does_not_sign_a_text_that_changed_after_he_opened_it(scene):
    scene.plan_at("reviewed")
    press = ready(scene.ben, REVIEW, SIGN)
    fields = [*scene.ana.form("/plans/1/text").fields, ("why", "We spoke about it.")]
    assert scene.ana.post("/plans/1/revisions", fields[::-1]).status_code == 303
    assert len(revisions(scene)) == 2
    assert press().status_code == 409
    assert signatures(scene) == []
    assert scene.ben.fill(REVIEW, SIGN).status_code == 303
    [signature] = signatures(scene)
    assert agreed(signature)["revision"] == 2


@pytest.mark.parametrize("sha256", ["", "0" * 64, "not a fingerprint"])
def test_the_fingerprint_of_another_text_signs_nothing(scene, sha256):
    scene.plan_at("evaluator_signed")
    answer = scene.ana.fill(TEACHER, sha256=sha256, response="A response of some length.")
    assert answer.status_code == 409
    assert "nothing was signed" in answer.text
    assert "A response of some length." in answer.text
    assert state(scene) == "evaluator_signed"


def test_ana_does_not_sign_another_checkpoint_date_than_the_one_she_read(scene):
    scene.plan_at("evaluator_signed")
    press = ready(scene.ana, TEACHER)
    at_bens = ready(scene.ben, HERE, password=PASSWORD)
    scene.ben.fill(TAKEN_BACK, reason="The date was wrong.")
    scene.ben.fill(REVIEW, SIGN, checkpoint_on=str(local_today() + timedelta(days=30)))
    for answer in (press(), at_bens()):
        assert answer.status_code == 409
    assert state(scene) == "evaluator_signed"


# A changed mind


def test_taking_back_needs_a_reason_and_stays_on_record(scene):
    plan = scene.plan_at("evaluator_signed")
    answer = scene.ben.fill(TAKEN_BACK, reason=" \n ")
    assert answer.status_code == 422
    assert "Write a reason" in answer.text
    assert state(scene) == "evaluator_signed"
    assert scene.ben.fill(TAKEN_BACK, reason="The date was wrong.").status_code == 303
    [signature] = signatures(scene)
    assert (state(scene), signature.superseded_why) == ("reviewed", "taken back")
    assert "Earlier signatures (1)" in scene.ana.get(plan).text
    assert is_whole(scene)
    scene.evaluator_signs()
    scene.teacher_signs()
    assert [each.superseded_why for each in signatures(scene)] == ["taken back", "", ""]
    assert is_whole(scene)


def test_declining_returns_the_plan_and_keeps_bens_signature_as_superseded(scene):
    plan = scene.plan_at("evaluator_signed")
    assert scene.ana.fill(TEACHER, DECLINED, reason="").status_code == 422
    assert scene.ana.fill(TEACHER, DECLINED, reason="We agreed on ten lessons.").status_code == 303
    [signature] = signatures(scene)
    assert (state(scene), signature.superseded_why) == ("returned", "declined")
    assert "We agreed on ten lessons." in scene.ben.get(plan).text
    assert is_whole(scene)


def test_a_plan_is_signed_again_after_declining(scene):
    scene.plan_at("evaluator_signed")
    scene.ana.fill(TEACHER, DECLINED, reason="We agreed on ten lessons.")
    scene.ana.fill("/plans/1/text", measure="Ten lessons.")
    scene.submits()
    scene.is_reviewed()
    scene.evaluator_signs()
    scene.teacher_signs()
    assert state(scene) == "active"
    assert [(each.role, each.superseded_why) for each in signatures(scene)] == [
        ("evaluator", "declined"),
        ("evaluator", ""),
        ("teacher", ""),
    ]
    assert value(scene, select(Plan.in_force_id)) == revisions(scene)[-1].id
    assert is_whole(scene)


def test_reasons_are_kept_whole_when_they_are_too_long(scene):
    scene.plan_at("evaluator_signed")
    long = "We agreed on ten lessons. " * 100
    for person, page, address in ((scene.ana, TEACHER, DECLINED), (scene.ben, TAKEN_BACK, TAKEN_BACK)):
        answer = person.fill(page, address, reason=long)
        assert answer.status_code == 422
        assert long.strip() in shown(answer)
    answer = scene.ana.fill(TEACHER, response=long)
    assert answer.status_code == 422
    assert long.strip() in shown(answer)
    assert rows(scene, select(Comment.id)) == []


def test_ben_cannot_sign_twice_and_ana_cannot_take_back(scene):
    scene.plan_at("evaluator_signed")
    assert scene.ben.get(REVIEW).status_code == 409
    fields = {"version": 6, "sha256": revisions(scene)[0].sha256, "held_on": str(local_today())}
    answer = scene.ben.post(SIGN, {**fields, "checkpoint_on": str(local_today() + timedelta(days=9))})
    assert answer.status_code == 409
    assert "is signed by the evaluator and waits for the teacher’s signature" in shown(answer)
    assert len(signatures(scene)) == 1
    scene.teacher_signs()
    for person, address in ((scene.ben, TAKEN_BACK), (scene.ana, DECLINED), (scene.ana, TEACHER)):
        assert person.post(address, reason="Too late for that.", version=7).status_code == 409
    assert actions(scene)[-1] == "sign_as_teacher"


@pytest.mark.parametrize("where", ["own screen", "Ben’s screen"])
def test_signing_twice_is_one_signature(scene, where):
    scene.plan_at("evaluator_signed")
    press = ready(scene.ana, TEACHER) if where == "own screen" else ready(scene.ben, HERE, password=PASSWORD)
    assert [press().status_code, press().status_code] == [303, 303]
    assert len(signatures(scene)) == 2
    assert is_whole(scene)


def test_pressing_record_and_sign_twice_is_one_signature(scene):
    scene.plan_at("submitted")
    press = ready(scene.ben, REVIEW, SIGN, checkpoint_on=str(local_today() + timedelta(days=90)))
    assert [press().status_code, press().status_code] == [303, 303]
    assert actions(scene)[-2:] == ["record_review_meeting", "sign_as_evaluator"]
