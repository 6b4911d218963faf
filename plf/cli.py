"""The flask commands."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from plf import jobs


def register(app: Flask) -> None:
    """Add the commands to `flask --app wsgi`."""
    app.cli.add_command(worker)


@click.command()
@with_appcontext
def worker() -> None:
    """Do the background work until SIGTERM: mail, and whatever takes long."""
    jobs.work(current_app._get_current_object())
