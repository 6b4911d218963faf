"""What people do: one function for each action, with the form it sends and what has to have happened afterwards.

A `Turn` is one person at one plan's page, with at most one flaw: "stale" sends what an earlier page held, "bad" leaves
out or spoils what is asked for. To add an action: a row in by_hand.TABLE and a function here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from model.by_hand import (
    EVALUATORS,
    STEPS,
    Ask,
    Comment,
    Entry,
    Meeting,
    Note,
    Plan,
    Planned,
    Signature,
    World,
)
from world import PASSWORD, PEOPLE

NAMES = {key: f"{given} {family}" for key, (_, given, family, *_) in PEOPLE.items()}
TO_EVALUATE = ("ben", "evan", "dana")
TO_ASK = ("chloe", "ben", "evan", "sam", "dana")
NOWHERE = 9999
FAR_AHEAD = timedelta(days=240)

ACTS: dict[str, tuple[str, Callable]] = {}  # name → the row of the table that asks, and the function


def act(row: str, name: str = "") -> Callable:
    """Decorator: this is how the action of that row of the table is done."""

    def register(does: Callable) -> Callable:
        ACTS[name or does.__name__] = (row, does)
        return does

    return register


def act_of_both_rounds(step: str) -> Callable:
    """Decorator: the plan's and the checkpoint's; the function is given the kind."""

    def register(does: Callable) -> Callable:
        for kind in STEPS:
            ACTS[f"{does.__name__}: {kind}"] = (
                STEPS[kind][step],
                lambda turn, kind=kind: does(turn, kind),
            )
        return does

    return register


@dataclass
class Turn:
    """One person does one thing to one plan. `table` is the test; `n` makes choices."""

    table: Any
    who: str
    number: int
    flaw: str = ""
    n: int = 0
    faults: set[int] = field(default_factory=set)
    form: dict[str, Any] = field(default_factory=dict)
    word: str = ""
    page: str = ""
    page_faults: set[int] = field(default_factory=set)
    done: bool = False

    @property
    def world(self) -> World:
        return self.table.world

    @property
    def plan(self) -> Plan:
        return self.world.plans[self.number]

    @property
    def year(self):
        return self.world.years[self.plan.year]

    def at(self, path: str, kind: str = "plan") -> str:
        return f"/plans/{self.number}{'/checkpoint' if kind == 'checkpoint' else ''}/{path}"

    # --- What is asked before ---

    def row(self, action: str) -> None:
        self.faults |= self.world.refused(action, self.who, self.plan)

    def opens(self, path: str, kind: str = "plan") -> None:
        """The page with the form: now and then it is really opened before. It holds what the model says."""
        self.page, self.page_faults = self.at(path, kind), set(self.faults)

    def version(self) -> None:
        """The version of the plan that the page held."""
        self.form["version"] = self._or_stale(self.plan.version, self.plan.version - 1)

    def draft_version(self, kind: str) -> None:
        version = self.plan.drafts[kind].version
        self.form["version"] = self._or_stale(version, version - 1)

    def sha256(self, kind: str, *, signs: bool = True) -> None:
        """The fingerprint of the text that the page held. Who signs is told by it alone that the page is stale."""
        current, hashes = self.plan.current(kind), self.table.hashes
        held = hashes[self.number, kind, current.number] if current else "0" * 64
        earlier = hashes.get((self.number, kind, current.number - 1), "0" * 64) if current else "1" * 64
        alone = signs and self.flaw == "stale" and self.n % 2
        if alone:
            self.form["version"] = self.plan.version
        self.form["sha256"] = self._or_stale(held, earlier) if alone else held

    def _or_stale(self, now: Any, before: Any) -> Any:
        if self.flaw == "stale":
            self.faults.add(409)
            return before
        return now

    def text(self, name: str, *, required: bool = True) -> None:
        """A new word is typed into a field."""
        if self.flaw == "bad" and required:
            self.faults.add(422)
            self.form[name] = "  "
            return
        self.word = self.table.new_word(self.who)
        self.form[name] = f"About {self.word}, in a few words."

    def fault_if(self, wrong: bool, status: int = 422) -> None:
        if wrong:
            self.faults.add(status)

    def is_bad(self) -> bool:
        self.fault_if(self.flaw == "bad")
        return self.flaw == "bad"

    def proves_it(self, *, here: bool = False) -> None:
        """The password, needed when the last proof is fifteen minutes old, and always at another's screen."""
        if self.flaw == "bad":
            self.form["password"] = ""
            self.fault_if(here or not self.table.proof_is_fresh(self.who))
        elif here or not self.table.proof_is_fresh(self.who):
            self.form["password"] = PASSWORD

    # --- Sending, and what it did ---

    def sends(self, path: str) -> bool:
        """Send the form; the answer is what the model says. Whether it was carried out."""
        self.done = self.table.send(self, path)
        return self.done

    def step(self, action: str, *, to: str | None = None, because: str = "") -> None:
        self.plan.step(action, self.who, because, to)


