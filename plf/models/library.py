"""The exemplars' library: the words by which they are found, what people put into their folders, where plans began."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.database import UTCDateTime
from plf.extensions import db
from plf.models.exemplars import Exemplar

# What the engines keep over `ExemplarWords`, made by the migration: on SQLite an FTS5 table, which has tables of its own
# whose names begin with this one, on PostgreSQL a GIN index.
WORDS_INDEX = "exemplar_words_index"


class LibraryEdition(db.Model):
    """One row: a mark drawn anew by chance with every change of what is in the library or how it is found.

    Whoever keeps something in memory of the library keeps it for this mark. By chance and no count, so that a
    database that was restored never shows a mark that stood for something else.
    """

    __tablename__ = "library_edition"
    __table_args__ = (CheckConstraint("id = 1", name="one_library"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(24))


class ExemplarWords(db.Model):
    """The words of an exemplar that is in the library, as plf.library.words writes them; without a row it is not found."""

    __tablename__ = "exemplar_words"

    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"), primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class FolderPage(db.Model):
    """An exemplar that somebody put into their folder, to print it with others."""

    __tablename__ = "folder_page"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class PlanOrigin(db.Model):
    """Which sections of a plan were taken from which exemplar, and when for the last time.

    `sections`: names of plf.contents with a space between. What became of the exemplar is asked when it is shown.
    """

    __tablename__ = "plan_origin"
    __table_args__ = (Index(None, "exemplar_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    exemplar_id: Mapped[int] = mapped_column(ForeignKey("exemplar.id"), primary_key=True)
    sections: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    exemplar: Mapped[Exemplar] = relationship()
