"""Alerts in a chat: begun by a link from the page, listed, ended."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from bots.alert_buttons import alert_button
from bots.replies import Reply
from bots.rooms import Rooms
from complaints.region import Region
from foundation.language import Sentence
from foundation.language import mark as _
from notices.alert_words import scope
from people.alerts import Alert, alert_of_link, in_chat, stop_in_chat, tie
from people.telegram import Chat

_BEGUN = _("Baik. Bila ada aduan baru {scope}, kabarnya kami kirim di sini, paling banyak sekali sehari.")
_BEGUN_WHEN = _("Yang pertama paling cepat besok pagi. Untuk berhenti, tekan tombol ini kapan saja, atau tulis /kabar.")
_TOO_MANY = _("Kabar itu tidak dapat ditambahkan: tautannya sudah lewat, atau sudah ada terlalu banyak. Lihat /kabar.")
_LISTED = _("Kabar aduan baru yang kami kirim di sini, paling banyak sekali sehari:")
_ONE = _("Aduan baru {scope}")
_STOP = _("Hentikan {number}")
_NONE = _("Belum ada kabar aduan baru yang kami kirim di sini. Pilih tempat atau perihalnya di {address}")
_STOPPED = _("Baik, kabar aduan baru {scope} tidak kami kirim lagi.")
_GONE = _("Kabar itu sudah berhenti.")


class AlertTalk:
    """Each within the transaction of its update, which holds the chat."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def begun(self, session: AsyncSession, chat: Chat, alert_id: UUID) -> tuple[Reply, ...]:
        """What a link from the page brings about."""
        zone, now = await self._rooms.zone(), self._rooms.clock.now()
        if not await tie(session, alert_id, chat.id, now, zone):
            return (Reply((_TOO_MANY,)),)
        return await self._begun(session, chat, alert_id)

    async def again(self, session: AsyncSession, chat: Chat, token: str) -> tuple[Reply, ...]:
        """Who follows the link a second time is told the same once more; nothing for any other link, or to others."""
        alert_id = await alert_of_link(session, token)
        return await self._begun(session, chat, alert_id) if alert_id else ()

    async def told(self, session: AsyncSession, chat: Chat, written: str) -> tuple[Reply, ...]:
        """All that there are, each with its button; with the id (hex) of one: it ends."""
        region = await self._rooms.region.current()
        alerts = await in_chat(session, chat.id)
        if written and (alert_id := _id(written)):
            mine = next((one for one in alerts if one.id == alert_id), None)
            if mine is None:
                return (Reply((_GONE,)),)
            await stop_in_chat(session, chat.id, alert_id)
            return (Reply((Sentence(_STOPPED, scope=_scope(mine, region, chat)),)),)
        if not alerts:
            return (Reply((Sentence(_NONE, address=self._rooms.pages.alerts()),)),)
        lines = [
            Sentence("{number}. {what}", number=number, what=Sentence(_ONE, scope=_scope(one, region, chat)))
            for number, one in enumerate(alerts, 1)
        ]
        buttons = [alert_button(one.id, Sentence(_STOP, number=number)) for number, one in enumerate(alerts, 1)]
        rows = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
        return (Reply((_LISTED, *lines), rows),)

    async def _begun(self, session: AsyncSession, chat: Chat, alert_id: UUID) -> tuple[Reply, ...]:
        region = await self._rooms.region.current()
        mine = next((one for one in await in_chat(session, chat.id) if one.id == alert_id), None)
        if mine is None:
            return ()
        words = (Sentence(_BEGUN, scope=_scope(mine, region, chat)), _BEGUN_WHEN)
        return (Reply(words, ((alert_button(mine.id),),)),)


def _scope(alert: Alert, region: Region, chat: Chat) -> Sentence:
    return scope(alert.area, alert.topic, region, chat.language)


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
