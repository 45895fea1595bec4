"""What somebody wishes that the conversation alone cannot do: file, join, link, look up, forget."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.chat_files import ChatFiles
from bots.draft import Draft
from bots.drafts import Drafts
from bots.filing import command_of, receipt, reporter_of
from bots.refusing import refused
from bots.replies import Reply
from bots.rooms import Rooms
from bots.tables import ChatFileRow, ReplyRow
from bots.turns import Known, Turn
from complaints import commands as c
from complaints import ticket
from complaints.kinds import OPEN, Status
from complaints.labels import STATUS
from complaints.report import said
from complaints.tables import ComplaintRow
from complaints.ticket import show
from foundation.errors import Invalid, NotFound, ServiceError
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import ANYONE, Actor
from people.telegram import Chat, Chats, follower_of, make_link, redeem

FORM_LASTS = timedelta(hours=24)
"""How long the link to the web form can be used."""
MOST_CASES = 10
_OPEN = sorted(map(str, OPEN))
_OPEN_CASES = (
    "SELECT c.code FROM telegram_cases t JOIN complaints c USING (complaint_id) "
    "WHERE t.chat_id = $1 AND t.role = 'reporter' AND c.status = ANY($2) LIMIT 2"
)

_FORM = _("Tautan ini hanya untuk Anda, sekali pakai, dan berlaku 24 jam: {address}")
_NO_CASES = _("Belum ada aduan yang diikuti di percakapan ini. Tulis saja apa yang ingin Anda laporkan.")
_CASE = _("{code}: {status}. {address}")
_SPEAKS = _("Baik, kami memakai bahasa Indonesia.")
_LINK_USED = _("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta tautan baru di halaman aduan Anda.")
_FOLLOWED = _("Kabar tentang aduan {code} akan kami kirim di sini.")
_OFFICER_LINKED = _("Akun petugas Anda terhubung dengan percakapan ini.")
_ADDED = _("Terima kasih, sudah kami tambahkan ke aduan {code}.")
_JOINED = _("Terima kasih. Anda ikut melaporkan aduan {code}, dan kabarnya kami kirim di sini.")
_NOT_JOINED = _("Aduan itu tidak dapat diikuti lagi. Laporan Anda masih ada; silakan kirim.")
_ERASED = _("Data Anda di percakapan ini sudah dihapus, juga isi aduan yang Anda kirim dari sini.")


class Asking(NamedTuple):
    """A wish, with the update and the chat it came from and the draft before it."""

    update: int
    chat: Chat
    before: Draft | None
    turn: Turn
    known: Known


class Outcome(NamedTuple):
    """The draft as it is afterwards, what there is to say, and whether the draft became a complaint."""

    draft: Draft | None
    replies: tuple[Reply, ...] = ()
    filed: bool = False
    erased: bool = False
    """Whether the chat is to be forgotten once this was said."""


def _mended(draft: Draft, error: ServiceError, known: Known) -> Outcome:
    """The draft stays; what is wrong is said, and asked for anew."""
    fields = error.fields if isinstance(error, Invalid) else {}
    turn = refused(draft, fields or {"": error.sentence}, known)
    return Outcome(turn.draft, turn.replies)


class Wishes:
    """Each is done in the transaction of its update, which holds the chat."""

    def __init__(self, rooms: Rooms, chats: Chats, drafts: Drafts, files: ChatFiles) -> None:
        self._rooms, self._chats, self._drafts, self._files = rooms, chats, drafts, files

    async def do(self, session: AsyncSession, asking: Asking) -> Outcome:
        """What came of the wish of a turn; raises LostRace where all of it has to be done again."""
        turn = asking.turn
        match turn.wish:
            case "file":
                return await self._file(session, asking)
            case "join":
                return await self._join(session, asking)
            case "add":
                return await self._add(session, asking)
            case "sealed_link":
                return Outcome(turn.draft, (await self._form(session, asking.chat),))
            case "language":
                await self._chats.speak(session, asking.chat.id, turn.wish_argument)
                return Outcome(turn.draft, (Reply((_SPEAKS,)),))
            case "status" | "mine":
                return Outcome(turn.draft, (await self._cases(session, asking.chat, turn.wish_argument),))
            case "start" if turn.wish_argument:
                return Outcome(turn.draft, (await self._start(session, asking.chat, turn.wish_argument),))
            case "erase":
                return await self._erase(session, asking)
            case "cancel":
                return Outcome(None)
        return Outcome(turn.draft)

    async def open_case(self, session: AsyncSession, chat_id: UUID) -> str | None:
        """The code of the one open case that was told in this chat, if there is exactly one."""
        connection = await session.connection()
        codes = (await connection.exec_driver_sql(_OPEN_CASES, (chat_id, _OPEN))).all()
        return codes[0][0] if len(codes) == 1 else None

    async def _file(self, session: AsyncSession, asking: Asking) -> Outcome:
        rooms, chat = self._rooms, asking.chat
        draft = asking.turn.draft or asking.before
        if draft is None:
            return Outcome(None)
        region = await rooms.region.current()
        complaint_id, actor = reporter_of(draft)
        try:
            await rooms.limits.count(rooms.filing_limit, f"telegram:{chat.id}")
            command = command_of(draft, region, rooms.keys, await rooms.today())
            order = c.Order(complaint_id, command, f"telegram:{asking.update}")
            complaint = await rooms.handling.handle(order, actor, within=session)
        except ServiceError as error:
            return _mended(draft, error, asking.known)
        now = rooms.clock.now()
        await self._chats.follow(session, chat.id, complaint_id, "reporter", now)
        await self._files.note(session, chat.id, complaint_id, draft.files, now)
        sent = await self._files.filed(session, complaint_id, now)
        address = rooms.pages.follow(complaint.code, complaint_id)
        return Outcome(None, (receipt(complaint, region, chat.language, address, files=sent > 0),), filed=True)

    async def _join(self, session: AsyncSession, asking: Asking) -> Outcome:
        """Only what everybody may read can be joined; the road sees to that."""
        rooms, chat = self._rooms, asking.chat
        try:
            code = ticket.read(asking.turn.wish_argument)
            complaint_id = await rooms.queries.find(code)
            follower = follower_of(complaint_id, chat.id)
            followed = {case.complaint_id for case in await self._chats.cases_of(session, chat.id)}
            if complaint_id not in followed:
                order = c.Order(complaint_id, c.Join(follower, reachable=True), f"telegram:{asking.update}")
                await rooms.handling.handle(order, ANYONE, within=session)
        except ServiceError:
            return Outcome(asking.turn.draft or asking.before, (Reply((_NOT_JOINED,)),))
        await self._chats.follow(session, chat.id, complaint_id, "follower", rooms.clock.now())
        return Outcome(None, (Reply((Sentence(_JOINED, code=show(code)),)),))

    async def _add(self, session: AsyncSession, asking: Asking) -> Outcome:
        """The draft is what its reporter has to say to an open case: an answer where one was asked for."""
        rooms, chat, draft = self._rooms, asking.chat, asking.turn.draft or asking.before
        if draft is None:
            return Outcome(None)
        try:
            complaint_id = await self._own(session, chat, asking.turn.wish_argument)
            if draft.worded:
                waiting = select(ComplaintRow.status).where(col(ComplaintRow.complaint_id) == complaint_id)
                asked = (await session.exec(waiting)).first() == str(Status.WAITING)
                words = said(draft.text, field="text")
                command = c.Answer(words) if asked else c.Supplement(words)
                order = c.Order(complaint_id, command, f"telegram:{asking.update}")
                await rooms.handling.handle(order, Actor(kind="citizen", holds=complaint_id), within=session)
        except ServiceError as error:
            return _mended(draft, error, asking.known)
        await self._files.note(session, chat.id, complaint_id, draft.files, rooms.clock.now(), filed=True)
        return Outcome(None, (Reply((Sentence(_ADDED, code=show(ticket.read(asking.turn.wish_argument))),)),))

    async def _own(self, session: AsyncSession, chat: Chat, written: str) -> UUID:
        """The case with this code that was told in this chat; raises Invalid or NotFound."""
        told = [case.complaint_id for case in await self._chats.cases_of(session, chat.id) if case.role == "reporter"]
        found = select(ComplaintRow.complaint_id).where(
            col(ComplaintRow.code) == ticket.read(written), col(ComplaintRow.complaint_id).in_(told)
        )
        own = (await session.exec(found)).first()
        if own is None:
            raise NotFound()
        return own

    async def _form(self, session: AsyncSession, chat: Chat) -> Reply:
        token = await make_link(session, "form", chat.id, self._rooms.clock.now() + FORM_LASTS)
        return Reply((Sentence(_FORM, address=self._rooms.pages.form(token)),))

    async def _cases(self, session: AsyncSession, chat: Chat, written: str) -> Reply:
        """How the cases of the chat stand, the newest first; a code picks one."""
        cases = await self._chats.cases_of(session, chat.id)
        roles = {case.complaint_id: case.role for case in cases}
        found = select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(list(roles)))
        if written:
            try:
                found = found.where(col(ComplaintRow.code) == ticket.read(written))
            except Invalid as error:
                return Reply((error.sentence,))
        rows = (await session.exec(found.order_by(col(ComplaintRow.received_at).desc()).limit(MOST_CASES))).all()
        if not rows:
            return Reply((_NO_CASES,))
        return Reply(tuple(self._line(row, own=roles[row.complaint_id] == "reporter") for row in rows))

    def _line(self, row: ComplaintRow, *, own: bool) -> Sentence:
        pages = self._rooms.pages
        address = pages.follow(row.code, row.complaint_id) if own else pages.public(row.code)
        return Sentence(_CASE, code=show(row.code), status=Sentence(STATUS[Status(row.status)]), address=address)

    async def _start(self, session: AsyncSession, chat: Chat, token: str) -> Reply:
        """A link from a page: the follow page of a case, or the profile of an officer."""
        now = self._rooms.clock.now()
        used = await redeem(session, token, now, "case", "officer")
        if used is None:
            return Reply((_LINK_USED,))
        if used.purpose == "officer":
            await self._chats.link_officer(session, chat.id, used.subject, now)
            return Reply((_OFFICER_LINKED,))
        code = (await session.exec(select(ComplaintRow.code).where(ComplaintRow.complaint_id == used.subject))).one()
        await self._chats.follow(session, chat.id, used.subject, "reporter", now)
        return Reply((Sentence(_FOLLOWED, code=show(code)),))

    async def _erase(self, session: AsyncSession, asking: Asking) -> Outcome:
        """Everything of the chat but its number at Telegram, which goes once the last word was said."""
        chat = asking.chat
        for case in await self._chats.cases_of(session, chat.id):
            if case.role == "reporter":
                actor = Actor(kind="citizen", holds=case.complaint_id)
                order = c.Order(case.complaint_id, c.Erase(), f"telegram:{asking.update}")
                await self._rooms.handling.handle(order, actor, within=session)
        if asking.before is not None:
            await self._drafts.drop(session, chat.id, asking.before.id)
        await session.exec(delete(ChatFileRow).where(col(ChatFileRow.chat_id) == chat.id))
        await session.exec(delete(ReplyRow).where(col(ReplyRow.chat_id) == chat.id))
        await self._chats.forget_cases(session, chat.id)
        return Outcome(None, (Reply((_ERASED,)),), erased=True)
