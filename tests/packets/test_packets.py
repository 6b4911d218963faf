"""Packets to print: the right forms in the right order, each on a front side, and a cover that says what is missing."""

import pytest
from backstage import value
from sqlalchemy import func, select
from visitor import forms
from world import PLAN

from plf.models import Packet
from tests.packets.shelf import asks, bookmarks, cover, is_made, orphans, pages, saved, signed
from tests.pdf.reading import opened, text


def has(page: str, *words: str) -> bool:
    """Whether a page says all of this, however it breaks its lines."""
    joined = " ".join(page.split())
    lacking = [each for each in words if each not in joined]
    assert not lacking, f"{lacking} not in: {joined[:3000]}"
    return True


def test_ben_prints_his_teachers_in_alphabetical_order(scene):
    signed(
        scene,
        ("Zoë", "Ångström"),
        ("Bo", "zimmer"),
        ("Ada", "Baker"),
        ("Al", "Baker"),
        ("Émile", "Évrard"),
    )
    address = asks(scene.ben)
    is_made(scene)
    packet = saved(scene.ben, address)
    assert bookmarks(packet) == [
        ("Ångström, Zoë – Plan", 1),
        ("Baker, Ada – Plan", 2),
        ("Baker, Al – Plan", 3),
        ("Évrard, Émile – Plan", 4),
        ("zimmer, Bo – Plan", 5),
    ]


def test_on_both_sides_each_form_begins_on_a_front_side(scene):
    signed(scene, ("Ada", "Baker"), pages=3)
    signed(scene, ("Bo", "Carver"), pages=2)
    signed(scene, ("Cy", "Dalton"), pages=1)
    one, both = asks(scene.ben), asks(scene.ben, duplex="yes")
    is_made(scene)
    assert pages(saved(scene.ben, one)) == 1 + 3 + 2 + 1
    packet = saved(scene.ben, both)
    assert [page for _, page in bookmarks(packet)] == [2, 6, 8]
    assert pages(packet) == 2 + 4 + 2 + 2
    assert has(cover(packet), "each form begins on a front side", "3 forms, 6 pages")


def test_the_cover_says_what_is_in_and_what_is_missing_and_why(scene):
    scene.plan_at("active")  # its copy is still being made
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    scene.ben.post("/assignments", person=scene.id("chloe"))
    address = asks(scene.ben)
    is_made(scene)
    page = cover(saved(scene.ben, address))
    assert has(page, "Plans, 2026-2027", "Made by Ben Carter", "2 forms, 2 pages", "Missing 2")
    assert has(page, "Baker, Ada Plan, revision 1 Signed", "Carver, Bo Plan, revision 1 Signed")
    assert has(page, "the signed copy is still being made Ortiz, Ana (plan)")
    assert has(page, "Nothing submitted yet: Assigned Martin, Chloë (plan)")
    assert has(page, "get the sealed originals as a ZIP")
    packet = value(scene, select(Packet))
    assert (packet.documents, packet.missing) == (2, 2)


def test_who_is_on_leave_is_missing_as_paused(scene):
    scene.plan_at("submitted")
    scene.ben.fill(f"{scene.plan}/pause", reason="On leave.")
    signed(scene, ("Ada", "Baker"))
    page = scene.ben.get("/packets?year=1&kinds=plan&states=signed&get=print").text
    assert "<strong>Paused:</strong> Ortiz, Ana (plan)" in page
    assert "On leave" not in page


def test_a_sealed_copy_is_printed_as_it_was_issued_but_for_its_seal(scene):
    scene.plan_at("active")
    scene.copies_are_made()
    copy = scene.ben.get("/plans/1/plan.pdf").data
    assert b"ETSI.CAdES.detached" in copy
    address = asks(scene.ben)
    is_made(scene)
    packet = saved(scene.ben, address)
    assert has(text(packet), text(copy))
    with opened(packet) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not any("/Annots" in page.obj for page in pdf.pages)
    assert b"CAdES" not in packet


def test_the_page_counts_before_anything_is_made(scene):
    scene.plan_at("submitted")
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    page = scene.ben.get("/packets?year=1&kinds=plan&states=signed&get=print").text
    assert "2 forms will be in it" in page
    assert "1 is missing" in page
    assert "<strong>Not signed yet: Submitted:</strong> Ortiz, Ana (plan)" in page
    piece = scene.ben.get("/packets?year=1&kinds=plan&states=signed&states=open&get=print", htmx=True).text
    assert "3 forms will be in it" in piece
    assert "<html" not in piece
    assert value(scene, select(func.count()).select_from(Packet)) == 0


