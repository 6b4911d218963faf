"""Every page that can be opened, written down by hand: in which setting, by whom, and what is pressed to get there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

import action_world
from backstage import change
from werkzeug.datastructures import FileStorage
from world import PLAN, Scene, local_today

from plf import store
from plf.auth.queries import fingerprint
from plf.database import now, writing
from plf.journal.queries import step_key
from plf.models import Document, Exemplar, FeedbackAnswer, Identity, Invitation, KeptText, Plan
from tests.editions import board
from tests.exemplars import shelf as exemplars
from tests.journal.harmful import pdf
from tests.library import stock as library
from tests.lineage.ahead import next_year, work
from tests.packets.shelf import asks, is_made, signed
from tests.papers import paper
from tests.records.shelf import draws_up, long_ago
from tests.roster import access as roster
from tests.row_updates import strategy
from tests.support.grove import grove

LINK, KEY = "a-link-for-ana", "a-key-of-ana"
LONG = "https://example.org/" + "a-very-long-address-without-a-single-space-in-it-" * 4


@dataclass
class Setting:
    """What is arranged first, and the pages to look at then, by person.

    A page is an address; with " > " after it follow the buttons that are pressed there, one after the other.
    """

    pages: dict[str, list[str]]
    prepare: Callable[[Scene], object] = field(default=lambda scene: None)


def at(state: str) -> Callable[[Scene], object]:
    return lambda scene: scene.plan_at(state)


def copies_are_made(scene: Scene) -> None:
    scene.plan_at("closed")
    scene.copies_are_made()


def records_are_due(scene: Scene) -> None:
    copies_are_made(scene)
    long_ago(scene)
    scene.olivia.post("/records/holds", {"of": "site_id", "site": "2", "reason": LONG})
    draws_up(scene, "signed:1", "drafts:1")


def ana_has_a_link_and_had_typed(scene: Scene) -> None:
    later = now() + timedelta(hours=1)
    form = '{"fields": [["area", "More talking"]], "page": "/", "sends": true}'
    with scene.app.app_context(), writing() as session:
        session.add(
            Invitation(
                kind="reset", person_id=1, token_hash=fingerprint(LINK), made_at=now(), expires_at=later
            )
        )
        session.add(
            KeptText(key_hash=fingerprint(KEY), person_id=1, path="/plans/1/text", form=form, kept_at=now())
        )
        account = {
            "issuer": "https://accounts.example/riverbend",
            "subject": "1",
            "email": "ana@riverbend.example",
        }
        session.add(Identity(person_id=1, linked_at=now(), used_at=now(), **account))


def some_have_volunteered_and_one_is_assigned(scene: Scene) -> None:
    for each in (scene.ana, scene.chloe, scene.sam):
        each.post("/volunteering")
    for listed in ("Sam Lee", "Sam Lee\nAna Ortiz"):
        scene.olivia.post("/assignments/many", site_id="", staff_kind="", idle="", listed=listed)
        if listed == "Sam Lee":
            scene.olivia.post("/assignments/batches/1")


def chloe_comments(scene: Scene) -> None:
    plan = scene.plan_at("drafted")
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("chloe"))
    scene.chloe.post(f"{plan}/comments", about="goal", comment="What counts as explaining?")


def a_meeting_is_booked(scene: Scene) -> None:
    plan, day = scene.plan_at("submitted"), (local_today() + timedelta(days=7)).isoformat()
    for starts, ends in (("09:00", "10:00"), ("14:00", "15:00")):
        scene.ben.post("/slots", day=day, starts=starts, ends=ends, minutes="30", place="Room 12")
    scene.ana.post(f"{plan}/meeting/slot", slot="1", seen="")


def ana_asks_and_ben_answers(scene: Scene) -> None:
    grove(scene, 20, 60, 40, 50)
    plan = scene.plan
    with scene.app.app_context(), writing() as session:
        session.get(Plan, 1).paused_at = None
    scene.ana.post(f"{plan}/support/asks", ask="Could somebody watch a lesson?")
    scene.ben.post(f"{plan}/support/asks/1/answer", {"ask-1-answer": "On Thursday, second lesson."})
    scene.ben.post(f"{plan}/support/offers", offer=LONG)
    scene.ben.post(f"{plan}/support/check-ins", line="How the tally goes.", how="visit")
    scene.ben.post("/plans/3/support/check-ins", line="The year so far.")
    scene.ana.post(f"{plan}/support/asks", ask=LONG)


def the_year_has_ended(scene: Scene) -> None:
    """Ana and Ben are asked what they think; five others of another time have answered."""
    scene.plan_at("active")
    with scene.app.app_context(), writing() as session:
        session.get(Plan, 1).state = "closed"
        session.add_all(
            FeedbackAnswer(
                year_id=1, role="teacher", grew=each, worth=4, supported=2, text=LONG, is_shown=True
            )
            for each in range(1, 6)
        )
    scene.ben.post("/years/1/feedback", role="evaluator", grew="4", worth="4", supported="4")


def it_was_submitted_twice(scene: Scene) -> None:
    plan = scene.plan_at("returned")
    scene.ana.fill(f"{plan}/text", fields={"measure": "A tally each Friday."})
    scene.submits()


def everything_is_long(scene: Scene) -> None:
    """People paste addresses, and some write all that fits."""
    plan = scene.plan_at("assigned")
    words = "Talk before text, every day. " * 40
    scene.ana.fill(
        f"{plan}/text",
        fields={
            **PLAN,
            "area": LONG,
            "why": words,
            "steps-0-what": LONG,
            "steps-0-resources": LONG,
            "steps-0-evidence": words[:390],
            "learning-0-kind": "Professional learning community",
            "learning-0-what": LONG,
            "learning-0-research": words[:390],
            "learning-0-hours": "12.5",
        },
    )
    scene.submits()
    scene.ana.post(f"{plan}/comments", about="goal", comment=LONG)
    scene.is_reviewed()
    scene.evaluator_signs()


def ana_has_written_in_her_journal(scene: Scene) -> None:
    plan, today = scene.plan_at("active"), local_today().isoformat()
    for text, more in (
        ("Two model lessons by the literacy coach.", {"hours": "1.5"}),
        (LONG, {"links": LONG}),
        ("I am not sure about this.", {"private": "yes"}),
        (
            "Watched a lesson.",
            {"files": FileStorage(BytesIO(pdf()), "a very long name of a file " * 5 + ".pdf")},
        ),
    ):
        answer = scene.ana.post(f"{plan}/journal", {"text": text, "day": today, **more})
        assert answer.status_code == 303, answer.text[:1000]


def it_is_handed_over(scene: Scene) -> None:
    plan = scene.plan_at("evaluator_signed")
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason=LONG)


def much_is_open(scene: Scene) -> None:
    """Ana does not sign, a hand-over is planned, Chloë's plan is paused, and Sam has left."""
    plan = scene.plan_at("evaluator_signed")
    scene.ben.fill(f"{plan}/not-signed", reason="Asked her in April, and again in May.")
    later = (local_today() + timedelta(days=10)).isoformat()
    scene.olivia.fill(f"{plan}/hand-over", who="Evan Wright", reason="A new school.", starts_on=later)
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.ben.fill("/plans/2/pause", reason="On leave.")
    scene.evan.post("/assignments", person=scene.id("sam"))
    scene.evan.post("/assignments", person=scene.id("ben"))
    scene.olivia.fill("/people/4/deactivation")


