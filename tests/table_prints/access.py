"""Its people print the working copy, all staff print editions, everybody what is open."""

from access import PEOPLE, Line, everyone

from tests.editions.board import BOARD, PLAN, adopted, is_public

ITS_PEOPLE = everyone(403, ana=200, ben=200, olivia=200)
ALL = dict.fromkeys(PEOPLE, 200)

ACCESS = {
    # Of an edition all staff choose: tests/table_prints/test_papers.py.
    "table_prints.choose GET": Line(f"{PLAN}/print", ITS_PEOPLE, setting=adopted),
    "table_prints.table GET": Line(f"{PLAN}/print.pdf", ITS_PEOPLE, setting=adopted),
    "table_prints.summary GET": Line(f"{PLAN}/summary.pdf", ITS_PEOPLE, setting=adopted),
    "table_prints.board GET": Line(f"{BOARD}/1/print.pdf", ALL, setting=is_public),
    "table_prints.board_summary GET": Line(f"{BOARD}/1/summary.pdf", ALL, setting=is_public),
}
