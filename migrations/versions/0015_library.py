"""The words by which exemplars are found, people's folders of them, and where plans began

Revision: 0015, after 0014. Nothing is lost on the way back but folders, what plans say of where they began, and words,
which `plf.library.actions.index_all` writes again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEX = "exemplar_words_index"
# SQLite's FTS5 beside the table: our words are letters, digits and _ alone, and are taken as they stand.
FTS5 = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
    "words, content='exemplar_words', content_rowid='exemplar_id', tokenize=\"ascii tokenchars '_'\", detail=none)",
    "CREATE TRIGGER exemplar_words_added AFTER INSERT ON exemplar_words BEGIN "
    f"INSERT INTO {INDEX} (rowid, words) VALUES (NEW.exemplar_id, NEW.words); END",
    "CREATE TRIGGER exemplar_words_removed AFTER DELETE ON exemplar_words BEGIN "
    f"INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', OLD.exemplar_id, OLD.words); END",
    "CREATE TRIGGER exemplar_words_changed AFTER UPDATE ON exemplar_words BEGIN "
    f"INSERT INTO {INDEX} ({INDEX}, rowid, words) VALUES ('delete', OLD.exemplar_id, OLD.words); "
    f"INSERT INTO {INDEX} (rowid, words) VALUES (NEW.exemplar_id, NEW.words); END",
)
GIN = (f"CREATE INDEX {INDEX} ON exemplar_words USING gin (words)",)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.create_table(
        "library_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=24), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_library_edition_one_library")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_edition")),
    )
    op.execute("INSERT INTO library_edition (id, mark) VALUES (1, '')")
    op.create_table(
        "exemplar_words",
        sa.Column("exemplar_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_exemplar_words_exemplar_id_exemplar")
        ),
        sa.PrimaryKeyConstraint("exemplar_id", name=op.f("pk_exemplar_words")),
    )
    op.create_table(
        "folder_page",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_folder_page_person_id_person")),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_folder_page_exemplar_id_exemplar")
        ),
        sa.PrimaryKeyConstraint("person_id", "exemplar_id", name=op.f("pk_folder_page")),
    )
    op.create_index(op.f("ix_folder_page_exemplar_id"), "folder_page", ["exemplar_id"])
    op.create_table(
        "plan_origin",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("exemplar_id", sa.Integer(), nullable=False),
        sa.Column("sections", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_origin_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["exemplar.id"], name=op.f("fk_plan_origin_exemplar_id_exemplar")
        ),
        sa.PrimaryKeyConstraint("plan_id", "exemplar_id", name=op.f("pk_plan_origin")),
    )
    op.create_index(op.f("ix_plan_origin_exemplar_id"), "plan_origin", ["exemplar_id"])
    for statement in FTS5 if is_sqlite() else GIN:
        op.execute(statement)


def downgrade() -> None:
    if is_sqlite():
        op.execute(f"DROP TABLE {INDEX}")
    for table in ("plan_origin", "folder_page", "exemplar_words", "library_edition"):
        op.drop_table(table)
