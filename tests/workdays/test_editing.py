"""What a person may change on the calendar, what is refused, and what the change leaves behind."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
import pytest

from foundation.database import Database
from foundation.errors import Invalid, NotFound
from tests.workdays.test_seed import AT, WRITTEN, seeded
from workdays.calendar_set import CalendarSet
from workdays.calendars import Calendars
from workdays.changes import authors, changes
from workdays.editing import change, edited, ordinary, without
from workdays.entries import FIRST_DAY, DayEntry, DayKey, Entry, HoursEntry, HoursKey, Key, Origin
from workdays.reading import WrittenCalendar
from workdays.seed import Seeded, seed, shipped_calendars, years_around
from workdays.working_days import Calendar, DayKind

CHRISTMAS_LEAVE = date(2026, 12, 24)
SOURCE = "SKB perubahan"
MAY = HoursEntry(date(2027, 5, 3), ("08:00-12:00",) * 5 + ("", ""), "Mei", SOURCE, date(2027, 5, 28))
RAMADAN = HoursKey(date(2027, 2, 8))


@pytest.fixture(scope="module")
def shipped() -> CalendarSet:
    return shipped_calendars(WrittenCalendar(WRITTEN["hours"], (), WRITTEN["range"]), years_around(AT))


def jakarta(calendars: CalendarSet, unit: str = "") -> Calendar:
    return calendars.calendar("Asia/Jakarta", unit)


@dataclass
class Office:
    """A seeded calendar in a database, and a person who edits it."""

    database: Database
    book: Calendars

    async def change(self, *entries: Entry, gone: tuple[Key, ...] = (), by: str = "officer:1", why: str = "") -> str:
        async with self.database.transaction() as session:
            return await change(session, entries, gone, by, why, AT)

    async def now(self) -> CalendarSet:
        self.book.forget()
        return await self.book.all()


@pytest.fixture
async def office(database: Database) -> Office:
    await seeded(database)
    return Office(database, Calendars(database))


def test_a_preview_is_what_would_be_and_writes_nothing(shipped: CalendarSet) -> None:
    leave = DayEntry(date(2027, 3, 16), DayKind.JOINT_LEAVE, "Cuti bersama", SOURCE)
    after = edited(shipped, [leave], [])
    assert (jakarta(shipped).is_working(leave.day), jakarta(after).is_working(leave.day)) == (True, False)
    assert after.version == "shipped+"
    assert [(one.key, one.before, one.after) for one in changes(shipped, after)] == [(leave.key, None, leave)]
    assert changes(after, after) == []


def test_a_unit_s_own_range_leaves_the_hours_for_all(shipped: CalendarSet) -> None:
    own = msgspec.structs.replace(MAY, unit="RSUDAM", week=("07:00-20:00",) * 7)
    after = edited(shipped, [own], [])
    sunday, june = date(2027, 5, 9), date(2027, 6, 7)
    assert jakarta(after, "RSUDAM").is_working(sunday)
    assert not jakarta(after).is_working(sunday)
    assert jakarta(after, "RSUDAM").hours_on(june) == jakarta(after).hours_on(june)
    assert jakarta(after, "RSUDAM").why(date(2027, 5, 10)) == "hari kerja (Senin), Mei"


def test_a_unit_with_hours_of_its_own_keeps_them_in_ramadan(shipped: CalendarSet) -> None:
    """Whoever gives direct service is exempt; such a unit says its own Ramadan hours or has none."""
    own = HoursEntry(date(2026, 1, 1), ("00:00-23:59",) * 7, "Tiap hari", SOURCE, unit="RSUDAM")
    after = edited(shipped, [own], [])
    fasting = date(2026, 3, 2)
    assert jakarta(after).why(fasting) == "hari kerja (Senin), Jam kerja Ramadan 1447 H (perkiraan)"
    assert jakarta(after, "RSUDAM").why(fasting) == "hari kerja (Senin)"
    assert jakarta(after, "RSUDAM").is_working(date(2026, 3, 1))
    assert not jakarta(after, "RSUDAM").is_working(date(2025, 3, 2)), "before they began, the hours for all"


def test_new_hours_without_an_end_give_way_to_ramadan(shipped: CalendarSet) -> None:
    fresh = HoursEntry(date(2027, 2, 15), ("09:00-17:00",) * 5 + ("", ""), "Jam baru", SOURCE)
    calendar = jakarta(edited(shipped, [fresh], []))
    assert [calendar.hours_on(date(2027, month, 16))[-1][1].hour for month in (2, 3)] == [15, 17]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (DayEntry(CHRISTMAS_LEAVE, DayKind.REGIONAL, "Libur", " "), "source"),
        (DayEntry(CHRISTMAS_LEAVE, DayKind.REGIONAL, "", SOURCE), "name"),
        (DayEntry(date(1945, 8, 17), DayKind.REGIONAL, "Libur", SOURCE), "day"),
        (DayEntry(date(2026, 12, 28), DayKind.REGIONAL, "Libur", SOURCE, hours="08:00-10:00"), "hours"),
        (DayEntry(date(2026, 12, 28), DayKind.HALF, "Setengah", SOURCE, hours="10:00-08:00"), "hours"),
        (DayEntry(date(2026, 12, 28), DayKind.HALF, "Setengah", SOURCE, hours="07:00-17:00"), "hours"),
        (DayEntry(date(2026, 12, 26), DayKind.HALF, "Setengah", SOURCE), "hours"),
        (ordinary(date(2026, 12, 28), "", "Batal", SOURCE), "day"),
        (msgspec.structs.replace(MAY, source=""), "source"),
        (msgspec.structs.replace(MAY, ends_on=date(2027, 5, 2)), "ends_on"),
        (msgspec.structs.replace(MAY, ends_on=date(2029, 5, 2)), "ends_on"),
        (msgspec.structs.replace(MAY, week=("",) * 7), "week"),
        (msgspec.structs.replace(MAY, week=("siang",) + ("",) * 6), "hours_0"),
        (msgspec.structs.replace(MAY, starts_on=date(2027, 2, 20), ends_on=date(2027, 4, 1)), "starts_on"),
        (without(MAY, SOURCE), "starts_on"),
    ],
)
def test_nonsense_is_refused_by_its_field(shipped: CalendarSet, entry: Entry, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        edited(shipped, [entry], [])
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("gone", [DayKey(CHRISTMAS_LEAVE), DayKey(date(2026, 12, 28)), RAMADAN])
def test_only_what_a_person_wrote_is_taken_away(shipped: CalendarSet, gone: Key) -> None:
    with pytest.raises(Invalid, match="tidak ditulis di halaman ini"):
        edited(shipped, [], [gone])


def test_without_the_hours_of_the_week_no_promise_would_end(shipped: CalendarSet) -> None:
    base = shipped.hours_in_force[HoursKey(FIRST_DAY)]
    week = ("08:00-12:00",) + ("",) * 6
    for ending in (without(base, SOURCE), HoursEntry(FIRST_DAY, week, "Jam", SOURCE, date(1946, 1, 1))):
        with pytest.raises(Invalid):
            edited(shipped, [ending], [])


async def test_a_cancelled_day_is_an_ordinary_one_until_the_cancellation_goes(office: Office) -> None:
    assert not jakarta(await office.now()).is_working(CHRISTMAS_LEAVE)
    assert await office.change(ordinary(CHRISTMAS_LEAVE, "", "Cuti bersama dibatalkan", SOURCE)) == "2"
    after = jakarta(await office.now())
    assert after.is_working(CHRISTMAS_LEAVE)
    assert after.why(CHRISTMAS_LEAVE) == "hari kerja (Kamis): Cuti bersama dibatalkan"
    assert await seeded(office.database) == Seeded(0, 0, 2), "seeding leaves it alone"
    assert await office.change(gone=(DayKey(CHRISTMAS_LEAVE),)) == "3"
    assert not jakarta(await office.now()).is_working(CHRISTMAS_LEAVE)


async def test_a_unit_works_on_a_day_off_of_all(office: Office) -> None:
    await office.change(ordinary(CHRISTMAS_LEAVE, "RSUDAM", "Rumah sakit tetap buka", SOURCE))
    now = await office.now()
    assert jakarta(now, "RSUDAM").is_working(CHRISTMAS_LEAVE)
    assert not jakarta(now).is_working(CHRISTMAS_LEAVE)


async def test_an_estimated_range_is_moved(database: Database) -> None:
    async with database.transaction() as session:
        await seed(session, WRITTEN["hours"], WRITTEN["day"], AT, WRITTEN["range"])
    office = Office(database, Calendars(database))
    estimated = (await office.now()).hours_in_force[RAMADAN]
    moved = msgspec.structs.replace(
        estimated, starts_on=date(2027, 2, 9), estimated=False, origin=Origin.PERSON, source=SOURCE
    )
    assert await office.change(without(estimated, SOURCE), moved) == "2"
    calendar = jakarta(await office.now())
    assert [calendar.hours_on(date(2027, 2, day))[-1][1].hour for day in (8, 9)] == [16, 15]
    assert await office.change(gone=(RAMADAN, moved.key)) == "3"
    assert jakarta(await office.now()).hours_on(date(2027, 2, 8))[-1][1].hour == 15


async def test_what_stands_there_already_is_no_new_version(office: Office) -> None:
    leave = DayEntry(date(2026, 12, 28), DayKind.JOINT_LEAVE, "Cuti bersama", SOURCE)
    assert [await office.change(leave), await office.change(leave)] == ["2", "2"]


async def test_every_version_is_kept_and_answers_as_it_did(office: Office) -> None:
    before = await office.now()
    filed, dues = datetime(2026, 12, 21, 3, tzinfo=UTC), {}
    dues["1"] = jakarta(before).due_after(filed, 5)
    leave = DayEntry(date(2026, 12, 28), DayKind.JOINT_LEAVE, "Cuti bersama", SOURCE)
    await office.change(leave, why="SKB baru")
    dues["2"] = jakarta(await office.now()).due_after(filed, 5)
    await office.change(gone=(leave.key,), by="officer:2")
    assert dues["1"] != dues["2"]
    for version, due in dues.items():
        then = await office.book.at(version)
        assert then.version == version
        assert jakarta(then).due_after(filed, 5) == due
        assert await office.book.at(version) is then
    assert (await office.book.at("1")).days == before.days
    assert (await office.book.at("1")).hours == before.hours
    history = await office.book.history()
    assert [(one.number, one.changed_by, one.reason) for one in history] == [
        (3, "officer:2", ""),
        (2, "officer:1", "SKB baru"),
        (1, "region", ""),
    ]
    assert authors(history) == {}
    assert authors(history[1:]) == {leave.key: "officer:1"}


@pytest.mark.parametrize("version", ["7", "0", "-1", "shipped", "", "²", "9" * 30])
async def test_a_version_never_kept_is_not_found(office: Office, version: str) -> None:
    with pytest.raises(NotFound):
        await office.book.at(version)


def test_how_far_the_calendar_is_known(shipped: CalendarSet) -> None:
    assert shipped.known_until == date(2027, 12, 31)
    calendar = jakarta(shipped)
    assert [calendar.runs_out(day) for day in (date(2027, 12, 31), date(2028, 1, 1))] == [False, True]
    guess = DayEntry(date(2028, 12, 26), DayKind.JOINT_LEAVE, "Cuti bersama", "perkiraan", estimated=True)
    assert edited(shipped, [guess], []).known_until == shipped.known_until
    decreed = msgspec.structs.replace(guess, estimated=False)
    assert edited(shipped, [decreed], []).calendar("Asia/Jayapura").known_until == date(2028, 12, 31)
    assert CalendarSet("0", [], []).runs_out(date(2026, 1, 1))
