"""The fixtures of the browser's tests: the site on SQLite, one Chromium, and people who sit down at it."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from databases import open_database
from sqlalchemy import update
from world import settle

from plf.database import now, writing
from plf.models import SignIn
from tests.browser.live import CHROMIUM, Site, chromium, serving
from tests.browser.person import Person

MUST_RUN = os.environ.get("PLF_REQUIRE_BROWSER") == "1"
NO_CHROMIUM = f"There is no Chromium at {CHROMIUM}: install Debian's “chromium-headless-shell”, or name another in PLF_CHROMIUM."


def pytest_collection_modifyitems(items) -> None:
    """Mark this folder. A skip by mark is said in one line for each file, one in a fixture in a line for each test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if not CHROMIUM.exists() and not MUST_RUN:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    """One migrated database with the scene's people, on SQLite alone: what a browser shows is the same on both."""
    with open_database("sqlite", tmp_path_factory.mktemp("browser")) as opened:
        opened.fill(settle)
        yield opened


@pytest.fixture(scope="session")
def server(database) -> Iterator[Site]:
    """The running site. A page's fault is answered as it would be for people."""
    database.app.config.update(PROPAGATE_EXCEPTIONS=False)
    with serving(database.app) as running:
        yield running


@pytest.fixture
def app(database, server):
    """The app on a fresh copy of the scene's database, once nobody of the scene before is being answered."""
    server.comes_to_rest()
    database.start_afresh()
    return database.app


@pytest.fixture(scope="session")
def site(server) -> str:
    """The address of the running site."""
    return server.address


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with chromium() as opened:
        yield opened


@pytest.fixture
def sits_down(app, site, browser) -> Iterator[Callable[..., Person]]:
    """A person at a browser of their own, not signed in yet; at the end no browser may have complained."""
    present: list[Person] = []

    def _sits_down(name: str = "anyone", **more) -> Person:
        present.append(Person(browser, site, name, **more))
        return present[-1]

    yield _sits_down
    for each in present:
        each.leaves()
    assert [f"{each}: {complaint}" for each in present for complaint in each.complaints] == []


@pytest.fixture
def person(sits_down) -> Callable[..., Person]:
    """`person("ana", script=False, width=320, scheme="dark")` has just signed in through the real form."""
    return lambda name, **more: sits_down(name, **more).signs_in()


@pytest.fixture
def twenty_minutes_later(app) -> Callable[[], None]:
    """Everybody's last proof of who they are is now older than signing allows: they are asked for their password."""

    def _pass() -> None:
        with app.app_context(), writing() as session:
            session.execute(update(SignIn).values(proved_at=now() - timedelta(minutes=20)))

    return _pass


@pytest.fixture(params=[True, False], ids=["script", "no_script"])
def script(request) -> bool:
    """Each scene twice: with script, and without."""
    return request.param
