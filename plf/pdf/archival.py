"""What every PDF needs to be read aloud and kept for good, added just before its bytes are written.

WeasyPrint 70 claims one standard in a file: here PDF/UA-1 is claimed beside PDF/A-3a. And where there is a panel for the seal,
an empty field is laid over it: one made later by the seal's own library would be neither tagged nor drawn by the rules.
"""

import pydyf

from plf.pdf import letters, tags

FIELD = "Seal"
PANEL = "seal"  # the id of the panel in templates/pdf/_check.html
WHAT = "Electronic seal of the school district"

# 72 points to the inch, 96 of CSS's pixels.
POINTS = 0.75
# Print, and locked: its place is part of the page.
FLAGS = 4 + 128

UA = "http://www.aiim.org/pdfua/ns/id/"
# PDF/A wants names that are not its own to be declared, with these three namespaces under these prefixes.
CLAIM = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{UA}" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""

_data_as_shipped = pydyf.Stream.data


def _data(stream: pydyf.Stream) -> bytes:
    """pydyf's own way to write a stream; packed, unless that ends in a carriage return.

    A line feed follows. Strict readers take the two for one end of line, and find one byte too few.
    """
    written = _data_as_shipped.fget(stream)
    if not (stream.compress and written.endswith(b"\r\nendstream")):
        return written
    return _data_as_shipped.fget(pydyf.Stream(stream.stream, stream.extra))


pydyf.Stream.data = property(_data)


def finish(document, pdf) -> None:
    """WeasyPrint's `finisher`: mends and completes `pdf` in place. `document` is what was laid out."""
    tags.mend(pdf)
    letters.mend(pdf)
    _claim_accessible(pdf)
    _say_where_pictures_are(document, pdf)
    if attached := pdf.catalog.get("AF"):
        # WeasyPrint names each attached file twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(attached))
    pages = zip(document.pages, pdf.page_references, strict=True)
    panel = next(((page, reference) for page, reference in pages if PANEL in page.anchors), None)
    if panel:
        page, reference = panel
        _add_field(pdf, reference, _rectangle(page, page.anchors[PANEL]))


def _claim_accessible(pdf) -> None:
    metadata = tags.referred(pdf, pdf.catalog["Metadata"])
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", CLAIM.encode())]


def _say_where_pictures_are(document, pdf) -> None:
    """WeasyPrint gives the place of a picture in pixels from the top; PDF counts points from the bottom."""
    for figure in pdf.objects:
        if tags.is_element(figure) and figure["S"] == "/Figure":
            page = document.pages[pdf.page_references.index(figure["Pg"])]
            figure["A"]["BBox"] = _rectangle(page, figure["A"]["BBox"])


def _add_field(pdf, reference: str, rectangle: pydyf.Array) -> None:
    """The empty field of the seal, on the page that `reference` leads to."""
    root = tags.referred(pdf, pdf.catalog["StructTreeRoot"])
    whole = tags.referred(pdf, root["K"][0])
    owners = tags.referred(pdf, root["ParentTree"])["Nums"]
    key = max(owners[::2]) + 1
    field = _add(
        pdf,
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(FIELD),
            "TU": pydyf.String(WHAT),
            "F": FLAGS,
            "P": reference,
            "Rect": rectangle,
            "AP": pydyf.Dictionary({"N": _nothing_drawn(pdf, rectangle)}),
            "StructParent": key,
        },
    )
    place = _add(pdf, {"Type": "/OBJR", "Obj": field, "Pg": reference})
    form = _add(
        pdf,
        {
            "Type": "/StructElem",
            "S": "/Form",
            "P": whole.reference,
            "Pg": reference,
            # Not in an array: a reader of seals would take that for tampering once it is sealed.
            "K": place,
            "Alt": pydyf.String(WHAT),
        },
    )
    whole["K"].append(form)
    owners.extend([key, form])
    tags.referred(pdf, reference).setdefault("Annots", pydyf.Array()).append(field)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field])})


def _nothing_drawn(pdf, rectangle):
    """The field's appearance: the printed panel below it is what people see."""
    left, bottom, right, top = rectangle
    drawn = pydyf.Stream(
        [],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, round(right - left, 2), round(top - bottom, 2)]),
            "Resources": pydyf.Dictionary(),
        },
    )
    pdf.add_object(drawn)
    return drawn.reference


def _add(pdf, content: dict):
    made = pydyf.Dictionary(content)
    pdf.add_object(made)
    return made.reference


def _rectangle(page, corners) -> pydyf.Array:
    left, top, right, bottom = corners
    return pydyf.Array(
        round(side * POINTS, 2) for side in (left, page.height - bottom, right, page.height - top)
    )
