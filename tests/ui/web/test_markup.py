"""Every value of a template is encoded, and nothing leads around that."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError

from tests.ui.web.hostile import HOSTILE, Seen
from ui.web import markup
from ui.web.markup import Html
from ui.web.safe import encode, line, plain


def rendered(source: str, **values: object) -> str:
    return markup.ENVIRONMENT.from_string(source).render(values)


@given(st.text(max_size=60))
def test_any_text_reads_back_as_it_is_spelled(text: str) -> None:
    seen = Seen(encode(text))
    assert {tag for tag, _ in seen.tags} <= {"br"}
    assert seen.text == plain(text)
    encode(text).encode("utf-8")
    assert not set(re.sub(r"&#\d+;|<br>", "", encode(text))) & set(string.punctuation)


def test_controls_and_half_characters_go() -> None:
    assert plain("a\x00b\x1bc\ud800d\r\ne\u2028f") == "abc\ufffdd\ne\nf"
    assert line('a\n "b"') == 'a "b"'
    assert rendered('<p title="{{ it }}">{{ it }}</p>', it='a\n "b"') == (
        '<p title="a &#34;b&#34;">a<br> &#34;b&#34;</p>'
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_put_out_is_encoded(hostile: str) -> None:
    for source in (
        "{{ it }}",
        "{{ it | shorten(9999) }}",
        "{{ 'say {}'.format(it) }}",
        "{% set all = it %}{{ all }}",
        "{% macro show(x) %}{{ x }}{% endmacro %}{{ show(it) }}",
        "{% for one in [it] %}{{ one }}{% else %}{% endfor %}",
        "{{ it if it else it }}",
    ):
        assert rendered(source, it=hostile).removeprefix("say ") == encode(hostile)
    assert (
        rendered('<p lang="{{ it | line }}">', it=hostile) == f'<p lang="{encode(line(hostile))}">'
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ it | safe }}",
        "{{ it | e }}",
        "{{ it | replace('a', it) }}",
        "{{ it ~ it }}",
        "{{ show() + it }}",
        "{{ show() % it }}",
        "{{ nobody_gave_it }}",
    ],
)
def test_what_could_lead_around_it_is_refused(source: str) -> None:
    with pytest.raises(TemplateError):
        rendered("{% macro show() %}<b>{% endmacro %}" + source, it="<script>")


def test_what_a_template_made_stays_and_nothing_else_does() -> None:
    made = markup.render("chat/question", question="<b>")
    assert rendered("{{ it }}", it=made) == made
    for changed in (made + "<i>", made[:10], made.replace("&", "<")):
        assert not isinstance(changed, Html)
        assert rendered("{{ it }}", it=changed) == encode(changed)


def test_lines_end_where_nobody_sees_it() -> None:
    source = """
    <ul>
      {% for n in (1, 2) %}
        <li class="a"
            {% if n == 2 %}hidden{% endif %}>
          {{ n }}
        </li>
      {% endfor %}
    </ul>
    """
    shown = rendered(source)
    assert shown == '<ul><li class="a" >1</li><li class="a" hidden>2</li></ul>'


@pytest.mark.parametrize(
    "file", sorted(markup.TEMPLATES.rglob("*.html")), ids=lambda file: file.name
)
def test_attributes_are_quoted_as_the_encoding_takes_them_to_be(file: Path) -> None:
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", file.read_text("utf-8"), flags=re.S)
    tags = re.findall(r"<[a-z][^>]*>", source)
    assert tags
    assert [tag for tag in tags if "=" in re.sub('="[^"]*"', "", tag) or "'" in tag] == []
