"""Who may amend a plan, drop the amendment, and move the checkpoint date."""

from datetime import timedelta

from access import Line, everyone
from world import local_today

from plf.extensions import db
from plf.models import Plan


def step(**fields):
    def form(scene, visitor):
        with scene.app.app_context():
            return {"version": db.session.get(Plan, 1).version, **fields}

    return form


def ben_amends(scene):
    answer = scene.ben.fill(f"{scene.plan}/amendment", reason="The class has changed.")
    assert answer.status_code == 303, answer.text[:500]


LATER = (local_today() + timedelta(days=150)).isoformat()

ACCESS = {
    "amendments.ask GET": Line(
        "{plan}/amendment", everyone(404, ana=200, ben=200, dana=200, olivia=403, lena=403), plan="active"
    ),
    "amendments.amend POST": Line(
        "{plan}/amendment",
        everyone(404, ana=303, ben=303, dana=303, olivia=403, lena=403),
        plan="active",
        form=step(reason="The class has changed."),
    ),
    "amendments.beside GET": Line(
        "{plan}/in-force",
        everyone(404, ana=200, ben=200, dana=200, olivia=200),
        plan="active",
        setting=ben_amends,
    ),
    "amendments.ask_to_drop GET": Line(
        "{plan}/dropped-amendment",
        everyone(404, ana=200, ben=403, dana=403, olivia=403, lena=403),
        plan="active",
        setting=ben_amends,
    ),
    "amendments.drop POST": Line(
        "{plan}/dropped-amendment",
        everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403),
        plan="active",
        setting=ben_amends,
        form=step(),
    ),
    "amendments.date_page GET": Line(
        "{plan}/checkpoint-date",
        everyone(404, ana=403, ben=200, dana=200, olivia=200, lena=403),
        plan="active",
    ),
    "amendments.move_date POST": Line(
        "{plan}/checkpoint-date",
        everyone(404, ana=403, ben=303, dana=303, olivia=303, lena=403),
        plan="active",
        form=step(checkpoint_on=LATER),
    ),
}
