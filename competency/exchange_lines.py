"""Lines of another system's files: what each has to say, and where a file says something else. Pure but for reading."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec

BOM = b"\xef\xbb\xbf"
"""What some programs put before a text."""

Days = Annotated[float, msgspec.Meta(ge=0, le=10_000)]
Rating = Annotated[float, msgspec.Meta(ge=0, le=5)]
Amount = Annotated[float, msgspec.Meta(ge=0)]
Month = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}[-/](0[1-9]|1[0-2])")]
Name = str | int


class Unreadable(Exception):
    """A file that is missing, or a line of it that says something else than it should; the message says which."""


class Complaint(msgspec.Struct, frozen=True, gc=False):
    """What is not asked for, such as the status, is not read: what is open and what is closed is told by events."""

    id: Name
    severity: str
    received_at: str
    sla_first_days: Days
    sla_days: Days
    unit: Name | None = None
    topic: Name | None = None
    channel: Name | None = None
    reporter: Name | None = None
    rating: Rating | None = None
    """Of five; 0 says as little as null."""
    repeat_of_topic: bool | None = None


class Event(msgspec.Struct, frozen=True, gc=False):
    complaint: Name
    type: str
    at: str
    unit: Name | None = None
    template_only: bool | None = None
    rating: Rating | None = None


class Duty(msgspec.Struct, frozen=True, gc=False):
    unit: Name
    month: Month
    officers: Amount | None = None
    capacity_hours: Amount | None = None


class CalendarFile(msgspec.Struct, frozen=True):
    non_working: list[str] = []


def lines(path: Path, kind: type[Any]) -> Iterator[tuple[int, Any]]:
    """Each line that says anything, with its number. Numbers and yes or no may stand as text. Raises Unreadable."""
    decoder = msgspec.json.Decoder(kind, strict=False)
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                told = line.removeprefix(BOM) if number == 1 else line
                if told.strip():
                    try:
                        yield number, decoder.decode(told)
                    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
                        raise Unreadable(f"{path}, line {number}: {fault}") from fault
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault


def instant(path: Path, number: int, told: str) -> datetime:
    """As it is written; what zone stands behind it is left to the caller. Raises Unreadable."""
    try:
        return datetime.fromisoformat(told)
    except ValueError as fault:
        raise Unreadable(f"{path}, line {number}: {told!r} is no date and time.") from fault


def free_days(path: Path) -> list[date]:
    """Days of the calendar that are not worked. Raises Unreadable."""
    try:
        told = msgspec.json.decode(path.read_bytes().removeprefix(BOM), type=CalendarFile)
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Unreadable(f"{path}: {fault}") from fault
    try:
        return [datetime.fromisoformat(one).date() for one in told.non_working]
    except ValueError as fault:
        raise Unreadable(f"{path}: {fault}.") from fault
