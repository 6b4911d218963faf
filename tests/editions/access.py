"""All staff read what was adopted, the office alone adopts and opens it, and everybody reads what is open."""

from access import PEOPLE, Line, everyone
from world import local_today

from tests.editions.board import BOARD, PLAN, adopted, is_public

STAFF = everyone(200)
OFFICE = everyone(403, olivia=200)
ADOPTION = {"adopted_on": local_today().isoformat(), "note": "", "seen": "2"}

ACCESS = {
    "editions.every GET": Line(f"{PLAN}/editions", STAFF, setting=adopted),
    "editions.latest GET": Line(f"{PLAN}/editions/latest", everyone(303), setting=adopted),
    "editions.show GET": Line(f"{PLAN}/editions/1", STAFF, setting=adopted),
    "editions.frozen GET": Line(f"{PLAN}/editions/1/edition.json", STAFF, setting=adopted),
    "editions.as_file GET": Line(f"{PLAN}/editions/1/edition.docx", STAFF, setting=adopted),
    # The working copy is among them only for its people: tests/editions/test_editions.py.
    "editions.compare GET": Line(f"{PLAN}/editions/changes?before=1&after=1", STAFF, setting=adopted),
    "editions.adopt GET": Line(f"{PLAN}/adoption", OFFICE, setting=adopted),
    "editions.adopt POST": Line(
        f"{PLAN}/adoption", everyone(403, olivia=303), setting=adopted, form=ADOPTION
    ),
    "editions.publish GET": Line(f"{PLAN}/public-address", OFFICE, setting=adopted),
    "editions.publish POST": Line(
        f"{PLAN}/public-address", everyone(403, olivia=303), setting=adopted, form={"is_public": "yes"}
    ),
    "editions.board GET": Line(BOARD, dict.fromkeys(PEOPLE, 200), setting=is_public),
}
