"""The office changes the district's name and time zone."""


def test_olivia_renames_the_district_and_moves_its_clock(scene):
    scene.olivia.fill("/district", name="Riverbend United", time_zone="America/Denver")
    page = scene.olivia.follow().text
    assert "Riverbend United" in page
    assert '<option value="America/Denver" selected>' in page


def test_a_district_needs_a_name_and_a_zone_of_the_list(scene):
    answer = scene.olivia.fill("/district", name="", time_zone="Mars/Olympus")
    assert answer.status_code == 422
    assert "Write the district’s name." in answer.text
    assert "Choose one from the list" in answer.text


def test_olivia_sets_how_many_points_are_owed(scene):
    scene.olivia.fill("/district", points_owed="90", points_years="3")
    page = scene.olivia.follow().text
    assert 'value="90"' in page
    assert "of 90 hours or points in 3 years" in scene.ana.get("/my-points").text


def test_points_that_are_no_number_are_told(scene):
    answer = scene.olivia.fill("/district", points_owed="many", points_years="0")
    assert answer.status_code == 422
    assert "Write a whole number from 0 to 9,999." in answer.text
    assert "Write a whole number from 1 to 20." in answer.text
