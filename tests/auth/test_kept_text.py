"""When a sign-in runs out while someone writes: what they typed is there again, for them alone."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from visitor import HTMX, Visitor, forms
from world import PASSWORD

from plf.database import now, writing
from plf.extensions import db
from plf.models import District, KeptText, SignIn

OLIVIA = "olivia@riverbend.example"
NEW_NAME = "Riverbend & Hills – “United” Schools"


@pytest.fixture
def run_out(app):
    """Every sign-in has been idle for too long."""

    def now_run_out() -> None:
        with app.app_context(), writing() as session:
            session.execute(update(SignIn).values(used_at=now() - timedelta(hours=5)))

    return now_run_out


@pytest.fixture
def typed(scene, run_out):
    """Olivia has typed a new name for the district, and her sign-in ran out before she sent it."""
    form = scene.olivia.form("/district")
    run_out()
    pairs = [(name, value) for name, value in form.fields if name != "name"]
    return scene.olivia.browser.post(
        "/district", data=dict([*pairs, ("name", NEW_NAME)]), headers={"Referer": "http://localhost/district"}
    )


def district_name(app) -> str:
    with app.app_context():
        return db.session.scalar(select(District.name))


def sign_in_at(visitor, address, email=OLIVIA):
    return visitor.fill(address, action="/sign-in", email=email, password=PASSWORD)


def test_olivia_finds_what_she_typed_after_sign_in_and_sends_it_herself(app, scene, typed):
    assert typed.status_code == 303
    assert typed.location.startswith("/sign-in?next=%2Fdistrict&kept=")
    assert "not saved yet" in scene.olivia.get(typed.location).text
    answer = sign_in_at(scene.olivia, typed.location)
    assert answer.location.startswith("/kept/")
    page = scene.olivia.get(answer.location)
    assert "Riverbend &amp; Hills" in page.text
    assert district_name(app) == "Riverbend Public Schools", "nothing is sent by itself"

    assert scene.olivia.fill(answer.location, action="/district").status_code == 303
    assert district_name(app) == NEW_NAME
    assert scene.olivia.get(answer.location).status_code == 404, "once it has arrived it is not kept"


def test_it_is_kept_until_it_has_arrived(scene, typed):
    answer = sign_in_at(scene.olivia, typed.location)
    refused = scene.olivia.fill(answer.location, action="/district", name="")
    assert refused.status_code == 422
    assert scene.olivia.get(answer.location).status_code == 200


def test_olivia_can_throw_it_away(app, scene, typed):
    answer = sign_in_at(scene.olivia, typed.location)
    scene.olivia.fill(answer.location, action=answer.location)
    assert scene.olivia.get(answer.location).status_code == 404
    assert district_name(app) == "Riverbend Public Schools"


def test_another_person_at_the_same_browser_never_sees_it(scene, typed):
    key = re.search("kept=([^&]+)", typed.location).group(1)
    answer = sign_in_at(scene.olivia, typed.location, email="sam@riverbend.example")
    assert "kept" not in answer.location
    assert scene.olivia.get(f"/kept/{key}").status_code == 404
    assert NEW_NAME[-14:] not in scene.olivia.page.text


def test_the_key_is_stored_nowhere_and_the_text_is_gone_after_a_day(app, scene, typed):
    key = re.search("kept=([^&]+)", typed.location).group(1)
    with app.app_context():
        assert key not in str([vars(row) for row in db.session.scalars(select(KeptText))])
        with writing() as session:
            session.execute(update(KeptText).values(kept_at=now() - timedelta(hours=25)))
    assert "kept" not in sign_in_at(scene.olivia, typed.location).location


@pytest.mark.parametrize("more", [{"password": PASSWORD}, {"sha256": "0" * 64}, {}])
def test_a_password_is_never_kept_and_a_signature_never_sent_from_there(app, scene, run_out, more):
    scene.ana.get("/")
    token = scene.ana.token()
    run_out()
    fields = {"response": "I agree with most of this.", **more}
    answer = scene.ana.browser.post("/plans/1/teacher-signature", data={**fields, "csrf_token": token})
    with app.app_context():
        assert PASSWORD not in str([vars(row) for row in db.session.scalars(select(KeptText))])
    page = scene.ana.get(sign_in_at(scene.ana, answer.location, "ana@riverbend.example").location)
    assert "I agree with most of this." in page.text
    assert "Nothing was signed" in page.text
    assert "/plans/1/teacher-signature" not in [form.action for form in forms(page.text)]


def test_who_is_not_known_gets_the_text_back_to_copy(anyone):
    answer = anyone.browser.post("/district", data={"name": "A long text by someone unknown"})
    assert answer.status_code == 401
    assert "A long text by someone unknown" in answer.text


def test_a_page_from_before_the_last_sign_in_still_works_for_the_same_person(app, scene, run_out):
    form = scene.olivia.form("/district")
    run_out()
    scene.olivia.fill("/sign-in", email=OLIVIA, password=PASSWORD)
    pairs = {name: value for name, value in form.fields if name != "name"}
    assert scene.olivia.browser.post("/district", data={**pairs, "name": NEW_NAME}).status_code == 303
    assert district_name(app) == NEW_NAME


def test_the_page_of_one_person_sends_nothing_for_the_next(app, scene, run_out):
    form = scene.olivia.form("/district")
    run_out()
    scene.olivia.fill("/sign-in", email="sam@riverbend.example", password=PASSWORD)
    token = dict(form.fields)["csrf_token"]
    answer = scene.olivia.browser.post("/password", data={"current": "a long text", "csrf_token": token})
    assert answer.location.startswith("/kept/"), "its token is not good anymore"


def test_a_page_from_before_signing_out_keeps_the_text_and_asks_once_more(app, scene):
    form = scene.olivia.form("/district")
    scene.olivia.post("/sign-out")
    scene.olivia.fill("/sign-in", email=OLIVIA, password=PASSWORD)
    pairs = {name: value for name, value in form.fields if name != "name"}
    answer = scene.olivia.browser.post("/district", data={**pairs, "name": NEW_NAME})
    assert answer.location.startswith("/kept/")
    scene.olivia.fill(answer.location, action="/district")
    assert district_name(app) == NEW_NAME


def save(visitor, target="div#save_status", **fields):
    return visitor.browser.post("/plans/1/text", data=fields, headers={**HTMX, "HX-Target": target})


def test_a_save_in_the_background_gets_a_notice_and_the_form_stays(scene, run_out):
    scene.ana.get("/")
    run_out()
    answer = save(scene.ana, version="7", area="More talking")
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers
    assert "HX-Reswap" not in answer.headers
    assert answer.text.count('id="save_status"') == 1
    assert 'name="version" value="7"' in answer.text
    assert "/sign-in?next=%2Fsigned-in" in answer.text
    assert 'target="_blank"' in answer.text


def test_other_pieces_get_the_notice_beside_them(scene, run_out):
    scene.ana.get("/")
    run_out()
    answer = save(scene.ana, target="section#comments", text="Well done")
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (401, "beforebegin")
    assert "save_status" not in answer.text


def test_the_tab_that_signed_in_again_says_go_back(scene, run_out):
    scene.ana.get("/")
    run_out()
    answer = sign_in_at(scene.ana, "/sign-in?next=%2Fsigned-in", "ana@riverbend.example")
    assert "Close this one and go back" in scene.ana.get(answer.location).text


def test_an_open_page_gets_the_token_of_the_new_sign_in(scene):
    scene.ana.get("/")
    scene.ana.post("/sign-out")
    scene.ana.fill("/sign-in", email="ana@riverbend.example", password=PASSWORD)
    answer = save(scene.ana, version="7", csrf_token="of before")
    assert answer.status_code == 401
    fresh = re.search(r'name="csrf_token" value="([^"]+)" hx-swap-oob', answer.text).group(1)
    assert scene.ana.browser.post("/sign-out", data={"csrf_token": fresh}).status_code == 303


def test_a_sign_in_page_that_was_open_for_long_asks_once_more(app):
    visitor = Visitor(app)
    answer = visitor.browser.post("/sign-in?next=/sign-ins", data={"email": OLIVIA, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/sign-ins")
    assert "Please enter it once more" in visitor.get(answer.location).text
