"""What somebody writes of a batch: its days, its place, what cannot be meant."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import msgspec

from competency.batch_tables import BatchDayRow
from competency.trainings import is_address
from foundation.language import mark as _

LONGEST = timedelta(days=366)
MOST_SEATS = 1000


class Draft(msgspec.Struct, frozen=True):
    """What somebody writes of a batch; times are by the clock on the wall, on each of its days."""

    provider: UUID | None
    starts_on: date | None
    ends_on: date | None
    starts: time | None
    ends: time | None
    seats: int | None
    reply_by: date | None
    place: str = ""
    link: str = ""

    def told(self) -> dict[str, Any]:
        """As columns of a batch."""
        same = ("starts_on", "ends_on", "place", "link", "seats", "reply_by")
        return {"provider_id": self.provider, **{name: getattr(self, name) for name in same}}


def days_of(batch_id: UUID, draft: Draft, working: Sequence[date], kind: str) -> list[BatchDayRow]:
    """The days on which people are there. What is not held in a class is noted once, on its last day."""
    assert draft.ends_on is not None
    days = list(working) or [draft.ends_on]
    if kind != "klasikal":
        days = [draft.ends_on]
    times = {"starts": draft.starts, "ends": draft.ends}
    return [BatchDayRow(batch_id=batch_id, day=day, **times) for day in days]  # type: ignore[arg-type]


def faults_of(draft: Draft, today: date | None) -> dict[str, str]:
    """Sentences by field; `today` of None: it may lie in the past already."""
    faults = {
        "starts_on": "" if draft.starts_on else _("Tulis tanggal mulainya."),
        "ends_on": "" if draft.ends_on else _("Tulis tanggal berakhirnya."),
        "starts": "" if draft.starts else _("Tulis jam mulainya."),
        "ends": "" if draft.ends else _("Tulis jam selesainya."),
        "reply_by": "" if draft.reply_by else _("Tulis sampai kapan undangan dijawab."),
        "seats": "" if draft.seats and 1 <= draft.seats <= MOST_SEATS else _("Tulis jumlah kursi, dari 1 sampai 1000."),
        "place": "" if draft.place or draft.link else _("Tulis tempatnya, atau tautannya bila daring."),
        "link": "" if not draft.link or is_address(draft.link) else _("Tulis alamat lengkap yang diawali https://."),
    }
    if draft.starts and draft.ends and draft.ends <= draft.starts:
        faults["ends"] = _("Jam selesai sesudah jam mulai.")
    if draft.starts_on and draft.ends_on and not timedelta() <= draft.ends_on - draft.starts_on <= LONGEST:
        faults["ends_on"] = _("Berakhir pada atau sesudah hari mulai, paling lama satu tahun.")
    if draft.starts_on and draft.reply_by and draft.reply_by > draft.starts_on:
        faults["reply_by"] = _("Undangan dijawab sebelum pelatihan mulai.")
    if today and draft.starts_on and draft.starts_on < today:
        faults["starts_on"] = _("Pelatihan baru mulai hari ini atau sesudahnya.")
    return {name: sentence for name, sentence in faults.items() if sentence}
