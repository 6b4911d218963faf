"""Ana writes in her journal, changes and deletes what she wrote; Ben reads it, but for private notes."""

from datetime import timedelta
from html import unescape

from backstage import actions, at_once, change, ready, value
from sqlalchemy import func, select
from world import PLAN, local_today

from plf.extensions import db
from plf.journal.queries import told_by_step
from plf.models import JournalEntry, Plan

STEP = PLAN["steps-0-what"]


def write(person, plan, text, **more):
    return person.fill(f"{plan}/journal", f"{plan}/journal", text=text, **more)


def read(person, plan):
    answer = person.get(f"{plan}/journal")
    assert answer.status_code == 200, unescape(answer.text[:500])
    return unescape(answer.text)


def key_of(page, words):
    """The value of the choice with these words."""
    return page.split(f">{words}</option>")[0].rsplit('value="', 1)[1].split('"')[0]


def count(scene):
    return value(scene, select(func.count(JournalEntry.id)))


def days_ago(days):
    return (local_today() - timedelta(days=days)).isoformat()


def test_one_line_is_enough_and_today_is_the_day(scene):
    plan = scene.plan_at("assigned")
    assert write(scene.ana, plan, "Watched Chloë’s lesson.").status_code == 303
    page = unescape(scene.ana.follow().text)
    assert "Added to your journal." in page
    assert "<p>Watched Chloë’s lesson.</p>" in page
    assert f'<time datetime="{local_today()}">' in page


def test_what_counts_and_what_it_belongs_to_is_read_by_ben_and_his_deputy(scene):
    plan = scene.plan_at("submitted")
    step = key_of(unescape(scene.ana.get(f"{plan}/journal").text), STEP)
    write(scene.ana, plan, "Two model lessons with the coach.", hours="1.5", step=step)
    write(scene.ana, plan, "Read the second chapter.", hours="2")
    for person in (scene.ana, scene.ben, scene.dana):
        page = read(person, plan)
        assert "2 entries, 3.5 hours or points" in page
        assert "1.5 hours or points" in page
        assert f"For the step: {STEP}" in page
    assert "Add to my journal" not in read(scene.ben, plan)


def test_the_step_stays_as_it_was_chosen_when_the_plan_is_changed(scene):
    plan = scene.plan_at("drafted")
    page = unescape(scene.ana.get(f"{plan}/journal").text)
    write(scene.ana, plan, "Planned six questions.", step=key_of(page, STEP))
    scene.ana.fill(f"{plan}/text", fields={"steps-0-what": "Something else altogether."})
    assert f"For the step: {STEP}" in read(scene.ana, plan)
    page = unescape(scene.ana.get(f"{plan}/journal/1").text)
    assert f"selected>{STEP}</option>" in page
    assert ">Something else altogether.</option>" in page


def test_a_step_of_a_draft_that_ben_cannot_read_yet_is_not_shown_to_him(scene):
    plan = scene.plan_at("drafted")
    page = unescape(scene.ana.get(f"{plan}/journal").text)
    write(scene.ana, plan, "Planned six questions.", step=key_of(page, STEP))
    page = read(scene.ben, plan)
    assert "Planned six questions." in page
    assert STEP not in page


def test_a_private_note_is_anas_alone_and_counts_nowhere(scene):
    plan = scene.plan_at("active")
    write(scene.ana, plan, "I doubt this works.", hours="7", private="yes")
    write(scene.ana, plan, "Tallied who spoke.", hours="1")
    mine = read(scene.ana, plan)
    assert "I doubt this works." in mine
    assert "Private note" in mine
    assert "1 entry, 1 hour or points" in mine
    for person in (scene.ben, scene.dana):
        page = read(person, plan) + unescape(person.get(plan).text)
        assert "I doubt" not in page
        assert "1 entry, 1 hour or points" in page
    assert "8" not in scene.ana.get("/my-points").text.split("<h1>")[1].split("</p>")[0]
    with scene.app.app_context():
        told = told_by_step(db.session.get(Plan, 1))
        assert [text for _, text, _ in told[""].entries] == ["Tallied who spoke."]


def test_a_double_click_adds_one_entry(scene):
    plan = scene.plan_at("assigned")
    sends = ready(scene.ana, f"{plan}/journal", f"{plan}/journal", text="Only once.")
    for _ in range(2):
        assert sends().status_code == 303
    assert count(scene) == 1


