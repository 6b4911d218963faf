"""Ana and Ben sign by hand: Ben files the paper, Ana confirms it; and what happens when it is not the right one."""

import io
import json
from datetime import timedelta
from html import unescape

import pypdfium2
import pytest
from backstage import actions, at_once, broken, change, is_whole, rows, signatures, state, value
from PIL import Image
from sqlalchemy import func, select, update
from world import PASSWORD, local_today

from plf import jobs, pdf
from plf.database import now
from plf.formats import day, short_day
from plf.models import HistoryLine, Notice, Paper, Plan, Revision, Scan, SignIn, StoredFile
from tests.papers import paper
from tests.papers.paper import choose, code_of, files_paper, jpeg, page_with, photographed, png, scan, signed

TODAY, YESTERDAY = local_today(), local_today() - timedelta(days=1)
AT = {"plan": ("/plans/1", "reviewed"), "checkpoint": ("/plans/1/checkpoint", "conferenced")}
BOTH = pytest.mark.parametrize("kind", ["plan", "checkpoint"])
ANOTHER = "G3NS-Q9D2-K4TX-8WEA"


def shown(answer) -> str:
    return unescape(answer.text)


def at_meeting(scene, kind: str = "plan") -> str:
    """The meeting or conference was held; returns the address of the text."""
    where, met = AT[kind]
    scene.plan_at(met)
    return where


def chosen(scene, where: str, *codes: str, **more):
    return choose(scene.ben, where, (png(page_with(*codes)), "scan.png"), **more)


def kept(scene, table=Scan) -> int:
    return value(scene, select(func.count()).select_from(table))


def agreed(signature) -> dict:
    return json.loads(signature.agreed)


def revises(scene) -> None:
    """Ana changes the text together with Ben: what was printed before is an older revision now."""
    form = scene.ana.form("/plans/1/text")
    pairs = [pair for pair in form.fields if pair[0] != "why"]
    answer = scene.ana.post("/plans/1/revisions", [*pairs, ("why", "Three visitors said so.")])
    assert answer.status_code == 303, shown(answer)


# The whole way


@BOTH
def test_both_sign_the_print_ben_files_its_scan_and_ana_confirms_it(scene, kind):
    where = at_meeting(scene, kind)
    page = shown(scene.ben.get("/plans/1"))
    assert f'href="{where}/paper">We signed on paper' in page
    assert f'href="{where}/paper">We signed on paper' in shown(scene.ben.get(f"{where}/review"))
    print_ = scene.ben.get(f"{where if kind == 'plan' else '/plans/1'}/{kind}.pdf").data
    pages = [signed(each) for each in paper.pages(print_)]
    content = scan(pages)

    answer = choose(scene.ben, where, (content, "scan.pdf"))
    assert answer.status_code == 303, shown(answer)
    check = shown(scene.ben.follow())
    assert "This is the right paper." in check
    assert code_of(scene, kind) in check
    assert day(TODAY) in check
    assert check.count("<img ") == len(pages)
    assert state(scene) == AT[kind][1]  # nothing is filed yet

    answer = scene.ben.fill(answer.location)
    assert answer.status_code == 303, shown(answer)
    assert "It now waits for Ana Ortiz to confirm it." in shown(scene.ben.follow())
    assert state(scene) == ("evaluator_signed" if kind == "plan" else "checkpoint_evaluator_signed")

    page = shown(scene.ana.get(f"{where}/teacher-signature"))
    assert f"Ben Carter filed a paper that you both signed on {day(TODAY)}. Is this your signature?" in page
    assert 'src="/papers/1/1.png"' in page
    answer = scene.ana.fill(f"{where}/teacher-signature", response="Signed in his office.")
    assert answer.status_code == 303, shown(answer)
    assert state(scene) == ("active" if kind == "plan" else "closed")
    assert kept(scene) == 0
    assert scene.ana.get("/papers/1").data == content

    filed = rows(scene, select(Paper))[0]
    assert (filed.kind, filed.size, filed.pages, filed.found_by) == ("pdf", len(content), len(pages), "code")
    assert (filed.signed_on, filed.filed_by_id) == (TODAY, scene.id("ben"))
    given = signatures(scene)[-2:]
    assert [each.role for each in given] == ["evaluator", "teacher"]
    for each in given:
        assert agreed(each)["paper"] == {"signed_on": TODAY.isoformat(), "scan_sha256": filed.sha256}
        assert each.proof == f"paper of {short_day(TODAY)}; password"
    assert agreed(given[1])["evaluator_signature_sha256"] == given[0].sha256
    assert given[1].response == "Signed in his office."
    action = "sign_on_paper" if kind == "plan" else "sign_checkpoint_on_paper"
    line = rows(scene, select(HistoryLine).where(HistoryLine.action == action))[0]
    assert line.facts["scan_sha256"] == filed.sha256
    assert is_whole(scene)


