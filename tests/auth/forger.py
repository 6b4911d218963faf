"""A small provider of accounts, over HTTP, that signs whatever a test wants: also what no provider should."""

import json
import threading
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from hmac import digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "riverbend"


def _encoded(part) -> str:
    told = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(told).rstrip(b"=").decode()


class Forger:
    """`claims` go into the next ID token over the honest ones (None takes one out); `sign` makes the token of them."""

    def __init__(self) -> None:
        self.first_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
        self.begin()

    def begin(self) -> None:
        self.key, self.shown = self.first_key, [self.first_key]
        self.claims: dict = {}
        self.sign = self.honestly
        self.codes: dict[str, dict] = {}
        self.told: dict = {}
        self.broken = False

    def honestly(self, claims: dict) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def unsigned(self, claims: dict) -> str:
        return f"{_encoded({'alg': 'none'})}.{_encoded(claims)}."

    def with_the_public_key_as_secret(self, claims: dict) -> str:
        signed = f"{_encoded({'alg': 'HS256', 'kid': self.key.kid})}.{_encoded(claims)}"
        return f"{signed}.{_encoded(digest(self.key.as_pem(private=False), signed.encode(), 'sha256'))}"

    def with_another_key(self, claims: dict) -> str:
        other = RSAKey.generate_key(2048, {"kid": self.key.kid}, private=True)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, other)

    def goes_over_to_a_new_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"}, private=True)
        self.shown = [self.key]

    def comes_back(self, address: str) -> str:
        """What the browser brings back from where it was sent, as if somebody had signed in there."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["code_challenge_method"] == "S256"
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def metadata(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
            **self.told,
        }

    def token(self, form: dict) -> dict | None:
        asked = self.codes.pop(form["code"][0], None)
        challenge = _encoded(sha256(form["code_verifier"][0].encode()).digest())
        if asked is None or challenge != asked["code_challenge"]:
            return None
        now = int(time())
        honest = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "ana-1",
            "email": "ana@riverbend.example",
            "email_verified": True,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
        }
        claims = {name: value for name, value in {**honest, **self.claims}.items() if value is not None}
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(claims)}


@contextmanager
def running():
    """A forger at an address of its own on this machine."""
    forger = Forger()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [key.as_dict(private=False) for key in forger.shown]}
            self.say(keys if self.path == "/keys" else forger.metadata())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            token = forger.token(form)
            self.say(token or {"error": "invalid_grant"}, 200 if token else 400)

        def say(self, told: dict, status: int = 200) -> None:
            body = json.dumps(told).encode()
            self.send_response(500 if forger.broken else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *told) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    forger.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield forger
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
