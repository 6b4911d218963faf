"""The strategic table with 500 rows beside the one with 30: bytes and time of its pages, of what one does to a row, and of its print.

Each page has its short turn in each round, as in bench.speed; here the ratio is that of the long table to the short one.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

import brotli
from sqlalchemy import select

from bench.client import HTMX, Answer, Client, fields_of
from bench.district import PASSWORD, Kept
from bench.serving import Server, served
from bench.speed import Measured
from plf.database import now, writing
from plf.extensions import db
from plf.models import ActionPlan, ActionRow, SchoolYear
from plf.people.queries import today_here
from plf.sample import strategy

SHORT, LONG = 30, 500
WHO = "office@example.org"
ACCEPT = {"Accept_Encoding": "br, gzip"}  # unpacked again below
PAGES = {
    "working copy": "/action-plans/{plan}",
    "edition": "/action-plans/{plan}/editions/1",
    "timeline": "/action-plans/{plan}/timeline",
    "answers": "/action-plans/{plan}/answers",
}
PRINTS = {
    "print, Letter": "/action-plans/{plan}/print.pdf?size=letter",
    "print, tabloid": "/action-plans/{plan}/print.pdf?size=tabloid",
    "the board’s page": "/action-plans/{plan}/summary.pdf",
}


@dataclass(frozen=True)
class Table:
    """An action plan to measure: its number, how many rows, one of its steps, and another that comes and goes."""

    plan: int
    rows: int
    step: int
    other: int


def measure(district: Kept, port: int, *, rounds: int, seconds: float, prints: bool) -> Iterator[str]:
    """The result, line by line. A print does not depend on the database, so that one of them is enough."""
    tables = _tables(district)
    yield f"{district.name}; ratios are {LONG} rows to {SHORT}."
    yield ""
    yield f"| | bytes, {SHORT} rows | {LONG} rows | bytes | unpacked | CPU | p50 | p95 | p50 in ms, {LONG} rows |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    with served("wsgi:app", port, **district.environment) as server:
        measured = {table.rows: _turns(server, table, district.postmaster) for table in tables}
        for number in range(rounds + 1):
            for name in measured[SHORT]:
                for rows in measured:
                    one = measured[rows][name]
                    one.take_turn(seconds)
                    if number == 0:  # warm up
                        measured[rows][name] = Measured(server, one.asks, district.postmaster)
        for name in measured[SHORT]:
            yield _line(name, *(measured[rows][name] for rows in (SHORT, LONG)))
        for name, path in PRINTS.items() if prints else ():
            yield _print_line(name, path, server, tables)


def _turns(server: Server, table: Table, postmaster: int | None) -> dict[str, Measured]:
    client = Client(server.port, patience=300)
    client.sign_in(WHO, PASSWORD)
    asks: dict[str, Callable[[], Answer]] = {
        name: lambda path=path: client.get(path.format(plan=table.plan), **ACCEPT)
        for name, path in PAGES.items()
    }
    asks["a row, opened to edit"] = lambda: client.get(
        f"/action-plans/{table.plan}/rows/{table.step}", **ACCEPT, **HTMX
    )
    asks["one edit of a row"] = editor = Editor(client, table)
    asks["what was changed, asked again"] = editor.asks_again
    moves, deletes = ("down", "up"), ("deletion", "restoration")
    asks["a row moved"] = Changer(client, table.plan, table.step, *(("move", {"how": how}) for how in moves))
    asks["a row deleted, or back"] = Changer(
        client, table.plan, table.other, *((each, {}) for each in deletes)
    )
    asks["one update of a row"] = Updater(client, table)
    return {name: Measured(server, [ask], postmaster) for name, ask in asks.items()}


class Editor:
    """Somebody who edits a row in the table, again and again, as htmx sends it: all of its cells, one changed."""

    def __init__(self, client: Client, table: Table) -> None:
        self.client, self.count = client, 0
        self.path = f"/action-plans/{table.plan}/rows/{table.step}"
        self.news = re.compile(rf"/action-plans/{table.plan}/changes-since/(\d+)")
        page = client.get(self.path, **HTMX).body.decode()
        form = re.search(rf'<form[^>]*action="{self.path}".*?</form>', page, re.DOTALL)[0]
        fields = dict(fields_of(form))
        self.prefix = f"row-{table.step}-"
        self.seen = self.before = fields.pop(f"{self.prefix}seen")
        left_out = ("once", f"{self.prefix}resources")
        self.fields = [(name, value) for name, value in fields.items() if name not in left_out]

    def __call__(self) -> Answer:
        self.count += 1
        changing = {"resources": f"About ${1000 + self.count}", "seen": self.seen}
        changed = [(f"{self.prefix}{name}", value) for name, value in changing.items()]
        answer = self.client.post(self.path, [*self.fields, *changed], **ACCEPT, **HTMX)
        if found := self.news.search(brotli.decompress(answer.body).decode()):
            self.seen, self.before = found[1], self.seen
        return answer

    def asks_again(self) -> Answer:
        """What a page that was drawn before the last edit is told when it asks, as it does every few seconds."""
        address = f"{self.path.rpartition('/rows/')[0]}/changes-since/{self.before}"
        return self.client.get(address, **ACCEPT, **HTMX)


class Changer:
    """Somebody who changes a row and changes it back, by two buttons: (what is under its address, fields)."""

    def __init__(self, client: Client, plan: int, row: int, *buttons: tuple[str, dict[str, str]]) -> None:
        self.client, self.buttons = client, cycle(buttons)
        self.path = f"/action-plans/{plan}/rows/{row}"
        self.news = re.compile(rf"/action-plans/{plan}/changes-since/(\d+)")
        fields = dict(fields_of(client.get(self.path, **HTMX).body.decode()))
        self.fields = {"csrf_token": fields["csrf_token"], "seen": fields[f"row-{row}-seen"]}

    def __call__(self) -> Answer:
        address, fields = next(self.buttons)
        typed = [*(self.fields | fields).items()]
        answer = self.client.post(f"{self.path}/{address}", typed, **ACCEPT, **HTMX)
        self.fields["seen"] = self.news.search(brotli.decompress(answer.body).decode())[1]
        return answer


class Updater:
    """Somebody who says how a row stands, again and again, from the page of their rows."""

    def __init__(self, client: Client, table: Table) -> None:
        self.client, self.count = client, 0
        self.path = f"/action-plans/{table.plan}/rows/{table.step}/updates"
        self.name = f"stands-{table.step}-text"
        form = fields_of(client.get(self.path).body.decode())
        wanted = ("csrf_token", f"stands-{table.step}-seen", f"stands-{table.step}-status")
        self.fields = [*{name: value for name, value in form if name in wanted}.items(), ("then", "mine")]

    def __call__(self) -> Answer:
        self.count += 1
        said = (self.name, f"Looked at {self.count} of them.")
        return self.client.post(self.path, [*self.fields, said], **ACCEPT, **HTMX)


def _print_line(name: str, path: str, server: Server, tables: list[Table]) -> str:
    """Each is drawn once: a second time it would only be fetched."""
    client = Client(server.port, patience=300)
    client.sign_in(WHO, PASSWORD)
    drawn = []
    for table in tables:
        cpu, began = server.cpu(), time.perf_counter()
        answer = client.get(path.format(plan=table.plan))
        assert answer.status == 200, f"{name} answered {answer.status}"
        drawn.append((len(answer.body), server.cpu() - cpu, time.perf_counter() - began))
    (size, cpu, took), (large, more, longer) = drawn
    return (
        f"| {name} | {size:,} | {large:,} | {large / size:.2f}× | – | {more / cpu:.2f}× | {longer / took:.2f}× | – | "
        f"{1000 * longer:,.0f} |"
    )


def _line(name: str, short: Measured, long: Measured) -> str:
    for one in (short, long):
        one.asks[0]()  # so that the next answer tells of nothing but itself
    answers = [one.asks[0]() for one in (short, long)]
    sizes = [answer.sent for answer in answers]
    unpacked = [len(brotli.decompress(answer.body)) for answer in answers]
    failed = len(short.times.failures) + len(long.times.failures)
    ratios = (
        sizes[1] / sizes[0],
        unpacked[1] / unpacked[0],
        long.cpu_each / short.cpu_each,
        long.times.at(0.5) / short.times.at(0.5),
        long.times.at(0.95) / short.times.at(0.95),
    )
    told = " | ".join(f"{ratio:.2f}×" for ratio in ratios)
    return (
        f"| {name}{f' ({failed} failed)' if failed else ''} | {sizes[0]:,} | {sizes[1]:,} | {told} | "
        f"{long.times.at(0.5):.1f} |"
    )


def _tables(district: Kept) -> list[Table]:
    """The two tables, made now if they are not there yet."""
    app = district.app()
    with app.app_context():
        year = db.session.scalars(select(SchoolYear).where(SchoolYear.status == "open")).one()
        this = year.starts_on.year
        there = {plan.title: plan.id for plan in db.session.scalars(select(ActionPlan))}
        db.session.rollback()
        for rows in (SHORT, LONG):
            if f"{rows} rows" not in there:
                with writing():
                    made = strategy.of_size(rows, this=this, today=today_here(), at=now())
                    there[made.title] = made.id
        found = [_table(there[f"{rows} rows"], rows) for rows in (SHORT, LONG)]
        db.session.remove()
        db.engine.dispose()
    return found


def _table(plan: int, rows: int) -> Table:
    steps = select(ActionRow.id).where(
        ActionRow.action_plan_id == plan, ActionRow.starts_on.is_not(None), ActionRow.deleted_at.is_(None)
    )
    first, *_, last = db.session.scalars(steps.order_by(ActionRow.id))
    return Table(plan, rows, first, last)
