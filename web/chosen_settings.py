"""What people chose on pages of their work, as lines of the log of settings: schedules, steps of charts, models."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise

from foundation.language import mark as _
from routing.models import Use
from sla.capacities import StepChange, Steps
from sla.months import first_day
from sla.report_schedules import Schedule, Schedules
from web.figure_words import MEANINGS
from web.house import House
from web.routing_words import by_name, version_name
from web.setting_lines import LATEST, Line, field, line, older
from web.timeliness_filter import month_name
from web.wording import Wording

Names = Mapping[str, str]
_WHOLE = _("Seluruh wilayah")


async def schedules(house: House, wording: Wording, officers: Names, until: datetime | None) -> Iterable[Line]:
    """Monthly reports that are made by themselves: begun, and ended."""
    lines = []
    for one in await Schedules(house.database, house.clock).ever():
        about = wording.unit(one.unit) or wording.say(_WHOLE)
        said = _scheduled(one, wording, officers)
        begun = by_name(wording, officers, f"officer:{one.made_by}"), wording.say(_("Ditambahkan"))
        lines.append(line(one.made_at, *begun, [field(name, "", value) for name, value in said], about))
        if one.ended_at is not None:
            ended = by_name(wording, officers, f"officer:{one.ended_by}"), wording.say(_("Diakhiri"))
            lines.append(line(one.ended_at, *ended, [field(name, value, "") for name, value in said], about))
    return [one for one in lines if older(one["at"], until)]


def _scheduled(one: Schedule, wording: Wording, officers: Names) -> list[tuple[str, str]]:
    people = (by_name(wording, officers, f"officer:{recipient}") for recipient in one.recipients)
    return [
        (wording.say(_("Dibuat pada")), wording.say(_("hari kerja ke-{number}"), number=one.working_day)),
        (wording.say(_("Penerima")), ", ".join(people)),
    ]


async def chart_steps(house: House, wording: Wording, officers: Names, until: datetime | None) -> Iterable[Line]:
    """Known changes of a process, from which on the limits of a chart are computed anew."""
    reason = wording.say(_("Apa yang berubah"))
    return [
        line(
            one.at,
            by_name(wording, officers, one.by),
            wording.say(_("Ditambahkan") if one.after else _("Dicabut")),
            [field(reason, one.before.reason if one.before else "", one.after.reason if one.after else "")],
            _chart(one, wording),
        )
        for one in await Steps(house.database, house.clock).changes()
        if older(one.at, until)
    ]


def _chart(one: StepChange, wording: Wording) -> str:
    """Which measure of whom, and since which month."""
    known = MEANINGS.get(one.measure)
    whose = wording.unit(one.unit) if one.unit in wording.region.unit else wording.say(_WHOLE)
    return ", ".join(
        (
            wording.say(known.name) if known else one.measure,
            whose,
            month_name(first_day(one.month), wording.language),
        )
    )


async def models_in_force(house: House, wording: Wording, officers: Names, until: datetime | None) -> Iterable[Line]:
    """Models that were put in force, by somebody or by the nightly lesson, and let go of."""
    found = await house.models.uses(LATEST + 1, until)
    version, pinned = wording.say(_("Versi")), wording.say(_("Tidak diganti otomatis"))

    def fields(after: Use, before: Use | None) -> Iterable[dict[str, str]]:
        yield field(
            version, version_name(wording, before.version) if before else "", version_name(wording, after.version)
        )
        yield field(pinned, *(wording.say(_("ya") if one and one.pinned else _("tidak")) for one in (before, after)))

    # The earliest of all has nothing before it; that of a full list has, and is told of on the next page.
    sides = [*pairwise(found), *([(found[-1], None)] if found and len(found) <= LATEST else [])]
    return [
        line(
            one.since,
            by_name(wording, officers, one.by),
            wording.say(_("Diubah")),
            [side for side in fields(one, before) if side["before"] != side["after"]],
        )
        for one, before in sides
    ]
