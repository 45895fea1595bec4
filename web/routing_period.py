"""Since when the page on routing tells what it tells, and the pages of its lists."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request

from foundation.language import mark as _
from web.case_rows import Asked, address
from web.timeliness_filter import month_name, months_until_now
from web.wording import Wording, options

MONTHS_BACK = 2
"""Shown where nobody asked for another month: this one and so many before it."""
A_PAGE = 25


class AskedPeriod:
    """Since which month; whatever cannot be understood is as if it were not said. `values` say it again."""

    def __init__(self, request: Request[Any, Any, Any], wording: Wording) -> None:
        self.query = Asked(request)
        self._months, self._wording = months_until_now(wording), wording
        self.month = self.query.choice("sejak", self._months) or list(self._months)[MONTHS_BACK]
        self.values = {"sejak": self.month}

    @property
    def first(self) -> date:
        return self._months[self.month]

    @property
    def since(self) -> datetime:
        """Midnight of the month's first day in the region's zone."""
        return datetime.combine(self.first, time(), ZoneInfo(self._wording.region.timezone)).astimezone(UTC)

    def context(self) -> dict[str, Any]:
        language = self._wording.language
        months = [(value, month_name(day, language)) for value, day in self._months.items()]
        return {"values": self.values, "months": options(months), "since": month_name(self.first, language)}


def pages(
    wording: Wording, shown: int, total: int, number: int, path: str, values: Mapping[str, str]
) -> dict[str, str]:
    """The context of pagination() on page `number` (from 1), of A_PAGE rows each; addresses keep the filter."""
    first = (number - 1) * A_PAGE + 1
    words = wording.say(
        _("{first}–{last} dari {total}"), first=first, last=first + shown - 1, total=wording.number(total)
    )
    return {
        "previous": address(path, values, number - 1) if number > 1 else "",
        "next": address(path, values, number + 1) if number * A_PAGE < total else "",
        "page_words": words if shown else "",
    }
