"""The flask commands: begin a district, fill a sample, run the worker, verify the record, keep the seal, export documents, bring in a roster, write the table of steps."""

import os
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from plf import database, jobs, lifecycle, pdf, rules, starting, store
from plf.auth import actions as auth
from plf.database import now, writing
from plf.district import actions as districts
from plf.district.forms import is_time_zone
from plf.documents import actions as documents
from plf.extensions import db
from plf.formats import grouped, short_day
from plf.forms import as_email
from plf.operations import commands as operations
from plf.operations.verifying import first_problem
from plf.packets import export
from plf.pdf import seal as seals
from plf.people import actions as people
from plf.people import queries
from plf.records import actions as records
from plf.records import everything
from plf.roster import commands as roster
from plf.rubrics import actions as rubrics
from plf.rubrics import table
from plf.sample import bulk, password
from plf.sample import seal as sample_seal
from plf.sample.calendar import years_around
from plf.sample.cast import SIGN_INS, ZONE
from plf.sample.district import add_rubrics, settle
from plf.sample.story import Story

LIFECYCLE = Path(__file__).resolve().parent.parent / "docs" / "plan-lifecycle.md"


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    ours = (init, demo, worker, verify, seal, issued_documents, export_everything, write_lifecycle)
    for command in (*ours, *operations.COMMANDS, *roster.COMMANDS):
        app.cli.add_command(command)


@click.command()
@click.option("--district", "district_name", prompt="Name of the district")
@click.option("--time-zone", prompt="Time zone", default="America/Chicago", show_default=True)
@click.option("--given-name", prompt="Given name of the first person of the office")
@click.option("--family-name", prompt="Family name")
@click.option("--email", prompt="Their e-mail address")
@click.option(
    "--rubric",
    prompt="Rubric for teachers: “sample” for the two of the sample district, or the path of a CSV file",
    default="sample",
    show_default=True,
)
@with_appcontext
def init(
    district_name: str, time_zone: str, given_name: str, family_name: str, email: str, rubric: str
) -> None:
    """Begin a real district: its name, and one person of the office, by an invitation link."""
    _refuse_second_district()
    problem = starting.sqlite_problem()
    if problem:
        raise click.ClickException(problem)
    if not district_name.strip():
        raise click.ClickException("Write the district’s name.")
    if not is_time_zone(time_zone):
        raise click.ClickException(f"“{time_zone}” is no time zone. Write it like America/Chicago.")
    address = as_email(email)
    if address is None:
        raise click.ClickException(f"“{email}” is no e-mail address. Write it like name@school.org.")
    rows = _rubric_rows(rubric)
    with writing():
        districts.found(district_name.strip(), time_zone=time_zone)
        if rows is None:
            add_rubrics()
        else:
            rubrics.add(Path(rubric).stem, staff_kind="teacher", is_current=True, rows=rows)
        person = people.add(
            at=now(),
            email=address,
            given_name=given_name.strip(),
            family_name=family_name.strip(),
            staff_kind="",
            is_office=True,
        )
        auth.invite(person, at=now())
        link = auth.link_of(queries.latest_invitation(person.id))
    click.echo(
        f"{district_name.strip()} is ready. {given_name.strip()} chooses a password here, within 14 days:"
    )
    click.echo(link)


