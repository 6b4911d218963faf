"""An earlier evaluator keeps the documents they signed, and nothing else of the plan."""

from backstage import change, signatures

REASON = "Ben Carter moves to the district office."


def handed_over(scene, at: str) -> str:
    plan = scene.plan_at(at)
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason=REASON)
    return plan


def test_ben_finds_what_he_signed_and_prints_it(scene):
    handed_over(scene, "active")
    assert 'href="/signed"' in scene.ben.get("/").text
    page = scene.ben.get("/signed").text
    assert "Ana Ortiz" in page
    assert "Plan, revision 1" in page
    assert scene.ben.get("/signatures/1/document.pdf").status_code == 303  # it is being made
    scene.copies_are_made()
    answer = scene.ben.get("/signatures/1/document.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")


def test_who_signed_nothing_elsewhere_is_led_nowhere(scene):
    scene.plan_at("active")
    assert 'href="/signed"' not in scene.ben.get("/").text  # it is his plan still
    assert 'href="/signed"' not in scene.evan.get("/").text
    assert "Nothing here" in scene.ben.get("/signed").text


def test_a_signature_that_was_superseded_by_the_hand_over_is_kept_and_says_so(scene):
    handed_over(scene, "evaluator_signed")
    assert "revision 1 (handed over)" in scene.ben.get("/signed").text
    assert scene.ben.get("/signatures/1/document.pdf").status_code == 200


def test_nobody_else_opens_it_by_its_number(scene):
    handed_over(scene, "active")
    for who in (scene.evan, scene.olivia, scene.lena, scene.sam, scene.chloe, scene.dana, scene.ana):
        assert who.get("/signatures/1/document.pdf").status_code == 404
    assert scene.ben.get("/signatures/99/document.pdf").status_code == 404


def test_what_is_signed_later_is_not_in_it(scene):
    plan = handed_over(scene, "evaluator_signed")
    scene.evan.fill(f"{plan}/review", f"{plan}/evaluator-signature")
    scene.ana.fill(f"{plan}/teacher-signature")
    document = of_signature(scene, 1)
    assert [(each["role"], each["name"]) for each in document["signatures"]] == [("evaluator", "Ben Carter")]
    assert document["status"] == "draft"


def test_what_the_teacher_signed_on_it_is_in_it(scene):
    handed_over(scene, "active")
    document = of_signature(scene, 1)
    assert [each["name"] for each in document["signatures"]] == ["Ben Carter", "Ana Ortiz"]
    assert document["status"] == "signed"
    assert document["fingerprint"]


def test_every_print_names_the_evaluator_of_its_time(scene):
    plan = handed_over(scene, "evaluator_signed")
    assert printed(scene)["evaluator"] == "Evan Wright"  # to be signed by him
    scene.evan.fill(f"{plan}/review", f"{plan}/evaluator-signature")
    scene.ana.fill(f"{plan}/teacher-signature")
    assert (printed(scene)["evaluator"], printed(scene)["status"]) == ("Evan Wright", "signed")
    assert of_signature(scene, 1)["evaluator"] == "Ben Carter"


def test_a_deputy_keeps_what_they_signed_when_their_days_are_over(scene):
    plan = scene.plan_at("reviewed")
    scene.dana.fill(f"{plan}/review", f"{plan}/evaluator-signature")
    assert signatures(scene)[0].person_id == scene.id("dana")
    assert "Nothing here" in scene.dana.get("/signed").text
    change(scene, "DELETE FROM deputy")
    assert scene.dana.get(plan).status_code == 404
    assert "Ana Ortiz" in scene.dana.get("/signed").text
    assert scene.dana.get("/signatures/1/document.pdf").status_code == 200


def of_signature(scene, number: int) -> dict:
    from plf.documents.queries import document_of_signature
    from plf.extensions import db
    from plf.models import Signature

    with scene.app.app_context():
        return document_of_signature(db.session.get(Signature, number))


def printed(scene) -> dict:
    from plf.documents.queries import document_of
    from plf.extensions import db
    from plf.models import Person
    from plf.people.queries import today_here
    from plf.plans.queries import find

    with scene.app.app_context():
        return document_of(find(1, db.session.get(Person, 1), on=today_here()))
