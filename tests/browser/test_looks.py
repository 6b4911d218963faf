"""Every page for every eye and hand: no finding of axe-core, narrow and wide, light and dark, large text, keys alone."""

import os
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from world import PASSWORD, PLAN

from tests.browser.pages import NO_PAGES, SETTINGS
from tests.browser.person import Person

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()

# axe-core takes most of the time: it looks at a page either wide and light or narrow and dark, by turns, and with
# PLF_LOOKS=all (make browser) both ways.
LOOKS = {"wide", "narrow"}
ALL = os.environ.get("PLF_LOOKS") == "all"

# What pokes out of the window, and what is cut off by its own box. Texts for screen readers alone are neither.
LOST = """() => {
    const wide = document.documentElement.clientWidth, found = [];
    for (const each of document.querySelectorAll("body *")) {
        if (each.closest(".unseen, .skip, [hidden], textarea, select, svg") || !each.getClientRects().length) continue;
        if (getComputedStyle(each).clipPath !== "none") continue;
        const name = each.tagName.toLowerCase() + "." + each.className + " “" + each.textContent.trim().slice(0, 40) + "”";
        const box = each.getBoundingClientRect();
        if (each.closest("thead") && getComputedStyle(each.closest("thead")).clipPath !== "none") continue;
        // A wide picture or table in a box of its own scrolls there, also by keyboard; a narrow window has it stacked.
        const region = each.closest("[role=region][tabindex='0']");
        if (region && (region === each || wide > 640)) continue;
        if (box.width && (box.right > wide + 1 || box.left < -1)) found.push("pokes out: " + name);
        const cut = getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1;
        if (cut && each.tagName !== "INPUT") found.push("is cut off: " + name);
    }
    if (document.documentElement.scrollWidth > wide) found.push("scrolls sideways");
    return found;
}"""


def findings(page: Page) -> list[str]:
    """What axe-core finds, one line for each kind."""
    found = AXE.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]} (of {len(each['nodes'])})" for each in found]


