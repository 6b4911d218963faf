"""Who may print a plan."""

from access import Line, asked, everyone

READERS = everyone(404, ana=200, ben=200, dana=200, olivia=200)


def sealed(scene) -> None:
    scene.copies_are_made()


ACCESS = {
    "documents.copies GET": Line("{plan}/copies", READERS, plan="active", setting=sealed),
    "documents.copy GET": Line("{plan}/copies/1.pdf", READERS, plan="active", setting=sealed),
    "documents.plan_pdf GET": Line(
        "{plan}/plan.pdf", everyone(404, ana=200, ben=200, dana=200, olivia=200), plan="submitted"
    ),
    "documents.blank_form GET": Line(
        "{plan}/blank-form.pdf",
        everyone(404, ana=200, ben=200, dana=200, olivia=200),
        plan="drafted",
        setting=asked,
    ),
    "documents.plan_pdf GET checkpoint": Line(
        "{plan}/checkpoint.pdf",
        everyone(404, ana=200, ben=200, dana=200, olivia=200),
        plan="checkpoint_submitted",
    ),
    "documents.blank_form GET checkpoint": Line(
        "{plan}/checkpoint/blank-form.pdf",
        everyone(404, ana=200, ben=200, dana=200, olivia=200),
        plan="active",
        setting=asked,
    ),
}
