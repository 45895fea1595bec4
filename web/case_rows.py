"""Cases in the officers' lists: what was asked for in the address, and each case as a card or a row."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from litestar import Request

from complaints.colleagues import Colleagues
from complaints.kinds import Priority, Status, Visibility
from complaints.labels import PRIORITY
from complaints.report import readable
from complaints.ticket import show
from complaints.views import Line
from complaints.visibility import Sight
from foundation.language import mark as _
from sla.caseload import Load, LoadedCase
from sla.clocks import ClockState
from sla.queries import RANKS
from web.house import House
from web.promise_notes import hour, last_day
from web.whole_numbers import whole
from web.wording import DUE_STATE, Wording

PAGE_SIZE = 25
LAST_PAGE = 4000
SOON = timedelta(days=1)
STATES: dict[str, ClockState] = {DUE_STATE[state]: state for state in RANKS}
"""How a case stands, as addresses and templates name it."""

STATE_NAMES: dict[str, str] = {
    "time": _("Masih tepat waktu"),
    "near": _("Mendekati batas"),
    "late": _("Terlambat"),
    "paused": _("Hitungan berhenti"),
}
PRESSING = (Priority.DANGER, Priority.URGENT)


class Asked:
    """What an address asks a list for; whatever cannot be understood is as if it were not said."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._query = request.query_params

    def text(self, name: str, longest: int = 100) -> str:
        return readable(str(self._query.get(name, "")))[:longest].strip()

    def choice(self, name: str, allowed: Collection[str]) -> str:
        value = self.text(name)
        return value if value in allowed else ""

    @property
    def page(self) -> int:
        return min(max(whole(self.text("halaman"), 5) or 1, 1), LAST_PAGE)

    @property
    def done(self) -> str:
        """The move that has just been made, as its form's place in the address."""
        return self.text("berhasil", 30)


def status_filter(chosen: str) -> tuple[str, ...]:
    return (chosen,) if chosen else ()


def card(wording: Wording, loaded: LoadedCase) -> dict[str, Any]:
    """A case as parts/case.html and the tables draw it."""
    line = loaded.line
    hidden = line.sight < Sight.WORDS
    title = wording.title(line.report)
    rest = (line.report or "").strip()
    return {
        "code": show(line.code),
        "href": f"/kantor/aduan/{line.id}",
        "title": wording.say(_("Aduan rahasia")) if hidden else title,
        "words": rest if len(rest) > len(title) + 1 else "",
        "status_label": wording.status(line.status),
        "status_tone": wording.tone(line.status),
        "visibility_label": "" if line.visibility == Visibility.PUBLIC else wording.visibility(line.visibility),
        "topic": "" if hidden else wording.topic(line.topic),
        "unit": wording.unit(line.unit) or wording.body(line.body),
        "place": "" if hidden else wording.area(line.area),
        "filed_at": line.received_at,
        "by_itself": waits_for_second(wording, line) or by_itself(wording, line),
        "priority": str(loaded.priority) if loaded.priority in PRESSING else "",
        "priority_label": wording.say(PRIORITY[loaded.priority]) if loaded.priority in PRESSING else "",
        "pledged_on": loaded.pledged_on,
        # Beside a clock that stands still, the date of another would be read as its own.
        "due": None if loaded.state is ClockState.STOPPED else loaded.due,
        "due_on": None if loaded.due is None else last_day(wording, loaded.due),
        "due_hour": _hour(wording, loaded.due),
        "due_state": DUE_STATE[loaded.state] if loaded.state else "",
    }


def waits_for_second(wording: Wording, line: Line) -> str:
    """That an answer waits for a second person of the unit, or for the head above; empty otherwise."""
    if line.proposed_at is None:
        return ""
    local = line.proposed_at.astimezone(ZoneInfo(wording.region.timezone_of(line.unit)))
    day = format_date(local, "d MMMM", locale=wording.language)
    return wording.say(_("Menunggu pemeriksaan kedua sejak {day}"), day=day)


def by_itself(wording: Wording, line: Line) -> str:
    """That nobody has read it before it came here; empty once somebody has acted on it."""
    if not line.unread or line.suggested_share is None:
        return ""
    share = min(99, round(line.suggested_share * 100))
    words = _(
        "Diteruskan otomatis (keyakinan {share}%). Bila bukan tugas unit ini, kembalikan: sistem belajar darinya."
    )
    return wording.say(words, share=share)


def _hour(wording: Wording, due: datetime | None) -> str:
    """The hour of a limit that is no day away: its date alone would not tell how little is left."""
    return hour(wording, due) if due is not None and abs(due - wording.now) < SOON else ""


async def holders(house: House, load: Load) -> dict[Any, str]:
    """Names of the officers who took these cases."""
    taken = {loaded.line.taken_by for loaded in load.cases} - {None}
    return await Colleagues(house.database, house.clock).names(one for one in taken if one is not None)


async def rows(house: House, wording: Wording, load: Load) -> list[dict[str, Any]]:
    names = await holders(house, load)
    return [card(wording, one) | {"holder": names.get(one.line.taken_by, "")} for one in load.cases]


async def listing(house: House, wording: Wording, load: Load, path: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """The part of office/figure_cases.html that is the list: `counted` is the total in words."""
    return {
        "total": load.total,
        "counted": counted(wording, load.total, more=load.more),
        "cases": await rows(house, wording, load),
        **paging(wording, load, path, asked),
    }


def paging(wording: Wording, load: Load, path: str, asked: Mapping[str, str]) -> dict[str, str]:
    """The context of pagination() for a page of cases."""
    shown = Shown(load.number, load.size, len(load.cases), load.total, load.more)
    return turning(wording, path, asked, shown)


class Shown(NamedTuple):
    """A page of a list: its number from 1, how many a page holds, how many stand on this one and in all of the list.

    With `more` there are at least so many.
    """

    number: int
    size: int
    cases: int
    total: int
    more: bool = False


def turning(wording: Wording, path: str, asked: Mapping[str, str], shown: Shown) -> dict[str, str]:
    """The context of pagination(): addresses keep the filter."""
    first = (shown.number - 1) * shown.size + 1
    last, total = first + shown.cases - 1, counted(wording, shown.total, more=shown.more)
    return {
        "previous": address(path, asked, shown.number - 1) if shown.number > 1 else "",
        "next": address(path, asked, shown.number + 1) if shown.number * shown.size < shown.total else "",
        "page_words": wording.say(_("{first}–{last} dari {total}"), first=first, last=last, total=total)
        if shown.cases
        else "",
    }


def counted(wording: Wording, total: int, *, more: bool = False) -> str:
    """How many; where there are `more`, that it is no more than what was counted."""
    return f"{wording.number(total - 1)}+" if more else wording.number(total)


def address(path: str, asked: Mapping[str, str], number: int = 1) -> str:
    """A list's address with those of its filters that are set."""
    parts = {name: value for name, value in asked.items() if value}
    if number > 1:
        parts["halaman"] = str(number)
    return f"{path}?{urlencode(parts)}" if parts else path


def state_options(wording: Wording) -> list[dict[str, str]]:
    return [{"value": value, "label": wording.say(name)} for value, name in STATE_NAMES.items()]


def priority_options(wording: Wording) -> list[dict[str, str]]:
    return [{"value": str(priority), "label": wording.say(PRIORITY[priority])} for priority in PRESSING]


def status_options(wording: Wording, statuses: Iterable[Status]) -> list[dict[str, str]]:
    return [{"value": str(status), "label": wording.status(status)} for status in Status if status in statuses]
