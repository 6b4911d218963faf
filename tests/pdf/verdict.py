"""Checks a seal as a stranger would, with pyHanko and the district's certificates alone."""

from io import BytesIO

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


def status(pdf: bytes, certificates, *, authorities=()) -> PdfSignatureStatus:
    """What pyHanko finds out about the one seal of a file; `authorities` are trusted for time stamps."""
    (seal,) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    return validate_pdf_signature(seal, _trusting(certificates), _trusting(authorities))


def holds(pdf: bytes, certificates) -> bool:
    """Whether the file is sealed by one of the certificates, whole and unchanged. Unreadable ones do not hold."""
    try:
        found = status(pdf, certificates)
    except Exception:
        # pyHanko reports broken files by many kinds of exception; all of them say the same here.
        return False
    return (
        found.intact
        and found.valid
        and found.trusted
        and found.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and found.modification_level == ModificationLevel.NONE
        and found.docmdp_ok
    )


def _trusting(certificates) -> ValidationContext:
    roots = [Certificate.load(each.public_bytes(Encoding.DER)) for each in certificates]
    return ValidationContext(trust_roots=roots, allow_fetching=False)
