"""What a teacher may type into a plan: reading the form by the list in contents.py, moving its rows, its page token."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from plf import contents


@dataclass(frozen=True)
class PageToken:
    """One open form page: whose it is, of which plan and which of its texts, and a name of its own."""

    person_id: int
    plan_id: int
    kind: str
    page: str


def new_page_token(person_id: int, plan_id: int, kind: str) -> str:
    """The token of a form page that is opened now, for its hidden field `page_token`."""
    return _signer().dumps([person_id, plan_id, kind, secrets.token_urlsafe(9)])


def read_page_token(token: str) -> PageToken | None:
    """What a `page_token` says; None when it is not one of ours."""
    try:
        return PageToken(*_signer().loads(token))
    except (BadData, TypeError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="plan form page")


def read_text(form: MultiDict, kind: str = "plan") -> dict[str, Any]:
    """The text of `kind` in a posted form, as typed, cleaned of control characters. A field that was not posted is left out.

    Nothing is cut, however long: what is too long is named, and the size of a form has its own limit. Of an outcome
    only its row is posted; its words come from what was adopted (plans.actions.as_kept).
    """
    text: dict[str, Any] = {}
    for name, each in contents.FIELDS[kind].items():
        if each.kind == "rows":
            if f"{name}-rows" in form:
                text[name] = _read_rows(form, each)
        elif each.kind == "indicators":
            if name in form:
                text[name] = list(dict.fromkeys(number[:20] for number in form.getlist(name) if number))
        elif each.kind == "outcomes":
            if name in form:
                text[name] = [{"row": row[:20]} for row in dict.fromkeys(form.getlist(name)) if row]
        elif name in form:
            text[name] = contents.clean(form[name])
    return text


def _read_rows(form: MultiDict, each: contents.Field) -> list[dict[str, str]]:
    pattern = re.compile(rf"{re.escape(each.name)}-(\d{{1,3}})-")
    numbers = sorted({int(found[1]) for key in form if (found := pattern.match(key))})
    return [
        {
            column.name: contents.clean(form.get(f"{each.name}-{number}-{column.name}", ""))
            for column in each.columns
            if not column.given
        }
        for number in numbers
    ]


@dataclass(frozen=True)
class RowChange:
    """A button beside a row was pressed: the field, what to do, and the row's index.

    add, up, down, remove; for rows that stand there already: offer (what the journal says about it).
    """

    field: str
    verb: str
    index: int = 0


def row_change(form: MultiDict, kind: str = "plan") -> RowChange | None:
    """The change of rows that the form asks for with its button "row" ("steps:up:1", "steps:add"), if any."""
    found = re.fullmatch(r"(\w+):(add|up|down|remove|offer)(?::(\d{1,3}))?", form.get("row", ""))
    each = contents.FIELDS[kind].get(found[1]) if found else None
    if each is None or each.kind != "rows" or each.is_given is not (found[2] == "offer"):
        return None
    return RowChange(found[1], found[2], int(found[3] or 0))


def change_rows(rows: list[dict[str, str]], change: RowChange) -> list[dict[str, str]]:
    """The rows after the change. A row that is not there is no error: the page was simply older."""
    rows = list(rows)
    if change.verb == "offer":
        return rows
    if change.verb == "add":
        return [*rows, {}] if len(rows) < contents.MOST_ROWS else rows
    if not 0 <= change.index < len(rows):
        return rows
    row = rows.pop(change.index)
    if change.verb == "remove":
        return rows
    step = -1 if change.verb == "up" else 1
    rows.insert(max(0, change.index + step), row)
    return rows
