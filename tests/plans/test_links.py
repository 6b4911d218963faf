"""Every link on the plan's page leads to something that its reader may see, wherever the plan stands."""

import re
from html import unescape

import pytest

STATES = ("drafted", "submitted", "active", "checkpoint_submitted", "closed", "withdrawn")


def links(page) -> list[str]:
    """The addresses of this site in the main part of a page, without the place on them."""
    main = page.text.split("<main", 1)[1]
    return list(dict.fromkeys(unescape(each) for each in re.findall(r'href="(/[^"#]*)', main)))


@pytest.mark.parametrize("state", STATES)
def test_every_link_on_the_page_of_the_plan_opens(scene, state):
    plan = scene.plan_at(state)
    for person in (scene.ana, scene.ben, scene.olivia, scene.lena):
        answers = {each: person.get(each).status_code for each in links(person.get(plan))}
        assert {each: status for each, status in answers.items() if status >= 400} == {}
    assert f"{plan}/plan.pdf" in links(scene.ana.get(plan))


def test_each_print_button_leads_to_its_own_paper(scene):
    plan = scene.plan_at("checkpoint_submitted")
    page = scene.ana.get(plan).text
    buttons = dict(re.findall(r'href="([^"]+)">(Print [^<]+)<', page))
    assert buttons == {
        f"{plan}/plan.pdf": "Print the plan (PDF)",
        f"{plan}/checkpoint.pdf": "Print the checkpoint (PDF)",
    }
