"""Where the district's people have their accounts: what is set of each provider, and asking it who somebody is.

The protocol is Authlib's: discovery, authorization code with PKCE, the ID token and its keys. Here is what we ask of it.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import current_app
from joserfc.errors import JoseError
from requests import RequestException

from plf.rules import Refusal

GOOGLE = "https://accounts.google.com"
# Signed with a key that only the provider has; never "none", never with a secret that both know.
SIGNED_BY = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
LEEWAY = timedelta(seconds=30)
ASKED_ANEW_AFTER = 3600  # seconds; a key that is not known is asked for at once
TIMEOUT = 10
# "a new sign-in at …" has to fit beside a signature, also of one on paper.
LONGEST_NAME = 19


@dataclass(frozen=True)
class Provider:
    """What is set of a provider (README, PLF_OIDC). `verified_by` is the claim that says that an address is theirs.

    `domains` are those of the Google Workspace that people have to belong to; `proves` whether signing again is offered there.
    """

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: tuple[str, ...] = ()
    verified_by: str = "email_verified"
    proves: bool = True


@dataclass(frozen=True)
class Away:
    """Where somebody is sent, and what to remember until they are back; `state`, `nonce` and `verifier` are secrets."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Answer:
    """Who the provider says it is. `email` is "" unless it vouches for the address; `signed_in_at` as it says (UTC)."""

    issuer: str
    subject: str
    email: str
    signed_in_at: datetime | None


def from_settings(env: Mapping[str, str]) -> tuple[Provider, ...]:
    """The providers that the environment names. Raises RuntimeError with a sentence when one is not set up safely."""
    keys = [key.strip().lower() for key in env.get("PLF_OIDC", "").split(",") if key.strip()]
    found = tuple(_from_settings(key, env) for key in keys)
    if len({each.issuer for each in found}) < len(found):
        raise RuntimeError("PLF_OIDC names two providers with the same issuer. Leave one of them out.")
    return found


def _from_settings(key: str, env: Mapping[str, str]) -> Provider:
    if not re.fullmatch(r"[a-z0-9]{1,20}", key):
        raise RuntimeError(
            f"PLF_OIDC names “{key}”. Use up to 20 small letters and digits, as in google,microsoft."
        )

    def get(name: str, default: str = "") -> str:
        return env.get(f"PLF_OIDC_{key.upper()}_{name}", "").strip() or default

    provider = Provider(
        key=key,
        name=get("NAME", key.capitalize()),
        issuer=get("ISSUER", GOOGLE if key == "google" else ""),
        client_id=get("CLIENT_ID"),
        client_secret=get("CLIENT_SECRET"),
        domains=tuple(get("DOMAIN").lower().replace(",", " ").split()),
        verified_by=get("VERIFIED_BY", "email_verified"),
        proves=get("PROOF", "yes") != "no",
    )
    problem = _problem(provider)
    if problem:
        raise RuntimeError(f"PLF_OIDC_{key.upper()}_{problem}")
    return provider


def _problem(provider: Provider) -> str | None:
    parts = urlsplit(provider.issuer)
    if not provider.client_id or not provider.client_secret:
        return "CLIENT_ID and …_CLIENT_SECRET are needed: the provider gives them when the site is registered there."
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        return "ISSUER has to be the https:// address of the provider."
    if len(provider.issuer) > 200:
        return "ISSUER is longer than any issuer’s address."
    if len(provider.name) > LONGEST_NAME:
        return f"NAME is too long for a button and a signature. Use at most {LONGEST_NAME} characters."
    if parts.path.split("/")[1:2] in (["common"], ["organizations"], ["consumers"]):
        return "ISSUER lets everybody in who has an account at Microsoft. Name your own tenant instead of it."
    if provider.issuer == GOOGLE and not provider.domains:
        return "DOMAIN is needed: Google vouches for addresses of your own Workspace alone, as riverbend.example."
    return None


def providers() -> tuple[Provider, ...]:
    """The providers of this site, in the order of their buttons."""
    return current_app.config["OIDC"]


def named(key: str) -> Provider | None:
    """The provider with this name in addresses and settings."""
    return next((each for each in providers() if each.key == key), None)


def send_away(provider: Provider, *, afresh: bool, email: str = "") -> Away:
    """Where to send somebody to sign in; `afresh`: even if they are signed in there. `email` fills in the form there.

    Asks the provider where that is, so hold no transaction. Raises a Refusal (503) when it cannot be asked.
    """
    more = {"login_hint": email} if email else {}
    if afresh:
        more |= {"prompt": "select_account" if provider.issuer == GOOGLE else "login", "max_age": "0"}
    if len(provider.domains) == 1:
        more["hd"] = provider.domains[0]
    try:
        made = _client(provider).create_authorization_url(_comes_back_to(provider), **more)
    except (RequestException, AuthlibBaseError, ValueError, KeyError, RuntimeError, TypeError) as error:
        raise _cannot_be_asked(provider, error) from error
    return Away(made["url"], made["state"], made["nonce"], made["code_verifier"])


