"""A plan's way into the library and out again, step by step, as Ana and Olivia take it."""

import pytest
from backstage import at_once, ready
from collisions import ROUNDS
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from plf.database import writing
from plf.exemplars import queries
from plf.extensions import db
from plf.models import Exemplar, ExemplarConsent, ExemplarEvent, Notice
from plf.rules import Refusal
from tests.exemplars import shelf
from tests.exemplars.shelf import HERS, done


def exemplar(scene) -> Exemplar:
    with scene.app.app_context():
        return db.session.scalar(select(Exemplar))


def refused_to_readers(scene) -> int:
    with scene.app.app_context():
        try:
            queries.read(db.session.scalar(select(Exemplar.id)))
        except Refusal as refusal:
            return refusal.status
        return 200


def told(scene, name: str) -> list[str]:
    """What this person was told of exemplars, in order."""
    with scene.app.app_context():
        kinds = select(Notice.kind).where(
            Notice.person_id == scene.id(name), Notice.kind.startswith("exemplar")
        )
        return list(db.session.scalars(kinds.order_by(Notice.id)))


def test_a_plan_goes_into_the_library_and_out_again(scene):
    page = shelf.offered(scene, named=True)
    hers = scene.ana.get(HERS).text
    for words in (
        "Ms. Ortiz",
        "Mr. Carter",
        "Maple Street",
        "a student named Timmy",
        "ana@riverbend.example",
    ):
        assert f"“{words}”" in hers
        assert f"<mark>{words}</mark>" in hers
    assert refused_to_readers(scene) == 404

    shelf.looked_over(scene, page)
    done(scene.olivia.fill(page, f"{page}/consent-request"))
    done(scene.ana.fill(HERS, f"{HERS}/consent"))
    done(scene.olivia.fill(page, f"{page}/notes", fields={"note-focus": "It names one thing, and only one."}))
    done(scene.olivia.fill(page, f"{page}/publication"))

    shown = exemplar(scene)
    assert shown.text["why"] == "[evaluator] saw it at [school]: a student never spoke. Write to [e-mail]."
    assert shown.text["area"].endswith("fewer waiting for [teacher] to talk.")
    assert shown.indicators == [
        {"number": "9", "title": "Involves All Learners", "domain": "Instructional Effectiveness"},
        {"number": "13", "title": "Monitors", "domain": "Instructional Effectiveness"},
    ]
    assert shown.notes == {"focus": "It names one thing, and only one."}
    assert refused_to_readers(scene) == 200
    assert told(scene, "ana") == ["exemplar_consent_asked", "exemplar_published"]
    assert told(scene, "olivia") == ["exemplar_offered", "exemplar_agreed"]

    done(scene.ana.fill(HERS, f"{HERS}/withdrawal"))
    assert refused_to_readers(scene) == 410
    assert told(scene, "olivia")[-1] == "exemplar_taken_back"
    assert "Only the teacher can offer it again." in scene.olivia.get(page).text
    assert scene.olivia.post(f"{page}/return").status_code == 409
    with scene.app.app_context():
        happened = db.session.execute(
            select(ExemplarEvent.role, ExemplarEvent.action).order_by(ExemplarEvent.id)
        )
        assert [" ".join(row) for row in happened] == [
            "teacher offer",
            "office replace",
            "office change",
            "office ask_consent",
            "teacher consent",
            "office write_notes",
            "office publish",
            "teacher withdraw",
        ]


def test_who_was_reading_copying_or_printing_it_when_it_was_withdrawn_is_told(scene):
    shelf.published(scene)
    here = f"/exemplars/{exemplar(scene).id}"
    done(scene.chloe.post(f"{here}/folder"))
    scene.ben.post("/assignments", person=scene.id("chloe"))
    taking = scene.chloe.form(f"{here}/start")
    done(scene.ana.fill(HERS, f"{HERS}/withdrawal"))
    for address in (here, f"{here}/exemplar.pdf", f"{here}/start"):
        answer = scene.chloe.get(address)
        assert answer.status_code == 410
        assert "This exemplar was withdrawn" in answer.text
    taken = scene.chloe.post(taking.action or f"{here}/start", [*taking.fields, ("section", "goal")])
    assert taken.status_code == 410
    assert shelf.ABOUT["title"] not in scene.chloe.get("/exemplars/folder").text
    assert shelf.ABOUT["title"] not in scene.chloe.get("/exemplars?words=reasoning").text


