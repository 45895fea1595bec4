"""Fills a database with complaints as pages read them: rows of the projections and of the words, without a log behind.

Good for measuring reading alone: `rebuild` and `journal verify` would find nothing there. Whoever measures a page that
reads another table adds a statement to STATEMENTS.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
from stdnum import luhn

from bench import pages_words
from complaints.kinds import Kind, Status, Visibility
from complaints.region import Area, Region
from complaints.ticket import ALPHABET
from foundation.embedded import Address

PAGE = 20_000
"""Complaints of one COPY."""
MONTHS = 36

_COLUMNS = (
    *("complaint_id", "version", "person_version", "head", "code", "status", "kind", "visibility", "priority"),
    *("channel", "received_at", "filed_at", "changed_at", "topic", "area", "unit", "body", "restricted", "sensitive"),
    *("has_contact", "first_response_at", "resolved_at", "closed_at", "disputes", "sent_back", "score", "erased"),
    *("unread", "answered_outside_at", "joined"),
)
_ENDS = ((0.6, Status.CLOSED), (0.7, Status.RESOLVED), (0.74, Status.DISPUTED), (0.84, Status.IN_PROCESS))
_STATUSES = (*_ENDS, (0.9, Status.FORWARDED_OUT), (0.95, Status.ARCHIVED), (1.0, Status.SUBMITTED))
"""What became of a complaint, by how lucky it was."""
_OVER = (Status.CLOSED, Status.FORWARDED_OUT, Status.ARCHIVED)
_DONE = (Status.CLOSED, Status.RESOLVED, Status.DISPUTED)
_KINDS = ((0.92, Kind.ORDINARY), (0.96, Kind.SUGGESTION), (1.0, Kind.INFORMATION))

_CLOCKS = """
INSERT INTO clocks (complaint_id, stage, unit, kind, restricted, given_at, counted_from, due, warn_at, days, minutes,
    every_day, met_at, missed, broken, stops, calendar, rung, ended)
SELECT complaint_id, stage, unit, kind, restricted, received_at, received_at, received_at + due, received_at + due,
    5, 0, false, met, coalesce(met, closed_at, now()) > received_at + due, false, 0, '1', 0,
    met IS NOT NULL OR status IN ('closed', 'forwarded_out', 'archived')
FROM complaints, LATERAL (VALUES ('first_response', first_response_at, interval '3 days'),
    ('completion', resolved_at, interval '20 days')) promise(stage, met, due)
"""
_TICKETS = "INSERT INTO tickets (code, complaint_id, issued_at) SELECT code, complaint_id, received_at FROM complaints"
_DESK = """
INSERT INTO desk_cases (complaint_id, version, changed_at, event, actor, unit, status, received_at, restricted,
    about_unit, topic, area, priority, taken_by, spoken_to, presses, due, near_at, stopped)
SELECT c.complaint_id, c.version, c.changed_at, 'complaint.taken', 'system', c.unit, c.status, c.received_at,
    c.restricted, c.about_unit, c.topic, c.area, c.priority, c.taken_by, false,
    CASE WHEN c.status IN ('pledged', 'resolved') THEN 3
        WHEN c.status NOT IN ('forwarded', 'in_process', 'waiting_citizen', 'disputed') THEN NULL
        WHEN c.priority = 'danger' THEN 0 WHEN c.status = 'disputed' OR coalesce(owed.missed, false) THEN 1 ELSE 2 END,
    owed.due, owed.near_at, false
FROM complaints c LEFT JOIN (SELECT complaint_id, bool_or(missed) AS missed, min(due) AS due, min(warn_at) AS near_at
    FROM clocks WHERE NOT ended GROUP BY complaint_id) owed USING (complaint_id)