def test_two_clicks_at_the_same_moment_add_one_entry(scene):
    plan = scene.plan_at("assigned")
    sends = ready(scene.ana, f"{plan}/journal", f"{plan}/journal", text="Only once.")
    assert [each.status_code for each in at_once(sends, sends)] == [303, 303]
    assert count(scene) == 1


def test_nothing_that_was_typed_is_lost_when_something_does_not_fit(scene):
    plan = scene.plan_at("drafted")
    answer = write(
        scene.ana, plan, "Met with the team.", hours="many", day="soon", links="not a link", private="yes"
    )
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "Write hours or points as a number, like 2 or 1.5." in page
    assert "“soon” is not a day of the calendar. Write it like 10/5/2026." in page
    assert "“not a link” is not an address of the web." in page
    assert 'href="#hours"' in page
    for typed in ("Met with the team.", 'value="many"', 'value="soon"', "not a link", 'value="yes" checked'):
        assert typed in page
    assert '<details class="more" open>' in page
    assert count(scene) == 0


def test_an_empty_entry_and_one_that_is_too_long_are_told(scene):
    plan = scene.plan_at("assigned")
    assert "Write what you did. One line is enough." in write(scene.ana, plan, " \n ").text
    answer = write(scene.ana, plan, "word " * 202)
    assert answer.status_code == 422
    assert "What you did is 9 characters too long." in answer.text
    assert "word word" in answer.text


def test_days_to_come_and_days_of_another_year_are_refused(scene):
    plan = scene.plan_at("assigned")
    answer = write(scene.ana, plan, "Tomorrow already.", day=days_ago(-1))
    assert answer.status_code == 422
    assert "That day has not come yet." in answer.text
    assert "Tomorrow already." in answer.text
    assert write(scene.ana, plan, "Just before.", day=days_ago(90 + 61)).status_code == 422
    assert write(scene.ana, plan, "In the summer.", day=days_ago(90 + 60)).status_code == 303


def test_hours_are_kept_to_the_hundredth_and_no_further(scene):
    plan = scene.plan_at("assigned")
    for typed, shown in (
        (".25", "0.25 hours"),
        ("1,5", "1.5 hours"),
        ("999.99", "999.99 hours"),
        ("1", "1 hour "),
    ):
        write(scene.ana, plan, f"For {typed}.", hours=typed)
        assert shown in read(scene.ana, plan)
    for typed in ("0", "1000", "1.234", "-1", "1e2", "０", "nan"):
        assert write(scene.ana, plan, "Too much.", hours=typed).status_code == 422
    assert "1,002.74 hours" in read(scene.ana, plan)


