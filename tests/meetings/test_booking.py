"""Ana or Ben books the review meeting, moves it, cancels it, and puts it into a calendar."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from icalendar import Calendar
from sqlalchemy import select
from world import PLAN, local_today

from plf import history
from plf.database import now, writing
from plf.extensions import db
from plf.meetings.actions import cancel_after
from plf.meetings.queries import meetings_of
from plf.models import HistoryLine, Meeting, Person, Plan
from plf.plans.queries import find

NEXT_WEEK = local_today() + timedelta(days=7)


def open_times(person, **changes):
    fields = {
        "day": NEXT_WEEK.isoformat(),
        "starts": "09:00",
        "ends": "10:00",
        "minutes": "30",
        "place": "My office",
    }
    assert person.fill("/slots", fields={**fields, **changes}).status_code == 303


def slot_numbers(person, plan):
    return re.findall(r'name="slot" value="(\d+)"', person.get(f"{plan}/meeting").text)


def choose(person, plan, slot):
    return person.fill(f"{plan}/meeting", f"{plan}/meeting/slot", slot=slot)


def own_time(person, plan, **changes):
    fields = {
        "day": NEXT_WEEK.isoformat(),
        "starts": "2:30 PM",
        "minutes": "45",
        "place": "Library",
        **changes,
    }
    return person.fill(f"{plan}/meeting", f"{plan}/meeting", fields=fields)


def shown(person, plan):
    return unescape(person.get(plan).text)


def calendar_of(person, plan):
    answer = person.get(f"{plan}/meeting.ics")
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    [event] = Calendar.from_ical(answer.data).events
    return event


def test_ana_books_one_of_bens_open_times(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    first, second = slot_numbers(scene.ana, plan)
    assert choose(scene.ana, plan, second).location.endswith(f"{plan}#meeting")
    assert "9:30 AM to 10:00 AM" in unescape(scene.ana.follow().text)
    for person in (scene.ana, scene.ben, scene.dana, scene.olivia):
        page = shown(person, plan)
        assert "9:30 AM to 10:00 AM" in page
        assert "My office" in page
    offered = unescape(scene.ben.get("/slots").text)
    assert ">Ana Ortiz</a>" in offered
    assert slot_numbers(scene.ben, plan) == [first]


def test_ben_books_a_time_of_his_own_and_moves_it(scene):
    plan = scene.plan_at("submitted")
    assert own_time(scene.ben, plan).status_code == 303
    before = calendar_of(scene.ana, plan)
    assert "2:30 PM to 3:15 PM" in shown(scene.ana, plan)
    assert own_time(scene.ana, plan, starts="15:30", place="").status_code == 303
    after = calendar_of(scene.ben, plan)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.start - before.start == timedelta(hours=1)
    assert "Not said yet" in shown(scene.ben, plan)


def test_the_calendar_file_leads_back_to_the_plan_and_tells_nothing_of_it(scene):
    plan = scene.plan_at("submitted")
    own_time(scene.ana, plan)
    event = calendar_of(scene.ana, plan)
    assert event["summary"] == "Review meeting: Ana Ortiz and Ben Carter"
    assert event["organizer"].params["CN"] == "Ben Carter"
    assert event["url"].endswith(plan)
    assert event.start.utcoffset() == timedelta(0)
    assert "mathematics" not in event.to_ical().decode()
    page = shown(scene.ana, plan)
    assert "https://calendar.google.com/calendar/render?" in page
    assert "https://outlook.office.com/calendar/" in page
    assert scene.olivia.get(f"{plan}/meeting.ics").status_code == 403
    assert scene.sam.get(f"{plan}/meeting.ics").status_code == 404


def test_a_cancelled_meeting_gives_its_time_back(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    slots = slot_numbers(scene.ana, plan)
    choose(scene.ana, plan, slots[0])
    assert scene.ben.fill(f"{plan}/meeting", f"{plan}/meeting/cancellation").status_code == 303
    assert "The meeting is cancelled." in scene.ben.follow().text
    assert "No meeting is booked." in shown(scene.ana, plan)
    assert scene.ana.get(f"{plan}/meeting.ics").status_code == 404
    assert slot_numbers(scene.ana, plan) == slots


def test_moving_to_another_open_time_frees_the_first(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    first, second = slot_numbers(scene.ana, plan)
    choose(scene.ana, plan, second)
    assert choose(scene.ana, plan, first).status_code == 303
    assert slot_numbers(scene.ana, plan) == [second]


def test_a_recall_cancels_the_meeting(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    slots = slot_numbers(scene.ana, plan)
    choose(scene.ana, plan, slots[0])
    scene.ana.fill(plan, f"{plan}/recall")
    assert "No meeting is booked." in shown(scene.ana, plan)
    assert slot_numbers(scene.ana, plan) == slots


def test_who_has_met_before_the_booked_day_has_nothing_booked_any_more(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    choose(scene.ana, plan, slot_numbers(scene.ana, plan)[0])
    assert "Ana Ortiz" in scene.ben.get("/slots").text
    scene.is_reviewed()
    for person in (scene.ana, scene.ben):
        assert "My office" not in shown(person, "/")
    assert "Ana Ortiz" not in scene.ben.get("/slots").text
    assert "Review meeting cancelled: your plan" in shown(scene.ana, "/notices")


def test_who_records_the_meeting_of_a_day_on_that_day_leaves_it_where_it_stands(scene):
    plan = scene.plan_at("submitted")
    own_time(scene.ana, plan)
    with scene.app.app_context(), writing() as session:
        booked = session.scalar(select(Meeting))
        seen = find(1, session.get(Person, scene.id("ben")), on=local_today())
        cancel_after(seen, held_on=NEXT_WEEK, at=now())
        assert booked.cancelled_at is None
        cancel_after(seen, held_on=NEXT_WEEK - timedelta(days=1), at=booked.starts_at)  # it has begun
        assert booked.cancelled_at is None


def test_a_time_that_chloe_took_meanwhile_is_told_and_the_others_are_still_there(scene):
    plan = scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    open_times(scene.ben)
    first, second = slot_numbers(scene.ana, plan)
    form = scene.ana.form(f"{plan}/meeting", f"{plan}/meeting/slot")
    assert choose(scene.chloe, "/plans/2", first).status_code == 303
    answer = scene.ana.post(form.action, [*form.fields, ("slot", first)])
    assert answer.status_code == 409
    assert "That time is no longer free." in answer.text
    assert re.findall(r'name="slot" value="(\d+)"', answer.text) == [second]
    assert "No meeting is booked." in shown(scene.ana, plan)


def test_a_booking_that_ana_has_not_seen_is_not_replaced(scene):
    plan = scene.plan_at("submitted")
    form = scene.ana.form(f"{plan}/meeting", f"{plan}/meeting")
    own_time(scene.ben, plan, starts="08:00", place="Room 12")
    typed = {"day": NEXT_WEEK.isoformat(), "starts": "16:00", "minutes": "30", "place": "The bench outside"}
    fields = [pair for pair in form.fields if pair[0] not in typed] + list(typed.items())
    answer = scene.ana.post(form.action, fields)
    assert answer.status_code == 409
    assert "The meeting was booked, moved or cancelled after you opened this page" in answer.text
    assert "Room 12" in answer.text
    assert "The bench outside" in answer.text


def test_ben_is_not_booked_twice_at_the_same_time(scene):
    plan = scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    open_times(scene.ben, starts="14:00", ends="16:00")
    own_time(scene.ana, plan, starts="14:15", minutes="30")
    answer = own_time(scene.chloe, "/plans/2", starts="14:40")
    assert answer.status_code == 422
    assert "Ben Carter has another meeting at that time." in answer.text
    assert "Ana" not in answer.text
    assert len(slot_numbers(scene.chloe, "/plans/2")) == 2  # from 3 PM on
    assert unescape(scene.ben.get("/slots").text).count("Not offered: you have a meeting then") == 2


def test_a_time_of_ones_own_that_is_an_open_one_takes_it(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    own_time(scene.ana, plan, starts="09:00", minutes="30", place="")
    assert ">Ana Ortiz</a>" in scene.ben.get("/slots").text


def test_an_impossible_time_is_told_and_kept(scene):
    plan = scene.plan_at("submitted")
    yesterday = (local_today() - timedelta(days=1)).isoformat()
    for changes, sentence in (
        ({"day": yesterday}, "That time has passed."),
        ({"day": "13/45/2026"}, "“13/45/2026” is not a day of the calendar."),
        ({"starts": "3:30"}, "“3:30” is not a time."),
        ({"minutes": "600"}, "Choose a length from 5 to 240 minutes."),
    ):
        answer = own_time(scene.ana, plan, place="Under the oak", **changes)
        assert answer.status_code == 422
        assert sentence in unescape(answer.text)
        assert "Under the oak" in answer.text
    assert "No meeting is booked." in shown(scene.ana, plan)


def test_no_choice_and_a_made_up_choice_are_told(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    open_times(scene.evan, starts="12:00", ends="12:30")
    assert scene.ana.fill(f"{plan}/meeting", f"{plan}/meeting/slot").status_code == 422
    assert choose(scene.ana, plan, "9999999999999").status_code == 422
    evans = max(slot_numbers(scene.ana, plan), key=int) + "1"
    assert choose(scene.ana, plan, evans).status_code == 409
    assert choose(scene.ana, plan, "3").status_code == 409  # Evan's


def test_people_with_no_business_here_book_nothing(scene):
    plan = scene.plan_at("submitted")
    for person, status in ((scene.sam, 404), (scene.olivia, 403), (scene.lena, 403)):
        assert person.get(f"{plan}/meeting").status_code == status
        for address in ("meeting/slot", "meeting/cancellation"):
            assert person.post(f"{plan}/{address}", slot="1").status_code == status
        answer = person.post(
            f"{plan}/meeting", day=NEXT_WEEK.isoformat(), starts="09:00", minutes="30", place=""
        )
        assert answer.status_code == status


def test_a_colleague_who_was_asked_is_not_told_about_the_meeting(scene):
    plan = scene.plan_at("submitted")
    own_time(scene.ana, plan, place="Ben’s office")
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("chloe"))
    assert "Ben’s office" not in shown(scene.chloe, plan)
    assert scene.chloe.get(f"{plan}/meeting.ics").status_code == 403


def test_after_the_signatures_there_is_no_review_to_book(scene):
    plan = scene.plan_at("evaluator_signed")
    answer = scene.ana.get(f"{plan}/meeting")
    assert answer.status_code == 409
    assert "You cannot book the review meeting now" in answer.text


def test_a_double_click_books_once(scene):
    plan = scene.plan_at("submitted")
    open_times(scene.ben)
    form = scene.ana.form(f"{plan}/meeting", f"{plan}/meeting/slot")
    slot = slot_numbers(scene.ana, plan)[0]
    for _ in range(2):
        assert scene.ana.post(form.action, [*form.fields, ("slot", slot)]).status_code == 303
    assert calendar_of(scene.ana, plan)["sequence"] == 0


def test_the_history_tells_of_it_and_holds(scene):
    plan = scene.plan_at("submitted")
    own_time(scene.ana, plan)
    scene.ana.fill(f"{plan}/meeting", f"{plan}/meeting/cancellation")
    with scene.app.app_context():
        lines = db.session.scalars(
            select(HistoryLine)
            .where(HistoryLine.action == "book_review_meeting")
            .order_by(HistoryLine.number)
        ).all()
        assert [list(line.facts) for line in lines] == [["starts"], ["cancelled"]]
        assert list(history.verify()) == []


def test_teacher_and_evaluator_are_in_touch_when_they_book(scene):
    plan = scene.plan_at("drafted")
    own_time(scene.ana, plan)
    with scene.app.app_context():
        assert db.session.scalar(select(Plan.touched_at)) is not None


def test_a_meeting_that_is_over_is_not_moved(scene):
    plan = scene.plan_at("submitted")
    own_time(scene.ana, plan)
    with scene.app.app_context():
        from plf.database import writing

        with writing():
            meeting = db.session.scalar(select(Meeting))
            meeting.starts_at, meeting.ends_at = now() - timedelta(days=2, hours=1), now() - timedelta(days=2)
            old = meeting.uid
    page = shown(scene.ana, plan)
    assert "Book another meeting" in page
    assert "Google Calendar" not in page
    assert "Book the review meeting" in scene.ana.get(f"{plan}/meeting").text
    assert own_time(scene.ana, plan).status_code == 303
    event = calendar_of(scene.ana, plan)
    assert event["uid"] != old
    assert event["sequence"] == 0


def test_dates_coming_up_for_each_of_them(scene):
    plan = scene.plan_at("submitted")
    own_time(scene.ana, plan)
    with scene.app.app_context():
        for name, sees_it in (
            ("ana", True),
            ("ben", True),
            ("dana", True),
            ("sam", False),
            ("olivia", False),
        ):
            person = db.session.get(Person, scene.id(name))
            assert bool(meetings_of(person, now())) is sees_it, name
        ana = db.session.get(Person, scene.id("ana"))
        assert meetings_of(ana, datetime(2100, 1, 1, tzinfo=UTC)) == []


def test_without_an_evaluator_there_is_nobody_to_meet(scene):
    scene.olivia.post("/assignments", person=scene.id("evan"))
    plan = "/plans/1"
    scene.evan.fill(f"{plan}/text", fields=PLAN)
    assert "Book the review meeting" not in scene.evan.get(plan).text
    answer = scene.evan.get(f"{plan}/meeting")
    assert answer.status_code == 409
    assert "No evaluator is named for this plan yet" in answer.text


def test_a_conference_is_called_one_among_the_dates_coming_up(scene):
    plan = scene.plan_at("active")
    book = f"{plan}/checkpoint/meeting"
    scene.ben.fill(book, book, day=(local_today() + timedelta(days=30)).isoformat(), starts="10:00")
    page = scene.ana.get("/").text
    assert "Final conference: Ana Ortiz" in page
    assert "Review meeting: Ana Ortiz" not in page


def test_a_page_that_was_opened_with_ben_books_nothing_with_evan(scene):
    plan = scene.plan_at("submitted")
    form = scene.ana.form(f"{plan}/meeting", f"{plan}/meeting")
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason="Ben is on leave.")
    typed = {"day": NEXT_WEEK.isoformat(), "starts": "2:30 PM", "minutes": "45", "place": "Library"}
    pairs = [pair for pair in form.fields if pair[0] not in typed] + list(typed.items())
    answer = scene.ana.post(f"{plan}/meeting", pairs)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Evan Wright has become the evaluator after you opened this page" in page
    assert 'value="Library"' in page
    assert own_time(scene.ana, plan).status_code == 303
