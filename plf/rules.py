"""Who may do what to a plan, and when: the seven steps of the district's guide as one table.

Pure: standard library only. Everything else asks this module; nothing else decides.
`docs/plan-lifecycle.md` is made from it (`flask --app wsgi lifecycle`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What a person is to one plan. A plan's teacher is only its teacher, whatever else they are.

    SIGNER signed it as evaluator or deputy and is neither any more.
    """

    TEACHER = "teacher"
    EVALUATOR = "evaluator"
    DEPUTY = "deputy"
    OFFICE = "office"
    SITE_LEADER = "site leader"
    COLLEAGUE = "colleague"
    SIGNER = "earlier evaluator"

    # As equal as they are: and sets of them are looked through a hundred times for each page.
    __hash__ = str.__hash__


@dataclass(frozen=True)
class State:
    """One state of a plan: its title, whose turn it is, and pieces of sentences.

    because  completes "You cannot …: the plan …", and `instead` says what to do about it, `to_teacher` to its teacher
    to_do    completes "Your turn: …" and "Waiting for Ana Ortiz to …"; `action` is that next step
    """

    title: str
    step: int
    turn: Role | None
    because: str
    instead: str
    to_do: str = ""
    action: str = ""
    to_teacher: str = ""


TEACHER, EVALUATOR, DEPUTY = Role.TEACHER, Role.EVALUATOR, Role.DEPUTY
OFFICE, SITE_LEADER, COLLEAGUE, SIGNER = Role.OFFICE, Role.SITE_LEADER, Role.COLLEAGUE, Role.SIGNER
EVALUATORS = (EVALUATOR, DEPUTY)

NO_PLAN = None

STATES: dict[str, State] = {
    "assigned": State(
        "Assigned",
        2,
        TEACHER,
        "has been assigned and not begun",
        "The teacher writes it first.",
        to_do="write the plan",
        action="edit",
        to_teacher="Write it first.",
    ),
    "drafted": State(
        "Draft",
        2,
        TEACHER,
        "is being written",
        "Wait until the teacher has submitted it, or ask them to share it.",
        to_do="finish the plan and submit it",
        action="submit",
        to_teacher="Finish it and submit it first.",
    ),
    "submitted": State(
        "Submitted",
        3,
        EVALUATOR,
        "has been submitted for the review meeting",
        "The evaluator meets with the teacher or returns it; the teacher can recall it to change it.",
        to_do="hold the review meeting and sign",
        action="record_review_meeting",
        to_teacher="Your evaluator meets with you or returns it; you can recall it to change it.",
    ),
    "returned": State(
        "Returned",
        2,
        TEACHER,
        "was returned to the teacher",
        "The teacher changes it and submits it again.",
        to_do="change the plan and submit it again",
        action="submit",
        to_teacher="Change it and submit it again.",
    ),
    "reviewed": State(
        "Reviewed",
        3,
        EVALUATOR,
        "was reviewed in the meeting and waits for the evaluator’s signature",
        "Change the text together, let the evaluator sign it, or have it returned.",
        to_do="sign the plan",
        action="sign_as_evaluator",
        to_teacher="Change the text together, wait for your evaluator’s signature, or ask to have it returned.",
    ),
    "evaluator_signed": State(
        "Signed by the evaluator",
        3,
        TEACHER,
        "is signed by the evaluator and waits for the teacher’s signature",
        "The teacher signs or declines, or the evaluator takes the signature back.",
        to_do="read what was agreed and sign",
        action="sign_as_teacher",
        to_teacher="Sign it or decline, or ask your evaluator to take the signature back.",
    ),
    "active": State(
        "Active",
        4,
        None,
        "is signed by both and under way",
        "To change what was signed, amend it.",
    ),
    "checkpoint_drafted": State(
        "Checkpoint begun",
        5,
        TEACHER,
        "has its checkpoint form begun",
        "The teacher finishes and submits the checkpoint form first.",
        to_do="finish the checkpoint form and submit it",
        action="submit_checkpoint",
        to_teacher="Finish the checkpoint form and submit it first.",
    ),
    "checkpoint_submitted": State(
        "Checkpoint submitted",
        6,
        EVALUATOR,
        "has its checkpoint form submitted",
        "The evaluator holds the final conference or returns the form; the teacher can recall it.",
        to_do="hold the final conference and sign",
        action="record_final_conference",
        to_teacher="Your evaluator holds the final conference or returns the form; you can recall it to change it.",
    ),
    "checkpoint_returned": State(
        "Checkpoint returned",
        5,
        TEACHER,
        "has its checkpoint form returned to the teacher",
        "The teacher changes the form and submits it again.",
        to_do="change the checkpoint form and submit it again",
        action="submit_checkpoint",
        to_teacher="Change the form and submit it again.",
    ),
    "conferenced": State(
        "Final conference held",
        6,
        EVALUATOR,
        "has had its final conference and waits for the evaluator’s signature",
        "Change the form together, let the evaluator sign it, or have it returned.",
        to_do="sign the checkpoint",
        action="sign_checkpoint_as_evaluator",
        to_teacher="Change the form together, wait for your evaluator’s signature, or ask to have it returned.",
    ),
    "checkpoint_evaluator_signed": State(
        "Checkpoint signed by the evaluator",
        7,
        TEACHER,
        "has its checkpoint signed by the evaluator and waits for the teacher’s signature",
        "The teacher signs or declines, or the evaluator takes the signature back.",
        to_do="read the checkpoint and sign",
        action="sign_checkpoint_as_teacher",
        to_teacher="Sign it or decline, or ask your evaluator to take the signature back.",
    ),
    "closed": State(
        "Closed", 7, None, "is closed", "Nothing more can be changed; it can be read and printed."
    ),
    "continued": State(
        "Continued", 7, None, "was continued into the next school year", "Go on in next year’s plan."
    ),
    "withdrawn": State(
        "Withdrawn", 1, None, "was withdrawn", "Ask the office to reinstate it if that was a mistake."
    ),
    "unfinished": State(
        "Ended unfinished",
        7,
        None,
        "was ended unfinished",
        "Nothing more can be changed; it can be read and printed.",
    ),
}

