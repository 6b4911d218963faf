"""Who prefers one mail a day gets it on school mornings at seven, with what still waits then, or none."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backstage import change, value
from letters import a_minute_passes, body_of
from sqlalchemy import select
from world import ZONE

from plf.models import Person

MONDAY = date(2031, 3, 3)


def morning(day: date = MONDAY, hour: int = 7, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def prefers_digest(visitor) -> None:
    visitor.fill("/notices/settings", fields={"mails": "digest"})
    assert "Saved. One e-mail on each school day" in visitor.follow().text


def told_at(scene, moment: datetime) -> None:
    """What was told just now was told at this moment."""
    change(scene, "UPDATE notice SET made_at = :at", at=moment.isoformat(sep=" "))


def test_nothing_comes_before_the_morning_and_then_one_mail_with_all(scene, inbox):
    prefers_digest(scene.ben)
    scene.plan_at("submitted")
    told_at(scene, morning(hour=6))
    a_minute_passes(scene.app, at=morning(hour=6, minute=59))
    assert [who for who, _ in inbox.read()] == ["dana"], "Dana is told at once"
    a_minute_passes(scene.app, at=morning())
    assert inbox.read() == [("ben", "Ana Ortiz has submitted the plan")]
    a_minute_passes(scene.app, at=morning(minute=1))
    a_minute_passes(scene.app, at=morning(MONDAY + timedelta(days=1)))
    assert inbox.read() == []


def test_several_things_are_listed(scene, inbox):
    prefers_digest(scene.ana)
    scene.plan_at("drafted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.chloe.fill("/plans/2/text", fields={"area": "Talk"})
    scene.chloe.post("/plans/2/comment-requests", person=scene.id("ana"))
    told_at(scene, morning(hour=6))
    a_minute_passes(scene.app, at=morning())
    [mail] = [each for each in inbox.mails if each["To"].addresses[0].username == "ana"]
    assert mail["Subject"] == "One thing waits for you"
    assert body_of(mail).startswith(
        "Hello Ana,\n\nFor you to do:\n\nYour plan for 2026-2027 is assigned\nhttp://127.0.0.1:8000/plans/1/text\n\n"
        "To know:\n\nChloë Martin asks you for comments\nhttp://127.0.0.1:8000/plans/2/comments\n"
    )


def test_what_is_done_by_then_is_not_in_it(scene, inbox):
    prefers_digest(scene.ben)
    scene.plan_at("submitted")
    scene.is_returned()
    told_at(scene, morning(hour=6))
    a_minute_passes(scene.app, at=morning())
    assert [who for who, _ in inbox.read()] == ["ana"]


def test_what_was_only_to_know_and_is_read_by_then_is_not_in_it(scene, inbox):
    prefers_digest(scene.ben)
    scene.plan_at("active")
    scene.ben.fill("/notices", "/notices/reading")
    told_at(scene, morning(hour=6))
    a_minute_passes(scene.app, at=morning())
    assert inbox.read() == []


def test_it_comes_on_school_days_alone(scene, inbox):
    prefers_digest(scene.ben)
    scene.plan_at("submitted")
    told_at(scene, morning(hour=6) - timedelta(days=3))
    change(scene, "DELETE FROM deputy")
    saturday, sunday = MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)
    scene.olivia.post("/school-calendar", label="A holiday", starts_on=MONDAY.isoformat())
    for day in (saturday, sunday, MONDAY):
        a_minute_passes(scene.app, at=morning(day))
        assert inbox.read() == []
    a_minute_passes(scene.app, at=morning(MONDAY + timedelta(days=1)))
    assert [who for who, _ in inbox.read()] == ["ben"]


def test_what_happens_after_seven_waits_for_the_next_morning(scene, inbox):
    prefers_digest(scene.ben)
    scene.plan_at("submitted")
    change(scene, "DELETE FROM deputy")
    told_at(scene, morning(minute=1))
    a_minute_passes(scene.app, at=morning(minute=30))
    assert inbox.read() == []
    a_minute_passes(scene.app, at=morning(MONDAY + timedelta(days=1)))
    assert [who for who, _ in inbox.read()] == ["ben"]


def test_back_to_at_once_what_waited_still_comes(scene, inbox):
    prefers_digest(scene.ben)
    scene.plan_at("submitted")
    change(scene, "DELETE FROM deputy")
    scene.ben.fill("/notices/settings", fields={"mails": "at-once"})
    assert value(scene, select(Person.mail_digest).where(Person.id == 2)) is False
    told_at(scene, morning(hour=6))
    a_minute_passes(scene.app, at=morning())
    assert [who for who, _ in inbox.read()] == ["ben"]


def test_who_chooses_nothing_is_asked_to_choose(scene):
    answer = scene.ana.post("/notices/settings", mails="never")
    assert answer.status_code == 422
    assert "Choose one of the two." in answer.text


def test_a_hand_over_puts_away_nothing_that_chloe_was_asked(scene, inbox):
    plan = scene.plan_at("drafted")
    prefers_digest(scene.chloe)
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("chloe"))
    told_at(scene, morning(hour=6))
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason="Evan takes over the school.")
    a_minute_passes(scene.app, at=morning())
    assert ("chloe", "Ana Ortiz asks you for comments") in inbox.read()
