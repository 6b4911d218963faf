"""What somebody types on a machine, and what its database holds."""

from pathlib import Path

from click.testing import Result

from plf.extensions import db
from plf.operations import backup


def says(app, *words: object) -> Result:
    with app.app_context():
        db.session.remove()
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def does(app, *words: object) -> str:
    done = says(app, *words)
    assert done.exit_code == 0, done.output
    return done.output


def rows_of(app) -> dict[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        return backup.counts(connection)


def everything(app, folder: Path) -> dict[str, bytes]:
    """What the export of everything writes, without the line that says when."""
    does(app, "export", folder, "--with-private")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    says_when = ("manifest.csv", "export.json", "tables/record_act.jsonl")
    return {name: told for name, told in files.items() if name not in says_when}
