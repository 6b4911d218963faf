"""The Flask extensions: made here, bound to the app in create_app."""

from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as AnySession
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import Engine, MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The base of all tables, with the names that constraints and indexes get."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


WRITERS = "writers"  # the engine of those who write, where they have one of their own


class Session(AnySession):
    """Reads on the connections that read, and writes on those that write (while `database.writing` says so).

    SQLite forgets how it meant to answer every question whenever a connection turns from one to the other.
    """

    def get_bind(self, *asked, **named) -> Engine:
        engines = self._db.engines
        if self.info.get("writes") and WRITERS in engines:
            return engines[WRITERS]
        return super().get_bind(*asked, **named)


# What was written is what is shown next: nothing has to be asked again after a commit.
db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "class_": Session},
)
migrate = Migrate(render_as_batch=True)
login = LoginManager()
csrf = CSRFProtect()
htmx = Htmx()
compress = Compress()
