"""Signing in and out, links by mail, passwords, my sessions, and text that outlives a sign-in."""

import json
import math
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user
from werkzeug.exceptions import SecurityError

from plf import fragments
from plf.auth import actions, forms, provider, queries
from plf.database import now, writing
from plf.extensions import db
from plf.models import Identity, KeptText, Person, SignIn
from plf.people.queries import district
from plf.plans.forms import read_page_token
from plf.rules import HIDDEN, Refusal, require_office

bp = Blueprint("auth", __name__)

WRONG = (
    "That e-mail address and password do not belong together. "
    "Try again, or ask for a link to choose a new password."
)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    form = forms.SignInForm()
    if request.method == "GET":
        return fragments.go_to(_where_to()) if current_user.is_authenticated else _sign_in_page(form)
    if not form.validate():
        return _sign_in_page(form, 422)
    wait = _count_try(form.email.data)
    if wait:
        return _wait_page(wait)
    person = _person_signed_in(form.email.data, form.password.data)
    if person is None:
        form.password.errors = [WRONG]
        return _sign_in_page(form, 422)
    elsewhere = queries.signs_in_at(person)
    if elsewhere:
        form.password.errors = [
            f"Your district has you sign in with {elsewhere.name}. Use the button for it."
        ]
        return _sign_in_page(form, 422)
    with writing():
        _new_sign_in(person)
    _begin_session(person)
    return fragments.go_to(_where_to())


def _sign_in_page(form: forms.SignInForm, status: int = 200) -> Response:
    return fragments.page("auth/sign_in.html", status, form=form, providers=provider.providers(), **_way_on())


def _count_try(email: str) -> timedelta | None:
    with writing():
        return actions.count_try(email, _address(), at=now())


def _person_signed_in(email: str, password: str) -> Person | None:
    """The person, if the password is theirs, with a new session if it opens one. It is checked and hashed outside the write."""
    person = queries.person_by_email(email)
    if not actions.check_password(person, password):
        return None
    checked, better = person.password_hash, actions.better_hash(person, password)
    with writing():
        # Changed by somebody in this very moment: then it is not the password anymore.
        if person.password_hash != checked or not person.is_active:
            return None
        person.password_hash = better or checked
        actions.forget_try(email, _address(), at=now())
        if queries.signs_in_at(person) is None:
            _new_sign_in(person)
    return person


def _new_sign_in(person: Person, **how) -> SignIn:
    told = request.headers.get("User-Agent", "")
    row = actions.sign_in(person, at=now(), address=_address(), browser=told, **how)
    old = session.get("_user_id")
    if old:
        _end_old_session(old)
    return row


def _end_old_session(cookie: str) -> None:
    """The session that this browser had before, running or not, ends with the new one."""
    before = db.session.scalar(db.select(SignIn).where(SignIn.cookie_hash == queries.fingerprint(cookie)))
    if before:
        actions.sign_out(before, at=now())


def _begin_session(person: Person) -> None:
    """Put the new session into the cookie. Pages that this person left open keep working: their token stays."""
    old = session.get("_user_id")
    token = session.get("csrf_token") if old and queries.person_id_of_ended(old) == person.id else None
    session.clear()
    if token:
        session["csrf_token"] = token
    login_user(person)


@bp.post("/sign-out")
def sign_out() -> Response:
    with writing():
        actions.sign_out(current_user.sign_in, at=now())
    session.clear()
    response = fragments.go_to(url_for("auth.sign_in", signed_out="yes"))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@bp.get("/signed-in")
def signed_in() -> Response:
    """Where the link in an open page leads that found its sign-in expired: that page is in another tab."""
    return fragments.page("auth/signed_in.html")


def _address() -> str:
    return request.remote_addr or ""


def _way_on() -> dict[str, str]:
    """What is handed on through the sign-in: where to go, and the key to what was typed."""
    return {"next": local_address(request.values.get("next")), "kept": request.values.get("kept", "")[:64]}


