"""Who is stuck: what waits for whom since when, which signature is missing, and who has not been in touch."""

from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from plf import rules
from plf.extensions import db
from plf.models import Comment, HistoryLine, Person, Plan, PlanSpan, Site, SupportNote
from plf.people.queries import today_here
from plf.reports.counting import day_of, end_of, stood
from plf.reports.queries import ON_A_PAGE, Asked, sites_named
from plf.reports.sheets import Column, Line, Sheet
from plf.rules import Case, Role
from plf.teachers.queries import EVALUATORS_TURN, TEACHERS_TURN

SHOWS = {
    "": "Everybody who waits",
    "evaluator": "Waiting for the evaluator",
    "teacher": "Waiting for the teacher",
    "signature": "One signature is missing",
    "vacant": "Without an evaluator",
    "silent": "Not in touch for the longest",
}
SIGNATURES = {
    "reviewed": "Evaluator’s",
    "evaluator_signed": "Teacher’s",
    "conferenced": "Evaluator’s, on the checkpoint",
    "checkpoint_evaluator_signed": "Teacher’s, on the checkpoint",
}
# The lines of history in which teacher and evaluator were in touch (as `support.actions.in_touch` is called).
TOUCHES = (
    "submit", "submit_checkpoint", "book_review_meeting", "book_final_conference", "return", "return_checkpoint",
    "record_review_meeting", "record_final_conference", "revise_together", "revise_checkpoint_together", "sign_as_evaluator",
    "sign_as_teacher", "sign_checkpoint_as_evaluator", "sign_checkpoint_as_teacher", "take_back_signature",
    "take_back_checkpoint_signature", "decline_to_sign", "decline_to_sign_checkpoint", "sign_on_paper",
    "sign_checkpoint_on_paper", "amend",
)  # fmt: skip

_evaluator, _before = aliased(Person), aliased(PlanSpan)


