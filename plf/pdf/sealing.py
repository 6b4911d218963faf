"""Puts the district's seal on a PDF with pyHanko: PAdES B-B, or B-T with a time-stamp authority; certifying.

Loaded by the first who seals (it takes a second). Where the key comes from is in `seal.py`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from plf.pdf.archival import FIELD

# Room for what a signature holds beside its certificates, and for the answer of a time-stamp authority, in bytes.
SIGNATURE, TIME_STAMP = 3 * 1024, 12 * 1024


class Seal:
    """A key that is open and ready: it is read from disk, which takes long, only once."""

    def __init__(
        self,
        key: rsa.RSAPrivateKey,
        certificate: x509.Certificate,
        issuers: Sequence[x509.Certificate] = (),
        *,
        time_stamper: TimeStamper | None = None,
    ):
        self.certificate = certificate
        self._time_stamper = time_stamper
        self._signer = _OpenKey(key, certificate, issuers)
        room = SIGNATURE + sum(len(each.public_bytes(Encoding.DER)) for each in (certificate, *issuers))
        # Each byte is written as two digits.
        self._room = 2 * (room + (TIME_STAMP if time_stamper else 0))

    def put_on(self, pdf: bytes) -> bytes:
        """The same PDF with the seal in its field (see `archival.py`), after which nothing in it may change.

        The bytes of `pdf` stay as they are, at the beginning. Raises pyhanko's TimestampRequestError when the
        time-stamp authority does not answer.
        """
        meaning = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            reason="The form as it was signed and issued",
        )
        signer = signers.PdfSigner(
            meaning,
            self._signer,
            timestamper=self._time_stamper,
            # The panel is printed already. The usual stamp is in a font that is not embedded.
            stamp_style=StaticStampStyle(border_width=0),
        )
        writer = _Writer(BytesIO(pdf))
        # pyHanko begins an event loop of its own, which fails in a thread where one is running.
        with ThreadPoolExecutor(1) as apart:
            sealed = apart.submit(
                signer.sign_pdf, writer, existing_fields_only=True, bytes_reserved=self._room
            ).result()
        return sealed.getvalue()


class _OpenKey(signers.Signer):
    """pyHanko's own signer reads and checks the key anew at each signature, for fifteen times as long."""

    def __init__(self, key, certificate, issuers):
        chain = SimpleCertificateStore()
        chain.register_multiple(_as_pyhanko(each) for each in issuers)
        super().__init__(signing_cert=_as_pyhanko(certificate), cert_registry=chain)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), getattr(hashes, digest_algorithm.upper())())


class _Writer(IncrementalPdfFileWriter):
    """Adds to a PDF/A-3 without making it something else."""

    # pyHanko would write 2.0, and PDF/A-3 is 1.7.
    output_version = (1, 7)

    def _update_meta(self) -> None:
        """Nothing: the metadata were frozen with the rest, and pyHanko would spoil what they declare."""


def _as_pyhanko(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))
