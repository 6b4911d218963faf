"""Which passwords will do, and the links by which they are chosen."""

import logging
import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from visitor import Visitor
from world import PASSWORD

from plf import jobs
from plf.auth import actions
from plf.auth.forms import password_problem
from plf.database import now, writing
from plf.extensions import db
from plf.models import Invitation, Job, Person, SignIn

ANA = "ana@riverbend.example"
NEW = "seven brass lanterns humming"
ANAS = ("Ana Ortiz", "Ana", "Ortiz", ANA, "Riverbend Public Schools")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        NEW,
        "x7" * 7 + "kqpw",
        "hjw-vbe-prd-xmu",
        "🐢 slow and steady wins",
        "der Föhn weht übers Land",
        "k" + "lmfao zebra quilt" * 58,
        "Ana planted nineteen crooked maples",
        "my teacher kept three tortoises",
    ],
)
def test_long_passwords_of_any_kind_will_do(password):
    assert password_problem(password, ANAS) is None


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "15 more are needed"),
        ("fourteen chars", "1 more is needed"),
        ("x" * 1001, "at most 1,000"),
        ("a" * 20, "repeats"),
        ("abcabcabcabcabcabc", "repeats"),
        ("123456789012345", "follows"),
        ("qwertyuiopasdfghjkl", "follows"),
        ("abcdefghijklmnopqr", "follows"),
        ("passwordpassword1", "guessed first"),
        ("P@ssw0rd P@ssw0rd!", "guessed first"),
        ("Welcome Teacher 2026", "guessed first"),
        ("summer2026summer2026", "guessed first"),
        ("ana.ortiz@riverbend.example", "your own name"),
        ("AnaOrtizAnaOrtiz1", "your own name"),
        ("Riverbend Public Schools", "your own name"),
        ("riverbend-schools-1", "your own name"),
        ("correct horse battery staple", "guessed first"),
    ],
)
def test_what_is_guessed_first_will_not_do(password, sentence):
    assert sentence in password_problem(password, ANAS)


@pytest.fixture
def invited(app):
    """Ana has been invited. Gives the token of her link; her new mail can be read with `mail`."""
    with app.app_context(), writing() as session:
        person = session.get(Person, 1)
        person.password_hash = None
        return actions.invite(person, at=now())


@pytest.fixture
def mail(app, caplog):
    """Do the work that waits and give the links that were mailed (here: written to the log)."""

    def links() -> list[str]:
        caplog.clear()
        with app.app_context(), caplog.at_level(logging.WARNING):
            while jobs.work_once():
                pass
        return re.findall(r"http://127\.0\.0\.1:\d+(/choose-password/\S+)", caplog.text)

    return links


def test_ana_follows_her_invitation_and_is_signed_in(app, anyone, invited, mail):
    [link] = mail()
    assert link == f"/choose-password/{invited}"
    assert "Choose your password, Ana" in anyone.get(link).text
    assert anyone.fill(link, password=NEW).location == "/"
    assert "Ana Ortiz" in anyone.get("/").text
    assert Visitor(app, "ana").fill("/sign-in", email=ANA, password=NEW).status_code == 303


def test_the_token_is_stored_nowhere(app, invited):
    with app.app_context():
        rows = [vars(row) for kind in (Invitation, Job) for row in db.session.scalars(select(kind))]
    assert invited not in str(rows)


def test_opening_the_link_changes_nothing_and_using_it_does_so_once(app, anyone, invited):
    link = f"/choose-password/{invited}"
    for _ in range(3):
        assert anyone.get(link).status_code == 200
    assert anyone.fill(link, password=NEW).status_code == 303
    late = Visitor(app, "late")
    assert late.get(link).status_code == 410
    assert "have a new link sent" in late.page.text


def test_a_password_that_will_not_do_leaves_the_link_good(anyone, invited):
    link = f"/choose-password/{invited}"
    answer = anyone.fill(link, password="short")
    assert answer.status_code == 422
    assert "Use at least 15 characters" in answer.text
    assert "short" not in re.sub(r"<p class.*?</p>", "", answer.text)
    assert anyone.fill(link, password=NEW).status_code == 303


def test_of_two_who_use_a_link_at_the_same_moment_one_wins(app, invited):
    won, start = [], threading.Barrier(8)

    def use():
        start.wait()
        with app.app_context(), writing():
            won.append(actions.use_link(invited, at=now(), new_hash="hash") is not None)

    users = [threading.Thread(target=use) for _ in range(8)]
    for each in users:
        each.start()
    for each in users:
        each.join()
    assert won.count(True) == 1


