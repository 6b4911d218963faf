"""Lena shows the slides with the keys of her remote, and without script by links; Ana opens the guide beside her form."""


def test_lena_goes_through_the_slides(scene, person, script):
    lena = person("lena", script=script).opens("/present").presses("Show the slides")
    lena.sees("Your Professional Learning Focus plan")
    for title in (
        "Why we do it",
        "Seven steps",
        "The year 2026-2027",
        "Where we are: Maple Street Elementary",
    ):
        if script:
            lena.page.keyboard.press("ArrowRight")
            lena.page.wait_for_function(
                "title => document.querySelector('h1').textContent === title", arg=title
            )
        else:
            lena.presses("Next")
        lena.sees(title)
    lena.sees("0 of 4 have begun a plan")
    if script:
        lena.page.keyboard.press("PageUp")
        lena.page.wait_for_url("**/present/4")
        lena.page.keyboard.press("Escape")
        lena.page.wait_for_url("**/present")
    else:
        lena.presses("Previous").sees("The year").presses("End")
    lena.sees("Where it was presented")


def test_ana_opens_the_guide_beside_her_form(scene, person, script):
    plan = scene.plan_at("assigned")
    ana = person("ana", script=script).opens(f"{plan}/text")
    words = ana.page.get_by_text("Somebody else should be able to check it")
    assert not words.is_visible()
    ana.page.get_by_text("Guide: SMART goal").click()
    assert words.is_visible()
    ana.writes("My goal", "Everybody asks one question a day.")
    assert ana.page.url.endswith(f"{plan}/text"), "the form stays"
