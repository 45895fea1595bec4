"""The words of alerts: the letter that asks for a yes, and the digest of what became public, in either language."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from complaints.labels import STATUS
from complaints.region import Region
from complaints.views import Line
from foundation.language import Sentence, translated, translations
from foundation.language import mark as _
from people.alerts import LETTER_LASTS, Alert

LISTED = 10
"""Complaints a digest names, the newest first; of the rest it says how many there are."""
TITLE = 90
"""Characters of a report's first line."""


class AlertLinks(Protocol):
    """Whole addresses of pages, made by the door that serves them."""

    def public(self, code: str) -> str:
        """What anybody with the code may see of a case."""
        ...

    def published(self, area: str, topic: str) -> str:
        """The public list, narrowed to an area and a topic (codes; empty for all)."""
        ...

    def confirm_alert(self, alert_id: UUID) -> str:
        """Where somebody says yes to an alert."""
        ...

    def stop_alert(self, alert_id: UUID) -> str:
        """Where an alert ends."""
        ...


class Letter(NamedTuple):
    """Subject and body of a message."""

    subject: str
    body: str


_ABOUT = _("tentang “{topic}”")
_IN = _("di {area}")
_BOTH = _("tentang “{topic}” di {area}")

_ASK_SUBJECT = _("Mohon pastikan: kabar aduan baru {scope}")
_ASK = _("Seseorang, mungkin Anda, meminta agar alamat ini dikabari bila ada aduan baru {scope}.")
_YES = _("Bila Anda memang mau, buka halaman berikut dan tekan tombolnya dalam {hours} jam:")
_NO = _("Bila bukan Anda, abaikan saja. Tidak ada kabar yang akan datang, dan alamat ini kami hapus setelah itu.")

_SUBJECT = _("{count} aduan baru {scope}")
_LEAD = _("Aduan {scope} yang sejak kabar terakhir selesai diperiksa dan terbuka untuk umum: {count}.")
_UNTITLED = _("Aduan")
_MORE = _("Masih ada {count} lagi di daftarnya:")
_ALL = _("Daftar selengkapnya:")
_STOP = _("Tidak ingin kabar ini lagi? Berhenti di sini, dan alamat ini langsung kami hapus:")

_GREETING = _("Yth. Bapak/Ibu,")
_FROM = _("Salam hormat,")
_AUTOMATIC = _("Pesan ini dikirim otomatis; balasannya tidak terbaca.")


def scope(area: str, topic: str, region: Region, language: str) -> Sentence:
    """What an alert is about, in words that go on after “aduan”; codes, empty for all."""
    named = region.topic.get(topic)
    about = ((named.name_en if language == "en" else "") or named.name) if named else topic
    place = region.area[area].name if area in region.area else area or region.name
    if topic and area:
        return Sentence(_BOTH, topic=about, area=place)
    return Sentence(_ABOUT, topic=about) if topic else Sentence(_IN, area=place)


def letter(alert: Alert, region: Region, links: AlertLinks, language: str) -> Letter:
    """Asks for a yes; says nothing of what else the address may hear of."""
    about = scope(alert.area, alert.topic, region, language)
    hours = LETTER_LASTS // timedelta(hours=1)
    parts = [
        translated(language, _GREETING),
        translated(language, Sentence(_ASK, scope=about)),
        f"{translated(language, Sentence(_YES, hours=hours))}\n{links.confirm_alert(alert.id)}",
        translated(language, _NO),
        _ended(region, language),
    ]
    return Letter(translated(language, Sentence(_ASK_SUBJECT, scope=about)), _joined(parts))


def digest(
    alert: Alert, lines: Sequence[Line], region: Region, links: AlertLinks, language: str, *, chat: bool
) -> Letter:
    """Tells of `lines`, the newest first, as the public list does. In a `chat` a button ends it, and nobody greets."""
    about, count = scope(alert.area, alert.topic, region, language), len(lines)
    told = [_told(line, region, links, language) for line in lines[:LISTED]]
    rest = Sentence(_MORE, count=count - LISTED) if count > LISTED else _ALL
    parts = [*told, f"{translated(language, rest)}\n{links.published(alert.area, alert.topic)}"]
    if not chat:
        lead = translated(language, Sentence(_LEAD, count=count, scope=about))
        stop = f"{translated(language, _STOP)}\n{links.stop_alert(alert.id)}"
        parts = [translated(language, _GREETING), lead, *parts, stop, _ended(region, language)]
    return Letter(translated(language, Sentence(_SUBJECT, count=count, scope=about)), _joined(parts))


def _told(line: Line, region: Region, links: AlertLinks, language: str) -> str:
    """Its first words, where it is, how it stands, and its page."""
    first = " ".join((line.report or "").strip().split("\n", 1)[0].split())
    if len(first) > TITLE:
        first = first[:TITLE].rsplit(" ", 1)[0].rstrip(",.;:-") + "…"
    area = region.area.get(line.area or "")
    where = f"{area.name} · " if area else ""
    title = f"“{first}”" if first else translated(language, _UNTITLED)
    return f"{title}\n{where}{translated(language, STATUS[line.status])}\n{links.public(line.code)}"  # type: ignore[index]


def _ended(region: Region, language: str) -> str:
    say = translations(language).gettext
    return f"{say(_FROM)}\n{region.service_name}\n\n{say(_AUTOMATIC)}"


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"
