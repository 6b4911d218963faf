"""The first line of Home says what waits for whom, at every state of Ana's plan."""

import re
from datetime import timedelta
from html import unescape

import pytest
from backstage import change
from world import local_today

TURNS = {
    "assigned": ("ana", "Your turn: write the plan.", "Waiting for Ana Ortiz to write the plan."),
    "drafted": (
        "ana",
        "Your turn: finish the plan and submit it.",
        "Waiting for Ana Ortiz to finish the plan and submit it.",
    ),
    "submitted": (
        "ben",
        "One plan waits for you.",
        "Waiting for Ben Carter to hold the review meeting and sign.",
    ),
    "returned": (
        "ana",
        "Your turn: change the plan and submit it again.",
        "Waiting for Ana Ortiz to change the plan and submit it again.",
    ),
    "reviewed": ("ben", "One plan waits for you.", "Waiting for Ben Carter to sign the plan."),
    "evaluator_signed": (
        "ana",
        "Your turn: read what was agreed and sign.",
        "Waiting for Ana Ortiz to read what was agreed and sign.",
    ),
}
NEXT = {
    "assigned": "/plans/1/text",
    "drafted": "/plans/1/text",
    "submitted": "/plans/1",
    "returned": "/plans/1/text",
    "reviewed": "/plans/1",
    "evaluator_signed": "/plans/1/teacher-signature",
}


def shown(answer) -> str:
    return unescape(answer.text)


@pytest.mark.parametrize("state", TURNS)
def test_whose_turn_it_is_stands_first_with_the_button(scene, state):
    plan = scene.plan_at(state)
    whose, to_do, waiting = TURNS[state]
    page = shown(getattr(scene, whose).get("/"))
    assert to_do in page
    assert page.index(to_do) < page.index("<h1>")
    assert f'href="{NEXT[state]}"' in page
    other = scene.ben if whose == "ana" else scene.ana
    page = shown(other.get(plan))
    assert waiting in page
    assert page.index(waiting) < page.index("<h1>")


def test_a_signed_plan_is_nobodys_turn_and_has_its_checkpoint_date(scene):
    scene.plan_at("active")
    page = shown(scene.ana.get("/"))
    assert "is signed by both and under way" in page
    assert "Your checkpoint" in page
    assert "waits for you" not in shown(scene.ben.get("/"))


def test_home_tells_nobody_else_of_a_plan(scene):
    scene.plan_at("submitted")
    for person in (scene.sam, scene.chloe, scene.evan):
        page = shown(person.get("/"))
        assert "Ana Ortiz" not in page
        assert "/plans/1" not in page


def test_who_is_not_signed_in_is_led_to_sign_in(anyone):
    answer = anyone.get("/")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def dates_of(answer) -> list[str]:
    """The dates that are coming up, as they stand there."""
    found = shown(answer).split("Dates coming up</h2>")[1].split("</ul>")[0]
    return [
        " ".join(re.sub(r"<[^>]*>", " ", each).split())
        for each in re.findall(r"<li>(.*?)</li>", found, re.DOTALL)
    ]


def test_dates_come_up_in_their_order(scene):
    plan = scene.plan_at("submitted")
    day = (local_today() + timedelta(days=150)).isoformat()
    booked = {"day": day, "starts": "10:00", "minutes": "30", "place": "Room 12"}
    assert scene.ana.fill(f"{plan}/meeting", f"{plan}/meeting", fields=booked).status_code == 303
    change(
        scene,
        "UPDATE school_year SET plans_agreed_by = :agreed, forms_due_on = :forms",
        agreed=(local_today() + timedelta(days=20)).isoformat(),
        forms=(local_today() + timedelta(days=160)).isoformat(),
    )
    for person in (scene.ana, scene.ben):
        agreed, meeting, forms, conferences = dates_of(person.get("/"))
        assert agreed.endswith("Plans agreed by")
        assert "Review meeting: Ana Ortiz" in meeting
        assert forms.endswith("Checkpoint forms due")
        assert conferences.endswith("Final conferences held by")


def test_who_has_signed_needs_no_day_to_agree_by(scene):
    scene.plan_at("active")
    assert not [each for each in dates_of(scene.ana.get("/")) if "agreed" in each]
    assert [each for each in dates_of(scene.ben.get("/")) if "agreed" in each]


def test_every_link_of_the_navigation_can_be_followed_by_whom_it_is_shown_to(scene):
    """Lena leads a site and evaluates nobody; Chloë is a leader now who looks after nothing yet. Evan is nobody's staff
    here, and evaluates all the same; Ana is a teacher who does neither.
    """
    change(scene, "UPDATE person SET staff_kind = 'leader' WHERE id = 7")
    change(scene, "UPDATE person SET staff_kind = '' WHERE given_name = 'Evan'")
    for who, titles in {
        "lena": {"Teachers", "Reports"},
        "chloe": set(),
        "dana": {"Teachers", "Assign plans", "Reports"},
        "ben": {"Teachers", "Assign plans", "Reports", "Times for meetings"},
        "evan": {"Teachers", "Assign plans", "Reports", "Times for meetings"},
        "ana": set(),
    }.items():
        page = getattr(scene, who).get("/").text
        links = dict(re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a></li>', page.split("</nav>")[0]))
        offered = {"Teachers", "Assign plans", "Reports", "Times for meetings"} & set(links.values())
        assert offered == titles, who
        for address in links:
            assert getattr(scene, who).get(address).status_code in (200, 303), (who, address)