def test_a_newer_link_replaces_the_older_ones(app, anyone, invited):
    with app.app_context(), writing() as session:
        newer = actions.invite(session.get(Person, 1), at=now())
    assert anyone.get(f"/choose-password/{invited}").status_code == 410
    assert anyone.get(f"/choose-password/{newer}").status_code == 200


@pytest.mark.parametrize(("kind", "minutes"), [("invitation", 14 * 24 * 60), ("reset", 60)])
def test_links_are_good_for_a_time(app, anyone, mail, kind, minutes):
    with app.app_context():
        with writing() as session:
            person = session.get(Person, 1)
            if kind == "invitation":
                person.password_hash = None
            link = actions.link_of(actions.new_link_for(person, at=now() - timedelta(minutes=minutes - 1)))
        assert db.session.scalar(select(Invitation.kind)) == kind
    path = link.removeprefix(app.config["BASE_URL"])
    assert anyone.get(path).status_code == 200
    with app.app_context(), writing() as session:
        session.execute(update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    assert anyone.get(path).status_code == 410


def test_an_old_link_offers_a_new_one(app, anyone, invited, mail):
    mail()
    with app.app_context(), writing() as session:
        session.execute(update(Invitation).values(expires_at=now()))
    page = anyone.get(f"/choose-password/{invited}")
    assert (page.status_code, "Send me a new one" in page.text) == (410, True)
    answer = anyone.post("/sign-in/link", email=ANA)
    assert answer.status_code == 200
    [link] = mail()
    assert anyone.get(link).status_code == 200


def test_asking_for_a_link_tells_nobody_who_is_known(anyone, mail):
    pages = [anyone.fill("/sign-in/link", email=email).text for email in (ANA, "nobody@riverbend.example")]
    assert pages[0].replace(ANA, "…") == pages[1].replace("nobody@riverbend.example", "…")
    assert len(mail()) == 1


def test_asking_again_and_again_sends_one_mail(anyone, mail):
    for _ in range(4):
        anyone.fill("/sign-in/link", email=ANA)
    assert len(mail()) == 1


def test_one_place_cannot_ask_for_everyone(anyone, mail):
    for number in range(actions.FREE["links"] + 2):
        anyone.fill("/sign-in/link", email=f"person{number}@riverbend.example")
    assert anyone.page.status_code == 429


def test_the_link_is_built_from_the_configured_address_alone(app, anyone, mail):
    anyone.browser.post(
        "/sign-in/link",
        data={"email": ANA, "csrf_token": anyone.token()},
        headers={"X-Forwarded-Host": "evil.example"},
    )
    assert anyone.browser.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
    [link] = mail()
    assert anyone.get(link).status_code == 200


def test_choosing_a_password_ends_every_session(app, scene, mail):
    scene.ana.get("/")
    helper = Visitor(app, "ana at the library")
    helper.fill("/sign-in/link", email=ANA)
    [link] = mail()
    helper.fill(link, password=NEW)
    assert scene.ana.get("/").status_code == 303
    assert helper.get("/").status_code == 200


def test_ana_changes_her_password_and_stays_signed_in_here_alone(scene):
    library = scene.arrives("ana")
    wrong = scene.ana.fill("/password", current="not this one", password=NEW)
    assert wrong.status_code == 422
    assert "That is not your password" in wrong.text
    assert scene.ana.fill("/password", current=PASSWORD, password=NEW).location == "/sign-ins"
    assert scene.ana.get("/").status_code == 200
    assert library.get("/").status_code == 303


def test_guessing_the_password_of_an_open_session_waits_too(scene):
    for _ in range(actions.FREE["both"] + 1):
        scene.ana.fill("/password", current="not this one", password=NEW)
    assert scene.ana.fill("/password", current=PASSWORD, password=NEW).status_code == 429


def test_who_has_left_gets_no_link(app, anyone, invited, mail):
    mail()
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.email == ANA).values(is_active=False))
    assert anyone.get(f"/choose-password/{invited}").status_code == 410
    anyone.fill("/sign-in/link", email=ANA)
    assert mail() == []


def test_old_things_are_swept_away(app, scene, invited):
    scene.ben.get("/")
    with app.app_context():
        with writing() as session:
            actions.keep_text(1, path="/plans/1/draft", form={}, at=now() - timedelta(days=2))
            session.execute(update(Invitation).values(expires_at=now() - timedelta(days=40)))
            session.execute(update(SignIn).values(started_at=now() - timedelta(days=200)))
        jobs.sweep()
        assert db.session.scalars(select(Invitation)).all() == []
        assert db.session.scalars(select(SignIn)).all() == []
