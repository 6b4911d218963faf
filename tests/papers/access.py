"""Who files the paper that both signed, and who may have it."""

from io import BytesIO

from access import Line, asked, everyone
from werkzeug.datastructures import FileStorage
from world import PASSWORD, local_today

from plf.extensions import db
from plf.models import Plan, Revision
from tests.papers import paper

EVALUATOR = everyone(404, ana=403, ben=200, dana=200, olivia=403, lena=403, chloe=403)
SENT = {**EVALUATOR, "ben": 303, "dana": 303}
# A scan that is not filed yet is open to the one who chose it.
WHO_CHOSE_IT = {**EVALUATOR, "dana": 404}
READERS = everyone(404, ana=200, ben=200, dana=200, olivia=200)


def scan_of(kind):
    def form(scene, visitor):
        content = paper.png(paper.page_with(paper.code_of(scene, kind)))
        file = FileStorage(BytesIO(content), "scan.png")
        return {"files": file, "signed_on": local_today().isoformat()}

    return form


def filing(kind):
    def form(scene, visitor):
        with scene.app.app_context():
            plan = db.session.get(Plan, 1)
            version = plan.version
            number = plan.revision_id if kind == "plan" else plan.checkpoint_revision_id
            sha256 = db.session.get(Revision, number).sha256
        return {"version": version, "sha256": sha256, "password": PASSWORD}

    return form


def chosen(kind):
    """Ben has chosen the scan, and Chloë is asked for comments."""

    def setting(scene):
        asked(scene)
        where = scene.plan if kind == "plan" else f"{scene.plan}/checkpoint"
        content = paper.png(paper.page_with(paper.code_of(scene, kind)))
        assert paper.choose(scene.ben, where, (content, "scan.png")).status_code == 303

    return setting


def filed(scene):
    asked(scene)
    paper.files_paper(scene)


def lines(kind: str, plan: str) -> dict[str, Line]:
    where, mark = ("{plan}/paper", "") if kind == "plan" else ("{plan}/checkpoint/paper", " checkpoint")
    return {
        f"papers.choose GET{mark}": Line(where, EVALUATOR, plan=plan, setting=asked),
        f"papers.read POST{mark}": Line(where, SENT, plan=plan, setting=asked, form=scan_of(kind)),
        f"papers.check GET{mark}": Line(f"{where}/1", WHO_CHOSE_IT, plan=plan, setting=chosen(kind)),
        f"papers.file POST{mark}": Line(
            f"{where}/1",
            {**WHO_CHOSE_IT, "ben": 303},
            plan=plan,
            setting=chosen(kind),
            form=filing(kind),
        ),
        f"papers.scan_picture GET{mark}": Line(
            f"{where}/1/1.png", WHO_CHOSE_IT, plan=plan, setting=chosen(kind)
        ),
    }


ACCESS = {
    **lines("plan", "reviewed"),
    **lines("checkpoint", "conferenced"),
    "papers.paper GET": Line("/papers/1", READERS, plan="reviewed", setting=filed),
    "papers.picture GET": Line("/papers/1/1.png", READERS, plan="reviewed", setting=filed),
}
