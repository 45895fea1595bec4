"""Reads a calendar as people write it in a region's file, and says of every entry what cannot be meant."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import msgspec

from foundation.errors import Invalid
from workdays.entries import FIRST_DAY, DayEntry, DayKey, HoursEntry, Origin
from workdays.working_days import DayKind, Spans

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WrittenHours = Mapping[str, Sequence[Sequence[str]]]
"""For each day of `DAY_NAMES` its spans as pairs of HH:MM; and "source", where that is said."""
BASE_NAME, BASE_SOURCE = "Jam kerja", "calendar.toml"

_BASE = "Jam kerja pada kalender: {fault}"
_DAY = "Hari ke-{number} pada kalender ({name}): {fault}"
_RANGE = "Rentang ke-{number} pada kalender ({name}): {fault}"


class _WrittenDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: date
    kind: DayKind
    name: str
    source: str
    unit: str = ""
    estimated: bool = False
    hours: list[list[str]] = []


class _WrittenRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    source: str
    starts_on: date
    hours: dict[str, list[list[str]]]
    ends_on: date | None = None
    unit: str = ""
    estimated: bool = False


T = TypeVar("T", _WrittenDay, _WrittenRange)


class WrittenCalendar(NamedTuple):
    """A region's calendar as its file says it: the weekly hours, the dated days, the hours of a time or a unit."""

    hours: WrittenHours
    days: Sequence[Mapping[str, Any]] = ()
    ranges: Sequence[Mapping[str, Any]] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hours: dict[str, Any] = {}
    day: list[dict[str, Any]] = []
    range: list[dict[str, Any]] = []


def written_calendar(file: Mapping[str, Any]) -> WrittenCalendar:
    """The parts of a calendar file. Raises Invalid where it has a part of another name or sort."""
    try:
        parts = msgspec.convert(file, _File)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from None
    return WrittenCalendar(parts.hours, parts.day, parts.range)


class ReadCalendar(NamedTuple):
    """What could be understood, and one sentence for each entry that could not."""

    days: tuple[DayEntry, ...]
    hours: tuple[HoursEntry, ...]
    faults: tuple[Invalid, ...]


def read_calendar(written: WrittenCalendar) -> ReadCalendar:
    """Everything a file says, in the region's layer."""
    faults: list[Invalid] = []
    days: dict[DayKey, DayEntry] = {}
    hours: list[HoursEntry] = []
    try:
        week = _texts(read_week({name: spans for name, spans in written.hours.items() if name != "source"}))
        source = str(written.hours.get("source", BASE_SOURCE))
        hours.append(HoursEntry(FIRST_DAY, week, BASE_NAME, source, origin=Origin.REGION))
    except Invalid as error:
        faults.append(Invalid(_BASE, fault=error.sentence))
    for number, written_day in enumerate(written.days, 1):
        try:
            day = _day(written_day)
            if day.key in days:
                raise Invalid("Tanggal {date} disebut dua kali pada kalender.", date=day.day)
            days[day.key] = day
        except Invalid as error:
            faults.append(_fault(_DAY, number, written_day, error))
    for number, written_range in enumerate(written.ranges, 1):
        try:
            one = _range(written_range)
            refuse_overlap(one, hours)
            hours.append(one)
        except Invalid as error:
            faults.append(_fault(_RANGE, number, written_range, error))
    return ReadCalendar(tuple(days.values()), tuple(hours), tuple(faults))


def _fault(template: str, number: int, written: Mapping[str, Any], error: Invalid) -> Invalid:
    name = str(written.get("name") or written.get("date") or written.get("starts_on") or "?")
    return Invalid(template, number=number, name=name, fault=error.sentence)


def _converted(written: Mapping[str, Any], kind: type[T]) -> T:
    try:
        one = msgspec.convert(written, kind)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from None
    if not one.source.strip():
        raise Invalid("Sumbernya belum ditulis.")
    return one


def _day(written: Mapping[str, Any]) -> DayEntry:
    one = _converted(written, _WrittenDay)
    hours = write_spans(read_spans(one.hours, str(one.date)))
    return DayEntry(one.date, one.kind, one.name, one.source, one.unit, one.estimated, hours, Origin.REGION)


def _range(written: Mapping[str, Any]) -> HoursEntry:
    one = _converted(written, _WrittenRange)
    week = read_week(one.hours)
    if one.ends_on is not None and one.ends_on < one.starts_on:
        raise Invalid("Tanggal akhir mendahului tanggal awal.")
    if not any(week):
        raise Invalid("Tulis jam kerja paling sedikit untuk satu hari.")
    return HoursEntry(
        one.starts_on, _texts(week), one.name, one.source, one.ends_on, one.unit, one.estimated, origin=Origin.REGION
    )


def refuse_overlap(one: HoursEntry, others: Sequence[HoursEntry]) -> None:
    """Raises Invalid where another entry of the same unit holds on a date that `one` holds on.

    Hours without an end give way to those with one and to later ones; of these only the same start is refused.
    """
    for other in overlapping(one, others):
        raise Invalid(
            "Bertumpang tindih dengan {name} ({first} sampai {last}).",
            name=other.name,
            first=other.starts_on,
            last=other.ends_on or "seterusnya",
        )


def overlapping(one: HoursEntry, others: Sequence[HoursEntry]) -> Iterator[HoursEntry]:
    """Those of `others` that `refuse_overlap` minds."""
    for other in others:
        if other.unit == one.unit and (other.starts_on == one.starts_on or _share_a_date(other, one)):
            yield other


def _share_a_date(one: HoursEntry, other: HoursEntry) -> bool:
    if one.ends_on is None or other.ends_on is None:
        return False
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on


def read_week(written: WrittenHours) -> tuple[Spans, ...]:
    """Seven entries, Monday first. Raises Invalid where a day is unknown, missing or its spans do not rise."""
    if set(written) != set(DAY_NAMES):
        raise Invalid("Jam kerja harus menyebut ketujuh hari: {days}.", days=", ".join(DAY_NAMES))
    return tuple(read_spans(written[name], name) for name in DAY_NAMES)


def read_spans(written: Sequence[Sequence[str]], where: str) -> Spans:
    try:
        spans = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in written)
    except (TypeError, ValueError, AttributeError):
        raise Invalid("Jam kerja {where} tidak terbaca; tulis seperti 07:30 sampai 12:00.", where=where) from None
    edges = [edge for span in spans for edge in span]
    if any(edge != edge.replace(second=0, microsecond=0, tzinfo=None) for edge in edges):
        raise Invalid("Jam kerja {where} ditulis dengan jam dan menit saja.", where=where)
    if any(left >= right for left, right in pairwise(edges)):
        raise Invalid("Jam kerja {where} harus urut dan tidak bertumpang tindih.", where=where)
    return spans


def write_spans(spans: Spans) -> str:
    """Spans as one text, for a column: `07:30-12:00 13:00-16:00`."""
    return " ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)


def parse_spans(written: str) -> Spans:
    """The reverse of `write_spans`."""
    return read_spans([span.split("-") for span in written.split()], written)


def _texts(week: tuple[Spans, ...]) -> tuple[str, str, str, str, str, str, str]:
    return msgspec.convert([write_spans(spans) for spans in week], tuple[str, str, str, str, str, str, str])