def _where_to() -> str:
    """The page that was asked for; what was typed comes first, if it was this person who typed it."""
    way_on = _way_on()
    if way_on["kept"] and queries.kept_text(way_on["kept"], current_user, now()):
        return url_for("auth.kept", key=way_on["kept"])
    return way_on["next"]


def local_address(address: str | None) -> str:
    """The address if it is one of this site's own, as path and query; else the home page."""
    if not address or len(address) > 500 or not address.isprintable() or "\\" in address or " " in address:
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return "/"
    return address


def _wait_page(wait: timedelta) -> Response:
    seconds = math.ceil(wait.total_seconds())
    response = fragments.page("auth/wait.html", 429, wait=_in_words(seconds), **_way_on())
    response.headers["Retry-After"] = str(seconds)
    return response


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} second{'s' if seconds != 1 else ''}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minute{'s' if minutes != 1 else ''}"


# Links by mail, and passwords


@bp.route("/sign-in/link", methods=["GET", "POST"], endpoint="ask_for_link")
def ask_for_link() -> Response:
    form = forms.LinkForm()
    if request.method == "GET":
        return fragments.page("auth/ask_for_link.html", form=form)
    if not form.validate():
        return fragments.page("auth/ask_for_link.html", 422, form=form)
    with writing():
        wait = actions.count_link(_address(), at=now())
        if wait is None:
            actions.send_reset(form.email.data, at=now())
    if wait:
        return _wait_page(wait)
    return fragments.page("auth/link_asked.html", email=form.email.data)


@bp.route("/choose-password/<token>", methods=["GET", "POST"])
def choose_password(token: str) -> Response:
    """The link from the mail. Opening it changes nothing: mail scanners open links, too."""
    invitation = queries.open_invitation(token, now())
    if invitation is None:
        return _link_is_old()
    person = invitation.person
    form = forms.NewPasswordForm(may_not_say=_may_not_say(person))
    if request.method == "GET" or not form.validate():
        status = 200 if request.method == "GET" else 422
        return fragments.page("auth/choose_password.html", status, form=form, person=person)
    new_hash = actions.hashed(form.password.data)
    with writing():
        person = actions.use_link(token, at=now(), new_hash=new_hash)
        elsewhere = queries.signs_in_at(person) if person else None
        if person and not elsewhere:
            _new_sign_in(person)
    if person is None:
        return _link_is_old()
    if elsewhere:
        return fragments.done(
            f"Your password is set: with it you sign plans, also at your evaluator’s screen. Sign in with {elsewhere.name}.",
            url_for("auth.sign_in"),
        )
    _begin_session(person)
    return fragments.done("Your password is set, and you are signed in.", "/")


def _link_is_old() -> Response:
    return fragments.page("auth/link_is_old.html", 410, form=forms.LinkForm(formdata=None))


def _may_not_say(person: Person) -> tuple[str, ...]:
    here = district()
    return (person.name, person.given_name, person.family_name, person.email, here.name if here else "")


@bp.route("/password", methods=["GET", "POST"])
def change_password() -> Response:
    form = forms.ChangePasswordForm(may_not_say=_may_not_say(current_user))
    if request.method == "GET":
        return _change_page(form)
    if not form.validate():
        return _change_page(form, 422)
    email = current_user.email
    wait = _count_try(email)
    if wait:
        return _wait_page(wait)
    if not actions.check_password(current_user._get_current_object(), form.current.data):
        form.current.errors = ["That is not your password. Enter the one you signed in with."]
        return _change_page(form, 422)
    new_hash = actions.hashed(form.password.data)
    with writing():
        actions.forget_try(email, _address(), at=now())
        actions.change_password(current_user, new_hash=new_hash, at=now(), but=current_user.sign_in)
    return fragments.done(
        "Your password is changed. Everywhere else you are signed out.", url_for("auth.sign_ins")
    )


def _change_page(form: forms.ChangePasswordForm, status: int = 200) -> Response:
    return fragments.page("auth/change_password.html", status, form=form)


