"""An officer's own page about learning: hours, trainings, certificates, plans, and what waits for an answer of theirs.

Only the asker's own; there is no address here that could name somebody else.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.action_plans import MOST_COLLEAGUES, ActionPlans
from competency.answers import Questionnaires
from competency.learning_hours import LearningHours
from competency.material_tests import MaterialTests, Moment, Question, Score
from competency.officer_numbers import OfficerNumbers
from competency.participation import towards
from competency.rewards import rewards_of
from competency.seats import Invitation
from competency.training_notices import TrainingNotes
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import Role
from web.certificates import PAPER
from web.forms import posted
from web.house import House
from web.office_frame import OWN_LEARNING, office_page, wording_of
from web.rendering import say
from web.training_answers import PAGE as REACTIONS
from web.training_answers import SEEN
from web.training_rooms import Rooms, person_of
from web.training_words import INVITATION, SEATS, page_of, told
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

HERE = OWN_LEARNING.path
_GUARDS = [one_of(*Role)]
_GIVEN = {"took_part": _("untuk mengikuti"), "finished": _("untuk menyelesaikan")}
_BATCH = HERE + "/{batch_id:uuid}"
_TEST = _BATCH + "/tes/{moment:str}"
_YEARS = 5
MOMENTS: dict[str, str] = {"before": _("Tes sebelum pelatihan"), "after": _("Tes sesudah pelatihan")}
_ROLES = {"superior": _("Atasan"), "colleague": _("Rekan kerja")}
_DONE = {
    "tes": _("Tes selesai. Nilai Anda ada di bawah."),
    "rencana": _("Rencana tindak lanjut disimpan."),
    "nip": _("NIP disimpan."),
}


@get(HERE, name="office.learning", guards=_GUARDS, include_in_schema=False)
async def own(request: Request[Any, Any, Any]) -> Response[str]:
    return await _own(request)


@post(f"{HERE}/nip", name="office.learning.number", guards=_GUARDS, include_in_schema=False)
async def number(request: Request[Any, Any, Any]) -> Response[Any]:
    """One's own number in the civil service, sealed, for handing on hours."""
    house, values = house_of(request), (await posted(request)).values
    officer = visitor_of(request).officer
    assert officer is not None
    try:
        numbers = OfficerNumbers(house.database, house.clock, house.keys)
        await numbers.set(officer.username, values.get("nip", ""), person_of(request))
    except Invalid as error:
        return await _own(request, values, dict(error.fields), 422)
    return Redirect(f"{HERE}?berhasil=nip", status_code=303)