ENDED = frozenset({"closed", "continued", "withdrawn", "unfinished"})
OPEN = tuple(state for state in STATES if state not in ENDED)
COMPLETED = ("closed", "continued")
# Being assigned is not beginning (product.md, "Adoption").
BEGUN = (*(state for state in OPEN if state != "assigned"), *COMPLETED)

UNDER_WAY = (
    "active",
    "checkpoint_drafted",
    "checkpoint_submitted",
    "checkpoint_returned",
    "conferenced",
    "checkpoint_evaluator_signed",
)
CHECKPOINT_BEGUN = UNDER_WAY[1:]
BEFORE_SIGNING = ("drafted", "returned", "submitted", "reviewed")

STEPS: tuple[tuple[int, str, str], ...] = (
    (1, "Assign", "The evaluator assigns the plan."),
    (2, "Write", "The teacher writes the plan and submits it."),
    (3, "Meet and sign", "Teacher and evaluator meet, and both sign."),
    (4, "Work on it", "The teacher carries out the action steps, with support."),
    (5, "Checkpoint", "Near the end of the year the teacher fills in the checkpoint form."),
    (6, "Conference", "Teacher and evaluator look back on the year together."),
    (7, "Close", "They decide whether the plan closes or goes on, and both sign."),
)


@dataclass(frozen=True)
class Round:
    """The way of one text from its first word to two signatures: the plan goes one, its checkpoint another.

    kind       "plan" or "checkpoint": of the drafts and revisions
    meeting    the meeting in which it is talked over: "review" or "conference"
    met        the state after that meeting, in which the two change the text together
    The others are names of actions.
    """

    kind: str
    meeting: str
    met: str
    write: str
    submit: str
    recall: str
    book: str
    send_back: str
    record: str
    revise: str
    sign_as_evaluator: str
    sign_on_paper: str
    take_back: str
    sign_as_teacher: str
    decline: str


PLAN_ROUND = Round(
    kind="plan",
    meeting="review",
    met="reviewed",
    write="edit",
    submit="submit",
    recall="recall",
    book="book_review_meeting",
    send_back="return",
    record="record_review_meeting",
    revise="revise_together",
    sign_as_evaluator="sign_as_evaluator",
    sign_on_paper="sign_on_paper",
    take_back="take_back_signature",
    sign_as_teacher="sign_as_teacher",
    decline="decline_to_sign",
)
CHECKPOINT_ROUND = Round(
    kind="checkpoint",
    meeting="conference",
    met="conferenced",
    write="write_checkpoint",
    submit="submit_checkpoint",
    recall="recall_checkpoint",
    book="book_final_conference",
    send_back="return_checkpoint",
    record="record_final_conference",
    revise="revise_checkpoint_together",
    sign_as_evaluator="sign_checkpoint_as_evaluator",
    sign_on_paper="sign_checkpoint_on_paper",
    take_back="take_back_checkpoint_signature",
    sign_as_teacher="sign_checkpoint_as_teacher",
    decline="decline_to_sign_checkpoint",
)
ROUNDS = {"plan": PLAN_ROUND, "checkpoint": CHECKPOINT_ROUND}

# What the final conference decides (step 7).
DECISIONS = ("close", "continue")

# Why the office ends a plan unfinished: as it is kept, and as it is said.
END_REASONS: dict[str, str] = {
    "left": "Left the district",
    "did not sign": "Did not sign",
    "not completed": "Not completed",
}

# Both have signed what stands, and the rest is still to be written: nobody is asked for a signature.
NOBODY_SIGNS = ("active", "checkpoint_drafted")

BY_DECISION = "by decision"
AS_BEFORE = "as before"


@dataclass(frozen=True, kw_only=True)
class Case:
    """The facts about one plan that the rules look at. `state` is None when there is no plan this year.

    paused           the plan is paused
    year_open        its school year is open (assigning needs that)
    has_evaluator    somebody is named as its evaluator
    in_force         a revision signed by both is in force (also during an amendment)
    both_ever_signed both have signed some revision, ever
    shared_with_evaluator  the teacher asked the evaluator for comments on the draft
    readable_revision      there is a submitted or signed revision that was not recalled
    readable_checkpoint    there is one of the checkpoint
    another_open     the teacher has another plan of the same year that is open
    texts_gone       its texts went by the rules of retention
    volunteered      the teacher already said "I would like to take part"
    state_before     the state it had when it was withdrawn
    decision         "close" or "continue", as recorded in the final conference
    """

    state: str | None
    paused: bool = False
    year_open: bool = True
    has_evaluator: bool = True
    in_force: bool = False
    both_ever_signed: bool = False
    shared_with_evaluator: bool = False
    readable_revision: bool = False
    readable_checkpoint: bool = False
    another_open: bool = False
    texts_gone: bool = False
    volunteered: bool = False
    state_before: str | None = None
    decision: str | None = None


class Refusal(Exception):
    """What is not possible, why, and what to do instead, in one or two sentences for the reader.

    `status` is 404 (hidden), 403 (not yours), 409 (not now) or 422 (not ready).
    `field` names the form field that a "not ready" is about, if there is one; `also` are refusals of other fields
    of the same form.
    """

    def __init__(self, status: int, sentence: str, field: str = "", also: Sequence["Refusal"] = ()) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.field = field
        self.also = tuple(also)


def not_ready(sentence: str, field: str = "") -> Refusal:
    """A refusal (422) because something is still missing or does not fit."""
    return Refusal(422, sentence, field)


def require_ready(problems: Mapping[str, str | None]) -> None:
    """Refuse (422) when a field has a problem: field → what is wrong with it, or None. All are told at once."""
    found = [not_ready(sentence, name) for name, sentence in problems.items() if sentence]
    if found:
        raise Refusal(422, found[0].sentence, found[0].field, also=found[1:])


HIDDEN = Refusal(404, "There is no such page, or it is not yours to see.")


@dataclass(frozen=True)
class Rule:
    """One row of the table: who may take `action`, from which states, and where it leads.

    `moves` maps each state it may be taken from to the state after it.
    `unless` names conditions of `Case` (see CONDITIONS) that refuse it.
    """

    step: int
    action: str
    says: str
    who: tuple[Role, ...]
    moves: Mapping[str | None, str | None]
    unless: tuple[str, ...] = ()
    while_paused: bool = False
    asks_reason: bool = field(default=False)


