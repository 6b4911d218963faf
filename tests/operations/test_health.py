"""A machine that watches is told whether the site lives, and whether everything is there that it needs."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from plf import jobs
from plf.app import create_app
from plf.database import WRITES, now, writing
from plf.extensions import db
from plf.models import Worker
from plf.operations import queries


def beats(app, name: str, *, ago: timedelta = timedelta()) -> None:
    with app.app_context():
        jobs.beat(name)
        with writing() as session:
            session.execute(update(Worker).where(Worker.name == name).values(beat_at=now() - ago))


def test_with_a_database_up_to_date_and_a_worker_at_work_the_site_is_ready(app, anyone):
    beats(app, "one:1", ago=timedelta(seconds=40))
    beats(app, "two:2", ago=timedelta(minutes=5))
    answer = anyone.get("/readyz")
    assert answer.status_code == 200
    assert answer.json["ok"] is True
    assert answer.json["worker"]["workers"] == 1
    assert 40 <= answer.json["worker"]["seconds_ago"] < 60
    assert answer.json["database"] == {"ok": True}
    assert answer.json["migrations"]["ok"]
    assert "Set-Cookie" not in answer.headers


def test_a_worker_that_was_silent_for_two_minutes_or_left_is_none(app, anyone):
    beats(app, "one:1", ago=timedelta(seconds=121))
    assert anyone.get("/readyz").status_code == 503
    beats(app, "one:1")
    assert anyone.get("/readyz").status_code == 200
    with app.app_context():
        jobs.leave("one:1")
    answer = anyone.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["worker"] == {"ok": False, "workers": 0, "seconds_ago": None}


def test_a_database_that_waits_for_a_migration_is_not_ready(app, anyone):
    beats(app, "one:1")
    with app.app_context(), db.engine.connect().execution_options(**WRITES) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.commit()
    try:
        answer = anyone.get("/readyz")
        assert answer.status_code == 503
        assert answer.json["migrations"] == {"ok": False, "at": "0001"}
        assert answer.json["database"]["ok"]
    finally:
        with app.app_context(), db.engine.connect().execution_options(**WRITES) as connection:
            head = queries.newest_migration()
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
            connection.commit()


@pytest.mark.once
@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/plf.db", "postgresql+psycopg://127.0.0.1:9/plf"])
def test_without_a_database_the_process_lives_but_is_not_ready_and_tells_no_secrets(url, tmp_path):
    app = create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url})
    browser = app.test_client()
    assert browser.get("/healthz").json == {"ok": True}
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] == {"ok": False}
    assert not any(word in answer.text for word in ("psycopg", "sqlite", "127.0.0.1", str(tmp_path)))


@pytest.mark.once
def test_a_full_disk_is_told_before_it_is_full(app, anyone, monkeypatch):
    beats(app, "one:1")
    monkeypatch.setattr(queries, "ROOM", 2**60)
    answer = anyone.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["disk"]["ok"] is False
