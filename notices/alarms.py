"""Alarms to administrators: raised and ended by checks, shown on their pages, told once by e-mail."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from babel.dates import format_date
from babel.numbers import format_decimal
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from notices.tables import AlarmRow

CALENDAR, NOBODY, DEAD = "calendar_runs_out", "nobody_on_call", "dead_letters"
DATA, BROKEN = "data_requests", "log_does_not_hold"
Facts = Mapping[str, int | str]
"""What a sentence mentions: numbers, years as words, dates in ISO form."""


class Words(NamedTuple):
    """What is wrong, in a line, and what to do about it. {name} stands for a fact."""

    what: str
    remedy: str


TEXTS: Mapping[str, Words] = {
    CALENDAR: Words(
        _("Cuti bersama tahun {year} belum diketahui, padahal ada janji yang dapat mencapai tahun itu."),
        _("Kalender pasti sampai {until}. Setelah SKB tiga menteri terbit, tambahkan tanggalnya di halaman kalender."),
    ),
    NOBODY: Words(
        _("Tidak ada petugas piket darurat saat ini."),
        _("Laporan yang membahayakan jiwa disampaikan kepada koordinator. Isi jadwalnya di halaman piket darurat."),
    ),
    DEAD: Words(
        _("{count} pemberitahuan tidak berhasil disampaikan."),
        _("Yang tertua sejak {oldest}. Sebabnya dan cara mengulanginya ada di halaman sistem."),
    ),
    BROKEN: Words(
        _("Catatan aduan tidak cocok dengan dirinya sendiri: {count} temuan."),
        _(
            "Diperiksa pada {day}. Jalankan ./tanggap journal verify di server: perintah itu menyebut aduan dan "
            "kejadiannya. Jangan mengubah apa pun sebelum penyebabnya diketahui."
        ),
    ),
    DATA: Words(
        _("Permintaan tentang data pribadi: {soon} hampir jatuh tempo, {late} sudah lewat waktu."),
        _("Undang-undang memberi waktu 3 x 24 jam. Jawab di halaman permintaan data."),
    ),
}
"""Words for every kind of alarm."""

_RAISE = text(
    "INSERT INTO alarms AS a (name, since, facts, told) VALUES (:name, :at, CAST(:facts AS jsonb), '[]') "
    "ON CONFLICT (name) DO UPDATE SET facts = excluded.facts, ended_at = NULL, "
    "since = CASE WHEN a.ended_at IS NULL THEN a.since ELSE excluded.since END, "
    "told = CASE WHEN a.ended_at IS NULL THEN a.told ELSE excluded.told END, "
    "told_at = CASE WHEN a.ended_at IS NULL THEN a.told_at END"
)
_END = text("UPDATE alarms SET ended_at = :at WHERE name = :name AND ended_at IS NULL")


class Alarm(msgspec.Struct, frozen=True):
    """Something that is wrong since `since` (UTC). `told_at` is when the last administrator had been told by e-mail."""

    name: str
    since: datetime
    facts: dict[str, int | str]
    told_at: datetime | None = None

    def what(self, language: str = SOURCE_LANGUAGE) -> str:
        return _filled(TEXTS[self.name].what, self.facts, language)

    def remedy(self, language: str = SOURCE_LANGUAGE) -> str:
        return _filled(TEXTS[self.name].remedy, self.facts, language)


async def raise_alarm(session: AsyncSession, name: str, facts: Facts, at: datetime) -> None:
    """Something is wrong; said again while it lasts, only its facts are brought up to date."""
    values = {"name": name, "facts": msgspec.json.encode(facts).decode(), "at": at}
    await session.exec(_RAISE, params=values)  # type: ignore[call-overload]


async def end_alarm(session: AsyncSession, name: str, at: datetime) -> None:
    """It is no longer so; raised again, it is told again."""
    await session.exec(_END, params={"name": name, "at": at})  # type: ignore[call-overload]


async def standing(database: Database) -> list[Alarm]:
    """What is wrong now, the oldest first."""
    lasting = select(AlarmRow).where(col(AlarmRow.ended_at).is_(None)).order_by(col(AlarmRow.since), AlarmRow.name)
    async with database.reading() as session:
        rows = (await session.exec(lasting)).all()
    return [Alarm(row.name, row.since, row.facts, row.told_at) for row in rows if row.name in TEXTS]


def _filled(words: str, facts: Facts, language: str) -> str:
    return (
        translations(language)
        .gettext(words)
        .format_map({name: _spoken(value, language) for name, value in facts.items()})
    )


def _spoken(value: int | str, language: str) -> str:
    if isinstance(value, int):
        return format_decimal(value, locale=language)
    try:
        return format_date(date.fromisoformat(value), "d MMMM y", locale=language)
    except ValueError:
        return value
