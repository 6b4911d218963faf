"""Six questions of a board, each answered from the home page in three clicks or fewer, as the office and as a site leader."""

import pytest

pytestmark = pytest.mark.once

# The question, what is clicked from the home page on, and a piece of the answer. One click is a link of the page before.
QUESTIONS = {
    "How many have begun a plan?": (["/reports"], "1 of 7 has begun a plan"),
    "Which site needs how many more, by when?": (["/reports", "/reports/adoption"], "more needed by"),
    "Who at Maple Street has not been asked yet?": (
        ["/reports", "/reports/adoption", "/reports/people?site=1"],
        "Not asked yet: 3.",
    ),
    "Who is stuck, with whom, since when?": (["/reports", "/reports/waiting"], "Ben Carter"),
    "Are forms in and conferences held?": (
        ["/reports", "/reports/deadlines"],
        "0 of 1 checkpoint forms are in",
    ),
    "Which signature is missing where, and since when?": (
        ["/reports", "/reports/waiting?show=signature"],
        "0 plans wait for one signature.",
    ),
    "Who has not been in touch?": (["/reports", "/reports/waiting?show=silent"], "0 plans are under way"),
    "Which of the law's elements has each plan?": (
        ["/reports", "/reports/law", "/reports/law?site=1"],
        "Practices with research",
    ),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_board_question_is_three_clicks_from_home(scene, question):
    scene.plan_at("submitted")
    clicks, answer = QUESTIONS[question]
    assert len(clicks) <= 3
    page = scene.olivia.get("/").text
    for address in clicks:
        assert f'href="{address}"' in page, f"no link to {address}"
        page = scene.olivia.get(address).text
    assert answer in page


def test_a_site_leader_has_them_for_the_site(scene):
    scene.plan_at("submitted")
    assert 'href="/reports"' in scene.lena.get("/").text
    assert "1 of 4 has begun a plan" in scene.lena.get("/reports").text
    assert "Not asked yet: 3." in scene.lena.get("/reports/people?site=1").text
