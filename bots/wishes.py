"""What somebody wishes that the conversation alone cannot do: file, join, link, look up, forget."""

from datetime import timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.alert_talk import AlertTalk
from bots.case_list import CaseList, cases_in
from bots.case_messages import belong, forget_messages
from bots.case_wishes import CaseWishes, added
from bots.case_words import told_in
from bots.chat_files import ChatFiles
from bots.draft import Draft
from bots.drafts import Drafts
from bots.filing import command_of, receipt, reporter_of
from bots.outcomes import Asking, Outcome
from bots.refusing import refused
from bots.replies import Reply
from bots.rooms import Rooms
from bots.tables import ChatFileRow, ReplyRow
from bots.turns import Known
from complaints import commands as c
from complaints import ticket
from complaints.tables import ComplaintRow
from complaints.ticket import show
from foundation.errors import Invalid, NotFound, ServiceError
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import ANYONE, Actor
from people.alerts import stop_in_chat
from people.telegram import Chat, Chats, case_of_link, follower_of, make_link, redeem

FORM_LASTS = timedelta(hours=24)
"""How long the link to the web form can be used."""
_FORM = _("Tautan ini hanya untuk Anda, sekali pakai, dan berlaku 24 jam: {address}")
_SPEAKS = _("Baik, kami memakai bahasa Indonesia.")
_LINK_USED = _("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta tautan baru di halaman aduan Anda.")
_FOLLOWED = _("Kabar tentang aduan {code} akan kami kirim di sini.")
_OFFICER_LINKED = _("Akun petugas Anda terhubung dengan percakapan ini.")
_JOINED = _("Terima kasih. Anda ikut melaporkan aduan {code}, dan kabarnya kami kirim di sini.")
_NOT_JOINED = _("Aduan itu tidak dapat diikuti lagi. Laporan Anda masih ada; silakan kirim.")
_ERASED = _("Data Anda di percakapan ini sudah dihapus, juga isi aduan yang Anda kirim dari sini.")


def _mended(draft: Draft, error: ServiceError, known: Known) -> Outcome:
    """The draft stays; what is wrong is said, and asked for anew."""
    fields = error.fields if isinstance(error, Invalid) else {}
    turn = refused(draft, fields or {"": error.sentence}, known)
    return Outcome(turn.draft, turn.replies)