# Each condition: what it looks at, the status, and the sentence when it refuses.
CONDITIONS: dict[str, tuple] = {
    "year closed": (
        lambda case: not case.year_open,
        409,
        "This school year is not open for assigning. Ask the office to open it, or choose another year.",
    ),
    "already volunteered": (
        lambda case: case.volunteered,
        409,
        "You have already said that you would like to take part. Your evaluator and the office can see it.",
    ),
    "both signed": (
        lambda case: case.both_ever_signed,
        409,
        "Both of you have signed this plan, so only the office can withdraw it. Ask the office, or amend the plan.",
    ),
    "nothing in force": (
        lambda case: not case.in_force,
        409,
        "There is no signed plan to go back to. Go on with this one and sign it together.",
    ),
    "not signed yet": (
        lambda case: not case.in_force,
        409,
        "Both of you have not signed this plan yet. Until then, answer what the teacher asks, or just talk.",
    ),
    "another open": (
        lambda case: case.another_open,
        409,
        "This teacher has another open plan for the same school year. End or withdraw that one first.",
    ),
    "texts gone": (
        lambda case: case.texts_gone,
        409,
        "The texts of this plan were kept as long as the district’s rules ask, and are gone, so it cannot go on. "
        "Assign a new plan instead.",
    ),
    "not paused": (
        lambda case: not case.paused,
        409,
        "This plan is not paused, so there is nothing to resume.",
    ),
    "paused already": (lambda case: case.paused, 409, "This plan is paused already. Resume it first."),
    "not theirs to read yet": (
        lambda case: not (case.readable_revision or case.shared_with_evaluator),
        409,
        "The teacher has not submitted or shared this text yet. Wait for it, or ask them to share the draft.",
    ),
}


def _leads(to: str, *states: str | None) -> dict[str | None, str | None]:
    return dict.fromkeys(states, to)


def _stays(*states: str) -> dict[str | None, str | None]:
    return {state: state for state in states}


ONCE_DRAFTED = (*BEFORE_SIGNING, "evaluator_signed", *UNDER_WAY)
CHECKPOINT_TO_COME = ("active", "checkpoint_drafted", "checkpoint_returned")
OPEN_UNTIL_REVIEWED = ("assigned", "drafted", "returned", "submitted", "reviewed")

# One row for each action (two where the conditions differ by role): step, action, words, who, from → to.
# fmt: off
RULES: tuple[Rule, ...] = (
    # Step 1: assign
    Rule(1, "volunteer", "volunteer", (TEACHER,), {NO_PLAN: NO_PLAN}, unless=("year closed", "already volunteered")),
    Rule(1, "assign", "assign a plan", (EVALUATOR, DEPUTY, OFFICE), {NO_PLAN: "assigned"}, unless=("year closed",)),
    # Step 2: write
    Rule(2, "edit", "change the text", (TEACHER,), {"assigned": "drafted", "drafted": "drafted", "returned": "returned"}),
    Rule(2, "ask_for_comments", "ask for comments", (TEACHER,), _stays(*ONCE_DRAFTED)),
    Rule(2, "stop_asking", "stop asking for comments", (TEACHER,), _stays(*ONCE_DRAFTED)),
    Rule(2, "comment", "comment on this plan", (TEACHER, COLLEAGUE), _stays(*ONCE_DRAFTED)),
    Rule(2, "comment", "comment on this plan", EVALUATORS, _stays(*ONCE_DRAFTED), unless=("not theirs to read yet",)),
    Rule(2, "submit", "submit the plan", (TEACHER,), _leads("submitted", "drafted", "returned")),
    Rule(2, "recall", "recall the plan", (TEACHER,), _leads("drafted", "submitted")),
    # Step 3: review and sign
    Rule(3, "book_review_meeting", "book the review meeting", (TEACHER, *EVALUATORS), _stays(*OPEN_UNTIL_REVIEWED)),
    Rule(3, "return", "return the plan", EVALUATORS, _leads("returned", "submitted", "reviewed")),
    Rule(3, "record_review_meeting", "record the review meeting", EVALUATORS, _leads("reviewed", "submitted", "reviewed")),
    Rule(3, "revise_together", "change the text together", (TEACHER,), _stays("reviewed")),
    Rule(3, "sign_as_evaluator", "sign as evaluator", EVALUATORS, _leads("evaluator_signed", "reviewed")),
    Rule(3, "sign_on_paper", "file the paper that both signed", EVALUATORS, _leads("evaluator_signed", "reviewed")),
    Rule(3, "take_back_signature", "take back the signature", EVALUATORS, _leads("reviewed", "evaluator_signed"), asks_reason=True),
    Rule(3, "sign_as_teacher", "sign as teacher", (TEACHER,), _leads("active", "evaluator_signed")),
    Rule(3, "decline_to_sign", "decline to sign", (TEACHER,), _leads("returned", "evaluator_signed"), asks_reason=True),
    # Step 4: work on it
    Rule(4, "write_in_journal", "write in the journal", (TEACHER,), _stays(*OPEN), while_paused=True),
    Rule(4, "ask_for_support", "ask for support", (TEACHER,), _stays(*OPEN)),
    Rule(4, "answer_support", "answer", EVALUATORS, _stays(*OPEN)),
    Rule(4, "support", "check in or offer help", EVALUATORS, _stays(*UNDER_WAY)),
    Rule(4, "support", "check in or offer help", EVALUATORS, _stays(*BEFORE_SIGNING, "evaluator_signed"), unless=("not signed yet",)),
    Rule(4, "amend", "amend the plan", (TEACHER, *EVALUATORS), _leads("drafted", "active"), asks_reason=True),
    Rule(4, "drop_amendment", "drop the amendment", (TEACHER,), _leads("active", *BEFORE_SIGNING), unless=("nothing in force",)),
    Rule(4, "move_checkpoint_date", "move the checkpoint date", EVALUATORS, _stays(*CHECKPOINT_TO_COME)),
    Rule(4, "extend_checkpoint_date", "extend the checkpoint date", (OFFICE,), _stays(*CHECKPOINT_TO_COME)),
    # Step 5: checkpoint
    Rule(5, "write_checkpoint", "write the checkpoint", (TEACHER,), {"active": "checkpoint_drafted", "checkpoint_drafted": "checkpoint_drafted", "checkpoint_returned": "checkpoint_returned"}),
    Rule(5, "submit_checkpoint", "submit the checkpoint", (TEACHER,), _leads("checkpoint_submitted", "checkpoint_drafted", "checkpoint_returned")),
    Rule(5, "recall_checkpoint", "recall the checkpoint", (TEACHER,), _leads("checkpoint_drafted", "checkpoint_submitted")),
    Rule(5, "return_checkpoint", "return the checkpoint", EVALUATORS, _leads("checkpoint_returned", "checkpoint_submitted", "conferenced")),
    # Step 6: final conference
    Rule(6, "book_final_conference", "book the final conference", (TEACHER, *EVALUATORS), _stays("active", "checkpoint_drafted", "checkpoint_submitted", "checkpoint_returned", "conferenced")),
    Rule(6, "record_final_conference", "record the final conference", EVALUATORS, _leads("conferenced", "checkpoint_submitted", "conferenced")),
    Rule(6, "revise_checkpoint_together", "change the checkpoint together", (TEACHER,), _stays("conferenced")),
    # Step 7: close or continue
    Rule(7, "sign_checkpoint_as_evaluator", "sign the checkpoint as evaluator", EVALUATORS, _leads("checkpoint_evaluator_signed", "conferenced")),
    Rule(7, "sign_checkpoint_on_paper", "file the checkpoint that both signed on paper", EVALUATORS, _leads("checkpoint_evaluator_signed", "conferenced")),
    Rule(7, "take_back_checkpoint_signature", "take back the signature", EVALUATORS, _leads("conferenced", "checkpoint_evaluator_signed"), asks_reason=True),
    Rule(7, "sign_checkpoint_as_teacher", "sign the checkpoint as teacher", (TEACHER,), _leads(BY_DECISION, "checkpoint_evaluator_signed")),
    Rule(7, "decline_to_sign_checkpoint", "decline to sign the checkpoint", (TEACHER,), _leads("checkpoint_returned", "checkpoint_evaluator_signed"), asks_reason=True),
    Rule(7, "continue_plan", "continue the plan of last year", (TEACHER,), {NO_PLAN: "drafted"}, unless=("year closed",)),
    Rule(7, "continue_plan", "continue the plan of last year", (TEACHER,), {"assigned": "drafted"}),
    # What goes wrong on the way
    Rule(0, "hand_over", "hand the plan over", (OFFICE,), _stays(*OPEN) | {"evaluator_signed": "reviewed", "checkpoint_evaluator_signed": "conferenced"}, while_paused=True, asks_reason=True),
    Rule(0, "transfer", "move the plan to another site", (OFFICE,), _stays(*OPEN), while_paused=True),
    Rule(0, "note_not_signed", "note that the teacher does not sign", EVALUATORS, _stays("evaluator_signed", "checkpoint_evaluator_signed"), asks_reason=True),
    Rule(0, "pause", "pause the plan", (OFFICE, *EVALUATORS), _stays(*OPEN), unless=("paused already",), while_paused=True, asks_reason=True),
    Rule(0, "resume", "resume the plan", (OFFICE, *EVALUATORS), _stays(*OPEN), unless=("not paused",), while_paused=True),
    Rule(0, "withdraw", "withdraw the plan", (OFFICE,), _leads("withdrawn", *OPEN), while_paused=True, asks_reason=True),
    Rule(0, "withdraw", "withdraw the plan", EVALUATORS, _leads("withdrawn", *OPEN), unless=("both signed",), while_paused=True, asks_reason=True),
    Rule(0, "reinstate", "reinstate the plan", (OFFICE,), {"withdrawn": AS_BEFORE}, unless=("texts gone", "another open"), while_paused=True),
    Rule(0, "end_unfinished", "end the plan unfinished", (OFFICE,), _leads("unfinished", *OPEN), asks_reason=True),
)
# fmt: on

