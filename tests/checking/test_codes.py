"""Looking up a code: what anyone is told, what only some are told, and that nobody guesses."""

import re
from datetime import timedelta

import pytest
from visitor import Visitor
from world import PEOPLE

from plf.checking import actions
from plf.checking.forms import as_code
from plf.database import now
from plf.formats import grouped
from tests.checking.issued import a_plan, amended, code, documents, words

# The look-up is one query by a unique code; test_files asks it of both databases.
pytestmark = pytest.mark.once

NOBODYS = "0000-0000-0000-0000"
A_YEAR = timedelta(days=365)  # so that no window ends within a test


def test_a_stranger_learns_that_it_was_issued_and_not_whose_it_is(scene, anyone):
    document, _ = a_plan(scene)
    answer = anyone.get(f"/check/{code(document)}")
    assert answer.status_code == 200
    told = words(answer)
    for each in (
        "A document with this code was issued by Riverbend Public Schools after both had signed it.",
        "Professional Learning Focus plan, signed by teacher and evaluator",
        "No, this is the newest that both signed",
        grouped(document.sha256),
        grouped(document.revision.sha256),
        grouped(document.certificate),
    ):
        assert each in told
    assert re.search(r"Issued [A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d [AP]M C[DS]T", told)
    for secret in ("Ana", "Ortiz", "Ben", "Carter", "Maple", "/plans/"):
        assert secret not in answer.text


def test_only_who_may_see_it_is_told_whose_it_is(scene):
    document, _ = a_plan(scene)
    told = set()
    for name in PEOPLE:
        answer = getattr(scene, name).get(f"/check/{code(document)}")
        assert answer.status_code == 200
        if "The plan of Ana Ortiz, 2026-2027, revision 1 (PDF)" in words(answer):
            told.add(name)
            assert f"/plans/1/copies/{document.id}.pdf" in answer.text
        elif name != "chloe":
            assert "Ortiz" not in answer.text
    assert told == {"ana", "ben", "dana", "olivia"}


def test_who_signed_it_is_told_whose_it_is_after_it_was_handed_over(scene):
    document, _ = a_plan(scene)
    scene.olivia.fill("/plans/1/hand-over", who="Evan Wright", reason="A new school.")
    page = scene.ben.get(f"/check/{code(document)}")
    assert "The plan of Ana Ortiz" in words(page)
    address = re.search(r'href="(/signatures/[^"]+)"', page.text)[1]
    assert scene.ben.get(address).data.startswith(b"%PDF-")


def test_an_older_revision_says_that_there_is_a_newer_one(scene, anyone):
    a_plan(scene)
    amended(scene)
    (old, _), (new, _) = documents(scene)
    told = words(anyone.get(f"/check/{code(old)}"))
    assert "There is a newer one." in told
    assert "Superseded By a newer text, signed by both on" in told
    told = words(anyone.get(f"/check/{code(new)}"))
    assert "There is a newer one." not in told
    assert "No, this is the newest" in told


def test_a_checkpoint_is_not_newer_than_the_plan_it_looks_back_on(scene, anyone):
    scene.plan_at("closed")
    scene.copies_are_made()
    (plan, _), (checkpoint, _) = documents(scene)
    assert "No, this is the newest" in words(anyone.get(f"/check/{code(plan)}"))
    told = words(anyone.get(f"/check/{code(checkpoint)}"))
    assert "Professional Learning Focus checkpoint, signed by teacher and evaluator" in told
    assert "The checkpoint of Ana Ortiz" in words(scene.ana.get(f"/check/{code(checkpoint)}"))


@pytest.mark.parametrize(
    "typed",
    [
        "g3ns-q9d2-7kxv-4wm1",
        "G3NSQ9D27KXV4WM1",
        " G3NS Q9D2 7KXV 4WMI ",
        "g3ns\u2013q9d2\u20137kxv\u20134wml",
        "https://plf.example.org/check/G3NS-Q9D2-7KXV-4WM1",
        "https://plf.example.org/check/G3NS-Q9D2-7KXV-4WM1/",
        "\uff273NS-Q9D2-7KXV-4WM1",
    ],
)
def test_dashes_case_and_look_alikes_are_forgiven(typed):
    assert as_code(typed) == "G3NSQ9D27KXV4WM1"


@pytest.mark.parametrize(
    "typed", ["", None, "G3NS", "U3NS-Q9D2-7KXV-4WM1", "G3NS-Q9D2-7KXV-4WM1-X", "é" * 16]
)
def test_what_is_no_code_is_none(typed):
    assert as_code(typed) is None


