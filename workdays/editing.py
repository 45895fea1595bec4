"""What a person changes on the calendar: checked, shown before it is done, and kept as a new version.

A person's rows lie over what the country and the region's file say. A day off is taken back by an ordinary day over it,
hours by a cancelled row over them; taking the person's own row away lets what lies beneath count again.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from workdays import versions
from workdays.calendar_set import CalendarSet
from workdays.entries import DayEntry, DayKey, Entry, HoursEntry, HoursKey, Key, Origin
from workdays.reading import overlapping, parse_spans
from workdays.working_days import Calendar, DayKind

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
LONGEST_RANGE = 366
"""Days; hours that hold for longer are hours without an end."""

_DRAFT = "+"
_ZONE = "Asia/Jakarta"
"""Any zone would do: which days are worked does not depend on it."""

_NO_SOURCE = _("Tulis sumbernya: nama dan nomor keputusan atau peraturannya.")
_NO_NAME = _("Tulis namanya, misalnya nama hari liburnya.")
_NO_DATE = _("Tanggal harus antara tahun 2000 dan 2199.")
_FREE_HAS_NO_HOURS = _("Hari ini tidak memakai jam kerja sendiri. Kosongkan jamnya.")
_NOTHING_TO_HALVE = _("Hari itu tidak ada jam kerjanya. Tulis jam kerja setengah harinya.")
_NOT_HALF = _("Jam setengah hari harus lebih singkat daripada jam kerja biasa pada hari itu.")
_NO_HOURS_AT_ALL = _("Tulis jam kerja paling sedikit untuk satu hari.")
_ENDS_BEFORE = _("Tanggal akhir mendahului tanggal awal.")
_TOO_LONG = _("Rentang paling lama satu tahun. Untuk jam kerja seterusnya, kosongkan tanggal akhirnya.")
_OVERLAP = _("Bertumpang tindih dengan {name}, mulai {first}.")
_NOTHING_TO_CANCEL = _("Tidak ada yang dapat dibatalkan pada tanggal itu.")
_NOT_A_PERSONS = _("Baris itu tidak ditulis di halaman ini, jadi tidak dapat dihapus. Batalkan saja.")
_CHECK_AGAIN = _("Mohon periksa kembali isian Anda.")


def ordinary(day: date, unit: str, name: str, source: str) -> DayEntry:
    """Takes back whatever is said of a date: it is then like any other day of its weekday."""
    return DayEntry(day, DayKind.ORDINARY, name, source, unit)


def without(hours: HoursEntry, source: str) -> HoursEntry:
    """Takes back hours of the region's file."""
    week = ("", "", "", "", "", "", "")
    return HoursEntry(hours.starts_on, week, hours.name, source, hours.ends_on, hours.unit, cancelled=True)


def edited(calendars: CalendarSet, additions: Iterable[Entry], removals: Iterable[Key]) -> CalendarSet:
    """The calendars that would result; nothing is written. Its version ends in "+", for no promise may bear it.

    Additions are rows of a person, which replace the person's own at the same place; removals take such rows away.
    Raises Invalid, with the fields of the entry that are wrong.
    """
    added = list(additions)
    gone: set[Key] = set(removals)
    _refuse_foreign(calendars, gone)
    gone |= {one.key for one in added}
    days = [one for one in calendars.days if one.origin is not Origin.PERSON or one.key not in gone]
    hours = [one for one in calendars.hours if one.origin is not Origin.PERSON or one.key not in gone]
    beneath = CalendarSet(calendars.version, days, hours)
    for one in added:
        _refuse_nonsense(one, beneath)
    days += [one for one in added if isinstance(one, DayEntry)]
    hours += [one for one in added if isinstance(one, HoursEntry)]
    after = CalendarSet(calendars.version + _DRAFT, days, hours)
    for one in added:
        if isinstance(one, HoursEntry):
            _refuse_overlap(one, after)
        else:
            _refuse_odd_half(one, after)
    _refuse_endless(after)
    return after


async def change(
    session: AsyncSession, additions: Sequence[Entry], removals: Sequence[Key], by: str, reason: str, at: datetime
) -> str:
    """Make the change within the session's transaction; returns the version that holds it.

    `by` is the actor's name in the log. Whether a unit exists is the caller's to check. The version stays where nothing
    changed. Raises Invalid as `edited` does.
    """
    await versions.lock(session)
    number = await versions.number_in_force(session)
    before = await versions.stored(session, str(number))
    edited(before, additions, removals)
    persons = _rows_of_persons(before)
    added = [one for one in additions if persons.get(one.key) != one]
    gone = [persons[key] for key in removals if key not in {one.key for one in additions}]
    if added or gone:
        number = await versions.grow(session, added, gone, by, reason, at)
    return str(number)


