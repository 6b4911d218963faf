"""Ana Ortiz's plan as documents to print: short or full, as a draft, blank, and signed by her and Ben Carter."""

from plf import contents

RUBRIC = {
    "7": {"title": "Literacy", "domain": "Instructional Effectiveness"},
    "10": {"title": "Involves All Learners", "domain": "Instructional Effectiveness"},
}

SHORT = {
    "indicators": ["7"],
    "area": "I want every child to speak about a text at least twice in a lesson.",
    "statement": "By May, 20 of my 24 students respond to a classmate without being called on.",
    "measure": "A tally in one lesson each week.",
    "steps": [
        {"what": "Tally who speaks", "by_when": "2026-10-30", "resources": "", "evidence": "Eight tallies"}
    ],
}

FULL = SHORT | {
    "indicators": ["7", "10"],
    "area": "Two or three children carry most of our discussions in reading. The others answer in a word or two, "
    "and seldom respond to each other.\n\nI want every child to speak about a text at least twice in a lesson.",
    "why": "Observation feedback of April 2026, and the fall reading screener: 11 of 24 could retell, not explain.",
    "achievable": "Chloe Martin's class did it last year with the same routines, and our coach has time in the fall.",
    "relevant": "Children who explain what they read understand more of it, and the quiet ones are heard.",
    "by_when": "2027-05-07",
    "learning": [
        {
            "kind": "Coaching",
            "what": "Two model lessons by the literacy coach",
            "research": "",
            "hours": "6.5",
        },
        {"kind": "Peer observation", "what": "Visits with the tally sheet", "research": "", "hours": "3"},
        {"kind": "Lesson study", "what": "One discussion lesson, taught twice", "research": "", "hours": "8"},
    ],
    "steps": [
        {
            "what": f"Discussion {number}: plan it with the team, teach it, look at who spoke",
            "by_when": f"2026-11-{number:02}",
            "resources": "Tally sheet, clipboard and half an hour of the team's Tuesday meeting",
            "evidence": "The tally and three sentences about it",
        }
        for number in range(1, 9)
    ],
    "support": "Half a day of cover in April.",
}

MET = "2026-10-06"
BEN_SIGNED = {
    "role": "evaluator",
    "name": "Ben Carter",
    "for": None,
    "statement": "I met with Ana Ortiz about this plan.",
    "signed_at": "2026-10-06T15:04:05Z",
    "zone": "America/Chicago",
    "proof": "password",
    "response": "",
    "sha256": "b" * 64,
}
DANA_SIGNED = BEN_SIGNED | {"name": "Dana Diaz", "for": "Evan Wright"}
ANA_SIGNED = BEN_SIGNED | {
    "role": "teacher",
    "name": "Ana Ortiz",
    "statement": "I wrote this plan and discussed it with my evaluator.",
    "signed_at": "2026-10-06T15:11:40Z",
    "sha256": "a" * 64,
}

# Both signed the paper on the Monday; Ben filed its scan on the Tuesday, and Ana confirmed it.
BY_HAND = {
    "proof": "paper of Oct 5, 2026; password",
    "paper": {"signed_on": "2026-10-05", "scan_sha256": "d" * 64},
}
BEN_BY_HAND = BEN_SIGNED | BY_HAND
ANA_BY_HAND = ANA_SIGNED | BY_HAND


def frozen(text: dict, **others) -> dict:
    """A revision with this text. `others` replace what is beside it: the teacher, the district …"""
    return {
        "schema": 1,
        "kind": "plan",
        "district": "Riverbend Public Schools",
        "year": "2026-2027",
        "revision": 2,
        "teacher": {"name": "Ana Ortiz", "position": "Grade 4 teacher", "site": "Maple Street Elementary"},
        "evaluator": {"name": "Ben Carter"},
        "rubric": "Teacher rubric 2014-15",
        "sections": contents.frozen_sections(contents.completed(text), RUBRIC),
    } | others


def signed(text: dict = FULL, signatures=(BEN_SIGNED, ANA_SIGNED), status: str = "signed", **others) -> dict:
    """The document of a plan that both signed; with fewer signatures and status "draft", of one on its way."""
    return {
        "schema": 1,
        "form": "plan",
        "status": status,
        "frozen": frozen(text, **others),
        "fingerprint": "0123456789abcdef" * 4,
        "record": {"held_on": MET, "checkpoint_on": "2027-04-20"},
        "signatures": list(signatures),
        "zone": "America/Chicago",
    }


def draft(signatures=()) -> dict:
    """The document of a plan that is still to be signed, by both or by Ana alone."""
    return signed(signatures=signatures, status="draft")


def blank() -> dict:
    """The form with nothing on it."""
    nobody = {"name": "", "position": "", "site": ""}
    document = signed({}, signatures=(), status="blank", teacher=nobody, evaluator=None)
    return document | {"fingerprint": "", "record": None}


