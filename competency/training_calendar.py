"""Days of trainings as an iCalendar file (RFC 5545), for the calendar on somebody's phone or desk."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from competency.batch_reading import Batch, Day

MIME = "text/calendar"


def calendar_of(
    held: Iterable[tuple[Batch, Sequence[Day]]], service: str, host: str, zone: ZoneInfo, now: datetime
) -> bytes:
    """Each day of each batch as one event. `host`: part of the events' ids, so that a moved day replaces itself."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{service}//Tanggap//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for batch, days in held:
        for number, day in enumerate(days, 1):
            calendar.add_component(_event(batch, day, number, len(days), host, zone, now))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(batch: Batch, day: Day, number: int, of: int, host: str, zone: ZoneInfo, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{batch.id}-{number}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", datetime.combine(day.day, day.starts, zone))
    event.add("dtend", datetime.combine(day.day, day.ends, zone))
    event.add("summary", f"{batch.name} ({number}/{of})" if of > 1 else batch.name)
    event.add("status", "CANCELLED" if batch.status == "cancelled" else "CONFIRMED")
    event.add("description", f"{batch.code}, {batch.hours} JP, {batch.provider_name}")
    if batch.place:
        event.add("location", batch.place)
    if batch.link:
        event.add("url", batch.link)
    return event
