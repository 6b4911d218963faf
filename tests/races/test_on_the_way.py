"""Amending, handing over, pausing, withdrawing and ending, while somebody else is just taking the next step."""

from dataclasses import replace
from datetime import timedelta

import pytest
from collisions import BY_BEN, BY_BOTH, NOBODY, Collision, Hand, play
from world import local_today

CHANGED = "This plan has changed since you opened the page, so nothing was done."
HIDDEN = "There is no such page, or it is not yours to see."
TODAY = str(local_today())
PLAN = "/plans/1"

NO_SUBMITTING = "You cannot submit the plan now: "
NO_SIGNING_TOO = "You cannot sign as teacher now: "
NO_RECORDING = (CHANGED, "You cannot record the review meeting now: ")


def in_days(days: int) -> str:
    return str(local_today() + timedelta(days=days))


# What each of them does on the way, and what they are told when they come too late.


def amends(who: str) -> Hand:
    return Hand(
        who,
        f"{PLAN}/amendment",
        typed={"reason": f"The class has changed, as {who} saw."},
        does=("amend",),
        to="drafted",
        signed=BY_BOTH,
        told=CHANGED,
    )


def drops() -> Hand:
    return Hand("ana", f"{PLAN}/dropped-amendment", does=("drop_amendment",), to="active", told=CHANGED)


def moves_the_date(who: str, day: str, does: str = "move_checkpoint_date") -> Hand:
    return Hand(
        who,
        f"{PLAN}/checkpoint-date",
        typed={"reason": f"State tests, says {who}."},
        chosen={"checkpoint_on": day},
        does=(does,),
        told=CHANGED,
    )


def begins_the_checkpoint(told: str = "") -> Hand:
    return Hand(
        "ana",
        f"{PLAN}/checkpoint/text",
        typed={"learned": "That a long silence is not an empty one."},
        does=("write_checkpoint",),
        to="checkpoint_drafted",
        told=told,
    )


def hands_over(
    to: str | None = None, signed: tuple[str, ...] | None = None, who: str = "Evan Wright"
) -> Hand:
    return Hand(
        "olivia",
        f"{PLAN}/hand-over",
        typed={"reason": f"Ben Carter moves, {who} is there."},
        chosen={"who": who},
        does=("hand_over",),
        to=to,
        signed=signed,
        told=CHANGED,
    )


def transfers() -> Hand:
    return Hand("olivia", "/people/1/transfer", chosen={"site_id": "2"}, does=("transfer",))


def pauses(who: str) -> Hand:
    return Hand(
        who, f"{PLAN}/pause", typed={"reason": f"On leave, says {who}."}, does=("pause",), told=CHANGED
    )


def resumes(who: str) -> Hand:
    return Hand(who, f"{PLAN}/resumption", does=("resume",), told=CHANGED)


def withdraws(who: str, signed: tuple[str, ...]) -> Hand:
    return Hand(
        who,
        f"{PLAN}/withdrawal",
        typed={"reason": f"Assigned in error, says {who}."},
        does=("withdraw",),
        to="withdrawn",
        signed=signed,
        told=CHANGED,
    )


def reinstates(told: str | tuple[str, ...] = CHANGED) -> Hand:
    return Hand(
        "olivia",
        f"{PLAN}/reinstatement",
        does=("reinstate",),
        to="drafted",
        told=told,
    )


def ends(signed: tuple[str, ...], reason: str = "She left in February.") -> Hand:
    return Hand(
        "olivia",
        f"{PLAN}/unfinished-end",
        typed={"reason": reason},
        chosen={"why": "left"},
        does=("end_unfinished",),
        to="unfinished",
        signed=signed,
        told=CHANGED,
    )


# The next steps that they run into.


def saves(told: str = "") -> Hand:
    return Hand("ana", f"{PLAN}/text", typed={"why": "Three visitors said so."}, told=told)


def submits(told: str = "", signed: tuple[str, ...] = NOBODY) -> Hand:
    return Hand("ana", f"{PLAN}/submission", does=("submit",), to="submitted", signed=signed, told=told)


def recalls() -> Hand:
    return Hand("ana", PLAN, f"{PLAN}/recall", does=("recall",), to="drafted", told=CHANGED)


def submits_the_checkpoint(told: str) -> Hand:
    return Hand(
        "ana",
        f"{PLAN}/checkpoint/submission",
        does=("submit_checkpoint",),
        to="checkpoint_submitted",
        told=told,
    )


def returns(late: int = 409, told: str = CHANGED, signed: tuple[str, ...] = NOBODY) -> Hand:
    return Hand(
        "ben",
        f"{PLAN}/review",
        f"{PLAN}/return",
        typed={"message": "Please say how often."},
        does=("return",),
        to="returned",
        signed=signed,
        late=late,
        told=told,
    )


