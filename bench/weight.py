"""How many bytes of each page go over the wire, packed as for a browser of today: on a first visit, and later."""

import re
from collections.abc import Iterator

from bench.client import BROWSER, Client
from bench.district import PASSWORD, Kept
from bench.serving import served

FIRST, LATER = 28 * 1024, 8 * 1024


def weigh(fall: Kept, spring: Kept, port: int) -> Iterator[str]:
    """The table, line by line. Bytes of headers count too: the slow line carries them all."""
    yield "| bytes over the wire, headers included | later | first visit |"
    yield "| --- | ---: | ---: |"
    for district, pages in ((fall, _pages_in_fall), (spring, _pages_in_spring)):
        with served("wsgi:app", port, **district.environment) as server:
            anyone = Client(server.port)
            files = _files(anyone)
            for name, client, path in pages(server.port, district, anyone):
                answer = client.get(path, **BROWSER)
                assert answer.status == 200, f"{path} answered {answer.status}"
                first = answer.sent + sum(files.values())
                yield f"| {name} ({len(answer.body):,} of it the page) | {answer.sent:,} | {first:,} |"
            for one in (anyone, client):
                one.close()
    for address, sent in files.items():
        yield f"| {address.split('?')[0]} | – | {sent:,} |"
    yield ""
    yield f"Aims: later at most {LATER:,}, first visit at most {FIRST:,}."


def _files(anyone: Client) -> dict[str, int]:
    """What a page loads beside itself, and how much that is."""
    page = anyone.get("/sign-in").body.decode()
    addresses = dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    return {address: anyone.get(address, **BROWSER).sent for address in addresses}


def _pages_in_fall(port: int, district: Kept, anyone: Client) -> Iterator[tuple[str, Client, str]]:
    (active, teacher), (drafted, writer) = district.cast["active"][5], district.cast["drafted"][5]
    evaluator = district.cast["evaluators"][5][1]
    yield "sign-in", anyone, "/sign-in"
    yield from _opened(
        port,
        (teacher, {"home, teacher": "/", "plan page": f"/plans/{active}"}),
        (evaluator, {"home, evaluator": "/", "evaluator's list": "/teachers"}),
        (writer, {"plan form": f"/plans/{drafted}/text"}),
    )


def _pages_in_spring(port: int, district: Kept, anyone: Client) -> Iterator[tuple[str, Client, str]]:
    (done, teacher), (begun, writer) = (
        district.cast[f"checkpoint_{state}"][5] for state in ("submitted", "drafted")
    )
    evaluator = district.cast["evaluators"][5][1]
    yield from _opened(
        port,
        (teacher, {"plan page with checkpoint": f"/plans/{done}"}),
        (evaluator, {"evaluator's list in spring": "/teachers", "home in spring, evaluator": "/"}),
        (writer, {"checkpoint form": f"/plans/{begun}/checkpoint/text"}),
    )


def _opened(port: int, *people: tuple[str, dict[str, str]]) -> Iterator[tuple[str, Client, str]]:
    for email, pages in people:
        client = Client(port)
        client.sign_in(email, PASSWORD)
        for name, path in pages.items():
            yield name, client, path