class Wishes:
    """Each is done in the transaction of its update, which holds the chat."""

    def __init__(self, rooms: Rooms, chats: Chats, drafts: Drafts, files: ChatFiles) -> None:
        self._rooms, self._chats, self._drafts, self._files = rooms, chats, drafts, files
        self._cases, self._list = CaseWishes(rooms, chats, files), CaseList(rooms)
        self._alerts = AlertTalk(rooms)

    async def do(self, session: AsyncSession, asking: Asking) -> Outcome:
        """What came of the wish of a turn; raises LostRace where all of it has to be done again."""
        turn = asking.turn
        if turn.act is not None:
            return await self._cases.do(session, asking, turn.act)
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
                told = await self._list.told(session, asking.chat, asking.known.cases, turn.wish_argument)
                return Outcome(turn.draft, told)
            case "alerts":
                return Outcome(turn.draft, await self._alerts.told(session, asking.chat, turn.wish_argument))
            case "start" if turn.wish_argument:
                return Outcome(turn.draft, await self._start(session, asking.chat, turn.wish_argument))
            case "erase":
                return await self._erase(session, asking)
            case "cancel":
                return Outcome(None)
        return Outcome(turn.draft)

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
        await belong(session, chat.id, complaint_id, draft.messages, now)
        sent = await self._files.filed(session, complaint_id, now)
        address = rooms.pages.follow(complaint.code, complaint_id)
        return Outcome(None, (receipt(complaint, region, chat.language, address, files=sent > 0),), filed=True)

    async def _join(self, session: AsyncSession, asking: Asking) -> Outcome:
        """Only what everybody may read can be joined; the road sees to that."""
        rooms, chat, draft = self._rooms, asking.chat, asking.turn.draft or asking.before
        try:
            code = ticket.read(asking.turn.wish_argument)
            complaint_id = await rooms.queries.find(code)
            follower = follower_of(complaint_id, chat.id)
            followed = {case.complaint_id for case in await self._chats.cases_of(session, chat.id)}
            if complaint_id not in followed:
                order = c.Order(complaint_id, c.Join(follower, reachable=True), f"telegram:{asking.update}")
                await rooms.handling.handle(order, ANYONE, within=session)
        except ServiceError:
            return Outcome(draft, (Reply((_NOT_JOINED,)),))
        now = rooms.clock.now()
        await self._chats.follow(session, chat.id, complaint_id, "follower", now)
        await belong(session, chat.id, complaint_id, draft.messages if draft else (), now)
        return Outcome(None, (Reply((Sentence(_JOINED, code=show(code)),), about=complaint_id),))

    async def _add(self, session: AsyncSession, asking: Asking) -> Outcome:
        """The draft is what its reporter has to say to an open case: an answer where one was asked for."""
        draft = asking.turn.draft or asking.before
        if draft is None:
            return Outcome(None)
        case = asking.known.case(asking.turn.wish_argument)
        try:
            if case is None or not case.own:
                raise NotFound()
            await self._cases.say(session, asking, case, told_in(draft, case.asks), draft.files)
        except ServiceError as error:
            return _mended(draft, error, asking.known)
        await self._cases.keep_messages(session, asking, case, draft.said, draft.files)
        return Outcome(None, (added(case),))

    async def _form(self, session: AsyncSession, chat: Chat) -> Reply:
        token = await make_link(session, "form", chat.id, self._rooms.clock.now() + FORM_LASTS)
        return Reply((Sentence(_FORM, address=self._rooms.pages.form(token)),))

    async def _start(self, session: AsyncSession, chat: Chat, token: str) -> tuple[Reply, ...]:
        """A link from a page: the follow page of a case, the profile of an officer, or that of alerts."""
        now = self._rooms.clock.now()
        used = await redeem(session, token, now, "case", "officer", "alert")
        if used is None:
            return await self._start_again(session, chat, token)
        if used.purpose == "officer":
            await self._chats.link_officer(session, chat.id, used.subject, now)
            return (Reply((_OFFICER_LINKED,)),)
        if used.purpose == "alert":
            return await self._alerts.begun(session, chat, used.subject)
        code = (await session.exec(select(ComplaintRow.code).where(ComplaintRow.complaint_id == used.subject))).one()
        await self._chats.follow(session, chat.id, used.subject, "reporter", now)
        followed = Reply((Sentence(_FOLLOWED, code=show(code)),), about=used.subject)
        return (
            followed,
            *await self._list.told(session, chat, await cases_in(session, chat.id, self._rooms, (code,)), code),
        )

    async def _start_again(self, session: AsyncSession, chat: Chat, token: str) -> tuple[Reply, ...]:
        """Who follows a link a second time, which apps make easy, is told how the case stands."""
        complaint_id = await case_of_link(session, token)
        followed = complaint_id and any(
            case.complaint_id == complaint_id for case in await self._chats.cases_of(session, chat.id)
        )
        if not followed:
            return await self._alerts.again(session, chat, token) or (Reply((_LINK_USED,)),)
        cases = await cases_in(session, chat.id, self._rooms, about=complaint_id)
        code = next(case.code for case in cases if case.id == complaint_id)
        return await self._list.told(session, chat, cases, code)

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
        if chat.officer is not None:
            await self._chats.unlink_officer(session, chat.officer)
        await self._chats.forget_cases(session, chat.id)
        await stop_in_chat(session, chat.id)
        await forget_messages(session, chat.id)
        return Outcome(None, (Reply((_ERASED,)),), erased=True)
