"""What the address of the figures of time asks about, and the filter that makes such an address."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request

from complaints.kinds import Kind, Stage
from complaints.labels import STAGE
from foundation.language import mark as _
from sla.period import LONGEST, Grouping, Question
from web.case_rows import Asked
from web.formatting import day_as
from web.office_choices import kind_options, topic_options
from web.wording import Wording

MONTHS = 12
"""Shown where nobody asked for other months."""

GROUP_NAMES = {
    Grouping.UNIT: _("Unit"),
    Grouping.TOPIC: _("Topik"),
    Grouping.KIND: _("Jenis"),
    Grouping.MONTH: _("Bulan diterima"),
}
_STAGES = {"selesai": Stage.COMPLETION, "tanggapan": Stage.FIRST_RESPONSE}
_GROUPS = {"unit": Grouping.UNIT, "topik": Grouping.TOPIC, "jenis": Grouping.KIND, "bulan": Grouping.MONTH}
_NARROWS = {Grouping.UNIT: "unit", Grouping.TOPIC: "topik", Grouping.KIND: "jenis"}


class AskedFigures:
    """The question of an address; whatever cannot be understood is as if it were not said. `values` say it again."""

    def __init__(self, request: Request[Any, Any, Any], wording: Wording) -> None:
        self.query, self.wording = Asked(request), wording
        region, choice = wording.region, self.query.choice
        self._months = months_until_now(wording)
        newest = list(self._months)
        self.values = {
            "tahap": choice("tahap", _STAGES) or "selesai",
            "menurut": choice("menurut", _GROUPS) or "unit",
            "dari": choice("dari", self._months) or newest[MONTHS - 1],
            "sampai": choice("sampai", self._months) or newest[0],
            "unit": choice("unit", region.unit),
            "topik": choice("topik", region.topic),
            "jenis": choice("jenis", set(Kind)),
        }
        first, last = sorted(self._months[self.values[name]] for name in ("dari", "sampai"))
        self.question = Question(
            first=first,
            last=last,
            stage=_STAGES[self.values["tahap"]],
            by=_GROUPS[self.values["menurut"]],
            unit=self.values["unit"] or None,
            topic=self.values["topik"] or None,
            kind=self.values["jenis"] or None,
        )

    def closer(self, key: str | None) -> dict[str, str]:
        """The values of an address that asks about one group alone: month by month, or a month by its units."""
        by = self.question.by
        if by is Grouping.MONTH:
            return self.values | {"dari": key or "", "sampai": key or "", "menurut": "unit"}
        return self.values | {_NARROWS[by]: key or "", "menurut": "bulan"}

    def form(self) -> dict[str, Any]:
        """The filter's values and options."""
        say, region = self.wording.say, self.wording.region
        return {
            "values": self.values,
            "stages": [{"value": value, "label": say(STAGE[stage])} for value, stage in _STAGES.items()],
            "groupings": [{"value": value, "label": say(GROUP_NAMES[by])} for value, by in _GROUPS.items()],
            "months": [
                {"value": value, "label": month_name(day, self.wording.language)} for value, day in self._months.items()
            ],
            "units": [{"value": unit.code, "label": unit.name} for unit in region.units if unit.accepts],
            "topics": topic_options(self.wording),
            "kinds": kind_options(self.wording),
        }


def group_name(key: str | None, by: Grouping, wording: Wording) -> str:
    """What a group of the figures is called."""
    if by is Grouping.UNIT:
        return wording.unit(key) or wording.say(_("Tanpa unit: di triase, atau di luar kewenangan"))
    if by is Grouping.TOPIC:
        return wording.topic(key) or wording.say(_("Tanpa topik, atau rahasia"))
    if by is Grouping.KIND:
        return wording.kind(key or "")
    return month_name(date.fromisoformat(f"{key}-01"), wording.language)


def month_name(day: date, language: str) -> str:
    return day_as(day, "LLLL y", language)


def months_until_now(wording: Wording) -> dict[str, date]:
    """The months that may be asked about, this one first."""
    now = wording.now.astimezone(ZoneInfo(wording.region.timezone)).date()
    back = [divmod(now.year * 12 + now.month - 1 - ago, 12) for ago in range(LONGEST)]
    return {f"{year}-{month + 1:02d}": date(year, month + 1, 1) for year, month in back}
