"""Two who adopt, or answer, in the same moment: one does it, the other is told and keeps the words. PLF_RACE_ROUNDS for more."""

import pytest
from action_world import S1A, table_of
from backstage import at_once, ready
from collisions import ROUNDS

from tests.editions.board import PLAN, sam_comments

pytestmark = pytest.mark.postgres


def one_of_two(database, *acts) -> str:
    """The page of who was told, in each round; exactly one of the two is."""
    database.mark()
    for _ in range(ROUNDS):
        database.rewind()
        answers = at_once(*acts)
        assert sorted(each.status_code for each in answers) == [303, 409], [
            each.text[:500] for each in answers
        ]
        yield next(each.text for each in answers if each.status_code == 409)


def test_two_of_the_office_adopt_at_once(scene, database):
    table_of(scene)
    sam = scene.arrives("sam")
    acts = [
        ready(scene.arrives("olivia"), f"{PLAN}/adoption", note=f"In the {month} meeting")
        for month in ("May", "June")
    ]
    for told in one_of_two(database, *acts):
        assert "nothing was adopted" in told
        assert "In the May meeting" in told or "In the June meeting" in told
        assert "Adopt edition 2" in told
        assert [sam.get(f"{PLAN}/editions/{number}").status_code for number in (1, 2)] == [200, 404]


def test_two_answer_a_comment_at_once(scene, database):
    sam_comments(scene)
    acts = [
        ready(
            getattr(scene, who),
            f"{PLAN}/rows/{S1A}/comments",
            f"{PLAN}/comments/1/answer",
            **{"comment-1-answer": f"So says {who}."},
        )
        for who in ("ben", "olivia")
    ]
    for told in one_of_two(database, *acts):
        assert "has answered this comment already" in told
        assert "So says" in told
