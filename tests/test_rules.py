"""The process, written out by hand a second time: for each person, action and state, what happens.

Nothing here is worked out from the table in `plf/rules.py`. Where the two differ, one of them is wrong.
"""

import re
from datetime import date, timedelta
from itertools import combinations

import pytest

from plf import rules
from plf.rules import Case, Refusal, Role, Sees

# The people of these scenes, by what they are to Ana Ortiz's plan.
ANA = Role.TEACHER
BEN = Role.EVALUATOR
DANA = Role.DEPUTY
OLIVIA = Role.OFFICE
LENA = Role.SITE_LEADER
EVAN = Role.SIGNER  # evaluated it before, signed then, and handed over to Ben
CHLOE = Role.COLLEAGUE
SAM: tuple[Role, ...] = ()  # staff with no business here: no role at all

NOT_NOW = "not now (409)"
NOT_THEIRS = "not theirs (403)"
HIDDEN = "hidden (404)"

STATE_OF_COLUMN = {
    "no": None,
    "as": "assigned",
    "dr": "drafted",
    "su": "submitted",
    "rt": "returned",
    "rv": "reviewed",
    "es": "evaluator_signed",
    "ac": "active",
    "cd": "checkpoint_drafted",
    "cs": "checkpoint_submitted",
    "cr": "checkpoint_returned",
    "cf": "conferenced",
    "ce": "checkpoint_evaluator_signed",
    "cl": "closed",
    "ct": "continued",
    "wd": "withdrawn",
    "un": "unfinished",
}

# How to read it: a column for each state the plan can be in (the two letters are spelled out above).
#   .    not now: this person does this, but not in this state
#   =    possible, and the plan stays in its state
#   dr   possible, and the plan is then in that state
# A person who is not named under an action never does it. An evaluator's line holds for a deputy by name.
# The plan is an ordinary one, in its first round: not paused, in an open year, with an evaluator, nothing
# asked of colleagues or the evaluator before submission, and "close" decided in the final conference.
ORDINARY = """
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un

# Step 1: taking part
volunteer
  teacher            =   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
assign
  evaluator, deputy  as  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
  office             as  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# Step 2: writing the plan
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
edit
  teacher            .   dr  =   .   =   .   .   .   .   .   .   .   .   .   .   .   .
ask_for_comments
  teacher            .   .   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
stop_asking
  teacher            .   .   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
comment
  teacher            .   .   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
  colleague          .   .   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
  evaluator, deputy  .   .   .   =   =   =   =   =   =   =   =   =   =   .   .   .   .
submit
  teacher            .   .   su  .   su  .   .   .   .   .   .   .   .   .   .   .   .
recall
  teacher            .   .   .   dr  .   .   .   .   .   .   .   .   .   .   .   .   .

# Step 3: the review meeting and two signatures
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
book_review_meeting
  teacher            .   =   =   =   =   =   .   .   .   .   .   .   .   .   .   .   .
  evaluator, deputy  .   =   =   =   =   =   .   .   .   .   .   .   .   .   .   .   .
return
  evaluator, deputy  .   .   .   rt  .   rt  .   .   .   .   .   .   .   .   .   .   .
record_review_meeting
  evaluator, deputy  .   .   .   rv  .   =   .   .   .   .   .   .   .   .   .   .   .
revise_together
  teacher            .   .   .   .   .   =   .   .   .   .   .   .   .   .   .   .   .
sign_as_evaluator
  evaluator, deputy  .   .   .   .   .   es  .   .   .   .   .   .   .   .   .   .   .
sign_on_paper
  evaluator, deputy  .   .   .   .   .   es  .   .   .   .   .   .   .   .   .   .   .
take_back_signature
  evaluator, deputy  .   .   .   .   .   .   rv  .   .   .   .   .   .   .   .   .   .
sign_as_teacher
  teacher            .   .   .   .   .   .   ac  .   .   .   .   .   .   .   .   .   .
decline_to_sign
  teacher            .   .   .   .   .   .   rt  .   .   .   .   .   .   .   .   .   .

# Step 4: the year
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
write_in_journal
  teacher            .   =   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
ask_for_support
  teacher            .   =   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
answer_support
  evaluator, deputy  .   =   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
support
  evaluator, deputy  .   .   .   .   .   .   .   =   =   =   =   =   =   .   .   .   .
amend
  teacher            .   .   .   .   .   .   .   dr  .   .   .   .   .   .   .   .   .
  evaluator, deputy  .   .   .   .   .   .   .   dr  .   .   .   .   .   .   .   .   .
drop_amendment
  teacher            .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
move_checkpoint_date
  evaluator, deputy  .   .   .   .   .   .   .   =   =   .   =   .   .   .   .   .   .
extend_checkpoint_date
  office             .   .   .   .   .   .   .   =   =   .   =   .   .   .   .   .   .

# Step 5: the checkpoint
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
write_checkpoint
  teacher            .   .   .   .   .   .   .   cd  =   .   =   .   .   .   .   .   .
submit_checkpoint
  teacher            .   .   .   .   .   .   .   .   cs  .   cs  .   .   .   .   .   .
recall_checkpoint
  teacher            .   .   .   .   .   .   .   .   .   cd  .   .   .   .   .   .   .
return_checkpoint
  evaluator, deputy  .   .   .   .   .   .   .   .   .   cr  .   cr  .   .   .   .   .

# Step 6: the final conference
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
book_final_conference
  teacher            .   .   .   .   .   .   .   =   =   =   =   =   .   .   .   .   .
  evaluator, deputy  .   .   .   .   .   .   .   =   =   =   =   =   .   .   .   .   .
record_final_conference
  evaluator, deputy  .   .   .   .   .   .   .   .   .   cf  .   =   .   .   .   .   .
revise_checkpoint_together
  teacher            .   .   .   .   .   .   .   .   .   .   .   =   .   .   .   .   .

# Step 7: two signatures on the checkpoint
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
sign_checkpoint_as_evaluator
  evaluator, deputy  .   .   .   .   .   .   .   .   .   .   .   ce  .   .   .   .   .
sign_checkpoint_on_paper
  evaluator, deputy  .   .   .   .   .   .   .   .   .   .   .   ce  .   .   .   .   .
take_back_checkpoint_signature
  evaluator, deputy  .   .   .   .   .   .   .   .   .   .   .   .   cf  .   .   .   .
sign_checkpoint_as_teacher
  teacher            .   .   .   .   .   .   .   .   .   .   .   .   cl  .   .   .   .
decline_to_sign_checkpoint
  teacher            .   .   .   .   .   .   .   .   .   .   .   .   cr  .   .   .   .
continue_plan
  teacher            dr  dr  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

# At any time
                     no  as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce  cl  ct  wd  un
hand_over
  office             .   =   =   =   =   =   rv  =   =   =   =   =   cf  .   .   .   .
transfer
  office             .   =   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
note_not_signed
  evaluator, deputy  .   .   .   .   .   .   =   .   .   .   .   .   =   .   .   .   .
pause
  office             .   =   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
  evaluator, deputy  .   =   =   =   =   =   =   =   =   =   =   =   =   .   .   .   .
resume
  office             .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
  evaluator, deputy  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
withdraw
  office             .   wd  wd  wd  wd  wd  wd  wd  wd  wd  wd  wd  wd  .   .   .   .
  evaluator, deputy  .   wd  wd  wd  wd  wd  wd  .   .   .   .   .   .   .   .   .   .
reinstate
  office             .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   dr  .
end_unfinished
  office             .   un  un  un  un  un  un  un  un  un  un  un  un  .   .   .   .
"""

