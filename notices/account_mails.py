"""Mails about officers' accounts: links that set a password, and news of what changed. Never a password or a code."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from sqlmodel import col, delete, select, update

from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from people.account_changes import MAIL_LOST, note
from people.account_links import AccountLinks
from people.account_mails import MOVED, PLACE
from people.own_posts import TAKEN
from people.profiles import masked
from people.tables import AccountLinkRow, AccountMailRow, OfficerRow

_GREETING = _("Yth. {name},")
_FROM = _("Salam hormat,")
_NOT_YOU = _("Bila bukan Anda, segera hubungi administrator di kantor Anda.")

_WORDS: Mapping[str, tuple[str, ...]] = {
    "invitation": (
        _("Undangan akun petugas"),
        _("Anda diundang bekerja di {service} dengan nama pengguna {username}. Buka tautan ini dan buat kata sandi:"),
        "{link}",
        _("Tautan ini hanya bisa dipakai satu kali, sampai {until}. Jangan diteruskan kepada orang lain."),
    ),
    "reset": (
        _("Buat kata sandi baru"),
        _("Ada permintaan kata sandi baru untuk akun {username}. Buka tautan ini untuk membuatnya:"),
        "{link}",
        _("Tautan ini hanya bisa dipakai satu kali, sampai {until}."),
        _("Bila bukan Anda yang meminta, abaikan saja: kata sandi Anda tidak berubah."),
    ),
    "password.set": (
        _("Kata sandi Anda diganti"),
        _("Kata sandi akun {username} diganti pada {at}. Semua sesi lain sudah diakhiri."),
        _NOT_YOU,
    ),
    MOVED: (
        _("Alamat email akun Anda diganti"),
        _("Pada {at} alamat email akun {username} diganti. Surat tentang akun itu tidak lagi dikirim ke alamat ini."),
        _("Bila Anda tidak mengetahuinya, segera hubungi administrator di kantor Anda."),
    ),
    "factor.added": (
        _("Kode masuk dipasang"),
        _("Sejak {at} akun {username} meminta kode dari aplikasi di ponsel setiap kali masuk."),
        _NOT_YOU,
    ),
    "factor.replaced": (
        _("Aplikasi kode masuk diganti"),
        _("Pada {at} akun {username} dipasangkan dengan aplikasi kode yang baru. Kode yang lama tidak berlaku lagi."),
        _NOT_YOU,
    ),
    "factor.removed": (
        _("Kode masuk dilepas"),
        _("Sejak {at} akun {username} tidak lagi meminta kode dari aplikasi di ponsel."),
        _NOT_YOU,
    ),
    "code.used": (
        _("Kode cadangan dipakai"),
        _("Pada {at} seseorang masuk ke akun {username} dengan kode cadangan. Kode itu tidak berlaku lagi."),
        _NOT_YOU,
    ),
    "device.new": (
        _("Masuk dari peramban baru"),
        _("Pada {at} akun {username} dibuka dari peramban yang belum pernah dipakai."),
        _NOT_YOU,
    ),
    TAKEN: (
        _("Administrator memberi dirinya jabatan yang membaca aduan"),
        _("Pada {at} seorang administrator memberi dirinya sendiri jabatan yang dapat membaca aduan."),
        _("Siapa dan jabatan apa ada di halaman Catatan akun. Tanyakan alasannya bila Anda tidak mengetahuinya."),
    ),
    "sign_on.tied": (
        _("Akun Anda terhubung dengan layanan masuk bersama"),
        _("Sejak {at} akun {username} dapat dibuka dengan akun Anda di layanan masuk bersama."),
        _NOT_YOU,
    ),
}
"""Subject and paragraphs of a mail, by its purpose."""

Link = Callable[[UUID], str]
"""The whole address of a link's page."""


class AccountMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(
        self, database: Database, clock: Clock, keys: KeyRing, regions: RegionBook, links: AccountLinks
    ) -> None:
        self._database, self._clock, self._keys = database, clock, keys
        self._regions, self._links = regions, links

    async def run(self, channels: Sequence[Channel], link: Link) -> int:
        """Answer what was asked, and send what is due; how many mails a channel took.

        Without a channel for mails all are forgotten: the page showed their links, and old news tells nothing.
        """
        await self._links.answer()
        mailing = mailing_channel(channels)
        sent = 0
        for mail, officer, until in await self._due():
            message = await self._message(mail, officer, until, link) if mailing else None
            taken, again = await tried(mailing, message, mail.attempts)
            if again is not None:
                await self._later(mail, again)
                continue
            sent += taken
            # That an address somebody gave up takes no mail is no news.
            gone = taken or message is None or mail.address is not None
            await self._forget(mail, None if gone or message is None else message.address)
        return sent

    async def _due(self) -> list[tuple[AccountMailRow, OfficerRow, AccountLinkRow | None]]:
        asked = (
            select(AccountMailRow, OfficerRow, AccountLinkRow)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(AccountMailRow.officer_id))
            .outerjoin(AccountLinkRow, col(AccountLinkRow.link_id) == col(AccountMailRow.link_id))
            .where(col(AccountMailRow.due_at) <= self._clock.now())
            .order_by(col(AccountMailRow.made_at))
            .limit(100)
        )
        async with self._database.reading() as session:
            return [(mail, officer, held) for mail, officer, held in (await session.exec(asked)).all()]

    async def _message(
        self, mail: AccountMailRow, officer: OfficerRow, held: AccountLinkRow | None, link: Link
    ) -> Message | None:
        """None where nobody is to be told: no address, an account that ended, a link that was used or replaced."""
        over = mail.link_id is not None and (held is None or held.used_at or held.expires_at <= self._clock.now())
        sealed = mail.address or officer.email
        if sealed is None or officer.disabled_at is not None or over or mail.purpose not in _WORDS:
            return None
        try:
            email = self._keys.open(sealed, PLACE)
        except CannotOpen:
            return None
        region, say = await self._regions.current(), translations(SOURCE_LANGUAGE).gettext
        facts = {
            "name": officer.name,
            "username": officer.username,
            "service": region.service_name,
            "at": _moment(region, mail.made_at),
            "until": _moment(region, held.expires_at) if held else "",
            "link": link(mail.link_id) if mail.link_id else "",
        }
        subject, *said = (say(words).format_map(facts) for words in _WORDS[mail.purpose])
        parts = [say(_GREETING).format_map(facts), *said, f"{say(_FROM)}\n{region.service_name}"]
        return Message(f"account:{mail.mail_id}", email, subject, "\n\n".join(parts) + "\n")

    async def _later(self, mail: AccountMailRow, pause: timedelta) -> None:
        values = {"attempts": mail.attempts + 1, "due_at": self._clock.now() + pause}
        change = update(table_of(AccountMailRow)).where(col(AccountMailRow.mail_id) == mail.mail_id)
        async with self._database.transaction() as session:
            await session.exec(change.values(**values))

    async def _forget(self, mail: AccountMailRow, lost: str | None = None) -> None:
        """It is owed no more; where an address would not take it, whoever looks after accounts reads that."""
        async with self._database.transaction() as session:
            if lost is not None and mail.officer_id is not None:
                note(session, self._keys, self._clock.now(), mail.officer_id, None, MAIL_LOST, after=masked(lost))
            await session.exec(delete(AccountMailRow).where(col(AccountMailRow.mail_id) == mail.mail_id))


def _moment(region: Region, at: datetime) -> str:
    """Date and time in the region, with its zone: 22 November 2026 pukul 18.30 WIB."""
    local = at.astimezone(ZoneInfo(region.timezone))
    return format_datetime(local, "d MMMM y 'pukul' HH.mm ", locale=SOURCE_LANGUAGE) + region.zone_label
