"""Whether trainings worked: every version of a material, and what is said of it."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from competency.decisions import Decisions
from competency.dictionary import Dictionary
from competency.need_events import Verdict
from competency.verdicts import Judged, Verdicts
from web import verdict_page
from web.case_rows import Asked
from web.formatting import decimal
from web.house import House
from web.office_frame import VERDICTS, office_page, wording_of
from web.verdict_words import NOT_YET, TONES, name_of
from web.visitor import house_of, one_of
from web.wording import Wording, options


@get(VERDICTS.path, name="office.verdicts", guards=[one_of(*VERDICTS.roles)], include_in_schema=False)
async def verdicts(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    every = await Verdicts(house.database, house.clock).all()
    known = await dictionary_of(house)
    form, provider, competency = (asked.text(name) for name in ("bentuk", "penyelenggara", "kompetensi"))
    shown = [
        one
        for one in every
        if (not form or one.material.form == form)
        and (not provider or provider in one.material.providers)
        and (not competency or one.material.competency == competency)
    ]
    context = {
        "rows": [row(wording, one, known) for one in shown],
        "any": bool(every),
        "action": VERDICTS.path,
        "forms": options(sorted({(one.material.form, one.material.form_name) for one in every}, key=_second)),
        "providers": options(sorted({(name, name) for one in every for name in one.material.providers})),
        "competencies": options(
            sorted({(code, known.name(code)) for code in {one.material.competency for one in every}}, key=_second)
        ),
        "form": form,
        "provider": provider,
        "competency": competency,
    }
    return await office_page(request, "office/verdicts.html", VERDICTS, context)


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


async def dictionary_of(house: House) -> Dictionary:
    """Of competencies, for their names."""
    return await Decisions(house.database, house.clock).dictionary({})


def row(wording: Wording, one: Judged, known: Dictionary) -> dict[str, Any]:
    """A version in a list; its effect never without the interval."""
    verdict, language = one.verdict, wording.language
    effect = verdict.figures.effect if verdict else None
    return {
        "href": f"{verdict_page.ONE}/{one.material.id}",
        "name": one.material.name,
        "version": one.material.version,
        "competency": known.name(one.material.competency),
        "form": one.material.form_name,
        "providers": ", ".join(one.material.providers),
        "verdict": name_of(verdict, wording) if verdict else wording.say(NOT_YET),
        "tone": TONES[verdict.verdict if verdict else Verdict.UNKNOWN],
        "ratio": decimal(round(effect.ratio.value, 2), language) if effect else "–",
        "interval": f"{decimal(round(effect.ratio.low, 2), language)}–{decimal(round(effect.ratio.high, 2), language)}"
        if effect
        else "",
        "due_on": verdict.due_on if verdict else None,
    }


HANDLERS: list[HTTPRouteHandler] = [verdicts, *verdict_page.HANDLERS]
