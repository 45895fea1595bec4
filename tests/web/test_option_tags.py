"""Options as HTML: what a template would have made of them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from web.option_tags import option_tags

TEMPLATE = Environment(autoescape=True).from_string(
    "{% macro each(options) %}{% for one in options %}{% if one.options is defined %}"
    '<optgroup label="{{ one.label }}">{{ each(one.options) }}</optgroup>{% else %}'
    '<option value="{{ one.value }}"{% if one.value|string == chosen|string %} selected{% endif %}>{{ one.label }}'
    "</option>{% endif %}{% endfor %}{% endmacro %}{{ each(options) }}"
)
words = st.text(st.sampled_from("ab \"'<>&"), max_size=5)
plain = st.fixed_dictionaries({"value": words | st.integers(0, 3), "label": words})
groups = st.fixed_dictionaries({"label": words, "options": st.lists(plain, max_size=3)})


@given(st.lists(plain | groups, max_size=5), words | st.integers(0, 3) | st.none())
def test_every_word_is_escaped_and_what_was_chosen_is_selected(options: list[dict[str, Any]], chosen: object) -> None:
    assert option_tags(options, chosen) == TEMPLATE.render(options=options, chosen=chosen)
