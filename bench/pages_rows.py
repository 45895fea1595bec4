"""Fills a database with complaints as pages read them: rows of the projections made by SQL, without a log behind them.

Good for measuring reading alone: `rebuild` and `journal verify` would find nothing there. Whoever measures a page that
reads another table adds a statement to STATEMENTS.
"""

from datetime import datetime

import asyncpg

from complaints.region import Region
from foundation.embedded import Address

PAGE = 100_000
"""Complaints a statement makes."""
MONTHS = 36

_COMPLAINTS = """
INSERT INTO complaints (complaint_id, version, person_version, head, code, status, kind, visibility, priority, channel,
    received_at, filed_at, changed_at, topic, area, unit, body, restricted, sensitive, has_contact, first_response_at,
    resolved_at, closed_at, disputes, sent_back, score, erased, unread, answered_outside_at, joined)
SELECT lpad(to_hex(n), 32, '0')::uuid, 6, 6, '\\x00', lpad(n::text, 11, '0'), status,
    'pengaduan_tidak_berkadar_pengawasan', CASE WHEN luck < 0.05 THEN 'confidential' ELSE 'public' END, 'normal', 'web',
    at, at, at + interval '40 days' * length, topics[1 + floor(power(r1, 2) * cardinality(topics))::int],
    areas[1 + floor(r2 * cardinality(areas))::int], units[1 + floor(power(r3, 2) * cardinality(units))::int],
    CASE WHEN status = 'forwarded_out' THEN $7 END, luck > 0.98, false, true,
    CASE WHEN luck < 0.9 THEN at + interval '4 days' * length END,
    CASE WHEN status IN ('resolved', 'closed', 'disputed') THEN at + interval '30 days' * length END,
    CASE WHEN status IN ('closed', 'forwarded_out', 'archived') THEN at + interval '40 days' * length END,
    (status = 'disputed' OR luck BETWEEN 0.3 AND 0.33)::int, 0,
    CASE WHEN status = 'closed' AND r2 < 0.3 THEN 1 + floor(r1 * 5)::int END, false, false,
    CASE WHEN status = 'forwarded_out' AND r1 < 0.6 THEN at + interval '20 days' END, 0
FROM (
    SELECT n, $3::timestamptz - interval '1 day' * (random() * 30.4 * $4) AS at, luck, random() AS length,
        random() AS r1, random() AS r2, random() AS r3, $5::text[] AS topics, $6::text[] AS units, $8::text[] AS areas,
        CASE WHEN luck < 0.6 THEN 'closed' WHEN luck < 0.7 THEN 'resolved' WHEN luck < 0.74 THEN 'disputed'
            WHEN luck < 0.84 THEN 'in_process' WHEN luck < 0.9 THEN 'forwarded_out' WHEN luck < 0.95 THEN 'archived'
            ELSE 'submitted' END AS status
    FROM (SELECT n, random() AS luck FROM generate_series($1::bigint, $2::bigint) n) drawn
) made
"""
_CLOCKS = """
INSERT INTO clocks (complaint_id, stage, unit, kind, restricted, given_at, counted_from, due, warn_at, days, minutes,
    every_day, met_at, missed, broken, stops, calendar, rung, ended)
SELECT complaint_id, stage, unit, kind, restricted, received_at, received_at, received_at + due, received_at + due,
    5, 0, false, met, coalesce(met, closed_at, now()) > received_at + due, false, 0, '1', 0,
    met IS NOT NULL OR status IN ('closed', 'forwarded_out', 'archived')
FROM complaints, LATERAL (VALUES ('first_response', first_response_at, interval '3 days'),
    ('completion', resolved_at, interval '20 days')) promise(stage, met, due)
WHERE complaint_id BETWEEN lpad(to_hex($1::bigint), 32, '0')::uuid AND lpad(to_hex($2::bigint), 32, '0')::uuid
"""
_TICKETS = """
INSERT INTO tickets (code, complaint_id, issued_at) SELECT code, complaint_id, received_at FROM complaints
WHERE complaint_id BETWEEN lpad(to_hex($1::bigint), 32, '0')::uuid AND lpad(to_hex($2::bigint), 32, '0')::uuid
"""
STATEMENTS = (_CLOCKS, _TICKETS)
"""Run after the complaints of a page, with the first and last of their numbers."""


async def fill(address: Address, size: int, region: Region, now: datetime) -> None:
    """`size` complaints received in the MONTHS before `now`, of which a tenth is still being worked on."""
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    topics = [topic.code for topic in region.topics if topic.parent]
    units = [unit.code for unit in region.units if unit.accepts]
    try:
        await connection.execute("SELECT setseed(0.5)")
        for first in range(1, size + 1, PAGE):
            last = min(first + PAGE - 1, size)
            areas = [area.code for area in region.areas]
            body = region.bodies[0].code if region.bodies else None
            await connection.execute(_COMPLAINTS, first, last, now, MONTHS, topics, units, body, areas)
            for statement in STATEMENTS:
                await connection.execute(statement, first, last)
        # The visibility map tells an index-only scan that it need not look at the table.
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