def records(told: str | tuple[str, ...], signed: tuple[str, ...]) -> Hand:
    return Hand(
        "ben",
        f"{PLAN}/review",
        f"{PLAN}/evaluator-signature",
        to_address=f"{PLAN}/review-record",
        chosen={"held_on": TODAY},
        does=("record_review_meeting",),
        to="reviewed",
        signed=signed,
        told=told,
    )


def signs(who: str = "ben", signed: tuple[str, ...] = BY_BEN, late: int = 409, told=NO_RECORDING) -> Hand:
    return Hand(
        who,
        f"{PLAN}/review",
        f"{PLAN}/evaluator-signature",
        chosen={"held_on": TODAY},
        does=("sign_as_evaluator",),
        to="evaluator_signed",
        signed=signed,
        late=late,
        told=told,
    )


def takes_back(late: int, told: str) -> Hand:
    return Hand(
        "ben",
        f"{PLAN}/taken-back-signature",
        typed={"reason": "A wrong day."},
        does=("take_back_signature",),
        to="reviewed",
        late=late,
        told=told,
    )


def signs_too(told: str) -> Hand:
    return Hand(
        "ana",
        f"{PLAN}/teacher-signature",
        typed={"response": "I would have liked an earlier day."},
        does=("sign_as_teacher",),
        to="active",
        told=told,
    )


def signs_the_checkpoint_too(told: str) -> Hand:
    return Hand(
        "ana",
        f"{PLAN}/checkpoint/teacher-signature",
        typed={"response": "A good year."},
        does=("sign_checkpoint_as_teacher",),
        to="closed",
        told=told,
    )


def signs_the_checkpoint(late: int, told: str) -> Hand:
    return Hand(
        "ben",
        f"{PLAN}/checkpoint/review",
        f"{PLAN}/checkpoint/evaluator-signature",
        does=("sign_checkpoint_as_evaluator",),
        to="checkpoint_evaluator_signed",
        late=late,
        told=told,
    )


def hidden(hand: Hand) -> Hand:
    """The plan does not exist any more for whoever was its evaluator."""
    return replace(hand, late=404, told=HIDDEN)


