"""The options of a select element as HTML: pages have hundreds, and a template takes ten times as long for them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape


def option_tags(options: Iterable[Mapping[str, Any]], chosen: object = "") -> Markup:
    """`options` are {value, label}, or groups {label, options}; the one whose value reads as `chosen` is selected."""
    return Markup("".join(_each(options, str(chosen))))  # noqa: S704 - every part is escaped


def _each(options: Iterable[Mapping[str, Any]], chosen: str) -> Iterable[str]:
    for option in options:
        if "options" in option:
            yield f'<optgroup label="{escape(option["label"])}">'
            yield from _each(option["options"], chosen)
            yield "</optgroup>"
        else:
            value = str(option["value"])
            yield _tag(value, option["label"], value == chosen)


@lru_cache(4096)
def _tag(value: str, label: str, selected: bool) -> str:
    mark = " selected" if selected else ""
    return f'<option value="{escape(value)}"{mark}>{escape(label)}</option>'
