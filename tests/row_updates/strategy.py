"""An action plan whose rows people carry: Olivia is the office, Ben edits it, Ana is on teams, Chloë owns an outcome.

Priority A: outcome 1 (Chloë's) with 1a (Ana), 1b (Ana and Sam) and 1b.i; outcome 2 with 2a (owned by Sam) and 2b.
Priority B: outcome 3 with 3a, which nobody carries. Evan, Dana and Lena have no part in it.
"""

from datetime import UTC, date, datetime

from plf.action_plans import actions
from plf.database import writing
from plf.models import ActionEditor, ActionLink, ActionRow, ActionTeamMember, Person, StrategicPlan

LONG_AGO = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
A, O1, S1A, S1B, S1BI, O2, S2A, S2B, B, O3, S3A = range(1, 12)

# number: the row above, position, text, owner, team, more
ROWS = {
    A: (None, 0, "Teachers learn from each other", None, (), {}),
    O1: (A, 0, "Teacher leaders in every school", "chloe", (), {"strategy": "Find them and give them time"}),
    S1A: (O1, 0, "Agree on what good teaching looks like", None, ("ana",), {}),
    S1B: (O1, 1, "Visit two districts that do it well", None, ("ana", "sam"), {"resources": "Travel"}),
    S1BI: (S1B, 0, "Ask the board for the travel money", None, (), {"question": "Who pays for substitutes?"}),
    O2: (A, 1, "Time to meet within the school day", None, (), {}),
    S2A: (O2, 0, "Count the hours we have", "sam", (), {}),
    S2B: (O2, 1, "Try a late start on Wednesdays", None, (), {}),
    B: (None, 1, "Learning for the whole staff", None, (), {}),
    O3: (B, 0, "A library of short lessons", None, (), {}),
    S3A: (O3, 0, "Record the first ten", None, (), {}),
}
PLAN = "/action-plans/1"


def table_of(scene, **changes) -> str:
    """Make the action plan; returns its address. `changes`: {"S1A": {"status": "behind"}}, by the names above."""
    with scene.app.app_context(), writing() as session:
        strategic = StrategicPlan(title="Strategic Plan 2026-2031", about="", made_at=LONG_AGO)
        session.add(strategic)
        session.flush()
        plan = actions.make(strategic, "Commitment to learning", session.get(Person, 3), at=LONG_AGO)
        session.add(ActionEditor(action_plan_id=plan.id, person_id=scene.id("ben"), since=LONG_AGO))
        names = {name: number for name, number in globals().items() if isinstance(number, int)}
        for number, (above, position, text, owner, team, more) in ROWS.items():
            row = ActionRow(
                action_plan_id=plan.id,
                parent_id=above,
                position=position,
                owner_id=scene.id(owner) if owner else None,
                made_at=LONG_AGO,
                **{"text": text}
                | more
                | next((found for name, found in changes.items() if names[name] == number), {}),
            )
            row.team = [ActionTeamMember(person_id=scene.id(name)) for name in team]
            session.add(row)
            session.flush()
            assert row.id == number
    return PLAN


def waits_for(scene, row: int, other: int) -> None:
    with scene.app.app_context(), writing() as session:
        session.add(ActionLink(row_id=row, to_row_id=other, kind="waits_for"))


def with_dates(**days: tuple[str, str]) -> dict[str, dict]:
    """{"S1A": ("2026-09-01", "2026-12-18")} as changes of `table_of`; an empty text is no day."""
    return {
        name: {
            "starts": starts,
            "starts_on": date.fromisoformat(starts) if starts else None,
            "ends": ends,
            "ends_on": date.fromisoformat(ends) if ends else None,
        }
        for name, (starts, ends) in days.items()
    }
