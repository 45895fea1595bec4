"""Writes out the complaints somebody may see, as far as they may see them, as JSON lines or as a table."""

import csv
from collections.abc import AsyncIterator, Sequence
from typing import IO, Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from complaints.kinds import WordsKind
from complaints.tables import WordsRow
from complaints.views import Filter
from complaints.visibility import Sight
from foundation.errors import NotFound
from people.actor import Actor, Post
from service.progress import Report
from web.house import House

PAGE = 500
COLUMNS = (
    *("code", "status", "kind", "visibility", "topic", "area", "unit", "body"),
    *("received_at", "changed_at", "closed_at", "score", "report"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


async def actor_of(house: House, username: str) -> Actor:
    """The actor behind an account, with the posts held today; raises NotFound."""
    accounts = {one.username: one for one in await house.accounts.all() if not one.disabled}
    account = accounts.get(username.strip().lower())
    if account is None:
        raise NotFound("Tidak ada akun aktif bernama “{username}”.", username=username)
    region = await house.region.current()
    return Actor("officer", account.id, tuple(Post(role, unit, region.reach(unit)) for role, unit in account.posts))


async def visible(house: House, actor: Actor, report: Report) -> AsyncIterator[dict[str, Any]]:
    """Every complaint `actor` may know of, oldest first; the report is there only where they may read its words."""
    number, done = 1, 0
    while True:
        page = await house.queries.listing(actor, Filter(), number, PAGE, oldest_first=True)
        reports = await _reports(house, [line.id for line in page.lines if line.sight >= Sight.WORDS])
        for line in page.lines:
            yield {name: getattr(line, name) for name in COLUMNS} | {"report": reports.get(line.id)}
        done, number = done + len(page.lines), number + 1
        report("Writing out", done, page.total)
        if len(page.lines) < PAGE:
            return


async def _reports(house: House, ids: Sequence[UUID]) -> dict[UUID, str | None]:
    """Whole reports; a list shows only their beginning."""
    wanted = select(WordsRow.complaint_id, WordsRow.content).where(
        col(WordsRow.complaint_id).in_(ids), col(WordsRow.kind) == str(WordsKind.REPORT)
    )
    async with house.database.reading() as session:
        return dict((await session.exec(wanted)).all())


def write_json_line(row: dict[str, Any], target: IO[str]) -> None:
    target.write(msgspec.json.encode(row).decode() + "\n")


class Table:
    """Comma-separated values that no spreadsheet takes for formulas."""

    def __init__(self, target: IO[str]) -> None:
        self._writer = csv.writer(target, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)

    def write(self, row: dict[str, Any]) -> None:
        self._writer.writerow([harmless(row[name]) for name in COLUMNS])


def harmless(value: Any) -> Any:
    """A cell as text; what a spreadsheet would calculate gets an apostrophe before it."""
    if value is None:
        return ""
    shown = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{shown}" if shown.lstrip(" ").startswith(_FORMULA) else shown
