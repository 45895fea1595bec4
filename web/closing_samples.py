"""The month's random sample of closed cases: what was complained of, what was answered, and whether it fits."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from babel.dates import format_date
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.attachments import PDF
from complaints.colleagues import Colleagues
from complaints.ticket import show
from complaints.views import Case
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from routing.calibration import wilson
from sla.closing_samples import SIZE, ClosingSamples, Sample, SampledCase, UnitResult
from sla.evidence_review import REVIEWERS, Many
from web.case_rows import Asked, Shown, address, turning
from web.errors import status_of
from web.evidence import SAMPLES, chips, picture
from web.forms import Posted, day_of, posted, uuid_of
from web.office_frame import EVIDENCE, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

MONTHS_SUMMED = 12
_ANSWERS = {"yes": _("Cocok"), "no": _("Tidak cocok"), "unclear": _("Tidak jelas")}
_DONE = _("Hasil pemeriksaan tercatat.")


@get(SAMPLES, name="office.samples", guards=[one_of(*REVIEWERS)], include_in_schema=False)
async def sample(request: Request[Any, Any, Any]) -> Response[str]:
    asked = Asked(request)
    messages = [{"kind": "done", "text": say(visitor_of(request).language, _DONE)}] if asked.done else []
    return await _drawn(request, asked.text("bulan"), asked.text("unit"), asked.page, messages=messages)


@post(SAMPLES, name="office.samples.look", guards=[one_of(*REVIEWERS)], include_in_schema=False)
async def look(request: Request[Any, Any, Any]) -> Response[Any]:
    """One case of the sample was looked at."""
    house, form = house_of(request), await posted(request)
    case, month = uuid_of(form.values.get("case", "")), day_of(form.values.get("month", ""))
    unit = form.values.get("unit", "")
    try:
        if case is None or month is None:
            raise Invalid(_("Contoh ini tidak dapat dibaca. Muat ulang halaman."))
        samples = ClosingSamples(house.database, house.clock, house.region)
        answer, note = form.values.get("answer", ""), form.values.get("note", "")
        await samples.look(visitor_of(request).actor, case, month, answer, note)
    except (Invalid, Refused) as error:
        faults = error.fields if isinstance(error, Invalid) else {}
        words = [] if faults else [{"kind": "danger", "text": say(visitor_of(request).language, error.sentence)}]
        written = month.isoformat() if month else ""
        return await _drawn(request, written, unit, 1, int(status_of(error)), words, (form, faults))
    values = {"bulan": month.isoformat(), "unit": unit, "berhasil": "contoh"}
    return Redirect(address(SAMPLES, values), status_code=303)


async def _drawn(
    request: Request[Any, Any, Any],
    month: str,
    unit: str,
    number: int,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
    back: tuple[Posted, dict[str, str]] | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book = ClosingSamples(house.database, house.clock, house.region)
    every = await book.samples()
    chosen = next((one for one in every if one.month.isoformat() == month), every[0] if every else None)
    unit = unit if unit in wording.region.unit else ""
    cases, total, results = [], Many(0), []
    if chosen is not None:
        found, total = await book.cases(actor, chosen.month, unit, number)
        names = await Colleagues(house.database, house.clock).names({one.looked_by for one in found if one.looked_by})
        for one in found:
            try:
                cases.append(_case(wording, one, await house.queries.case(actor, one.complaint_id), names))
            except NotFound:
                continue  # it left this officer's sight a moment ago
        first = every[:MONTHS_SUMMED][-1].month
        results = [_result(wording, one) for one in await book.results(actor, first, every[0].month)]
    form, faults = back or (None, {})
    context = {
        "chips": chips(wording, "contoh"),
        "months": [{"value": one.month.isoformat(), "label": _month(wording, one.month)} for one in every],
        "chosen": _sample(wording, chosen) if chosen else None,
        "units": [{"value": one["code"], "label": one["name"]} for one in results],
        "unit": unit,
        "cases": cases,
        "results": results,
        "least": wording.region.closing.sample_least,
        "answers": [{"value": key, "label": wording.say(name)} for key, name in _ANSWERS.items()],
        "action": SAMPLES,
        "values": dict(form.values) if form else {},
        "errors": {name: wording.say(words) for name, words in faults.items()},
        **turning(
            wording,
            SAMPLES,
            {"bulan": chosen.month.isoformat() if chosen else "", "unit": unit},
            Shown(number, SIZE, len(cases), total.number, total.more),
        ),
    }
    return await office_page(
        request, "office/closing_samples.html", EVIDENCE, context, status=status, messages=messages or []
    )


def _sample(wording: Wording, one: Sample) -> dict[str, Any]:
    return {
        "value": one.month.isoformat(),
        "month": _month(wording, one.month),
        "seed": one.seed,
        "size": one.size,
        "drawn_at": one.drawn_at,
    }


def _month(wording: Wording, month: date) -> str:
    return format_date(month, "LLLL y", locale=wording.language)


def _documents(wording: Wording, case: Case) -> Iterator[dict[str, str]]:
    """What else shows that it was done: PDF files, and signed answers, as far as the reader may open them."""
    signed = {file: paper.number for paper in case.complaint.papers.values() for file in paper.evidence}
    base = f"/kantor/aduan/{case.complaint.id}"
    for file in case.files:
        if file.id in signed:
            label = wording.say(_("Surat jawaban nomor {number}"), number=signed[file.id])
            yield {"href": f"{base}/surat/{file.id}", "label": label}
        elif file.of == "evidence" and file.media_type == PDF:
            yield {"href": f"{base}/foto/{file.id}", "label": wording.say(_("Dokumen dari unit"))}


def _case(wording: Wording, one: SampledCase, case: Case, names: dict[Any, str]) -> dict[str, Any]:
    shown = [file for file in case.files if file.media_type.startswith("image/")]
    return {
        "id": one.complaint_id,
        "code": show(one.code),
        "href": f"/kantor/aduan/{one.complaint_id}",
        "unit": wording.unit(one.unit),
        "report": case.told or case.report or "",
        "resolution": case.resolution or "",
        "before": [picture(one.complaint_id, file.id) for file in shown if file.of == "report"],
        "after": [picture(one.complaint_id, file.id) for file in shown if file.of == "evidence"],
        "documents": list(_documents(wording, case)),
        "answer": wording.say(_ANSWERS[one.answer]) if one.answer else "",
        "tone": {"yes": "done", "no": "problem", "unclear": "asking"}.get(one.answer or "", ""),
        "note": one.note or "",
        "looked_at": one.looked_at,
        "looked_by": names.get(one.looked_by, ""),
    }


def _result(wording: Wording, one: UnitResult) -> dict[str, Any]:
    """A unit's figures; a share only where enough was judged, always with the interval in which it may lie."""
    judged = one.fit + one.unfit
    share = ""
    if judged >= wording.region.closing.sample_least:
        low, high = wilson(one.fit, judged)
        share = wording.say(
            _("{share}% cocok (rentang 95%: {low}–{high}%)"),
            share=round(100 * one.fit / judged),
            low=round(100 * low),
            high=round(100 * high),
        )
    return {"code": one.unit, "name": wording.unit(one.unit), "drawn": one.drawn, "looked": one.looked_at} | {
        "fit": one.fit,
        "unfit": one.unfit,
        "unclear": one.unclear,
        "share": share,
    }


HANDLERS: list[HTTPRouteHandler] = [sample, look]
