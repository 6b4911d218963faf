"""The stages of a file that is brought in, and what may be done with it in which: asked by its actions and its page."""

from plf.rules import Refusal

# What it is called on the page.
STAGES = {
    "reading": "Being read", "asking": "Waits for its columns", "read": "Waits for you", "writing": "Being written",
    "written": "Written", "left": "Left", "failed": "Not read",
}  # fmt: skip

WAITING = ("reading", "asking", "read")  # nothing is written yet
_STEPS = {
    "wait": ("reading", "writing"),
    "be read": ("reading",),
    "choose columns": ("asking", "read"),
    "write": ("read",),
    "be written": ("writing",),
    "leave": WAITING,
    "tell": ("read", "written"),
}
_REFUSALS = {
    "choose columns": "This file is being read or was written already. Look at its page again.",
    "write": "This file is not waiting to be written. Look at its page again.",
    "leave": "This file is being written, was, or is gone already. What it changed is in its report.",
}


def may(stage: str, step: str) -> bool:
    """Whether a step can be done, or is shown, in a stage."""
    return stage in _STEPS[step]


def require(stage: str, step: str) -> None:
    """Raises Refusal (409) when a step cannot be done in a stage."""
    if not may(stage, step):
        raise Refusal(409, _REFUSALS[step])
