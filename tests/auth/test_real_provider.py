"""Signing in and signing plans with a real provider of accounts (tests/auth/real.py)."""

import re

import pytest
from sqlalchemy import select, update
from visitor import Visitor

from plf.database import writing
from plf.extensions import db
from plf.models import Identity, Person, Signature, SignIn
from tests.auth import real


@pytest.fixture(scope="module")
def provider():
    with real.running("http://127.0.0.1:8000") as running:
        yield running


@pytest.fixture
def school(app, provider, monkeypatch):
    monkeypatch.setitem(app.config, "OIDC", (provider,))
    monkeypatch.setitem(app.config, "BASE_URL", "http://127.0.0.1:8000")
    app.extensions.pop("oidc", None)
    return provider


@pytest.fixture
def browser():
    """Ana's browser, as the provider knows it."""
    opened = real.Browser()
    yield opened
    opened.session.close()


def comes_in(visitor, browser, name, there="/sign-in/with/school"):
    away = visitor.get(there).location
    return visitor.get(browser.comes_back(away, name, "http://127.0.0.1:8000"))


def proof_is_old(app):
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(proved_at=None))


def one(app, question):
    with app.app_context():
        return db.session.scalars(question).one()


def test_ana_signs_in_and_who_is_not_vouched_for_or_not_here_does_not(app, school, browser):
    ana = Visitor(app, "ana")
    assert comes_in(ana, browser, "ana").location == "/"
    assert "Ana Ortiz" in ana.get("/").text
    assert one(app, select(Identity)).subject == "ana"
    for name, sentence in (("sam", "does not vouch"), ("nobody", "nobody on the district’s list")):
        other = real.Browser()
        answer = comes_in(Visitor(app), other, name)
        assert (answer.status_code, sentence in answer.text) == (403, True)
        other.session.close()


def test_a_new_sign_in_there_is_proof_and_what_was_typed_stays(app, scene, school, browser):
    plan = scene.plan_at("evaluator_signed")
    ana = Visitor(app, "ana")
    comes_in(ana, browser, "ana")
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == 1).values(password_hash=None))
    proof_is_old(app)
    page = f"{plan}/teacher-signature"
    assert "Sign in again with School" in ana.get(page).text
    form = ana.form(page)
    typed = [(name, value) for name, value in form.fields if name not in ("response", "password")]
    led = ana.post(f"/prove/school?back={page}", [*typed, ("response", "I will read aloud daily.")])
    on = led.headers["Refresh"].partition("url=")[2]
    assert on.startswith("/prove/school?")
    before = browser.asked_for_name
    back = comes_in(ana, browser, "ana", on).location
    assert browser.asked_for_name == before + 1, "she had to give her password there again"
    assert "I will read aloud daily." in ana.get(back).text
    assert "Your password" not in ana.page.text
    assert ana.fill(back, action=page).status_code == 303
    assert "signed by both of you" in ana.follow().text
    signature = one(app, select(Signature).where(Signature.person_id == 1))
    assert (signature.proof, signature.response) == ("a new sign-in at School", "I will read aloud daily.")


def test_another_persons_account_proves_nothing(app, scene, school, browser):
    ana = Visitor(app, "ana")
    comes_in(ana, browser, "ana")
    proof_is_old(app)
    answer = comes_in(ana, browser, "ben", "/prove/school?back=/my-plan")
    assert answer.status_code == 403
    assert "with another person’s account" in answer.text
    assert re.search(r'href="/my-plan', answer.text)
    assert one(app, select(SignIn.proved_at).where(SignIn.person_id == 1)) is None
    assert one(app, select(Identity.person_id)) == 1, "and Ben’s account is not connected by it"
