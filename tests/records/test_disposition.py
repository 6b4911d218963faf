"""Texts go by rule: confirmed, not held, with tombstones; the chain still verifies, and no other path leads there."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from time import sleep

import pytest
from backstage import actions, broken, change, is_whole, revisions, rows, signatures, value
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from world import CONFERENCE, PLAN, local_today

from plf import store
from plf.database import now, writing
from plf.extensions import db
from plf.models import (
    Comment,
    Conference,
    Document,
    Draft,
    Evidence,
    FeedbackAnswer,
    HandOver,
    HistoryLine,
    JournalEntry,
    Plan,
    PlanView,
    Reason,
    RecordAct,
    Revision,
    StoredFile,
    SupportNote,
    Tombstone,
)
from plf.records import actions as records
from plf.records.kinds import KINDS
from tests.exemplars import shelf
from tests.records.shelf import (
    closed_long_ago,
    confirms,
    dana_is_of_the_office,
    draws_up,
    goes,
    long_ago,
    stops,
    worker_comes,
)

HELD = {"of": "person_id", "who": "Ana Ortiz", "reason": "Letter of May 3."}


@pytest.mark.postgres
def test_what_is_due_goes_and_leaves_hashes_tombstones_and_a_chain_that_holds(scene):
    plan = closed_long_ago(scene)
    before = [each.sha256 for each in revisions(scene)]
    copy = value(scene, select(Document).order_by(Document.id).limit(1))
    pdf = scene.ana.get(f"{plan}/copies/{copy.id}.pdf").data
    goes(scene, "signed:1")
    assert {each.frozen for each in revisions(scene)} == {"{}"}
    assert [each.sha256 for each in revisions(scene)] == before
    assert {each.agreed for each in signatures(scene)} == {"{}"}
    assert rows(scene, select(Draft.plan_id)) == []
    assert value(scene, select(Conference.comments)) == ""
    assert rows(
        scene, select(db.func.length(StoredFile.content)).where(StoredFile.sha256 == copy.sha256)
    ) == [0]
    assert actions(scene)[-1] == "dispose"
    assert is_whole(scene)
    stones = rows(scene, select(Tombstone).where(Tombstone.what == "revision"))
    assert {each.sha256 for each in stones} == set(before)
    for words in (PLAN["measure"], CONFERENCE["comments"]):
        assert all(words not in str(row) for table in db.metadata.sorted_tables for row in _all(scene, table))
    # Who may read the plan is told, and everything else about it stays.
    page = scene.ana.get(plan)
    assert page.status_code == 200
    assert "kept as long as the district’s rules ask" in page.text
    for address in ("plan.pdf", "checkpoint.pdf", "revisions/1", f"copies/{copy.id}.pdf"):
        assert scene.ana.get(f"{plan}/{address}").status_code == 410, address
    for address in ("/copies", "/years", "/journal", "/exemplar"):
        assert scene.ana.get(plan + address).status_code in (200, 410), address
    for address in ("/signed", "/packets", "/teachers", "/focus"):
        assert scene.ben.get(address).status_code == 200, address
    assert "Closed, its text went by rule" in scene.olivia.get("/reports/law?site=1").text
    checked = scene.sam.get(f"/check/{copy.code}")
    assert checked.status_code == 200
    assert "Issued here" in checked.text
    assert "its text has gone" in checked.text
    # The same bytes, brought back by somebody as evidence, are bytes like any other.
    with scene.app.app_context():
        with writing():
            store.put(copy.sha256, pdf)
        assert store.get(copy.sha256) == pdf


def _all(scene, table):
    with scene.app.app_context():
        return db.session.execute(select(table)).all()


@pytest.mark.postgres
def test_a_text_that_is_missing_without_a_tombstone_or_a_tombstone_that_nobody_confirmed_is_a_fault(scene):
    closed_long_ago(scene)
    goes(scene, "signed:1")
    change(scene, "DROP TRIGGER tombstone_no_delete" + _on(scene, "tombstone"))
    change(scene, "DELETE FROM tombstone WHERE what = 'document'")
    assert "not what the history tells of" in broken(scene)[0].sentence
    change(
        scene,
        "DROP TRIGGER disposition_stays_confirmed" + _on(scene, "disposition"),
        "UPDATE disposition SET confirmed_at = NULL",
    )
    assert broken(scene)[0].sentence == "Nobody confirmed that these texts may go."


def _on(scene, table: str) -> str:
    with scene.app.app_context():
        return f" ON {table}" if db.engine.dialect.name == "postgresql" else ""


TO_GO = [
    "UPDATE revision SET frozen = '{}'",
    "UPDATE signature SET agreed = '{}', response = ''",
    "UPDATE document SET data = '{}'",
    "UPDATE stored_file SET content = ''",
]
TOMBSTONES = (
    "INSERT INTO tombstone (disposition_id, plan_id, kind, what, row_id, sha256, number, at) "
    "SELECT 1, plan_id, 'signed', 'revision', id, sha256, 1, frozen_at FROM revision"
)


@pytest.mark.postgres
def test_no_other_path_leads_there(scene):
    closed_long_ago(scene)
    for statement in TO_GO:
        with pytest.raises(DBAPIError, match="does not change"):
            change(
                scene,
                statement.replace("''", "''::bytea")
                if "content" in statement and _on(scene, "x")
                else statement,
            )
    address = draws_up(scene, "signed:1")
    with pytest.raises(DBAPIError, match="not confirmed"):
        change(scene, TOMBSTONES)
    confirms(scene.olivia, address)
    # Confirmed, and then a hold: it beats the list, in the job and in the database itself.
    scene.olivia.post("/records/holds", HELD)
    with pytest.raises(DBAPIError, match="legal hold"):
        change(scene, TOMBSTONES)
    for table in ("draft", "reason", "journal_entry"):
        if table != "journal_entry" and rows(scene, text(f"SELECT count(*) FROM {table}")) != [0]:
            with pytest.raises(DBAPIError, match="legal hold"):
                change(scene, f"DELETE FROM {table}")
    worker_comes(scene)
    assert all(each.frozen != "{}" for each in revisions(scene))
    assert "1" in scene.olivia.get(address).text
    assert rows(scene, text("SELECT outcome FROM disposition_item")) == ["kept"]
    # What both databases keep of it does not change either.
    for statement in (
        "DELETE FROM record_act",
        "UPDATE record_act SET about = 'nothing'",
        "DELETE FROM legal_hold",
        "UPDATE legal_hold SET reason = 'none'",
        "DELETE FROM disposition",
        "UPDATE disposition SET confirmed_by_id = 1",
    ):
        with pytest.raises(DBAPIError, match="does not change"):
            change(scene, statement)
    # Lifted, it is due again, and then it goes.
    assert "Letter of May 3." in scene.olivia.get("/records/due").text
    scene.olivia.fill("/records/holds/1", "/records/holds/1", why="The case is over.")
    goes(scene, "signed:1")
    assert is_whole(scene)


def test_an_unknown_text_is_never_taken_for_one_that_went(scene):
    """A tombstone lets exactly its own text go, and to nothing else."""
    closed_long_ago(scene)
    confirms(scene.olivia, draws_up(scene, "signed:1"))
    change(scene, TOMBSTONES)
    with pytest.raises(DBAPIError, match="does not change"):
        change(scene, update(Revision).values(frozen='{"other": "words"}'))
    with pytest.raises(DBAPIError, match="does not change"):
        change(scene, update(Revision).values(frozen="{}", sha256="0" * 64))


def test_the_second_look_is_another_persons_unless_there_is_none(scene):
    closed_long_ago(scene)
    dana_is_of_the_office(scene)
    address = draws_up(scene, "signed:1")
    assert "Somebody else of the office" in scene.olivia.get(address).text
    assert (
        scene.olivia.post(f"{address}/confirmation", password="quiet rivers carry leaves").status_code == 403
    )
    scene.dana.get(address)
    change(scene, "UPDATE sign_in SET proved_at = NULL")
    wrong = scene.dana.fill(address, f"{address}/confirmation", password="not this one")
    assert wrong.status_code == 422
    assert confirms(scene.dana, address).status_code == 303
    assert scene.dana.post(f"{address}/end").status_code == 409
    worker_comes(scene)
    assert "Carried out" in scene.olivia.get(address).text
    told = rows(scene, select(RecordAct.action).order_by(RecordAct.id))
    assert told == ["draw_up", "confirm", "carry_out"]


def test_only_what_is_over_and_ended_is_due_by_the_rule_of_the_office(scene):
    scene.plan_at("active")
    long_ago(scene)
    page = scene.olivia.get("/records/due").text
    assert "Nothing is due" in page
    assert "1 of plans that nobody has ended" in page
    scene.olivia.fill("/plans/1/unfinished-end", why="left")
    assert "Signed plans and checkpoints (one plan)" in scene.olivia.get("/records/due").text
    answer = scene.olivia.fill(
        "/records/retention", years="", source="Kept for good: board policy 4.2", kind="signed"
    )
    assert answer.status_code == 303
    assert "Signed plans" not in scene.olivia.get("/records/due").text
    assert "For good" in scene.olivia.get("/records/retention").text


def test_the_job_goes_on_where_it_was_stopped(scene, monkeypatch):
    closed_long_ago(scene)
    real, calls = records.carry_out, []

    def killed_at_the_second(item, made, *, at):
        calls.append(item.kind)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(item, made, at=at)

    confirms(scene.olivia, draws_up(scene, "drafts:1", "signed:1"))
    monkeypatch.setattr(records, "carry_out", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        worker_comes(scene)
    monkeypatch.undo()
    change(scene, "UPDATE job SET state = 'queued', lease_until = NULL WHERE kind = 'dispose'")
    worker_comes(scene)
    assert actions(scene).count("dispose") == 2
    assert is_whole(scene)


BESIDE = "What was said beside the plan"
BYTES = b"a picture of the board"


def has_everything_beside(scene) -> None:
    """Journal with a file, talk, an exemplar in the making, a view and an anonymous answer; all of it long ago."""
    shelf.asked(scene, "closed")
    scene.copies_are_made()
    at, day = now(), local_today()
    with scene.app.app_context(), writing() as session:
        file = sha256(BYTES).hexdigest()
        store.put(file, BYTES)
        evidence = [
            Evidence(sha256=file, kind="png", label=BESIDE),
            Evidence(link=f"https://x.test/{BESIDE}"),
        ]
        who = {"plan_id": 1, "person_id": 1, "role": "teacher", "text": BESIDE, "at": at}
        session.add(
            JournalEntry(plan_id=1, person_id=1, day=day, text=BESIDE, written_at=at, evidence=evidence)
        )
        session.add(Comment(**who))
        asked = SupportNote(kind="ask", **who)
        session.add(asked)
        session.flush()
        session.add(SupportNote(kind="answer", answers_id=asked.id, **who))
        line = session.scalar(select(HistoryLine.id).order_by(HistoryLine.id).limit(1))
        session.add(Reason(history_id=line, plan_id=1, text=BESIDE))
        session.add(
            HandOver(
                plan_id=1, to_id=2, starts_on=day, reason=BESIDE, asked_by_id=2, asked_at=at, cancelled_at=at
            )
        )
        session.add(PlanView(plan_id=1, person_id=4, at=at))
        session.add(FeedbackAnswer(year_id=1, role="teacher", grew=4, worth=4, supported=4, text=BESIDE))
    long_ago(scene)


@pytest.mark.postgres
def test_what_is_held_goes_by_no_path_and_every_kind_goes_when_it_is_not(scene):
    has_everything_beside(scene)
    chosen = [f"{kind}:1" for kind in KINDS if kind != "unsigned"]
    address = draws_up(scene, *chosen)
    scene.olivia.post("/records/holds", {"of": "year_id", "year": "1", "reason": "Letter of May 3."})
    for table in (
        "draft",
        "evidence",
        "journal_entry",
        "comment",
        "support_note",
        "reason",
        "plan_view",
        "feedback_answer",
    ):
        with pytest.raises(DBAPIError, match="legal hold"):
            change(scene, f"DELETE FROM {table}")
    for table, column in (
        ("journal_entry", "text"),
        ("evidence", "link"),
        ("comment", "text"),
        ("reason", "text"),
    ):
        with pytest.raises(DBAPIError, match="legal hold"):
            change(scene, f"UPDATE {table} SET {column} = 'x'")
    confirms(scene.olivia, address)
    worker_comes(scene)
    assert rows(scene, text("SELECT DISTINCT outcome FROM disposition_item")) == ["kept"]
    assert "dispose" not in actions(scene)
    scene.olivia.fill("/records/holds/1", "/records/holds/1", why="The case is over.")
    goes(scene, *chosen)
    assert "Nothing is due" in scene.olivia.get("/records/due").text
    for words in (BESIDE, shelf.ABOUT["title"], PLAN["measure"]):
        assert [
            table.name
            for table in db.metadata.sorted_tables
            if any(words in str(row) for row in _all(scene, table))
        ] == []
    assert rows(scene, select(StoredFile.sha256).where(StoredFile.sha256 == sha256(BYTES).hexdigest())) == []
    told = dict(
        _all_of(scene, select(Tombstone.what, db.func.sum(Tombstone.number)).group_by(Tombstone.what))
    )
    assert told["evidence"] == 2
    assert told["support_note"] == 2
    assert told["feedback_answer"] == told["exemplar"] == told["hand_over"] == 1
    assert is_whole(scene)
    for address in ("/plans/1/exemplar", "/plans/1/journal", "/plans/1"):
        assert scene.ana.get(address).status_code in (200, 410), address
    assert scene.olivia.get(shelf.office_page(scene)).status_code == 410
    assert scene.olivia.get("/exemplars/office").status_code == 200


def _all_of(scene, statement):
    with scene.app.app_context():
        return [tuple(row) for row in db.session.execute(statement)]


@pytest.mark.postgres
def test_a_hold_waits_for_the_plan_that_is_just_going_and_is_never_placed_on_what_goes_after(
    scene, monkeypatch
):
    closed_long_ago(scene)
    confirms(scene.olivia, draws_up(scene, "signed:1"))
    real, placed = records.dispose, []

    with ThreadPoolExecutor(1) as pool:

        def while_somebody_places_a_hold(*args, **more):
            placed.append(pool.submit(scene.olivia.post, "/records/holds", HELD))
            sleep(0.5)
            assert not placed[0].done()
            real(*args, **more)

        monkeypatch.setattr(records, "dispose", while_somebody_places_a_hold)
        worker_comes(scene)
    assert placed[0].result().status_code == 303
    assert rows(scene, text("SELECT outcome FROM disposition_item")) == ["gone"]
    assert is_whole(scene)


def test_what_only_one_of_them_signed_goes_by_a_rule_of_its_own(scene):
    plan = scene.plan_at("evaluator_signed")
    scene.is_ended()
    long_ago(scene)
    assert "Signed plans" not in scene.olivia.get("/records/due").text
    goes(scene, "unsigned:1", "talk:1")
    assert [each.frozen for each in revisions(scene)] == ["{}"]
    assert is_whole(scene)
    for who in (scene.ana, scene.ben, scene.olivia):
        page = who.get(plan)
        assert page.status_code == 200
        assert PLAN["measure"] not in page.text
        assert "Left in February" not in page.text


def test_a_withdrawn_plan_whose_texts_went_is_not_reinstated(scene):
    plan = scene.plan_at("submitted")
    scene.olivia.fill(f"{plan}/withdrawal", reason="Assigned in error.")
    page = f"{plan}/reinstatement"
    old = dict(scene.olivia.form(page).fields)
    long_ago(scene)
    goes(scene, "unsigned:1")
    for answer in (scene.olivia.get(page), scene.olivia.post(page, old)):
        assert answer.status_code == 409
        assert "are gone, so it cannot go on. Assign a new plan instead." in answer.text
    assert value(scene, select(Plan.state)) == "withdrawn"


def test_a_list_that_stopped_says_so_and_is_let_go_on(scene):
    closed_long_ago(scene)
    address = draws_up(scene, "drafts:1")
    assert scene.olivia.post(f"{address}/going-on").status_code == 409
    stops(scene, address)
    page = scene.olivia.get(address).text
    assert "The disk is full." in page
    assert "hx-get" not in page
    assert scene.olivia.fill(address, f"{address}/going-on").status_code == 303
    worker_comes(scene)
    assert "Carried out" in scene.olivia.get(address).text
    assert scene.olivia.post(f"{address}/going-on").status_code == 409


def test_a_teacher_does_not_delete_what_is_held(scene):
    plan = scene.plan_at("active")
    day = str(value(scene, text("SELECT max(held_on) FROM plan")))[:10]
    scene.ana.fill(f"{plan}/journal", day=day, text="We tried it.")
    scene.olivia.post("/records/holds", {**HELD, "of": "plan_id", "plan": "1"})
    answer = scene.ana.post(f"{plan}/journal/1/deletion", version="1")
    assert answer.status_code == 409
    assert "Write a new entry instead" in answer.text
    assert rows(scene, select(JournalEntry.text)) == ["We tried it."]
    assert rows(scene, select(RecordAct.action)) == ["place_hold"]
