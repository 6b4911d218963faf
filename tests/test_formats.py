"""Days, moments and texts as people read them."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import Environment

from plf import formats


def test_days_are_written_as_americans_write_them():
    assert formats.day("2026-10-06") == "October 6, 2026"
    assert formats.day(date(2027, 5, 12)) == "May 12, 2027"
    assert formats.short_day("2026-10-06") == "Oct 6, 2026"


@pytest.mark.parametrize("typed", ["", "fall 2026", "2026-02-30", "2026-10-6", "next Tues."])
def test_what_is_no_day_stays_as_typed(typed):
    assert formats.day(typed) == typed
    assert formats.short_day(typed) == typed


@pytest.mark.parametrize(
    ("then", "zone", "written"),
    [
        ("2026-10-06T15:04:05Z", "America/Chicago", "Oct 6, 2026, 10:04 AM CDT"),
        ("2027-01-06T18:30:00+00:00", "America/Chicago", "Jan 6, 2027, 12:30 PM CST"),
        (datetime(2026, 10, 6, 5, 4, tzinfo=UTC), "America/Chicago", "Oct 6, 2026, 12:04 AM CDT"),
        (datetime(2026, 10, 6, 3, 4, tzinfo=UTC), "America/Chicago", "Oct 5, 2026, 10:04 PM CDT"),
        ("2026-10-06T15:04:05Z", "UTC", "Oct 6, 2026, 3:04 PM UTC"),
    ],
)
def test_moments_are_written_in_the_districts_zone(then, zone, written):
    assert formats.moment(then, zone) == written


def test_a_moment_without_an_offset_is_refused():
    with pytest.raises(ValueError):
        formats.moment("2026-10-06T15:04:05", "America/Chicago")


def test_paragraphs_keep_line_ends_and_escape_everything():
    typed = "One & two\r\n<b>three</b>\n\n \n\nfour\n"
    assert formats.paragraphs(typed) == "<p>One &amp; two<br>&lt;b&gt;three&lt;/b&gt;</p>\n<p>four</p>"
    assert formats.paragraphs("") == ""


def test_templates_know_the_formats():
    env = Environment(autoescape=True)
    formats.register(env)
    shown = env.from_string('{{ "2026-10-06"|day }} {{ "<i>"|paragraphs }} {{ "abcdef"|grouped }}').render()
    assert shown == "October 6, 2026 <p>&lt;i&gt;</p> abcd ef"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*so* and **so**\nnext", "<p><em>so</em> and <strong>so</strong><br>\nnext</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("# no heading", "<p># no heading</p>"),
        ("<b>x</b> & {day}", "<p>&lt;b&gt;x&lt;/b&gt; &amp; {day}</p>"),
        ("[a](https://a.b)", '<p><a href="https://a.b" rel="noopener noreferrer">a</a></p>'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](http://a.b) [b](/plans/1)", "<p>[a](http://a.b) [b](/plans/1)</p>"),
        ("", ""),
    ],
)
def test_the_small_markdown_knows_paragraphs_lists_emphasis_and_safe_links(typed, shown):
    assert formats.markdown(typed) == shown
