"""Where a report went and why, here or outside, in words for the one who sent it."""

import asyncio
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from complaints import events as e
from complaints.complaint import Complaint
from complaints.exchanges import Sending
from complaints.given import Asked
from complaints.kinds import Priority, Status
from complaints.region import Region
from complaints.views import Case
from foundation.language import mark as _
from routing.advice import Doubt, Reading
from routing.gaps import question
from sla.silence import working_days
from web.checking import worth_asking
from web.emergency import numbers
from web.house import House
from web.promise_notes import day_words
from web.wording import Wording

BUDGET = 0.3
"""Seconds a receipt may wait for what is read in the report."""

_BY_ITSELF = _("Laporan Anda langsung diteruskan ke {unit}. Petugas di sana akan membacanya.")
_BECAUSE = _("Kami meneruskannya ke sana karena isinya tentang {topic}.")
_GOES_ON = _("Bila ternyata urusan kantor lain, laporan ini diteruskan lagi. Anda tidak perlu mengirim ulang.")
_CHECKED_FOR: dict[Doubt, str] = {
    "wrongdoing": _("Yang dipastikan dulu: siapa yang Anda maksud dalam laporan ini."),
    "road_owner": _("Petugas memastikan dulu pemerintah mana yang mengurus jalan itu."),
    "several_matters": _("Laporan ini menyangkut beberapa kantor, jadi petugas membaginya lebih dulu."),
    "about_follow_up": _("Laporan ini tentang penanganan aduan sebelumnya, jadi petugas membacanya lebih dulu."),
}
_ADD = _("{question} Anda bisa menambahkannya di halaman aduan.")

_ANSWERED = _("{body} sudah menjawab pada {date}.")
_WAITED_FOR = _("Belum ada jawaban dari {body}. Kami menunggunya sampai {date}.")
_SILENT = _("{body} belum menjawab, padahal sudah lewat {days} hari kerja.")
_RECEIVED = _("{body} menyatakan sudah menerimanya pada {date}.")
_REMINDED_ONCE = _("Kami mengingatkannya pada {date}.")
_REMINDED = _("Kami sudah mengingatkannya {times} kali, terakhir {date}.")
_ASK_THEM = _(
    "Anda bisa menanyakannya langsung kepada {body} dengan menyebut kode aduan ini dan tanggal pengirimannya."
)
_NATIONAL = _("Anda juga bisa menyampaikannya lewat SP4N-LAPOR! (lapor.go.id) dengan memilih instansi tersebut.")
_OMBUDSMAN = _("Bila tetap tidak dijawab, Anda bisa mengadu kepada Ombudsman, tanpa biaya.")


async def read_again(house: House, case: Case) -> Reading | None:
    """What is made of a report that was filed, told once. None once erased, or where it takes long."""
    if not case.told:
        return None
    complaint, place = case.complaint, case.place
    asked = Asked(
        case.told,
        complaint.topic,
        complaint.area,
        pinned=place is not None and (place.address or place.latitude) is not None,
        dated=complaint.happened_on is not None,
        photos=bool(case.files),
    )
    try:
        async with asyncio.timeout(BUDGET):
            return await house.advisor.read(asked)
    except TimeoutError:
        return None


def first_steps(wording: Wording, complaint: Complaint, read: Reading | None) -> list[str]:
    """Who has the report or reads it first, why, and what would help; a sentence each."""
    if complaint.status is Status.FORWARDED and complaint.unread:
        told = [wording.say(_BY_ITSELF, unit=wording.unit(complaint.unit))]
        if complaint.topic:
            told.append(wording.say(_BECAUSE, topic=_inside(wording.topic(complaint.topic))))
        return [*told, wording.say(_GOES_ON)]
    told = [wording.first_step(complaint)]
    if complaint.status is not Status.SUBMITTED or read is None:
        return told
    # Where a life is in danger nobody waits until it is known who pays for the road.
    if read.doubt and not complaint.withheld and not (read.danger or complaint.priority is Priority.DANGER):
        told.append(wording.say(_CHECKED_FOR[read.doubt]))
    asking = question(worth_asking(wording.region, complaint.kind, read))
    return [*told, wording.say(_ADD, question=wording.say(asking))] if asking else told


def called_for(house: House, region: Region, complaint: Complaint, read: Reading | None) -> list[dict[str, str]]:
    """Whom to call at once, by the place of the danger; nobody where no life is in danger."""
    late = complaint.suggested_share is None and read is not None and bool(read.danger)
    if complaint.priority is not Priority.DANGER and not late:
        return []
    today = house.clock.now().astimezone(ZoneInfo(region.timezone)).date()
    return numbers(region, today, complaint.area or (read.area if read else None))


async def outside(house: House, case: Case, wording: Wording) -> dict[str, Any] | None:
    """Of a case sent to a body outside: which, when, whether it answered, and what can be done where it does not."""
    complaint = case.complaint
    if complaint.status is not Status.FORWARDED_OUT or complaint.closed_at is None:
        return None
    body, days = wording.body(complaint.body), wording.region.routing.answer_days
    calendar = await house.calendars.current(wording.region.timezone)
    until = calendar.due_after(complaint.closed_at, days)
    sending = complaint.sendings[-1] if complaint.sendings else None
    told = {"body": body, "at": complaint.closed_at, "answer": "", "said": "", "advice": [], "notes": []}
    if sending is not None and sending.answered_at is None:
        told["notes"] = list(_heard(wording, sending, body))
    answered = complaint.answered_outside_at
    if answered is not None:
        answer = next((one for one in reversed(case.entries) if isinstance(one.event, e.OutsideAnswered)), None)
        return told | {
            "answer": wording.say(_ANSWERED, body=body, date=day_words(wording, answered)),
            "said": (answer.words or "") if answer else "",
        }
    if wording.now <= until:
        return told | {"answer": wording.say(_WAITED_FOR, body=body, date=day_words(wording, until))}
    gone = working_days(calendar, complaint.closed_at, wording.now)
    return told | {
        "answer": wording.say(_SILENT, body=body, days=gone),
        "advice": [wording.say(_ASK_THEM, body=body), wording.say(_NATIONAL), wording.say(_OMBUDSMAN)],
    }


def _heard(wording: Wording, sending: Sending, body: str) -> Iterator[str]:
    """What is known of a sending that nobody has answered: that it came, and how often they were reminded."""
    if sending.received_at is not None:
        yield wording.say(_RECEIVED, body=body, date=day_words(wording, sending.received_at))
    if sending.reminded and sending.reminded_at is not None:
        words = _REMINDED_ONCE if sending.reminded == 1 else _REMINDED
        yield wording.say(words, times=sending.reminded, date=day_words(wording, sending.reminded_at))


def _inside(name: str) -> str:
    """A topic's name inside a sentence."""
    return name[:1].lower() + name[1:]
