"""Requests per second, processor time and waiting time of the pages that are opened most, beside the bare page.

Every page has its short turn in each round, so that the noise of the machine hits all alike.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench.client import BROWSER, Answer, Client, Saver, Times, load
from bench.district import PASSWORD, Kept
from bench.serving import Server, cpu_of, served

PEOPLE = 4
OFFICE = "office@example.org"
PAGES = {
    "fall": (
        "home, teacher",
        "home, evaluator",
        "plan page",
        "plan form",
        "evaluator's list",
        "save",
        "adoption",
    ),
    "spring": (
        "plan page with checkpoint",
        "checkpoint form",
        "evaluator's list in spring",
        "home in spring, evaluator",
    ),
}


@dataclass
class Measured:
    """One page on one server: all its answers, and what they cost in seconds."""

    server: Server
    asks: list[Callable[[], Answer]]
    postmaster: int | None = None
    times: Times = field(default_factory=Times)
    seconds: float = 0.0
    cpu: float = 0.0
    cpu_of_database: float = 0.0

    def take_turn(self, seconds: float) -> None:
        database = cpu_of(self.postmaster) if self.postmaster else 0.0
        before = self.server.cpu()
        self.times.add(load(self.asks, seconds))
        self.cpu += self.server.cpu() - before
        self.seconds += seconds
        if self.postmaster:
            self.cpu_of_database += cpu_of(self.postmaster) - database

    @property
    def per_second(self) -> float:
        return len(self.times.taken) / self.seconds

    @property
    def cpu_each(self) -> float:
        """Milliseconds of the server for each request."""
        return 1000 * self.cpu / len(self.times.taken)

    @property
    def cpu_with_database(self) -> float:
        return 1000 * (self.cpu + self.cpu_of_database) / len(self.times.taken)


def measure(districts: list[Kept], port: int, *, rounds: int, seconds: float) -> Iterator[str]:
    """The table, line by line."""
    with ExitStack() as stack:
        bare = stack.enter_context(served("bench.bare:app", port))
        page = [Client(port) for _ in range(PEOPLE)]
        size = len(page[0].get("/").body)
        everything = {("bare page", None): Measured(bare, [lambda one=one: one.get("/") for one in page])}
        for number, district in enumerate(districts, start=1):
            server = stack.enter_context(served("wsgi:app", port + number, **district.environment))
            for name, asks in asks_of(server.port, district).items():
                everything[name, number] = Measured(server, asks, district.postmaster)
        for one in everything.values():
            one.take_turn(seconds / 2)  # warm up
            one.times, one.seconds, one.cpu, one.cpu_of_database = Times(), 0.0, 0.0, 0.0
        for _ in range(rounds):
            for one in everything.values():
                one.take_turn(seconds)
    yield from _table(everything, districts, size)


def asks_of(port: int, district: Kept) -> dict[str, list[Callable[[], Answer]]]:
    """For each page, what each of some people asks for again and again."""
    evaluators = _people(port, district.cast["evaluators"])
    if district.season == "spring":
        done, writers = (
            _people(port, district.cast[f"checkpoint_{state}"]) for state in ("submitted", "drafted")
        )
        return {
            "plan page with checkpoint": [_opens(one, f"/plans/{plan}") for plan, one in done],
            "checkpoint form": [_opens(one, f"/plans/{plan}/checkpoint/text") for plan, one in writers],
            "evaluator's list in spring": [_opens(one, "/teachers") for _, one in evaluators],
            "home in spring, evaluator": [_opens(one, "/") for _, one in evaluators],
        }
    teachers = _people(port, district.cast["active"])
    writers = _people(port, district.cast["drafted"])
    return {
        "home, teacher": [_opens(one, "/") for _, one in teachers],
        "home, evaluator": [_opens(one, "/") for _, one in evaluators],
        "plan page": [_opens(one, f"/plans/{plan}") for plan, one in teachers],
        "plan form": [_opens(one, f"/plans/{plan}/text") for plan, one in writers],
        "evaluator's list": [_opens(one, "/teachers") for _, one in evaluators],
        "save": [Saver(one, plan) for plan, one in writers],
        "adoption": [_opens(one, "/reports/adoption") for _, one in _people(port, [(0, OFFICE)])],
    }


def _people(port: int, cast: list[tuple[int, str]]) -> list[tuple[int, Client]]:
    found = []
    for plan, email in cast[:PEOPLE]:
        client = Client(port)
        client.sign_in(email, PASSWORD)
        found.append((plan, client))
    return found


def _opens(client: Client, path: str) -> Callable[[], Answer]:
    return lambda: client.get(path, **BROWSER)


def _table(everything: dict, districts: list[Kept], size: int) -> Iterator[str]:
    bare = everything.pop(("bare page", None))
    yield f"A bare page of {size:,} bytes: {bare.per_second:.0f} requests/s, {bare.cpu_each:.2f} ms of CPU, "
    yield f"p50 {bare.times.at(0.5):.1f} ms, p95 {bare.times.at(0.95):.1f} ms, with {PEOPLE} connections. As ratios to it:"
    yield ""
    yield "| page | teachers | database | requests/s | CPU | with the database's | p50 | p95 | CPU in ms |"
    yield "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name in (name for names in PAGES.values() for name in names):
        for number, district in enumerate(districts, start=1):
            if name not in PAGES[district.season]:
                continue
            one = everything[name, number]
            ratios = (
                one.cpu_each / bare.cpu_each,
                one.cpu_with_database / bare.cpu_each,
                one.times.at(0.5) / bare.times.at(0.5),
                one.times.at(0.95) / bare.times.at(0.95),
            )
            yield (
                f"| {name} | {district.teachers:,} | {district.name} | {one.per_second / bare.per_second:.2f} | "
                + " | ".join(f"{ratio:.1f}×" for ratio in ratios)
                + f" | {one.cpu_each:.2f} |"
            )
    failures = [failure for one in (bare, *everything.values()) for failure in one.times.failures]
    yield ""
    yield f"Failures: {failures[:9]}" if failures else "No request failed."
