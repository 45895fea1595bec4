"""What differs between two calendars, place by place, and who wrote what a person wrote."""

from collections.abc import Sequence
from typing import NamedTuple

from workdays.calendar_set import CalendarSet
from workdays.entries import Entry, Key, Origin
from workdays.versions import Version


class Changed(NamedTuple):
    """One place: the row in force before and the one after; None where there is none."""

    key: Key
    before: Entry | None
    after: Entry | None


def changes(before: CalendarSet, after: CalendarSet) -> list[Changed]:
    """Places at which another row is in force, days first, by date."""
    days, later_days = before.day_in_force, after.day_in_force
    hours, later_hours = before.hours_in_force, after.hours_in_force
    found = [Changed(key, days.get(key), later_days.get(key)) for key in sorted(days.keys() | later_days.keys())]
    found += [Changed(key, hours.get(key), later_hours.get(key)) for key in sorted(hours.keys() | later_hours.keys())]
    return [one for one in found if one.before != one.after]


def authors(history: Sequence[Version]) -> dict[Key, str]:
    """Who wrote each row of a person, as far as `history` (the newest first) reaches back."""
    found: dict[Key, str] = {}
    if not history:
        return found
    now = _persons(history[0].calendars)
    for version in history:
        then = _persons(version.calendars)
        for key in [key for key, entry in now.items() if then.get(key) != entry]:
            del now[key]  # written by whoever made the version after this one, which is noted already
        found |= dict.fromkeys(now, version.changed_by)
    return found


def _persons(calendars: CalendarSet) -> dict[Key, Entry]:
    rows: list[Entry] = [*calendars.days, *calendars.hours]
    return {one.key: one for one in rows if one.origin is Origin.PERSON}
