"""The documents that are kept, each kind once, and what they look like before they are sealed."""

from functools import cache

from plf import pdf
from tests.pdf import documents

BEN, ANA = documents.BEN_SIGNED, documents.ANA_SIGNED
OF_MANY = {"name": documents.NAMES[7], "position": "Grade 4 · 四年级", "site": documents.NAMES[6]}
SAMPLES = {
    "plan": documents.signed(),
    "short plan": documents.signed(documents.SHORT),
    "by a deputy, with a response": documents.signed(
        signatures=[documents.DANA_SIGNED, ANA | {"response": "I agree with the goal.\n\nNot with the date."}]
    ),
    "longest plan": documents.signed(documents.LONGEST),
    "names of ten languages": documents.signed(
        documents.OF_MANY_LANGUAGES, [BEN | {"name": documents.NAMES[0]}, ANA], teacher=OF_MANY
    ),
    "checkpoint": documents.checkpoint(),
    "longest checkpoint": documents.checkpoint(documents.LONGEST_CHECKPOINT),
}


def check_at(document: dict) -> str:
    return f"https://plf.riverbend.example/check/{pdf.check_code(document['fingerprint'])}"


@cache
def archived(name: str) -> bytes:
    """A sample as it is kept, before the seal."""
    document = documents.issued(SAMPLES[name])
    return pdf.archive(document, check_at=check_at(document))
