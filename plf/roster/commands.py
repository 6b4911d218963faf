"""The flask command of the roster: the same dry run and the same writing as on its pages, without a browser."""

import time
from pathlib import Path

import click
from flask.cli import with_appcontext

from plf import jobs, store
from plf.database import now, writing
from plf.extensions import db
from plf.journal.not_taken import NotTaken
from plf.models import RosterImport
from plf.people.queries import district
from plf.roster import actions, queries, reading
from plf.roster.report import as_csv, as_text
from plf.roster.stages import may
from plf.rules import Refusal

HOLDS = {"manifest": "", "everybody": "bulk", "changes": "delta"}


@click.group()
def roster() -> None:
    """Bring in who works where from a student information system."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Write what the dry run says. Without it nothing is written.")
@click.option(
    "--holds", type=click.Choice([*HOLDS]), default="manifest", show_default=True,
    help="What the file holds: what its manifest says, everybody who works here, or only what changed.",
)  # fmt: skip
@click.option(
    "--deactivates",
    type=int,
    help="So many people are gone, and that is right; asked for when they are many.",
)
@click.option("--lines", type=click.IntRange(0), default=20, show_default=True, help="How many of each kind.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every line as CSV.")
@with_appcontext
def bring(
    file: Path, yes: bool, holds: str, deactivates: int | None, lines: int, report: Path | None
) -> None:
    """Say what FILE would change (OneRoster .zip, or a list as CSV); with --yes, write it too."""
    if district() is None:
        raise click.ClickException("There is no district yet. Begin one with: flask --app wsgi init")
    found = _kept(file, HOLDS[holds])
    found = _worked(found.id)
    if may(found.stage, "choose columns") and not may(found.stage, "write"):
        _left(found.id)
        raise click.ClickException(
            "Its columns are not understood. Bring it in once at /roster and choose which is what; it is remembered."
        )
    if not may(found.stage, "tell"):
        raise click.ClickException(found.problem or "It could not be read. The worker’s log says why.")
    if not yes:
        _tell(found, lines, report)
        _left(found.id)
        click.echo("\nNothing was written. With --yes it is.")
        return
    try:
        with writing():
            actions.take(queries.imported(found.id, lock=True), confirmed=deactivates)
    except Refusal as refusal:
        _tell(found, lines, report)
        _left(found.id)
        many = " Use --deactivates for the number." if refusal.field == "confirmed" else ""
        raise click.ClickException(f"{refusal.sentence}{many} Nothing was written.") from None
    found = _worked(found.id)
    if may(found.stage, "be written"):
        raise click.ClickException(
            "It was not finished. What is written stays, and the worker goes on with it."
        )
    _tell(found, lines, report)
    click.echo("\nWritten.")


def _kept(file: Path, mode: str) -> RosterImport:
    if file.stat().st_size > reading.MOST_BYTES:
        raise click.ClickException(f"{file} is larger than 60 MB.")
    content = file.read_bytes()
    try:
        reading.check(content, file.name)
    except NotTaken as wrong:
        raise click.ClickException(str(wrong)) from None
    sha256 = store.fingerprint(content)
    with writing():
        by = queries.office_person(0)
        if by is None:
            raise click.ClickException("Nobody works in the office yet.")
        return actions.keep(by, content, sha256, file.name, mode=mode, at=now())


def _worked(import_id: int) -> RosterImport:
    """Have its job done here, or wait for the worker that was quicker."""
    jobs.run(queries.imported(import_id).job_id)
    while queries.in_hand(queries.imported(import_id)):
        db.session.rollback()
        time.sleep(0.5)
    return queries.imported(import_id)


def _tell(found: RosterImport, most: int, report: Path | None) -> None:
    lines = [tuple(each) for each in queries.all_lines(found.id)]
    for line in as_text(found.about, lines, most):
        click.echo(line)
    if report:
        report.write_text(as_csv(lines), encoding="utf-8")
    if not found.about["lines"]:
        click.echo("It changes nothing: everything is here as it says.")
    db.session.rollback()


def _left(import_id: int) -> None:
    with writing():
        actions.leave(queries.imported(import_id, lock=True))


COMMANDS = (roster,)
