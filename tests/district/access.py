"""The page about the district is the office's alone."""

from access import NOT_YOURS, Line, everyone

ACCESS = {
    "district.edit GET": Line("/district", everyone(NOT_YOURS, olivia=200)),
    "district.edit POST": Line(
        "/district",
        everyone(NOT_YOURS, olivia=303),
        form={
            "name": "Riverbend United",
            "time_zone": "America/Denver",
            "points_owed": "75",
            "points_years": "5",
        },
    ),
}
