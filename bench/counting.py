"""How many queries a page takes, beside the one for session and user; counted inside this process."""

from collections.abc import Iterator

from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from bench.client import HTMX, fields_of
from bench.district import PASSWORD, Kept
from plf.extensions import db

OURS = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")


def count(fall: Kept, spring: Kept, *, tell_all: bool = False) -> Iterator[str]:
    """The table, line by line. `tell_all` adds the statements themselves."""
    yield f"| page ({fall.teachers:,} teachers, {fall.name}) | queries |"
    yield "| --- | ---: |"
    yield from _counted(fall, tell_all, _pages_in_fall(fall))
    yield from _counted(spring, tell_all, _pages_in_spring(spring))


def _counted(district: Kept, tell_all: bool, pages: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    app = district.app()
    said: list[str] = []
    with app.app_context():
        engine = db.engine

        engines = list(db.engines.values())

    def note(connection, cursor, statement, parameters, context, many) -> None:
        if not statement.startswith(OURS):
            said.append(" ".join(statement.split()))

    for one in engines:
        event.listen(one, "before_cursor_execute", note)

    for name, who, path in pages:
        browser = app.test_client()
        fields = dict(fields_of(browser.get("/sign-in").text)) | {"email": who, "password": PASSWORD}
        browser.post("/sign-in", data=fields)
        form = fields_of(browser.get(path).text)  # with everything prepared that a process prepares once
        said.clear()
        if name == "save":
            changed = [(key, value) for key, value in form if key not in ("once", "support")]
            answer = browser.post(
                path, data=MultiDict([*changed, ("support", f"Once {id(form)}")]), headers=HTMX
            )
        else:
            answer = browser.get(path)
        assert answer.status_code == 200, f"{path} answered {answer.status_code}"
        asked = [each for each in said if "FROM sign_in JOIN person" not in each]
        yield f"| {name} | {len(asked)} |"
        if tell_all:
            yield from (f"    {each}" for each in asked)
    with app.app_context():
        engine.dispose()


def _pages_in_spring(district: Kept) -> Iterator[tuple[str, str, str]]:
    (done, teacher), (begun, writer) = (
        district.cast[f"checkpoint_{state}"][4] for state in ("submitted", "drafted")
    )
    evaluator = district.cast["evaluators"][4][1]
    yield "plan page with checkpoint", teacher, f"/plans/{done}"
    yield "checkpoint form", writer, f"/plans/{begun}/checkpoint/text"
    yield "evaluator's list in spring", evaluator, "/teachers"
    yield "home in spring, evaluator", evaluator, "/"


def _pages_in_fall(district: Kept) -> Iterator[tuple[str, str, str]]:
    (active, teacher), (drafted, writer) = district.cast["active"][4], district.cast["drafted"][4]
    evaluators_plan, evaluator = district.cast["evaluators"][4]
    yield "home, teacher", teacher, "/"
    yield "home, evaluator", evaluator, "/"
    yield "plan page", teacher, f"/plans/{active}"
    yield "plan page, evaluator", evaluator, f"/plans/{evaluators_plan}"
    yield "plan form", writer, f"/plans/{drafted}/text"
    yield "evaluator's list", evaluator, "/teachers"
    yield "save", writer, f"/plans/{drafted}/text"
    yield "adoption, office", "office@example.org", "/reports/adoption"