COLLISIONS = [
    # Amending
    Collision("amends / evaluator amends", "active", amends("ana"), amends("ben")),
    Collision(
        "evaluator amends / first word of the checkpoint",
        "active",
        amends("ben"),
        begins_the_checkpoint("You cannot write the checkpoint now: the plan is being written."),
    ),
    Collision("amends / date is moved", "active", amends("ana"), moves_the_date("ben", in_days(120))),
    Collision(
        "date is moved / deputy moves it",
        "active",
        moves_the_date("ben", in_days(120)),
        moves_the_date("dana", in_days(121)),
    ),
    Collision(
        "date is moved / office extends it",
        "active",
        moves_the_date("ben", in_days(120)),
        moves_the_date("olivia", in_days(180), "extend_checkpoint_date"),
    ),
    Collision(
        # Moving the day is no reason to refuse what is written; after the first word it is another plan to Ben.
        "date is moved / first word of the checkpoint",
        "active",
        moves_the_date("ben", in_days(120)),
        begins_the_checkpoint(),
        both="first, then second",
        to="checkpoint_drafted",
        signed=BY_BOTH,
    ),
    Collision(
        "drops the amendment / submits it in another window",
        "amended",
        drops(),
        submits(NO_SUBMITTING + "the plan is signed by both and under way.", signed=BY_BOTH),
    ),
    Collision(
        "drops the amendment / evaluator records",
        "amended and submitted",
        drops(),
        records(NO_RECORDING, signed=BY_BOTH),
    ),
    Collision(
        "drops the amendment / evaluator returns",
        "amended and submitted",
        drops(),
        returns(signed=BY_BOTH),
    ),
    Collision(
        "drops the amendment / evaluator signs it",
        "amended and reviewed",
        drops(),
        signs(signed=(*BY_BOTH, "plan evaluator")),
    ),
    # Handing over
    Collision(
        "is handed over / teacher signs",
        "evaluator signed",
        hands_over("reviewed", NOBODY),
        signs_too(NO_SIGNING_TOO + "the plan was reviewed in the meeting"),
    ),
    Collision(
        "is handed over / teacher signs the checkpoint",
        "checkpoint evaluator signed",
        hands_over("conferenced", BY_BOTH),
        signs_the_checkpoint_too(
            "You cannot sign the checkpoint as teacher now: the plan has had its final conference"
        ),
    ),
    Collision("is handed over / evaluator signs", "reviewed", hands_over(), hidden(signs())),
    Collision(
        "is handed over / deputy of the one before signs",
        "reviewed",
        hands_over(),
        hidden(signs("dana")),
    ),
    Collision(
        "is handed over / evaluator signs the checkpoint",
        "conferenced",
        hands_over(),
        signs_the_checkpoint(404, HIDDEN),
    ),
    Collision("is handed over / evaluator returns", "submitted", hands_over(), returns(404, HIDDEN)),
    Collision(
        "is handed over / evaluator takes back",
        "evaluator signed",
        hands_over("reviewed", NOBODY),
        takes_back(404, HIDDEN),
    ),
    Collision("is handed over / evaluator amends", "active", hands_over(), hidden(amends("ben"))),
    Collision("is handed over / evaluator pauses", "active", hands_over(), hidden(pauses("ben"))),
    Collision("is handed over / recalls", "submitted", hands_over(), recalls()),
    Collision(
        # To whomever it is submitted: what she checked is her text.
        "is handed over / submits",
        "drafted",
        hands_over(),
        submits(),
        both="first, then second",
        to="submitted",
    ),
    Collision("is handed over twice", "active", hands_over(), hands_over(who="Dana Diaz")),
    Collision(
        "is handed over / moves to another site",
        "active",
        hands_over(),
        transfers(),
        both="first, then second",
    ),
    # Pausing
    Collision(
        "is paused / submits", "drafted", pauses("olivia"), submits(NO_SUBMITTING + "the plan is paused.")
    ),
    Collision(
        "is paused / saves",
        "drafted",
        pauses("olivia"),
        saves("You cannot change the text now: the plan is paused."),
        both="second, then first",
    ),
    Collision(
        "is paused / teacher signs",
        "evaluator signed",
        pauses("ben"),
        signs_too(NO_SIGNING_TOO + "the plan is paused."),
    ),
    Collision("is paused / office pauses it", "active", pauses("ben"), pauses("olivia")),
    Collision("is resumed / office resumes it", "paused", resumes("ben"), resumes("olivia")),
    Collision("is resumed / is withdrawn", "paused", resumes("ben"), withdraws("olivia", BY_BOTH)),
    # Withdrawing and reinstating
    Collision(
        "is withdrawn / submits",
        "drafted",
        withdraws("olivia", NOBODY),
        submits(NO_SUBMITTING + "the plan was withdrawn."),
    ),
    Collision(
        "is withdrawn / saves",
        "drafted",
        withdraws("olivia", NOBODY),
        saves("You cannot change the text now: the plan was withdrawn."),
        both="second, then first",
        to="withdrawn",
        signed=NOBODY,
    ),
    Collision("is withdrawn / evaluator signs", "reviewed", withdraws("olivia", NOBODY), signs()),
    Collision(
        "evaluator withdraws / teacher signs",
        "evaluator signed",
        withdraws("ben", BY_BEN),
        signs_too(NO_SIGNING_TOO + "the plan was withdrawn."),
    ),
    Collision(
        "is withdrawn / evaluator withdraws",
        "submitted",
        withdraws("olivia", NOBODY),
        withdraws("ben", NOBODY),
    ),
    Collision("is reinstated in two windows", "withdrawn", reinstates(), reinstates()),
    Collision(
        "is reinstated / another one is assigned",
        "withdrawn",
        reinstates(
            (
                "This teacher has another open plan for the same school year.",
                "This teacher has another plan for the same school year.",
            )
        ),
        Hand(
            "ben",
            "/assignments",
            "/assignments/preview",
            to_address="/assignments",
            chosen={"person": "1"},
            told=(
                "You cannot assign a plan now: there is a plan for this school year already.",
                "Somebody else assigned one of these plans at the same moment.",
            ),
        ),
    ),
    # Ending
    Collision(
        "is ended / teacher signs",
        "evaluator signed",
        ends(BY_BEN),
        signs_too(NO_SIGNING_TOO + "the plan was ended unfinished."),
    ),
    Collision(
        "is ended / submits the checkpoint",
        "checkpoint drafted",
        ends(BY_BOTH),
        submits_the_checkpoint("You cannot submit the checkpoint now: the plan was ended unfinished."),
    ),
    Collision("is ended in two windows", "active", ends(BY_BOTH), ends(BY_BOTH, reason="She moved away.")),
    Collision(
        "is ended / writes in the journal",
        "active",
        ends(BY_BOTH),
        Hand(
            "ana",
            f"{PLAN}/journal",
            f"{PLAN}/journal",
            typed={"text": "Watched a lesson of Chloë’s."},
            told="You cannot write in the journal now: the plan was ended unfinished.",
        ),
        both="second, then first",
        to="unfinished",
        signed=BY_BOTH,
    ),
]


@pytest.mark.parametrize("collision", COLLISIONS, ids=str)
def test_one_wins_and_the_other_is_told(stages, collision, tell):
    tell(play(stages, collision))
