"""What the database holds to, whatever the code does: reading is read-only, times are UTC, one write at a time."""

import re
from datetime import datetime

import pytest
from backstage import state
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from plf.auth import queries as sign_ins
from plf.database import brief_write, writing
from plf.extensions import db
from plf.home import queries as home
from plf.models import District, Draft, Plan
from plf.plans import queries as plans
from plf.support import queries as support
from plf.teachers import queries as teachers


def test_a_change_outside_writing_fails_at_once(scene):
    scene.plan_at("drafted")
    with scene.app.app_context():
        db.session.get(Plan, 1).state = "active"
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.commit()
        db.session.rollback()
    assert state(scene) == "drafted"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_only_opens_an_address_changes_nothing(scene, method):
    scene.plan_at("drafted")
    with scene.app.test_request_context("/", method=method):
        with pytest.raises(RuntimeError, match="A GET only reads"), writing():
            db.session.get(Plan, 1).state = "active"
        with writing(even_on_get=True):
            db.session.get(Plan, 1).state = "submitted"
    assert state(scene) == "submitted"
    with scene.app.test_request_context("/", method="POST"), writing():
        db.session.get(Plan, 1).state = "drafted"
    assert state(scene) == "drafted"


def test_after_writing_reading_is_read_only_again(scene):
    scene.plan_at("drafted")
    with scene.app.app_context():
        with writing():
            db.session.get(Plan, 1).touched_at = None
        db.session.get(Plan, 1).state = "active"
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.flush()
        db.session.rollback()
        with brief_write() as session:
            session.execute(text("UPDATE plan SET touched_at = NULL"))
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            db.session.execute(text("UPDATE plan SET state = 'active'"))
        db.session.rollback()
    assert state(scene) == "drafted"


@pytest.mark.once
@pytest.mark.parametrize(
    "asked",
    [
        home._THERE_IS,
        plans._FOUND_BY_ID,
        plans._FOUND_OF_TEACHER,
        plans._LATEST_REVISION,
        sign_ins._SIGNED_IN,
        support._THIS_WEEK,
        teachers._EVALUATED,
        teachers._plans(False, "", False, False)[0],
    ],
    ids=("home", "plan", "own plan", "text", "sign-in", "week", "evaluated", "list"),
)
def test_what_every_page_asks_depends_on_no_value_that_sqlite_would_plan_anew_for(asked):
    words = str(asked.compile(dialect=sqlite.dialect()))
    # A limit, and what the condition of a partial index is compared with (state <> 'withdrawn').
    assert "LIMIT ?" not in words
    assert not re.search(r"state != \?", words)


def test_those_who_write_do_so_on_connections_of_their_own(scene):
    with scene.app.app_context():
        reads = db.session.connection().connection.dbapi_connection
        with writing() as session:
            writes = session.connection().connection.dbapi_connection
        assert (reads is writes) is (db.engine.dialect.name == "postgresql")


@pytest.mark.postgres
def test_what_a_server_has_planned_outlives_the_transaction_that_asked(scene):
    if scene.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite keeps its plans with the connection")
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM district%'")
    with scene.app.app_context():
        for _ in range(7):  # the driver prepares what is asked for the sixth time
            db.session.scalar(select(District.name))
            db.session.rollback()
        assert db.session.scalar(prepared) == 1
        with pytest.raises(DBAPIError):
            db.session.execute(text("SELECT 1 / 0"))
        db.session.remove()
        with writing():
            db.session.get(District, 1).name = "Elsewhere"
            db.session.flush()
            db.session.rollback()  # what was written is still taken back
        assert db.session.scalar(select(District.name)) != "Elsewhere"


def test_an_exception_inside_writing_leaves_nothing_half_done(scene):
    scene.plan_at("drafted")
    with scene.app.app_context():
        with pytest.raises(ZeroDivisionError), writing() as session:
            _fails_halfway(session)
        assert db.session.get(Plan, 1).state == "drafted"
    assert state(scene) == "drafted"


def _fails_halfway(session) -> None:
    db.session.get(Plan, 1).state = "submitted"
    session.flush()
    raise ZeroDivisionError


def test_writing_sees_what_was_saved_since_it_was_read(scene):
    scene.plan_at("drafted")
    with scene.app.app_context():
        draft = db.session.get(Draft, (1, "plan"))
        before = draft.version
        scene.ana.fill("/plans/1/text", why="Saved meanwhile")
        with writing():
            assert draft.version == before + 1
            assert draft.text["why"] == "Saved meanwhile"


def test_a_time_without_its_zone_is_refused_and_times_come_back_in_utc(scene):
    scene.plan_at("drafted")
    with scene.app.app_context():
        with pytest.raises(StatementError, match="A time needs its zone"), writing():
            db.session.get(Plan, 1).touched_at = datetime(2026, 10, 5, 12)  # noqa: DTZ001
        assert db.session.scalar(select(Plan.state_since)).utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plan SET state = 'half signed'",
        "UPDATE plan SET evaluator_id = teacher_id",
        "UPDATE plan SET state_before = 'drafted'",
        "UPDATE signature SET superseded_at = signed_at",
        "UPDATE signature SET role = 'office'",
        "DELETE FROM person WHERE id = 2",
        "DELETE FROM plan",
        "INSERT INTO draft (plan_id, text, version, page, sequence) SELECT 999, text, 1, '', 0 FROM draft",
    ],
)
def test_what_can_never_be_is_refused_by_the_database_itself(scene, statement):
    scene.plan_at("evaluator_signed")
    with scene.app.app_context(), pytest.raises(DBAPIError), writing() as session:
        session.execute(text(statement))


def test_one_standing_signature_for_each_role_and_revision(scene):
    scene.plan_at("evaluator_signed")
    columns = (
        "plan_id, revision_id, role, person_id, signed_at, statement, response, agreed, sha256, proof, "
        "proved_at, address, browser, superseded_why"
    )
    with scene.app.app_context(), pytest.raises(IntegrityError), writing() as session:
        session.execute(text(f"INSERT INTO signature ({columns}) SELECT {columns} FROM signature"))


def test_one_plan_for_each_teacher_and_year(scene):
    scene.plan_at("assigned")
    columns = (
        "year_id, teacher_id, evaluator_id, site_id, rubric_id, state, state_since, version, assigned_at"
    )
    with scene.app.app_context(), pytest.raises(IntegrityError), writing() as session:
        session.execute(text(f"INSERT INTO plan ({columns}) SELECT {columns} FROM plan"))
