"""Files brought to the check page: for each thing that may have happened to one, the right sentence."""

import ctypes
import gc
import os
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper
from visitor import Visitor
from werkzeug.datastructures import FileStorage

from plf.checking import actions, verdicts
from plf.checking.forms import MOST_BYTES
from plf.checking.verdicts import WORDS
from plf.formats import grouped
from plf.pdf import seal as seals
from plf.pdf import sealing
from tests.checking import forgeries
from tests.checking.issued import a_plan, amended, brings, code, judged, keeping, sends, words
from tests.checking.many import answers
from tests.pdf.samples import archived
from tests.pdf.test_seal import certified, rsa_key

# 500 for the long run, in which memory is watched for longer too.
MUTANTS = int(os.environ.get("PLF_MUTANTS", "20"))
ROUNDS = 4 if MUTANTS < 500 else 15


@pytest.fixture(autouse=True)
def many_tries(monkeypatch):
    """No window ends within a test."""
    monkeypatch.setattr(actions, "WINDOW", timedelta(days=365))
    monkeypatch.setitem(actions.MOST, "file", (10_000, 10_000))


def other_seal(tmp_path, district: str):
    """The seal of somebody else, who may call themselves what they like."""
    kept = seals.Keeping(tmp_path / "seal", "another long passphrase")
    seals.init(kept, district=district, at=datetime.now(UTC))
    return seals.load(kept)


def test_the_file_that_was_issued_is_unchanged_and_nobody_is_named(scene, anyone):
    document, content = a_plan(scene)
    told = brings(anyone, content)
    assert "Issued here, unchanged This is, byte for byte, the file that was issued here" in told
    assert code(document) in told
    assert grouped(document.sha256) in told
    assert "Ortiz" not in anyone.page.text
    assert "The plan of Ana Ortiz" in brings(scene.ana, content)
    assert "Ortiz" not in sends(scene.sam, content).text


def test_an_older_revision_says_that_a_newer_one_was_signed(scene, anyone):
    _, old = a_plan(scene)
    _, new = amended(scene)
    told = brings(anyone, old)
    assert "Issued here, an older revision" in told
    assert "There is a newer one." in told
    assert "Issued here, unchanged" in brings(anyone, new)


@pytest.mark.once
def test_what_is_no_form_of_ours_gets_its_own_sentence_each(scene, anyone, tmp_path):
    """By the page's own way: a new child for each file."""
    document, content = a_plan(scene)
    with scene.app.app_context():
        ours = seals.load(keeping(scene))
    alike = other_seal(tmp_path / "alike", "Riverbend")
    by_name = other_seal(tmp_path / "by name", "RIVERBEND  public schools")
    theirs = other_seal(tmp_path / "theirs", "Lakeside Schools")
    for kind, file in (
        ("changed", forgeries.stripped(content)),
        ("not kept", ours.put_on(archived("short plan"))),
        ("not kept", ours.put_on(forgeries.unsealed(content))),
        ("look-alike", alike.put_on(forgeries.unsealed(content))),
        ("look-alike", alike.put_on(archived("short plan"))),
        ("look-alike", by_name.put_on(archived("short plan"))),
        ("not ours", theirs.put_on(archived("short plan"))),
        ("no seal", archived("short plan")),
        ("locked", forgeries.locked(content)),
        ("locked", forgeries.locked(archived("short plan"))),
        ("unreadable", archived("short plan")[:9000]),
        ("not a PDF", b"MZ" + bytes(3000)),
        ("not a PDF", b"%!PS-Adobe"),
        ("empty", b""),
    ):
        assert " ".join(WORDS[kind]) in brings(anyone, file), kind
    assert "The seal says that it was made on" in brings(anyone, ours.put_on(archived("short plan")))
    # Of a copy it is said what it is a copy of.
    assert "What was issued here Form Professional Learning Focus plan" in brings(
        anyone, forgeries.note_put_over(content)
    )
    assert code(document) in words(anyone.page)


@pytest.mark.once
def test_each_way_to_change_a_form_is_found_out(scene):
    _, content = a_plan(scene)
    with scene.app.app_context():
        certificates = seals.certificates(keeping(scene))
    files = [forge(content) for forge in forgeries.CHANGED]
    found = [judged(scene, *pair) for pair in zip(files, answers(files, certificates), strict=True)]
    names = [forge.__name__ for forge in forgeries.CHANGED]
    assert dict(zip(names, found, strict=True)) == dict.fromkeys(names, "changed")


