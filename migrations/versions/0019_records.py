"""How long records are kept, legal holds, lists of what is due, tombstones, acts of the office; and how a plan was viewed

Revision: 0019, after 0020. From here on a frozen text, what was signed, and the bytes of a signed copy can go in one way:
a tombstone that names it stands first, and that only on a list that was confirmed, and of a plan that nothing holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = (
    "record_act",
    "tombstone",
    "disposition_item",
    "disposition",
    "legal_hold",
    "retention_rule",
)
PERSON, PLAN, SITE, YEAR = "person.id", "plan.id", "site.id", "school_year.id"
MOMENT = sa.DateTime(timezone=True)

# Columns that never change, of each table whose text can go.
SIGNED = (
    "sha256", "plan_id", "revision_id", "role", "person_id", "for_id", "signed_at", "statement", "proof", "proved_at",
)  # fmt: skip
ISSUED = ("id", "plan_id", "revision_id", "code", "sha256", "certificate", "issued_at")
FROZEN = ("sha256", "number", "kind", "plan_id")
BY_RULE = "(SELECT 1 FROM tombstone WHERE what = '{what}' AND row_id = OLD.id AND sha256 = OLD.sha256)"
BYTES_BY_RULE = "(SELECT 1 FROM tombstone WHERE what IN ('document', 'paper') AND sha256 = OLD.sha256)"
HELD = (
    "EXISTS (SELECT 1 FROM legal_hold h JOIN plan p ON p.id = {plan} WHERE h.lifted_at IS NULL AND ("
    "h.plan_id = p.id OR h.year_id = p.year_id OR h.person_id = p.teacher_id OR h.site_id = p.site_id "
    "OR h.person_id = p.evaluator_id "
    "OR h.person_id IN (SELECT evaluator_id FROM plan_span WHERE plan_id = p.id) "
    "OR h.site_id IN (SELECT site_id FROM plan_span WHERE plan_id = p.id)))"
)
OF_ENTRY = "(SELECT plan_id FROM journal_entry WHERE id = OLD.entry_id)"
HELD_TABLES = {
    "draft": "OLD.plan_id",
    "journal_entry": "OLD.plan_id",
    "evidence": OF_ENTRY,
    "comment": "OLD.plan_id",
    "support_note": "OLD.plan_id",
    "reason": "OLD.plan_id",
    "hand_over": "OLD.plan_id",
    "plan_view": "OLD.plan_id",
}
# Words that stay as they are while something holds them: table → its columns.
HELD_WORDS = {
    "journal_entry": ("text",),
    "evidence": ("link", "sha256"),
    "comment": ("text",),
    "support_note": ("text",),
    "reason": ("text",),
    "hand_over": ("reason",),
}
HELD_YEAR = "EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_at IS NULL AND h.year_id = OLD.year_id)"
CHANGED = "what was written does not change"
IS_HELD = "this is under a legal hold and does not change"

# name, table, when (BEFORE …), condition that refuses, sentence
Trigger = tuple[str, str, str, str, str]


def new_triggers(differs: str) -> list[Trigger]:
    """What holds from here on. `differs`: how this engine compares values that may be nothing."""

    def changed(columns: tuple[str, ...]) -> str:
        return " OR ".join(f"OLD.{each} {differs} NEW.{each}" for each in columns)

    def to_other(column: str, gone: str) -> str:
        return f"(OLD.{column} {differs} NEW.{column} AND NEW.{column} {differs} '{gone}')"

    def without(what: str, columns: tuple[str, ...]) -> str:
        return f"({changed(columns)}) AND NOT EXISTS {BY_RULE.format(what=what)}"

    texts = ("agreed", "response", "address", "browser")
    emptied = " OR ".join(to_other(each, "{}" if each == "agreed" else "") for each in texts)
    bytes_changed = (
        f"OLD.sha256 {differs} NEW.sha256 OR (OLD.content {differs} NEW.content AND length(NEW.content) <> 0 "
        "AND (length(OLD.content) <> 0 OR length(NEW.content) <> OLD.size))"
    )
    bytes_go = f"OLD.content {differs} NEW.content AND length(NEW.content) = 0 AND NOT EXISTS {BYTES_BY_RULE}"
    confirmed = (
        "EXISTS (SELECT 1 FROM disposition WHERE id = NEW.disposition_id AND confirmed_at IS NOT NULL)"
    )
    settled = ("confirmed_at", "confirmed_by_id", "proof", "drawn_by_id", "drawn_at")
    placed = ("person_id", "plan_id", "site_id", "year_id", "reason", "placed_by_id", "placed_at")
    return [
        ("revision_keeps_its_text", "revision", "UPDATE", f"{changed(FROZEN)} OR {to_other('frozen', '{}')}", CHANGED),
        ("revision_goes_by_rule", "revision", "UPDATE", without("revision", ("frozen",)), CHANGED),
        ("signature_keeps_what_was_signed", "signature", "UPDATE", f"{changed(SIGNED)} OR {emptied}", CHANGED),
        ("signature_goes_by_rule", "signature", "UPDATE", without("signature", texts), CHANGED),
        ("document_no_update", "document", "UPDATE", f"{changed(ISSUED)} OR {to_other('data', '{}')}", CHANGED),
        ("document_goes_by_rule", "document", "UPDATE", without("document", ("data",)), CHANGED),
        ("stored_file_keeps_its_bytes", "stored_file", "UPDATE", bytes_changed, CHANGED),
        ("stored_file_goes_by_rule", "stored_file", "UPDATE", bytes_go, CHANGED),
        ("tombstone_only_by_rule", "tombstone", "INSERT", f"NOT {confirmed}", "the list is not confirmed: this does not change"),
        ("tombstone_not_of_what_is_held", "tombstone", "INSERT", HELD.format(plan="NEW.plan_id"), IS_HELD),
        ("tombstone_no_update", "tombstone", "UPDATE", "", CHANGED),
        ("tombstone_no_delete", "tombstone", "DELETE", "", CHANGED),
        ("disposition_stays_confirmed", "disposition", "UPDATE", f"OLD.confirmed_at IS NOT NULL AND ({changed(settled)})", CHANGED),
        ("disposition_no_delete", "disposition", "DELETE", "OLD.confirmed_at IS NOT NULL", CHANGED),
        ("legal_hold_stays", "legal_hold", "UPDATE", f"OLD.lifted_at IS NOT NULL OR {changed(placed)}", CHANGED),
        ("legal_hold_no_delete", "legal_hold", "DELETE", "", CHANGED),
        ("record_act_no_update", "record_act", "UPDATE", "", CHANGED),
        ("record_act_no_delete", "record_act", "DELETE", "", CHANGED),
        *(
            (f"{table}_is_held", table, "DELETE", HELD.format(plan=plan), IS_HELD)
            for table, plan in HELD_TABLES.items()
        ),
        *(
            (f"{table}_keeps_held_words", table, "UPDATE", f"({changed(words)}) AND {HELD.format(plan=HELD_TABLES[table])}", IS_HELD)
            for table, words in HELD_WORDS.items()
        ),
        ("feedback_answer_is_held", "feedback_answer", "DELETE", HELD_YEAR, IS_HELD),
    ]  # fmt: skip


REPLACED = ("revision_keeps_its_text", "signature_keeps_what_was_signed", "document_no_update", "stored_file_keeps_its_bytes")  # fmt: skip


def old_triggers(differs: str) -> list[Trigger]:
    """What these four held before."""

    def changed(*columns: str) -> str:
        return " OR ".join(f"OLD.{each} {differs} NEW.{each}" for each in columns)

    return [
        ("revision_keeps_its_text", "revision", "UPDATE", changed(*FROZEN, "frozen"), CHANGED),
        (
            "signature_keeps_what_was_signed",
            "signature",
            "UPDATE",
            changed(*SIGNED, "agreed", "response", "address", "browser"),
            CHANGED,
        ),
        ("document_no_update", "document", "UPDATE", "", CHANGED),
        ("stored_file_keeps_its_bytes", "stored_file", "UPDATE", changed("sha256", "content"), CHANGED),
    ]


def upgrade() -> None:
    _make_tables()
    op.add_column("plan_view", sa.Column("how", sa.String(20), nullable=False, server_default="page"))
    for name in REPLACED:
        _drop(name, name.split("_keeps")[0].split("_no_")[0])
    for trigger in new_triggers(_differs()):
        _create(trigger)
    if not _is_sqlite():
        for table in ("tombstone", "record_act", "legal_hold"):
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    gone = op.get_bind().scalar(sa.text("SELECT count(*) FROM tombstone"))
    if gone:
        raise RuntimeError(
            f"{gone} texts went by rule, and only their tombstones say so. Restore a backup instead."
        )
    for name, table, *_ in new_triggers(_differs()):
        _drop(name, table)
    for trigger in old_triggers(_differs()):
        _create(trigger)
    op.drop_column("plan_view", "how")
    for table in TABLES:
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _differs() -> str:
    return "IS NOT" if _is_sqlite() else "IS DISTINCT FROM"


def _create(trigger: Trigger) -> None:
    name, table, when, refuses, sentence = trigger
    if _is_sqlite():
        condition = f"WHEN {refuses} " if refuses else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        return
    if "EXISTS" not in refuses:
        condition = f"WHEN ({refuses}) " if refuses else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION refuse_change()"
        )
        return
    # A condition that looks into other tables is a function of its own here.
    back = "OLD" if when == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refuses} THEN "
        f"RAISE EXCEPTION '{sentence}'; END IF; RETURN {back}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _drop(name: str, table: str) -> None:
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _table(name: str, *columns: sa.Column | sa.schema.Constraint, references: dict[str, str]) -> None:
    keys = [
        sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{name}_{column}_{to.removesuffix('.id')}"))
        for column, to in references.items()
    ]
    op.create_table(name, *columns, *keys)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _make_tables() -> None:
    _table(
        "retention_rule",
        sa.Column("kind", sa.String(20), nullable=False),
        _number("years", nullable=True),
        sa.Column("source", sa.String(500), nullable=False),
        _number("by_id"),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "years IS NULL OR years BETWEEN 1 AND 99", name=op.f("ck_retention_rule_years_within")
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention_rule")),
        references={"by_id": PERSON},
    )
    of_one = ("person_id", "plan_id", "site_id", "year_id")
    _table(
        "legal_hold",
        _number("id"),
        *(_number(each, nullable=True) for each in of_one),
        sa.Column("reason", sa.Text(), nullable=False),
        _number("placed_by_id"),
        sa.Column("placed_at", MOMENT, nullable=False),
        _number("lifted_by_id", nullable=True),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            " + ".join(f"(CASE WHEN {each} IS NULL THEN 0 ELSE 1 END)" for each in of_one) + " = 1",
            name=op.f("ck_legal_hold_holds_one"),
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_legal_hold_lifted_with_who")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
        references={
            "person_id": PERSON,
            "plan_id": PLAN,
            "site_id": SITE,
            "year_id": YEAR,
            "placed_by_id": PERSON,
            "lifted_by_id": PERSON,
        },
    )
    _table(
        "disposition",
        _number("id"),
        _number("drawn_by_id"),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        _number("confirmed_by_id", nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("proof", sa.String(60), nullable=False),
        sa.Column("dropped_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        references={"drawn_by_id": PERSON, "confirmed_by_id": PERSON},
    )
    _table(
        "disposition_item",
        _number("id"),
        _number("disposition_id"),
        sa.Column("kind", sa.String(20), nullable=False),
        _number("year_id"),
        _number("plan_id", nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.CheckConstraint("outcome IN ('', 'gone', 'kept')", name=op.f("ck_disposition_item_outcome_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition_item")),
        references={"disposition_id": "disposition.id", "year_id": YEAR, "plan_id": PLAN},
    )
    op.create_index(
        op.f("ix_disposition_item_disposition_id_outcome"), "disposition_item", ["disposition_id", "outcome"]
    )
    _table(
        "tombstone",
        _number("id"),
        _number("disposition_id"),
        _number("plan_id", nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("what", sa.String(30), nullable=False),
        _number("row_id", nullable=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        _number("number"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
        references={"disposition_id": "disposition.id", "plan_id": PLAN},
    )
    op.create_index(op.f("ix_tombstone_plan_id"), "tombstone", ["plan_id"])
    op.create_index(op.f("ix_tombstone_what_row_id"), "tombstone", ["what", "row_id"])
    op.create_index(op.f("ix_tombstone_sha256"), "tombstone", ["sha256"])
    _table(
        "record_act",
        _number("id"),
        sa.Column("at", MOMENT, nullable=False),
        _number("person_id", nullable=True),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("about", sa.String(300), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_act")),
        references={"person_id": PERSON},
    )
