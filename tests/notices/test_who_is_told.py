"""Who is told of each step, by mail and on the page: whoever has to act or to know, and nobody else."""

from datetime import timedelta

import pytest
from backstage import change, rows, value
from letters import a_minute_passes, body_of, links_in
from sqlalchemy import select, update
from world import PLAN, WAYS, local_today

from plf import steps
from plf.database import now, writing
from plf.models import Deputy, Notice, Person
from plf.plans import queries as plans

# Written by hand: each step of the usual way, and who finds what in the mailbox a minute later.
TOLD = {
    "is_assigned": [("ana", "Your plan for 2026-2027 is assigned")],
    "writes": [],
    "submits": [("ben", "Ana Ortiz has submitted the plan"), ("dana", "Ana Ortiz has submitted the plan")],
    "is_returned": [("ana", "Ben Carter has returned your plan")],
    "is_reviewed": [],
    "evaluator_signs": [("ana", "Ben Carter has signed your plan")],
    "teacher_signs": [("ben", "Ana Ortiz has signed the plan")],
    "begins_checkpoint": [],
    "submits_checkpoint": [
        ("ben", "Ana Ortiz has submitted the checkpoint form"),
        ("dana", "Ana Ortiz has submitted the checkpoint form"),
    ],
    "checkpoint_is_returned": [("ana", "Ben Carter has returned the checkpoint form of your plan")],
    "confers": [],
    "evaluator_signs_checkpoint": [("ana", "Ben Carter has signed the checkpoint of your plan")],
    "teacher_signs_checkpoint": [("ben", "Ana Ortiz has signed the checkpoint")],
    "is_withdrawn": [
        ("ana", "Your plan is withdrawn"),
        ("ben", "The plan of Ana Ortiz is withdrawn"),
    ],
    "is_ended": [
        ("ana", "Your plan is ended unfinished"),
        ("ben", "The plan of Ana Ortiz is ended unfinished"),
    ],
}
# And the page on which the next step is taken.
LEADS_TO = {
    "is_assigned": "/plans/1/text",
    "submits": "/plans/1/review",
    "is_returned": "/plans/1/text",
    "evaluator_signs": "/plans/1/teacher-signature",
    "teacher_signs": "/plans/1",
    "submits_checkpoint": "/plans/1/checkpoint/review",
    "checkpoint_is_returned": "/plans/1/checkpoint/text",
    "evaluator_signs_checkpoint": "/plans/1/checkpoint/teacher-signature",
    "teacher_signs_checkpoint": "/plans/1",
    "is_withdrawn": "/plans/1",
    "is_ended": "/plans/1",
}
EVERY_STEP = ("returned", "checkpoint_returned", "conferenced", "closed", "withdrawn", "unfinished")


def test_every_way_of_the_scene_is_among_them():
    assert {step for way in WAYS.values() for step in way} - set(TOLD) == {"goes_on"}, "goes_on is two steps"


@pytest.mark.parametrize("state", EVERY_STEP)
def test_each_step_tells_whoever_is_next_and_nobody_else(scene, inbox, state):
    for step in WAYS[state]:
        getattr(scene, step)()
        a_minute_passes(scene.app)
        mails = inbox.mails
        assert inbox.read() == TOLD[step], step
        for mail in mails:
            assert links_in(mail)[0] == f"http://127.0.0.1:8000{LEADS_TO[step]}", step


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_every_link_opens_for_whom_it_was_sent_to(scene, inbox, state):
    for step in WAYS[state]:
        getattr(scene, step)()
        a_minute_passes(scene.app)
        for mail in inbox.mails:
            who = mail["To"].addresses[0].username
            path = links_in(mail)[0].removeprefix("http://127.0.0.1:8000")
            assert getattr(scene, who).get(path).status_code == 200, (step, who, path)
        inbox.read()


def test_a_mail_says_what_to_do_by_when_and_nothing_of_the_plan(scene, inbox):
    scene.plan_at("submitted")
    a_minute_passes(scene.app)
    [mail] = [each for each in inbox.mails if each["To"].addresses[0].username == "ben"]
    text = body_of(mail)
    due = local_today() + timedelta(days=10)
    assert text.startswith("Hello Ben,\n\nAna Ortiz has submitted the plan for 2026-2027.\n")
    assert "What to do: hold the review meeting and sign\n" in text
    assert f"By: {due:%B} {due.day}, {due.year}\n" in text
    assert "{" not in text
    for words in ("mathematics", "partner", "tally", "argue"):
        assert words not in text
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "/notices/settings" in text


