"""Which cases' words stand in files that jobs made: once a case is erased, the files are taken away and made anew."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.tables import ComplaintRow
from foundation.database import Database
from sla.tables import ReportFileCaseRow

_AGAIN = text(
    "UPDATE report_jobs j SET state = 'waiting', progress = 0, attempts = 0, finished_at = NULL, locked_until = NULL "
    "WHERE j.state = 'done' AND EXISTS (SELECT FROM report_file_cases f JOIN complaints c USING (complaint_id) "
    "WHERE f.job_id = j.job_id AND c.erased) RETURNING j.job_id"
)
_FORGET_FILES = text("DELETE FROM report_files WHERE job_id = ANY(:jobs)")
_FORGET = text("DELETE FROM report_file_cases WHERE job_id = ANY(:jobs)")


def note(session: AsyncSession, job_id: UUID, cases: Collection[UUID]) -> None:
    """In the caller's transaction: words of these cases stand in what the job made. None of them may be erased before
    it was read, or the files are made anew for ever."""
    session.add_all(ReportFileCaseRow(complaint_id=one, job_id=job_id) for one in set(cases))


async def tell_of_erased(session: AsyncSession, job_id: UUID) -> bool:
    """Whether words stand in the files of a job that were erased since."""
    row = ReportFileCaseRow
    asked = (
        select(row.complaint_id)
        .join(ComplaintRow, col(ComplaintRow.complaint_id) == col(row.complaint_id))
        .where(col(row.job_id) == job_id, col(ComplaintRow.erased))
        .limit(1)
    )
    return (await session.exec(asked)).first() is not None


async def forget(session: AsyncSession, jobs: Sequence[UUID]) -> None:
    """In the caller's transaction: the files of these jobs are gone."""
    await session.exec(_FORGET, params={"jobs": list(jobs)})  # type: ignore[call-overload]


async def made_anew(database: Database) -> int:
    """Take away every file in which erased words stand, and ask for it again as of the same instant; how many jobs."""
    async with database.transaction() as session:
        jobs = [one[0] for one in await session.exec(_AGAIN)]  # type: ignore[call-overload]
        if jobs:
            await session.exec(_FORGET_FILES, params={"jobs": jobs})  # type: ignore[call-overload]
            await forget(session, jobs)
    return len(jobs)