@pytest.mark.once
def test_one_changed_byte_anywhere_is_found_out(scene):
    _, content = a_plan(scene)
    with scene.app.app_context():
        certificates = seals.certificates(keeping(scene))
    places = [round(each * (len(content) - 1) / 199) for each in range(200)]
    files = [forgeries.flipped(content, place) for place in places]
    found = [judged(scene, *pair) for pair in zip(files, answers(files, certificates), strict=True)]
    assert dict(zip(places, found, strict=True)) == dict.fromkeys(places, "changed")


@pytest.mark.once
def test_mutants_are_never_taken_for_what_was_issued(scene, capsys):
    _, content = a_plan(scene)
    with scene.app.app_context():
        certificates = seals.certificates(keeping(scene))
    files = [each for each in forgeries.mutants(content, archived("plan"), MUTANTS) if each != content]
    said = answers(files, certificates)
    found = Counter()
    for file, answer in zip(files, said, strict=True):
        kind = judged(scene, file, answer)
        found[kind] += 1
        assert kind in ("changed", "unreadable", "not a PDF", "no seal", "empty")
    assert found["changed"] > 0.8 * len(files)
    if MUTANTS >= 500:
        with capsys.disabled():
            print(f"\n{len(files)} mutants: {dict(found)}")  # noqa: T201


@pytest.mark.parametrize("bomb", forgeries.BOMBS, ids=lambda each: each.__name__)
def test_bombs_harm_nobody_but_the_child(bomb):
    """It comes to its limits and is gone within seconds; nothing is found."""
    found = verdicts.look_into(bomb(), [])
    assert (found.bears, found.seals, found.codes) == (False, [], [])
    assert found.problem in ("unreadable", "")


