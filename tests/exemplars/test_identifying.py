"""What is found of 40 texts, and what is missed: written down by hand, and told in docs/decisions/0022."""

import pytest

from plf.exemplars.identifying import Roster, Someone, find, replacing, spans

pytestmark = pytest.mark.once

ROSTER = Roster(
    people=(
        Someone("Ana", "Ortiz", "teacher"),
        Someone("Ben", "Carter", "evaluator"),
        Someone("Chloë", "Martin"),
        Someone("Hope", "Young"),
        Someone("May", "O’Brien"),
        Someone("William", "Brooks"),
        Someone("Elizabeth", "Nguyen-Hall"),
        Someone("José", "de la Cruz"),
        Someone("Sam", "Lee", near=False),
        Someone("Mark", "Price", near=False),
        Someone("Evan", "Wright", near=False),
    ),
    sites=("Maple Street Elementary", "Oak Hill Middle School", "Central High School"),
    district="Riverbend Public Schools",
)

# The text; what tells who it is and is found, in its order; what tells and is missed; what is found and tells nothing.
TEXTS = [
    # The teacher and the evaluator, however they are written
    ("I am Ana Ortiz and I teach fourth grade.", ["Ana Ortiz"], [], []),
    ("Ms. Ortiz’s class will read aloud each day.", ["Ms. Ortiz"], [], []),
    ("ms ortiz asks, and the class explains.", ["ms ortiz"], [], []),
    ("ana and ben will meet every month.", ["ana", "ben"], [], []),
    ("Mr. Carter observes; Carter's notes are kept with mine.", ["Mr. Carter", "Carter"], [], []),
    ("Principal Carter and I chose this together.", ["Principal Carter"], [], []),
    ("My principal and my coach support me.", [], [], []),
    ("Notes by A. Ortiz, checked by B.C. in May.", ["A. Ortiz", "B.C."], [], []),
    ("Sign-up sheet: Ortiz, Ana; Martin, Chloe.", ["Ortiz, Ana", "Martin, Chloe"], [], []),
    ("Benjamin will film two lessons for me.", ["Benjamin"], [], []),
    ("ORTIZ ROOM ONLY is written on the cart.", ["ORTIZ"], [], []),
    # Colleagues, nicknames, and names that are words
    ("Chloe models the first lesson, and Chloë’s notes follow.", ["Chloe", "Chloë"], [], []),
    ("I plan with Bill and Liz on Mondays.", ["Bill", "Liz"], [], []),
    ("Beth Nguyen-Hall shares her mentor texts.", ["Beth Nguyen-Hall"], [], []),
    ("I visit José de la Cruz, then de la Cruz visits me.", ["José de la Cruz", "de la Cruz"], [], []),
    ("jose lends me his timer.", ["jose"], [], []),
    ("I hope that all will read by May, and I may stop earlier.", [], [], []),
    ("I work with Hope and with May O'Brien.", ["Hope", "May O'Brien"], [], []),
    ("Each Friday May visits my class; in May we stop.", ["May"], [], []),
    ("Hope and I co-teach the unit.", [], ["Hope"], []),
    ("Hope’s questions are better than mine.", ["Hope"], [], []),
    ("Will writing each day help? Will brooks of tears follow?", ["Will brooks"], [], ["Will brooks"]),
    ("I will write with Will each week.", ["Will"], [], []),
    ("Young readers need young books; Mrs. Young knows both.", ["Mrs. Young"], [], []),
    ("The price of time: Mark Price gives me his.", ["Mark Price"], [], []),
    ("sam lee from the band lends drums.", ["sam lee"], [], []),
    ("Evan lets me watch his class.", ["Evan"], [], []),
    ("evan lets me watch his class.", [], ["evan"], []),
    # Sites and the district
    ("Everybody at Maple Street Elementary reads at nine.", ["Maple Street Elementary"], [], []),
    ("at maple street we read, and oak hill’s band visits.", ["maple street", "oak hill"], [], []),
    ("MSE staff meet; the team at Central High is invited.", ["MSE", "Central High"], [], []),
    ("The central question is high on my list.", [], [], []),
    (
        "Riverbend gives us a coach; I came from Lincoln Heights Academy.",
        ["Riverbend", "Lincoln Heights Academy"],
        [],
        [],
    ),
    # Addresses and numbers
    (
        "Write to ana.ortiz@riverbend.example or aortiz (at) riverbend.example, or call (405) 555-0132 ext. 12.",
        ["ana.ortiz@riverbend.example", "aortiz (at) riverbend.example", "(405) 555-0132 ext. 12"],
        [],
        [],
    ),
    (
        "Photos are at https://sites.example.org/ms-ortiz and with @mrsortiz4, in Room 12.",
        ["https://sites.example.org/ms-ortiz", "@mrsortiz4", "Room 12"],
        [],
        [],
    ),
    # Pupils, and others who are on no roster
    (
        "A student named Timmy and his friends; students like Jaylen spoke twice.",
        ["A student named Timmy", "Jaylen"],
        [],
        [],
    ),
    (
        "a student called destiny never spoke, and keyshawn did.",
        ["a student called destiny"],
        ["keyshawn"],
        [],
    ),
    ("Marisol’s mother came. Devonte could not wait.", ["Marisol", "Devonte"], [], []),
    (
        "I owe this to Mr. Henderson, and to a book by Fountas and Pinnell.",
        ["Mr. Henderson", "Fountas", "Pinnell"],
        [],
        ["Fountas", "Pinnell"],
    ),
    (
        "We read “The Art of Asking Good Questions”; I am the only harp teacher in town.",
        [],
        ["the only harp teacher in town"],
        [],
    ),
]


@pytest.mark.parametrize(("text", "found", "missed", "false"), TEXTS, ids=[text[:30] for text, *_ in TEXTS])
def test_what_is_found_in_a_text_and_what_is_missed(text, found, missed, false):
    assert [span.found for span in spans(text, ROSTER)] == found
    assert all(words in text for words in missed)
    assert set(false) <= set(found)


def test_the_counts_that_are_told():
    assert len(TEXTS) == 40
    told = {
        "found": sum(len(found) - len(false) for _, found, _, false in TEXTS),
        "missed": sum(len(missed) for _, _, missed, _ in TEXTS),
        "false": sum(len(false) for *_, false in TEXTS),
    }
    assert told == {"found": 50, "missed": 4, "false": 3}


def test_what_was_found_is_replaced_and_the_same_words_stay_where_they_are_just_words():
    text = "Timmy's mother and a student named Timmy wrote to Mr. Carter’s class. I hope Hope’s class reads in May."
    put = {each.found: each.proposed for each in find([text], ROSTER)}
    assert replacing(text, ROSTER, put) == (
        "A student's mother and a student wrote to [evaluator]’s class. I hope [colleague]’s class reads in May."
    )
    assert find([replacing(text, ROSTER, put)], ROSTER) == []


def test_a_page_of_text_and_a_roster_of_a_large_district_are_looked_through_in_a_moment():
    import time

    many = tuple(Someone(f"Given{n}", f"Family{n}", near=n % 50 == 0) for n in range(5000))
    roster = Roster((*ROSTER.people, *many), ROSTER.sites, ROSTER.district)
    text = " ".join(text for text, *_ in TEXTS) * 5
    began = time.perf_counter()
    assert len(find([text], roster)) > 40
    assert time.perf_counter() - began < 5
