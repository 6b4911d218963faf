"""Signing in and out, and guessing: who gets in, who waits, and what a session is."""

import re
import threading
from datetime import timedelta

import pytest
from action_world import PLAN, table_of
from sqlalchemy import select, update
from visitor import Visitor
from world import PASSWORD

from plf.auth import actions, queries
from plf.database import now, writing
from plf.extensions import db
from plf.models import FailedTry, Person, SignIn

pytestmark = pytest.mark.postgres

ANA = "ana@riverbend.example"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def tries(visitor: Visitor, email=ANA, password="not the right one at all", **more):
    """Send the sign-in form."""
    token = visitor.token()
    visitor.page = visitor.browser.post(
        "/sign-in", data={"email": email, "password": password, "csrf_token": token, **more}, **visitor.place
    )
    return visitor.page


@pytest.fixture
def stranger(anyone):
    """Someone at an address where nobody of the district has signed in before."""
    anyone.place = {"environ_overrides": ELSEWHERE}
    return anyone


@pytest.fixture
def ana(app):
    """Ana at a browser of her own, before she signs in."""
    visitor = Visitor(app, "ana")
    visitor.place = {}
    return visitor


def all_in(app, question) -> list:
    with app.app_context():
        return list(db.session.scalars(question))


def test_ana_signs_in_and_sees_her_name(ana):
    answer = ana.fill("/sign-in", email=" ANA@Riverbend.example ", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Ana Ortiz" in ana.get("/").text


def test_a_page_asks_for_sign_in_and_leads_there_afterwards(ana):
    assert ana.get("/sign-ins?from=mail").status_code == 303
    ana.page = ana.fill(ana.page.location, action="/sign-in", email=ANA, password=PASSWORD)
    assert ana.page.location == "/sign-ins?from=mail"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(ana):
    pages = [tries(ana).text, tries(ana, email="nobody@riverbend.example").text]
    without_what_was_typed = [re.sub(r'value="[^"]*"', "", page) for page in pages]
    assert ana.page.status_code == 422
    assert "do not belong together" in pages[0]
    assert without_what_was_typed[0] == without_what_was_typed[1]


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("", PASSWORD, "Enter your e-mail address, like name@example.org."),
        ("ana", PASSWORD, "Enter your e-mail address, like name@example.org."),
        ("ana\0@riverbend.example", PASSWORD, "Enter your e-mail address, like name@example.org."),
        ("a" * 250 + "@riverbend.example", PASSWORD, "Enter your e-mail address, like name@example.org."),
        (ANA, "", "Enter your password."),
        (ANA, "x" * 1001, "That is longer than any password here."),
    ],
)
def test_what_does_not_fit_gets_a_sentence(ana, email, password, sentence):
    answer = tries(ana, email=email, password=password)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert PASSWORD not in answer.text


def test_who_has_left_cannot_sign_in_and_is_signed_out_at_once(app, scene):
    assert scene.ana.get("/").status_code == 200
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.email == ANA).values(is_active=False))
    assert scene.ana.get("/").status_code == 303
    assert "do not belong together" in scene.ana.fill("/sign-in", email=ANA, password=PASSWORD).text


def test_no_two_sessions_share_a_cookie_and_none_is_stored(app, scene):
    first = scene.ana.browser.get_cookie("plf").value
    again = scene.arrives("ana").browser.get_cookie("plf").value
    assert first != again
    stored = all_in(app, select(SignIn.cookie_hash))
    assert len(set(stored)) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in stored)


def test_a_session_that_was_there_before_sign_in_is_not_taken_over(app, ana):
    ana.fill("/sign-in", email=ANA, password=PASSWORD)
    old = ana.browser.get_cookie("plf").value
    # It runs out and she signs in again: what another had seen of the cookie before is worth nothing now.
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(used_at=now() - timedelta(hours=5)))
    ana.fill("/sign-in", email=ANA, password=PASSWORD)
    thief = Visitor(app, "thief")
    thief.browser.set_cookie("plf", old)
    assert thief.get("/sign-ins").status_code == 303
    assert ana.get("/sign-ins").status_code == 200


