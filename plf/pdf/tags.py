"""Mends the structure tree of a PDF, which screen readers follow, just before its bytes are written.

WeasyPrint 70 starts a table or paragraph anew on each page that it runs over, repeats the heads of tables in the
tree, and leaves footers as text outside of it. Here each becomes one element, and page furniture an artifact.
It looks at internals of WeasyPrint: pinned to 70.x, and tests/pdf/test_tags.py counts the elements.
"""

from collections.abc import Iterator

import pydyf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as weasyprint_tags

_build_as_shipped = weasyprint_tags._build_box_tree


def _build_and_remember(box, *others):
    """WeasyPrint's own step; each new element remembers the HTML element that it stands for."""
    drawn = box._box if isinstance(box, AbsolutePlaceholder) else box
    for element in _build_as_shipped(box, *others):
        if not hasattr(element, "source"):
            element.source = None if drawn.element is None else (id(drawn.element), element["S"])
        yield element


weasyprint_tags._build_box_tree = _build_and_remember


def mend(pdf) -> None:
    """Mends the tags of `pdf`, as WeasyPrint hands it to its `finisher`, in place."""
    tree = _Tree(pdf)
    tree.join_what_pages_split(tree.top)
    tree.say_what_heads_stand_for()
    tree.make_the_rest_artifacts()
    # Readers of metadata look for it in the file as it lies, not inside a compressed stream.
    referred(pdf, pdf.catalog["Metadata"]).compress = False


class _Tree:
    """The structure tree as WeasyPrint left it, with the ways to walk and change it."""

    def __init__(self, pdf):
        self.pdf = pdf
        root = referred(pdf, pdf.catalog["StructTreeRoot"])
        self.top = referred(pdf, root["K"][0])
        numbers = referred(pdf, root["ParentTree"])["Nums"]
        # For each page, in order: whose text each piece of its content is.
        self.owners = dict(zip(numbers[::2], numbers[1::2], strict=True))

    def join_what_pages_split(self, element) -> None:
        """Put the parts of each child that runs over pages together, in the first one, and so on below."""
        kept, known = pydyf.Array(), {}
        for reference in element["K"]:
            child = self._element(reference)
            source = getattr(child, "source", None)
            first = known.get(source) if source else None
            if first is None or first["Pg"] == child["Pg"] or not self._only_elements(child):
                known[source] = child
                kept.append(reference)
            elif child["S"] not in ("/THead", "/TFoot"):
                for moved in child["K"]:
                    self._element(moved)["P"] = first.reference
                first["K"].extend(child["K"])
        element["K"] = kept
        for child in self._children(element):
            self.join_what_pages_split(child)

    def say_what_heads_stand_for(self) -> None:
        """Scope on each head of a table, in place of lists of heads that may name a repeated, dropped one."""
        for element, ancestors in self._walk(self.top):
            if element["S"] in ("/TH", "/TD"):
                element.pop("ID", None)
                element["A"].pop("Headers", None)
            if element["S"] == "/TH":
                element["A"]["Scope"] = "/Column" if "/THead" in ancestors else "/Row"

    def make_the_rest_artifacts(self) -> None:
        """Text that no element owns any more is page furniture: footers, repeated heads, the word Draft."""
        reached = {element.number for element, _ in self._walk(self.top)}
        for page, reference in enumerate(self.pdf.page_references):
            owners = self.owners[page]
            loose = {mark for mark, owner in enumerate(owners) if _number(owner) not in reached}
            for mark in loose:
                owners[mark] = "null"
            contents = referred(self.pdf, referred(self.pdf, reference)["Contents"]).stream
            for place, operator in enumerate(contents):
                if operator == b"BDC" and contents[place - 1]["MCID"] in loose:
                    contents[place - 2] = "/Artifact"
                    contents[place - 1] = pydyf.Dictionary({"Type": "/Pagination"})
        for unused in self.pdf.objects:
            if is_element(unused) and unused.number not in reached:
                unused.clear()

    def _element(self, kid):
        """The element that an entry of K refers to; None for marked content and annotations."""
        found = None if isinstance(kid, int) else referred(self.pdf, kid)
        return found if is_element(found) else None

    def _children(self, element) -> list:
        return [child for child in map(self._element, element["K"]) if child is not None]

    def _only_elements(self, element) -> bool:
        return len(self._children(element)) == len(element["K"])

    def _walk(self, element, ancestors=()) -> Iterator[tuple]:
        yield element, ancestors
        for child in self._children(element):
            yield from self._walk(child, (*ancestors, element["S"]))


def referred(pdf, reference):
    """The object that a reference such as `12 0 R` leads to."""
    return pdf.objects[_number(reference)]


def is_element(thing) -> bool:
    """Whether an object of the PDF is an element of the structure tree."""
    return isinstance(thing, dict) and thing.get("Type") == "/StructElem"


def _number(reference) -> int:
    return int(reference.split()[0])
