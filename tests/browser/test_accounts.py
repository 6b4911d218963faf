"""Ana comes in with her school account and signs with a new sign-in there, in a browser, with script and without."""

import pytest

from plf.auth.provider import Provider
from tests.auth import real
from tests.browser.test_looks import problems


@pytest.fixture(scope="module")
def provider(site):
    with real.running(site) as running:
        yield running


@pytest.fixture
def school(app, site, provider, monkeypatch) -> Provider:
    monkeypatch.setitem(app.config, "BASE_URL", site)
    monkeypatch.setitem(app.config, "OIDC", (provider,))
    app.extensions.pop("oidc", None)
    return provider


def is_there(person, name: str) -> None:
    """On the pages of the provider: gives a name and any password, and agrees where it asks."""
    person.page.fill("input[name=login]", name)
    person.page.fill("input[name=password]", "any")
    person.page.click("button[type=submit]")


def agrees(person) -> None:
    person.page.click("button[type=submit]")


def test_ana_signs_in_and_signs_with_her_school_account(
    scene, sits_down, school, script, twenty_minutes_later
):
    plan = scene.plan_at("evaluator_signed")
    stranger = sits_down("stranger", script=script).opens("/sign-in").presses("Sign in with School")
    is_there(stranger, "nobody")
    agrees(stranger)
    stranger.sees("You could not be signed in").sees("nobody on the district’s list of staff")
    if script:
        assert problems(stranger) == []

    ana = sits_down("ana", script=script).opens(f"{plan}/teacher-signature").presses("Sign in with School")
    is_there(ana, "ana")
    agrees(ana)
    ana.sees("Sign your plan")
    twenty_minutes_later()
    ana.opens(f"{plan}/teacher-signature").writes("Written response", "I will read aloud daily.")
    if script:
        assert problems(ana) == []
    ana.presses("Sign in again with School")
    is_there(ana, "ana")
    ana.reads_at("Written response", "I will read aloud daily.")
    assert ana.field("Your password").count() == 0
    ana.presses("Sign this plan").sees("signed by both of you")
    ana.opens("/sign-ins").sees("ana@riverbend.example")
