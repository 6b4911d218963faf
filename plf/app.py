"""create_app(): the one place that knows every feature; error answers; sign-in required unless listed."""

import hashlib
import os
from importlib import import_module
from pathlib import Path

from flask import Flask, Response, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from whitenoise import WhiteNoise

from plf import cli, config, database, formats, fragments, history, logs, once, rules
from plf.auth import queries as sign_ins
from plf.auth import routes as auth
from plf.extensions import compress, csrf, db, htmx, login, migrate
from plf.people.queries import district
from plf.rules import HIDDEN, Refusal
from plf.templating import PageEnvironment, addresses

TOP = Path(__file__).resolve().parent.parent

FEATURES = (
    "auth",
    "home",
    "teachers",
    "assignments",
    "plans",
    "comments",
    "support",
    "meetings",
    "reviews",
    "signing",
    "amendments",
    "lineage",
    "documents",
    "packets",
    "checking",
    "papers",
    "journal",
    "handovers",
    "pauses",
    "endings",
    "people",
    "sites",
    "feedback",
    "records",
    "years",
    "rubrics",
    "district",
    "notices",
    "notice_texts",
    "school_calendar",
    "editions",
    "row_comments",
    "table_prints",
    "action_plans",
    "action_rows",
    "action_imports",
    "action_exports",
    "row_updates",
    "committee",
    "timeline",
    "table_answers",
    "exemplars",
    "library",
    "focus",
    "guide",
    "presenting",
    "reports",
    "contributing",
    "operations",
    "roster",
)

# The short list of what anyone may open without signing in. Everything else asks for sign-in.
PUBLIC = frozenset(
    {
        "static",
        "operations.healthz",
        "operations.readyz",
        "auth.sign_in",
        "auth.sign_in_elsewhere",
        "auth.answer",
        "auth.ask_for_link",
        "auth.choose_password",
        "checking.check",
        "checking.show",
        "checking.upload",
        "checking.certificates",
        "editions.board",
        "table_prints.board",
        "table_prints.board_summary",
    }
)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


# On every answer, static files too.
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

# What is still read of a form that is too large, so that its text can be shown again.
SHOWN_AGAIN = 2 * 1024 * 1024


def create_app(overrides: dict | None = None) -> Flask:
    """The application. `overrides` replace settings of plf.config (tests)."""
    app = Flask(
        "plf",
        root_path=str(TOP / "plf"),
        template_folder=str(TOP / "templates"),
        static_folder=str(TOP / "static"),
    )
    overrides = overrides or {}
    app.config.update(
        config.settings(Path(overrides.get("INSTANCE", os.environ.get("PLF_INSTANCE", TOP / "instance"))))
    )
    app.config.update(overrides)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    app.config["SQLALCHEMY_BINDS"] = database.binds(app.config["SQLALCHEMY_DATABASE_URI"])
    app.jinja_environment = PageEnvironment
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "cache_size": -1}  # our own, all of them

    logs.set_up(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(TOP / "migrations"))
    login.init_app(app)
    htmx.init_app(app)
    compress.init_app(app)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked below, after the sign-in, so that no text is lost
    csrf.init_app(app)
    database.bind(app)
    formats.register(app.jinja_env)
    app.jinja_env.filters["told"] = history.told
    app.jinja_env.globals["url_for"] = addresses(app)
    app.jinja_env.globals["step_names"] = [name for _, name, _ in rules.STEPS]
    login.user_loader(sign_ins.person_of_cookie)

    app.url_map.converters["int"] = RowNumber
    for name in FEATURES:
        app.register_blueprint(import_module(f"plf.{name}.routes").bp)
    if app.config["STYLE_PAGE"] or app.debug:
        app.add_url_rule("/style", "style", lambda: render_template("style.html"))
    cli.register(app)

    app.before_request(_require_sign_in)
    app.after_request(_headers)
    app.after_request(fragments.vary)
    app.context_processor(_context)
    _number_static_files(app)
    _register_errors(app)
    _wrap(app)
    return app


class RowNumber(IntegerConverter):
    """A number in an address. What no row can have is no address (404)."""

    def __init__(self, url_map: Map, max: int = 2**31 - 1, **more) -> None:
        super().__init__(url_map, max=max, **more)


def _require_sign_in() -> Response | None:
    if request.endpoint not in PUBLIC and not current_user.is_authenticated:
        return auth.ask_to_sign_in()
    if request.method == "POST" and request.endpoint is not None:
        csrf.protect()
    return None


