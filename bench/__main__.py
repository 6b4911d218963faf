"""`make bench`: the sizes, databases and parts that were asked for, one after the other, as tables."""

import argparse
import os
import platform
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import counting, issuing, library, packets, paper, roster, slow, speed, table, weight
from bench.district import ALIKE, SITES, opened

TOP = Path(__file__).resolve().parent.parent
SMALL, LARGE = SITES
PARTS = ("speed", "queries", "bytes", "pdf", "table", "library", "slow", "issuing", "roster")
LONG = ("library", "slow", "issuing", "roster")


def main() -> None:
    asked = _asked()
    sizes = asked.teachers or ([SMALL, LARGE] if asked.full else [SMALL])
    parts = asked.parts or [part for part in PARTS if part not in LONG]
    print(_machine(), flush=True)
    with ExitStack() as stack:
        districts = [
            stack.enter_context(opened(name, teachers, season, asked.data))
            for teachers in sizes
            for name in asked.databases.split(",")
            for season in ALIKE
            if parts != ["roster"]  # which begins districts of its own
        ]
        for part in parts:
            print(f"\n## {part.capitalize()}\n", flush=True)
            for line in _lines(part, districts, asked):
                print(line, flush=True)
    print("\n" + _machine())


def _lines(part: str, districts: list, asked: argparse.Namespace) -> Iterator[str]:
    if part == "roster":
        yield from roster.measure(asked.databases.split(","), asked.data / "roster", asked.staff)
        return
    fall, spring = districts[:2]
    if part == "speed":
        yield from speed.measure(districts, asked.port, rounds=asked.rounds, seconds=asked.seconds)
    elif part == "queries":
        yield from counting.count(fall, spring, tell_all=asked.tell)
    elif part == "bytes":
        if "PLF_PACKED_STATIC" not in os.environ:
            yield "Static files are not packed here; `make bench` packs them as `make run` does.\n"
        yield from weight.weigh(fall, spring, asked.port)
    elif part == "pdf":
        yield from paper.compare(fall)
        yield from packets.compare(fall)
    elif part == "table":
        for number, district in enumerate(districts[:: len(ALIKE)]):
            turns = {"rounds": asked.rounds, "seconds": asked.seconds}
            yield from table.measure(district, asked.port, **turns, prints=number == 0)
            yield ""
    elif part == "library":
        yield from library.measure(
            districts[:: len(ALIKE)], asked.port, rounds=asked.rounds, seconds=asked.seconds
        )
    elif part == "issuing":
        for district in districts[:: len(ALIKE)]:
            yield from issuing.measure(district, asked.port, copies=asked.copies)
    else:
        yield from slow.try_slow_clients(fall, asked.port)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="part",
        help=f"of {', '.join(PARTS)}; all but {' and '.join(LONG)} if none is named",
    )
    parser.add_argument(
        "--full", action="store_true", help=f"{SMALL:,} and {LARGE:,} teachers (else {SMALL:,})"
    )
    parser.add_argument(
        "--teachers", type=int, action="append", help="another size; may be given several times"
    )
    parser.add_argument("--databases", default="sqlite,postgresql", help="one or both, with a comma")
    parser.add_argument(
        "--data", type=Path, default=TOP / "instance" / "bench", help="where the districts are kept"
    )
    parser.add_argument("--port", type=int, default=8170, help="the first of the ports that are used")
    parser.add_argument("--rounds", type=int, default=10, help="turns of each page")
    parser.add_argument("--seconds", type=float, default=0.4, help="how long a turn is")
    parser.add_argument("--copies", type=int, default=2_600, help="how many signed copies are issued")
    parser.add_argument("--staff", type=int, default=75_000, help="how many people a roster brings in")
    parser.add_argument("--tell", action="store_true", help="print the queries themselves too")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return asked


def _machine() -> str:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load}."


main()
