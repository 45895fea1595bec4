"""History from elsewhere goes through the rules of today, and tells nobody."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from complaints.kinds import Stage, Status
from complaints.tables import ComplaintRow, EventRow, ReferenceRow, WordsRow
from foundation.clock import SetClock
from notices.tables import NoticeRow
from service.history import Imported, import_history, past_id
from service.progress import quiet
from service.rebuild import rebuild
from service.settings import ROOT, Settings
from service.verification import verify
from service.wiring import build
from sla.tables import ClockRow
from sla.watch import Found, Watch
from tests.service.conftest import NOW
from web.house import House

RECEIVED = NOW - timedelta(days=300)


def past(number: int = 1, **fields: Any) -> dict[str, Any]:
    line = {"source": "lapor", "source_id": str(number), "text": "Jalan berlubang.", "received_at": _at(0)}
    return {**line, "channel": "lapor", "topic": "jalan_rusak", **fields}


def _at(days: float) -> str:
    return (RECEIVED + timedelta(days=days)).isoformat()


def happened(event: str, days: float, **fields: Any) -> dict[str, Any]:
    return {"event": event, "at": _at(days), **fields}


SOLVED = [
    happened("forwarded", 1, unit="BMBK"),
    happened("taken", 2, officer="operator 2"),
    happened("asked", 3, text="Di mana persisnya?"),
    happened("answered", 4, text="Depan pasar."),
    happened("resolved", 5, text="Sudah kami tambal."),
    happened("confirmed", 6, score=4),
]


async def take(house: House, *lines: Any) -> Imported:
    written = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return await import_history(house, BytesIO(b"\n".join(written) + b"\n"), quiet)


async def state(house: House, number: int = 1) -> ComplaintRow:
    async with house.database.reading() as session:
        row = await session.get(ComplaintRow, past_id("lapor", str(number)))
    assert row is not None
    return row


async def clock_of(house: House, number: int, stage: Stage) -> ClockRow:
    async with house.database.reading() as session:
        clock = await session.get(ClockRow, (past_id("lapor", str(number)), str(stage)))
    assert clock is not None
    return clock


async def names(house: House) -> list[str]:
    async with house.database.reading() as session:
        found = await session.exec(select(EventRow.type).order_by(EventRow.complaint_id, EventRow.version))  # type: ignore[arg-type]
        return list(found.all())


async def count(house: House, table: Any) -> int:
    async with house.database.reading() as session:
        return len((await session.exec(select(table))).all())


async def test_a_whole_history_lands(house: House) -> None:
    found = await take(house, past(events=SOLVED, contact={"name": "Siti", "email": "siti@contoh.id"}))
    assert (found.added, found.bad) == (1, ())
    row = await state(house)
    assert (row.status, row.unit, row.score, row.kind) == (
        Status.CLOSED,
        "BMBK",
        4,
        "pengaduan_tidak_berkadar_pengawasan",
    )
    assert row.received_at == RECEIVED
    assert row.closed_at == RECEIVED + timedelta(days=6)
    assert row.has_contact
    assert await count(house, WordsRow) == 4
    assert await count(house, ReferenceRow) == 1


async def test_nobody_is_told_and_nothing_is_left_for_the_watch(house: House) -> None:
    await take(house, past(1, events=SOLVED), past(2), past(3, events=SOLVED[:2]), past(4, events=SOLVED[:5]))
    assert await count(house, NoticeRow) == 0
    assert await Watch(house.database, house.clock, house.handling).sweep() == Found()
    assert await count(house, NoticeRow) == 0
    assert (await state(house, 4)).closed_ground == "silence"
    clock = await clock_of(house, 2, Stage.COMPLETION)
    assert clock.missed
    assert not clock.ended


async def test_a_promise_kept_late_was_missed_when_it_fell_due(house: House) -> None:
    await take(house, past(events=[happened("forwarded", 60, unit="BMBK"), happened("resolved", 90, text="Selesai.")]))
    found = await names(house)
    assert found.index("deadline.missed") < found.index("complaint.forwarded")
    assert found.count("deadline.missed") == 4  # the unit's own clock among them
    assert "deadline.escalated" not in found


async def test_a_question_nobody_answers_stops_the_clock_only_up_to_its_limit(house: House) -> None:
    await take(house, past(1, events=SOLVED[:3]), past(2, events=SOLVED[:4]))
    async with house.database.reading() as session:
        found = (await session.exec(select(EventRow).where(EventRow.complaint_id == past_id("lapor", "1")))).all()
    told = {row.type: row for row in found}
    paused, resumed, missed = (told[name] for name in ("promise.paused", "promise.resumed", "deadline.missed"))
    assert resumed.data["ground"] == "limit"
    assert resumed.data["since"] == paused.data["limit"]
    assert missed.at > resumed.at
    clock, answered = await clock_of(house, 1, Stage.COMPLETION), await clock_of(house, 2, Stage.COMPLETION)
    assert clock.missed
    assert clock.due > answered.due
    assert await Watch(house.database, house.clock, house.handling).sweep() == Found()


async def test_what_was_never_completed_is_archived_once_the_citizens_time_is_over(house: House) -> None:
    await take(house, past(1, events=[happened("returned", 1, text="Di mana?")]))
    row = await state(house)
    assert row.status == Status.ARCHIVED
    assert timedelta(days=31) <= row.closed_at - RECEIVED <= timedelta(days=33)
    late = [happened("returned", 1, text="Di mana?"), happened("supplemented", 90, text="Depan pasar.")]
    await take(house, past(2, events=late))
    assert (await state(house, 2)).status == Status.SUBMITTED  # the older system waited longer than we do


async def test_what_is_still_to_be_kept_goes_on_and_is_watched_from_now_on(house: House) -> None:
    await take(house, past(received_at=(NOW - timedelta(days=12)).isoformat(), events=[]))
    assert await Watch(house.database, house.clock, house.handling).sweep() == Found()
    clock = await clock_of(house, 1, Stage.COMPLETION)
    assert not clock.missed
    assert clock.next_at
    later = SetClock(clock.due + timedelta(minutes=1))
    handling = build(Settings(), house.database, later, house.keys).handling
    assert (await Watch(house.database, later, handling).sweep()).due > 0
    found = await names(house)
    assert found.count("deadline.missed") == 3
    assert found.count("deadline.escalated") >= 1
    assert await count(house, NoticeRow) > 0


async def test_again_and_again_without_harm(house: House) -> None:
    lines = [past(number, events=SOLVED) for number in range(1, 6)]
    assert (await take(house, *lines)).added == 5
    before = await names(house)
    again = await take(house, *lines, past(6))
    assert (again.added, again.known) == (1, 5)
    assert len(await names(house)) > len(before)
    assert (await take(house, *lines)).added == 0


BAD: list[tuple[str, Any, str]] = [
    ("no JSON", b"{", "Input data was truncated"),
    ("not UTF-8", b'{"source": "\xff"}', ""),
    ("no text", past(text=" "), "text"),
    ("too long", past(text="a" * 10_001), "10.000"),
    ("NUL", past(text="a\0b"), "text"),
    ("NUL in the name of the source", past(source="lapor\0"), "control"),
    ("a source_id of two lines", past(source_id="1\n2"), "control"),
    ("the year 1", past(received_at="0001-01-01T00:00:00+14:00"), "1990"),
    ("unknown field", past(colour="red"), "colour"),
    ("unknown kind", past(kind="keluhan"), "keluhan"),
    ("unknown topic", past(topic="ruang_angkasa"), "topic"),
    ("outside the region", past(place={"latitude": 3.5, "longitude": 98.6}), "place"),
    ("no zone", past(received_at="2025-01-01T08:00:00"), "zone"),
    ("the future", past(received_at=_at(400)), "future"),
    ("out of order", past(events=[SOLVED[1], SOLVED[0]]), "order"),
    ("before it was received", past(events=[happened("forwarded", -1, unit="BMBK")]), "order"),
    ("unknown event", past(events=[happened("vanished", 1)]), "vanished"),
    ("a field too few", past(events=[happened("forwarded", 1)]), "forwarded needs unit"),
    ("a field too many", past(events=[happened("taken", 1, score=3)]), "taken takes no score"),
    ("unknown unit", past(events=[happened("forwarded", 1, unit="NASA")]), "unit"),
    ("impossible", past(events=[happened("resolved", 1, text="Selesai.")]), "resolved cannot follow status submitted"),
    ("an answer without a question", past(events=[*SOLVED[:2], SOLVED[3]]), "berstatus"),
    ("closed while open", past(events=[happened("closed", 1, ground="silence")]), "resolved"),
    ("a score that is none", past(events=[*SOLVED[:5], happened("confirmed", 6, score=9)]), "score"),
    ("a name too long", past(contact={"name": "a" * 200}), "name"),
]


@pytest.mark.parametrize(("line", "reason"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
async def test_a_bad_line_is_named_and_the_good_ones_land(house: House, line: Any, reason: str) -> None:
    found = await take(house, past(100), b"", line, past(101))
    assert (found.added, [one.line for one in found.bad]) == (2, [3])
    assert reason in found.bad[0].reason


async def test_a_line_that_stands_twice_is_taken_once(house: House) -> None:
    found = await take(house, past(1), past(1))
    assert found.added == 1
    assert "already stands in line 1" in found.bad[0].reason


async def test_a_reference_that_another_case_bears_keeps_only_that_line_out(house: House) -> None:
    await take(house, past(1))
    async with house.database.transaction() as session:
        await session.exec(text("UPDATE external_references SET value = '2'"))  # type: ignore[call-overload]
    found = await take(house, past(2), past(3))
    assert (found.added, [one.line for one in found.bad]) == (1, [1])


async def test_a_report_of_wrongdoing_goes_to_the_inspectorate(house: House) -> None:
    await take(house, past(kind="pengaduan_berkadar_pengawasan", about_unit="BMBK", topic=None))
    row = await state(house)
    assert (row.unit, row.restricted) == ("INSP", True)


async def test_the_log_holds_and_a_replay_gives_the_same(house: House) -> None:
    lines = [past(number, events=SOLVED[: number % 7]) for number in range(1, 30)]
    await take(house, *lines, past(90, events=[happened("duplicate", 1, duplicate_of="1")]))
    assert (await verify(house.database, house.attachments, quiet)).findings == ()
    assert (await rebuild(house.database, quiet)).identical
    assert (await state(house, 90)).duplicate_of == past_id("lapor", "1")


async def test_the_example_of_the_documentation_is_good(house: House) -> None:
    document = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    example = document.split("```json\n")[1].split("```")[0]
    found = await take(house, " ".join(example.splitlines()).encode())
    assert (found.added, found.bad) == (1, ())


def test_every_event_is_documented() -> None:
    from service.history_format import TAKES

    document = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in document.splitlines() if line.startswith("| `")}
    for event, (needed, allowed) in TAKES.items():
        cells = rows[event].split("|")
        assert {word.strip(" `") for word in cells[2].split(",")} - {""} == needed, event
        assert {word.strip(" `") for word in cells[3].split(",")} - {""} == allowed, event
