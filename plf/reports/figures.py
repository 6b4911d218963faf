"""The numbers of a site or of several as of a day, and what follows from them. Pure.

Everybody who counts on a day (their main site, not on leave, of a kind that counts) is in one of these:

    begun        a plan that was drafted or is beyond; also one that was ended unfinished after that
    invited      a plan that was assigned and not begun
    paused       the same, but paused: nobody waits for it
    volunteered  no plan, but they said that they would like to take part
    missing      none of these

Plans that were withdrawn count for nothing. Source: product.md, "The office's questions".
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from plf import rules

# How the states of plans add up to the steps of the guide, for the funnel.
NO_PLAN = "none"
FORM_IN = ("checkpoint_submitted", "conferenced", "checkpoint_evaluator_signed", *rules.COMPLETED)
HELD = FORM_IN[1:]
AGREED = (*rules.UNDER_WAY, *rules.COMPLETED)
ENDED_UNFINISHED = ("unfinished",)
WITHDRAWN = ("withdrawn",)
NOT_BEGUN = ("assigned",)


@dataclass(slots=True)
class Figures:
    """How many are counted, and of those how many have begun, were invited …; how plans stand.

    agreed    both have signed the plan, or had before it was amended or ended
    due       have begun a plan that goes on or is complete, and is not paused: they owe a form and a conference
    forms_in, held   of those, whose form is in, and whose final conference was held
    states    how many have a plan in which state; "none" without a plan
    """

    counted: int = 0
    begun: int = 0
    invited: int = 0
    paused: int = 0
    volunteered: int = 0
    agreed: int = 0
    due: int = 0
    forms_in: int = 0
    held: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        return self.counted - self.begun - self.invited - self.paused - self.volunteered

    @property
    def steps(self) -> list[int]:
        """How many are in each of the seven steps; before them those without a plan, after them those who are done."""
        found = [0] * 9
        for state, number in self.states.items():
            found[step_of(state)] += number
        return found

    def add(
        self,
        number: int,
        *,
        state: str | None,
        is_paused: bool,
        had_begun: bool,
        agreed: bool,
        said_yes: bool,
    ) -> None:
        """Count so many people whose plans stand like this (state None: they have none)."""
        self.counted += number
        self.states[state or NO_PLAN] += number
        begun = state in rules.BEGUN or (state in ENDED_UNFINISHED and had_begun)
        if begun:
            self.begun += number
        elif state in NOT_BEGUN and is_paused:
            self.paused += number
        elif state in NOT_BEGUN:
            self.invited += number
        elif state is None and said_yes:
            self.volunteered += number
        self.agreed += number * agreed
        if state in rules.BEGUN and not is_paused:
            self.due += number
            self.forms_in += number * (state in FORM_IN)
            self.held += number * (state in HELD)


def step_of(state: str) -> int:
    """The step of the guide that a plan is in: 1 to 7; 0 without a plan or ended unfinished, 8 when all are done.

    Being assigned is step 1: the teacher has not begun step 2 yet.
    """
    if state in (NO_PLAN, *ENDED_UNFINISHED):
        return 0
    if state in rules.COMPLETED:
        return 8
    return 1 if state in NOT_BEGUN else rules.STATES[state].step


def added(several: Iterable[Figures]) -> Figures:
    """The numbers of several sites together."""
    several = list(several)
    found = Figures(*(sum(map(attrgetter(name), several)) for name in NUMBERS))
    for each in several:
        if each.states:
            found.states.update(each.states)
    return found


def aim(counted: int, percent: int) -> int:
    """So many percent of those who count, in whole people, rounded up."""
    return -(-counted * percent // 100)


def needed(counted: int, begun: int, percent: int) -> int:
    """How many more have to begin to reach the target."""
    return max(0, aim(counted, percent) - begun)


NUMBERS = (
    "counted", "begun", "invited", "paused", "volunteered", "agreed", "due", "forms_in", "held",
)  # fmt: skip
