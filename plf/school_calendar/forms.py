"""What the office may type about days without school."""

from plf.forms import DateField, Form, Line


class NoSchoolForm(Form):
    """One day, or the first and the last of several."""

    label = Line("What it is", most=80, ask="Write what it is.", description="Such as Winter break.")
    starts_on = DateField("Day, or first day", ask="Choose the day.")
    ends_on = DateField("Last day", description="Leave it empty for a single day.")
