"""One version of a training's material: the verdict, its picture and figures, four looks at it, and its revisions."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.changes import Ratio as Told
from competency.decisions import Decisions
from competency.effects import Effect
from competency.feedback import Feedback
from competency.kirkpatrick import Levels, reading
from competency.revisions import DAYS, Revision, Revisions
from competency.verdicts import StoredVerdict, Verdicts
from complaints.colleagues import Colleagues
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.actor import Role
from web.case_rows import Asked
from web.errors import status_of
from web.formatting import day_as, decimal, percent
from web.forms import Posted, posted
from web.interval_drawing import Drawing, Ratio, axis_end, intervals
from web.office_frame import VERDICTS, office_page, wording_of
from web.rendering import say
from web.verdict_words import LEFT_OUT, READINGS, SOURCES, TONES, change, name_of, sentence
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

ONE = VERDICTS.path
_DONE = {"revisi": _("Permintaan revisi tersimpan."), "petugas": _("Penanggung jawab revisi tersimpan.")}


@get(f"{ONE}/{{material_id:uuid}}", name="office.verdict", guards=[one_of(*VERDICTS.roles)], include_in_schema=False)
async def verdict(request: Request[Any, Any, Any], material_id: FromPath[UUID]) -> Response[str]:
    words = _DONE.get(Asked(request).choice("berhasil", _DONE))
    done = [{"kind": "done", "text": say(visitor_of(request).language, words)}] if words else []
    return await _drawn(request, material_id, messages=done)


@post(
    f"{ONE}/{{material_id:uuid}}/revisi",
    name="office.verdict.revise",
    guards=[one_of(Role.ANALYST)],
    include_in_schema=False,
)
async def ask(request: Request[Any, Any, Any], material_id: FromPath[UUID]) -> Response[Any]:
    """Somebody asks for a revision of the material: why, and by when."""
    house, form = house_of(request), await posted(request)
    told = form.values
    try:
        await Revisions(house.database, house.clock).ask(
            material_id,
            visitor_of(request).actor,
            told.get("why", ""),
            _day(told.get("due_on", "")),
            await house.today(),
            _officer(told.get("officer", "")),
        )
    except (Invalid, Refused) as error:
        return await _drawn(request, material_id, status=int(status_of(error)), back=(form, _faults(error)))
    return Redirect(f"{ONE}/{material_id}?berhasil=revisi#revisi", status_code=303)


@post(
    f"{ONE}/{{material_id:uuid}}/revisi/{{revision_id:uuid}}",
    name="office.verdict.assign",
    guards=[one_of(Role.ANALYST)],
    include_in_schema=False,
)
async def assign(
    request: Request[Any, Any, Any], material_id: FromPath[UUID], revision_id: FromPath[UUID]
) -> Response[Any]:
    """Who sees to a revision, and by when."""
    house, form = house_of(request), await posted(request)
    told = form.values
    try:
        await Revisions(house.database, house.clock).assign(
            revision_id,
            visitor_of(request).actor,
            _officer(told.get("officer", "")),
            _day(told.get("due_on", "")),
            await house.today(),
        )
    except (Invalid, Refused) as error:
        return await _drawn(request, material_id, status=int(status_of(error)), back=(form, _faults(error)))
    return Redirect(f"{ONE}/{material_id}?berhasil=petugas#revisi", status_code=303)


def _faults(error: Invalid | Refused) -> dict[str, str]:
    fields = getattr(error, "fields", {})
    return dict(fields) if fields else {"why": str(error)}


def _day(text: str) -> date:
    """What cannot be read is a day long gone, which is refused as one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _officer(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _drawn(
    request: Request[Any, Any, Any],
    material_id: UUID,
    *,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
    back: tuple[Posted, dict[str, str]] | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book, revising = Verdicts(house.database, house.clock), Revisions(house.database, house.clock)
    material, found = await book.of(material_id)
    revisions = await revising.of(material_id)
    today = await house.today()
    may = actor.holds_role(Role.ANALYST)
    candidates = await revising.candidates(today) if may else {}
    names = await Colleagues(house.database, house.clock).names(
        {one for line in revisions for one in (line.officer, line.asked_by) if one}
    )
    known = await Decisions(house.database, house.clock).dictionary({})
    form, faults = back or (None, {})
    last = found[0] if found else None
    effect = last.figures.effect if last else None
    context = {
        "material": {
            "name": material.name,
            "version": material.version,
            "competency": known.name(material.competency),
            "form": material.form_name,
            "providers": ", ".join(material.providers),
        },
        "verdict": _said(wording, last) if last else None,
        "drawing": _drawing(wording, effect) if effect else None,
        "figures": _figures(wording, effect) if effect else [],
        "naive": _naive(wording, effect) if effect else None,
        "mde": percent(1 - effect.mde, wording.language) if effect else "",
        "levels": _levels(wording, await book.feedback(material_id, today), last) if may else None,
        "earlier": [
            {"on": day_as(one.data_as_of, "d MMMM y", wording.language), "said": sentence(one, wording)}
            for one in found[1:]
        ],
        "revisions": [_revision(wording, one, names, found) for one in revisions],
        "may": may,
        "open": any(one.answered_at is None for one in revisions),
        "officers": options((str(one), name) for one, name in candidates.items()),
        "usual_days": DAYS,
        "action": f"{ONE}/{material_id}/revisi",
        "list_href": VERDICTS.path,
        "values": dict(form.values) if form else {},
        "errors": {name: wording.say(words) for name, words in faults.items()},
    }
    return await office_page(request, "office/verdict.html", VERDICTS, context, status=status, messages=messages or [])


def _said(wording: Wording, one: StoredVerdict) -> dict[str, Any]:
    figures = one.figures
    left = [
        wording.say(_("{many} unit: {why}"), many=many, why=wording.say(LEFT_OUT[cause]))
        for cause, many in sorted(figures.left_out.items())
    ]
    return {
        "name": name_of(one, wording),
        "tone": TONES[one.verdict],
        "sentence": sentence(one, wording),
        "indicates": one.indicates,
        "as_of": day_as(one.data_as_of, "d MMMM y", wording.language),
        "months": one.months,
        "batches": len(one.batches),
        "left": left,
        "unmeasured": figures.unmeasured,
        "look": one.look,
    }


def _parts(wording: Wording, effect: Effect) -> list[tuple[str, Told, int | None]]:
    beside = _("Yang menunggu giliran") if effect.method == "undian" else _("Semua yang tidak dilatih")
    return [
        (wording.say(_("Pengaruh pelatihan")), effect.ratio, None),
        (wording.say(_("Yang dilatih")), effect.trained.ratio, effect.trained.cells),
        (wording.say(beside), effect.compared.ratio, effect.compared.cells),
    ]


def _drawing(wording: Wording, effect: Effect) -> Drawing:
    ratios = [
        Ratio(name, told.value, told.low, told.high, main=place == 0)
        for place, (name, told, _cells) in enumerate(_parts(wording, effect))
    ]
    end = axis_end(ratios)
    steps = [step / 2 for step in range(int(end * 2) + 1)]
    if end > 3:
        steps = [*(float(step) for step in range(int(end))), end]
    return intervals(ratios, [(step, decimal(step, wording.language)) for step in steps])


def _figures(wording: Wording, effect: Effect) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "cells": wording.number(cells) if cells is not None else "",
            "change": change(told.value - 1, wording.language),
            "low": change(told.low - 1, wording.language),
            "high": change(told.high - 1, wording.language),
        }
        for name, told, cells in _parts(wording, effect)
    ]


