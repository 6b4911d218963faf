"""What people may type into a row, and to move it, to team it up and to link it. Limits are asked of the actions."""

from collections.abc import Mapping, Sequence

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.widgets import HiddenInput

from plf.action_plans.contents import LINKS, STRATEGY, TEXT
from plf.forms import Form, SelectField

_LINES = ("starts", "ends", "owner")


class NewRowForm(Form):
    """A new row: what it says."""

    text = TextAreaField("What it says", description="Everything else can be filled in later.")
    strategy = TextAreaField(STRATEGY.title, description=STRATEGY.hint)
    seen = IntegerField(widget=HiddenInput(), default=0)


class MemberForm(Form):
    """Somebody for a row's team."""

    who = StringField("Add somebody", description="A few letters of a name are enough. Or any name at all.")


class LinkForm(Form):
    """An interdependency."""

    kind = SelectField("This row", choices=tuple(LINKS.items()), default="waits_for")
    to = StringField("Which row?", description="Its label, as 3b, or a few words of it.")
    note = StringField("Note", description="One line. You may leave this empty.")


def row_form(
    headings: Mapping[str, tuple[str, str]], columns: Sequence[tuple[str, str, str]], *, strategy: bool
) -> type[Form]:
    """The form of a row's cells: `headings` of the standard columns, and the own ones as (cell, title, hint)."""
    fields: dict[str, object] = {"text": TextAreaField(TEXT.title, description=TEXT.hint)}
    if strategy:
        fields["strategy"] = TextAreaField(STRATEGY.title, description=STRATEGY.hint)
    for name in ("resources", "interdependencies", "starts", "ends", "owner", "question"):
        title, hint = headings[name]
        if name == "interdependencies":
            title = f"{title}, in words"
        fields[name] = (StringField if name in _LINES else TextAreaField)(title, description=hint)
    for cell, title, hint in columns:
        fields[cell] = TextAreaField(title, description=hint)
    fields["seen"] = IntegerField(widget=HiddenInput(), default=0)
    return type("RowForm", (Form,), {"__doc__": "The cells of a row.", **fields})
