"""Adopting, reading and comparing editions, and what is at the public address."""

import hashlib
import re

from action_world import PLAN, S1B, table_of
from sqlalchemy import select, text
from visitor import Visitor

from plf import contents
from plf.cli import verify
from plf.database import writing
from plf.editions import queries
from plf.extensions import db
from plf.models import ActionEdition
from tests.editions.board import BOARD, CODE, adopted, adopts, changes, full, is_open


def words(answer) -> str:
    """What stands on a page, in a line."""
    main = answer.text.split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_what_the_office_adopts_is_frozen_with_day_note_and_fingerprint(scene):
    adopted(scene)
    page = words(scene.sam.get(f"{PLAN}/editions/1"))
    assert "adopted on" in page
    assert "In the May meeting" in page
    assert "Talk with the association and the board" in page
    changes(scene)
    assert "Talk with the association and the board" in words(scene.sam.get(f"{PLAN}/editions/1"))
    with scene.app.app_context():
        edition = db.session.scalars(select(ActionEdition)).one()
        assert contents.fingerprint(queries.text_of(edition)) == edition.sha256
    assert edition.sha256[:4] in page
    kept = scene.sam.get(f"{PLAN}/editions/1/edition.json").data
    assert hashlib.sha256(kept).hexdigest() == edition.sha256


def test_staff_read_nothing_before_an_edition_and_never_the_working_copy(scene):
    table_of(scene)
    assert scene.sam.get(f"{PLAN}/editions").status_code == 404
    adopts(scene)
    changes(scene)
    assert "alone" not in scene.sam.get(f"{PLAN}/editions/latest", follow_redirects=True).text
    assert scene.sam.get(f"{PLAN}/editions/changes?before=1&after=now").status_code == 403
    assert scene.sam.get(f"{PLAN}/editions/2").status_code == 404


def test_the_next_edition_shows_first_what_is_different_from_the_last(scene):
    adopted(scene)
    changes(scene)
    page = scene.olivia.get(f"{PLAN}/adoption").text
    assert "<del>association</del>" in page or "<del>the association and </del>" in page.replace("\n", "")
    assert "1b" in words(scene.olivia.page)
    adopts(scene, note="")
    compared = words(scene.sam.get(f"{PLAN}/editions/changes"))
    assert "What changed from edition 1 to edition 2" in compared
    assert "Rows changed (1)" in compared
    assert "A later edition was adopted" in words(scene.sam.get(f"{PLAN}/editions/1"))


def test_who_adopts_is_told_when_the_working_copy_changed_meanwhile(scene):
    adopted(scene)
    form = scene.olivia.form(f"{PLAN}/adoption")
    changes(scene)
    pairs = [(name, value) for name, value in form.fields if name != "note"]
    answer = scene.olivia.post(f"{PLAN}/adoption", [*pairs, ("note", "In the June meeting")])
    assert answer.status_code == 409
    assert "changed meanwhile" in words(answer)
    assert 'value="In the June meeting"' in answer.text
    assert "Rows changed (1)" in words(answer)
    assert scene.sam.get(f"{PLAN}/editions/2").status_code == 404


def test_the_same_adoption_sent_twice_adopts_once(scene):
    table_of(scene)
    form = scene.olivia.form(f"{PLAN}/adoption")
    assert [scene.olivia.post(f"{PLAN}/adoption", form.fields).status_code for _ in range(2)] == [303, 303]
    assert scene.sam.get(f"{PLAN}/editions/2").status_code == 404


def test_a_day_that_cannot_be_is_said_at_the_field_and_the_note_stays(scene):
    adopted(scene)
    for day, says in (
        ("2099-01-01", "still to come"),
        ("2020-01-01", "Choose that day or a later one"),
        ("", "Choose the day"),
    ):
        answer = scene.olivia.fill(f"{PLAN}/adoption", adopted_on=day, note="In the June meeting")
        assert answer.status_code == 422
        assert says in words(answer)
        assert 'value="In the June meeting"' in answer.text


def test_the_public_address_is_open_only_while_the_office_opens_it(scene):
    full(scene)
    anyone = Visitor(scene.app)
    assert anyone.get(BOARD).status_code == 404
    assert scene.olivia.get(BOARD).status_code == 404
    is_open(scene)
    answer = anyone.get(BOARD)
    assert "Agree on the practices" in words(answer)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert anyone.get("/board/board-of-nobody").status_code == 404
    assert anyone.get(f"{BOARD}/2").status_code == 404
    assert scene.olivia.fill(f"{PLAN}/public-address", is_public="no").status_code == 303
    assert anyone.get(BOARD).status_code == 404
    assert anyone.get(f"{BOARD}/1/print.pdf").status_code == 404


def test_the_public_reads_names_notes_and_questions_only_where_the_office_chose_it(scene):
    full(scene)
    changes(scene, S1B, "Only in the working copy")
    is_open(scene)
    anyone = Visitor(scene.app)
    quiet = anyone.get(BOARD).text
    for word in (
        "Ortiz",
        "Martin",
        "Nobody has time",
        "Who pays",
        "Behind",
        "Only in the working copy",
        "Comment",
    ):
        assert word not in quiet
    assert "Two days of cover" in quiet
    is_open(scene, "names", "questions")
    told = anyone.get(BOARD).text
    assert "Ana Ortiz" in told
    assert "Who pays for it?" in told
    assert "Nobody has time" not in told
    assert CODE in scene.olivia.get(f"{PLAN}/public-address").text


def test_flask_verify_names_an_edition_that_somebody_changed(scene):
    full(scene)
    run = scene.app.test_cli_runner().invoke
    assert run(verify).exit_code == 0
    with scene.app.app_context(), writing() as session:
        on_table = " ON action_edition" if db.engine.dialect.name == "postgresql" else ""
        session.execute(text(f"DROP TRIGGER action_edition_no_update{on_table}"))
        session.execute(text("UPDATE action_edition SET content = replace(content, 'Agree', 'Argue')"))
    result = run(verify)
    assert result.exit_code == 1
    assert "Action plan 1, edition 1: Its text is not what was adopted." in result.output


def test_an_edition_of_five_hundred_rows_is_read_in_a_few_queries_and_weighs_little(scene):
    table_of(scene, rows=485)
    adopts(scene)
    answer = scene.sam.browser.get(f"{PLAN}/editions/1", headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert len(answer.data) < 24_000
