"""The sample district: lively on every day of the year, told by real steps, and true at any size."""

import json
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from databases import open_database
from sqlalchemy import select
from visitor import Visitor

from plf import contents, history, rules
from plf.action_plans import queries as action_plans
from plf.action_plans.contents import placed as placed_rows
from plf.auth.actions import hashed
from plf.auth.proof import Proof
from plf.database import now, writing
from plf.editions.queries import outcomes
from plf.exemplars import queries as exemplars
from plf.extensions import db
from plf.lineage import queries as lineage
from plf.models import (
    ActionLink,
    ActionPlan,
    ActionRow,
    Comment,
    Conference,
    Deputy,
    Draft,
    Exemplar,
    HistoryLine,
    Job,
    JournalEntry,
    Notice,
    Pairing,
    Person,
    Plan,
    Reason,
    Revision,
    SchoolYear,
    Signature,
    Site,
    SupportNote,
    UpdateAsk,
    Volunteer,
)
from plf.people.queries import sites_led_by
from plf.plans import queries
from plf.rubrics.table import read
from plf.sample import bulk, checkpoints, texts
from plf.sample.calendar import is_holiday, story_days, years_around
from plf.sample.district import HERE, settle
from plf.sample.story import Story
from plf.signing import actions as signing
from plf.table_answers.serving import served

PASSWORD = "acorns under the old bridge"
AT = datetime.now(UTC)
EVERY_DAY = [date(2026, 1, 1) + timedelta(days=n) for n in range(366)]
IN_FALL = {"assigned", "drafted", "submitted", "returned", "reviewed", "evaluator_signed", "active"}
NEAR_THE_END = {
    *("checkpoint_drafted", "checkpoint_submitted", "checkpoint_returned", "conferenced"),
    *("checkpoint_evaluator_signed", "closed", "continued"),
}
EVERY_STATE = set(rules.STATES)


def tell(day: date, at: datetime, password: str = "no password") -> None:
    settle(today=day, at=at, password_hash=password)
    Story(today=day, at=at).tell()


