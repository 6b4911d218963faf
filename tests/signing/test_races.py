"""Two people, or two hands, at the same moment: one wins, the other is told why, and the record stays whole."""

from functools import partial

from backstage import (
    actions,
    at_once,
    broken,
    draft,
    draft_version,
    ready,
    revisions,
    rows,
    signatures,
    state,
    value,
)
from sqlalchemy import func, select
from world import PASSWORD, local_today

from plf.models import Plan

ROUNDS = 3
TEXT, SUBMISSION, RECALL = "/plans/1/text", "/plans/1/submission", "/plans/1/recall"
REVIEW, SIGN = "/plans/1/review", "/plans/1/evaluator-signature"
TEACHER, HERE, TAKEN_BACK = (
    "/plans/1/teacher-signature",
    "/plans/1/teacher-signature-here",
    "/plans/1/taken-back-signature",
)


def statuses(answers) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def one_wins_the_other_is_told(answers) -> None:
    assert statuses(answers) == [303, 409], [answer.text[:300] for answer in answers]
    told = next(answer for answer in answers if answer.status_code == 409)
    assert "<h1>Not now</h1>" in told.text


def is_whole(scene) -> bool:
    """The record is whole, and every step in it counts once: as many versions of the plan as there are steps."""
    assert broken(scene) == []
    steps = [action for action in actions(scene) if action not in ("ask_for_comments", "stop_asking")]
    assert value(scene, select(Plan.version)) == len(steps)
    return True