def who_came(provider: Provider, *, code: str, nonce: str, verifier: str, issuer: str | None) -> Answer:
    """Who came back with this code, as the provider says and signs it; `issuer` is whose answer it says it is.

    Asks the provider, so hold no transaction. Raises a Refusal: 503 when it cannot be asked, 403 when its answer is
    not whole: wrong key, issuer, audience, nonce or time, or not of this district's Workspace.
    """
    try:
        client = _client(provider)
        _require_issuer(client, provider, issuer)
        token = client.fetch_access_token(_comes_back_to(provider), code=code, code_verifier=verifier)
        claims = client.parse_id_token(
            token, nonce=nonce, claims_options=_wanted(provider), leeway=int(LEEWAY.total_seconds())
        )
        if claims is None:
            raise ValueError("no ID token")
        claims = _with_address(client, token, dict(claims))
        return _answer(provider, claims)
    except RequestException as error:
        raise _cannot_be_asked(provider, error) from error
    except (
        AuthlibBaseError,
        JoseError,
        ValueError,
        KeyError,
        RuntimeError,
        TypeError,
        OverflowError,
    ) as error:
        current_app.logger.warning("refused an answer of %s: %s", provider.key, type(error).__name__)
        raise Refusal(
            403,
            f"The answer that came from {provider.name} could not be checked, so it is not believed. Start again; "
            "if it happens twice, tell your district’s office.",
        ) from error


def _wanted(provider: Provider) -> dict[str, dict[str, Any]]:
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    if provider.domains:
        wanted["hd"] = {"essential": True, "values": list(provider.domains)}
    return wanted


def _with_address(client: Any, token: dict, claims: dict) -> dict:
    """Some providers tell the e-mail address only when they are asked for it."""
    if "email" in claims or "userinfo_endpoint" not in client.load_server_metadata():
        return claims
    told = client.userinfo(token=token)
    return {**told, **claims} if told.get("sub") == claims["sub"] else claims


def _answer(provider: Provider, claims: dict) -> Answer:
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise ValueError("no subject")
    vouched = claims.get(provider.verified_by) in (True, "true", "1") and isinstance(email, str)
    signed_in = claims.get("auth_time")
    return Answer(
        issuer=provider.issuer,
        subject=subject,
        email=email.strip().lower()[:254] if vouched else "",
        signed_in_at=datetime.fromtimestamp(signed_in, UTC) if signed_in else None,
    )


def is_fresh(answer: Answer, *, sent_at: datetime, at: datetime) -> bool:
    """Whether they signed in there after we had sent them, by the provider's own word; a clock may be 30 s off.

    Without that word (`auth_time`) it is not fresh: somebody else's open browser would do as well.
    """
    when = answer.signed_in_at
    return when is not None and sent_at - LEEWAY <= when <= at + LEEWAY


def _client(provider: Provider) -> Any:
    """Authlib's client, which remembers for an hour what the provider says of itself."""
    kept = current_app.extensions.setdefault("oidc", {})
    client = kept.get(provider)
    if client is None or time.time() - client.server_metadata["_loaded_at"] > ASKED_ANEW_AFTER:
        client = kept[provider] = _asked_anew(provider)
    return client


def _asked_anew(provider: Provider) -> Any:
    client = OAuth(current_app._get_current_object()).register(
        provider.key,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )
    told = client.load_server_metadata()
    if told.get("issuer") != provider.issuer:
        raise ValueError("another issuer")
    signs = told.get("id_token_signing_alg_values_supported", ["RS256"])
    told["id_token_signing_alg_values_supported"] = [each for each in signs if each in SIGNED_BY]
    return client


def _require_issuer(client: Any, provider: Provider, issuer: str | None) -> None:
    """An answer names its issuer where the provider says so (RFC 9207), so that another's cannot be mixed in."""
    if issuer is None and not client.server_metadata.get("authorization_response_iss_parameter_supported"):
        return
    if issuer != provider.issuer:
        raise ValueError("an answer of another issuer")


def _comes_back_to(provider: Provider) -> str:
    return f"{current_app.config['BASE_URL']}/sign-in/answer/{provider.key}"


def _cannot_be_asked(provider: Provider, error: Exception) -> Refusal:
    current_app.logger.warning("cannot ask %s: %s", provider.key, type(error).__name__)
    return Refusal(
        503,
        f"{provider.name} cannot be reached right now. Try again in a minute, or use your password here if you have one.",
    )
