"""Questions about one signature: what it covers beside the text."""

import json

from plf.models import Signature


def on_paper(signature: Signature) -> dict[str, str] | None:
    """Of who signed by hand: the day written on the paper ("signed_on") and the scan's SHA-256 ("scan_sha256"); else None."""
    return json.loads(signature.agreed).get("paper")