def test_signing_out_ends_the_session_clears_the_browser_and_keeps_nothing(app, scene):
    scene.ana.get("/")
    assert "no-store" in scene.ana.page.headers["Cache-Control"]
    cookie = scene.ana.browser.get_cookie("plf").value
    answer = scene.ana.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "You are signed out" in scene.ana.follow().text
    thief = Visitor(app, "thief")
    thief.browser.set_cookie("plf", cookie)
    assert thief.get("/").status_code == 303


def test_a_link_cannot_sign_anyone_out(scene):
    assert scene.ana.browser.get("/sign-out").status_code == 405
    scene.ana.browser.post("/sign-out")  # from a page of somebody else, without the token
    assert scene.ana.get("/").status_code == 200


@pytest.mark.parametrize(
    ("idle", "old", "status"),
    [(3, 11, 200), (5, 5, 303), (1, 13, 303)],
    ids=["in use", "idle for five hours", "begun thirteen hours ago"],
)
def test_sessions_end_by_themselves(app, scene, idle, old, status):
    assert scene.ana.get("/").status_code == 200
    with app.app_context(), writing() as session:
        session.execute(
            update(SignIn).values(
                used_at=now() - timedelta(hours=idle), started_at=now() - timedelta(hours=old)
            )
        )
    assert scene.ana.get("/").status_code == status


def test_the_use_of_a_session_is_noted_every_five_minutes_and_not_more_often(app, scene):
    scene.ana.get("/")
    before = all_in(app, select(SignIn.used_at))
    scene.ana.get("/")
    assert all_in(app, select(SignIn.used_at)) == before
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(used_at=now() - timedelta(minutes=6)))
    scene.ana.get("/")
    assert all_in(app, select(SignIn.used_at))[0] > now() - timedelta(minutes=1)


def test_what_an_open_page_asks_by_itself_keeps_nobody_signed_in(app, scene):
    table_of(scene)
    assert scene.ben.get("/").status_code == 200
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(used_at=now() - timedelta(minutes=6)))
    before = all_in(app, select(SignIn.used_at))
    assert scene.ben.get(f"{PLAN}/changes-since/0").status_code == 200
    assert all_in(app, select(SignIn.used_at)) == before


HOSTILE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example",
    " //evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "evil.example",
    "//[::1",
    "/%0d%0aSet-Cookie:x=1\r\nX: y",
    "/a b",
    "/" + "a" * 600,
    "",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_sign_in_leads_nowhere_but_to_this_site(ana, hostile):
    answer = tries(ana, password=PASSWORD, next=hostile)
    assert (answer.status_code, answer.location) == (303, "/")


def test_an_encoded_address_stays_on_this_site(ana):
    assert tries(ana, password=PASSWORD, next="/%2f%2fevil.example").location.startswith("/%2f")


def test_guessing_waits_longer_each_time_and_the_password_is_not_even_looked_at(stranger):
    answers = [tries(stranger) for _ in range(actions.FREE["both"] + 1)]
    assert [each.status_code for each in answers] == [422] * 5
    waiting = tries(stranger, password=PASSWORD)
    assert waiting.status_code == 429
    assert 1 <= int(waiting.headers["Retry-After"]) <= 15
    assert "Please wait 15 seconds" in waiting.text or "Please wait 14 seconds" in waiting.text
    assert "plf" in str(stranger.browser.get_cookie("plf"))
    assert stranger.get("/").status_code == 303, "the right password does not help while waiting"


def test_the_wait_grows_to_a_quarter_of_an_hour(app):
    waits, at = [], now()
    for _ in range(14):
        with app.app_context(), writing():
            wait = actions.count_try("x@riverbend.example", "203.0.113.9", at=at)
        if wait:
            waits.append(wait.total_seconds())
            at += wait
            with app.app_context(), writing():
                actions.count_try("x@riverbend.example", "203.0.113.9", at=at)
    assert waits[:5] == [15, 30, 60, 120, 240]
    assert max(waits) == 900