def test_for_a_meeting_on_paper_there_are_drafts_and_blank_forms(scene):
    scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    address = asks(scene.ben, states=["signed", "open", "blank"])
    is_made(scene)
    packet = saved(scene.ben, address)
    assert [label for label, _ in bookmarks(packet)] == ["Martin, Chloë – Plan", "Ortiz, Ana – Plan"]
    assert has(cover(packet), "Martin, Chloë Plan Blank", "Ortiz, Ana Plan, revision 1 Not signed yet")
    assert has(text(packet), PLAN["measure"], "Draft – not signed", "To fill in by hand")


def test_blank_checkpoints_name_the_action_steps(scene):
    scene.plan_at("active")
    address = asks(scene.ben, kinds=["checkpoint"], states=["blank"])
    is_made(scene)
    assert has(text(saved(scene.ben, address)), PLAN["steps-0-what"], "To fill in by hand")


def test_a_checkpoint_that_nobody_has_begun_is_missing_and_signed_plans_that_were_not_asked_for_are_not(
    scene,
):
    signed(scene, ("Ada", "Baker"))
    page = scene.ben.get("/packets?year=1&kinds=plan&kinds=checkpoint&states=open&get=print").text
    assert "Nothing would be in it" in page
    assert "Nothing submitted yet: Active:</strong> Baker, Ada (checkpoint)" in page
    assert "Baker, Ada (plan)" not in page


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"kinds": []}, "Tick plans, checkpoints, or both."),
        ({"states": []}, "Tick at least one: signed, not signed yet, or blank."),
        ({"get": "everything"}, "Choose a PDF to print, or a ZIP for the records."),
        ({"get": "records", "states": ["open"]}, "A ZIP holds sealed originals."),
        ({"year": "99"}, "Choose one from the list for “School year”."),
        ({"site": "2"}, "Choose one from the list for “Site”."),
        ({}, "Nothing would be in this packet."),
    ],
)
def test_what_cannot_be_made_is_said_at_the_field(scene, choices, sentence):
    scene.plan_at("drafted")
    answer = scene.ben.post(
        "/packets", {"year": "1", "kinds": ["plan"], "states": ["signed"], "get": "print", **choices}
    )
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2  # in the summary, and at the field
    assert value(scene, select(func.count()).select_from(Packet)) == 0


def test_the_same_form_sent_twice_is_one_packet(scene):
    signed(scene, ("Ada", "Baker"))
    page = scene.ben.get("/packets?year=1&kinds=plan&states=signed&get=print")
    form = next(each for each in forms(page.text) if (each.action, each.method) == ("/packets", "post"))
    first, second = (scene.ben.post("/packets", form.fields) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert value(scene, select(func.count()).select_from(Packet)) == 1


def test_nobody_fills_the_disk_with_packets(scene):
    signed(scene, ("Ada", "Baker"))
    for _ in range(10):
        asks(scene.ben)
    answer = scene.ben.post("/packets", {"year": "1", "kinds": "plan", "states": "signed", "get": "print"})
    assert answer.status_code == 409
    assert "You have 10 packets" in answer.text
    assert "Delete one" in answer.text


def test_a_district_of_many_forms_comes_in_one_file_for_each_site(scene, monkeypatch):
    monkeypatch.setattr("plf.packets.jobs.MOST_IN_A_PDF", 2)
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"), ("Cy", "Dalton"), site=1)
    signed(scene, ("Di", "Evans"), site=2)
    signed(scene, ("Ed", "Frost"), site=None)
    address = asks(scene.olivia)
    is_made(scene)
    page = scene.olivia.get(address).text
    assert [name in page for name in ("Maple Street Elementary.pdf", "Oak Hill Middle School.pdf")] == [
        True,
        True,
    ]
    labels = [
        [label for label, _ in bookmarks(saved(scene.olivia, address, number))] for number in (1, 2, 3, 4)
    ]
    assert labels == [
        ["Frost, Ed – Plan"],
        ["Baker, Ada – Plan", "Carver, Bo – Plan"],
        ["Dalton, Cy – Plan"],
        ["Evans, Di – Plan"],
    ]
    assert orphans(scene) == 0


def test_more_than_can_be_looked_at_is_asked_for_site_by_site(scene, monkeypatch):
    signed(scene, ("Ada", "Baker"), site=1)
    signed(scene, ("Di", "Evans"), site=2)
    monkeypatch.setattr("plf.packets.queries.MOST_PLANS", 1)
    choice = "year=1&kinds=plan&states=signed&get=print"
    for answer in (
        scene.olivia.get(f"/packets?{choice}"),
        scene.olivia.get(f"/packets?{choice}", htmx=True),
        scene.olivia.post("/packets", {"year": "1", "kinds": "plan", "states": "signed", "get": "print"}),
    ):
        assert answer.status_code == 422
        assert "2 plans are too many for one packet. Choose one site at a time." in answer.text
    assert "1 form will be in it" in scene.olivia.get(f"/packets?{choice}&site=2").text
