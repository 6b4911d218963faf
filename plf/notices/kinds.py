"""The kinds of notices: who is told of what, the original words, and how placeholders are filled in. Pure.

Whoever's turn it becomes is always told; `also` are those who have to know. Nobody is told of what they did.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plf.rules import EVALUATOR, OFFICE, ROUNDS, TEACHER, Role

# What may stand in a text, and an example for the preview.
PLACEHOLDERS: dict[str, tuple[str, str]] = {
    "name": ("the given name of whom it is sent to", "Ana"),
    "teacher": ("whose plan it is", "Ana Ortiz"),
    "the_plan": ("“your plan”, or “the plan of …” to everybody but its teacher", "your plan"),
    "evaluator": ("who is named as evaluator", "Ben Carter"),
    "who": ("who did it", "Ben Carter"),
    "year": ("the school year of the plan", "2026-2027"),
    "to_do": ("what the reader does next", "finish the plan and submit it"),
    "due": ("the day by which that has to happen", "October 30, 2026"),
    "when": ("when the meeting is", "Tuesday, October 6, 2026, 10:00 AM to 10:30 AM CDT"),
    "place": ("where the meeting is", "Room 12"),
    "action_plan": ("the title of the action plan", "Action Plan for Commitment to Professional Learning"),
    "line": ("what was added in a line", "The board meets on November 4."),
    "plan_link": ("the address of the page where the next step is taken", "https://plf.example.org/plans/7"),
    "district": ("the name of the district", "Riverbend Public Schools"),
}
SUBJECT_LIMIT, BODY_LIMIT = 150, 3000

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Kind:
    """One kind of notice. `when` says what it is about, for the office; `also` is told beside whose turn it becomes."""

    when: str
    subject: str
    body: str
    also: tuple[Role, ...] = ()


def _kind(when: str, subject: str, sentence: str, also: tuple[Role, ...] = (), *more: str) -> Kind:
    lines = more or ("What to do: {to_do}", "By: {due}")
    body = "\n".join(["Hello {name},", "", sentence, "", *lines, "", "{plan_link}", "", "{district}"])
    return Kind(when, subject, body, also)


def _of_rows(when: str, subject: str, sentence: str, *more: str) -> Kind:
    return _kind(when, subject, sentence, (), *more)


def _meeting(title: str, what: str, sentence: str) -> Kind:
    return _kind(
        f"{title} {what}",
        f"{title} {what}: {{the_plan}}",
        sentence,
        (),
        "When: {when}",
        "Where: {place}",
    )


BOTH = (TEACHER, EVALUATOR)

KINDS: dict[str, Kind] = {
    "volunteer": _kind(
        "Somebody would like to take part",
        "{teacher} would like to take part",
        "{teacher} would like to take part in {year} and has no plan yet.",
        (),
        "Assign the plan if you agree.",
    ),
    "assign": _kind(
        "A plan is assigned",
        "Your plan for {year} is assigned",
        "{who} has assigned your Professional Learning Focus plan for {year}.",
    ),
    "ask_for_comments": _kind(
        "Comments are asked for",
        "{teacher} asks you for comments",
        "{teacher} would like you to read {the_plan} for {year} and comment on it.",
    ),
    "submit": _kind(
        "A plan is submitted",
        "{teacher} has submitted the plan",
        "{teacher} has submitted the plan for {year}.",
    ),
    "return": _kind(
        "A plan is returned",
        "{who} has returned {the_plan}",
        "{who} has returned {the_plan} for {year}. The message is on the plan’s page.",
    ),
    "sign_as_evaluator": _kind(
        "The evaluator has signed",
        "{who} has signed {the_plan}",
        "{who} has signed {the_plan} for {year} as evaluator.",
    ),
    "sign_on_paper": _kind(
        "The evaluator files a plan that both signed on paper",
        "{who} has filed the paper that you both signed",
        "{who} has filed a scan of {the_plan} for {year} that you both signed on paper. "
        "Look at it and confirm that the signature is yours, or decline.",
    ),
    "take_back_signature": _kind(
        "The evaluator takes the signature back",
        "{who} has taken back the signature on {the_plan}",
        "{who} has taken back the evaluator’s signature on {the_plan} for {year}. The reason is on the plan’s page.",
        (TEACHER,),
    ),
    "sign_as_teacher": _kind(
        "The teacher has signed too",
        "{teacher} has signed the plan",
        "{teacher} has signed the plan for {year}. It is in force now.",
        (EVALUATOR,),
    ),
    "decline_to_sign": _kind(
        "The teacher declines to sign",
        "{teacher} has declined to sign",
        "{teacher} has declined to sign the plan for {year}. The reason is on the plan’s page.",
        (EVALUATOR,),
    ),
    "ask_for_support": _kind(
        "Support is asked for",
        "{teacher} asks for support",
        "{teacher} asks for support with the plan for {year}.",
        (EVALUATOR,),
        "What it is about is on the plan’s page.",
    ),
    "answer_support": _kind(
        "What was asked is answered",
        "{who} has answered you",
        "{who} has answered what you asked about {the_plan} for {year}.",
        (TEACHER,),
        "The answer is on the plan’s page.",
    ),
    "reply_to_support": _kind(
        "The teacher writes back about support",
        "{teacher} has written back",
        "{teacher} has written back about support with the plan for {year}.",
        (EVALUATOR,),
        "The words are on the plan’s page.",
    ),
    "support": _kind(
        "The evaluator offers help",
        "{who} has written to you about {the_plan}",
        "{who} has written to you about {the_plan} for {year}.",
        (TEACHER,),
        "The words are on the plan’s page.",
    ),
    "amend": _kind(
        "A signed plan is amended",
        "{who} amends {the_plan}",
        "{who} amends {the_plan} for {year}. What was signed stays in force until both have signed the new one.",
        BOTH,
    ),
    "drop_amendment": _kind(
        "An amendment is dropped",
        "The amendment of {the_plan} is dropped",
        "{who} has dropped the amendment of {the_plan} for {year}. What both signed goes on to hold.",
        BOTH,
    ),
    "move_checkpoint_date": _kind(
        "The checkpoint date is moved",
        "New checkpoint date for {the_plan}: {due}",
        "{who} has moved the checkpoint date of {the_plan} for {year}.",
        BOTH,
        "The checkpoint form is due: {due}",
    ),
    "extend_checkpoint_date": _kind(
        "The checkpoint date is extended for one person",
        "More time for the checkpoint of {the_plan}: {due}",
        "{who} has extended the checkpoint date of {the_plan} for {year}.",
        BOTH,
        "The checkpoint form is due: {due}",
    ),
    "submit_checkpoint": _kind(
        "A checkpoint form is submitted",
        "{teacher} has submitted the checkpoint form",
        "{teacher} has submitted the checkpoint form for {year}.",
    ),
    "return_checkpoint": _kind(
        "A checkpoint form is returned",
        "{who} has returned the checkpoint form of {the_plan}",
        "{who} has returned the checkpoint form of {the_plan} for {year}. The message is on the plan’s page.",
    ),
    "sign_checkpoint_as_evaluator": _kind(
        "The evaluator has signed the checkpoint",
        "{who} has signed the checkpoint of {the_plan}",
        "{who} has signed the checkpoint of {the_plan} for {year} as evaluator.",
    ),
    "sign_checkpoint_on_paper": _kind(
        "The evaluator files a checkpoint that both signed on paper",
        "{who} has filed the checkpoint that you both signed",
        "{who} has filed a scan of the checkpoint of {the_plan} for {year} that you both signed on paper. "
        "Look at it and confirm that the signature is yours, or decline.",
    ),
    "take_back_checkpoint_signature": _kind(
        "The evaluator takes the checkpoint’s signature back",
        "{who} has taken back the signature on the checkpoint of {the_plan}",
        "{who} has taken back the evaluator’s signature on the checkpoint of {the_plan} for {year}. "
        "The reason is on the plan’s page.",
        (TEACHER,),
    ),
    "sign_checkpoint_as_teacher": _kind(
        "The teacher has signed the checkpoint too",
        "{teacher} has signed the checkpoint",
        "{teacher} has signed the checkpoint for {year}. All seven steps are done.",
        (EVALUATOR,),
    ),
    "decline_to_sign_checkpoint": _kind(
        "The teacher declines to sign the checkpoint",
        "{teacher} has declined to sign the checkpoint",
        "{teacher} has declined to sign the checkpoint for {year}. The reason is on the plan’s page.",
        (EVALUATOR,),
    ),
    "continue_plan": _kind(
        "Next year’s plan is open, for who goes on with a plan",
        "Your plan goes on in {year}",
        "Your plan for {year} is open. What both of you signed last year is filled in; its days are marked to be checked.",
    ),
    "note_not_signed": _kind(
        "The evaluator notes that the teacher does not sign",
        "{teacher} does not sign",
        "{who} has noted that {teacher} does not sign the plan for {year}. The office can end it unfinished.",
        (OFFICE,),
    ),
    "hand_over": _kind(
        "A plan is handed over",
        "{evaluator} is now the evaluator for {the_plan}",
        "{evaluator} is now the evaluator for {the_plan} for {year}.",
        BOTH,
    ),
    "hand_over_failed": _kind(
        "A planned handover could not take place",
        "{the_plan} could not be handed over",
        "The plan of {teacher} for {year} was to be handed over today, and that was not possible. The reason is on its page.",
        (OFFICE,),
    ),
    "office_reminds": _kind(
        "The office reminds of a plan that waits, when it closes a year",
        "{the_plan} waits for you",
        "{who} reminds you of {the_plan} for {year}: it waits for you.",
    ),
    "pause": _kind(
        "A plan is paused",
        "{the_plan} is paused",
        "{who} has paused {the_plan} for {year}. Nothing of it is due until it is resumed.",
        BOTH,
    ),
    "resume": _kind(
        "A plan is resumed", "{the_plan} goes on", "{who} has resumed {the_plan} for {year}.", BOTH
    ),
    "withdraw": _kind(
        "A plan is withdrawn",
        "{the_plan} is withdrawn",
        "{who} has withdrawn {the_plan} for {year}.",
        BOTH,
    ),
    "reinstate": _kind(
        "A withdrawn plan is reinstated",
        "{the_plan} is reinstated",
        "{who} has reinstated {the_plan} for {year}.",
        BOTH,
    ),
    "end_unfinished": _kind(
        "A plan is ended unfinished",
        "{the_plan} is ended unfinished",
        "{who} has ended {the_plan} for {year} unfinished. It can still be read and printed.",
        BOTH,
    ),
    "exemplar_asked_for": _kind(
        "The office asks whether a plan may become an exemplar",
        "The office would like to show {the_plan} as an exemplar",
        "{who} asks whether {the_plan} for {year} may become an exemplar in the library, without names. "
        "It is yours to decide, and nobody else is told of it.",
        (),
        "Look at what would be shown, then offer it or say no.",
    ),
    "exemplar_offered": _kind(
        "A teacher offers a plan as an exemplar",
        "{teacher} offers a plan as an exemplar",
        "{teacher} offers the plan for {year} as an exemplar.",
        (),
        "Look the text over, then ask for consent to what would be shown.",
    ),
    "exemplar_consent_asked": _kind(
        "Consent to an exemplar’s text is asked for",
        "Please read what would be shown of {the_plan}",
        "{who} has looked over the text that would be shown of {the_plan} for {year} as an exemplar. "
        "It is published only if you say yes to exactly this text.",
        (),
        "You can change it, say yes, or say no.",
    ),
    "exemplar_agreed": _kind(
        "A teacher agrees to an exemplar’s text",
        "{teacher} agrees to the exemplar’s text",
        "{teacher} has said yes to exactly the text that would be shown of the plan for {year}.",
        (),
        "It can be published now.",
    ),
    "exemplar_published": _kind(
        "An exemplar is published",
        "{the_plan} is in the library as an exemplar",
        "{who} has published the text that you agreed to, from {the_plan} for {year}, without your name.",
        (),
        "You can take it back at any time; it is gone at once.",
    ),
    "exemplar_taken_back": _kind(
        "A teacher takes an exemplar back, or says no",
        "{teacher} does not want the plan shown as an exemplar",
        "{teacher} has taken back the exemplar, or said no to one, from the plan for {year}. Nothing of it is shown.",
        (),
        "There is nothing to do.",
    ),
    "exemplar_withdrawn": _kind(
        "The office withdraws an exemplar",
        "The exemplar from {the_plan} was withdrawn",
        "{who} has withdrawn the exemplar from {the_plan} for {year}. Nothing of it is shown any more.",
        (),
        "If a reason was given, it is on the exemplar’s page.",
    ),
    "turn": _kind(
        "A plan waits for the reader", "Your turn: {the_plan}", "{the_plan} for {year} waits for you."
    ),
    "reminder": _kind(
        "Reminder, 7 days and 1 day before",
        "Due {due}: {the_plan}",
        "{the_plan} for {year} waits for you.",
    ),
    "overdue": _kind(
        "Reminder, the day after and then weekly",
        "Was due {due}: {the_plan}",
        "{the_plan} for {year} still waits for you.",
        (),
        "What to do: {to_do}",
        "It was due: {due}",
    ),
    "review_booked": _meeting(
        "Review meeting", "booked", "The review meeting about {the_plan} for {year} is booked."
    ),
    "review_moved": _meeting(
        "Review meeting", "moved", "The review meeting about {the_plan} for {year} has another time."
    ),
    "review_cancelled": _meeting(
        "Review meeting", "cancelled", "The review meeting about {the_plan} for {year} is cancelled."
    ),
    "conference_booked": _meeting(
        "Final conference", "booked", "The final conference about {the_plan} for {year} is booked."
    ),
    "conference_moved": _meeting(
        "Final conference", "moved", "The final conference about {the_plan} for {year} has another time."
    ),
    "conference_cancelled": _meeting(
        "Final conference", "cancelled", "The final conference about {the_plan} for {year} is cancelled."
    ),
    "ask_for_updates": _of_rows(
        "Updates of an action plan’s rows are asked for",
        "{who} asks how your rows of {action_plan} stand",
        "{who} asks you to say how your rows of {action_plan} stand: a status and a line each.",
        "By: {due}",
        "{who} adds: {line}",
    ),
    "update_reminder": _of_rows(
        "Reminder of updates of rows, 7 days and 1 day before",
        "Due {due}: how your rows of {action_plan} stand",
        "{who} has asked how your rows of {action_plan} stand, and some still wait for your update.",
        "By: {due}",
        "{who} adds: {line}",
    ),
    "update_overdue": _of_rows(
        "Reminder of updates of rows, the day after and then weekly",
        "Was due {due}: how your rows of {action_plan} stand",
        "{who} has asked how your rows of {action_plan} stand, and some still wait for your update.",
        "It was due: {due}",
    ),
    "row_comment_answered": _of_rows(
        "A comment on a row of an action plan is answered",
        "{who} has answered your comment on {action_plan}",
        "{who} has answered your comment on a row of {action_plan}.",
        "The answer is beside your comment.",
    ),
}

REMINDERS = ("reminder", "overdue", "update_reminder", "update_overdue")
# The day in these is news in itself, also for those who have nothing to do now.
TELL_THE_DAY = ("move_checkpoint_date", "extend_checkpoint_date")

# What the teacher does with the evaluator's signature: a deputy who gave it is told as the evaluator is.
ANSWERS_A_SIGNATURE = tuple(
    action for this in ROUNDS.values() for action in (this.sign_as_teacher, this.decline)
)

# Told by hand, and nevertheless for whoever's turn it is.
FOR_WHOSE_TURN = ("office_reminds",)

EXAMPLES = {name: example for name, (_, example) in PLACEHOLDERS.items()}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; a line whose placeholder has nothing to say is left out.

    What is filled in is not looked at again. “your plan” at the beginning of a line gets its capital.
    """
    lines = []
    for line in text.split("\n"):
        names = _PLACEHOLDER.findall(line)
        if all(values.get(name) for name in names):
            filled = _PLACEHOLDER.sub(lambda found: values[found[1]], line)
            lines.append(filled[:1].upper() + filled[1:] if line.startswith("{the_plan}") else filled)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def problem(text: str) -> str | None:
    """What is wrong with the placeholders of a text, or None."""
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        return f"There is no placeholder {{{unknown[0][:40]}}}. Choose one from the list."
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        return "A brace stands alone. Write placeholders like {teacher}, or leave the brace out."
    return None


def many(told: Sequence[Any], name: str) -> tuple[str, str]:
    """Subject and text of a letter with several notices: each has a `sentence`, a `notice` and a `text` of its own."""
    subject = f"{len(told)} things about plans"
    waiting = [each for each in told if each.is_open]
    if waiting:
        subject = "One thing waits for you" if len(waiting) == 1 else f"{len(waiting)} things wait for you"
    parts = [f"Hello {name},"]
    for title, some in (
        ("For you to do", waiting),
        ("To know", [each for each in told if not each.is_open]),
    ):
        if some:
            parts.append(title + ":")
            parts += [f"{each.sentence}\n{each.link}" for each in some]
    return subject, "\n\n".join(parts)
