"""Migrations run up and down, with and without people in them, and leave the tables, triggers and constraints we want."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from world import Scene

from plf.database import WRITES, writing
from plf.extensions import db
from plf.models import WORDS_INDEX

# What is counted in reports: whoever changes it, a mark is left (0022).
COUNTED = {
    "leave_delete_is_counted",
    "leave_insert_is_counted",
    "leave_update_is_counted",
    "placement_delete_is_counted",
    "placement_insert_is_counted",
    "placement_update_is_counted",
    "plan_span_delete_is_counted",
    "plan_span_insert_is_counted",
    "plan_span_update_is_counted",
    "school_year_update_is_counted",
    "site_update_is_counted",
    "volunteer_delete_is_counted",
    "volunteer_insert_is_counted",
    "year_terms_delete_is_counted",
    "year_terms_insert_is_counted",
    "year_terms_update_is_counted",
}
# Of records (0019): what may go, and only by rule.
RECORDS = {
    "revision_goes_by_rule",
    "signature_goes_by_rule",
    "document_goes_by_rule",
    "stored_file_goes_by_rule",
    "tombstone_only_by_rule",
    "tombstone_not_of_what_is_held",
    "tombstone_no_update",
    "tombstone_no_delete",
    "disposition_stays_confirmed",
    "disposition_no_delete",
    "legal_hold_stays",
    "legal_hold_no_delete",
    "record_act_no_update",
    "record_act_no_delete",
    "draft_is_held",
    "journal_entry_is_held",
    "journal_entry_keeps_held_words",
    "evidence_is_held",
    "comment_is_held",
    "support_note_is_held",
    "reason_is_held",
    "plan_view_is_held",
    "hand_over_is_held",
    "feedback_answer_is_held",
    "evidence_keeps_held_words",
    "comment_keeps_held_words",
    "support_note_keeps_held_words",
    "reason_keeps_held_words",
    "hand_over_keeps_held_words",
}
# Written by hand: what holds whatever the code does.
TRIGGERS = {
    "sqlite": {
        *RECORDS,
        "history_no_update",
        "history_no_delete",
        "signature_keeps_what_was_signed",
        "signature_no_delete",
        "revision_keeps_its_text",
        "document_no_update",
        "document_no_delete",
        "stored_file_keeps_its_bytes",
        "action_change_no_update",
        "action_change_no_delete",
        "action_edition_no_update",
        "action_edition_no_delete",
        "guide_version_no_update",
        "guide_version_no_delete",
        "exemplar_event_no_update",
        "exemplar_event_no_delete",
        "exemplar_consent_keeps_what_was_agreed",
        "exemplar_consent_no_delete",
        "exemplar_words_added",
        "exemplar_words_removed",
        "exemplar_words_changed",
        *COUNTED,
    },
    "postgresql": {
        *RECORDS,
        "tombstone_no_truncate",
        "record_act_no_truncate",
        "legal_hold_no_truncate",
        "history_no_update",
        "history_no_delete",
        "history_no_truncate",
        "signature_keeps_what_was_signed",
        "signature_no_delete",
        "revision_keeps_its_text",
        "document_no_update",
        "document_no_delete",
        "document_no_truncate",
        "stored_file_keeps_its_bytes",
        "action_change_no_update",
        "action_change_no_delete",
        "action_change_no_truncate",
        "action_edition_no_update",
        "action_edition_no_delete",
        "guide_version_no_update",
        "guide_version_no_delete",
        "action_edition_no_truncate",
        "guide_version_no_truncate",
        "exemplar_event_no_update",
        "exemplar_event_no_delete",
        "exemplar_consent_keeps_what_was_agreed",
        "exemplar_consent_no_delete",
        *COUNTED,
    },
}
CHECKS = {
    "district": {
        "ck_district_one_district",
        "ck_district_points_owed_within",
        "ck_district_points_years_within",
    },
    "retention_rule": {"ck_retention_rule_years_within"},
    "legal_hold": {"ck_legal_hold_holds_one", "ck_legal_hold_lifted_with_who"},
    "disposition_item": {"ck_disposition_item_outcome_known"},
    "stored_file": {"ck_stored_file_sha256_whole", "ck_stored_file_not_empty"},
    "journal_entry": {"ck_journal_entry_hours_within"},
    "evidence": {"ck_evidence_link_or_file", "ck_evidence_files_have_labels"},
    "person": {"ck_person_email_lower"},
    "pairing": {"ck_pairing_teacher_is_not_evaluator", "ck_pairing_dates_in_order"},
    "deputy": {"ck_deputy_deputy_is_another", "ck_deputy_dates_in_order"},
    "site_leadership": {"ck_site_leadership_dates_in_order"},
    "placement": {"ck_placement_dates_in_order"},
    "leave": {"ck_leave_dates_in_order"},
    "count_turn": {"ck_count_turn_one_turn"},
    "year_terms": {"ck_year_terms_left_out_says_why"},
    "plan_span": {"ck_plan_span_state_known", "ck_plan_span_times_in_order"},
    "school_year": {
        "ck_school_year_dates_in_order",
        "ck_school_year_agreed_by_within",
        "ck_school_year_forms_due_within",
        "ck_school_year_conferences_after_forms",
        "ck_school_year_status_known",
    },
    "adoption_target": {"ck_adoption_target_percent_within"},
    "indicator": {"ck_indicator_position_known"},
    "plan": {
        "ck_plan_state_known",
        "ck_plan_teacher_is_not_evaluator",
        "ck_plan_withdrawn_remembers_its_state",
        "ck_plan_unfinished_says_why",
    },
    "draft": {"ck_draft_kind_known"},
    "revision": {"ck_revision_sha256_whole", "ck_revision_kind_known"},
    "conference": {"ck_conference_decision_known", "ck_conference_progress_known"},
    "signature": {"ck_signature_role_known", "ck_signature_superseded_with_why"},
    "meeting": {"ck_meeting_kind_known", "ck_meeting_times_in_order"},
    "slot": {"ck_slot_times_in_order"},
    "invitation": {"ck_invitation_kind_known"},
    "job": {"ck_job_state_known"},
    "notice": {
        "ck_notice_by_mail_known",
        "ck_notice_only_a_to_do_is_settled",
        "ck_notice_about_one",
        "ck_notice_rows_have_their_action_plan",
    },
    "no_school": {"ck_no_school_dates_in_order"},
    "support_note": {
        "ck_support_note_kind_known",
        "ck_support_note_settled_known",
        "ck_support_note_settled_with_when",
        "ck_support_note_only_asks_are_settled",
        "ck_support_note_answers_are_to_asks",
        "ck_support_note_check_ins_have_a_day",
        "ck_support_note_how_known",
        "ck_support_note_only_check_ins_say_how",
    },
    "feedback_answer": {
        "ck_feedback_answer_role_known",
        "ck_feedback_answer_grew_within",
        "ck_feedback_answer_worth_within",
        "ck_feedback_answer_supported_within",
    },
    "feedback_given": {"ck_feedback_given_role_known"},
    "hand_over": {"ck_hand_over_done_or_cancelled"},
    "document": {"ck_document_code_whole"},
    "paper": {"ck_paper_kind_known", "ck_paper_found_by_known"},
    "scan": {"ck_scan_kind_known"},
    "action_row": {
        "ck_action_row_status_known",
        "ck_action_row_one_owner",
        "ck_action_row_deleted_with_when",
        "ck_action_row_position_known",
    },
    "action_team_member": {"ck_action_team_member_person_or_name"},
    "action_link": {"ck_action_link_kind_known", "ck_action_link_to_another"},
    "status_note": {"ck_status_note_status_known"},
    "action_edition": {"ck_action_edition_sha256_whole"},
    "row_comment": {"ck_row_comment_settled_with_who"},
    "room_note": {"ck_room_note_kind_known", "ck_room_note_only_questions_are_settled"},
    "table_import": {"ck_table_import_into_one_or_new"},
    "guide_version": {"ck_guide_version_number_known"},
    "presentation": {"ck_presentation_removed_with_who"},
    "contribution": {
        "ck_contribution_kind_known",
        "ck_contribution_exemplars_are_named",
        "ck_contribution_closed_with_who",
    },
    "contribution_comment": {"ck_contribution_comment_settled_with_who"},
    "exemplar": {
        "ck_exemplar_state_known",
        "ck_exemplar_sha256_whole",
        "ck_exemplar_withdrawn_with_when",
        "ck_exemplar_published_with_when",
    },
    "exemplar_consent": {"ck_exemplar_consent_sha256_whole"},
    "library_edition": {"ck_library_edition_one_library"},
    "assignment_batch": {
        "ck_assignment_batch_taken_back_after_it_began",
        "ck_assignment_batch_taken_back_by_somebody",
    },
    "assignment_line": {
        "ck_assignment_line_outcome_known",
        "ck_assignment_line_plan_of_who_was_assigned",
    },
    "roster_import": {"ck_roster_import_state_known", "ck_roster_import_mode_known"},
    "roster_line": {"ck_roster_line_kind_known"},
    "roster_terms": {"ck_roster_terms_one_way"},
}
ONE_AT_MOST = {
    "uq_plan_one_per_teacher_and_year",
    "ix_placement_person_id_starts_on",
    "ix_plan_span_plan_id_since",
    "uq_signature_one_per_role_and_revision",
    "uq_meeting_one_booked",
    "uq_comment_request_one_open",
    "uq_hand_over_one_planned",
    "uq_exemplar_consent_one_standing",
}


def triggers() -> set[str]:
    if db.engine.dialect.name == "sqlite":
        found = db.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        found = db.session.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return set(found.scalars())


def test_the_database_has_the_triggers_that_were_listed_by_hand(app):
    with app.app_context():
        assert triggers() == TRIGGERS[db.engine.dialect.name]


def test_the_database_has_the_checks_that_were_listed_by_hand(app):
    with app.app_context():
        tables = inspect(db.engine)
        found = {
            table: {check["name"] for check in tables.get_check_constraints(table)}
            for table in tables.get_table_names()
        }
        assert {table: names for table, names in found.items() if names} == CHECKS


def test_the_database_lets_no_second_one_in_where_there_may_be_one(app):
    with app.app_context():
        tables = inspect(db.engine)
        found = {
            index["name"]
            for table in tables.get_table_names()
            for index in tables.get_indexes(table)
            if index["unique"]
        }
        assert found >= ONE_AT_MOST


def test_the_migrations_make_what_the_models_say(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with app.app_context(), db.engine.connect() as connection:
        ours = {
            "compare_type": True,
            "include_name": lambda name, *_: not (name or "").startswith(WORDS_INDEX),
        }
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, db.metadata) == []


def test_down_and_up_again_with_people_and_plans_in_it(app):
    Scene(app).plan_at("active")
    with app.app_context():
        db.session.remove()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        assert triggers() == set()
        db.session.remove()
        upgrade()
        assert triggers() == TRIGGERS[db.engine.dialect.name]
        db.session.remove()


def test_what_the_migration_tells_of_the_past_is_what_the_history_kept(app):
    """0017: how plans stood from when to when, told from their lines of history."""
    scene = Scene(app)
    plan = scene.plan_at("active")
    scene.ben.fill(f"{plan}/pause", reason="Ana is away.")
    scene.olivia.fill("/people/1/transfer", site_id="2", evaluator="keep")
    scene.ben.fill(f"{plan}/resumption")
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason="Ben Carter moves.")
    told = text("SELECT state, evaluator_id, site_id, is_paused, since, until FROM plan_span ORDER BY since")
    with app.app_context():
        kept = db.session.execute(told).all()
        assert [span.is_paused for span in kept].count(True) == 2
        db.session.remove()
        downgrade(revision="0016")
        upgrade()
        assert db.session.execute(told).all() == kept
        db.session.remove()


def test_a_way_back_that_is_refused_for_a_signed_checkpoint_takes_nothing_away(app):
    Scene(app).plan_at("closed")
    with app.app_context():
        before = set(inspect(db.engine).get_table_names())
        db.session.remove()
        with pytest.raises(SystemExit):
            downgrade(revision="0001")
        db.session.remove()
        assert set(inspect(db.engine).get_table_names()) == before
        assert db.session.scalar(text("SELECT count(*) FROM notice")) > 0
        assert triggers() == TRIGGERS[db.engine.dialect.name]
        db.session.remove()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE history SET action = 'nothing'",
        "DELETE FROM history",
        "UPDATE signature SET agreed = '{}'",
        "UPDATE signature SET statement = 'something else'",
        "UPDATE signature SET response = 'I agree with everything'",
        "UPDATE signature SET proof = 'none'",
        "UPDATE signature SET for_id = 3",
        "UPDATE signature SET signed_at = '2020-01-01 00:00:00+00:00'",
        "DELETE FROM signature",
        "UPDATE revision SET frozen = '{}'",
        "UPDATE revision SET kind = 'checkpoint'",
    ],
)
def test_what_was_written_and_signed_cannot_be_changed_in_the_database(app, change):
    Scene(app).plan_at("active")
    with (
        app.app_context(),
        pytest.raises(DBAPIError, match=r"append-only|does not change"),
        writing() as session,
    ):
        session.execute(text(change))


def test_replacing_a_line_of_history_is_refused_too(app):
    Scene(app).plan_at("assigned")
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            with pytest.raises(DBAPIError, match="does not change"), writing() as session:
                session.execute(text("TRUNCATE history CASCADE"))
        else:
            with pytest.raises(DBAPIError, match="append-only"), writing() as session:
                session.execute(text("INSERT OR REPLACE INTO history SELECT * FROM history WHERE number = 1"))


def test_nobody_is_their_own_evaluator_whatever_the_code_does(app):
    Scene(app).plan_at("assigned")
    with app.app_context(), pytest.raises(IntegrityError), writing() as session:
        session.execute(text("UPDATE plan SET evaluator_id = teacher_id"))


def test_reading_cannot_write(app):
    with app.app_context():
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.execute(text("UPDATE person SET position = 'x'"))
        db.session.remove()
        with db.engine.connect().execution_options(**WRITES) as connection:
            connection.execute(text("UPDATE person SET position = 'x'"))
