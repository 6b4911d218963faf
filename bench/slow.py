"""Clients that send their form byte by byte, and how the others fare meanwhile, on the site as `make run` serves it."""

import socket
import time
from collections.abc import Iterator
from threading import Event, Thread

from bench.client import Client, Times, load
from bench.district import PASSWORD, Kept
from bench.serving import served
from bench.speed import asks_of

WORKERS, THREADS = 3, 32
SLOW = (0, 1, 40)
BYTE_EVERY = 0.2


def try_slow_clients(district: Kept, port: int, *, seconds: float = 8.0) -> Iterator[str]:
    """The table, line by line: normal pages and saves beside none, one and forty slow clients."""
    yield f"gunicorn gthread, {WORKERS} × {THREADS}, {district.name}, {district.teachers:,} teachers. "
    yield f"A slow client is signed in and sends one byte of its form every {BYTE_EVERY} s."
    yield ""
    yield "| slow clients | what others do | answers | failed | p50 ms | p95 ms | slowest ms |"
    yield "| ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    with served("wsgi:app", port, workers=WORKERS, threads=THREADS, **district.environment) as server:
        asks = asks_of(server.port, district)
        plan, email = district.cast["drafted"][-1]
        dribbler = Client(server.port)
        dribbler.sign_in(email, PASSWORD)
        for several in asks.values():
            for ask in several:
                ask()
        for many in SLOW:
            stop, dribbled = Event(), []
            threads = [
                Thread(target=_dribble, args=(dribbler, f"/plans/{plan}/text", stop, dribbled), daemon=True)
                for _ in range(many)
            ]
            for thread in threads:
                thread.start()
            time.sleep(1)
            for what in ("plan page", "save"):
                yield _line(many, what, load(asks[what], seconds / 2, pause=0.05))
            stop.set()
            for thread in threads:
                thread.join()
            if many:
                yield f"| | bytes that each of them got through | {min(dribbled)}–{max(dribbled)} | | | | |"


def _line(many: int, what: str, times: Times) -> str:
    return (
        f"| {many} | {what} | {len(times.taken)} | {len(times.failures)} | "
        f"{times.at(0.5):.0f} | {times.at(0.95):.0f} | {times.at(1):.0f} |"
    )


def _dribble(client: Client, path: str, stop: Event, dribbled: list[int]) -> None:
    sent = 0
    with socket.create_connection(("127.0.0.1", client.port), 5) as line:
        line.sendall(client.head_of("POST", path, 4000, {}))
        while not stop.is_set():
            try:
                line.sendall(b"a")
            except OSError:
                break
            sent += 1
            time.sleep(BYTE_EVERY)
    dribbled.append(sent)
