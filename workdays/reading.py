"""Reads office hours and special days as people write them in a calendar file, and refuses what cannot be meant."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any

import msgspec

from foundation.errors import Invalid
from workdays.working_days import DayKind, Spans, SpecialDay

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WrittenHours = Mapping[str, Sequence[Sequence[str]]]
"""For each day of `DAY_NAMES` its spans as pairs of HH:MM."""


class _WrittenDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    date: date
    kind: DayKind
    name: str
    source: str
    estimated: bool = False
    hours: list[list[str]] = []


def read_week(written: WrittenHours) -> tuple[Spans, ...]:
    """Seven entries, Monday first. Raises Invalid where a day is unknown, missing or its spans do not rise."""
    if set(written) != set(DAY_NAMES):
        raise Invalid("Jam kerja harus menyebut ketujuh hari: {days}.", days=", ".join(DAY_NAMES))
    return tuple(read_spans(written[name], name) for name in DAY_NAMES)


def read_spans(written: Sequence[Sequence[str]], where: str) -> Spans:
    try:
        spans = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in written)
    except (TypeError, ValueError):
        raise Invalid("Jam kerja {where} tidak terbaca; tulis seperti 07:30 sampai 12:00.", where=where) from None
    edges = [edge for span in spans for edge in span]
    if any(left >= right for left, right in pairwise(edges)):
        raise Invalid("Jam kerja {where} harus urut dan tidak bertumpang tindih.", where=where)
    return spans


def read_days(written: Sequence[Mapping[str, Any]]) -> list[SpecialDay]:
    """The region's own days. Raises Invalid with the number of the first entry that cannot be understood."""
    days: dict[date, SpecialDay] = {}
    for number, entry in enumerate(written, 1):
        try:
            one = msgspec.convert(entry, _WrittenDay)
        except msgspec.ValidationError as error:
            raise Invalid("Hari ke-{number} pada kalender: {error}", number=number, error=error) from None
        if one.date in days:
            raise Invalid("Tanggal {date} disebut dua kali pada kalender.", date=one.date)
        hours = read_spans(one.hours, str(one.date))
        days[one.date] = SpecialDay(one.date, one.kind, one.name, one.source, one.estimated, hours)
    return sorted(days.values())


def write_spans(spans: Spans) -> str:
    """Spans as one text, for a column: `07:30-12:00 13:00-16:00`."""
    return " ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)


def parse_spans(written: str) -> Spans:
    """The reverse of `write_spans`."""
    return read_spans([span.split("-") for span in written.split()], written)
