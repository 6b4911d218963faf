"""The office adds sites, renames them and takes them out of use."""

from html import unescape


def test_olivia_adds_a_site_and_renames_it(scene):
    scene.olivia.fill("/sites/new", name="  Cedar   Creek High ")
    assert "Cedar Creek High" in scene.olivia.follow().text
    scene.olivia.fill("/sites/2/edit", name="Oak Hill Academy")
    assert "Oak Hill Academy" in scene.olivia.follow().text


def test_two_sites_do_not_share_a_name(scene):
    answer = scene.olivia.fill("/sites/new", name="maple street elementary")
    assert answer.status_code == 422
    assert "There is a site named Maple Street Elementary already." in answer.text
    assert scene.olivia.fill("/sites/new", name=" ").status_code == 422


def test_a_site_where_people_work_stays_in_use(scene):
    fields = [pair for pair in scene.olivia.form("/sites/1/edit").fields if pair[0] != "is_active"]
    answer = scene.olivia.post("/sites/1/edit", fields)
    assert answer.status_code == 422
    assert "4 people have their main site here." in answer.text


def test_an_empty_site_goes_out_of_use_and_is_not_offered(scene):
    scene.olivia.fill("/sites/new", name="Old Annex")
    number = unescape(scene.olivia.follow().text).split(">Old Annex<")[0].rsplit("site=", 1)[1].split('"')[0]
    fields = [pair for pair in scene.olivia.form(f"/sites/{number}/edit").fields if pair[0] != "is_active"]
    assert scene.olivia.post(f"/sites/{number}/edit", fields).status_code == 303
    assert "Old Annex" in scene.olivia.follow().text
    assert "Old Annex" not in scene.olivia.get("/people/new").text
    assert scene.olivia.get("/sites/999/edit").status_code == 404


def test_of_two_who_change_a_site_at_once_the_second_sees_what_the_first_did(scene):
    old = dict(scene.olivia.form("/sites/2/edit").fields)
    assert scene.olivia.fill("/sites/2/edit", grade_band="Grades 6–8").status_code == 303
    answer = scene.olivia.post("/sites/2/edit", {**old, "name": "Oak Hill Academy"})
    assert answer.status_code == 409
    assert "Now: Grades 6–8" in answer.text
    assert 'value="Oak Hill Academy"' in answer.text
    assert "Oak Hill Academy" not in scene.olivia.get("/sites").text
