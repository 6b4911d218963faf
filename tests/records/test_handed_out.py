"""What is handed out of records: for a public-records request, and everything at once; and who is told."""

import csv
import json
import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from backstage import rows, value
from sqlalchemy import select
from world import PLAN

from plf.database import writing
from plf.extensions import db
from plf.models import Document, JournalEntry, Paper, PlanView, RecordAct
from plf.records import everything
from tests.papers import paper
from tests.records.shelf import worker_comes

SECRET = "What nobody else shall read."
ASKED = {
    "of": "person",
    "who": "Ana Ortiz",
    "request": "No. 12 of May 3, by a newspaper.",
    "withheld": "51 O.S. § 24A.7",
}


def has_a_private_note(scene) -> None:
    with scene.app.app_context(), writing() as session:
        session.add_all(
            JournalEntry(
                plan_id=1,
                person_id=1,
                day=value_of_day(session),
                text=words,
                is_private=words == SECRET,
                written_at=value_of_moment(session),
            )
            for words in (SECRET, "We tried it.")
        )


def value_of_day(session):
    return session.scalar(select(Document.issued_at)).date()


def value_of_moment(session):
    return session.scalar(select(Document.issued_at))


def test_a_public_records_request_gives_what_was_signed_and_says_what_is_withheld(scene):
    plan = scene.plan_at("checkpoint_drafted")
    scene.copies_are_made()
    has_a_private_note(scene)
    answer = scene.olivia.post("/records/public", {**ASKED, "given": ["journal", "history"]})
    assert answer.mimetype == "application/zip"
    archive = zipfile.ZipFile(BytesIO(answer.data))
    names = archive.namelist()
    assert [name.partition("/")[2] for name in names if "/" in name] == [
        "plan revision 1.pdf",
        "plan revision 1.json",
        "plan revision 1.html",
        "history.csv",
        "journal.csv",
    ]
    copy = value(scene, select(Document.sha256))
    assert sha256(archive.read(names[0])).hexdigest() == copy
    everything_in_it = b"".join(archive.read(name) for name in names).decode("utf-8", "replace")
    assert PLAN["measure"] in everything_in_it
    assert "We tried it." in everything_in_it
    assert SECRET not in everything_in_it
    assert "rose from 9 to 21" not in everything_in_it, "the draft of the checkpoint is Ana’s"
    index = archive.read("index.html").decode()
    for words in (
        "Private notes of the journal",
        "Comments, and what was asked",
        "51 O.S. § 24A.7",
        "No. 12 of May 3",
    ):
        assert words in index
    assert "for a public-records request" in scene.ana.get(plan).text
    told = rows(scene, select(RecordAct))[-1]
    assert (told.action, told.person_id, told.facts["plans"]) == ("public_export", scene.id("olivia"), [1])
    wrong = scene.olivia.post("/records/public", {**ASKED, "who": "Nobody", "withheld": "Kept words."})
    assert wrong.status_code == 422
    assert "Kept words." in wrong.text


def test_what_was_signed_by_hand_is_handed_out_with_its_paper(scene):
    scene.plan_at("reviewed")
    paper.files_paper(scene)
    scene.teacher_signs()
    answer = scene.olivia.post("/records/public", ASKED)
    archive = zipfile.ZipFile(BytesIO(answer.data))
    (scan,) = (name for name in archive.namelist() if name.endswith("plan revision 1, scan of the paper.png"))
    assert sha256(archive.read(scan)).hexdigest() == value(scene, select(Paper.sha256))


@pytest.mark.postgres
def test_everything_is_written_as_it_is_described_and_again_the_same(scene, tmp_path):
    scene.plan_at("closed")
    scene.copies_are_made()
    has_a_private_note(scene)
    listed = written(scene, tmp_path)
    for row in csv.DictReader(listed.splitlines()):
        content = (tmp_path / row["file"]).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (int(row["bytes"]), row["sha256"])
    plans = lines(tmp_path, "plan")
    assert plans[0]["id"] == 1
    assert [json.loads(each["frozen"])["kind"] for each in lines(tmp_path, "revision")] == [
        "plan",
        "checkpoint",
    ]
    assert "password_hash" not in lines(tmp_path, "person")[0]
    assert [each["text"] for each in lines(tmp_path, "journal_entry")] == ["We tried it."]
    assert lines(tmp_path, "draft") == []
    assert not (tmp_path / "tables" / "sign_in.jsonl").exists()
    assert len(list((tmp_path / "signed").rglob("*.pdf"))) == 2
    again = written(scene, tmp_path)
    assert strip(again) == strip(listed)
    written(scene, tmp_path, with_private=True)
    assert SECRET in [each["text"] for each in lines(tmp_path, "journal_entry")]
    # Stopped, it has no manifest; a file that was cut off or is private is not left there.
    private = tmp_path / "files" / "00" / ("0" * 64)
    private.parent.mkdir(parents=True)
    private.write_bytes(b"private")
    with scene.app.app_context():
        steps = everything.write(tmp_path)
        next(steps)
        steps.close()
    assert not (tmp_path / "manifest.csv").exists()
    ran = scene.app.test_cli_runner().invoke(args=["export", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    assert not private.exists()
    by_command = value(scene, select(RecordAct))
    assert (by_command.action, by_command.person_id) == ("export_all", None)
    assert "At the command line" in scene.olivia.get("/records").text


def written(scene, folder, **more) -> str:
    with scene.app.app_context():
        steps = list(everything.write(folder, **more))
    assert steps[-1][0] == steps[-1][1]
    return (folder / "manifest.csv").read_text(encoding="utf-8")


def strip(manifest: str) -> list[str]:
    return [line for line in manifest.splitlines() if not line.startswith("export.json")]


def lines(folder, table: str) -> list[dict]:
    kept = (folder / "tables" / f"{table}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in kept.splitlines()]


def test_the_page_has_it_written_by_the_worker_and_ana_is_told(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    scene.olivia.fill("/records/export", "/records/export")
    assert "Written so far" in scene.olivia.get("/records/export").text
    assert scene.olivia.post("/records/export").status_code == 409
    worker_comes(scene, "export_all")
    assert "is written, in the folder" in scene.olivia.get("/records/export").text
    assert rows(scene, select(PlanView.how)) == ["export"]
    assert "in an export of everything" in scene.ana.get(scene.plan).text


def test_each_table_is_described_or_left_out(scene):
    """docs/export-format.md names every table that is written, and every one that is not."""
    from pathlib import Path

    described = (Path(__file__).parents[2] / "docs" / "export-format.md").read_text()
    assert {each.name for each in db.metadata.sorted_tables if f"`{each.name}`" not in described} == set()
