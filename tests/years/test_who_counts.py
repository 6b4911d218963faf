"""Who counts in a year on a day: where they were placed then, of the kinds that count, not away and not left out."""

from datetime import timedelta

from backstage import change
from world import local_today

from plf.database import writing
from plf.extensions import db
from plf.models import Leave, Person, SchoolYear, YearTerms
from plf.people import actions as people
from plf.years.queries import counted_on

EVERYBODY = {1: 1, 2: 1, 4: 2, 5: 2, 6: 1, 7: 1, 8: 2}  # Olivia has no plan of her own


def counted(scene, days: int = 0) -> dict[int, int]:
    """Who counts on the day so many days from today: person → site."""
    with scene.app.app_context():
        rows = db.session.execute(
            counted_on(local_today() + timedelta(days=days), db.session.get(SchoolYear, 1))
        )
        return {row.person_id: row.site_id for row in rows}


def without(*people_left_out: int) -> dict[int, int]:
    return {who: site for who, site in EVERYBODY.items() if who not in people_left_out}


def test_everybody_with_a_kind_of_staff_counts_at_the_main_site_from_the_first_day_on(scene):
    assert counted(scene) == EVERYBODY
    assert counted(scene, -90) == EVERYBODY
    assert counted(scene, -91) == {}


def test_who_moves_counts_where_they_were_on_the_day_that_is_asked_for(scene):
    with scene.app.app_context(), writing():
        ana = db.session.get(Person, scene.id("ana"))
        ana.main_site_id = 2
        people.place(ana, starts_on=local_today())
    assert counted(scene)[1] == 2
    assert counted(scene, -1)[1] == 1


def test_who_is_on_leave_does_not_count_on_those_days_and_does_before_and_after(scene):
    with scene.app.app_context(), writing() as session:
        day = local_today()
        session.add(Leave(person_id=1, starts_on=day - timedelta(days=2), ends_on=day + timedelta(days=2)))
        session.add(Leave(person_id=7, starts_on=day, ends_on=None))
    assert counted(scene, -3) == EVERYBODY
    assert counted(scene, -2) == without(1)
    assert counted(scene, 2) == without(1, 7)
    assert counted(scene, 3) == without(7)


def test_kinds_that_do_not_count_people_left_out_and_sites_out_of_use_are_not_counted(scene):
    change(scene, "UPDATE school_year SET counted_kinds = '[\"teacher\"]'")
    assert set(counted(scene)) == {1, 4, 7}
    with scene.app.app_context(), writing() as session:
        session.add(YearTerms(year_id=1, person_id=7, is_counted=False, why="Works here two days a week."))
    assert set(counted(scene)) == {1, 4}
    change(scene, "UPDATE site SET is_active = false WHERE id = 2")
    assert set(counted(scene)) == {1}
