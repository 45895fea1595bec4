"""Telaah berkas: the next case to be read without its unit, and for the analyst what was drawn and what was found."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.case_reading import CaseReadings, Reading
from competency.case_samples import NEED_SIZE, CaseSamples, Sample, Wish
from competency.needs import ReadCases
from competency.reading_rules import CONFIRMS
from complaints.views import Case
from foundation.errors import Invalid, NotFound, Refused, ServiceError
from foundation.language import mark as _
from people.actor import Role
from web.case_blind import blind_case
from web.errors import status_of
from web.forms import day_of, posted, uuid_of
from web.house import House
from web.input_words import ANSWERS, choices, dictionary_of
from web.needs import book_of
from web.office_frame import CASE_READING, office_page, wording_of
from web.reading_results import asked_of, confirmed, needs_to_read, result, row
from web.reading_rubric import RUBRIC
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

HERE = CASE_READING.path
_READ = HERE + "/baca/{sample_id:uuid}/{complaint_id:uuid}"
_READERS, _ANALYST = [one_of(*CASE_READING.roles)], [one_of(Role.ANALYST)]
MONTHS_BACK = timedelta(days=365)
_DONE = {
    "habis": _("Tidak ada berkas yang menunggu Anda sekarang."),
    "baca": _("Terima kasih. Hasil bacaan Anda tersimpan."),
    "sampai": _("Hasilnya tercatat pada kebutuhan itu."),
    "undi": _("Berkas diundi. Pembaca dari unit lain dapat mulai membaca."),
}
_NO_NEED = {"need": _("Pilih kebutuhan yang sedang ditelaah.")}
_CONFIRMS = _("Apakah berkas ini menunjukkan bahwa petugas perlu belajar {name}?")


@get(HERE, name="office.case_reading", guards=_READERS, include_in_schema=False)
async def overview(request: Request[Any, Any, Any]) -> Response[str]:
    return await _overview(request)


@post(HERE, name="office.case_reading.draw", guards=_ANALYST, include_in_schema=False)
async def draw(request: Request[Any, Any, Any]) -> Response[Any]:
    """A sample of closed cases: of each unit, or behind one need."""
    house, form = house_of(request), await posted(request)
    region, values = await house.region.current(), form.values
    need = uuid_of(values.get("need", ""))
    unit, topic = values.get("unit", ""), values.get("topic", "")
    try:
        wish = Wish(
            day_of(values.get("since", "")),
            day_of(values.get("until", "")),
            whole(values.get("size", ""), 2) or 0,
            unit if unit in region.unit else None,
            topic if topic in region.topic else None,
        )
        if need is not None:
            known = next((one for one in await needs_to_read(request) if one.id == need), None)
            if known is None:
                raise Invalid(fields=_NO_NEED)
            wish = wish._replace(
                need=need, unit=known.unit, topic=known.topic, competency=known.competency, size=NEED_SIZE
            )
        person = visitor_of(request).actor.person
        assert person is not None
        made = await (await samples_of(house)).draw(person, wish)
    except (Invalid, Refused) as error:
        return await _overview(request, values, error)
    return Redirect(f"{HERE}/{made}?berhasil=undi", status_code=303)


@post(HERE + "/ambil", name="office.case_reading.take", guards=_READERS, include_in_schema=False)
async def take(request: Request[Any, Any, Any]) -> Redirect:
    """The next case for this reader."""
    reading = await readings_of(house_of(request)).take(visitor_of(request).actor)
    if reading is None:
        return Redirect(f"{HERE}?berhasil=habis", status_code=303)
    return Redirect(f"{HERE}/baca/{reading.sample.id}/{reading.complaint_id}", status_code=303)


@get(_READ, name="office.case_reading.read", guards=_READERS, include_in_schema=False)
async def read(
    request: Request[Any, Any, Any], sample_id: FromPath[UUID], complaint_id: FromPath[UUID]
) -> Response[str]:
    reading = await readings_of(house_of(request)).begun(visitor_of(request).actor, sample_id, complaint_id)
    return await _reading(request, reading, {}, {})


@post(_READ, name="office.case_reading.finish", guards=_READERS, include_in_schema=False)
async def finish(
    request: Request[Any, Any, Any], sample_id: FromPath[UUID], complaint_id: FromPath[UUID]
) -> Response[Any]:
    book, actor, form = readings_of(house_of(request)), visitor_of(request).actor, await posted(request)
    reading = await book.begun(actor, sample_id, complaint_id)
    try:
        await book.finish(actor, reading, form.values)
    except Invalid as error:
        return await _reading(request, reading, form.values, dict(error.fields), int(status_of(error)))
    return Redirect(f"{HERE}?berhasil=baca", status_code=303)


@get(HERE + "/{sample_id:uuid}", name="office.case_reading.one", guards=_ANALYST, include_in_schema=False)
async def one(request: Request[Any, Any, Any], sample_id: FromPath[UUID]) -> Response[str]:
    return await _one(request, sample_id)


async def _one(request: Request[Any, Any, Any], sample_id: UUID, error: ServiceError | None = None) -> Response[str]:
    """What readers found, and how far they agree."""
    house, wording = house_of(request), await wording_of(request)
    sample, cases = await (await samples_of(house)).one(sample_id)
    dictionary = await dictionary_of(house, wording.region)
    name = dictionary.name(sample.competency or "")
    context = result(wording, sample, cases, _confirming(wording, sample, name))
    context |= {"back": HERE, "tell": f"{HERE}/{sample_id}/sampaikan"}
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done and not error else []
    if error:
        fields = error.fields if isinstance(error, Invalid) else {}
        messages = [{"kind": "danger", "text": wording.say(said)} for said in fields.values() or [error.sentence]]
    status = int(status_of(error)) if error else 200
    return await office_page(
        request, "office/case_sample.html", CASE_READING, context, status=status, messages=messages
    )


@post(HERE + "/{sample_id:uuid}/sampaikan", name="office.case_reading.tell", guards=_ANALYST, include_in_schema=False)
async def tell(request: Request[Any, Any, Any], sample_id: FromPath[UUID]) -> Response[Any]:
    """Write into a need's history how many of its cases confirm it."""
    house = house_of(request)
    sample, cases = await (await samples_of(house)).one(sample_id)
    if sample.need is None:
        raise NotFound()
    command, cause = ReadCases(*confirmed(cases)), f"sample:{sample_id}"
    try:
        await book_of(house).record(sample.need, visitor_of(request).actor, command, cause)
    except (Invalid, Refused) as error:
        return await _one(request, sample_id, error)
    return Redirect(f"{HERE}/{sample_id}?berhasil=sampai", status_code=303)


