"""Who may sign, take back and decline."""

from access import Line, everyone
from world import PASSWORD

from plf.extensions import db
from plf.models import Plan, Revision


def signature(scene, visitor):
    with scene.app.app_context():
        plan = db.session.get(Plan, 1)
        return {
            "version": plan.version,
            "sha256": plan.revision.sha256,
            "password": PASSWORD,
            "reason": "We agreed on other words.",
        }


TEACHER = everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403)
EVALUATOR = everyone(404, ana=403, ben=303, dana=303, olivia=403, lena=403)


def seen(steps):
    return {name: 200 if name != "anyone" and status == 303 else status for name, status in steps.items()}


def of_checkpoint(scene, visitor):
    with scene.app.app_context():
        plan = db.session.get(Plan, 1)
        version, revision = plan.version, db.session.get(Revision, plan.checkpoint_revision_id)
        return {
            "version": version,
            "sha256": revision.sha256,
            "password": PASSWORD,
            "reason": "We agreed on other words.",
        }


def checkpoint_line(path, gets, form=None):
    return Line(f"{{plan}}/checkpoint/{path}", gets, plan="checkpoint_evaluator_signed", form=form or {})


ACCESS = {
    "signing.teacher_page GET": Line("{plan}/teacher-signature", seen(TEACHER), plan="evaluator_signed"),
    "signing.sign_as_teacher POST": Line(
        "{plan}/teacher-signature", TEACHER, plan="evaluator_signed", form=signature
    ),
    "signing.teacher_page_here GET": Line(
        "{plan}/teacher-signature-here", seen(EVALUATOR), plan="evaluator_signed"
    ),
    "signing.sign_as_teacher_here POST": Line(
        "{plan}/teacher-signature-here", EVALUATOR, plan="evaluator_signed", form=signature
    ),
    "signing.decline POST": Line(
        "{plan}/declined-signature", TEACHER, plan="evaluator_signed", form=signature
    ),
    "signing.take_back_page GET": Line(
        "{plan}/taken-back-signature", seen(EVALUATOR), plan="evaluator_signed"
    ),
    "signing.take_back POST": Line(
        "{plan}/taken-back-signature", EVALUATOR, plan="evaluator_signed", form=signature
    ),
    "signing.teacher_page GET checkpoint": checkpoint_line("teacher-signature", seen(TEACHER)),
    "signing.sign_as_teacher POST checkpoint": checkpoint_line("teacher-signature", TEACHER, of_checkpoint),
    "signing.teacher_page_here GET checkpoint": checkpoint_line("teacher-signature-here", seen(EVALUATOR)),
    "signing.sign_as_teacher_here POST checkpoint": checkpoint_line(
        "teacher-signature-here", EVALUATOR, of_checkpoint
    ),
    "signing.decline POST checkpoint": checkpoint_line("declined-signature", TEACHER, of_checkpoint),
    "signing.take_back_page GET checkpoint": checkpoint_line("taken-back-signature", seen(EVALUATOR)),
    "signing.take_back POST checkpoint": checkpoint_line("taken-back-signature", EVALUATOR, of_checkpoint),
}
