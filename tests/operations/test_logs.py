"""Each request and each job is one line of numbers; a fault has the number that its page shows; nobody's words are in it."""

import io
import json
import logging
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from world import Scene

from plf import jobs
from plf.app import create_app
from plf.database import writing
from plf.extensions import db
from plf.logs import AsJSON, AsText

pytestmark = pytest.mark.once
TYPED = "A sentence that Ana has typed."


@contextmanager
def lines(form=AsJSON):
    """The log's lines, as PLF_LOG=json writes them."""
    ours, handler = logging.getLogger("plf"), logging.StreamHandler(io.StringIO())
    handler.setFormatter(form())
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield handler.stream
    finally:
        ours.removeHandler(handler)
        ours.setLevel(before)


def told(stream) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_of_numbers(scene):
    scene.plan_at("drafted")
    with lines() as stream:
        answer = scene.ana.get("/plans/1?word=secret")
    (line,) = told(stream)
    assert line["endpoint"] == "plans.show"
    assert (line["method"], line["status"], line["person"]) == ("GET", 200, scene.id("ana"))
    assert line["bytes"] == int(answer.headers["Content-Length"])
    assert line["ms"] > 0
    assert line["request"] == answer.headers["X-Request-ID"]
    assert "secret" not in stream.getvalue()
    assert "/plans/1" not in stream.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef", True),
        ("short", False),
        ("x" * 65, False),
        ('a"}\n{"b', False),
        ("<script>!", False),
    ],
)
def test_the_proxys_number_is_kept_if_it_is_one(anyone, given, kept):
    headers = {"X-Request-ID": given.replace("\n", " ")}
    answer = anyone.browser.get("/healthz", headers=headers)
    assert (answer.headers["X-Request-ID"] == headers["X-Request-ID"]) is kept


def test_what_is_typed_and_what_is_in_addresses_is_not_told(scene, anyone):
    scene.plan_at("drafted")
    with lines() as stream:
        scene.ana.fill("/plans/1/text", why=TYPED)
        anyone.get("/choose-password/a-token-that-opens-an-account")
        anyone.get("/sign-in?next=/ana@riverbend.example")
        anyone.browser.open("/", method="SPY")
    for words in (TYPED, "a-token", "riverbend", "Ortiz", "SPY"):
        assert words not in stream.getvalue()
    assert len(told(stream)) >= 4


def fails(**plan):
    db.session.execute(text("SELECT * FROM nowhere WHERE it = :it"), {"it": TYPED})


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "without"])
def test_a_fault_shows_a_number_that_is_in_the_log_with_the_trace_but_nobodys_words(database, tmp_path, htmx):
    database.start_afresh()
    url = database.app.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url, "PROPAGATE_EXCEPTIONS": False})
    scene = Scene(app)
    scene.plan_at("drafted")
    app.view_functions["plans.save"] = fails
    with lines() as stream:
        answer = scene.ana.post("/plans/1/text", {"why": TYPED, "version": "1"}, htmx=htmx)
    assert answer.status_code == 500
    number = answer.headers["X-Request-ID"]
    assert f"<code>{number}</code>" in answer.text
    fault = next(line for line in told(stream) if "error" in line)
    assert fault["request"] == number
    assert any("test_logs.py" in place and "fails" in place for place in fault["trace"])
    assert TYPED not in stream.getvalue()
    with app.app_context():
        db.engine.dispose()


def test_a_job_is_one_line_with_its_kind_number_attempt_and_outcome(app):
    def refuses(job):
        raise ValueError(TYPED)

    jobs.handler("told")(lambda job: None)
    jobs.handler("refuses")(refuses)
    try:
        with app.app_context(), lines() as stream:
            with writing():
                numbers = [jobs.enqueue("told", {"to": TYPED}), jobs.enqueue("refuses", {})]
            for number in numbers:
                jobs.run(number)
    finally:
        jobs._handlers.pop("told")
        jobs._handlers.pop("refuses")
    done, wrong, refused = told(stream)
    assert (done["kind"], done["job"], done["attempt"], done["outcome"]) == ("told", numbers[0], 1, "done")
    assert done["ms"] >= 0
    assert wrong["error"] == "ValueError"
    assert (refused["kind"], refused["outcome"]) == ("refuses", "went wrong")
    assert TYPED not in stream.getvalue()


def test_in_a_terminal_it_reads_as_a_line(scene):
    with lines(AsText) as stream:
        scene.ana.get("/")
    assert "endpoint=home.home status=200" in stream.getvalue()