def test_the_letters_about_one_plan_stand_together(scene, inbox):
    scene.plan_at("evaluator_signed")
    a_minute_passes(scene.app)
    [to_ana] = [mail for mail in inbox.mails if mail["To"].addresses[0].username == "ana"]
    assert to_ana["References"] == to_ana["In-Reply-To"] == "<plf-plan-1@127.0.0.1>"
    assert to_ana["Message-ID"] not in ("", to_ana["References"])


def test_what_was_settled_before_the_mail_went_out_is_not_sent(scene, inbox):
    scene.plan_at("submitted")
    scene.ana.fill(scene.plan, f"{scene.plan}/recall")
    a_minute_passes(scene.app)
    assert inbox.read() == [], "Ana wrote it herself, and it does not wait for Ben any more"


def test_the_deputy_is_told_on_their_days_alone(scene, inbox):
    change(scene, "UPDATE deputy SET ends_on = :day", day=(local_today() - timedelta(days=1)).isoformat())
    scene.plan_at("submitted")
    a_minute_passes(scene.app)
    assert [who for who, _ in inbox.read() if who != "ana"] == ["ben"]


def test_who_no_longer_stands_in_when_the_mail_goes_out_gets_none(scene, inbox):
    scene.plan_at("submitted")
    change(scene, "UPDATE deputy SET ends_on = :day", day=(local_today() - timedelta(days=1)).isoformat())
    a_minute_passes(scene.app)
    assert [who for who, _ in inbox.read() if who != "ana"] == ["ben"]


def test_what_a_deputy_does_is_no_news_to_the_deputy(scene, inbox):
    scene.plan_at("submitted")
    a_minute_passes(scene.app)
    inbox.read()
    form = scene.dana.form(f"{scene.plan}/review", f"{scene.plan}/return")
    pairs = [pair for pair in form.fields if pair[0] != "message"]
    scene.dana.post(f"{scene.plan}/return", [*pairs, ("message", "How often?")])
    a_minute_passes(scene.app)
    assert inbox.read() == [("ana", "Dana Diaz has returned your plan")]


def test_without_an_evaluator_the_office_is_told_to_name_one(scene, inbox):
    change(scene, "DELETE FROM pairing WHERE teacher_id = 1")
    scene.olivia.post("/assignments", person=scene.id("ana"))
    scene.writes()
    scene.submits()
    a_minute_passes(scene.app)
    [mail] = [each for each in inbox.mails if each["To"].addresses[0].username == "olivia"]
    assert "What to do: name an evaluator" in body_of(mail)
    assert links_in(mail)[0].endswith("/people/1")
    assert [who for who, _ in inbox.read()] == ["olivia"]


def test_who_would_like_to_take_part_is_told_to_the_evaluator_and_the_office(scene, inbox):
    scene.chloe.post("/volunteering")
    a_minute_passes(scene.app)
    (mail, _) = inbox.mails
    assert links_in(mail)[0] == "http://127.0.0.1:8000/assignments"
    said = "Chloë Martin would like to take part"
    assert inbox.read() == [("ben", said), ("olivia", said)]
    assert said in scene.ben.get("/notices").text
    assert "One new notice" in scene.olivia.get("/").text
    assert scene.chloe.get("/notices").text.count(said) == 0
    change(scene, "UPDATE pairing SET evaluator_id = 8 WHERE teacher_id = 7")
    assert said not in scene.ben.get("/notices").text, "she is with somebody else now"
    # Assigned before anybody read it: no mail, and nothing new.
    scene.sam.post("/volunteering")
    scene.olivia.post("/assignments", person=[scene.id("sam"), scene.id("chloe")])
    a_minute_passes(scene.app)
    assert inbox.read() == [(who, "Your plan for 2026-2027 is assigned") for who in ("chloe", "sam")]
    assert "new notice" not in scene.olivia.get("/").text


def test_assigning_many_tells_each_teacher_once_and_the_evaluator_nothing(scene, inbox):
    scene.ben.post("/assignments", person=[scene.id("ana"), scene.id("chloe")])
    a_minute_passes(scene.app)
    a_minute_passes(scene.app)
    assert inbox.read() == [
        ("ana", "Your plan for 2026-2027 is assigned"),
        ("chloe", "Your plan for 2026-2027 is assigned"),
    ]


def test_who_has_left_is_not_told(scene, inbox):
    scene.plan_at("drafted")
    a_minute_passes(scene.app)
    inbox.read()
    change(scene, "UPDATE person SET active = false WHERE id = 2")
    scene.submits()
    a_minute_passes(scene.app)
    assert [who for who, _ in inbox.read()] == ["dana"]


