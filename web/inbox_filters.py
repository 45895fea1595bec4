"""What an address asks of the inbox: every filter stands in it, so that a list can be kept, shared and come back to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from complaints.kinds import Status
from complaints.report import readable
from complaints.sight import HANDLERS
from foundation.language import mark as _
from people.actor import Actor
from sla.desk_filter import Tab, Wanted
from sla.desk_rows import ON_DESK
from web.case_rows import PRESSING, STATES, address
from web.office_frame import INBOX
from web.wording import Wording

PATH = INBOX.path
TABS: dict[Tab, str] = {
    Tab.UNIT: _("Semua pekerjaan"),
    Tab.MINE: _("Saya pegang"),
    Tab.UNTAKEN: _("Belum dipegang"),
    Tab.SPOKEN: _("Jawaban baru"),
    Tab.CHECK: _("Perlu Anda periksa"),
    Tab.WAITING: _("Menunggu pelapor"),
    Tab.LATE: _("Lewat batas"),
    Tab.WEEK: _("Jatuh tempo pekan ini"),
}
STATUSES = tuple(status for status in Status if status in ON_DESK)
NAMES = ("daftar", "status", "unit", "topic", "area", "priority", "state", "words")
"""Filters as an address names them, in its order."""
LONGEST = 100


@dataclass(frozen=True)
class Inquiry:
    """The filters of an address; what could not be understood is as if it were not said."""

    tab: Tab
    values: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether one of the fields that fold away narrows the list."""
        return any(value for name, value in self.values.items() if name not in ("daftar", "words"))

    @property
    def query(self) -> str:
        """As an address says it; never empty, so that nothing else is put in its place."""
        return urlencode({name: value for name, value in self.values.items() if value})

    def address(self, number: int = 1) -> str:
        return address(PATH, self.values, number)

    def wanted(self, wording: Wording) -> Wanted:
        value = self.values
        return Wanted(
            at=wording.now,
            week_ends=week_end(wording.now, wording.region.timezone),
            tab=self.tab,
            **{name: value[name] for name in ("status", "unit", "topic", "area", "priority")},
            state=STATES.get(value["state"]),
            query=value["words"],
        )


def inquiry(asked: Mapping[str, Any], wording: Wording, actor: Actor) -> Inquiry:
    """`asked` are the parameters of an address."""
    region = wording.region

    def text(name: str) -> str:
        return readable(str(asked.get(name, "")))[:LONGEST].strip()

    def one_of(name: str, allowed: Iterable[str]) -> str:
        value = text(name)
        return value if value in allowed else ""

    tab = Tab(one_of("daftar", map(str, Tab)) or Tab.UNIT)
    values = {
        "daftar": str(tab),
        "status": one_of("status", map(str, STATUSES)),
        "unit": one_of("unit", actor.reach(*HANDLERS)),
        "topic": one_of("topic", region.topic),
        "area": one_of("area", region.area),
        "priority": one_of("priority", map(str, PRESSING)),
        "state": one_of("state", STATES),
        "words": text("words"),
    }
    return Inquiry(tab, values)


def asks_nothing(asked: Mapping[str, Any]) -> bool:
    """Whether an address names no filter at all, so that somebody's first view is shown."""
    return not any(name in asked for name in (*NAMES, "halaman", "tampilan"))


def week_end(at: datetime, timezone: str) -> datetime:
    """When the local week is over: midnight before Monday."""
    zone = ZoneInfo(timezone)
    today = at.astimezone(zone).date()
    return datetime.combine(today + timedelta(days=7 - today.weekday()), time(), zone)
