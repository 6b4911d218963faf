"""Who may volunteer and who may assign."""

from access import Line, everyone

ANA = {"person": "1"}

ACCESS = {
    "assignments.volunteer POST": Line("/volunteering", everyone(303, olivia=409)),
    "assignments.choose GET": Line("/assignments", everyone(403, ben=200, dana=200, evan=200, olivia=200)),
    "assignments.preview POST": Line(
        "/assignments/preview", everyone(422, ben=200, dana=200, olivia=200), form=ANA
    ),
    "assignments.assign POST": Line("/assignments", everyone(404, ben=303, dana=303, olivia=303), form=ANA),
}
