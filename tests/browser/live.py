"""The site on a free port of this machine, and Debian's Chromium to look at it with."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition, Thread

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

# The browser without the windows around it: pages are the same, and the tests take a quarter less time.
CHROMIUM = Path(os.environ.get("PLF_CHROMIUM", "/usr/bin/chromium-headless-shell"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Site:
    """The app behind a server of many threads. `address` is where it is."""

    def __init__(self, app) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.app, self.answering, self.changed = app, 0, Condition()
        self.server = make_server("127.0.0.1", 0, self._answer, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def _answer(self, environ, start_response):
        self._count(1)
        try:
            return self.app(environ, start_response)
        finally:
            self._count(-1)

    def _count(self, one: int) -> None:
        with self.changed:
            self.answering += one
            self.changed.notify_all()

    def comes_to_rest(self) -> None:
        """Wait for the last answers of those who have left: the database is to be exchanged under nobody."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.answering == 0, timeout=30)


@contextmanager
def serving(app) -> Iterator[Site]:
    """The app behind a server, as long as the block lasts."""
    site = Site(app)
    server = site.server
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """One Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
