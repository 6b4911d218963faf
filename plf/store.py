"""Where files are kept: in the database, under the SHA-256 of their bytes. An object store could stand here.

Four functions: put, get, drop, and empty for what went by rule. What a file is, whose it is and what it is called is kept by those who use them.
"""

import hashlib

from sqlalchemy import ColumnElement, Table, delete, exists, func, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from plf.extensions import db
from plf.models import StoredFile, Tombstone


class Gone(LookupError):
    """Bytes that were asked for are not in the store, or are not what was put there."""


def fingerprint(content: bytes) -> str:
    """The name that these bytes have in the store. Ask it before `writing()`: it takes a while."""
    return hashlib.sha256(content).hexdigest()


def put(sha256: str, content: bytes) -> None:
    """Keep these bytes, once, under their fingerprint. Call it inside `writing()`, before a row refers to them."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = dialect.insert(StoredFile).values(sha256=sha256, size=len(content), content=content)
    # An update instead of nothing takes the row, so that nobody drops it before we refer to it.
    db.session.execute(
        row.on_conflict_do_update(index_elements=[StoredFile.sha256], set_={"size": row.excluded.size})
    )
    # Bytes that went by rule and come again, as somebody's evidence, are there again.
    db.session.execute(
        update(StoredFile)
        .where(StoredFile.sha256 == sha256, func.length(StoredFile.content) == 0)
        .values(content=content)
        .execution_options(synchronize_session=False)
    )


def get(sha256: str) -> bytes:
    """The bytes under a fingerprint. Raises Gone."""
    content = db.session.scalar(select(StoredFile.content).where(StoredFile.sha256 == sha256))
    if content is None or fingerprint(content) != sha256:
        raise Gone(sha256)
    return content


def drop(sha256: str) -> None:
    """Let bytes go, unless some row still refers to them. Call it inside `writing()`, after the row is gone."""
    db.session.flush()
    this = StoredFile.sha256 == sha256
    # Taken first: what refers to it by now is seen by the next statement.
    db.session.execute(select(StoredFile.sha256).where(this).with_for_update())
    db.session.execute(
        delete(StoredFile)
        .where(this, *(~used for used in _uses(sha256)))
        .execution_options(synchronize_session=False)
    )


def empty(sha256: str) -> None:
    """Let the bytes of signed copies and papers go that tombstones name; the row that they refer to stays.

    Nothing if something else still refers to them. Inside `writing()`, after the tombstones.
    """
    db.session.flush()
    this = StoredFile.sha256 == sha256
    db.session.execute(select(StoredFile.sha256).where(this).with_for_update())
    db.session.execute(
        update(StoredFile)
        .where(this, *(~used for used in _uses(sha256, but_gone=True)))
        .values(content=b"")
        .execution_options(synchronize_session=False)
    )


def _uses(sha256: str, *, but_gone: bool = False) -> list[ColumnElement[bool]]:
    """One condition for each column of any table that refers to the store: whether it names these bytes.

    `but_gone`: rows that a tombstone names do not count.
    """
    return [
        exists().where(column == sha256, *([_not_gone(table)] if but_gone else []))
        for table in db.metadata.tables.values()
        for column in table.columns
        if any(key.column.table is StoredFile.__table__ for key in column.foreign_keys)
    ]


def _not_gone(table: Table) -> ColumnElement[bool]:
    if table.name not in ("document", "paper"):
        return true()
    return ~exists().where(Tombstone.what == table.name, Tombstone.row_id == table.c.id)
