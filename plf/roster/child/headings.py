"""Which heading of a file is which column, however it is spelt. Standard library alone: the child process uses it."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

NEAR = 0.84

# Beside the names of OneRoster's own columns, what others call them.
ALSO = {
    "id": "sourcedid",
    "sourceid": "sourcedid",
    "firstname": "givenname",
    "lastname": "familyname",
    "emailaddress": "email",
    "mail": "email",
    "startdate": "begindate",
    "orgid": "orgsourcedid",
    "userid": "usersourcedid",
}

COLUMNS = {
    "manifest": ("propertyname", "value"),
    "orgs": ("sourcedid", "status", "datelastmodified", "name", "type", "identifier", "parentsourcedid"),
    "users": (
        "sourcedid", "status", "datelastmodified", "enableduser", "orgsourcedids", "role", "username", "userids",
        "givenname", "familyname", "middlename", "identifier", "email", "sms", "phone", "agentsourcedids", "grades",
        "password", "usermasteridentifier", "preferredgivenname", "preferredmiddlename", "preferredfamilyname",
        "primaryorgsourcedid", "pronouns", "resourcesourcedids", "userprofiles",
    ),
    "roles": (
        "sourcedid", "status", "datelastmodified", "usersourcedid", "roletype", "role", "begindate", "enddate",
        "orgsourcedid", "userprofilesourcedid",
    ),
}  # fmt: skip

# A list of people of one's own: column → words that stand above it.
PLAIN = {
    "given": ("Given name", "first name", "forename"),
    "family": ("Family name", "last name", "surname"),
    "name": ("Whole name", "name", "full name", "employee", "employee name", "staff name"),
    "email": ("E-mail address", "email", "mail", "e-mail", "work email"),
    "site": ("Main site", "site", "school", "building", "location", "campus"),
    "position": ("Position", "title", "job title", "assignment"),
    "kind": ("Kind of staff", "kind", "staff type", "role", "type"),
    "evaluator": ("Evaluator’s e-mail", "evaluator", "evaluator email", "supervisor", "supervisor email", "principal email"),
    "id": ("Identifier", "id", "employee id", "employee number", "staff id", "sourcedid"),
}  # fmt: skip


def plain(text: str) -> str:
    """A heading without its capitals, spaces and signs."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def understood(kind: str, headings: Iterable[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Of a OneRoster file: column → its place, and the headings that were only nearly right, with what they are taken for."""
    known, places, near = COLUMNS[kind], {}, []
    names = [plain(each) for each in headings]
    for place, name in enumerate(names):
        if name in known:
            places.setdefault(name, place)
    for place, (said, name) in enumerate(zip(headings, names, strict=True)):
        if name in known or not name:
            continue
        meant = ALSO.get(name)
        if meant not in known or meant in places:
            meant = next(
                (each for each in get_close_matches(name, known, n=3, cutoff=NEAR) if each not in places),
                None,
            )
        if meant:
            places[meant] = place
            near.append((said.strip()[:40], meant))
    return places, near


def guessed(headings: Iterable[str]) -> dict[str, int]:
    """Of a list of one's own: column of PLAIN → its place, by the words above it."""
    names = [plain(each) for each in headings]
    found: dict[str, int] = {}
    for column, words in PLAIN.items():
        for word in map(plain, words):
            if word in names and names.index(word) not in found.values():
                found.setdefault(column, names.index(word))
    for column, words in PLAIN.items():
        if column in found:
            continue
        free = [name for place, name in enumerate(names) if name and place not in found.values()]
        near = [
            match for word in map(plain, words) for match in get_close_matches(word, free, n=1, cutoff=NEAR)
        ]
        if near:
            found[column] = names.index(near[0])
    if "given" not in found or "family" not in found:
        found.pop("given", None)
        found.pop("family", None)
    else:
        found.pop("name", None)
    return found
