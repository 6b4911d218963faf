"""Who may sign, take back and decline."""

from access import Line, everyone
from world import PASSWORD

from plf.extensions import db
from plf.models import Plan


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
}
