"""Answers after a training: the anonymous questionnaire by its code, and what became of an action plan by its link."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.action_plans import DONE, ActionPlans
from competency.answers import QUESTIONS, STEPS, Asked, Questionnaires
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from foundation.limits import Limit
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.rendering import page, say
from web.visitor import house_of, visitor_of
from web.whole_numbers import whole

PAGE, PLAN = "/tanggapi", "/tindak-lanjut"
TRIED = Limit("training codes", 60, 3600)
"""Codes tried from one address of the network in an hour; a whole class may share one."""
ASK: dict[str, str] = {
    "content": _("Materinya jelas dan mudah diikuti"),
    "teacher": _("Pengajar atau pendamping menolong saya belajar"),
    "relevant": _("Materinya sesuai dengan pekerjaan saya"),
    "usable": _("Saya akan memakainya dalam pekerjaan"),
    "setting": _("Waktu, tempat, atau jaringannya memadai"),
    "whole": _("Secara keseluruhan pelatihan ini baik"),
}
AGREE: dict[int, str] = {
    1: _("Sangat tidak setuju"),
    2: _("Tidak setuju"),
    3: _("Ragu-ragu"),
    4: _("Setuju"),
    5: _("Sangat setuju"),
}
SEEN: dict[int, str] = {
    1: _("Belum sama sekali"),
    2: _("Sebagian kecil"),
    3: _("Sebagian besar"),
    4: _("Seluruhnya"),
}


@get(PAGE, name="reactions", include_in_schema=False)
async def door(request: Request[Any, Any, Any]) -> Response[str]:
    """Where somebody types the code on their slip."""
    return await _door(request, "", {}, 200, thanks=request.query_params.get("kabar") == "ya")


@post(PAGE, name="reactions.find", include_in_schema=False)
async def find(request: Request[Any, Any, Any]) -> Response[Any]:
    written = (await posted(request)).values.get("kode", "")[:60]
    try:
        await _asked(request, written)
    except (NotFound, Refused) as error:
        return await _door(request, written, {"kode": error.sentence}, int(status_of(error)))
    plain = "".join(sign for sign in written.lower() if sign.isascii() and sign.isalnum())
    return Redirect(f"{PAGE}/{plain}", status_code=303)


@get(PAGE + "/{code:str}", name="reaction", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    return await _form(request, code, {}, {}, 200)


@post(PAGE + "/{code:str}", name="reaction.send", include_in_schema=False)
async def send(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    await _asked(request, code)
    given = {name: whole(values.get(name, ""), 1) for name in QUESTIONS}
    try:
        await _questionnaires(house).answer(code, await house.today(), given, values.get("words", ""))
    except Invalid as error:
        return await _form(request, code, values, dict(error.fields), 422)
    return Redirect(f"{PAGE}?kabar=ya", status_code=303)


@get(PLAN + "/{ask_id:uuid}/{token:str}", name="plan.ask", include_in_schema=False)
async def ask_plan(request: Request[Any, Any, Any], ask_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    return await _plan(request, ask_id, token, {}, {}, 200)


@post(PLAN + "/{ask_id:uuid}/{token:str}", name="plan.send", include_in_schema=False)
async def send_plan(request: Request[Any, Any, Any], ask_id: FromPath[UUID], token: FromPath[str]) -> Response[Any]:
    values = (await posted(request)).values
    try:
        done = whole(values.get("done", ""), 1)
        await (await _plans(request)).answer(ask_id, token, done, values.get("words", ""))
    except Invalid as error:
        return await _plan(request, ask_id, token, values, dict(error.fields), 422)
    return await page(request, "citizen/training_thanks.html", {"plan": True})


async def _asked(request: Request[Any, Any, Any], code: str) -> Asked:
    house = house_of(request)
    await house.limits.count(TRIED, visitor_of(request).address)
    return await _questionnaires(house).asked(code, await house.today())


def _questionnaires(house: House) -> Questionnaires:
    return Questionnaires(house.database, house.clock, house.keys)


async def _plans(request: Request[Any, Any, Any]) -> ActionPlans:
    house = house_of(request)
    return ActionPlans(house.database, house.clock, house.keys, await house.zone())


async def _door(
    request: Request[Any, Any, Any], written: str, faults: Mapping[str, str], status: int, *, thanks: bool = False
) -> Response[str]:
    language = visitor_of(request).language
    context = {
        "action": PAGE,
        "values": {"kode": written},
        "thanks": thanks,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/training_code.html", context, status=status)


async def _form(
    request: Request[Any, Any, Any], code: str, values: Mapping[str, str], faults: Mapping[str, str], status: int
) -> Response[str]:
    language, asked = visitor_of(request).language, await _asked(request, code)
    steps = [{"value": step, "label": say(language, AGREE[step])} for step in reversed(STEPS)]
    context = {
        "training": asked.training,
        "action": f"{PAGE}/{code}",
        "questions": [{"name": name, "label": say(language, ASK[name]), "options": steps} for name in QUESTIONS],
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/training_form.html", context, status=status)


async def _plan(
    request: Request[Any, Any, Any],
    ask_id: UUID,
    token: str,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int,
) -> Response[str]:
    language = visitor_of(request).language
    asked = await (await _plans(request)).asked(ask_id, token)
    context = {
        **asked._asdict(),
        "action": f"{PLAN}/{ask_id}/{token}",
        "options": [{"value": step, "label": say(language, SEEN[step])} for step in DONE],
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/training_plan.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [door, find, ask, send, ask_plan, send_plan]