def test_nothing_is_published_without_a_yes_to_exactly_that_text(scene):
    page = shelf.asked(scene)
    assert scene.olivia.post(f"{page}/publication", version=exemplar(scene).version).status_code == 409
    read_before = scene.ana.form(HERS, f"{HERS}/consent")

    done(scene.olivia.fill(f"{page}/text", summary="One word more."))
    answer = scene.ana.post(f"{HERS}/consent", read_before.fields)
    assert answer.status_code == 409
    assert "in the making" in answer.text
    done(scene.olivia.fill(page, f"{page}/consent-request"))
    answer = scene.ana.post(
        f"{HERS}/consent", [*read_before.fields[:1], ("sha256", dict(read_before.fields)["sha256"])]
    )
    assert answer.status_code == 409
    assert "your yes was not taken" in answer.text

    done(scene.ana.fill(HERS, f"{HERS}/consent"))
    done(scene.olivia.fill(page, f"{page}/publication"))
    done(scene.olivia.fill(f"{page}/text", summary="Another word."))
    assert refused_to_readers(scene) == 404, "a changed text leaves the library until it is agreed to"
    assert scene.olivia.post(f"{page}/publication", version=exemplar(scene).version).status_code == 409


def test_saying_yes_twice_is_saying_it_once_and_taking_it_back_twice_as_well(scene):
    page = shelf.agreed(scene)
    done(scene.ana.post(f"{HERS}/consent", sha256=exemplar(scene).sha256))
    with scene.app.app_context():
        assert len(db.session.scalars(select(ExemplarConsent)).all()) == 1
    assert told(scene, "olivia").count("exemplar_agreed") == 1
    read_before = scene.olivia.form(page, f"{page}/publication")
    for _ in range(2):
        done(scene.ana.post(f"{HERS}/withdrawal"))
    answer = scene.olivia.post(read_before.action, read_before.fields)
    assert answer.status_code == 409
    assert refused_to_readers(scene) == 404
    with scene.app.app_context():
        assert db.session.scalar(select(ExemplarConsent.withdrawn_at)) is not None


@pytest.mark.postgres
def test_two_at_the_same_moment(scene, database):
    page = shelf.asked(scene)
    here, there = scene.ana, scene.arrives("ana")
    consents = [ready(each, HERS, f"{HERS}/consent") for each in (here, there)]
    database.mark()
    for _ in range(ROUNDS):
        database.rewind()
        assert [answer.status_code for answer in at_once(*consents)] == [303, 303]
        with scene.app.app_context():
            assert len(db.session.scalars(select(ExemplarConsent)).all()) == 1
        published, taken_back = at_once(
            ready(scene.olivia, page, f"{page}/publication"), ready(here, HERS, f"{HERS}/withdrawal")
        )
        assert taken_back.status_code == 303
        assert published.status_code in (303, 409)
        assert refused_to_readers(scene) in (404, 410), "whoever was first, it is withdrawn"


@pytest.mark.once
def test_words_that_were_found_wait_for_a_decision_and_are_asked_about_once(scene):
    page = shelf.offered(scene)
    done(
        scene.ana.fill(f"{HERS}/text", fields={**shelf.ABOUT, "support": "I talk with Henderson each week."})
    )
    answer = scene.olivia.fill(page, f"{page}/consent-request")
    assert answer.status_code == 422
    assert "One found word waits for a decision" in answer.text
    answer = scene.olivia.fill(page, f"{page}/words", fields={"what-0": "replace", "put-0": "y" * 201})
    assert answer.status_code == 422
    assert "y" * 201 in answer.text
    done(scene.olivia.fill(page, f"{page}/words", fields={"what-0": "stays"}))
    assert "/words" not in scene.olivia.get(page).text
    done(scene.olivia.fill(page, f"{page}/consent-request"))
    assert "“Henderson” stays" in scene.ana.get(HERS).text


@pytest.mark.once
def test_a_note_that_names_somebody_is_not_kept_and_not_lost(scene):
    page = shelf.offered(scene)
    note = "Ana says in one line what others say in ten."
    answer = scene.olivia.fill(page, f"{page}/notes", fields={"note-goal": note})
    assert answer.status_code == 422
    assert "says “Ana”" in answer.text
    assert note in answer.text
    assert exemplar(scene).notes == {}