def waiting(asked: Asked) -> Sheet:
    """The plans that wait for somebody, the longest first; or those whose two were not in touch for the longest."""
    plans, is_silent = _plans(asked).subquery(), asked.show == "silent"
    found = (
        select(
            plans,
            Person.given_name,
            Person.family_name,
            Site.name.label("site"),
            _evaluator.given_name.label("by_given"),
            _evaluator.family_name.label("by_family"),
        )
        .join(Person, Person.id == plans.c.teacher_id)
        .outerjoin(Site, Site.id == plans.c.site_id)
        .outerjoin(_evaluator, _evaluator.id == plans.c.evaluator_id)
    )
    count = db.session.scalar(select(func.count()).select_from(plans)) or 0
    touched: dict[int, datetime] = {}
    if is_silent and asked.day != today_here():
        touched = last_in_touch(asked, select(plans.c.plan_id))
        ids = sorted(
            db.session.scalars(select(plans.c.plan_id)), key=lambda each: (_first(touched, each), each)
        )
        shown = ids if asked.page is None else ids[(asked.page - 1) * ON_A_PAGE : asked.page * ON_A_PAGE]
        rows = {row.plan_id: row for row in db.session.execute(found.where(plans.c.plan_id.in_(shown)))}
        listed = [rows[each] for each in shown]
    else:
        order = plans.c.touched_at.asc().nulls_first() if is_silent else plans.c.since
        found = found.order_by(order, plans.c.plan_id)
        if asked.page is not None:
            found = found.limit(ON_A_PAGE).offset((asked.page - 1) * ON_A_PAGE)
        listed = db.session.execute(found).all()
    lines = [_line(row, asked.day, touched.get(row.plan_id, row.touched_at)) for row in listed]
    oldest = (
        f" The first has waited since {lines[0].cells[5]:%B} {lines[0].cells[5].day}."
        if lines and not is_silent and asked.page in (1, None)
        else ""
    )
    return Sheet(
        "waiting",
        "Who has not been in touch" if is_silent else "Who is stuck, with whom, and since when",
        _answer(asked.show, count) + oldest,
        [
            Column("Teacher"), Column("Site"), Column("Evaluator"), Column("Plan"), Column("Waits for", "word"), Column("Since", "day"),
            Column("Days", "number"), Column("Signature missing"), Column("Last in touch", "day"),
        ],
        lines,
        asked.day,
        about=asked.about,
        more=[] if asked.show else ["The longest waiting comes first. Paused plans wait for nobody."],
        total=count,
        page=asked.page or 1,
        pages=max(1, -(-count // ON_A_PAGE)),
    )  # fmt: skip


def count_of(asked: Asked) -> int:
    """How many plans wait for somebody."""
    return db.session.scalar(select(func.count()).select_from(_plans(asked).subquery())) or 0


def _answer(show: str, count: int) -> str:
    plans = "1 plan" if count == 1 else f"{count:,} plans"
    waits = "waits" if count == 1 else "wait"
    return {
        "": f"{plans} {waits} for somebody.",
        "evaluator": f"{plans} {waits} for the evaluator.",
        "teacher": f"{plans} {waits} for the teacher.",
        "signature": f"{plans} {waits} for one signature.",
        "vacant": f"{plans} {'has' if count == 1 else 'have'} no evaluator.",
        "silent": f"{plans} {'is' if count == 1 else 'are'} under way; who was not in touch for the longest comes first.",
    }[show]


def _plans(asked: Asked) -> Select:
    """The open plans of the year that are not paused, as they stood when the day was over, narrowed as asked."""
    if asked.day == today_here():
        table, evaluator, site = Plan, Plan.evaluator_id, Plan.site_id
        found = select(
            Plan.id.label("plan_id"), Plan.teacher_id, Plan.state, Plan.state_since.label("since"),
            Plan.evaluator_id, Plan.site_id, Plan.touched_at,
        ).where(Plan.year_id == asked.year.id, Plan.paused_at.is_(None))  # fmt: skip
    else:
        table, evaluator, site = PlanSpan, PlanSpan.evaluator_id, PlanSpan.site_id
        other = (
            select(func.max(_before.until))
            .where(
                _before.plan_id == PlanSpan.plan_id,
                _before.state.is_distinct_from(PlanSpan.state),
                _before.until <= PlanSpan.since,
            )
            .scalar_subquery()
        )
        found = (
            select(
                PlanSpan.plan_id, Plan.teacher_id, PlanSpan.state,
                func.coalesce(other, Plan.assigned_at).label("since"),
                PlanSpan.evaluator_id, PlanSpan.site_id, db.null().label("touched_at"),
            )
            .join(Plan, Plan.id == PlanSpan.plan_id)
            .where(Plan.year_id == asked.year.id, stood(PlanSpan, end_of(asked.day)), PlanSpan.is_paused.is_(False))
        )  # fmt: skip
    wanted = {
        "evaluator": EVALUATORS_TURN,
        "teacher": TEACHERS_TURN,
        "signature": tuple(SIGNATURES),
        "vacant": rules.OPEN,
        "silent": rules.UNDER_WAY,
    }.get(asked.show, (*EVALUATORS_TURN, *TEACHERS_TURN))
    found = found.where(table.state.in_(wanted))
    if asked.show == "vacant":
        found = found.where(evaluator.is_(None))
    if asked.words:
        found = found.where(site.in_(sites_named(asked.words)))
    if asked.scope.sites is not None:
        found = found.where(site.in_(asked.scope.sites))
    if asked.scope.evaluators is not None:
        found = found.where(evaluator.in_(asked.scope.evaluators))
    return found


def last_in_touch(asked: Asked, plans: Select) -> dict[int, datetime]:
    """When the two of each plan were last in touch before the day was over; not who was its evaluator before."""
    end, found = end_of(asked.day), {}
    handed_over = select(HistoryLine.plan_id, func.max(HistoryLine.at)).where(
        HistoryLine.action == "hand_over"
    )
    began = _latest(handed_over, HistoryLine, plans, end)
    lines = select(HistoryLine.plan_id, func.max(HistoryLine.at)).where(HistoryLine.action.in_(TOUCHES))
    for statement, table in (
        (lines, HistoryLine),
        (select(SupportNote.plan_id, func.max(SupportNote.at)), SupportNote),
        (select(Comment.plan_id, func.max(Comment.at)), Comment),
    ):
        for plan_id, at in _latest(statement, table, plans, end).items():
            if plan_id not in began or at > began[plan_id]:
                found[plan_id] = max(found.get(plan_id, at), at)
    return found


def _latest(
    statement: Select, table: type[HistoryLine | SupportNote | Comment], plans: Select, end: datetime
) -> dict[int, datetime]:
    rows = db.session.execute(
        statement.where(table.plan_id.in_(plans), table.at < end).group_by(table.plan_id)
    )
    return dict(rows.all())


def _first(touched: dict[int, datetime], plan_id: int) -> float:
    at = touched.get(plan_id)
    return at.timestamp() if at else 0.0


def _line(row, day: date, touched: datetime | None) -> Line:
    turn = rules.turn(Case(state=row.state, has_evaluator=row.evaluator_id is not None))
    since = day_of(row.since)
    who = {
        Role.TEACHER: "Teacher",
        Role.EVALUATOR: "Evaluator",
        Role.OFFICE: "Office: name an evaluator",
    }.get(turn, "Nobody")
    return Line(
        (
            f"{row.family_name}, {row.given_name}",
            row.site,
            f"{row.by_given or ''} {row.by_family or ''}".strip() or "Vacant",
            rules.STATES[row.state].title,
            who,
            since,
            (day - since).days,
            SIGNATURES.get(row.state, ""),
            day_of(touched) if touched else "",
        ),
        href=str(row.plan_id),
    )