# The lines that read differently while a signed plan is being amended: a signed revision is in force.
AMENDING = """
                     dr  su  rt  rv  es
comment
  evaluator, deputy  =   =   =   =   =
support
  evaluator, deputy  =   =   =   =   =
drop_amendment
  teacher            ac  ac  ac  ac  .
withdraw
  evaluator, deputy  .   .   .   .   .
"""

# All that is possible while a plan is paused; everything else waits until it is resumed.
PAUSED = """
                     as  dr  su  rt  rv  es  ac  cd  cs  cr  cf  ce
write_in_journal
  teacher            =   =   =   =   =   =   =   =   =   =   =   =
hand_over
  office             =   =   =   =   =   rv  =   =   =   =   =   cf
transfer
  office             =   =   =   =   =   =   =   =   =   =   =   =
resume
  office             =   =   =   =   =   =   =   =   =   =   =   =
  evaluator, deputy  =   =   =   =   =   =   =   =   =   =   =   =
withdraw
  office             wd  wd  wd  wd  wd  wd  wd  wd  wd  wd  wd  wd
  evaluator, deputy  wd  wd  wd  wd  wd  wd  .   .   .   .   .   .
"""

WHOSE_TURN = {
    None: None,
    "assigned": ANA,
    "drafted": ANA,
    "submitted": BEN,
    "returned": ANA,
    "reviewed": BEN,
    "evaluator_signed": ANA,
    "active": None,
    "checkpoint_drafted": ANA,
    "checkpoint_submitted": BEN,
    "checkpoint_returned": ANA,
    "conferenced": BEN,
    "checkpoint_evaluator_signed": ANA,
    "closed": None,
    "continued": None,
    "withdrawn": None,
    "unfinished": None,
}