async def samples_of(house: House) -> CaseSamples:
    return CaseSamples(house.database, house.clock, await house.zone())


def readings_of(house: House) -> CaseReadings:
    return CaseReadings(house.database, house.clock)


def _confirming(wording: Wording, sample: Sample, name: str) -> str:
    return wording.say(_CONFIRMS, name=name) if sample.need else ""


async def _overview(
    request: Request[Any, Any, Any], values: Mapping[str, str] | None = None, error: ServiceError | None = None
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    analyst = actor.holds_role(Role.ANALYST)
    today = await house.today()
    dictionary = await dictionary_of(house, wording.region)
    faults = (dict(error.fields) if isinstance(error, Invalid) else {}) or ({"": error.sentence} if error else {})
    needs = await needs_to_read(request) if analyst else []
    context = {
        "waiting": await readings_of(house).waiting(actor),
        "take": HERE + "/ambil",
        "analyst": analyst,
        "samples": [row(wording, *each, HERE) for each in await (await samples_of(house)).samples()] if analyst else [],
        "units": options((one.code, one.name) for one in wording.region.units if one.accepts),
        "topics": options((one.code, one.name) for one in wording.region.topics),
        "needs": options((str(one.id), f"{one.code} {dictionary.name(one.competency)}") for one in needs),
        "rubric": RUBRIC,
        "action": HERE,
        "values": values or {"size": "5", "since": (today - MONTHS_BACK).isoformat(), "until": today.isoformat()},
        "errors": {name: wording.say(words) for name, words in faults.items()},
    }
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done and not error else []
    return await office_page(
        request,
        "office/case_reading.html",
        CASE_READING,
        context,
        status=int(status_of(error)) if error else 200,
        messages=messages,
    )


async def _reading(
    request: Request[Any, Any, Any],
    reading: Reading,
    values: Mapping[str, str],
    faults: Mapping[str, str],
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    sample = reading.sample
    dictionary = await dictionary_of(house, wording.region)
    asked = asked_of(wording, sample)
    confirming = _confirming(wording, sample, dictionary.name(sample.competency or ""))
    asked += [(CONFIRMS, confirming)] if confirming else []
    context = {
        "said": blind_case(wording, await _case(request, reading), (await house.officers()).values()),
        "questions": [{"name": name, "label": label} for name, label in asked],
        "options": choices(wording, ANSWERS),
        "third": reading.seat == 3,
        "action": f"{HERE}/baca/{sample.id}/{reading.complaint_id}",
        "values": values,
        "errors": {name: wording.say(words) for name, words in faults.items()},
        "back": HERE,
    }
    return await office_page(request, "office/case_reading_one.html", CASE_READING, context, status=status)


async def _case(request: Request[Any, Any, Any], reading: Reading) -> Case:
    """The case as everybody would read it: of a published one, or of what this officer may read anyway."""
    house, actor = house_of(request), visitor_of(request).actor
    try:
        return await house.queries.preview(actor, reading.complaint_id)
    except NotFound:
        return await house.queries.public_case(reading.complaint_id)


HANDLERS: list[HTTPRouteHandler] = [overview, draw, take, read, finish, one, tell]
