"""Who may open what: every endpoint for every person, by real requests. The tables are in tests/<feature>/access.py.

A table maps an endpoint and method ("plans.show GET") to a Line; pages that a checkpoint shares with the plan have one
for each ("plans.write GET checkpoint"). An endpoint without a line fails, and so does a line without an endpoint. What each person gets is written by hand.
"""

import importlib.util
import os
from pathlib import Path

import pytest
from access import PEOPLE, TO_SIGN_IN, Line
from world import Scene

TABLES: dict[str, Line] = {}
for path in sorted(Path(__file__).parent.glob("*/access.py")):
    spec = importlib.util.spec_from_file_location(f"access_of_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    TABLES.update(module.ACCESS)

# Statuses that change nothing, so that the next person may meet the same plan.
NOTHING_CHANGED = {400, 401, 403, 404, 405, 409, 422}


def test_every_endpoint_has_a_line_and_every_line_an_endpoint(app):
    endpoints = {
        f"{rule.endpoint} {method}" + " checkpoint" * ("checkpoint" in (rule.defaults or {}).values())
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    }
    assert endpoints - set(TABLES) == set(), "endpoints that nobody has said who may open"
    assert set(TABLES) - endpoints == set(), "lines for endpoints that are gone"


@pytest.mark.parametrize("endpoint", sorted(TABLES))
def test_each_person_gets_what_the_table_says(app, database, endpoint):
    line = TABLES[endpoint]
    assert set(line.gets) == set(PEOPLE), f"say what everybody gets: {set(PEOPLE) ^ set(line.gets)}"
    scene, fresh = Scene(app), True
    address = line.prepare(scene)
    wrong = {}
    for name in sorted(_who_asks(database, line), key=lambda each: line.gets[each] not in NOTHING_CHANGED):
        if not fresh:
            database.start_afresh()
            scene = Scene(app)
            address = line.prepare(scene)
        answer = line.ask(scene, name, address, endpoint.split()[1])
        if not _is_what_was_said(answer, line.gets[name]):
            wrong[name] = f"got {answer.status_code}, should get {line.gets[name]}"
        fresh = " GET" in endpoint or answer.status_code in NOTHING_CHANGED
    assert not wrong


def _who_asks(database, line: Line) -> list[str]:
    """Everybody on SQLite; on PostgreSQL one for each answer (make both: everybody): the rules are the same code."""
    if database.name == "sqlite" or os.environ.get("PLF_TELL_ALL"):
        return list(PEOPLE)
    return list({line.gets[name]: name for name in reversed(PEOPLE)}.values())


def _is_what_was_said(answer, status: int) -> bool:
    # Who is not signed in is led to sign-in; a posted text that nobody can be asked for is shown again, with 401.
    if status == TO_SIGN_IN and answer.status_code == 401:
        return "/sign-in" in answer.text
    return answer.status_code == status


def test_someone_with_no_business_learns_nothing_of_a_plan(scene):
    address = scene.plan_at("active")
    for page in (address, f"{address}/plan.pdf", f"{address}/revisions/1", f"{address}/meeting"):
        answer = scene.sam.get(page)
        assert answer.status_code == 404
        assert "Ortiz" not in answer.text
        assert "tally" not in answer.text
