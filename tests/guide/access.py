"""All staff read the guide; the office alone changes its words."""

from access import NOT_YOURS, Line, everyone

ONLY_OLIVIA = everyone(NOT_YOURS, olivia=200)


def olivia_wrote(scene) -> None:
    answer = scene.olivia.fill("/guide/texts/what", text="A plan of your own.")
    assert answer.status_code == 303, answer.text[:500]


ACCESS = {
    "guide.show GET": Line("/guide", everyone(200)),
    "guide.printed GET": Line("/guide/guide.pdf", everyone(200)),
    "guide.texts GET": Line("/guide/texts", ONLY_OLIVIA),
    "guide.edit GET": Line("/guide/texts/what", ONLY_OLIVIA),
    "guide.edit POST": Line(
        "/guide/texts/what",
        everyone(NOT_YOURS, olivia=303),
        form={"text": "A plan of your own.", "seen": "0"},
    ),
    "guide.history GET": Line("/guide/texts/what/history", ONLY_OLIVIA, setting=olivia_wrote),
    "guide.bring_back POST": Line(
        "/guide/texts/what/versions/0",
        everyone(NOT_YOURS, olivia=303),
        setting=olivia_wrote,
        form={"seen": "1"},
    ),
}