def they_have_ended(scene: Scene) -> None:
    plan = scene.plan_at("active")
    scene.olivia.fill(f"{plan}/unfinished-end", why="did not sign", reason="The year is over.")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.olivia.fill("/plans/2/withdrawal", reason="Assigned in error.")
    scene.evan.post("/assignments", person=scene.id("sam"))
    scene.olivia.post("/years/1/closing/ends", plans="3", why="left")


def both_book_and_ana_writes(scene: Scene) -> None:
    """The checkpoint is begun, an entry of the journal belongs to its action step, the conference is booked."""
    plan = scene.plan_at("active")
    step = step_key(PLAN["steps-0-what"])
    answer = scene.ana.fill(f"{plan}/journal", text=LONG, hours="1.5", step=step)
    assert answer.status_code == 303, answer.text[:1000]
    scene.begins_checkpoint()
    day = (local_today() + timedelta(days=120)).isoformat()
    answer = scene.ana.post(
        f"{plan}/checkpoint/meeting", seen="", day=day, starts="14:30", minutes="30", place="Room 12"
    )
    assert answer.status_code == 303, answer.text[:1000]


def the_checkpoint_is_submitted_twice(scene: Scene) -> None:
    plan = scene.plan_at("checkpoint_returned")
    scene.ana.fill(f"{plan}/checkpoint/text", fields={"shows": LONG, "learned": LONG})
    scene.submits_checkpoint()


def both_signed_and_ana_responds(scene: Scene) -> None:
    plan = scene.plan_at("checkpoint_submitted")
    scene.evaluator_signs_checkpoint()
    scene.ana.fill(f"{plan}/checkpoint/teacher-signature", response=LONG)


def it_went_on(scene: Scene) -> None:
    """Into a year that is open."""
    next_year(scene, "open")
    scene.plan_at("continued")
    work(scene)