ACTIONS: tuple[str, ...] = tuple(dict.fromkeys(rule.action for rule in RULES))
_ROWS = {action: [rule for rule in RULES if rule.action == action] for action in ACTIONS}


def refusal(action: str, roles: Iterable[Role], case: Case) -> Refusal | None:
    """Why someone with `roles` may not take `action` on `case` now; None if they may.

    Asked in this order: is the plan any of their business (404), is the action theirs (403),
    is it the time for it (409). Raises KeyError for an action that is not in the table.
    Source: the seven steps of the district's guide, as listed in product.md.
    """
    roles = _acting(roles) - {SIGNER}  # they keep what they signed; the plan is none of their business now
    rows = _rows(action)
    if not roles:
        return HIDDEN
    theirs = [rule for rule in rows if roles.intersection(rule.who)]
    if not theirs:
        return Refusal(403, _only(rows))
    refusals = [_not_now(rule, case, TEACHER in roles) for rule in theirs]
    if None in refusals:
        return None
    # Of several rows, the one for this state says why not.
    return next(
        (each for rule, each in zip(theirs, refusals, strict=True) if case.state in rule.moves), refusals[0]
    )


def own_plan(action: str) -> Refusal:
    """The refusal (403) for somebody of the office who would decide about their own plan."""
    return Refusal(
        403,
        f"This is your own plan, so you cannot {_rows(action)[0].says} yourself: nobody decides about their own. "
        "Ask somebody else of the office to do it.",
    )


def is_of_the_office(action: str) -> bool:
    """Whether the office takes `action`."""
    return any(OFFICE in rule.who for rule in _rows(action))


def require(action: str, roles: Iterable[Role], case: Case) -> None:
    """Raise the `Refusal` for `action`, if there is one."""
    refused = refusal(action, roles, case)
    if refused:
        raise refused


def may(action: str, roles: Iterable[Role], case: Case) -> bool:
    """Whether someone with `roles` may take `action` on `case` now."""
    return refusal(action, roles, case) is None


def after(action: str, case: Case) -> str | None:
    """The state that `action` leads to from `case`. Raises KeyError when it cannot be taken from there."""
    to = next(rule.moves[case.state] for rule in _rows(action) if case.state in rule.moves)
    if to == BY_DECISION:
        return "continued" if case.decision == "continue" else "closed"
    return case.state_before if to == AS_BEFORE else to


def asks_reason(action: str) -> bool:
    """Whether the person has to give a reason with `action`."""
    return _rows(action)[0].asks_reason


