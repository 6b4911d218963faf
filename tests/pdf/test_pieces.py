"""The pieces that paper and page share, as the page shows them."""

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


def test_on_the_page_every_section_is_there_and_a_dash_where_nothing_was_written():
    page = shown("plans/_text.html", frozen=documents.frozen(documents.SHORT))
    assert '<h3>Why this area</h3> <p class="meta">–</p>' in page
    assert "Strategic outcomes" in page
    assert "Not filled in" not in page


def test_a_page_can_put_comments_below_each_section():
    page = shown("page.html", frozen=documents.frozen(documents.FULL))
    assert page.index("Comments on Focus") < page.index("SMART goal") < page.index("Comments on SMART goal")


def test_what_was_typed_stays_text():
    page = shown(
        "plans/_text.html", frozen=documents.frozen(documents.FULL | {"area": "<script>a & b</script>"})
    )
    assert "&lt;script&gt;a &amp; b&lt;/script&gt;" in page


def test_a_missing_signature_is_shown_as_missing():
    page = shown("plans/_signatures.html", document=documents.draft([documents.BEN_SIGNED]))
    assert "Signed Oct 6, 2026, 10:04 AM CDT" in page
    assert "Ana Ortiz<br>Not signed yet" in page
