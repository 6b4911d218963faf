"""What people may type above the table, and about its columns and editors. Limits are asked of the actions."""

from wtforms import IntegerField, TextAreaField
from wtforms.widgets import HiddenInput

from plf.action_plans.contents import COLUMNS, HEAD
from plf.forms import Form, Line

SHORT = 300


class TitleForm(Form):
    """A strategic plan, or an action plan: what it is called."""

    title = Line("Title", most=200, ask="Give it a title.")


class StrategicPlanForm(TitleForm):
    """A strategic plan, with what it is about."""

    about = TextAreaField("What it is about", description="A sentence or two. You may leave this empty.")


class EditorForm(Form):
    """Somebody who is to edit an action plan."""

    who = Line("Name or e-mail address", most=200, ask="Write a name or an e-mail address.")


class ColumnForm(Form):
    """A column of the district's own."""

    title = Line("Heading", most=80, ask="Write what the column is called.")
    hint = Line("Hint", most=300, description="One line that says what belongs there.")


def _head_form() -> type[Form]:
    fields = {
        each.name: (
            Line(each.title, most=each.limit, description=each.hint)
            if each.kind == "line"
            else TextAreaField(each.title, description=each.hint)
        )
        for each in HEAD
    }
    return type("HeadForm", (Form,), {"__doc__": "What stands above the table.", **fields, **_SEEN})


def _headings_form() -> type[Form]:
    fields = {}
    for each in COLUMNS:
        fields[f"{each.name}_title"] = Line(f"Heading of “{each.title}”", most=80)
        fields[f"{each.name}_hint"] = Line(f"Hint of “{each.title}”", most=300)
    return type("HeadingsForm", (Form,), {"__doc__": "How the standard columns are headed.", **fields})


# The number of the latest change that the page has seen.
_SEEN = {"seen": IntegerField(widget=HiddenInput(), default=0)}
HeadForm = _head_form()
HeadingsForm = _headings_form()
