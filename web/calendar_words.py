"""The working calendar in the words of its page: days, hours, versions and what a change moves."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names

from complaints.labels import STAGE
from foundation.language import mark as _
from sla.recalculation import Preview
from web.wording import Wording
from workdays.calendar_set import CalendarSet
from workdays.changes import Changed, changes
from workdays.entries import FIRST_DAY, DayEntry, Entry, HoursEntry, Origin
from workdays.versions import REGION, Version
from workdays.working_days import DayKind

KIND = {
    DayKind.HOLIDAY: _("Libur nasional"),
    DayKind.JOINT_LEAVE: _("Cuti bersama"),
    DayKind.REGIONAL: _("Libur daerah"),
    DayKind.WORKING: _("Hari kerja"),
    DayKind.HALF: _("Setengah hari kerja"),
    DayKind.ORDINARY: _("Hari biasa (libur dibatalkan)"),
}
ORIGIN = {
    Origin.NATIONAL: _("Bawaan program"),
    Origin.REGION: _("Berkas wilayah"),
    Origin.PERSON: _("Administrator"),
}
_REGION = _("Berkas wilayah (region load)")
_LIKE_OTHERS = _("seperti hari lain")
_UNKNOWN_OFFICER = _("akun yang sudah tidak ada")
MOST_CHANGES = 12
"""Changes of one version that are told; a first loading changes hundreds."""

Names = Mapping[str, str]
"""Names of people by how the log calls them."""


def by_whom(wording: Wording, names: Names, changed_by: str) -> str:
    if changed_by == REGION:
        return wording.say(_REGION)
    return names.get(changed_by) or wording.say(_UNKNOWN_OFFICER)


def writer(wording: Wording, names: Names, authors: Mapping[Any, str], entry: Entry) -> str:
    known = authors.get(entry.key) if entry.origin is Origin.PERSON else None
    return by_whom(wording, names, known) if known else wording.say(ORIGIN[entry.origin])


def short_date(wording: Wording, day: date) -> str:
    return str(format_date(day, "d MMM y", locale=wording.language))


def span_words(spans: str) -> str:
    """07:30-12:00 13:00-16:00 as 07.30-12.00, 13.00-16.00, with dashes."""
    return spans.replace(":", ".").replace("-", "–").replace(" ", ", ")


def week_words(wording: Wording, week: Iterable[str]) -> list[tuple[str, str]]:
    """Days that are alike together: (days, hours)."""
    names = get_day_names("wide", locale=wording.language)
    runs: list[tuple[int, int, str]] = []
    for weekday, spans in enumerate(week):
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], weekday, spans)
        else:
            runs.append((weekday, weekday, spans))
    free = wording.say(_("libur"))
    return [
        (names[first] if first == last else f"{names[first]}–{names[last]}", span_words(spans) or free)
        for first, last, spans in runs
    ]


def period(wording: Wording, entry: HoursEntry) -> str:
    if entry.ends_on:
        return f"{short_date(wording, entry.starts_on)} – {short_date(wording, entry.ends_on)}"
    if entry.starts_on == FIRST_DAY:
        return wording.say(_("sepanjang tahun"))
    return wording.say(_("sejak {date} sampai diubah lagi"), date=short_date(wording, entry.starts_on))


def day_words(wording: Wording, entry: DayEntry) -> str:
    """Kind, name and hours of a dated row."""
    hours = f" ({span_words(entry.hours)})" if entry.hours else ""
    return f"{wording.say(KIND[entry.kind])}: {entry.name}{hours}"


def day_row(wording: Wording, entry: DayEntry, written_by: str, path: str) -> dict[str, Any]:
    return {
        "date": entry.day,
        "kind": wording.say(KIND[entry.kind]),
        "name": entry.name,
        "hours": span_words(entry.hours),
        "source": entry.source,
        "estimated": entry.estimated,
        "unit": wording.unit(entry.unit),
        "by": written_by,
        "href": f"{path}?{urlencode({'day': entry.day.isoformat(), 'unit': entry.unit})}",
    }


def hours_row(wording: Wording, entry: HoursEntry, written_by: str, path: str) -> dict[str, Any]:
    return {
        "name": entry.name,
        "period": period(wording, entry),
        "week": [] if entry.cancelled else week_words(wording, entry.week),
        "source": entry.source,
        "estimated": entry.estimated,
        "unit": wording.unit(entry.unit),
        "by": written_by,
        "href": f"{path}?{urlencode({'starts_on': entry.starts_on.isoformat(), 'unit': entry.unit})}",
    }


def change_row(wording: Wording, changed: Changed) -> dict[str, Any]:
    """One place before and after: what it is about, and both in words."""
    entry = changed.after or changed.before
    assert entry is not None
    if isinstance(entry, DayEntry):
        what = str(format_date(entry.day, "EEEE, d MMMM y", locale=wording.language))
    else:
        what = f"{entry.name} ({period(wording, entry)})"
    if entry.unit:
        what += f", {wording.unit(entry.unit)}"
    return {"what": what, "before": _side(wording, changed.before), "after": _side(wording, changed.after)}


def _side(wording: Wording, entry: Entry | None) -> str:
    if isinstance(entry, DayEntry):
        return day_words(wording, entry) + _estimate(wording, entry)
    if isinstance(entry, HoursEntry):
        week = "; ".join(f"{days} {hours}" for days, hours in week_words(wording, entry.week))
        return week + _estimate(wording, entry)
    return wording.say(_LIKE_OTHERS)


def _estimate(wording: Wording, entry: Entry) -> str:
    return f" ({wording.say(_('perkiraan'))})" if entry.estimated else ""


def version_rows(wording: Wording, names: Names, versions: list[Version]) -> list[dict[str, Any]]:
    """The newest first. What the oldest changed is told only where it is known to be the first."""
    rows = []
    for place, version in enumerate(versions):
        before = versions[place + 1].calendars if place + 1 < len(versions) else None
        if before is not None and int(before.version) != version.number - 1:
            before = None
        found = changes(before, version.calendars) if before else []
        rows.append(
            {
                "number": version.number,
                "at": version.changed_at,
                "by": by_whom(wording, names, version.changed_by),
                "reason": version.reason,
                "changes": [change_row(wording, one) for one in found[:MOST_CHANGES]],
                "more": max(0, len(found) - MOST_CHANGES),
                "known": before is not None,
            }
        )
    return rows


def preview_words(wording: Wording, preview: Preview) -> dict[str, Any]:
    zone_of: Callable[[str | None], str] = wording.region.timezone_of

    def local(moved_unit: str | None, moment: Any) -> date:
        return moment.astimezone(ZoneInfo(zone_of(moved_unit))).date()  # type: ignore[no-any-return]

    return {
        "earlier": preview.earlier,
        "later": preview.later,
        "unmoved": preview.unmoved,
        "earlier_cases": preview.earlier_cases,
        "later_cases": preview.later_cases,
        "examples": [
            {
                "code": one.code,
                "stage": wording.say(STAGE[one.stage]),
                "unit": wording.unit(one.unit) or wording.say(_("Belum ada unit (triase)")),
                "before": local(one.unit, one.before),
                "after": local(one.unit, one.after),
                "later": one.after > one.before,
            }
            for one in preview.examples
        ],
    }


def years_of(calendars: CalendarSet, today: date) -> list[int]:
    """Years worth a tab: those with rows, and this one and the next."""
    found = {one.day.year for one in calendars.days} | {today.year, today.year + 1}
    return [year for year in sorted(found) if year >= today.year - 3]
