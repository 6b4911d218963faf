"""All staff comment on what was adopted; the office and the editors answer."""

from access import Line, everyone
from action_world import S1A

from tests.editions.board import PLAN, adopted, sam_comments

ACCESS = {
    "row_comments.every GET": Line(f"{PLAN}/comments", everyone(200), setting=adopted),
    "row_comments.of_row GET": Line(f"{PLAN}/rows/{S1A}/comments", everyone(200), setting=adopted),
    "row_comments.comment POST": Line(
        f"{PLAN}/rows/{S1A}/comments",
        everyone(303),
        setting=adopted,
        form={"comment": "Begin with the youngest."},
    ),
    # Whoever may not read Sam's comment is not told that there is one.
    "row_comments.answer POST": Line(
        f"{PLAN}/comments/1/answer",
        everyone(404, ana=403, sam=403, ben=303, olivia=303),
        setting=sam_comments,
        form={"comment-1-answer": "Five practices, not fifty."},
    ),
}
