"""Asking for a packet, keeping what the job made of it, and letting it go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy import func, select

from plf import jobs, store
from plf.extensions import db
from plf.models import Packet, PacketFile, Person
from plf.packets import queries
from plf.packets.queries import Choices, Selection
from plf.rules import Refusal, not_ready

JOB = "packet"
KEPT = timedelta(days=1)
MOST_KEPT = 10
MOST_DRAWN = 500  # forms that are not signed take a fifth of a second each


@dataclass(frozen=True)
class Made:
    """A file that was made: `content` is read from its beginning, `held` are its forms (see `queries.lost`)."""

    name: str
    sha256: str
    content: IO[bytes]
    held: dict[str, list[int]]


def ask(person: Person, choices: Choices, selection: Selection, *, at: datetime) -> Packet:
    """Write down that `person` wants this packet; a job makes it. `selection` is what it would hold now.

    Raises a Refusal (422) when nothing would be in it or too much would have to be drawn, (409) with too many kept.
    """
    _require_something(choices, selection)
    if selection.drawn > MOST_DRAWN:
        raise not_ready(
            f"{selection.drawn:,} forms that are not signed are too many for one packet. Choose one site at a time.",
            "states",
        )
    require_room(person)
    packet = Packet(
        person_id=person.id,
        title=queries.title(choices)[:200],
        choices={"asked": choices.kept()},
        made_at=at,
        expires_at=at + KEPT,
        documents=selection.count,
        missing=len(selection.missing),
    )
    db.session.add(packet)
    db.session.flush()
    jobs.enqueue(JOB, {"packet": packet.id}, key=queries.key(packet.id))
    return packet


def require_room(person: Person) -> None:
    """Raise a Refusal (409) when as many packets are kept for a person as there can be."""
    kept = db.session.scalar(select(func.count()).select_from(Packet).where(Packet.person_id == person.id))
    if kept >= MOST_KEPT:
        raise Refusal(
            409,
            f"You have {kept} packets, and no more are kept for one person. Delete one that you have saved, "
            "or wait: each is deleted after a day.",
        )


def _require_something(choices: Choices, selection: Selection) -> None:
    if selection.held:
        return
    if choices.get == "own":
        raise not_ready(
            "There is no signed copy of yours yet. It is made as soon as both of you have signed a plan."
        )
    raise not_ready(
        "Nothing would be in this packet. Choose another year, site or kind of form, or take forms in that are not signed.",
        "states",
    )


def keep(packet_id: int, files: Sequence[Made], selection: Selection, *, at: datetime) -> None:
    """Keep what was made, for a day from now; nothing if the packet was deleted or is there already. Inside `writing()`.

    All files or none: a worker that is killed leaves no bytes behind.
    """
    packet = db.session.scalar(
        select(Packet)
        .where(Packet.id == packet_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if packet is None or packet.files:
        return
    for number, file in enumerate(files, start=1):
        file.content.seek(0)
        store.put(file.sha256, file.content.read())
        packet.files.append(PacketFile(number=number, name=file.name, sha256=file.sha256))
    held = {str(number): file.held for number, file in enumerate(files, start=1)}
    packet.choices = {**packet.choices, "held": held}
    packet.documents, packet.missing = selection.count, len(selection.missing)
    packet.expires_at = at + KEPT


def delete(packet: Packet) -> None:
    """Let a packet go with its files. A job that is just making it then keeps nothing."""
    kept = [file.sha256 for file in packet.files]
    db.session.delete(packet)
    db.session.flush()
    for sha256 in kept:
        store.drop(sha256)


def delete_expired(at: datetime) -> None:
    """Let go what has been kept for a day."""
    expired = select(Packet).where(Packet.expires_at < at).with_for_update(skip_locked=True)
    for packet in db.session.scalars(expired).all():
        delete(packet)
