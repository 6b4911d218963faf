"""A shelf of signed forms: teachers of Ben with a plan that both signed and a copy that was issued, in a moment."""

import json
from datetime import timedelta
from io import BytesIO

import pikepdf
from backstage import change
from sqlalchemy import select
from world import local_today

from plf import store
from plf.contents import canonical
from plf.database import now, writing
from plf.extensions import db
from plf.models import Document, Job, Packet, PacketFile, Person, Plan, Revision, Signature, StoredFile
from plf.pdf import check_code


def copy_of(name: str, pages: int = 1) -> bytes:
    """A PDF that says nothing, of its own for each name."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(612, 792))
        pdf.docinfo["/Title"] = name
        made = BytesIO()
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def signed(
    scene, *names: tuple[str, str], site: int | None = 1, evaluator: int = 2, pages: int = 1, year: int = 1
) -> None:
    """Teachers (given name, family name) with a signed plan each, and its copy."""
    with scene.app.app_context(), writing() as session:
        for given, family in names:
            number = 1 + max(session.scalars(select(Person.id)))
            person = Person(
                id=number,
                given_name=given,
                family_name=family,
                email=f"p{number}@riverbend.example",
                main_site_id=site,
                created_at=now(),
            )
            session.add(person)
            session.flush()
            plan = Plan(
                year_id=year,
                teacher_id=person.id,
                evaluator_id=evaluator,
                site_id=site,
                rubric_id=1,
                state="active",
                state_since=now(),
                assigned_at=now(),
                held_on=local_today(),
                checkpoint_on=local_today() + timedelta(days=90),
            )
            session.add(plan)
            session.flush()
            sign(session, plan, f"{given} {family}", pages=pages)


def sign(session, plan: Plan, name: str, *, kind: str = "plan", number: int = 1, pages: int = 1) -> Document:
    """One more revision of a plan that both signed, with its copy."""
    frozen = canonical({"kind": kind, "revision": number, "plan": plan.id})
    sha256 = store.fingerprint(frozen.encode())
    revision = Revision(
        plan_id=plan.id,
        kind=kind,
        number=number,
        frozen=frozen,
        sha256=sha256,
        frozen_at=now(),
        frozen_by_id=plan.teacher_id,
    )
    session.add(revision)
    session.flush()
    if kind == "plan":
        plan.revision_id = plan.in_force_id = revision.id
    for role, person in (("evaluator", plan.evaluator_id), ("teacher", plan.teacher_id)):
        session.add(
            Signature(
                plan_id=plan.id,
                revision_id=revision.id,
                role=role,
                person_id=person,
                signed_at=now(),
                statement="I agree.",
                agreed=json.dumps({"of": kind}),
                sha256="0" * 64,
                proof="password",
                proved_at=now(),
            )
        )
    content = copy_of(f"{name} {plan.id} {kind} {number}", pages)
    store.put(store.fingerprint(content), content)
    document = Document(
        plan_id=plan.id,
        revision_id=revision.id,
        code=check_code(sha256).replace("-", ""),
        sha256=store.fingerprint(content),
        data="{}",
        certificate="0" * 64,
        issued_at=now(),
    )
    session.add(document)
    session.flush()
    return document


CHOICE = {"year": "1", "kinds": ["plan"], "states": ["signed"], "get": "print"}


def asks(person, **choices) -> str:
    """Somebody asks for a packet; its address."""
    answer = person.post("/packets", {**CHOICE, **choices})
    assert answer.status_code == 303, answer.text[:3000]
    return answer.location


def is_made(scene) -> None:
    """The worker makes the packets that wait."""
    from plf import jobs

    with scene.app.app_context():
        for number in list(
            db.session.scalars(select(Job.id).where(Job.kind == "packet", Job.state == "queued"))
        ):
            db.session.rollback()
            jobs.run(number)
            job = db.session.get(Job, number, populate_existing=True)
            assert job.state == "done", job.error
            db.session.rollback()


def saved(person, address: str, number: int = 1) -> bytes:
    """A file of a packet, as it is saved."""
    answer = person.get(f"{address}/files/{number}")
    assert answer.status_code == 200, answer.text[:2000]
    return answer.data


def pages(content: bytes) -> int:
    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.check_pdf_syntax() == []
        return len(pdf.pages)


def bookmarks(content: bytes) -> list[tuple[str, int]]:
    """The label of each form of a packet, and the page that it leads to, counted from 0."""
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return [(str(each.title), numbers[each.destination[0].objgen]) for each in outline.root]


def cover(content: bytes) -> str:
    """What the first pages of a packet say, up to its first form."""
    from tests.pdf.reading import pages as read

    return " ".join(read(content)[: bookmarks(content)[0][1]])


def orphans(scene) -> int:
    """How many bytes in the store nobody refers to."""
    kept = set()
    with scene.app.app_context():
        for column in (Document.sha256, PacketFile.sha256):
            kept |= set(db.session.scalars(select(column)))
        return len(set(db.session.scalars(select(StoredFile.sha256))) - kept)


def kept(scene) -> int:
    """How many packets there are."""
    with scene.app.app_context():
        return len(db.session.scalars(select(Packet.id)).all())


def a_day_passes(scene) -> None:
    from plf import jobs

    change(
        scene,
        "UPDATE packet SET expires_at = '2020-01-01 00:00:00+00:00'"
        if _is_postgresql(scene)
        else "UPDATE packet SET expires_at = '2020-01-01 00:00:00.000000'",
    )
    with scene.app.app_context():
        jobs.sweep()


def _is_postgresql(scene) -> bool:
    with scene.app.app_context():
        return db.engine.dialect.name == "postgresql"
