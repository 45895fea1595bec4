"""Every calendar of one version: for each zone, and for each unit that has days or hours of its own."""

from collections.abc import Iterable
from datetime import date

from workdays.entries import STRENGTH, DayEntry, DayKey, HoursEntry, HoursKey
from workdays.reading import parse_spans
from workdays.working_days import Calendar, OfficeHours, SpecialDay, known_until


class CalendarSet:
    """All rows of one version, of all layers. What a unit says of itself goes before what is said for all."""

    def __init__(self, version: str, days: Iterable[DayEntry], hours: Iterable[HoursEntry]) -> None:
        self.version = version
        self.days = tuple(sorted(days, key=lambda one: (one.day, one.unit, STRENGTH[one.origin])))
        self.hours = tuple(sorted(hours, key=lambda one: (one.starts_on, one.unit, STRENGTH[one.origin])))
        # Sorted by strength, so that of several at one place the strongest stays.
        self.day_in_force: dict[DayKey, DayEntry] = {one.key: one for one in self.days}
        self.hours_said: dict[HoursKey, HoursEntry] = {one.key: one for one in self.hours}
        """The strongest row of each place, also where it takes hours back."""
        self.hours_in_force: dict[HoursKey, HoursEntry] = {
            key: one for key, one in self.hours_said.items() if not one.cancelled
        }
        self.known_until = known_until(self.days)
        self._units = frozenset(key.unit for key in self.day_in_force) | {key.unit for key in self.hours_in_force}
        self._made: dict[tuple[str, str], Calendar] = {}

    def runs_out(self, day: date) -> bool:
        """Whether the calendar of a date may still change because its year's cuti bersama is not decreed."""
        return day > self.known_until

    def differs(self, unit: str) -> bool:
        """Whether a unit has dates or hours of its own."""
        return unit in self._units

    @property
    def units(self) -> frozenset[str]:
        """Units with dates or hours of their own."""
        return self._units - {""}

    def calendar(self, timezone: str, unit: str = "") -> Calendar:
        """The calendar of an IANA zone, with a unit's own rows over those for all. Raises ValueError without hours."""
        asked = (timezone, unit if self.differs(unit) else "")
        if asked not in self._made:
            self._made[asked] = self._make(*asked)
        return self._made[asked]

    def _make(self, timezone: str, unit: str) -> Calendar:
        special = {
            key.day: SpecialDay(one.day, one.kind, one.name, one.source, one.estimated, parse_spans(one.hours))
            for whose in dict.fromkeys(("", unit))
            for key, one in self.day_in_force.items()
            if key.unit == whose
        }
        hours = [
            OfficeHours(
                tuple(parse_spans(spans) for spans in one.week),
                one.starts_on,
                one.ends_on,
                one.name if one.ends_on else "",
                one.estimated,
                own=bool(key.unit),
            )
            for key, one in self.hours_in_force.items()
            if key.unit in ("", unit)
        ]
        return Calendar(hours, special.values(), timezone, self.version, self.known_until)
