"""The kinds of record that are kept for a time, with how long the software proposes, and where that comes from."""

from dataclasses import dataclass

DISTRICT = "The district decides; its records schedule or its counsel says."
# Read in the guides of Oklahoma’s state colleges to the state’s General Records Disposition Schedule, series 9-1 and 9-2.
PERSONNEL = (
    "The district decides. To compare: Oklahoma’s schedule for state colleges (9-1, 9-2) keeps personnel files, "
    "evaluations among them, until someone leaves, and of most people five years more."
)


@dataclass(frozen=True)
class Kind:
    """One kind of record: its name, what belongs to it, the years proposed, and the source of that.

    by_plan   its records belong to one plan each; else to a school year
    """

    name: str
    holds: str
    years: int
    source: str
    by_plan: bool = True


KINDS: dict[str, Kind] = {
    "signed": Kind(
        "Signed plans and checkpoints",
        "Every revision, the signatures’ texts, the sealed copies, scans of signed paper, the conference, the draft",
        7,
        PERSONNEL,
    ),
    "unsigned": Kind(
        "Plans that were never signed by both",
        "Withdrawn and unfinished plans: their revisions, the one signature there may be, the draft",
        3,
        DISTRICT,
    ),
    "drafts": Kind("Drafts", "What was typed last, also where a revision was frozen of it", 3, DISTRICT),
    "journal": Kind("Journal and evidence", "Entries, private notes among them, links and files", 5, DISTRICT),
    "talk": Kind("Comments, support and reasons", "What was asked, answered, offered and given as a reason", 5, DISTRICT),
    "exemplars": Kind(
        "Exemplars that are not in the library",
        "Texts taken from a plan and not published, or withdrawn. The yes that was given stays, as a fingerprint",
        3,
        DISTRICT,
    ),
    "views": Kind("Who viewed a plan", "The list that its teacher sees", 7, DISTRICT),
    "feedback": Kind("Anonymous feedback", "The answers of a year, which name nobody", 5, DISTRICT, by_plan=False),
}  # fmt: skip

# What goes by itself after a fixed time, and is only told of here: (what, how long).
BY_ITSELF = (
    ("Sign-ins, with address and browser", "180 days after they began"),
    ("Notices of plans; mail that waits", "as the page of notices says; mail is not kept once it is sent"),
    ("Packets, and scans that were not filed", "a day"),
    ("Text kept for somebody whose sign-in ran out", "a day"),
)

# What lists and acts say.
ACTS = {
    "set_rule": "Set how long records are kept",
    "place_hold": "Placed a legal hold",
    "lift_hold": "Lifted a legal hold",
    "draw_up": "Drew up a disposition list",
    "drop_list": "Gave up a disposition list",
    "confirm": "Confirmed a disposition list",
    "go_on": "Had a disposition list go on that had stopped",
    "carry_out": "Carried out a disposition list",
    "public_export": "Exported for a public-records request",
    "export_all": "Exported everything",
}
