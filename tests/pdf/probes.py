"""Texts by which a page could be made to load a file or an address, and a program that prints plans that are full of them.

`python -m tests.pdf.probes ADDRESS HOW` prints one line of JSON for each PDF: which files and sockets were touched for it, and what it
holds. HOW "ours" is plf.pdf; HOW "open" is WeasyPrint as it comes, on the same pages without the escapes.
"""

import html
import json
import sys
from collections.abc import Callable, Iterator
from functools import partial

from plf import pdf
from plf.pdf import rendering
from tests.pdf import documents, reading
from tests.pdf.samples import archived, check_at, printed

# Each asks the address for its own number, so that who is asked knows who asked.
REACHING = [
    '<img src="file:///etc/passwd">',
    '<img src="{at}">',
    '<img src="../../etc/passwd">',
    '<a rel="attachment" href="file:///etc/passwd">notes</a>',
    '<a rel="attachment" href="{at}">notes</a>',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<link rel="stylesheet" href="{at}">',
    "<style>@import url({at});</style>",
    '<style>@import "file:///etc/passwd";</style>',
    "<style>@font-face {{ font-family: x; src: url({at}) }} p {{ font-family: x }}</style>",
    '<p style="background: url(file:///etc/passwd)">x</p>',
    '<ul><li style="list-style-image: url({at})">x</li></ul>',
    '<p style="border: 9px solid; border-image: url(file:///etc/passwd) 1">x</p>',
    "<style>p::before {{ content: url(file:///etc/passwd) }}</style>",
    '<object data="file:///etc/passwd"></object>',
    '<embed src="{at}">',
    '"><img src="{at}">',
    "'><img src='{at}'>",
    "</textarea></title></style><img src={at}>",
    "--><img src={at}><!--",
    '<base href="{at}/"><img src="x.png">',
]
# The same from within a drawing, where WeasyPrint goes on when it is told that it may not.
REACHING_IN_DRAWINGS = [
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>@import url({at});</style><path d="M0 0"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
]
# What WeasyPrint passes over today even where it may do all.
PASSED_OVER = [
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
    '<use xlink:href="{at}#x"/></svg>',
    '<iframe src="file:///etc/passwd"></iframe>',
    '<video poster="file:///etc/passwd" src="{at}"></video>',
    '<script src="{at}"></script><script>fetch("{at}")</script>',
    '<meta http-equiv="refresh" content="0; url={at}">',
    '<form action="{at}"><input type="image" src="{at}"></form>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>',
    '{{% include "/etc/passwd" %}} {{{{ cycler.__init__.__globals__.os.popen("id").read() }}}}',
    ") /AA << /O << /S /JavaScript /JS (app.launchURL('{at}')) >> >> (",
]
PROBES = REACHING + REACHING_IN_DRAWINGS + PASSED_OVER

# What says how a document is printed, and is no text of people.
NO_TEXT = {"form", "status", "kind", "role", "signed_at", "zone", "sha256", "fingerprint", "decision"}


TOGETHER = 3


def addressed(number: int, at: str) -> str:
    return PROBES[number].format(at=f"{at}/{number}")


def full_of(probe: str, value, key: str = ""):
    """The document with the probe in the place of each text."""
    if isinstance(value, dict):
        return {name: full_of(probe, inner, name) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [full_of(probe, inner, key) for inner in value]
    return probe if isinstance(value, str) and key not in NO_TEXT else value


def attacked(probe: str, form: str = "plan") -> dict:
    """What both signed, with the probe in every text."""
    signed = documents.signed(documents.SHORT) if form == "plan" else documents.checkpoint()
    signatures = [documents.DANA_SIGNED, documents.ANA_BY_HAND | {"response": "I agree."}]
    return documents.issued(full_of(probe, signed | {"signatures": signatures}))


def ours(at: str) -> Iterator[tuple[list[str], Callable[[], bytes]]]:
    """Every probe in a plan that is kept, and some in all else that is printed: what is in it, and what makes it."""
    everything = [addressed(number, at) for number in range(len(PROBES))]
    for first in range(0, len(everything), TOGETHER):
        probes = everything[first : first + TOGETHER]
        yield probes, _kept(attacked(" ".join(probes)))
    some = everything[::10]
    text = " ".join(some)
    yield some, _kept(attacked(text, "checkpoint"))
    yield some, partial(pdf.render, attacked(text) | {"status": "draft", "signatures": []})
    yield some, partial(pdf.render, documents.blank_checkpoint([text]))
    yield some, partial(pdf.render, full_of(text, documents.transcript()))


def _kept(document: dict) -> Callable[[], bytes]:
    return partial(pdf.archive, document, check_at=check_at(document))


def as_it_comes(at: str) -> Iterator[tuple[list[str], Callable[[], bytes]]]:
    """Each probe in a plan whose text is taken for markup, and nobody watches what is loaded."""
    for number in range(len(PROBES)):
        probe = addressed(number, at)
        document = attacked(probe)
        page = html.unescape(rendering.html(document, check_at=check_at(document)))
        yield [probe], partial(_printed_open, page)


def _printed_open(page: str) -> bytes:
    press = rendering._press()
    return press.HTML(string=page, base_url="file:///srv/plf/").write_pdf(font_config=press.font_config)


def held(made: bytes) -> dict:
    """What a PDF carries: its visible text without spaces, its attachments, and what one can press."""
    opened = reading.opened(made)
    return {
        # Lines end anywhere in words as long as these.
        "text": "".join(reading.text(made).split()),
        "attached": {
            name: file.get_file().read_bytes().decode() for name, file in opened.attachments.items()
        },
        "to press": [
            str(each.Subtype) + str(each.get("/T", ""))
            for page in opened.pages
            for each in page.get("/Annots", [])
        ],
        "pictures": sum(len(page.resources.get("/XObject", {})) for page in opened.pages),
        "starts": [key for key in ("/OpenAction", "/AA") if key in opened.Root],
    }


def main(at: str, how: str) -> None:
    # What is loaded once is loaded before anybody looks.
    archived("checkpoint")
    for name in ("draft", "blank checkpoint", "transcript"):
        printed(name)
    _printed_open("<p>x")
    touched: list[str] = []
    watched = ("open", "os.listdir", "os.scandir", "os.system", "subprocess.Popen", "ctypes.dlopen")

    def watch(event: str, values: tuple) -> None:
        if event in watched or event.startswith(("socket.", "urllib.")):
            touched.append(f"{event} {values[0]}")

    sys.addaudithook(watch)
    for probes, make in {"ours": ours, "open": as_it_comes}[how](at):
        touched.clear()
        made = make()
        found = list(touched)
        sys.stdout.write(json.dumps({"probes": probes, "touched": found, **held(made)}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
