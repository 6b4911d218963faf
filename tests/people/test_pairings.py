"""Who evaluates whom from when to when, who stands in, and who leads a site."""

from datetime import timedelta
from html import unescape

from world import local_today

from plf.people.queries import deputies_for, evaluator_of, sites_led_by, stands_in_for

TODAY = local_today()


def evaluator_on(scene, teacher: str, day) -> str | None:
    with scene.app.app_context():
        found = evaluator_of(scene.id(teacher), day)
        return found.given_name if found else None


def pair(scene, teacher: str, who: str, day, **more):
    address = f"/people/{scene.id(teacher)}"
    fields = {
        "pairing-who": who,
        "pairing-starts_on": day.isoformat() if hasattr(day, "isoformat") else day,
        **more,
    }
    return scene.olivia.fill(address, f"{address}/pairings", fields=fields)


def test_a_new_pairing_ends_the_one_before_it(scene):
    assert pair(scene, "ana", "Evan Wright", TODAY + timedelta(days=10)).status_code == 303
    assert evaluator_on(scene, "ana", TODAY + timedelta(days=9)) == "Ben"
    assert evaluator_on(scene, "ana", TODAY + timedelta(days=10)) == "Evan"
    assert "Evan Wright" in scene.olivia.follow().text


def test_a_pairing_put_between_two_lasts_until_the_second(scene):
    pair(scene, "ana", "evan@riverbend.example", TODAY + timedelta(days=20))
    pair(scene, "ana", "lena brooks", TODAY + timedelta(days=10))
    days = [TODAY + timedelta(days=n) for n in (9, 10, 19, 20)]
    assert [evaluator_on(scene, "ana", day) for day in days] == ["Ben", "Lena", "Lena", "Evan"]


def test_a_pairing_from_the_same_day_corrects_the_first(scene):
    pair(scene, "ana", "Evan Wright", TODAY)
    pair(scene, "ana", "Lena Brooks", TODAY)
    assert evaluator_on(scene, "ana", TODAY) == "Lena"
    assert evaluator_on(scene, "ana", TODAY - timedelta(days=1)) == "Ben"


def test_nobody_evaluates_themselves(scene):
    answer = pair(scene, "ana", "Ana Ortiz", TODAY)
    assert answer.status_code == 422
    assert unescape(answer.text).count("Nobody evaluates themselves.") == 2


def test_when_several_fit_the_page_asks_who_is_meant(scene):
    answer = pair(scene, "sam", "riverbend.example", TODAY)
    assert answer.status_code == 422
    assert "Choose one of them" in answer.text
    assert 'value="7"' in answer.text
    answer = pair(scene, "sam", "riverbend.example", TODAY, **{"pairing-chosen": "5"})
    assert answer.status_code == 303
    assert evaluator_on(scene, "sam", TODAY) == "Dana"


def test_a_name_that_nobody_has_and_a_day_that_is_none(scene):
    answer = pair(scene, "sam", "Nobody Atall", "2/30/2027")
    assert answer.status_code == 422
    assert "“2/30/2027” is not a day of the calendar." in unescape(answer.text)
    assert 'value="Nobody Atall"' in answer.text
    assert "Nobody who works here" in unescape(pair(scene, "sam", "Nobody Atall", TODAY).text)
    assert "Choose the first day" in pair(scene, "sam", "Evan Wright", "").text


def test_a_pairing_can_end_without_a_next_one(scene):
    with scene.app.app_context():
        from plf.people.queries import evaluators_over_time

        row = evaluators_over_time(scene.id("ana"))[0].id
    here = f"/people/1/pairings/{row}/end"
    assert scene.olivia.fill(here, ends_on=TODAY.isoformat()).status_code == 303
    assert evaluator_on(scene, "ana", TODAY) == "Ben"
    assert evaluator_on(scene, "ana", TODAY + timedelta(days=1)) is None
    assert scene.olivia.fill(here, ends_on=(TODAY + timedelta(days=9)).isoformat()).status_code == 422
    assert scene.olivia.get(f"/people/4/pairings/{row}/end").status_code == 404


def test_the_evaluators_page_lists_their_teachers(scene):
    page = scene.olivia.get("/people/2").text
    assert "Ana Ortiz" in page
    assert "Chloë Martin" in page
    assert "Sam Lee" not in page


def test_a_deputy_stands_in_between_two_days(scene):
    fields = {
        "deputy-who": "Sam Lee",
        "deputy-starts_on": TODAY.isoformat(),
        "deputy-ends_on": (TODAY + timedelta(days=5)).isoformat(),
    }
    assert scene.olivia.fill("/people/8", "/people/8/deputies", fields=fields).status_code == 303
    with scene.app.app_context():
        assert stands_in_for(scene.id("sam"), TODAY) == [scene.id("evan")]
        assert [person.given_name for person in deputies_for(scene.id("evan"), TODAY)] == ["Sam"]
        assert deputies_for(scene.id("evan"), TODAY + timedelta(days=6)) == []
    fields["deputy-ends_on"] = (TODAY - timedelta(days=1)).isoformat()
    answer = scene.olivia.fill("/people/8", "/people/8/deputies", fields=fields)
    assert answer.status_code == 422
    assert "The last day is before the first." in answer.text


def test_a_site_leader_from_a_day_on(scene):
    fields = {"leading-site_id": "2", "leading-starts_on": TODAY.isoformat()}
    assert scene.olivia.fill("/people/6", "/people/6/sites-led", fields=fields).status_code == 303
    with scene.app.app_context():
        assert sorted(sites_led_by(scene.id("lena"), TODAY)) == [1, 2]
    assert "Lena Brooks" in scene.olivia.get("/sites").text
