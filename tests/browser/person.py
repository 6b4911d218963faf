"""Someone at a real browser: opens pages, reads, writes, presses, with words that stand on the page.

Whatever the browser complains of is kept in `complaints`: a fault of a script, something that the
content-security policy refused, a page of ours with status 500. Nothing of that may happen in any scene.
"""

import re

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect
from visitor import Visitor
from world import PASSWORD

# The browser says this of every answer that is not 200 and of every lost connection. Tests look at those themselves.
_OF_THE_NETWORK = re.compile(r"Failed to load resource|net::ERR_|Failed to fetch")

# Patience, not speed: a busy machine must not fail a scene.
QUICKLY = 10_000


class Person:
    """`name` at a browser of their own. `page` is Playwright's page, for what has no word here."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        name: str = "anyone",
        *,
        script: bool = True,
        width: int = 1280,
        scheme: str = "light",
    ) -> None:
        self.name, self.site, self.script = name, site, script
        self.clicks = self.fields = 0
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=site,
            java_script_enabled=script,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale="en-US",
            timezone_id="America/Chicago",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(QUICKLY)
        self.page = self.tab()

    def __repr__(self) -> str:
        return self.name

    def tab(self) -> Page:
        """Another tab of the same browser."""
        page = self.context.new_page()
        page.on("console", self._hears)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def _hears(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _OF_THE_NETWORK.search(message.text):
            self.complaints.append(f"{message.location.get('url')}: {message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url} answered {response.status}")

    def signs_in(self, password: str = PASSWORD) -> "Person":
        """Through the form, as everybody does."""
        if "/sign-in" not in self.page.url:
            self.opens("/sign-in")
        self.writes("E-mail address", f"{self.name}@riverbend.example")
        self.writes("Password", password)
        self.presses("Sign in")
        self.sees("Sign out")
        return self

    def comes_signed_in(self, visitor: Visitor) -> "Person":
        """With the cookie of a visitor who has signed in already: for where signing in is not what is tried."""
        cookie = visitor.browser.get_cookie("plf")
        self.context.add_cookies([{"name": "plf", "value": cookie.value, "url": self.site}])
        return self

    def leaves(self) -> None:
        self.context.close()

    # What a person does.

    def opens(self, path: str) -> "Person":
        self.page.goto(path)
        return self

    def presses(self, label: str, *, in_: Locator | None = None, nth: int = 0) -> "Person":
        """A button or link that is called so."""
        self._named(label, in_).nth(nth).click()
        self.clicks += 1
        return self

    def presses_twice(self, label: str) -> "Person":
        """So fast that the second press comes before any answer."""
        self._named(label).first.dblclick(no_wait_after=True)
        return self

    def unfolds(self, label: str) -> "Person":
        self.page.locator("summary", has_text=label).first.click()
        self.clicks += 1
        return self

    def writes(self, label: str, text: str, *, nth: int = 0) -> "Person":
        """Fill in the field with this label. In a list of rows, `nth` is the row."""
        self.field(label, nth).fill(text)
        self.fields += 1
        return self

    def types(self, label: str, text: str, *, nth: int = 0) -> "Person":
        """Letter by letter, at the end of what is there."""
        box = self.field(label, nth)
        box.focus()
        box.press("Control+End")
        box.press_sequentially(text, delay=5)
        return self

    def chooses(self, label: str, choice: str, *, nth: int = 0) -> "Person":
        self.field(label, nth).select_option(label=choice)
        self.fields += 1
        return self

    def ticks(self, label: str, *, under: str = "") -> "Person":
        """A box or a choice; `under` is the question above it, where several have the same choices."""
        where = self.page.get_by_role("group", name=under) if under else self.page
        where.get_by_label(label, exact=True).first.check()
        self.clicks += 1
        return self

    # What a person finds.

    def field(self, label: str, nth: int = 0) -> Locator:
        return self.page.get_by_label(label, exact=True).nth(nth)

    def sees(self, text: str | re.Pattern) -> "Person":
        """It is on the page, now or in a moment."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=QUICKLY)
        return self

    def does_not_see(self, text: str) -> "Person":
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0, timeout=QUICKLY)
        return self

    def reads_at(self, label: str, text: str, *, nth: int = 0) -> "Person":
        """The field with this label holds this text."""
        expect(self.field(label, nth)).to_have_value(text, timeout=QUICKLY)
        return self

    def is_told(self, sentence: str | re.Pattern) -> "Person":
        """Whose turn it is, in the first line of the page."""
        expect(self.page.locator("main .turn").first).to_contain_text(sentence, timeout=QUICKLY)
        return self

    def is_saved(self) -> "Person":
        """The form says that everything on it is on the server."""
        expect(self.page.locator("#save_status:not([data-state]) > p").first).to_have_text(
            re.compile(r"^Saved "), timeout=QUICKLY
        )
        return self

    def has_in_the_browser(self) -> list[str]:
        """Everything that the site has put into the browser's storage; cookies aside."""
        return self.page.evaluate(
            """async () => [
                ...Object.entries(localStorage).map(pair => "localStorage " + pair),
                ...Object.entries(sessionStorage).map(pair => "sessionStorage " + pair),
                ...(await indexedDB.databases()).map(each => "indexedDB " + each.name),
                ...(await caches.keys()).map(each => "caches " + each),
                ...(await navigator.serviceWorker.getRegistrations()).map(each => "worker " + each.scope),
            ]"""
        )

    def _named(self, label: str, in_: Locator | None = None) -> Locator:
        where = in_ or self.page
        return where.get_by_role("button", name=label, exact=True).or_(
            where.get_by_role("link", name=label, exact=True)
        )
