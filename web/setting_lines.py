"""A line of the log of settings, as its table shows it: when, by whom, about what, and each field before and after."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

LATEST = 51
"""So many are looked at of each source, that one more than a page is found wherever there are more."""

Line = dict[str, Any]


def line(at: datetime, by: str, what: str, fields: Iterable[Mapping[str, str]], thing: str = "") -> Line:
    """`by`, `what` and `thing` in words; without `thing` the line is about all that its source keeps."""
    return {"at": at, "by": by, "thing": thing, "what": what, "fields": list(fields)}


def field(name: str, before: str, after: str) -> dict[str, str]:
    """All three in words; "" is nothing."""
    return {"name": name, "before": before, "after": after}


def older(at: datetime | None, until: datetime | None) -> bool:
    """Whether an instant is known and, where `until` is, lies before it."""
    return at is not None and (until is None or at < until)
