"""Who may see the years of a plan."""

from access import Line, asked, everyone

ACCESS = {
    "lineage.show GET": Line(
        "{plan}/years",
        everyone(404, ana=200, ben=200, dana=200, olivia=200, lena=200, chloe=200),
        plan="active",
        setting=asked,
    ),
}