def test_a_typed_code_leads_to_its_own_address(anyone):
    answer = anyone.get("/check?code=+0ooo-iil1-0000-0000")
    assert (answer.status_code, answer.location) == (303, "/check/0000-1111-0000-0000")


def test_what_was_typed_stays_when_it_is_no_code(anyone):
    for address, status in (("/check?code=G3NS-Q9D2", 422), ("/check/G3NS-Q9D2", 404)):
        answer = anyone.get(address)
        assert answer.status_code == status
        assert "A code has 16 letters and digits" in answer.text
        assert 'value="G3NS-Q9D2"' in answer.text
        assert 'href="#code"' in answer.text


def test_a_code_that_there_is_not_says_what_to_do(anyone):
    answer = anyone.get(f"/check/{NOBODYS}")
    assert answer.status_code == 404
    assert "Compare each letter with the paper" in answer.text
    assert f'value="{NOBODYS}"' in answer.text


def test_who_guesses_has_to_wait_and_learns_nothing_meanwhile(scene, anyone, monkeypatch):
    monkeypatch.setattr(actions, "WINDOW", A_YEAR)
    monkeypatch.setitem(actions.MOST, "code", (3, 100))
    document, _ = a_plan(scene)
    for _ in range(3):
        assert anyone.get(f"/check/{NOBODYS}").status_code == 404
    for each in (NOBODYS, code(document)):
        answer = anyone.get(f"/check/{each}")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert re.search(r"Please wait \d+ minutes?", answer.text)
    # Others, and who is signed in at the same place, go on.
    assert scene.ana.get(f"/check/{code(document)}").status_code == 200
    elsewhere = Visitor(scene.app)
    answer = elsewhere.get(f"/check/{code(document)}", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert answer.status_code == 200


def test_all_strangers_together_guess_slowly(scene, monkeypatch):
    monkeypatch.setattr(actions, "WINDOW", A_YEAR)
    monkeypatch.setitem(actions.MOST, "code", (3, 5))
    document, _ = a_plan(scene)
    tries = [
        Visitor(scene.app).get(f"/check/{NOBODYS}", environ_base={"REMOTE_ADDR": f"203.0.113.{place}"})
        for place in range(6)
    ]
    assert [each.status_code for each in tries] == [404] * 5 + [429]
    assert scene.sam.get(f"/check/{code(document)}").status_code == 200
    assert scene.sam.get(f"/check/{NOBODYS}").status_code == 404


def test_what_is_found_or_is_no_code_is_not_counted(scene, anyone, monkeypatch):
    monkeypatch.setattr(actions, "WINDOW", A_YEAR)
    monkeypatch.setitem(actions.MOST, "code", (1, 1))
    document, _ = a_plan(scene)
    for _ in range(3):
        assert anyone.get(f"/check/{code(document)}").status_code == 200
        assert anyone.get("/check/plan").status_code == 404
    assert anyone.get(f"/check/{NOBODYS}").status_code == 404
    assert anyone.get(f"/check/{NOBODYS}").status_code == 429


def test_after_ten_minutes_it_goes_on(scene):
    at, who = now(), actions.who_asks(None, "203.0.113.7")

    def wait(at):
        with scene.app.app_context():
            return actions.wait("code", who, at=at)

    for _ in range(30):
        assert wait(at) is None
        with scene.app.app_context():
            actions.count("code", who, at=at)
    assert timedelta() < wait(at) <= timedelta(minutes=10)
    assert wait(at + wait(at)) is None


def test_a_house_has_many_addresses_and_is_one_place():
    assert actions.who_asks(None, "2001:db8:1:2:3:4:5:6") == actions.who_asks(None, "2001:db8:1:2::9")
    assert actions.who_asks(None, "2001:db8:1:2::9") != actions.who_asks(None, "2001:db8:1:3::9")
    assert actions.who_asks(None, "203.0.113.7") != actions.who_asks(None, "203.0.113.8")


def test_search_engines_are_told_to_stay_out(scene, anyone):
    document, _ = a_plan(scene)
    for address in ("/check", f"/check/{code(document)}", f"/check/{NOBODYS}", "/check/certificates.pem"):
        for ask in (anyone.browser.get, anyone.browser.head):
            assert ask(address).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_certificates_can_be_fetched_by_anyone(scene, anyone):
    from cryptography import x509

    document, _ = a_plan(scene)
    answer = anyone.get("/check/certificates.pem")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert document.certificate in answer.text
    assert "PRIVATE" not in answer.text
    (certificate,) = x509.load_pem_x509_certificates(answer.data)
    assert "Riverbend" in certificate.subject.rfc4514_string()