@pytest.mark.once
@BOTH
def test_page_and_prints_say_that_it_was_signed_on_paper(scene, kind):
    where = at_meeting(scene, kind)
    files_paper(scene, where=where)
    scene.ana.fill(f"{where}/teacher-signature")
    for person in (scene.ana, scene.ben, scene.olivia):
        page = shown(person.get("/plans/1"))
        assert page.count(f"Signed on paper on {day(TODAY)}.") == 2
        assert 'href="/papers/1"' in page
    assert "Filed the " in page  # in the history
    scene.copies_are_made()
    copy = pypdfium2.PdfDocument(scene.ana.get(f"/plans/1/{kind}.pdf").data)
    words = " ".join(" ".join(each.get_textpage().get_text_bounded().split()) for each in copy)
    copy.close()
    assert words.count(f"Signed on paper on {day(TODAY)}") == 2
    assert words.count("Confirmed ") >= 2
    assert rows(scene, select(Paper.sha256))[0] in words.replace(" ", "")
    assert is_whole(scene)


@pytest.mark.once
def test_ben_photographs_the_paper_with_his_telephone(scene):
    where = at_meeting(scene)
    pages = paper.pages(scene.ben.get("/plans/1/plan.pdf").data)
    photos = [(jpeg(photographed(signed(each)), 50), f"IMG_{at}.JPG") for at, each in enumerate(pages)]
    answer = choose(scene.ben, where, *photos, signed_on=TODAY.isoformat())
    assert answer.status_code == 303, shown(answer)
    scene.ben.fill(answer.location)
    assert state(scene) == "evaluator_signed"
    assert rows(scene, select(Paper.pages)) == [len(photos)]
    drawn = Image.open(io.BytesIO(scene.ana.get("/papers/1/1.png").data))
    assert drawn.height > 700


@pytest.mark.once
def test_a_deputy_files_what_she_signed_in_her_own_name(scene):
    where = at_meeting(scene)
    files_paper(scene, who="dana")
    assert "Dana Diaz filed a paper that you both signed" in shown(
        scene.ana.get(f"{where}/teacher-signature")
    )
    assert (signatures(scene)[0].person_id, signatures(scene)[0].for_id) == (
        scene.id("dana"),
        scene.id("ben"),
    )


@pytest.mark.once
def test_ana_confirms_at_bens_screen_with_her_own_password(scene):
    where = at_meeting(scene)
    files_paper(scene)
    page = shown(scene.ben.get(f"{where}/teacher-signature-here"))
    assert "Ana, is this your signature?" in page
    scene.ben.fill(f"{where}/teacher-signature-here", password=PASSWORD)
    assert state(scene) == "active"
    assert signatures(scene)[1].proof == f"paper of {short_day(TODAY)}; password, at the evaluator’s screen"
    assert len(signatures(scene)[1].proof) <= 60
    assert is_whole(scene)