def _context() -> dict:
    return {"district": district(), "nav": _nav(), "new_key": once.key, "request_id": logs.request_id}


def _nav() -> list[tuple[str, str, bool]]:
    person, here = current_user._get_current_object(), request.path
    if not person.is_authenticated:
        return []
    links = [("Home", "/")]
    if person.staff_kind:
        links.append(("My plan", "/my-plan"))
    links += [
        ("Strategy", "/strategy"),
        ("Guide", "/guide"),
        ("Exemplars", "/exemplars"),
        ("Notices", "/notices"),
    ]
    if person.is_office:
        links += [("Teachers", "/teachers"), ("Assign plans", "/assignments"), ("Reports", "/reports")]
        links += [("People", "/people"), ("Sites", "/sites"), ("School years", "/years")]
        links += [("Records", "/records"), ("Rubrics", "/rubrics"), ("District", "/district")]
    elif person.sign_in:
        leads_to = person.sign_in.links
        links += [("Teachers", "/teachers")] if "list" in leads_to else []
        links += [("Assign plans", "/assignments")] if "assign" in leads_to else []
        links += [("Reports", "/reports")] if "list" in leads_to else []
        links += [("Times for meetings", "/slots")] if "times" in leads_to else []
    return [(label, address, address == here) for label, address in links]


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    for name, value in PROTECTION.items():
        headers[name] = value
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store, private"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response


def _number_static_files(app: Flask) -> None:
    """Addresses of static files carry a fingerprint, so that browsers may keep them for good."""
    kept: dict[str, str] = {}

    @app.url_defaults
    def add_fingerprint(endpoint: str, values: dict) -> None:
        name = values.get("filename")
        if endpoint != "static" or not name:
            return
        if name not in kept or app.debug:
            path = Path(app.static_folder) / name
            kept[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path.is_file() else "0"
        values["v"] = kept[name]


def _register_errors(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        answer = once.answer() if refusal.status == 409 else None
        return fragments.go_to(answer) if answer else fragments.refused(refusal)

    @app.errorhandler(once.AnsweredBefore)
    def answered_before(answered: once.AnsweredBefore) -> Response:
        return fragments.go_to(answered.address)

    @app.errorhandler(CSRFError)
    def stale_token(error: CSRFError) -> Response:
        return auth.ask_to_sign_in()

    @app.errorhandler(404)
    def not_found(error: HTTPException) -> Response:
        return fragments.refused(HIDDEN)

    @app.errorhandler(413)
    def too_large(error: HTTPException) -> Response:
        # Not taken in, but read this once more to be shown again: somebody pasted it.
        request.max_content_length = request.max_form_memory_size = SHOWN_AGAIN
        return fragments.refused(
            Refusal(413, "That is more than one form can hold. Shorten the longest text and send it again.")
        )

    @app.errorhandler(OverflowError)
    @app.errorhandler(DataError)
    def beyond_counting(error: Exception) -> Response:
        db.session.rollback()
        return fragments.refused(
            Refusal(
                400,
                "That form or address holds a number or a character that the site cannot keep. "
                "Start again from the home page.",
            )
        )

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> Response:
        # SQLite calls our own mistakes operational too; those are no reason to wait.
        if any(mistake in str(error.orig) for mistake in ("readonly database", "no such ")):
            raise error
        app.logger.warning("database busy or away: %s", type(error.orig).__name__)
        db.session.rollback()
        refusal = Refusal(
            503, "The site is very busy. Nothing was changed. Wait a minute, then send it again."
        )
        response = fragments.refused(refusal)
        response.headers["Retry-After"] = "30"
        return response

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        if error.code is not None and error.code < 400:
            return error
        sentence = {
            400: "The site could not read what the browser sent. Go back, reload the page and try again.",
            405: "That address cannot be used this way. Start again from the home page.",
        }.get(error.code, "That did not work. Start again from the home page.")
        return fragments.refused(Refusal(error.code or 500, sentence))

    @app.errorhandler(500)
    def fault(error: Exception) -> Response:
        db.session.rollback()
        return fragments.refused(
            Refusal(500, "Something is wrong on our side, and nothing was changed. Try again in a minute.")
        )


def _wrap(app: Flask) -> None:
    app.wsgi_app = WhiteNoise(
        app.wsgi_app,
        root=app.config.get("PACKED_STATIC") or app.static_folder,
        prefix="static/",
        max_age=31536000,
        autorefresh=app.debug,
        add_headers_function=lambda headers, path, url: [
            headers.add_header(name, value) for name, value in PROTECTION.items()
        ],
    )
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
