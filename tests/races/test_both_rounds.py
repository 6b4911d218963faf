"""Writing, meeting and signing, of the plan and of its checkpoint: whoever is quicker wins, the other is told why."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from collisions import Collision, Hand, play, play_twice
from world import CONFERENCE, PASSWORD, local_today

TODAY, YESTERDAY = str(local_today()), str(local_today() - timedelta(days=1))
CHANGED = "This plan has changed since you opened the page, so nothing was done."
SAVED_ELSEWHERE = "This was changed in another window after you opened this one."
REASON = "The day of the meeting is not the one on which we met."


@dataclass(frozen=True)
class Round:
    """One of the two rounds, in the words of product.md: addresses, stages, states, actions, and pieces of sentences."""

    where: str
    drafted: str
    submitted: str
    met: str
    signed: str
    to_drafted: str
    to_submitted: str
    to_returned: str
    to_met: str
    to_signed: str
    to_over: str
    submit: str
    recall: str
    send_back: str
    record: str
    revise: str
    sign: str
    take_back: str
    sign_too: str
    decline: str
    # What is refused: "You cannot … now"; and why: "the plan …"
    no_writing: str
    no_submitting: str
    no_recalling: str
    no_returning: str
    no_recording: str
    no_revising: str
    no_signing: str
    no_signing_too: str
    is_drafted: str
    is_submitted: str
    is_returned: str
    is_met: str
    is_signed: str
    is_over: str
    typed: dict[str, str] = field(default_factory=dict)
    meeting: dict[str, str] = field(default_factory=dict)


PLAN = Round(
    where="/plans/1",
    drafted="drafted",
    submitted="submitted",
    met="reviewed",
    signed="evaluator signed",
    to_drafted="drafted",
    to_submitted="submitted",
    to_returned="returned",
    to_met="reviewed",
    to_signed="evaluator_signed",
    to_over="active",
    submit="submit",
    recall="recall",
    send_back="return",
    record="record_review_meeting",
    revise="revise_together",
    sign="sign_as_evaluator",
    take_back="take_back_signature",
    sign_too="sign_as_teacher",
    decline="decline_to_sign",
    no_writing="You cannot change the text now: ",
    no_submitting="You cannot submit the plan now: ",
    no_recalling="You cannot recall the plan now: ",
    no_returning="You cannot return the plan now: ",
    no_recording="You cannot record the review meeting now: ",
    no_revising="You cannot change the text together now: ",
    no_signing="You cannot sign as evaluator now: ",
    no_signing_too="You cannot sign as teacher now: ",
    is_drafted="the plan is being written.",
    is_submitted="the plan has been submitted for the review meeting.",
    is_returned="the plan was returned to the teacher.",
    is_met="the plan was reviewed in the meeting and waits for the evaluator’s signature.",
    is_signed="the plan is signed by the evaluator and waits for the teacher’s signature.",
    is_over="the plan is signed by both and under way.",
    typed={"why": "Three visitors said that I answer my own questions."},
    meeting={"held_on": TODAY},
)
CHECKPOINT = Round(
    where="/plans/1/checkpoint",
    drafted="checkpoint drafted",
    submitted="checkpoint submitted",
    met="conferenced",
    signed="checkpoint evaluator signed",
    to_drafted="checkpoint_drafted",
    to_submitted="checkpoint_submitted",
    to_returned="checkpoint_returned",
    to_met="conferenced",
    to_signed="checkpoint_evaluator_signed",
    to_over="closed",
    submit="submit_checkpoint",
    recall="recall_checkpoint",
    send_back="return_checkpoint",
    record="record_final_conference",
    revise="revise_checkpoint_together",
    sign="sign_checkpoint_as_evaluator",
    take_back="take_back_checkpoint_signature",
    sign_too="sign_checkpoint_as_teacher",
    decline="decline_to_sign_checkpoint",
    no_writing="You cannot write the checkpoint now: ",
    no_submitting="You cannot submit the checkpoint now: ",
    no_recalling="You cannot recall the checkpoint now: ",
    no_returning="You cannot return the checkpoint now: ",
    no_recording="You cannot record the final conference now: ",
    no_revising="You cannot change the checkpoint together now: ",
    no_signing="You cannot sign the checkpoint as evaluator now: ",
    no_signing_too="You cannot sign the checkpoint as teacher now: ",
    is_drafted="the plan has its checkpoint form begun.",
    is_submitted="the plan has its checkpoint form submitted.",
    is_returned="the plan has its checkpoint form returned to the teacher.",
    is_met="the plan has had its final conference and waits for the evaluator’s signature.",
    is_signed="the plan has its checkpoint signed by the evaluator and waits for the teacher’s signature.",
    is_over="the plan is closed.",
    typed={"learned": "That a long silence is not an empty one."},
    meeting={**CONFERENCE, "held_on": TODAY},
)


def hands(this: Round) -> dict[str, Hand]:
    """What each of them does in this round, when nobody else comes first."""
    page, review = "/plans/1", f"{this.where}/review"
    words = {name: text for name, text in this.meeting.items() if name == "comments"}
    chosen = {name: text for name, text in this.meeting.items() if name != "comments"}
    return {
        "ana saves": Hand("ana", f"{this.where}/text", typed=this.typed),
        "ana submits": Hand("ana", f"{this.where}/submission", does=(this.submit,), to=this.to_submitted),
        "ana recalls": Hand("ana", page, f"{this.where}/recall", does=(this.recall,), to=this.to_drafted),
        "ben returns": Hand(
            "ben",
            review,
            f"{this.where}/return",
            typed={"message": "Please say how often."},
            does=(this.send_back,),
            to=this.to_returned,
        ),
        # The form is that for signing: its other button, which records alone, has an address of its own.
        "ben records": Hand(
            "ben",
            review,
            f"{this.where}/evaluator-signature",
            to_address=f"{this.where}/review-record",
            typed=words,
            chosen=chosen,
            does=(this.record,),
            to=this.to_met,
        ),
        "ben records and signs": Hand(
            "ben",
            review,
            f"{this.where}/evaluator-signature",
            typed=words,
            chosen=chosen,
            does=(this.record, this.sign),
            to=this.to_signed,
        ),
        "ben signs": Hand(
            "ben", review, f"{this.where}/evaluator-signature", does=(this.sign,), to=this.to_signed
        ),
        "ana agrees": Hand(
            "ana",
            f"{this.where}/text",
            to_address=f"{this.where}/revisions",
            typed=this.typed,
            does=(this.revise,),
            to=this.to_met,
        ),
        "ana agrees at ben’s": Hand(
            "ben",
            f"{this.where}/revision-here",
            typed={
                **{name: f"{text} Both of us." for name, text in this.typed.items()},
                "password": PASSWORD,
            },
            does=(this.revise,),
            to=this.to_met,
        ),
        "ben takes back": Hand(
            "ben",
            f"{this.where}/taken-back-signature",
            typed={"reason": REASON},
            does=(this.take_back,),
            to=this.to_met,
        ),
        "ana signs": Hand(
            "ana",
            f"{this.where}/teacher-signature",
            typed={"response": "I would have liked an earlier day."},
            does=(this.sign_too,),
            to=this.to_over,
        ),
        "ana signs at ben’s": Hand(
            "ben",
            f"{this.where}/teacher-signature-here",
            typed={"response": "Signed at his desk.", "password": PASSWORD},
            does=(this.sign_too,),
            to=this.to_over,
        ),
        "ana declines": Hand(
            "ana",
            f"{this.where}/teacher-signature",
            f"{this.where}/declined-signature",
            typed={"reason": "That is not what we agreed."},
            does=(this.decline,),
            to=this.to_returned,
        ),
    }


def collisions(this: Round) -> list[Collision]:
    """Every pair that can collide in a round: at which stage, who, and what each is told who comes too late."""
    of = hands(this)

    def told(name: str, sentence: str, **other) -> Hand:
        return replace(of[name], told=sentence, **other)

    def by_dana(name: str, sentence: str) -> Hand:
        words = {field: f"{text} Dana Diaz." for field, text in of[name].typed.items()}
        return told(name, sentence, who="dana", typed=words)

    return [
        Collision(
            "submits / saves in another window",
            this.drafted,
            told("ana submits", "The text was changed in another window after you opened this page"),
            told("ana saves", this.no_writing + this.is_submitted),
        ),
        Collision(
            "saves in two windows",
            this.drafted,
            told("ana saves", SAVED_ELSEWHERE),
            told("ana saves", SAVED_ELSEWHERE, typed=dict.fromkeys(this.typed, "Other words.")),
        ),
        Collision(
            "submits in two windows",
            this.drafted,
            told("ana submits", this.no_submitting + this.is_submitted),
            told("ana submits", this.no_submitting + this.is_submitted),
        ),
        Collision(
            "recalls in two windows",
            this.submitted,
            told("ana recalls", CHANGED),
            told("ana recalls", CHANGED),
        ),
        Collision(
            "recalls / records",
            this.submitted,
            told("ana recalls", CHANGED),
            told("ben records", (CHANGED, this.no_recording + this.is_drafted)),
        ),
        Collision(
            "recalls / records and signs",
            this.submitted,
            told("ana recalls", CHANGED),
            told("ben records and signs", (CHANGED, this.no_recording + this.is_drafted)),
        ),
        Collision(
            "recalls / returns", this.submitted, told("ana recalls", CHANGED), told("ben returns", CHANGED)
        ),
        Collision(
            "returns / deputy returns",
            this.submitted,
            told("ben returns", CHANGED),
            by_dana("ben returns", CHANGED),
        ),
        Collision(
            "returns / deputy records",
            this.submitted,
            told("ben returns", CHANGED),
            by_dana("ben records", (CHANGED, this.no_recording + this.is_returned)),
        ),
        Collision(
            "records and signs / deputy returns",
            this.submitted,
            told("ben records and signs", (CHANGED, this.no_recording + this.is_returned)),
            by_dana("ben returns", CHANGED),
        ),
        Collision(
            "records / deputy records",
            this.submitted,
            told("ben records", CHANGED),
            by_dana("ben records", CHANGED),
        ),
        Collision(
            "agrees on a text / signs",
            this.met,
            told("ana agrees", this.no_revising + this.is_signed),
            told("ben signs", CHANGED),
        ),
        Collision(
            "agrees on a text / returns",
            this.met,
            told("ana agrees", this.no_revising + this.is_returned),
            told("ben returns", CHANGED),
        ),
        Collision(
            "agrees on two screens",
            this.met,
            told("ana agrees", SAVED_ELSEWHERE),
            told("ana agrees at ben’s", SAVED_ELSEWHERE),
        ),
        Collision(
            "signs / deputy signs",
            this.met,
            told("ben signs", (CHANGED, this.no_recording + this.is_signed)),
            by_dana("ben signs", (CHANGED, this.no_recording + this.is_signed)),
        ),
        Collision(
            "signs / deputy returns",
            this.met,
            told("ben signs", (CHANGED, this.no_recording + this.is_returned)),
            by_dana("ben returns", CHANGED),
        ),
        Collision(
            "signs / deputy corrects the record",
            this.met,
            told("ben signs", CHANGED),
            replace(
                by_dana("ben records", (CHANGED, this.no_recording + this.is_signed)),
                chosen={"held_on": YESTERDAY},
            ),
        ),
        Collision(
            "teacher signs / takes back",
            this.signed,
            told("ana signs", this.no_signing_too + this.is_met),
            told("ben takes back", CHANGED),
        ),
        Collision(
            "teacher signs on two screens",
            this.signed,
            told("ana signs", this.no_signing_too + this.is_over),
            told("ana signs at ben’s", this.no_signing_too + this.is_over),
        ),
        Collision(
            "teacher signs / declines in another window",
            this.signed,
            told("ana signs", this.no_signing_too + this.is_returned),
            told("ana declines", CHANGED),
        ),
        Collision(
            "declines / takes back",
            this.signed,
            told("ana declines", CHANGED),
            told("ben takes back", CHANGED),
        ),
        Collision(
            "takes back / deputy takes back",
            this.signed,
            told("ben takes back", CHANGED),
            by_dana("ben takes back", CHANGED),
        ),
        Collision(
            "teacher signs / it is noted that she does not",
            this.signed,
            # The note is no reason not to sign, but the page that she read has changed.
            told("ana signs", CHANGED),
            Hand(
                "ben",
                "/plans/1/not-signed",
                typed={"reason": "Said twice that she will not."},
                does=("note_not_signed",),
                told=CHANGED,
            ),
        ),
    ]


PRESSED_TWICE = {
    "ana submits": "drafted",
    "ana recalls": "submitted",
    "ben returns": "submitted",
    "ben records and signs": "submitted",
    "ben signs": "met",
    "ben takes back": "signed",
    "ana signs": "signed",
    "ana declines": "signed",
}


@pytest.mark.parametrize("collision", collisions(PLAN), ids=str)
def test_at_the_plan_one_wins_and_the_other_is_told(stages, collision, tell):
    tell(play(stages, collision))


@pytest.mark.parametrize("collision", collisions(CHECKPOINT), ids=str)
def test_at_the_checkpoint_one_wins_and_the_other_is_told(stages, collision, tell):
    tell(play(stages, collision))


@pytest.mark.parametrize("this", [PLAN, CHECKPOINT], ids=["plan", "checkpoint"])
@pytest.mark.parametrize("name", PRESSED_TWICE)
def test_a_button_pressed_twice_is_pressed_once(stages, this, name, tell):
    tell(play_twice(stages, getattr(this, PRESSED_TWICE[name]), hands(this)[name]))
