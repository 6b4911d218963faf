"""Olivia brings rosters in: what would change, what is written, and that the same file again changes nothing."""

from datetime import timedelta
from html import unescape

import pytest
from backstage import at_once, change, ready, rows, value
from sqlalchemy import select
from world import local_today

from plf import jobs as work
from plf.extensions import db
from plf.models import (
    Job,
    Pairing,
    Person,
    Placement,
    Plan,
    RosterImport,
    Site,
    SiteLeadership,
    StoredFile,
)
from tests.roster.access import ANA, NORA, brings, is_written, nobody_evaluates_chloe
from tests.roster.files import RIVERBEND, role, roster_11, roster_12, user, user_12

CHLOE = user("T7", "teacher", "S1", "Chloë", "Martin", "chloe@riverbend.example")
BEN = user("A2", "administrator", "S1", "Ben", "Carter", "ben@riverbend.example")
SAM = user("T4", "teacher", "S2", "Sam", "Lee", "sam@riverbend.example")
PUPIL = user("X1", "student", "S1", "Zacharias", "Quillfeather", "zq@pupils.example")
EVERYBODY = (ANA, BEN, CHLOE, SAM)


def writes(scene, content: bytes, **fields) -> str:
    address = brings(scene, content)
    answer = scene.olivia.fill(address, **fields)
    assert answer.status_code == 303, answer.text[:3000]
    is_written(scene, address)
    return address


def counted(scene, address: str) -> dict[str, int]:
    number = int(address.rpartition("/")[2])
    return value(scene, select(RosterImport.about).where(RosterImport.id == number))["lines"]


def person(scene, name: str) -> Person:
    return value(scene, select(Person).where(Person.email == f"{name}@riverbend.example"))


def everything_kept(scene) -> str:
    with scene.app.app_context():
        tables = [db.session.execute(table.select()).all() for table in db.metadata.sorted_tables]
    return str(tables)


@pytest.mark.postgres
def test_a_whole_roster_is_shown_first_then_written_and_the_second_time_changes_nothing(scene, caplog):
    caplog.set_level("INFO")
    scene.plan_at("submitted")
    everybody = roster_11(*EVERYBODY, NORA, PUPIL)
    address = brings(scene, everybody)
    page = unescape(scene.olivia.get(address).text)
    assert "1 line of pupils and parents passed over" in page
    assert "New (1)" in page
    assert person(scene, "nora") is None
    assert value(scene, select(StoredFile.sha256)) is None  # the file, with the pupils in it, is gone
    assert scene.olivia.fill(address).status_code == 303
    is_written(scene, address)
    nora = person(scene, "nora")
    assert (nora.roster_id, nora.staff_kind, nora.main_site_id, nora.is_office) == ("T9", "teacher", 1, False)
    placed = value(scene, select(Placement.starts_on).where(Placement.person_id == nora.id))
    assert placed == local_today()
    assert value(scene, select(Site.roster_id).where(Site.id == 1)) == "S1"
    assert value(scene, select(SiteLeadership.site_id).where(SiteLeadership.from_roster)) == 1
    assert counted(scene, brings(scene, everybody)) == {}
    report = scene.olivia.get(f"{address}/report.csv").text
    assert "Quillfeather" not in everything_kept(scene) + report + caplog.text


@pytest.mark.postgres
def test_who_was_added_by_hand_meanwhile_is_left_and_the_others_are_written(scene):
    vera = user("T8", "teacher", "S1", "Vera", "Hill", "vera@riverbend.example")
    address = brings(scene, roster_11(*EVERYBODY, NORA, vera))
    by_hand = {"family_name": "Whitfield", "email": "nora@riverbend.example", "staff_kind": "teacher"}
    assert scene.olivia.fill("/people/new", **by_hand).status_code == 303
    scene.olivia.fill(address)
    is_written(scene, address)
    assert person(scene, "nora").roster_id is None
    assert person(scene, "vera").roster_id == "T8"
    assert "somebody else has the address" in scene.olivia.get(f"{address}?show=new").text


@pytest.mark.postgres
def test_who_moves_takes_open_plans_along_and_who_is_gone_is_deactivated_and_kept(scene):
    scene.plan_at("submitted")
    writes(scene, roster_11(*EVERYBODY))
    moved = ANA.replace("S1", "S2")
    address = brings(scene, roster_11(moved, BEN, SAM))
    page = unescape(scene.olivia.get(f"{address}?show=moved").text)
    assert "Moves from Maple Street Elementary to Oak Hill Middle School, with 1 open plan." in page
    scene.olivia.fill(address, confirmed="1")
    is_written(scene, address)
    assert value(scene, select(Plan.site_id)) == 2
    assert not person(scene, "chloe").is_active
    writes(scene, roster_11(moved, BEN, SAM, CHLOE))
    assert person(scene, "chloe").is_active


