"""How migrations run: on SQLite with foreign keys off around a batch rebuild, checked before the commit."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from plf.database import WRITES
from plf.extensions import db
from plf.models import WORDS_INDEX

config = context.config
target = db.metadata


def is_ours(name: str | None, *_: object) -> bool:
    """Not what an engine keeps for its own use beside a table of ours."""
    return not (name or "").startswith(WORDS_INDEX)


def run_online() -> None:
    """Run the migrations in one transaction. A batch rebuild with foreign keys on would delete children."""
    engine = current_app.extensions["migrate"].db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect().execution_options(**WRITES) as connection:
        if sqlite:
            # The pragma is ignored inside a transaction, so it is set on the driver's connection first.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=target,
            render_as_batch=True,
            compare_type=True,
            include_name=is_ours,
            transaction_per_migration=False,
            transactional_ddl=True,  # on SQLite too: what one migration refuses, none has begun
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
                if broken:
                    raise RuntimeError(f"The migration would leave broken links: {broken[:5]}")
        connection.commit()
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


def run_offline() -> None:
    """Print the SQL instead of running it."""
    context.configure(
        url=str(current_app.config["SQLALCHEMY_DATABASE_URI"]), target_metadata=target, literal_binds=True
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
