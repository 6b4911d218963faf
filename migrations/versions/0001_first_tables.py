"""First tables

Revision: 0001, the first one. The triggers keep history, frozen texts and signatures as they were written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER signature_keeps_what_was_signed BEFORE UPDATE ON signature WHEN OLD.agreed IS NOT NEW.agreed OR OLD.sha256 IS NOT NEW.sha256 OR OLD.plan_id IS NOT NEW.plan_id OR OLD.revision_id IS NOT NEW.revision_id OR OLD.role IS NOT NEW.role OR OLD.person_id IS NOT NEW.person_id OR OLD.for_id IS NOT NEW.for_id OR OLD.signed_at IS NOT NEW.signed_at OR OLD.statement IS NOT NEW.statement OR OLD.response IS NOT NEW.response OR OLD.proof IS NOT NEW.proof OR OLD.proved_at IS NOT NEW.proved_at OR OLD.address IS NOT NEW.address OR OLD.browser IS NOT NEW.browser BEGIN SELECT RAISE(ABORT, 'what was signed does not change'); END",
        "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature BEGIN SELECT RAISE(ABORT, 'what was signed does not change'); END",
        "CREATE TRIGGER revision_keeps_its_text BEFORE UPDATE ON revision WHEN OLD.frozen <> NEW.frozen OR OLD.sha256 <> NEW.sha256 OR OLD.number <> NEW.number BEGIN SELECT RAISE(ABORT, 'a frozen text does not change'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% does not change', TG_TABLE_NAME; END $$",
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER signature_keeps_what_was_signed BEFORE UPDATE ON signature FOR EACH ROW WHEN (OLD.agreed IS DISTINCT FROM NEW.agreed OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.plan_id IS DISTINCT FROM NEW.plan_id OR OLD.revision_id IS DISTINCT FROM NEW.revision_id OR OLD.role IS DISTINCT FROM NEW.role OR OLD.person_id IS DISTINCT FROM NEW.person_id OR OLD.for_id IS DISTINCT FROM NEW.for_id OR OLD.signed_at IS DISTINCT FROM NEW.signed_at OR OLD.statement IS DISTINCT FROM NEW.statement OR OLD.response IS DISTINCT FROM NEW.response OR OLD.proof IS DISTINCT FROM NEW.proof OR OLD.proved_at IS DISTINCT FROM NEW.proved_at OR OLD.address IS DISTINCT FROM NEW.address OR OLD.browser IS DISTINCT FROM NEW.browser) EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER revision_keeps_its_text BEFORE UPDATE ON revision FOR EACH ROW WHEN (OLD.frozen IS DISTINCT FROM NEW.frozen OR OLD.sha256 IS DISTINCT FROM NEW.sha256 OR OLD.number IS DISTINCT FROM NEW.number) EXECUTE FUNCTION refuse_change()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "district",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_district_one_district")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )
    op.create_table(
        "failed_try",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failed_try")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("steps_total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "rubric",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("staff_kind", sa.String(length=30), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint("name", name=op.f("uq_rubric_name")),
    )
    op.create_table(
        "school_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("plans_agreed_by", sa.Date(), nullable=False),
        sa.Column("forms_due_on", sa.Date(), nullable=False),
        sa.Column("conferences_by", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("also_required", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'open', 'closed')", name=op.f("ck_school_year_status_known")
        ),
        sa.CheckConstraint(
            "conferences_by BETWEEN forms_due_on AND ends_on",
            name=op.f("ck_school_year_conferences_after_forms"),
        ),
        sa.CheckConstraint(
            "forms_due_on BETWEEN starts_on AND ends_on", name=op.f("ck_school_year_forms_due_within")
        ),
        sa.CheckConstraint(
            "plans_agreed_by BETWEEN starts_on AND ends_on", name=op.f("ck_school_year_agreed_by_within")
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_school_year_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_year")),
        sa.UniqueConstraint("label", name=op.f("uq_school_year_label")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("name", name=op.f("uq_site_name")),
    )
    op.create_table(
        "adoption_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name=op.f("ck_adoption_target_percent_within")),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_adoption_target_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_target")),
        sa.UniqueConstraint("year_id", "by_day", name=op.f("uq_adoption_target_year_id_by_day")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_indicator_position_known")),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_indicator_rubric_id_rubric")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("rubric_id", "number", name=op.f("uq_indicator_rubric_id_number")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_rubric_id"), ["rubric_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=False),
        sa.Column("staff_kind", sa.String(length=30), nullable=False),
        sa.Column("is_office", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("main_site_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.ForeignKeyConstraint(["main_site_id"], ["site.id"], name=op.f("fk_person_main_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_family_name_given_name"), ["family_name", "given_name"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_person_main_site_id"), ["main_site_id"], unique=False)

    op.create_table(
        "answered",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answered_person_id_person")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answered")),
    )
    with op.batch_alter_table("answered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answered_at"), ["at"], unique=False)

    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluator_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_deputy_dates_in_order")),
        sa.CheckConstraint("evaluator_id <> deputy_id", name=op.f("ck_deputy_deputy_is_another")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id_person")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_deputy_evaluator_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputy_evaluator_id"), ["evaluator_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('invitation', 'reset')", name=op.f("ck_invitation_kind_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "kept_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_text_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_text")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_kept_text_key_hash")),
    )
    with op.batch_alter_table("kept_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_text_kept_at"), ["kept_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_text_person_id"), ["person_id"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("evaluator_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_pairing_dates_in_order")),
        sa.CheckConstraint("teacher_id <> evaluator_id", name=op.f("ck_pairing_teacher_is_not_evaluator")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_pairing_evaluator_id_person")),
        sa.ForeignKeyConstraint(["teacher_id"], ["person.id"], name=op.f("fk_pairing_teacher_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_evaluator_id"), ["evaluator_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_pairing_teacher_id_starts_on"), ["teacher_id", "starts_on"], unique=True
        )

    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("evaluator_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_before", sa.String(length=30), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("checkpoint_on", sa.Date(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("in_force_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (state_before IS NOT NULL)",
            name=op.f("ck_plan_withdrawn_remembers_its_state"),
        ),
        sa.CheckConstraint(
            "state IN ('assigned', 'drafted', 'submitted', 'returned', 'reviewed', 'evaluator_signed', 'active', 'checkpoint_drafted', 'checkpoint_submitted', 'checkpoint_returned', 'conferenced', 'checkpoint_evaluator_signed', 'closed', 'continued', 'withdrawn', 'unfinished')",
            name=op.f("ck_plan_state_known"),
        ),
        sa.CheckConstraint("teacher_id <> evaluator_id", name=op.f("ck_plan_teacher_is_not_evaluator")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_plan_evaluator_id_person")),
        sa.ForeignKeyConstraint(
            ["in_force_id"], ["revision.id"], name="fk_plan_in_force_id_revision", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name="fk_plan_revision_id_revision", use_alter=True
        ),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_plan_rubric_id_rubric")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_plan_site_id_site")),
        sa.ForeignKeyConstraint(["teacher_id"], ["person.id"], name=op.f("fk_plan_teacher_id_person")),
        sa.ForeignKeyConstraint(["year_id"], ["school_year.id"], name=op.f("fk_plan_year_id_school_year")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_evaluator_id_year_id"), ["evaluator_id", "year_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plan_site_id_year_id_state"), ["site_id", "year_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_plan_year_id_state"), ["year_id", "state"], unique=False)
        batch_op.create_index(
            "uq_plan_one_per_teacher_and_year",
            ["teacher_id", "year_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cookie_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("cookie_hash", name=op.f("uq_sign_in_cookie_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "site_leadership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_site_leadership_dates_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_site_leadership_person_id_person")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_leadership_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_leadership")),
    )
    with op.batch_alter_table("site_leadership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_leadership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "volunteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_volunteer_person_id_person")),
        sa.ForeignKeyConstraint(
            ["year_id"], ["school_year.id"], name=op.f("fk_volunteer_year_id_school_year")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("person_id", "year_id", name=op.f("uq_volunteer_person_id_year_id")),
    )
    op.create_table(
        "comment_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_comment_request_person_id_person")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_comment_request_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_request")),
    )
    with op.batch_alter_table("comment_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_comment_request_one_open",
            ["plan_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "draft",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_draft_plan_id_plan")),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("before_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_history_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_history_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_history_plan_id_number")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("booked_by_id", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('review', 'conference')", name=op.f("ck_meeting_kind_known")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_times_in_order")),
        sa.ForeignKeyConstraint(["booked_by_id"], ["person.id"], name=op.f("fk_meeting_booked_by_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_meeting_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(
            "uq_meeting_one_booked",
            ["plan_id", "kind"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "plan_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_view_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_view_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_view")),
    )
    with op.batch_alter_table("plan_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_view_plan_id_at"), ["plan_id", "at"], unique=False)

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_revision_sha256_whole")),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["person.id"], name=op.f("fk_revision_frozen_by_id_person")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_revision_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_revision_plan_id_number")),
    )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_sha256"), ["sha256"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("section", sa.String(length=30), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_comment_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_comment_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_plan_id_at"), ["plan_id", "at"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("for_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("proof", sa.String(length=60), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("browser", sa.String(length=300), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_why", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_why = '')", name=op.f("ck_signature_superseded_with_why")
        ),
        sa.CheckConstraint("role IN ('evaluator', 'teacher')", name=op.f("ck_signature_role_known")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_signature_for_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_person_id_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_signature_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_signature_revision_id_revision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            "uq_signature_one_per_role_and_revision",
            ["revision_id", "role"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluator_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_slot_times_in_order")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["person.id"], name=op.f("fk_slot_evaluator_id_person")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_slot_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slot")),
        sa.UniqueConstraint("evaluator_id", "starts_at", name=op.f("uq_slot_evaluator_id_starts_at")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_slot_meeting_id")),
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite has them in the table already
        for column in ("revision_id", "in_force_id"):
            op.create_foreign_key(f"fk_plan_{column}_revision", "plan", "revision", [column], ["id"])
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    _drop_triggers()
    if op.get_bind().dialect.name == "postgresql":
        for column in ("revision_id", "in_force_id"):
            op.drop_constraint(f"fk_plan_{column}_revision", "plan")
    op.drop_table("slot")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signature_one_per_role_and_revision",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_signature_plan_id"))

    op.drop_table("signature")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_plan_id_at"))

    op.drop_table("comment")
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_sha256"))

    op.drop_table("revision")
    with op.batch_alter_table("plan_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_view_plan_id_at"))

    op.drop_table("plan_view")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meeting_one_booked",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.drop_table("meeting")
    op.drop_table("history")
    op.drop_table("draft")
    with op.batch_alter_table("comment_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_comment_request_one_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_comment_request_person_id"))

    op.drop_table("comment_request")
    op.drop_table("volunteer")
    with op.batch_alter_table("site_leadership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_leadership_person_id"))

    op.drop_table("site_leadership")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_one_per_teacher_and_year",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
        batch_op.drop_index(batch_op.f("ix_plan_year_id_state"))
        batch_op.drop_index(batch_op.f("ix_plan_site_id_year_id_state"))
        batch_op.drop_index(batch_op.f("ix_plan_evaluator_id_year_id"))

    op.drop_table("plan")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_teacher_id_starts_on"))
        batch_op.drop_index(batch_op.f("ix_pairing_evaluator_id"))

    op.drop_table("pairing")
    with op.batch_alter_table("kept_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_text_person_id"))
        batch_op.drop_index(batch_op.f("ix_kept_text_kept_at"))

    op.drop_table("kept_text")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_evaluator_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_deputy_id"))

    op.drop_table("deputy")
    with op.batch_alter_table("answered", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answered_at"))

    op.drop_table("answered")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_main_site_id"))
        batch_op.drop_index(batch_op.f("ix_person_family_name_given_name"))

    op.drop_table("person")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_rubric_id"))

    op.drop_table("indicator")
    op.drop_table("adoption_target")
    op.drop_table("site")
    op.drop_table("school_year")
    op.drop_table("rubric")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_due_at"))

    op.drop_table("job")
    op.drop_table("failed_try")
    op.drop_table("district")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _drop_triggers() -> None:
    dialect = op.get_bind().dialect.name
    for statement in TRIGGERS[dialect]:
        words = statement.split()
        if words[1] == "TRIGGER":
            table = words[words.index("ON") + 1]
            op.execute(f"DROP TRIGGER {words[2]}" + (f" ON {table}" if dialect == "postgresql" else ""))
