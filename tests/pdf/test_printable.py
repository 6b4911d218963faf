"""Characters that the printed letters lack are written out in words."""

import pytest

from plf.pdf.printable import printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Nguyễn Thị Ánh, Søren Ørsted-Łukasz, Şahin", "Nguyễn Thị Ánh, Søren Ørsted-Łukasz, Şahin"),
        ("Well done 😀!", "Well done [grinning face]!"),
        ("👍🏽", "[thumbs up sign][emoji modifier fitzpatrick type-4]"),
        ("محمد علي", "[Arabic: meem hah meem dal] [Arabic: ain lam yeh]"),
        ("中文", "[CJK: 4e2d 6587]"),
        ("अनिता", "[Devanagari: a na i ta aa]"),
        ("สมชาย", "[Thai: so sua mo ma cho chang sara aa yo yak]"),
        ("ﬁnal Ⅳ", "final IV"),
        ("e\u0301", "é"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree four"),
        ("a\u202eb\u200d\ufeff\x00\x0b\ud800c", "abc"),
        ("private \ue000 and not yet known \U0001fbfa", "private [U+E000] and not yet known [U+1FBFA]"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_what_is_printed(typed, printed):
    assert printable(typed) == printed


def test_lists_and_dictionaries_are_gone_through_and_numbers_left_alone():
    assert printable({"name": "Ana 🌻", "rows": [["1", "☃"]], "revision": 2, "for": None}) == {
        "name": "Ana [sunflower]",
        "rows": [["1", "[snowman]"]],
        "revision": 2,
        "for": None,
    }
