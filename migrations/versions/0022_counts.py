"""What reports count, kept by site and day; triggers mark what has to be counted again

Revision: 0022. Nothing is lost on the way back: all of it can be counted again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0017"
branch_labels = None
depends_on = None

LATE = "'9999-12-31'"
# From which day on a row with a first and a last day now says something else; {same}: beside these days it is the same.
FIRST_DAY = (
    "CASE WHEN OLD.starts_on = NEW.starts_on {same} THEN "
    "{least}(COALESCE(OLD.ends_on, {late}), COALESCE(NEW.ends_on, {late})) "
    "ELSE {least}(OLD.starts_on, NEW.starts_on) END"
)
SAME_PLACE = "AND COALESCE(OLD.site_id, 0) = COALESCE(NEW.site_id, 0) AND OLD.staff_kind = NEW.staff_kind"
SPAN = "SELECT teacher_id, {row}.since FROM plan WHERE id = {row}.plan_id"

# (table, when, columns that were changed): what is marked, as a list of columns and values or a query.
MARKS = {
    ("placement", "INSERT", ""): ("site_id, from_day", "VALUES (NEW.site_id, NEW.starts_on)"),
    ("placement", "DELETE", ""): ("site_id, from_day", "VALUES (OLD.site_id, OLD.starts_on)"),
    ("placement", "UPDATE", ""): (
        "site_id, from_day",
        f"VALUES (OLD.site_id, {FIRST_DAY}), (NEW.site_id, {FIRST_DAY})".replace("{same}", SAME_PLACE),
    ),
    ("leave", "INSERT", ""): ("person_id, from_day", "VALUES (NEW.person_id, NEW.starts_on)"),
    ("leave", "DELETE", ""): ("person_id, from_day", "VALUES (OLD.person_id, OLD.starts_on)"),
    ("leave", "UPDATE", ""): (
        "person_id, from_day",
        f"VALUES (NEW.person_id, {FIRST_DAY})".replace("{same}", ""),
    ),
    ("year_terms", "INSERT", ""): ("person_id", "VALUES (NEW.person_id)"),
    ("year_terms", "DELETE", ""): ("person_id", "VALUES (OLD.person_id)"),
    ("year_terms", "UPDATE", ""): ("person_id", "VALUES (NEW.person_id)"),
    ("volunteer", "INSERT", ""): ("person_id, from_at", "VALUES (NEW.person_id, NEW.at)"),
    ("volunteer", "DELETE", ""): ("person_id, from_at", "VALUES (OLD.person_id, OLD.at)"),
    ("plan_span", "INSERT", ""): ("person_id, from_at", SPAN.replace("{row}", "NEW")),
    ("plan_span", "DELETE", ""): ("person_id, from_at", SPAN.replace("{row}", "OLD")),
    # That the span before it has ended is told by the one that begins then.
    ("plan_span", "UPDATE", "state, is_paused, since"): ("person_id, from_at", SPAN.replace("{row}", "OLD")),
    ("school_year", "UPDATE", "counted_kinds"): ("year_id", "VALUES (NEW.id)"),
    ("site", "UPDATE", "is_active"): ("site_id", "VALUES (NEW.id)"),
}
NUMBERS = ("counted", "begun", "invited", "paused", "volunteered", "agreed", "due", "forms_in", "held")


def upgrade() -> None:
    op.create_table(
        "kept_day",
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_kept_day_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("year_id", "day", name=op.f("pk_kept_day")),
    )
    op.create_table(
        "site_count",
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_site_count_year_id_school_year")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_count_site_id_site")),
        sa.PrimaryKeyConstraint("year_id", "day", "site_id", name=op.f("pk_site_count")),
    )
    op.create_table(
        "count_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("year_id", sa.Integer(), nullable=True),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_mark")),
    )
    op.create_table(
        "count_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_count_turn_one_turn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_count_turn")),
    )
    op.execute("INSERT INTO count_turn (id, number) VALUES (1, 0)")
    op.create_index(op.f("ix_plan_teacher_id_year_id"), "plan", ["teacher_id", "year_id"])
    op.create_index(op.f("ix_plan_year_id_state_since"), "plan", ["year_id", "state_since"])
    op.create_index(op.f("ix_plan_span_evaluator_id"), "plan_span", ["evaluator_id"])
    for statement in _triggers():
        op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, when, _ in MARKS:
        op.execute(f"DROP TRIGGER {_name(table, when)}" + ("" if is_sqlite else f" ON {table}"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {_name(table, when)}()")
    op.drop_index(op.f("ix_plan_span_evaluator_id"), "plan_span")
    op.drop_index(op.f("ix_plan_year_id_state_since"), "plan")
    op.drop_index(op.f("ix_plan_teacher_id_year_id"), "plan")
    for table in ("count_turn", "count_mark", "site_count", "kept_day"):
        op.drop_table(table)


def _triggers():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    words = (
        {"{least}": "min", "{late}": LATE} if is_sqlite else {"{least}": "LEAST", "{late}": f"DATE {LATE}"}
    )
    for (table, when, columns), (names, values) in MARKS.items():
        for word, instead in words.items():
            values = values.replace(word, instead)
        name, of = _name(table, when), f" OF {columns}" if columns else ""
        marks = f"INSERT INTO count_mark ({names}) {values}"
        if is_sqlite:
            yield f"CREATE TRIGGER {name} AFTER {when}{of} ON {table} BEGIN {marks}; END"
        else:
            yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {marks}; RETURN NULL; END $$"
            yield f"CREATE TRIGGER {name} AFTER {when}{of} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _name(table: str, when: str) -> str:
    return f"{table}_{when.lower()}_is_counted"
