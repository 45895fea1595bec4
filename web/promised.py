"""Why a promise runs out when it does, in one or two sentences."""

from collections.abc import Callable
from datetime import date

from babel.dates import format_date

from complaints.complaint import Complaint, Promise
from complaints.given import about
from complaints.kinds import Stage
from foundation.language import mark as _
from sla.policy import Explanation, Policy
from web.house import House
from web.wording import Wording

MOST_DAYS_NAMED = 6

_FROM_RECEIPT = _("{days} hari kerja sejak laporan diterima pada {date}.")
_FROM_ANSWER = _("{days} hari kerja sejak dinyatakan selesai pada {date}.")
_NOT_COUNTED = _("Sabtu, Minggu, dan hari libur tidak dihitung.")
_HOLIDAYS = _("Libur di antaranya: {days}.")


async def reasons(house: House, wording: Wording, complaint: Complaint) -> Callable[[Promise], str]:
    """Explains the promises of a complaint by the rules and the calendar in force."""
    policy = await house.policies.current()

    def why(promise: Promise) -> str:
        return _reason(policy, wording, complaint, promise)

    return why


def _reason(policy: Policy, wording: Wording, complaint: Complaint, promise: Promise) -> str:
    known = policy.explained(about(complaint), promise)
    began = policy.calendar_of(complaint.unit).local_date(promise.counted_from)
    base = _FROM_ANSWER if promise.stage is Stage.SILENT_CLOSE else _FROM_RECEIPT
    said = [wording.say(base, days=promise.days, date=_day(wording, began)), wording.say(_NOT_COUNTED)]
    # A calendar changed after the promise was given would tell other days than those that were counted.
    if known is not None and known.due == promise.due:
        free = _holidays(wording, known)
        if free:
            said.append(wording.say(_HOLIDAYS, days=free))
    return " ".join(said)


def _holidays(wording: Wording, known: Explanation) -> str:
    free = [row for row in known.rows[1:] if not row.counted and row.date.weekday() < 5]
    named = "; ".join(f"{_day(wording, row.date)} ({row.reason})" for row in free[:MOST_DAYS_NAMED])
    return named + ("; …" if len(free) > MOST_DAYS_NAMED else "")


def _day(wording: Wording, day: date) -> str:
    return format_date(day, "d MMMM y", locale=wording.language)
