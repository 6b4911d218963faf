"""The page of packets: choosing one, seeing what would be in it, watching it being made, and saving its files."""

from urllib.parse import quote

from flask import Blueprint, Response, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from plf import fragments, once, store
from plf.database import now, writing
from plf.packets import actions, queries
from plf.packets.forms import PacketForm
from plf.packets.queries import Choices, Selection
from plf.people.queries import district, today_here
from plf.plans import actions as plans
from plf.rules import HIDDEN, Refusal
from plf.teachers.queries import has_list, sites_listed
from plf.years.queries import open_year

bp = Blueprint("packets", __name__)

MEDIA = {"pdf": "application/pdf", "zip": "application/zip"}


@bp.get("/packets")
def packets() -> Response:
    """One's packets, and the form for a new one. With choices in the address it also says what would be in it."""
    form = _form(request.args)
    if form is None or not request.args:
        return _page(form)
    if not form.validate():
        return _preview(form, None, 422)
    try:
        selection = queries.selection(current_user, Choices(**form.chosen), on=today_here())
    except Refusal as refusal:
        form.refused(refusal)
        return _preview(form, None, 422)
    return _preview(form, selection)


@bp.post("/packets")
def ask() -> Response:
    form = _form(request.form)
    if form is None:
        raise Refusal(
            403,
            "Packets of several teachers are for evaluators and the office. Your own signed copies are on this page.",
        )
    if not form.validate():
        return _preview(form, None, 422)
    try:
        return _asked(Choices(**form.chosen))
    except Refusal as refusal:
        form.refused(refusal)
        return _preview(form, None, 422)


@bp.post("/packets/own")
def ask_for_own() -> Response:
    """All of one's own signed copies, of all years: for who leaves, and for anybody who wants them."""
    return _asked(Choices(get="own"))


def _asked(choices: Choices) -> Response:
    # Counted before: a whole district takes longer than others should wait for.
    selection = queries.selection(current_user, choices, on=today_here())
    with writing():
        once.only(url_for("packets.packets"))
        packet_id = actions.ask(current_user, choices, selection, at=now()).id
    return fragments.go_to(url_for("packets.packet", packet_id=packet_id))


@bp.get("/packets/<int:packet_id>")
def packet(packet_id: int) -> Response:
    found = queries.packet_of(packet_id, current_user)
    return fragments.piece_or_page(
        "packets/_packet.html",
        "packets/packet.html",
        packet=found,
        choices=Choices.of(found),
        progress=queries.progress(found),
        sizes=queries.sizes(found),
    )


@bp.get("/packets/<int:packet_id>/files/<int:number>")
def file(packet_id: int, number: int) -> Response:
    """A file of one's own packet, while one may still read every form in it."""
    found = queries.packet_of(packet_id, current_user)
    kept = next((each for each in found.files if each.number == number), None)
    if kept is None:
        raise HIDDEN
    held, on = found.choices["held"][str(number)], today_here()
    name, sha256 = kept.name, kept.sha256
    lost = queries.lost(current_user, held, on=on)
    if lost:
        raise Refusal(403, _lost(lost))
    recorded = queries.recorded(current_user, held, on=on)
    if recorded:
        plans.note_views(recorded, current_user.id, at=now(), how="packet")
    response = Response(store.get(sha256), mimetype=MEDIA[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = _to_be_saved(name)
    return response


@bp.post("/packets/<int:packet_id>/deletion")
def delete(packet_id: int) -> Response:
    address = url_for("packets.packets")
    with writing():
        once.only(address)
        actions.delete(queries.packet_of(packet_id, current_user, lock=True))
    return fragments.done("The packet is deleted.", address)


def _form(given: MultiDict) -> PacketForm | None:
    """The form with what is there to choose from; None for those who look after no plans."""
    on = today_here()
    years = queries.years()
    if not years or not has_list(current_user, on=on):
        return None
    chosen = next((each for each in years if str(each.id) == given.get("year")), None)
    year = chosen or open_year(on) or years[0]
    form = PacketForm(given or None, meta={"csrf": False})  # checked for every POST, by the app
    form.offer(
        [(each.id, each.label) for each in years], sites_listed(current_user, year, on=on), year=year.id
    )
    return form


def _page(form: PacketForm | None, status: int = 200, **more: object) -> Response:
    return fragments.page(
        "packets/packets.html",
        status,
        form=form,
        packets=queries.packets_of(current_user),
        has_plan=queries.has_plan(current_user),
        **{"selection": None, "as_piece": False, "zone": district().time_zone, **more},
    )


def _preview(form: PacketForm, selection: Selection | None, status: int = 200) -> Response:
    if fragments.wants_piece():
        return fragments.piece("packets/_preview.html", status, form=form, selection=selection, as_piece=True)
    return _page(form, status, selection=selection)


def _lost(count: int) -> str:
    forms = "one of the forms" if count == 1 else f"{count:,} of the forms"
    return (
        f"You cannot have this file any more: {forms} in it {'is' if count == 1 else 'are'} not yours to read now. "
        "Ask for the packet again: it will hold what you may read."
    )


def _to_be_saved(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "'")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
