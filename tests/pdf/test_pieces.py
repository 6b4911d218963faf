"""The pieces that pages and paper are made of."""

from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader

from plf import formats
from plf.pdf.rendering import TEMPLATES
from tests.pdf import documents

PAGE = """{% extends "frame.html" %}{% block main %}
{% macro after_section(section) %}<p>Comments on {{ section.title }}</p>{% endmacro %}
{% include "plans/_text.html" %}{% endblock %}"""
FRAME = "{% block main %}{% endblock %}"


def shown(template: str, **values) -> str:
    loader = ChoiceLoader([DictLoader({"page.html": PAGE, "frame.html": FRAME}), FileSystemLoader(TEMPLATES)])
    env = Environment(autoescape=True, loader=loader)
    formats.register(env)
    return " ".join(env.get_template(template).render(values).split())


def test_what_was_left_empty_is_named_in_one_line_and_nowhere_else():
    page = shown("plans/_text.html", frozen=documents.frozen(documents.SHORT))
    text, _, left_out = page.partition('<p class="left-out">Not filled in: Why this area; ')
    assert "Support I would like" in left_out
    assert "Why this area" not in text
    assert "Strategic outcomes" not in page


def test_a_page_can_put_comments_below_each_section():
    page = shown("page.html", frozen=documents.frozen(documents.FULL))
    assert page.index("Comments on Focus") < page.index("SMART goal") < page.index("Comments on SMART goal")


def test_what_was_typed_stays_text():
    page = shown(
        "plans/_text.html", frozen=documents.frozen(documents.FULL | {"area": "<script>a & b</script>"})
    )
    assert "&lt;script&gt;a &amp; b&lt;/script&gt;" in page


def test_a_missing_signature_is_a_line_to_sign_on_by_hand():
    page = shown("plans/_signatures.html", document=documents.draft([documents.BEN_SIGNED]))
    assert "Signed Oct 6, 2026, 10:04 AM CDT" in page
    assert '<p class="line">&nbsp;</p> <p class="meta"><span class="signer">Ana Ortiz</span> Date</p>' in page
