"""Two people at the same moment, again and again: the pages are opened once, the two forms are sent in every round.

A round is whole when one of the two wins and the other is told why on a page that holds what they typed, or when both
count one after the other, where the table says that this may be.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from backstage import at_once, broken, change, rows, value
from sqlalchemy import select, update
from visitor import Form, Visitor, multi
from world import PASSWORD, PEOPLE, Scene

from plf.database import now
from plf.models import (
    Comment,
    Conference,
    Draft,
    HistoryLine,
    JournalEntry,
    Plan,
    Reason,
    Revision,
    Signature,
    SignIn,
    SupportNote,
)

ROUNDS = int(os.environ.get("PLF_RACE_ROUNDS", "1"))

# Whoever was quicker waits so much longer in the next round, in seconds: so each of them wins about half of the rounds,
# and they come as close to each other as can be.
HANDICAP = 0.003

# Who has signed when a plan is in each state, if nothing else is said: plan or checkpoint, evaluator or teacher.
NOBODY = ()
BY_BEN = ("plan evaluator",)
BY_BOTH = ("plan evaluator", "plan teacher")
SIGNED = {
    **dict.fromkeys(("assigned", "drafted", "submitted", "returned", "reviewed"), NOBODY),
    "evaluator_signed": BY_BEN,
    **dict.fromkeys(("active", "checkpoint_drafted", "checkpoint_submitted"), BY_BOTH),
    **dict.fromkeys(("checkpoint_returned", "conferenced"), BY_BOTH),
    "checkpoint_evaluator_signed": (*BY_BOTH, "checkpoint evaluator"),
    **dict.fromkeys(("closed", "continued"), (*BY_BOTH, "checkpoint evaluator", "checkpoint teacher")),
}


@dataclass(frozen=True)
class Hand:
    """One of the two: the form that `who` has open on `page`, what they type into it, and what it does.

    form     the address of the form, if it is not that of the page; `to_address` that of another button on it
    typed    words, which may never be lost: kept when this hand wins, on the page that is answered when it does not
    chosen   days, names and choices
    does     what the history tells when it wins, and `to` the state of the plan then (None: the one it had)
    signed   whose signatures stand then, if not those of the state
    told     what the page says when it comes too late, with the status `late`; one of these, where it depends on how late
    """

    who: str
    page: str
    form: str = ""
    to_address: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str | list[str]] = field(default_factory=dict)
    does: tuple[str, ...] = ()
    to: str | None = None
    signed: tuple[str, ...] | None = None
    told: str | tuple[str, ...] = ""
    late: int = 409


@dataclass(frozen=True)
class Collision:
    """Two hands at one plan (number 1), which is at `stage`.

    both     "neither": one wins; "first, then second" or "second, then first": in this order both count, and the
             plan is then in the state `to` with the signatures `signed`; "any": in either order
    """

    name: str
    stage: str
    first: Hand
    second: Hand
    both: str = "neither"
    to: str | None = None
    signed: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.name


@dataclass
class Press:
    """A form that is filled in and can be sent any number of times, each time from the browser as it was."""

    visitor: Visitor
    cookie: str
    form: Form
    pairs: list[tuple[str, str]]

    def __call__(self):
        browser = self.visitor.app.test_client()
        browser.set_cookie(self.visitor.app.config["SESSION_COOKIE_NAME"], self.cookie)
        return browser.post(self.form.action, data=multi(self.pairs))


class Stages:
    """The scene at each stage that a collision begins at, brought there once and remembered: see stages.py."""

    def __init__(self, database, ways: dict[str, tuple[str, Callable[[Scene], object]]]) -> None:
        self.database, self.ways = database, ways
        self._begin()

    def _begin(self) -> None:
        self.database.start_afresh()
        self.scene = Scene(self.database.app)
        for name in PEOPLE:
            getattr(self.scene, name)  # signs in, before anything is remembered
        self.database.remember("everybody_here")

    def at(self, stage: str) -> Scene:
        """The scene at a stage, as if nobody had done anything since."""
        self._go_to(stage)
        # They have signed in just now, however long the rounds before took: signing asks for no password.
        change(self.scene, update(SignIn).values(proved_at=now()))
        return self.scene

    def _go_to(self, stage: str) -> None:
        name = "here_" + stage.replace(" ", "_").replace(",", "")
        if self.database.recall(name):
            return
        before, act = self.ways[stage]
        if before:
            self.at(before)
        elif not self.database.recall("everybody_here"):
            self._begin()
        act(self.scene)
        self.database.remember(name)


def play(stages: Stages, collision: Collision, rounds: int = ROUNDS) -> str:
    """Let the two collide that many times; returns in words how often who won. Raises AssertionError."""
    scene, presses = prepare(stages, collision.stage, collision.first, collision.second)
    before = Standing(scene)
    won, lead, began = Counter(), 0.0, time.monotonic()
    for number in range(rounds):
        stages.database.rewind()
        answers = at_once(*held_back(presses, lead))
        winner = judged(scene, collision, before, answers, number)
        won[winner] += 1
        if winner != "in either order":
            lead += HANDICAP if winner in ("first", "first, then second") else -HANDICAP
    # Whoever never wins was not in a race.
    assert rounds < 100 or collision.both == "any" or len(won) > 1, won
    who = {"first": collision.first.who, "second": collision.second.who}
    if collision.first.who == collision.second.who:
        who = {"first": "the first", "second": "the second"}
    counts = ", ".join(f"{who.get(side, f'both ({side})')} {times}" for side, times in sorted(won.items()))
    return f"{counts} ({time.monotonic() - began:.0f} s)"


def play_twice(stages: Stages, stage: str, hand: Hand, rounds: int = ROUNDS) -> str:
    """Press one button twice in the same moment, that many times: both are answered, and it is done once."""
    scene, [press] = prepare(stages, stage, hand)
    before, began = Standing(scene), time.monotonic()
    for number in range(rounds):
        stages.database.rewind()
        answers = at_once(press, press)
        said = [(answer.status_code, answer.location) for answer in answers]
        assert said == [(303, answers[0].location)] * 2, f"round {number}: {said}"
        after = Standing(scene)
        stands(before, after, hand.does, hand.to, hand.signed)
        is_whole(scene, after, [hand])
    return f"done once, {rounds} times ({time.monotonic() - began:.0f} s)"


def again_and_again(stages: Stages, *acts: Callable, rounds: int = ROUNDS) -> Iterator[list]:
    """The answers of these acts at the same moment, in each round from the same beginning, that is now.

    The one and then the other of the first two waits a little, each time longer, so that each of them is quicker at times.
    """
    stages.database.mark()
    for number in range(rounds):
        stages.database.rewind()
        lead = (-1) ** number * HANDICAP * (number % 20)
        yield at_once(*held_back(acts[:2], lead), *acts[2:])


def prepare(stages: Stages, stage: str, *hands: Hand) -> tuple[Scene, list[Press]]:
    """Open the pages and fill in the forms, and mark the moment to which every round goes back."""
    scene = stages.at(stage)
    presses = [hold(scene, hand) for hand in hands]
    stages.database.mark()
    return scene, presses


def hold(scene: Scene, hand: Hand) -> Press:
    """Open the page and fill in the form, and hold it."""
    return filled(getattr(scene, hand.who), hand)


def filled(visitor: Visitor, hand: Hand) -> Press:
    """The same, for whoever is at this browser."""
    form = visitor.form(hand.page, hand.form or None)
    fields = {**hand.typed, **hand.chosen}
    assert hand.typed.keys() <= {name for name, _ in form.fields} | {"password"}, form.fields
    pairs = [pair for pair in form.fields if pair[0] not in fields] + list(fields.items())
    form.action = hand.to_address or form.action or hand.page
    return Press(visitor, cookie_of(visitor), form, pairs)


def sent(visitor: Visitor, address: str, *pairs: tuple[str, str]) -> Press:
    """A form of these fields alone, held; with the token that any page of this session has."""
    token = visitor.token()
    return Press(visitor, cookie_of(visitor), Form(address, "post"), [("csrf_token", token), *pairs])


def cookie_of(visitor: Visitor) -> str:
    return visitor.browser.get_cookie(visitor.app.config["SESSION_COOKIE_NAME"]).value


def held_back(presses: Sequence[Callable], lead: float) -> list[Callable]:
    """The two presses, the first one that many seconds later than the second, or sooner (below 0)."""

    def late(press: Callable, seconds: float) -> Callable:
        def act():
            time.sleep(max(0.0, seconds))
            return press()

        return act

    return [late(presses[0], lead), late(presses[1], -lead)]


class Standing:
    """How the plan stands: its state, version and evaluator, what its history tells, and whose signatures stand."""

    def __init__(self, scene: Scene) -> None:
        self.state, self.version = (
            value(scene, select(column).where(Plan.id == 1)) for column in (Plan.state, Plan.version)
        )
        self.actions = rows(
            scene,
            select(HistoryLine.action).where(HistoryLine.plan_id == 1).order_by(HistoryLine.number),
        )
        self.signed = tuple(
            rows(
                scene,
                select(Revision.kind + " " + Signature.role)
                .join(Signature.revision)
                .where(Signature.plan_id == 1, Signature.superseded_at.is_(None))
                .order_by(Signature.id),
            )
        )


def judged(scene: Scene, collision: Collision, before: Standing, answers: list, number: int) -> str:
    """Who won this round: "first", "second", or both, in which order. Raises AssertionError when it is not whole."""
    first, second = collision.first, collision.second
    done = [answer.status_code == 303 for answer in answers]
    said = [f"{answer.status_code} {answer.text[:1500]}" for answer in answers]
    assert any(done), f"round {number}: nobody won: {said}"
    after = Standing(scene)
    if all(done):
        return both_count(scene, collision, before, after)
    winner, loser = (first, second) if done[0] else (second, first)
    was_told(answers[1] if done[0] else answers[0], loser)
    stands(before, after, winner.does, winner.to, winner.signed)
    is_whole(scene, after, [winner])
    return "first" if done[0] else "second"


def both_count(scene: Scene, collision: Collision, before: Standing, after: Standing) -> str:
    """Both were carried out, one after the other: in an order in which that may be."""
    first, second = collision.first, collision.second
    orders = {
        "first, then second": first.does + second.does,
        "second, then first": second.does + first.does,
    }
    told = tuple(after.actions[len(before.actions) :])
    allowed = list(orders) if collision.both == "any" else [collision.both]
    fitting = [order for order in allowed if orders.get(order) == told]
    assert fitting, f"both were carried out: {told}"
    stands(before, after, told, collision.to, collision.signed)
    is_whole(scene, after, [first, second])
    return fitting[0] if len(fitting) == 1 else "in either order"


def was_told(answer, loser: Hand) -> None:
    """The page says what is not possible and why, and holds every word that was typed."""
    text = unescape(answer.text)
    assert answer.status_code == loser.late, f"{answer.status_code}: {text[:2000]}"
    told = (loser.told,) if isinstance(loser.told, str) else loser.told
    assert any(sentence in text for sentence in told), text
    for word in [*loser.typed.values(), *strings(loser.chosen)]:
        assert word == PASSWORD or len(word) < 4 or word in text, f"“{word}” is lost: {text}"


def stands(
    before: Standing,
    after: Standing,
    does: tuple[str, ...],
    to: str | None,
    signed: tuple[str, ...] | None,
) -> None:
    """The plan is as the winner has it: the steps it took and no other, its state, and these signatures."""
    assert tuple(after.actions[len(before.actions) :]) == does
    assert after.state == (to or before.state)
    if signed is None:
        signed = SIGNED[to] if to else before.signed
    assert after.signed == signed


def is_whole(scene: Scene, after: Standing, winners: list[Hand]) -> None:
    """The record is whole, every step counts once, and the words of whoever won are kept."""
    assert broken(scene) == []
    steps = [action for action in after.actions if action not in ("ask_for_comments", "stop_asking")]
    assert after.version == len(steps)
    kept = words_kept(scene)
    for hand in winners:
        for word in hand.typed.values():
            assert word == PASSWORD or word in kept, f"“{word}” of {hand.who} is not kept"


def words_kept(scene: Scene) -> str:
    """All that people have written, as the database holds it."""
    columns = (Reason.text, Signature.response, Comment.text, SupportNote.text, JournalEntry.text)
    columns += (Draft.text, Conference.comments, Conference.next_steps, HistoryLine.facts)
    found = [each for column in columns for each in rows(scene, select(column))]
    return "\n".join(
        each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in found
    )


def strings(chosen: dict[str, str | list[str]]) -> list[str]:
    return [each for each in chosen.values() if isinstance(each, str)]
