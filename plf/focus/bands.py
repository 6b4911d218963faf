"""The grade band of a position as the roster has it: "Grade 4 teacher" is Grades 3–5. Pure.

Where the position names no grade, the band of the site counts, if the office gave it one.
"""

import re

from plf.exemplars.contents import GRADE_BANDS

_LAST = (0, 2, 5, 8, 12)
_EARLY = re.compile(r"\b(pre-?k|pre-?kindergarten|kindergarten|kinder)\b", re.IGNORECASE)
_GRADE = re.compile(
    r"\bgrades?\s+(\d{1,2})(?:\s*[-–/]\s*(\d{1,2}))?|\b(\d{1,2})(?:st|nd|rd|th)[ -]grade", re.IGNORECASE
)


def band(position: str) -> str:
    """One of plf.exemplars.contents.GRADE_BANDS, or "" where the position names no grade, or grades of several bands."""
    if _EARLY.search(position):
        return GRADE_BANDS[0]
    found = _GRADE.search(position)
    if not found:
        return ""
    first, last = found[1] or found[3], found[2] or found[1] or found[3]
    bands = {_of_grade(int(first)), _of_grade(int(last))}
    return bands.pop() if len(bands) == 1 else ""


def _of_grade(grade: int) -> str:
    return next((name for name, last in zip(GRADE_BANDS, _LAST, strict=False) if grade <= last), "")