def turn(case: Case) -> Role | None:
    """Whose turn it is: the teacher, the evaluator, the office (evaluator vacant), or nobody's."""
    if case.state is None or case.paused:
        return None
    role = STATES[case.state].turn
    return OFFICE if role == EVALUATOR and not case.has_evaluator else role


def is_open(case: Case) -> bool:
    """Whether there is a plan and it has not ended: closed, continued, withdrawn or unfinished."""
    return case.state is not None and case.state not in ENDED


def goes_on(state: str) -> bool:
    """Whether a plan that has reached `state` opens one for the next school year."""
    return state == "continued"


def is_writing(case: Case, kind: str) -> bool:
    """Whether the teacher is at writing the text of `kind`, be the plan paused or not: a draft stands then.

    A checkpoint is, from its first word on.
    """
    begun = kind == "plan" or case.state in CHECKPOINT_BEGUN
    return begun and may(ROUNDS[kind].write, [TEACHER], replace(case, paused=False))


def is_signed(case: Case, kind: str) -> bool:
    """Whether both have signed the text of `kind` as it counts now."""
    return case.in_force if kind == "plan" else case.state in COMPLETED


def round_of(state: str) -> Round:
    """The round that a plan in `state` is in: the plan's own until both have signed it, then the checkpoint's."""
    return PLAN_ROUND if STATES[state].step < 4 else CHECKPOINT_ROUND


def writing_action(case: Case, kind: str = "plan") -> str:
    """The action under which a text of `kind` is written now: changed together once the meeting was held."""
    this = ROUNDS[kind]
    return this.revise if case.state == this.met else this.write


def next_date(
    state: str, *, agreed_by: date, checkpoint_on: date | None, conferences_by: date, in_force: bool
) -> date | None:
    """The day that a plan in `state` has to meet next; None for a plan that has ended.

    Before both signed: agreed by (while amending, the checkpoint date goes on to count); then the checkpoint date;
    once the form is in, the day by which conferences are held, or the checkpoint date where a pause or an extension
    put that later: nobody is late on the day they hand in. Days are of the district's calendar.
    """
    if state in ENDED:
        return None
    if STATES[state].step < 4 and not in_force:
        return agreed_by
    if STATES[state].step > 5:
        return max(conferences_by, checkpoint_on or conferences_by)
    return checkpoint_on


def agreed_by(*, own: date | None, year: date) -> date:
    """The day by which a plan is to be agreed: its own where it has one (after a pause, a late start), else the year's."""
    return own or year


def own_agreed_by(
    *,
    by_hand: date | None,
    first_day: date | None,
    starts_on: date,
    agreed_by: date,
    ends_on: date,
    days: int,
) -> date | None:
    """The day by which a person's plan is to be agreed instead of the year's `agreed_by`; None where the year's holds.

    A day that the office has set for them holds (`by_hand`). Who began to work here (`first_day`) after the school year
    did has `days` days from then on, within the year, if that is later than all others have. Days of the district's
    calendar. Source: the office's questions, "late hires' own dates".
    """
    if by_hand:
        return by_hand
    if first_day is None or first_day <= starts_on:
        return None
    own = min(first_day + timedelta(days=days), ends_on)
    return own if own > agreed_by else None


def take_back_problem(case: Case, *, touched: bool) -> str:
    """Why a plan that was assigned with many others is kept when those are taken back; "" when it can go, too.

    It goes while nobody has written: still as it was assigned, and nothing in its journal, asked, booked or said.
    """
    if not is_open(case):
        return "It has ended already."
    if case.state != "assigned" or touched:
        return "It has been begun. Withdraw it on its own page if it was assigned in error."
    return ""


def may_still_agree(case: Case) -> bool:
    """Whether the day by which a plan is to be agreed still counts: it is open, and both have not signed it."""
    return is_open(case) and not case.in_force


@dataclass(frozen=True)
class Sees:
    """What a person sees of a plan.

    state       that it exists, its state and dates
    draft       the text as it stands now, submitted or not
    frozen      submitted and signed revisions
    checkpoint  submitted and signed revisions of the checkpoint (its draft is the teacher's alone)
    comments    the comments by section
    journal     the journal but for private notes, and what was asked and offered as support
    history     what happened, by whom
    signed      the documents that they signed themselves
    recorded    each view of the text is written down
    """

    state: bool = False
    draft: bool = False
    frozen: bool = False
    checkpoint: bool = False
    comments: bool = False
    journal: bool = False
    history: bool = False
    signed: bool = False
    recorded: bool = False


def sees(roles: Iterable[Role], case: Case) -> Sees:
    """Who reads what (product.md). Nothing at all for someone with no role: the plan does not exist for them."""
    roles = _acting(roles)
    if TEACHER in roles:
        return Sees(
            state=True, draft=True, frozen=True, checkpoint=True, comments=True, journal=True, history=True
        )
    evaluates, asked = bool(roles.intersection(EVALUATORS)), COLLEAGUE in roles
    reads = evaluates or OFFICE in roles
    shared = evaluates and case.shared_with_evaluator
    frozen, checkpoint = reads and case.readable_revision, reads and case.readable_checkpoint
    return Sees(
        state=bool(roles - {SIGNER}),
        draft=asked or shared,
        frozen=frozen,
        checkpoint=checkpoint,
        comments=asked or shared or (evaluates and case.readable_revision),
        journal=evaluates,
        history=reads,
        signed=SIGNER in roles or evaluates,
        recorded=(frozen or checkpoint) and not evaluates,
    )


def checkpoint_date_problem(day: date, *, held_on: date, form_due_on: date) -> str | None:
    """What is wrong with a checkpoint date (step 3: on or before the form-due date), or None.

    All three are days of the district's calendar.
    """
    if day <= held_on:
        return "Choose a checkpoint date after the day of the review meeting."
    if day > form_due_on:
        return f"Choose a checkpoint date on or before {_long(form_due_on)}, when checkpoint forms are due."
    return None


def overtaken(why: str, case: Case) -> str:
    """Why ending a plan for a reason of END_REASONS, decided a while ago, holds no more; "" while it does.

    "Did not sign" is over as soon as both have signed (product.md, "someone who does not sign").
    """
    if not is_open(case):
        return "it has ended meanwhile"
    if why == "did not sign" and case.in_force and case.state in NOBODY_SIGNS:
        return "both have signed it meanwhile"
    return ""