# An ordinary plan in each state, in its first round.
FRESH = {"readable_revision": False}
READ = {"readable_revision": True}
SIGNED = {"readable_revision": True, "in_force": True, "both_ever_signed": True}
ORDINARY_CASES = {
    None: Case(state=None),
    "assigned": Case(state="assigned", **FRESH),
    "drafted": Case(state="drafted", **FRESH),
    "submitted": Case(state="submitted", **READ),
    "returned": Case(state="returned", **READ),
    "reviewed": Case(state="reviewed", **READ),
    "evaluator_signed": Case(state="evaluator_signed", **READ),
    "active": Case(state="active", **SIGNED),
    "checkpoint_drafted": Case(state="checkpoint_drafted", **SIGNED),
    "checkpoint_submitted": Case(state="checkpoint_submitted", **SIGNED),
    "checkpoint_returned": Case(state="checkpoint_returned", **SIGNED),
    "conferenced": Case(state="conferenced", decision="close", **SIGNED),
    "checkpoint_evaluator_signed": Case(state="checkpoint_evaluator_signed", decision="close", **SIGNED),
    "closed": Case(state="closed", decision="close", **SIGNED),
    "continued": Case(state="continued", decision="continue", **SIGNED),
    "withdrawn": Case(state="withdrawn", state_before="drafted", **FRESH),
    "unfinished": Case(state="unfinished", **READ),
}
OPEN = (
    "assigned",
    "drafted",
    "submitted",
    "returned",
    "reviewed",
    "evaluator_signed",
    "active",
    "checkpoint_drafted",
    "checkpoint_submitted",
    "checkpoint_returned",
    "conferenced",
    "checkpoint_evaluator_signed",
)
ENDED = ("closed", "continued", "withdrawn", "unfinished")


def a_plan(state, **facts):
    """The ordinary plan in `state`, with some facts changed."""
    ordinary = vars(ORDINARY_CASES[state])
    return Case(**{**ordinary, **facts})


def read_grid(text):
    """{action: {role: {state: outcome}}} of a hand-drawn grid; an outcome is a state or NOT_NOW."""
    grid, columns, action = {}, (), ""
    for line in text.splitlines():
        words = re.split(r",? +", line.strip())
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            action = line.strip()
            assert action not in grid, f"{action} stands in the grid twice"
            grid[action] = {}
        elif set(words) <= set(STATE_OF_COLUMN):
            columns = words
        else:
            names, cells = words[: -len(columns)], words[-len(columns) :]
            for name in names:
                assert Role(name) not in grid[action], f"{action} names the {name} twice"
                grid[action][Role(name)] = _outcomes(columns, cells)
    return grid


def _outcomes(columns, cells):
    outcomes = {}
    for column, cell in zip(columns, cells, strict=True):
        state = STATE_OF_COLUMN[column]
        outcomes[state] = {".": NOT_NOW, "=": state}.get(cell, STATE_OF_COLUMN.get(cell, cell))
    return outcomes


ORDINARY_GRID = read_grid(ORDINARY)
AMENDING_GRID = read_grid(AMENDING)
PAUSED_GRID = read_grid(PAUSED)
WITH_A_PART_IN_IT = (ANA, BEN, DANA, OLIVIA, LENA, CHLOE)
EVERY_ACTION_AND_ROLE = [(action, role) for action in ORDINARY_GRID for role in WITH_A_PART_IN_IT]


def what_happens(action, roles, case):
    """What the rules answer: the state that follows, or the kind of refusal."""
    refused = rules.refusal(action, roles, case)
    if refused is None:
        return rules.after(action, case)
    return {404: HIDDEN, 403: NOT_THEIRS, 409: NOT_NOW}[refused.status]


def expected(grid, action, role, state):
    lines = grid[action]
    return lines[role][state] if role in lines else NOT_THEIRS


def expected_while_amending(action, role, state):
    if role in AMENDING_GRID.get(action, {}):
        return AMENDING_GRID[action][role][state]
    return expected(ORDINARY_GRID, action, role, state)


def expected_while_paused(action, role, state):
    if role in PAUSED_GRID.get(action, {}):
        return PAUSED_GRID[action][role][state]
    return NOT_NOW if role in ORDINARY_GRID[action] else NOT_THEIRS


# --- The tables -----------------------------------------------------------------------------------------


def test_this_page_and_the_rules_name_the_same_actions_and_states():
    assert set(rules.ACTIONS) == set(ORDINARY_GRID)
    assert set(rules.STATES) == set(STATE_OF_COLUMN.values()) - {None}
    assert set(rules.OPEN) == set(OPEN)
    assert set(rules.ENDED) == set(ENDED)
    assert set(Role) == {ANA, BEN, DANA, OLIVIA, LENA, CHLOE, EVAN}


def test_every_line_of_the_grid_speaks_of_every_state():
    states = set(STATE_OF_COLUMN.values())
    for action, lines in ORDINARY_GRID.items():
        assert lines, f"nobody does {action}"
        for role, outcomes in lines.items():
            assert set(outcomes) == states, (action, role)
    assert set(WHOSE_TURN) == set(ORDINARY_CASES) == states


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_an_ordinary_plan(action, role):
    written = {state: expected(ORDINARY_GRID, action, role, state) for state in ORDINARY_CASES}
    answered = {state: what_happens(action, [role], case) for state, case in ORDINARY_CASES.items()}
    assert answered == written