# --- Step 2: writing ---------------------------------------------------------------------------------------


def types(turn: Turn, kind: str) -> set[str]:
    """Fill in the form of a plan or a checkpoint; returns the words that were in it."""
    word = turn.table.new_word("ana")
    typed = f"About {word}, in a few words."
    if kind == "plan":
        turn.form |= {"indicators": ["9", "13"], "area": typed, "steps-rows": "1", "steps-0-what": typed}
        turn.form |= {"statement": "By May, all will explain.", "measure": "A tally."}
    else:
        turn.form |= {"steps-rows": "1", "steps-0-done": "Partly", "steps-0-happened": typed, "shows": typed}
        turn.form |= {"progress": "Mostly", "wish": "Close the plan"}
    if turn.flaw == "bad":
        turn.form["measure" if kind == "plan" else "progress"] = ""
    return {word}


@act_of_both_rounds("write")
def save(turn: Turn, kind: str) -> None:
    """Saving never minds what is missing. While the text is changed together, it is saved all the same."""
    plan, steps = turn.plan, STEPS[kind]
    turn.row(steps["revise"] if plan.state == steps["met"] else steps["write"])
    turn.opens("text", kind)
    turn.draft_version(kind)
    words = types(turn, kind)
    if turn.sends(turn.at("text", kind)):
        draft = plan.drafts[kind]
        draft.version, draft.words, draft.complete = draft.version + 1, words, turn.flaw != "bad"
        if plan.state in ("assigned", "active"):
            turn.step(steps["write"])


@act_of_both_rounds("submit")
def submit(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["submit"])
    turn.opens("submission", kind)
    turn.draft_version(kind)
    turn.fault_if(not turn.plan.drafts[kind].complete)
    if turn.sends(turn.at("submission", kind)):
        turn.plan.freeze(kind)
        turn.step(STEPS[kind]["submit"])


@act_of_both_rounds("recall")
def recall(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["recall"])
    turn.version()
    if turn.sends(turn.at("recall", kind)):
        turn.plan.current(kind).recalled = True
        if kind == "plan":
            turn.plan.meetings.pop("plan", None)
        turn.step(STEPS[kind]["recall"])


@act("ask_for_comments")
def ask_for_comments(turn: Turn) -> None:
    plan, person = turn.plan, TO_ASK[turn.n % len(TO_ASK)]
    turn.row("ask_for_comments")
    turn.form["person"] = PEOPLE["ana" if turn.is_bad() else person][0]
    if turn.sends(turn.at("comment-requests")) and not plan.asked(person):
        plan.asks.append(Ask(person, turn.world.at))
        if person == plan.evaluator:
            plan.history.append(("ask_for_comments", turn.who))


@act("stop_asking")
def stop_asking(turn: Turn) -> None:
    plan = turn.plan
    turn.row("stop_asking")
    asked = [number for number, _ in turn.table.requests(turn.number)]
    number = asked[turn.n % len(asked)] if asked else NOWHERE
    turn.fault_if(not asked, 404)
    if turn.sends(turn.at(f"comment-requests/{number}/end")):
        ask = plan.asks[asked.index(number)]
        if ask.until is None:
            ask.until = turn.world.at
            if ask.person == plan.evaluator:
                plan.history.append(("stop_asking", turn.who))


