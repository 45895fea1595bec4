"""When and where an office's picture says it was taken: read before its EXIF is dropped, and kept without the place.

Of citizens' pictures nothing of the kind is read: whoever reports is not the one who has to show something.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from PIL import ExifTags, Image
from sqlalchemy import text
from sqlmodel import col, select

from complaints import images
from complaints.commands import Place
from complaints.kinds import WordsKind
from complaints.region import RegionBook
from complaints.tables import ComplaintRow, WordsRow
from foundation.clock import Clock
from foundation.database import Database

UNREFERENCED_FOR = timedelta(days=1)
"""What was read of a picture that came with no move after all is forgotten."""

_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
"""Cameras that were never set begin earlier, or in the year zero."""
_EARTH = 6_371_000
"""Metres."""

_TAGS = ExifTags.Base
_WRITTEN = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_UNREADABLE = (*images.UNREADABLE, Image.DecompressionBombError, TypeError, LookupError, AttributeError)

_NOTE = text(
    "INSERT INTO file_captures (complaint_id, attachment_id, noted_at, captured_at, metres) "
    "VALUES (:complaint, :file, :at, :captured, :metres) ON CONFLICT (complaint_id, attachment_id) DO NOTHING"
)
_FORGET = text(
    "DELETE FROM file_captures f WHERE f.noted_at < :limit AND NOT EXISTS (SELECT FROM attachments a "
    "WHERE a.complaint_id = f.complaint_id AND a.attachment_id = f.attachment_id AND a.key IS NOT NULL) "
    "AND f.noted_at > :since"
)


class Capture(NamedTuple):
    """What a picture says of how it was taken: a UTC instant, WGS 84 degrees; None where it says nothing usable."""

    at: datetime | None = None
    place: tuple[float, float] | None = None


def captured(data: bytes, zone: ZoneInfo) -> Capture:
    """Read from EXIF; an instant without an offset is taken for the clock on the wall in `zone`."""
    try:
        with Image.open(BytesIO(data), formats=images.FORMATS) as picture:
            exif = picture.getexif()
            told = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
    except _UNREADABLE:
        return Capture()
    return Capture(_instant(told, zone), images.taken_at(data))


def _instant(told: Mapping[int, Any], zone: ZoneInfo) -> datetime | None:
    for tag, offset in (
        (_TAGS.DateTimeOriginal, _TAGS.OffsetTimeOriginal),
        (_TAGS.DateTimeDigitized, _TAGS.OffsetTimeDigitized),
    ):
        written = _WRITTEN.match(str(told.get(tag, "")).strip("\0 "))
        if written is None:
            continue
        try:
            local = datetime(*(int(part) for part in written.groups()))  # type: ignore[arg-type]
            instant = _with_offset(local, str(told.get(offset, "")), zone).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        if instant > _FIRST:
            return instant
    return None


def _with_offset(local: datetime, offset: str, zone: ZoneInfo) -> datetime:
    known = _OFFSET.match(offset.strip("\0 "))
    if known is None:
        return local.replace(tzinfo=zone)
    sign, hours, minutes = known.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return (local - ahead if sign == "+" else local + ahead).replace(tzinfo=UTC)


class Captures:
    """What evidence pictures said, kept beside the log until the picture is erased."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def note(self, complaint_id: UUID, attachment_id: UUID, data: bytes) -> None:
        """Keep when a picture was taken and how far off the case's place; the place itself is kept nowhere.

        `data` is as it came. Of a picture that came before, what it said first counts.
        """
        region = await self._region.current()
        async with self._database.transaction() as session:
            row = ComplaintRow
            unit = (await session.exec(select(row.unit).where(row.complaint_id == complaint_id))).first()
            told = captured(data, ZoneInfo(region.timezone_of(unit)))
            words = WordsRow
            kept = await session.exec(
                select(words.content).where(
                    words.complaint_id == complaint_id,
                    words.kind == str(WordsKind.PLACE),
                    col(words.content).is_not(None),
                )
            )
            place = kept.first()
            about = {"complaint": complaint_id, "file": attachment_id, "at": self._clock.now()}
            values = {**about, "captured": told.at, "metres": _metres(told.place, place)}
            await session.exec(_NOTE, params=values)  # type: ignore[call-overload]

    async def forget(self) -> int:
        """Remove what was read of pictures that came with nothing; returns how many."""
        limit = self._clock.now() - UNREFERENCED_FOR
        async with self._database.transaction() as session:
            params = {"limit": limit, "since": limit - timedelta(days=30)}
            gone: Any = await session.exec(_FORGET, params=params)  # type: ignore[call-overload]
            return int(gone.rowcount)


def _metres(taken: tuple[float, float] | None, written: str | None) -> int | None:
    if taken is None or not written:
        return None
    place = msgspec.json.decode(written, type=Place)
    if place.latitude is None or place.longitude is None:
        return None
    # On so short a way the earth is flat.
    north = math.radians(taken[0] - place.latitude)
    east = math.radians(taken[1] - place.longitude) * math.cos(math.radians(place.latitude))
    return round(math.hypot(north, east) * _EARTH)