def test_the_office_asks_and_the_teacher_says_no(scene):
    scene.plan_at("active")
    done(scene.olivia.fill("/plans/1/exemplar", "/plans/1/exemplar/ask"))
    assert told(scene, "ana") == ["exemplar_asked_for"]
    assert exemplar(scene).text == {}, "no text is taken before its teacher offers it"
    page = shelf.office_page(scene)
    assert "Waiting for the teacher’s answer" in scene.olivia.get(page).text
    done(scene.ana.fill(HERS, f"{HERS}/withdrawal"))
    assert scene.olivia.post(f"{page}/return").status_code == 409
    assert scene.olivia.post("/plans/1/exemplar/ask").status_code == 409
    done(scene.ana.fill(HERS, f"{HERS}/return"))
    assert exemplar(scene).text["measure"].startswith("A tally"), "she thought better of it"


@pytest.mark.once
def test_the_checkpoint_goes_with_the_plan_when_both_have_signed_it(scene):
    page = shelf.published(scene, "closed")
    shown = exemplar(scene)
    assert shown.checkpoint["shows"].startswith("The tally rose")
    assert shown.checkpoint["steps"][0]["step"] == shown.text["steps"][0]["what"]
    assert "The tally rose" in scene.olivia.get(page).text


def test_somebody_who_was_faster_is_not_written_over(scene):
    page = shelf.offered(scene)
    form = scene.olivia.form(f"{page}/text")
    done(scene.ana.fill(f"{HERS}/text", area="What I wrote meanwhile."))
    slow = [(name, "What Olivia typed." if name == "area" else value) for name, value in form.fields]
    answer = scene.olivia.post(form.action, slow)
    assert answer.status_code == 409
    assert "What" in answer.text
    assert "meanwhile." in answer.text
    assert "What Olivia typed.</textarea>" in answer.text
    assert exemplar(scene).text["area"] == "What I wrote meanwhile."


def test_the_office_writes_one_and_nobody_has_to_agree(scene):
    fields = {
        **shelf.ABOUT,
        "indicators": ["9"],
        "area": "Questions worth arguing about.",
        "statement": "By May each class argues about one question a day.",
        "measure": "A tally in ten lessons.",
        "steps-0-what": "Collect the questions of a week.",
    }
    done(scene.olivia.fill("/exemplars/office/new", "/exemplars/office", fields=fields))
    page = scene.olivia.page.location
    done(scene.olivia.fill(page, f"{page}/publication"))
    assert refused_to_readers(scene) == 200
    assert exemplar(scene).indicators[0]["title"] == "Involves All Learners"
    answer = scene.olivia.fill(page, f"{page}/withdrawal", reason="x" * 700)
    assert answer.status_code == 422
    assert "x" * 700 in answer.text
    done(scene.olivia.fill(page, f"{page}/withdrawal"))
    assert refused_to_readers(scene) == 410
    done(scene.olivia.fill(page, f"{page}/return"))


@pytest.mark.once
def test_what_does_not_fit_is_named_at_its_field_and_stays(scene):
    page = shelf.offered(scene)
    answer = scene.olivia.fill(f"{page}/text", fields={"title": "x" * 200, "area": "Kept."})
    assert answer.status_code == 422
    assert "The title is 50 characters too long" in answer.text
    assert "Kept.</textarea>" in answer.text
    answer = scene.olivia.fill(f"{page}/text", fields={"subject": "Astrology"})
    assert "Choose one from the list" in answer.text
    assert scene.olivia.fill(page, f"{page}/consent-request").status_code == 422, "it has no title"


def test_a_yes_and_what_happened_cannot_be_changed_in_the_database(scene):
    shelf.agreed(scene)
    done(scene.ana.post(f"{HERS}/withdrawal"))
    for change in (
        "UPDATE exemplar_consent SET given_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE exemplar_consent SET withdrawn_at = NULL",
        "DELETE FROM exemplar_consent",
        "UPDATE exemplar_event SET action = 'nothing'",
        "DELETE FROM exemplar_event",
    ):
        with (
            scene.app.app_context(),
            pytest.raises(DBAPIError, match="does not change"),
            writing() as session,
        ):
            session.execute(text(change))