@bp.route("/sign-ins", methods=["GET", "POST"])
def sign_ins() -> Response:
    """Where I am signed in and since when; the POST ends one of them ("end" is its number) or all others."""
    running = queries.running_sign_ins(current_user, now())
    if request.method == "GET":
        named = [(row, _browser_name(row.browser)) for row in running]
        return fragments.page(
            "auth/sign_ins.html", sign_ins=named, accounts=queries.accounts(current_user), zone=_zone()
        )
    end = request.form.get("end", "")
    found = [row for row in running if str(row.id) == end]
    with writing():
        if end == "others":
            actions.end_other_sign_ins(current_user, at=now(), but=current_user.sign_in)
        for row in found:
            actions.sign_out(row, at=now())
    said = "You are signed out everywhere else." if end == "others" else "That sign-in has ended."
    return fragments.done(said, url_for("auth.sign_ins"))


def _browser_name(told: str) -> str:
    """What people call it: "Firefox on Windows". The order matters: most of them claim to be the others, too."""
    names = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"CrOS": "a Chromebook", "Android": "Android", "iPhone": "an iPhone", "iPad": "an iPad"}
    systems |= {"Windows": "Windows", "Mac OS": "a Mac", "Linux": "Linux"}
    name = next((names[mark] for mark in names if mark in told), "A browser")
    return name + next((f" on {systems[mark]}" for mark in systems if mark in told), "")


def _zone() -> str:
    here = district()
    return here.time_zone if here else "UTC"


# With an account elsewhere (plf.auth.provider). The provider is asked while no transaction is open.

# How many sign-ins one browser may have begun and not ended: tabs that were left open.
BEGUN_AT_MOST = 4


@bp.get("/sign-in/with/<key>")
def sign_in_elsewhere(key: str) -> Response:
    """A plain link that leads to the provider; "another": who is signed in there with a wrong account is asked anew."""
    if current_user.is_authenticated:
        return fragments.go_to(_where_to())
    return _send_away(_provider(key), proves=False, afresh="another" in request.args, **_way_on())


@bp.route("/prove/<key>", methods=["GET", "POST"])
def prove(key: str) -> Response:
    """Signing in again before signing a plan ("back" is its page). The POST keeps what was typed there.

    It answers with a page that leads on by itself: a form whose answer leads to another site is stopped by browsers
    (form-action), a page is not.
    """
    chosen, back = _provider(key), local_address(request.args.get("back"))
    if chosen not in queries.may_prove_at(current_user):
        raise HIDDEN
    if request.method == "GET":
        kept = request.args.get("kept", "")[:64]
        return _send_away(chosen, proves=True, next=back, kept=kept)
    typed = [pair for pair in _typed_fields() if pair[0] not in (*_OURS, "sha256")]
    with writing():
        form = {"fields": typed, "page": back, "sends": False}
        kept = actions.keep_text(current_user.id, path=urlsplit(back).path[:200], form=form, at=now())
    on = url_for("auth.prove", key=key, back=back, kept=kept)
    response = fragments.page("auth/prove.html", provider=chosen, on=on)
    response.headers["Refresh"] = f"0; url={on}"
    return response


def _provider(key: str) -> provider.Provider:
    found = provider.named(key)
    if found is None:
        raise HIDDEN
    return found


def _send_away(
    chosen: provider.Provider, *, proves: bool, next: str, kept: str, afresh: bool = False
) -> Response:
    email = current_user.email if current_user.is_authenticated else ""
    db.session.rollback()
    try:
        away = provider.send_away(chosen, afresh=proves or afresh, email=email)
    except Refusal as refusal:
        return _answer_refused(refusal, {"key": chosen.key, "proves": proves, "next": next, "kept": kept})
    begun = dict(list(session.get("away", {}).items())[1 - BEGUN_AT_MOST :])
    begun[away.state] = {
        "key": chosen.key,
        "nonce": away.nonce,
        "verifier": away.verifier,
        "at": int(now().timestamp()),
        "proves": proves,
        "next": next,
        "kept": kept,
    }
    session["away"] = begun
    return fragments.go_to(away.url)


