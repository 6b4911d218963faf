"""What is out for comment: the office, and the people it chose, and nobody else."""

from datetime import timedelta

from access import HIDDEN, NOT_YOURS, Line, everyone
from world import local_today

IT_IS = {
    "kind": "guide",
    "exemplar": "",
    "until": (local_today() + timedelta(days=7)).isoformat(),
    "people": "Chloë Martin",
}
THEY = everyone(HIDDEN, olivia=200, chloe=200)
THEY_WRITE = everyone(HIDDEN, olivia=303, chloe=303)
ONLY_OLIVIA = everyone(HIDDEN, olivia=303, chloe=NOT_YOURS)


def chloe_is_asked(scene) -> None:
    answer = scene.olivia.post("/contributions/new", IT_IS)
    assert answer.status_code == 303, answer.text[:1000]


def chloe_comments(scene) -> None:
    chloe_is_asked(scene)
    answer = scene.chloe.post("/contributions/1/comments", about="what", comment="Too long.")
    assert answer.status_code == 303, answer.text[:1000]


ACCESS = {
    "contributing.index GET": Line("/contributions", everyone(200), setting=chloe_is_asked),
    "contributing.put_out GET": Line("/contributions/new", everyone(NOT_YOURS, olivia=200)),
    "contributing.put_out POST": Line("/contributions/new", everyone(NOT_YOURS, olivia=303), form=IT_IS),
    "contributing.show GET": Line("/contributions/1", THEY, setting=chloe_comments),
    "contributing.comment POST": Line(
        "/contributions/1/comments",
        THEY_WRITE,
        setting=chloe_is_asked,
        form={"about": "what", "comment": "Clear."},
    ),
    "contributing.answer POST": Line(
        "/contributions/1/comments/1/answer",
        ONLY_OLIVIA,
        setting=chloe_comments,
        form={"answer": "Shortened."},
    ),
    "contributing.edit GET": Line(
        "/contributions/1/edit", everyone(HIDDEN, olivia=200, chloe=NOT_YOURS), setting=chloe_is_asked
    ),
    "contributing.edit POST": Line(
        "/contributions/1/edit", ONLY_OLIVIA, setting=chloe_is_asked, form={**IT_IS, "version": "1"}
    ),
    "contributing.close POST": Line("/contributions/1/closing", ONLY_OLIVIA, setting=chloe_is_asked),
}
