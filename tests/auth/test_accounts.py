"""Signing in with an account elsewhere: what is believed, what is not, and whose an account is."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import time
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update
from visitor import Visitor
from world import PASSWORD, QUICK

from plf.auth import actions, provider
from plf.database import now, writing
from plf.extensions import db
from plf.models import Identity, Person, SignIn, UsedAnswer
from tests.auth import forger as forging

HERE = "school"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("plf.auth.actions._hasher", QUICK)


@pytest.fixture(scope="module")
def forgers():
    with forging.running() as forger:
        yield forger


@pytest.fixture
def forger(app, forgers, monkeypatch):
    """The provider that the site is set up with: a button "Sign in with School"."""
    forgers.begin()
    forgers.provider = provider.Provider(HERE, "School", forgers.issuer, forging.CLIENT, "a secret")
    monkeypatch.setitem(app.config, "OIDC", (forgers.provider,))
    app.extensions.pop("oidc", None)
    return forgers


@pytest.fixture
def ana(app):
    return Visitor(app, "ana")


def goes_there(visitor, address="/sign-in"):
    """Press the button on a page; answers where the browser is sent."""
    found = re.search(rf'href="(/sign-in/with/{HERE}[^"]*)"', visitor.get(address).text)
    return visitor.get(found.group(1).replace("&amp;", "&")).location


def signs_in(visitor, forger, address="/sign-in"):
    return visitor.get(forger.comes_back(goes_there(visitor, address)))


def is_in(visitor) -> bool:
    return visitor.get("/sign-ins").status_code == 200


def all_in(app, question) -> list:
    with app.app_context():
        return list(db.session.scalars(question))


@pytest.mark.postgres
def test_ana_signs_in_with_her_school_account_and_the_next_time_is_known_by_it(app, ana, forger):
    assert signs_in(ana, forger, "/sign-in?next=/strategy").location == "/strategy"
    assert "Ana Ortiz" in ana.get("/").text
    [known] = all_in(app, select(Identity))
    assert (known.subject, known.person_id) == ("ana-1", 1)
    forger.claims = {"email": "ana.married@riverbend.example", "email_verified": False}
    again = Visitor(app, "ana")
    assert signs_in(again, forger).location == "/"
    assert "Ana Ortiz" in again.get("/").text


NOT_BELIEVED = {
    "signed with another key": {"sign": "with_another_key"},
    "not signed": {"sign": "unsigned"},
    "signed with the public key as a secret": {"sign": "with_the_public_key_as_secret"},
    "of another issuer": {"iss": "https://elsewhere.example"},
    "for another site": {"aud": "somebody else"},
    "for two, and used by the other": {"aud": [forging.CLIENT, "x"], "azp": "x"},
    "too old": {"exp": int(time()) - 60},
    "of tomorrow": {"iat": int(time()) + 86400},
    "without a nonce": {"nonce": None},
    "with the nonce of another answer": {"nonce": "used before"},
    "without a subject": {"sub": None},
    "with a subject that is no text": {"sub": 7},
}


@pytest.mark.parametrize("what", NOT_BELIEVED)
def test_an_answer_is_not_believed(app, ana, forger, what):
    claims = dict(NOT_BELIEVED[what])
    forger.sign = getattr(forger, claims.pop("sign", "honestly"))
    forger.claims = claims
    answer = signs_in(ana, forger)
    assert answer.status_code == 403
    assert "could not be checked, so it is not believed" in answer.text
    assert not is_in(ana)
    assert all_in(app, select(Identity)) == []


def test_an_answer_counts_once_and_only_where_it_was_asked_for(app, ana, forger):
    away = goes_there(ana)
    cookie = ana.browser.get_cookie("plf").value
    back = forger.comes_back(away)
    thief = Visitor(app, "thief")
    assert "not asked for from this browser" in thief.get(back).text
    assert ana.get(back).status_code == 303
    assert "was used before" in ana.get(back).text
    copied = Visitor(app, "a copy of the cookie")
    copied.browser.set_cookie("plf", cookie)
    answer = copied.get(forger.comes_back(away))
    assert answer.status_code == 403
    assert "was used before" in answer.text
    assert not is_in(copied)


def test_a_code_of_another_sign_in_does_not_fit(app, ana, forger):
    sams = forger.comes_back(goes_there(Visitor(app, "sam")))
    mine = forger.comes_back(goes_there(ana))
    mixed = re.sub("code=[^&]+", re.search("code=[^&]+", sams).group(), mine)
    assert ana.get(mixed).status_code == 403
    assert not is_in(ana)


def test_an_answer_that_names_another_issuer_is_not_believed(ana, forger):
    answer = ana.get(forger.comes_back(goes_there(ana)) + "&iss=https://elsewhere.example")
    assert answer.status_code == 403
    forger.told = {"authorization_response_iss_parameter_supported": True}
    ana.app.extensions.pop("oidc")
    assert signs_in(ana, forger).status_code == 403, "it says that its answers carry it"


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email_verified": False}, "does not vouch for the e-mail address"),
        ({"email_verified": None}, "does not vouch for the e-mail address"),
        ({"email": None, "preferred_username": "ana@riverbend.example"}, "does not vouch"),
        ({"email": "nobody@riverbend.example"}, "nobody on the district’s list of staff"),
    ],
)
def test_whose_an_account_is_has_to_be_vouched_for(app, ana, forger, claims, sentence):
    forger.claims = claims
    answer = signs_in(ana, forger)
    assert answer.status_code == 403
    assert sentence in answer.text
    assert not is_in(ana)
    another = re.search(r'href="(/sign-in/with/[^"]+)"', answer.text).group(1).replace("&amp;", "&")
    assert "prompt=login" in ana.get(another).location, "else the same account would come back"


def test_who_has_left_gets_the_same_sentence_as_who_never_was_here(app, ana, forger):
    forger.claims = {"email": "nobody@riverbend.example"}
    unknown = signs_in(ana, forger).text
    forger.claims = {}
    assert signs_in(Visitor(app, "ana"), forger).status_code == 303
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == 1).values(is_active=False))
    gone = signs_in(ana, forger)
    assert gone.status_code == 403
    assert gone.text.replace("ana@", "nobody@") == unknown


@pytest.mark.postgres
def test_a_second_account_with_the_same_address_is_refused_until_the_office_disconnects_the_first(
    app, scene, ana, forger
):
    signs_in(ana, forger)
    forger.claims = {"sub": "ana-2"}
    second = Visitor(app, "the second")
    answer = signs_in(second, forger)
    assert answer.status_code == 409
    assert "ask your district’s office to disconnect" in answer.text
    page = scene.olivia.get("/people/1/accounts")
    assert "ana@riverbend.example" in page.text
    number = all_in(app, select(Identity.id))[0]
    assert scene.olivia.post(f"/people/1/accounts/{number}").status_code == 303
    assert not is_in(ana), "her sign-ins have ended"
    assert signs_in(second, forger).status_code == 303


def test_ana_sees_her_account_and_disconnects_it(app, ana, forger):
    signs_in(ana, forger)
    assert "School" in ana.get("/sign-ins").text
    number = all_in(app, select(Identity.id))[0]
    assert ana.post(f"/sign-ins/accounts/{number}").location == "/sign-ins"
    assert all_in(app, select(Identity)) == []
    assert is_in(ana)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("access_denied", "You did not let School tell us who you are"),
        ("server_error", "School did not sign you in"),
        ("&lt;b&gt;", "School did not sign you in"),
    ],
)
def test_when_the_provider_says_no_a_sentence_says_what_to_do(ana, forger, error, sentence):
    back = re.sub("code=[^&]+", f"error={error}", forger.comes_back(goes_there(ana)))
    answer = ana.get(f"{back}&error_description=Call+me+at+555")
    assert answer.status_code == 403
    assert sentence in answer.text
    assert "555" not in answer.text


def test_a_provider_that_is_away_or_calls_itself_otherwise_gets_a_sentence(ana, forger):
    forger.broken = True
    answer = ana.get(f"/sign-in/with/{HERE}")
    assert (answer.status_code, "cannot be reached right now" in answer.text) == (503, True)
    forger.broken, forger.told = False, {"issuer": "https://elsewhere.example"}
    assert ana.get(f"/sign-in/with/{HERE}").status_code == 503
    forger.told = {}
    assert signs_in(ana, forger).status_code == 303


def test_a_new_key_of_the_provider_is_asked_for(app, ana, forger):
    signs_in(ana, forger)
    forger.goes_over_to_a_new_key()
    assert signs_in(Visitor(app, "ana"), forger).status_code == 303


def test_a_workspace_of_others_does_not_count(app, ana, forger, monkeypatch):
    monkeypatch.setitem(
        app.config, "OIDC", (replace(forger.provider, domains=("rbps.example", "riverbend.example")),)
    )
    assert signs_in(ana, forger).status_code == 403
    forger.claims = {"hd": "elsewhere.example"}
    assert signs_in(ana, forger).status_code == 403
    forger.claims = {"hd": "riverbend.example"}
    assert signs_in(ana, forger).status_code == 303


@pytest.mark.parametrize("hostile", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_way_back_leads_nowhere_but_to_this_site(ana, forger, hostile):
    away = ana.get(f"/sign-in/with/{HERE}", query_string={"next": hostile}).location
    assert ana.get(forger.comes_back(away)).location == "/"


@pytest.mark.parametrize(
    ("auth_time", "proves"),
    [(0, True), (-20, True), (-120, False), (86400, False), (None, False)],
    ids=["now", "a clock that is slow", "two minutes before", "tomorrow", "not said"],
)
def test_only_a_sign_in_that_the_provider_calls_new_is_proof(app, ana, forger, auth_time, proves):
    forger.claims = {"auth_time": None if auth_time is None else int(time()) + auth_time}
    signs_in(ana, forger)
    assert [each is not None for each in all_in(app, select(SignIn.proved_at))] == [proves]
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(proved_at=None))
    away = ana.get(f"/prove/{HERE}?back=/my-plan").location
    assert "max_age=0" in away
    answer = ana.get(forger.comes_back(away))
    assert (answer.status_code == 303) is proves
    assert ("is no proof for a signature" in answer.text) is not proves
    assert [each is not None for each in all_in(app, select(SignIn.proved_at))] == [proves]


def test_what_an_evaluator_typed_is_there_again_after_signing_in_anew(app, scene, forger):
    page = f"{scene.plan_at('submitted')}/review"
    forger.claims = {"sub": "ben-1", "email": "ben@riverbend.example"}
    ben = Visitor(app, "ben")
    signs_in(ben, forger)
    with app.app_context(), writing() as session:
        session.execute(update(SignIn).values(proved_at=None))
    form = ben.form(page, f"{scene.plan}/evaluator-signature")
    typed = {**dict(form.fields), "held_on": "2026-01-02", "password": "half of it"}
    led = ben.post(f"/prove/{HERE}?back={page}", typed)
    assert "half of it" not in led.text
    back = ben.get(forger.comes_back(ben.get(led.headers["Refresh"].partition("url=")[2]).location)).location
    again = dict(ben.form(back, f"{scene.plan}/evaluator-signature").fields)
    assert again["held_on"] == "2026-01-02"
    assert again["sha256"] == typed["sha256"]
    assert "password" not in again, "it is not asked for any more"
    other = back.replace("/review", "/teacher-signature")
    assert ben.get(other).status_code in (403, 404, 409), "what was typed opens no other page"


def test_without_a_password_one_signs_on_ones_own_screen(app, scene):
    page = f"{scene.plan_at('evaluator_signed')}/teacher-signature-here"
    with app.app_context(), writing() as session:
        session.execute(update(Person).where(Person.id == 1).values(password_hash=None))
    assert "sign on your own screen" in scene.ben.get(page).text
    answer = scene.ben.fill(page, password="a guess that is long enough")
    assert answer.status_code == 422
    assert "Ana Ortiz has no password here, and signs on their own screen" in answer.text


@pytest.mark.postgres
def test_two_tabs_of_one_person_connect_one_account(app, forger):
    tabs = [Visitor(app, f"tab {number}") for number in range(6)]
    back = [forger.comes_back(goes_there(tab)) for tab in tabs]
    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = list(pool.map(lambda tab, address: tab.get(address).status_code, tabs, back))
    assert answers == [303] * len(tabs)
    assert len(all_in(app, select(Identity))) == 1


@pytest.mark.postgres
def test_answers_that_are_not_good_have_to_wait_after_a_while(app, ana, forger, monkeypatch):
    monkeypatch.setitem(actions.FREE, "answers", 2)
    forger.claims = {"email": "nobody@riverbend.example"}
    assert [signs_in(ana, forger).status_code for _ in range(4)] == [403, 403, 403, 429]


def test_where_passwords_are_for_few_who_has_an_account_uses_it(app, scene, ana, forger, monkeypatch):
    signs_in(ana, forger)
    monkeypatch.setitem(app.config, "PASSWORDS", "few")
    again = Visitor(app, "ana")
    answer = again.fill("/sign-in", action="/sign-in", email="ana@riverbend.example", password=PASSWORD)
    assert answer.status_code == 422
    assert "has you sign in with School" in answer.text
    assert not is_in(again)
    with app.app_context(), writing():
        link = actions.link_of(actions.new_link_for(db.session.get(Person, 1), at=now()))
    assert again.fill(urlsplit(link).path, password="four owls read slowly").location == "/sign-in"
    assert not is_in(again)
    assert is_in(scene.sam), "he has no account there"
    assert is_in(scene.olivia)


SET = {
    "PLF_OIDC": "google,microsoft",
    "PLF_OIDC_GOOGLE_CLIENT_ID": "a",
    "PLF_OIDC_GOOGLE_CLIENT_SECRET": "b",
    "PLF_OIDC_GOOGLE_DOMAIN": "riverbend.example, rbps.example",
    "PLF_OIDC_MICROSOFT_ISSUER": "https://login.microsoftonline.com/8f1c/v2.0",
    "PLF_OIDC_MICROSOFT_CLIENT_ID": "c",
    "PLF_OIDC_MICROSOFT_CLIENT_SECRET": "d",
    "PLF_OIDC_MICROSOFT_VERIFIED_BY": "xms_edov",
}


def test_two_providers_are_set_up_by_the_environment():
    google, microsoft = provider.from_settings(SET)
    assert (google.name, google.issuer) == ("Google", provider.GOOGLE)
    assert google.domains == ("riverbend.example", "rbps.example")
    assert (microsoft.name, microsoft.verified_by, microsoft.proves) == ("Microsoft", "xms_edov", True)
    assert "client_secret" not in repr(google), "logs may show it"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PLF_OIDC": "my school"}, "small letters"),
        ({"PLF_OIDC_GOOGLE_CLIENT_SECRET": ""}, "CLIENT_ID"),
        ({"PLF_OIDC_GOOGLE_DOMAIN": ""}, "DOMAIN is needed"),
        ({"PLF_OIDC_MICROSOFT_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "your own tenant"),
        ({"PLF_OIDC_MICROSOFT_ISSUER": "http://login.example/"}, "https://"),
        ({"PLF_OIDC_GOOGLE_NAME": "The Google of Riverbend"}, "too long"),
        ({"PLF_OIDC_MICROSOFT_ISSUER": provider.GOOGLE}, "DOMAIN is needed"),
    ],
)
def test_a_provider_that_is_not_safely_set_up_is_refused(change, sentence):
    with pytest.raises(RuntimeError, match=sentence):
        provider.from_settings({**SET, **change})


def test_answers_that_were_used_are_swept_away(app, ana, forger):
    signs_in(ana, forger)
    assert len(all_in(app, select(UsedAnswer))) == 1
    with app.app_context(), writing():
        actions.forget_old(now() + timedelta(hours=2))
    assert all_in(app, select(UsedAnswer)) == []
