"""The record of a plan: every way leaves it whole, and `flask verify` names the first thing that somebody changed."""

import pytest
from backstage import broken, is_whole
from sqlalchemy import text

from plf.cli import verify
from plf.database import writing
from plf.extensions import db

# Where the triggers that keep the record append-only stand; the database's owner can drop them.
TRIGGERS = {
    "history_no_update": "history",
    "history_no_delete": "history",
    "signature_keeps_what_was_signed": "signature",
    "signature_no_delete": "signature",
    "revision_keeps_its_text": "revision",
    "signature_goes_by_rule": "signature",
    "revision_goes_by_rule": "revision",
}


def as_owner(scene, *statements, **values):
    """Change the record as the owner of the database could: first without its triggers."""
    with scene.app.app_context(), writing() as session:
        on_table = db.engine.dialect.name == "postgresql"
        for trigger, table in TRIGGERS.items():
            session.execute(text(f"DROP TRIGGER {trigger}" + (f" ON {table}" if on_table else "")))
        for statement in statements:
            assert session.execute(text(statement), values).rowcount


def verdict(scene) -> tuple[int, str]:
    """What `flask verify` says, and its exit code."""
    result = scene.app.test_cli_runner().invoke(verify)
    return result.exit_code, result.output.strip()


def test_a_plan_that_went_every_way_is_whole(scene):
    plan = scene.plan_at("submitted")
    scene.ana.fill(plan, f"{plan}/recall")
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("chloe"))
    scene.submits()
    scene.is_returned()
    scene.ana.fill(f"{plan}/text", measure="Ten tallies.")
    scene.submits()
    scene.is_reviewed()
    scene.ana.post(
        f"{plan}/revisions", [*dict(scene.ana.form(f"{plan}/text").fields).items(), ("why", "Spoken about")]
    )
    scene.evaluator_signs()
    scene.ben.fill(f"{plan}/taken-back-signature", reason="The date was wrong.")
    scene.evaluator_signs()
    scene.ana.fill(
        f"{plan}/teacher-signature", f"{plan}/declined-signature", reason="Ten lessons, not twelve."
    )
    scene.submits()
    scene.is_reviewed()
    scene.evaluator_signs()
    scene.teacher_signs()
    assert is_whole(scene)
    assert verdict(scene) == (0, "Every plan’s history, texts and signatures are as they were written.")


def test_without_dropping_a_trigger_nothing_of_the_record_can_be_changed(scene):
    scene.plan_at("active")
    for statement in (
        "UPDATE history SET action = 'submit' WHERE number = 1",
        "DELETE FROM history WHERE number = 1",
        "UPDATE signature SET agreed = agreed || ' '",
        "DELETE FROM signature",
        "UPDATE revision SET frozen = frozen || ' '",
    ):
        with (
            pytest.raises(Exception, match=r"append-only|does not change"),
            scene.app.app_context(),
            writing() as session,
        ):
            session.execute(text(statement))
    assert is_whole(scene)


LINE_4 = "WHERE plan_id = 1 AND number = 4"

BROKEN = {
    "a byte of a line": (
        [f"UPDATE history SET action = 'recorD_review_meeting' {LINE_4}"],
        "Plan 1, history line 4: It is not what was written.",
    ),
    "who did it": (
        [f"UPDATE history SET person_id = 5 {LINE_4}"],
        "Plan 1, history line 4: It is not what was written.",
    ),
    "a fact of a line": (
        [f"UPDATE history SET facts = '{{}}' {LINE_4}"],
        "Plan 1, history line 4: It is not what was written.",
    ),
    "a line with its hash": (
        [f"UPDATE history SET hash = '{'0' * 64}' {LINE_4}"],
        "Plan 1, history line 4: It is not what was written.",
    ),
    "a line deleted": (
        [f"DELETE FROM history {LINE_4}"],
        "Plan 1, history line 5: Line 4 is missing before it.",
    ),
    "the first line deleted": (
        ["DELETE FROM history WHERE number = 1"],
        "Plan 1, history line 2: Line 1 is missing before it.",
    ),
    "two lines swapped": (
        [
            "UPDATE history SET number = 99 WHERE number = 3",
            "UPDATE history SET number = 3 WHERE number = 4",
            "UPDATE history SET number = 4 WHERE number = 99",
        ],
        "Plan 1, history line 3: It does not follow from the line before it.",
    ),
    "the last line cut off": (
        ["DELETE FROM history WHERE number = 6"],
        "Plan 1, history: It ends with “evaluator_signed”, but the plan is “active”.",
    ),
    "all lines cut off": (["DELETE FROM history"], "Plan 1, history: The plan has no history at all."),
    "a text": (
        ["UPDATE revision SET frozen = replace(frozen, 'every lesson', 'every session')"],
        "Plan 1, revision 1: Its text is not what was frozen.",
    ),
    "what was signed": (
        ["UPDATE signature SET agreed = replace(agreed, 'Ana Ortiz', 'Ann Ortiz') WHERE role = 'teacher'"],
        "Plan 1, signature 2 (teacher): It is not what was signed.",
    ),
    "a response that is shown": (
        ["UPDATE signature SET response = 'I agree with every part.' WHERE role = 'teacher'"],
        "Plan 1, signature 2 (teacher): What is shown of it is not what was signed.",
    ),
    "a statement that is shown": (
        ["UPDATE signature SET statement = 'I was not there.' WHERE role = 'evaluator'"],
        "Plan 1, signature 1 (evaluator): What is shown of it is not what was signed.",
    ),
    "who is shown as the signer": (
        ["UPDATE signature SET person_id = 8 WHERE role = 'evaluator'"],
        "Plan 1, signature 1 (evaluator): What is shown of it is not what was signed.",
    ),
    "a signature deleted": (
        ["DELETE FROM signature WHERE role = 'teacher'"],
        "Plan 1, revisions, signatures, copies and papers: One that the history tells of is gone.",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_verify_names_the_first_thing_that_was_changed(scene, what):
    scene.plan_at("active")
    statements, said = BROKEN[what]
    as_owner(scene, *statements)
    assert verdict(scene) == (1, said)


def test_a_step_that_was_cut_off_the_end_is_missed(scene):
    scene.plan_at("returned")
    as_owner(scene, "DELETE FROM history WHERE action = 'return'")
    assert verdict(scene) == (1, "Plan 1, history: It ends with “submitted”, but the plan is “returned”.")


def test_a_changed_plan_does_not_hide_behind_the_one_before(scene):
    scene.plan_at("active")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    as_owner(scene, "UPDATE history SET action = 'edit' WHERE plan_id = 2 AND number = 1")
    assert verdict(scene) == (1, "Plan 2, history line 1: It is not what was written.")
    assert [each.plan_id for each in broken(scene)] == [2]
