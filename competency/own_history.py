"""Our own evidence, staffing and calendar as the columns from which signals are reckoned."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
import numpy as np

from competency import evidence_beside
from competency.cases import NEVER, SEVERAL, Cases, Codes, WorkingDays
from competency.exchange import History
from competency.queueing import Staff, first_day, months_of
from competency.shrinkage import Flags
from competency.staffing import Month, Usual, staff_of
from foundation.database import Database, plainly
from foundation.errors import NotFound
from workdays.working_days import Calendar

BACK = timedelta(days=3 * 366)
"""How far back is read, to the first of that month: two years that may be looked at together, and the twelve months
before them by which surges and topics that got worse everywhere are known."""
UNKNOWN = NEVER // 4
"""Days promised, where nobody knows when it is due: it is not judged."""

_DUE = ("first_due", "due")
_HAPPENED = ("received_at", "replied_at", "closed_at", "reopened_at", "asked_again_at", "passed_again_at", "rated_at")
_DAYS = (*_HAPPENED, *_DUE)
_LAST = f"""
SELECT max(greatest({", ".join(f"(e.{one} AT TIME ZONE $1)::date" for one in _HAPPENED)}))
AS last FROM evidence e
"""  # noqa: S608 - columns of our own
_ROWS = f"""
SELECT e.complaint_id::text AS id, e.unit, e.topic, e.channel, e.severity, b.reporter::text AS reporter, b.repeated,
    e.first_missed, e.missed, e.template, e.asked, e.passed, e.refused, e.rating, e.people::text AS people,
    {", ".join(f"(e.{one} AT TIME ZONE $1)::date - DATE '0001-01-01' + 1 AS {one}" for one in _DAYS)}
