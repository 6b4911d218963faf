"""The library with 5,000 exemplars: its list, filters and searches beside the plan page, on both databases."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import func, select

from bench.client import BROWSER, Client, Times
from bench.district import PASSWORD, Kept
from bench.serving import served
from bench.speed import PEOPLE, Measured
from plf.database import now, writing
from plf.exemplars import actions, queries
from plf.exemplars.contents import GRADE_BANDS, SUBJECTS
from plf.extensions import db
from plf.library import actions as library
from plf.models import IN_LIBRARY, Exemplar

MANY = 5_000
PAGES = {
    "all of it": "/exemplars",
    "its 200th page": "/exemplars?page=200",
    "one filter": "/exemplars?subject=Science",
    "three filters": "/exemplars?subject=Science&grades=Grades+6–8&learning=Coaching",
    "a word that all have": "/exemplars?words=students",
    "a rare word": "/exemplars?words=zebra",
    "three words": "/exemplars?words=students+read+goal",
    "three words and a filter": "/exemplars?words=students+read+goal&subject=Science",
    "the beginning of many": "/exemplars?words=expl",
}


def measure(districts: list[Kept], port: int, *, rounds: int, seconds: float) -> Iterator[str]:
    """The table, line by line: processor time (the database's too) and waiting time as ratios to the plan page."""
    yield "| page | database | bytes | CPU | with the database's | p50 | p95 |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for number, district in enumerate(districts):
        count = filled(district)
        with ExitStack() as stack:
            server = stack.enter_context(served("wsgi:app", port + number, **district.environment))
            people = [
                (plan, _signed_in(server.port, email)) for plan, email in district.cast["active"][:PEOPLE]
            ]
            plan_page = [_opens(one, f"/plans/{plan}") for plan, one in people]
            everything = {"plan page": Measured(server, plan_page, district.postmaster)}
            for name, path in PAGES.items():
                asks = [_opens(one, path) for _, one in people]
                everything[name] = Measured(server, asks, district.postmaster)
            for one in everything.values():
                one.take_turn(seconds)
                one.times, one.seconds, one.cpu, one.cpu_of_database = Times(), 0.0, 0.0, 0.0
            for _ in range(rounds):
                for one in everything.values():
                    one.take_turn(seconds)
            beside = everything["plan page"]
            for name, one in everything.items():
                ratios = (
                    one.cpu_each / beside.cpu_each,
                    one.cpu_with_database / beside.cpu_with_database,
                    one.times.at(0.5) / beside.times.at(0.5),
                    one.times.at(0.95) / beside.times.at(0.95),
                )
                size = one.asks[0]().sent
                yield (
                    f"| {name} | {district.name} | {size:,} | "
                    + " | ".join(f"{each:.2f}×" for each in ratios)
                    + " |"
                )
            failures = [failure for one in everything.values() for failure in one.times.failures]
        yield f"\n{district.name}: {count:,} exemplars; " + (
            f"failures: {failures[:5]}\n" if failures else "no request failed.\n"
        )


def filled(district: Kept) -> int:
    """See to it that the district's library has its many exemplars; returns how many there are."""
    app = district.app()
    with app.app_context():
        there = db.session.scalar(select(func.count()).select_from(Exemplar).where(IN_LIBRARY))
        if there < MANY:
            _fill(MANY - there)
        db.session.remove()
        db.engine.dispose()
    return max(there, MANY)


def _fill(count: int) -> None:
    """Sections of the sample's exemplars in ever new company: as long as those are, and no two alike."""
    chance = random.Random(5_000)
    with writing() as session:
        models = [queries.shown(each) for each in session.scalars(select(Exemplar).where(IN_LIBRARY)).all()]
        for number in range(count):
            parts = [chance.choice(models) for _ in range(8)]
            names = list(parts[0].text)
            text = {name: chance.choice(parts).text[name] for name in names}
            if number % 500 == 0:
                text["why"] = f"{text['why']} Even a zebra would see it."
            shown = replace(
                parts[0],
                title=f"{parts[1].title} ({number})",
                subject=chance.choice(SUBJECTS),
                grade_band=chance.choice(GRADE_BANDS),
                indicators=parts[2].indicators,
                text=text,
                checkpoint=parts[3].checkpoint,
            )
            exemplar = Exemplar(
                id=1_000_000_000 + number,
                state="published",
                by_office=True,
                made_at=now(),
                published_at=now(),
            )
            exemplar.notes = {}
            actions._take(exemplar, shown)
            session.add(exemplar)
            if number % 500 == 0:
                session.flush()
        library.index_all()


def _signed_in(port: int, email: str) -> Client:
    client = Client(port)
    client.sign_in(email, PASSWORD)
    return client


def _opens(client: Client, path: str):
    from urllib.parse import quote

    address = quote(path, safe="/?&=+%")
    return lambda: client.get(address, **BROWSER)
