"""Who may read and write comments, and who sees whom the teacher asked for them."""

from access import Line, asked, everyone

ONLY_ANA_SEES_WHOM_SHE_ASKED = everyone(404, ana=200, ben=403, dana=403, olivia=403, lena=403, chloe=403)
ONLY_ANA_ASKS = everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403, chloe=403)

ACCESS = {
    "comments.comments_page GET": Line(
        "{plan}/comments",
        everyone(404, ana=200, ben=200, dana=200, olivia=403, lena=403, chloe=200),
        plan="submitted",
        setting=asked,
    ),
    "comments.comment POST": Line(
        "{plan}/comments",
        everyone(404, ana=303, ben=303, dana=303, olivia=403, lena=403, chloe=303),
        plan="submitted",
        setting=asked,
        form={"about": "goal", "comment": "How many lessons is that?"},
    ),
    "comments.who_is_asked GET": Line(
        "{plan}/comment-requests", ONLY_ANA_SEES_WHOM_SHE_ASKED, plan="drafted", setting=asked
    ),
    "comments.ask POST": Line(
        "{plan}/comment-requests", ONLY_ANA_ASKS, plan="drafted", setting=asked, form={"person": "2"}
    ),
    "comments.stop_asking POST": Line(
        "{plan}/comment-requests/1/end", ONLY_ANA_ASKS, plan="drafted", setting=asked
    ),
}
