"""What those who oversee the invented world have done before it is opened: capacities, stand-ins, samples, reports."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text, update
from sqlmodel import col, select

from complaints.standard_replies import Draft, StandardReplies
from foundation.clock import SetClock
from people.actor import Capacity, Role
from people.delegating import Delegations, Wish
from service.demo.pace import chance
from service.demo.staff import Staff
from service.demo.world import World
from sla.capacities import Capacities
from sla.capacities import Capacity as Carried
from sla.closing_samples import ClosingSamples
from sla.months import before, month_of
from sla.report_jobs import Jobs
from sla.report_jobs import Wish as Report
from sla.report_schedules import Schedules
from sla.tables import SampledCaseRow
from web.house import House

_WEEKS = 13
"""Of which arrivals are counted."""
_EASE, _STRAIN = (1.1, 1.6), 0.7
"""What units can carry, over what comes in: most of them, and the one with too few hands."""
_A_WEEK = 11
"""Cases an officer handles in a week, beside other work."""
_JUDGED = (1.0, 0.4)
"""How much of the sample of the month before last, and of last month, somebody has looked at."""
_FOUND = ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "unclear", "no")
_NOTES = {"no": "Fotonya tidak menunjukkan tempat yang diadukan.", "unclear": "Fotonya gelap, hasilnya tidak terlihat."}
_REASON = "Analisis beban kerja tahunan"
_ORDER, _LEAVE = (
    "Surat Perintah Sekretaris Daerah nomor 800/{}/{}",
    "Surat Izin Cuti Tahunan nomor 800.1.11.4/{}/{}",
)
"""On what standing in rests; the numbers are invented."""
_PHRASED = timedelta(days=120)
_REPLIES = {
    "Petugas akan datang": (
        "Aduan {kode} sudah kami terima. Petugas {unit} akan melihat langsung ke {tempat} dan memberi kabar lagi "
        "di sini."
    ),
    "Keterangan tempat kurang": (
        "Kami belum menemukan lokasi yang dimaksud dalam aduan {kode}. Mohon sebutkan patokan yang mudah dikenali di "
        "sekitar {tempat}."
    ),
    "Sudah dikerjakan": (
        "{unit} sudah menangani {topik} di {tempat}. Yang kami kerjakan: [isi di sini]. Silakan beri tahu bila masih "
        "ada yang kurang."
    ),
    "Menunggu anggaran": "Perbaikan di {tempat} masuk rencana kerja {unit} dan dijanjikan selesai {tanggal_janji}.",
}
"""By title."""
_ARRIVALS = text(
    "SELECT unit, count(*) FROM complaints WHERE unit IS NOT NULL AND received_at >= :since GROUP BY unit ORDER BY unit"
)


async def oversee(house: House, world: World) -> None:
    """All of it; what is there already stays."""
    staff = world.course.staff
    await _carry(house, world, staff)
    await _lend(house, world, staff)
    await _judge(house, world, staff)
    await _report(house, world, staff)
    await _phrase(house, world, staff)


async def _phrase(house: House, world: World, staff: Staff) -> None:
    """Replies that every unit may begin with, as an administrator wrote them a while ago."""
    at = world.course.office.after(world.now - _PHRASED, 40)
    by, replies = staff.of(Role.ADMINISTRATOR), StandardReplies(house.database, SetClock(at))
    if by is None or await replies.current(retired=True):
        return
    for title, words in _REPLIES.items():
        await replies.write(by, Draft(title, None, None, words, 0))


async def _carry(house: House, world: World, staff: Staff) -> None:
    """What each unit can carry, as an administrator wrote it down a while ago."""
    by, began = staff.of(Role.ADMINISTRATOR), world.course.office.after(world.now - timedelta(days=200), 90)
    capacities = Capacities(house.database, SetClock(began))
    if by is None or await capacities.all():
        return
    async with house.database.reading() as session:
        rows: Any = await session.exec(_ARRIVALS, params={"since": world.now - timedelta(weeks=_WEEKS)})  # type: ignore[call-overload]
        arrivals = {unit: count / _WEEKS for unit, count in rows}
    slow = world.course.planted.understaffed.unit
    for unit, weekly in arrivals.items():
        over = _STRAIN if unit == slow else chance(f"capacity {unit}").uniform(*_EASE)
        cases = max(1, round(weekly * over))
        known = Carried(
            unit, began.date(), max(0.5, round(cases / _A_WEEK * 2) / 2), cases, "Analisis beban kerja tahunan"
        )
        await capacities.write(by, known)


async def _lend(house: House, world: World, staff: Staff) -> None:
    """Who stood in, stands in today, and will for whoever leads the unit that asks for a second person."""
    by, today = staff.of(Role.ADMINISTRATOR), _today(world)
    monday = today - timedelta(days=today.weekday())
    if by is None or await _delegations(house, world.now).known(by):
        return
    after, made = world.course.office.after, list[tuple[datetime, Wish]]()
    for unit in world.region.closing.confirm_units:
        head, officer = staff.head(unit).person, staff.officer(unit).person
        if head != officer:
            away = _ORDER.format(117, today.year)
            past = Wish(Capacity.PLH, Role.HEAD, unit, head, officer, *_days(monday, -21, 3), away)
            leave = _LEAVE.format(204, today.year)
            coming = Wish(Capacity.LEAVE, Role.HEAD, unit, head, officer, *_days(monday, 14, 5), leave)
            made.append((after(world.now - timedelta(days=42), 30), past))
            made.append((after(world.now - timedelta(days=4), 60), coming))
    headless = next((one.code for one in reversed(world.region.units) if staff.headless(one.code)), None)
    if headless:
        at, officer = after(world.now - timedelta(days=19), 45), staff.officer(headless).person
        first, order = at.astimezone(ZoneInfo(world.region.timezone)).date(), _ORDER.format(131, today.year)
        made.append((at, Wish(Capacity.PLT, Role.HEAD, headless, None, officer, *_days(first, 0, 90), order)))
    for at, wish in sorted(
        made, key=lambda one: one[0]
    ):  # as they came, so that the log of accounts has them in their order
        await _delegations(house, at).make(by, wish)


def _delegations(house: House, now: datetime) -> Delegations:
    return Delegations(house.database, SetClock(now), house.keys)


def _days(today: date, first: int, count: int) -> tuple[date, date]:
    return today + timedelta(days=first), today + timedelta(days=first + count - 1)


async def _judge(house: House, world: World, staff: Staff) -> None:
    """Draw the samples of two months, and look at some of what was drawn."""
    by, zone = staff.of(Role.SUPERVISOR), ZoneInfo(world.region.timezone)
    if by is None:
        return
    this = world.now.astimezone(zone).date().replace(day=1)
    for first, share in zip((_month_before(this), this), _JUDGED, strict=True):
        drawn_at = datetime.combine(first, time(7), zone).astimezone(UTC)
        if drawn_at > world.now:
            continue
        await ClosingSamples(house.database, SetClock(drawn_at), house.region).draw()
        await _look(house, world, _month_before(first), drawn_at, share, by.person)


async def _look(house: House, world: World, month: date, drawn_at: datetime, share: float, by: Any) -> None:
    row: Any = SampledCaseRow
    async with house.database.transaction() as session:
        drawn = select(row.complaint_id).where(col(row.month) == month, col(row.looked_at).is_(None))
        at = drawn_at
        for complaint_id in sorted((await session.exec(drawn)).all()):
            draw = chance(f"sample {complaint_id}")
            at = world.course.office.after(at, draw.uniform(1, 9))
            if draw.random() > share or at > world.now:
                continue
            answer = draw.choice(_FOUND)
            values = {"looked_at": at, "looked_by": by, "answer": answer, "note": _NOTES.get(answer)}
            one = update(row).where(col(row.month) == month, col(row.complaint_id) == complaint_id)
            await session.exec(one.values(**values))


async def _report(house: House, world: World, staff: Staff) -> None:
    """A monthly report that comes by itself, and one a head has asked for; the worker makes them."""
    supervisor, head = staff.of(Role.SUPERVISOR), staff.of(Role.HEAD)
    schedules = Schedules(house.database, SetClock(world.now - timedelta(days=60)))
    if supervisor is not None and supervisor.person is not None and not await schedules.all():
        await schedules.add(supervisor.person, None, 3, [supervisor.person])
    jobs, month = Jobs(house.database, house.clock), before(month_of(_today(world)), 1)[0]
    if head is not None and head.person is not None and not await jobs.mine(head.person):
        await jobs.ask(head.person, Report("report", month, head.posts[0].unit))


def _today(world: World) -> date:
    return world.now.astimezone(ZoneInfo(world.region.timezone)).date()


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
