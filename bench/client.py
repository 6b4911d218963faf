"""A small HTTP client: one kept connection, one person's cookies, and the time each answer took."""

import socket
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from threading import Thread
from urllib.parse import urlencode

# What browsers of today take; they get pages packed with zstd.
BROWSER = {"Accept_Encoding": "gzip, deflate, br, zstd"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
PATIENCE = 20


@dataclass
class Answer:
    """What came back: `sent` is the size as it came over the wire, `head` the part of it before the body."""

    status: int
    headers: dict[str, str]
    body: bytes
    head: int

    @property
    def sent(self) -> int:
        return self.head + len(self.body)


class Client:
    """One browser at a site on this machine. Sends a request, waits for the whole answer."""

    def __init__(self, port: int, patience: float = PATIENCE) -> None:
        self.port, self.patience = port, patience
        self.cookies: dict[str, str] = {}
        self._socket: socket.socket | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: list[tuple[str, str]], **headers: str) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def sign_in(self, email: str, password: str) -> None:
        """Through the form, as everybody."""
        fields = dict(fields_of(self.get("/sign-in").body.decode()))
        answer = self.post("/sign-in", [*(fields | {"email": email, "password": password}).items()])
        if answer.status != 303:
            raise RuntimeError(f"{email} could not sign in: {answer.status}")

    def head_of(self, method: str, path: str, length: int, headers: dict[str, str]) -> bytes:
        """The request line and headers, as they go over the wire."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        request = self.head_of(method, path, len(body), headers) + body
        try:
            return self._send(request)
        except ConnectionError:  # kept too long: the server has closed it
            self.close()
            return self._send(request)

    def _send(self, request: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), self.patience)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        return self._answer()

    def _answer(self) -> Answer:
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        lines = received[:end].decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        head = end + 4
        whole = head + int(headers["content-length"])
        while len(received) < whole:
            received += self._more()
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(lines[0].split()[1]), headers, bytes(received[head:whole]), head)

    def _more(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionResetError("closed by the server")
        return piece


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list) -> None:
        at = dict(attrs)
        name = at.get("name")
        if tag == "input" and name:
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self.fields.append((name, at.get("value") or ""))
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in at:
            self.fields.append((self._select, at.get("value") or ""))

    def handle_data(self, text: str) -> None:
        if self._area:
            self._text += text

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None


def fields_of(html: str) -> list[tuple[str, str]]:
    """Every field that a page holds, with what is in it."""
    parser = _Fields()
    parser.feed(html)
    return parser.fields


class Saver:
    """A teacher who writes: each save is the whole form with one changed text, as the page sends it by itself."""

    def __init__(self, client: Client, plan_id: int) -> None:
        self.client, self.path, self.count = client, f"/plans/{plan_id}/text", 0
        names = dict.fromkeys(("csrf_token", "page_token", "sequence", "version"))
        form = fields_of(client.get(self.path).body.decode())
        fresh = [(name, value) for name, value in form if name not in ("once", "sequence", "support")]
        self.fields = [pair for n, pair in enumerate(fresh) if pair[0] not in names or pair not in fresh[:n]]

    def __call__(self) -> Answer:
        self.count += 1
        changing = [
            ("sequence", str(self.count)),
            ("support", f"An hour each month, please. {self.count:06}"),
        ]
        return self.client.post(self.path, [*self.fields, *changing], **BROWSER, **HTMX)


@dataclass
class Times:
    """How long answers took, in milliseconds, and what failed."""

    taken: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, others: "Times") -> None:
        self.taken += others.taken
        self.failures += others.failures

    def at(self, part: float) -> float:
        """The time within which this part of the answers came: 0.5 is the median."""
        return (
            sorted(self.taken)[min(len(self.taken) - 1, int(part * len(self.taken)))] if self.taken else 0.0
        )


def load(asks: list, seconds: float, pause: float = 0.0) -> Times:
    """Each of `asks` again and again at the same time, for so long; all times together."""
    stop, collected = time.perf_counter() + seconds, [Times() for _ in asks]

    def run(ask, times: Times) -> None:
        while (start := time.perf_counter()) < stop:
            try:
                status = ask().status
            except OSError as error:
                times.failures.append(type(error).__name__)
                continue
            if status == 200:
                times.taken.append((time.perf_counter() - start) * 1000)
            else:
                times.failures.append(str(status))
            if pause:
                time.sleep(pause)

    threads = [Thread(target=run, args=pair, daemon=True) for pair in zip(asks, collected, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    together = Times()
    for times in collected:
        together.add(times)
    return together
