"""Packets: the right forms in the right order, nothing that one may not read, made once and kept for a day."""

import csv
import io
import zipfile

import pikepdf

from tests.packets.shelf import asks, is_made, saved, signed


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def words(content: bytes) -> str:
    from tests.pdf.reading import words as read

    return read(content)


def bookmarks(content: bytes) -> list[str]:
    with opened(content) as pdf, pdf.open_outline() as outline:
        return [str(each.title) for each in outline.root]


def zipped(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def index(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_ben_prints_his_teachers_in_alphabetical_order(scene):
    signed(
        scene, ("Zoë", "Ångström"), ("Bo", "zimmer"), ("Ada", "Baker"), ("Al", "Baker"), ("Émile", "Évrard")
    )
    address = asks(scene.ben)
    is_made(scene)
    assert [each.removesuffix(" – Plan") for each in bookmarks(saved(scene.ben, address))] == [
        "Ångström, Zoë",
        "Baker, Ada",
        "Baker, Al",
        "Évrard, Émile",
        "zimmer, Bo",
    ]
    with opened(saved(scene.ben, address)) as pdf:
        assert len(pdf.pages) == 6
        assert pdf.check_pdf_syntax() == []
