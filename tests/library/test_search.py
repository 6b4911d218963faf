"""Searching the library: the same exemplars in the same order on both databases, whatever is typed."""

from plf.library import queries
from plf.library.queries import Narrowed
from tests.library.stock import CHECKED, LAB, TALK, stocked

PLAIN = {"text": {"area": "–"}, "notes": {}, "indicators": ("1",), "grade_band": "Grades 9–12"}
SHELF = {
    "T": TALK,
    "L": LAB,
    "C": CHECKED,
    "S": {
        **PLAIN,
        "title": "Small-group talk",
        "subject": "Science",
        "text": {"area": "café talk; and/or art."},
    },
    "N": {**PLAIN, "title": "not and or near", "subject": "Art", "text": {"area": "Read 1.35 and 6-101.10"}},
    "É": {**PLAIN, "title": "école", "subject": "World languages", "text": {"area": "naïve students’ élan"}},
    "Q": {
        **PLAIN,
        "title": "Quotes",
        "subject": "Music",
        "text": {"area": 'She said: "talk 100% of 2_000" \\o/'},
    },
    "J": {**PLAIN, "title": "日本語 in class", "subject": "World languages", "text": {"area": "50 minutes"}},
}
# What is typed, and what is found, in its order: by hand.
QUERIES = {
    "": "ÉLTNQCSJ",
    "   ": "ÉLTNQCSJ",
    "talk": "SLTQ",
    "TALK": "SLTQ",
    "tálk": "SLTQ",
    "talk talk": "SLTQ",
    "small-group": "S",
    "group small": "S",
    '"small group"': "S",
    '"group small"': "S",
    "small AND group": "S",
    "talk and": "S",
    "and": "NCS",
    "or": "NS",
    "not": "N",
    "near": "N",
    "NEAR(talk group)": "",
    "talk OR reading": "",
    "-talk": "SLTQ",
    "+talk": "SLTQ",
    "talk*": "SLTQ",
    "*": "ÉLTNQCSJ",
    '"': "ÉLTNQCSJ",
    "''": "ÉLTNQCSJ",
    "title:talk": "",
    "w:talk": "",
    "ecole": "É",
    "École": "É",
    "e\u0301cole": "É",
    "elan": "LÉ",
    "ÉLAN": "LÉ",
    "cafe": "TS",
    "café": "TS",
    "CAFÉ group": "TS",
    "labs@science.example": "L",
    "LABS@SCIENCE.EXAMPLE": "L",
    "labs@science": "",
    "labs": "L",
    "1.3": "L",
    "1.35": "N",
    "1.": "ÉNQCSJ",
    "6-101.10": "N",
    "101": "",
    "8/10": "L",
    "and/or": "NS",
    "100%": "Q",
    "2_000": "Q",
    "\\o/": "Q",
    "%": "ÉLTNQCSJ",
    "read": "CN",
    "reading": "C",
    "rea": "",
    "art": "NS",
    "students'": "TÉL",
    "student’s": "TÉL",
    "stud": "TÉL",
    "日本語": "J",
    "Robert'); DROP TABLE exemplar;--": "",
    "& | ! :* <->": "ÉLTNQCSJ",
    "mathematics": "T",
    "grades 3-5": "T",
    "literacy": "C",
    "somebody check": "T",
    "books hundred": "C",
}


def test_sixty_searches_find_the_same_on_every_database(scene):
    names = dict(zip(stocked(scene, *SHELF.values()), SHELF, strict=True))
    with scene.app.app_context():
        found = {
            typed: "".join(names[each.exemplar.id] for each in queries.search(Narrowed(typed)).results)
            for typed in QUERIES
        }
    wrong = {typed: (found[typed], QUERIES[typed]) for typed in QUERIES if found[typed] != QUERIES[typed]}
    assert wrong == {}, "typed: (found, by hand)"