def test_ben_presses_sign_twice_in_the_same_moment(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("reviewed")
        press = ready(scene.ben, REVIEW, SIGN)
        assert statuses(at_once(press, press)) == [303, 303]
        assert (len(signatures(scene)), actions(scene).count("sign_as_evaluator")) == (1, 1)
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_ben_and_dana_sign_in_the_same_moment(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("reviewed")
        one_wins_the_other_is_told(at_once(ready(scene.ben, REVIEW, SIGN), ready(scene.dana, REVIEW, SIGN)))
        assert len(signatures(scene)) == 1
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_ana_signs_on_her_own_screen_and_at_bens_in_the_same_moment(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("evaluator_signed")
        one_wins_the_other_is_told(
            at_once(ready(scene.ana, TEACHER), ready(scene.ben, HERE, password=PASSWORD))
        )
        assert [each.role for each in signatures(scene)] == ["evaluator", "teacher"]
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_ben_signs_while_they_agree_on_another_text(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("reviewed")
        page = dict(scene.ana.form(TEXT).fields)
        agree = {**page, "indicators": ["9"], "why": "Spoken about"}
        one_wins_the_other_is_told(
            at_once(ready(scene.ben, REVIEW, SIGN), partial(scene.ana.post, "/plans/1/revisions", agree))
        )
        # Whoever came first: Ben signed the text that he had read, or nothing.
        if state(scene) == "evaluator_signed":
            assert (len(revisions(scene)), len(signatures(scene))) == (1, 1)
            assert draft(scene)["why"] == ""
        else:
            assert (len(revisions(scene)), len(signatures(scene))) == (2, 0)
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_ana_signs_while_ben_takes_his_signature_back(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("evaluator_signed")
        one_wins_the_other_is_told(
            at_once(ready(scene.ana, TEACHER), ready(scene.ben, TAKEN_BACK, reason="A wrong date."))
        )
        roles = [each.role for each in signatures(scene) if not each.superseded_at]
        assert roles == {"active": ["evaluator", "teacher"], "reviewed": []}[state(scene)]
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_ana_submits_while_another_window_saves(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("drafted")
        one_wins_the_other_is_told_or_shown_both(
            at_once(ready(scene.ana, SUBMISSION), ready(scene.ana, TEXT, why="Typed in the other window"))
        )
        if state(scene) == "submitted":
            assert (len(revisions(scene)), draft(scene)["why"]) == (1, "")
        else:
            assert (revisions(scene), draft(scene)["why"]) == ([], "Typed in the other window")
        assert is_whole(scene)
        scene = afresh(scene, database)


def one_wins_the_other_is_told_or_shown_both(answers) -> None:
    assert statuses(answers) == [303, 409], [answer.text[:300] for answer in answers]


def test_ana_recalls_while_ben_returns(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("submitted")
        one_wins_the_other_is_told(
            at_once(
                ready(scene.ana, "/plans/1", RECALL),
                ready(scene.ben, REVIEW, "/plans/1/return", message="Please look again."),
            )
        )
        recalled = revisions(scene)[0].recalled_at is not None
        assert state(scene) == ("drafted" if recalled else "returned")
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_of_eight_windows_each_save_wins_or_is_told_and_none_is_lost(scene):
    scene.plan_at("drafted")
    page = dict(scene.ana.form(TEXT).fields)
    page.pop("page_token")
    for number in range(ROUNDS):
        before = draft_version(scene)
        fresh = {**page, "indicators": ["9"], "version": before}
        texts = [f"Round {number}, window {hand}" for hand in range(8)]
        windows = [partial(scene.ana.post, TEXT, {**fresh, "why": why}, htmx=True) for why in texts]
        answers = at_once(*windows)
        assert statuses(answers) == [200] + [409] * 7
        winner = next(why for why, answer in zip(texts, answers, strict=True) if answer.status_code == 200)
        assert draft(scene)["why"] == winner
        assert draft_version(scene) == before + 1


def test_eight_saves_of_different_fields_are_all_there_in_the_end(scene):
    """Each window tries again with the version it is told, as a person would: no save undoes another."""
    scene.plan_at("drafted")
    token = scene.ana.token()
    fields = ["why", "achievable", "relevant", "support", "outcomes", "area", "statement", "measure"]

    def write(field):
        for _ in range(60):
            mine = {field: f"Words of {field}", "version": draft_version(scene), "csrf_token": token}
            answer = scene.ana.browser.post(TEXT, data=mine)
            if answer.status_code == 303:
                return True
            assert answer.status_code == 409
        return False

    assert all(at_once(*(partial(write, field) for field in fields)))
    assert {field: draft(scene)[field] for field in fields} == {
        field: f"Words of {field}" for field in fields
    }


def test_ben_and_olivia_assign_ana_in_the_same_moment(scene, database):
    for _ in range(ROUNDS):
        tokens = [(visitor, visitor.token()) for visitor in (scene.ben, scene.olivia)]
        answers = at_once(
            *(partial(visitor.post, "/assignments", csrf_token=token, person=1) for visitor, token in tokens)
        )
        one_wins_the_other_is_told(answers)
        assert rows(scene, select(Plan.teacher_id)) == [1]
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_two_lists_with_the_same_people_leave_one_plan_each(scene, database):
    tokens = [(visitor, visitor.token()) for visitor in (scene.ben, scene.olivia)]
    answers = at_once(
        *(
            partial(visitor.post, "/assignments", [("csrf_token", token), ("person", "1"), ("person", "7")])
            for visitor, token in tokens
        )
    )
    assert {answer.status_code for answer in answers} <= {303, 409}
    assert value(scene, select(func.count(Plan.id))) == 2
    assert broken(scene) == []


def test_ana_volunteers_in_two_windows_in_the_same_moment(scene, database):
    for _ in range(ROUNDS):
        press, other = ready(scene.ana, "/", "/volunteering"), ready(scene.ana, "/", "/volunteering")
        one_wins_the_other_is_told(at_once(press, other))
        scene = afresh(scene, database)


def test_recording_and_correcting_in_two_windows(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("reviewed")
        presses = [
            ready(each, REVIEW, SIGN, held_on=str(local_today()))
            for each in (scene.ben, scene.arrives("ben"))
        ]
        one_wins_the_other_is_told(at_once(*presses))
        assert is_whole(scene)
        scene = afresh(scene, database)


def afresh(scene, database):
    """The same people in a fresh copy of the district, for the next round."""
    database.start_afresh()
    return type(scene)(scene.app)
