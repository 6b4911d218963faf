"""What nobody should type, and somebody will: a sentence at the field, the text kept, nothing half done."""

import json
from datetime import timedelta
from html import unescape

import pytest
from backstage import actions, change, draft, draft_version, revisions, state
from world import PLAN, local_today

TEXT = "/plans/1/text"


def saved(scene, **fields):
    """Ana presses Save with these fields (without script)."""
    names = {name.replace("__", "-"): value for name, value in fields.items()}
    return scene.ana.fill(TEXT, fields=names)


def shown(answer) -> str:
    return unescape(answer.text)


def is_named(answer, field: str, sentence: str) -> bool:
    """The sentence stands in the summary, linked to the field, and at the field."""
    page = shown(answer)
    assert answer.status_code == 422, answer.status_code
    assert f'<a href="#{field}">{sentence}</a>' in page
    assert f'id="{field}_error"' in page
    return page.count(sentence) >= 2


def test_a_text_that_is_too_long_is_kept_and_named(scene):
    scene.plan_at("drafted")
    long = "A word about waiting. " * 40
    answer = saved(scene, area=long)
    assert is_named(answer, "area", "“My area of growth” is 279 characters too long. Shorten it to 600.")
    assert long.strip() in shown(answer)
    assert draft(scene)["area"] == long.strip()


def test_a_pasted_chapter_is_kept_whole(scene):
    scene.plan_at("drafted")
    chapter = "It was a dark and stormy night in the staff room. " * 1000
    answer = saved(scene, why=chapter)
    assert answer.status_code == 422
    assert draft(scene)["why"] == chapter.strip()
    assert chapter.strip() in shown(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2/31/2027", "“2/31/2027” is not a day of the calendar. Write it like 10/5/2026."),
        ("next fall", "“next fall” is not a day of the calendar. Write it like 10/5/2026."),
        ("0000-00-00", "“0000-00-00” is not a day of the calendar. Write it like 10/5/2026."),
    ],
)
def test_a_day_that_does_not_exist_is_kept_and_named(scene, typed, sentence):
    scene.plan_at("drafted")
    answer = saved(scene, by_when=typed, steps__0__by_when=typed)
    assert is_named(answer, "by_when", sentence)
    assert is_named(answer, "steps-0-by_when", f"Action step 1: {sentence}")
    assert f'value="{typed}"' in answer.text


def test_a_day_outside_the_school_year_is_kept_and_named(scene):
    scene.plan_at("drafted")
    last = local_today() + timedelta(days=200)
    late = last + timedelta(days=1)
    written = f"{late.month}/{late.day}/{late.year}"
    answer = saved(scene, by_when=late.isoformat())
    sentence = f"{written} is outside this school year. Choose a day on or before {last.month}/{last.day}/{last.year}."
    assert is_named(answer, "by_when", sentence)
    assert saved(scene, by_when=last.isoformat()).status_code == 303


def test_a_day_long_before_the_school_year_is_told_which_days_are_right(scene):
    scene.plan_at("drafted")
    answer = saved(scene, by_when="1999-01-31")
    page = shown(answer)
    assert answer.status_code == 422
    first = local_today() - timedelta(days=150)
    assert f"on or after {first.month}/{first.day}/{first.year}" in page


def test_control_characters_and_text_that_runs_backwards_are_taken_out(scene):
    scene.plan_at("drafted")
    answer = saved(scene, area="Wait\x00 \x07ti\x1bme \u202egnitiaw\u202c \u2066now\u2069\ufeff.")
    assert answer.status_code == 303
    assert draft(scene)["area"] == "Wait time gnitiaw now."


