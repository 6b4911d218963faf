"""Who may ask for packets, and whose a packet is."""

from access import Line, everyone

from tests.packets.shelf import CHOICE, is_made


def copied(scene) -> None:
    scene.copies_are_made()


def ana_asked_for_hers(scene) -> None:
    scene.copies_are_made()
    assert scene.ana.post("/packets/own").status_code == 303
    is_made(scene)


HERS = {"plan": "active", "setting": ana_asked_for_hers}

ACCESS = {
    "packets.packets GET": Line("/packets", everyone(200)),
    # Lena sees how plans stand and not what is in them; Evan evaluates others.
    "packets.ask POST": Line(
        "/packets",
        everyone(403, ben=303, dana=303, olivia=303, lena=422, evan=422),
        plan="active",
        setting=copied,
        form=CHOICE,
    ),
    "packets.ask_for_own POST": Line("/packets/own", everyone(422, ana=303), plan="active", setting=copied),
    "packets.packet GET": Line("/packets/1", everyone(404, ana=200), **HERS),
    "packets.file GET": Line("/packets/1/files/1", everyone(404, ana=200), **HERS),
    "packets.delete POST": Line("/packets/1/deletion", everyone(404, ana=303), **HERS),
}
