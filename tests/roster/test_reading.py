"""What the child process says of a file: the staff in it however dirty it is, and nothing of pupils and parents."""

import io
import json
import zipfile

import pytest

from plf.journal.not_taken import NotTaken
from plf.roster import reading
from tests.roster.files import (
    RIVERBEND,
    ROLES,
    USERS_11,
    USERS_12,
    manifest,
    packed,
    role,
    roster_11,
    roster_12,
    user,
    user_12,
)

ANA = user("T1", "teacher", "S1", "Ana", "Ortiz", "ana@riverbend.example")
BEN = user("T2", "administrator", "S1", "Ben", "Carter", "Ben@Riverbend.example")
PUPIL = user("X1", "student", "S1", "Zacharias", "Quillfeather", "zq@pupils.example")
PARENT = user("X2", "guardian", "S1", "Wilhelmina", "Quillfeather", "wq@parents.example")


def told(content: bytes, **asked) -> dict[str, list]:
    found: dict[str, list] = {}
    for kind, *said in reading.answers(content, "roster.zip", **asked):
        found.setdefault(kind, []).append(said)
    return found


def people(content: bytes, **asked) -> list[tuple]:
    return [
        (each["id"], each["given"], each["family"], each["email"])
        for (each,) in told(content, **asked).get("person", [])
    ]


def test_pupils_and_parents_never_leave_the_parser():
    split = user("X3", "studnet", "S1", "Zelda", "Quillfeather", "zelda@pupils.example")
    cut = "X4,,,true,S1,student,zq"
    said = told(roster_11(ANA, PUPIL, PARENT, split, cut), known=["X1"])
    everything = json.dumps(said)
    for word in (
        "Quillfeather",
        "Zacharias",
        "Zelda",
        "Wilhelmina",
        "pupils.example",
        "parents.example",
        "zq",
    ):
        assert word not in everything
    assert [each["id"] for (each,) in said["person"]] == ["T1"]
    assert said["counts"][0][0]["not staff"] >= 2


def test_staff_of_12_is_whom_roles_csv_names_and_pupils_stay_inside():
    users = [
        user_12("T1", "Ana", "Ortiz", "ana@riverbend.example", preferred="Anita"),
        user_12("X1", "Zacharias", "Quillfeather", "z@pupils.example"),
    ]
    said = told(roster_12(users, [role("T1", "teacher", "S1", "2025-08-01"), role("X1", "student", "S1")]))
    assert "Quillfeather" not in json.dumps(said)
    (person,) = said["person"][0]
    assert (person["given"], person["roles"]) == ("Anita", [["teacher", "S1", "2025-08-01", "", True]])


TWO = [("T1", "Ana", "Ortiz", "ana@riverbend.example"), ("T2", "Ben", "Carter", "ben@riverbend.example")]
DIRTY = {
    "a byte order mark": roster_11(ANA, BEN, head="\ufeff" + USERS_11),
    "headings in other letters and order": roster_11(ANA, BEN, head=USERS_11.upper().replace("SOURCEDID", "Sourced ID")),
    "a misspelt heading": roster_11(ANA, BEN, head=USERS_11.replace("familyName", "famliyName").replace("dateLastModified", "dataLastModified")),
    "blank lines": roster_11("", ANA, "", ",,,,,,,,,,,,,,,,,", BEN, ""),
    "UTF-16": packed({"manifest": manifest(), "users": "\r\n".join([USERS_11, ANA, BEN]).encode("utf-16")}),
    "a folder inside": packed({"manifest": manifest(), "orgs": RIVERBEND, "users": "\r\n".join([USERS_11, ANA, BEN])}, folder="Export 2026/"),
    "no manifest": packed({"users": "\n".join([USERS_11, ANA, BEN])}),
    "empty values in the manifest": packed({"manifest": manifest(users=""), "users": "\n".join([USERS_11, ANA, BEN])}),
    "a quote that is never closed": roster_11(ANA.replace("T1,", 'T1,"', 1).replace('T1,"', "T1,", 1), user("T9", "teacher", "S1", '"Cut', "Short", "c@d.example"), BEN),
    "semicolons": packed({"manifest": manifest(), "users": "\n".join([USERS_11, ANA, BEN]).replace(",", ";")}),
    "the end of an old Macintosh line": packed({"manifest": manifest(), "users": "\r".join([USERS_11, ANA, BEN])}),
    "zero bytes": packed({"manifest": manifest(), "users": "\n".join([USERS_11, ANA, BEN]).replace("Ortiz", "Or\0tiz")}),
}  # fmt: skip


@pytest.mark.parametrize("how", DIRTY)
def test_a_dirty_file_is_read_as_it_was_meant(how):
    assert people(DIRTY[how]) == TWO


def test_what_was_mended_is_said_line_by_line():
    said = told(DIRTY["a misspelt heading"])
    assert [
        "users.csv",
        1,
        "The heading “famliyName” is not one of OneRoster’s.",
        "Read as familyname.",
    ] in said["note"]
    said = told(DIRTY["no manifest"])
    assert said["about"][0][0]["mode"] == "delta"
    assert said["note"][0][0] == "manifest.csv"
    assert told(DIRTY["a quote that is never closed"], known=["T9"])["kept"] == [["T9", "users.csv", 3]]


def test_letters_of_western_europe_are_read_and_said():
    chloe = user("T3", "teacher", "S1", "Chloë", "Martin", "chloe@riverbend.example")
    content = packed({"manifest": manifest(), "users": "\n".join([USERS_11, chloe]).encode("cp1252")})
    said = told(content)
    assert said["person"][0][0]["given"] == "Chloë"
    assert "UTF-8" in said["note"][0][2]


