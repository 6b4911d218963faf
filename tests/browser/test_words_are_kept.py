"""Nothing that was typed is lost, nothing is sent twice, and nothing stays behind in a shared browser."""

import re

from playwright.sync_api import expect
from world import PLAN, Scene

from tests.browser.person import Person

TYPED = "I want to hear more of my students talk."


def draft_on_the_server(scene: Scene) -> str:
    return scene.ana.get(f"{scene.plan}/text").text


def is_signed_out_elsewhere(scene: Scene) -> None:
    """Ana ends every other sign-in of hers: the page that is open in the browser no longer counts."""
    scene.ana.post("/sign-ins", end="others")
    scene.ana.get("/sign-ins")


def comes_back_to(ana: Person) -> None:
    """The browser tells a page that its window is looked at again; one without a window never does by itself."""
    ana.page.bring_to_front()
    ana.page.evaluate("window.dispatchEvent(new Event('focus'))")


def save_status(ana: Person):
    return ana.page.locator("#save_status")


# A lost connection


def test_a_lost_connection_is_said_and_the_text_is_saved_when_it_is_back(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    ana.context.set_offline(True)
    ana.types("My area of growth", TYPED).sees("Not saved. We keep trying, and your text is still here.")
    ana.types("My goal", "Half of them each week.")
    ana.presses("Save", nth=-1).reads_at("My area of growth", TYPED).sees(re.compile("^Not saved"))
    assert TYPED not in draft_on_the_server(scene)
    ana.context.set_offline(False)
    ana.is_saved().reads_at("My area of growth", TYPED)
    assert TYPED in draft_on_the_server(scene)
    assert "Half of them each week." in draft_on_the_server(scene)


def test_a_fault_of_the_site_leaves_the_text_and_is_tried_again(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    for status, body in ((502, "<h1>Bad gateway</h1>"), (200, "Please pay for Wi-Fi")):
        answer = {"status": status, "body": body, "content_type": "text/html"}
        ana.page.route("**/text", lambda route, _, answer=answer: route.fulfill(**answer))
        ana.types("My area of growth", TYPED).sees("Not saved. We keep trying, and your text is still here.")
        ana.does_not_see("Bad gateway").does_not_see("Please pay for Wi-Fi")
        ana.page.unroute("**/text")
        comes_back_to(ana)
        ana.is_saved()
    assert TYPED + TYPED in draft_on_the_server(scene)
    ana.complaints = [each for each in ana.complaints if "answered 502" not in each]


def test_far_too_much_text_is_said_to_be_so_and_saved_once_it_is_shorter(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    ana.writes("My area of growth", "word " * 60_000)
    ana.sees("Not saved. That is more than one form can hold.").does_not_see("We keep trying")
    ana.writes("My area of growth", TYPED).is_saved()
    assert TYPED in draft_on_the_server(scene)


def test_save_pressed_before_the_loss_is_known_leaves_the_text(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    ana.context.set_offline(True)
    ana.writes("My area of growth", TYPED).presses("Check and submit").sees(re.compile("^Not saved"))
    ana.reads_at("My area of growth", TYPED)
    ana.context.set_offline(False)
    ana.is_saved().presses("Check and submit").sees("Check your plan").sees(TYPED)


def test_a_comment_stays_when_the_connection_is_lost(scene, person):
    ana = person("ana").opens(scene.plan_at("submitted"))
    ana.writes("Your comment", TYPED)
    ana.context.set_offline(True)
    ana.presses("Add comment").sees("We could not reach the site.").reads_at("Your comment", TYPED)
    ana.context.set_offline(False)
    ana.presses("Add comment").sees("Your comment is added.").does_not_see("We could not reach the site.")


def test_rows_stay_when_the_connection_is_lost(scene, person):
    ana = person("ana").opens(scene.plan_at("drafted") + "/text")
    ana.context.set_offline(True)
    ana.presses("Add another action step")
    ana.reads_at("What I will do", PLAN["steps-0-what"])
    ana.context.set_offline(False)
    ana.presses("Add another action step").sees("Action step 2")


# A sign-in that has run out


def test_a_sign_in_that_ran_out_leaves_form_and_text_and_it_saves_after_another(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    is_signed_out_elsewhere(scene)
    ana.types("My area of growth", TYPED).sees("Not saved").reads_at("My area of growth", TYPED)
    with ana.context.expect_page() as opened:
        ana.presses("Sign in (opens in a new tab)")
    form = ana.page
    ana.page = opened.value
    ana.page.wait_for_load_state()
    ana.signs_in().sees("You are signed in")
    ana.page = form
    comes_back_to(ana)
    ana.is_saved().reads_at("My area of growth", TYPED)
    assert TYPED in draft_on_the_server(scene)


def test_without_script_the_text_is_there_after_signing_in(scene, person):
    ana = person("ana", script=False).opens(scene.plan_at("assigned") + "/text")
    is_signed_out_elsewhere(scene)
    ana.writes("My area of growth", TYPED).presses("Save", nth=-1)
    ana.sees("what you just sent is not saved yet").signs_in()
    ana.sees("What you had typed is here").sees(TYPED).presses("Send it again")
    ana.is_saved().reads_at("My area of growth", TYPED)
    assert TYPED in draft_on_the_server(scene)


def test_a_comment_outlives_the_sign_in(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("submitted"))
    ana.writes("Your comment", TYPED)
    is_signed_out_elsewhere(scene)
    ana.presses("Add comment")
    if script:
        ana.reads_at("Your comment", TYPED)
        with ana.context.expect_page() as opened:
            ana.presses("Sign in (opens in a new tab)")
        plan, ana.page = ana.page, opened.value
        ana.page.wait_for_load_state()
        ana.signs_in()
        ana.page = plan
        ana.presses("Add comment").sees("Your comment is added.")
    else:
        ana.signs_in().sees(TYPED).presses("Send it again")
    ana.opens(scene.plan).sees(TYPED)


def test_a_page_from_before_the_last_sign_in_still_sends(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("drafted") + "/text")
    ana.writes("My area of growth", TYPED)
    old, ana.page = ana.page, ana.tab()
    ana.opens("/").presses("Sign out").signs_in()
    ana.page = old
    if script:
        ana.types("My area of growth", " Every day.")
        ana.sees("You have signed in again").reads_at("My area of growth", TYPED + " Every day.")
        comes_back_to(ana)
    else:
        ana.presses("Save", nth=-1)
        if ana.page.get_by_text("What you had typed is here").count():
            ana.sees(TYPED).presses("Send it again")
    ana.is_saved()
    assert TYPED in draft_on_the_server(scene)


# Two windows


def test_two_tabs_of_the_same_form_show_both_texts(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("drafted") + "/text")
    first, second = ana.page, ana.tab()
    ana.page = second
    ana.opens(scene.plan + "/text")
    ana.page = first
    ana.writes("My goal", "Every student speaks once a day.")
    if not script:
        ana.presses("Save", nth=-1)
    ana.is_saved()
    ana.page = second
    ana.writes("My goal", "Every student speaks twice a day.")
    if script:
        ana.sees("this plan was changed in another window").reads_at(
            "My goal", "Every student speaks twice a day."
        )
        ana.presses("See both texts")
    else:
        ana.presses("Save", nth=-1)
    ana.sees("Where the two texts differ").sees("Saved in the other window").sees("Yours, not saved yet")
    ana.sees("once").reads_at("My goal", "Every student speaks twice a day.")
    ana.presses("Save", nth=-1).is_saved()
    assert "speaks twice a day" in draft_on_the_server(scene)


# Pressed twice


def test_pressing_submit_twice_submits_once(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("drafted") + "/submission")
    ana.presses_twice("Submit this plan").is_told("Waiting for Ben Carter")
    assert "Revision 1" in ana.page.content()
    assert scene.ana.get(f"{scene.plan}/revisions/2").status_code == 404
    assert ana.page.locator("#history").get_by_text("Submitted").count() == 1


def test_pressing_sign_twice_signs_once(scene, person, script):
    ben, ana = person("ben", script=script), person("ana", script=script)
    ben.opens(scene.plan_at("reviewed") + "/review").presses_twice("Record and sign")
    ben.is_told("Waiting for Ana Ortiz")
    ana.opens(scene.plan + "/teacher-signature").presses_twice("Sign this plan").is_told("Active")
    for each in (ben, ana):
        each.opens(scene.plan)
        assert each.page.locator("#signed .signature .hand").all_inner_texts() == ["Ben Carter", "Ana Ortiz"]
        assert each.page.get_by_text("Earlier signatures").count() == 0


def test_pressing_add_comment_twice_adds_one(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("submitted"))
    ana.writes("Your comment", TYPED).presses_twice("Add comment")
    ana.sees("Comments (1)").opens(scene.plan).sees("Comments (1)")


# What stays behind


def test_back_after_signing_out_shows_nothing(scene, person, script):
    ana = person("ana", script=script).opens(scene.plan_at("drafted")).opens(scene.plan + "/text")
    ana.reads_at("My area of growth", PLAN["area"]).presses("Sign out").sees("You are signed out.")
    for _ in range(3):
        ana.page.go_back()
        expect(ana.page.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert "Ortiz" not in ana.page.content()
        assert PLAN["area"] not in ana.page.content()


def test_nothing_is_kept_in_the_browser(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    ana.types("My area of growth", TYPED).is_saved()
    ana.writes("What I will do", "Ask one good question").presses("Add another action step").sees(
        "Action step 2"
    )
    ana.opens(scene.plan).opens("/")
    assert ana.has_in_the_browser() == []
    cookies = ana.context.cookies()
    assert [each["name"] for each in cookies] == ["plf"]
    assert all(each["httpOnly"] and each["sameSite"] == "Lax" and each["expires"] == -1 for each in cookies)
    ana.presses("Sign out")
    assert ana.has_in_the_browser() == []


def test_leaving_with_unsaved_words_asks_first(scene, person):
    ana = person("ana").opens(scene.plan_at("assigned") + "/text")
    asked = []
    ana.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    ana.context.set_offline(True)
    ana.types("My area of growth", TYPED).sees("Not saved. We keep trying, and your text is still here.")
    ana.page.evaluate("location.href = '/'")
    expect(save_status(ana)).to_be_visible()
    ana.reads_at("My area of growth", TYPED)
    assert asked == ["beforeunload"]
    ana.context.set_offline(False)
    ana.is_saved()