@bp.get("/sign-in/answer/<key>")
def answer(key: str) -> Response:
    """Where a provider sends people back to. The one GET that signs in: the state in this browser's cookie asked for it."""
    chosen, state = _provider(key), request.args.get("state", "")
    begun = dict(session.get("away", {}))
    away = begun.pop(state, None)
    session["away"] = begun
    try:
        came = _who_came(chosen, state, away)
        return _let_in(chosen, came, away)
    except Refusal as refusal:
        return _answer_refused(refusal, away or {"key": chosen.key})


def _who_came(chosen: provider.Provider, state: str, away: dict | None) -> provider.Answer:
    """Who the provider says has come, once it is sure that this browser asked and asks for the first time."""
    at = now()
    if away is None or away["key"] != chosen.key or at - _moment(away) > actions.ANSWER_LASTS:
        raise Refusal(403, NOT_ASKED.format(name=chosen.name))
    with writing(even_on_get=True):
        wait = actions.count_answer(_address(), at=at)
        is_new = wait is None and actions.use_answer(state, at=at)
    if wait:
        words = _in_words(math.ceil(wait.total_seconds()))
        raise Refusal(429, f"There were too many tries from your network. Wait {words}, then start again.")
    if not is_new:
        raise Refusal(403, NOT_ASKED.format(name=chosen.name))
    code = request.args.get("code", "")
    if "error" in request.args or not code:
        raise Refusal(403, _why(chosen, request.args.get("error", "")))
    return provider.who_came(
        chosen, code=code, nonce=away["nonce"], verifier=away["verifier"], issuer=request.args.get("iss")
    )


NOT_ASKED = "This answer of {name} was used before, is too old, or was not asked for from this browser. Start again here."


def _why(chosen: provider.Provider, error: str) -> str:
    """The provider's word for what went wrong, as a sentence. Its own sentences are not shown: anybody can write one."""
    return {
        "access_denied": f"You did not let {chosen.name} tell us who you are, or your account may not be used here. "
        "Start again, or ask your district’s office.",
        "login_required": f"{chosen.name} needs you to sign in there. Start again.",
        "temporarily_unavailable": f"{chosen.name} is too busy right now. Try again in a minute.",
    }.get(
        error,
        f"{chosen.name} did not sign you in. Start again; if it happens twice, tell your district’s office.",
    )


def _moment(away: dict) -> datetime:
    return datetime.fromtimestamp(away["at"], UTC)


def _let_in(chosen: provider.Provider, came: provider.Answer, away: dict) -> Response:
    fresh = provider.is_fresh(came, sent_at=_moment(away), at=now())
    if current_user.is_authenticated:
        return _proved(chosen, came, away, fresh)
    with writing(even_on_get=True):
        person = actions.person_of(came, name=chosen.name, at=now())
        actions.forget_answer(_address())
        _new_sign_in(person, proof=f"at {chosen.key}", proves=fresh and chosen.proves)
    _begin_session(person)
    if away["proves"]:
        return fragments.go_to(_back_to(away))
    if away["kept"] and queries.kept_text(away["kept"], current_user, now()):
        return fragments.go_to(url_for("auth.kept", key=away["kept"]))
    return fragments.go_to(away["next"])


def _proved(chosen: provider.Provider, came: provider.Answer, away: dict, fresh: bool) -> Response:
    """Somebody who is signed in here has signed in there: proof, when it is the same person and just now."""
    with writing(even_on_get=True):
        person = actions.person_of(came, name=chosen.name, at=now())
        if person.id != current_user.id:
            raise Refusal(
                403,
                f"You signed in at {chosen.name} with another person’s account. Here you are {current_user.name}. "
                "Sign in there with your own, or sign out here first.",
            )
        actions.forget_answer(_address())
        if fresh and chosen.proves:
            actions.prove(current_user.sign_in, at=now(), proof=f"at {chosen.key}")
    if away["proves"] and not fresh:
        raise Refusal(
            403,
            f"{chosen.name} did not say that you have just signed in there, so it is no proof for a signature. "
            "Sign with your password.",
        )
    return fragments.go_to(_back_to(away) if away["proves"] else away["next"])