def it_is_amended(scene: Scene) -> None:
    plan = scene.plan_at("active")
    scene.ben.fill(f"{plan}/amendment", reason="The class changed in April.")
    scene.ana.fill(f"{plan}/text", fields={"measure": LONG})


def packets_are_asked_for(scene: Scene) -> None:
    """One that is ready, one that waits, and one that has failed."""
    scene.plan_at("active")
    signed(
        scene, ("Wolfeschlegelsteinhausenbergerdorff " * 2, "Adolph-Blaine-Charles-David-Earl-Frederick " * 2)
    )
    asks(scene.ben)
    is_made(scene)
    asks(scene.ben, kinds=["plan", "checkpoint"], states=["signed", "open", "blank"], duplex="yes")
    asks(scene.ben, get="records")
    change(scene, "UPDATE job SET state = 'failed' WHERE key = 'packet-3'")


def two_papers_are_chosen(scene: Scene) -> None:
    """Ben's carries the code of the real print; from Dana's it could not be read."""
    scene.plan_at("reviewed")
    printed = paper.pages(scene.ben.get("/plans/1/plan.pdf").data)
    content = paper.scan([paper.signed(page) for page in printed])
    assert paper.choose(scene.ben, "/plans/1", (content, "scan.pdf")).status_code == 303
    photo = paper.jpeg(paper.photographed(paper.page_with()))
    assert paper.choose(scene.dana, "/plans/1", (photo, "IMG_1.jpg")).status_code == 303


def a_paper_is_filed(scene: Scene) -> None:
    two_papers_are_chosen(scene)
    scene.ben.fill("/plans/1/paper/1")


def the_guide_was_changed_and_presented(scene: Scene) -> None:
    """Olivia wrote words of her own twice, and Lena presented the plan at her site."""
    for text in ("A plan of your own.\n\n- small\n- yours", f"[Our video]({LONG}) and {{forms_due_on}}."):
        scene.olivia.fill("/guide/texts/more", text=text)
    day = local_today().isoformat()
    scene.lena.post("/present/records", site="1", presented_on=day, presented_by="Lena Brooks")


def editions_are_adopted(scene: Scene) -> None:
    """Two editions, the second with long words, at an open address; Sam's comment waits for an answer."""
    board.full(scene)
    scene.sam.fill(f"{board.PLAN}/rows/{board.S1A}/comments", comment=LONG)
    board.changes(scene, board.S1B, LONG)
    board.adopts(scene, note=LONG[:250])
    board.changes(scene, board.S1A, "Agree on five practices")
    board.is_open(scene, "names", "status", "notes", "questions", "extra")


def an_exemplar_is_offered(scene: Scene) -> None:
    """Ana offers a plan that names people; the office has begun one of its own, whose number is known here."""
    exemplars.offered(scene, named=True)
    with scene.app.app_context(), writing() as session:
        own = Exemplar(id=500000000, title=LONG[:140], sha256="0" * 64, by_office=True, made_at=now())
        session.add(own)


def ana_looks_into_the_library(scene: Scene) -> None:
    """Two exemplars are in the library, one in Ana's folder, and her plan begins with one and goes on with another."""
    scene.plan_at("drafted")
    library.stocked(scene)
    library.known_by(scene, 500000001)
    scene.ana.post("/exemplars/500000001/folder")
    scene.ana.fill("/exemplars/500000001/start", take="learning")


def a_table_was_read(scene: Scene) -> None:
    """One whose rows are partly there already, and one whose headings nobody knows."""
    action_world.table_of(scene)
    known = f"Strategic Priority\tOutcome\tAction Steps\tEvidence\n{action_world.ROWS[1][2]}\t1. {LONG}\t1a. {LONG}\t{LONG}"
    scene.ben.post("/action-plans/1/import", pasted=known)
    scene.ben.post("/action-plans/1/import", pasted="Meta\tAcción\nLeer más\tComprar libros")
    roster.was_read(scene)
    roster.asks_for_columns(scene)
    scene.olivia.post("/people/1/leaves", {"leave-starts_on": local_today().isoformat()})


def rows_are_carried(scene: Scene) -> None:
    """Rows with days, two that wait for each other, updates that are asked for, and what was said in the room."""
    day = (local_today() + timedelta(days=9)).isoformat()
    changes = strategy.with_dates(S1A=("2026-09-01", day), S1B=(day, "2026-09-01"), S3A=(day, ""))
    changes["S1A"]["text"] = LONG
    plan = strategy.table_of(scene, **changes, S2A={"status": "behind", "question": LONG})
    strategy.waits_for(scene, strategy.S1B, strategy.S2A)
    strategy.waits_for(scene, strategy.S2A, strategy.S1B)
    scene.olivia.post(f"{plan}/updates", row="", due_on=day, line=LONG)
    scene.sam.post(f"{plan}/rows/7/updates", {"stands-7-status": "behind", "stands-7-text": LONG})
    scene.ben.post(f"{plan}/room/2/notes", kind="question", row="3", text=LONG)
    scene.ben.post(f"{plan}/room/2/notes", kind="decision", row="2", text="We begin in May.")