AMENDED_STATES = ("drafted", "submitted", "returned", "reviewed", "evaluator_signed")


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_a_signed_plan_that_is_being_amended(action, role):
    written = {state: expected_while_amending(action, role, state) for state in AMENDED_STATES}
    answered = {state: what_happens(action, [role], a_plan(state, **SIGNED)) for state in AMENDED_STATES}
    assert answered == written


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_a_paused_plan(action, role):
    written = {state: expected_while_paused(action, role, state) for state in OPEN}
    answered = {state: what_happens(action, [role], a_plan(state, paused=True)) for state in OPEN}
    assert answered == written


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_an_amendment_that_is_paused(action, role):
    for state in AMENDED_STATES:
        written = expected_while_paused(action, role, state)
        if action == "withdraw" and role in (BEN, DANA):
            written = NOT_NOW  # both have signed: only the office withdraws it
        assert what_happens(action, [role], a_plan(state, paused=True, **SIGNED)) == written, state


@pytest.mark.parametrize("action", ORDINARY_GRID)
def test_sam_with_no_business_here_is_not_told_that_there_is_a_plan(action):
    for case in ORDINARY_CASES.values():
        assert what_happens(action, SAM, case) == HIDDEN


@pytest.mark.parametrize("action", ORDINARY_GRID)
def test_evan_who_handed_it_over_does_nothing_more_with_it(action):
    for case in ORDINARY_CASES.values():
        assert what_happens(action, [EVAN], case) == HIDDEN
        assert what_happens(action, [EVAN, OLIVIA], case) == what_happens(action, [OLIVIA], case)


@pytest.mark.parametrize("action", ORDINARY_GRID)
def test_two_roles_together_may_do_what_either_may(action):
    for pair in combinations([BEN, DANA, OLIVIA, LENA, CHLOE], 2):
        for state, case in ORDINARY_CASES.items():
            each = {expected(ORDINARY_GRID, action, role, state) for role in pair}
            together = (each - {NOT_NOW, NOT_THEIRS}) or (each & {NOT_NOW}) or {NOT_THEIRS}
            assert {what_happens(action, pair, case)} == together, (pair, state)


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_a_plan_that_both_had_signed_before_it_was_withdrawn_or_ended(action, role):
    for state in ENDED:
        written = expected(ORDINARY_GRID, action, role, state)
        assert what_happens(action, [role], a_plan(state, **SIGNED)) == written, state


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_in_a_closed_year_a_plan_goes_on_as_before(action, role):
    for state in OPEN + ENDED:
        written = expected(ORDINARY_GRID, action, role, state)
        assert what_happens(action, [role], a_plan(state, year_open=False)) == written, state
    for state in AMENDED_STATES:
        written = expected_while_amending(action, role, state)
        assert what_happens(action, [role], a_plan(state, year_open=False, **SIGNED)) == written, state
    for state in OPEN:
        written = expected_while_paused(action, role, state)
        assert what_happens(action, [role], a_plan(state, year_open=False, paused=True)) == written, state


@pytest.mark.parametrize(("action", "role"), EVERY_ACTION_AND_ROLE)
def test_that_ana_once_volunteered_changes_nothing_later(action, role):
    for state in OPEN + ENDED:
        written = expected(ORDINARY_GRID, action, role, state)
        assert what_happens(action, [role], a_plan(state, volunteered=True)) == written, state


def test_may_and_require_say_what_refusal_says():
    for action, role in EVERY_ACTION_AND_ROLE:
        for state, case in ORDINARY_CASES.items():
            refused = rules.refusal(action, [role], case)
            assert rules.may(action, [role], case) is (refused is None), (action, role, state)
            if refused is None:
                rules.require(action, [role], case)
                continue
            with pytest.raises(Refusal) as raised:
                rules.require(action, [role], case)
            assert (raised.value.status, raised.value.sentence) == (refused.status, refused.sentence)


def test_an_action_nobody_wrote_down_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        rules.refusal("sign_for_someone_else", [OLIVIA], a_plan("reviewed"))


# --- Step 1 ---------------------------------------------------------------------------------------------


def test_nobody_is_assigned_in_a_closed_year():
    for someone in (BEN, DANA, OLIVIA):
        assert what_happens("assign", [someone], Case(state=None, year_open=False)) == NOT_NOW


def test_ana_volunteers_once_and_then_one_click_assigns():
    she_did = Case(state=None, volunteered=True)
    assert what_happens("volunteer", [ANA], she_did) == NOT_NOW
    assert what_happens("assign", [BEN], she_did) == "assigned"
    assert what_happens("assign", [OLIVIA], she_did) == "assigned"


def test_olivia_assigns_before_an_evaluator_is_named():
    assert what_happens("assign", [OLIVIA], Case(state=None, has_evaluator=False)) == "assigned"


# What goes on while nobody is named as evaluator yet.
NEEDS_NO_EVALUATOR = {
    ANA: """volunteer edit ask_for_comments stop_asking comment submit recall write_in_journal ask_for_support
            write_checkpoint submit_checkpoint recall_checkpoint continue_plan""",
    OLIVIA: "assign hand_over transfer pause withdraw reinstate end_unfinished",
    CHLOE: "comment",
}


