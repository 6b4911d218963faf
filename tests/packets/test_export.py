"""`flask documents export`: the whole district in a folder, again and again, and nothing written over."""

import csv
import os
from hashlib import sha256
from pathlib import Path

import pytest
from backstage import change, rows
from sqlalchemy import select

from plf.models import Document
from plf.packets.export import export
from tests.packets.shelf import signed


def exported(scene, folder: Path, *, stop_after: int | None = None) -> int:
    """How many were added; `stop_after` so many the power goes."""
    added = 0
    with scene.app.app_context():
        for far in export(folder):
            added = far.added
            if far.done == stop_after:
                break
    return added


def said(scene, *arguments: str):
    return scene.app.test_cli_runner().invoke(args=["documents", "export", *arguments])


def lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as index:
        return list(csv.DictReader(index))


def is_whole(scene, folder: Path) -> bool:
    """Each document is there once, as it was issued, and listed; and there is nothing else."""
    found = {line["sha256"]: line["file"] for line in lines(folder)}
    assert set(found) == set(rows(scene, select(Document.sha256)))
    assert len(found) == len(lines(folder))
    for digest, path in found.items():
        assert sha256((folder / path).read_bytes()).hexdigest() == digest
    files = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    assert files - {"index.csv", "certificates.pem"} == set(found.values())
    return True


def test_the_district_leaves_with_everything(scene, tmp_path):
    scene.plan_at("closed")
    scene.copies_are_made()
    signed(scene, ("小明", "王"), ("Ada", "Baker"), ("Ada", "Baker"), ("..", "../../etc"))
    answer = said(scene, str(tmp_path / "out"))
    assert answer.exit_code == 0, answer.output
    assert "6 added." in answer.output
    assert is_whole(scene, tmp_path / "out")
    assert "2026-2027/Maple Street Elementary/王, 小明 – plan – rev 1.pdf" in [
        line["file"] for line in lines(tmp_path / "out")
    ]
    assert "BEGIN CERTIFICATE" in (tmp_path / "out" / "certificates.pem").read_text()


def test_run_again_it_adds_what_is_new_whatever_people_are_called_by_then(scene, tmp_path):
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    assert exported(scene, tmp_path) == 2
    assert exported(scene, tmp_path) == 0
    change(scene, "UPDATE person SET family_name = 'Married' WHERE family_name = 'Baker'")
    change(scene, "UPDATE site SET name = 'Another Name' WHERE id = 1")
    signed(scene, ("Cy", "Dalton"))
    assert exported(scene, tmp_path) == 1
    assert is_whole(scene, tmp_path)
    assert [line["file"].rpartition("/")[0] for line in lines(tmp_path)] == [
        "2026-2027/Maple Street Elementary",
        "2026-2027/Maple Street Elementary",
        "2026-2027/Another Name",
    ]


@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_stopped_in_the_middle_it_goes_on(scene, tmp_path, stop_after):
    signed(scene, ("Ada", "Baker"), ("Ada", "Baker"), ("Ada", "Baker"))
    exported(scene, tmp_path, stop_after=stop_after)
    # The last line of the index was not whole on the disk when the power went, and its file was.
    index = tmp_path / "index.csv"
    os.truncate(index, index.stat().st_size - 9)
    exported(scene, tmp_path)
    assert is_whole(scene, tmp_path)


def test_a_file_that_is_gone_comes_back_and_a_changed_one_is_named(scene, tmp_path):
    signed(scene, ("Ada", "Baker"), ("Bo", "Carver"))
    exported(scene, tmp_path)
    ada, bo = (tmp_path / line["file"] for line in lines(tmp_path))
    ada.unlink()
    assert exported(scene, tmp_path) == 1
    assert is_whole(scene, tmp_path)
    bo.write_bytes(b"%PDF another")
    answer = said(scene, str(tmp_path))
    assert answer.exit_code == 1
    assert (
        "Carver, Bo – plan – rev 1.pdf has been changed. Move it away, and run this again." in answer.output
    )
    assert bo.read_bytes() == b"%PDF another"


def test_somebody_elses_file_is_never_written_over(scene, tmp_path):
    signed(scene, ("Ada", "Baker"))
    theirs = tmp_path / "2026-2027/Maple Street Elementary/Baker, Ada – plan – rev 1.pdf"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("My notes.")
    exported(scene, tmp_path)
    assert theirs.read_text() == "My notes."
    assert [line["file"][-24:] for line in lines(tmp_path)] == ["Ada – plan – rev 1 (2).pdf"[-24:]]


def test_an_index_that_leads_out_of_the_folder_is_not_followed(scene, tmp_path):
    signed(scene, ("Ada", "Baker"))
    exported(scene, tmp_path / "out")
    index = tmp_path / "out" / "index.csv"
    [line] = lines(tmp_path / "out")
    index.write_text(index.read_text(encoding="utf-8-sig").replace(line["file"], "../elsewhere.pdf"))
    answer = said(scene, str(tmp_path / "out"))
    assert answer.exit_code == 1
    assert "names a file outside of the folder" in answer.output
    assert not (tmp_path / "elsewhere.pdf").exists()
