"""How many bytes of each page go over the wire, packed with brotli: on a first visit, and later."""

import re
from collections.abc import Iterator

from bench.client import Client
from bench.district import PASSWORD, Kept
from bench.serving import served

FIRST, LATER = 28 * 1024, 8 * 1024
ACCEPT = {"Accept_Encoding": "br, gzip"}


def weigh(district: Kept, port: int) -> Iterator[str]:
    """The table, line by line. Bytes of headers count too: the slow line carries them all."""
    with served("wsgi:app", port, **district.environment) as server:
        anyone = Client(server.port)
        files = _files(anyone)
        all_files = sum(files.values())
        yield "| bytes over the wire, headers included | later | first visit |"
        yield "| --- | ---: | ---: |"
        for name, client, path in _pages(server.port, district, anyone):
            answer = client.get(path, **ACCEPT)
            assert answer.status == 200, f"{path} answered {answer.status}"
            yield f"| {name} ({len(answer.body):,} of it the page) | {answer.sent:,} | {answer.sent + all_files:,} |"
        for address, sent in files.items():
            yield f"| {address.split('?')[0]} | – | {sent:,} |"
        yield ""
        yield f"Aims: later at most {LATER:,}, first visit at most {FIRST:,}."
        for one in (anyone, client):
            one.close()


def _files(anyone: Client) -> dict[str, int]:
    """What a page loads beside itself, and how much that is."""
    page = anyone.get("/sign-in").body.decode()
    addresses = dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    return {address: anyone.get(address, **ACCEPT).sent for address in addresses}


def _pages(port: int, district: Kept, anyone: Client) -> Iterator[tuple[str, Client, str]]:
    (active, teacher), (drafted, writer) = district.cast["active"][5], district.cast["drafted"][5]
    evaluator = district.cast["evaluators"][5][1]
    yield "sign-in", anyone, "/sign-in"
    for email, pages in (
        (teacher, {"home, teacher": "/", "plan page": f"/plans/{active}"}),
        (evaluator, {"home, evaluator": "/", "evaluator's list": "/teachers"}),
        (writer, {"plan form": f"/plans/{drafted}/text"}),
    ):
        client = Client(port)
        client.sign_in(email, PASSWORD)
        for name, path in pages.items():
            yield name, client, path
