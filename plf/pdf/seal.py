"""The district's key and certificates: made here or brought, opened once in a process, rotated, never in the database.

A certificate that was ever used stays in a folder, so that what it sealed can be checked for good.
"""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plf.pdf import rendering

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from plf.pdf.sealing import Seal

BITS = 3072
YEARS = 10
SHORTEST_PASSPHRASE = 16
# The most that a name within a certificate may hold (RFC 5280, ub-common-name).
LONGEST_NAME = 64


class NoSeal(Exception):
    """Nothing can be sealed; the text is a sentence for those who run the site."""


@dataclass(frozen=True)
class Keeping:
    """Where the key is and what opens it.

    folder          of a key that was made here, and of all certificates
    passphrase      opens the key; from the environment
    brought         a PKCS#12 file of the district's own, used instead; or None
    time_stamps_at  the address of a time-stamp authority (RFC 3161); or ""
    """

    folder: Path
    passphrase: str = field(repr=False)
    brought: Path | None = None
    time_stamps_at: str = ""

    @property
    def made(self) -> Path:
        """The file of a key that was made here, and its certificate: one file, so that they change together."""
        return self.folder / "seal.pem"

    @property
    def certificates(self) -> Path:
        """The folder of all certificates that were ever used."""
        return self.folder / "certificates"


def keeping(config: Mapping[str, Any]) -> Keeping:
    """Where this site keeps its seal, by its settings (see plf.config)."""
    return Keeping(
        folder=config["INSTANCE"] / "seal",
        passphrase=config["SEAL_PASSPHRASE"],
        brought=config["SEAL_FILE"],
        time_stamps_at=config["TSA_URL"],
    )


def issue(document: dict, seal: "Seal", *, check_at: str) -> bytes:
    """The sealed PDF of a document that both signed, to be kept as it is. See `rendering.archive` for what is raised.

    `check_at` is the address where it can be checked. Each call gives another seal: keep the bytes of the first.
    """
    return seal.put_on(rendering.archive(document, check_at=check_at))


def available(keeping: Keeping) -> bool:
    """Whether documents can be sealed: there is a key, it opens, and its certificate holds today."""
    try:
        load(keeping)
    except NoSeal:
        return False
    return True


def load(keeping: Keeping) -> "Seal":
    """The seal, ready for use; read from disk once, and again after it was rotated. Raises NoSeal."""
    path = keeping.brought or keeping.made
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        if keeping.brought:
            raise NoSeal(f"PLF_SEAL_FILE names {path}, which cannot be read.") from None
        raise NoSeal("There is no seal yet. Make one: flask --app wsgi seal init") from None
    seal = _opened(keeping, changed)
    if not seal.certificate.not_valid_before_utc <= datetime.now(UTC) <= seal.certificate.not_valid_after_utc:
        raise NoSeal(
            f"The seal’s certificate held until {seal.certificate.not_valid_after_utc:%Y-%m-%d}. "
            + ("Bring a new one." if keeping.brought else "Make a new one: flask --app wsgi seal rotate")
        )
    return seal


def init(keeping: Keeping, *, district: str, at: datetime) -> "Certificate":
    """Make the district's first key, with a certificate that it signs itself, valid for ten years from `at` (aware).

    Raises NoSeal when there is one, or the passphrase is too short.
    """
    _refuse_to_make(keeping)
    if keeping.made.exists():
        raise NoSeal(f"There is a seal already: {keeping.made}. To change it: flask --app wsgi seal rotate")
    written, certificate = _new(keeping, district, at)
    try:
        # link() fails when somebody else was first.
        os.link(written, keeping.made)
    except FileExistsError:
        raise NoSeal(f"There is a seal already: {keeping.made}.") from None
    finally:
        written.unlink()
    _remember(keeping, certificate)
    return certificate


def rotate(keeping: Keeping, *, district: str, at: datetime) -> "Certificate":
    """Put a new key in the place of the old one, which is gone then. What the old one sealed can still be checked.

    Raises NoSeal when there is none, or the passphrase is too short.
    """
    _refuse_to_make(keeping)
    if not keeping.made.exists():
        raise NoSeal("There is no seal yet. Make one: flask --app wsgi seal init")
    written, certificate = _new(keeping, district, at)
    # First what checks, then what seals: nothing may be sealed that cannot be checked.
    _remember(keeping, certificate)
    written.replace(keeping.made)
    return certificate