@pytest.mark.once
def test_the_longest_proof_fits(scene):
    at_meeting(scene)
    longest = max(len(short_day(f"2026-{month:02}-30")) for month in range(3, 13))
    assert len("paper of ; password, at the evaluator’s screen") + longest <= 60


@pytest.mark.once
def test_ana_is_told_and_nobody_else(scene):
    at_meeting(scene)
    before = kept(scene, Notice)
    files_paper(scene)
    told = rows(scene, select(Notice).order_by(Notice.id))[before:]
    assert [(each.kind, each.person_id, each.is_to_do) for each in told] == [("sign_on_paper", 1, True)]
    assert "Your turn" in shown(scene.ana.get("/plans/1"))


# Who proves what


@pytest.mark.once
def test_filing_asks_for_the_password_when_the_proof_is_old(scene):
    where = at_meeting(scene)
    location = chosen(scene, where, code_of(scene)).location
    change(scene, update(SignIn).values(proved_at=now() - timedelta(minutes=16)))
    answer = scene.ben.fill(location, password="not the right one at all")
    assert answer.status_code == 422
    assert "That is not the right password." in shown(answer)
    assert state(scene) == "reviewed"
    assert scene.ben.fill(location, password=PASSWORD).status_code == 303  # the scan is still there
    assert state(scene) == "evaluator_signed"


# The wrong paper


@pytest.mark.once
@BOTH
def test_the_paper_of_another_plan_is_refused_without_saying_whose(scene, kind):
    where = at_meeting(scene, kind)
    answer = chosen(scene, where, ANOTHER)
    assert answer.status_code == 422
    assert f"The code {ANOTHER} is of another plan, or of no form at all." in shown(answer)
    assert kept(scene) == kept(scene, StoredFile) == 0


@pytest.mark.once
def test_the_paper_of_an_older_revision_is_refused_with_what_to_do(scene):
    where = at_meeting(scene)
    older = code_of(scene)
    revises(scene)
    assert code_of(scene) != older
    answer = chosen(scene, where, older)
    assert answer.status_code == 422
    page = shown(answer)
    assert "This paper is of revision 1, and the text was changed after that." in page
    assert "Print revision 2, sign that together, and file it" in page
    assert chosen(scene, where, code_of(scene)).status_code == 303


@pytest.mark.once
def test_the_paper_of_the_plan_is_not_that_of_its_checkpoint(scene):
    where = at_meeting(scene, "checkpoint")
    answer = chosen(scene, where, code_of(scene, "plan"))
    assert answer.status_code == 422
    assert "This is the paper of the plan, and here the checkpoint is filed." in shown(answer)


@pytest.mark.once
def test_two_papers_in_one_file_are_refused(scene):
    where = at_meeting(scene)
    answer = chosen(scene, where, code_of(scene), ANOTHER)
    assert answer.status_code == 422
    assert "There are two different codes on these pages" in shown(answer)
    assert kept(scene) == 0


@pytest.mark.once
@pytest.mark.parametrize(
    ("signed_on", "says"),
    [
        ("", "Choose the day that is written beside the signatures."),
        ((TODAY + timedelta(days=1)).isoformat(), "That day is still to come."),
        (YESTERDAY.isoformat(), "The meeting was held on"),
        ("someday", "is not a day of the calendar"),
    ],
)
def test_the_day_on_the_paper_is_one_on_which_they_can_have_signed(scene, signed_on, says):
    where = at_meeting(scene)
    answer = chosen(scene, where, code_of(scene), signed_on=signed_on)
    page = shown(answer)
    assert answer.status_code == 422
    assert page.count(says) == 2  # in the summary and at the field
    assert kept(scene) == kept(scene, StoredFile) == 0


# The code typed by hand


