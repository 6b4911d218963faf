"""A teacher looks into the library at a real browser and starts her plan from what she finds; with script and without."""

from tests.library.stock import LAB, TALK, stocked


def test_ana_searches_and_starts_her_plan_from_sections_of_two_exemplars(scene, sits_down, script):
    stocked(scene)
    scene.plan_at("assigned")
    ana = sits_down("ana", script=script, width=360).comes_signed_in(scene.ana)
    ana.opens("/exemplars").sees("2 exemplars").writes("Words", "CAFÉ reasoning").presses("Show")
    ana.sees("1 exemplar").sees("café").does_not_see(LAB["title"])
    ana.presses(TALK["title"]).sees("Somebody else could check it.").presses("Start my plan from this")
    for section in ("Focus", "Learning experiences", "Action steps"):
        ana.page.locator("section", has_text=section).get_by_label("Take this section").first.uncheck()
    ana.presses("Take these into my plan").sees("Taken into your plan: SMART goal.")
    ana.reads_at("My goal", TALK["text"]["statement"]).writes("My goal", "By May, all of them explain.")
    ana.presses("Save").is_saved()

    ana.opens("/exemplars").chooses("Subject", "Science (1)").presses("Show").sees("1 exemplar")
    ana.presses(LAB["title"]).presses("Start my plan from this")
    ana.sees("By May, all of them explain.").sees("It replaces what you wrote here.")
    ana.presses("Take these into my plan")
    ana.sees("Taken into your plan: Focus, Action steps, Support.")
    ana.reads_at("My goal", "By May, all of them explain.").reads_at(
        "What I will do", "Time myself with a colleague."
    )
    ana.opens("/plans/1").sees(f"Began with the exemplar {TALK['title']}: SMART goal")
    ana.sees(f"Began with the exemplar {LAB['title']}: Focus, Action steps, Support")


def test_an_exemplars_same_section_opens_beside_the_form_and_leaves_what_is_typed(scene, sits_down):
    stocked(scene)
    scene.plan_at("assigned")
    ana = sits_down("ana", script=True).comes_signed_in(scene.ana)
    ana.opens("/plans/1/text").types("My goal", "Half a sent")
    ana.presses("SMART goal in exemplars").sees(LAB["title"])
    ana.presses("Another exemplar").sees(TALK["title"]).sees(
        "Why this is good: Somebody else could check it."
    )
    ana.reads_at("My goal", "Half a sent").is_saved()
