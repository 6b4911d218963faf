"""The model, written by hand from product.md: who may do what when, what it leads to, and who reads what.

Nothing here asks the program. Texts are stood for by words that occur nowhere else ("zq00017").
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

WRITING = ("assigned", "drafted", "returned")
BEFORE_SIGNING = ("drafted", "returned", "submitted", "reviewed")
UNDER_WAY = (
    "active",
    "checkpoint_drafted",
    "checkpoint_submitted",
    "checkpoint_returned",
    "conferenced",
    "checkpoint_evaluator_signed",
)
OPEN = ("assigned", *BEFORE_SIGNING, "evaluator_signed", *UNDER_WAY)
ENDED = ("closed", "continued", "withdrawn", "unfinished")
EVALUATORS = ("evaluator", "deputy")

ANY_OPEN = " ".join(OPEN)
FROM_DRAFTED = " ".join(OPEN[1:])
FROM_ACTIVE = "active checkpoint_drafted checkpoint_submitted checkpoint_returned conferenced"
TO_COME = "active checkpoint_drafted checkpoint_returned"

# The table of product.md: action: (who, from>to …). A state by itself is one that the plan stays in.
# fmt: off
TABLE = {
    "edit": ("teacher", "assigned>drafted drafted returned"),
    "ask_for_comments": ("teacher", FROM_DRAFTED),
    "stop_asking": ("teacher", FROM_DRAFTED),
    "comment": ("teacher evaluator deputy colleague", FROM_DRAFTED),
    "submit": ("teacher", "drafted>submitted returned>submitted"),
    "recall": ("teacher", "submitted>drafted"),
    "book_review_meeting": ("teacher evaluator deputy", "assigned drafted returned submitted reviewed"),
    "return": ("evaluator deputy", "submitted>returned reviewed>returned"),
    "record_review_meeting": ("evaluator deputy", "submitted>reviewed reviewed"),
    "revise_together": ("teacher", "reviewed"),
    "sign_as_evaluator": ("evaluator deputy", "reviewed>evaluator_signed"),
    "sign_on_paper": ("evaluator deputy", "reviewed>evaluator_signed"),
    "take_back_signature": ("evaluator deputy", "evaluator_signed>reviewed"),
    "sign_as_teacher": ("teacher", "evaluator_signed>active"),
    "decline_to_sign": ("teacher", "evaluator_signed>returned"),
    "write_in_journal": ("teacher", ANY_OPEN),
    "ask_for_support": ("teacher", ANY_OPEN),
    "answer_support": ("evaluator deputy", ANY_OPEN),
    "support": ("evaluator deputy", FROM_DRAFTED),
    "amend": ("teacher evaluator deputy", "active>drafted"),
    "drop_amendment": ("teacher", "drafted>active returned>active submitted>active reviewed>active"),
    "move_checkpoint_date": ("evaluator deputy", TO_COME),
    "extend_checkpoint_date": ("office", TO_COME),
    "write_checkpoint": ("teacher", "active>checkpoint_drafted checkpoint_drafted checkpoint_returned"),
    "submit_checkpoint": ("teacher", "checkpoint_drafted>checkpoint_submitted checkpoint_returned>checkpoint_submitted"),
    "recall_checkpoint": ("teacher", "checkpoint_submitted>checkpoint_drafted"),
    "return_checkpoint": ("evaluator deputy", "checkpoint_submitted>checkpoint_returned conferenced>checkpoint_returned"),
    "book_final_conference": ("teacher evaluator deputy", FROM_ACTIVE),
    "record_final_conference": ("evaluator deputy", "checkpoint_submitted>conferenced conferenced"),
    "revise_checkpoint_together": ("teacher", "conferenced"),
    "sign_checkpoint_as_evaluator": ("evaluator deputy", "conferenced>checkpoint_evaluator_signed"),
    "sign_checkpoint_on_paper": ("evaluator deputy", "conferenced>checkpoint_evaluator_signed"),
    "take_back_checkpoint_signature": ("evaluator deputy", "checkpoint_evaluator_signed>conferenced"),
    "sign_checkpoint_as_teacher": ("teacher", "checkpoint_evaluator_signed>closed"),  # or continued
    "decline_to_sign_checkpoint": ("teacher", "checkpoint_evaluator_signed>checkpoint_returned"),
    "continue_plan": ("teacher", "assigned>drafted"),
    "hand_over": ("office", f"{ANY_OPEN} evaluator_signed>reviewed checkpoint_evaluator_signed>conferenced"),
    "transfer": ("office", ANY_OPEN),
    "note_not_signed": ("evaluator deputy", "evaluator_signed checkpoint_evaluator_signed"),
    "pause": ("office evaluator deputy", ANY_OPEN),
    "resume": ("office evaluator deputy", ANY_OPEN),
    "withdraw": ("office evaluator deputy", " ".join(f"{state}>withdrawn" for state in OPEN)),
    "reinstate": ("office", "withdrawn"),
    "end_unfinished": ("office", " ".join(f"{state}>unfinished" for state in OPEN)),
}
# fmt: on
WHILE_PAUSED = {"write_in_journal", "hand_over", "transfer", "resume", "pause", "withdraw", "reinstate"}
MOVES = {
    action: dict((move.split(">") * 2)[:2] for move in moves.split()) for action, (_, moves) in TABLE.items()
}

# The two rounds go the same way; each step of them by its name in the table.
STEPS = {
    "plan": {
        "write": "edit",
        "submit": "submit",
        "recall": "recall",
        "book": "book_review_meeting",
        "return": "return",
        "record": "record_review_meeting",
        "revise": "revise_together",
        "sign": "sign_as_evaluator",
        "paper": "sign_on_paper",
        "take_back": "take_back_signature",
        "teacher_sign": "sign_as_teacher",
        "decline": "decline_to_sign",
        "met": "reviewed",
    },
    "checkpoint": {
        "write": "write_checkpoint",
        "submit": "submit_checkpoint",
        "recall": "recall_checkpoint",
        "book": "book_final_conference",
        "return": "return_checkpoint",
        "record": "record_final_conference",
        "revise": "revise_checkpoint_together",
        "sign": "sign_checkpoint_as_evaluator",
        "paper": "sign_checkpoint_on_paper",
        "take_back": "take_back_checkpoint_signature",
        "teacher_sign": "sign_checkpoint_as_teacher",
        "decline": "decline_to_sign_checkpoint",
        "met": "conferenced",
    },
}

PEOPLE = ("ana", "ben", "dana", "olivia", "lena", "chloe", "evan", "sam")


@dataclass
class Text:
    """A draft: its version, the words in it, whether all that is required is there."""

    version: int = 0
    words: set[str] = field(default_factory=set)
    complete: bool = False


@dataclass
class Revision:
    kind: str
    number: int
    words: set[str]
    recalled: bool = False


@dataclass
class Signature:
    kind: str
    number: int
    role: str
    person: str
    stands_for: str | None = None
    why: str = ""
    words: set[str] = field(default_factory=set)


@dataclass
class Comment:
    word: str
    person: str
    role: str
    on_revision: bool
    at: datetime


@dataclass
class Ask:
    """Somebody was asked for comments, from when to when."""

    person: str
    since: datetime
    until: datetime | None = None


@dataclass
class Entry:
    word: str
    private: bool
    version: int = 1


@dataclass
class Meeting:
    word: str
    sequence: int = 0


@dataclass
class Note:
    """A line of the support on a plan. Only asks are settled."""

    word: str
    kind: str
    settled: str = ""


@dataclass
class Planned:
    """A hand-over that is planned for a day."""

    to: str
    day: date
    word: str


@dataclass
class Year:
    """A school year by its days, as `World.today` begins in the first one."""

    starts: date
    ends: date
    agreed_by: date
    forms_due: date
    is_open: bool


@dataclass
class Plan:
    """One plan as the people agreed on it so far."""

    year: int
    evaluator: str
    site: int
    state: str = "assigned"
    version: int = 1
    paused_on: date | None = None
    state_before: str | None = None
    held_on: date | None = None
    checkpoint_on: date | None = None
    agreed_by: date | None = None
    days_before_amending: tuple[date, date] | None = None
    conference: dict | None = None
    in_force: int | None = None
    both_signed: bool = False
    continues: int | None = None
    drafts: dict[str, Text] = field(default_factory=lambda: {"plan": Text(), "checkpoint": Text()})
    revisions: list[Revision] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    history: list[tuple[str, str]] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    asks: list[Ask] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    journal: dict[int, Entry] = field(default_factory=dict)
    notes: dict[int, Note] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    conference_words: set[str] = field(default_factory=set)
    planned: Planned | None = None

    # --- What there is ---

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def current(self, kind: str) -> Revision | None:
        """The last revision that was not recalled."""
        return next((each for each in reversed(self.revisions) if self._counts(each, kind)), None)

    def readable(self, kind: str) -> list[Revision]:
        return [each for each in self.revisions if self._counts(each, kind)]

    @staticmethod
    def _counts(each: Revision, kind: str) -> bool:
        return each.kind == kind and not each.recalled

    def words_in_force(self) -> set[str]:
        return next(
            each.words for each in self.revisions if (each.kind, each.number) == ("plan", self.in_force)
        )

    def standing(self, kind: str) -> Signature | None:
        """The evaluator's signature on the current revision, if it counts."""
        current = self.current(kind)
        for each in self.signatures:
            if current and (each.kind, each.number, each.role, each.why) == (
                kind,
                current.number,
                "evaluator",
                "",
            ):
                return each
        return None

    def asked(self, person: str) -> Ask | None:
        return next((each for each in self.asks if each.person == person and each.until is None), None)

    @property
    def shared(self) -> bool:
        return self.asked(self.evaluator) is not None

    # --- What happens to it ---

    def step(self, action: str, person: str, reason: str = "", to: str | None = None) -> None:
        """A step of the table was taken: the state after it, one version more, one line of history."""
        self.state = to or MOVES[action][self.state]
        self.version += 1
        self.history.append((action, person))
        if reason:
            self.reasons.add(reason)

    def freeze(self, kind: str) -> None:
        number = 1 + sum(each.kind == kind for each in self.revisions)
        words = set(self.drafts[kind].words)
        if kind == "checkpoint":
            words |= self.words_in_force()
        self.revisions.append(Revision(kind, number, words))

    def begin_again_with_what_is_in_force(self) -> None:
        draft = self.drafts["plan"]
        self.drafts["plan"] = Text(draft.version + 1, set(self.words_in_force()), complete=True)

    def let_go(self, at: datetime) -> None:
        """It has ended: no meeting to come, nobody is asked, nothing is planned."""
        self.meetings.clear()
        self.planned = None
        for each in self.asks:
            each.until = each.until or at

    def take_over(self, to: str, word: str, at: datetime) -> None:
        """Another evaluator: between the two signatures they sign again, and the meetings were with somebody else."""
        for kind in ("plan", "checkpoint"):
            signature = self.standing(kind)
            if signature and MOVES["hand_over"][self.state] == STEPS[kind]["met"] != self.state:
                signature.why = "handed over"
        self.meetings.clear()
        before = self.asked(self.evaluator)
        if before:
            before.until = at
        self.evaluator = to
        self.step("hand_over", "olivia", word)

    def resume(self, today: date, year: Year) -> None:
        """The days move on by the days paused, and two weeks are always left (not for what is late or signed)."""
        paused, soonest = today - self.paused_on, today + timedelta(days=14)
        agreed_by = self.agreed_by or year.agreed_by
        moves = self.state in (*BEFORE_SIGNING, *TO_COME.split())
        if paused and self.checkpoint_on and moves:
            latest = max(year.forms_due, self.checkpoint_on)
            self.checkpoint_on = max(min(self.checkpoint_on + paused, latest), soonest)
        if paused and self.in_force is None and self.paused_on <= agreed_by < soonest:
            self.agreed_by = soonest
        self.paused_on = None


