"""The pages about rubrics are the office's alone."""

from access import NOT_YOURS, Line, everyone

READ, CHANGED = everyone(NOT_YOURS, olivia=200), everyone(NOT_YOURS, olivia=303)
TABLE = "domain,number,indicator\nTeaching,1a,Plans lessons\n"

ACCESS = {
    "rubrics.list_rubrics GET": Line("/rubrics", READ),
    "rubrics.rubric_page GET": Line("/rubrics/1", READ),
    "rubrics.add_rubric GET": Line("/rubrics/new", READ),
    "rubrics.add_rubric POST": Line(
        "/rubrics/new", CHANGED, form={"name": "Counselors", "staff_kind": "counselor", "pasted": TABLE}
    ),
    "rubrics.use POST": Line("/rubrics/1/use", CHANGED),
}
