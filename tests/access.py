"""What a line of an access table is, and the people it speaks of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from visitor import Visitor
from world import Scene

# anyone is not signed in; ana is the plan's teacher, ben her evaluator, dana his deputy today, olivia the office,
# lena leads ana's site, chloe was asked for comments where a line says so, evan evaluates others, sam is staff.
PEOPLE = ("anyone", "ana", "ben", "dana", "olivia", "lena", "chloe", "evan", "sam")

TO_SIGN_IN, NOT_YOURS, HIDDEN = 303, 403, 404


@dataclass
class Line:
    """What each person gets from one endpoint.

    address  the address, with {plan} for Ana's plan
    plan     the state that Ana's plan is brought to first; None: there is no plan
    form     what is posted; or a function of the scene and the person's visitor that returns it
    setting  a function of the scene that arranges something more, once the plan is there
    gets     the status for each of PEOPLE
    """

    address: str
    gets: dict[str, int]
    plan: str | None = None
    form: dict[str, Any] | Callable = field(default_factory=dict)
    setting: Callable | None = None

    def prepare(self, scene: Scene) -> str:
        plan = scene.plan_at(self.plan) if self.plan else ""
        if self.setting:
            self.setting(scene)
        return self.address.replace("{plan}", plan)

    def ask(self, scene: Scene, name: str, address: str, method: str):
        visitor = Visitor(scene.app) if name == "anyone" else getattr(scene, name)
        if method == "GET":
            return visitor.get(address)
        form = self.form(scene, visitor) if callable(self.form) else self.form
        return visitor.post(address, dict(form))


def everyone(status: int, **others: int) -> dict[str, int]:
    """The same for everybody who is signed in, but for `others`; to sign-in for those who are not."""
    return {"anyone": TO_SIGN_IN, **dict.fromkeys(PEOPLE[1:], status), **others}


def asked(scene: Scene) -> None:
    """Ana asks Chloë for comments."""
    answer = scene.ana.post(f"{scene.plan}/comment-requests", person=scene.id("chloe"))
    assert answer.status_code == 303, answer.text[:500]
