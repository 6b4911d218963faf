"""Who asks for support, who answers and offers it, and that nobody else reads a word of it."""

from access import Line, asked, everyone

BETWEEN_THEM = everyone(404, ana=200, ben=200, dana=200, olivia=403, lena=403, chloe=403)
ONLY_ANA = everyone(404, ana=303, ben=403, dana=403, olivia=403, lena=403, chloe=403)
BEN_OR_DANA = everyone(404, ana=403, ben=303, dana=303, olivia=403, lena=403, chloe=403)


def ana_asks(scene) -> None:
    asked(scene)
    assert (
        scene.ana.post(f"{scene.plan}/support/asks", ask="Could somebody watch a lesson?").status_code == 303
    )


ACCESS = {
    "support.show GET": Line("{plan}/support", BETWEEN_THEM, plan="active", setting=ana_asks),
    "support.ask POST": Line(
        "{plan}/support/asks", ONLY_ANA, plan="drafted", setting=asked, form={"ask": "A second pair of eyes."}
    ),
    "support.answer POST": Line(
        "{plan}/support/asks/1/answer",
        BEN_OR_DANA,
        plan="drafted",
        setting=ana_asks,
        form={"ask-1-answer": "On Thursday."},
    ),
    "support.no_longer_needed POST": Line(
        "{plan}/support/asks/1/end", ONLY_ANA, plan="active", setting=ana_asks
    ),
    "support.reply POST": Line(
        "{plan}/support/replies", ONLY_ANA, plan="active", setting=asked, form={"reply": "Thank you."}
    ),
    "support.offer POST": Line(
        "{plan}/support/offers", BEN_OR_DANA, plan="active", setting=asked, form={"offer": "A coach."}
    ),
    "support.check_in POST": Line(
        "{plan}/support/check-ins",
        BEN_OR_DANA,
        plan="active",
        setting=asked,
        form={"line": "The tally goes well."},
    ),
}