def _rows_of_persons(calendars: CalendarSet) -> dict[Key, Entry]:
    rows: list[Entry] = [*calendars.days, *calendars.hours]
    return {one.key: one for one in rows if one.origin is Origin.PERSON}


def _refuse_foreign(calendars: CalendarSet, removals: Iterable[Key]) -> None:
    persons = _rows_of_persons(calendars)
    if any(key not in persons for key in removals):
        raise Invalid(_NOT_A_PERSONS)


def _refuse_nonsense(one: Entry, beneath: CalendarSet) -> None:
    faults = {"source": "" if one.source.strip() else _NO_SOURCE, "name": "" if one.name.strip() else _NO_NAME}
    faults |= _faults_of_day(one, beneath) if isinstance(one, DayEntry) else _faults_of_hours(one, beneath)
    _refuse(faults)


def _refuse(faults: dict[str, str]) -> None:
    found = {field: sentence for field, sentence in faults.items() if sentence}
    if found:
        raise Invalid(_CHECK_AGAIN, fields=found)


def _spans_fault(written: str) -> str:
    try:
        parse_spans(written)
    except Invalid as error:
        return error.sentence
    return ""


def _faults_of_day(one: DayEntry, beneath: CalendarSet) -> dict[str, str]:
    faults = {"day": "" if EARLIEST <= one.day <= LATEST else _NO_DATE, "hours": _spans_fault(one.hours)}
    if one.hours and one.kind not in (DayKind.WORKING, DayKind.HALF):
        faults["hours"] = _FREE_HAS_NO_HOURS
    covered = {DayKey(one.day), one.key} & set(beneath.day_in_force)
    if one.kind is DayKind.ORDINARY and not covered:
        faults["day"] = _NOTHING_TO_CANCEL
    return faults


def _faults_of_hours(one: HoursEntry, beneath: CalendarSet) -> dict[str, str]:
    faults = {"starts_on": "" if EARLIEST <= one.starts_on <= LATEST else _NO_DATE, "ends_on": ""}
    if one.ends_on is not None and one.ends_on < one.starts_on:
        faults["ends_on"] = _ENDS_BEFORE
    elif one.ends_on is not None and (one.ends_on - one.starts_on).days >= LONGEST_RANGE:
        faults["ends_on"] = _TOO_LONG
    if one.cancelled:
        below = beneath.hours_in_force.get(HoursKey(one.starts_on, one.unit))
        return faults | {"starts_on": "" if below else _NOTHING_TO_CANCEL}
    wrong = {f"hours_{weekday}": _spans_fault(spans) for weekday, spans in enumerate(one.week)}
    return faults | wrong | {"week": "" if any(one.week) else _NO_HOURS_AT_ALL}


def _refuse_overlap(one: HoursEntry, after: CalendarSet) -> None:
    others = [other for other in after.hours_in_force.values() if other is not one]
    for other in [] if one.cancelled else overlapping(one, others):
        raise Invalid(
            _CHECK_AGAIN, fields={"starts_on": Sentence(_OVERLAP, name=other.name, first=other.starts_on.isoformat())}
        )


def _refuse_odd_half(one: DayEntry, after: CalendarSet) -> None:
    """Half a day is something, and less than the whole."""
    if one.kind is not DayKind.HALF:
        return
    days = [other for other in after.days if other.day != one.day]
    whole = _worked(CalendarSet("", days, after.hours).calendar(_ZONE, one.unit), one.day)
    half = _worked(after.calendar(_ZONE, one.unit), one.day)
    if not half:
        _refuse({"hours": _NOTHING_TO_HALVE})
    if whole and half >= whole:
        _refuse({"hours": _NOT_HALF})


def _worked(calendar: Calendar, day: date) -> int:
    return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in calendar.hours_on(day))


def _refuse_endless(after: CalendarSet) -> None:
    """Without hours that never end a promise could never end either."""
    try:
        for unit in ("", *after.units):
            after.calendar(_ZONE, unit)
    except ValueError:
        raise Invalid(_CHECK_AGAIN, fields={"week": _NO_HOURS_AT_ALL}) from None
