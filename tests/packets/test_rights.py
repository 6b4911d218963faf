"""Nobody gets a form in a packet that they could not open by itself: when it is asked for, made, and fetched."""

from datetime import timedelta

from backstage import change, rows
from sqlalchemy import delete, update
from sqlalchemy import select as choose
from world import PLAN

from plf.database import now
from plf.models import Deputy, Packet, Person, Plan, PlanView
from tests.packets.shelf import asks, bookmarks, is_made, pages, saved, signed
from tests.pdf.reading import text

THERE = "/packets?year=1&kinds=plan&states=signed&states=open&get=print"


def test_each_one_is_offered_what_they_may_read(scene):
    scene.plan_at("submitted")
    signed(scene, ("Ada", "Baker"))
    signed(scene, ("Eve", "Evans"), evaluator=scene.id("evan"), site=2)
    for person, sentence in (
        (scene.ben, "2 forms will be in it"),
        (scene.dana, "2 forms will be in it"),
        (scene.olivia, "3 forms will be in it"),
        (scene.evan, "1 form will be in it"),
        (scene.lena, "Nothing would be in it"),
    ):
        assert sentence in person.get(THERE).text, person
    for nobody in (scene.ana, scene.chloe, scene.sam):
        page = nobody.get(THERE)
        assert page.status_code == 200
        assert "A new packet" not in page.text
        assert "Baker" not in page.text


def test_a_draft_is_its_teachers_until_it_is_shared(scene):
    scene.plan_at("drafted")
    assert "Nothing would be in it" in scene.ben.get(THERE).text
    scene.ana.post(f"{scene.plan}/comment-requests", person=scene.id("ben"))
    address = asks(scene.ben, states=["open"])
    is_made(scene)
    assert PLAN["measure"] in text(saved(scene.ben, address))
    assert "Nothing would be in it" in scene.olivia.get(THERE).text


def test_what_is_shared_no_more_is_not_handed_out_any_more(scene):
    scene.plan_at("drafted")
    scene.ana.post(f"{scene.plan}/comment-requests", person=scene.id("ben"))
    address = asks(scene.ben, states=["open"])
    is_made(scene)
    change(scene, "UPDATE comment_request SET ended_at = asked_at")
    answer = scene.ben.get(f"{address}/files/1")
    assert answer.status_code == 403
    assert "one of the forms in it is not yours to read now" in answer.text


def test_who_loses_the_right_before_the_worker_comes_gets_nothing_of_it(scene):
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    address = asks(scene.ben)
    change(scene, update(Plan).where(Plan.id == 1).values(evaluator_id=scene.id("evan")))
    is_made(scene)
    assert [label for label, _ in bookmarks(saved(scene.ben, address))] == ["Carver, Bo – Plan"]


def test_who_loses_the_right_after_it_was_made_does_not_fetch_it(scene):
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    dana, ben = asks(scene.dana), asks(scene.ben)
    is_made(scene)
    saved(scene.dana, dana)
    change(scene, delete(Deputy))
    answer = scene.dana.get(f"{dana}/files/1")
    assert answer.status_code == 403
    assert "2 of the forms in it are not yours to read now" in answer.text
    assert b"%PDF" not in answer.data
    saved(scene.ben, ben)
    change(scene, update(Plan).where(Plan.id == 1).values(evaluator_id=scene.id("evan")))
    assert scene.ben.get(f"{ben}/files/1").status_code == 403


def test_who_has_left_gets_an_empty_packet(scene):
    signed(scene, ("Ada", "Baker"))
    address = asks(scene.ben)
    change(scene, update(Person).where(Person.id == scene.id("ben")).values(is_active=False))
    is_made(scene)
    change(scene, update(Person).where(Person.id == scene.id("ben")).values(is_active=True))
    assert rows(scene, choose(Packet.documents)) == [0]
    assert pages(saved(scene.ben, address)) == 1


def test_a_packet_is_its_owners_alone(scene):
    signed(scene, ("Ada", "Baker"))
    address = asks(scene.ben)
    is_made(scene)
    for other in (scene.olivia, scene.dana, scene.lena, scene.evan):
        for path in (address, f"{address}/files/1"):
            assert other.get(path).status_code == 404
        assert other.post(f"{address}/deletion").status_code == 404
    assert scene.ben.get(f"{address}/files/2").status_code == 404
    assert saved(scene.ben, address)


def test_the_teacher_sees_that_the_office_read_and_ben_is_not_written_down(scene):
    scene.plan_at("submitted")
    signed(scene, ("Ada", "Baker"))
    ben, office = asks(scene.ben, states=["signed", "open"]), asks(scene.olivia, states=["signed", "open"])
    assert rows(scene, choose(PlanView.id)) == []
    is_made(scene)
    for person, address in ((scene.ben, ben), (scene.olivia, office)):
        saved(person, address)
    viewers = rows(scene, choose(PlanView).order_by(PlanView.plan_id))
    assert [(each.plan_id, each.person_id) for each in viewers] == [
        (1, scene.id("olivia")),
        (2, scene.id("olivia")),
    ]
    change(scene, update(PlanView).values(at=now() - timedelta(hours=2)))
    saved(scene.olivia, office)
    assert len(rows(scene, choose(PlanView.id))) == 4
    assert "Olivia Price" in scene.ana.get("/plans/1").text


def test_a_form_that_is_taken_back_meanwhile_is_missing_and_not_in(scene):
    scene.plan_at("submitted")
    signed(scene, ("Ada", "Baker"))
    address = asks(scene.ben, states=["signed", "open"])
    version = rows(scene, choose(Plan.version).where(Plan.id == 1))[0]
    scene.ana.post("/plans/1/recall", version=version)
    is_made(scene)
    packet = saved(scene.ben, address)
    assert [label for label, _ in bookmarks(packet)] == ["Baker, Ada – Plan"]
    assert PLAN["measure"] not in text(packet)
    assert "Nothing submitted yet: Draft Ortiz, Ana (plan)" in text(packet)
