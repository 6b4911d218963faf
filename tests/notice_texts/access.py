"""The texts of notices are the office's alone."""

from access import NOT_YOURS, Line, everyone

ONLY_OLIVIA = everyone(NOT_YOURS, olivia=200)

ACCESS = {
    "notice_texts.show GET": Line("/notice-texts", ONLY_OLIVIA),
    "notice_texts.edit GET": Line("/notice-texts/submit", ONLY_OLIVIA),
    "notice_texts.edit POST": Line(
        "/notice-texts/submit",
        everyone(NOT_YOURS, olivia=303),
        form={"subject": "{teacher} is ready", "body": "Please read it: {plan_link}"},
    ),
    "notice_texts.restore POST": Line("/notice-texts/submit/original", everyone(NOT_YOURS, olivia=303)),
}
