"""An update worked through: one transaction, from its number to the replies that are owed; then they are sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.case_list import MOST, cases_in
from bots.case_messages import belong, case_of
from bots.case_presses import named
from bots.case_talk import for_case
from bots.chat_files import ChatFiles, may_tell_its_place
from bots.draft import Draft, Noted, Step
from bots.drafts import Drafts
from bots.forgetting import LAST_WORD
from bots.inputs import AnyInput, Incoming, Pressed, Sent, Wrote
from bots.knowing import Knowing, foreseen
from bots.outcomes import Asking
from bots.owing import Owing
from bots.replies import Reply
from bots.rooms import Rooms
from bots.turns import Known, Turn
from bots.unsaying import unsaid
from bots.wishes import Wishes
from complaints.commands import filing_id
from complaints.given import Asked
from complaints.handling import LostRace
from foundation.database import plainly
from foundation.language import mark as _
from people.telegram import Chat, Chats

TRIES = 6
_SEEN = "INSERT INTO telegram_updates (update_id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1"
READ_AGAIN = 3
"""How often the words are read again because the draft grew meanwhile, before what was read must do."""
_NOT_IN_GROUPS = _(
    "Maaf, kami tidak menerima laporan di grup agar data Anda tidak terbaca orang lain. "
    "Silakan kirim pesan langsung kepada kami."
)

Talk = Callable[[Draft | None, AnyInput, Known], Turn]
Vanish = Callable[[int, Sequence[int]], Awaitable[None]]
"""Takes messages away from a chat at Telegram, as far as Telegram lets us; raises nothing."""

Answer = Callable[[str], Awaitable[None]]
"""Tells Telegram that a button was understood, so that it stops turning; raises nothing."""


class Done(NamedTuple):
    """What is left to do after the commit: the chat to which something is owed, and messages that are to vanish."""

    chat_id: UUID | None = None
    vanish: tuple[int, ...] = ()
    query: str | None = None
    """Of a button: what Telegram waits for, unless one of the replies answers it."""


class ReadTooEarly(Exception):
    """The draft grew between reading its words and locking it."""


@dataclass(frozen=True)
class _Looked:
    """What was read before the transaction, and of which words."""

    asked: Asked
    known: Known
    final: bool


class Intake:
    """Takes in updates, in any order, doubled, from any number of replicas at once."""

    def __init__(
        self,
        rooms: Rooms,
        chats: Chats,
        drafts: Drafts,
        files: ChatFiles,
        owing: Owing,
        wishes: Wishes,
        talk: Talk,
        vanish: Vanish,
        answer: Answer,
    ) -> None:
        self._rooms, self._chats, self._drafts, self._files = rooms, chats, drafts, files
        self._owing, self._wishes = owing, wishes
        self._talk, self._vanish, self._answer = talk, vanish, answer
        self._knowing = Knowing(rooms, talk)

    async def receive(self, incoming: Incoming) -> None:
        """Committed when it returns; the same update again changes nothing. What it raises may be tried again."""
        if incoming.kind == "channel" or (incoming.kind == "group" and not incoming.addressed):
            return
        done = await self._committed(incoming)
        if done.chat_id is not None:
            await self._owing.send_now(done.chat_id)
        if done.query is not None:
            await self._answer(done.query)
        if done.vanish:
            await self._vanish(incoming.chat, done.vanish)

    async def _committed(self, incoming: Incoming) -> Done:
        tries = 0
        while True:
            tries += 1
            looked = await self._look(incoming, final=tries > READ_AGAIN)
            try:
                async with self._rooms.database.transaction() as session:
                    return await self._work(session, incoming, looked)
            except ReadTooEarly:
                continue
            except LostRace:
                if tries >= TRIES:
                    raise

    async def _look(self, incoming: Incoming, *, final: bool) -> _Looked | None:
        """Read the words with the draft as it is now, unlocked: reading takes long, and asks other pools."""
        if incoming.input is None or incoming.kind != "private":
            return None
        async with self._rooms.database.at_once() as connection:
            chat = await self._chats.find(connection, incoming.chat)
            draft = await self._drafts.load(connection, chat.id) if chat else None
        about, sent = False, incoming.input
        if chat is not None and isinstance(sent, Wrote | Sent) and (sent.edited or sent.replies_to is not None):
            async with self._rooms.database.reading() as session:
                about = await self._about(session, chat, draft, sent) is not None
        asked = foreseen(draft, sent, about=about)
        known = await self._knowing.known(asked, draft, sent, of_case=for_case(draft, sent, about))
        return _Looked(asked, known, final)

    async def _work(self, session: AsyncSession, incoming: Incoming, looked: _Looked | None) -> Done:
        now = self._rooms.clock.now()
        if not await plainly(session, _SEEN, incoming.update, now):
            return Done()
        chat = await self._chats.held(session, incoming.chat, incoming.language, now)
        if incoming.blocked:
            await self._chats.died(session, chat.id, now)
            return Done()
        if not chat.alive:
            await self._chats.revived(session, chat.id)
        if incoming.kind == "group":
            return Done(await self._owe(session, incoming, chat, (Reply((_NOT_IN_GROUPS,)),)))
        if incoming.input is None or looked is None:
            return Done()
        return await self._converse(session, incoming, incoming.input, chat, looked)

    async def _converse(
        self, session: AsyncSession, incoming: Incoming, sent: AnyInput, chat: Chat, looked: _Looked
    ) -> Done:
        draft = await self._drafts.load(session, chat.id)
        late = await self._late_for_its_report(session, chat, draft, sent)
        if late is not None and isinstance(sent, Sent):
            if not sent.caption.strip():
                return await self._joins(session, chat, late, sent)
            about: UUID | None = late
            sent = msgspec.structs.replace(sent, replies_to=0)
        else:
            about = await self._about(session, chat, draft, sent)
            if foreseen(draft, sent, about=about is not None) != looked.asked and not looked.final:
                raise ReadTooEarly
        cases = await cases_in(session, chat.id, self._rooms, named(draft, sent), about)
        known = msgspec.structs.replace(
            looked.known,
            cases=cases,
            about=next((case.code for case in cases if about is not None and case.id == about), None),
            officer=chat.officer is not None,
            name=incoming.name or None,
            photo_place=await self._files.taken_at(session, filing_id(draft.id))
            if _may_tell_its_place(draft)
            else None,
        )
        turn = self._talk(draft, sent, known)
        asking = Asking(incoming.update, chat, draft, turn, known)
        outcome = await self._wishes.do(session, asking)
        await self._keep(session, chat.id, draft, outcome.draft, filed=outcome.filed)
        ours = await self._unsaid(session, chat.id, draft, outcome.draft, sent)
        replies = (*turn.replies, *outcome.replies)
        if draft is not None and outcome.draft is None and not outcome.erased:
            replies = _parting(replies, sent)
        owed = await self._owe(session, incoming, chat, replies, LAST_WORD if outcome.erased else "")
        waits = isinstance(sent, Pressed) and not any(reply.toast for reply in replies)
        return Done(owed, (*turn.forget, *ours), sent.query if isinstance(sent, Pressed) and waits else None)

    async def _unsaid(
        self, session: AsyncSession, chat_id: UUID, before: Draft | None, after: Draft | None, sent: AnyInput
    ) -> tuple[int, ...]:
        """Messages of ours that are to vanish because the report is not for a chat; what is said next stays."""
        sealed = after is not None and after.step is Step.SEALED
        if before is None or not sealed or after is None or after.id == before.id:
            return ()
        said = await unsaid(session, self._rooms.keys, chat_id, before.id)
        return tuple(one for one in said if not (isinstance(sent, Pressed) and one == sent.message))

    async def _about(self, session: AsyncSession, chat: Chat, draft: Draft | None, sent: AnyInput) -> UUID | None:
        """The case that a reply or an edit is about; None for what is about none, or edits what the draft holds."""
        if not isinstance(sent, Wrote | Sent):
            return None
        if sent.edited:
            held = draft is not None and draft.holds(sent.message)
            return None if held else await case_of(session, chat.id, sent.message)
        return await case_of(session, chat.id, sent.replies_to) if sent.replies_to is not None else None

    async def _late_for_its_report(
        self, session: AsyncSession, chat: Chat, draft: Draft | None, sent: AnyInput
    ) -> UUID | None:
        """The report of an album, if this is a picture of one whose report was sent already: it joins that report.

        An album comes in one update a picture, in any order; somebody may have pressed the last button meanwhile.
        """
        if not isinstance(sent, Sent) or not sent.album or sent.edited:
            return None
        waiting = (*draft.files, *(draft.pending.files if draft.pending else ())) if draft is not None else ()
        if any(one.album == sent.album for one in waiting):
            return None
        told = [case.complaint_id for case in await self._chats.cases_of(session, chat.id) if case.role == "reporter"]
        return await self._files.came_with(session, chat.id, sent.album, told[:MOST]) if told else None

    async def _joins(self, session: AsyncSession, chat: Chat, complaint_id: UUID, sent: Sent) -> Done:
        """A further picture without words; it was answered with the first."""
        now, noted = self._rooms.clock.now(), Noted(sent.message, sent.file, sent.album)
        await self._files.note(session, chat.id, complaint_id, [noted], now, filed=True)
        await belong(session, chat.id, complaint_id, [sent.message], now)
        return Done()

    async def _keep(
        self, session: AsyncSession, chat_id: UUID, before: Draft | None, after: Draft | None, *, filed: bool
    ) -> None:
        now = self._rooms.clock.now()
        if before is not None and not filed and (after is None or after.id != before.id):
            await self._drafts.drop(session, chat_id, before.id)
        if after is None:
            if filed:
                await self._drafts.delete(session, chat_id)
            return
        if after != before:
            await self._drafts.save(session, chat_id, after, now)
        held = {one.file.unique for one in before.files} if before is not None and before.id == after.id else set()
        wanted = {one.file.unique for one in after.files}
        new = [one for one in after.files if one.file.unique not in held]
        await self._files.note(session, chat_id, filing_id(after.id), new, now)
        if held - wanted:
            await self._files.leave_out(session, filing_id(after.id), held - wanted)

    async def _owe(
        self, session: AsyncSession, incoming: Incoming, chat: Chat, replies: Sequence[Reply], ending: str = ""
    ) -> UUID | None:
        for number, reply in enumerate(replies):
            await self._owing.owe(session, chat.id, f"{incoming.update}:{number}{ending}", reply)
        return chat.id if replies else None


def _parting(replies: Sequence[Reply], sent: AnyInput) -> tuple[Reply, ...]:
    """The last words about a draft: what was shown of it stays to be read, the buttons under it vanish."""
    if not replies or not isinstance(sent, Pressed) or any(one.instead_of or one.toast for one in replies):
        return tuple(replies)
    first, *more = replies
    return (msgspec.structs.replace(first, instead_of=sent.message, beside=True), *more)


def _may_tell_its_place(draft: Draft | None) -> TypeGuard[Draft]:
    return draft is not None and any(may_tell_its_place(one.file) for one in draft.files)
