"""Pages are written by less code than Jinja's own, and read the same."""

import pytest
from flask import Flask
from jinja2 import Environment
from markupsafe import Markup

from plf.rules import Role
from plf.templating import PageEnvironment

pytestmark = pytest.mark.once

SHOWN = ["<b> & \"quoted\" ’s 'own'", Markup("<b>bold</b>"), Role.TEACHER, 7, 0.5, None, False, ["<"], ""]
PIECES = (
    "{% macro inside(it) %}<p>{{ it }}</p>{% endmacro %}"
    "{{ shown }}|{{ inside(shown) }}|{{ inside(inside(shown)) }}|{{ shown ~ '<' }}|{{ missing }}"
    "{% set kept %}{{ shown }}{% endset %}{{ kept }}"
)


PAGES = PageEnvironment(Flask("plf"), autoescape=True)


@pytest.mark.parametrize("shown", SHOWN, ids=repr)
def test_a_page_shows_every_kind_of_value_as_jinja_does(shown):
    usual = Environment(autoescape=True).from_string(PIECES).render(shown=shown)
    assert PAGES.from_string(PIECES).render(shown=shown) == usual


def test_what_people_write_is_never_html():
    page = PAGES.from_string("{{ typed }}").render(typed="<script>1 & 2</script>")
    assert page == "&lt;script&gt;1 &amp; 2&lt;/script&gt;"
