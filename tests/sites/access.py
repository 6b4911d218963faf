"""The pages about sites are the office's alone."""

from access import NOT_YOURS, Line, everyone

READ, CHANGED = everyone(NOT_YOURS, olivia=200), everyone(NOT_YOURS, olivia=303)

ACCESS = {
    "sites.list_sites GET": Line("/sites", READ),
    "sites.add_site GET": Line("/sites/new", READ),
    "sites.add_site POST": Line("/sites/new", CHANGED, form={"name": "Cedar Creek High", "is_active": "yes"}),
    "sites.edit_site GET": Line("/sites/2/edit", READ),
    "sites.edit_site POST": Line(
        "/sites/2/edit", CHANGED, form={"name": "Oak Hill Academy", "is_active": "yes"}
    ),
}
