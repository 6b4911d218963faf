"""A backup is taken while everybody works, comes back on an empty machine, and one changed byte in it is noticed."""

import os
import random
import shutil
import threading
from pathlib import Path

import pytest
from databases import CONFIG
from sqlalchemy import create_engine, text
from world import Scene

from plf import jobs
from plf.app import create_app
from plf.database import now, writing
from plf.extensions import db
from plf.models import Person
from plf.operations import backup, postgresql
from tests.operations.machines import does, everything, rows_of, says

# One byte in so many places of each file of a backup.
PLACES = int(os.environ.get("PLF_CHANGED_BYTES", "4"))


@pytest.fixture
def empty(database, tmp_path):
    """Another machine: an app with an empty folder and an empty database of the same kind."""
    folder = tmp_path / "another machine"
    url = f"sqlite:///{folder / 'plf.db'}"
    if database.name == "postgresql":
        database._say("DROP DATABASE IF EXISTS another WITH (FORCE)", "CREATE DATABASE another")
        url = database._url("another")
    app = create_app({**CONFIG, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url})
    yield app
    with app.app_context():
        db.engine.dispose()
    if database.name == "postgresql":
        database._say("DROP DATABASE IF EXISTS another WITH (FORCE)")


def backed_up(app, folder: Path, **options) -> Path:
    with app.app_context():
        return backup.write(folder, at=now(), **options)


def test_what_was_backed_up_comes_back_on_an_empty_machine(scene, empty, tmp_path):
    scene.plan_at("active")
    with scene.app.app_context():
        while jobs.work_once():
            pass
    shutil.rmtree(tmp_path / "before", ignore_errors=True)
    before = everything(scene.app, tmp_path / "before")
    output = does(scene.app, "backup", tmp_path / "backups")
    (folder,) = backup.backups(tmp_path / "backups")
    assert "1 plans" in output
    assert "is whole" in does(scene.app, "backup", "--check", folder)
    key = (scene.app.config["INSTANCE"] / "secret_key").read_text()
    assert "signatures are as they were written" in does(empty, "restore", folder)
    assert {name: told for name, told in rows_of(empty).items() if name not in ("worker", "record_act")} == {
        name: told for name, told in rows_of(scene.app).items() if name not in ("worker", "record_act")
    }
    assert everything(empty, tmp_path / "after") == before
    assert (empty.config["INSTANCE"] / "secret_key").read_text() == key
    # And the site goes on there: Ana, signed in on the old machine's key, writes on.
    again = Scene(create_app({**CONFIG, "INSTANCE": empty.config["INSTANCE"], **_database_of(empty)}))
    assert again.ana.get("/plans/1").status_code == 200
    assert "There are people in this database already" in says(empty, "restore", folder).output
    with again.app.app_context():
        db.engine.dispose()


