"""Links and files: what is taken, how it comes back, who gets it, and when its bytes go."""

import re
import subprocess
import tempfile
import tracemalloc
from functools import partial
from html import unescape
from io import BytesIO

import pytest
from backstage import at_once, change, ready, rows, value
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from world import PASSWORD

from plf.journal import files, uploads
from plf.journal.forms import as_link
from plf.models import Evidence, JournalEntry, StoredFile
from tests.journal.harmful import GOOD, HARMFUL, heic_that_tells, office, pdf, picture


def a_file(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), name)


def write(person, plan, text="See the file.", **more):
    address = f"{plan}/journal"
    return send(person, address, filled(person, address, address, text=text, **more))


def filled(person, page, address, **values):
    """The fields of a form as the browser would send them, these values in place of what stands there."""
    form = person.form(page, address)
    return [pair for pair in form.fields if pair[0] not in values] + list(values.items())


def send(person, address, fields):
    """Send a form with files, written out here: Werkzeug's own client leaves large ones open behind it."""
    body = b""
    for name, given in fields:
        for each in given if isinstance(given, list) else [given]:
            called, content = "", each
            if isinstance(each, FileStorage):
                quoted = each.filename.replace("\\", "\\\\").replace('"', '\\"')
                called = '; filename="' + quoted.replace("\r", "%0D").replace("\n", "%0A") + '"'
                each.stream.seek(0)
                content = each.stream.read()
            head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'
            body += head.encode() + (content if isinstance(content, bytes) else content.encode()) + b"\r\n"
    body += b"--edge--\r\n"
    person.page = person.browser.post(
        address,
        input_stream=BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=edge",
    )
    return person.page


def kept(scene) -> int:
    return value(scene, select(func.count(StoredFile.sha256)))


def read(person, plan):
    return unescape(person.get(f"{plan}/journal").text)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Where a temporary file would be put, to see that nothing is left there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.once  # what a file is; that files are stored on both is told below
@pytest.mark.parametrize("what", HARMFUL)
def test_what_is_not_what_it_says_is_not_taken(scene, desk, what):
    make, name, said = HARMFUL[what]
    plan = scene.plan_at("assigned")
    before = set(scene.app.config["INSTANCE"].iterdir())
    answer = write(scene.ana, plan, "My certificate.", hours="6", files=a_file(make(), name))
    page = unescape(answer.text)
    assert answer.status_code == (413 if "larger" in said else 422), page[:500]
    assert page.count(said) == 2  # in the summary and at the field
    assert "My certificate." in page
    assert 'value="6"' in page
    assert kept(scene) == 0
    assert value(scene, select(func.count(JournalEntry.id))) == 0
    assert list(desk.iterdir()) == []
    assert {each.name for each in set(scene.app.config["INSTANCE"].iterdir()) - before} <= {
        "plf.db-wal",
        "plf.db-shm",
    }


