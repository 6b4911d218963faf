"""Anyone may check: who is not signed in gets the same pages, and only who may see the plan is told whose it is."""

from io import BytesIO

from access import PEOPLE, Line
from werkzeug.datastructures import FileStorage

from plf.database import now
from plf.pdf import seal as seals

NOBODYS = "/check/0000-0000-0000-0000"


def all_of_them(status):
    return dict.fromkeys(PEOPLE, status)


def a_file(scene, visitor):
    return {"file": FileStorage(BytesIO(b"no PDF"), "plan.pdf")}


def there_is_a_key(scene):
    with scene.app.app_context():
        keeping = seals.keeping(scene.app.config)
        if not keeping.made.exists():
            seals.init(keeping, district="Riverbend", at=now())


ACCESS = {
    "checking.check GET": Line("/check", all_of_them(200)),
    "checking.upload POST": Line("/check", all_of_them(200), form=a_file),
    # A code that there is is told of in test_codes.py.
    "checking.show GET": Line(NOBODYS, all_of_them(404)),
    "checking.certificates GET": Line("/check/certificates.pem", all_of_them(200), setting=there_is_a_key),
}