def fill() -> None:
    with writing():
        tell(AT.date(), AT, hashed(PASSWORD))
        first_day = years_around(AT.date())[0].starts_on
        bulk.grow(
            teachers=400,
            sites=12,
            first_day=first_day,
            at=AT,
            password_hash=hashed(PASSWORD),
            season="spring",
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def opened(request, tmp_path_factory):
    """A database with the sample district at a small size."""
    from conftest import DATABASES

    if request.param not in DATABASES:
        pytest.skip(f"{request.param} is not asked for")
    with open_database(request.param, tmp_path_factory.mktemp("sample")) as database:
        database.fill(fill)
        database.start_afresh()
        yield database


@pytest.fixture
def here(opened):
    """A look into the sample's database."""
    with opened.app.app_context():
        yield opened.app
        db.session.remove()


def person(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def plans_of(evaluator: str) -> list[Plan]:
    """Those of the open year."""
    theirs = select(Plan).join(Plan.year).where(Plan.evaluator_id == person(evaluator).id)
    return list(db.session.scalars(theirs.where(SchoolYear.status == "open")))


def test_the_record_holds_and_nothing_happened_in_the_future_or_out_of_order(here):
    assert list(history.verify()) == []
    lines = list(db.session.scalars(select(HistoryLine).order_by(HistoryLine.plan_id, HistoryLine.number)))
    assert max(line.at for line in lines) <= AT
    for before, after in pairwise(lines):
        assert before.plan_id != after.plan_id or before.at <= after.at


def test_the_evaluator_has_plans_in_every_state_and_a_volunteer(here):
    states = Counter(plan.state for plan in plans_of("evaluator@example.org"))
    assert set(states) == IN_FALL | NEAR_THE_END | {"withdrawn"}
    assert states["submitted"] == 2
    assert states["reviewed"] == states["evaluator_signed"] == states["conferenced"] == 1
    assert states["active"] >= 3
    volunteers = [db.session.get(Person, row.person_id).name for row in db.session.scalars(select(Volunteer))]
    assert "Kofi Mensah" in volunteers


def test_the_four_who_sign_in_find_what_they_need(here):
    teacher, staff, evaluator = (person(f"{key}@example.org") for key in ("teacher", "staff", "evaluator"))
    plan = db.session.scalars(select(Plan).where(Plan.teacher_id == teacher.id)).one()
    assert (plan.state, plan.evaluator_id) == ("drafted", evaluator.id)
    assert [problem.at for problem in contents.missing(queries.text_of(plan))] == ["measure"]
    before = db.session.scalars(select(Plan).where(Plan.teacher_id == staff.id)).one()
    assert (before.state, before.year.status) == ("closed", "closed")
    assert staff.main_site_id == teacher.main_site_id
    assert person("office@example.org").is_office
    assert sites_led_by(evaluator.id, AT.date()) == [teacher.main_site_id]


def test_one_plan_waits_for_an_evaluator_and_a_deputy_has_signed_another(here):
    assert [plan.state for plan in db.session.scalars(select(Plan).where(Plan.evaluator_id.is_(None)))] == [
        "submitted"
    ]
    by_deputy = db.session.scalars(select(Signature).where(Signature.for_id.is_not(None))).all()
    assert [signature.person.name for signature in by_deputy] == ["Priya Raman"]
    assert db.session.scalars(select(Deputy)).one().ends_on > AT.date()


def test_what_was_continued_last_year_goes_on_and_what_was_left_is_unfinished(here):
    last = select(Plan).join(Plan.year).where(SchoolYear.status == "closed")
    ended = Counter(plan.state for plan in db.session.scalars(last))
    assert ended == {"closed": 1, "continued": 2, "unfinished": 1}
    owen = person("owen.pritchard@example.org")
    before, this = db.session.scalars(select(Plan).where(Plan.teacher_id == owen.id).order_by(Plan.year_id))
    assert (this.continues_id, this.state, this.year.status) == (before.id, "active", "open")
    assert "Last April it was 52 percent." in this.in_force.frozen
    evaluator = person("evaluator@example.org")
    years = lineage.years_of(this, evaluator, on=AT.date())
    assert [(each.label, each.seen.plan.state) for each in years] == [
        (this.year.label, "active"),
        (before.year.label, "continued"),
    ]


def test_one_is_amended_one_paused_and_one_was_handed_over_between_the_signatures(here):
    def plan(key: str) -> Plan:
        return db.session.scalars(select(Plan).where(Plan.teacher_id == person(key).id)).one()

    ellen, pablo, vince = (
        plan(f"{name}@example.org") for name in ("ellen.kirk", "pablo.ruiz", "vince.moretti")
    )
    assert (ellen.state, ellen.in_force_id is not None) == ("drafted", True)
    assert (pablo.state, pablo.paused_at is not None) == ("active", True)
    assert (vince.state, vince.evaluator.name) == ("reviewed", "Yolanda Reyes")
    signed = db.session.scalars(select(Signature).where(Signature.plan_id == vince.id)).one()
    assert (signed.person.name, signed.superseded_why) == ("Daniel Kim", "handed over")


def test_the_library_holds_a_dozen_exemplars_of_the_offices_own(here):
    found = list(db.session.scalars(exemplars.published()))
    assert len(found) == 12
    assert all(each.by_office and each.notes for each in found)
    assert all(one["title"] for each in found for one in each.indicators)
    assert sum(len(exemplars.sections(each).checkpoint) > 0 for each in found) == 7
    in_the_making = select(Exemplar).where(Exemplar.state != "published")
    assert [each.state for each in db.session.scalars(in_the_making)] == ["draft"]


def test_the_strategic_table_was_adopted_and_has_gone_on_since(here):
    together, tools = db.session.scalars(select(ActionPlan).order_by(ActionPlan.position))
    edition = action_plans.latest_edition(together.id)
    assert contents.fingerprint(edition.content) == edition.sha256
    assert action_plans.latest_edition(tools.id) is None
    before, after = json.loads(edition.content), action_plans.as_text(together)
    labels = [{placed.label: placed.row for placed in placed_rows(text)} for text in (before, after)]
    assert set(labels[1]) - set(labels[0]) == {"2e"}
    assert sum(labels[0][each]["status"] != labels[1][each]["status"] for each in labels[0]) >= 5
    across = select(ActionLink).join(ActionLink.row).where(ActionRow.action_plan_id == together.id)
    assert {link.to_row.action_plan_id for link in db.session.scalars(across)} == {together.id, tools.id}
    (ask,) = db.session.scalars(select(UpdateAsk))
    assert (ask.action_plan_id, ask.closed_at) == (together.id, None)


def test_plans_name_outcomes_of_the_adopted_edition_and_how_many_is_told_from_five_on(here):
    year = db.session.scalars(select(SchoolYear).where(SchoolYear.status == "open")).one()
    numbers = served(year)
    assert set(numbers) <= {each["row"] for each in outcomes()}
    totals = [each.sites.total for each in numbers.values()]
    assert max(total for total in totals if total) >= 10
    assert None in totals, "fewer than five are not told"


def test_the_past_is_told_to_nobody_by_mail(here):
    assert set(db.session.scalars(select(Notice.by_mail))) == {"none"}
    assert set(db.session.scalars(select(Job.kind))) <= {"continue", "continue into", "issue"}


def test_they_sign_in_with_the_one_password(opened):
    for who in ("teacher", "evaluator", "office", "staff"):
        visitor = Visitor(opened.app, who)
        assert visitor.fill("/sign-in", email=f"{who}@example.org", password=PASSWORD).status_code == 303
        assert "This is a sample district" in visitor.get("/").text


def shape(value):
    """What is there, without what it says."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


def shape_of(plan: Plan) -> list:
    def rows(table, order):
        return list(db.session.scalars(select(table).where(table.plan_id == plan.id).order_by(order)))

    def columns(row):
        return {column.name: shape(getattr(row, column.key)) for column in row.__mapper__.columns}

    return [
        columns(plan),
        plan.version,
        [(columns(each), shape(each.text)) for each in rows(Draft, Draft.kind)],
        [(line.action, line.role, sorted(line.facts)) for line in rows(HistoryLine, HistoryLine.number)],
        [columns(comment) for comment in rows(Comment, Comment.id)],
        [columns(each) for each in rows(Conference, Conference.plan_id)],
        [[columns(each), len(each.evidence)] for each in rows(JournalEntry, JournalEntry.id)],
        [[columns(each), each.answers is not None] for each in rows(SupportNote, SupportNote.id)],
        [[columns(each), each.text] for each in rows(Reason, Reason.history_id)],
        [[columns(each), shape(json.loads(each.frozen))] for each in rows(Revision, Revision.number)],
        [[columns(each), shape(json.loads(each.agreed))] for each in rows(Signature, Signature.id)],
    ]


def test_a_plan_of_the_thousands_has_the_shape_of_one_made_by_real_steps(here):
    last_told = person("peggy.olmstead@example.org").id
    told, copied = {}, {}
    for plan in db.session.scalars(select(Plan)):
        (told if plan.teacher_id <= last_told else copied).setdefault(plan.state, []).append(shape_of(plan))
    assert set(copied) == IN_FALL | NEAR_THE_END
    for state, shapes in copied.items():
        assert all(each in told[state] for each in shapes)


def test_a_plan_of_the_thousands_names_its_own_people_and_is_signed_by_them(here):
    plan = db.session.scalars(
        select(Plan).where(Plan.state == "active").order_by(Plan.id.desc()).limit(1)
    ).one()
    frozen = json.loads(plan.in_force.frozen)
    assert frozen["teacher"] == {
        "name": plan.teacher.name,
        "position": plan.teacher.position,
        "site": plan.teacher.main_site.name,
    }
    assert frozen["evaluator"]["name"] == plan.evaluator.name
    evaluators, teachers = db.session.scalars(
        select(Signature).where(Signature.revision_id == plan.in_force_id).order_by(Signature.id)
    )
    assert plan.teacher.name in evaluators.statement
    assert (evaluators.person_id, teachers.person_id) == (plan.evaluator_id, plan.teacher_id)
    assert json.loads(teachers.agreed)["evaluator_signature_sha256"] == evaluators.sha256
    assert json.loads(teachers.agreed)["person"]["name"] == plan.teacher.name
    paired = select(Pairing.evaluator_id).where(Pairing.teacher_id == plan.teacher_id)
    assert db.session.scalar(paired) == plan.evaluator_id


def test_a_closed_plan_of_the_thousands_looks_back_on_its_own_goal(here):
    plan = db.session.scalars(
        select(Plan).where(Plan.state == "closed").order_by(Plan.id.desc()).limit(1)
    ).one()
    signed = db.session.get(Revision, plan.checkpoint_revision_id)
    assert json.loads(signed.frozen)["looks_back_on"]["sha256"] == plan.in_force.sha256
    evaluators, teachers = db.session.scalars(
        select(Signature).where(Signature.revision_id == signed.id).order_by(Signature.id)
    )
    assert plan.teacher.name in evaluators.statement
    assert json.loads(teachers.agreed)["evaluator_signature_sha256"] == evaluators.sha256
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.plan_id == plan.id)))
    assert told == {plan.teacher_id, plan.evaluator_id}


def test_there_are_as_many_as_were_asked_for(here):
    teachers = db.session.scalars(select(Person).where(Person.staff_kind == "teacher")).all()
    assert len(teachers) == 400
    assert len(db.session.scalars(select(Site)).all()) == 12
    assert len({each.email for each in teachers}) == 400


def test_real_steps_go_on_from_a_plan_of_the_thousands(opened):
    with opened.app.app_context():
        latest = select(Plan).where(Plan.state == "evaluator_signed").order_by(Plan.id.desc()).limit(1)
        plan = db.session.scalars(latest).one()
        plan_id, teacher = plan.id, plan.teacher
        with writing():
            seen = queries.find(plan_id, teacher, on=AT.date(), lock=True)
            proof = Proof(how="password", at=now())
            signing.sign_as_teacher(seen, at=now(), seen_sha256=seen.plan.revision.sha256, proof=proof)
            db.session.add(Site(name="One more school"))
        assert db.session.get(Plan, plan_id).state == "active"
        assert list(history.verify()) == []
    opened.start_afresh()


@pytest.mark.once
@pytest.mark.parametrize("day", ["2026-07-16", "2026-08-17", "2026-12-31", "2027-05-20", "2027-07-15"])
def test_the_story_can_be_told_on_any_day(scene, day):
    """Each in an empty district: the scene's own is taken away first, and nothing is kept."""

    class TakeBack(Exception):
        pass

    def told() -> Counter:
        with scene.app.app_context(), writing() as session:
            for table in reversed(db.metadata.sorted_tables):
                if table.name != "history":
                    session.execute(table.delete())
            when = date.fromisoformat(day)
            tell(when, datetime.combine(when, time(22), UTC))
            states = Counter(session.scalars(select(Plan.state)))
            raise TakeBack(states)

    with pytest.raises(TakeBack) as found:
        told()
    assert set(found.value.args[0]) == EVERY_STATE


@pytest.mark.parametrize("day", EVERY_DAY[::7], ids=str)
def test_the_open_year_is_around_today_and_deadlines_are_in_order(day):
    last, this, coming = years_around(day)
    assert (last.status, this.status, coming.status) == ("closed", "open", "planned")
    assert this.starts_on - timedelta(days=35) <= day <= this.ends_on + timedelta(days=60)
    for year in (last, this, coming):
        assert year.starts_on < year.plans_agreed_by < year.forms_due_on < year.conferences_by < year.ends_on
        assert year.starts_on.month == 8
        assert year.ends_on.month == 5
    assert last.ends_on < this.starts_on < this.ends_on < coming.starts_on
    assert list(coming.targets.values()) == [100]
    days = story_days(day, this)
    assert len(days) > 10
    assert days[-1] <= day


def test_nobody_in_the_sample_offers_times_on_thanksgiving_or_between_the_years():
    free = {date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 1)}
    days = {date(2026, 11, 20) + timedelta(days=n) for n in range(50)}
    assert {day for day in days if is_holiday(day)} == free | {date(2026, 12, day) for day in range(25, 31)}


RUBRICS = {
    name: {row.number for row in read((HERE / name).read_text())}
    for name in ("rubric_teachers.csv", "rubric_leaders.csv")
}


@pytest.mark.parametrize("name", texts.PLANS)
def test_every_text_is_a_whole_plan(name):
    _, year, _ = years_around(date(2026, 11, 1))
    text = contents.completed(texts.text_of(name, year.starts_on))
    rubric = RUBRICS["rubric_leaders.csv" if name == "walkthroughs" else "rubric_teachers.csv"]
    assert contents.missing(text) == []
    assert (
        contents.problems(text, indicators=rubric, year_starts_on=year.starts_on, year_ends_on=year.ends_on)
        == []
    )


@pytest.mark.parametrize("name", checkpoints.CONFERENCES)
def test_every_checkpoint_that_was_talked_over_answers_each_step_and_is_whole(name):
    answers = checkpoints.checkpoint_of(name)
    steps = [step["what"] for step in texts.text_of(name, date(2026, 8, 17))["steps"]]
    assert len(answers["steps"]) == len(steps)
    assert contents.missing(contents.answering(answers, steps), kind="checkpoint") == []
    days = {"year_starts_on": date(2026, 8, 17), "year_ends_on": date(2027, 5, 28)}
    assert contents.problems(answers, indicators=[], kind="checkpoint", **days) == []


def test_the_teachers_rubric_is_the_public_one():
    assert [len(RUBRICS[name]) for name in RUBRICS] == [20, 9]
