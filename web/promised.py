"""Why a promise runs out when it does: in a sentence, and day by day with the rule behind it."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from complaints.complaint import Complaint, Promise, Stop
from complaints.given import Terms
from complaints.kinds import Stage, Status
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import NotFound
from foundation.language import mark as _
from sla.course import Length, Pace, course
from sla.policy import EXTENDED, Explanation, Policy, PromiseRule, calendar_of_promise, explained
from web.day_words import FOLDED_FROM, Month, holidays, months
from web.formatting import day_as
from web.house import House
from web.promise_notes import date_words, hour, last_day, name_of
from web.wording import SLUG, Wording
from workdays.working_days import Calendar

MOST_DAYS_NAMED = 6

_SINCE: dict[Stage, str] = {
    Stage.SILENT_CLOSE: _("{length} sejak dinyatakan selesai pada {date}."),
    Stage.SUPPLEMENT: _("{length} sejak diminta melengkapi pada {date}."),
    Stage.NEXT_UPDATE: _("{length} sejak kabar terakhir pada {date}."),
    Stage.OBJECTION: _("{length} sejak keberatan diajukan pada {date}."),
    Stage.UNIT: _("{length} sejak diteruskan ke unit pada {date}."),
    Stage.REROUTE: _("{length} sejak dikembalikan unit pada {date}."),
    Stage.VERIFY: _("{length} sejak dilengkapi pada {date}."),
}
_SINCE_RECEIPT = _("{length} sejak laporan diterima pada {date}.")
_SINCE_FORWARDING = _("{length} sejak diteruskan ke unit pada {date}.")
_NAMED = _("Tanggal ini tidak dihitung: unit yang menangani menyebutkannya sendiri.")
_NOT_WORKED = _("{date} bukan hari kerja; janjinya jatuh pada hari kerja terakhir sebelum itu.")
_NOT_COUNTED = _("Sabtu, Minggu, dan hari libur tidak dihitung.")
_HOLIDAYS = _("Libur di antaranya: {days}.")
_STOOD = _("Selama hitungan berhenti, tidak ada waktu yang terpakai.")
_WORKING_DAYS = _("{n} hari kerja")
_DAYS = _("{n} hari kalender")
_OFFICE_HOURS = _("{n} jam kerja")
_OFFICE_TIME = _("{time} waktu kerja")
_CLOCK_TIME = _("{time} menurut jam dinding, siang dan malam,")
_HOURS = _("{n} jam")
_MINUTES = _("{n} menit")
_FULL = _("{hours} jam {minutes} menit")
_CHANGED = _(
    "Tanggal ini ditetapkan dengan kalender kerja yang kemudian berubah, dan tetap berlaku. "
    "Daftar di bawah memakai kalender yang kami simpan, jadi hitungannya dapat berbeda dari tanggal itu."
)
_STILL = _("Hitungan sedang berhenti. Daftar ini sampai hari ini; hari-hari berikutnya dihitung setelah berjalan lagi.")
_EARLIER = _(
    "Daftar di bawah memakai kalender kerja saat tanggal ini ditetapkan, bukan kalender yang berlaku sekarang."
)


@dataclass(frozen=True)
class Why:
    """Everything behind one date, for parts/days.html."""

    slug: str
    what: str
    day: str
    """The date in words, with its weekday."""
    hour: str
    sentence: str
    remark: str
    """What has to be said about the list; empty where it leads straight to the date."""
    rule: PromiseRule | None
    length: str
    effective: str
    superseded: bool
    """Whether its regulation was replaced by one whose numbers nobody has confirmed."""
    months: tuple[Month, ...]
    counted: int
    skipped: int
    numbered: bool
    folded: bool
    """Whether it is so long that its months are folded."""


@dataclass(frozen=True)
class _Known:
    explanation: Explanation
    exact: bool
    """Whether the days lead to the date that was promised."""
    now: bool
    """Whether by the calendar in force."""


class Reasons:
    """Explains the promises of one complaint; called with a promise, it answers with a sentence or two."""

    def __init__(self, policy: Policy, wording: Wording, complaint: Complaint, known: dict[Stage, _Known]) -> None:
        self._policy, self._wording, self._complaint, self._known = policy, wording, complaint, known

    def __call__(self, promise: Promise) -> str:
        return self._sentence(promise, MOST_DAYS_NAMED)

    def _sentence(self, promise: Promise, named: int) -> str:
        """`named`: how many holidays on the way are named."""
        if promise.stage is Stage.PLEDGE:
            return self._pledge(promise)
        known, say = self._known[promise.stage], self._wording.say
        began = self._policy.calendar_of(None).local_date(promise.counted_from)
        since = say(_base(self._complaint, promise), length=length_words(self._wording, promise), date=self._day(began))
        said = [since[:1].upper() + since[1:]]
        if not promise.every_day:
            said.append(say(_NOT_COUNTED))
            free = holidays(self._wording, known.explanation.rows) if known.exact and named else []
            told = "; ".join(f"{self._day(day)} ({name})" for day, name in free[:named])
            if told:
                said.append(say(_HOLIDAYS, days=told + ("; …" if len(free) > named else "")))
        if promise.stops:
            said.append(say(_STOOD))
        return " ".join(said)

    def _pledge(self, promise: Promise) -> str:
        say, on = self._wording.say, self._complaint.pledged_on
        if on is None or on == last_day(self._wording, promise.due):
            return say(_NAMED)
        return f"{say(_NAMED)} {say(_NOT_WORKED, date=date_words(self._wording, on))}"

    def ahead(self, promise: Promise) -> datetime | None:
        """When a clock that stands still would run out if it ran again now."""
        return self._policy.ahead(promise, self._wording.now)

    def why(self, promise: Promise) -> Why:
        """The rule and every day of a promise."""
        wording, known = self._wording, self._known[promise.stage]
        rows, standing = known.explanation.rows, promise.stopped is not None
        if promise.stage is Stage.PLEDGE:
            rows = ()
        elif standing:  # what lies ahead will be counted once the clock runs again
            rows = tuple(row for row in rows if row.date <= last_day(wording, wording.now))
        numbered = bool(promise.days) and not promise.every_day and not promise.stops
        received = promise.counted_from == self._complaint.received_at
        ends = hour(wording, promise.due)
        last = "" if standing else ends
        told = tuple(months(wording, rows, promise.stage, last, numbered=numbered, received=received))
        rule = known.explanation.rule
        remark = "" if known.exact and known.now else wording.say(_EARLIER if known.exact else _CHANGED)
        if standing:
            remark = f"{wording.say(_STILL)} {remark}".strip()
        return Why(
            slug=SLUG[promise.stage],
            what=name_of(wording, self._complaint, promise.stage),
            day=date_words(wording, last_day(wording, promise.due)),
            hour=ends,
            sentence=self._sentence(promise, named=0),
            remark=remark if rows else "",
            rule=rule,
            length=length_words(wording, promise),
            effective=self._day(rule.effective_from) if rule else "",
            superseded=rule is not None and rule.superseded,
            months=told,
            counted=sum(month.counted for month in told),
            skipped=sum(month.skipped for month in told),
            numbered=numbered,
            folded=len(rows) >= FOLDED_FROM,
        )

    def _day(self, day: date) -> str:
        return day_as(day, "d MMMM y", self._wording.language)


async def reasons(house: House, wording: Wording, complaint: Complaint) -> Reasons:
    """Explains the promises of a complaint, each by the rule and the calendar it was computed with.

    On an office page: `reasons(...).why(promise)` for parts/days.html.
    """
    policy = await house.policies.current()
    known = {stage: await _known(house, wording, policy, promise) for stage, promise in complaint.promises.items()}
    return Reasons(policy, wording, complaint, known)


def veiled(case: Case) -> bool:
    """Whether somebody who only has the code may not learn which road the case takes."""
    before = case.complaint.status in (Status.SUBMITTED, Status.RETURNED) and not case.complaint.restricted
    return case.sight < Sight.WORDS and not before


def by_code(case: Case) -> Complaint:
    """The complaint with the promises that somebody is shown who only has the code.

    Of a veiled one no date may tell its road: the first response alone, which all are promised, and only while it is
    owed or once it was given, without what became of its clock.
    """
    complaint = case.complaint
    if not veiled(case):
        return complaint
    first = complaint.promises.get(Stage.FIRST_RESPONSE)
    owed = first is not None and not (first.ended and first.met_at is None)
    bare = {Stage.FIRST_RESPONSE: msgspec.structs.replace(first, stops=(), warned=0.0)} if first and owed else {}
    return msgspec.structs.replace(complaint, promises=bare)


def length_words(wording: Wording, promise: Promise | Terms) -> str:
    """Its length in words: 14 hari kerja, 2 jam menurut jam dinding."""
    if promise.days:
        return wording.say(_DAYS if promise.every_day else _WORKING_DAYS, n=promise.days)
    hours, minutes = divmod(promise.minutes, 60)
    if not minutes and not promise.every_day:
        return wording.say(_OFFICE_HOURS, n=hours)
    if not minutes:
        time = wording.say(_HOURS, n=hours)
    elif hours:
        time = wording.say(_FULL, hours=hours, minutes=minutes)
    else:
        time = wording.say(_MINUTES, n=minutes)
    return wording.say(_CLOCK_TIME if promise.every_day else _OFFICE_TIME, time=time)


def _base(complaint: Complaint, promise: Promise) -> str:
    if promise.counted_from == complaint.received_at:
        return _SINCE_RECEIPT
    return _SINCE.get(promise.stage, _SINCE_FORWARDING)


async def _known(house: House, wording: Wording, policy: Policy, promise: Promise) -> _Known:
    """By the calendar the promise was computed with, if it was kept; else by the one in force."""
    rule = next((one for one in policy.rules if one.name == promise.policy.removesuffix(EXTENDED)), None)
    version, unit = calendar_of_promise(promise)
    in_force = policy.calendar_of(unit)
    found: list[Calendar] = []
    if version != in_force.version:
        try:
            calendars = await house.calendars.at(version)
            found.append(calendars.calendar(wording.region.timezone_of(unit), unit or ""))
        except NotFound:
            pass  # it was never kept: what is shown instead says so where it leads elsewhere
    for calendar in (*found, in_force):
        for one in _variants(promise):
            if _leads(one, calendar):
                return _Known(explained(one, calendar, rule), True, calendar is in_force)
    return _Known(explained(promise, (*found, in_force)[0], rule), False, not found)


def _variants(promise: Promise) -> list[Promise]:
    """The promise, and for one that ended while it stood still, as it stood until its end."""
    if not promise.ended or not promise.stops:
        return [promise]
    last: Stop = msgspec.structs.replace(promise.stops[-1], until=None)
    return [promise, msgspec.structs.replace(promise, stops=(*promise.stops[:-1], last))]


def _leads(promise: Promise, calendar: Calendar) -> bool:
    length = Length(promise.days, promise.minutes, promise.every_day)
    pace = Pace(calendar, promise.every_day)
    return course(pace, promise.counted_from, length, promise.stops).due == promise.due
