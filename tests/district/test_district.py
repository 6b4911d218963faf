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