@pytest.mark.once
def test_without_a_code_in_the_picture_it_is_typed_and_ana_is_told_so(scene):
    where = at_meeting(scene)
    location = chosen(scene, where).location
    page = shown(scene.ben.get(location))
    assert "No code could be read from it." in page
    answer = scene.ben.fill(location, code="")
    assert answer.status_code == 422
    assert "Type the code that is printed below the lines for signing" in shown(answer)
    answer = scene.ben.fill(location, code=ANOTHER)
    assert answer.status_code == 422
    assert f"The code {ANOTHER} is of another plan" in shown(answer)
    assert f'value="{ANOTHER}"' in shown(answer)  # what was typed stays
    assert scene.ben.fill(location, code=code_of(scene).lower().replace("-", " ")).status_code == 303
    assert rows(scene, select(Paper.found_by)) == ["typed"]
    page = shown(scene.ana.get(f"{where}/teacher-signature"))
    assert "The code of this revision was typed by Ben Carter" in page


@pytest.mark.once
def test_a_code_that_was_read_is_not_typed_over(scene):
    where = at_meeting(scene)
    location = chosen(scene, where, code_of(scene)).location
    assert 'name="code"' not in scene.ben.get(location).text
    assert scene.ben.fill(location, code=ANOTHER).status_code == 303
    assert rows(scene, select(Paper.found_by)) == ["code"]


# What comes in


@pytest.mark.once
def test_what_is_no_scan_is_refused_at_the_field(scene):
    where = at_meeting(scene)
    for files, says in (
        ([], "Choose the scan of the paper"),
        ([(b"<!doctype html>", "a.pdf")], "is no scan or photo that is taken here"),
        (
            [(scan([page_with()]), "a.pdf"), (png(page_with()), "b.png")],
            "Choose one PDF with all pages, or photos",
        ),
        ([(png(page_with()), f"{at}.png") for at in range(7)], "Choose at most 6 photos."),
    ):
        answer = choose(scene.ben, where, *files)
        assert answer.status_code == 422
        assert shown(answer).count(says) == 2
        assert f'value="{TODAY.isoformat()}"' in answer.text  # the day stays
    assert kept(scene, StoredFile) == 0


@pytest.mark.once
def test_more_than_twenty_megabytes_are_refused_with_413(scene):
    where = at_meeting(scene)
    photo = jpeg(page_with()) + bytes(12 * 1024 * 1024)
    answer = choose(scene.ben, where, (photo, "a.jpg"), (photo, "b.jpg"))
    assert answer.status_code == 413
    assert "That is more than 20 MB." in shown(answer)


def test_a_file_of_nineteen_megabytes_is_taken(scene):
    where = at_meeting(scene)
    photo = jpeg(page_with(code_of(scene))) + b"\0" * (19 * 1024 * 1024)
    assert choose(scene.ben, where, (photo, "a.jpg")).status_code == 303


def test_a_scan_that_nobody_files_goes_after_a_day(scene):
    where = at_meeting(scene)
    location = chosen(scene, where, code_of(scene)).location
    with scene.app.app_context():
        jobs.sweep()
    assert kept(scene) == kept(scene, StoredFile) == 1
    change(scene, update(Scan).values(uploaded_at=now() - timedelta(hours=25)))
    with scene.app.app_context():
        jobs.sweep()
    assert kept(scene) == kept(scene, StoredFile) == 0
    assert scene.ben.get(location).status_code == 404


def test_bytes_that_were_filed_stay_when_the_same_scan_is_dropped(scene):
    where = at_meeting(scene)
    files_paper(scene)
    scene.ben.fill(f"{where}/taken-back-signature", reason="Another day is on it.")
    chosen(scene, where, code_of(scene))  # the very same scan
    change(scene, update(Scan).values(uploaded_at=now() - timedelta(hours=25)))
    with scene.app.app_context():
        jobs.sweep()
    assert (kept(scene), kept(scene, StoredFile)) == (0, 1)
    assert is_whole(scene)


