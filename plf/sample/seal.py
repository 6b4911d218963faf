"""The seal of the sample district: a key like a real one, but its passphrase lies beside it, so it proves nothing."""

import os
import secrets
from pathlib import Path


def passphrase(instance: Path) -> str:
    """The passphrase of the sample's seal; "" when none was made here."""
    file = _file(instance)
    return file.read_text(encoding="utf-8") if file.exists() else ""


def choose(instance: Path) -> str:
    """The passphrase of the sample's seal: the one that was made up before, or a new one."""
    file = _file(instance)
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            kept.write(secrets.token_urlsafe(24))
    return file.read_text(encoding="utf-8")


def _file(instance: Path) -> Path:
    return instance / "demo_seal_passphrase"
