"""Signed copies: made once by the worker, the same bytes for everybody and for good."""

import hashlib
import json

import pytest
from backstage import revisions, rows, signatures, value
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from world import PASSWORD

from plf import history, jobs, pdf, store
from plf.database import now, writing
from plf.extensions import db
from plf.models import Document, HistoryLine, Job, Person

COPIES = "/plans/1/copies"


def copies(scene) -> list[Document]:
    return rows(scene, select(Document).order_by(Document.id))


def stored(scene, document: Document) -> bytes:
    with scene.app.app_context():
        return store.get(document.sha256)


def test_what_both_signed_is_sealed_once_and_everybody_gets_the_same_bytes(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    [document] = copies(scene)
    content = stored(scene, document)
    assert content.startswith(b"%PDF-1.7")
    assert b"ETSI.CAdES.detached" in content
    for person in (scene.ana, scene.ben, scene.dana, scene.olivia):
        for path in ("/plans/1/plan.pdf", f"{COPIES}/{document.id}.pdf", "/plans/1/plan.pdf"):
            answer = person.get(path)
            assert answer.mimetype == "application/pdf"
            assert hashlib.sha256(answer.data).hexdigest() == document.sha256
            assert (
                'filename="plan-2026-2027-1-revision-1-signed.pdf"' in answer.headers["Content-Disposition"]
            )


def test_the_copy_is_of_exactly_the_text_and_the_signatures(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    [document], [revision] = copies(scene), revisions(scene)
    with scene.app.app_context():
        data = json.loads(db.session.scalar(select(Document.data)))
    assert data["frozen"] == json.loads(revision.frozen)
    assert [each["sha256"] for each in data["signatures"]] == [each.sha256 for each in signatures(scene)]
    assert document.code == pdf.check_code(revision.sha256).replace("-", "")


def test_nobody_waits_for_the_copy_and_the_page_says_that_it_is_being_made(scene):
    scene.plan_at("evaluator_signed")
    answer = scene.ana.fill("/plans/1/teacher-signature")
    assert answer.status_code == 303
    page = scene.ana.get("/plans/1")
    assert "the signed copy is being made" in page.text
    assert f'hx-get="{COPIES}"' in page.text
    asked = scene.ana.get("/plans/1/plan.pdf")
    assert (asked.status_code, asked.location) == (303, COPIES)
    assert "the signed copy is being made" in scene.ana.get(COPIES).text
    scene.copies_are_made()
    assert "being made" not in scene.ana.get("/plans/1").text
    page = scene.ana.get(COPIES).text
    assert "Signed copy (PDF)" in page
    assert pdf.check_code(revisions(scene)[0].sha256) in page


def test_without_a_seal_signing_works_and_the_copy_waits_until_there_is_one(scene, tmp_path):
    scene.app.config["INSTANCE"], here = tmp_path, scene.app.config["INSTANCE"]
    try:
        scene.plan_at("active")
        with scene.app.app_context():
            number = db.session.scalar(select(Job.id).where(Job.kind == "issue"))
            for _ in range(3):
                jobs.run(number)
                job = db.session.get(Job, number, populate_existing=True)
                assert (job.state, job.attempts) == ("queued", 0)
                assert "There is no seal yet" in job.error
                assert job.due_at > now()
                with writing():
                    jobs.hurry("issue")
        assert copies(scene) == []
        assert "could not be made yet" in scene.ana.get(COPIES).text
        scene.copies_are_made()
    finally:
        scene.app.config["INSTANCE"] = here
    assert len(copies(scene)) == 1


def test_two_workers_at_the_same_copy_keep_one(scene):
    from plf.documents import actions, queries

    scene.plan_at("active")
    with scene.app.app_context():
        document = queries.document_to_issue(1)
        db.session.rollback()
        for content in (b"%PDF-1.7 one", b"%PDF-1.7 two"):
            with writing():
                actions.keep(1, document, content, seal="0" * 64, at=now())
    [kept] = copies(scene)
    assert stored(scene, kept) == b"%PDF-1.7 one"
    assert value(scene, select(db.func.count()).select_from(Document)) == 1


def test_the_history_knows_the_copy(scene):

    scene.plan_at("active")
    scene.copies_are_made()
    [document] = copies(scene)
    facts = rows(scene, select(HistoryLine.facts).where(HistoryLine.action == "issue_document"))
    assert facts == [{"of": "plan", "revision": 1, "document_sha256": document.sha256}]
    assert "Signed copy sealed and kept" in scene.ana.get("/plans/1").text
    with scene.app.app_context():
        assert list(history.verify()) == []


def test_an_amended_plan_keeps_the_copy_of_what_was_in_force_before(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    assert scene.ben.fill("/plans/1/amendment", reason="The class has changed.").status_code == 303
    assert scene.ana.get(f"{COPIES}/1.pdf").mimetype == "application/pdf"
    scene.ana.fill("/plans/1/text", measure="Something quite new.")
    for step in (scene.submits, scene.is_reviewed, scene.evaluator_signs, scene.teacher_signs):
        step()
    scene.copies_are_made()
    first, second = copies(scene)
    assert (first.revision_id, second.revision_id) == (1, 2)
    assert scene.ana.get("/plans/1/plan.pdf").data == stored(scene, second)
    assert scene.ana.get(f"{COPIES}/{first.id}.pdf").data == stored(scene, first)


def test_a_deputy_s_name_stays_as_it_was_signed(scene):
    scene.plan_at("reviewed")
    scene.dana.fill("/plans/1/review", "/plans/1/evaluator-signature")
    scene.teacher_signs()
    with scene.app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id.in_((2, 5))).values(family_name="Married"))
    scene.copies_are_made()
    data = json.loads(value(scene, select(Document.data)))
    assert data["signatures"][0]["name"] == "Dana Diaz"
    assert data["signatures"][0]["for"] == "Ben Carter"
    assert data["evaluator"] == "Ben Carter"


@pytest.mark.parametrize("kind", ["plan", "checkpoint"])
def test_who_signed_and_handed_over_keeps_the_copy_and_nothing_else(scene, kind):
    scene.plan_at("closed" if kind == "checkpoint" else "active")
    scene.copies_are_made()
    number = 1 if kind == "plan" else 2
    for stranger in (scene.sam, scene.lena, scene.chloe, scene.evan):
        assert stranger.get(f"{COPIES}/{number}.pdf").status_code == 404
        assert stranger.get(COPIES).status_code == 404
    assert scene.ana.get(f"/plans/2/copies/{number}.pdf").status_code == 404
    if kind == "plan":
        scene.olivia.fill("/plans/1/hand-over", who="Evan Wright", reason="Ben is away.")
        assert scene.ben.get(COPIES).status_code == 404
        [bens] = rows(scene, select(Document))
        assert scene.ben.get("/signatures/1/document.pdf").data == stored(scene, bens)
        assert scene.evan.get(f"{COPIES}/1.pdf").status_code == 200


def test_the_teacher_s_password_is_nowhere_in_the_copy(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    [document] = copies(scene)
    assert PASSWORD.encode() not in stored(scene, document)


def test_the_office_is_told_what_waits_and_why(scene, tmp_path):
    assert "still to be made" not in scene.olivia.get("/district").text
    scene.plan_at("active")
    page = scene.olivia.get("/district").text
    assert "One signed copy is still to be made." in page
    assert "The last try said" not in page
    scene.app.config["INSTANCE"], here = tmp_path, scene.app.config["INSTANCE"]
    try:
        with scene.app.app_context():
            jobs.run(db.session.scalar(select(Job.id).where(Job.kind == "issue")))
    finally:
        scene.app.config["INSTANCE"] = here
    assert "There is no seal yet" in scene.olivia.get("/district").text
    scene.copies_are_made()
    assert "still to be made" not in scene.olivia.get("/district").text


def test_what_was_signed_before_copies_were_kept_is_ordered_when_the_tables_are_made(scene):
    from flask_migrate import downgrade, upgrade

    scene.plan_at("active")
    with scene.app.app_context():
        db.session.remove()
        downgrade(revision="0007")
        db.session.remove()
        upgrade()
        db.session.remove()
        orders = db.session.execute(select(Job.key, Job.payload).where(Job.kind == "issue")).all()
        assert [tuple(each) for each in orders] == [("issue-1", {"revision": 1})]
        db.session.remove()
    scene.copies_are_made()
    assert len(copies(scene)) == 1


@pytest.mark.parametrize(
    ("trigger", "statement", "sentence"),
    [
        (
            "stored_file_keeps_its_bytes ON stored_file",
            "UPDATE stored_file SET content = :other",
            "Plan 1, signed copy 1: Its bytes are not what was issued.",
        ),
        (
            "document_no_delete ON document",
            "DELETE FROM document",
            "Plan 1, revisions, signatures, copies and papers: One that the history tells of is gone.",
        ),
    ],
)
def test_verify_misses_what_the_owner_of_the_database_changes(scene, trigger, statement, sentence):
    scene.plan_at("active")
    scene.copies_are_made()
    values = {"other": b"%PDF-1.7 another"} if ":other" in statement else {}
    with scene.app.app_context():
        with pytest.raises(DBAPIError, match=r"does not change|refuse_change"), writing() as session:
            session.execute(text(statement), values)
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            trigger = trigger.partition(" ")[0]
        with writing() as session:
            session.execute(text(f"DROP TRIGGER {trigger}"))
            session.execute(text(statement), values)
        broken = next(history.verify())
    assert f"Plan {broken.plan_id}, {broken.where}: {broken.sentence}" == sentence
