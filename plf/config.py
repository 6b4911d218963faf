"""Settings from the environment: safe when nothing is set; refuses what is unsafe for a real district."""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from plf.auth import provider
from plf.sample import seal as sample_seal


def settings(instance: Path, environ: dict[str, str] | None = None) -> dict[str, Any]:
    """The Flask configuration. `instance` is the folder of the database and the secret key.

    Raises RuntimeError with a sentence when a setting is unsafe.
    """
    env = dict(os.environ) if environ is None else environ
    instance.mkdir(parents=True, exist_ok=True)
    secure = env.get("PLF_BASE_URL", "").startswith("https://")
    return {
        "INSTANCE": instance,
        "SECRET_KEY": _secret_key(instance, env),
        "SQLALCHEMY_DATABASE_URI": _database_url(instance, env),
        "BASE_URL": env.get("PLF_BASE_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}").rstrip("/"),
        "TRUSTED_HOSTS": _trusted_hosts(env),
        "PROXY_HOPS": int(env.get("PLF_PROXY_HOPS", "0")),
        "SMTP_URL": env.get("PLF_SMTP_URL", ""),
        "MAIL_FROM": env.get("PLF_MAIL_FROM", "plf@localhost"),
        # Documents are sealed once there is a key: `flask --app wsgi seal init`, or the district's own in a file.
        "SEAL_PASSPHRASE": env.get("PLF_SEAL_PASSPHRASE") or sample_seal.passphrase(instance),
        "SEAL_FILE": Path(env["PLF_SEAL_FILE"]) if env.get("PLF_SEAL_FILE") else None,
        "TSA_URL": env.get("PLF_TSA_URL", ""),
        # A teacher's whole plan, every field at its limit, is about 60 kB; four times that is not typed by hand.
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 1000,
        "SESSION_COOKIE_NAME": "__Host-plf" if secure else "plf",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Sessions are rows that can be ended; binding them to an address would sign out who changes networks.
        "SESSION_PROTECTION": None,
        # Tokens live as long as the session: people write for longer than an hour.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "OIDC": provider.from_settings(env),
        # "few": who has an account at a provider signs in there alone, but for the office.
        "PASSWORDS": _passwords(env.get("PLF_PASSWORDS", "all")),
        "SIGN_IN_IDLE": timedelta(hours=4),
        "SIGN_IN_LASTS": timedelta(hours=12),
        # zstd takes a third of brotli's time for a few bytes more (docs/decisions/0032); older browsers get brotli.
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIN_SIZE": 400,
        # A copy of static/ with packed files beside the originals (made by `make run`); none: static/ itself.
        "PACKED_STATIC": env.get("PLF_PACKED_STATIC"),
        # What the log tells: "json", "text", or only what is wrong.
        "LOG": _log(env.get("PLF_LOG", "")),
        "STYLE_PAGE": env.get("PLF_STYLE_PAGE") == "1",
    }


def _log(how: str) -> str:
    if how not in ("", "json", "text"):
        raise RuntimeError(f"PLF_LOG is “{how}”. Set it to json or text, or leave it out.")
    return how


def _passwords(whose: str) -> str:
    if whose not in ("all", "few"):
        raise RuntimeError(f"PLF_PASSWORDS is “{whose}”. Set it to all or few, or leave it out.")
    return whose


def _secret_key(instance: Path, env: dict[str, str]) -> str:
    given = env.get("PLF_SECRET_KEY")
    if given is not None:
        if len(given) < 32:
            raise RuntimeError(
                "PLF_SECRET_KEY is too short. Give it at least 32 random characters, or leave it out."
            )
        return given
    kept = instance / "secret_key"
    if not kept.exists():
        made = instance / f"secret_key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        # link() fails when another process was first: then its key holds.
        with contextlib.suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
    return kept.read_text()


def _database_url(instance: Path, env: dict[str, str]) -> str:
    return with_driver(env.get("DATABASE_URL") or f"sqlite:///{(instance / 'plf.db').resolve()}")


def with_driver(url: str) -> str:
    """The address of a database, with the driver that we use for PostgreSQL."""
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


def _trusted_hosts(env: dict[str, str]) -> list[str] | None:
    hosts = [host.strip() for host in env.get("PLF_HOSTS", "").split(",") if host.strip()]
    return hosts or ["127.0.0.1", "localhost", "[::1]"]
