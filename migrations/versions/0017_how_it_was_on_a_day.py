"""Where people were counted and how plans stood on any day; leave; a person's own terms in a year; the roster's identifiers

Revision: 0017, after 0016. What can be known of the past is written down: placements from the day on which a person was
added, spans of plans from their histories. Who had left before is placed until the day on which this runs.
"""

import json
from datetime import UTC, date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STATES = (
    "assigned", "drafted", "submitted", "returned", "reviewed", "evaluator_signed", "active", "checkpoint_drafted",
    "checkpoint_submitted", "checkpoint_returned", "conferenced", "checkpoint_evaluator_signed", "closed", "continued",
    "withdrawn", "unfinished",
)  # fmt: skip
PAUSES = {"pause": True, "resume": False}

placement = sa.table(
    "placement", *map(sa.column, ("person_id", "site_id", "staff_kind", "starts_on", "ends_on"))
)
span = sa.table(
    "plan_span",
    *map(sa.column, ("plan_id", "state", "evaluator_id", "site_id", "is_paused")),
    sa.column("since", sa.DateTime(timezone=True)),
    sa.column("until", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _make_tables()
    for table in ("person", "site"):
        op.add_column(table, sa.Column("roster_id", sa.String(255), nullable=True))
        op.create_index(op.f(f"ix_{table}_roster_id"), table, ["roster_id"], unique=True)
    op.add_column("site", sa.Column("grade_band", sa.String(30), nullable=False, server_default=""))
    op.add_column("school_year", sa.Column("counted_kinds", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "school_year", sa.Column("late_hire_days", sa.Integer(), nullable=False, server_default="60")
    )
    _place_people(op.get_bind())
    _tell_spans(op.get_bind())


def downgrade() -> None:
    op.drop_column("school_year", "late_hire_days")
    op.drop_column("school_year", "counted_kinds")
    op.drop_column("site", "grade_band")
    for table in ("site", "person"):
        op.drop_index(op.f(f"ix_{table}_roster_id"), table)
        op.drop_column(table, "roster_id")
    for table in ("plan_span", "year_terms", "leave", "placement"):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "placement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("staff_kind", sa.String(30), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_placement_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_placement_person_id_person")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_placement_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(
        op.f("ix_placement_person_id_starts_on"), "placement", ["person_id", "starts_on"], unique=True
    )
    op.create_index(op.f("ix_placement_site_id"), "placement", ["site_id"])
    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_leave_dates_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_person_id_starts_on"), "leave", ["person_id", "starts_on"])
    op.create_table(
        "year_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.Date(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.CheckConstraint("is_counted OR why <> ''", name=op.f("ck_year_terms_left_out_says_why")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_year_terms_person_id_person")),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_year_terms_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_terms")),
        sa.UniqueConstraint("year_id", "person_id", name=op.f("uq_year_terms_year_id_person_id")),
    )
    op.create_index(op.f("ix_year_terms_person_id"), "year_terms", ["person_id"])
    known = ", ".join(f"'{state}'" for state in STATES)
    op.create_table(
        "plan_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("evaluator_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"state IN ({known})", name=op.f("ck_plan_span_state_known")),
        sa.CheckConstraint("until IS NULL OR until > since", name=op.f("ck_plan_span_times_in_order")),
        sa.ForeignKeyConstraint(
            ["evaluator_id"], ["person.id"], name=op.f("fk_plan_span_evaluator_id_person")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_span_plan_id_plan")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_plan_span_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_span")),
    )
    op.create_index(op.f("ix_plan_span_plan_id_since"), "plan_span", ["plan_id", "since"], unique=True)


def _place_people(connection) -> None:
    """Everybody is placed where they are now, since the local day on which they were added."""
    zone = connection.scalar(sa.text("SELECT time_zone FROM district")) or "UTC"
    today = datetime.now(ZoneInfo(zone)).date()
    people = connection.execute(
        sa.text("SELECT id, main_site_id, staff_kind, active, created_at FROM person ORDER BY id")
    )
    rows = []
    for person in people:
        day = min(_aware(person.created_at).astimezone(ZoneInfo(zone)).date(), today)
        rows.append(
            {
                "person_id": person.id,
                "site_id": person.main_site_id,
                "staff_kind": person.staff_kind,
                "starts_on": _stored(connection, day),
                "ends_on": None if person.active else _stored(connection, today),
            }
        )
    _write(connection, placement, rows)


def _tell_spans(connection) -> None:
    """How each plan stood from when to when, as its history tells it."""
    plans = {
        plan.id: plan for plan in connection.execute(sa.text("SELECT id, evaluator_id, site_id FROM plan"))
    }
    lines = connection.execute(
        sa.text("SELECT plan_id, at, action, facts FROM history ORDER BY plan_id, number")
    )
    rows = []
    for plan_id, told in groupby(lines.all(), key=lambda line: line.plan_id):
        rows += _spans(plans[plan_id], [(_aware(line.at), line.action, _facts(line.facts)) for line in told])
    _write(connection, span, rows)


def _spans(plan, lines: list) -> list[dict]:
    changes = [facts for _, action, facts in lines if action == "hand_over"]
    moves = [facts for _, action, facts in lines if action == "transfer"]
    stands = {
        "plan_id": plan.id,
        "state": "assigned",
        "evaluator_id": changes[0].get("from_evaluator") if changes else plan.evaluator_id,
        "site_id": moves[0].get("from_site") if moves else plan.site_id,
        "is_paused": False,
    }
    spans: list[dict] = []
    for at, action, facts in lines:
        stands["state"] = facts.get("to", stands["state"])
        stands["evaluator_id"] = facts.get("to_evaluator", stands["evaluator_id"])
        stands["site_id"] = facts.get("to_site", stands["site_id"])
        stands["is_paused"] = PAUSES.get(action, stands["is_paused"])
        if spans and {**spans[-1], **stands} == spans[-1]:
            continue
        if spans and spans[-1]["since"] >= at:
            spans[-1].update(stands)
            continue
        if spans:
            spans[-1]["until"] = at
        spans.append({**stands, "since": at, "until": None})
    return spans


def _write(connection, table, rows: list[dict]) -> None:
    for start in range(0, len(rows), 5000):
        connection.execute(sa.insert(table), rows[start : start + 5000])


def _facts(kept) -> dict:
    return json.loads(kept) if isinstance(kept, str) else kept


def _aware(kept) -> datetime:
    at = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _stored(connection, day: date):
    return day.isoformat() if connection.dialect.name == "sqlite" else day
