"""Its people read it: the office, its editors, and those who carry rows."""

from access import Line, everyone

from tests.row_updates.strategy import PLAN, table_of

ACCESS = {
    "table_answers.show GET": Line(
        f"{PLAN}/answers",
        everyone(404, ana=200, sam=200, chloe=200, ben=200, olivia=200),
        setting=table_of,
    ),
}
