"""A district that grows moves from SQLite to PostgreSQL: every table arrives, the exports are the same, work goes on."""

from pathlib import Path

import pytest
from databases import CONFIG, PostgreSQL, open_database
from sqlalchemy import text
from world import PLAN, Scene, settle

from plf import jobs
from plf.app import create_app
from plf.database import WRITES, writing
from plf.extensions import db
from plf.models import Person
from tests.operations.machines import does, everything, rows_of, says

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory):
    """A district with a plan in force, its sealed copy, and an action plan; on an SQLite of its own."""
    with open_database("sqlite", tmp_path_factory.mktemp("sqlite")) as opened:
        opened.fill(settle)
        scene = Scene(opened.app)
        scene.plan_at("active")
        with opened.app.app_context():
            while jobs.work_once():
                pass
            db.session.remove()
        opened.keep("filled")
        yield opened


@pytest.fixture
def old(sqlite):
    sqlite.start_afresh()
    sqlite.path.with_name("plf.db.moved").unlink(missing_ok=True)
    return sqlite


@pytest.fixture
def url(server: PostgreSQL) -> str:
    server._say("DROP DATABASE IF EXISTS moved WITH (FORCE)", "CREATE DATABASE moved")
    return server._url("moved")


def app_at(url: str, folder: Path):
    return create_app({**CONFIG, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url})


def closed(app) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_everything_arrives_and_the_exports_are_the_same(old, url, tmp_path):
    before = everything(old.app, tmp_path / "before")
    rows = rows_of(old.app)
    closed(old.app)
    output = does(old.app, "move", url)
    assert "the hash of every table are the same in both" in output
    assert "signatures are as they were written" in output
    assert not old.path.exists()
    new = app_at(url, old.path.parent)
    assert rows_of(new) == rows
    assert everything(new, tmp_path / "after") == before
    # Work goes on with numbers after those that are there, under the same triggers.
    again = Scene(new)
    again.ben.post("/assignments", person=again.id("chloe"))
    assert again.chloe.fill("/plans/2/text", fields=PLAN).status_code == 303
    with new.app_context(), pytest.raises(Exception, match="history"), writing() as session:
        session.execute(text("DELETE FROM history"))
    closed(new)


def test_a_null_in_json_and_no_value_at_all_stay_two_things(old, url):
    with old.app.app_context(), writing() as session:
        person = session.get(Person, 1)
        person.position = "Zoë — “née” \U0001f600"
        session.execute(text("UPDATE school_year SET also_required = 'null'"))
    closed(old.app)
    does(old.app, "move", url)
    new = app_at(url, old.path.parent)
    with new.app_context():
        assert db.session.get(Person, 1).position == "Zoë — “née” \U0001f600"
        found = db.session.execute(
            text("SELECT also_required::text, also_required IS NULL FROM school_year")
        ).one()
        assert tuple(found) == ("null", False)
    closed(new)


def test_while_the_site_has_it_open_nothing_is_moved(old, url):
    closed(old.app)
    site = app_at(old.url, old.path.parent)
    with site.app_context():
        assert db.session.get(Person, 1) is not None
        db.session.remove()  # back in the pool, and open
    refused = says(old.app, "move", url)
    assert refused.exit_code == 1
    assert "Somebody has the database open" in refused.output
    closed(site)
    assert old.path.exists()


def test_a_target_that_is_not_empty_or_no_postgresql_is_refused(old, url, tmp_path):
    new = app_at(url, tmp_path)
    with new.app_context(), db.engine.connect().execution_options(**WRITES) as connection:
        connection.execute(text("CREATE TABLE somebody (id int)"))
        connection.commit()
    closed(new)
    closed(old.app)
    assert "not empty: it has a table somebody" in says(old.app, "move", url).output
    assert "Name a PostgreSQL" in says(old.app, "move", f"sqlite:///{tmp_path / 'other.db'}").output
    assert "does not answer" in says(old.app, "move", "postgresql://nobody:secret@127.0.0.1:9/none").output
    assert "secret" not in says(old.app, "move", "postgresql://nobody:secret@127.0.0.1:9/none").output
    assert old.path.exists()


def test_a_row_that_postgresql_does_not_take_moves_nothing(old, url):
    with old.app.app_context(), writing() as session:
        session.execute(text("UPDATE person SET position = :long WHERE id = 1"), {"long": "x" * 500})
    closed(old.app)
    refused = says(old.app, "move", url)
    assert "does not take a row of person" in refused.output
    assert "xxx" not in refused.output
    assert old.path.exists()
    new = app_at(url, old.path.parent)
    assert sum(number for name, number in rows_of(new).items() if name == "person") == 0
    closed(new)