def test_half_a_character_sent_by_a_broken_browser_does_no_harm(scene):
    scene.plan_at("drafted")
    token, version = scene.ana.token(), draft_version(scene)
    body = f"csrf_token={token}&version={version}&area=half+%ED%A0%80+%FF+%C3&indicators=%ED%A0%80%00"
    answer = scene.ana.browser.post(TEXT, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422  # an indicator of that name is not in the rubric
    assert draft(scene)["area"].startswith("half")
    assert scene.ana.get(TEXT).status_code == 200


def test_an_emoji_in_a_name_and_in_the_text_goes_all_the_way_to_paper(scene):
    change(scene, "UPDATE person SET given_name = :name WHERE id = 1", name="Ana 🌻")
    scene.plan_at("drafted")
    saved(scene, area="More talk 🎉 in math, naïve café, 数学")
    scene.submits()
    page = scene.ben.get("/plans/1").text
    assert "Ana 🌻 Ortiz" in page
    assert "More talk 🎉 in math, naïve café, 数学" in page
    assert scene.ben.get("/plans/1/plan.pdf").data.startswith(b"%PDF")
    frozen = json.loads(revisions(scene)[0].frozen)
    assert frozen["teacher"]["name"] == "Ana 🌻 Ortiz"


def test_markup_is_text(scene):
    scene.plan_at("drafted")
    saved(scene, area="<script>alert(1)</script> & {{ 7*7 }}", statement="</textarea><b>bold</b>")
    scene.submits()
    for person, page in ((scene.ben, "/plans/1"), (scene.ben, "/plans/1/review")):
        answer = person.get(page)
        assert "<script>alert" not in answer.text
        assert "<b>bold" not in answer.text
        assert "<script>alert(1)</script> & {{ 7*7 }}" in shown(answer)


def test_four_indicators_are_kept_and_named(scene):
    scene.plan_at("drafted")
    answer = saved(scene, indicators=["1", "2", "7", "9"])
    assert is_named(answer, "indicators", "Choose at most three indicators. You chose 4.")
    assert draft(scene)["indicators"] == ["1", "2", "7", "9"]


def test_an_indicator_of_another_rubric_cannot_be_submitted(scene):
    scene.plan_at("drafted")
    answer = saved(scene, indicators=["9", "77"])
    assert is_named(answer, "indicators", "Choose indicators from your rubric’s list.")
    assert scene.ana.post("/plans/1/submission", version=draft_version(scene)).status_code == 422
    assert state(scene) == "drafted"


def test_fifty_rows_are_kept_and_named(scene):
    scene.plan_at("drafted")
    rows = {f"steps-{number}-what": f"Step number {number}" for number in range(50)}
    answer = scene.ana.fill(TEXT, fields={**rows, "steps-rows": "50"})
    assert answer.status_code == 422
    assert "Keep to 12 rows. Put small things together in one." in shown(answer)
    assert [row["what"] for row in draft(scene)["steps"]] == list(rows.values())
    assert "Step number 49</textarea>" in answer.text


def test_a_row_with_only_a_date_asks_for_the_rest(scene):
    scene.plan_at("drafted")
    day = local_today().isoformat()
    answer = saved(scene, steps__1__what="", steps__1__by_when=day)
    assert is_named(answer, "steps-1-what", "Action step 2: Fill in “What I will do”, or clear the row.")


def test_hours_are_a_number(scene):
    scene.plan_at("drafted")
    fields = {"learning-0-what": "Lesson study", "learning-0-hours": "a few", "learning-0-kind": "Magic"}
    answer = scene.ana.fill(TEXT, fields=fields)
    assert is_named(
        answer,
        "learning-0-hours",
        "Learning experience 1: Write “Planned hours or points” as a number, like 6 or 1.5.",
    )
    assert is_named(answer, "learning-0-kind", "Learning experience 1: Choose one from the list for “Kind”.")


def test_under_htmx_what_does_not_fit_is_listed_with_links_and_saved_all_the_same(scene):
    scene.plan_at("drafted")
    answer = scene.ana.fill(TEXT, by_when="2/31/2027", htmx=True)
    assert answer.status_code == 200
    assert '<a href="#by_when">“2/31/2027” is not a day of the calendar.' in shown(answer)
    assert draft(scene)["by_when"] == "2/31/2027"


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "without"])
def test_a_body_that_is_too_large_comes_back_with_its_text(scene, htmx):
    scene.plan_at("drafted")
    before = draft(scene)
    area = "The words that Ana cares about."
    answer = scene.ana.post(TEXT, {"area": area, "why": "long " * 60_000, "version": "1"}, htmx=htmx)
    assert answer.status_code == 413
    assert "That is more than one form can hold." in shown(answer)
    assert area in shown(answer)
    assert "My area of growth</label>" in shown(answer), "by the words on the form"
    assert draft(scene) == before


def test_numbers_beyond_all_counting_do_no_harm(scene):
    scene.plan_at("drafted")
    for huge in ("2147483648", "9223372036854775808", "1" * 40, "-1", "many", ""):
        page = {**dict(scene.ana.form(TEXT).fields), "sequence": huge, "why": f"With {huge}"}
        assert scene.ana.post(TEXT, page, htmx=True).status_code in (200, 400)
        page = {**dict(scene.ana.form(TEXT).fields), "version": huge, "page_token": ""}
        assert scene.ana.post(TEXT, {**page, "area": f"With {huge}"}, htmx=True).status_code == 409
    assert draft(scene)["area"] == PLAN["area"]


@pytest.mark.parametrize("huge", ["2147483648", "9223372036854775808", "1" * 40])
def test_addresses_with_numbers_beyond_all_counting_are_not_found(scene, huge):
    scene.plan_at("submitted")
    for person, address in (
        (scene.ana, f"/plans/{huge}"),
        (scene.ana, f"/plans/1/revisions/{huge}"),
        (scene.ana, f"/plans/1/revisions/1/changes?since={huge}"),
    ):
        assert person.get(address).status_code == 404, address
    for address in (f"/teachers?site={huge}", f"/teachers?page={huge}", f"/assignments?site={huge}"):
        answer = scene.olivia.get(address)
        assert answer.status_code in (200, 400), address
        assert answer.status_code == 200 or "that the site cannot keep" in answer.text
    assert scene.ben.post("/assignments", person=huge).status_code in (400, 404)
    assert actions(scene) == ["assign", "edit", "submit"]


def test_what_the_district_requires_beyond_the_five_is_asked_for(scene):
    change(scene, "UPDATE school_year SET also_required = :names", names='["relevant", "learning"]')
    scene.plan_at("drafted")
    page = scene.ana.get(TEXT).text
    assert page.index('id="relevant"') < page.index("More, if it helps you")
    answer = scene.ana.post("/plans/1/submission", version=draft_version(scene))
    assert answer.status_code == 422
    assert "Fill in “Why it matters for students”. Your district requires it." in shown(answer)
    assert '<a href="#learning-0-kind">' in answer.text
    saved(scene, relevant="They will talk.", learning__0__what="Lesson study")
    scene.submits()
    assert state(scene) == "submitted"