def _rubric_rows(rubric: str) -> list[table.Row] | None:
    """The rows of a CSV file; None for the sample rubrics."""
    if rubric == "sample":
        return None
    try:
        return table.read(Path(rubric).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise click.ClickException(f"{rubric} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, table.Unreadable) as error:
        raise click.ClickException(f"{rubric}: {error}") from None


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there is a district already.")
@click.option("--who", is_flag=True, help="Say again who can sign in.")
@click.option(
    "--teachers", type=click.IntRange(0, 200_000), default=0, help="So many teachers in all, for measuring."
)
@click.option("--sites", type=click.IntRange(0, 3_000), default=0, help="So many sites in all.")
@click.option(
    "--season", type=click.Choice([*bulk.SEASONS]), default="fall", help="How far most of their plans are."
)
@with_appcontext
def demo(if_empty: bool, who: bool, teachers: int, sites: int, season: str) -> None:
    """Fill a new database with the sample district: made-up sites, people and plans."""
    if who:
        _say_who()
        return
    if if_empty and _district():
        if _district().is_sample:
            _seal_sample()
        return
    _refuse_second_district()
    problem = starting.sqlite_problem()
    if problem:
        click.echo(problem, err=True)
    instance = current_app.config["INSTANCE"]
    try:
        chosen = password.choose(instance, os.environ.get("PLF_DEMO_PASSWORD"))
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    at, today, hashed = now(), database.today(ZONE), auth.hashed(chosen)
    with writing():  # all of it, or nothing
        settle(today=today, at=at, password_hash=hashed)
        Story(today=today, at=at).tell()
        if teachers or sites:
            bulk.grow(
                teachers=teachers,
                sites=sites,
                first_day=years_around(today)[0].starts_on,
                at=at,
                password_hash=hashed,
                season=season,
                progress=lambda done, total: click.echo(
                    f"\r{done:,} of {total:,} teachers", nl=done == total
                ),
            )
        documents.order_missing()
    _seal_sample()
    if not if_empty:
        _say_who()


def _seal_sample() -> None:
    """Make a seal for the sample district, unless one is there."""
    config = current_app.config
    config["SEAL_PASSPHRASE"] = config["SEAL_PASSPHRASE"] or sample_seal.choose(config["INSTANCE"])
    keeping = seals.keeping(config)
    if not seals.available(keeping) and not keeping.brought:
        _make_seal(keeping)


def _say_who() -> None:
    district = _district()
    if district is None or not district.is_sample:
        return
    kept = password.kept(current_app.config["INSTANCE"])
    click.echo(f"{district.name} is a sample: its people and plans are made up. You can sign in as")
    for key, what in SIGN_INS.items():
        click.echo(f"  {key + '@example.org':24} {what}")
    click.echo(f"with the password: {kept}" if kept else "with the password that was given when it was made.")


@click.command()
@with_appcontext
def worker() -> None:
    """Do the background work until SIGTERM: mail, and whatever takes long."""
    app = current_app._get_current_object()
    starting.refuse_unsafe(app)
    for sentence in starting.warnings():
        click.echo(sentence, err=True)
    jobs.work(app)


@click.command()
@with_appcontext
def verify() -> None:
    """Check that nothing that was frozen, signed or written down has changed since."""
    problem = first_problem()
    if problem:
        click.echo(problem, err=True)
        sys.exit(1)
    click.echo("Every plan’s history, texts and signatures are as they were written.")


@click.group()
def seal() -> None:
    """The district's seal on signed documents: make it, change its key, look at it."""


@seal.command("init")
@with_appcontext
def seal_init() -> None:
    """Make the district's key, locked with PLF_SEAL_PASSPHRASE, and its certificate."""
    keeping = seals.keeping(current_app.config)
    _say_seal(_make_seal(keeping))
    click.echo(
        f"The key is in {keeping.made}. Back up that folder, and keep the passphrase where the key is not."
    )


@seal.command("rotate")
@with_appcontext
def seal_rotate() -> None:
    """Put a new key in the place of the old one; what that one sealed can still be checked."""
    keeping = seals.keeping(current_app.config)
    _say_seal(_sealing(seals.rotate, keeping, district=_district_name(), at=now()))


@seal.command("show")
@with_appcontext
def seal_show() -> None:
    """Say which certificate seals today, and which ones sealed before."""
    keeping = seals.keeping(current_app.config)
    current = _sealing(seals.load, keeping).certificate
    _say_seal(current)
    for each in seals.certificates(keeping):
        if each != current:
            click.echo("Still good for checking:")
            _say_seal(each)


def _make_seal(keeping: seals.Keeping):
    """Make the district's first seal; what waited for one is sealed now."""
    certificate = _sealing(seals.init, keeping, district=_district_name(), at=now())
    with writing():
        jobs.hurry(documents.JOB)
    return certificate


def _sealing(what, *values, **more):
    """The answer of a function of plf.pdf.seal; its refusal as a sentence."""
    try:
        return what(*values, **more)
    except pdf.NoSeal as refused:
        raise click.ClickException(str(refused)) from None


def _say_seal(certificate) -> None:
    click.echo(certificate.subject.rfc4514_string())
    click.echo(f"  SHA-256 {grouped(seals.fingerprint(certificate))}")
    click.echo(
        f"  from {short_day(certificate.not_valid_before_utc.date())} "
        f"to {short_day(certificate.not_valid_after_utc.date())}"
    )


def _district_name() -> str:
    district = _district()
    if district is None:
        raise click.ClickException("There is no district yet. First: flask --app wsgi init")
    return district.name


@click.group("documents")
def issued_documents() -> None:
    """The signed copies that were issued."""


@issued_documents.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export_documents(folder: Path) -> None:
    """Write all signed copies to FOLDER, with an index and the certificates. Run again, it adds what is new."""
    # A tenth of a second to load, for every other command.
    from cryptography.hazmat.primitives.serialization import Encoding

    _district_name()
    far = None
    try:
        for far in export.export(folder):
            click.echo(f"\r{far.done:,} of {far.total:,} documents", nl=far.done == far.total)
        certificates = seals.certificates(seals.keeping(current_app.config))
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in certificates)
        (folder / "certificates.pem").write_bytes(pem)
    except (export.Differs, OSError) as error:
        raise click.ClickException(str(error)) from None
    except store.Gone as lost:
        raise click.ClickException(f"The database has lost the document {lost}. Restore a backup.") from None
    click.echo(
        f"{far.added if far else 0:,} added. {folder / export.INDEX} lists {far.done if far else 0:,}."
    )


@click.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--with-private", is_flag=True, help="Also drafts and private notes: to move to another system."
)
@with_appcontext
def export_everything(folder: Path, with_private: bool) -> None:
    """Write everything to FOLDER, as docs/export-format.md describes. Run again, it goes on or writes what is new."""
    _district_name()
    with writing():
        about = "Everything, with drafts and private notes" if with_private else "Everything"
        records.note("export_all", about, by=None, at=now())
    try:
        for done, total, what in everything.write(folder, with_private=with_private):
            if done % 50 == 0 or done == total:
                click.echo(f"\r{done:,} of {total:,} ({what})", nl=done == total)
    except (export.Differs, OSError) as error:
        raise click.ClickException(str(error)) from None
    except store.Gone as lost:
        raise click.ClickException(f"The database has lost the file {lost}. Restore a backup.") from None
    click.echo(f"{folder / everything.MANIFEST} lists every file with its SHA-256.")


@click.command("lifecycle")
def write_lifecycle() -> None:
    """Write docs/plan-lifecycle.md anew from the table of rules."""
    LIFECYCLE.write_text(lifecycle.describe(), encoding="utf-8")
    click.echo(f"{LIFECYCLE.name} tells of {len(rules.ACTIONS)} actions.")


def _district():
    try:
        return queries.district()
    except DBAPIError:
        db.session.rollback()
        raise click.ClickException("The database is not ready. First: flask --app wsgi db upgrade") from None


def _refuse_second_district() -> None:
    district = _district()
    if district:
        raise click.ClickException(f"There is a district already: {district.name}. A database holds one.")
