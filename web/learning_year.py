"""A year of learning on a page: what was needed, what was done, what worked."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from competency.learning_year import LearningYears
from competency.yearly_sums import Line, Year
from foundation.language import mark as _
from web.case_rows import Asked, address
from web.count_drawing import Bar, counts
from web.house import House
from web.learning_year_paper import paper
from web.need_words import REASONS
from web.office_frame import LEARNING_YEAR, office_page, wording_of
from web.verdicts import dictionary_of
from web.visitor import house_of, one_of
from web.wording import Wording, options

PDF = f"{LEARNING_YEAR.path}/laporan.pdf"


@get(LEARNING_YEAR.path, name="office.learning_year", guards=[one_of(*LEARNING_YEAR.roles)], include_in_schema=False)
async def year(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    found, years = await _asked(request, house)
    names = await dictionary_of(house)
    parts = parts_of(found, wording, names.name)
    context = {
        "year": found.year,
        "years": options((str(one), str(one)) for one in years),
        "action": LEARNING_YEAR.path,
        "pdf_href": address(PDF, {"tahun": str(found.year)}),
        "total": found.total,
        "lead": lead(found, wording),
        "parts": parts,
        "needed": _needed(found, names.name),
        "worked": _worked(found),
        "reasons": reasons(found, wording),
    }
    return await office_page(request, "office/learning_year.html", LEARNING_YEAR, context)


@get(PDF, name="office.learning_year.pdf", guards=[one_of(*LEARNING_YEAR.roles)], include_in_schema=False)
async def file(request: Request[Any, Any, Any]) -> Response[bytes]:
    house, wording = house_of(request), await wording_of(request)
    found, _years = await _asked(request, house)
    names = await dictionary_of(house)
    made = await paper(
        found, wording, lead(found, wording), parts_of(found, wording, names.name), reasons(found, wording)
    )
    headers = {
        "Content-Disposition": f'attachment; filename="kompetensi-{found.year}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(made, media_type="application/pdf", headers=headers)


async def _asked(request: Request[Any, Any, Any], house: House) -> tuple[Year, list[int]]:
    """The year of the address, or this one; and those there are."""
    book = LearningYears(house.database, house.clock, await house.zone())
    years = await book.years()
    chosen = Asked(request).choice("tahun", [str(one) for one in years])
    return await book.one(int(chosen) if chosen else years[0]), years


def lead(of: Year, wording: Wording) -> str:
    """What somebody reads who reads nothing else."""
    total, number = of.total, wording.number
    return wording.say(
        _(
            "Pada {year} diterima {accepted} kebutuhan dan diadakan {batches} pelatihan dengan {people} peserta yang "
            "selesai. Dari materi yang dipakai, {effective} efektif, {ineffective} tidak, {unknown} belum diketahui."
        ),
        year=of.year,
        accepted=number(total.accepted),
        batches=number(total.batches),
        people=number(total.people),
        effective=number(total.effective),
        ineffective=number(total.ineffective),
        unknown=number(total.unknown),
    )


def parts_of(of: Year, wording: Wording, name: Any) -> list[dict[str, Any]]:
    """Tables by competency, provider and form; the first has needs as well."""
    say = wording.say
    return [
        {
            "id": "kompetensi",
            "title": say(_("Menurut kompetensi")),
            "first": say(_("Kompetensi")),
            "needs": True,
            "rows": sorted((_row(one, name(one.name)) for one in of.competencies), key=_name),
        },
        {
            "id": "penyelenggara",
            "title": say(_("Menurut penyelenggara")),
            "first": say(_("Penyelenggara")),
            "needs": False,
            "rows": [_row(one, one.name) for one in of.providers],
        },
        {
            "id": "bentuk",
            "title": say(_("Menurut bentuk")),
            "first": say(_("Bentuk")),
            "needs": False,
            "rows": [_row(one, one.name) for one in of.forms],
        },
    ]


def _row(line: Line, name: str) -> dict[str, Any]:
    return {**line._asdict(), "name": name}


def _name(row: dict[str, Any]) -> str:
    return str(row["name"])


def _needed(of: Year, name: Any) -> Any:
    """Needs of each competency: trained, waiting for a training, rejected or passed on."""
    bars = [
        Bar(name(one.name), (one.trained, one.waiting, one.rejected + one.passed_on))
        for one in of.competencies
        if one.trained + one.waiting + one.rejected + one.passed_on
    ]
    return counts(sorted(bars)) if bars else None


def _worked(of: Year) -> Any:
    """Versions of material by form: effective, not, not known yet."""
    bars = [Bar(one.name, (one.effective, one.ineffective, one.unknown)) for one in of.forms]
    return counts([one for one in bars if sum(one.parts)]) if any(sum(one.parts) for one in bars) else None


def reasons(of: Year, wording: Wording) -> list[tuple[str, int]]:
    """Why needs were rejected or passed on, by name."""
    return sorted((wording.say(REASONS[reason]), many) for reason, many in of.reasons.items())


HANDLERS: list[HTTPRouteHandler] = [year, file]
