"""Exported group chats while an officer chooses from them: sealed, for that officer alone, and gone within a day.

Of messages that were filed a keyed hash stays with their case, so that the same chat brought again shows which ones.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from complaints.complaint import Complaint
from complaints.events import Recorded, WordsErased
from complaints.group_chats import Message
from complaints.group_exports import Export
from complaints.tables import GroupFileRow, GroupImportRow, GroupMessageRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import Write, table_of, write_all

KEPT = timedelta(days=1)
_CHAT, _FILE, _NAME, _PURPOSE = "group_imports.chat", "group_files.content", "group_files.name", "group message"
_GONE = _("Unggahan ini sudah dihapus. Unggah lagi ekspor grupnya bila masih perlu.")


class GroupImports:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def keep(self, officer: UUID, export: Export) -> UUID:
        """Keep an upload until its officer has chosen; what they brought before is forgotten."""
        import_id = uuid4()
        chat = msgspec.json.encode(export.chat).decode()
        row = {
            "import_id": import_id,
            "officer_id": officer,
            "chat": self._keys.seal(chat, _CHAT),
            "made_at": self._clock.now(),
        }
        files = [
            {
                "import_id": import_id,
                "name": self._name(name),
                "content": self._keys.seal(b64encode(data).decode(), _FILE),
            }
            for name, data in export.pictures.items()
        ]
        async with self._database.transaction() as session:
            earlier = select(GroupImportRow.import_id).where(GroupImportRow.officer_id == officer)
            await session.exec(delete(GroupFileRow).where(col(GroupFileRow.import_id).in_(earlier)))
            await session.exec(delete(GroupImportRow).where(col(GroupImportRow.officer_id) == officer))
            await write_all(session, [Write(GroupImportRow, row), *(Write(GroupFileRow, file) for file in files)])
        return import_id

    async def open(self, officer: UUID, import_id: UUID) -> tuple[Message, ...]:
        """The messages of an upload of this officer's; raises NotFound where it is gone, or another's."""
        row = GroupImportRow
        asked = select(row.chat).where(
            row.import_id == import_id, row.officer_id == officer, row.made_at > self._clock.now() - KEPT
        )
        async with self._database.reading() as session:
            sealed = (await session.exec(asked)).first()
        if sealed is None:
            raise NotFound(_GONE)
        try:
            return msgspec.json.decode(self._keys.open(sealed, _CHAT), type=tuple[Message, ...])
        except CannotOpen as wrong:
            raise NotFound(_GONE) from wrong

    async def pictures(self, import_id: UUID, names: Sequence[str]) -> dict[str, bytes]:
        """Those of these files that came with the upload; the caller has opened it."""
        wanted = {self._name(name): name for name in names}
        row = GroupFileRow
        async with self._database.reading() as session:
            found = await session.exec(
                select(row.name, row.content).where(row.import_id == import_id, col(row.name).in_(wanted))
            )
            return {wanted[name]: b64decode(self._keys.open(content, _FILE)) for name, content in found.all()}

    async def held(self, import_id: UUID, names: Sequence[str]) -> frozenset[str]:
        """Which of these files came with the upload."""
        wanted = {self._name(name): name for name in names}
        row = GroupFileRow
        async with self._database.reading() as session:
            found = await session.exec(select(row.name).where(row.import_id == import_id, col(row.name).in_(wanted)))
            return frozenset(wanted[name] for name in found.all())

    async def end(self, officer: UUID, import_id: UUID) -> None:
        """Somebody is done with it."""
        row = GroupImportRow
        async with self._database.transaction() as session:
            mine = (col(row.import_id) == import_id) & (col(row.officer_id) == officer)
            if (await session.exec(delete(row).where(mine))).rowcount:
                await session.exec(delete(GroupFileRow).where(col(GroupFileRow.import_id) == import_id))

    def digest(self, message: Message) -> bytes:
        """The same for the same message in every export of the chat, from whichever telephone.

        It is without who said it: each telephone calls them by a name of its own.
        """
        told = (
            f"{message.at:%Y-%m-%dT%H:%M}\0{' '.join(message.text.split())}\0{len(message.files) or message.omitted:d}"
        )
        return self._keys.mac(_PURPOSE, told.encode("utf-8", "replace"))[:16]

    async def known(self, digests: Sequence[bytes]) -> frozenset[bytes]:
        """Those of these messages that were filed."""
        row = GroupMessageRow
        async with self._database.reading() as session:
            return frozenset((await session.exec(select(row.digest).where(col(row.digest).in_(digests)))).all())

    async def note(self, complaint_id: UUID, digests: Iterable[bytes]) -> None:
        """These messages are this complaint."""
        rows = [{"complaint_id": complaint_id, "digest": one} for one in dict.fromkeys(digests)]
        if rows:
            async with self._database.transaction() as session:
                await session.exec(insert(table_of(GroupMessageRow)).values(rows).on_conflict_do_nothing())

    async def sweep(self) -> int:
        """Forget what is older than a day; how many uploads there were."""
        old = select(GroupImportRow.import_id).where(GroupImportRow.made_at <= self._clock.now() - KEPT)
        async with self._database.transaction() as session:
            await session.exec(delete(GroupFileRow).where(col(GroupFileRow.import_id).in_(old)))
            return (await session.exec(delete(GroupImportRow).where(col(GroupImportRow.import_id).in_(old)))).rowcount

    def _name(self, name: str) -> str:
        return self._keys.blind(name, _NAME).hex()


def messages_erased(complaint: Complaint, recorded: Sequence[Recorded]) -> Iterable[Write]:
    """A reaction: with a case's words goes from which messages they came."""
    if any(isinstance(one.event, WordsErased) for one in recorded):
        yield Write(GroupMessageRow, {"complaint_id": complaint.id}, "forget")
