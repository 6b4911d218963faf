"""Who may sign in, and who sees what was kept: the table of the pages around signing in."""

from datetime import timedelta

from access import PEOPLE, Line, everyone

from plf.auth.queries import fingerprint
from plf.database import now, writing
from plf.models import Identity, Invitation, KeptText

LINK, KEY = "a-link-for-ana", "a-key-of-ana"


def ana_has_a_link(scene):
    with scene.app.app_context(), writing() as session:
        later = now() + timedelta(hours=1)
        session.add(
            Invitation(
                kind="reset", person_id=1, token_hash=fingerprint(LINK), made_at=now(), expires_at=later
            )
        )


def ana_had_typed(scene):
    form = '{"fields": [["area", "More talking"]], "page": "/", "sends": true}'
    with scene.app.app_context(), writing() as session:
        session.add(
            KeptText(key_hash=fingerprint(KEY), person_id=1, path="/plans/1/text", form=form, kept_at=now())
        )


def ana_has_an_account(scene):
    with scene.app.app_context(), writing() as session:
        session.add(
            Identity(
                person_id=1, issuer="https://accounts.example", subject="1", email="ana@riverbend.example",
                linked_at=now(), used_at=now(),
            )
        )  # fmt: skip


def all_of_them(status, **others):
    return {**dict.fromkeys(PEOPLE, status), **others}


ACCESS = {
    "auth.sign_in GET": Line("/sign-in", all_of_them(303, anyone=200)),
    "auth.sign_in POST": Line("/sign-in", all_of_them(422)),
    "auth.sign_out POST": Line("/sign-out", everyone(303)),
    "auth.signed_in GET": Line("/signed-in", everyone(200)),
    "auth.ask_for_link GET": Line("/sign-in/link", all_of_them(200)),
    "auth.ask_for_link POST": Line("/sign-in/link", all_of_them(422)),
    "auth.choose_password GET": Line(f"/choose-password/{LINK}", all_of_them(200), setting=ana_has_a_link),
    "auth.choose_password POST": Line(f"/choose-password/{LINK}", all_of_them(422), setting=ana_has_a_link),
    "auth.change_password GET": Line("/password", everyone(200)),
    "auth.change_password POST": Line("/password", everyone(422)),
    "auth.sign_ins GET": Line("/sign-ins", everyone(200)),
    "auth.sign_ins POST": Line("/sign-ins", everyone(303), form={"end": "others"}),
    "auth.kept GET": Line(f"/kept/{KEY}", everyone(404, ana=200), setting=ana_had_typed),
    "auth.kept POST": Line(f"/kept/{KEY}", everyone(404, ana=303), setting=ana_had_typed),
    # The site of the tests names no provider; tests/auth/test_accounts.py has one.
    "auth.sign_in_elsewhere GET": Line("/sign-in/with/nobody", all_of_them(303, anyone=404)),
    "auth.answer GET": Line("/sign-in/answer/nobody?code=1&state=1", all_of_them(404)),
    "auth.prove GET": Line("/prove/nobody", everyone(404)),
    "auth.prove POST": Line("/prove/nobody", everyone(404)),
    "auth.disconnect POST": Line("/sign-ins/accounts/1", everyone(404, ana=303), setting=ana_has_an_account),
    "auth.accounts GET": Line("/people/1/accounts", everyone(403, olivia=200), setting=ana_has_an_account),
    "auth.disconnect_for POST": Line(
        "/people/1/accounts/1", everyone(403, olivia=303), setting=ana_has_an_account
    ),
}
