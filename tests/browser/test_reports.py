"""Olivia answers a board's question on a past day and takes the numbers along; Lena finds who is missing, by keyboard."""

from datetime import timedelta

from world import local_today


def test_olivia_finds_who_has_not_been_asked_and_takes_the_numbers_along(scene, person, script):
    scene.plan_at("submitted")
    olivia = person("olivia", script=script).opens("/").presses("Reports").presses("Who has begun a plan?")
    olivia.sees("1 of 7 has begun a plan").presses("Maple Street Elementary").sees("Not asked yet: 3.")
    olivia.presses("Reports").presses("In which of the seven steps are plans?")
    yesterday = local_today() - timedelta(days=1)
    olivia.writes("As of", yesterday.isoformat()).presses("Show").sees("when that day was over")
    with olivia.page.expect_download() as saved:
        olivia.page.get_by_role("link", name="Workbook (.xlsx)").click()
    assert saved.value.suggested_filename == f"steps-{yesterday.isoformat()}.xlsx"


def test_lena_reads_of_her_site_on_a_phone_by_keyboard(scene, person, script):
    scene.plan_at("submitted")
    lena = person("lena", script=script)
    lena.page.set_viewport_size({"width": 360, "height": 640})
    lena.opens("/reports").page.get_by_role("link", name="Who is stuck, with whom, since when?").focus()
    lena.page.keyboard.press("Enter")
    lena.page.wait_for_url("**/reports/waiting")
    lena.sees("Ben Carter")
    wide = lena.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"the page is {wide} px wide"
