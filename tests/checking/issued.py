"""Plans that were signed and issued, what is kept of them, and files brought to the check page."""

from html import unescape

from backstage import rows
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plf import store
from plf.checking import verdicts
from plf.models import Document
from plf.pdf import seal as seals


def a_plan(scene) -> tuple[Document, bytes]:
    """Ana's plan, signed by both and issued: what is kept of it, and its file."""
    scene.plan_at("active")
    scene.copies_are_made()
    return documents(scene)[-1]


def amended(scene) -> tuple[Document, bytes]:
    """Ana's plan is amended and signed anew; the newer document."""
    scene.ben.fill(f"{scene.plan}/amendment", reason="The class changed.")
    scene.ana.fill(f"{scene.plan}/text", fields={"measure": "A tally each Friday, in one lesson."})
    for step in ("submits", "is_reviewed", "evaluator_signs", "teacher_signs", "copies_are_made"):
        getattr(scene, step)()
    return documents(scene)[-1]


def documents(scene) -> list[tuple[Document, bytes]]:
    """All that was issued, in its order."""
    found = rows(scene, select(Document).options(joinedload(Document.revision)).order_by(Document.id))
    with scene.app.app_context():
        return [(each, store.get(each.sha256)) for each in found]


def code(document: Document) -> str:
    """A document's code as it is printed."""
    return "-".join(document.code[start : start + 4] for start in range(0, 16, 4))


def keeping(scene) -> seals.Keeping:
    return seals.keeping(scene.app.config)


def sends(visitor, content: bytes, name: str = "plan.pdf"):
    """Somebody sends a file, written out here: Werkzeug's own client leaves large ones open behind it."""
    part = b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    file = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s\r\n--edge--\r\n'
    visitor.page = visitor.browser.post(
        "/check",
        data=part % (b"csrf_token", visitor.token().encode()) + file % (name.encode(), content),
        content_type="multipart/form-data; boundary=edge",
    )
    return visitor.page


def brings(visitor, content: bytes, name: str = "plan.pdf") -> str:
    """Somebody has a file checked: the words of the answer."""
    answer = sends(visitor, content, name)
    assert answer.status_code == 200, f"{answer.status_code}: {answer.text[:500]}"
    return words(answer)


def words(answer) -> str:
    """A page's words as one reads them, with single spaces."""
    import re

    main = answer.text.split('<main id="main"')[-1]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def judged(scene, content: bytes, answer: bytes) -> str:
    """The verdict on a file that a child has looked into (its lines), as the page gives it."""
    with scene.app.app_context():
        at_once = verdicts.by_bytes(store.fingerprint(content))
        if at_once:
            return at_once.kind
        found = verdicts.findings(answer) if verdicts.may_be_a_pdf(content) else verdicts.Findings()
        return verdicts.verdict(content, found, seals.certificates(keeping(scene))).kind