@pytest.mark.once  # what a file is; that files are stored on both is told below
@pytest.mark.parametrize("what", GOOD)
def test_what_teachers_have_is_taken_and_comes_back_harmless(scene, desk, what):
    make, name, label = GOOD[what]
    content, plan = make(), scene.plan_at("assigned")
    answer = write(scene.ana, plan, files=a_file(content, name))
    assert answer.status_code == 303, unescape(answer.text)
    if "\n" not in name:  # browsers write line ends in a name as %0D%0A
        assert label in read(scene.ben, plan)
    answer = scene.ben.get("/evidence/1")
    assert content.startswith(answer.data)
    if "photo" not in what:
        assert answer.data == content
    headers = answer.headers
    disposition = headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert "\n" not in disposition
    assert "\r" not in disposition
    assert disposition.isascii()
    assert "text/" not in headers["Content-Type"]
    assert "xml" not in headers["Content-Type"] or "openxmlformats" in headers["Content-Type"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store, private"
    assert list(desk.iterdir()) == []


@pytest.mark.parametrize("what", GOOD)
def test_a_name_becomes_a_label_that_fits_what_the_file_is(what):
    make, name, label = GOOD[what]
    found = files.recognize(make(), name)
    assert found.label == label
    assert len(label) <= 120


def test_what_hangs_behind_a_photo_is_left_behind(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, files=a_file(GOOD["a photo that moves"][0](), "a.jpg"))
    assert scene.ana.get("/evidence/1").data == picture("JPEG")


def test_where_a_photo_was_taken_is_not_kept_and_it_stays_the_right_way_up():
    told = Image.Exif()
    told[0x0112], told[0x010F] = 6, "A telephone"
    told.get_ifd(0x8825)[2] = (35.0, 28.0, 3.0)
    photo = picture("JPEG", exif=told, comment=b"at home")
    found = files.recognize(photo, "IMG_1.jpg").content
    before, after = Image.open(BytesIO(photo)), Image.open(BytesIO(found))
    assert before.getexif().get_ifd(0x8825)[2] == (35.0, 28.0, 3.0)
    assert dict(after.getexif()) == {0x0112: 6}
    assert b"telephone" not in found
    assert b"at home" not in found
    assert after.tobytes() == before.tobytes()
    assert files.recognize(found, "again.jpg").content == found


@pytest.mark.parametrize("what", [each for each in HARMFUL if "bomb" in each or "unpack" in each])
def test_a_bomb_is_looked_at_without_filling_the_memory(what):
    make, name, said = HARMFUL[what]
    content = make()
    tracemalloc.start()
    try:
        with pytest.raises(files.NotTaken, match=re.escape(said)):
            files.recognize(content, name)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_a_photo_and_a_link_on_a_plan_that_is_under_way(scene):
    plan = scene.plan_at("active")
    write(
        scene.ana,
        plan,
        links="https://www.example.org/lesson?id=1&x=2#top\nhttp://b.example.org",
        files=[a_file(picture("JPEG"), "board.jpg"), a_file(office(), "tally.docx")],
    )
    page = scene.ben.get(f"{plan}/journal").text
    assert 'href="https://www.example.org/lesson?id=1&amp;x=2#top" rel="noreferrer noopener"' in page
    assert "example.org/lesson" in page
    assert "board.jpg" in page
    assert "tally.docx" in page
    assert kept(scene) == 2


def test_a_file_is_had_by_those_who_read_the_entry_and_nobody_else(scene):
    plan = scene.plan_at("active")
    write(scene.ana, plan, files=a_file(pdf(), "a.pdf"))
    write(scene.ana, plan, "For me.", private="yes", files=a_file(picture("PNG"), "b.png"))
    assert [scene.ana.get(f"/evidence/{n}").status_code for n in (1, 2, 3)] == [200, 200, 404]
    for person in (scene.ben, scene.dana):
        assert [person.get(f"/evidence/{n}").status_code for n in (1, 2)] == [200, 404]
    for person in (scene.olivia, scene.lena, scene.chloe, scene.sam, scene.evan):
        assert [person.get(f"/evidence/{n}").status_code for n in (1, 2)] == [404, 404]


def test_a_link_is_no_file_to_have(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, links="https://example.org")
    assert scene.ana.get("/evidence/1").status_code == 404


def test_the_same_bytes_are_kept_once_and_go_with_the_last_entry(scene):
    plan = scene.plan_at("assigned")
    for name in ("a.pdf", "b.pdf"):
        write(scene.ana, plan, files=[a_file(pdf(), name), a_file(pdf(), "again.pdf")])
    assert kept(scene) == 1
    assert len(rows(scene, select(Evidence.label))) == 2
    scene.ana.fill(f"{plan}/journal/1", f"{plan}/journal/1/deletion")
    assert kept(scene) == 1
    assert scene.ana.get("/evidence/2").status_code == 200
    scene.ana.fill(f"{plan}/journal/2", without="2")
    assert kept(scene) == 0
    assert "b.pdf" not in read(scene.ana, plan)


def test_one_piece_of_evidence_goes_and_another_comes(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, links="https://example.org/a", files=a_file(pdf(), "a.pdf"))
    address = f"{plan}/journal/1"
    new = {"without": ["1", "x", "99"], "files": a_file(picture("PNG"), "board.png")}
    answer = send(scene.ana, address, filled(scene.ana, address, address, **new))
    assert answer.status_code == 303
    page = read(scene.ana, plan)
    assert "example.org/a" not in page
    assert "a.pdf" in page
    assert "board.png" in page


def test_evidence_of_another_entry_cannot_be_taken_away(scene):
    plan = scene.plan_at("assigned")
    for name in ("a.pdf", "b.pdf"):
        write(scene.ana, plan, files=a_file(pdf(), name))
    scene.ana.fill(f"{plan}/journal/1", without="2")
    assert "b.pdf" in read(scene.ana, plan)


def test_one_deletes_the_last_use_while_another_adds_the_same_file(scene):
    plan = scene.plan_at("assigned")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    for _ in range(5):
        write(scene.ana, plan, files=a_file(pdf(), "a.pdf"))
        number = max(rows(scene, select(JournalEntry.id)))
        deletes = ready(scene.ana, f"{plan}/journal/{number}", f"{plan}/journal/{number}/deletion")
        hers = "/plans/2/journal"
        fields = filled(scene.chloe, hers, hers, text="Hers.", files=a_file(pdf(), "hers.pdf"))
        answers = at_once(deletes, partial(send, scene.chloe, hers, fields))
        assert [each.status_code for each in answers] == [303, 303]
        hers = value(scene, select(func.max(Evidence.id)))
        assert scene.chloe.get(f"/evidence/{hers}").data == pdf()
        entry = value(scene, select(func.max(JournalEntry.id)))
        scene.chloe.fill(f"/plans/2/journal/{entry}", f"/plans/2/journal/{entry}/deletion")
        assert kept(scene) == 0


def test_six_files_and_too_much_together_are_told(scene, monkeypatch):
    plan = scene.plan_at("assigned")
    six = [a_file(pdf(), f"{n}.pdf") for n in range(6)]
    answer = write(scene.ana, plan, "Six of them.", files=six)
    assert answer.status_code == 422
    assert "Choose at most 5 files at a time." in answer.text
    large = pdf(b"4 0 obj <</A (%s)>> endobj\n" % (b"x" * 9_500_000))
    answer = write(scene.ana, plan, "Three large ones.", files=[a_file(large, f"{n}.pdf") for n in range(3)])
    assert answer.status_code == 413
    assert "more than 25 MB together" in answer.text
    assert "Three large ones." in answer.text


def test_a_video_of_a_hundred_megabytes_is_let_go_and_the_text_stays(scene, desk):
    plan = scene.plan_at("assigned")
    answer = write(scene.ana, plan, "The lesson as video.", files=a_file(bytes(100_000_000), "lesson.mp4"))
    assert answer.status_code == 413
    assert "“lesson.mp4” is larger than 10 MB." in answer.text
    assert "The lesson as video." in answer.text


def test_a_form_that_is_cut_off_on_the_way_keeps_its_text(scene):
    plan = scene.plan_at("assigned")
    token = scene.ana.token()
    body = (
        '--edge\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token + "\r\n"
        '--edge\r\nContent-Disposition: form-data; name="text"\r\n\r\nOn the train.\r\n'
        '--edge\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n%PDF-1.7 and then the tunnel'
    )
    answer = scene.ana.browser.post(
        f"{plan}/journal", data=body.encode(), content_type="multipart/form-data; boundary=edge"
    )
    assert answer.status_code == 422
    assert "On the train." in answer.text


def test_a_good_file_beside_a_wrong_line_has_to_be_chosen_again(scene):
    plan = scene.plan_at("assigned")
    answer = write(scene.ana, plan, "Certificates.", hours="many", files=a_file(pdf(), "a.pdf"))
    assert answer.status_code == 422
    assert answer.text.count("Choose your files again") == 2
    both = [a_file(pdf(), "a.pdf"), a_file(b"MZ", "b.pdf")]
    answer = write(scene.ana, plan, "Certificates.", files=both)
    assert "“b.pdf” is a program." in answer.text
    assert "Choose your files again" in answer.text


def test_too_much_text_is_refused_here_as_elsewhere(scene):
    plan = scene.plan_at("assigned")
    answer = write(scene.ana, plan, "word " * 80_000, files=a_file(pdf(), "a.pdf"))
    assert answer.status_code == 413


def test_an_upload_to_another_address_is_limited_as_before(scene):
    plan = scene.plan_at("assigned")
    fields = [("area", "Talk"), ("files", a_file(bytes(1_000_000), "a.pdf"))]
    answer = send(scene.ana, f"{plan}/text", fields)
    assert answer.status_code == 413


def test_who_is_not_signed_in_leaves_no_bytes_and_keeps_the_text(scene, anyone, monkeypatch):
    plan = scene.plan_at("assigned")
    written = []
    monkeypatch.setattr(uploads._Taken, "_add_bytes", lambda self, piece: written.append(self._most_file))
    answer = anyone.browser.post(
        f"{plan}/journal", data={"text": "Signed out meanwhile.", "files": (BytesIO(pdf()), "a.pdf")}
    )
    assert answer.status_code == 401
    assert "Signed out meanwhile." in answer.text
    assert set(written) == {0}


def test_what_ana_wrote_with_a_file_is_there_after_signing_in_again(scene):
    plan = scene.plan_at("assigned")
    address = f"{plan}/journal"
    fields = filled(scene.ana, address, address, text="Before the break.", files=a_file(pdf(), "a.pdf"))
    change(scene, "UPDATE sign_in SET used_at = :long_ago", long_ago="2020-01-01 00:00:00+00:00")
    answer = send(scene.ana, address, fields)
    assert answer.location.startswith("/sign-in?")
    answer = scene.ana.fill(answer.location, "/sign-in", email="ana@riverbend.example", password=PASSWORD)
    page = scene.ana.get(answer.location)
    assert "Before the break." in page.text
    assert scene.ana.fill(answer.location, address).status_code == 303
    assert "<p>Before the break.</p>" in read(scene.ana, plan)
    assert kept(scene) == 0


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://Example.ORG:8080/A", "http://example.org:8080/A"),
        ("docs.google.com/document/d/1", "https://docs.google.com/document/d/1"),
        ("example.org:8080/a", "https://example.org:8080/a"),
        ("https://schule.münchen.de/ü?q=ö", "https://schule.xn--mnchen-3ya.de/%C3%BC?q=%C3%B6"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt://example.org/%0aalert(1)", None),
        ("data:text/html,<script>", None),
        ("file:///etc/passwd", None),
        ("ftp://example.org", None),
        ("https://ana:secret@example.org", None),
        ("https://example.org\\@evil.example", None),
        ('https://example.org/"onclick="alert(1)', None),
        ("https://example.org/<b>", None),
        ("https://127.0.0.1/router", None),
        ("http://2130706433/", None),
        ("http://[::1]/", None),
        ("http://localhost/", None),
        ("https://", None),
        ("https://example.org:99999/", None),
        ("just words", None),
        ("https://example.org/" + "a" * 1000, None),
    ],
)
def test_a_link_leads_to_a_named_host_by_http(typed, link):
    assert as_link(typed) == link


