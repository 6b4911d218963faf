"""A ZIP of the sealed originals: byte for byte what was issued, speaking names, an index; and one's own, to leave with."""

import csv
import io
import zipfile
from hashlib import sha256

import pytest
from backstage import change, rows
from sqlalchemy import select

from plf import store
from plf.database import writing
from plf.models import Document, Packet, Paper, Plan
from tests.packets.shelf import asks, is_made, saved, sign, signed
from tests.papers import paper

# What is in the files does not depend on the database; that they are kept on both, test_kept tells.
pytestmark = pytest.mark.once


def zipped(content: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def index(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def documents(scene) -> list[Document]:
    return rows(scene, select(Document).order_by(Document.id))


def copies_in(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.endswith(".pdf")]


def test_each_file_is_byte_for_byte_what_was_issued(scene):
    scene.plan_at("closed")
    scene.copies_are_made()
    signed(scene, ("Ada", "Baker"))
    address = asks(scene.ben, get="records", kinds=["plan", "checkpoint"])
    is_made(scene)
    archive = zipped(saved(scene.ben, address))
    assert copies_in(archive) == [
        "2026-2027/Maple Street Elementary/Baker, Ada – plan – rev 1.pdf",
        "2026-2027/Maple Street Elementary/Ortiz, Ana – plan – rev 1.pdf",
        "2026-2027/Maple Street Elementary/Ortiz, Ana – checkpoint – rev 1.pdf",
    ]
    kept = {each.sha256 for each in documents(scene)}
    assert {sha256(archive.read(name)).hexdigest() for name in copies_in(archive)} == kept
    assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
    with scene.app.app_context():
        ana = store.get(documents(scene)[0].sha256)
    assert archive.read(copies_in(archive)[1]) == ana


def test_what_was_signed_by_hand_has_its_paper_beside_it(scene):
    scene.plan_at("reviewed")
    paper.files_paper(scene)
    scene.teacher_signs()
    scene.copies_are_made()
    address = asks(scene.ben, get="records")
    is_made(scene)
    archive = zipped(saved(scene.ben, address))
    copy, scan = (name for name in archive.namelist() if "Ortiz" in name)
    assert copy.endswith("Ortiz, Ana – plan – rev 1.pdf")
    assert scan.endswith("Ortiz, Ana – plan – rev 1 – paper signed by hand.png")
    assert sha256(archive.read(scan)).hexdigest() == rows(scene, select(Paper.sha256))[0]
    assert [line["form"] for line in index(archive)] == ["Plan", "Plan, scan of the paper"]
    assert rows(scene, select(Packet.documents)) == [1]
    assert "the scan of it lies beside the copy" in archive.read("index.html").decode()


def test_the_index_tells_what_is_in_and_what_is_missing(scene):
    scene.plan_at("submitted")
    signed(scene, ("Ada", "Baker"))
    address = asks(scene.ben, get="records")
    is_made(scene)
    archive = zipped(saved(scene.ben, address))
    ada, ana = index(archive)
    [document] = documents(scene)
    assert ada["file"] == "2026-2027/Maple Street Elementary/Baker, Ada – plan – rev 1.pdf"
    assert (ada["sha256"], ada["check code"]) == (document.sha256, document.code)
    assert (ada["teacher"], ada["revision"], ada["missing"]) == ("Baker, Ada", "1", "")
    assert (ana["teacher"], ana["file"]) == ("Ortiz, Ana", "")
    assert ana["missing"] == "Not signed yet: Submitted"
    page = archive.read("index.html").decode()
    assert (
        'href="2026-2027/Maple%20Street%20Elementary/Baker%2C%20Ada%20%E2%80%93%20plan%20%E2%80%93%20rev%201.pdf"'
        in page
    )
    assert "Ortiz, Ana, plan, 2026-2027: Not signed yet: Submitted" in page


def test_every_revision_that_both_signed_is_in_the_records_and_the_latest_on_paper(scene):
    signed(scene, ("Ada", "Baker"))
    with scene.app.app_context(), writing() as session:
        sign(session, session.get(Plan, 1), "Ada Baker", number=2)
    records, paper = asks(scene.ben, get="records"), asks(scene.ben)
    is_made(scene)
    assert [name[-9:] for name in copies_in(zipped(saved(scene.ben, records)))] == ["rev 1.pdf", "rev 2.pdf"]
    assert "1 form" in scene.ben.get(paper).text


def test_names_do_no_harm_and_are_all_there(scene):
    signed(
        scene,
        ("../../../etc", "passwd"),
        ("<script>alert(1)</script>", "=cmd|calc"),
        ("Ada", "Baker"),
        ("Ada", "Baker"),
        ("ada", "BAKER"),
        ("小明", "王"),
        ("😀", "CON"),
        ("\u202egnp", "\x07"),
    )
    change(scene, "UPDATE site SET name = '..\\..' WHERE id = 1")
    address = asks(scene.ben, get="records")
    is_made(scene)
    archive = zipped(saved(scene.ben, address))
    names = copies_in(archive)
    assert len({name.casefold() for name in names}) == 8
    for name in names:
        assert name.startswith("2026-2027/-/")
        assert len(name.split("/")) == 3
        assert not set(name) & set('\\:*?"<>|\x07\u202e')
        assert not {"..", "."} & set(name.split("/"))
    assert "2026-2027/-/王, 小明 – plan – rev 1.pdf" in names
    assert "<script>" not in archive.read("index.html").decode()
    assert [each["teacher"] for each in index(archive) if "cmd" in each["teacher"]] == [
        "'=cmd|calc, <script>alert(1)</script>"
    ]


def test_many_come_in_parts_and_each_part_knows_all(scene, monkeypatch):
    signed(scene, *((f"Person {number}", "Baker") for number in range(5)))
    most = sum(len(store_of(scene, each)) for each in documents(scene)[:2])
    monkeypatch.setattr("plf.packets.archive.PART", most)
    address = asks(scene.ben, get="records")
    is_made(scene)
    archives = [zipped(saved(scene.ben, address, number)) for number in (1, 2, 3)]
    assert [len(copies_in(each)) for each in archives] == [2, 2, 1]
    for number, archive in enumerate(archives, start=1):
        lines = index(archive)
        assert len(lines) == 5
        assert [each["file"] for each in lines if each["part"] == str(number)] == copies_in(archive)
    assert "part 2 of 3.zip" in scene.ben.get(address).text


def store_of(scene, document: Document) -> bytes:
    with scene.app.app_context():
        return store.get(document.sha256)


def test_what_was_withdrawn_after_both_signed_stays_in_the_records_alone(scene):
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    scene.olivia.fill("/plans/1/withdrawal", reason="Assigned in error.")
    records, paper = asks(scene.ben, get="records"), asks(scene.ben)
    is_made(scene)
    assert len(copies_in(zipped(saved(scene.ben, records)))) == 2
    assert "It holds 1 form." in scene.ben.get(paper).text


def test_ana_leaves_with_everything_that_is_hers(scene):
    scene.plan_at("closed")
    scene.copies_are_made()
    signed(scene, ("Ada", "Baker"))
    answer = scene.ana.fill("/packets", "/packets/own")
    is_made(scene)
    assert "All my signed copies" in scene.ana.get(answer.location).text
    archive = zipped(saved(scene.ana, answer.location))
    assert [name.split("/")[2] for name in copies_in(archive)] == [
        "Ortiz, Ana – plan – rev 1.pdf",
        "Ortiz, Ana – checkpoint – rev 1.pdf",
    ]


def test_who_has_signed_nothing_is_told_when_there_will_be_something(scene):
    scene.plan_at("submitted")
    answer = scene.ana.post("/packets/own")
    assert answer.status_code == 422
    assert "It is made as soon as both of you have signed a plan." in answer.text
