"""A table that was read and waits to be taken, for the one who read it."""

from plf.extensions import db
from plf.models import Person, TableImport
from plf.rules import HIDDEN


def kept(import_id: int, person: Person, *, lock: bool = False) -> TableImport:
    """What this person read, and neither took nor left; `lock` it before taking or leaving it.

    Raises HIDDEN (404) for anything else.
    """
    found = db.session.get(TableImport, import_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or found.person_id != person.id:
        raise HIDDEN
    return found
