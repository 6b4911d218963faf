"""What somebody finds out who has the file, the district's certificates and docs/verify_pdf.py, and nothing of ours."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from plf.pdf import seal as seals
from tests.checking import forgeries
from tests.checking.issued import a_plan, code
from tests.pdf.samples import archived

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_pdf.py"
HOLDS, HOLDS_NOT = "IT HOLDS: this is what the district sealed", "IT DOES NOT HOLD. "


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a sealed form and the certificates of the district."""
    folder = tmp_path_factory.mktemp("stranger")
    ours = made(folder / "ours", "Riverbend Public Schools")
    (folder / "genuine.pdf").write_bytes(seals.load(ours).put_on(archived("short plan")))
    (folder / "ours.pem").write_bytes(pem(ours))
    return folder


def made(folder: Path, district: str) -> seals.Keeping:
    keeping = seals.Keeping(folder, "sixteen letters and more")
    seals.init(keeping, district=district, at=datetime.now(UTC))
    return keeping


def pem(keeping: seals.Keeping) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in seals.certificates(keeping))


def finds(folder: Path, content: bytes, certificates: str = "ours.pem") -> tuple[int, str]:
    """What the script says of a file, run as the program that it is."""
    (folder / "form.pdf").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, "form.pdf", certificates],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_it_is_short_and_needs_pyhanko_alone():
    import ast

    text = SCRIPT.read_text()
    assert len(text.splitlines()) <= 150
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {each.name.split(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    # The last two come with pyHanko and are written by the same people and for it.
    assert names - set(sys.stdlib_module_names) == {"pyhanko", "asn1crypto", "pyhanko_certvalidator"}


def test_what_was_issued_holds_by_the_certificates_of_the_check_page(scene, anyone, tmp_path):
    document, content = a_plan(scene)
    (tmp_path / "district.pem").write_bytes(anyone.get("/check/certificates.pem").data)
    ended, said = finds(tmp_path, content, "district.pem")
    assert ended == 0
    for each in (
        HOLDS,
        document.sha256,
        document.revision.sha256,
        document.certificate,
        code(document),
        "Teacher: Ana Ortiz, ",
        "Evaluator: Ben Carter, ",
    ):
        assert each in said


@pytest.mark.parametrize("forge", forgeries.CHANGED, ids=lambda each: each.__name__)
def test_what_was_changed_does_not_hold(folder, forge):
    ended, said = finds(folder, forge((folder / "genuine.pdf").read_bytes()))
    assert (ended, HOLDS_NOT in said, HOLDS in said) == (1, True, False)


def test_each_reason_has_a_sentence(folder):
    genuine = (folder / "genuine.pdf").read_bytes()
    alike = made(folder / "alike", "Riverbend Public Schools")
    (folder / "alike.pem").write_bytes(pem(alike))
    (folder / "none.pem").write_bytes(b"no certificate")
    forged = seals.load(alike).put_on(archived("short plan"))
    padded = genuine.replace(b"00000000>", b"00000001>")
    assert padded != genuine
    for content, certificates, sentence in (
        (genuine, "alike.pem", "by none of the certificates given"),
        (forged, "ours.pem", "by none of the certificates given, whatever name it bears"),
        (genuine, "none.pem", "none.pem cannot be read"),
        (genuine, "nowhere.pem", "nowhere.pem cannot be read"),
        (archived("short plan"), "ours.pem", "There is no seal on it"),
        (forgeries.flipped(genuine, 2000), "ours.pem", "Its seal is broken: the file was changed"),
        (genuine + b"\n", "ours.pem", "Something was added to it after it was sealed"),
        (forgeries.note_put_over(genuine), "ours.pem", "Something was added to it after it was sealed"),
        (padded, "ours.pem", "Something was added to it after it was sealed"),
        (forgeries.locked(genuine), "ours.pem", "It is locked with a password"),
        (b"", "ours.pem", "It is not a PDF"),
        (forgeries.packed_bomb(), "ours.pem", "It is broken"),
    ):
        ended, said = finds(folder, content, certificates)
        assert ended == 1
        assert sentence in said
    ended, said = finds(folder, forged, "alike.pem")
    assert (ended, HOLDS in said) == (0, True)


def test_a_form_that_a_deputy_signed_and_one_on_paper_name_them(folder):
    seal = seals.load(seals.Keeping(folder / "ours", "sixteen letters and more"))
    _, said = finds(folder, seal.put_on(archived("by a deputy, with a response")))
    assert "Evaluator: Dana Diaz, deputy for Evan Wright, " in said
    _, said = finds(folder, seal.put_on(archived("signed on paper")))
    assert ", on paper on 2026-10-05" in said