@post(_BATCH + "/kuesioner", name="office.learning.draw", guards=_GUARDS, include_in_schema=False)
async def draw(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Redirect:
    """A code for the anonymous questionnaire, once; which one is written nowhere."""
    house = house_of(request)
    questionnaires = Questionnaires(house.database, house.clock, house.keys)
    code = await questionnaires.draw(batch_id, person_of(request), await house.today())
    return Redirect(f"{REACTIONS}/{code}", status_code=303)


@get(_TEST, name="office.learning.test", guards=_GUARDS, include_in_schema=False)
async def test(request: Request[Any, Any, Any], batch_id: FromPath[UUID], moment: FromPath[str]) -> Response[str]:
    return await _test(request, batch_id, moment, {}, {}, 200)


@post(_TEST, name="office.learning.test.take", guards=_GUARDS, include_in_schema=False)
async def take(request: Request[Any, Any, Any], batch_id: FromPath[UUID], moment: FromPath[str]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    questions = await _questions(request, batch_id, moment)
    chosen = {place: whole(values.get(f"q{place}", ""), 1) for place in range(len(questions))}
    tests, person = MaterialTests(house.database, house.clock), person_of(request)
    try:
        await tests.take(batch_id, person, cast(Moment, moment), await house.today(), chosen)
    except Invalid as error:
        return await _test(request, batch_id, moment, values, dict(error.fields), 422)
    return Redirect(f"{HERE}?berhasil=tes", status_code=303)


@get(_BATCH + "/rencana", name="office.learning.plan", guards=_GUARDS, include_in_schema=False)
async def plan(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    return await _plan(request, batch_id, {}, {}, 200)


@post(_BATCH + "/rencana", name="office.learning.plan.write", guards=_GUARDS, include_in_schema=False)
async def write_plan(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    values = (await posted(request)).values
    colleagues = [values.get(f"colleague{place}", "") for place in range(1, MOST_COLLEAGUES + 1)]
    try:
        plans = await _plans(house_of(request))
        superior = values.get("superior", "")
        await plans.write(batch_id, person_of(request), values.get("plan", ""), superior, colleagues)
    except Invalid as error:
        return await _plan(request, batch_id, values, dict(error.fields), 422)
    return Redirect(f"{HERE}?berhasil=rencana", status_code=303)


async def _plans(house: House) -> ActionPlans:
    return ActionPlans(house.database, house.clock, house.keys, await house.zone())


async def _own(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, person = house_of(request), await wording_of(request), person_of(request)
    rooms, today = Rooms(house), await house.today()
    asked = whole(request.query_params.get("tahun", ""), 4)
    year = asked if asked is not None and today.year - _YEARS < asked <= today.year else today.year
    hours = LearningHours(house.database, house.clock, house.keys, await house.zone())
    learnt = await hours.own(person, year)
    rules, _version = await rooms.catalogue.rules()
    total = sum(one.hours for one in learnt)
    seats = await rooms.seats.own(person)
    notes = TrainingNotes(house.database, house.clock)
    context = {
        "year": year,
        "years": options((str(one), str(one)) for one in range(today.year, today.year - _YEARS, -1)),
        "hours": total,
        "target": rules.yearly_hours,
        "share": towards(total, rules.yearly_hours),
        "learnt": [one._asdict() for one in learnt],
        "invitations": [_seat(one, wording) for one in seats if one.answerable and one.state == "invited"],
        "trainings": [_seat(one, wording) for one in seats if one.state in ("accepted", "refused")],
        "todo": await _todo(house, wording, person, today, seats),
        "notes": [
            {
                "words": say(wording.language, told(one.purpose, one.training)),
                "href": page_of(one.purpose, one.batch),
                "at": one.at,
            }
            for one in (await notes.of(person))[:5]
        ],
        "certificates": [
            {
                "training": one.training,
                "hours": one.hours,
                "ends_on": one.ends_on,
                "href": "" if one.revoked_at else f"{PAPER}/{one.code}/sertifikat.pdf",
            }
            for one in await rooms.certificates.own(person)
        ],
        "rewards": [
            {"training": one.training, "for": wording.say(_GIVEN[one.given_for]), "words": one.words, "at": one.at}
            for one in await rewards_of(house.database, person)
        ],
        "plans": await _own_plans(house, wording, person),
        "courses": [{"title": title, "link": link, "done": done} for title, link, done in await hours.courses(person)],
        "scores": await _scores(house, person, seats),
        "numbered": await hours.numbered(person),
        "number_action": f"{HERE}/nip",
        "here": HERE,
        "values": values or {},
        "errors": {name: say(wording.language, words) for name, words in (faults or {}).items()},
    }
    await notes.read(person)
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/learning.html", OWN_LEARNING, context, status=status, messages=messages)


def _seat(one: Invitation, wording: Wording) -> dict[str, Any]:
    words, tone = SEATS[one.state]
    return {
        "name": one.batch.name,
        "href": f"{INVITATION}/{one.batch.id}",
        "starts_on": one.batch.starts_on,
        "ends_on": one.batch.ends_on,
        "reply_by": one.batch.reply_by,
        "hours": one.hours,
        "state": wording.say(words),
        "tone": tone,
    }


async def _todo(
    house: House, wording: Wording, person: UUID, today: date, seats: list[Invitation]
) -> list[dict[str, Any]]:
    """What this officer can answer now: tests, questionnaires, plans."""
    names = {one.batch.id: one.batch.name for one in seats}
    tests = await MaterialTests(house.database, house.clock).waiting(person, today)
    drawing = await Questionnaires(house.database, house.clock, house.keys).waiting(person, today)
    planning = await (await _plans(house)).waiting(person)
    found = [_task(names[one], wording.say(MOMENTS[at]), f"{HERE}/{one}/tes/{at}") for one, at in tests.items()]
    for one, name in names.items():
        if one in drawing:
            words = wording.say(_("Kuesioner tanpa nama"))
            found.append(_task(name, words, f"{HERE}/{one}/kuesioner", sent=True))
        if one in planning:
            found.append(_task(name, wording.say(_("Rencana tindak lanjut")), f"{HERE}/{one}/rencana"))
    return found


def _task(name: str, words: str, href: str, *, sent: bool = False) -> dict[str, Any]:
    """`sent`: a button that changes something, and no link."""
    return {"name": name, "words": words, "href": href, "post": sent}


async def _own_plans(house: House, wording: Wording, person: UUID) -> list[dict[str, Any]]:
    return [
        one._asdict()
        | {
            "answers": [
                {
                    "role": wording.say(_ROLES[said.role]),
                    "done": wording.say(SEEN[said.done] if said.done else _("belum menjawab")),
                    "words": said.words,
                }
                for said in one.answers
            ]
        }
        for one in await (await _plans(house)).own(person)
    ]


async def _scores(house: House, person: UUID, seats: list[Invitation]) -> list[dict[str, Any]]:
    mine = await MaterialTests(house.database, house.clock).own(person)
    return [
        {"name": one.batch.name, "before": _percent(mine[one.batch.id][0]), "after": _percent(mine[one.batch.id][1])}
        for one in seats
        if one.batch.id in mine
    ]


def _percent(score: Score | None) -> int | None:
    return round(100 * score.share) if score else None


async def _questions(request: Request[Any, Any, Any], batch_id: UUID, moment: str) -> tuple[Question, ...]:
    if moment not in MOMENTS:
        raise NotFound()
    house = house_of(request)
    tests = MaterialTests(house.database, house.clock)
    return await tests.open(batch_id, person_of(request), cast(Moment, moment), await house.today())


async def _test(
    request: Request[Any, Any, Any],
    batch_id: UUID,
    moment: str,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int,
) -> Response[str]:
    language, questions = visitor_of(request).language, await _questions(request, batch_id, moment)
    seat = await Rooms(house_of(request)).seats.invitation(batch_id, person_of(request))
    context = {
        "title": say(language, MOMENTS[moment]),
        "training": seat.batch.name,
        "questions": [
            {
                "name": f"q{place}",
                "label": one.ask,
                "options": options((str(at), words) for at, words in enumerate(one.choices)),
            }
            for place, one in enumerate(questions)
        ],
        "action": f"{HERE}/{batch_id}/tes/{moment}",
        "back": HERE,
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await office_page(request, "office/learning_test.html", OWN_LEARNING, context, status=status)


async def _plan(
    request: Request[Any, Any, Any],
    batch_id: UUID,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int,
) -> Response[str]:
    language, house = visitor_of(request).language, house_of(request)
    seat = await Rooms(house).seats.invitation(batch_id, person_of(request))
    if batch_id not in await (await _plans(house)).waiting(person_of(request)):
        raise NotFound(_("Rencana ini sudah ditulis, belum dibuka, atau sudah ditutup."))
    context = {
        "training": seat.batch.name,
        "colleagues": [f"colleague{place}" for place in range(1, MOST_COLLEAGUES + 1)],
        "action": f"{HERE}/{batch_id}/rencana",
        "back": HERE,
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await office_page(request, "office/learning_plan.html", OWN_LEARNING, context, status=status)


HANDLERS: list[HTTPRouteHandler] = [own, number, draw, test, take, plan, write_plan]