def test_while_the_evaluator_is_vacant_nobody_elses_work_waits():
    for someone, actions in NEEDS_NO_EVALUATOR.items():
        for action in actions.split():
            for state in ORDINARY_CASES:
                case = a_plan(state, has_evaluator=False)
                written = expected(ORDINARY_GRID, action, someone, state)
                assert what_happens(action, [someone], case) == written, (someone, action, state)


# --- Step 2: comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize("evaluator", [BEN, DANA])
def test_ben_comments_on_a_draft_only_when_ana_asks_him(evaluator):
    assert what_happens("comment", [evaluator], a_plan("drafted")) == NOT_NOW
    assert what_happens("comment", [evaluator], a_plan("drafted", shared_with_evaluator=True)) == "drafted"
    assert what_happens("comment", [evaluator], a_plan("assigned", shared_with_evaluator=True)) == NOT_NOW


@pytest.mark.parametrize("evaluator", [BEN, DANA])
def test_a_recalled_plan_is_ana_s_alone_again(evaluator):
    recalled = a_plan("drafted", readable_revision=False)
    assert what_happens("comment", [evaluator], recalled) == NOT_NOW
    assert rules.sees([evaluator], recalled) == Sees(state=True, history=True, journal=True, signed=True)


# --- Steps 4 and 7: amending, deciding -------------------------------------------------------------------


def test_an_amendment_goes_round_once_more_and_comes_back_to_active():
    amended = a_plan("active")
    round_again = [
        ("amend", BEN, "drafted"),
        ("edit", ANA, "drafted"),
        ("submit", ANA, "submitted"),
        ("return", BEN, "returned"),
        ("submit", ANA, "submitted"),
        ("record_review_meeting", DANA, "reviewed"),
        ("sign_as_evaluator", BEN, "evaluator_signed"),
        ("decline_to_sign", ANA, "returned"),
        ("drop_amendment", ANA, "active"),
    ]
    for action, someone, then in round_again:
        assert what_happens(action, [someone], amended) == then, action
        amended = Case(**{**vars(amended), "state": then})


@pytest.mark.parametrize(("decision", "then"), [("close", "closed"), ("continue", "continued")])
def test_ana_s_signature_on_the_checkpoint_does_what_the_conference_decided(decision, then):
    signed_by_ben = a_plan("checkpoint_evaluator_signed", decision=decision)
    assert what_happens("sign_checkpoint_as_teacher", [ANA], signed_by_ben) == then
    assert what_happens("decline_to_sign_checkpoint", [ANA], signed_by_ben) == "checkpoint_returned"


def test_the_two_rounds_name_every_action_between_the_first_word_and_the_signatures():
    for kind, this in rules.ROUNDS.items():
        assert this.kind == kind
        assert set(vars(this).values()) - {kind, this.meeting, this.met} <= set(rules.ACTIONS)
    assert {rules.round_of(state).kind for state in OPEN[:6]} == {"plan"}
    assert {rules.round_of(state).kind for state in OPEN[6:]} == {"checkpoint"}


def test_a_text_is_changed_together_once_the_meeting_was_held():
    assert rules.writing_action(a_plan("drafted")) == "edit"
    assert rules.writing_action(a_plan("reviewed")) == "revise_together"
    assert rules.writing_action(a_plan("active"), "checkpoint") == "write_checkpoint"
    assert rules.writing_action(a_plan("conferenced"), "checkpoint") == "revise_checkpoint_together"


# --- At any time -----------------------------------------------------------------------------------------


def test_ben_withdraws_a_plan_only_before_both_ever_signed():
    for state in AMENDED_STATES:
        for evaluator in (BEN, DANA):
            assert what_happens("withdraw", [evaluator], a_plan(state)) == "withdrawn"
            once_signed = a_plan(state, both_ever_signed=True)
            assert what_happens("withdraw", [evaluator], once_signed) == NOT_NOW


def test_an_evaluator_who_is_office_too_withdraws_after_both_signed():
    assert what_happens("withdraw", [BEN], a_plan("active")) == NOT_NOW
    assert what_happens("withdraw", [BEN, OLIVIA], a_plan("active")) == "withdrawn"
    assert what_happens("withdraw", [OLIVIA, BEN], a_plan("active", paused=True)) == "withdrawn"


def test_olivia_is_only_the_teacher_of_her_own_plan():
    for action in ("withdraw", "pause", "hand_over", "end_unfinished", "sign_as_evaluator", "return"):
        for state, case in ORDINARY_CASES.items():
            assert what_happens(action, [ANA, OLIVIA, BEN, LENA], case) == NOT_THEIRS, (action, state)
    assert what_happens("edit", [ANA, OLIVIA], a_plan("drafted")) == "drafted"


@pytest.mark.parametrize("before", OPEN)
def test_a_reinstated_plan_has_the_state_it_had(before):
    assert what_happens("reinstate", [OLIVIA], a_plan("withdrawn", state_before=before)) == before