def test_of_several_scans_that_ben_chooses_the_last_one_is_kept(scene):
    where = at_meeting(scene)
    chosen(scene, where)
    last = chosen(scene, where, code_of(scene)).location
    assert kept(scene) == kept(scene, StoredFile) == 1
    assert scene.ben.fill(last).status_code == 303


# Changed minds


@pytest.mark.once
@BOTH
def test_ana_declines_a_paper_that_she_did_not_sign(scene, kind):
    where = at_meeting(scene, kind)
    files_paper(scene, where=where)
    scene.ana.fill(f"{where}/teacher-signature", f"{where}/declined-signature", reason="That is not my hand.")
    assert state(scene) == ("returned" if kind == "plan" else "checkpoint_returned")
    assert signatures(scene)[-1].superseded_why == "declined"
    assert 'href="/papers/1"' in scene.ben.get("/plans/1").text  # it stays on record
    assert scene.ben.get("/papers/1").status_code == 200
    assert is_whole(scene)


@pytest.mark.once
@BOTH
def test_ben_takes_a_paper_back_and_files_another(scene, kind):
    where = at_meeting(scene, kind)
    files_paper(scene, where=where)
    scene.ben.fill(f"{where}/taken-back-signature", reason="A page was missing.")
    assert state(scene) == AT[kind][1]
    content = jpeg(page_with(code_of(scene, kind)))
    location = choose(scene.ben, where, (content, "all pages.jpg")).location
    scene.ben.fill(location)
    assert 'src="/papers/2/1.png"' in scene.ana.get(f"{where}/teacher-signature").text
    scene.ana.fill(f"{where}/teacher-signature")
    assert state(scene) == ("active" if kind == "plan" else "closed")
    assert is_whole(scene)


@pytest.mark.once
def test_after_taking_it_back_they_can_sign_on_screen(scene):
    where = at_meeting(scene)
    files_paper(scene)
    scene.ben.fill(f"{where}/taken-back-signature", reason="We rather sign on screen.")
    scene.evaluator_signs()
    assert "filed a paper" not in shown(scene.ana.get(f"{where}/teacher-signature"))
    scene.teacher_signs()
    assert [agreed(each).get("paper") for each in signatures(scene)][1:] == [None, None]
    assert is_whole(scene)


@pytest.mark.once
def test_a_text_that_was_changed_after_the_scan_is_not_filed_with_it(scene):
    where = at_meeting(scene)
    location = chosen(scene, where, code_of(scene)).location
    form = scene.ben.form(location)
    revises(scene)
    for answer in (scene.ben.post(location, form.fields), scene.ben.get(location)):
        assert answer.status_code == 409
    assert "The text was changed after this paper was scanned" in shown(scene.ben.page)
    assert (state(scene), kept(scene, Paper)) == ("reviewed", 0)


@pytest.mark.once
def test_nothing_is_filed_before_the_meeting_was_recorded_or_after_both_signed(scene):
    scene.plan_at("submitted")
    for at in ("submitted", "active"):
        assert state(scene) == at
        assert "We signed on paper" not in shown(scene.ben.get("/plans/1"))
        answer = scene.ben.get("/plans/1/paper")
        assert answer.status_code == 409
        assert "You cannot file the paper that both signed now" in shown(answer)
        if at == "submitted":
            scene.is_reviewed()
            files_paper(scene)
            scene.teacher_signs()


# Who may have it, and that it cannot do harm


