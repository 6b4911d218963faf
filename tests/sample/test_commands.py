"""The flask commands that begin a district: a real one, or the sample; and the one that verifies the record."""

import re
import stat

import pytest
from databases import open_database
from sqlalchemy import select, text
from visitor import Visitor

from plf.extensions import db
from plf.models import District, Person, Rubric

pytestmark = pytest.mark.postgres

ANSWERS = {
    "--district": "Riverbend",
    "--time-zone": "America/Chicago",
    "--given-name": "Olivia",
    "--family-name": "Price",
    "--email": "Olivia@riverbend.example",
    "--rubric": "sample",
}
INIT = ["init", *(word for pair in ANSWERS.items() for word in pair)]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(request, tmp_path_factory):
    """A migrated database without a district."""
    from conftest import DATABASES

    if request.param not in DATABASES:
        pytest.skip(f"{request.param} is not asked for")
    with open_database(request.param, tmp_path_factory.mktemp("empty")) as database:
        database.fill(lambda: None)
        yield database


@pytest.fixture
def run(empty, monkeypatch):
    """Runs a flask command in a database without a district."""
    monkeypatch.delenv("PLF_DEMO_PASSWORD", raising=False)
    empty.start_afresh()
    (empty.app.config["INSTANCE"] / "demo_password").unlink(missing_ok=True)

    def command(*words: str, **more):
        return empty.app.test_cli_runner().invoke(args=list(words), **more)

    command.app = empty.app
    return command


def ask(app, statement):
    with app.app_context():
        return db.session.scalars(statement).all()


def test_a_real_district_begins_with_one_invitation_and_no_password(run):
    done = run(*INIT)
    assert done.exit_code == 0, done.output
    link = re.search(r"http://127\.0\.0\.1:\d+(/choose-password/\S+)", done.output).group(1)
    people = ask(run.app, select(Person))
    assert [(each.email, each.is_office, each.password_hash) for each in people] == [
        ("olivia@riverbend.example", True, None)
    ]
    assert sorted(each.staff_kind for each in ask(run.app, select(Rubric))) == ["leader", "teacher"]
    assert not ask(run.app, select(District))[0].is_sample
    olivia = Visitor(run.app, "olivia")
    new = "otters swim in cold lakes"
    form = olivia.form(link)
    olivia.fill(link, **{name: new for name, _ in form.fields if "password" in name})
    assert olivia.page.status_code == 303
    assert olivia.get("/people").status_code == 200
    assert olivia.get("/").status_code == 200


def test_a_database_holds_one_district(run):
    run(*INIT)
    for command in (INIT, ["demo"]):
        done = run(*command)
        assert done.exit_code == 1
        assert "There is a district already: Riverbend." in done.output
    assert run("demo", "--if-empty").exit_code == 0
    assert len(ask(run.app, select(Person))) == 1
    assert run("demo", "--who").output == ""


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--time-zone", "Chicago", "“Chicago” is no time zone."),
        ("--email", "olivia", "“olivia” is no e-mail address."),
        ("--district", " ", "Write the district’s name."),
        ("--rubric", "/no/such.csv", "/no/such.csv cannot be read"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_begun(run, option, value, sentence):
    words = list(INIT)
    words[words.index(option) + 1] = value
    done = run(*words)
    assert done.exit_code == 1
    assert sentence in done.output
    assert ask(run.app, select(District)) == []


def test_a_real_district_may_bring_its_own_rubric(run, tmp_path):
    rubric = tmp_path / "Framework 2026.csv"
    rubric.write_text("domain,number,indicator\nTeaching,1a,Plans lessons\n")
    assert run(*INIT[:-1], str(rubric)).exit_code == 0
    assert [each.name for each in ask(run.app, select(Rubric))] == ["Framework 2026"]
    rubric.write_text("domain,number\n")


def test_init_asks_for_what_it_was_not_told(run):
    done = run("init", input="Riverbend\n\nOlivia\nPrice\nolivia@riverbend.example\n\n")
    assert done.exit_code == 0, done.output
    assert [each.time_zone for each in ask(run.app, select(District))] == ["America/Chicago"]


def test_the_sample_says_who_can_sign_in_and_says_it_again(run):
    done = run("demo")
    assert done.exit_code == 0, done.output
    for who in ("teacher", "evaluator", "office", "staff"):
        assert f"{who}@example.org" in done.output
    password = re.search(r"with the password: (.+)", done.output).group(1)
    assert len(password) >= 15
    kept = run.app.config["INSTANCE"] / "demo_password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert run("demo", "--who").output == done.output
    assert run("demo", "--if-empty").output == ""
    assert run("verify").output == "Every plan’s history, texts and signatures are as they were written.\n"


def test_a_password_can_be_given_if_it_is_long_enough(run, monkeypatch):
    monkeypatch.setenv("PLF_DEMO_PASSWORD", "too short")
    done = run("demo")
    assert done.exit_code == 1
    assert "PLF_DEMO_PASSWORD is too short." in done.output
    assert ask(run.app, select(District)) == []
    monkeypatch.setenv("PLF_DEMO_PASSWORD", "a hundred quiet herons")
    assert "a hundred quiet herons" in run("demo", "--teachers", "60", "--sites", "7").output
    visitor = Visitor(run.app)
    signed_in = visitor.fill("/sign-in", email="teacher@example.org", password="a hundred quiet herons")
    assert signed_in.status_code == 303


def test_verify_names_the_first_line_that_was_changed(run):
    run("demo")
    with run.app.app_context():
        sqlite = db.engine.dialect.name == "sqlite"
        with db.engine.connect().execution_options(writes=True, postgresql_readonly=False) as connection:
            connection.execute(text("DROP TRIGGER history_no_update" + ("" if sqlite else " ON history")))
            connection.execute(text("UPDATE history SET action = 'submit' WHERE plan_id = 3 AND number = 2"))
            connection.commit()
    done = run("verify")
    assert done.exit_code == 1
    assert "Plan 3, history line 2: It is not what was written." in done.output


def test_on_an_sqlite_that_can_damage_data_a_real_district_is_refused_and_a_sample_warned(run, monkeypatch):
    with run.app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has no such fault")
        driver = db.engine.dialect.dbapi
    monkeypatch.setattr(driver, "sqlite_version_info", (3, 40, 1))
    refused = run(*INIT)
    assert refused.exit_code == 1
    assert "Install the Python package pysqlite3" in refused.output
    assert "Install the Python package pysqlite3" in run("demo").output
    assert len(ask(run.app, select(District))) == 1
    from plf.starting import refuse_unsafe

    refuse_unsafe(run.app)


def test_a_real_district_does_not_start_on_such_an_sqlite(run, monkeypatch):
    run(*INIT)
    with run.app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has no such fault")
        driver = db.engine.dialect.dbapi
    from plf.starting import refuse_unsafe

    refuse_unsafe(run.app)
    monkeypatch.setattr(driver, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(SystemExit, match="which can damage a database"):
        refuse_unsafe(run.app)