def test_months_stand_with_their_hours_and_earlier_entries_are_a_click_away(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Long ago.", day=days_ago(100), hours="3")
    with scene.app.app_context():
        from plf.database import now, writing

        with writing() as session:
            session.add_all(
                JournalEntry(
                    plan_id=1,
                    person_id=1,
                    day=local_today(),
                    text=f"Entry {n}",
                    hundredths=50,
                    written_at=now(),
                )
                for n in range(65)
            )
    page = read(scene.ana, plan)
    assert "66 entries, 35.5 hours or points" in page
    assert page.count("Entry ") == 2 * 60  # the text, and the words of its link
    assert "Long ago." not in page
    assert "Show 6 earlier entries" in page
    assert "32.5 hours or points" in page
    assert "Long ago." in unescape(scene.ana.get(f"{plan}/journal?all=yes").text)


def test_ana_changes_an_entry_and_it_says_so(scene):
    plan = scene.plan_at("active")
    write(scene.ana, plan, "Tallied in one lesson.", hours="1")
    answer = scene.ana.fill(f"{plan}/journal/1", text="Tallied in two lessons.", hours="2")
    assert answer.status_code == 303
    page = read(scene.ben, plan)
    assert "Tallied in two lessons." in page
    assert "2 hours or points" in page
    assert "· changed " in page
    assert "in one lesson" not in page


def test_a_page_from_before_a_change_does_not_undo_it(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "First.")
    late = ready(scene.ana, f"{plan}/journal/1", f"{plan}/journal/1", text="From the other window.")
    scene.ana.fill(f"{plan}/journal/1", text="Second.")
    answer = late()
    assert answer.status_code == 409
    assert "changed in another window" in answer.text
    assert "From the other window." in answer.text
    assert "Second." in read(scene.ana, plan)


def test_deleting_asks_once_and_then_it_is_gone(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Not meant for here.")
    assert "It cannot be brought back." in scene.ana.get(f"{plan}/journal/1").text
    assert scene.ana.fill(f"{plan}/journal/1", f"{plan}/journal/1/deletion").status_code == 303
    assert "Not meant for here." not in read(scene.ana, plan)
    assert scene.ana.get(f"{plan}/journal/1").status_code == 404


def test_what_was_changed_in_another_window_is_not_deleted_unseen(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "First.")
    late = ready(scene.ana, f"{plan}/journal/1", f"{plan}/journal/1/deletion")
    scene.ana.fill(f"{plan}/journal/1", text="From the other window.")
    answer = late()
    assert answer.status_code == 409
    assert "so it was not deleted. Open the journal again and look at it" in answer.text
    assert "From the other window." in read(scene.ana, plan)


def test_an_entry_of_another_plan_cannot_be_reached_through_ones_own(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Mine.")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    for address in ("/plans/2/journal/1", "/plans/2/journal/1/deletion"):
        assert scene.chloe.post(address, text="Hers?", day=days_ago(0), version="1").status_code == 404
    assert "Mine." in read(scene.ana, plan)


def test_writing_leaves_no_trace_in_the_history_and_makes_no_page_stale(scene):
    plan = scene.plan_at("submitted")
    before, version = actions(scene), value(scene, select(Plan.version))
    write(scene.ana, plan, "Tallied.")
    assert actions(scene) == before
    assert value(scene, select(Plan.version)) == version


def test_what_ended_can_be_read_and_not_written(scene):
    plan = scene.plan_at("active")
    write(scene.ana, plan, "Tallied.")
    late = ready(scene.ana, f"{plan}/journal", f"{plan}/journal", text="One more.")
    change(scene, "UPDATE plan SET state = 'unfinished', end_reason = 'not completed'")
    for person in (scene.ana, scene.ben):
        assert "Tallied." in read(person, plan)
    assert "You cannot write in the journal" in read(scene.ana, plan)
    answer = late()
    assert answer.status_code == 409
    assert "One more." in answer.text


def test_a_paused_plan_can_be_written_in(scene):
    plan = scene.plan_at("active")
    change(scene, "UPDATE plan SET paused_at = state_since")
    assert write(scene.ana, plan, "Read at home.").status_code == 303


def test_the_office_and_site_leaders_are_told_whose_journal_it_is(scene):
    plan = scene.plan_at("active")
    write(scene.ana, plan, "Between Ben and me.")
    for person in (scene.olivia, scene.lena):
        answer = person.get(f"{plan}/journal")
        assert answer.status_code == 403
        assert "A journal is read by its teacher and their evaluator alone." in answer.text
        assert "Between Ben" not in answer.text + person.get(plan).text
    assert scene.sam.get(f"{plan}/journal").status_code == 404


def test_the_plans_page_says_how_much_there_is(scene):
    plan = scene.plan_at("active")
    assert "Nothing written yet." in scene.ana.get(plan).text
    write(scene.ana, plan, "Tallied.", hours="9.5")
    for person, way_on in ((scene.ana, "Write in the journal"), (scene.ben, "Read the journal")):
        page = person.get(plan).text
        assert "1 entry, 9.5 hours or points, the last of" in page
        assert way_on in page


def test_the_plans_page_tells_of_an_entry_from_before_the_plan_was_begun(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, "Watched Chloë’s lesson.")
    for person in (scene.ana, scene.ben):
        assert "1 entry, the last of" in unescape(person.get(plan).text)


def test_what_the_journal_says_for_each_step(scene):
    plan = scene.plan_at("active")
    step = key_of(unescape(scene.ana.get(f"{plan}/journal").text), STEP)
    write(scene.ana, plan, "Later.", step=step, hours="2", day=days_ago(1))
    write(scene.ana, plan, "Earlier.", step=step, hours="1.5", day=days_ago(3))
    write(scene.ana, plan, "Besides.")
    with scene.app.app_context():
        told = told_by_step(db.session.get(Plan, 1))
    assert [text for _, text, _ in told[STEP].entries] == ["Earlier.", "Later."]
    assert str(told[STEP].hours) == "3.5"
    assert [text for _, text, _ in told[""].entries] == ["Besides."]