FROM evidence e JOIN evidence_beside b ON b.complaint_id = e.complaint_id
WHERE e.topic IS NOT NULL AND (e.received_at AT TIME ZONE $1)::date BETWEEN $2 AND $3
ORDER BY e.complaint_id
"""  # noqa: S608 - columns of our own
_SNAPSHOT = {"isolation_level": "REPEATABLE READ"}


class Gathered(NamedTuple):
    """A history and a digest (hex SHA-256) of all that was read for it."""

    history: History
    digest: str


async def gather(
    database: Database,
    timezone: str,
    calendar: Calendar,
    months: Sequence[Month],
    until: date | None = None,
    usual: Sequence[Usual] = (),
    standard: Collection[str] = (),
    since: date | None = None,
) -> Gathered:
    """As it was known at the end of `until`, or of the last day there is; a complaint is charged to who has it now.

    Days are those of `timezone`. `standard` are topics to which a standard answer is the right one; a `since` longer
    ago than is usually read back has more read. Raises NotFound where there is no evidence up to that day.
    """
    await evidence_beside.keep(database)
    async with database.reading(as_one=True) as session:
        await session.connection(execution_options=_SNAPSHOT)
        last = until or (await plainly(session, _LAST, timezone))[0]["last"]
        if last is None:
            raise NotFound
        first = min(last - BACK, since or last).replace(day=1)
        rows = await plainly(session, _ROWS, timezone, first, last)
    if not rows:
        raise NotFound
    return await asyncio.to_thread(_told, rows, calendar, last.toordinal(), months, usual, standard)


def _told(
    rows: Sequence[Any],
    calendar: Calendar,
    last: int,
    months: Sequence[Month],
    usual: Sequence[Usual],
    standard: Collection[str],
) -> Gathered:
    table = {name: [row[name] for row in rows] for name in rows[0].keys()}  # noqa: SIM118 - a record is no mapping
    day = {name: _days(table[name]) for name in _DAYS}
    received = day["received_at"]
    worked = _working_days(calendar, int(received.min()), int(max(last, *(_latest(day[one]) for one in _DUE))) + 1)
    units, unit = _codes(table["unit"])
    topics, topic = _codes(table["topic"])
    channels, channel = _codes(table["channel"])
    reporters, reporter = _codes(table["reporter"])
    refused = np.array(table["refused"], dtype=bool)
    seen = {name: np.where(day[name] <= last, day[name], NEVER) for name in _HAPPENED}
    cases = Cases(
        units,
        topics,
        channels,
        tuple(table["id"]),
        unit,
        topic,
        channel,
        np.array(table["severity"], dtype=np.int64),
        reporter,
        received,
        _promised(worked, received, day["first_due"], seen["replied_at"], _flags(table["first_missed"]), last),
        _promised(worked, received, day["due"], seen["closed_at"], _flags(table["missed"]), last),
        seen["replied_at"],
        seen["closed_at"],
        seen["reopened_at"],
        _times(table["asked"], seen["asked_again_at"]),
        # What others sent to and fro is charged to nobody: only the unit that had called it none of its own and has it
        # now sent it on wrongly.
        np.where(refused, _times(table["passed"], seen["passed_again_at"]), 0),
        unit.copy(),
        _flags(table["template"]) & (seen["closed_at"] < NEVER) & ~np.isin(table["topic"], sorted(standard)),
        np.where(seen["rated_at"] < NEVER, np.array([one or 0 for one in table["rating"]], dtype=np.int64), 0),
        _flags(table["repeated"]),
        _acted(table["people"]),
    )
    staff = staff_of(months, units, usual)
    told = (cases, staff, worked.worked, len(reporters))
    return Gathered(History(cases, staff, worked, last, {}), _digest(told))


def _days(told: Sequence[int | None]) -> Codes:
    return np.array([NEVER if one is None else one for one in told], dtype=np.int64)


def _flags(told: Sequence[bool]) -> Flags:
    return np.array(told, dtype=bool)


def _latest(days: Codes) -> int:
    """The last of those that are known."""
    return int(days[days < NEVER].max(initial=0))


def _codes(names: Sequence[str]) -> tuple[tuple[str, ...], Codes]:
    """The names in order, and of each row the place of its name."""
    known, places = np.unique(np.array(names, dtype=str), return_inverse=True)
    return tuple(str(one) for one in known), places.astype(np.int64)


def _times(told: Sequence[int], again: Codes) -> Codes:
    """How often, as far as it matters: the second time counts from the day on which it was."""
    return np.where(again < NEVER, SEVERAL, np.minimum(np.array(told, dtype=np.int64), SEVERAL - 1))


def _promised(worked: WorkingDays, received: Codes, due: Codes, kept: Codes, missed: Flags, last: int) -> Codes:
    """Working days within which it was to be done, by the date it has: stops of its clock and longer time are in it.

    Where a date was missed before it got another one, none are left: nothing done later makes it kept.
    """
    days = np.where(due < NEVER, worked.between(received, np.minimum(due, NEVER)), UNKNOWN)
    known = (due <= last) | (due == NEVER) | (kept <= last)
    return np.where(missed & known, -1, days)


def _acted(told: Sequence[str]) -> Codes | None:
    """Pairs of a row and a person's code; None where nobody is known to have done anything."""
    people: dict[str, int] = {}
    decode = msgspec.json.Decoder(list[str]).decode
    pairs = [
        (row, people.setdefault(one, len(people)))
        for row, some in enumerate(told)
        if len(some) > 2
        for one in decode(some)
    ]
    return np.array(pairs, dtype=np.int64) if pairs else None


def _working_days(calendar: Calendar, first: int, last: int) -> WorkingDays:
    """Of all months from that of `first` to that of `last`: a month's hours on duty are spread over all of it."""
    since, until = first_day(months_of(np.array([first, last])) + np.array([0, 1])).tolist()
    worked = [calendar.is_working(date.fromordinal(day)) for day in range(since, until)]
    return WorkingDays(since, np.array(worked, dtype=bool))


def _digest(told: tuple[Cases, Staff | None, Flags, int]) -> str:
    """Of all that the numbers follow from. Reporters and people are told apart by it, and not named."""
    cases, staff, worked, reporters = told
    found = sha256(msgspec.json.encode([cases.units, cases.topics, cases.channels, cases.ids, reporters]))
    columns = [getattr(cases, one.name) for one in fields(cases)]
    for column in (*columns, *(staff or ()), worked):
        if isinstance(column, np.ndarray):
            found.update(np.ascontiguousarray(column).tobytes())
    return found.hexdigest()
