"""The paper that both signed is filed or confirmed, and at the same moment something else happens to the plan."""

from dataclasses import replace

import pytest
from collisions import Collision, Hand, play, play_twice

from tests.races.test_both_rounds import CHANGED, CHECKPOINT, PLAN, Round, hands

FILES = {"plan": "sign_on_paper", "checkpoint": "sign_checkpoint_on_paper"}
SAYS = {
    "plan": "You cannot file the paper that both signed now: ",
    "checkpoint": "You cannot file the checkpoint that both signed on paper now: ",
}


def kind_of(this: Round) -> str:
    return "plan" if this is PLAN else "checkpoint"


def ben_files(this: Round, *told: str) -> Hand:
    page = f"{this.where}/paper/1"
    return Hand("ben", page, page, does=(FILES[kind_of(this)],), to=this.to_signed, told=(CHANGED, *told))


def collisions(this: Round) -> list[Collision]:
    of, chosen, filed = hands(this), f"{this.met} with a paper", f"{this.signed} on paper"
    no_filing = SAYS[kind_of(this)]

    def dana(name: str, *told: str) -> Hand:
        words = {field: f"{text} Dana Diaz." for field, text in of[name].typed.items()}
        return replace(of[name], who="dana", typed=words, told=(CHANGED, *told))

    def ana(name: str, *told: str) -> Hand:
        return replace(of[name], told=told)

    return [
        Collision(
            "files the paper / deputy signs on screen",
            chosen,
            ben_files(this, no_filing + this.is_signed),
            dana("ben signs", this.no_recording + this.is_signed),
        ),
        Collision(
            "files the paper / deputy returns",
            chosen,
            ben_files(this, no_filing + this.is_returned),
            dana("ben returns", this.no_returning + this.is_signed),
        ),
        Collision(
            "files the paper / agrees on another text",
            chosen,
            ben_files(this),
            ana("ana agrees", this.no_revising + this.is_signed),
        ),
        Collision(
            "confirms the paper / takes it back",
            filed,
            ana("ana signs", this.no_signing_too + this.is_met, CHANGED),
            replace(of["ben takes back"], told=CHANGED),
        ),
        Collision(
            "confirms the paper / declines in another window",
            filed,
            ana("ana signs", this.no_signing_too + this.is_returned),
            ana("ana declines", CHANGED),
        ),
    ]


@pytest.mark.parametrize("collision", collisions(PLAN), ids=str)
def test_at_the_plan_one_wins_and_the_other_is_told(stages, collision, tell):
    tell(play(stages, collision))


@pytest.mark.parametrize("collision", collisions(CHECKPOINT), ids=str)
def test_at_the_checkpoint_one_wins_and_the_other_is_told(stages, collision, tell):
    tell(play(stages, collision))


@pytest.mark.parametrize("this", [PLAN, CHECKPOINT], ids=["plan", "checkpoint"])
def test_a_paper_that_is_filed_twice_is_filed_once(stages, this, tell):
    tell(play_twice(stages, f"{this.met} with a paper", ben_files(this)))
