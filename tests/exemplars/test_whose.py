"""Nobody without rights to the plan learns whose it was: not from a page, its source, print or search, nor from ids or order."""

import ast
import io
import subprocess
from pathlib import Path

import pikepdf
import pytest

from plf.database import now, writing
from plf.exemplars import actions, queries
from plf.exemplars.contents import Shown
from plf.extensions import db
from plf.models import Exemplar, HistoryLine, Person
from tests.exemplars import shelf
from tests.exemplars.shelf import done

PACKAGE = Path(__file__).parents[2] / "plf"
APART = {"ExemplarSource", "ExemplarConsent", "ExemplarReplacement", "ExemplarEvent"}
# What would lead to Ana in what anybody gets: her name, her evaluator's, her site, her plan and what the plan named.
LEADS_TO_HER = ("Ana", "Ortiz", "Carter", "Maple", "ana@", "Timmy", "/plans/1", "Grade 4 teacher")


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def everything_in(pdf: bytes) -> str:
    """The words of a PDF, what it says about itself, and everything that is attached to it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        about = [f"{key} {value}" for key, value in (opened.docinfo or {}).items()]
        attached = [
            each.get_file().read_bytes().decode("utf-8", "replace") for each in opened.attachments.values()
        ]
        with opened.open_metadata() as metadata:
            about.append(str(metadata))
    return "\n".join([text_of(pdf), *about, *attached])


def test_no_page_print_or_search_of_the_library_leads_to_her(scene):
    shelf.published(scene, named=True)
    with scene.app.app_context():
        number = db.session.scalar(db.select(Exemplar.id))
    done(scene.sam.post(f"/exemplars/{number}/folder"))
    gets = {
        address: scene.sam.get(address)
        for address in (
            "/exemplars",
            "/exemplars?words=reasoning",
            f"/exemplars/{number}",
            f"/exemplars/{number}/exemplar.pdf",
            "/exemplars/folder",
            "/exemplars/folder/folder.pdf",
            "/exemplars/sections/goal",
            "/focus",
        )
    }
    assert {address: answer.status_code for address, answer in gets.items()} == dict.fromkeys(gets, 200)
    assert "More students explaining" in gets["/exemplars"].text, "it is there"
    assert "fewer waiting for [teacher]" in text_of(gets[f"/exemplars/{number}/exemplar.pdf"].data)
    for address, answer in gets.items():
        said = everything_in(answer.data) if answer.mimetype == "application/pdf" else answer.text
        said += str(answer.headers)
        assert [each for each in LEADS_TO_HER if each in said] == [], address
    for words in ("Ortiz", "ana@riverbend.example", "Maple Street", "Timmy", "Carter"):
        assert "More students explaining" not in scene.sam.get(f"/exemplars?words={words}").text, words


def test_her_evaluator_sees_nothing_of_it_on_the_plan_its_history_or_among_notices(scene):
    shelf.published(scene)
    with scene.app.app_context():
        lines = db.session.scalars(db.select(HistoryLine.action).order_by(HistoryLine.number)).all()
    assert lines[-1] == "sign_as_teacher"
    for name in ("ben", "dana", "lena"):
        someone = getattr(scene, name)
        assert someone.get("/plans/1/exemplar").status_code == 404
        for address in ("/plans/1", "/notices"):
            main = someone.get(address).text.partition("<main")[2]
            assert "exemplar" not in main.lower(), f"{name} on {address}"


def test_the_office_is_told_whose_it_is_only_while_consent_is_asked_and_decided(scene):
    page = shelf.asked(scene)
    assert "the plan of Ana Ortiz" in scene.olivia.get(page).text
    done(scene.ana.fill(shelf.HERS, f"{shelf.HERS}/consent"))
    done(scene.olivia.fill(page, f"{page}/publication"))
    for address in (page, "/exemplars/office"):
        assert "Ortiz" not in scene.olivia.get(address).text
    assert page not in scene.olivia.get("/plans/1/exemplar").text
    done(scene.olivia.fill(page, f"{page}/withdrawal"))
    assert "Ortiz" not in scene.olivia.get(page).text


def test_numbers_and_order_tell_nothing_of_when_each_was_made(scene):
    titles = list("DBLAKCJEIFHG")
    with scene.app.app_context(), writing():
        olivia = db.session.get(Person, scene.id("olivia"))
        made = []
        for title in titles:
            exemplar = actions.write(olivia, Shown(title=title), at=now()).exemplar
            exemplar.state, exemplar.published_at = "published", now()
            made.append(exemplar.id)
        db.session.flush()
        listed = [each.title for each in db.session.scalars(queries.published())]
    assert made != sorted(made), "in one of 479 million runs this fails by chance"
    assert listed == sorted(titles)


@pytest.mark.once
def test_only_its_own_feature_reads_the_tables_that_know_of_people():
    asks = {}
    for path in PACKAGE.rglob("*.py"):
        if path.is_relative_to(PACKAGE / "models") or path.is_relative_to(PACKAGE / "exemplars"):
            continue
        tree = ast.parse(path.read_text())
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        if names & APART:
            asks[str(path.relative_to(PACKAGE))] = names & APART
    assert asks == {}
    assert not {column.name for column in Exemplar.__table__.columns} & {"plan_id", "person_id", "site_id"}
