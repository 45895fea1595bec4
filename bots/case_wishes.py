"""What a chat does with cases that were filed: says more, corrects, confirms, disputes, rates, stops, takes."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bots import words as w
from bots.case_asking import page, rating, standing
from bots.case_buttons import case_button
from bots.case_messages import belong
from bots.case_talk import failed
from bots.case_words import CORRECTION, REALLY_SAID, changes, told
from bots.chat_files import ChatFiles
from bots.draft import Noted, Said, messages_of
from bots.links import opens
from bots.outcomes import Asking, Outcome
from bots.replies import Reply
from bots.rooms import Rooms
from bots.transcripts import anew, last_written
from bots.turns import Act, Case
from complaints import commands as c
from complaints import events as e
from complaints.kinds import Status
from complaints.report import said
from complaints.ticket import show
from foundation.errors import NotAllowed, NotFound, ServiceError
from foundation.language import Sentence
from foundation.language import mark as _
from people.acting import acting
from people.actor import Actor
from people.telegram import Chats, make_link, redeem

_ADDED = _("Terima kasih, sudah kami tambahkan ke aduan {code}.")
_ANSWERED = _("Terima kasih, jawaban Anda untuk aduan {code} sudah kami teruskan ke petugas.")
_CORRECTED = _("Perubahan pesan Anda sudah kami catat pada aduan {code}.")
_NOT_CORRECTED = _("Perubahan pesan tidak lagi masuk ke aduan {code}. Bila ada yang penting, balas pesan ini.")
_CONFIRMED = _("Terima kasih. Aduan {code} kami tutup sebagai beres.")
_RATE = _("Bagaimana penanganannya? 1: buruk, 5: sangat baik.")
_DISPUTED = _("Sanggahan Anda untuk aduan {code} sudah kami catat. Petugas melanjutkan penanganannya.")
_RATED = _("Terima kasih, nilai {score} untuk aduan {code} sudah kami catat.")
_HEARD_RIGHT = _("Terima kasih. Tulisan dari rekaman aduan {code} kami catat sudah benar.")
_HEARD_WRONG = _("Kami catat bahwa tulisan dari rekaman aduan {code} belum benar.")
_STOPPED = _(
    "Kabar aduan {code} tidak kami kirim lagi di sini. Untuk mengikuti lagi, kirim laporan serupa lalu pilih ikut "
    "melaporkan."
)
_STOPPED_OWN = _(
    "Aduan {code} tidak kami kabarkan lagi di sini. Perjalanannya tetap terbaca di halaman aduan, dan tombol di bawah "
    "ini mengembalikan kabarnya."
)
_AGAIN = _("Kabari saya lagi")
_TOLD_AGAIN = _("Kabar tentang aduan {code} akan kami kirim di sini.")
_TOO_LATE = _("Tombol ini sudah dipakai atau sudah lewat waktunya. Minta kabar lagi di halaman aduan Anda.")
_TAKEN = _("Aduan {code} sekarang Anda tangani. Isinya ada di halaman petugas.")
_NO_OFFICER = _("Percakapan ini tidak terhubung dengan akun petugas yang aktif.")
_PAGE = _("Halaman aduan: {address}")


def added(case: Case) -> Reply:
    """What is said to somebody who told more."""
    answered = case.status is Status.WAITING
    return Reply((Sentence(_ANSWERED if answered else _ADDED, code=show(case.code)),), about=case.id)


def to_page(case: Case) -> Reply:
    """Where its page is: by a button where one may lead there."""
    if opens(case.page):
        return Reply((standing(case),), page(case), about=case.id)
    return Reply((Sentence(_PAGE, address=case.page),), about=case.id)


AGAIN_LASTS = timedelta(days=30)
"""How long who stopped hearing of their case may change their mind by the button."""
_AGAIN_BYTES = 12
"""Of the link in that button: all of its data are 64 bytes at most."""


class CaseWishes:
    """Each is done in the transaction of its update, which holds the chat."""

    def __init__(self, rooms: Rooms, chats: Chats, files: ChatFiles) -> None:
        self._rooms, self._chats, self._files = rooms, chats, files

    async def do(self, session: AsyncSession, asking: Asking, act: Act) -> Outcome:
        """What came of it; where it is refused everything is as before, and what was told waits for another choice."""
        case = asking.known.case(act.code)
        try:
            if act.what == "take":
                replies = await self._take(session, asking, act)
            elif act.what == "again":
                replies = await self._again(session, asking, act)
            elif case is None or case.id is None:
                raise NotFound()
            elif act.what in ("right", "wrong"):
                return await self._judge(session, asking, act, case)
            else:
                replies = await self._done(session, asking, act, case)
                await self.keep_messages(session, asking, case, act.said, act.files)
        except ServiceError as error:
            turn = failed(asking.before, act, error.sentence, asking.known)
            return Outcome(turn.draft, turn.replies)
        return Outcome(asking.turn.draft, (*replies, *asking.turn.then))

    async def say(
        self, session: AsyncSession, asking: Asking, case: Case, words: str, files: Sequence[Noted], ending: str = ""
    ) -> None:
        """Words are an answer where one was asked for; files are fetched and attached by the worker."""
        if words:
            written = said(words, field="text")
            answer = case.status is Status.WAITING
            await self._order(session, asking, case, c.Answer(written) if answer else c.Supplement(written), ending)
        await self._attach(session, asking, case, files)

    async def keep_messages(
        self, session: AsyncSession, asking: Asking, case: Case, said: tuple[Said, ...], files: tuple[Noted, ...]
    ) -> None:
        """An edit of them is from now on about the case."""
        if case.id is not None:
            await belong(session, asking.chat.id, case.id, messages_of(said, files), self._rooms.clock.now())

    async def _done(self, session: AsyncSession, asking: Asking, act: Act, case: Case) -> tuple[Reply, ...]:
        code = show(case.code)
        match act.what:
            case "add":
                words = told(act.said, act.files, needed=case.asks)
                await self.say(session, asking, case, words, act.files)
                return (_told(added(case), act),)
            case "correct":
                return await self._correct(session, asking, act, case)
            case "confirm":
                return await self._confirm(session, asking, act, case)
            case "dispute":
                reason = said(told(act.said, act.files), field="text")
                await self._order(session, asking, case, c.Dispute(reason))
                await self._attach(session, asking, case, act.files)
                return (_told(Reply((Sentence(_DISPUTED, code=code),), about=case.id), act),)
            case "transcript":
                await self.say(session, asking, case, REALLY_SAID + told(act.said, act.files), act.files)
                return (Reply((Sentence(_ADDED, code=code),), about=case.id),)
            case "rate":
                await self._order(session, asking, case, c.Rate(int(act.value)))
                rated = Sentence(_RATED, score=int(act.value), code=code)
                return (_told(Reply((rated,), about=case.id), act),)
            case "stop":
                return (_told(await self._stop(session, asking, case), act),)
        return (to_page(case),)

    async def _stop(self, session: AsyncSession, asking: Asking, case: Case) -> Reply:
        """Who told it keeps a way back: pages show that no chat hears of it, and undo the way back with all links."""
        assert case.id is not None
        await self._chats.unfollow(session, asking.chat.id, case.id)
        if not case.own:
            return Reply((Sentence(_STOPPED, code=show(case.code)),))
        until = self._rooms.clock.now() + AGAIN_LASTS
        token = await make_link(session, "case", case.id, until, _AGAIN_BYTES)
        back = case_button(_AGAIN, "again", case.code, value=token)
        return Reply((Sentence(_STOPPED_OWN, code=show(case.code)),), ((back,), *page(case)))

    async def _again(self, session: AsyncSession, asking: Asking, act: Act) -> tuple[Reply, ...]:
        """Tell of the case here as before; the link is used by that."""
        now, complaint_id = self._rooms.clock.now(), await self._rooms.queries.find(act.code)
        used = await redeem(session, act.value, now, "case")
        if used is None or used.subject != complaint_id:
            raise NotFound(_TOO_LATE)
        await self._chats.follow(session, asking.chat.id, complaint_id, "reporter", now)
        return (_told(Reply((Sentence(_TOLD_AGAIN, code=show(act.code)),), about=complaint_id), act),)

    async def _confirm(self, session: AsyncSession, asking: Asking, act: Act, case: Case) -> tuple[Reply, ...]:
        """What was still to be said comes first: to a closed case nothing is added."""
        await self.say(session, asking, case, told(act.said, act.files), act.files, ":words")
        await self._order(session, asking, case, c.Confirm())
        rows = rating(_closed(case))
        lines = (Sentence(_CONFIRMED, code=show(case.code)), *((_RATE,) if rows else ()))
        return (_told(Reply(lines, rows, about=case.id), act),)

    async def _correct(self, session: AsyncSession, asking: Asking, act: Act, case: Case) -> tuple[Reply, ...]:
        """An edit that says nothing new is passed over: Telegram tells of edits that nobody made."""
        assert case.id is not None
        text = told(act.said, ())
        view = await self._rooms.queries.case(Actor(kind="citizen", holds=case.id), case.id)
        before = [entry.words for entry in view.entries if entry.words and entry.by == "citizen"]
        new_words = bool(text) and changes(text, before)
        files = await self._files.unknown(session, case.id, act.files)
        if not new_words and not files:
            return ()
        if case.withheld:
            return (Reply((Sentence(w.SEALED_CASE, code=show(case.code)),), about=case.id), to_page(case))
        if not case.addable:
            return (Reply((Sentence(_NOT_CORRECTED, code=show(case.code)), standing(case)), about=case.id),)
        if new_words:
            await self._order(session, asking, case, c.Supplement(said(CORRECTION + text, field="text")))
        await self._attach(session, asking, case, files)
        return (Reply((Sentence(_CORRECTED, code=show(case.code)),), about=case.id),)

    async def _judge(self, session: AsyncSession, asking: Asking, act: Act, case: Case) -> Outcome:
        """Of the text that was shown, and of no other: where it was written anew, the new one is shown instead."""
        assert case.id is not None
        citizen = Actor(kind="citizen", holds=case.id)
        view = await self._rooms.queries.case(citizen, case.id)
        written = last_written(view, act.value)
        if written is None or not isinstance(written.event, e.Transcribed):
            raise NotFound()
        if written.version != act.shown:
            return Outcome(asking.before, (to_page(case) if case.withheld else anew(view, written, act.message),))
        right, seen = act.what == "right", view.complaint.person_version
        order = c.Order(case.id, c.JudgeTranscript(written.event.file, right), f"telegram:{asking.update}", seen=seen)
        await self._rooms.handling.handle(order, citizen, within=session)
        words = Sentence(_HEARD_RIGHT if right else _HEARD_WRONG, code=show(case.code))
        judged = _told(Reply((words,), about=case.id), act)
        replies = (judged,) if right or not case.withheld else (judged, to_page(case))
        return Outcome(asking.turn.draft, (*replies, *asking.turn.then))

    async def _take(self, session: AsyncSession, asking: Asking, act: Act) -> tuple[Reply, ...]:
        """By whoever the chat is linked to, with the posts they hold now; the words say nothing but the code."""
        rooms, officer = self._rooms, asking.chat.officer
        region = await rooms.region.current()
        actor = await acting(session, officer, rooms.clock.now(), region.reach) if officer else None
        if actor is None:
            raise NotAllowed(_NO_OFFICER)
        complaint_id = await rooms.queries.find(act.code)
        order = c.Order(complaint_id, c.Take(), f"telegram:{asking.update}")
        await rooms.handling.handle(order, actor, within=session)
        return (_told(Reply((Sentence(_TAKEN, code=show(act.code)),)), act),)

    async def _order(
        self, session: AsyncSession, asking: Asking, case: Case, command: c.Command, ending: str = ""
    ) -> None:
        assert case.id is not None
        order = c.Order(case.id, command, f"telegram:{asking.update}{ending}")
        await self._rooms.handling.handle(order, Actor(kind="citizen", holds=case.id), within=session)

    async def _attach(self, session: AsyncSession, asking: Asking, case: Case, files: Sequence[Noted]) -> None:
        assert case.id is not None
        await self._files.note(session, asking.chat.id, case.id, files, self._rooms.clock.now(), filed=True)


def _told(reply: Reply, act: Act) -> Reply:
    """The buttons of the message whose button was pressed vanish; what it says stays."""
    return Reply(reply.lines, reply.buttons, instead_of=act.message, beside=True, about=reply.about)


def _closed(case: Case) -> Case:
    return Case(case.code, Status.CLOSED, case.own, case.disputes, case.rated, case.id, case.page, case.withheld)
