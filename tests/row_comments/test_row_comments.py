"""Staff comment on a row; its people read it beside the row and answer; the writer reads the answer."""

from action_world import PLAN, S1A
from visitor import Visitor

from tests.editions.board import BOARD, adopted, is_open, sam_comments

ROW = f"{PLAN}/rows/{S1A}/comments"
SAID = "Every classroom is a lot to ask."


def test_its_people_read_a_comment_with_a_count_beside_the_row_and_the_writer_reads_the_answer(scene):
    sam_comments(scene)
    for page in (f"{PLAN}/editions/1", PLAN):
        assert "1 comment, 1 open" in scene.ben.get(page).text
    assert SAID in scene.ben.get(f"{PLAN}/comments").text
    answer = scene.ben.fill(ROW, f"{PLAN}/comments/1/answer", fields={"comment-1-answer": "Five, not fifty."})
    assert answer.status_code == 303
    page = scene.sam.get(ROW).text
    assert "Five, not fifty." in page
    assert "Ben Carter" in page


def test_the_writer_is_told_of_the_answer_and_led_to_it(scene):
    sam_comments(scene)
    scene.ben.fill(ROW, f"{PLAN}/comments/1/answer", fields={"comment-1-answer": "Five, not fifty."})
    page = scene.sam.get("/notices").text
    assert "Ben Carter has answered your comment on Commitment" in page
    assert f'{PLAN}/comments"' in page
    assert "Five, not fifty." in scene.sam.get(f"{PLAN}/comments").text
    assert "has answered your comment" not in scene.ben.get("/notices").text


def test_nobody_else_reads_a_comment_before_it_is_answered_and_then_without_the_name(scene):
    sam_comments(scene)
    for page in (ROW, f"{PLAN}/comments", f"{PLAN}/editions/1"):
        assert SAID not in scene.evan.get(page).text
        assert "1 comment" not in scene.evan.page.text
    scene.ben.fill(ROW, f"{PLAN}/comments/1/answer", fields={"comment-1-answer": "Five, not fifty."})
    page = scene.evan.get(ROW).text
    assert SAID in page
    assert "A colleague" in page
    assert "Sam Lee" not in page
    is_open(scene, "names", "notes", "questions")
    assert "comment" not in Visitor(scene.app).get(BOARD).text.lower()


def test_an_empty_or_endless_text_is_refused_at_its_field_and_stays(scene):
    sam_comments(scene)
    answer = scene.sam.fill(ROW, comment="  ")
    assert answer.status_code == 422
    assert "Write your comment." in answer.text
    answer = scene.sam.fill(ROW, comment="Word " * 500)
    assert answer.status_code == 422
    assert "499 characters too long" in answer.text
    assert "Word Word Word" in answer.text
    answer = scene.ben.fill(ROW, f"{PLAN}/comments/1/answer")
    assert answer.status_code == 422
    assert "so that the writer knows" in answer.text


def test_of_two_who_answer_the_second_is_told_and_keeps_the_words(scene):
    sam_comments(scene)
    form = scene.olivia.form(ROW, f"{PLAN}/comments/1/answer")
    scene.ben.fill(ROW, f"{PLAN}/comments/1/answer", fields={"comment-1-answer": "Five, not fifty."})
    answer = scene.olivia.post(
        form.action, [*form.fields[:-1], ("comment-1-answer", "The list is short already.")]
    )
    assert answer.status_code == 409
    assert "Ben Carter has answered this comment already" in answer.text
    assert "The list is short already." in answer.text


def test_a_row_of_another_action_plan_or_of_none_cannot_be_commented_on(scene):
    adopted(scene)
    assert scene.sam.get(f"{PLAN}/rows/99/comments").status_code == 404
    assert scene.sam.post(f"{PLAN}/rows/99/comments", comment="Hello?").status_code == 404