def moved_date_problem(day: date, *, today: date, latest: date, extended: bool) -> str | None:
    """What is wrong with a checkpoint date that is moved (step 4), or None.

    The evaluator moves it to a day on or before `latest`, when checkpoint forms are due; the office may extend it
    for one person (`extended`) up to `latest`, then the last day of the school year. Days of the district's calendar.
    """
    if day < today:
        return "That day has passed. Choose today or a later day."
    if day > latest:
        if extended:
            return f"Choose a day on or before {_long(latest)}, the last day of the school year."
        return (
            f"Choose a day on or before {_long(latest)}, when checkpoint forms are due. "
            "The office can extend it for one person."
        )
    return None


AFTER_A_PAUSE = timedelta(days=14)


@dataclass(frozen=True)
class Dates:
    """The days that one plan has to meet: agreed by, and its checkpoint, if there is one yet."""

    agreed_by: date
    checkpoint_on: date | None


def dates_after_pause(
    case: Case,
    *,
    paused_on: date,
    resumed_on: date,
    agreed_by: date,
    checkpoint_on: date | None,
    forms_due_on: date,
) -> Dates:
    """What resuming does to a plan's days: they move on by the days paused, and two weeks are always left.

    The checkpoint date moves by as many days, to the form-due date at most (or its own later day), but never to
    less than 14 days after resuming, even beyond the form-due date. It stays where it is between the two
    signatures, because the evaluator signed it, and once the checkpoint is in. A plan that both have not signed
    gets at least 14 days to be agreed, unless it was late before it was paused. `agreed_by` is the day that holds
    now, the plan's own or the year's. All are days of the district's calendar.
    """
    days = resumed_on - paused_on
    if not days or not is_open(case):
        return Dates(agreed_by, checkpoint_on)
    soonest = resumed_on + AFTER_A_PAUSE
    if checkpoint_on and case.state in (*BEFORE_SIGNING, *CHECKPOINT_TO_COME):
        latest = max(forms_due_on, checkpoint_on)
        checkpoint_on = max(min(checkpoint_on + days, latest), soonest)
    if not case.in_force and paused_on <= agreed_by < soonest:
        agreed_by = soonest
    return Dates(agreed_by, checkpoint_on)


def proposed_checkpoint(form_due_on: date) -> date:
    """A checkpoint date to begin with, two weeks before the forms are due; the two agree on their own."""
    return form_due_on - timedelta(days=14)


def held_on_problem(day: date, *, today: date, year_starts_on: date) -> str | None:
    """What is wrong with the day a meeting was held, or None: not in the future, not long before the school year.

    A review in August for a plan of the coming year is common: sixty days before the first day still count.
    """
    if day > today:
        return "The meeting has not been held yet on that day. Choose today or an earlier day."
    if day < year_starts_on - timedelta(days=60):
        return f"That is long before this school year. Choose a day on or after {_long(year_starts_on - timedelta(days=60))}."
    return None


def signed_on_problem(day: date, *, today: date, held_on: date, frozen_on: date) -> str | None:
    """What is wrong with the day written on a paper that both signed, or None. Days of the district's calendar.

    They sign in the meeting or after it (steps 3 and 7), and the text as it was frozen on `frozen_on` or before.
    """
    if day > today:
        return "That day is still to come. Choose the day that is written on the paper."
    if day < held_on:
        return f"The meeting was held on {_long(held_on)}. Choose that day or a later one, as it is written on the paper."
    if day < frozen_on:
        return (
            f"This text was frozen on {_long(frozen_on)}, so nobody signed it before. Choose that day or a later one, "
            "as it is written on the paper."
        )
    return None


PROOF_LASTS = timedelta(minutes=15)


def require_office(is_office: bool) -> None:
    """Raise a `Refusal` (403) unless the person is of the office: its screens are theirs alone."""
    if not is_office:
        raise Refusal(
            403, "Only the office can open this page. Ask the office if something here should change."
        )


# A text that went by the rules of retention: that it was there, its history and its fingerprint still say.
GONE = Refusal(
    410,
    "This text was kept as long as the district’s rules ask, and is gone. That it was there, who signed it and its "
    "fingerprint stay in the plan’s history.",
)


def has_ended(state: str) -> bool:
    """Whether nothing more happens to a plan in this state: what is under way is never disposed of."""
    return state in ENDED


def disposition_refusal(*, is_own: bool, has_others: bool) -> Refusal | None:
    """Why somebody of the office may not confirm a disposition list (403): the second look is another person's."""
    if is_own and has_others:
        return Refusal(
            403,
            "You drew up this list, so somebody else of the office looks at it and confirms it. Ask a colleague.",
        )
    return None


def hold_refusal(*, is_about_self: bool) -> Refusal | None:
    """Why somebody of the office may not lift a legal hold (403): not one that holds their own records."""
    if is_about_self:
        return Refusal(403, "This hold is about your own records, so somebody else of the office lifts it.")
    return None


class TableRole(StrEnum):
    """What a person is to one action plan. MEMBER: owns one of its rows, or is on a row's team. OWNER: owns one."""

    OFFICE = "office"
    EDITOR = "editor"
    OWNER = "owner"
    MEMBER = "team member"
    STAFF = "staff"


_EDITS = frozenset({TableRole.OFFICE, TableRole.EDITOR})
_ITS_PEOPLE = _EDITS | {TableRole.MEMBER}
_EDITS_OR_OWNS = _EDITS | {TableRole.OWNER}
_EVERYBODY = frozenset(TableRole)

