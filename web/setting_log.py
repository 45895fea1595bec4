"""One list of what was changed: settings, calendar, promises, routing and accounts, as far as each is written down."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.report import readable
from complaints.routing_settings import changes as routing_changes
from complaints.setting_changes import PAGE, SettingChanges
from foundation.language import mark as _
from sla.capacities import Capacities
from sla.own_rules import OwnRules
from sla.policies import Origin
from web import account_changes
from web.house import House
from web.office_frame import (
    ACCOUNT_CHANGES,
    CALENDAR,
    CAPACITY,
    ROUTING,
    RULES,
    SETTING_CHANGES,
    office_page,
    wording_of,
)
from web.routing_words import by_name
from web.setting_words import KINDS, change_line
from web.visitor import house_of, one_of
from web.wording import Wording, options
from workdays.versions import REGION as BY_REGION

ELSEWHERE = {
    "calendar": CALENDAR.label,
    "rules": RULES.label,
    "capacity": CAPACITY.label,
    "routing": ROUTING.label,
    "accounts": ACCOUNT_CHANGES.label,
}
LATEST = 50
"""So many are looked at of what is written down elsewhere."""


@get(
    SETTING_CHANGES.path,
    name="office.setting_changes",
    guards=[one_of(*SETTING_CHANGES.roles)],
    include_in_schema=False,
)
async def log(request: Request[Any, Any, Any]) -> Response[str]:
    """Of every kind, or one; with words to look for; `sebelum` leads to older ones."""
    house, wording, asked = house_of(request), await wording_of(request), request.query_params
    kind = asked.get("jenis", "") if asked.get("jenis", "") in {**KINDS, **ELSEWHERE} else ""
    words = readable(asked.get("kata", "")).strip()[:100]
    until = _instant(asked.get("sebelum", ""))
    officers = await house.officers()
    lines: list[dict[str, Any]] = []
    if kind in ("", *KINDS):
        found = await SettingChanges(house.database).latest(kind, words, until)
        lines += [change_line(one, wording, officers) for one in found]
    if kind in ("", *ELSEWHERE):
        lines += [
            line
            for line in [one async for one in _elsewhere(house, wording, officers, kind)]
            if (until is None or line["at"] < until) and (not words or words.lower() in _all_words(line))
        ]
    lines = sorted(lines, key=lambda line: line["at"], reverse=True)[:PAGE]
    more = ""
    if len(lines) == PAGE:
        values = {"jenis": kind, "kata": words, "sebelum": lines[-1]["at"].isoformat()}
        more = f"{SETTING_CHANGES.path}?{urlencode({name: value for name, value in values.items() if value})}"
    context = {
        "changes": lines,
        "kinds": options((code, wording.say(name)) for code, name in {**KINDS, **ELSEWHERE}.items()),
        "values": {"jenis": kind, "kata": words},
        "action": SETTING_CHANGES.path,
        "more": more,
    }
    return await office_page(request, "office/setting_changes.html", SETTING_CHANGES, context)


async def _elsewhere(house: House, wording: Wording, officers: Mapping[str, str], kind: str) -> Any:
    def line(of: str, at: datetime, by: str, what: str, after: str = "", before: str = "") -> dict[str, Any]:
        name = wording.say(ELSEWHERE[of])
        fields = [{"name": wording.say(_("Isi")), "before": before, "after": after}] if after or before else []
        return {"at": at, "by": by, "kind": "", "thing": name, "what": what, "fields": fields}

    if kind in ("", "calendar"):
        for version in await house.calendars.history(LATEST):
            if version.changed_by != BY_REGION:
                what = wording.say(_("Versi {n}"), n=str(version.number))
                yield line(
                    "calendar", version.changed_at, by_name(wording, officers, version.changed_by), what, version.reason
                )
    if kind in ("", "rules"):
        for rule in await OwnRules(house.database, house.policies).all():
            if rule.origin is Origin.PERSON and rule.at is not None:
                yield line(
                    "rules", rule.at, by_name(wording, officers, rule.by), wording.say(_("Ditulis")), rule.rule.name
                )
    if kind in ("", "routing"):
        async with house.database.reading() as session:
            made = await routing_changes(session, LATEST)
        for one in made:
            said = ", ".join(f"{name}: {value}" for name, value in one.data.items() if name != "bands")
            yield line("routing", one.at, by_name(wording, officers, one.by), wording.say(_("Pengaturan diubah")), said)
    if kind in ("", "capacity"):
        for row in await Capacities(house.database, house.clock).all():
            if row.at is not None:
                told = f"{wording.unit(row.unit)}: {row.cases_week} / {row.officers:g} ({row.reason})"
                yield line("capacity", row.at, by_name(wording, officers, row.by), wording.say(_("Ditulis")), told)
    if kind in ("", "accounts"):
        for change in await house.account_log.latest():
            noted = account_changes.line(change, wording)
            about = f"{noted['username']}: {noted['after']}" if noted["after"] else noted["username"]
            yield line("accounts", noted["at"], noted["by"], noted["what"], about, noted["before"])


def _all_words(line: Mapping[str, Any]) -> str:
    said: Iterable[str] = (line["thing"], line["what"], line["by"])
    fields = (f"{one['before']} {one['after']}" for one in line["fields"])
    return " ".join((*said, *fields)).lower()


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


HANDLERS: list[HTTPRouteHandler] = [log]