def test_a_link_is_written_once_and_twenty_are_enough(scene):
    plan = scene.plan_at("assigned")
    write(scene.ana, plan, links="https://example.org/a\n\n https://example.org/a \nexample.org/a")
    assert read(scene.ana, plan).count('href="https://example.org/a"') == 1
    answer = write(scene.ana, plan, "Many.", links="\n".join(f"https://example.org/{n}" for n in range(21)))
    assert answer.status_code == 422
    assert "An entry can have 20 links and files." in answer.text
    assert "https://example.org/20" in answer.text


def test_nothing_of_the_journal_is_in_a_print_of_the_plan(scene):
    plan = scene.plan_at("active")
    write(scene.ana, plan, "Unprinted words.", files=a_file(pdf(), "unprinted.pdf"))
    scene.copies_are_made()
    for person in (scene.ana, scene.olivia):
        paper = person.get(f"{plan}/plan.pdf").data
        words = subprocess.run(
            ["pdftotext", "-", "-"], input=paper, capture_output=True, check=True
        ).stdout.decode()
        assert "tally" in words
        assert "Unprinted" not in words
        assert "unprinted" not in words


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_where_other_pictures_were_taken_is_not_kept_either(kind):
    told, words = Image.Exif(), PngInfo()
    told[0x0112], told[0x010F] = 6, "A telephone"
    told.get_ifd(0x8825)[2] = (35.0, 28.0, 3.0)
    words.add_text("Comment", "at home")
    more = {"pnginfo": words} if kind == "PNG" else {"xmp": b"<x>at home</x>", "lossless": True}
    taken = picture(kind, exif=told, **more)
    assert b"telephone" in taken
    assert b"at home" in taken
    found = files.recognize(taken, "picture").content
    before, after = Image.open(BytesIO(taken)), Image.open(BytesIO(found))
    assert dict(after.getexif()) == {0x0112: 6}
    assert b"telephone" not in found
    assert b"at home" not in found
    assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert files.recognize(found, "again").content == found
    untold = files.recognize(picture(kind, **more), "picture").content
    assert not Image.open(BytesIO(untold)).getexif()
    assert b"at home" not in untold


def test_what_a_telephone_tells_in_its_own_kind_of_picture_is_emptied_where_it_stands():
    taken = heic_that_tells(b"35 degrees north")
    assert taken.count(b"35 degrees north") == 3
    found = files.recognize(taken, "IMG_1.heic").content
    assert b"35 degrees north" not in found
    assert len(found) == len(taken)
    assert b"x" * 64 in found
    assert files.recognize(found, "again.heic").content == found


def test_a_picture_that_says_its_remarks_stand_outside_of_it_is_not_taken():
    taken = heic_that_tells(b"35 degrees north")
    cut = taken[: taken.index(b"mpvd") - 4]
    with pytest.raises(files.NotTaken):
        files.recognize(cut.replace(b"\0\0\0\x10\0\3", b"\0\1\0\0\0\3"), "IMG_1.heic")
