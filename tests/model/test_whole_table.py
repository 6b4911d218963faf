"""The whole table, driven by HTTP as eight people with stale pages, repeated posts and jumps of the clock.

Every step is held against a model that was written by hand (by_hand.py). `make model` takes 100,000 of them.
"""

import os
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from databases import open_database
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from model.acts import ACTS, BESIDE_THE_PLANS, Turn, assign, open_or_close_a_year
from model.by_hand import PEOPLE
from model.table import Clock, Table, years_from
from world import ZONE, Scene, local_today, settle

from plf import database as clock_of_the_program
from plf.database import writing
from plf.models import SchoolYear

DATABASES = os.environ.get("PLF_TEST_DATABASES", "sqlite,postgresql").split(",")
# Steps for each database. None: a few seconds of always the same steps.
STEPS = int(os.environ.get("PLF_MODEL_STEPS", "0"))
IN_A_WORLD = 100

# What brings a plan on to both signatures and to its end: tried more often than all else that may be done.
BRINGS_ON = {
    "save",
    "submit",
    "record",
    "sign_as_evaluator",
    "sign_as_teacher",
    "sign_as_teacher_here",
    "resume",
}
# What few plans ever come to by chance: tried one time in five when they may be done.
SELDOM = {
    "drop_amendment",
    "file_paper: checkpoint",
    "reinstate",
    "revise_here: checkpoint",
    "take_back: checkpoint",
}
LEAPS = [
    *[timedelta(minutes=16)] * 3,  # a proof is no longer fresh
    timedelta(hours=5),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=15),
    timedelta(days=40),
]
LAST_DAY = 190

# What happens in a step, and how often. One rule draws it: with a rule for each, Hypothesis leaves some of them out
# of each run, and few plans come far.
HAPPENS = (
    ["it_goes_on"] * 10
    + ["it_goes_on_with_a_flaw"] * 3
    + ["anybody_tries_anything"] * 4
    + ["something_beside_the_plans", "somebody_sends_it_again", "time_passes", "the_worker_looks"]
)


@pytest.fixture(scope="module", params=DATABASES)
def there(request, tmp_path_factory):
    """A database of our own, with everybody signed in once: a world begins in milliseconds."""
    with open_database(request.param, tmp_path_factory.mktemp(f"model-{request.param}")) as opened:
        opened.fill(lambda: (settle(), plan_next_year()))
        opened.start_afresh()
        today = local_today()
        begins_at = datetime.combine(today, datetime.min.time(), ZoneInfo(ZONE)) + timedelta(hours=12)
        before, clock_of_the_program.datetime = clock_of_the_program.datetime, Clock
        Clock.at = begins_at.astimezone(UTC)
        scene = Scene(opened.app)
        visitors = {each: getattr(scene, each) for each in PEOPLE}
        for visitor in visitors.values():
            visitor.csrf_token = visitor.token()
        opened.keep("signed_in")
        yield opened, visitors, Clock.at
        clock_of_the_program.datetime = before


def plan_next_year() -> None:
    year = years_from(local_today())[2]
    with writing() as session:
        session.add(
            SchoolYear(
                id=2,
                label="2027-2028",
                starts_on=year.starts,
                ends_on=year.ends,
                plans_agreed_by=year.agreed_by,
                forms_due_on=year.forms_due,
                conferences_by=year.forms_due + timedelta(days=10),
                status="planned",
                also_required=[],
            )
        )


