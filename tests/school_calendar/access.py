"""The school calendar is the office's alone."""

from access import NOT_YOURS, Line, everyone


def winter_break(scene) -> None:
    answer = scene.olivia.post(
        "/school-calendar", label="Winter break", starts_on="2030-12-21", ends_on="2031-01-02"
    )
    assert answer.status_code == 303


ACCESS = {
    "school_calendar.show GET": Line("/school-calendar", everyone(NOT_YOURS, olivia=200)),
    "school_calendar.add POST": Line(
        "/school-calendar",
        everyone(NOT_YOURS, olivia=303),
        form={"label": "Election Day", "starts_on": "2030-11-05", "ends_on": ""},
    ),
    "school_calendar.remove POST": Line(
        "/school-calendar/1/removal", everyone(NOT_YOURS, olivia=303), setting=winter_break
    ),
}
