"""The calendars in force, read again at most every few seconds, and the earlier ones promises were computed with."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import select

from foundation.database import Database
from foundation.errors import NotFound
from foundation.kept import Kept
from workdays import versions
from workdays.calendar_set import CalendarSet
from workdays.editing import change
from workdays.entries import Entry, Key
from workdays.tables import CalendarVersionRow
from workdays.versions import Version
from workdays.working_days import Calendar

_KEPT = 64
"""Earlier versions held in memory."""


class Calendars:
    """A change made by `region load` or on a page reaches every replica within `seconds`."""

    def __init__(self, database: Database, seconds: float = 5.0) -> None:
        self._database = database
        self._kept = Kept(self._read, seconds)
        self._known: CalendarSet | None = None
        self._earlier: OrderedDict[str, CalendarSet] = OrderedDict()

    async def current(self, timezone: str, unit: str = "") -> Calendar:
        """Raises NotFound where no calendar has been loaded yet."""
        return (await self.all()).calendar(timezone, unit)

    async def all(self) -> CalendarSet:
        """Every calendar in force; the same object for as long as nothing changed."""
        return await self._kept.current()

    async def at(self, version: str) -> CalendarSet:
        """Every calendar as it was in a version; a version never changes, so each is read once.

        Raises NotFound where the version was never kept.
        """
        if self._known is not None and self._known.version == version:
            return self._known
        if version not in self._earlier:
            self._earlier[version] = await self._read_version(version)
        self._earlier.move_to_end(version)
        while len(self._earlier) > _KEPT:
            self._earlier.popitem(last=False)
        return self._earlier[version]

    async def history(self, last: int = 50, until: datetime | None = None) -> list[Version]:
        """The latest versions, before `until` where it is given, the newest first."""
        async with self._database.reading() as session:
            return await versions.history(session, last, until)

    async def change(
        self, additions: Sequence[Entry], removals: Sequence[Key], by: str, reason: str, at: datetime
    ) -> str:
        """Do what a person asks in one transaction, as `editing.change`; the next question already sees it."""
        async with self._database.transaction() as session:
            version = await change(session, additions, removals, by, reason, at)
        self.forget()
        return version

    def forget(self) -> None:
        """Read again at the next question: whoever changed the calendar wants to see it."""
        self._kept.forget()

    async def _read(self) -> CalendarSet:
        async with self._database.reading(as_one=True) as session:
            # One snapshot for version and rows, or a change in between would be filed under the old version.
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            row = (await session.exec(select(CalendarVersionRow))).first()
            if row is None:
                raise NotFound("Kalender kerja belum dimuat. Jalankan: ./tanggap region load DIR")
            version = str(row.version)
            if self._known is not None and self._known.version == version:
                return self._known
            self._known = await versions.stored(session, version)
            return self._known

    async def _read_version(self, version: str) -> CalendarSet:
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        async with self._database.reading() as session:
            kept = await versions.kept(session, number)
        if kept is None:
            raise NotFound("Kalender versi {version} tidak tersimpan.", version=version)
        return kept.calendars