# Who may do what with an action plan (product.md, "What the action plan holds"): a working copy that only its people
# see and editors change; editions that all staff read and comment on. A row's own people keep its status true, and
# its owner may ask them to; what they may do with that row is asked with OWNER and MEMBER for that row alone.
TABLE_RULES: dict[str, tuple[str, frozenset[TableRole]]] = {
    "make_action_plan": ("make an action plan", frozenset({TableRole.OFFICE})),
    "name_editors": ("say who edits this action plan", frozenset({TableRole.OFFICE})),
    "remove_action_plan": ("remove this action plan", frozenset({TableRole.OFFICE})),
    "adopt": ("adopt an edition", frozenset({TableRole.OFFICE})),
    "publish": ("open or close its public address", frozenset({TableRole.OFFICE})),
    "edit_table": ("change this action plan", _EDITS),
    "answer_row_comment": ("answer comments on this action plan", _EDITS),
    "ask_for_updates": ("ask for updates of these rows", _EDITS),
    "ask_for_updates_of_own_row": ("ask for updates of this row", _EDITS_OR_OWNS),
    "update_row": ("update the status of this row", _ITS_PEOPLE),
    "note_in_room": ("note questions and decisions in the committee room", _EDITS),
    "read_working_copy": ("read the working copy of this action plan", _ITS_PEOPLE),
    "read_edition": ("read its adopted editions", _EVERYBODY),
    "comment_on_row": ("comment on a row", _EVERYBODY),
}


def may_with_table(action: str, roles: Iterable[TableRole]) -> bool:
    """Whether somebody with these roles may take an action of TABLE_RULES. Raises KeyError for an unknown one."""
    return bool(TABLE_RULES[action][1].intersection(roles))


def table_refusal(action: str, roles: Iterable[TableRole]) -> Refusal | None:
    """Why somebody with these roles may not take an action of TABLE_RULES (403); None if they may."""
    if may_with_table(action, roles):
        return None
    says, who = TABLE_RULES[action]
    if who == {TableRole.OFFICE}:
        return Refusal(403, f"Only the office can {says}.")
    people = {
        _EDITS: "the office and its editors",
        _EDITS_OR_OWNS: "the office, its editors and the row’s owner",
    }.get(who, "the office, its editors and the row’s own people")
    return Refusal(403, f"Only {people} can {says}. If that should be you, ask the office to name you.")


class ExemplarRole(StrEnum):
    """What a person is to one exemplar. Whose plan it was taken from is only its teacher, also in the office."""

    TEACHER = "teacher"
    OFFICE = "office"
    STAFF = "staff"


EXEMPLAR_STATES: dict[str, str] = {
    "draft": "In the making",
    "asked": "Consent asked",
    "published": "In the library",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, kw_only=True)
class ExemplarCase:
    """The facts about one exemplar that the rules look at. `state` None: there is none of this plan yet.

    offered     its teacher has offered the text (False while the office has only asked for it)
    by_office   the office wrote it: nobody has to agree
    agreed      the teacher said yes to exactly the text as it is now, and has not taken that back
    taken_back  it was its teacher who took it out of the library, or said no
    was_shown   it was in the library once
    signed      both have signed the plan that it is, or would be, taken from
    """

    state: str | None
    offered: bool = True
    by_office: bool = False
    agreed: bool = False
    taken_back: bool = False
    was_shown: bool = False
    signed: bool = True


_IN_THE_MAKING = ("draft", "asked")
_NOT_OVER = ("draft", "asked", "published")

# Who may do what with an exemplar, from which states, and where it leads (product.md, "Exemplars"). A changed text is
# in the making again, so that it is asked for anew: nothing is published without a yes to exactly that text.
# fmt: off
EXEMPLAR_RULES: dict[str, tuple[str, dict[ExemplarRole, dict[str | None, str]]]] = {
    "offer": ("offer this plan as an exemplar", {ExemplarRole.TEACHER: {None: "draft", "draft": "draft"}}),
    "ask_for": ("ask for this plan as an exemplar", {ExemplarRole.OFFICE: {None: "draft"}}),
    "write": ("write an exemplar", {ExemplarRole.OFFICE: {None: "draft"}}),
    "work_on": ("work on this exemplar", {
        ExemplarRole.TEACHER: {state: state for state in EXEMPLAR_STATES},
        ExemplarRole.OFFICE: {state: state for state in EXEMPLAR_STATES},
    }),
    "change": ("change this exemplar", {
        ExemplarRole.TEACHER: dict.fromkeys(_IN_THE_MAKING, "draft"),
        ExemplarRole.OFFICE: dict.fromkeys(_NOT_OVER, "draft"),
    }),
    "write_notes": ("write what is good about it", {ExemplarRole.OFFICE: {state: state for state in _NOT_OVER}}),
    "ask_consent": ("ask for consent", {ExemplarRole.OFFICE: {"draft": "asked"}}),
    "consent": ("agree to this text", {ExemplarRole.TEACHER: {"asked": "asked", "published": "published"}}),
    "publish": ("publish this exemplar", {ExemplarRole.OFFICE: dict.fromkeys(_IN_THE_MAKING, "published")}),
    "withdraw": ("withdraw this exemplar", {
        ExemplarRole.TEACHER: dict.fromkeys(EXEMPLAR_STATES, "withdrawn"),
        ExemplarRole.OFFICE: dict.fromkeys(_NOT_OVER, "withdrawn"),
    }),
    "take_up_again": ("take this exemplar up again", {
        ExemplarRole.TEACHER: {"withdrawn": "draft"},
        ExemplarRole.OFFICE: {"withdrawn": "draft"},
    }),
    "read": ("read this exemplar", {ExemplarRole.STAFF: {"published": "published"}}),
}
# fmt: on

_EXEMPLAR_IS = {
    None: "there is no exemplar of this plan yet. Offer it, or ask the teacher for it",
    "draft": "it is in the making. The office looks it over and asks for consent first",
    "asked": "its teacher is asked to agree. Wait for the answer, or change the text",
    "published": "it is in the library. Withdraw it first",
    "withdrawn": "it was withdrawn. Take it up again first",
}


def exemplar_refusal(action: str, roles: Iterable[ExemplarRole], case: ExemplarCase) -> Refusal | None:
    """Why somebody with these roles may not take an action of EXEMPLAR_RULES now; None if they may.

    What is not published exists for nobody but its teacher and the office (404). Raises KeyError for an unknown action.
    """
    says, who = EXEMPLAR_RULES[action]
    roles = frozenset(roles)
    if ExemplarRole.TEACHER in roles:
        roles -= {ExemplarRole.OFFICE}
    if action == "read" or not roles - {ExemplarRole.STAFF}:
        if case.state == "withdrawn" and case.was_shown and action == "read":
            return Refusal(
                410,
                "This exemplar was withdrawn, so it can no longer be read. Look for another one in the library.",
            )
        return None if case.state == "published" and action == "read" else HIDDEN
    moves = [who[role] for role in roles if role in who]
    if not moves:
        only = "the teacher whose plan it is" if ExemplarRole.TEACHER in who else "the office"
        return Refusal(403, f"Only {only} can {says}.")
    if not any(case.state in each for each in moves):
        return Refusal(409, f"You cannot {says} now: {_EXEMPLAR_IS[case.state]}.")
    return _exemplar_not_now(action, says, roles, case)


