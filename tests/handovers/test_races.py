"""The office hands over in the very moment in which somebody signs: one wins, the other is told, all is whole."""

from backstage import at_once, is_whole, ready, rows, signatures, state, value
from sqlalchemy import select
from world import local_today

from plf import jobs
from plf.models import HandOver, Job, Plan

HAND_OVER = "/plans/1/hand-over"
TO_EVAN = {"who": "Evan Wright", "reason": "Ben Carter moves."}
ROUNDS = 3


def afresh(scene, database):
    database.start_afresh()
    return type(scene)(scene.app)


def statuses(answers) -> list[int]:
    return [answer.status_code for answer in answers]


def test_ana_signs_while_the_plan_is_handed_over(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("evaluator_signed")
        answers = at_once(
            ready(scene.ana, "/plans/1/teacher-signature"), ready(scene.olivia, HAND_OVER, **TO_EVAN)
        )
        assert sorted(statuses(answers)) == [303, 409]
        standing = [each.role for each in signatures(scene) if not each.superseded_at]
        evaluator = value(scene, select(Plan.evaluator_id))
        if answers[0].status_code == 303:
            assert (state(scene), standing, evaluator) == ("active", ["evaluator", "teacher"], 2)
        else:
            assert (state(scene), standing, evaluator) == ("reviewed", [], 8)
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_ben_signs_while_the_plan_is_handed_over(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("reviewed")
        answers = at_once(
            ready(scene.ben, "/plans/1/review", "/plans/1/evaluator-signature"),
            ready(scene.olivia, HAND_OVER, **TO_EVAN),
        )
        # Who is handed over to somebody else is no longer there to be seen: Ben is told that.
        assert statuses(answers) in ([303, 409], [404, 303])
        evaluator = value(scene, select(Plan.evaluator_id))
        assert (state(scene), evaluator) in (("evaluator_signed", 2), ("reviewed", 8))
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_two_of_the_office_hand_over_to_different_people(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("active")
        answers = at_once(
            ready(scene.olivia, HAND_OVER, **TO_EVAN),
            ready(scene.arrives("olivia"), HAND_OVER, who="Dana Diaz", reason="Dana knows her."),
        )
        assert sorted(statuses(answers)) == [303, 409]
        assert is_whole(scene)
        scene = afresh(scene, database)


def test_it_is_called_off_in_the_moment_in_which_the_worker_does_it(scene, database):
    for _ in range(ROUNDS):
        scene.plan_at("active")
        tomorrow = local_today().replace(year=local_today().year + 1)
        scene.olivia.fill(HAND_OVER, starts_on=tomorrow.isoformat(), **TO_EVAN)
        call_off = ready(scene.olivia, "/plans/1", "/plans/1/hand-overs/1/cancellation")
        answers = at_once(call_off, lambda scene=scene: the_worker_does_it(scene))
        done, cancelled = value(scene, select(HandOver.done_at)), value(scene, select(HandOver.cancelled_at))
        assert (done is None) is not (cancelled is None)
        assert answers[0].status_code == (409 if done else 303)
        assert value(scene, select(Plan.evaluator_id)) == (8 if done else 2)
        assert is_whole(scene)
        scene = afresh(scene, database)


def the_worker_does_it(scene) -> None:
    from sqlalchemy import update

    from plf.database import now, writing

    with scene.app.app_context():
        with writing() as session:
            session.execute(update(HandOver).values(starts_on=local_today()))
            session.execute(update(Job).where(Job.kind == "hand_over").values(due_at=now()))
        for number in rows(scene, select(Job.id).where(Job.kind == "hand_over")):
            jobs.run(number)
