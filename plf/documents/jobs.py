"""Makes the signed copies, one after the other: drawn, sealed and kept."""

from flask import current_app

from plf import jobs, pdf
from plf.database import now, writing
from plf.documents import actions, queries
from plf.extensions import db
from plf.notices.queries import whole_address
from plf.pdf import seal as seals

# Once an hour at the end: a time-stamp authority that is away, a full disk, are mended one day.
TRIES = 20_000


@jobs.handler(actions.JOB, attempts=TRIES)
def issue(job: jobs.Claimed) -> None:
    """Issue the revision in the payload, unless it was issued already; it waits while there is no seal.

    Killed before the last line, it is done again and nothing is there twice; killed after it, all is there.
    """
    revision_id = job.payload["revision"]
    document = queries.document_to_issue(revision_id)
    if document is None:
        return
    try:
        seal = seals.load(seals.keeping(current_app.config))
    except pdf.NoSeal as reason:
        raise jobs.NotNow(str(reason)) from None
    address = whole_address("checking.show", code=pdf.check_code(document["fingerprint"]))
    db.session.rollback()  # drawing takes its time, and holds no transaction meanwhile
    content = pdf.issue(document, seal, check_at=address)
    with writing():
        actions.keep(revision_id, document, content, seal=seals.fingerprint(seal.certificate), at=now())