@pytest.mark.once
def test_the_scan_is_saved_and_never_shown_as_a_page_of_ours(scene):
    at_meeting(scene)
    files_paper(scene)
    answer = scene.ana.get("/papers/1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="signed-plan-1-revision-1.png"'
    for each in (answer, scene.ana.get("/papers/1/1.png")):
        assert each.mimetype == "image/png"
        assert each.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert each.headers["X-Content-Type-Options"] == "nosniff"
    for nowhere in ("/papers/1/0.png", "/papers/1/2.png", "/papers/2", "/papers/2/1.png"):
        assert scene.ana.get(nowhere).status_code == 404


def test_after_a_hand_over_who_filed_it_keeps_it_and_the_new_evaluator_has_it(scene):
    at_meeting(scene)
    files_paper(scene)
    scene.teacher_signs()
    scene.olivia.fill("/plans/1/hand-over", who="Evan Wright", reason="Ben moves.")
    assert scene.ben.get("/plans/1").status_code == 404
    assert scene.ben.get("/papers/1").status_code == 200
    assert scene.ben.get("/papers/1/1.png").status_code == 200
    assert 'href="/papers/1"' in scene.ben.get("/signed").text
    assert scene.evan.get("/papers/1").status_code == 200
    assert scene.dana.get("/papers/1").status_code == 404  # his deputy never signed it


@pytest.mark.once
def test_the_office_reads_it_and_that_is_written_down(scene):
    at_meeting(scene)
    files_paper(scene)
    assert scene.olivia.get("/papers/1").status_code == 200
    assert "Olivia Price" in shown(scene.ana.get("/plans/1"))


def test_verify_notices_a_scan_that_is_not_what_was_filed(scene):
    at_meeting(scene)
    files_paper(scene)
    scene.teacher_signs()
    assert is_whole(scene)
    drop = {
        "sqlite": "DROP TRIGGER stored_file_keeps_its_bytes",
        "postgresql": "DROP TRIGGER stored_file_keeps_its_bytes ON stored_file",
    }
    with scene.app.app_context():
        from plf.extensions import db

        name = db.engine.dialect.name
    change(scene, drop[name], update(StoredFile).values(content=b"another paper"))
    assert [(each.where, each.sentence) for each in broken(scene)] == [
        ("signed paper 1", "Its scan is not what was filed.")
    ]


def test_verify_notices_a_paper_that_is_gone(scene):
    at_meeting(scene)
    files_paper(scene)
    change(scene, "DELETE FROM paper")
    assert [each.sentence for each in broken(scene)] == ["One that the history tells of is gone."]


# At the same moment


def test_of_filing_twice_and_signing_on_screen_at_once_one_counts(scene):
    where = at_meeting(scene)
    location = chosen(scene, where, code_of(scene)).location
    here = [scene.arrives("ben") for _ in range(3)]
    ready = [here[0].form(location), here[1].form(location)]
    ready.append(here[2].form("/plans/1/review", "/plans/1/evaluator-signature"))
    answers = at_once(
        *(
            lambda one=one, form=form: one.post(form.action, form.fields)
            for one, form in zip(here, ready, strict=True)
        )
    )
    assert sorted(each.status_code for each in answers) == [303, 409, 409]
    assert len(signatures(scene)) == 1
    assert state(scene) == "evaluator_signed"
    assert is_whole(scene)


def test_the_same_form_sent_twice_is_filed_once(scene):
    where = at_meeting(scene)
    location = chosen(scene, where, code_of(scene)).location
    form = scene.ben.form(location)
    assert scene.ben.post(location, form.fields).status_code == 303
    assert scene.ben.post(location, form.fields).status_code == 303
    assert actions(scene).count("sign_on_paper") == 1
    assert kept(scene, Paper) == 1


@pytest.mark.once
def test_without_a_sign_in_no_bytes_are_kept(scene, anyone):
    at_meeting(scene)
    code = code_of(scene)
    token = anyone.token()
    pairs = [("signed_on", TODAY.isoformat()), ("csrf_token", token)]
    answer = paper.send(anyone, "/plans/1/paper", pairs, [(png(page_with(code)), "scan.png")])
    assert answer.status_code in (303, 401)
    assert kept(scene, StoredFile) == 0


@pytest.mark.once
def test_the_code_on_the_print_is_that_of_the_revision(scene):
    at_meeting(scene)
    sha256 = value(scene, select(Revision.sha256).join(Plan, Plan.revision_id == Revision.id))
    assert code_of(scene) == pdf.check_code(sha256)