WHERE c.unit IS NOT NULL OR c.status = 'submitted'
"""
STATEMENTS = (_CLOCKS, _TICKETS, _DESK)
"""Run after all complaints are there."""

Row = tuple[Any, ...]


async def fill(address: Address, size: int, region: Region, now: datetime) -> None:
    """`size` complaints received in the MONTHS before `now`, of which a tenth is still being worked on."""
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    try:
        # Built once at the end, they are quicker and as good as grown.
        later = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "AND tablename IN ('complaints', 'complaint_words', 'clocks', 'desk_cases') AND indexname NOT LIKE 'pk%'"
        )
        for index in later:
            await connection.execute(f"DROP INDEX {index['indexname']}")
        chance = Random(5)  # noqa: S311 - the same complaints again
        for first in range(1, size + 1, PAGE):
            made = list(_complaints(chance, range(first, min(first + PAGE, size + 1)), size, region, now))
            rows, words = [row for row, _ in made], [one for _, some in made for one in some]
            await connection.copy_records_to_table("complaints", records=rows, columns=_COLUMNS)
            await connection.copy_records_to_table(
                "complaint_words", records=words, columns=("complaint_id", "words_id", "kind", "content")
            )
        for statement in (*STATEMENTS, *(index["indexdef"] for index in later)):
            await connection.execute(statement)
        # The visibility map tells an index-only scan that it need not look at the table.
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def code_of(number: int) -> str:
    """The ticket code of the complaint with a number, from 1."""
    body = f"{number:010d}"
    return body + str(luhn.calc_check_digit(body, ALPHABET))


def _complaints(
    chance: Random, numbers: range, size: int, region: Region, now: datetime
) -> Iterator[tuple[Row, list[Row]]]:
    """Rows of complaints, each with those of its words; later numbers came later, as ids grow with time."""
    topics, areas = pages_words.topics_of(region), [area for area in region.areas if area.parent] or list(region.areas)
    body = region.bodies[0].code if region.bodies else None
    for number in numbers:
        luck, length, r1, r2, r3 = (chance.random() for _ in range(5))
        at = now - timedelta(days=30.4 * MONTHS * (1 - (number - length) / size))
        topic, area = topics[int(len(topics) * r1**2)], areas[int(len(areas) * r2)]
        status = next(name for most, name in _STATUSES if luck <= most)
        kind = next(name for most, name in _KINDS if r3 <= most)
        complaint_id = UUID(int=number)
        done = at + timedelta(days=30 * length) if status in _DONE else None
        ended = at + timedelta(days=40 * length) if status in _OVER else None
        yield (
            (
                *(complaint_id, 6, 6, b"\0", code_of(number), str(status), str(kind)),
                str(Visibility.CONFIDENTIAL if luck < 0.05 else Visibility.PUBLIC),
                *(
                    "normal",
                    "web",
                    at,
                    at,
                    min(at + timedelta(days=40 * length), now),
                    topic.code,
                    area.code,
                    topic.unit,
                ),
                *(body if status is Status.FORWARDED_OUT else None, luck > 0.98, False, True),
                *(at + timedelta(days=4 * length) if luck < 0.9 else None, done, ended),
                *(int(status is Status.DISPUTED or 0.3 < luck < 0.33), 0),
                *(1 + int(5 * r1) if status is Status.CLOSED and r2 < 0.3 else None, False, False),
                at + timedelta(days=20) if status is Status.FORWARDED_OUT and r1 < 0.6 else None,
                chance.randint(1, 20) if r3 < 0.03 else 0,
            ),
            _words(chance, complaint_id, number, size, topics[int(len(topics) * r1**2)], area, done),
        )


def _words(
    chance: Random, complaint_id: UUID, number: int, size: int, topic: Any, area: Area, done: datetime | None
) -> list[Row]:
    """The report, for half of them the place, and an answer for those that are done."""
    rare = number % max(1, size // pages_words.RARE_REPORTS) == 1
    told = [("report", pages_words.report(chance, topic, area, rare=rare))]
    if chance.random() < 0.5:
        told.append(("place", pages_words.place(chance, area)))
    if done is not None:
        told.append(("answer", pages_words.answer(chance)))
    first = complaint_id.int * 10
    return [(complaint_id, UUID(int=first + i), kind, content) for i, (kind, content) in enumerate(told)]
