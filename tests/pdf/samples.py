"""Everything that is printed, each kind once: the documents that are kept, before they are sealed, and the others."""

from functools import cache

from plf import pdf
from tests.pdf import documents

BEN, ANA = documents.BEN_SIGNED, documents.ANA_SIGNED
OF_MANY = {"name": documents.NAMES[7], "position": "Grade 4 · 四年级", "site": documents.NAMES[6]}
# What is signed and kept.
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
    "signed on paper": documents.signed(signatures=[documents.BEN_BY_HAND, documents.ANA_BY_HAND]),
    "checkpoint": documents.checkpoint(),
    "longest checkpoint": documents.checkpoint(documents.LONGEST_CHECKPOINT),
}
# What is made anew each time that somebody prints it.
PRINTS = {
    "draft": documents.draft(),
    "half signed": documents.draft([documents.DANA_SIGNED]),
    "never submitted": documents.signed({}, (), "draft", revision=0) | {"fingerprint": "", "record": None},
    "longest draft": documents.signed(documents.LONGEST, (), "draft"),
    "draft of a checkpoint": documents.draft_checkpoint(),
    "blank plan": documents.blank(),
    "blank checkpoint": documents.blank_checkpoint(),
    "transcript": documents.transcript(),
    "long transcript": documents.transcript(rows=60),
}


def check_at(document: dict) -> str:
    return f"https://plf.riverbend.example/check/{pdf.check_code(document['fingerprint'])}"


@cache
def archived(name: str) -> bytes:
    """A sample as it is kept, before the seal."""
    document = documents.issued(SAMPLES[name])
    return pdf.archive(document, check_at=check_at(document))


@cache
def printed(name: str) -> bytes:
    """Another sample as it is printed."""
    return pdf.render(PRINTS[name])
