"""From the forms of the working calendar to what they ask for, and back into the fields."""

import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from complaints.region import Region
from foundation.errors import Invalid
from foundation.language import mark as _
from web.forms import day_of
from workdays.calendar_set import CalendarSet
from workdays.editing import ordinary, without
from workdays.entries import DayEntry, DayKey, Entry, HoursEntry, HoursKey, Key
from workdays.working_days import DayKind

TEXT_LIMIT = 300
HOURS_LIMIT = 200
ACTS = ("set", "cancel", "remove")
WEEKDAYS = 7

FIELDS = {
    "day": ("day", "unit", "kind", "name", "source", "estimated", "hours"),
    "hours": (
        "starts_on",
        "ends_on",
        "unit",
        "name",
        "source",
        "estimated",
        *(f"hours_{weekday}" for weekday in range(WEEKDAYS)),
    ),
}
"""What each form asks, in its order."""

_CHECK_AGAIN = _("Mohon periksa kembali isian Anda.")
_NO_DATE = _("Isi tanggalnya.")
_NO_KIND = _("Pilih jenis harinya.")
_NO_UNIT = _("Pilih unitnya.")
_TOO_LONG = _("Paling panjang 300 huruf.")
_SPAN = re.compile(r"(\d{1,2})[.:](\d{2})\s*(?:-|–|—|s\.?/?d\.?|sampai|hingga)\s*(\d{1,2})[.:](\d{2})")


class Asked(NamedTuple):
    """An edit as `workdays.editing` takes it."""

    additions: tuple[Entry, ...] = ()
    removals: tuple[Key, ...] = ()


class _Known(Protocol):
    def __contains__(self, unit: object, /) -> bool: ...


def asked(what: str, act: str, values: Mapping[str, str], calendars: CalendarSet, region: Region) -> Asked:
    """What a form asks for. Raises Invalid with the fields that cannot be read."""
    if what not in FIELDS or act not in ACTS:
        raise Invalid
    unit = values.get("unit", "")
    # A row of a unit that is closed or gone may still be taken back.
    known = unit in region.unit or unit in calendars.units
    faults = {"unit": "" if not unit or known else _NO_UNIT}
    faults |= {name: _TOO_LONG for name in ("name", "source") if len(values.get(name, "")) > TEXT_LIMIT}
    read = _day if what == "day" else _hours
    return read(act, {name: " ".join(value.split()) for name, value in values.items()}, calendars, faults)


def _day(act: str, values: Mapping[str, str], calendars: CalendarSet, faults: dict[str, str]) -> Asked:
    day, unit = day_of(values.get("day", "")), values.get("unit", "")
    faults["day"] = "" if day else _NO_DATE
    kind = values.get("kind", "")
    if act == "set" and (kind not in set(DayKind) or kind == DayKind.ORDINARY):
        faults["kind"] = _NO_KIND
    _refuse(faults)
    assert day is not None
    name, source = values.get("name", ""), values.get("source", "")
    if act == "remove":
        return Asked(removals=(DayKey(day, unit),))
    if act == "cancel":
        return Asked((ordinary(day, unit, name, source),))
    hours = read_spans(values.get("hours", ""))
    return Asked((DayEntry(day, DayKind(kind), name, source, unit, values.get("estimated") == "ya", hours),))


def _hours(act: str, values: Mapping[str, str], calendars: CalendarSet, faults: dict[str, str]) -> Asked:
    first, last, unit = day_of(values.get("starts_on", "")), day_of(values.get("ends_on", "")), values.get("unit", "")
    faults["starts_on"] = "" if first else _NO_DATE
    faults["ends_on"] = _NO_DATE if values.get("ends_on") and last is None else ""
    _refuse(faults)
    assert first is not None
    key, source = HoursKey(first, unit), values.get("source", "")
    if act == "remove":
        return Asked(removals=(key,))
    if act == "cancel":
        stored = calendars.hours_in_force.get(key)
        if stored is None:
            raise Invalid(_CHECK_AGAIN, fields={"starts_on": _("Tidak ada yang dapat dibatalkan pada tanggal itu.")})
        return Asked((without(stored, source),))
    mon, tue, wed, thu, fri, sat, sun = (read_spans(values.get(f"hours_{weekday}", "")) for weekday in range(WEEKDAYS))
    week = (mon, tue, wed, thu, fri, sat, sun)
    name, estimated = values.get("name", ""), values.get("estimated") == "ya"
    return Asked((HoursEntry(first, week, name, source, last, unit, estimated),))


def _refuse(faults: Mapping[str, str]) -> None:
    found = {field: sentence for field, sentence in faults.items() if sentence}
    if found:
        raise Invalid(_CHECK_AGAIN, fields=found)


def read_spans(written: str) -> str:
    """Hours as people write them (07.30-12.00, 13.00 s.d. 16.00) as the calendar writes them.

    What cannot be read comes back as it is, for the calendar to refuse.
    """
    rest = _SPAN.sub(" ", written)
    if re.sub(r"[\s,;]|dan", "", rest) or len(written) > HOURS_LIMIT:
        return written.strip()[:HOURS_LIMIT]
    return " ".join(f"{int(a):02}:{b}-{int(c):02}:{d}" for a, b, c, d in _SPAN.findall(written))


def values_of(entry: Entry) -> dict[str, str]:
    """A row as its form shows it."""
    shared = {"unit": entry.unit, "name": entry.name, "source": entry.source}
    shared["estimated"] = "ya" if entry.estimated else ""
    if isinstance(entry, DayEntry):
        kind = "" if entry.kind is DayKind.ORDINARY else str(entry.kind)
        return shared | {"day": entry.day.isoformat(), "kind": kind, "hours": _as_written(entry.hours)}
    hours = {f"hours_{weekday}": _as_written(spans) for weekday, spans in enumerate(entry.week)}
    last = entry.ends_on.isoformat() if entry.ends_on else ""
    return shared | {"starts_on": entry.starts_on.isoformat(), "ends_on": last} | hours


def _as_written(spans: str) -> str:
    """The reverse of `read_spans`."""
    return spans.replace(" ", ", ").replace(":", ".")
