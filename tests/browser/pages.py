"""Every page that can be opened, written down by hand: in which setting, by whom, and what is pressed to get there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from world import PLAN, Scene, local_today

from plf.auth.queries import fingerprint
from plf.database import now, writing
from plf.models import Invitation, KeptText

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


def some_have_volunteered(scene: Scene) -> None:
    for each in (scene.ana, scene.chloe, scene.sam):
        each.post("/volunteering")


def chloe_comments(scene: Scene) -> None:
    plan = scene.plan_at("drafted")
    scene.ana.post(f"{plan}/comment-requests", person=scene.id("chloe"))
    scene.chloe.post(f"{plan}/comments", about="goal", comment="What counts as explaining?")


def a_meeting_is_booked(scene: Scene) -> None:
    plan, day = scene.plan_at("submitted"), (local_today() + timedelta(days=7)).isoformat()
    for starts, ends in (("09:00", "10:00"), ("14:00", "15:00")):
        scene.ben.post("/slots", day=day, starts=starts, ends=ends, minutes="30", place="Room 12")
    scene.ana.post(f"{plan}/meeting/slot", slot="1", seen="")


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
            "ana": [f"/kept/{KEY}"],
        },
        ana_has_a_link_and_had_typed,
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
    "volunteers": Setting(
        {
            "ana": ["/"],
            "ben": ["/", "/assignments", "/assignments > Check before assigning"],
            "olivia": ["/", "/assignments", "/assignments?site=1"],
        },
        some_have_volunteered,
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
                "/years",
                "/years/new",
                "/years/1/edit",
                "/years/1/opening",
                "/years/1/closing",
                "/rubrics",
                "/rubrics/1",
                "/rubrics/new",
                "/district",
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
            "ben": [*THE_PLAN, "/teachers", "/slots", "/plans/1/meeting", "/plans/1/review"],
            "lena": ["/", "/teachers", "/plans/1"],
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
    "active": Setting(
        {
            "ana": [*THE_PLAN, "/plans/1/text"],
            "ben": [*THE_PLAN, "/teachers"],
            "olivia": ["/", "/plans/1", "/plans/1/revisions/1"],
        },
        at("active"),
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
    "static",
    "home.health",
    "plans.mine",  # leads to one's own plan
    "documents.plan_pdf",
    "documents.blank_form",
    "meetings.calendar_file",
}