def test_a_file_that_closes_many_asks_for_the_number(scene):
    writes(scene, roster_11(*EVERYBODY))
    address = brings(scene, roster_11(ANA, BEN))
    page = scene.olivia.fill(address)
    assert page.status_code == 422
    assert "would deactivate 2 of 8 people" in unescape(page.text)
    assert person(scene, "sam").is_active
    assert scene.olivia.fill(address, confirmed="2").status_code == 303


def test_a_file_of_changes_closes_nobody_who_is_not_in_it(scene):
    writes(scene, roster_11(*EVERYBODY))
    ended = user("T7", "teacher", "S1", "Chloë", "Martin", "chloe@riverbend.example", status="tobedeleted")
    address = brings(scene, roster_11(ended, mode="delta"))
    assert counted(scene, address) == {"gone": 1}
    assert person(scene, "ana").is_active


def test_somebody_of_the_office_neither_comes_nor_goes_by_a_file(scene):
    olivia = user("D1", "systemAdministrator", "D1", "Olivia", "Price", "olivia@riverbend.example")
    boss = user("D2", "districtAdministrator", "D1", "Max", "Head", "max@riverbend.example")
    writes(scene, roster_11(*EVERYBODY, olivia, boss))
    assert not person(scene, "max").is_office
    assert person(scene, "max").staff_kind == ""
    writes(scene, roster_11(*EVERYBODY, boss))
    assert person(scene, "olivia").is_active


def test_addresses_match_once_and_names_never(scene):
    other = user("T20", "teacher", "S1", "Ana", "Ortiz", "ana.ortiz@riverbend.example")
    twins = [user(f"T3{n}", "teacher", "S1", f"Twin{n}", "Same", "same@riverbend.example") for n in (1, 2)]
    mute = user("T40", "teacher", "S1", "No", "Address", "")
    address = brings(scene, roster_11(other, *twins, mute))
    notes = unescape(scene.olivia.get(f"{address}?show=note").text)
    assert "ana@riverbend.example has the same name, and is not taken to be the same person" in notes
    assert "is of 2 people in the file" in notes
    assert "There is no e-mail address" in notes
    assert counted(scene, address)["new"] == 1
    changed = user("T1", "teacher", "S1", "Ana", "Ortiz-Vega", "a.vega@riverbend.example")
    writes(scene, roster_11(ANA))
    writes(scene, roster_11(changed))
    ana = value(scene, select(Person).where(Person.id == 1))
    assert (ana.email, ana.family_name) == ("a.vega@riverbend.example", "Ortiz-Vega")


def test_a_role_that_begins_later_takes_effect_on_its_day(scene):
    scene.plan_at("submitted")
    today = local_today()
    before, later = (today - timedelta(days=40)).isoformat(), (today + timedelta(days=20)).isoformat()
    last = (today + timedelta(days=19)).isoformat()
    users = [user_12("T1", "Ana", "Ortiz", "ana@riverbend.example")]
    roles = [role("T1", "teacher", "S1", before, last), role("T1", "teacher", "S2", later)]
    writes(scene, roster_12(users, roles))
    assert person(scene, "ana").main_site_id == 1
    placed = rows(scene, select(Placement).where(Placement.person_id == 1).order_by(Placement.starts_on))
    assert [(each.site_id, each.starts_on.isoformat()) for each in placed][-1] == (2, later)
    assert counted(scene, brings(scene, roster_12(users, roles))) == {}
    change(scene, "UPDATE placement SET starts_on = :day WHERE site_id = 2 AND person_id = 1", day=today)
    change(
        scene,
        "UPDATE placement SET ends_on = :day WHERE site_id = 1 AND person_id = 1",
        day=today - timedelta(days=1),
    )
    change(scene, "UPDATE job SET due_at = made_at WHERE kind = 'roster_place'")
    with scene.app.app_context():
        work.run(db.session.scalar(select(Job.id).where(Job.kind == "roster_place")))
    assert person(scene, "ana").main_site_id == 2
    assert value(scene, select(Plan.site_id)) == 2


def test_the_main_site_is_where_the_file_says_else_the_first_school(scene):
    orgs = RIVERBEND + "\r\nS4,,,Reading Coaches,department,,D1"
    several = user("T50", "teacher", "D1,S2,S1", "Uma", "Several", "uma@riverbend.example")
    coach = user("T51", "teacher", "S4", "Cleo", "Coach", "cleo@riverbend.example")
    writes(scene, roster_11(*EVERYBODY, several, coach, orgs=orgs))
    assert person(scene, "uma").main_site_id == 2
    department = value(scene, select(Site.id).where(Site.name == "Reading Coaches"))
    assert person(scene, "cleo").main_site_id == department
    users = [user_12("T52", "Max", "Both", "max@riverbend.example", main="S2")]
    roles = [role("T52", "teacher", "S1"), role("T52", "teacher", "S2", kind="secondary")]
    writes(scene, roster_12(users, roles, mode="delta"))
    assert person(scene, "max").main_site_id == 2


