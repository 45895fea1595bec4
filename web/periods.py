"""Periods of published figures in words, and the choice among them."""

from typing import Any

from foundation.language import mark as _
from sla.months import YEAR_BACK, first_day, grain_of
from sla.public_documents import Document
from web.timeliness_filter import month_name
from web.wording import Wording

_GRAINS = {"year": _("Tahun"), "quarter": _("Triwulan"), "month": _("Bulan")}


def default_period(periods: list[str], groups: bool = False) -> str:
    """The last twelve months, or the newest month while none is whole; empty where there is nothing.

    Of groups, the last whole year: few of them are large enough in every month that the last twelve would add up.
    """
    newest = max((one for one in periods if grain_of(one) == "month"), default="")
    years = [one for one in periods if grain_of(one) == "year" and one < newest[:4]]
    if groups and years:
        return max(years)
    if YEAR_BACK in periods:
        return YEAR_BACK
    return newest


def period_name(period: str, wording: Wording) -> str:
    match grain_of(period):
        case "rolling":
            return wording.say(_("12 bulan terakhir"))
        case "quarter":
            year, quarter = period.split("-Q")
            return wording.say(_("Triwulan {quarter} {year}"), quarter=quarter, year=year)
        case "year":
            return wording.say(_("Tahun {year}"), year=period)
    return month_name(first_day(period), wording.language)


def span_words(document: Document, wording: Wording) -> str:
    """Of which months the figures are, in a sentence."""
    first, last = (month_name(first_day(month), wording.language) for month in (document.first, document.last))
    if first == last:
        return wording.say(_("Aduan yang diterima {month}, menurut keadaannya sekarang."), month=first)
    return wording.say(
        _("Aduan yang diterima {first} sampai {last}, menurut keadaannya sekarang."), first=first, last=last
    )


def period_options(periods: list[str], wording: Wording) -> list[dict[str, Any]]:
    """The last twelve months, then years, quarters and months, the newest first."""
    options: list[dict[str, Any]] = []
    if YEAR_BACK in periods:
        options.append({"value": YEAR_BACK, "label": period_name(YEAR_BACK, wording)})
    for grain, label in _GRAINS.items():
        found = sorted((one for one in periods if grain_of(one) == grain), reverse=True)
        if found:
            group = [{"value": one, "label": period_name(one, wording)} for one in found]
            options.append({"label": wording.say(label), "options": group})
    return options
