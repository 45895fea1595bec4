"""What the pages of the oversight share: the field of view, the way between them, and when figures were made."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from litestar import Request

from foundation.errors import NotFound
from foundation.language import mark as _
from sla.oversight_pages import ALL, Document, OversightPages, Scope, scopes_of, without_road
from web.case_rows import address
from web.house import House
from web.office_frame import OVERSIGHT
from web.visitor import house_of, visitor_of
from web.wording import Wording

SCOPE = "lingkup"
BREAKDOWN, CONTROL, FUNNEL, LOAD, WEEK, BEHIND, TIMELINESS = (
    f"{OVERSIGHT.path}/{name}" for name in ("rincian", "kendali", "corong", "beban", "minggu", "aduan", "waktu")
)
_TABS = (
    (OVERSIGHT.path, _("Ringkas")),
    (BREAKDOWN, _("Rincian")),
    (CONTROL, _("Perubahan")),
    (FUNNEL, _("Antarunit")),
    (LOAD, _("Beban kerja")),
    (TIMELINESS, _("Ketepatan waktu")),
)


class Overseen:
    """A field of view that the asker's posts open, chosen in the address; the widest where none was named."""

    def __init__(self, request: Request[Any, Any, Any], wording: Wording) -> None:
        self.house: House = house_of(request)
        self.wording = wording
        self.scopes = scopes_of(visitor_of(request).actor)
        if not self.scopes:
            raise NotFound()
        wanted = request.query_params.get(SCOPE, "")
        self.scope: Scope = next((one for one in self.scopes if one.unit == wanted), self.scopes[0])
        self.values = {SCOPE: self.scope.unit} if self.scope != self.scopes[0] else {}

    @property
    def units(self) -> list[str]:
        """Codes of the units in view, by name."""
        region = self.wording.region
        codes = region.unit if self.scope.unit == ALL else region.reach(self.scope.unit)
        return sorted(codes, key=self.wording.unit)

    async def documents(self, *names: str) -> dict[str, Document]:
        return await OversightPages(self.house.database).read(self.scope.key, *names)

    async def week_of(self, unit: str) -> dict[str, Document]:
        """The forecast; where a unit below is named, that unit's own, which names more of its cases."""
        if not unit or unit == self.scope.unit:
            return await self.documents("week")
        return await OversightPages(self.house.database).read(without_road(unit), "week")

    def frame(self, path: str, made: Document | None) -> dict[str, Any]:
        """The context that every page of the oversight hands to its template."""
        say = self.wording.say
        return {
            "oversight_css": True,
            "tabs": [
                {
                    "href": address(one, self.values if one != TIMELINESS else {}),
                    "label": say(name),
                    "current": one == path,
                }
                for one, name in _TABS
            ],
            "scopes": [
                {
                    "href": address(path, {SCOPE: one.unit} if one != self.scopes[0] else {}),
                    "label": self.scope_name(one),
                    "current": one == self.scope,
                }
                for one in self.scopes
            ]
            if len(self.scopes) > 1
            else [],
            "scope_name": self.scope_name(self.scope),
            "without_road": self.scope.key != self.scope.unit,
            "made": self.stamp(made.at) if made else "",
        }

    def scope_name(self, scope: Scope) -> str:
        return self.wording.say(_("Semua unit")) if scope.unit == ALL else self.wording.unit(scope.unit)

    def stamp(self, at: datetime) -> str:
        return stamp(self.wording, at)


def stamp(wording: Wording, at: datetime) -> str:
    """When figures were made: the hour, and the day where it was not today."""
    zone, language = ZoneInfo(wording.region.timezone), wording.language
    local = at.astimezone(zone)
    hour = format_time(local, "HH:mm", locale=language)
    if local.date() == wording.now.astimezone(zone).date():
        return wording.say(_("Angka per pukul {hour}."), hour=hour)
    day = format_date(local, "d MMMM y", locale=language)
    return wording.say(_("Angka per {day}, pukul {hour}."), day=day, hour=hour)