def _back_to(away: dict) -> str:
    """The page where something is to be signed, with what was typed there."""
    back = local_address(away["next"])
    return back + ("&" if "?" in back else "?") + urlencode({"kept": away["kept"]})


def _answer_refused(refusal: Refusal, away: dict) -> Response:
    """Why not, and the ways on: none of them forgets where somebody was going, or what they had typed."""
    proves = bool(away.get("proves")) and current_user.is_authenticated
    back = _back_to(away) if proves else _sign_in_address(away.get("next", "/"), **_kept(away))
    another = None
    if "next" in away and not current_user.is_authenticated and refusal.status != 503:
        way_on = {"next": away["next"], **_kept(away)}
        another = url_for("auth.sign_in_elsewhere", key=away["key"], another="yes", **way_on)
    return fragments.page(
        "auth/refused.html", refusal.status, refusal=refusal, proves=proves, back=back, another=another
    )


def _kept(away: dict) -> dict[str, str]:
    return {"kept": away["kept"]} if away.get("kept") and not away.get("proves") else {}


@bp.app_context_processor
def offer_proof() -> dict:
    """For pages where something is signed: where their reader can sign in again."""
    return {"may_prove_at": lambda: queries.may_prove_at(current_user)}


@bp.post("/sign-ins/accounts/<int:identity_id>")
def disconnect(identity_id: int) -> Response:
    with writing():
        actions.disconnect(_account(identity_id, current_user.id))
    return fragments.done("That account is disconnected from yours here.", url_for("auth.sign_ins"))


@bp.get("/people/<int:person_id>/accounts")
def accounts(person_id: int) -> Response:
    """How somebody signs in, for the office."""
    require_office(current_user.is_office)
    person = db.session.get(Person, person_id)
    if person is None:
        raise HIDDEN
    return fragments.page(
        "auth/accounts.html",
        person=person,
        accounts=queries.accounts(person),
        elsewhere=queries.signs_in_at(person),
        providers=provider.providers(),
        zone=_zone(),
    )


@bp.post("/people/<int:person_id>/accounts/<int:identity_id>")
def disconnect_for(person_id: int, identity_id: int) -> Response:
    """The office disconnects somebody's account, and ends where they are signed in."""
    require_office(current_user.is_office)
    with writing():
        account = _account(identity_id, person_id)
        actions.end_other_sign_ins(account.person, at=now(), but=current_user.sign_in)
        actions.disconnect(account)
    said = "The account is disconnected, and its sign-ins here have ended."
    return fragments.done(said, url_for("auth.accounts", person_id=person_id))


def _account(identity_id: int, person_id: int) -> Identity:
    found = db.session.get(Identity, identity_id)
    if found is None or found.person_id != person_id:
        raise HIDDEN
    return found


# When the sign-in has run out, or the page is from before the last one


def ask_to_sign_in() -> Response:
    """Nobody is signed in, or the form is from before the last sign-in. What was typed is never lost."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception
    if fragments.wants_piece():
        return _expired()
    if request.method != "POST":
        return fragments.go_to(_sign_in_address(request.full_path.rstrip("?")))
    if request.endpoint in ("auth.sign_in", "auth.ask_for_link", "auth.choose_password", "checking.upload"):
        flash("This page had been open for long. Please enter it once more.", "warning")
        return fragments.go_to(local_address(request.full_path.rstrip("?")))
    return _keep_and_sign_in()


def _sign_in_address(next_: str, **more: str) -> str:
    query = {"next": local_address(next_)} if local_address(next_) != "/" else {}
    return "/sign-in" + ("?" + urlencode(query | more) if query or more else "")


def _expired() -> Response:
    """A notice for the page's own target. The form and its text stay as they are."""
    target = request.headers.get("HX-Target", "").rpartition("#")[2]
    response = fragments.piece(
        "auth/_expired.html",
        401,
        in_form=target == "save_status",
        address=_sign_in_address(url_for("auth.signed_in")),
        version=request.form.get("version", ""),
    )
    if target != "save_status":
        # Beside the target: in its place it could put away the form with the text.
        response.headers["HX-Reswap"] = "beforebegin"
    return response


