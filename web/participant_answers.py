"""What participants answered, for the training body: questionnaires, tests and plans; codes and questions."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.action_plans import ActionPlans
from competency.answers import QUESTIONS, STEPS, Questionnaires, Reactions
from competency.batch_reading import Batch
from competency.material_tests import Gain, MaterialTests, Score, written_of
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from web.errors import status_of
from web.formatting import decimal
from web.forms import posted
from web.house import House
from web.lookup import full_address
from web.office_frame import PARTICIPANT_ANSWERS, office_page, wording_of
from web.qr import Picture
from web.rendering import say
from web.training_answers import ASK, PAGE, SEEN
from web.training_rooms import LOOK_BACK, Rooms, person_of
from web.training_words import BATCH
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole

HERE = PARTICIPANT_ANSWERS.path
MOST_SLIPS = 100
_GUARDS = [one_of(*PARTICIPANT_ANSWERS.roles)]
_ONE = HERE + "/{batch_id:uuid}"
_TEST = HERE + "/soal/{material_id:uuid}"
_NUMBER = {"count": _("Tulis banyaknya kode, 1 sampai 100.")}
_SAVED = _("Soal disimpan.")
_ROLES = {"superior": _("Atasan"), "colleague": _("Rekan kerja")}


@get(HERE, name="office.answers", guards=_GUARDS, include_in_schema=False)
async def batches(request: Request[Any, Any, Any]) -> Response[str]:
    """Batches of the last two years, the newest first."""
    house = house_of(request)
    today = await house.today()
    found = [one for one in await Rooms(house).batches.all(today - LOOK_BACK) if one.status != "cancelled"]
    context = {
        "rows": [
            {"name": one.name, "code": one.code, "ends_on": one.ends_on, "href": f"{HERE}/{one.id}"}
            for one in reversed(found)
        ]
    }
    return await office_page(request, "office/answer_batches.html", PARTICIPANT_ANSWERS, context)


@get(_ONE, name="office.answers.one", guards=_GUARDS, include_in_schema=False)
async def batch(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    return await _batch(request, batch_id)


@post(_ONE + "/kode", name="office.answers.codes", guards=_GUARDS, include_in_schema=False)
async def codes(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    """Slips to be printed and handed out by chance; shown this once."""
    house, written = house_of(request), (await posted(request)).values.get("count", "")
    try:
        count = whole(written, 3) or 0
        if not 1 <= count <= MOST_SLIPS:
            raise Invalid(fields=_NUMBER)
        made = await _questionnaires(house).hand_out(batch_id, await house.today(), count)
    except (Invalid, Refused) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"count": error.sentence}
        return await _batch(request, batch_id, {"count": written[:5]}, faults, int(status_of(error)))
    whole_batch = (await Rooms(house).batches.one(batch_id)).batch
    label = say(visitor_of(request).language, _("Kode QR menuju kuesioner"))
    context = {
        "name": whole_batch.name,
        "code": whole_batch.code,
        "address": full_address(request, PAGE).split("://", 1)[-1],
        "slips": [
            {
                "code": " ".join(one[at : at + 4] for at in range(0, len(one), 4)),
                "picture": Picture(full_address(request, f"{PAGE}/{one}")).labelled(label),
            }
            for one in made
        ],
        "back": f"{HERE}/{batch_id}",
    }
    return await office_page(request, "office/answer_slips.html", PARTICIPANT_ANSWERS, context)


@get(_TEST, name="office.answers.test", guards=_GUARDS, include_in_schema=False)
async def test(request: Request[Any, Any, Any], material_id: FromPath[UUID]) -> Response[str]:
    house = house_of(request)
    written = written_of(await MaterialTests(house.database, house.clock).questions(material_id))
    done = _SAVED if request.query_params.get("berhasil") else ""
    return await _questions(request, material_id, {"questions": written}, {}, 200, done)


@post(_TEST, name="office.answers.test.save", guards=_GUARDS, include_in_schema=False)
async def save_test(request: Request[Any, Any, Any], material_id: FromPath[UUID]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    await Rooms(house).catalogue.of_material(material_id)
    try:
        tests = MaterialTests(house.database, house.clock)
        await tests.write(person_of(request), material_id, values.get("questions", ""))
    except (Invalid, Refused) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"questions": error.sentence}
        return await _questions(request, material_id, values, faults, int(status_of(error)))
    return Redirect(f"{HERE}/soal/{material_id}?berhasil=ya", status_code=303)


def _questionnaires(house: House) -> Questionnaires:
    return Questionnaires(house.database, house.clock, house.keys)


async def _batch(
    request: Request[Any, Any, Any],
    batch_id: UUID,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    found = (await Rooms(house).batches.one(batch_id)).batch
    tests, today = MaterialTests(house.database, house.clock), await house.today()
    plans = ActionPlans(house.database, house.clock, house.keys, await house.zone())
    reactions = await _questionnaires(house).of(batch_id, today)
    context = {
        **_about(found),
        "reactions": reactions._asdict() | {"rows": _rows(reactions, language)},
        "gain": _gain(await tests.gain(batch_id)),
        "scores": [
            {"name": one.name, "before": _share(one.before), "after": _share(one.after)}
            for one in await tests.of_batch(batch_id)
        ],
        "plans": [
            one._asdict()
            | {
                "answers": [
                    {"role": say(language, _ROLES[said.role]), "words": said.words, "done": _seen(said.done, language)}
                    for said in one.answers
                ]
            }
            for one in await plans.of_batch(batch_id)
        ],
        "action": f"{HERE}/{batch_id}/kode",
        "test": f"{HERE}/soal/{found.material}",
        "back": HERE,
        "values": values or {"count": str(found.people.get("accepted", 0) or "")},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
    }
    return await office_page(request, "office/answers.html", PARTICIPANT_ANSWERS, context, status=status)


def _about(batch: Batch) -> dict[str, Any]:
    return {"name": batch.name, "code": batch.code, "ends_on": batch.ends_on, "batch": f"{BATCH}/{batch.id}"}


def _rows(reactions: Reactions, language: str) -> Sequence[dict[str, Any]]:
    """Each statement's mean and how many gave each answer."""
    return [
        {
            "label": say(language, ASK[name]),
            "mean": decimal(mean, language, "0.0"),
            "counts": [reactions.counts[name].get(step, 0) for step in STEPS],
        }
        for name in QUESTIONS
        if (mean := reactions.mean(name)) is not None
    ]


def _gain(gain: Gain) -> dict[str, Any]:
    told = None if gain.before is None or gain.after is None else (gain.before, gain.after)
    return {
        "people": gain.people,
        "before": round(100 * told[0]) if told else None,
        "after": round(100 * told[1]) if told else None,
    }


def _share(score: Score | None) -> int | None:
    return round(100 * score.share) if score else None


def _seen(done: int | None, language: str) -> str:
    return say(language, SEEN[done] if done else _("belum menjawab"))


async def _questions(
    request: Request[Any, Any, Any],
    material_id: UUID,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int,
    done: str = "",
) -> Response[str]:
    wording = await wording_of(request)
    training = await Rooms(house_of(request)).catalogue.of_material(material_id)
    version = next(one.version for one in training.materials if one.id == material_id)
    context = {
        "training": training.name,
        "version": version,
        "action": f"{HERE}/soal/{material_id}",
        "back": HERE,
        "values": values,
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
    }
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(
        request, "office/test_questions.html", PARTICIPANT_ANSWERS, context, status=status, messages=messages
    )


HANDLERS: list[HTTPRouteHandler] = [batches, batch, codes, test, save_test]
