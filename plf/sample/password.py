"""The one password of the sample district: given, or made up, and kept beside the database."""

import os
import secrets
from pathlib import Path

SHORTEST = 15

WORDS = """
acorn anchor apple autumn badge basket beacon birch blanket bottle breeze bridge button candle canyon carpet
cedar chalk cloud clover comet copper cotton cricket daisy desert dragon eagle ember engine feather fiddle
forest garden ginger glacier hammer harbor hazel helmet honey island jacket kettle ladder lantern lemon
maple marble meadow mitten mountain needle orchard otter paddle pebble pepper pillow planet pocket prairie
pumpkin puzzle quilt rabbit ribbon river rocket saddle salmon shadow silver spider spruce stream summer
sunset thunder timber tunnel turtle velvet violin walnut whistle willow window winter yellow zipper
"""


def choose(instance: Path, given: str | None) -> str:
    """The password given in PLF_DEMO_PASSWORD, else a new one; kept so that `kept` finds it again.

    Raises ValueError with a sentence when the given one is too short.
    """
    if given is not None and len(given) < SHORTEST:
        raise ValueError(
            f"PLF_DEMO_PASSWORD is too short. Give it at least {SHORTEST} characters, or leave it out."
        )
    password = given or " ".join(secrets.choice(WORDS.split()) for _ in range(5))
    file = _file(instance)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as kept:
        kept.write(password)
    return password


def kept(instance: Path) -> str | None:
    """The password of the sample district that is here; None when it is not known on this machine."""
    file = _file(instance)
    return file.read_text(encoding="utf-8") if file.exists() else None


def _file(instance: Path) -> Path:
    return instance / "demo_password"
