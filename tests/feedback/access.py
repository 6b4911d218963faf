"""Who is asked the three questions, and that the office alone sees what was answered, though not by whom."""

from access import Line, everyone
from backstage import change


def it_has_ended(scene) -> None:
    change(scene, "UPDATE plan SET state = 'closed'")


AGREES = {"role": "teacher", "grew": "5", "worth": "4", "supported": "3"}

ACCESS = {
    # Whose plan has not ended, or who has none, has nothing to answer yet; nobody learns whether there is a plan.
    "feedback.questions GET": Line(
        "/years/1/feedback", everyone(409, ana=200, ben=200), plan="active", setting=it_has_ended
    ),
    "feedback.answer POST": Line(
        "/years/1/feedback", everyone(409, ana=303), plan="active", setting=it_has_ended, form=AGREES
    ),
    "feedback.results GET": Line(
        "/years/1/feedback-results", everyone(403, olivia=200), plan="active", setting=it_has_ended
    ),
}