def a_table_is_edited(scene: Scene) -> None:
    """Rows with everything in them, a column of the district's own, one that was deleted, and words without a space."""
    plan = action_world.table_of(scene)
    row = f"{plan}/rows/{action_world.S1A}"
    cells = {"resources": LONG, "question": LONG, "starts": "fall 2026", "owner": "Lena Brooks"}
    scene.ben.fill(row, row, fields={f"row-{action_world.S1A}-{cell}": text for cell, text in cells.items()})
    scene.ben.post(f"{plan}/columns", title="Evidence", hint=LONG)
    scene.ben.post(f"{plan}/columns", title="Cost", hint="")
    link = f"links-{action_world.S2A}"
    scene.ben.post(
        f"{plan}/rows/{action_world.S2A}/links",
        {f"{link}-kind": "helps", f"{link}-to": "1a", f"{link}-note": LONG[:300]},
    )
    scene.ben.post(f"{plan}/rows/{action_world.S3C}/deletion")
    scene.ben.fill(f"{plan}/head", fields={"strengths": f"- {LONG}", "commitment": LONG})


def things_are_out_for_comment(scene: Scene) -> None:
    """The guide and a text of the office; Chloë comments, Olivia answers; one is over."""
    about = {"until": (local_today() + timedelta(days=7)).isoformat(), "people": "Chloë Martin\nAna Ortiz"}
    text = f"Before all.\n\n## Norms\n\n- **Listen** first\n\n## Links\n\n[A video]({LONG})"
    for more in ({"kind": "guide"}, {"kind": "resource", "title": LONG[:140], "text": text, "note": LONG}):
        scene.olivia.post("/contributions/new", {**about, "exemplar": "", **more})
    for section in ("Norms", "Norms", ""):
        scene.chloe.post("/contributions/2/comments", about=section, comment=LONG)
    scene.olivia.post("/contributions/2/comments/1/answer", answer=LONG, settle="yes")
    scene.olivia.post("/contributions/1/closing")


def an_exemplar_is_out_for_comment(scene: Scene) -> None:
    """Ana has agreed to its text; Chloë comments on a section."""
    number = exemplars.agreed(scene, "closed").rsplit("/", 1)[1]
    until = (local_today() + timedelta(days=7)).isoformat()
    about = {"kind": "exemplar", "exemplar": number, "until": until, "people": "Chloë Martin"}
    exemplars.done(scene.olivia.post("/contributions/new", about))
    scene.chloe.post("/contributions/1/comments", about="goal", comment=LONG)


def it_was_issued(scene: Scene) -> None:
    """Under a code that this list can name."""
    scene.plan_at("active")
    with scene.app.app_context(), writing() as session:
        store.put(store.fingerprint(b"%PDF-"), b"%PDF-")
        session.add(
            Document(
                plan_id=1,
                revision_id=1,
                code="0" * 16,
                sha256=store.fingerprint(b"%PDF-"),
                data='{"frozen": {"district": "Riverbend Public Schools"}}',
                certificate="c" * 64,
                issued_at=now(),
            )
        )


THE_PLAN = ["/", "/plans/1"]

