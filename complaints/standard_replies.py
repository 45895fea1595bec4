"""Standard replies in the database: their versions, which was sent where, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from complaints.reply_words import fault
from complaints.tables import StandardReplyRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Stale
from foundation.language import mark as _
from people.actor import Actor, Role

TITLE_LONGEST, WORDS_LONGEST = 100, 3000
LOOKED_AT = 200
"""So many of the last sendings of a version are looked at for how it is changed."""

_TITLE = _("Tulis judulnya, paling panjang 100 huruf.")
_WORDS = _("Tulis isi balasannya, paling panjang 3000 huruf.")
_NOT_YOURS = _("Pilih unit Anda sendiri.")

_OUTCOMES = text(
    "SELECT u.reply_id, u.version, count(*) AS used, "
    "count(*) FILTER (WHERE u.move = 'selesai') AS answers, "
    "count(*) FILTER (WHERE u.move = 'selesai' AND o.type = 'complaint.confirmed') AS confirmed, "
    "count(*) FILTER (WHERE u.move = 'selesai' AND o.type = 'complaint.disputed') AS disputed, "
    "count(*) FILTER (WHERE u.move = 'selesai' AND o.type = 'complaint.closed') AS silent "
    "FROM reply_uses u JOIN complaints c ON c.complaint_id = u.complaint_id AND NOT c.restricted "
    "LEFT JOIN LATERAL (SELECT e.type FROM complaint_events e "
    "WHERE e.complaint_id = u.complaint_id AND e.at >= u.used_at AND e.type IN "
    "('complaint.confirmed', 'complaint.disputed', 'complaint.closed', 'resolution.sent_back') "
    "ORDER BY e.version LIMIT 1) o ON true GROUP BY u.reply_id, u.version"
)
_SENT = text(
    "SELECT w.content FROM reply_uses u JOIN complaint_words w "
    "ON w.complaint_id = u.complaint_id AND w.words_id = u.words_id "
    "JOIN complaints c ON c.complaint_id = u.complaint_id AND NOT c.restricted AND NOT c.sensitive "
    "AND c.visibility <> 'confidential' "
    "WHERE u.reply_id = :reply AND u.version = :version AND w.content IS NOT NULL "
    "ORDER BY u.used_at DESC LIMIT :most"
)
_USE = text(
    "INSERT INTO reply_uses (complaint_id, words_id, reply_id, version, move, used_at) "
    "VALUES (:complaint, :words, :reply, :version, :move, :at) ON CONFLICT DO NOTHING"
)


class Reply(NamedTuple):
    """A version of a standard reply. Without a topic it suits any, without a unit every one."""

    id: UUID
    version: int
    title: str
    topic: str | None
    unit: str | None
    words: str
    retired: bool
    written_by: str
    written_at: datetime


class Outcome(NamedTuple):
    """What became of a version: how often it was sent, how often to say that a case is done, and what citizens said."""

    used: int = 0
    answers: int = 0
    confirmed: int = 0
    disputed: int = 0
    silent: int = 0
    """Closed because nobody said anything."""

    @property
    def judged(self) -> int:
        """Answers on which a citizen spoke."""
        return self.confirmed + self.disputed

    @property
    def awaited(self) -> int:
        """Answers of which nothing has become yet."""
        return self.answers - self.judged - self.silent


NOTHING = Outcome()


class Draft(NamedTuple):
    """What somebody wants a reply to be. `seen` is the version they looked at, 0 for a new one."""

    title: str
    topic: str | None
    unit: str | None
    words: str
    seen: int = 0


class StandardReplies:
    """Rows are only added."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def current(self, *, retired: bool = False) -> Sequence[Reply]:
        """The last version of every reply, by title; of retired ones only where asked for."""
        row = StandardReplyRow
        async with self._database.reading() as session:
            last = select(row).ext(distinct_on(col(row.reply_id))).order_by(col(row.reply_id), col(row.version).desc())
            rows = (await session.exec(last)).all()
        found = (_reply(one) for one in rows if retired or not one.retired)
        return sorted(found, key=lambda one: (one.retired, one.title.casefold()))

    async def versions(self, reply_id: UUID) -> Sequence[Reply]:
        """All versions, the last one first; raises NotFound."""
        row = StandardReplyRow
        asked = select(row).where(col(row.reply_id) == reply_id).order_by(col(row.version).desc())
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        if not rows:
            raise NotFound()
        return [_reply(one) for one in rows]

    async def changes(self, most: int, until: datetime | None = None) -> list[tuple[Reply, Reply | None]]:
        """The latest versions, before `until` where it is given, newest first; each with the one before it."""
        row = StandardReplyRow
        asked = select(row).order_by(col(row.written_at).desc()).limit(most)
        if until is not None:
            asked = asked.where(col(row.written_at) < until)
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
            earlier = tuple_(col(row.reply_id), col(row.version)).in_([(one.reply_id, one.version - 1) for one in rows])
            before = {
                (one.reply_id, one.version): one for one in (await session.exec(select(row).where(earlier))).all()
            }
        found = ((one, before.get((one.reply_id, one.version - 1))) for one in rows)
        return [(_reply(one), _reply(past) if past else None) for one, past in found]

    async def write(self, by: Actor, draft: Draft, reply_id: UUID | None = None, *, retired: bool = False) -> UUID:
        """A new reply, or a new version of one. Raises Invalid, NotFound or Stale."""
        _check(by, draft)
        before = (await self.versions(reply_id))[0] if reply_id else None
        if before is not None and not may_write(by, before.unit):
            raise NotFound()
        if draft.seen != (before.version if before else 0):
            raise Stale()
        written = reply_id or uuid7()
        row = StandardReplyRow(
            reply_id=written,
            version=draft.seen + 1,
            title=draft.title,
            topic=draft.topic,
            unit=draft.unit,
            words=draft.words,
            retired=retired,
            written_by=by.name_in_log,
            written_at=self._clock.now(),
        )
        try:
            async with self._database.transaction() as session:
                session.add(row)
        except IntegrityError as lost:  # of two who write at once the first is kept
            raise Stale() from lost
        return written

    async def used(self, complaint_id: UUID, words_id: UUID, reply: tuple[UUID, int], move: str) -> None:
        """Note that words of a case began as this version of a reply; once."""
        values: dict[str, Any] = {
            "complaint": complaint_id,
            "words": words_id,
            "reply": reply[0],
            "version": reply[1],
            "move": move,
            "at": self._clock.now(),
        }
        async with self._database.transaction() as session:
            await session.exec(_USE, params=values)  # type: ignore[call-overload]

    async def outcomes(self) -> Mapping[tuple[UUID, int], Outcome]:
        """What became of each version that was ever sent; of reports of wrongdoing nothing is counted."""
        async with self._database.reading() as session:
            rows = (await session.exec(_OUTCOMES)).all()  # type: ignore[call-overload]
        return {(one[0], one[1]): Outcome(*one[2:]) for one in rows}

    async def sent(self, reply_id: UUID, version: int) -> Sequence[str]:
        """What was sent with a version, as far as it is still there; for figures, never to be shown whole.

        Of what is confidential or about wrongdoing nothing: who mends a reply need not be one of those who read it.
        """
        values = {"reply": reply_id, "version": version, "most": LOOKED_AT}
        async with self._database.reading() as session:
            return [one[0] for one in (await session.exec(_SENT, params=values)).all()]  # type: ignore[call-overload]


def may_write(by: Actor, unit: str | None) -> bool:
    """Administrators write all replies, heads those of their unit and of those below it."""
    return by.holds_role(Role.ADMINISTRATOR) or (unit is not None and unit in by.reach(Role.HEAD))


def _check(by: Actor, draft: Draft) -> None:
    faults = {
        "title": "" if 0 < len(draft.title) <= TITLE_LONGEST else _TITLE,
        "words": fault(draft.words) if 0 < len(draft.words) <= WORDS_LONGEST else _WORDS,
        "unit": "" if may_write(by, draft.unit) else _NOT_YOURS,
    }
    faults = {name: one for name, one in faults.items() if one}
    if faults:
        raise Invalid(fields=faults)


def _reply(row: StandardReplyRow) -> Reply:
    return Reply(*(getattr(row, "reply_id" if name == "id" else name) for name in Reply._fields))
