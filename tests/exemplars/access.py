"""Who knows of an exemplar in the making: the teacher whose plan it is and the office. For everybody else there is none."""

from dataclasses import dataclass

from access import Line, everyone

from plf.extensions import db
from plf.models import Exemplar
from tests.exemplars import shelf

ITS_TWO = everyone(404, ana=200, olivia=200)
BOTH = everyone(404, ana=303, olivia=303)
ONLY_ANA = everyone(404, ana=303, olivia=403)
ONLY_OLIVIA = everyone(404, ana=403, olivia=303)
OFFICE = everyone(403, olivia=200)


@dataclass
class OfExemplar(Line):
    """A line whose address has {exemplar}, which is drawn by chance."""

    def prepare(self, scene) -> str:
        address = super().prepare(scene)
        if "{exemplar}" in address:
            address = address.replace("{exemplar}", str(of(scene).id))
        return address


def of(scene) -> Exemplar:
    with scene.app.app_context():
        return db.session.query(Exemplar).one()


def as_it_is(scene, visitor) -> dict:
    return {"version": str(of(scene).version), "sha256": of(scene).sha256}


def about(scene, visitor) -> dict:
    return {**shelf.ABOUT, **as_it_is(scene, visitor)}


def is_withdrawn(scene) -> None:
    page = shelf.offered(scene)
    shelf.done(scene.olivia.fill(page, f"{page}/withdrawal"))


HERE = "/exemplars/office/{exemplar}"
ACCESS = {
    "exemplars.of_plan GET": Line("{plan}/exemplar", ITS_TWO, plan="active"),
    "exemplars.offer POST": Line("{plan}/exemplar/offer", ONLY_ANA, plan="active"),
    "exemplars.ask_for POST": Line("{plan}/exemplar/ask", ONLY_OLIVIA, plan="active"),
    "exemplars.office GET": Line("/exemplars/office", OFFICE, setting=shelf.offered),
    "exemplars.new GET": Line("/exemplars/office/new", OFFICE),
    "exemplars.write POST": Line("/exemplars/office", everyone(403, olivia=303), form=shelf.ABOUT),
    "exemplars.work GET": OfExemplar(HERE, ITS_TWO, setting=shelf.offered),
    "exemplars.text GET": OfExemplar(f"{HERE}/text", ITS_TWO, setting=shelf.offered),
    "exemplars.change POST": OfExemplar(f"{HERE}/text", BOTH, setting=shelf.offered, form=about),
    "exemplars.decide POST": OfExemplar(f"{HERE}/words", BOTH, setting=shelf.offered),
    "exemplars.write_notes POST": OfExemplar(f"{HERE}/notes", ONLY_OLIVIA, setting=shelf.offered),
    "exemplars.ask_consent POST": OfExemplar(
        f"{HERE}/consent-request",
        ONLY_OLIVIA,
        setting=lambda scene: shelf.looked_over(scene, shelf.offered(scene)),
        form=as_it_is,
    ),
    "exemplars.consent POST": Line("/plans/1/exemplar/consent", ONLY_ANA, setting=shelf.asked, form=as_it_is),
    "exemplars.publish POST": OfExemplar(
        f"{HERE}/publication", ONLY_OLIVIA, setting=shelf.agreed, form=as_it_is
    ),
    "exemplars.withdraw POST": OfExemplar(f"{HERE}/withdrawal", BOTH, setting=shelf.offered),
    "exemplars.take_up_again POST": OfExemplar(f"{HERE}/return", BOTH, setting=is_withdrawn),
}
