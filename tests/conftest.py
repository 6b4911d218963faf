"""The fixtures, few and small: an app on each database, and the people of the scene. See world.py and visitor.py."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from databases import open_database
from visitor import Visitor
from world import PASSWORD, QUICK, Scene, settle

DATABASES = os.environ.get("PLF_TEST_DATABASES", "sqlite,postgresql").split(",")


# Folders that tell of rules, words and pages. test_access opens each of their pages and sends each of their forms on both
# databases, tests/races lets two press at once on both, and the model goes through whole years on both. What depends on
# the database there, as what workers do, is marked `postgres`.
TOLD_ONCE = {
    "action_imports", "action_plans", "amendments", "assignments", "auth", "checking", "checkpoints", "comments",
    "committee", "contributing", "district", "editions", "endings", "exemplars", "feedback", "focus", "guide",
    "handovers", "home", "journal", "lineage", "meetings", "notice_texts", "notices", "packets", "papers", "pauses", "people",
    "presenting", "records", "reviews", "roster", "row_comments", "row_updates", "rubrics", "sample", "school_calendar", "sites", "support",
    "table_answers", "table_prints", "teachers", "timeline", "years", "years_told",
}  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items) -> None:
    """What does not depend on the database is told on the first of them; with PLF_TELL_ALL=1 (make both) on each.

    A browser comes last: it keeps an event loop running in its worker, in which nothing can be sealed any more.
    """
    items.sort(key=lambda item: "browser" in item.path.parts)
    if os.environ.get("PLF_TELL_ALL"):
        return
    told, again = [], []
    for item in items:
        database = item.callspec.params.get("database", "") if hasattr(item, "callspec") else ""
        is_once = item.get_closest_marker("once") or (
            item.path.parent.name in TOLD_ONCE and not item.get_closest_marker("postgres")
        )
        (again if is_once and database not in ("", DATABASES[0]) else told).append(item)
    if again:
        config.hook.pytest_deselected(items=again)
        items[:] = told


@pytest.fixture(autouse=True)
def quick_passwords(request, monkeypatch) -> None:
    """Passwords cost little to check, but where their cost is what is told of."""
    if "auth" not in request.path.parts:
        monkeypatch.setattr("plf.auth.actions._hasher", QUICK)


@pytest.fixture(scope="session", params=DATABASES)
def database(request, tmp_path_factory):
    """One migrated database with the scene's people in it, on SQLite and then on PostgreSQL."""
    with open_database(request.param, tmp_path_factory.mktemp(request.param)) as opened:
        opened.fill(settle)
        yield opened


@pytest.fixture
def app(database):
    """The app on a fresh copy of the scene's database. No context is pushed: each request makes its own."""
    database.start_afresh()
    return database.app


@pytest.fixture
def scene(app) -> Scene:
    """The people of the scene, and what they do: `scene.ana.get("/")`, `scene.plan_at("submitted")`."""
    return Scene(app)


@pytest.fixture
def anyone(app) -> Visitor:
    """Someone who is not signed in."""
    return Visitor(app)


__all__ = ["PASSWORD"]
