"""Looks for the effect of every update that was answered with 200: nothing lost, nothing doubled, nothing misplaced."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.markup import pages
from bots.stored_replies import read
from foundation.database import Database
from foundation.sealing import KeyRing

_UNSEEN = text(
    "SELECT count(*) FROM unnest(cast(:ids AS bigint[])) AS a (id) "
    "WHERE NOT EXISTS (SELECT FROM telegram_updates u WHERE u.update_id = a.id)"
)
_UNANSWERED = text(
    "SELECT count(*) FROM unnest(cast(:ids AS bigint[])) AS a (id) "
    "WHERE NOT EXISTS (SELECT FROM bot_replies r WHERE r.key = concat(a.id, '\\:0'))"
)
_FILED = text(
    "SELECT c.telegram_index, count(e.complaint_id) FROM telegram_chats c "
    "JOIN telegram_cases t ON t.chat_id = c.chat_id AND t.role = 'reporter' "
    "LEFT JOIN complaint_events e ON e.complaint_id = t.complaint_id AND e.type = 'complaint.filed' "
    "JOIN complaints p ON p.complaint_id = t.complaint_id JOIN tickets k ON k.complaint_id = t.complaint_id "
    "GROUP BY c.telegram_index"
)
_COMPLAINTS = text("SELECT count(*) FROM complaints")
_PHOTOS = text(
    "SELECT c.telegram_index, count(*) FROM chat_files f JOIN telegram_chats c ON c.chat_id = f.chat_id "
    "JOIN complaints p ON p.complaint_id = f.complaint_id WHERE f.filed GROUP BY c.telegram_index"
)
_REPLIES = text(
    "SELECT c.telegram_index, c.language, r.data, r.state FROM bot_replies r JOIN telegram_chats c USING (chat_id) "
    "ORDER BY r.chat_id, r.reply_id"
)


class Found(NamedTuple):
    """What became of it all.

    `lost`: updates nobody remembers, conversations without a complaint, photos that are not on it, updates without a
    reply. `doubled`: complaints beyond one a conversation, messages beyond those that are marked as sent.
    `misplaced`: chats in which messages came in another order than they were owed in. `owed` still wait their turn.
    """

    updates: int
    complaints: int
    lost: int
    doubled: int
    misplaced: int
    sent: int
    owed: int


async def look(
    database: Database,
    keys: KeyRing,
    answered: Sequence[int],
    filed: Mapping[int, int],
    words: Mapping[int, Sequence[str]],
) -> Found:
    """`filed`: photos of each chat whose last button was pressed; `words`: what was said in each chat, in order."""
    index = {keys.blind(str(chat), "telegram_chats.telegram"): chat for chat in {*filed, *words}}
    async with database.reading() as session:
        unseen, unanswered = [await _one(session, one, ids=list(answered)) for one in (_UNSEEN, _UNANSWERED)]
        complaints = {index.get(row[0]): row[1] for row in await _rows(session, _FILED)}
        photos = {index.get(row[0]): row[1] for row in await _rows(session, _PHOTOS)}
        everything = await _one(session, _COMPLAINTS)
        replies = await _rows(session, _REPLIES)
    missing = sum(complaints.get(chat, 0) == 0 for chat in filed)
    unpictured = sum(max(0, number - photos.get(chat, 0)) for chat, number in filed.items())
    told: defaultdict[int | None, list[str]] = defaultdict(list)
    for row in replies:
        if row.state == "sent":
            reply, _ = read(keys.open(row.data, "bot_replies.data"))
            told[index.get(row.telegram_index)] += [page.text for page in pages(reply, row.language)]
    marked, said = sum(map(len, told.values())), sum(map(len, words.values()))
    return Found(
        len(answered),
        len(filed),
        unseen + unanswered + missing + unpictured + max(0, marked - said),
        max(0, everything - len(filed)) + max(0, said - marked),
        sum(list(words.get(chat or 0, ())) != lines for chat, lines in told.items()),
        said,
        sum(row.state == "owed" for row in replies),
    )


async def _one(session: AsyncSession, statement: Any, **values: object) -> int:
    return int((await session.exec(statement, params=values)).one()[0])


async def _rows(session: AsyncSession, statement: Any) -> Sequence[Any]:
    return list((await session.exec(statement)).all())
