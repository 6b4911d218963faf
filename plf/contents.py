"""What a plan and its checkpoint hold: sections, fields, labels, hints, limits and what is required, listed once.

Pure: standard library only. The form, the page, the PDF, the list of what is missing and the
fingerprint read this list. Texts of a draft are a dict: field name → str, list of str
(indicators), list of outcomes as they were adopted, or list of row dicts, always as typed,
so that nothing a person typed is lost.
"""

import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

SCHEMA = 1
MOST_INDICATORS = 3
MOST_OUTCOMES = 6
MOST_ROWS = 12
COMMENT_LIMIT = 2000

Text = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column of a field of kind "rows". `required` columns make a row count as filled.

    `given`: the words stand there already and are not typed (the action steps of the plan, in the checkpoint).
    """

    name: str
    label: str
    kind: str = "text"
    limit: int = 500
    choices: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False
    given: bool = False


@dataclass(frozen=True)
class Field:
    """One thing that a plan or a checkpoint holds.

    kind      "indicators" (one to three numbers of the rubric), "outcomes" (of adopted action plans, each with its
              words: {"row", "number", "title", "domain"}), "text", "day", "choice" or "rows"
    limit     characters of a text
    required  always required; a district can require more of a plan (see `missing`)
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    limit: int = 1500
    required: bool = False
    ask: str = ""
    row_name: str = ""
    columns: tuple[Column, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether its rows stand there already: they are answered, not added, moved or removed."""
        return any(column.given for column in self.columns)


@dataclass(frozen=True)
class Section:
    """A named group of fields, in the order in which they are shown and printed."""

    name: str
    title: str
    intro: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Problem:
    """Something to mend before the plan can be submitted. `at` is the id of the form field it links to."""

    at: str
    sentence: str


LEARNING_KINDS = (
    "Professional learning community",
    "Coaching",
    "Peer observation",
    "Lesson study",
    "Book or article study",
    "Course or workshop",
    "Convention",
    "Other",
)

# Source of the elements: product.md, "What a plan holds", and 70 O.S. 6-101.10 (Oklahoma House Bill 2957).
PLAN: tuple[Section, ...] = (
    Section(
        "focus",
        "Focus",
        "The area you choose to grow in this year.",
        (
            Field(
                "indicators",
                "Rubric indicators",
                "indicators",
                "Choose one to three that your plan is about.",
                required=True,
                ask="Choose at least one rubric indicator.",
            ),
            Field(
                "area",
                "My area of growth",
                hint="In your own words: what do you want to get better at?",
                limit=600,
                required=True,
                ask="Write what you want to grow in.",
            ),
            Field(
                "why",
                "Why this area",
                hint="Observation feedback, student work, your own reflection. Please do not name students.",
            ),
        ),
    ),
    Section(
        "goal",
        "SMART goal",
        "What will be different by the end of the year, and how you will know.",
        (
            Field(
                "statement",
                "My goal",
                hint="One or two sentences that someone else could check: who will do what, how well, by when.",
                limit=800,
                required=True,
                ask="Write your goal.",
            ),
            Field(
                "measure",
                "How it will be measured",
                hint="What you will look at: a tally, a rubric, samples of work, results.",
                limit=800,
                required=True,
                ask="Write how the goal will be measured.",
            ),
            Field(
                "achievable", "Why it is achievable", hint="What you build on; the time and help you have."
            ),
            Field(
                "relevant",
                "Why it matters for students",
                hint="What they will be able to do that they cannot now.",
            ),
            Field("by_when", "By when", "day", "The end of the school year, unless you say otherwise."),
        ),
    ),
    Section(
        "learning",
        "Learning experiences",
        "How you will learn it.",
        (
            Field(
                "learning",
                "Learning experiences",
                "rows",
                row_name="learning experience",
                columns=(
                    Column("kind", "Kind", "choice", choices=LEARNING_KINDS),
                    Column("what", "What", limit=400, required=True),
                    Column("research", "The research behind it", limit=400),
                    Column("hours", "Planned hours or points", "number"),
                ),
            ),
        ),
    ),
    Section(
        "steps",
        "Action steps",
        "What you will do, one step at a time.",
        (
            Field(
                "steps",
                "Action steps",
                "rows",
                required=True,
                ask="Write at least one action step.",
                row_name="action step",
                columns=(
                    Column("what", "What I will do", limit=600, required=True),
                    Column("by_when", "By when", "day"),
                    Column("resources", "Resources", limit=400),
                    Column("evidence", "What will show it", limit=400),
                ),
            ),
        ),
    ),
    Section(
        "support",
        "Support",
        "What you would like from the school or the district.",
        (
            Field(
                "support",
                "Support I would like",
                hint="Time, a coach, a visit to a colleague’s class, materials.",
                limit=1000,
            ),
        ),
    ),
    Section(
        "outcomes",
        "Strategic outcomes",
        "How it serves the district’s action plan.",
        (
            Field(
                "serves",
                "Outcomes of the district’s action plans that it serves",
                "outcomes",
                "Choose one or a few, if any of them fits.",
            ),
            Field(
                "outcomes",
                "District outcomes it serves, in my own words",
                hint="If you know them.",
                limit=600,
            ),
        ),
    ),
)

PROGRESS = ("Met", "Mostly", "Partly", "Not yet")
CLOSE, CONTINUE = "Close the plan", "Continue it next year"

# Source: product.md, "Checkpoint" (step 5 of the district's guide). What the plan said stands beside it.
CHECKPOINT: tuple[Section, ...] = (
    Section(
        "done",
        "Action steps",
        "What became of each step of the plan.",
        (
            Field(
                "steps",
                "Action steps",
                "rows",
                row_name="action step",
                columns=(
                    Column("step", "Action step", limit=600, given=True),
                    Column("done", "Done?", "choice", choices=("Done", "Partly", "Not done")),
                    Column("happened", "What happened", limit=1000),
                ),
            ),
        ),
    ),
    Section(
        "progress",
        "The goal",
        "How far you came, and how you know.",
        (
            Field(
                "progress",
                "Progress on the goal",
                "choice",
                choices=PROGRESS,
                required=True,
                ask="Choose how far you came with the goal.",
            ),
            Field(
                "shows",
                "What the measure shows",
                hint="The tally, rubric, samples or results that you named in the plan.",
                required=True,
                ask="Write what the measure shows.",
            ),
        ),
    ),
    Section(
        "reflection",
        "Looking back",
        "What you take with you.",
        (
            Field("learned", "What I learned"),
            Field("students", "What changed for students", hint="Please do not name students."),
            Field("differently", "What I would do differently"),
        ),
    ),
    Section(
        "next",
        "Close or continue",
        "What you would like; you decide it together in the final conference.",
        (
            Field(
                "wish",
                "I would like to",
                "choice",
                choices=(CLOSE, CONTINUE),
                required=True,
                ask="Choose whether you would like to close the plan or go on with it.",
            ),
            Field("wish_why", "Why", limit=1000),
        ),
    ),
)

FORMS = {"plan": PLAN, "checkpoint": CHECKPOINT}
FIELDS: dict[str, dict[str, Field]] = {
    kind: {each.name: each for section in sections for each in section.fields}
    for kind, sections in FORMS.items()
}
SECTIONS: dict[str, Section] = {section.name: section for sections in FORMS.values() for section in sections}


def sections_in(round_kind: str) -> tuple[Section, ...]:
    """The sections that there are in the round of the "plan", until both have signed it, or of the "checkpoint": then of both."""
    return PLAN if round_kind == "plan" else PLAN + CHECKPOINT


# What the evaluator records of the final conference (step 6): the limits of its texts.
CONFERENCE_LIMIT = 2000

# What each one signs. Shown above the button, and frozen with the signature.
STATEMENTS = {
    "plan": {
        "evaluator": (
            "I met with {teacher} about this plan on {held_on}. We agreed on the text shown here "
            "and on {checkpoint_on} for the checkpoint."
        ),
        "teacher": (
            "I have read this plan as my evaluator signed it. My signature shows that we discussed it; "
            "it does not have to mean that I agree with every part."
        ),
    },
    "checkpoint": {
        "evaluator": (
            "I held the final conference with {teacher} on {held_on}. The text shown here is the one we talked "
            "about, the record is mine, and the decision is to {decision} the plan."
        ),
        "teacher": (
            "I have read this checkpoint and the record of the final conference as my evaluator signed them. "
            "My signature shows that we discussed them; it does not have to mean that I agree with every part."
        ),
    },
}

# What word processors put where a line ends without a paragraph, and what Unicode counts as the end of a line.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Bidirectional controls can make a signed text read otherwise than it was typed; the rest are unprintable.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: str) -> str:
    """`text` without control characters, with plain line ends and composed accents (NFC). Emoji stay."""
    plain = _LINE_ENDS.sub("\n", text).replace("\t", " ").replace("\ufeff", "")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", plain)).strip()


def empty(kind: str = "plan") -> Text:
    """The text of a plan or a checkpoint in which nothing has been written."""
    return {
        each.name: ([] if each.kind in ("indicators", "outcomes", "rows") else "")
        for each in FIELDS[kind].values()
    }


def completed(text: Mapping[str, Any], kind: str = "plan") -> Text:
    """`text` with every field present, and unknown ones left out."""
    blank = empty(kind)
    return {name: text.get(name, blank[name]) for name in blank}


def answering(text: Mapping[str, Any], steps: Sequence[str]) -> Text:
    """The text of a checkpoint with a row for each action step of the plan in force, what was answered kept.

    `steps` are their words. More rows than steps are left out: they answer nothing.
    """
    answers = [*(text.get("steps") or []), *({} for _ in steps)]
    return {
        **completed(text, "checkpoint"),
        "steps": [
            {**answer, "step": words} for words, answer in zip(steps, answers[: len(steps)], strict=True)
        ],
    }


def steps_of(frozen: Mapping[str, Any]) -> list[str]:
    """The words of each action step of a frozen plan, in their order."""
    return [row["what"] for row in thawed(frozen)["steps"]]


def thawed(frozen: Mapping[str, Any]) -> Text:
    """The text of a frozen plan or checkpoint as it would be typed: to amend it, or to go on with it next year."""
    kind = frozen.get("kind", "plan")
    fields = {each["name"]: each for section in frozen["sections"] for each in section["fields"]}
    return completed(
        {name: _thawed_field(each) for name, each in fields.items() if name in FIELDS[kind]}, kind
    )


def _thawed_field(each: Mapping[str, Any]) -> Any:
    if each["kind"] == "indicators":
        return [one["number"] for one in each["value"]]
    if each["kind"] == "rows":
        names = [column["name"] for column in each["columns"]]
        return [dict(zip(names, row, strict=True)) for row in each["rows"]]
    return each["value"]


def filled_rows(each: Field, rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The rows in which something was typed."""
    return [row for row in rows if any(row.get(column.name, "").strip() for column in each.columns)]


def is_filled(each: Field, value: Any) -> bool:
    """Whether enough was written in a field: some text, an indicator, or a row with its required columns."""
    if each.kind == "rows":
        needed = [column.name for column in each.columns if column.required]
        return any(all(row.get(name, "").strip() for name in needed) for row in value)
    return bool(value)


def is_begun(text: Mapping[str, Any], kind: str = "plan") -> bool:
    """Whether anything at all was written; what was given does not count."""
    return any(
        any(cell for row in text.get(name) or [] for cell in _typed(each, row).values())
        if each.kind == "rows"
        else bool(text.get(name))
        for name, each in FIELDS[kind].items()
    )


def _typed(each: Field, row: Mapping[str, str]) -> dict[str, str]:
    return {column.name: row.get(column.name, "").strip() for column in each.columns if not column.given}


def is_required(each: Field, also_required: Collection[str] = ()) -> bool:
    """Whether a field is required, by product.md or by the district (`also_required`: field names)."""
    return each.required or each.name in also_required


def has_extras(text: Mapping[str, Any], also_required: Collection[str] = (), kind: str = "plan") -> bool:
    """Whether something that is offered and not required was filled in."""
    return any(
        is_filled(each, text.get(name) or "")
        for name, each in FIELDS[kind].items()
        if not is_required(each, also_required)
    )


def missing(
    text: Mapping[str, Any], also_required: Collection[str] = (), kind: str = "plan"
) -> list[Problem]:
    """What is still to be written before the plan or the checkpoint can be submitted, in the order of the form.

    `also_required` names the fields of a plan that the district requires beyond the five.
    """
    return [
        Problem(field_id(each), each.ask or f"Fill in “{each.label}”. Your district requires it.")
        for each in FIELDS[kind].values()
        if is_required(each, also_required) and not is_filled(each, text.get(each.name) or "")
    ]


def problems(
    text: Mapping[str, Any],
    *,
    indicators: Collection[str],
    year_starts_on: date,
    year_ends_on: date,
    kind: str = "plan",
) -> list[Problem]:
    """What does not fit, in the order of the form: too long, impossible or outside the school year.

    `indicators` are the numbers of the plan's rubric. Days are of the district's calendar;
    the sixty days before the first school day count as within the year.
    """
    earliest = year_starts_on - timedelta(days=60)
    found: list[Problem] = []
    for each in FIELDS[kind].values():
        value = text.get(each.name) or ""
        if each.kind == "indicators":
            found += _indicator_problems(each, value, indicators)
        elif each.kind == "outcomes":
            if len(value) > MOST_OUTCOMES:
                sentence = f"Choose at most {MOST_OUTCOMES} outcomes, those that it serves most. You chose {len(value)}."
                found.append(Problem(field_id(each), sentence))
        elif each.kind == "rows":
            found += _row_problems(each, value or [], earliest, year_ends_on)
        else:
            sentence = _value_problem(each, value, earliest, year_ends_on)
            if sentence:
                found.append(Problem(field_id(each), sentence))
    return found


def field_id(each: Field, row: int | None = None, column: Column | None = None) -> str:
    """The name and id of a field in the form: "area", or "steps-0-what" for a cell of a row."""
    if row is None:
        typed = next((typed for typed in each.columns if not typed.given), None)
        return f"{each.name}-0-{typed.name}" if typed else each.name
    return f"{each.name}-{row}-{column.name}" if column else f"{each.name}-{row}"


def as_day(text: str) -> date | None:
    """The day that was typed, as 2026-10-05, 10/5/2026 or 10-5-26; None when it is no day."""
    text = text.strip()
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", text):
        month, day, year = (int(part) for part in found.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def frozen_sections(
    text: Mapping[str, Any], rubric: Mapping[str, Mapping[str, str]], kind: str = "plan"
) -> list[dict[str, Any]]:
    """The text with its labels, ready to be frozen, shown or printed.

    `rubric` maps an indicator's number to {"title", "domain"}. Labels go in so that a later change
    of a label does not change what was signed. Days are written as 2026-10-05 where they are days. Outcomes that
    were not chosen are left out: where the district has no action plan, there is nothing to leave empty.
    """
    return [
        {
            "name": section.name,
            "title": section.title,
            "fields": [
                _frozen_field(each, text.get(each.name), rubric)
                for each in section.fields
                if each.kind != "outcomes" or text.get(each.name)
            ],
        }
        for section in FORMS[kind]
    ]


class ShownField(NamedTuple):
    """A field of a frozen text as it is shown: `value` for one of rows is a list of (is it long, [(column, cell), …])."""

    label: str
    kind: str
    value: Any
    columns: Sequence[Mapping[str, Any]]


class ShownSection(NamedTuple):
    """A section of a frozen text as it is shown; `whole` is the frozen one itself, with what stands beside it."""

    name: str
    title: str
    fields: list[ShownField]
    whole: Mapping[str, Any]


LONG_ROW = 900  # characters, from which on a row of a table may be broken between pages


def shown(frozen: Mapping[str, Any]) -> tuple[list[ShownSection], list[str]]:
    """The sections of a frozen text as they are shown, and the labels of the fields that are left out as empty."""
    sections, left_out = [], []
    for section in frozen["sections"]:
        fields = [_shown_field(each) for each in section["fields"]]
        left_out += [each.label for each in fields if not each.value]
        filled = [each for each in fields if each.value]
        if filled:
            sections.append(ShownSection(section["name"], section["title"], filled, section))
    return sections, left_out


def _shown_field(each: Mapping[str, Any]) -> ShownField:
    if each["kind"] != "rows":
        return ShownField(each["label"], each["kind"], each["value"], ())
    columns = each["columns"]
    rows = [(sum(map(len, row)) > LONG_ROW, list(zip(columns, row, strict=False))) for row in each["rows"]]
    return ShownField(each["label"], "rows", rows, columns)


def canonical(frozen: Mapping[str, Any]) -> str:
    """The one way to write `frozen` as JSON: sorted keys, no spaces, UTF-8 text as it is."""
    return json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(frozen: Mapping[str, Any] | str) -> str:
    """The SHA-256 (64 hexadecimal digits) of `frozen` in its canonical form."""
    written = frozen if isinstance(frozen, str) else canonical(frozen)
    return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """A field of two revisions beside each other: runs of (kind, words), kind "same", "gone" or "new"."""

    section: str
    label: str
    before: list[tuple[str, str]]
    after: list[tuple[str, str]]
    changed: bool


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields of two frozen revisions side by side, word by word, in the order of the later one."""
    old = {each["name"]: each for section in before["sections"] for each in section["fields"]}
    new = {each["name"] for section in after["sections"] for each in section["fields"]}
    gone = {
        section["name"]: [each for each in section["fields"] if each["name"] not in new]
        for section in before["sections"]
    }
    changes = []
    for section in after["sections"]:
        pairs = [(each, None) for each in gone.get(section["name"], ())]
        pairs += [(old.get(each["name"]), each) for each in section["fields"]]
        for one, other in pairs:
            was, now = _plain(one), _plain(other)
            left, right = _word_runs(was, now)
            changes.append(Change(section["title"], (other or one)["label"], left, right, was != now))
    return changes


def compare_texts(before: str, after: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Two texts word by word: the runs of the first and of the second (see `Change`)."""
    return _word_runs(before, after)


def _plain(each: Mapping[str, Any] | None) -> str:
    if each is None:
        return ""
    if each["kind"] in ("indicators", "outcomes"):
        return "\n".join(f"{one['number']} {one['title']}" for one in each["value"])
    if each["kind"] == "rows":
        labels = [column["label"] for column in each["columns"]]
        return "\n\n".join(
            "\n".join(f"{label}: {cell}" for label, cell in zip(labels, row, strict=True) if cell)
            for row in each["rows"]
        )
    return each["value"]


def _word_runs(was: str, now: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    old, new = re.findall(r"\s+|[^\s]+", was), re.findall(r"\s+|[^\s]+", now)
    left: list[tuple[str, str]] = []
    right: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if i1 != i2:
            left.append(("same" if tag == "equal" else "gone", "".join(old[i1:i2])))
        if j1 != j2:
            right.append(("same" if tag == "equal" else "new", "".join(new[j1:j2])))
    return left, right


def _frozen_field(each: Field, value: Any, rubric: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": each.name, "label": each.label, "kind": each.kind}
    if each.kind == "indicators":
        shown["value"] = [
            {"number": number, "title": rubric[number]["title"], "domain": rubric[number]["domain"]}
            for number in value or []
            if number in rubric
        ]
    elif each.kind == "outcomes":
        shown["value"] = [dict(one) for one in value]
    elif each.kind == "rows":
        shown["columns"] = [
            {"name": column.name, "label": column.label, "kind": column.kind} for column in each.columns
        ]
        shown["rows"] = [
            [_frozen_value(column.kind, row.get(column.name, "")) for column in each.columns]
            for row in filled_rows(each, value or [])
        ]
    else:
        shown["value"] = _frozen_value(each.kind, value or "")
    return shown


def _frozen_value(kind: str, value: str) -> str:
    day = as_day(value) if kind == "day" else None
    return day.isoformat() if day else clean(value)


def _indicator_problems(each: Field, chosen: Sequence[str], known: Collection[str]) -> list[Problem]:
    if len(chosen) > MOST_INDICATORS:
        return [Problem(field_id(each), f"Choose at most three indicators. You chose {len(chosen)}.")]
    if any(number not in known for number in chosen):
        return [Problem(field_id(each), "Choose indicators from your rubric’s list.")]
    return []


def row_title(each: Field, number: int) -> str:
    """What a row of a field is called, counted from 0: “Action step 1”."""
    return f"{each.row_name.capitalize()} {number + 1}"


def label_of(name: str) -> str:
    """The words beside a field of a form by its name there ("area", "steps-0-what"); "" for a name of none of them."""
    own, _, rest = name.partition("-")
    number, _, of_row = rest.partition("-")
    for each in (fields[own] for fields in FIELDS.values() if own in fields):
        if not rest:
            return each.label
        for column in each.columns:
            if column.name == of_row and number.isdecimal():
                return f"{row_title(each, int(number))}: {column.label}"
    return ""


def _row_problems(
    each: Field, rows: Sequence[Mapping[str, str]], earliest: date, latest: date
) -> list[Problem]:
    found = []
    if len(rows) > MOST_ROWS:
        found.append(Problem(field_id(each), f"Keep to {MOST_ROWS} rows. Put small things together in one."))
    for number, row in enumerate(rows):
        for column in each.columns:
            sentence = _value_problem(column, row.get(column.name, ""), earliest, latest)
            if sentence:
                found.append(
                    Problem(field_id(each, number, column), f"{row_title(each, number)}: {sentence}")
                )
        needed = [
            column for column in each.columns if column.required and not row.get(column.name, "").strip()
        ]
        if needed and filled_rows(each, [row]):
            found.append(
                Problem(
                    field_id(each, number, needed[0]),
                    f"{row_title(each, number)}: Fill in “{needed[0].label}”, or clear the row.",
                )
            )
    return found


def _value_problem(what: Field | Column, value: str, earliest: date, latest: date) -> str | None:
    if not value:
        return None
    if what.kind == "day":
        return _day_problem(value, earliest, latest)
    if what.kind == "number":
        return _number_problem(what.label, value)
    if what.kind == "choice":
        return None if value in what.choices else f"Choose one from the list for “{what.label}”."
    if len(value) > what.limit:
        over = len(value) - what.limit
        letters = "1 character" if over == 1 else f"{over:,} characters"
        return f"“{what.label}” is {letters} too long. Shorten it to {what.limit:,}."
    return None


def _day_problem(value: str, earliest: date, latest: date) -> str | None:
    day = as_day(value)
    if day is None:
        return f"“{value[:40]}” is not a day of the calendar. Write it like 10/5/2026."
    if not earliest <= day <= latest:
        side, limit = ("after", earliest) if day < earliest else ("before", latest)
        return (
            f"{day.month}/{day.day}/{day.year} is outside this school year. "
            f"Choose a day on or {side} {limit.month}/{limit.day}/{limit.year}."
        )
    return None


def _number_problem(label: str, value: str) -> str | None:
    if not re.fullmatch(r"\d{1,3}([.,]\d{1,2})?", value.strip()):
        return f"Write “{label}” as a number, like 6 or 1.5."
    return None