def problems(someone: Person, looks: set[str] = LOOKS) -> list[str]:
    """Everything that is wrong with the page that is open: wide and light, then narrow and dark, then large."""
    page = someone.page
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"has {page.locator('h1').count()} h1")
    if not page.title().strip():
        found.append("has no title")
    found += findings(page) if "wide" in looks else []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    narrow = findings(page) if "narrow" in looks else []
    found += [f"at 320 px, dark: {each}" for each in narrow + page.evaluate(LOST)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    found += [f"at 200 % text: {each}" for each in page.evaluate(LOST)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


@pytest.mark.parametrize("name", SETTINGS)
def test_every_page_is_there_for_everybody(scene, sits_down, name):
    setting = SETTINGS[name]
    setting.prepare(scene)
    wrong, turns = [], count(list(SETTINGS).index(name))
    for who, pages in setting.pages.items():
        someone = sits_down(who)
        if who != "anyone":
            someone.comes_signed_in(getattr(scene, who))
        for each in pages:
            address, *buttons = each.split(" > ")
            someone.opens(address)
            for button in buttons:
                someone.presses(button, nth=-1)
                someone.page.wait_for_load_state()  # the answer may be a page that is only half there
            looks = LOOKS if ALL else {"narrow" if next(turns) % 2 else "wide"}
            wrong += [f"{who}, {each}: {problem}" for problem in problems(someone, looks)]
    assert wrong == []


def test_the_eye_itself_sees(sits_down):
    """Faults put into a page are found: a list that is empty says something."""
    anyone = sits_down().opens("/sign-in")
    assert problems(anyone) == []
    anyone.page.evaluate(
        """() => {
            document.querySelector("label").remove();
            document.querySelector("main").append(document.createElement("h1"), document.createElement("p"));
            const last = document.querySelector("main p:last-child");
            last.textContent = "Wide".repeat(80);
            last.style.overflowWrap = "normal";
            last.style.color = "#999";
        }"""
    )
    found = "\n".join(problems(anyone))
    for each in (
        "has 2 h1",
        "label:",
        "color-contrast:",
        "at 320 px, dark: scrolls",
        "at 200 % text: scrolls",
    ):
        assert each in found


def test_the_list_of_pages_is_whole(app):
    """A new page without a line in pages.py fails."""
    addresses = app.url_map.bind("127.0.0.1")
    looked_at = {
        addresses.match(each.split(" > ")[0].split("?")[0], method="GET")[0]
        for setting in SETTINGS.values()
        for pages in setting.pages.values()
        for each in pages
        if each != "/nowhere"
    }
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert there - looked_at - NO_PAGES == set()


# The keyboard alone

FOCUS = """() => {
    const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
    const label = it.labels?.[0]?.textContent ?? it.getAttribute("aria-label") ?? it.textContent;
    const shown = it.closest(".choice") ?? it;
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const seen = [box.top + 3, box.top + box.height / 2, box.bottom - 3].some(y => {
        const top = document.elementFromPoint(x, y);
        return top && (shown.contains(top) || top.contains(it) && top !== document.body && top.tagName !== "MAIN");
    });
    return {label: label.trim().replace(/\\s+/g, " "), ring: style.outlineStyle !== "none" && style.outlineWidth !== "0px" || it.type === "date" && !it.matches(":focus-visible"), seen};
}"""


class Keyboard:
    """A person without a mouse: Tab, Enter, Space and letters."""

    def __init__(self, someone: Person) -> None:
        self.someone, self.keys = someone, someone.page.keyboard
        self.unclear: list[str] = []

    def goes_to(self, label: str, tabs: int = 120) -> "Keyboard":
        """Tab until the focus is on what is called so, `tabs` times at most; notes what one would lose sight of."""
        for _ in range(tabs):
            self.keys.press("Tab")
            focus = self.someone.page.evaluate(FOCUS)
            if focus["label"]:
                if not focus["ring"]:
                    self.unclear.append(f"no ring around “{focus['label'][:60]}”")
                if not focus["seen"]:
                    self.unclear.append(f"something lies over “{focus['label'][:60]}”")
            if focus["label"] == label:
                return self
        raise AssertionError(f"Tab never came to “{label}”")

    def types(self, text: str) -> "Keyboard":
        self.keys.type(text)
        return self

    def presses(self, key: str) -> "Keyboard":
        self.keys.press(key)
        return self


def test_the_keyboard_alone_completes_a_plan(scene, sits_down, script):
    scene.plan_at("assigned")
    ana = sits_down("ana", script=script).opens("/sign-in")
    keyboard = Keyboard(ana)
    keyboard.goes_to("E-mail address").types("ana@riverbend.example")
    keyboard.goes_to("Password").types(PASSWORD).presses("Enter")
    ana.sees("Sign out")
    keyboard.goes_to("Write the plan").presses("Enter")
    ana.sees("Write my plan")
    keyboard.goes_to("9 Involves All Learners").presses("Space")
    keyboard.goes_to("My area of growth").types(PLAN["area"])
    keyboard.goes_to("My goal").types(PLAN["statement"])
    keyboard.goes_to("How it will be measured").types(PLAN["measure"])
    keyboard.goes_to("What I will do").types(PLAN["steps-0-what"])
    keyboard.goes_to("Add another action step").presses("Enter")
    ana.sees("Action step 2")
    if script:  # the focus follows the row a moment later
        ana.page.wait_for_function("document.activeElement.id === 'steps_1'")
    keyboard.goes_to("What I will do", tabs=1).types("Think again.")
    keyboard.goes_to("Check and submit").presses("Enter")
    ana.sees("Check your plan").sees("Think again.")
    keyboard.goes_to("Submit this plan").presses("Enter")
    ana.is_told("Waiting for Ben Carter")
    assert "\n".join(keyboard.unclear) == ""


# Ten spare minutes

MOST_CLICKS, MOST_FIELDS = 4, 4


def test_a_ten_minute_plan_takes_few_clicks_and_fields(scene, person, capsys):
    """From the home page to submitted, with the five things that are required."""
    scene.plan_at("assigned")
    ana = person("ana")
    ana.clicks = ana.fields = 0
    ana.presses("Write the plan").ticks("9 Involves All Learners")
    for label, name in (
        ("My area of growth", "area"),
        ("My goal", "statement"),
        ("How it will be measured", "measure"),
        ("What I will do", "steps-0-what"),
    ):
        ana.writes(label, PLAN[name])
    ana.presses("Check and submit").presses("Submit this plan").is_told("Waiting for Ben Carter")
    with capsys.disabled():
        print(f"\nA ten-minute plan: {ana.clicks} clicks, {ana.fields} fields.")  # noqa: T201
    assert (ana.clicks, ana.fields) == (MOST_CLICKS, MOST_FIELDS)