def test_a_plan_whose_texts_went_by_rule_is_not_reinstated():
    assert what_happens("reinstate", [OLIVIA], a_plan("withdrawn", texts_gone=True)) == NOT_NOW


def test_a_plan_is_not_reinstated_beside_another_open_one():
    assert what_happens("reinstate", [OLIVIA], a_plan("withdrawn", another_open=True)) == NOT_NOW


def test_a_paused_plan_is_not_paused_again_nor_a_running_one_resumed():
    for someone in (OLIVIA, BEN, DANA):
        assert what_happens("pause", [someone], a_plan("active", paused=True)) == NOT_NOW
        assert what_happens("resume", [someone], a_plan("active")) == NOT_NOW


@pytest.mark.parametrize("state", ["closed", "continued", "unfinished"])
def test_a_plan_that_has_ended_is_not_resumed(state):
    for someone in (OLIVIA, BEN, DANA):
        assert what_happens("resume", [someone], a_plan(state, paused=True)) == NOT_NOW


def test_a_plan_withdrawn_while_paused_is_not_stuck():
    withdrawn_on_leave = a_plan("withdrawn", state_before="active", paused=True)
    ways_out = {what_happens(action, [OLIVIA], withdrawn_on_leave) for action in ("reinstate", "resume")}
    assert ways_out != {NOT_NOW}


ASKS_FOR_A_REASON = {
    "take_back_signature",
    "decline_to_sign",
    "amend",
    "take_back_checkpoint_signature",
    "decline_to_sign_checkpoint",
    "hand_over",
    "note_not_signed",
    "pause",
    "withdraw",
    "end_unfinished",
}
# A return carries a message; the reason named for "pause, resume" is the pause's. Either answer is fair.
MAY_ASK_FOR_WORDS = {"return", "return_checkpoint", "resume"}


def test_some_actions_ask_for_a_reason():
    asking = {action for action in ORDINARY_GRID if rules.asks_reason(action)}
    assert asking - MAY_ASK_FOR_WORDS == ASKS_FOR_A_REASON


# --- Whose turn it is ------------------------------------------------------------------------------------


def test_whose_turn_it_is():
    assert {state: rules.turn(case) for state, case in ORDINARY_CASES.items()} == WHOSE_TURN


def test_it_is_nobody_s_turn_while_paused():
    assert {rules.turn(a_plan(state, paused=True)) for state in OPEN} == {None}
    assert {rules.turn(a_plan(state, paused=True, has_evaluator=False)) for state in OPEN} == {None}


def test_where_the_evaluator_is_vacant_it_is_the_office_s_turn_to_name_one():
    for state, whose in WHOSE_TURN.items():
        instead = OLIVIA if whose == BEN else whose
        assert rules.turn(a_plan(state, has_evaluator=False)) == instead, state


# --- Who reads what --------------------------------------------------------------------------------------

ALL_OF_THEIRS = Sees(
    state=True, draft=True, frozen=True, checkpoint=True, comments=True, journal=True, history=True
)
NOTHING = Sees()
NOT_THE_TEXT = Sees(state=True, history=True)

# What each person reads, by (shared with the evaluator, a readable revision).
READS = {
    ANA: {
        (False, False): ALL_OF_THEIRS,
        (False, True): ALL_OF_THEIRS,
        (True, False): ALL_OF_THEIRS,
        (True, True): ALL_OF_THEIRS,
    },
    BEN: {
        (False, False): Sees(state=True, history=True, journal=True, signed=True),
        (False, True): Sees(state=True, history=True, journal=True, signed=True, frozen=True, comments=True),
        (True, False): Sees(state=True, history=True, journal=True, signed=True, draft=True, comments=True),
        (True, True): Sees(
            state=True, history=True, journal=True, signed=True, draft=True, frozen=True, comments=True
        ),
    },
    OLIVIA: {
        (False, False): NOT_THE_TEXT,
        (False, True): Sees(state=True, history=True, frozen=True, recorded=True),
        (True, False): NOT_THE_TEXT,
        (True, True): Sees(state=True, history=True, frozen=True, recorded=True),
    },
    CHLOE: {
        (False, False): Sees(state=True, draft=True, comments=True),
        (False, True): Sees(state=True, draft=True, comments=True),
        (True, False): Sees(state=True, draft=True, comments=True),
        (True, True): Sees(state=True, draft=True, comments=True),
    },
    LENA: {
        (False, False): Sees(state=True),
        (False, True): Sees(state=True),
        (True, False): Sees(state=True),
        (True, True): Sees(state=True),
    },
}
READS[DANA] = READS[BEN]
READS[EVAN] = dict.fromkeys(READS[BEN], Sees(signed=True))


@pytest.mark.parametrize("state", OPEN + ENDED)
@pytest.mark.parametrize("someone", Role)
def test_who_reads_what(someone, state):
    for (shared, readable), reads in READS[someone].items():
        for paused in (False, True):
            case = a_plan(state, shared_with_evaluator=shared, readable_revision=readable, paused=paused)
            assert rules.sees([someone], case) == reads, (shared, readable, paused)


