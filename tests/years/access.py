"""The pages about school years are the office's alone."""

from access import NOT_YOURS, Line, everyone

NEXT = {
    "label": "2040-2041",
    "starts_on": "2040-08-15",
    "ends_on": "2041-05-24",
    "plans_agreed_by": "2040-10-31",
    "forms_due_on": "2041-05-03",
    "conferences_by": "2041-05-14",
    "target_1_day": "2040-10-31",
    "target_1_percent": "25 %",
}

READ, CHANGED = everyone(NOT_YOURS, olivia=200), everyone(NOT_YOURS, olivia=303)


def close_the_year(scene) -> None:
    assert scene.olivia.fill("/years/1/closing").status_code == 303


ACCESS = {
    "years.list_years GET": Line("/years", READ),
    "years.add_year GET": Line("/years/new", READ),
    "years.add_year POST": Line("/years/new", CHANGED, form=NEXT),
    "years.add_next_year GET": Line("/years/1/next", READ),
    "years.add_next_year POST": Line("/years/1/next", CHANGED, form=NEXT),
    "years.edit_year GET": Line("/years/1/edit", READ),
    "years.edit_year POST": Line("/years/1/edit", CHANGED, form=NEXT),
    "years.terms GET": Line("/people/1/year", READ),
    "years.terms POST": Line("/people/1/year", CHANGED, form={"agreed_by": "", "is_counted": "yes"}),
    "years.ask_to_open GET": Line("/years/1/opening", READ),
    "years.open_year POST": Line("/years/1/opening", CHANGED, setting=close_the_year),
    "years.close_year POST": Line("/years/1/closing", CHANGED),
}
