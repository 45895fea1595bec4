"""Reports and other files that are asked for, made by a worker under a lease, handed over and forgotten in time.

A worker that is killed leaves a lease that ends; the next one makes the same file anew, as of the same instant. What a
slow one brings after its lease is over is refused, so that nothing is written twice.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound, Refused, TooMany
from foundation.language import mark as _
from foundation.writes import table_of
from sla import report_words
from sla.tables import ReportFileRow, ReportJobRow

KEPT = timedelta(days=14)
"""How long a file can be fetched."""

UNCONFIRMED = timedelta(hours=12)
"""How long a table that was brought in waits for a yes."""

LEASE = timedelta(minutes=3)
"""Within which a worker tells how far it has come, or another takes over."""

TRIES = 4
AT_ONCE = 12
"""Unfinished jobs of one officer."""
SHOWN = 30

_TOO_MANY = _("Masih ada {count} berkas yang sedang dibuat untuk Anda. Tunggu sampai selesai, lalu coba lagi.")
_ERASED = _("Isi salah satu aduan di berkas ini baru saja dihapus. Berkasnya sedang dibuat ulang tanpa isi itu.")
_CLAIM = text(
    "UPDATE report_jobs j SET locked_until = :until, attempts = j.attempts + 1 FROM ("
    "SELECT job_id FROM report_jobs WHERE state = 'waiting' AND (locked_until IS NULL OR locked_until <= :now)"
    " ORDER BY asked_at, job_id LIMIT 1 FOR UPDATE SKIP LOCKED) d WHERE j.job_id = d.job_id RETURNING j.job_id"
)


class Wish(msgspec.Struct, frozen=True):
    """What is asked for: `kind` is report, evidence, exchange or import; `period` a period, or a day since which."""

    kind: str
    period: str = ""
    unit: str | None = None
    outside: bool = False
    form: str = ""
    schedule_id: UUID | None = None


class FileLine(NamedTuple):
    """A file that can be fetched; `size` in bytes."""

    name: str
    size: int


class Job(msgspec.Struct, frozen=True):
    """A job as whoever asked for it sees it. `state` is preview, waiting, done or failed; `progress` of a hundred."""

    id: UUID
    wish: Wish
    state: str
    asked_by: UUID
    asked_at: datetime
    progress: int
    attempts: int
    working: bool
    expires_at: datetime
    fault: str
    result: dict[str, Any]
    files: tuple[FileLine, ...] = ()


class Made(NamedTuple):
    """A file a job made, or was given."""

    name: str
    media_type: str
    content: bytes


class Work(NamedTuple):
    """What a job came to. `told_of` are the cases, none of them erased, whose words stand in its files."""

    files: Sequence[Made] = ()
    result: Mapping[str, Any] = {}
    told_of: Collection[UUID] = ()


class Lease(NamedTuple):
    """A job in hand until an instant."""

    job: Job
    until: datetime


class Lost(Exception):
    """Somebody else has the job by now."""


class Jobs:
    """Each call is one transaction of its own; what an officer asks about is their own jobs only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def ask(self, officer: UUID, wish: Wish, given: Made | None = None) -> UUID:
        """Ask for a file, or bring in a table (`given`), which then waits for a yes. Raises TooMany."""
        now, job_id = self._clock.now(), uuid7()
        async with self._database.transaction() as session:
            mine = col(ReportJobRow.asked_by) == officer
            waiting: Any = select(func.count()).where(mine, col(ReportJobRow.state) == "waiting")
            if (await session.exec(waiting)).one() >= AT_ONCE:
                raise TooMany(_TOO_MANY, count=AT_ONCE, retry_after=60)
            await _add(session, job_id, officer, wish, now, preview=given is not None)
            if given:
                await _keep(session, job_id, [given])
        return job_id

    async def ask_once(self, officer: UUID, wish: Wish) -> bool:
        """Ask for what a schedule owes this officer for a period; False where that was asked for before."""
        async with self._database.transaction() as session:
            return await _add(session, uuid7(), officer, wish, self._clock.now())

    async def mine(self, officer: UUID) -> list[Job]:
        """The officer's latest jobs, the newest first."""
        asked = (
            select(ReportJobRow)
            .where(col(ReportJobRow.asked_by) == officer, col(ReportJobRow.expires_at) > self._clock.now())
            .order_by(col(ReportJobRow.job_id).desc())
            .limit(SHOWN)
        )
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
            return await self._jobs(session, rows)

    async def job(self, officer: UUID, job_id: UUID) -> Job:
        """Raises NotFound where it is not this officer's, or no more."""
        async with self._database.reading() as session:
            row = await session.get(ReportJobRow, job_id)
            if row is None or row.asked_by != officer or row.expires_at <= self._clock.now():
                raise NotFound()
            return (await self._jobs(session, [row]))[0]

    async def file(self, officer: UUID, job_id: UUID, name: str) -> Made:
        """A file to be handed over; raises NotFound, and Refused where words in it were erased a moment ago."""
        await self.job(officer, job_id)
        async with self._database.reading() as session:
            if await report_words.tell_of_erased(session, job_id):
                raise Refused(_ERASED)
            row = await session.get(ReportFileRow, (job_id, name))
            if row is None:
                raise NotFound()
            return Made(row.name, row.media_type, row.content)

    async def confirm(self, officer: UUID, job_id: UUID, content: bytes, result: Mapping[str, Any]) -> None:
        """Say yes to a table that was brought in; `content` is what the worker shall take in of it."""
        job = await self.job(officer, job_id)
        async with self._database.transaction() as session:
            row = await session.get(ReportJobRow, job.id, with_for_update=True)
            if row is None or row.state != "preview":
                return
            row.state, row.expires_at, row.result = "waiting", self._clock.now() + KEPT, dict(result)
            session.add(row)
            await session.exec(delete(ReportFileRow).where(col(ReportFileRow.job_id) == job_id))
            await _keep(session, job_id, [Made("rows.jsonl", "application/jsonl", content)])

    async def forget(self, officer: UUID, job_id: UUID) -> None:
        """Take a job and its files away; raises NotFound."""
        await self.job(officer, job_id)
        async with self._database.transaction() as session:
            await session.exec(delete(ReportJobRow).where(col(ReportJobRow.job_id) == job_id))
            await report_words.forget(session, [job_id])

    async def claim(self) -> Lease | None:
        """The job that has waited longest, in hand for LEASE; None where there is none."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            found = await session.exec(_CLAIM, params={"now": now, "until": now + LEASE})  # type: ignore[call-overload]
            taken = found.first()
            if taken is None:
                return None
            row = await session.get(ReportJobRow, taken[0])
            assert row is not None
            job = (await self._jobs(session, [row]))[0]
            return Lease(job, now + LEASE)

    async def given(self, job_id: UUID) -> Made:
        """What the worker shall take in; raises NotFound."""
        async with self._database.reading() as session:
            row = (await session.exec(select(ReportFileRow).where(col(ReportFileRow.job_id) == job_id))).first()
            if row is None:
                raise NotFound()
            return Made(row.name, row.media_type, row.content)

    async def came_to(self, lease: Lease, progress: int) -> Lease:
        """Tell how far it has come, and go on under a new lease; raises Lost."""
        until = self._clock.now() + LEASE
        async with self._database.transaction() as session:
            await _change(session, lease, progress=min(max(progress, 0), 99), locked_until=until)
        return lease._replace(until=until)

    async def done(self, lease: Lease, work: Work) -> None:
        """It is made; raises Lost where the lease ended and somebody else took over."""
        now = self._clock.now()
        values = {"state": "done", "progress": 100, "finished_at": now, "expires_at": now + KEPT, "locked_until": None}
        async with self._database.transaction() as session:
            await _change(session, lease, **values, result=dict(work.result))
            await session.exec(delete(ReportFileRow).where(col(ReportFileRow.job_id) == lease.job.id))
            await _keep(session, lease.job.id, work.files)
            report_words.note(session, lease.job.id, work.told_of)

    async def failed(self, lease: Lease, fault: str, *, again: bool) -> None:
        """It could not be made: `fault` says why, in words for whoever asked. With `again`, up to TRIES times."""
        over = not again or lease.job.attempts >= TRIES
        values: dict[str, Any] = {"fault": fault, "locked_until": None}
        if over:
            values |= {"state": "failed", "finished_at": self._clock.now()}
        else:
            values["locked_until"] = self._clock.now() + timedelta(seconds=20) * 2**lease.job.attempts
        async with self._database.transaction() as session:
            await _change(session, lease, **values)
            if over:
                # Rows that were brought tell of people; nothing more is made of them.
                await session.exec(delete(ReportFileRow).where(col(ReportFileRow.job_id) == lease.job.id))

    async def sweep(self) -> int:
        """Forget what is past its time; how many jobs."""
        over = delete(ReportJobRow).where(col(ReportJobRow.expires_at) <= self._clock.now())
        async with self._database.transaction() as session:
            gone = (await session.exec(over.returning(col(ReportJobRow.job_id)))).scalars().all()
            if gone:
                await report_words.forget(session, gone)
        return len(gone)

    async def unmailed(self) -> list[Job]:
        """Finished jobs of schedules of which nobody was told yet."""
        asked = (
            select(ReportJobRow)
            .where(col(ReportJobRow.schedule_id).is_not(None), col(ReportJobRow.state) == "done")
            .where(col(ReportJobRow.mailed_at).is_(None), col(ReportJobRow.expires_at) > self._clock.now())
            .order_by(col(ReportJobRow.job_id))
            .limit(100)
        )
        async with self._database.reading() as session:
            return await self._jobs(session, (await session.exec(asked)).all())

    async def mailed(self, job_id: UUID) -> None:
        change: Any = update(ReportJobRow).where(col(ReportJobRow.job_id) == job_id)
        async with self._database.transaction() as session:
            await session.exec(change.values(mailed_at=self._clock.now()))

    async def _jobs(self, session: AsyncSession, rows: Sequence[ReportJobRow]) -> list[Job]:
        file = ReportFileRow
        asked = select(file.job_id, file.name, file.size).where(col(file.job_id).in_([row.job_id for row in rows]))
        files: dict[UUID, list[FileLine]] = {}
        for job_id, name, size in (await session.exec(asked.order_by(col(file.name)))).all():
            files.setdefault(job_id, []).append(FileLine(name, size))
        now = self._clock.now()
        return [_job(row, tuple(files.get(row.job_id, ())) if row.state == "done" else (), now) for row in rows]


def _job(row: ReportJobRow, files: tuple[FileLine, ...], now: datetime) -> Job:
    wish = Wish(row.kind, row.period, row.unit, row.outside, row.form, row.schedule_id)
    working = row.state == "waiting" and row.locked_until is not None and row.locked_until > now and not row.fault
    held = (row.job_id, wish, row.state, row.asked_by, row.asked_at, row.progress, row.attempts, working)
    return Job(*held, row.expires_at, row.fault, row.result, files)


async def _add(
    session: AsyncSession, job_id: UUID, officer: UUID, wish: Wish, now: datetime, *, preview: bool = False
) -> bool:
    values = {
        "job_id": job_id,
        "kind": wish.kind,
        "state": "preview" if preview else "waiting",
        "asked_by": officer,
        "asked_at": now,
        "period": wish.period,
        "unit": wish.unit,
        "outside": wish.outside,
        "form": wish.form,
        "schedule_id": wish.schedule_id,
        "progress": 0,
        "attempts": 0,
        "expires_at": now + (UNCONFIRMED if preview else KEPT),
        "fault": "",
        "result": {},
    }
    made = insert(table_of(ReportJobRow)).values(**values).on_conflict_do_nothing()
    return bool((await session.exec(made)).rowcount)


async def _keep(session: AsyncSession, job_id: UUID, files: Sequence[Made]) -> None:
    for file in files:
        session.add(
            ReportFileRow(
                job_id=job_id,
                name=file.name,
                media_type=file.media_type,
                size=len(file.content),
                content=file.content,
            )
        )
    await session.flush()


async def _change(session: AsyncSession, lease: Lease, **values: Any) -> None:
    """Only while the lease is ours: whoever was too slow must not undo what the next one does."""
    change: Any = update(ReportJobRow).where(
        col(ReportJobRow.job_id) == lease.job.id,
        col(ReportJobRow.locked_until) == lease.until,
        col(ReportJobRow.state) == "waiting",
    )
    if not (await session.exec(change.values(**values))).rowcount:
        raise Lost
