"""The flask commands of those who run the site: back up, check a backup, bring one back, move to PostgreSQL."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import ArgumentError

from plf import config
from plf.database import now
from plf.extensions import db
from plf.operations import backup as backups
from plf.operations import move as moving
from plf.operations import queries, restoring
from plf.operations.parts import Unusable
from plf.operations.verifying import first_problem


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="How many backups stay in FOLDER; the oldest go.")
@click.option("--check", is_flag=True, help="Write nothing: FOLDER is a backup; say whether it is whole.")
@with_appcontext
def backup(folder: Path, keep: int | None, check: bool) -> None:
    """Write a backup to a folder of its own in FOLDER, while the site works."""
    try:
        if check:
            about = backups.check(folder)
            click.echo(f"{folder} is whole: {_said(about)}.")
            return
        written = backups.write(folder, at=now(), keep=keep)
        click.echo(f"{written} holds {_said(backups.check(written))}.")
    except (Unusable, OSError) as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("folder", metavar="BACKUP", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where there is a district; that one is kept beside.")
@with_appcontext
def restore(folder: Path, replace: bool) -> None:
    """Bring back the database, the seal and the secret key from BACKUP, and verify them. Stop the site first."""
    from flask_migrate import upgrade

    try:
        about = restoring.restore(folder, at=now(), replace=replace)
    except (Unusable, OSError) as error:
        raise click.ClickException(str(error)) from None
    if about["migration"] != queries.newest_migration():
        upgrade()
    click.echo(f"Restored: {_said(about)}.")
    problem = first_problem()
    if problem:
        raise click.ClickException(f"It is as it was backed up, but then already: {problem}")
    click.echo("Every plan’s history, texts and signatures are as they were written.")
    click.echo("Not in the backup: " + "; ".join(about["not_in_it"]) + ".")


@click.command()
@click.argument("url", metavar="POSTGRES_URL")
@with_appcontext
def move(url: str) -> None:
    """Take everything from SQLite over to the empty PostgreSQL at POSTGRES_URL. Stop the site and its workers first."""
    from plf.app import create_app

    given = {"INSTANCE": current_app.config["INSTANCE"], "SQLALCHEMY_DATABASE_URI": config.with_driver(url)}
    try:
        target = create_app(given)
    except ArgumentError as error:
        raise click.ClickException(str(error)) from None
    try:
        for number, (_, moved) in enumerate(moving.move(target), start=1):
            click.echo(f"\r{number} tables, {moved.rows:,} rows", nl=False)
        with target.app_context():
            problem = first_problem()
    except (Unusable, OSError) as error:
        raise click.ClickException(str(error)) from None
    finally:
        with target.app_context():
            db.session.remove()
            db.engine.dispose()
    click.echo("\nThe number of rows and the hash of every table are the same in both.")
    if problem:
        raise click.ClickException(f"It went over as it was, but then already: {problem}")
    click.echo("Every plan’s history, texts and signatures are as they were written.")
    click.echo(
        "The SQLite is put away as plf.db.moved. Now set DATABASE_URL, and start the site and its workers."
    )


def _said(about: dict) -> str:
    counts = about["counts"]
    return (
        f"{counts.get('person', 0):,} people, {counts.get('plan', 0):,} plans and {sum(counts.values()):,} rows "
        f"of {about['made_at']}, migration {about['migration']}"
    )


COMMANDS = (backup, restore, move)
