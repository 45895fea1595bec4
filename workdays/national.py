"""National holidays and cuti bersama of Indonesia, from the `holidays` package with both its categories."""

from collections.abc import Iterable

from holidays import country_holidays

from workdays.working_days import DayKind, SpecialDay

_CATEGORIES = {"government": DayKind.JOINT_LEAVE, "public": DayKind.HOLIDAY}
"""The package leaves out cuti bersama unless `government` is asked for; a date in both is a holiday."""
_ESTIMATED = " (perkiraan)"
SOURCE = "SKB 3 Menteri, menurut paket holidays"
SOURCE_ESTIMATED = "perkiraan paket holidays, belum ada SKB 3 Menteri"


def national_days(years: Iterable[int]) -> list[SpecialDay]:
    """The country's days off in these years, by date, with Indonesian names."""
    found: dict[object, SpecialDay] = {}
    asked = list(years)
    for category, kind in _CATEGORIES.items():
        for day, name in country_holidays("ID", years=asked, categories=(category,), language="id").items():
            estimated = _ESTIMATED in name
            source = SOURCE_ESTIMATED if estimated else SOURCE
            found[day] = SpecialDay(day, kind, name.replace(_ESTIMATED, ""), source, estimated)
    return sorted(found.values())
