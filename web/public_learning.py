"""What everybody may know of officers' learning: how much was needed, held and found to work, with few left untold."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from competency.dictionary import Dictionary, Group
from competency.disclosure import FEW, STEP, PublicLine, public
from competency.learning_year import LearningYears
from foundation.language import mark as _
from web.case_rows import Asked
from web.lookup import citizens_wording
from web.rendering import page
from web.verdicts import dictionary_of
from web.visitor import house_of
from web.wording import Wording, options

PAGE = "/kinerja/pelatihan"
GROUPS: dict[str, str] = {
    Group.MANAGERIAL: _("Manajerial"),
    Group.SOCIOCULTURAL: _("Sosial kultural"),
    Group.TECHNICAL: _("Teknis"),
    Group.VALUE: _("Nilai pelayanan"),
    "": _("Lainnya"),
}


@get(PAGE, name="public.learning", include_in_schema=False)
async def learning(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await citizens_wording(request)
    book = LearningYears(house.database, house.clock, await house.zone())
    years = await book.years()
    chosen = Asked(request).choice("tahun", [str(one) for one in years])
    known = await dictionary_of(house)
    told = public(await book.one(int(chosen) if chosen else years[0]), lambda code: _group(known, code))
    context = {
        "year": told.year,
        "years": options((str(one), str(one)) for one in years),
        "action": PAGE,
        "total": _row(told.total, wording.say(_("Semua")), wording),
        "rows": [_row(one, wording.say(GROUPS[one.name]), wording) for one in told.groups],
        "few": FEW,
        "step": STEP,
    }
    return await page(request, "citizen/learning.html", context)


def _group(known: Dictionary, code: str) -> str:
    return str(known.entry[code].group) if code in known.entry else ""


def _row(line: PublicLine, name: str, wording: Wording) -> dict[str, str]:
    told = {field: _count(getattr(line, field), wording) for field in PublicLine._fields[1:]}
    return {**told, "name": name}


def _count(many: int | None, wording: Wording) -> str:
    return wording.say(_("1 sampai {few}"), few=FEW) if many is None else wording.number(many)


HANDLERS: list[HTTPRouteHandler] = [learning]
