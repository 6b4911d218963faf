"""The office's pages about people are the office's alone."""

from access import NOT_YOURS, Line, everyone

THE_OFFICE_READS = everyone(NOT_YOURS, olivia=200)
THE_OFFICE_CHANGES = everyone(NOT_YOURS, olivia=303)
SAM = "/people/4"


ACCESS = {
    "people.list_people GET": Line("/people", THE_OFFICE_READS),
    "people.add_person GET": Line("/people/new", THE_OFFICE_READS),
    "people.add_person POST": Line(
        "/people/new",
        THE_OFFICE_CHANGES,
        form={
            "family_name": "Whitfield",
            "email": "nora@riverbend.example",
            "staff_kind": "teacher",
            "main_site_id": "2",
        },
    ),
    "people.person_page GET": Line(SAM, THE_OFFICE_READS),
    "people.edit_person GET": Line(f"{SAM}/edit", THE_OFFICE_READS),
    "people.edit_person POST": Line(
        f"{SAM}/edit",
        THE_OFFICE_CHANGES,
        form={
            "family_name": "Lee",
            "email": "sam@riverbend.example",
            "staff_kind": "teacher",
            "main_site_id": "",
        },
    ),
    "people.invite POST": Line(f"{SAM}/invitation", THE_OFFICE_CHANGES),
    "people.deactivate GET": Line("/people/8/deactivation", THE_OFFICE_READS),
    "people.deactivate POST": Line("/people/8/deactivation", everyone(NOT_YOURS, olivia=303)),
    "people.reactivate POST": Line("/people/8/reactivation", THE_OFFICE_CHANGES),
    "people.pair POST": Line(
        f"{SAM}/pairings",
        THE_OFFICE_CHANGES,
        form={"pairing-who": "Ben Carter", "pairing-starts_on": "2026-09-01"},
    ),
    "people.stand_in POST": Line(
        "/people/8/deputies",
        THE_OFFICE_CHANGES,
        form={"deputy-who": "Dana Diaz", "deputy-starts_on": "2026-09-01", "deputy-ends_on": "2026-09-05"},
    ),
    "people.lead_site POST": Line(
        "/people/6/sites-led",
        THE_OFFICE_CHANGES,
        form={"leading-site_id": "2", "leading-starts_on": "2026-09-01"},
    ),
    "people.go_on_leave POST": Line(
        f"{SAM}/leaves",
        THE_OFFICE_CHANGES,
        form={"leave-starts_on": "2026-09-01", "leave-ends_on": "2026-09-05"},
    ),
    "people.correct_place POST": Line(
        f"{SAM}/placements",
        THE_OFFICE_CHANGES,
        form={
            "correction-site_id": "2",
            "correction-starts_on": "2026-09-01",
            "correction-ends_on": "2026-09-05",
        },
    ),
    "people.end GET": Line("/people/1/pairings/1/end", THE_OFFICE_READS),
    "people.end POST": Line("/people/1/pairings/1/end", THE_OFFICE_CHANGES, form={"ends_on": "2040-01-31"}),
}