def certificates(keeping: Keeping) -> "list[Certificate]":
    """Every certificate that was ever used here, the newest first: what a check of a document may trust."""
    from cryptography import x509

    found = [x509.load_pem_x509_certificate(path.read_bytes()) for path in keeping.certificates.glob("*.pem")]
    return sorted(found, key=lambda each: each.not_valid_before_utc, reverse=True)


def fingerprint(certificate: "Certificate") -> str:
    """The SHA-256 of a certificate, 64 hexadecimal digits."""
    from cryptography.hazmat.primitives import hashes

    return certificate.fingerprint(hashes.SHA256()).hex()


@lru_cache(maxsize=1)
def _opened(keeping: Keeping, changed: int) -> "Seal":
    """The seal as it lies on disk. `changed` is the file's time, so that a new file is read anew."""
    from pyhanko.sign.timestamps import HTTPTimeStamper

    from plf.pdf.sealing import Seal

    key, certificate, issuers = _brought(keeping) if keeping.brought else _made_here(keeping)
    _refuse_unfit(key, certificate)
    for each in (certificate, *issuers):
        _remember(keeping, each)
    time_stamper = HTTPTimeStamper(keeping.time_stamps_at, timeout=15) if keeping.time_stamps_at else None
    return Seal(key, certificate, issuers, time_stamper=time_stamper)


def _made_here(keeping: Keeping) -> tuple:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = keeping.made.read_bytes()
    if not keeping.passphrase:
        raise NoSeal("The seal is locked. Set PLF_SEAL_PASSPHRASE.")
    try:
        key = load_pem_private_key(content, keeping.passphrase.encode())
    except ValueError:
        raise NoSeal("PLF_SEAL_PASSPHRASE does not open the seal.") from None
    return key, x509.load_pem_x509_certificate(content), []


def _brought(keeping: Keeping) -> tuple:
    from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

    try:
        key, certificate, issuers = load_key_and_certificates(
            keeping.brought.read_bytes(), keeping.passphrase.encode() or None
        )
    except ValueError:
        raise NoSeal(
            f"PLF_SEAL_PASSPHRASE does not open {keeping.brought}, or it is no PKCS#12 file."
        ) from None
    if key is None or certificate is None:
        raise NoSeal(f"{keeping.brought} lacks the key or its certificate.")
    return key, certificate, issuers


def _refuse_unfit(key: Any, certificate: "Certificate") -> None:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    # Seals by other kinds of key need PDF 2.0, and PDF/A-3 is 1.7.
    if not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
        raise NoSeal("The seal’s key has to be RSA, of 2048 bits or more.")
    if key.public_key() != certificate.public_key():
        raise NoSeal("The seal’s certificate is for another key.")


def _refuse_to_make(keeping: Keeping) -> None:
    if keeping.brought:
        raise NoSeal("PLF_SEAL_FILE names a key of your own. Leave it out, and one is made here.")
    if len(keeping.passphrase) < SHORTEST_PASSPHRASE:
        raise NoSeal(
            f"Set PLF_SEAL_PASSPHRASE first, to at least {SHORTEST_PASSPHRASE} random characters, "
            "and keep it where the key is not."
        )


def _new(keeping: Keeping, district: str, at: datetime) -> tuple[Path, "Certificate"]:
    """A new key with its certificate in a file of its own, which only this user may read."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    certificate = _certificate(key, district, at)
    keeping.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = keeping.folder / f"seal.{os.getpid()}"
    written.unlink(missing_ok=True)
    written.touch(mode=0o600)
    written.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(keeping.passphrase.encode()),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return written, certificate


def _certificate(key: Any, district: str, at: datetime) -> "Certificate":
    """A certificate for sealing documents, signed by the key itself: whoever trusts it trusts this district."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, district[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Document seal of {at:%Y-%m-%d}"),
        ]
    )
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of other machines may be a little behind.
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _remember(keeping: Keeping, certificate: "Certificate") -> None:
    """Keep a certificate for good. It is public."""
    from cryptography.hazmat.primitives.serialization import Encoding

    keeping.certificates.mkdir(parents=True, exist_ok=True)
    kept = keeping.certificates / f"{fingerprint(certificate)}.pem"
    if not kept.exists():
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_bytes(certificate.public_bytes(Encoding.PEM))
        with contextlib.suppress(FileNotFoundError):
            written.replace(kept)