def _database_of(app) -> dict:
    return {"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]}


def test_a_backup_under_load_is_one_moment_and_holds_all_that_was_saved_before_it(scene, empty, tmp_path):
    """Four people save as fast as they can; each text holds the number of the save."""
    scene.plan_at("drafted")
    app, acknowledged, stop = scene.app, dict.fromkeys(range(4), 0), threading.Event()
    with app.app_context(), writing() as session:
        hashed = session.get(Person, 1).password_hash
        for number in range(4):
            session.add(
                Person(
                    id=100 + number, given_name="Pat", family_name="0", email=f"p{number}@riverbend.example",
                    position="", staff_kind="teacher", main_site_id=1, password_hash=hashed, created_at=now(),
                )
            )  # fmt: skip

    def saves(who: int) -> None:
        while not stop.is_set():
            number = acknowledged[who] + 1
            with app.app_context(), writing() as session:
                # Two rows in one commit: a backup has both, or neither.
                values = {"n": str(number), "id": 100 + who}
                session.execute(text("UPDATE person SET family_name = :n WHERE id = :id"), values)
                session.execute(text("UPDATE person SET position = :n WHERE id = :id"), values)
            acknowledged[who] = number

    threads = [threading.Thread(target=saves, args=(who,)) for who in acknowledged]
    for thread in threads:
        thread.start()
    try:
        taken = []
        for _ in range(int(os.environ.get("PLF_BACKUPS_UNDER_LOAD", "2"))):
            before = dict(acknowledged)
            taken.append((before, backed_up(app, tmp_path / "backups"), dict(acknowledged)))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert all(sum(after.values()) > sum(before.values()) for before, _, after in taken), (
        "nobody saved meanwhile"
    )
    for before, folder, after in taken:
        does(empty, "restore", folder, "--replace")
        with empty.app_context():
            for who in acknowledged:
                person = db.session.get(Person, 100 + who)
                assert person.family_name == (person.position or "0")
                assert before[who] <= int(person.family_name) <= after[who] + 1
            db.session.remove()


def test_one_changed_byte_anywhere_is_noticed(scene, empty, tmp_path):
    scene.plan_at("drafted")
    folder = backed_up(scene.app, tmp_path / "backups")
    chance, noticed = random.Random(7), 0
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        whole = path.read_bytes()
        for _ in range(PLACES):
            place = chance.randrange(len(whole))
            changed = bytes([whole[place] ^ (1 << chance.randrange(8))])
            path.write_bytes(whole[:place] + changed + whole[place + 1 :])
            with scene.app.app_context(), pytest.raises(backup.Unusable):
                backup.check(folder)
            noticed += 1
        path.write_bytes(whole)
    assert noticed == len(files) * PLACES
    path = folder / backup.parts.MANIFEST
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    refused = says(empty, "restore", folder)
    assert refused.exit_code == 1
    assert "is not as it was written" in refused.output
    for name, what in (("manifest.json", "missing"), ("more", "does not belong")):
        other = backed_up(scene.app, tmp_path / "others")
        (other / name).write_text("") if name == "more" else (other / name).unlink()
        assert what in says(scene.app, "backup", "--check", other).output


@pytest.mark.once
def test_the_oldest_go_and_what_a_kill_left_is_no_backup(scene, tmp_path):
    folder = tmp_path / "backups"
    (folder / ".plf-20260101T000000Z").mkdir(parents=True)
    written = [backed_up(scene.app, folder, keep=2) for _ in range(3)]
    assert backup.backups(folder) == written[1:]
    assert not list(folder.glob(".plf-*"))
    with (
        scene.app.app_context(),
        backup._alone_in(folder),
        pytest.raises(backup.Unusable, match="Another backup"),
    ):
        backup.write(folder, at=now())


@pytest.mark.once
def test_a_backup_that_fails_leaves_nothing_behind(scene, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.parts, "sync", full)
    refused = says(scene.app, "backup", tmp_path / "backups")
    assert refused.exit_code == 1
    assert "No space left on device" in refused.output
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".lock"]


@pytest.mark.once
def test_what_cannot_be_restored_is_refused_with_a_sentence(scene, tmp_path):
    folder = backed_up(scene.app, tmp_path / "backups")
    (folder / backup.parts.SUMS).unlink()
    about = backup.parts.json.loads((folder / backup.parts.MANIFEST).read_text())
    for changed, sentence in (
        ({"database": "postgresql"}, "Restore it to the same kind"),
        ({"migration": "9999"}, "of a newer version"),
    ):
        backup.parts.seal_off(folder, about | changed)
        assert sentence in says(scene.app, "restore", folder, "--replace").output
    backup.parts.seal_off(folder, about)
    with scene.app.app_context():
        jobs.beat("one:1")
    assert "A worker is at work" in says(scene.app, "restore", folder, "--replace").output


def test_a_restore_that_replaces_keeps_what_was_there_beside(scene, database, tmp_path):
    scene.plan_at("drafted")
    folder = backed_up(scene.app, tmp_path / "backups")
    with scene.app.app_context(), writing() as session:
        session.get(Person, 1).family_name = "Somebody later"
    does(scene.app, "restore", folder, "--replace")
    with scene.app.app_context():
        assert db.session.get(Person, 1).family_name == "Ortiz"
        db.session.remove()
    if database.name == "sqlite":
        (kept,) = database.path.parent.glob("plf.db.before-*Z")
        engine, table = create_engine(f"sqlite:///{kept}"), "person"
    else:
        engine = create_engine(database.url)
        with engine.connect() as connection:
            named = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_%'"
            table = connection.scalar(text(named)) + ".person"
    with engine.connect() as connection:
        later = connection.scalar(text(f"SELECT family_name FROM {table} WHERE id = 1"))
    engine.dispose()
    assert later == "Somebody later"


def test_without_a_pg_dump_as_new_as_the_server_it_says_which_package_brings_it(
    database, tmp_path, monkeypatch
):
    if database.name == "sqlite":
        pytest.skip("SQLite needs no program")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "DEBIANS", tmp_path)
    refused = says(database.app, "backup", tmp_path / "backups")
    assert refused.exit_code == 1
    assert "postgresql-client-18" in refused.output