def _naive(wording: Wording, effect: Effect) -> dict[str, str]:
    """Before against after alone, with what is wrong with it: only ever below the verdict."""
    told = effect.naive
    return {
        "change": change(told.value - 1, wording.language),
        "low": change(told.low - 1, wording.language),
        "high": change(told.high - 1, wording.language),
    }


def _learned(wording: Wording, share: float) -> str:
    """How many more questions of a test are answered rightly after than before; a difference of shares, no ratio."""
    points = round(100 * share)
    more, less = (
        _("dari 100 soal, {points} lebih banyak yang benar"),
        _("dari 100 soal, {points} lebih sedikit yang benar"),
    )
    return wording.say(less if points < 0 else more, points=wording.number(abs(points)))


def _levels(wording: Wording, told: Feedback, last: StoredVerdict | None) -> dict[str, Any]:
    language = wording.language
    levels = Levels(told.liked.value, told.learned.value, told.applied.value, last.verdict if last else None)
    few = wording.say(_("belum cukup jawaban"))
    liked, learned, applied = told.liked.value, told.learned.value, told.applied.value
    return {
        "rows": [
            (
                wording.say(_("1. Kesan peserta")),
                wording.say(_("{points} dari 5"), points=decimal(round(liked, 1), language)) if liked else few,
                told.liked.people,
            ),
            (
                wording.say(_("2. Yang dipelajari")),
                _learned(wording, learned) if learned is not None else few,
                told.learned.people,
            ),
            (
                wording.say(_("3. Yang dikerjakan")),
                wording.say(_("dikerjakan menurut {share} yang ditanya"), share=percent(applied, language))
                if applied is not None
                else few,
                told.applied.people,
            ),
            (wording.say(_("4. Hasil menurut aduan")), name_of(last, wording) if last else few, None),
        ],
        "reading": wording.say(READINGS[reading(levels)]),
    }


def _revision(wording: Wording, one: Revision, names: dict[UUID, str], found: list[StoredVerdict]) -> dict[str, Any]:
    verdict = next((line for line in found if str(line.id) == one.why), None)
    return {
        "id": str(one.id),
        "source": wording.say(SOURCES[one.source]),
        "why": (sentence(verdict, wording) if verdict else "") if one.source == "verdict" else one.why,
        "feedback": one.source == "feedback",
        "asked_at": one.asked_at,
        "asked_by": names.get(one.asked_by, "") if one.asked_by else "",
        "officer": str(one.officer) if one.officer else "",
        "officer_name": names.get(one.officer, "") if one.officer else "",
        "due_on": one.due_on,
        "answered_at": one.answered_at,
        "version": one.answer_version,
        "changed": one.changed,
    }


HANDLERS: list[HTTPRouteHandler] = [verdict, ask, assign]