def test_days_in_another_order_are_told_by_one_that_can_only_be_a_day():
    users = [user_12("T1", "Ana", "Ortiz", "a@b.example"), user_12("T2", "Ben", "Carter", "b@b.example")]
    said = told(
        roster_12(
            users,
            [
                role("T1", "teacher", "S1", "1/05/2023"),
                role("T2", "principal", "S1", "17/8/2025", "32/1/2026"),
            ],
        )
    )
    assert [each["roles"][0][2] for (each,) in said["person"]] == ["2023-05-01", "2025-08-17"]
    assert any("day/month/year" in note[3] for note in said["note"])
    american = told(roster_12(users, [role("T1", "teacher", "S1", "1/05/2023")]))
    assert american["person"][0][0]["roles"][0][2] == "2023-01-05"


def test_a_file_of_12_as_one_system_really_writes_it():
    """Its quirks together: field-notes/web.md, section 5."""
    head = USERS_12.replace("dateLastModified", "dataLastModified").replace(
        "preferredGivenName", "prefferedGivenName"
    )
    ana = user_12("T1", "Ana", "Ortiz", "ana@riverbend.example", main="S2", preferred="Anita")
    orgs = RIVERBEND + "\r\nS4,,,Reading Coaches,department,,D1\r\nS5,,,Night School,skool,,D1"
    content = packed(
        {
            "manifest": manifest("1.2", users="", source="").replace("1.0", ""),
            "orgs": orgs.replace("dateLastModified", "dataLastModified"),
            "users": f"{head}\r\n{ana.replace('true', 'TRUE')}\r\n",
            "roles": "\r\n".join(
                [
                    ROLES.replace("dateLastModified", "dataLastModified"),
                    role("T1", "Teacher", "S1", "1/05/2023"),
                    role("T1", "principle", "S4", "13/05/2023", kind="secondary"),
                ]
            ),
        }
    )
    said = told(content)
    (ana,) = said["person"][0]
    assert (ana["given"], ana["main"]) == ("Anita", "S2")
    assert ana["roles"] == [
        ["teacher", "S1", "2023-05-01", "", True],
        ["principal", "S4", "2023-05-13", "", False],
    ]
    assert [(each[0], each[2]) for each in said["org"]][3:] == [("S4", "department"), ("S5", "school")]
    assert said["about"][0][0] | {"source": ""} == {
        "kind": "oneroster", "version": "1.2", "mode": "delta", "orgs": "delta", "roles": "delta", "source": "",
    }  # fmt: skip
    notes = " ".join(note[2] for note in said["note"])
    for word in ("dataLastModified", "prefferedGivenName", "misspelt", "does not say"):
        assert word in notes
    assert [note[3] for note in said["note"] if note[0] == "roles.csv"][-1] == "Read as day/month/year."


def test_who_is_ended_in_a_file_of_changes_is_gone_and_nobody_else():
    ended = user("T1", "teacher", "S1", "Ana", "Ortiz", "a@b.example", status="ToBeDeleted")
    off = user("T2", "teacher", "S1", "Ben", "Carter", "b@b.example", enabled="FALSE")
    unknown = user("T5", "teacher", "S1", "No", "Body", "n@b.example", enabled="0")
    said = told(roster_11(ended, off, unknown, mode="delta"), known=["T1", "T2", "T3"])
    assert [each[0] for each in said["gone"]] == ["T1", "T2"]
    assert "person" not in said


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("users.csv", b"0" * 60_000_000)
    return made.getvalue()


def twice() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr("a/users.csv", USERS_11)
        out.writestr("b/users.csv", USERS_11)
    return made.getvalue()


def locked() -> bytes:
    """A zip whose parts say that a password opens them."""
    content = bytearray(roster_11(ANA))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            content[at + place] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb(), "far more than the roster"),
        (twice(), "two files of the same name"),
        (packed({"orgs": RIVERBEND}), "no users.csv"),
        (packed({"users": "sourcedId,givenName\nT1,Ana"}), "does not say who is staff"),
        (packed({"users": "role,givenName\nteacher,Ana"}), "no column “sourcedid”"),
        (roster_11(ANA)[:-60], "could not be opened"),
        (b"PK\x03\x04" + b"\xff" * 400, "could not be opened"),
        (b"just some words", "has no table"),
        (locked(), "protected by a password"),
    ],
)
def test_what_is_no_roster_gets_a_sentence(content, words):
    with pytest.raises(NotTaken, match=words):
        told(content)


def test_a_list_of_ones_own_is_read_by_the_words_above_it():
    said = told(
        b'Employee Name,E-Mail,School,Job Title\n"Ortiz, Ana",Ana@x.example,Maple,Grade 4\nBen Carter,b@x.example,,\n'
    )
    assert said["headings"][0][1] == {"name": 0, "email": 1, "site": 2, "position": 3}
    assert [(each["given"], each["family"]) for (each,) in said["person"]] == [
        ("Ana", "Ortiz"),
        ("Ben", "Carter"),
    ]
    with pytest.raises(reading.ChooseColumns):
        told(b"A,B,C\n1,2,3\n")
    assert (
        told(b"A,B,C\nAna Ortiz,2,a@x.example\n", columns={"name": 0, "email": 2})["person"][0][0]["email"]
        == "a@x.example"
    )