def checkpoint(text: dict | None = None, **others) -> dict:
    """The document of Ana's checkpoint that both signed, looking back on her plan."""
    looks_back_on = {"revision": 2, "sha256": "c" * 64} | {
        name: FULL[name] for name in ("area", "statement", "measure")
    }
    sections = contents.frozen_sections(
        contents.completed(text or LOOKED_BACK, "checkpoint"), {}, "checkpoint"
    )
    record = {
        "held_on": "2027-04-20",
        "progress": "Met",
        "comments": "The tallies show it.\n\nThe quiet children are heard.",
        "next_steps": "Show it to the team.",
        "decision": "close",
    }
    kept = {"kind": "checkpoint", "looks_back_on": looks_back_on, "sections": sections} | others
    return signed(**kept) | {"form": "checkpoint", "record": record, "evaluator": "Ben Carter"}


def draft_checkpoint() -> dict:
    """The document of Ana's checkpoint after the conference, before anybody signed."""
    return checkpoint() | {"status": "draft", "signatures": []}


def blank_checkpoint(steps=tuple(step["what"] for step in FULL["steps"])) -> dict:
    """The checkpoint with nothing on it but the steps of Ana's plan."""
    rows = [{"step": step, "done": "", "happened": ""} for step in steps]
    nothing = {"status": "blank", "fingerprint": "", "record": None, "signatures": []}
    return checkpoint({"steps": rows}) | nothing


def transcript(rows: int = 2) -> dict:
    """Ana's hours of this year and the last; of the last, this many rows."""
    row = {
        "day": "2025-10-01",
        "text": "Coaching 🌻\n\nA visit to محمد علي.",
        "step": "Tally",
        "hours": "1.5",
    }
    return {
        "form": "points",
        "district": "Riverbend Public Schools",
        "name": "Ana Ortiz",
        "position": "Grade 4 teacher",
        "site": "Maple Street Elementary",
        "made_on": "2026-11-20",
        "starts_on": "July 2022",
        "over": 5,
        "owed": "75",
        "hours": "12.5",
        "years": [
            {
                "label": "2026-2027",
                "hours": "6",
                "rows": [{"day": "2026-09-15", "text": "A book club", "step": "", "hours": "6"}],
            },
            {"label": "2025-2026", "hours": "6.5", "rows": [row] * rows},
        ],
    }


def issued(document: dict) -> dict:
    """The same document with the fingerprint that its text really has, as one that is kept."""
    return document | {"fingerprint": contents.fingerprint(document["frozen"])}


LOOKED_BACK = {
    "steps": [
        {"step": step["what"], "done": "Done", "happened": "Taught twice, the second time with the coach."}
        for step in FULL["steps"]
    ],
    "progress": "Met",
    "shows": "21 of 24 responded to a classmate in the last four lessons.",
    "learned": "To wait longer.",
    "wish": "Close the plan",
}

# Vietnamese, Danish, Polish, Turkish, Icelandic, Greek, Ukrainian; Arabic, Hebrew, Chinese, which the font lacks; Yoruba with
# marks that no letter brings along; and Hindi, Thai, Korean, which the font lacks too.
NAMES = (
    "Nguyễn Thị Ánh",
    "Søren Østergård",
    "Łukasz Żółć",
    "Şule Çağlayan-İnce",
    "Þórdís Æsudóttir",
    "Ελένη Παπαδοπούλου",
    "Їжакевич Ґанна",
    "محمد علي",
    "שרה לוי",
    "王小明",
    "Ẹ̀kọ́ Adébáyọ̀",
    "अनिता शर्मा",
    "สมชาย ใจดี",
    "김민준",
)
ODD = "Well done 😀 👍🏽 ❤️, family 👩‍👧‍👦, right to left: سلام עולם, \u202eturned\u202c, e\u0301, ﬁ, \ue000, \x07"
OF_MANY_LANGUAGES = FULL | {"area": "\n".join(NAMES), "why": ODD}


def _longest(kind: str) -> dict:
    """Each field of a form at its limit, and as many rows as there may be."""
    words = (
        f"Children who explain what they read understand more of it. {NAMES[0]}, {NAMES[7]}, {NAMES[10]} 😀. "
    )

    def filled(limit: int) -> str:
        return (words * (limit // len(words) + 1))[:limit]

    def row(each) -> dict:
        return {
            column.name: column.choices[0]
            if column.choices
            else {"day": "2026-11-02", "number": "100.75"}.get(column.kind) or filled(column.limit)
            for column in each.columns
        }

    text = {}
    for name, each in contents.FIELDS[kind].items():
        if each.kind == "rows":
            text[name] = [row(each)] * contents.MOST_ROWS
        elif each.kind == "indicators":
            text[name] = [*RUBRIC]
        elif each.kind == "outcomes":
            one = {"row": "r1", "number": "1", "title": filled(600), "domain": filled(200)}
            text[name] = [one] * contents.MOST_OUTCOMES
        elif each.kind == "choice":
            text[name] = each.choices[0]
        else:
            text[name] = "2027-05-07" if each.kind == "day" else filled(each.limit)
    return text


LONGEST = _longest("plan")
LONGEST_CHECKPOINT = _longest("checkpoint")