SETTINGS = {
    "not signed in": Setting(
        {
            "anyone": [
                "/sign-in",
                "/sign-in > Sign in",
                "/sign-in?signed_out=yes",
                "/sign-in/link",
                "/sign-in/link > Send me a link",
                f"/choose-password/{LINK}",
                f"/choose-password/{LINK} > Set this password and sign in",
                "/choose-password/an-old-one",
            ],
            "ana": [f"/kept/{KEY}", "/sign-ins"],
            "olivia": ["/people/1/accounts"],
        },
        ana_has_a_link_and_had_typed,
    ),
    "checking": Setting(
        {
            "anyone": [
                "/check",
                "/check > Look up this code",
                "/check > Check this file",
                "/check/0000-0000-0000-0000",
                "/check/1111-1111-1111-1111",
            ],
            "ana": ["/check/0000-0000-0000-0000"],
        },
        it_was_issued,
    ),
    "no plan yet": Setting(
        {
            "ana": [
                "/",
                "/password",
                "/password > Change my password",
                "/sign-ins",
                "/signed-in",
                "/nowhere",
                "/people",
            ],
            "ben": [
                "/",
                "/teachers",
                "/assignments",
                "/assignments > Check before assigning",
                "/slots",
                "/slots > Open these times",
            ],
            "lena": ["/", "/teachers"],
        }
    ),
    "packets": Setting(
        {
            "ben": [
                "/packets",
                "/packets > See what will be in it",
                "/packets?year=1&states=blank&get=records",
                "/packets/1",
                "/packets/2",
                "/packets/3",
            ],
            "ana": ["/packets"],
            "olivia": ["/packets?year=1&kinds=plan&states=open&get=print"],
            "lena": ["/packets > See what will be in it"],
        },
        packets_are_asked_for,
    ),
    "volunteers": Setting(
        {
            "ana": ["/"],
            "ben": ["/", "/assignments", "/assignments > Check before assigning"],
            "olivia": [
                "/",
                "/assignments",
                "/assignments?site=1",
                "/assignments/many",
                "/assignments/batches",
                "/assignments/batches/1",
                "/assignments/batches/2",
                "/assignments/batches/1/taking-back",
            ],
        },
        some_have_volunteered_and_one_is_assigned,
    ),
    "the office": Setting(
        {
            "olivia": [
                "/",
                "/teachers",
                "/teachers?state=none",
                "/people",
                "/people?words=nobody",
                "/people/1",
                "/people/2",
                "/people/new",
                "/people/new > Save",
                "/people/4/edit",
                "/people/8/deactivation",
                "/people/1/pairings/1/end",
                "/sites",
                "/sites/new",
                "/sites/2/edit",
                "/roster",
                "/roster > Read the roster",
                "/roster/roles",
                "/roster/evaluators",
                "/roster/sites/1",
                "/years",
                "/years/new",
                "/years/1/next",
                "/people/1/year",
                "/years/1/edit",
                "/years/1/opening",
                "/years/1/closing",
                "/rubrics",
                "/rubrics/1",
                "/rubrics/new",
                "/district",
                "/records",
                "/records/retention",
                "/records/retention > Save this rule",
                "/records/holds > Place this hold",
                "/records/due",
                "/records/public > Make the ZIP",
                "/records/export",
                "/notices",
                "/notice-texts",
                "/notice-texts/submit",
                "/notice-texts/submit > Preview",
                "/school-calendar",
                "/school-calendar > Add these days",
                "/reports",
                "/reports/adoption",
                "/reports/adoption?on=tomorrow",
                "/reports/people?site=1",
                "/reports/steps",
                "/reports/waiting?show=silent",
                "/reports/deadlines",
                "/reports/focus",
                "/reports/law?site=1",
                "/reports/points?site=1",
            ]
        },
        at("drafted"),
    ),
    "assigned": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/text", "/plans/1/submission"],
            "ben": [*THE_PLAN, "/plans/1/meeting", "/plans/1/meeting > Book this time"],
        },
        at("assigned"),
    ),
    "drafted": Setting(
        {
            "ana": [
                *THE_PLAN,
                "/plans/1/text",
                "/plans/1/submission",
                "/plans/1/comments",
                "/plans/1/comment-requests",
                "/plans/1/comment-requests?words=mar",
                "/plans/1/comment-requests?words=nobody",
            ],
            "chloe": [*THE_PLAN, "/plans/1/comments"],
            "olivia": THE_PLAN,
        },
        chloe_comments,
    ),
    "submitted": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/meeting", "/plans/1/text"],
            "ben": [
                *THE_PLAN,
                "/teachers",
                "/slots",
                "/plans/1/meeting",
                "/plans/1/review",
                "/notices",
                "/notices/settings",
            ],
            "lena": [
                "/",
                "/teachers",
                "/plans/1",
                "/reports",
                "/reports/adoption",
                "/reports/people?site=1",
                "/reports/steps",
                "/reports/waiting",
                "/reports/law?site=1",
            ],
        },
        a_meeting_is_booked,
    ),
    "returned": Setting({"ana": [*THE_PLAN, "/plans/1/text"], "ben": THE_PLAN}, at("returned")),
    "submitted twice": Setting(
        {
            "ben": [
                "/plans/1",
                "/plans/1/review",
                "/plans/1/review > Return to Ana",
                "/plans/1/revisions/1",
                "/plans/1/revisions/2/changes",
            ],
            "olivia": ["/plans/1"],
        },
        it_was_submitted_twice,
    ),
    "reviewed": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/text"],
            "ben": [
                *THE_PLAN,
                "/plans/1/review",
                "/plans/1/revision-here",
                "/plans/1/revision-here > Agree on this text",
            ],
        },
        at("reviewed"),
    ),
    "signed by the evaluator": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/teacher-signature", "/plans/1/teacher-signature > Decline to sign"],
            "ben": [
                "/teachers",
                *THE_PLAN,
                "/plans/1/teacher-signature-here",
                "/plans/1/teacher-signature-here > Sign this plan",
                "/plans/1/taken-back-signature",
                "/plans/1/taken-back-signature > Take back my signature",
            ],
        },
        at("evaluator_signed"),
    ),
    "papers to file": Setting(
        {
            "ben": [
                "/plans/1",
                "/plans/1/paper",
                "/plans/1/paper > Read the scan",
                "/plans/1/paper/1",
            ],
            "dana": ["/plans/1/paper/2", "/plans/1/paper/2 > File this paper"],
        },
        two_papers_are_chosen,
    ),
    "a paper to confirm": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/teacher-signature", "/plans/1/teacher-signature > Decline to sign"],
            "ben": ["/plans/1", "/plans/1/teacher-signature-here"],
        },
        a_paper_is_filed,
    ),
    "active": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/text"],
            "ben": [*THE_PLAN, "/teachers"],
            "olivia": ["/", "/plans/1", "/plans/1/revisions/1"],
        },
        at("active"),
    ),
    "support": Setting(
        {
            "ana": ["/plans/1", "/plans/1/support", "/plans/1/support > Ask for support"],
            "ben": [
                "/",
                "/plans/1",
                "/teachers?order=silence",
                "/plans/1/support",
                "/plans/1/support > Answer Ana",
                "/plans/1/support > Note this check-in",
            ],
        },
        ana_asks_and_ben_answers,
    ),
    "three questions": Setting(
        {
            "ana": ["/", "/plans/1", "/years/1/feedback", "/years/1/feedback > Send my answers"],
            "ben": ["/years/1/feedback"],
            "olivia": ["/years", "/years/1/feedback-results"],
        },
        the_year_has_ended,
    ),
    "a journal": Setting(
        {
            "ana": [
                "/plans/1",
                "/plans/1/journal",
                "/plans/1/journal > Add to my journal",
                "/plans/1/journal/4",
                "/my-points",
            ],
            "ben": ["/plans/1", "/plans/1/journal", "/my-points"],
        },
        ana_has_written_in_her_journal,
    ),
    "handed over": Setting(
        {
            "ana": ["/plans/1"],
            "ben": ["/", "/signed"],
            "evan": ["/plans/1"],
            "olivia": ["/plans/1", "/plans/1/hand-over", "/plans/1/hand-over > Hand the plan over"],
        },
        it_is_handed_over,
    ),
    "much is open": Setting(
        {
            "ana": ["/plans/1"],
            "ben": [
                "/plans/1",
                "/plans/1/not-signed",
                "/plans/1/not-signed > Note it",
                "/plans/1/pause",
                "/plans/1/pause > Pause the plan",
                "/plans/2",
                "/plans/2/resumption",
            ],
            "olivia": [
                "/plans/1",
                "/plans/1/withdrawal",
                "/plans/1/withdrawal > Withdraw the plan",
                "/plans/1/unfinished-end",
                "/plans/1/unfinished-end > End it unfinished",
                "/people/2",
                "/people/2/hand-over",
                "/people/2/hand-over > Hand these plans over",
                "/people/1/transfer",
                "/people/1/transfer > Transfer from today",
                "/people/4",
                "/years/1/closing",
                "/years/1/closing?state=evaluator_signed",
                "/years/1/closing?site=99",
                "/years/1/closing/ends",
            ],
        },
        much_is_open,
    ),
    "ended": Setting(
        {
            "ana": ["/", "/plans/1"],
            "chloe": ["/plans/2"],
            "olivia": [
                "/plans/1",
                "/plans/2",
                "/plans/2/reinstatement",
                "/years/1/closing/ends",
                "/years/1/closing",
            ],
        },
        they_have_ended,
    ),
    "an amendment": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/in-force", "/plans/1/text", "/plans/1/dropped-amendment"],
            "ben": ["/plans/1", "/plans/1/in-force"],
        },
        it_is_amended,
    ),
    "before the checkpoint": Setting(
        {
            "ana": ["/plans/1/checkpoint/text", "/plans/1/checkpoint/meeting"],
            "ben": [
                "/plans/1/amendment",
                "/plans/1/amendment > Amend the plan",
                "/plans/1/checkpoint-date",
                "/plans/1/checkpoint/meeting > Book this time",
            ],
            "olivia": ["/plans/1/checkpoint-date"],
        },
        at("active"),
    ),
    "checkpoint drafted": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/checkpoint/text", "/plans/1/checkpoint/submission"],
            "ben": ["/plans/1", "/plans/1/checkpoint/meeting"],
        },
        both_book_and_ana_writes,
    ),
    "checkpoint submitted twice": Setting(
        {
            "ana": THE_PLAN,
            "ben": [
                *THE_PLAN,
                "/plans/1/checkpoint/review",
                "/plans/1/checkpoint/review > Return to Ana",
                "/plans/1/checkpoint/revisions/1",
                "/plans/1/checkpoint/revisions/2/changes",
            ],
            "olivia": ["/plans/1"],
        },
        the_checkpoint_is_submitted_twice,
    ),
    "checkpoint returned": Setting(
        {"ana": [*THE_PLAN, "/plans/1/checkpoint/text"], "ben": ["/plans/1"]}, at("checkpoint_returned")
    ),
    "conference held": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/checkpoint/text"],
            "ben": [
                "/plans/1",
                "/plans/1/checkpoint/review",
                "/plans/1/checkpoint/revision-here > Agree on this text",
            ],
        },
        at("conferenced"),
    ),
    "checkpoint signed by the evaluator": Setting(
        {
            "ana": [
                *THE_PLAN,
                "/plans/1/checkpoint/teacher-signature",
                "/plans/1/checkpoint/teacher-signature > Decline to sign",
            ],
            "ben": [
                "/plans/1",
                "/plans/1/checkpoint/teacher-signature-here > Sign this checkpoint",
                "/plans/1/checkpoint/taken-back-signature > Take back my signature",
            ],
        },
        at("checkpoint_evaluator_signed"),
    ),
    "closed": Setting(
        {"ana": THE_PLAN, "ben": ["/plans/1"], "olivia": ["/plans/1"], "lena": ["/plans/1"]},
        both_signed_and_ana_responds,
    ),
    "copies": Setting(
        {
            "ana": ["/plans/1/copies"],
            "olivia": [
                "/plans/1/copies",
                "/records",
                "/records/due",
                "/records/holds/1",
                "/records/lists/1",
            ],
        },
        records_are_due,
    ),
    "copies to come": Setting({"ana": ["/plans/1/copies"]}, at("closed")),
    "continued": Setting(
        {"ana": ["/plans/1", "/plans/1/years", "/plans/2", "/plans/2/text"], "ben": ["/plans/2/years"]},
        it_went_on,
    ),
    "the guide": Setting(
        {
            "ana": [
                "/guide",
                "/present",
                "/present/1",
                "/present/2",
                "/present/3",
                "/present/4",
                "/present/5",
            ],
            "olivia": [
                "/guide",
                "/guide/texts",
                "/guide/texts/more",
                "/guide/texts/more > Preview",
                "/guide/texts/more/history",
                "/guide/texts/more/history?number=0",
                "/present/5?site=1",
            ],
            "lena": ["/present", "/present > Write it down"],
        },
        the_guide_was_changed_and_presented,
    ),
    "out for comment": Setting(
        {
            "chloe": ["/", "/contributions", "/contributions/1", "/contributions/2"],
            "olivia": [
                "/contributions",
                "/contributions/new",
                "/contributions/new > Put it out",
                "/contributions/2",
                "/contributions/2/edit",
            ],
        },
        things_are_out_for_comment,
    ),
    "editions": Setting(
        {
            "sam": [
                "/action-plans/1/editions",
                "/action-plans/1/editions/1",
                "/action-plans/1/editions/2",
                "/action-plans/1/editions/changes",
                "/action-plans/1/print?edition=2",
                "/action-plans/1/comments",
                "/action-plans/1/rows/3/comments",
                "/action-plans/1/rows/3/comments > Send this comment",
            ],
            "ben": [
                "/action-plans/1/editions",
                "/action-plans/1/editions/2",
                "/action-plans/1/editions/changes",
                "/action-plans/1/print",
                "/action-plans/1/comments",
                "/action-plans/1/rows/3/comments > Answer and settle it",
            ],
            "olivia": [
                "/action-plans/1/editions",
                "/action-plans/1/editions/2?as=public",
                "/action-plans/1/adoption",
                "/action-plans/1/public-address",
            ],
            "anyone": ["/board/board-of-riverbend", "/board/board-of-riverbend/1"],
        },
        editions_are_adopted,
    ),
    "a table was read": Setting(
        {
            "ben": [
                "/action-plans/1/import",
                "/action-plans/1/import > Read the table",
                "/imports/1",
                "/imports/2",
            ],
            "olivia": [
                "/strategy/1/import",
                "/roster",
                "/roster/imports/1",
                "/roster/imports/2",
                "/roster/imports/2 > Read it so",
                "/people/1",
                "/people/1/leaves/1/end",
            ],
        },
        a_table_was_read,
    ),
    "rows of an action plan are carried": Setting(
        {
            "ana": ["/", "/notices", "/strategy/mine"],
            "sam": ["/action-plans/1/rows/7/updates"],
            "chloe": ["/action-plans/1/updates"],
            "ben": [
                "/action-plans/1/rows/4/updates > Save this update",
                "/action-plans/1/room",
                "/action-plans/1/room/2",
            ],
            "olivia": [
                "/action-plans/1/updates > Ask for updates",
                "/action-plans/1/updates/1",
                "/action-plans/1/changed",
                "/action-plans/1/timeline",
                "/action-plans/1/answers",
            ],
        },
        rows_are_carried,
    ),
    "an action plan is edited": Setting(
        {
            "ben": [
                "/strategy",
                "/action-plans/1",
                f"/action-plans/1?deleted={action_world.S3C}",
                f"/action-plans/1 > {action_world.ROWS[action_world.S1A][2]}",
                f"/action-plans/1/rows/{action_world.S1A}",
                f"/action-plans/1/rows/{action_world.S1A} > Add to the team",
                f"/action-plans/1/rows/{action_world.S1A} > Add the link",
                f"/action-plans/1/rows/{action_world.A} > Up",
                f"/action-plans/1/rows/new?under={action_world.A}",
                "/action-plans/1/rows/new > Add this priority",
                "/action-plans/1/head",
                "/action-plans/1/columns",
                "/action-plans/1/columns > Add a column",
                "/action-plans/1/history",
                f"/action-plans/1/history?row={action_world.S1A}",
            ],
            "olivia": [
                "/strategy",
                "/strategy/1",
                "/strategy/new",
                "/strategy/new > Save",
                "/strategy/1/action-plans/new",
                "/action-plans/1/editors",
                "/action-plans/1/editors > Name as editor",
                "/action-plans/1/removal",
            ],
            "ana": ["/action-plans/1", f"/action-plans/1/rows/{action_world.S1A}"],
            "sam": ["/strategy"],
        },
        a_table_is_edited,
    ),
    "an exemplar is offered": Setting(
        {
            "ana": [
                "/plans/1/exemplar",
                "/plans/1/exemplar > Decide about these words",
                "/plans/1/exemplar/text",
                "/plans/1/exemplar/text > Save this text",
            ],
            "olivia": [
                "/plans/1/exemplar",
                "/plans/1/exemplar > Ask for consent to this text",
                "/exemplars/office",
                "/exemplars/office/new",
                "/exemplars/office/500000000",
                "/exemplars/office/500000000/text",
            ],
        },
        an_exemplar_is_offered,
    ),
    "an exemplar is published": Setting(
        {"ana": ["/plans/1/exemplar"], "olivia": ["/plans/1/exemplar"]}, exemplars.published
    ),
    "the library": Setting(
        {
            "ana": [
                "/exemplars",
                "/exemplars?words=reasoning+%22and&subject=Alchemy",
                "/exemplars?words=nothing+of+it",
                "/exemplars/500000001",
                "/exemplars/500000001/start",
                "/exemplars/500000001/start > Take these into my plan",
                "/exemplars/sections/goal",
                "/exemplars/folder",
                "/plans/1",
                "/focus",
            ],
            "olivia": ["/exemplars", "/exemplars/folder", "/exemplars/500000001/start"],
        },
        ana_looks_into_the_library,
    ),
    "an exemplar is out for comment": Setting(
        {"chloe": ["/contributions/1"], "olivia": ["/contributions/1"]}, an_exemplar_is_out_for_comment
    ),
    "everything is long": Setting(
        {
            "ana": ["/plans/1", "/plans/1/teacher-signature", "/plans/1/revisions/1"],
            "ben": ["/plans/1/taken-back-signature"],
        },
        everything_is_long,
    ),
}

