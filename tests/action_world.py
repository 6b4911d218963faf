"""A scene's action plan: Olivia is the office, Ben edits it, Ana is on the team of 1a. Nobody else has a part in it.

Priority A: outcome 1 with 1a, 1b (and 1b.i, 1b.ii) and 1c; outcome 2 with 2a and 2b. Priority B: outcome 3 with 3a to 3c.
"""

from datetime import UTC, datetime

from plf.action_plans import actions
from plf.database import writing
from plf.models import ActionEditor, ActionRow, ActionTeamMember, Person, StrategicPlan

MADE = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
PLAN = "/action-plans/1"
TITLE = "Commitment to professional learning"
A, O1, S1A, S1B, S1BI, S1BII, S1C, O2, S2A, S2B, B, O3, S3A, S3B, S3C = range(1, 16)

# number: the row above, position, text, and its strategy
ROWS = {
    A: (None, 0, "Make room for colleagues to learn from each other", ""),
    O1: (A, 0, "Teachers who lead in every building", "Give those who lead a role and the time for it"),
    S1A: (O1, 0, "Agree on the practices that every classroom should show", ""),
    S1B: (O1, 1, "Talk with the association and the board about teacher leaders", ""),
    S1BI: (S1B, 0, "Ask how much time the role takes elsewhere", ""),
    S1BII: (S1B, 1, "Find out what it would cost", ""),
    S1C: (O1, 2, "Visit two districts where it works", ""),
    O2: (A, 1, "Teams that meet in every grade", "Build one way of working in teams, K to 12"),
    S2A: (O2, 0, "Write down what a team does when it meets", ""),
    S2B: (O2, 1, "Look at the elementary schedule for a common hour", ""),
    B: (None, 1, "Put learning where the teaching is", ""),
    O3: (B, 0, "Learning within the school day", "Bring coaching into lessons"),
    S3A: (O3, 0, "Ask staff how much time they need", ""),
    S3B: (O3, 1, "Try late openings in one building", ""),
    S3C: (O3, 2, "Keep recorded lessons in one place", ""),
}


def table_of(scene, *, rows: int = 0) -> str:
    """Make the strategic plan and its action plan; returns its address. `rows`: so many more steps under outcome 3."""
    with scene.app.app_context(), writing() as session:
        strategic = StrategicPlan(title="Strategic Plan 2026-2031", about="", made_at=MADE)
        session.add(strategic)
        session.flush()
        plan = actions.make(strategic, TITLE, session.get(Person, scene.id("olivia")), at=MADE)
        plan.big_idea = "People who teach learn best from each other."
        plan.big_idea_source = "page 17"
        session.add(ActionEditor(action_plan_id=plan.id, person_id=scene.id("ben"), since=MADE))
        more = {100 + each: (O3, 3 + each, f"Step {each + 1} of many", "") for each in range(rows)}
        for number, (above, position, text, strategy) in {**ROWS, **more}.items():
            row = ActionRow(
                action_plan_id=plan.id,
                parent_id=above,
                position=position,
                text=text,
                strategy=strategy,
                made_at=MADE,
            )
            if number == S1A:
                row.team = [ActionTeamMember(person_id=scene.id("ana"))]
            session.add(row)
            session.flush()
            assert row.id == number or number >= 100
    return PLAN
