"""The short questions to an officer, by a secret link and without a name: made for a phone, and without scripts."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.surveys import Asking, Surveys
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from web.errors import status_of
from web.forms import posted
from web.input_words import dictionary_of, ladder
from web.lookup import citizens_wording
from web.rendering import page
from web.visitor import house_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

PATH = "/survei-pegawai/{secret:str}"
DONE = "/survei-pegawai/terima-kasih/ya"
_LEFT = _("Pilih kedua jawaban untuk “{name}”, atau pilih bahwa itu bukan bagian pekerjaan.")
_NEEDED: dict[str, str] = {
    "self": _("Tingkat yang dibutuhkan pekerjaan Anda"),
    "superior": _("Tingkat yang dibutuhkan pekerjaan pegawai Anda"),
}
_NOW: dict[str, str] = {
    "self": _("Tingkat Anda sekarang"),
    "superior": _("Tingkat pegawai Anda sekarang, rata-rata"),
}
_NOT_MINE = _("Bukan bagian pekerjaan ini")


@get(DONE, name="officer_survey.thanks", include_in_schema=False)
async def thanks(request: Request[Any, Any, Any]) -> Response[str]:
    context = {"title": _("Terima kasih"), "text": _("Jawaban Anda sudah dihitung tanpa nama.")}
    wording = await citizens_wording(request)
    return await page(request, "citizen/officer_survey_over.html", {k: wording.say(v) for k, v in context.items()})


@get(PATH, name="officer_survey", include_in_schema=False)
async def ask(request: Request[Any, Any, Any], secret: FromPath[str]) -> Response[str]:
    return await _form(request, secret, {}, {})


@post(PATH, name="officer_survey.answer", include_in_schema=False)
async def answer(request: Request[Any, Any, Any], secret: FromPath[str]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    book = Surveys(house.database, house.clock, house.keys, await house.zone())
    answers = {name[2:]: _pair(form.raw, name[2:]) for name in form.raw if name.startswith("n_")}
    try:
        await _known(request, book, secret)
        await book.answer(secret, answers)
    except Invalid as error:
        return await _form(request, secret, form.raw, dict(error.fields), int(status_of(error)))
    except Refused as error:
        return await _over(request, error)
    return Redirect(DONE, status_code=303)


def _pair(raw: Mapping[str, str], code: str) -> tuple[int, int]:
    """Levels needed and now; (0, 0) of what is no part of the work, -1 for what was not chosen."""
    needed, now = (whole(raw.get(f"{field}_{code}", ""), 1) for field in ("n", "k"))
    return (0, 0) if needed == 0 else (-1 if needed is None else needed, -1 if now is None else now)


async def _known(request: Request[Any, Any, Any], book: Surveys, secret: str) -> Asking:
    """What the link asks; guesses are counted."""
    try:
        return await book.asking(secret)
    except NotFound:
        house = house_of(request)
        await house.limits.count(house.lookup_limit, visitor_of(request).address)
        raise


async def _form(
    request: Request[Any, Any, Any],
    secret: str,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await citizens_wording(request)
    book = Surveys(house.database, house.clock, house.keys, await house.zone())
    try:
        asking = await _known(request, book, secret)
    except Refused as error:
        return await _over(request, error)
    dictionary = await dictionary_of(house, wording.region)
    questions = []
    errors = {}
    for item in asking.survey.items:
        entry = dictionary.entry.get(item.competency)
        name = dictionary.name(item.competency)
        levels = ladder(wording, dictionary, item.competency)
        questions.append(
            {
                "code": item.competency,
                "name": wording.say(name),
                "means": wording.say(entry.definition) if entry else "",
                "topic": wording.topic(item.topic) if item.topic else "",
                "needed": _choices(wording, levels, mine=True),
                "now": _choices(wording, levels, mine=False),
            }
        )
        if item.competency in faults:
            errors[f"n_{item.competency}"] = wording.say(Sentence(_LEFT, name=name))
    context = {
        "title": asking.survey.title,
        "least": asking.survey.least,
        "questions": questions,
        "needed_label": wording.say(_NEEDED[asking.asked]),
        "now_label": wording.say(_NOW[asking.asked]),
        "superior": asking.asked == "superior",
        "action": PATH.replace("{secret:str}", secret),
        "values": values,
        "errors": errors,
    }
    return await page(request, "citizen/officer_survey.html", context, status=status)


def _choices(wording: Wording, levels: list[str], *, mine: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"value": number, "label": f"{number}. {words}"} for number, words in enumerate(levels, 1)
    ]
    return [*found, {"value": 0, "label": wording.say(_NOT_MINE)}] if mine else found


async def _over(request: Request[Any, Any, Any], error: Refused) -> Response[str]:
    wording = await citizens_wording(request)
    context = {"title": wording.say(_("Survei pegawai")), "text": wording.say(error.sentence)}
    return await page(request, "citizen/officer_survey_over.html", context, status=int(status_of(error)))


HANDLERS: list[HTTPRouteHandler] = [thanks, ask, answer]