def test_who_reads_the_checkpoint():
    for state in OPEN + ENDED:
        for readable in (False, True):
            case = a_plan(state, readable_checkpoint=readable)
            reading = {someone for someone in Role if rules.sees([someone], case).checkpoint}
            assert reading == ({ANA, BEN, DANA, OLIVIA} if readable else {ANA})
            assert rules.sees([OLIVIA], case).recorded is (readable or case.readable_revision)


def test_for_sam_the_plan_does_not_exist():
    for case in ORDINARY_CASES.values():
        assert rules.sees(SAM, case) == NOTHING


def test_nobody_in_the_office_reads_a_draft_even_when_it_is_shared():
    for state in OPEN + ENDED:
        for asked in (False, True):
            seen = rules.sees([OLIVIA], a_plan(state, shared_with_evaluator=asked, readable_revision=True))
            assert (seen.draft, seen.comments) == (False, False)


def test_a_site_leader_who_is_also_the_evaluator_reads_as_the_evaluator():
    for state in OPEN + ENDED:
        case = a_plan(state)
        assert rules.sees([BEN, LENA], case) == rules.sees([BEN], case)


@pytest.mark.parametrize("also", [BEN, DANA, OLIVIA, LENA])
def test_whoever_ana_asked_for_comments_can_read_what_they_comment_on(also):
    for state in OPEN:
        roles, case = [CHLOE, also], a_plan(state)
        if rules.may("comment", roles, case):
            seen = rules.sees(roles, case)
            assert (seen.draft, seen.comments) == (True, True), state


# --- The sentences ---------------------------------------------------------------------------------------


def every_refusal():
    """(where, refusal) for everyone, every action and state, in every turn of events above."""
    turns = [{}, {"paused": True}, {"has_evaluator": False}, {"year_open": False}, {"volunteered": True}]
    turns += [SIGNED, {"another_open": True}, {"shared_with_evaluator": True}]
    for action, role in EVERY_ACTION_AND_ROLE:
        for state in ORDINARY_CASES:
            for facts in turns:
                refused = rules.refusal(action, [role], a_plan(state, **facts))
                if refused is not None:
                    yield f"{action} by {role}, {state}, {facts}", refused


WHAT_TO_DO = re.compile(r"\b(ask|can|first|instead|resume|until|wait|when)\b", re.IGNORECASE)


def test_every_refusal_is_a_sentence_that_says_what_to_do():
    for where, refused in every_refusal():
        sentence = refused.sentence
        assert refused.status in (403, 409), where
        assert re.fullmatch(r"[A-Z].*\.", sentence), (where, sentence)
        sentences = re.split(r"[.?!] +", sentence)
        assert len(sentences) >= 2 or WHAT_TO_DO.search(sentence), (where, sentence)


def test_no_refusal_speaks_like_a_program():
    for where, refused in every_refusal():
        sentence = refused.sentence
        assert "_" not in sentence, (where, sentence)
        assert not re.search(r"None|Role|[{}<>]| {2}|\.\.|,,| [.,;:]", sentence), (where, sentence)


def test_what_is_hidden_does_not_say_that_it_is_there():
    told = [rules.refusal(action, SAM, case) for action in ORDINARY_GRID for case in ORDINARY_CASES.values()]
    sentences = {refused.sentence for refused in told}
    assert len(sentences) == 1
    assert sentences.pop().endswith(".")


def test_a_refusal_is_about_the_state_that_the_plan_has():
    drafted = rules.refusal("support", {Role.EVALUATOR}, Case(state="drafted"))
    assert drafted.sentence.startswith("Both of you have not signed this plan yet.")
    paused = rules.refusal("support", {Role.EVALUATOR}, Case(state="active", in_force=True, paused=True))
    assert "the plan is paused" in paused.sentence
    closed = rules.refusal("support", {Role.EVALUATOR}, Case(state="closed", in_force=True))
    assert "the plan is closed" in closed.sentence


def test_a_refusal_says_why_the_paused_plan_waits():
    sentence = rules.refusal("edit", [ANA], a_plan("drafted", paused=True)).sentence
    assert "paused" in sentence


# --- Days ------------------------------------------------------------------------------------------------

A_DAY = timedelta(days=1)
YEAR_STARTS = date(2026, 8, 13)
MEETING = date(2026, 10, 6)
FORM_DUE = date(2027, 4, 30)
TODAY = date(2026, 10, 8)


@pytest.mark.parametrize("day", [MEETING + A_DAY, date(2027, 2, 28), FORM_DUE - A_DAY, FORM_DUE])
def test_a_checkpoint_date_up_to_the_day_the_form_is_due(day):
    assert rules.checkpoint_date_problem(day, held_on=MEETING, form_due_on=FORM_DUE) is None