def _exemplar_not_now(
    action: str, says: str, roles: frozenset[ExemplarRole], case: ExemplarCase
) -> Refusal | None:
    if action in ("offer", "ask_for") and not case.signed:
        return Refusal(
            409, f"You cannot {says} now: both of you have not signed it yet. Sign the plan together first."
        )
    if action == "offer" and case.state is not None and case.offered:
        return Refusal(409, "You have offered this plan already. What became of it is on this page.")
    if action in ("change", "ask_consent", "publish") and not (case.offered or case.by_office):
        return Refusal(
            409, f"You cannot {says} now: the teacher has not offered the plan yet. Wait for the answer."
        )
    if action == "ask_consent" and case.by_office:
        return Refusal(
            409, "The office wrote this exemplar, so nobody has to agree. Publish it when it is ready."
        )
    if action == "publish" and not (case.by_office or case.agreed):
        return Refusal(
            409,
            "You cannot publish this exemplar now: its teacher has not said yes to exactly this text. "
            "Ask for consent, and wait for the answer.",
        )
    if action == "take_up_again" and case.taken_back and ExemplarRole.TEACHER not in roles:
        return Refusal(409, "Its teacher has taken this exemplar back. Only the teacher can offer it again.")
    return None


def exemplar_is_in_the_making(case: ExemplarCase) -> bool:
    """Whether consent is still asked and decided: as long as that lasts, the office knows whose plan it is."""
    return case.state in _IN_THE_MAKING


def exemplar_after(action: str, roles: Iterable[ExemplarRole], case: ExemplarCase) -> str:
    """The state that an action of EXEMPLAR_RULES leads to. Raises its Refusal where it cannot be taken."""
    roles = frozenset(roles)
    refused = exemplar_refusal(action, roles, case)
    if refused:
        raise refused
    who = EXEMPLAR_RULES[action][1]
    return next(who[role][case.state] for role in roles if case.state in who.get(role, {}))


def presentation_refusal(*, is_office: bool, leads_site: bool) -> Refusal | None:
    """Why somebody may not write down when the guide was presented at a site (403); None if they may."""
    if is_office or leads_site:
        return None
    return Refusal(
        403, "Only the office and the site’s leaders write down when it was presented. Tell one of them."
    )


def contribution_refusal(
    action: str, *, is_office: bool, is_chosen: bool, is_over: bool, until: str
) -> Refusal | None:
    """Why somebody may not do something with what is out for comment; None if they may.

    Only the office and the people it chose know of it (404 for all others). `action` is "read", "comment" (until the
    day, `until` in words, and while it is not closed), or what the office alone does: "answer", "change", "close".
    """
    if not (is_office or is_chosen):
        return HIDDEN
    if action not in ("read", "comment") and not is_office:
        return Refusal(403, "Only the office does this. Write what you think as a comment.")
    if action == "comment" and is_over:
        return Refusal(
            409,
            f"Comments were asked for until {until}, and that is over. Write to the office if it still matters.",
        )
    return None


def _acting(roles: Iterable[Role]) -> frozenset[Role]:
    # Whoever has a plan is just its teacher, even a leader or someone of the office (product.md).
    roles = frozenset(roles)
    return frozenset({TEACHER}) if TEACHER in roles else roles


def _rows(action: str) -> list[Rule]:
    return _ROWS[action]


def _not_now(rule: Rule, case: Case, is_teacher: bool) -> Refusal | None:
    if case.state not in rule.moves:
        return Refusal(409, _wrong_state(rule, case, is_teacher))
    if case.paused and not rule.while_paused:
        return Refusal(
            409,
            f"You cannot {rule.says} now: the plan is paused. Ask the evaluator or the office to resume it.",
        )
    for name in rule.unless:
        refuses, status, sentence = CONDITIONS[name]
        if refuses(case):
            return Refusal(status, sentence)
    return None


def _wrong_state(rule: Rule, case: Case, is_teacher: bool) -> str:
    if case.state is None:
        return (
            f"You cannot {rule.says} now: there is no plan for this school year. It has to be assigned first."
        )
    if NO_PLAN in rule.moves:
        return f"You cannot {rule.says} now: there is a plan for this school year already. Open that one instead."
    state = STATES[case.state]
    return f"You cannot {rule.says} now: the plan {state.because}. {(is_teacher and state.to_teacher) or state.instead}"


def _only(rows: list[Rule]) -> str:
    who = list(dict.fromkeys(role for rule in rows for role in rule.who if role != DEPUTY))
    names = [
        {"office": "the office", "colleague": "a colleague who was asked"}.get(r, f"the {r}") for r in who
    ]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    return f"Only {listed} can {rows[0].says}. If that should be you, ask the office to check who is named."


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


# Who may have which of the reports, for the sites and plans that are theirs: the office for all of them, a site leader for
# the site, an evaluator for their own. They tell states, dates and counts, never a text (product.md, "Who reads what").
_ALL_SITES = frozenset({Role.OFFICE, Role.SITE_LEADER})
REPORTS: dict[str, frozenset[Role]] = {
    "adoption": _ALL_SITES,
    "people": _ALL_SITES,
    "steps": _ALL_SITES | {Role.EVALUATOR},
    "waiting": _ALL_SITES | {Role.EVALUATOR},
    "deadlines": _ALL_SITES | {Role.EVALUATOR},
    "focus": _ALL_SITES,
    "law": _ALL_SITES,
    "points": _ALL_SITES,
}


def may_report(name: str, roles: Iterable[Role]) -> bool:
    """Whether somebody who is this to some plans may have a report about them."""
    return bool(REPORTS[name] & set(roles))


def require_report(name: str, roles: Iterable[Role]) -> None:
    """Raise the Refusal (403) for those who may not."""
    if not may_report(name, roles):
        raise Refusal(
            403,
            "This report is for the office and site leaders, and some are for evaluators. Ask the office for a copy.",
        )
