"""All staff see the slides, with their own site's count; the office and a site's leaders say where it was presented."""

from access import NOT_YOURS, Line, everyone
from world import local_today

IT_WAS = {"site": "1", "presented_on": local_today().isoformat(), "presented_by": "Lena Brooks"}


def lena_wrote_it_down(scene) -> None:
    assert scene.lena.post("/present/records", IT_WAS).status_code == 303


ACCESS = {
    "presenting.index GET": Line("/present", everyone(200)),
    "presenting.slide GET": Line("/present/5?site=1", everyone(200, dana=404, evan=404, sam=404)),
    "presenting.leaflet GET": Line("/present/leaflet.pdf", everyone(200)),
    # Who works elsewhere chose a site that is not on their list.
    "presenting.record POST": Line(
        "/present/records",
        everyone(NOT_YOURS, olivia=303, lena=303, dana=422, evan=422, sam=422),
        form=IT_WAS,
    ),
    "presenting.take_back POST": Line(
        "/present/records/1/removal",
        everyone(NOT_YOURS, olivia=303, lena=303, dana=404, evan=404, sam=404),
        setting=lena_wrote_it_down,
    ),
}
