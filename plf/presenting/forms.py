"""What the office and site leaders may type about a presentation."""

from plf.forms import DateField, Form, Line, SelectField


class RecordForm(Form):
    """It was presented at a site, on a day, by somebody."""

    site = SelectField("Site")
    presented_on = DateField("Presented on", ask="Choose the day on which it was presented.")
    presented_by = Line("By", most=120, ask="Write who presented it.")