# Not pages: files, an answer for machines.
NO_PAGES = {
    "reports.file",  # a file, to be saved, or on paper
    "static",
    "operations.healthz",  # for machines
    "operations.readyz",
    "checking.certificates",  # a file, to be saved
    "guide.printed",  # on paper
    "editions.latest",  # leads to it
    "action_exports.working_copy",  # a file, to be saved
    "editions.frozen",  # to be saved
    "editions.as_file",
    "table_prints.table",
    "table_prints.summary",
    "table_prints.board",
    "table_prints.board_summary",
    "presenting.leaflet",
    "plans.mine",  # leads to one's own plan
    "auth.sign_in_elsewhere",  # leads to a provider
    "auth.prove",
    "auth.answer",  # comes from there, and leads on
    "documents.plan_pdf",
    "documents.blank_form",
    "packets.file",  # to be saved
    "documents.copy",
    "handovers.signed_document",
    "action_rows.changes_since",  # pieces of the table
    "action_rows.people",
    "journal.evidence",  # a file, to be saved
    "roster.report",
    "library.printed",  # on paper
    "library.folder_printed",
    "papers.paper",  # a file as well, and pictures of its pages
    "papers.picture",
    "papers.scan_picture",
    "journal.points_pdf",
    "meetings.calendar_file",
}