class WholeTable(RuleBasedStateMachine):
    """Step after step. `there` is set by the test: the database, the visitors, the first moment."""

    there = None
    taken = 0
    done: Counter = Counter()  # how often each action was carried out

    def __init__(self) -> None:
        super().__init__()
        self.table, self.failed, self.steps = Table(*self.there), False, 0

    def teardown(self) -> None:
        self.table.leaves(unverified=self.failed)

    @property
    def world(self):
        return self.table.world

    @rule(what=st.sampled_from(HAPPENS), who=st.sampled_from(PEOPLE), n=st.integers(0, 2**24))
    def a_step(self, what, who, n):
        """`n` and how far this world has come stand for all other choices: small numbers come often, and not alone."""
        type(self).taken += 1
        self.steps += 1
        self.table.later(timedelta(seconds=1))
        try:
            self._happens(what, who, Random(n * IN_A_WORLD + self.steps))
        except BaseException as error:
            self.failed = True
            error.add_note("\n".join(["What happened in this world:", *self.table.told]))
            raise

    def _happens(self, what, who, chance):
        getattr(self, what)(who, chance)
        self.table.compare()
        if chance.random() < 0.4:
            self.table.look(chance.choice(PEOPLE), self._one_plan(chance), chance)
        if self.taken % 50 == 0:
            self.table.verify()

    def it_goes_on(self, who, chance, flaw=""):
        """Something that somebody may do now, whoever it is."""
        number = self._one_plan(chance)
        plan = self.world.plans.get(number)
        comes_back = plan and not self.world.refused("reinstate", "olivia", plan) and chance.random() < 0.3
        if not any(each.is_open for each in self.world.plans.values()) and not comes_back:
            self._comes_to_an_end(chance)
            return
        possible = {
            name: [one for one in PEOPLE if not self.world.refused(row, one, plan)]
            for name, (row, _) in ACTS.items()
        }
        names = [name for name, those in possible.items() if those]
        if names:
            name = self._draws(names, chance)
            one = chance.choice(possible[name])
            self._takes(name, Turn(self.table, one, number, flaw, chance.randrange(2**16)))

    def _draws(self, names, chance):
        for those, share in ((SELDOM, 0.2), (BRINGS_ON, 0.5)):
            among = [name for name in names if name in those or name.split(":")[0] in those]
            if among and chance.random() < share:
                return chance.choice(among)
        return chance.choice(names)

    def it_goes_on_with_a_flaw(self, who, chance):
        self.it_goes_on(who, chance, chance.choice(["stale", "bad"]))

    def anybody_tries_anything(self, who, chance):
        if self.world.plans:
            name, flaw = chance.choice(sorted(ACTS)), chance.choice(["", "", "stale", "bad"])
            self._takes(name, Turn(self.table, who, self._one_plan(chance), flaw, chance.randrange(2**16)))

    def _takes(self, name, turn):
        ACTS[name][1](turn)
        self.done[name] += turn.done

    def something_beside_the_plans(self, who, chance):
        chance.choice(BESIDE_THE_PLANS)(Turn(self.table, who, 0, "", chance.randrange(2**16)))

    def somebody_sends_it_again(self, who, chance):
        if self.table.sent:
            self.table.send_again(chance)

    def time_passes(self, who, chance):
        leap = chance.choice(LEAPS)
        if (self.world.today - self.table.first_day + leap).days < LAST_DAY:
            self.table.later(leap)

    def the_worker_looks(self, who, chance):
        self.table.the_worker_looks()

    def _comes_to_an_end(self, chance):
        """No plan is open: another is assigned, next year opens with what goes on in it, or it is another world."""
        if not self.world.plans or chance.random() < 0.3:
            assign(Turn(self.table, chance.choice(("ben", "olivia", "dana")), 0))
        elif chance.random() < 0.4:
            open_or_close_a_year(Turn(self.table, "olivia", 0, n=chance.choice((1, 3))))
            self.table.the_worker_looks()
        else:
            self.table.leaves()
            self.table = Table(*self.there)

    def _one_plan(self, chance) -> int | None:
        """Mostly the latest one."""
        there = list(self.world.plans)
        return chance.choice([*there, *[there[-1]] * 4]) if there else None


def test_the_program_does_what_the_model_says(there, capsys):
    begins, WholeTable.there, WholeTable.taken = time.monotonic(), there, 0
    WholeTable.done.clear()
    run_state_machine_as_test(
        WholeTable,
        settings=settings(
            max_examples=max(1, STEPS // IN_A_WORLD) if STEPS else 3,
            stateful_step_count=IN_A_WORLD,
            derandomize=not STEPS,
            database=None,
            deadline=None,
            phases=[Phase.generate],  # to make it shorter takes long; what happened is told with the failure
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    if STEPS < 50_000:
        return  # too short for the rarest acts to come up three times
    seldom = [name for name in ACTS if WholeTable.done[name] < 3]
    assert not seldom, f"hardly ever carried out: {seldom}"
    minutes = (time.monotonic() - begins) / 60
    name, least = min(WholeTable.done.items(), key=lambda pair: pair[1])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{there[0].name}: {WholeTable.taken:,} steps in {minutes:.0f} minutes, no difference; "
            f"{WholeTable.done.total():,} actions carried out, the rarest {least} times ({name})\n"
        )
