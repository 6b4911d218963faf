"""What people may type into a comment. Its limits are asked of the action, so that they stand in one place."""

from wtforms import HiddenField, StringField, TextAreaField

from plf.contents import COMMENT_LIMIT, FORMS, sections_in
from plf.forms import Form


class CommentForm(Form):
    """One comment, about a section or about the plan as a whole."""

    # Some are called alike in both texts.
    sections = (
        ("", "The whole plan"),
        *((each.name, each.title) for each in FORMS["plan"]),
        *((each.name, f"Checkpoint: {each.title}") for each in FORMS["checkpoint"]),
    )
    about = StringField("About", default="")
    comment = TextAreaField("Your comment")
    limit = COMMENT_LIMIT
    added = False

    def offered(self, round_kind: str) -> list[tuple[str, str]]:
        """What a comment may be about in this round, as (name, title)."""
        there = {"", *(each.name for each in sections_in(round_kind))}
        return [(name, title) for name, title in self.sections if name in there]

    class Meta:
        csrf = False  # checked for every form that is sent; its page writes the token itself


class AskForm(Form):
    """Whom the teacher asks for comments: a person's number."""

    person = HiddenField()

    @property
    def person_id(self) -> int:
        """The number; 0 when what came is none."""
        typed = self.person.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
