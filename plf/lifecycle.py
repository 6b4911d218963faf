"""Writes the process table of plf.rules as a page for people: docs/plan-lifecycle.md. Pure."""

from plf import rules
from plf.rules import AS_BEFORE, BY_DECISION, ENDED, RULES, STATES, STEPS, Rule

_TO = {BY_DECISION: "*closed* or *continued*, by decision", AS_BEFORE: "the state it had"}


def describe() -> str:
    """The page, as Markdown."""
    parts = [
        "# The life of a plan",
        "",
        "Made from `plf/rules.py` by `flask --app wsgi lifecycle`; do not edit it by hand.",
        "“Evaluator” stands for their deputy too, on the days between two dates.",
        "",
        "## States",
        "",
        "| state | step | whose turn | what it means |",
        "| --- | --- | --- | --- |",
        *(_state_line(name) for name in STATES),
        "",
        "Nobody has a turn while a plan is paused. The office has the evaluator’s turn while none is named.",
    ]
    for step, title, sentence in (*STEPS, (0, "What goes wrong on the way", "")):
        rows = [rule for rule in RULES if rule.step == step]
        parts += ["", f"## {f'Step {step}: ' if step else ''}{title}", ""]
        parts += [sentence, ""] if sentence else []
        if rows:
            parts += [
                "| action | who | from | to | but |",
                "| --- | --- | --- | --- | --- |",
                *map(_action_line, rows),
            ]
    return "\n".join(parts) + "\n"


def _state_line(name: str) -> str:
    state = STATES[name]
    turn = state.turn or ("nobody’s, it has ended" if name in ENDED else "nobody’s")
    return f"| {state.title} | {state.step} | {turn} | The plan {state.because}. {state.instead} |"


def _action_line(rule: Rule) -> str:
    return f"| {rule.says} | {_who(rule)} | {_from(rule)} | {_to(rule)} | {_but(rule)} |"


def _who(rule: Rule) -> str:
    return ", ".join(role for role in rule.who if role != rules.DEPUTY)


def _from(rule: Rule) -> str:
    others = [state for state in rules.OPEN if state not in rule.moves]
    if len(rule.moves) + len(others) == len(rules.OPEN) and len(others) < 4:
        return "any open state" + (f" but {', '.join(map(_title, others))}" if others else "")
    return ", ".join(map(_title, rule.moves))


def _to(rule: Rule) -> str:
    if all(state == to for state, to in rule.moves.items()):
        return "the same"
    reached = dict.fromkeys(to for state, to in rule.moves.items() if state != to)
    stays = [state for state, to in rule.moves.items() if state == to and to not in reached]
    return ", ".join([*map(_title, reached), *(f"{_title(state)} stays" for state in stays)])


def _but(rule: Rule) -> str:
    notes = [f"not if {name}" for name in rule.unless]
    notes += ["also while paused"] if rule.while_paused else []
    notes += ["asks for a reason"] if rule.asks_reason else []
    return "; ".join(notes)


def _title(state: str | None) -> str:
    return "no plan this year" if state is None else _TO.get(state) or STATES[state].title
