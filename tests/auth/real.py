"""A real provider of accounts, certified for OpenID Connect: npm's oidc-provider on this machine (provider/serve.js)."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from requests import Session

from plf.auth.provider import Provider

FOLDER = Path(__file__).parent / "provider"


def _what_is_missing() -> str:
    node = shutil.which("node")
    if not node:
        return "There is no node: install Debian’s nodejs and npm."
    if not (FOLDER / "node_modules").is_dir():
        return "oidc-provider is not installed: make test-tools."
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.search(r"\d+", version).group()) < 20:
        return f"oidc-provider needs Node 20 or newer; this is {version.strip()}."
    return ""


@contextmanager
def running(base_url: str) -> Iterator[Provider]:
    """The provider, as the settings of a site at `base_url` name it."""
    missing = _what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["node", "serve.js", str(port), f"{base_url}/sign-in/answer/school"]
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
