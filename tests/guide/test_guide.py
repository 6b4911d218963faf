"""Everybody reads the guide; Olivia writes her own words, sees them before, and gets old ones back; the forms have their bits."""

from html import unescape
from io import BytesIO

import page as standards
import pikepdf
import pytest
from backstage import at_once, change, ready, rows
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from plf.models import GuideVersion
from plf.rules import STEPS

PAGE = "/guide/texts/what"


def read(person, path="/guide") -> str:
    page = person.get(path)
    assert page.status_code == 200
    return unescape(page.text)


def write(person, text, path=PAGE):
    return person.fill(path, text=text)


def texts(scene) -> list[tuple[int, str]]:
    found = rows(scene, select(GuideVersion).order_by(GuideVersion.number))
    return [(each.number, each.text) for each in found]


def test_sam_who_has_no_plan_reads_the_guide_with_the_steps_of_the_rules_and_the_years_days(scene):
    page = read(scene.sam)
    assert "two minutes to read" in page.lower()
    for _, name, what in STEPS:
        assert f"<strong>{name}.</strong> {what}" in page
    assert "25% of each site’s people by" in page
    assert "{" not in page.split("<main")[1].split("</main>")[0]
    assert 'href="/guide" aria-current="page"' in page
    assert "Video and links" not in page, "a section without words is not shown"


@pytest.mark.once
def test_without_an_open_year_the_guide_still_reads(scene):
    change(scene, "UPDATE school_year SET status = 'closed'")
    page = read(scene.sam)
    assert "No school year is open yet." in page
    assert "the coming school year" in page
    assert scene.sam.get("/present/5").status_code == 200
    assert scene.sam.get("/present/leaflet.pdf").data.startswith(b"%PDF-")


def test_olivias_words_are_what_everybody_reads_with_the_real_days(scene):
    text = "Our **own** words.\n\n- [The video](https://example.org/video)\n- <script>alert(1)</script> & {district}"
    assert write(scene.olivia, text, "/guide/texts/more").status_code == 303
    assert "has these words from now on" in read(scene.olivia, "/guide/texts")
    page = scene.sam.get("/guide").text
    assert "Our <strong>own</strong> words." in page
    assert '<a href="https://example.org/video" rel="noopener noreferrer">The video</a>' in page
    assert "&lt;script&gt;" in page
    assert "Riverbend Public Schools</li>" in page


@pytest.mark.once
def test_the_preview_saves_nothing(scene):
    page = scene.olivia.fill(PAGE, text="By {school_year}", button=("preview", "yes"))
    assert "<p>By 2026-2027</p>" in page.text
    assert "By {school_year}</textarea>" in page.text
    assert texts(scene) == []


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "says"),
    [("By {soon}", "There is no placeholder {soon}."), ("x" * 3001, "The text is 1 characters too long.")],
)
def test_what_does_not_fit_is_said_and_stays(scene, text, says):
    page = write(scene.olivia, text)
    assert page.status_code == 422
    assert says in page.text
    assert f"{text}</textarea>" in page.text
    assert texts(scene) == []


def test_who_wrote_what_when_and_the_former_words_again(scene):
    write(scene.olivia, "First words.")
    write(scene.olivia, "First words.")
    write(scene.olivia, "Second words.")
    assert texts(scene) == [(1, "First words."), (2, "Second words.")], "the same words again are no version"
    page = read(scene.olivia, f"{PAGE}/history")
    assert "<del>First</del>" in page
    assert "<ins>Second</ins>" in page
    assert page.count("Olivia Price, ") == 2
    scene.olivia.fill(f"{PAGE}/history?number=1", f"{PAGE}/versions/1")
    assert "These words are back." in scene.olivia.follow().text
    scene.olivia.fill(f"{PAGE}/history?number=0", f"{PAGE}/versions/0")
    assert "is your own plan for getting better" in read(scene.sam)
    assert [number for number, _ in texts(scene)] == [1, 2, 3, 4]
    assert scene.olivia.get(f"{PAGE}/history?number=9").status_code == 404
    assert scene.olivia.get("/guide/texts/nothing").status_code == 404


def test_who_was_slower_sees_both_texts_and_loses_none(scene):
    late = ready(scene.olivia, PAGE, text="Words of the slower one.")
    write(scene.olivia, "Words of the quicker one.")
    page = late()
    assert page.status_code == 409
    assert "Olivia Price has changed these words meanwhile" in page.text
    assert "quicker" in page.text
    assert "Words of the slower one.</textarea>" in page.text
    assert texts(scene) == [(1, "Words of the quicker one.")]
    again = scene.olivia.post(PAGE, text="Words of both.", seen="1")
    assert again.status_code == 303


def test_two_at_the_same_moment_are_one_version_and_one_who_is_told(scene):
    other = scene.arrives("olivia")
    answers = at_once(
        ready(scene.olivia, PAGE, text="From this window."), ready(other, PAGE, text="From that one.")
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(texts(scene)) == 1


def test_what_the_guide_once_said_cannot_be_changed_in_the_database(scene):
    write(scene.olivia, "First words.")
    with pytest.raises(DBAPIError, match="does not change"):
        change(scene, "UPDATE guide_version SET text = 'x'")


def test_each_section_of_the_forms_opens_its_bit_of_the_guide_in_place(scene):
    write(scene.olivia, "Our hint, by {conferences_by}.", "/guide/texts/plan-goal")
    plan = scene.plan_at("assigned")
    page = scene.ana.get(f"{plan}/text").text
    assert page.count("<summary>Guide: ") == 6
    assert "<p>Our hint, by " in page
    write(scene.olivia, "", "/guide/texts/plan-goal")
    assert scene.ana.get(f"{plan}/text").text.count("<summary>Guide: ") == 5


@pytest.mark.once
def test_the_checkpoints_form_has_them_too(scene):
    plan = scene.plan_at("active")
    assert scene.ana.get(f"{plan}/checkpoint/text").text.count("<summary>Guide: ") == 4


@pytest.mark.once
def test_on_paper_it_keeps_to_both_standards_with_its_links_as_words(scene):
    text = "- [Our film](https://example.org/film) 🌻\n- محمد علي"
    write(scene.olivia, text, "/guide/texts/more")
    write(scene.olivia, text, PAGE)
    for path in ("/guide/guide.pdf", "/present/leaflet.pdf"):
        made = scene.ana.get(path).data
        with pikepdf.open(BytesIO(made)) as document:
            assert not [page for page in document.pages if "/Annots" in page]
        for profile in ("3a", "ua1"):
            report = standards.validate_pdf_bytes(made, profile=profile)
            assert report.is_compliant, f"{path}, {profile}: {report}"
