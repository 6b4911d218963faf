"""Reports are for the office, a site leader's for the site, some of an evaluator's for their own plans."""

from access import Line, everyone

ALL_THREE = everyone(403, olivia=200, lena=200, ben=200, dana=200, evan=200)
OFFICE_AND_LEADERS = everyone(403, olivia=200, lena=200)

ACCESS = {
    "reports.index GET": Line("/reports", ALL_THREE, plan="active"),
    "reports.show GET": Line("/reports/adoption", OFFICE_AND_LEADERS, plan="active"),
    "reports.file GET": Line("/reports/waiting.csv", ALL_THREE, plan="active"),
    "reports.ask_for_packet POST": Line(
        "/reports/law/packet", everyone(403, olivia=303, lena=303), plan="active", form={"site": "1"}
    ),
}