@dataclass
class World:
    """Everything the people of the scene know: plans, years, the time, and what each has to do with a plan."""

    at: datetime
    today: date
    deputy_until: date
    years: dict[int, Year]
    plans: dict[int, Plan] = field(default_factory=dict)
    main_site: int = 1
    volunteered: set[int] = field(default_factory=set)
    continuing: set[int] = field(default_factory=set)
    own_words: dict[str, set[str]] = field(default_factory=dict)

    @property
    def assigning_year(self) -> int | None:
        """The open school year that is now, else the one that is nearest."""

        def away(number: int) -> int:
            year = self.years[number]
            return max((year.starts - self.today).days, (self.today - year.ends).days, 0)

        return min((each for each, year in self.years.items() if year.is_open), key=away, default=None)

    def plan_of_year(self, year: int) -> int | None:
        """Ana's plan of a year; withdrawn ones aside."""
        found = (
            number for number, plan in self.plans.items() if plan.year == year and plan.state != "withdrawn"
        )
        return next(found, None)

    def roles(self, person: str, plan: Plan) -> set[str]:
        if person == "ana":
            return {"teacher"}
        roles = {
            "evaluator": person == plan.evaluator,
            "deputy": person == "dana" and plan.evaluator == "ben" and self.today <= self.deputy_until,
            "office": person == "olivia",
            "site leader": person == "lena" and plan.site == 1,
            "colleague": person != plan.evaluator and plan.asked(person) is not None,
        }
        return {role for role, holds in roles.items() if holds}

    def speaks_as(self, person: str, plan: Plan) -> str:
        order = ("teacher", "evaluator", "deputy", "office", "colleague", "site leader")
        return next(role for role in order if role in self.roles(person, plan))

    def refused(self, action: str, person: str, plan: Plan) -> set[int]:
        """How the table refuses: {404} hidden, {403} not theirs, {409} not now; empty when it may be done."""
        roles = self.roles(person, plan)
        if not roles:
            return {404}
        theirs = roles.intersection(TABLE[action][0].split())
        if not theirs:
            return {403}
        waits = plan.paused_on and action not in WHILE_PAUSED
        if plan.state not in MOVES[action] or waits or self._unless(action, theirs, plan):
            return {409}
        return set()

    def _unless(self, action: str, theirs: set[str], plan: Plan) -> bool:
        evaluates_alone = theirs <= set(EVALUATORS)
        return {
            "comment": evaluates_alone and not (plan.readable("plan") or plan.shared),
            "support": plan.in_force is None,
            "drop_amendment": plan.in_force is None,
            "withdraw": evaluates_alone and plan.both_signed,
            "pause": plan.paused_on is not None,
            "resume": plan.paused_on is None,
            "reinstate": any(
                other is not plan and other.year == plan.year and other.state != "withdrawn"
                for other in self.plans.values()
            ),
        }.get(action, False)

    # --- What the worker does ---

    def worker_looks(self) -> None:
        """Hand-overs whose day is there take place, and next year's plans are opened."""
        for plan in self.plans.values():
            planned = plan.planned
            if planned and planned.day <= self.today:
                plan.planned = None
                if plan.is_open and plan.evaluator != planned.to:
                    plan.take_over(planned.to, planned.word, self.at)
        for number in sorted(self.continuing):
            self._go_on(number)
        self.continuing.clear()

    def waiting_for(self, year: int) -> set[int]:
        """The plans that were continued into a year and are not opened yet."""
        opened = {plan.continues for plan in self.plans.values()}
        return {
            number
            for number, plan in self.plans.items()
            if (plan.year, plan.state) == (year - 1, "continued") and number not in opened
        }

    def _go_on(self, number: int) -> None:
        before = self.plans[number]
        year = before.year + 1
        if year not in self.years or not self.years[year].is_open or number not in self.waiting_for(year):
            return
        there = self.plan_of_year(year)
        if there is None:
            plan = Plan(year, "ben", self.main_site, state="drafted", continues=number)
            plan.drafts["plan"] = Text(1, set(before.words_in_force()), complete=True)
            plan.history.append(("continue_plan", "ana"))
            self.plans[len(self.plans) + 1] = plan
            return
        plan = self.plans[there]
        plan.continues = number
        if plan.state == "assigned" and not plan.paused_on:
            version = plan.drafts["plan"].version + 1
            plan.drafts["plan"] = Text(version, set(before.words_in_force()), complete=True)
            plan.step("continue_plan", "ana")

    # --- Who reads what ---

    def may_read(self, person: str) -> set[str]:
        """Every word that this person may meet anywhere."""
        words = set(self.own_words.get(person, ()))
        for plan in self.plans.values():
            words |= self.may_read_of(person, plan)
        return words

    def may_read_of(self, person: str, plan: Plan) -> set[str]:
        roles = self.roles(person, plan)
        if not roles:
            return set()
        if "teacher" in roles:
            return self._all_but_the_journal(plan) | {each.word for each in plan.journal.values()}
        evaluates = bool(roles.intersection(EVALUATORS))
        words = set(plan.places) if roles != {"colleague"} else set()
        if "colleague" in roles or (evaluates and plan.shared):
            words |= plan.drafts["plan"].words
        words |= {each.word for each in plan.comments if self._reads_comment(person, roles, plan, each)}
        if evaluates or "office" in roles:
            words |= plan.reasons | self._frozen_words(plan)
        if evaluates:
            words |= {each.word for each in plan.journal.values() if not each.private}
            words |= {each.word for each in plan.notes.values()}
            # In the meeting the two change the text together, at the evaluator's screen too.
            for kind in ("plan", "checkpoint"):
                words |= plan.drafts[kind].words if plan.state == STEPS[kind]["met"] else set()
        return words

    def _all_but_the_journal(self, plan: Plan) -> set[str]:
        words = plan.reasons | plan.places | plan.conference_words
        words |= {each.word for each in plan.comments} | {each.word for each in plan.notes.values()}
        words |= plan.drafts["plan"].words | plan.drafts["checkpoint"].words
        for each in (*plan.revisions, *plan.signatures):
            words |= each.words
        return words

    def _frozen_words(self, plan: Plan) -> set[str]:
        words = set()
        for kind in ("plan", "checkpoint"):
            for each in plan.readable(kind):
                words |= each.words
            if plan.readable(kind):
                words |= {word for each in plan.signatures if each.kind == kind for word in each.words}
        return words | (plan.conference_words if plan.readable("checkpoint") else set())

    def _reads_comment(self, person: str, roles: set[str], plan: Plan, comment: Comment) -> bool:
        """What was said on a submitted text or while one was asked; a colleague nothing of what the two settle."""
        if roles.intersection(EVALUATORS):
            if not (plan.readable("plan") or plan.shared or "colleague" in roles):
                return False
            while_asked = self._was_asked(plan, plan.evaluator, comment.at, ever=True)
            return (
                comment.on_revision or comment.role in EVALUATORS or while_asked or comment.person == person
            )
        if "colleague" not in roles:
            return False
        among_them = comment.role in ("teacher", "colleague")
        return comment.person == person or (
            among_them and self._was_asked(plan, person, comment.at, ever=False)
        )

    @staticmethod
    def _was_asked(plan: Plan, person: str, at: datetime, *, ever: bool) -> bool:
        return any(
            each.person == person and each.since <= at and (each.until is None or (ever and each.until > at))
            for each in plan.asks
        )

    def has_to_read(self, person: str, plan: Plan) -> set[str]:
        """The words that have to be on the plan's page for this person."""
        roles = self.roles(person, plan)
        state = plan.state_before or plan.state
        evaluates = bool(roles.intersection(EVALUATORS))
        current, words = plan.current("plan"), set()
        if "teacher" in roles:
            # Of what ended before both signed she reads what she typed last.
            typed = state in WRITING or not current or (state == "unfinished" and plan.in_force is None)
            words |= plan.drafts["plan"].words if typed else current.words
            words |= plan.reasons | {each.word for each in plan.comments}
        elif "office" in roles or (evaluates and not (plan.shared and state in WRITING)):
            words |= current.words if current else set()
        if evaluates or "office" in roles:
            words |= plan.reasons
            checkpoint = plan.current("checkpoint")
            words |= checkpoint.words if checkpoint else set()
        if evaluates:
            words |= {each.word for each in plan.comments if self._reads_comment(person, roles, plan, each)}
        return words
