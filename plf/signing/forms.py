"""What is typed when signing, taking back and declining."""

from wtforms import HiddenField, IntegerField, PasswordField, TextAreaField
from wtforms.widgets import HiddenInput

from plf.forms import Form


class StepForm(Form):
    """A step of the plan, with the version of the plan that was on the page."""

    version = IntegerField(widget=HiddenInput(), default=-1)


class ReasonForm(StepForm):
    """Taking back a signature or declining to sign, with the reason."""

    reason = TextAreaField(
        "Reason", description="Both of you and the office can read it, now and later. No print shows it."
    )


class TeacherSignatureForm(StepForm):
    """The teacher signs, with a written response if they like."""

    sha256 = HiddenField()
    response = TextAreaField(
        "Written response",
        description="If you want to add something. Signing does not have to mean agreeing.",
    )
    password = PasswordField("Your password", description="It shows that it is you who signs.")
