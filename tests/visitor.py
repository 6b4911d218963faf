"""One person at one browser: opens pages, fills in the forms that are on them, and sends them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Form:
    """A form as the browser would send it: its address and what is filled in already."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = self._option = self._area = self._button = None
        self._text = ""

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self._form = Form(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None:
            return
        name = at.get("name")
        if tag == "input" and name and "disabled" not in at:
            kind = at.get("type", "text")
            if kind not in ("checkbox", "radio") or "checked" in at:
                self._form.fields.append((name, at.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea" and name:
            self._area, self._text = name, ""
        elif tag == "select" and name:
            self._select = [name, None]
        elif tag == "option" and self._select:
            if "selected" in at or self._select[1] is None:
                self._select[1] = at.get("value", "")
        elif tag == "button":
            self._button, self._text = (name or "", at.get("value", "")), ""

    def handle_data(self, data):
        self._text += data

    def handle_endtag(self, tag):
        if self._form is None:
            return
        if tag == "textarea" and self._area:
            # A browser drops one line end right after the tag.
            self._form.fields.append((self._area, re.sub(r"\A\r?\n", "", self._text)))
            self._area = None
        elif tag == "select" and self._select:
            if self._select[1] is not None:
                self._form.fields.append((self._select[0], self._select[1]))
            self._select = None
        elif tag == "button" and self._button:
            self._form.buttons.append((*self._button, " ".join(self._text.split())))
            self._button = None
        elif tag == "form":
            self._form = None


def forms(html: str) -> list[Form]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms


class Visitor:
    """Someone at a browser of their own. `name` is for reading the tests."""

    def __init__(self, app, name: str = "anyone") -> None:
        self.app, self.name = app, name
        self.browser = app.test_client()
        self.page = None
        self._token: tuple | None = None

    def __repr__(self) -> str:
        return self.name

    def get(self, path: str, *, htmx: bool = False, **kwargs):
        """Open a page. The answer is kept as `page`."""
        self.page = self.browser.get(path, headers=HTMX if htmx else None, **kwargs)
        return self.page

    def post(self, path: str, data: dict | list | None = None, *, htmx: bool = False, headers=None, **fields):
        """Send these fields to an address, with the token that any page of this session holds."""
        pairs = list(data.items()) if isinstance(data, dict) else list(data or [])
        pairs += list(fields.items())
        if not any(name == "csrf_token" for name, _ in pairs):
            pairs.append(("csrf_token", self.token()))
        self.page = self.browser.post(
            path, data=multi(pairs), headers={**(HTMX if htmx else {}), **(headers or {})}
        )
        return self.page

    def token(self) -> str:
        """The CSRF token of this session, read from a page; the same one until the session's cookie is another."""
        cookie = self.browser.get_cookie("plf")
        if self._token and self._token[0] == (cookie and cookie.value):
            return self._token[1]
        token = self._read_token()
        cookie = self.browser.get_cookie("plf")
        self._token = (cookie and cookie.value, token)
        return token

    def _read_token(self) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.browser.get("/").text)
        if not found:
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.browser.get("/sign-in").text)
        return found.group(1) if found else ""

    def form(self, path: str, action: str | None = None) -> Form:
        """The form of a page that is sent to `action` (or to the page itself)."""
        page = self.browser.get(path)
        assert page.status_code == 200, f"{path} answered {page.status_code}"
        wanted = [
            each for each in forms(page.text) if (each.action or path).split("?")[0] == (action or path)
        ]
        assert wanted, f"No form to {action or path} on {path}: {[each.action for each in forms(page.text)]}"
        return wanted[0]

    def fill(self, path: str, action: str | None = None, *, htmx: bool = False, button=None, **fields):
        """Open `path`, fill in its form to `action`, send it; the hidden fields go as they are.

        A list as a value replaces all fields of that name. Underscores stand as they are; use `fields={…}`
        for names with hyphens.
        """
        form = self.form(path, action)
        extra = fields.pop("fields", {})
        values = {**fields, **extra}
        pairs = [(name, value) for name, value in form.fields if name not in values]
        for name, value in values.items():
            pairs += [(name, each) for each in value] if isinstance(value, list | tuple) else [(name, value)]
        if button:
            pairs.append(button)
        return self.post(form.action or path, pairs, htmx=htmx)

    def follow(self):
        """Open the page that the last answer leads to."""
        assert self.page.status_code in (302, 303), (
            f"answered {self.page.status_code}: {self.page.text[:300]}"
        )
        return self.get(self.page.location)


def multi(pairs) -> MultiDict:
    """A list as a value means the field several times, as a browser sends ticked boxes."""
    return MultiDict(
        (name, each)
        for name, value in pairs
        for each in (value if isinstance(value, list | tuple) else [value])
    )