# What is answered without a name is not kept under one either.
ANONYMOUS = ("feedback.answer",)


def _keep_and_sign_in() -> Response:
    person_id = _whose_form()
    page = _page_before()
    if not fragments.typed():
        return fragments.go_to(_sign_in_address(page))
    anonymous = request.endpoint in ANONYMOUS
    if (
        anonymous
        or person_id is None
        or len(request.path) > 200
        or local_address(request.path) != request.path
    ):
        address = _sign_in_address(page)
        return fragments.page(
            "auth/not_saved.html", 401, typed=fragments.typed(), address=address, anonymous=anonymous
        )
    kept = {"fields": _typed_fields(), "page": page, "sends": _may_be_sent_again()}
    with writing():
        key = actions.keep_text(person_id, path=request.path, form=kept, at=now())
    if current_user.is_authenticated and current_user.id == person_id:
        return fragments.go_to(url_for("auth.kept", key=key))
    return fragments.go_to(_sign_in_address(page, kept=key))


def _whose_form() -> int | None:
    """Whose the posted form is: the page says it itself, else the session of its cookie, even one that has run out."""
    page = read_page_token(request.form.get("page_token", ""))
    if page:
        return page.person_id
    if current_user.is_authenticated:
        return current_user.id
    cookie = session.get("_user_id")
    return queries.person_id_of_ended(cookie) if cookie else None


def _page_before() -> str:
    """The page of this site where the form was, to go back to."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return "/"
    return local_address(parts.path + (f"?{parts.query}" if parts.query else ""))


def _typed_fields() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in ("csrf_token", "was_kept") and "password" not in name
    ]


def _may_be_sent_again() -> bool:
    """Never a signature: that is given anew, on the page that shows what is signed."""
    signs = "signature" in request.path or "sha256" in request.form
    return not signs and not any("password" in name for name in request.form)


@bp.route("/kept/<key>", methods=["GET", "POST"])
def kept(key: str) -> Response:
    """What was typed, with a button that sends it where it was meant for. The POST throws it away."""
    text = queries.kept_text(key, current_user, now())
    if text is None:
        raise HIDDEN
    if request.method == "POST":
        with writing():
            actions.forget_text(key, current_user)
        return fragments.done("What was kept is deleted.", "/")
    return _kept_page(text, key)


def _kept_page(text: KeptText, key: str) -> Response:
    form = json.loads(text.form)
    shown = [(name, value) for name, value in form["fields"] if name not in _OURS and len(value.strip()) > 3]
    return fragments.page("auth/kept.html", key=key, text=text, form=form, shown=shown, zone=_zone())


_OURS = ("once", "version", "page_token", "sequence", "key")


@bp.app_errorhandler(SecurityError)
def not_our_host(error: SecurityError) -> Response:
    """Somebody asked for another site here. No page: its addresses could not be built."""
    return make_response("This site has another address.", 400, {"Content-Type": "text/plain; charset=utf-8"})


@bp.after_app_request
def forget_what_arrived(response: Response) -> Response:
    """The kept text is deleted when sending it has worked, and not before."""
    if request.method == "POST" and response.status_code < 400 and current_user.is_authenticated:
        key = request.form.get("was_kept", "")[:64]
        if key:
            with writing():
                actions.forget_text(key, current_user)
    return response
