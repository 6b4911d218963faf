"""Behind the scene: what the database holds, time that passes, and several people acting at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select, text

from plf import history
from plf.database import writing
from plf.extensions import db
from plf.models import Draft, HistoryLine, Plan, Revision, Signature


def value(scene, statement):
    """The one value that a statement finds."""
    with scene.app.app_context():
        return db.session.scalar(statement)


def rows(scene, statement):
    """The values that a statement finds, loaded and let go."""
    with scene.app.app_context():
        return list(db.session.scalars(statement))


def state(scene, plan_id=1):
    return value(scene, select(Plan.state).where(Plan.id == plan_id))


def draft(scene, plan_id=1) -> dict:
    """The text of the draft as it is kept."""
    return value(scene, select(Draft.text).where(Draft.plan_id == plan_id))


def draft_version(scene, plan_id=1) -> int:
    return value(scene, select(Draft.version).where(Draft.plan_id == plan_id))


def actions(scene, plan_id=1) -> list[str]:
    """The actions in the plan's history, first one first."""
    return rows(
        scene, select(HistoryLine.action).where(HistoryLine.plan_id == plan_id).order_by(HistoryLine.number)
    )


def revisions(scene, plan_id=1):
    return rows(scene, select(Revision).where(Revision.plan_id == plan_id).order_by(Revision.number))


def signatures(scene, plan_id=1):
    return rows(scene, select(Signature).where(Signature.plan_id == plan_id).order_by(Signature.id))


def change(scene, *statements, **values):
    """Change the database directly: time that has passed, or a setting of the scene."""
    with scene.app.app_context(), writing() as session:
        for statement in statements:
            session.execute(text(statement) if isinstance(statement, str) else statement, values)


def broken(scene) -> list[history.Broken]:
    """What `flask verify` would find."""
    with scene.app.app_context():
        return list(history.verify())


def is_whole(scene) -> bool:
    found = broken(scene)
    assert not found, found
    return True


def at_once(*acts):
    """Let these functions begin at the same moment, each in a thread of its own; their answers, in this order."""
    barrier = Barrier(len(acts))

    def act(one):
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def ready(visitor, path, address=None, /, **fields):
    """Fill in a form of the page `path` and hold it: calling what comes back sends it."""
    form = visitor.form(path, address)
    pairs = [pair for pair in form.fields if pair[0] not in fields] + list(fields.items())
    return lambda: visitor.post(form.action or path, pairs)