def test_a_site_goes_out_of_use_only_when_nobody_works_there(scene):
    writes(scene, roster_11(*EVERYBODY, orgs=RIVERBEND + "\r\nS3,,,Empty Annex,school,,D1"))
    address = writes(scene, roster_11(*EVERYBODY, orgs="\r\n".join(RIVERBEND.split("\r\n")[:3])))
    used = {site.name: site.is_active for site in rows(scene, select(Site))}
    assert used["Empty Annex"] is False
    assert used["Oak Hill Middle School"] is True
    assert "people have their main site here" in scene.olivia.get(f"{address}?show=site").text


def test_a_list_is_read_by_columns_that_are_chosen_once(scene):
    content = b"Who,Where to write,House,Boss\nNora Whitfield,nora@riverbend.example,Oak Hill Middle School,evan@riverbend.example\n"
    address = brings(scene, content, "people.csv")
    assert "What each column is" in scene.olivia.get(address).text
    wrong = scene.olivia.fill(address, f"{address}/columns", fields={"column-2": "site"})
    assert wrong.status_code == 422
    assert "Choose which column is the e-mail address" in wrong.text
    assert '<option value="site" selected>' in wrong.text
    scene.olivia.fill(
        address,
        f"{address}/columns",
        fields={"column-0": "name", "column-1": "email", "column-2": "site", "column-3": "evaluator"},
    )
    from plf.roster import jobs

    with scene.app.app_context():
        jobs.dry_run(1, lambda done, total: None)
    assert "Nora Whitfield" in scene.olivia.get(address).text
    scene.olivia.fill(address)
    is_written(scene, address)
    nora = person(scene, "nora")
    assert nora.main_site_id == 2
    assert value(scene, select(Pairing.evaluator_id).where(Pairing.teacher_id == nora.id)) == scene.id("evan")
    again = brings(scene, content, "people.csv")
    assert "changes nothing" in scene.olivia.get(again).text


def test_all_teachers_of_a_site_without_an_evaluator_get_its_leaders(scene):
    nobody_evaluates_chloe(scene)
    assert "Maple Street Elementary" in scene.olivia.get("/roster/evaluators").text
    assert "Chloë Martin" in scene.olivia.get("/roster/sites/1").text
    assert scene.olivia.fill("/roster/sites/1", fields={"how": "leaders"}).status_code == 303
    assert value(scene, select(Pairing.evaluator_id).where(Pairing.teacher_id == 7)) == scene.id("lena")
    assert "Every teacher here has an evaluator" in scene.olivia.get("/roster/sites/1").text


@pytest.mark.postgres
def test_of_two_who_name_evaluators_at_a_site_at_once_one_is_heard(scene):
    change(
        scene,
        "DELETE FROM pairing WHERE teacher_id IN (1, 7)",
        "UPDATE person SET is_office = :yes WHERE id = 4",
        yes=True,
    )
    answers = at_once(
        ready(scene.olivia, "/roster/sites/1", who="Lena Brooks"),
        ready(scene.sam, "/roster/sites/1", who="Evan Wright"),
    )
    assert [each.status_code for each in answers] == [303, 303]
    pairs = rows(scene, select(Pairing).where(Pairing.teacher_id.in_((1, 7))))
    assert sorted(each.teacher_id for each in pairs) == [1, 7]
    assert len({each.evaluator_id for each in pairs}) == 1
    told = [visitor.get("/roster/sites/1").text for visitor in (scene.olivia, scene.sam)]
    assert sum("2 teachers have an evaluator now" in each for each in told) == 1


def test_an_empty_form_and_a_wrong_file_get_a_sentence(scene):
    assert "Choose the file" in unescape(scene.olivia.fill("/roster").text)
    address = brings(scene, b"PK\x03\x04" + b"\xff" * 300)
    assert "could not be opened" in scene.olivia.get(address).text


def test_the_command_says_first_and_writes_only_with_yes(scene, tmp_path):
    file, report = tmp_path / "roster.zip", tmp_path / "report.csv"
    file.write_bytes(roster_11(*EVERYBODY, NORA, PUPIL))

    def imports(*options: str):
        return scene.app.test_cli_runner().invoke(args=["roster", "import", str(file), *options])

    said = imports()
    assert said.exit_code == 0, said.output
    assert "Nora Whitfield (users.csv, line 6)" in said.output
    assert "Nothing was written" in said.output
    assert person(scene, "nora") is None
    assert "Added. Not invited yet." in imports("--yes", "--report", str(report)).output
    assert person(scene, "nora").is_active
    assert "Quillfeather" not in report.read_text() + said.output
    assert "It changes nothing" in imports().output
    file.write_bytes(roster_11(ANA, BEN, CHLOE))
    refused = imports("--yes")
    assert (refused.exit_code, person(scene, "sam").is_active) == (1, True)
    assert "would deactivate 2 of" in refused.output
    assert imports("--yes", "--deactivates", "2").exit_code == 0
    assert not person(scene, "sam").is_active
    assert value(scene, select(StoredFile.sha256)) is None
