"""The seal: it holds for the very bytes that were issued and for nothing else; its key is made, brought, changed and lost."""

import os
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import page
import pytest
from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper, TimestampRequestError

from plf import pdf
from plf.pdf import seal
from tests.pdf import documents, verdict
from tests.pdf.samples import SAMPLES, archived, check_at

NOW = datetime.now(UTC)
PASSPHRASE = "sixteen letters and more"


def made(tmp_path, *, district="Riverbend Public Schools", at=NOW) -> seal.Keeping:
    """A folder with a new key in it."""
    keeping = seal.Keeping(tmp_path / "seal", PASSPHRASE)
    seal.init(keeping, district=district, at=at)
    return keeping


@pytest.mark.parametrize("name", SAMPLES)
def test_what_was_issued_holds_by_the_districts_certificate(name, keeping, sealed):
    assert verdict.holds(sealed(name), seal.certificates(keeping))


def test_issuing_is_rendering_and_sealing_in_one(keeping):
    document = documents.issued(SAMPLES["short plan"])
    issued = pdf.issue(document, seal.load(keeping), check_at=check_at(document))
    assert issued.startswith(archived("short plan"))
    assert verdict.holds(issued, seal.certificates(keeping))


def test_one_changed_byte_breaks_it(keeping, sealed):
    issued = sealed("short plan")
    certificates = seal.certificates(keeping)
    (found,) = PdfFileReader(BytesIO(issued)).embedded_regular_signatures
    _, first, again, rest = found.byte_range
    assert again + rest == len(issued)
    # Between the two is the seal itself, and zeros behind it that mean nothing.
    places = [
        *range(3, first, first // 30),
        first + 200,
        first + 2000,
        *range(again, len(issued), rest // 10),
    ]
    for place in places:
        changed = bytearray(issued)
        changed[place] ^= 1
        assert not verdict.holds(bytes(changed), certificates), f"byte {place}"


@pytest.mark.parametrize("change", [b"\n", b"%", b"%%EOF\n"])
def test_a_byte_added_at_the_end_breaks_it(change, keeping, sealed):
    assert not verdict.holds(sealed("short plan") + change, seal.certificates(keeping))


def test_before_it_is_sealed_nothing_holds(keeping):
    assert not verdict.holds(archived("plan"), seal.certificates(keeping))


def test_a_look_alike_of_the_certificate_is_not_ours(keeping, sealed, tmp_path):
    theirs = made(tmp_path)
    forged = seal.load(theirs).put_on(archived("short plan"))
    assert verdict.holds(forged, seal.certificates(theirs))
    assert not verdict.holds(forged, seal.certificates(keeping))
    assert not verdict.holds(sealed("short plan"), seal.certificates(theirs))


def test_what_an_old_key_sealed_still_holds_after_it_was_changed(tmp_path):
    keeping = made(tmp_path, at=NOW - timedelta(days=400))
    before = seal.load(keeping).put_on(archived("short plan"))
    new = seal.rotate(keeping, district="Riverbend Public Schools", at=NOW)
    assert seal.load(keeping).certificate == new
    after = seal.load(keeping).put_on(archived("short plan"))
    assert seal.certificates(keeping)[0] == new
    assert len(seal.certificates(keeping)) == 2
    assert verdict.holds(before, seal.certificates(keeping))
    assert verdict.holds(after, seal.certificates(keeping))
    assert not verdict.holds(after, seal.certificates(keeping)[1:])


def test_the_key_is_read_once(keeping):
    assert seal.load(keeping) is seal.load(keeping)


def test_the_key_lies_locked_and_for_one_user_alone(keeping):
    assert keeping.made.stat().st_mode & 0o777 == 0o600
    assert keeping.folder.stat().st_mode & 0o777 == 0o700
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in keeping.made.read_bytes()
    assert b"BEGIN PRIVATE KEY" not in keeping.made.read_bytes()
    assert keeping.passphrase not in repr(keeping)
    assert sorted(os.listdir(keeping.folder)) == ["certificates", "seal.pem"]


def test_without_a_key_nothing_can_be_sealed(tmp_path):
    keeping = seal.Keeping(tmp_path / "seal", PASSPHRASE)
    assert not seal.available(keeping)
    with pytest.raises(pdf.NoSeal, match="Make one: flask --app wsgi seal init"):
        seal.load(keeping)
    with pytest.raises(pdf.NoSeal, match="no seal yet"):
        seal.rotate(keeping, district="Riverbend", at=NOW)
    assert seal.certificates(keeping) == []


@pytest.mark.parametrize(
    ("passphrase", "sentence"), [("", "Set PLF_SEAL_PASSPHRASE"), ("another one, as long", "does not open")]
)
def test_without_the_passphrase_it_stays_locked(passphrase, sentence, keeping):
    locked = seal.Keeping(keeping.folder, passphrase)
    assert seal.available(keeping)
    assert not seal.available(locked)
    with pytest.raises(pdf.NoSeal, match=sentence):
        seal.load(locked)


def test_a_second_key_is_not_made_over_the_first(keeping):
    before = keeping.made.read_bytes()
    with pytest.raises(pdf.NoSeal, match="There is a seal already"):
        seal.init(keeping, district="Riverbend", at=NOW)
    assert keeping.made.read_bytes() == before


def test_a_short_passphrase_makes_no_key(tmp_path):
    keeping = seal.Keeping(tmp_path / "seal", "fifteen letters")
    with pytest.raises(pdf.NoSeal, match="at least 16 random characters"):
        seal.init(keeping, district="Riverbend", at=NOW)
    assert not keeping.folder.exists()


def test_a_certificate_that_has_run_out_seals_no_more_but_still_checks(tmp_path):
    keeping = made(tmp_path, at=NOW - timedelta(days=365 * 10 + 1))
    with pytest.raises(pdf.NoSeal, match=r"held until .* seal rotate"):
        seal.load(keeping)
    assert len(seal.certificates(keeping)) == 1


def test_a_district_with_a_very_long_name_has_a_seal_too(tmp_path):
    keeping = made(tmp_path, district="Consolidated School District of Many Towns " * 4)
    assert verdict.holds(seal.load(keeping).put_on(archived("short plan")), seal.certificates(keeping))


def brought(tmp_path, key, *, own_key=None, usage=None) -> seal.Keeping:
    """A PKCS#12 file of the district's own, with a certificate by the county."""
    county = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    issuer = certified("County", county, "County", county)
    certificate = certified("Riverbend", own_key or key, "County", county, usage)
    path = tmp_path / "district.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", key, certificate, [issuer], BestAvailableEncryption(b"short")
        )
    )
    return seal.Keeping(tmp_path / "seal", "short", path)


