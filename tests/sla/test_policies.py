"""Rules in the database: repeatable, and never edited once they are in force."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from complaints.given import About
from complaints.kinds import Fact, Kind, Priority, Stage
from complaints.region import RegionBook
from complaints.tables import RegionRow
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from sla.policies import PolicyBook, replace_rules, rules_in
from sla.policy import PromiseRule
from workdays.calendars import Calendars
from workdays.reading import DAY_NAMES
from workdays.seed import seed

TODAY = date(2026, 6, 8)
AT = datetime(2026, 6, 8, 2, tzinfo=UTC)


def rule(days: int, since: date = date(2020, 1, 1), **more: Any) -> PromiseRule:
    return PromiseRule(Stage.COMPLETION, since, "-", days, **more)


async def put(database: Database, *rules: PromiseRule) -> int:
    async with database.transaction() as session:
        return await replace_rules(session, rules, TODAY)


async def test_rules_are_kept_as_they_were_written(database: Database) -> None:
    rules = [
        rule(14, note="x"),
        rule(5, kind=str(Kind.INFORMATION), confirmed=True),
        rule(3, unit="A", level="regional"),
        rule(0, hours=6.5, every_day=True, topic="jalan", priority=str(Priority.URGENT), warn=(0.25, 0.9)),
        rule(10, kind=str(Kind.FORMAL_INFORMATION), extension=7, counted_from=Fact.FORWARDING),
    ]
    assert await put(database, *rules) == 5
    assert await put(database, *rules) == 0
    async with database.reading() as session:
        assert await rules_in(session) == sorted(rules)


async def test_a_rule_in_force_keeps_its_length(database: Database) -> None:
    await put(database, rule(14))
    changes = [[rule(20)], [], [rule(14, date(2026, 1, 1))], [rule(14, extension=7)], [rule(14, every_day=True)]]
    for changed in (*changes, [rule(14, counted_from=Fact.FORWARDING)]):
        with pytest.raises(Invalid, match="sudah berlaku"):
            await put(database, *changed)
    assert await put(database, rule(14, confirmed=True, note="sudah dicek"), rule(10, date(2026, 7, 1))) == 2


async def test_a_coming_rule_may_still_change_or_go(database: Database) -> None:
    coming = date(2026, 7, 1)
    await put(database, rule(14), rule(10, coming))
    assert await put(database, rule(14), rule(9, coming)) == 1
    assert await put(database, rule(14)) == 1
    async with database.reading() as session:
        assert await rules_in(session) == [rule(14)]


async def test_the_book_follows_rules_region_and_calendar(database: Database) -> None:
    book = PolicyBook(database, Calendars(database, seconds=0), RegionBook(database, seconds=0), seconds=0)
    with pytest.raises(NotFound):
        await book.current()
    await _load(database)
    first = await book.current()
    assert first.terms(Stage.COMPLETION, About(Kind.ORDINARY), AT) is None
    await put(database, rule(1))
    second = await book.current()
    assert await book.current() is second
    here, east = (second.terms(Stage.COMPLETION, About(Kind.ORDINARY, unit), AT) for unit in ("A", "TIMUR"))
    assert here is not None
    assert east is not None
    assert (here.due, here.calendar) == (datetime(2026, 6, 9, 8, tzinfo=UTC), "1")
    assert east.due == datetime(2026, 6, 9, 6, tzinfo=UTC)
    own = {"date": date(2026, 6, 9), "kind": "regional", "name": "Hari jadi", "source": "-"}
    await _seed(database, own)
    moved = (await book.current()).terms(Stage.COMPLETION, About(Kind.ORDINARY, "A"), AT)
    assert moved is not None
    assert (moved.due, moved.calendar) == (datetime(2026, 6, 10, 8, tzinfo=UTC), "2")


async def _seed(database: Database, *days: dict[str, Any]) -> None:
    hours = {name: [["08:00", "15:00"]] if name not in DAY_NAMES[5:] else [] for name in DAY_NAMES}
    async with database.transaction() as session:
        await seed(session, hours, days, AT)


async def _load(database: Database) -> None:
    unit = {"short": "-", "parent": "", "kind": "dinas", "duty": "-"}
    region = {
        **{"code": "r", "name": "R", "service_name": "R", "timezone": "Asia/Jakarta", "zone_label": "WIB"},
        **{"bounds": {"south": 0, "west": 0, "north": 1, "east": 1}, "centre": {}, "triage_unit": "A"},
        **{"oversight_unit": "A", "inspectorate_unit": "A"},
        "units": [
            {"code": "A", "name": "A", **unit},
            {"code": "TIMUR", "name": "T", "timezone": "Asia/Jayapura", **unit},
        ],
    }
    async with database.transaction() as session:
        session.add(RegionRow(version=1, code="r", loaded_at=AT, data=msgspec.to_builtins(region)))
    await _seed(database)
