"""Who reads a journal, who writes in it, who may have its files, and who sees points."""

from io import BytesIO

from access import Line, asked, everyone
from werkzeug.datastructures import FileStorage
from world import local_today

from tests.journal.harmful import pdf

READ = everyone(404, ana=200, ben=200, dana=200, olivia=403, lena=403, chloe=403)
WRITE = everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403, chloe=403)
OWN = {**WRITE, "ana": 200}

ENTRY = {"text": "Watched Chloë’s discussion lesson.", "day": local_today().isoformat()}


def written(scene):
    """Chloë is asked for comments, and Ana has an entry with a certificate."""
    asked(scene)
    file = FileStorage(BytesIO(pdf()), "certificate.pdf")
    answer = scene.ana.post(f"{scene.plan}/journal", {**ENTRY, "files": file})
    assert answer.status_code == 303, answer.text[:2000]


ACCESS = {
    "journal.journal GET": Line("{plan}/journal", READ, plan="submitted", setting=written),
    "journal.add POST": Line("{plan}/journal", WRITE, plan="submitted", setting=asked, form=ENTRY),
    "journal.entry GET": Line("{plan}/journal/1", OWN, plan="submitted", setting=written),
    "journal.change POST": Line(
        "{plan}/journal/1", WRITE, plan="submitted", setting=written, form={**ENTRY, "version": "1"}
    ),
    "journal.delete POST": Line("{plan}/journal/1/deletion", WRITE, plan="submitted", setting=written),
    "journal.evidence GET": Line(
        "/evidence/1", everyone(404, ana=200, ben=200, dana=200), plan="submitted", setting=written
    ),
    "journal.my_points GET": Line("/my-points", everyone(200)),
    "journal.points_pdf GET": Line("/my-points.pdf", everyone(200)),
}
