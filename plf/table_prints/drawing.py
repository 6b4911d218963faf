"""Draws prints of tables: small ones here, large ones in a program of their own; each no more often than it has to be.

Five hundred rows take nine seconds of a core. Drawn here they would hold up every page and every other print meanwhile.
"""

import json
import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from plf import contents, pdf
from plf.rules import Refusal

TOP = Path(__file__).resolve().parents[2]
# As many rows as are drawn in about half a second.
SMALL = 40
LONGEST = 120
# One large print at a time in a process of the site; who comes meanwhile waits this long, in seconds.
_one_at_a_time, PATIENCE = BoundedSemaphore(1), 15

# The same edition is printed by many, and never changes.
KEPT = 12
_kept: OrderedDict[str, bytes] = OrderedDict()
_keeping = Lock()


def drawn(documents: list[dict[str, Any]]) -> bytes:
    """The PDF of the first of these documents that fits on a page, or of the only one, as plf.pdf draws it.

    Raises Refusal (503) when large prints are being drawn already and do not come to an end.
    """
    name = contents.fingerprint(documents[0])
    with _keeping:
        if name in _kept:
            _kept.move_to_end(name)
            return _kept[name]
    made = _draw(documents)
    with _keeping:
        _kept[name] = made
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _draw(documents: list[dict[str, Any]]) -> bytes:
    if len(documents) > 1:
        return pdf.render_on_one_page(documents)
    if len(documents[0]["rows"]) <= SMALL:
        return pdf.render(documents[0])
    return _in_child(documents[0])


def _in_child(document: dict[str, Any]) -> bytes:
    busy = Refusal(503, "Another large table is being printed right now. Wait a minute, then try again.")
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise busy
    try:
        done = subprocess.run(
            [sys.executable, "-m", "plf.table_prints.in_child"],
            input=json.dumps(document).encode(),
            stdout=subprocess.PIPE,
            cwd=TOP,
            env={"PATH": os.environ.get("PATH", "")},
            timeout=LONGEST,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise busy from None
    finally:
        _one_at_a_time.release()
    return done.stdout
