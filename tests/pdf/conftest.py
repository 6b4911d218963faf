"""What is made once for the tests of sealed documents: a key, and each sample that is asked for."""

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from plf.pdf import seal as seals
from tests.pdf import samples

PASSPHRASE = "sixteen letters and more"


@pytest.fixture(scope="session")
def keeping():
    """A folder with the key of the Riverbend Public Schools, made today."""
    with tempfile.TemporaryDirectory() as folder:
        kept = seals.Keeping(Path(folder, "seal"), PASSPHRASE)
        seals.init(kept, district="Riverbend Public Schools", at=datetime.now(UTC))
        yield kept


@pytest.fixture(scope="session")
def sealed(keeping):
    """Gives the sealed PDF of a sample: `sealed("plan")`."""
    return cache(lambda name: seals.load(keeping).put_on(samples.archived(name)))
