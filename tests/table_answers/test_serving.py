"""How many teachers' plans serve an outcome: by site and by step, never whose, and none under five."""

import pytest
from action_world import O1, PLAN
from backstage import draft

from tests.editions.board import adopted
from tests.focus.test_focus import copied
from tests.table_answers.test_answers import part


def is_served(scene, *groups: tuple[int, int, str]) -> str:
    """Ana's plan names the first outcome, and so do copies of it; the page of answers."""
    adopted(scene)
    scene.plan_at("drafted")
    scene.ana.fill("/plans/1/text", serves=[f"r{O1}"])
    assert draft(scene)["serves"]
    for step in ("submits", "is_reviewed", "evaluator_signs", "teacher_signs"):
        getattr(scene, step)()
    copied(scene, *groups)
    return scene.olivia.get(f"{PLAN}/answers").text


@pytest.mark.postgres
def test_numbers_are_told_by_site_and_by_step_and_name_nobody(scene):
    page = is_served(scene, (5, 1, "Grade 5 teacher"), (6, 2, "Grade 7 teacher"))
    told = part(page, "served")
    assert (
        "Teachers who lead in every building 12 Maple Street Elementary: 6; Oak Hill Middle School: 6" in told
    )
    assert "Teams that meet in every grade Fewer than five" in told
    assert "Kim" not in page
    assert "Ana Ortiz" not in told


def test_fewer_than_five_are_not_told_nor_a_site_of_few(scene):
    told = part(is_served(scene, (6, 1, "Grade 5 teacher"), (2, 2, "Grade 7 teacher")), "served")
    assert "Teachers who lead in every building 9 – " in told, "two at Oak Hill would follow"
    assert "Oak Hill" not in told