CONFERENCES = date(2027, 5, 14)
AGREED = date(2026, 10, 15)
CHECKPOINT = date(2027, 4, 16)
NEXT_DATE = {
    **dict.fromkeys(["assigned", "drafted", "submitted", "returned", "reviewed", "evaluator_signed"], AGREED),
    **dict.fromkeys(["active", "checkpoint_drafted", "checkpoint_returned"], CHECKPOINT),
    **dict.fromkeys(["checkpoint_submitted", "conferenced", "checkpoint_evaluator_signed"], CONFERENCES),
    **dict.fromkeys(["closed", "continued", "withdrawn", "unfinished"]),
}


def next_date(state, in_force, checkpoint_on=CHECKPOINT):
    return rules.next_date(
        state, agreed_by=AGREED, checkpoint_on=checkpoint_on, conferences_by=CONFERENCES, in_force=in_force
    )


def test_the_day_that_a_plan_has_to_meet_next():
    assert {state: next_date(state, state in OPEN[6:]) for state in NEXT_DATE} == NEXT_DATE


def test_while_a_signed_plan_is_amended_its_checkpoint_date_goes_on_to_count():
    for state in AMENDED_STATES:
        assert next_date(state, True) == CHECKPOINT


def test_a_checkpoint_put_beyond_the_conferences_leaves_the_conference_until_that_day():
    later = CONFERENCES + 3 * A_DAY
    for state in ("checkpoint_submitted", "conferenced", "checkpoint_evaluator_signed"):
        assert next_date(state, True, checkpoint_on=later) == later
        assert next_date(state, True, checkpoint_on=None) == CONFERENCES


def test_a_plan_s_own_day_counts_before_the_year_s():
    assert rules.agreed_by(own=None, year=AGREED) == AGREED
    assert rules.agreed_by(own=MEETING, year=AGREED) == MEETING


def test_the_evaluator_moves_the_checkpoint_up_to_the_day_forms_are_due_and_the_office_beyond():
    for extended, latest in ((False, FORM_DUE), (True, date(2027, 5, 28))):
        for day in (TODAY, TODAY + A_DAY, latest):
            assert rules.moved_date_problem(day, today=TODAY, latest=latest, extended=extended) is None
        for day in (TODAY - A_DAY, latest + A_DAY):
            assert_it_is_a_sentence_for_americans(
                rules.moved_date_problem(day, today=TODAY, latest=latest, extended=extended)
            )


@pytest.mark.parametrize("day", [MEETING - A_DAY, FORM_DUE + A_DAY, date(2028, 1, 1), date(2016, 3, 1)])
def test_a_checkpoint_date_that_cannot_be(day):
    problem = rules.checkpoint_date_problem(day, held_on=MEETING, form_due_on=FORM_DUE)
    assert_it_is_a_sentence_for_americans(problem)


# A review in the summer before is common: sixty days before the first school day still count.
SUMMER = timedelta(days=60)


@pytest.mark.parametrize(
    "day", [YEAR_STARTS - SUMMER, YEAR_STARTS, YEAR_STARTS + A_DAY, TODAY - A_DAY, TODAY]
)
def test_a_meeting_was_held_between_the_summer_before_and_today(day):
    assert rules.held_on_problem(day, today=TODAY, year_starts_on=YEAR_STARTS) is None


@pytest.mark.parametrize(
    "day", [YEAR_STARTS - SUMMER - A_DAY, TODAY + A_DAY, date(2062, 10, 6), date(1926, 10, 6)]
)
def test_a_meeting_was_not_held_in_the_future_or_long_before_the_year(day):
    problem = rules.held_on_problem(day, today=TODAY, year_starts_on=YEAR_STARTS)
    assert_it_is_a_sentence_for_americans(problem)


HELD_ON, FROZEN_ON = TODAY - 3 * A_DAY, TODAY - 2 * A_DAY


@pytest.mark.parametrize("day", [FROZEN_ON, TODAY - A_DAY, TODAY])
def test_a_paper_was_signed_after_the_meeting_and_after_its_text_was_frozen(day):
    assert rules.signed_on_problem(day, today=TODAY, held_on=HELD_ON, frozen_on=FROZEN_ON) is None
    assert rules.signed_on_problem(day, today=TODAY, held_on=FROZEN_ON, frozen_on=HELD_ON) is None


@pytest.mark.parametrize(
    ("day", "because"),
    [
        (TODAY + A_DAY, "still to come"),
        (FROZEN_ON - A_DAY, "was frozen on"),
        (HELD_ON - A_DAY, "was held on"),
        (date(1926, 10, 6), "was held on"),
    ],
)
def test_no_paper_was_signed_in_the_future_or_before_there_was_its_text(day, because):
    problem = rules.signed_on_problem(day, today=TODAY, held_on=HELD_ON, frozen_on=FROZEN_ON)
    assert because in problem
    assert_it_is_a_sentence_for_americans(problem)


def assert_it_is_a_sentence_for_americans(problem):
    assert re.fullmatch(r"[A-Z].*\.", problem or ""), problem
    assert not re.search(r"\d{4}-\d\d-\d\d|\b\d{1,2}\.\d{1,2}\.", problem), problem
