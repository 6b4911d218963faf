"""Puts many PDFs into one to print: the cover first, blank backs where they are wanted, a bookmark for each form."""

from collections.abc import Sequence
from io import BytesIO

LETTER = (612, 792)  # points


def pages_of(content: bytes) -> int:
    """How many pages a PDF of ours has."""
    with _pikepdf().open(BytesIO(content)) as opened:
        return len(opened.pages)


def bind(cover: bytes, forms: Sequence[tuple[str, bytes]], *, title: str, duplex: bool) -> bytes:
    """One PDF of the cover and the forms (label and bytes), in this order. The same in, the same out.

    `duplex`: a blank page follows each odd number of pages, so that each form begins on a front side. The forms are
    ours, so they are read in this process. Seals, attached data and tags stay behind: they hold for the original alone.
    """
    pikepdf = _pikepdf()
    with pikepdf.new() as bound:
        starts, sources = [], []
        for _, content in (("", cover), *forms):
            source = _stripped(pikepdf.open(BytesIO(content)))
            sources.append(source)
            starts.append(len(bound.pages))
            bound.pages.extend(source.pages)
            if duplex and len(bound.pages) % 2:
                bound.add_blank_page(page_size=LETTER)
        with bound.open_outline() as outline:
            for (label, _), start in zip(forms, starts[1:], strict=True):
                outline.root.append(pikepdf.OutlineItem(label, start))
        bound.docinfo["/Title"] = title
        made = BytesIO()
        bound.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        for source in sources:
            source.close()
    return made.getvalue()


def _stripped(source):
    """A PDF without the field of the seal and the way into its tags: pages elsewhere can have neither."""
    if "/AcroForm" in source.Root:
        del source.Root.AcroForm
    for page in source.pages:
        for name in ("/Annots", "/StructParents", "/Tabs", "/AF"):
            if name in page.obj:
                del page.obj[name]
    return source


def _pikepdf():
    # Only the worker that makes packets loads it.
    import pikepdf

    return pikepdf
