"""How a person would like to be told."""

from wtforms import RadioField, ValidationError

from plf.forms import Form

AT_ONCE, DIGEST = "at-once", "digest"


class SettingsForm(Form):
    mails = RadioField("E-mail", choices=[], validate_choice=False)

    def __init__(self, **more) -> None:
        super().__init__(**more)
        self.mails.choices = [
            (AT_ONCE, "At once", "Each thing within a minute or two of its happening."),
            (
                DIGEST,
                "One e-mail a day",
                "On school days at 7:00 AM, with what still waits then. None when nothing does.",
            ),
        ]

    def validate_mails(self, field: RadioField) -> None:
        if field.data not in (AT_ONCE, DIGEST):
            raise ValidationError("Choose one of the two.")
