"""Who may review a plan."""

from datetime import timedelta

from access import Line, everyone
from world import CHECKPOINT, CONFERENCE, PASSWORD, PLAN, local_today

from plf.extensions import db
from plf.models import Draft, Plan, Revision


def record(scene, visitor):
    with scene.app.app_context():
        plan = db.session.get(Plan, 1)
        return {
            "version": plan.version,
            "sha256": plan.revision.sha256,
            "held_on": local_today().isoformat(),
            "checkpoint_on": (local_today() + timedelta(days=100)).isoformat(),
            "message": "Please add how often.",
        }


def text(scene, visitor):
    with scene.app.app_context():
        version = db.session.get(Draft, (1, "plan")).version
    return {**PLAN, "steps-rows": "1", "version": version, "password": PASSWORD}


EVALUATORS = everyone(404, ana=403, ben=200, dana=200, olivia=403, lena=403)
THEIR_STEP = everyone(404, ana=403, ben=303, dana=303, olivia=403, lena=403)


def conference(scene, visitor):
    with scene.app.app_context():
        plan = db.session.get(Plan, 1)
        version, revision = plan.version, db.session.get(Revision, plan.checkpoint_revision_id)
        return {
            "version": version,
            "sha256": revision.sha256,
            "held_on": local_today().isoformat(),
            **CONFERENCE,
            "message": "Please add the spring tally.",
        }


def checkpoint_text(scene, visitor):
    with scene.app.app_context():
        version = db.session.get(Draft, (1, "checkpoint")).version
    return {**CHECKPOINT, "version": version, "password": PASSWORD}


ACCESS = {
    "reviews.review GET": Line("{plan}/review", EVALUATORS, plan="submitted"),
    "reviews.record POST": Line("{plan}/review-record", THEIR_STEP, plan="submitted", form=record),
    "reviews.sign_as_evaluator POST": Line(
        "{plan}/evaluator-signature", THEIR_STEP, plan="submitted", form=record
    ),
    "reviews.return_text POST": Line("{plan}/return", THEIR_STEP, plan="submitted", form=record),
    "reviews.revise_page_here GET": Line("{plan}/revision-here", EVALUATORS, plan="reviewed"),
    "reviews.revise_here POST": Line("{plan}/revision-here", THEIR_STEP, plan="reviewed", form=text),
    "reviews.review GET checkpoint": Line(
        "{plan}/checkpoint/review", EVALUATORS, plan="checkpoint_submitted"
    ),
    "reviews.record POST checkpoint": Line(
        "{plan}/checkpoint/review-record", THEIR_STEP, plan="checkpoint_submitted", form=conference
    ),
    "reviews.sign_as_evaluator POST checkpoint": Line(
        "{plan}/checkpoint/evaluator-signature", THEIR_STEP, plan="checkpoint_submitted", form=conference
    ),
    "reviews.return_text POST checkpoint": Line(
        "{plan}/checkpoint/return", THEIR_STEP, plan="checkpoint_submitted", form=conference
    ),
    "reviews.revise_page_here GET checkpoint": Line(
        "{plan}/checkpoint/revision-here", EVALUATORS, plan="conferenced"
    ),
    "reviews.revise_here POST checkpoint": Line(
        "{plan}/checkpoint/revision-here", THEIR_STEP, plan="conferenced", form=checkpoint_text
    ),
}
