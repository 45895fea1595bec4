"""What somebody sets about the router on the page, and who set what before."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from complaints.region import Region, RoutingRules
from complaints.tables import RoutingSettingRow
from foundation.errors import Invalid
from foundation.language import mark as _

SETTABLE = ("precision", "by_itself", "checked_share", "bands")
"""What may be set on the page; everything else is said by the region's folder."""


class Change(NamedTuple):
    """One change, newest first in lists; `data` are the settings that differed from the folder after it."""

    at: datetime
    by: str
    data: dict[str, Any]


async def set_routing(session: AsyncSession, region: Region, rules: RoutingRules, by: str, at: datetime) -> None:
    """Put these settings in force. Raises Invalid where they make no sense."""
    check(region, rules)
    data = {name: value for name, value in msgspec.to_builtins(rules).items() if name in SETTABLE}
    session.add(RoutingSettingRow(setting_id=uuid7(), at=at, by=by, data=data))


def check(region: Region, rules: RoutingRules) -> None:
    """Raises Invalid with a sentence a field."""
    faults: dict[str, str] = {}
    if not 0.5 <= rules.precision < 1.0:
        faults["precision"] = _("Isi antara 50 dan 99,9 persen.")
    if not 0.0 <= rules.checked_share <= 1.0:
        faults["checked_share"] = _("Isi antara 0 dan 100 persen.")
    for band in rules.bands:
        if band.topic not in region.topic:
            faults["bands"] = _("Topik tidak dikenal.")
        elif band.precision is not None and not 0.5 <= band.precision < 1.0:
            faults["bands"] = _("Isi antara 50 dan 99,9 persen.")
    if faults:
        raise Invalid(_("Pengaturan belum dapat disimpan."), fields=faults)


async def changes(session: AsyncSession, most: int = 20, until: datetime | None = None) -> list[Change]:
    """The latest changes, before `until` where it is given, newest first."""
    found = select(RoutingSettingRow).order_by(col(RoutingSettingRow.setting_id).desc()).limit(most)
    if until is not None:
        found = found.where(col(RoutingSettingRow.at) < until)
    return [Change(row.at, row.by, row.data) for row in (await session.exec(found)).all()]