def test_guessers_do_not_lock_ana_out_of_the_place_where_she_works(app, ana):
    ana.fill("/sign-in", email=ANA, password=PASSWORD)
    guesser = Visitor(app, "guesser")
    for number in range(actions.FREE["email"] + 5):
        guesser.place = {"environ_overrides": {"REMOTE_ADDR": f"203.0.113.{number + 1}"}}
        tries(guesser)
    assert guesser.page.status_code == 429, "whoever is new must wait"
    again = Visitor(app, "ana")
    again.place = {}
    assert tries(again, password=PASSWORD).status_code == 303


def test_of_many_guesses_at_the_same_moment_only_the_free_ones_are_looked_at(app):
    looked_at, start = [], threading.Barrier(16)

    def guess():
        start.wait()
        with app.app_context(), writing():
            looked_at.append(actions.count_try(ANA, "203.0.113.9", at=now()) is None)

    guessers = [threading.Thread(target=guess) for _ in range(16)]
    for each in guessers:
        each.start()
    for each in guessers:
        each.join()
    assert looked_at.count(True) == actions.FREE["both"] + 1


def test_the_right_password_makes_the_count_start_anew(app, stranger):
    for _ in range(3):
        tries(stranger)
    assert tries(stranger, password=PASSWORD).status_code == 303
    assert [each.count for each in all_in(app, select(FailedTry)) if each.count] == [3, 3], (
        "the tries that failed still count for the address and the place"
    )


def test_a_try_is_forgotten_after_a_day(app, stranger):
    for _ in range(8):
        tries(stranger)
    assert stranger.page.status_code == 429
    with app.app_context(), writing() as session:
        session.execute(update(FailedTry).values(last_at=now() - timedelta(hours=25), next_at=now()))
    assert tries(stranger).status_code == 422


def test_a_hash_of_older_times_is_made_anew(app, ana):
    from argon2 import PasswordHasher

    with app.app_context(), writing() as session:
        weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
        session.execute(update(Person).where(Person.email == ANA).values(password_hash=weak))
    assert tries(ana, password=PASSWORD).status_code == 303
    assert "m=19456,t=2,p=1" in all_in(app, select(Person.password_hash).where(Person.email == ANA))[0]


def test_an_accent_is_the_same_password_on_every_keyboard(app, ana):
    with app.app_context(), writing() as session:
        composed = actions.hashed("quatre caf\u00e9s noirs")
        session.execute(update(Person).where(Person.email == ANA).values(password_hash=composed))
    assert tries(ana, password="quatre cafe\u0301s noirs").status_code == 303


def test_proof_is_fresh_for_a_quarter_of_an_hour(app, scene):
    scene.ana.get("/")
    with app.app_context():
        person = db.session.scalar(select(Person).where(Person.email == ANA))
        assert not queries.fresh_proof(person, now())
        person.sign_in = db.session.scalar(select(SignIn))
        assert queries.fresh_proof(person, now())
        assert not queries.fresh_proof(person, now() + timedelta(minutes=15))


def test_ana_sees_where_she_is_signed_in_and_ends_the_others(app, scene):
    library = scene.arrives("ana")
    page = scene.ana.get("/sign-ins")
    assert page.text.count("End this one") == 1
    other = re.search(r'name="end" value="(\d+)"', page.text).group(1)
    assert scene.ana.post("/sign-ins", end=other).status_code == 303
    assert library.get("/").status_code == 303

    library, cafe = scene.arrives("ana"), scene.arrives("ana")
    scene.ana.post("/sign-ins", end="others")
    assert (library.get("/").status_code, cafe.get("/").status_code) == (303, 303)
    assert scene.ana.get("/").status_code == 200


def test_nobody_ends_the_session_of_another(app, scene):
    scene.ana.get("/")
    number = all_in(app, select(SignIn.id).join(SignIn.person).where(Person.email == ANA))[0]
    scene.sam.post("/sign-ins", end=str(number))
    assert scene.ana.get("/").status_code == 200


def test_loading_the_signed_in_person_takes_one_query(app, scene):
    from sqlalchemy import event

    scene.ana.get("/")
    asked = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *it: asked.append(it[2]))
    scene.ana.get("/signed-in")
    assert len([each for each in asked if "FROM sign_in" in each]) == 1
    assert len([each for each in asked if each.startswith("SELECT")]) <= 2, "and at most one for the district"
