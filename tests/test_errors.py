"""When something is wrong, the page says what to do, shows what was typed, and gives nothing away."""

from contextlib import contextmanager
from html import unescape

import pytest
from backstage import draft, draft_version
from sqlalchemy import text
from world import Scene

from plf.app import create_app
from plf.database import WRITES
from plf.extensions import db

TEXT = "/plans/1/text"
TYPED = "A sentence that Ana has typed and does not want to lose."

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store, private",
}


def shown(answer) -> str:
    return unescape(answer.text)


def gives_nothing_away(answer) -> bool:
    return not any(word in answer.text for word in ("Traceback", "sqlalchemy", "psycopg", "sqlite", "/plf/"))


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "without"])
def test_each_refusal_is_a_sentence_with_what_was_typed(scene, htmx):
    scene.plan_at("submitted")
    cases = {
        404: (scene.sam, TEXT, "There is no such page, or it is not yours to see."),
        403: (scene.ben, TEXT, "Only the teacher can change the text."),
        409: (scene.ana, TEXT, "You cannot change the text now"),
    }
    for status, (person, address, sentence) in cases.items():
        answer = person.post(
            address, {"why": TYPED, "version": "1", "password": "a password typed"}, htmx=htmx
        )
        assert answer.status_code == status
        assert sentence in shown(answer)
        # A page that saves itself keeps its text where it was typed.
        assert TYPED in answer.text or answer.headers.get("HX-Retarget") == "#save_status"
        assert "a password typed" not in answer.text
        assert ("<html" not in answer.text) is htmx
        assert (answer.headers.get("HX-Reswap") is not None) is htmx
        assert gives_nothing_away(answer)


def test_hidden_fields_are_not_shown_as_something_that_was_typed(scene):
    scene.plan_at("submitted")
    fields = {"sha256": "0" * 64, "page_token": "abcdefgh", "why": TYPED, "version": "1"}
    answer = scene.sam.post(TEXT, fields)
    assert TYPED in answer.text
    assert "0" * 64 not in answer.text
    assert "abcdefgh" not in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/no-such-page", 404),
        ("GET", "/plans/999", 404),
        ("GET", "/plans/1/recall", 405),
        ("POST", "/", 405),
        ("GET", "/static/no-such-file.css", 404),
    ],
)
def test_addresses_that_lead_nowhere_say_so_and_lead_home(scene, method, address, status):
    fields = {"data": {"csrf_token": scene.ana.token()}} if method == "POST" else {}
    answer = scene.ana.browser.open(address, method=method, **fields)
    assert answer.status_code == status
    assert 'href="/"' in answer.text
    assert gives_nothing_away(answer)


def test_every_answer_carries_the_headers_that_protect_it(scene, anyone):
    scene.plan_at("drafted")
    answers = [
        anyone.get("/sign-in"),
        anyone.get("/plans/1"),
        anyone.get("/no-such-page"),
        anyone.get("/healthz"),
        scene.ana.get("/"),
        scene.ana.get("/no-such-page"),
        scene.ana.get("/plans/1/blank-form.pdf"),
        scene.ana.post("/plans/1/recall", version=1),
        scene.ana.fill(TEXT, why="Something"),
        scene.ana.fill(TEXT, why="Something more", htmx=True),
        scene.ana.browser.post(TEXT, data={"why": "x" * 300_000}),
    ]
    assert {answer.status_code for answer in answers} == {200, 303, 404, 409, 413}
    for answer in answers:
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE, answer.request.path
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "Strict-Transport-Security" not in answer.headers


def test_static_files_are_protected_and_may_be_kept(anyone):
    answer = anyone.browser.get("/static/plf.css", buffered=True)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_browsers_are_told_to_stay_with_https_only_over_https(anyone):
    assert "Strict-Transport-Security" not in anyone.get("/sign-in").headers
    answer = anyone.get("/sign-in", base_url="https://localhost")
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "evil:80"]
)
def test_a_host_that_is_not_ours_is_refused_without_being_repeated(scene, anyone, host):
    for visitor, path in (
        (anyone, "/sign-in"),
        (anyone, "/"),
        (scene.ana, "/"),
        (scene.ana, "/no-such-page"),
    ):
        answer = visitor.browser.get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)


def test_a_busy_database_is_a_sentence_and_the_text_comes_back(scene):
    """Somebody holds the write lock for longer than the site waits."""
    scene.plan_at("drafted")
    scene.ben.token()
    page = {**dict(scene.ana.form(TEXT).fields), "why": TYPED}
    version = draft_version(scene)
    with held(scene):
        answer = scene.ana.post(TEXT, page)
        by_itself = scene.ana.post(TEXT, page, htmx=True, headers={"HX-Target": "div#save_status"})
        reading = scene.ben.get("/")
    assert answer.status_code == 503
    assert 'id="save_status"' not in by_itself.text, "or the page would not try again"
    assert "The site is very busy. Nothing was changed." in shown(answer)
    assert TYPED in answer.text
    assert answer.headers["Retry-After"] == "30"
    assert gives_nothing_away(answer)
    assert reading.status_code == 200
    assert draft_version(scene) == version
    assert scene.ana.post(TEXT, page).status_code == 303
    assert draft(scene)["why"] == TYPED


@contextmanager
def held(scene):
    """The write lock in the hands of a connection that does not let go."""
    with scene.app.app_context():
        connection = db.engine.connect().execution_options(**WRITES)
    try:
        connection.execute(text("UPDATE plan SET version = version WHERE id = 1"))
        yield
    finally:
        connection.rollback()
        connection.close()


def fails(plan_id):
    return 1 / 0


def writes_without_saying_so(plan_id):
    db.session.execute(text("UPDATE plan SET version = 7"))


@pytest.mark.parametrize("mistake", [fails, writes_without_saying_so])
def test_a_fault_of_ours_is_a_sentence_with_the_text_and_no_trace(database, tmp_path, mistake):
    """Something in our own code fails that nobody expected; waiting would not help."""
    database.start_afresh()
    url = database.app.config["SQLALCHEMY_DATABASE_URI"]
    app = create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url, "PROPAGATE_EXCEPTIONS": False})
    scene = Scene(app)
    scene.plan_at("drafted")
    app.view_functions["plans.save"] = mistake
    for htmx in (True, False):
        answer = scene.ana.post(TEXT, {"why": TYPED, "version": "1"}, htmx=htmx)
        assert answer.status_code == 500
        assert "Something is wrong on our side" in shown(answer)
        assert TYPED in answer.text
        assert "ZeroDivisionError" not in answer.text
        assert gives_nothing_away(answer)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "address", ["/people", "/teachers", "/notices", "/records", "/years/1/closing", "/reports/waiting"]
)
def test_beyond_the_last_page_of_a_list_the_way_back_is_shown(scene, address):
    page = scene.olivia.get(f"{address}?page=99").text
    assert "This list ends before page 99." in page
    assert "page=1" in page


def test_who_cannot_take_a_step_now_is_told_what_they_can_do_and_led_back_to_the_plan(scene):
    scene.plan_at("submitted")
    page = shown(scene.ana.get("/plans/1/text"))
    assert "Your evaluator meets with you or returns it; you can recall it to change it." in page
    assert '<a href="/plans/1">Go to the plan</a>' in page
    assert '<a href="/">Go to the home page</a>' in scene.sam.get("/plans/1/text").text