def resident() -> int:
    """The memory that this process really uses, in bytes: without what Python and the C library keep for the next time."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024


@pytest.mark.once
def test_the_memory_of_the_site_stays_flat_and_no_file_stays_open(scene, anyone, capsys):
    _, content = a_plan(scene)
    files = [content + bytes(3 * 2**20), forgeries.packed_bomb(), content]
    grown = []
    for _ in range(ROUNDS):
        for file in files:
            brings(anyone, file)
        grown.append((resident(), len(os.listdir("/proc/self/fd"))))
    assert " ".join(WORDS["unreadable"]) in brings(anyone, forgeries.packed_bomb())
    (memory, open_files), (memory_then, open_files_then) = grown[0], grown[-1]
    assert memory_then - memory < 4 * 2**20
    assert open_files_then <= open_files + 1
    if MUTANTS >= 500:
        with capsys.disabled():
            print(f"\nMemory after each round, in MB: {[round(each / 2**20, 1) for each, _ in grown]}")  # noqa: T201


@pytest.mark.once
def test_nothing_of_a_file_is_kept(scene, anyone, tmp_path, monkeypatch, caplog):
    from sqlalchemy import func, select

    from plf.extensions import db
    from plf.models import StoredFile

    def kept():
        with scene.app.app_context():
            return db.session.scalar(select(func.count()).select_from(StoredFile))

    _, content = a_plan(scene)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = kept()
    brings(anyone, forgeries.text_put_over(content) + b"%" * 3_000_000)
    brings(anyone, archived("short plan"))
    assert kept() == before
    assert list(tmp_path.iterdir()) == []
    assert caplog.text == ""


def test_a_file_that_is_missing_or_too_large_is_answered_at_its_field(anyone):
    answer = anyone.post("/check")
    assert answer.status_code == 422
    assert "Choose the PDF that you want to check." in answer.text
    assert 'href="#file"' in answer.text
    answer = sends(anyone, bytes(MOST_BYTES + 1))
    assert answer.status_code == 413
    assert "larger than 20 MB" in answer.text


def test_a_page_that_was_open_for_long_asks_for_the_file_once_more(anyone):
    answer = anyone.post("/check", csrf_token="old", file=FileStorage(BytesIO(b"%PDF-"), "plan.pdf"))
    assert (answer.status_code, answer.location) == (303, "/check")
    assert "Please enter it once more" in anyone.follow().text


def test_who_brings_many_files_has_to_wait(scene, anyone, monkeypatch):
    monkeypatch.setitem(actions.MOST, "file", (2, 3))
    _, content = a_plan(scene)
    for _ in range(2):
        brings(anyone, archived("short plan"))
    answer = sends(anyone, archived("short plan"))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    # What was issued here is known at once, and what is no PDF too.
    assert "Issued here, unchanged" in brings(anyone, content)


@pytest.mark.once
def test_while_others_are_looked_into_one_is_told_to_come_back(scene, anyone, monkeypatch):
    monkeypatch.setattr(verdicts, "PATIENCE", 0)
    _, content = a_plan(scene)
    other = Visitor(scene.app)
    with verdicts._one_at_a_time:
        answer = sends(anyone, archived("short plan"))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "Send yours again in a minute" in answer.text
        assert "Issued here, unchanged" in brings(other, content)
    assert "No seal" in brings(anyone, archived("short plan"))


@pytest.mark.once
def test_what_a_changed_key_sealed_is_still_ours(scene, anyone, tmp_path, monkeypatch):
    monkeypatch.setitem(scene.app.config, "INSTANCE", tmp_path)
    with scene.app.app_context():
        seals.init(keeping(scene), district="Riverbend", at=datetime.now(UTC))
        before = seals.load(keeping(scene)).put_on(archived("short plan"))
        seals.rotate(keeping(scene), district="Riverbend", at=datetime.now(UTC))
    assert "Sealed by the district, but not kept here" in brings(anyone, before)


@pytest.mark.once
def test_a_key_that_the_county_certified_is_ours_and_another_districts_is_not(
    scene, anyone, tmp_path, monkeypatch
):
    county, ours, theirs = rsa_key(), rsa_key(), rsa_key()
    issuer = certified("County", county, "County", county)
    of_ours = certified("Riverbend", ours, "County", county)
    of_theirs = certified("Lakeside", theirs, "County", county)
    monkeypatch.setitem(scene.app.config, "INSTANCE", tmp_path)
    (tmp_path / "seal" / "certificates").mkdir(parents=True)
    for name, each in (("issuer", issuer), ("ours", of_ours)):
        (tmp_path / "seal" / "certificates" / f"{name}.pem").write_bytes(each.public_bytes(Encoding.PEM))
    sealed = sealing.Seal(ours, of_ours, [issuer]).put_on(archived("short plan"))
    assert "Sealed by the district, but not kept here" in brings(anyone, sealed)
    sealed = sealing.Seal(theirs, of_theirs, [issuer]).put_on(archived("short plan"))
    assert " ".join(WORDS["not ours"]) in brings(anyone, sealed)


@pytest.mark.once
def test_a_seal_with_a_time_stamp_is_ours_too(scene, anyone, tmp_path, monkeypatch):
    key, authority = rsa_key(), rsa_key()
    of_time = certified("Authority", authority, "Authority", authority, ExtendedKeyUsageOID.TIME_STAMPING)
    stamper = DummyTimeStamper(
        Certificate.load(of_time.public_bytes(Encoding.DER)),
        PrivateKeyInfo.load(authority.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
    )
    certificate = certified("Riverbend", key, "Authority", authority)
    monkeypatch.setitem(scene.app.config, "INSTANCE", tmp_path)
    (tmp_path / "seal" / "certificates").mkdir(parents=True)
    (tmp_path / "seal" / "certificates" / "ours.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    sealed = sealing.Seal(key, certificate, time_stamper=stamper).put_on(archived("short plan"))
    assert "Sealed by the district, but not kept here" in brings(anyone, sealed)
    assert "Changed since it was issued" in brings(anyone, sealed + b"\n")


def test_a_file_full_of_codes_is_no_way_to_guess(scene, anyone):
    """Of the codes on a file three are looked up, and each file is counted."""
    document, _ = a_plan(scene)
    others = [f"0000-0000-0000-000{each}" for each in range(3)]
    assert "Changed since it was issued" in brings(anyone, forgeries.words_on_a_page(code(document), *others))
    assert "No seal" in brings(anyone, forgeries.words_on_a_page(*others, code(document)))
