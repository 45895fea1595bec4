"""Changes of settings that are written down where they are kept, as lines of the one log: each before and after."""

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec

from complaints.paper_settings import LETTERHEAD, PaperSettings
from complaints.paperwork import KIND_NAMES, PaperKind
from complaints.region import RoutingRules
from complaints.routing_settings import changes as routing_changes
from complaints.setting_changes import RULE, SettingChanges
from complaints.standard_replies import Reply, StandardReplies
from foundation.language import mark as _
from sla.capacities import Capacities, Capacity
from sla.own_rules import OwnRules
from sla.policies import Origin
from web import account_changes
from web.calendar_words import version_rows
from web.chosen_settings import chart_steps, models_in_force, schedules
from web.house import House
from web.office_frame import ACCOUNTS, CALENDAR, CAPACITY, PAPERS, REPLIES, ROUTING, RULES
from web.routing_settings import holding_lines
from web.routing_words import by_name
from web.setting_lines import LATEST, Line, field, line, older
from web.setting_words import fields_of, told_words
from web.wording import Wording
from workdays.versions import REGION as BY_REGION

ELSEWHERE = {
    "calendar": CALENDAR.label,
    "capacity": CAPACITY.label,
    "routing": ROUTING.label,
    "replies": REPLIES.label,
    "papers": PAPERS.label,
    "reports": _("Laporan bulanan otomatis"),
    "steps": _("Perubahan proses"),
    "models": _("Model penyaluran"),
    "accounts": ACCOUNTS.label,
}


async def lines_elsewhere(
    house: House, wording: Wording, officers: Mapping[str, str], kind: str, until: datetime | None
) -> AsyncIterator[list[Line]]:
    """What each place where changes are kept tells of one kind, or with "" of all, before `until`, in no order."""
    sources = {
        "calendar": _calendar,
        "capacity": _capacity,
        "routing": _routing,
        "replies": _replies,
        "papers": _papers,
        "reports": schedules,
        "steps": chart_steps,
        "models": models_in_force,
        "accounts": _accounts,
    }
    for name, source in sources.items():
        if kind in ("", name):
            label = wording.say(ELSEWHERE[name])
            found = await source(house, wording, officers, until)
            yield [one | ({"kind": label} if one["thing"] else {"kind": "", "thing": label}) for one in found]
    if kind in ("", RULE):
        yield list(await _earlier_rules(house, wording, officers, until))


async def _calendar(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    versions = await house.calendars.history(LATEST + 1, until)
    rows = version_rows(wording, officers, versions)[:LATEST]
    return [
        line(
            row["at"],
            row["by"],
            wording.say(_("Versi {n}: {reason}"), n=str(row["number"]), reason=row["reason"]),
            [field(one["what"], one["before"], one["after"]) for one in row["changes"]],
        )
        for row, version in zip(rows, versions, strict=False)
        if version.changed_by != BY_REGION
    ]


async def _capacity(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    written = [one for one in await Capacities(house.database, house.clock).all() if one.at is not None]
    before: dict[str, Capacity] = {}
    lines = []
    for one in sorted(written, key=lambda one: str(one.at)):
        earlier, before[one.unit] = before.get(one.unit), one
        assert one.at is not None
        if older(one.at, until):
            names = {"cases_week": _("Aduan per minggu"), "officers": _("Petugas"), "since": _("Mulai")}
            told = {name: getattr(one, name) for name in names}
            past = {name: getattr(earlier, name) for name in names} if earlier else {}
            fields = fields_of(past, told, names, wording)
            what = wording.say(_("Ditulis: {reason}"), reason=one.reason)
            lines.append(line(one.at, by_name(wording, officers, one.by), what, fields, wording.unit(one.unit)))
    return lines


async def _routing(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    async with house.database.reading() as session:
        made = await routing_changes(session, LATEST + 1, until)
    told = [holding_lines(wording, msgspec.convert(one.data, RoutingRules)) for one in made]
    # The first change of all stood before what the folder says, which nobody kept: only what it set is told of it.
    sides = [*pairwise(told), *([(told[-1], {})] if told and len(made) <= LATEST else [])]
    return [
        line(
            one.at,
            by_name(wording, officers, one.by),
            wording.say(_("Pengaturan diubah")),
            [
                field(name, before.get(name, ""), after.get(name, ""))
                for name in {**before, **after}
                if before.get(name, "") != after.get(name, "")
            ],
        )
        for one, (after, before) in zip(made, sides, strict=False)
    ]


async def _replies(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    names = {"title": _("Judul"), "topic": _("Topik"), "unit": _("Unit"), "words": _("Isi")}

    def sides(one: Reply | None) -> dict[str, Any]:
        return {} if one is None else {name: getattr(one, name) for name in names}

    def what(one: Reply, before: Reply | None) -> str:
        if before is None:
            return wording.say(_("Ditambahkan"))
        if one.retired != before.retired:
            return wording.say(_("Tidak ditawarkan lagi") if one.retired else _("Ditawarkan lagi"))
        return wording.say(_("Diubah"))

    found = await StandardReplies(house.database, house.clock).changes(LATEST, until)
    return [
        line(
            one.written_at,
            by_name(wording, officers, one.written_by),
            what(one, before),
            fields_of(sides(before), sides(one), names, wording),
            one.title,
        )
        for one, before in found
    ]


async def _papers(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    names = {
        "pattern": _("Pola nomor"),
        "code": _("Kode klasifikasi"),
        "template": _("Templat"),
        "letterhead": _("Alamat kop"),
    }
    lines = []
    for one, before in await PaperSettings(house.database, house.clock).changes():
        if older(one["written_at"], until):
            name = _("Kop surat") if one["kind"] == LETTERHEAD else KIND_NAMES[PaperKind(one["kind"])]
            fields = fields_of(before, one, names, wording)
            by = by_name(wording, officers, one["written_by"])
            lines.append(line(one["written_at"], by, wording.say(_("Diubah")), fields, wording.say(name)))
    return lines


async def _accounts(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    noted = [account_changes.line(one, wording) for one in await house.account_log.latest(until=until)]
    content = wording.say(_("Isi"))
    return [
        line(
            one["at"],
            one["by"],
            one["what"],
            [field(content, one["before"], one["after"])] if one["before"] or one["after"] else [],
            one["username"],
        )
        for one in noted
    ]


async def _earlier_rules(
    house: House, wording: Wording, officers: Mapping[str, str], until: datetime | None
) -> Iterable[Line]:
    """Promises that were written before the log of settings told of them."""
    noted = await SettingChanges(house.database).codes(RULE)
    return [
        line(one.at, by_name(wording, officers, one.by), wording.say(_("Ditulis")), told_words(one.rule, wording))
        | {"kind": "", "thing": wording.say(RULES.label)}
        for one in await OwnRules(house.database, house.policies).all()
        if one.origin is Origin.PERSON and one.at is not None and older(one.at, until) and one.rule.name not in noted
    ]
