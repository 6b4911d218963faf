"""Who takes the working copy out as a file: its people."""

from access import Line, everyone
from action_world import PLAN, table_of

ACCESS = {
    "action_exports.working_copy GET": Line(
        f"{PLAN}/export.docx", everyone(404, ana=200, ben=200, olivia=200), setting=table_of
    ),
}
