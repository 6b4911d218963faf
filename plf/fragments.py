"""Pages and pieces of pages: the same template file answers both. The only module that knows htmx."""

from flask import Response, flash, make_response, redirect, render_template, request
from htmx_flask import make_response as htmx_response
from werkzeug.exceptions import RequestEntityTooLarge

from plf.contents import label_of
from plf.rules import Refusal

# Never kept to be shown again: passwords and our own hidden fields.
_NOT_TYPED = {
    *("csrf_token", "once", "version", "page_token", "sequence", "sha256", "then", "row", "next", "kept"),
    *("password", "password_again", "key"),
}

# What the answers at one address differ by.
_DIFFER_BY = "HX-Request, HX-Request-Type"


def wants_piece() -> bool:
    """Whether htmx asked for a piece. Restoring history and boosting send HX-Request too, but want the page."""
    return bool(request.htmx) and request.headers.get("HX-Request-Type", "partial") == "partial"


def page(template: str, status: int = 200, **context) -> Response:
    """A whole page."""
    return make_response(render_template(template, **context), status)


def piece(template: str, status: int = 200, **context) -> Response:
    """A piece of a page, for htmx."""
    return make_response(render_template(template, **context), status)


def piece_at(name: str, template: str, status: int = 200, *, swap: str = "outerMorph", **context) -> Response:
    """A piece for the element `name`, whatever the form or button that was used would replace."""
    response = piece(template, status, **context)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#{name}", swap
    return response


def done(sentence: str, address: str) -> Response:
    """After a step was taken: say so on the page that comes next."""
    flash(sentence, "success")
    return go_to(address)


def piece_or_page(piece: str, page: str, status: int = 200, **context) -> Response:
    """The piece under htmx, the page that includes it without."""
    return make_response(render_template(piece if wants_piece() else page, **context), status)


def go_to(address: str) -> Response:
    """Another page, to be fetched anew: a 303, which htmx is told in its own way."""
    if wants_piece():
        return htmx_response("", redirect=address)
    return redirect(address, 303)


def refused(refusal: Refusal) -> Response:
    """What was refused, why, and what to do instead; with everything that was typed, so that nothing is lost."""
    # A fault of ours is no answer to a save: the page goes on trying.
    saves = request.headers.get("HX-Target", "").endswith("#save_status")
    if wants_piece() and saves and refusal.status < 500:
        return not_saved(refusal)
    context = {"refusal": refusal, "typed": typed()}
    if wants_piece():
        response = piece("errors/_refused.html", refusal.status, **context)
        # Beside the target: in its place it could put away the form with the text.
        response.headers["HX-Reswap"] = "beforebegin"
        return response
    whole = "errors/fault.html" if refusal.status >= 500 else "errors/refused.html"
    return make_response(render_template(whole, **context), refusal.status)


def not_saved(refusal: Refusal) -> Response:
    """Why a form that saves by itself was not saved, where it says so. Its text stays as it is."""
    # What was too large to be read goes on from the version that it came with.
    version = "" if refusal.status == 413 else -1
    template = "plans/_save_refused.html"
    return piece_at("save_status", template, refusal.status, refusal=refusal, version=version)


def typed() -> list[tuple[str, str]]:
    """The texts of the posted form: (what it was called there, text), longest first. Empty for a GET."""
    if request.method != "POST":
        return []
    try:
        form = request.form
    except RequestEntityTooLarge:  # far beyond what anybody types
        return []
    texts = [
        (label_of(name) or name.replace("-", " ").replace("_", " ").capitalize(), value)
        for name, values in form.lists()
        for value in values
        if name not in _NOT_TYPED and len(value.strip()) > 3
    ]
    return sorted(texts, key=lambda pair: -len(pair[1]))


def vary(response: Response) -> Response:
    """Pages and pieces share an address, so caches must tell them apart."""
    if response.mimetype == "text/html":
        already = response.headers.get("Vary")
        response.headers["Vary"] = f"{already}, {_DIFFER_BY}" if already else _DIFFER_BY
    return response
