"""Rubrics: the district's evaluation frameworks, one in use per kind of staff."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from plf.extensions import db


class Rubric(db.Model):
    """A framework with its indicators. A new edition is a new rubric; plans keep the one they began with."""

    __tablename__ = "rubric"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    staff_kind: Mapped[str] = mapped_column(String(30))
    is_current: Mapped[bool] = mapped_column(default=True)

    indicators: Mapped[list["Indicator"]] = relationship(
        order_by="Indicator.position", back_populates="rubric"
    )


class Indicator(db.Model):
    """One indicator, with the domain it belongs to. `number` is as printed: "7", "2b"."""

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("rubric_id", "number"),
        CheckConstraint("position >= 0", name="position_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric.id"), index=True)
    position: Mapped[int]
    domain: Mapped[str] = mapped_column(String(200))
    weight: Mapped[int | None]
    number: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))

    rubric: Mapped[Rubric] = relationship(back_populates="indicators")