def test_several_things_in_one_minute_are_one_letter(scene, inbox):
    scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.chloe.fill("/plans/2/text", fields=PLAN)
    scene.chloe.fill("/plans/2/submission")
    a_minute_passes(scene.app)
    [to_ben] = [mail for mail in inbox.mails if mail["To"].addresses[0].username == "ben"]
    assert to_ben["Subject"] == "2 things wait for you"
    assert to_ben["References"] is None, "it is about two plans"
    assert "Ana Ortiz has submitted the plan\nhttp://127.0.0.1:8000/plans/1/review\n" in body_of(to_ben)
    assert "Chloë Martin has submitted the plan\nhttp://127.0.0.1:8000/plans/2/review\n" in body_of(to_ben)
    assert [who for who, _ in inbox.read()] == ["ben", "dana"]


def test_the_colleague_who_is_asked_for_comments_is_told(scene, inbox):
    scene.plan_at("drafted")
    a_minute_passes(scene.app)
    inbox.read()
    scene.ana.post(f"{scene.plan}/comment-requests", person=scene.id("chloe"))
    a_minute_passes(scene.app)
    [mail] = inbox.mails
    assert inbox.read() == [("chloe", "Ana Ortiz asks you for comments")]
    path = links_in(mail)[0].removeprefix("http://127.0.0.1:8000")
    assert scene.chloe.get(path).status_code == 200


def test_asking_the_same_colleague_again_tells_them_once(scene, inbox):
    scene.plan_at("drafted")
    a_minute_passes(scene.app)
    inbox.read()
    for _ in range(2):
        scene.ana.post(f"{scene.plan}/comment-requests", person=scene.id("chloe"))
    a_minute_passes(scene.app)
    assert len(inbox.read()) == 1


def test_pausing_and_resuming_tell_both_and_the_turn_comes_back(scene, inbox):
    scene.plan_at("drafted")
    a_minute_passes(scene.app)
    inbox.read()
    scene.olivia.fill(f"{scene.plan}/pause", reason="Leave until March.")
    a_minute_passes(scene.app)
    assert not any("Leave" in body_of(mail) for mail in inbox.mails)
    assert inbox.read() == [("ana", "Your plan is paused"), ("ben", "The plan of Ana Ortiz is paused")]
    assert "Your turn" not in scene.ana.get("/notices").text
    scene.ben.fill(f"{scene.plan}/resumption")
    a_minute_passes(scene.app)
    [mail] = inbox.mails
    assert inbox.read() == [("ana", "Your plan goes on")]
    assert "What to do: finish the plan and submit it" in body_of(mail)


def test_a_handover_tells_the_teacher_and_the_new_evaluator(scene, inbox):
    scene.plan_at("submitted")
    a_minute_passes(scene.app)
    inbox.read()
    with scene.app.app_context(), writing() as session:
        seen = plans.find(1, session.get(Person, scene.id("olivia")), on=local_today(), lock=True)
        seen.plan.evaluator = session.get(Person, scene.id("evan"))
        steps.take(seen, "hand_over", at=now(), reason="Ben moves to Oak Hill.")
    a_minute_passes(scene.app)
    mails = {mail["To"].addresses[0].username: mail for mail in inbox.mails}
    assert inbox.read() == [
        ("ana", "Evan Wright is now the evaluator for your plan"),
        ("evan", "Evan Wright is now the evaluator for the plan of Ana Ortiz"),
    ]
    assert "What to do: hold the review meeting and sign" in body_of(mails["evan"])
    assert links_in(mails["evan"])[0].endswith("/plans/1/review")
    assert "Oak Hill" not in body_of(mails["ana"])
    assert "Ana Ortiz" not in scene.ben.get("/notices").text
    assert "new notice" not in scene.ben.get("/").text


def test_asking_for_support_and_the_answer_reach_the_other_one(scene, inbox):
    scene.plan_at("active")
    a_minute_passes(scene.app)
    inbox.read()
    scene.ana.fill(
        f"{scene.plan}/support", f"{scene.plan}/support/asks", ask="A morning to watch Chloë teach."
    )
    a_minute_passes(scene.app)
    assert "Chloë" not in body_of(inbox.mails[0])
    assert inbox.read() == [("ben", "Ana Ortiz asks for support")]
    scene.ben.fill(
        f"{scene.plan}/support", f"{scene.plan}/support/asks/1/answer", fields={"ask-1-answer": "Tuesday?"}
    )
    a_minute_passes(scene.app)
    [mail] = inbox.mails
    assert inbox.read() == [("ana", "Ben Carter has answered you")]
    assert links_in(mail)[0].endswith("/plans/1/support")