@act("comment")
def comment(turn: Turn) -> None:
    plan = turn.plan
    turn.row("comment")
    turn.form["about"] = ("", "focus")[turn.n % 2]
    turn.text("comment")
    if turn.sends(turn.at("comments")):
        role, on_revision = turn.world.speaks_as(turn.who, plan), plan.current("plan") is not None
        plan.comments.append(Comment(turn.word, turn.who, role, on_revision, turn.world.at))


# --- Steps 3 and 5 to 7: meeting, signing ------------------------------------------------------------------


@act_of_both_rounds("book")
def book(turn: Turn, kind: str) -> None:
    plan, action = turn.plan, STEPS[kind]["book"]
    turn.row(action)
    turn.opens("meeting", kind)
    starts, turn.table.bookings = turn.table.bookings, turn.table.bookings + 1
    day = turn.table.first_day + FAR_AHEAD + timedelta(days=starts // 8)
    turn.form |= {"day": day.isoformat(), "starts": f"{8 + starts % 8:02}:00"}
    turn.form["minutes"] = "1" if turn.is_bad() else "30"
    turn.form["seen"] = turn._or_stale(turn.table.stamp(turn.number, kind), "77.7")
    turn.word = turn.table.new_word(turn.who)
    turn.form["place"] = f"Room {turn.word}"
    if turn.sends(turn.at("meeting", kind)):
        before = plan.meetings.get(kind)
        plan.meetings[kind] = Meeting(turn.word, before.sequence + 1 if before else 0)
        plan.places.add(turn.word)
        turn.step(action)


@act_of_both_rounds("book")
def call_off(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["book"])
    turn.form["seen"] = turn._or_stale(turn.table.stamp(turn.number, kind), "77.7")
    turn.fault_if(kind not in turn.plan.meetings, 409)
    if turn.sends(turn.at("meeting/cancellation", kind)):
        del turn.plan.meetings[kind]
        turn.step(STEPS[kind]["book"])


@act_of_both_rounds("return")
def send_back(turn: Turn, kind: str) -> None:
    plan = turn.plan
    turn.row(STEPS[kind]["return"])
    turn.version()
    turn.text("message")
    if turn.sends(turn.at("return", kind)):
        role = turn.world.speaks_as(turn.who, plan)
        plan.comments.append(Comment(turn.word, turn.who, role, True, turn.world.at))
        turn.step(STEPS[kind]["return"])


def fills_in_the_meeting(turn: Turn, kind: str, *, spoils: bool) -> dict[str, Any]:
    """The record of the meeting as it is typed now; `spoils`: the flaw is here. Returns what would be kept."""
    world, year, held_on = turn.world, turn.year, turn.world.today
    turn.opens("review", kind)
    turn.version()
    turn.sha256(kind, signs=not spoils)
    turn.fault_if(held_on < year.starts - timedelta(days=60))
    if spoils and turn.is_bad():
        held_on += timedelta(days=2)
    turn.form["held_on"] = held_on.isoformat()
    if kind == "plan":
        checkpoint_on = world.years[turn.plan.year].forms_due - timedelta(days=turn.n % 3)
        turn.fault_if(checkpoint_on <= held_on)
        turn.form["checkpoint_on"] = checkpoint_on.isoformat()
        return {"held_on": held_on, "checkpoint_on": checkpoint_on}
    recorded = turn.plan.conference
    if recorded and turn.n % 2 and turn.flaw != "bad":  # nothing to correct: the page is sent as it came
        turn.form |= {**recorded, "held_on": recorded["held_on"].isoformat()}
        return recorded
    turn.word = turn.table.new_word(turn.who)
    said = {"progress": "Mostly", "comments": f"About {turn.word}.", "next_steps": ""}
    said["decision"] = ("close", "continue")[turn.n // 2 % 2]
    turn.form |= said
    return {"held_on": held_on, **said}


def keeps_the_record(turn: Turn, kind: str, record: dict[str, Any]) -> None:
    plan = turn.plan
    if kind == "plan":
        before = {"held_on": plan.held_on, "checkpoint_on": plan.checkpoint_on}
    else:
        before = plan.conference
    if plan.state == STEPS[kind]["met"] and record == before:
        return
    if kind == "plan":
        plan.held_on, plan.checkpoint_on = record["held_on"], record["checkpoint_on"]
    else:
        plan.conference = record
        plan.conference_words.add(turn.word)
    turn.step(STEPS[kind]["record"])


@act_of_both_rounds("record")
def record(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["record"])
    told = fills_in_the_meeting(turn, kind, spoils=True)
    if turn.sends(turn.at("review-record", kind)):
        keeps_the_record(turn, kind, told)


@act_of_both_rounds("record")
def sign_as_evaluator(turn: Turn, kind: str) -> None:
    """Recording, deciding and signing are one page."""
    turn.row(STEPS[kind]["record"])
    told = fills_in_the_meeting(turn, kind, spoils=False)
    turn.proves_it()
    if turn.sends(turn.at("evaluator-signature", kind)):
        keeps_the_record(turn, kind, told)
        plan = turn.plan
        stands_for = None if turn.who == plan.evaluator else plan.evaluator
        plan.signatures.append(Signature(kind, plan.current(kind).number, "evaluator", turn.who, stands_for))
        turn.step(STEPS[kind]["sign"])


@act_of_both_rounds("paper")
def file_paper(turn: Turn, kind: str) -> None:
    """The paper that both signed by hand: its scan is read, then filed. What comes too soon is not even read."""
    turn.row(STEPS[kind]["paper"])
    if turn.faults:
        turn.sends(turn.at("paper", kind))
        return
    scan, plan = turn.table.chooses_a_paper(turn, kind), turn.plan
    turn.opens(f"paper/{scan}", kind)
    turn.version()
    turn.sha256(kind)
    turn.proves_it()
    if turn.sends(turn.at(f"paper/{scan}", kind)):
        stands_for = None if turn.who == plan.evaluator else plan.evaluator
        plan.signatures.append(Signature(kind, plan.current(kind).number, "evaluator", turn.who, stands_for))
        turn.step(STEPS[kind]["paper"])


@act_of_both_rounds("revise")
def revise_together(turn: Turn, kind: str) -> None:
    """On the teacher's own screen."""
    turn.row(STEPS[kind]["revise"])
    turn.draft_version(kind)
    words = types(turn, kind)
    turn.fault_if(turn.flaw == "bad")
    if turn.sends(turn.at("revisions", kind)):
        revised(turn, kind, words, "ana")


@act_of_both_rounds("record")
def revise_here(turn: Turn, kind: str) -> None:
    """At the evaluator's screen, with the teacher's password."""
    lends_the_screen(turn, STEPS[kind]["revise"])
    turn.opens("revision-here", kind)
    turn.draft_version(kind)
    flaw, turn.flaw = turn.flaw, ""
    words = types(turn, kind)
    turn.flaw = flaw
    turn.proves_it(here=True)
    if turn.sends(turn.at("revision-here", kind)):
        revised(turn, kind, words, "ana")


def revised(turn: Turn, kind: str, words: set[str], by: str) -> None:
    draft = turn.plan.drafts[kind]
    draft.version, draft.words, draft.complete = draft.version + 1, words, True
    turn.plan.freeze(kind)
    turn.plan.step(STEPS[kind]["revise"], by)


def lends_the_screen(turn: Turn, action: str) -> None:
    """What the teacher does at the evaluator's screen: only an evaluator's can be lent, and only when it is time."""
    roles = turn.world.roles(turn.who, turn.plan)
    if not roles:
        turn.faults.add(404)
    elif not roles.intersection(EVALUATORS):
        turn.faults.add(403)
    else:
        turn.faults |= turn.world.refused(action, "ana", turn.plan)


@act_of_both_rounds("take_back")
def take_back(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["take_back"])
    turn.opens("taken-back-signature", kind)
    turn.version()
    turn.text("reason")
    if turn.sends(turn.at("taken-back-signature", kind)):
        turn.plan.standing(kind).why = "taken back"
        turn.step(STEPS[kind]["take_back"], because=turn.word)


@act_of_both_rounds("teacher_sign")
def sign_as_teacher(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["teacher_sign"])
    teacher_signs(turn, kind, "teacher-signature", here=False)


@act_of_both_rounds("take_back")
def sign_as_teacher_here(turn: Turn, kind: str) -> None:
    lends_the_screen(turn, STEPS[kind]["teacher_sign"])
    teacher_signs(turn, kind, "teacher-signature-here", here=True)


def teacher_signs(turn: Turn, kind: str, path: str, *, here: bool) -> None:
    plan, word = turn.plan, turn.table.new_word("ana")
    turn.opens(path, kind)
    turn.version()
    turn.sha256(kind)
    turn.proves_it(here=here)
    turn.form["response"] = f"About {word}."
    if turn.sends(turn.at(path, kind)):
        number = plan.current(kind).number
        plan.signatures.append(Signature(kind, number, "teacher", "ana", words={word}))
        to = None
        if kind == "plan":
            plan.in_force, plan.both_signed = number, True
        elif plan.conference["decision"] == "continue":
            to = "continued"
            turn.world.continuing.add(turn.number)
        plan.step(STEPS[kind]["teacher_sign"], "ana", to=to)


@act_of_both_rounds("decline")
def decline(turn: Turn, kind: str) -> None:
    turn.row(STEPS[kind]["decline"])
    turn.version()
    turn.text("reason")
    if turn.sends(turn.at("declined-signature", kind)):
        turn.plan.standing(kind).why = "declined"
        turn.step(STEPS[kind]["decline"], because=turn.word)


# --- Step 4: the year --------------------------------------------------------------------------------------


@act("amend")
def amend(turn: Turn) -> None:
    plan = turn.plan
    turn.row("amend")
    turn.opens("amendment")
    turn.version()
    turn.text("reason")
    if turn.sends(turn.at("amendment")):
        plan.begin_again_with_what_is_in_force()
        plan.days_before_amending = (plan.held_on, plan.checkpoint_on)
        turn.step("amend", because=turn.word)


@act("drop_amendment")
def drop_amendment(turn: Turn) -> None:
    plan = turn.plan
    turn.row("drop_amendment")
    turn.opens("dropped-amendment")
    turn.version()
    if turn.sends(turn.at("dropped-amendment")):
        for each in plan.readable("plan"):
            each.recalled = each.number > plan.in_force
        plan.held_on, plan.checkpoint_on = plan.days_before_amending
        plan.begin_again_with_what_is_in_force()
        plan.meetings.pop("plan", None)
        turn.step("drop_amendment")


@act("move_checkpoint_date")
def move_checkpoint_date(turn: Turn) -> None:
    moves_the_date(turn, "move_checkpoint_date", turn.year.forms_due)


@act("extend_checkpoint_date")
def extend_checkpoint_date(turn: Turn) -> None:
    moves_the_date(turn, "extend_checkpoint_date", turn.year.ends)


def moves_the_date(turn: Turn, action: str, latest) -> None:
    # One page: the office extends, everybody else moves, whichever of the two was wanted.
    if "office" in turn.world.roles(turn.who, turn.plan):
        action, latest = "extend_checkpoint_date", turn.year.ends
    else:
        action, latest = "move_checkpoint_date", turn.year.forms_due
    turn.row(action)
    turn.opens("checkpoint-date")
    turn.version()
    day = latest - timedelta(days=turn.n % 4)
    turn.fault_if(day < turn.world.today)
    turn.form["checkpoint_on"] = (latest + timedelta(days=1) if turn.is_bad() else day).isoformat()
    turn.text("reason", required=False)
    if turn.sends(turn.at("checkpoint-date")) and day != turn.plan.checkpoint_on:
        turn.plan.checkpoint_on = day
        turn.step(action, because=turn.word)


@act("write_in_journal")
def write_in_journal(turn: Turn) -> None:
    turn.row("write_in_journal")
    fills_in_an_entry(turn)
    if turn.sends(turn.at("journal")):
        turn.plan.journal[turn.table.newest("journal_entry")] = Entry(turn.word, bool(turn.n % 2))


@act("write_in_journal")
def change_an_entry(turn: Turn) -> None:
    turn.row("write_in_journal")
    number = one_of(turn, turn.plan.journal)
    version = turn.plan.journal[number].version if number in turn.plan.journal else 1
    turn.form["version"] = turn._or_stale(version, version - 1)
    fills_in_an_entry(turn)
    if turn.sends(turn.at(f"journal/{number}")):
        turn.plan.journal[number] = Entry(turn.word, bool(turn.n % 2), version + 1)


@act("write_in_journal")
def delete_an_entry(turn: Turn) -> None:
    turn.row("write_in_journal")
    number = one_of(turn, turn.plan.journal)
    if turn.sends(turn.at(f"journal/{number}/deletion")):
        del turn.plan.journal[number]


def fills_in_an_entry(turn: Turn) -> None:
    turn.form |= {"day": turn.world.today.isoformat(), "hours": "1.5"}
    if turn.n % 2:
        turn.form["private"] = "y"
    turn.fault_if(turn.world.today < turn.year.starts - timedelta(days=60))
    turn.text("text")


def one_of(turn: Turn, numbers) -> int:
    """One of these; what is not there is hidden."""
    there = sorted(numbers)
    turn.fault_if(not there, 404)
    return there[turn.n % len(there)] if there else NOWHERE


def notes_down(turn: Turn, row: str, path: str, name: str, kind: str) -> bool:
    turn.row(row)
    turn.text(name)
    done = turn.sends(turn.at(f"support/{path}"))
    if done:
        turn.plan.notes[turn.table.newest("support_note")] = Note(turn.word, kind)
    return done


def asks_for_support(turn: Turn) -> list[int]:
    return [number for number, note in turn.plan.notes.items() if note.kind == "ask"]


@act("ask_for_support")
def ask_for_support(turn: Turn) -> None:
    notes_down(turn, "ask_for_support", "asks", "ask", "ask")


@act("ask_for_support")
def reply(turn: Turn) -> None:
    notes_down(turn, "ask_for_support", "replies", "reply", "reply")


@act("ask_for_support")
def no_longer_needed(turn: Turn) -> None:
    turn.row("ask_for_support")
    number = one_of(turn, asks_for_support(turn))
    if turn.sends(turn.at(f"support/asks/{number}/end")):
        note = turn.plan.notes[number]
        note.settled = note.settled or "not needed"


@act("answer_support")
def answer(turn: Turn) -> None:
    number = one_of(turn, asks_for_support(turn))
    if notes_down(turn, "answer_support", f"asks/{number}/answer", f"ask-{number}-answer", "answer"):
        note = turn.plan.notes[number]
        note.settled = note.settled or "answered"


@act("support")
def offer(turn: Turn) -> None:
    notes_down(turn, "support", "offers", "offer", "offer")


@act("support")
def check_in(turn: Turn) -> None:
    notes_down(turn, "support", "check-ins", "line", "check_in")


# --- At any time -------------------------------------------------------------------------------------------


@act("hand_over")
def hand_over(turn: Turn) -> None:
    plan = turn.plan
    others = [each for each in TO_EVALUATE if each != plan.evaluator]
    later = timedelta(days=5 if turn.n % 3 == 0 else 0)
    to, day = others[turn.n % 2], turn.world.today + later
    turn.row("hand_over")
    turn.opens("hand-over")
    turn.version()
    turn.form |= {"who": NAMES[to], "starts_on": day.isoformat()}
    if turn.flaw == "bad" and turn.n % 2:
        turn.form["who"] = NAMES["ana" if turn.n % 4 == 1 else plan.evaluator]
        turn.faults.add(422)
        turn.text("reason", required=False)
    else:
        turn.text("reason")
    if not turn.sends(turn.at("hand-over")):
        return
    if later:
        plan.planned = Planned(to, day, turn.word)
    else:
        plan.take_over(to, turn.word, turn.world.at)


@act("hand_over")
def call_off_the_hand_over(turn: Turn) -> None:
    turn.row("hand_over")
    number = turn.table.planned_number(turn.number) or NOWHERE
    turn.fault_if(number == NOWHERE, 404)
    if turn.sends(turn.at(f"hand-overs/{number}/cancellation")):
        turn.plan.planned = None


@act("transfer")
def transfer(turn: Turn) -> None:
    """Of a person, with all their open plans: only the office has the page."""
    world, to = turn.world, 3 - turn.world.main_site
    turn.fault_if(turn.who != "olivia", 403)
    turn.form |= {"site_id": world.main_site if turn.is_bad() else to, "evaluator": "keep"}
    if turn.sends("/people/1/transfer"):
        world.main_site = to
        for plan in world.plans.values():
            if plan.is_open:
                plan.site = to
                plan.step("transfer", turn.who)


@act("note_not_signed")
def note_not_signed(turn: Turn) -> None:
    with_a_reason(turn, "note_not_signed", "not-signed")


@act("pause")
def pause(turn: Turn) -> None:
    if with_a_reason(turn, "pause", "pause"):
        turn.plan.paused_on = turn.world.today


@act("resume")
def resume(turn: Turn) -> None:
    turn.row("resume")
    turn.opens("resumption")
    turn.version()
    if turn.sends(turn.at("resumption")):
        turn.plan.resume(turn.world.today, turn.year)
        turn.step("resume")


@act("withdraw")
def withdraw(turn: Turn) -> None:
    before = turn.plan.state
    if with_a_reason(turn, "withdraw", "withdrawal"):
        turn.plan.state_before = before
        turn.plan.let_go(turn.world.at)


@act("reinstate")
def reinstate(turn: Turn) -> None:
    plan = turn.plan
    turn.row("reinstate")
    turn.opens("reinstatement")
    turn.version()
    if turn.sends(turn.at("reinstatement")):
        before, plan.state_before = plan.state_before, None
        turn.step("reinstate", to=before)


@act("end_unfinished")
def end_unfinished(turn: Turn) -> None:
    turn.row("end_unfinished")
    turn.opens("unfinished-end")
    turn.version()
    turn.form["why"] = "" if turn.is_bad() else ("left", "did not sign", "not completed")[turn.n % 3]
    turn.text("reason", required=False)
    if turn.sends(turn.at("unfinished-end")):
        turn.step("end_unfinished", because=turn.word)
        turn.plan.let_go(turn.world.at)


def with_a_reason(turn: Turn, action: str, path: str) -> bool:
    turn.row(action)
    turn.opens(path)
    turn.version()
    turn.text("reason")
    done = turn.sends(turn.at(path))
    if done:
        turn.step(action, because=turn.word)
    return done


# --- Not of one plan: assigning, and the years -------------------------------------------------------------


def volunteer(turn: Turn) -> None:
    world, year = turn.world, turn.world.assigning_year
    turn.who = "ana"
    turn.fault_if(year is None or year in world.volunteered or world.plan_of_year(year) is not None, 409)
    if turn.sends("/volunteering"):
        world.volunteered.add(year)


def assign(turn: Turn) -> None:
    """By whoever is paired with Ana, their deputy, or the office; the others do not find her on their list."""
    world, year = turn.world, turn.world.assigning_year
    turn.form["person"] = PEOPLE["ana"][0]
    deputy = turn.who == "dana" and world.today <= world.deputy_until
    turn.fault_if(year is None, 409)
    if not (turn.who in ("ben", "olivia") or deputy):
        turn.fault_if(True, 404)
    elif year is not None:
        turn.fault_if(world.plan_of_year(year) is not None, 409)
    if turn.sends("/assignments"):
        plan = Plan(year, "ben", world.main_site, history=[("assign", turn.who)])
        world.plans[len(world.plans) + 1] = plan


def open_or_close_a_year(turn: Turn) -> None:
    number = 1 + turn.n // 2 % 2
    year, opens = turn.world.years[number], bool(turn.n % 2)
    turn.fault_if(turn.who != "olivia", 403)
    turn.fault_if(year.is_open == opens, 409)
    if turn.sends(f"/years/{number}/{'opening' if opens else 'closing'}"):
        year.is_open = opens
        if opens:
            turn.world.continuing |= turn.world.waiting_for(number)


BESIDE_THE_PLANS = (volunteer, assign, open_or_close_a_year)