def certified(name, key, issuer, issuer_key, usage=None) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True)
        .add_extension(key_usage(is_issuer=name == issuer), critical=True)
    )
    if usage:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def key_usage(*, is_issuer: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_issuer,
        content_commitment=not is_issuer,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_issuer,
        crl_sign=is_issuer,
        encipher_only=False,
        decipher_only=False,
    )


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def test_a_district_brings_its_own_key(tmp_path):
    keeping = brought(tmp_path, rsa_key())
    assert seal.available(keeping)
    issued = seal.load(keeping).put_on(archived("short plan"))
    # Those who know the county's certificate alone can check it: the rest is in the file.
    (county,) = [each for each in seal.certificates(keeping) if each.subject == each.issuer]
    assert verdict.holds(issued, [county])
    assert page.validate_pdf_bytes(issued, profile="3a").is_compliant
    with pytest.raises(pdf.NoSeal, match="a key of your own"):
        seal.rotate(keeping, district="Riverbend", at=NOW)


def test_a_brought_key_that_cannot_seal_is_refused_with_the_reason(tmp_path):
    with pytest.raises(pdf.NoSeal, match="has to be RSA"):
        seal.load(brought(tmp_path, ec.generate_private_key(ec.SECP256R1())))
    keeping = brought(tmp_path, rsa_key())
    wrong = seal.Keeping(keeping.folder, "wrong", keeping.brought)
    with pytest.raises(pdf.NoSeal, match=r"does not open .*district\.p12"):
        seal.load(wrong)
    keeping.brought.unlink()
    with pytest.raises(pdf.NoSeal, match="cannot be read"):
        seal.load(keeping)


@pytest.fixture
def authority():
    """A time-stamp authority on this machine: (its address, its certificate)."""
    key = rsa_key()
    certificate = certified("Authority", key, "Authority of time", key, ExtendedKeyUsageOID.TIME_STAMPING)
    stamper = DummyTimeStamper(
        Certificate.load(certificate.public_bytes(Encoding.DER)),
        PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        ),
    )

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/", certificate
        server.shutdown()
        serving.join()


def test_an_authority_says_when_it_was_sealed(authority, keeping):
    address, certificate = authority
    stamping = seal.Keeping(keeping.folder, keeping.passphrase, time_stamps_at=address)
    issued = seal.load(stamping).put_on(archived("short plan"))
    found = verdict.status(issued, seal.certificates(keeping), authorities=[certificate])
    assert found.timestamp_validity.intact
    assert found.timestamp_validity.trusted
    assert abs(found.timestamp_validity.timestamp - datetime.now(UTC)) < timedelta(minutes=5)
    assert verdict.holds(issued, seal.certificates(keeping))
    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(issued, profile=profile).is_compliant


def test_while_the_authority_is_silent_nothing_is_sealed(keeping):
    silent = seal.Keeping(keeping.folder, keeping.passphrase, time_stamps_at="http://127.0.0.1:9/")
    with pytest.raises(TimestampRequestError):
        seal.load(silent).put_on(archived("short plan"))


def test_the_office_makes_changes_and_looks_at_the_seal(scene, tmp_path, monkeypatch):
    def run(*words):
        return scene.app.test_cli_runner().invoke(args=["seal", *words])

    monkeypatch.setitem(scene.app.config, "INSTANCE", tmp_path)
    monkeypatch.setitem(scene.app.config, "SEAL_PASSPHRASE", "")
    assert "There is no seal yet. Make one" in run("show").output
    assert "Set PLF_SEAL_PASSPHRASE first" in run("init").output
    monkeypatch.setitem(scene.app.config, "SEAL_PASSPHRASE", PASSPHRASE)
    first = run("init")
    assert first.exit_code == 0, first.output
    assert "O=Riverbend Public Schools" in first.output
    assert "keep the passphrase where the key is not" in first.output
    assert "There is a seal already" in run("init").output
    assert run("rotate").exit_code == 0
    shown = run("show").output
    assert shown.index("Still good for checking:") < shown.index(first.output.splitlines()[1])
