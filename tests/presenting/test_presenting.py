"""Five slides with real days and the site's own count, a leaflet of one page, and where it was presented."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pikepdf
import pytest
from backstage import change, rows
from sqlalchemy import select
from world import local_today

from plf.formats import day
from plf.models import AdoptionTarget, Presentation
from plf.presenting.queries import Count
from plf.rules import STEPS


def read(person, path) -> str:
    page = person.get(path)
    assert page.status_code == 200
    return unescape(page.text)


def records(scene) -> list[Presentation]:
    return rows(scene, select(Presentation))


@pytest.mark.once
@pytest.mark.parametrize(
    ("begun", "people", "percent", "aim", "more"),
    [(0, 4, 25, 1, 1), (0, 5, 25, 2, 2), (2, 5, 25, 2, 0), (7, 30, 25, 8, 1), (9, 30, 25, 8, 0), (0, 0, 25, 0, 0)],
)  # fmt: skip
def test_the_target_is_in_whole_people_rounded_up(begun, people, percent, aim, more):
    count = Count(begun, people, AdoptionTarget(percent=percent))
    assert (count.aim, count.more_needed) == (aim, more)


def test_the_slides_show_the_steps_the_days_and_who_has_begun_at_this_site(scene):
    scene.plan_at("assigned")
    page = read(scene.ana, "/present/5")
    assert "<strong>0 of 4</strong> have begun a plan" in page, "being assigned is not beginning"
    assert f"Our aim is 1 (25%) by {day(local_today() + timedelta(days=10))}: one more." in page
    scene.writes()
    page = read(scene.ana, "/present/5")
    assert "Where we are: Maple Street Elementary" in page
    assert "<strong>1 of 4</strong> has begun a plan" in page
    assert "reached." in page
    assert all(what in read(scene.ana, "/present/3") for _, _, what in STEPS)
    assert f"All held by {day(local_today() + timedelta(days=170))}." in read(scene.ana, "/present/4")
    assert "<strong>0 of 3</strong>" in read(scene.olivia, "/present/5?site=2")
    for path in ("/present/0", "/present/6", "/present/5?site=99"):
        assert scene.ana.get(path).status_code == 404


def test_people_who_left_or_have_no_plan_to_write_do_not_count(scene):
    change(
        scene,
        "DELETE FROM placement WHERE person_id = 7",
        "UPDATE placement SET staff_kind = '' WHERE person_id = 6",
    )
    assert "<strong>0 of 2</strong>" in read(scene.ana, "/present/5")


@pytest.mark.once
def test_one_slide_leads_to_the_next_and_the_site_comes_along(scene):
    page = read(scene.olivia, "/present/1?site=2")
    for number in range(2, 6):
        assert f'rel="next" href="/present/{number}?site=2"' in page
        page = read(scene.olivia, f"/present/{number}?site=2")
        assert f'rel="prev" href="/present/{number - 1}?site=2"' in page
    assert 'rel="next"' not in page


@pytest.mark.once
@pytest.mark.parametrize("words", [None, "long"])
def test_the_leaflet_is_one_page_whatever_the_office_writes(scene, words):
    if words:
        long = "We write much, and at length, about everything. " * 20
        text = long + "\n\n" + "\n".join(f"- {'One more thing to know. ' * 8}" for _ in range(9))
        for name in ("what", "why", "roles", "law"):
            assert scene.olivia.fill(f"/guide/texts/{name}", text=text[:3000]).status_code == 303
    answer = scene.ana.get("/present/leaflet.pdf")
    assert answer.mimetype == "application/pdf"
    with pikepdf.open(BytesIO(answer.data)) as leaflet:
        assert len(leaflet.pages) == 1


def test_lena_writes_down_that_she_presented_it_and_the_office_sees_it_with_adoption(scene):
    yesterday = local_today() - timedelta(days=1)
    answer = scene.lena.fill("/present", "/present/records", presented_on=yesterday.isoformat())
    assert answer.status_code == 303
    assert (
        "It is written down that the plan was presented at Maple Street Elementary."
        in scene.lena.follow().text
    )
    assert [(each.site_id, each.presented_on, each.presented_by) for each in records(scene)] == [
        (1, yesterday, "Lena Brooks")
    ]
    assert f",{yesterday}" in read(scene.olivia, "/reports/adoption.csv")
    assert "Lena Brooks" in read(scene.ana, "/present")
    assert "Lena Brooks</td>" not in read(scene.sam, "/present")
    assert "Write it down" not in read(scene.ana, "/present")
    assert scene.olivia.fill("/present", "/present/records/1/removal").status_code == 303
    assert f",{yesterday}" not in read(scene.olivia, "/reports/adoption.csv")
    assert records(scene)[0].removed_by_id == scene.id("olivia"), "the line stays, with who took it back"
    assert scene.olivia.post("/present/records/1/removal").status_code == 404


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"presented_on": (local_today() + timedelta(days=1)).isoformat()}, "That day has not come yet."),
        ({"presented_on": "2019-01-01"}, "That is long before this school year."),
        ({"presented_on": "soon"}, "“soon” is not a day of the calendar."),
        ({"presented_by": " "}, "Write who presented it."),
        ({"site": "99"}, "Choose one from the list"),
    ],
)
def test_what_does_not_fit_is_said(scene, wrong, says):
    fields = {"site": "1", "presented_on": local_today().isoformat(), "presented_by": "Lena Brooks", **wrong}
    page = scene.lena.post("/present/records", fields)
    assert page.status_code == 422
    assert says in unescape(page.text)
    assert records(scene) == []