def test_declining_and_taking_back_tell_the_other_one(scene, inbox):
    scene.plan_at("evaluator_signed")
    a_minute_passes(scene.app)
    inbox.read()
    scene.ben.fill(f"{scene.plan}/taken-back-signature", fields={"reason": "The wrong day."})
    a_minute_passes(scene.app)
    assert inbox.read() == [
        ("ana", "Ben Carter has taken back the signature on your plan"),
        ("dana", "Ben Carter has taken back the signature on the plan of Ana Ortiz"),
    ]
    scene.evaluator_signs()
    a_minute_passes(scene.app)
    inbox.read()
    scene.ana.fill(
        f"{scene.plan}/teacher-signature",
        f"{scene.plan}/declined-signature",
        fields={"reason": "80 is too much."},
    )
    a_minute_passes(scene.app)
    assert inbox.read() == [("ben", "Ana Ortiz has declined to sign")]
    reasons = ("wrong day", "too much")
    assert not any(word in body_of(mail) for mail in inbox.mails for word in reasons)


# On the page


def test_the_page_shows_what_is_new_and_leads_there(scene):
    scene.plan_at("submitted")
    assert "One new notice" in scene.ben.get("/").text
    page = scene.ben.get("/notices").text
    assert 'href="/plans/1/review">Ana Ortiz has submitted the plan</a>' in page
    assert "Your turn" in page
    assert "Ana Ortiz" not in scene.sam.get("/notices").text
    assert "new notice" not in scene.sam.get("/").text


def test_marking_all_as_read_leaves_what_is_to_do(scene):
    scene.plan_at("submitted")
    scene.ben.fill("/notices", "/notices/reading")
    page = scene.ben.follow().text
    assert "All are marked as read." in page
    assert "Your turn" in page
    assert "new notice" not in scene.ben.get("/").text


def test_what_was_done_no_longer_waits(scene):
    scene.plan_at("submitted")
    scene.is_returned()
    page = scene.ben.get("/notices").text
    assert "Ana Ortiz has submitted the plan" in page
    assert "Your turn" not in page
    assert 'href="/plans/1">' in page, "nothing to do there, so it leads to the plan"
    assert "new notice" not in scene.ben.get("/").text


def test_who_has_nothing_to_do_with_the_plan_any_more_sees_no_notice_of_it(scene):
    scene.plan_at("submitted")
    assert "Ana Ortiz" in scene.dana.get("/notices").text
    change(scene, "UPDATE deputy SET ends_on = :day", day=(local_today() - timedelta(days=1)).isoformat())
    assert "Ana Ortiz" not in scene.dana.get("/notices").text


def test_nobody_is_told_of_what_they_did_themselves(scene):
    scene.plan_at("active")
    assert value(scene, select(Notice.id).where(Notice.person_id == Notice.by_id)) is None


def test_a_step_writes_few_lines(scene):
    scene.plan_at("active")
    told = rows(scene, select(Notice).order_by(Notice.id))
    assert [(each.person_id, each.kind) for each in told] == [
        (1, "assign"),
        (5, "submit"),
        (2, "submit"),
        (1, "sign_as_evaluator"),
        (2, "sign_as_teacher"),
    ]
    assert all(each.settled_at for each in told if each.is_to_do)


def test_home_counts_no_notice_that_its_reader_can_no_longer_open(scene):
    scene.plan_at("submitted")
    assert "One new notice" in scene.dana.get("/").text
    over = local_today() - timedelta(days=1)
    change(scene, update(Deputy).values(starts_on=over, ends_on=over))
    assert "No notices" in scene.dana.get("/notices").text
    assert "new notice" not in scene.dana.get("/").text


@pytest.mark.parametrize(
    ("answers", "typed", "told"),
    [
        ("teacher-signature", {}, "has signed the plan"),
        ("declined-signature", {"reason": "A goal is missing."}, "has declined to sign"),
    ],
)
def test_a_deputy_who_signed_is_told_what_the_teacher_did_then(scene, inbox, answers, typed, told):
    plan = scene.plan_at("reviewed")
    assert scene.dana.fill(f"{plan}/review", f"{plan}/evaluator-signature").status_code == 303
    a_minute_passes(scene.app)
    inbox.read()
    form = scene.ana.fill(f"{plan}/teacher-signature", f"{plan}/{answers}", **typed)
    assert form.status_code == 303
    a_minute_passes(scene.app)
    assert inbox.read() == [("ben", f"Ana Ortiz {told}"), ("dana", f"Ana Ortiz {told}")]


def test_a_deputy_who_is_none_any_more_is_not_told(scene, inbox):
    plan = scene.plan_at("reviewed")
    scene.dana.fill(f"{plan}/review", f"{plan}/evaluator-signature")
    a_minute_passes(scene.app)
    inbox.read()
    change(scene, "DELETE FROM deputy")
    scene.ana.fill(f"{plan}/teacher-signature")
    a_minute_passes(scene.app)
    assert inbox.read() == [("ben", "Ana Ortiz has signed the plan")]
