"""Mails to bodies outside: the first with the link by which they answer, then reminders while they are silent.

A letter is written down, with the day on which it is tried again, before it is handed over: any number of workers may
run, and what was cut off between sending and marking may go out a second time with the same link, which harms nobody.
That a body was reminded is a fact of the case; the citizen reads it.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select, update

from complaints import commands as c
from complaints import ticket
from complaints.complaint import Complaint
from complaints.handling import Handling
from complaints.kinds import Status, Visibility
from complaints.outside_links import Link, OutsideLinks
from complaints.region import Body, Region, RegionBook
from complaints.tables import ComplaintRow, OutsideLetterRow, OutsideSendingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Refused, ServiceError
from foundation.language import mark as _
from foundation.language import translations
from foundation.sealing import KeyRing
from notices.channel import Channel, Delivered, Message, TryLater, handed
from notices.messages import moment
from notices.owed_mails import mailing_channel
from people.actor import SYSTEM
from workdays.calendars import Calendars

TRIES = 6
PAUSE = timedelta(minutes=15)
"""Before what could not be sent is tried again; doubled with each try."""
MOST = 200
"""Sendings looked at in one run; the rest is due still, and the next run begins soon."""

_CLAIM = text(
    "INSERT INTO outside_letters AS l (complaint_id, number, round, link_id, due_at, attempts) "
    "VALUES (:complaint_id, :number, :round, :link_id, :later, 1) ON CONFLICT (complaint_id, number, round) DO UPDATE "
    "SET attempts = l.attempts + 1, due_at = excluded.due_at WHERE l.sent_at IS NULL AND l.failed_at IS NULL "
    "AND l.due_at <= :now RETURNING l.attempts, l.link_id"
)
_SUBJECT = _("Aduan warga {code} menunggu jawaban {body}")
_AGAIN = _("Mengingatkan: aduan warga {code} menunggu jawaban {body}")
_GREETING = _("Yth. {body},")
_FORWARDED = _("Kami meneruskan aduan warga dengan kode {code}, karena menurut kami menjadi kewenangan Anda.")
_WAITING = _("Pada {date} kami meneruskan aduan warga dengan kode {code}. Sampai sekarang belum ada jawaban.")
_LINK = _("Isinya, dan tempat untuk menjawab tanpa akun, ada di sini:")
_CONFINED = _("Tautan ini khusus untuk instansi Anda dan berlaku sampai {until}.")
_WATCHED = _("Pelapor melihat kepada siapa dan kapan aduannya dikirim, dan apakah dijawab.")
_FROM = _("Salam hormat,")


class _Owed(NamedTuple):
    """A sending to a body with an address, and which of its letters is next: 0 the first, then the reminders."""

    complaint_id: UUID
    number: int
    body: Body
    sent_at: datetime
    round: int


class BodyMails:
    """Run by any number of workers."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        keys: KeyRing,
        regions: RegionBook,
        calendars: Calendars,
        handling: Handling,
    ) -> None:
        self._database, self._clock, self._regions = database, clock, regions
        self._calendars, self._handling = calendars, handling
        self._links = OutsideLinks(database, clock, keys)

    async def run(self, channels: Sequence[Channel], page: Callable[[str], str]) -> int:
        """Send what is due; how many mails were taken. `page` makes the whole address from a link's secret."""
        mailing = mailing_channel(channels)
        region = await self._regions.current()
        if mailing is None or not any(body.email for body in region.bodies):
            return 0
        return sum([await self._write(owed, region, mailing, page) for owed in await self._due(region)])

    async def _due(self, region: Region) -> list[_Owed]:
        """The next letter of every sending that waits for an answer, where its day has come."""
        row, sending, letter = ComplaintRow, OutsideSendingRow, OutsideLetterRow
        reached = {body.code: body for body in region.bodies if body.email}
        over = (
            select(letter.round)
            .where(
                col(letter.complaint_id) == col(sending.complaint_id),
                col(letter.number) == col(sending.number),
                col(letter.round) == len(region.outside.remind_days),
                col(letter.sent_at).is_not(None) | col(letter.failed_at).is_not(None),
            )
            .exists()
        )
        asked = (
            select(sending)
            .join(row, col(row.complaint_id) == col(sending.complaint_id))
            .where(
                col(row.status) == str(Status.FORWARDED_OUT),
                col(sending.body).in_(reached),
                col(sending.answered_at).is_(None),
                col(sending.declined_at).is_(None),
                col(row.restricted).is_(False),
                col(row.sensitive).is_(False),
                col(row.erased).is_(False),
                col(row.visibility) != str(Visibility.CONFIDENTIAL),
                ~over,
            )
            .order_by(col(sending.sent_at).desc())
        )
        async with self._database.reading() as session:
            sendings = (await session.exec(asked)).all()
            ids = [one.complaint_id for one in sendings]
            done = await session.exec(
                select(letter).where(
                    col(letter.complaint_id).in_(ids),
                    col(letter.sent_at).is_not(None) | col(letter.failed_at).is_not(None),
                )
            )
            written: dict[tuple[UUID, int], int] = {}
            for sent in done.all():
                key = sent.complaint_id, sent.number
                written[key] = max(written.get(key, -1), sent.round)
        calendar = await self._calendars.current(region.timezone)
        days, now, found = (0, *region.outside.remind_days), self._clock.now(), []
        for one in sendings:
            due = [
                number
                for number, after in enumerate(days)
                if not after or calendar.due_after(one.sent_at, after) <= now
            ]
            # Of reminders that were slept through only the last is sent.
            following = due[-1] if (last := written.get((one.complaint_id, one.number), -1)) >= 0 else 0
            if following > last:
                found.append(_Owed(one.complaint_id, one.number, reached[one.body], one.sent_at, following))
        return found[:MOST]

    async def _write(self, owed: _Owed, region: Region, mailing: Channel, page: Callable[[str], str]) -> bool:
        """Claim one letter, hand it over, and mark it; whether it was taken."""
        complaint = await self._links.case(owed.complaint_id)
        try:
            link = await self._link(complaint, owed, region)
        except ServiceError:
            return False  # the case went elsewhere meanwhile
        claimed = await self._claimed(owed, link.id)
        if claimed is None:
            return False
        message = self._message(owed, complaint, link, region, page)
        outcome = await handed(mailing, message)
        now = self._clock.now()
        if isinstance(outcome, TryLater) and claimed < TRIES:
            return False
        await self._mark(owed, **{"sent_at" if isinstance(outcome, Delivered) else "failed_at": now})
        if isinstance(outcome, Delivered) and owed.round:
            cause = f"reminded:{owed.number}:{owed.round}"
            with suppress(ServiceError):  # it was answered while the mail was on its way
                await self._handling.handle(c.Order(owed.complaint_id, c.RemindOutside(owed.round), cause), SYSTEM)
        return isinstance(outcome, Delivered)

    async def _link(self, complaint: Complaint, owed: _Owed, region: Region) -> Link:
        """The link of this sending; a new one where there is none, or its time is nearly over. Raises Refused.

        What a coordinator took back stays taken back.
        """
        newest = (await self._links.of([owed.complaint_id])).get(owed.complaint_id)
        if newest is not None and newest.number == owed.number:
            if newest.revoked_at is not None:
                raise Refused()
            if newest.expires_at > self._clock.now() + timedelta(days=1):
                return newest
        return (await self._links.make(complaint, region.outside.link_days, SYSTEM.name_in_log))[0]

    async def _claimed(self, owed: _Owed, link_id: UUID) -> int | None:
        """Which try of this letter this is; None where somebody else has it in hand, or it is done."""
        now = self._clock.now()
        values = {
            "complaint_id": owed.complaint_id,
            "number": owed.number,
            "round": owed.round,
            "link_id": link_id,
            "now": now,
            "later": now + PAUSE,
        }
        async with self._database.transaction() as session:
            row = (await session.exec(_CLAIM, params=values)).first()  # type: ignore[call-overload]
        return None if row is None else int(row[0])

    async def _mark(self, owed: _Owed, **values: datetime) -> None:
        row = OutsideLetterRow
        mine = (
            col(row.complaint_id) == owed.complaint_id,
            col(row.number) == owed.number,
            col(row.round) == owed.round,
        )
        async with self._database.transaction() as session:
            await session.exec(update(row).where(*mine).values(**values))

    def _message(
        self,
        owed: _Owed,
        complaint: Complaint,
        link: Link,
        region: Region,
        page: Callable[[str], str],
    ) -> Message:
        say = translations("id").gettext
        facts = {
            "code": ticket.show(complaint.code),
            "body": owed.body.name,
            "date": moment(owed.sent_at, region.timezone, region.zone_label),
            "until": moment(link.expires_at, region.timezone, region.zone_label),
        }
        parts = [
            _GREETING,
            _WAITING if owed.round else _FORWARDED,
            _LINK,
            _CONFINED,
            _WATCHED,
        ]
        told = [say(part).format_map(facts) for part in parts]
        told[2] += f"\n{page(self._links.secret(link.id))}"
        told.append(f"{say(_FROM)}\n{region.service_name}\n{region.name}")
        subject = say(_AGAIN if owed.round else _SUBJECT).format_map(facts)
        key = f"outside:{owed.complaint_id}:{owed.number}:{owed.round}"
        return Message(key, owed.body.email, subject, "\n\n".join(told) + "\n")
