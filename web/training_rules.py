"""The region's rules about trainings as a decision: numbers, and what is trained without a lot, with who and why."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from competency.decisions import DECIDERS, Decisions, Kind
from competency.training_rules import TrainingRules
from foundation.errors import Invalid, ServiceError, Stale
from foundation.language import mark as _
from web.dictionary import told
from web.errors import status_of
from web.forms import posted
from web.input_words import competency_options, dictionary_of
from web.office_frame import TRAININGS, office_page, wording_of
from web.training_rooms import Rooms
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole

HERE = f"{TRAININGS.path}/aturan"
NUMBERS: dict[str, tuple[str, str]] = {
    "yearly_hours": (_("JP setahun bagi setiap pegawai"), ""),
    "wait_months": (_("Paling lama menunggu pelatihan (bulan)"), _("Paling banyak 12; sesudah itu tanpa undian.")),
    "keep_waiting": (_("Kebutuhan yang disisakan menunggu"), _("Supaya hasil pelatihan dapat dibandingkan.")),
    "reply_days": (_("Hari untuk menjawab undangan"), ""),
    "attendance_percent": (_("Kehadiran untuk mendapat sertifikat (persen hari)"), ""),
    "open_minutes": (_("Menit sebelum dan sesudah jam pelatihan untuk mencatat hadir"), ""),
    "least_answers": (_("Jawaban paling sedikit sebelum penilaian ditampilkan"), ""),
}
"""Labels and hints of the numbers."""
_DONE = _("Keputusan tersimpan dan berlaku sekarang.")
_NUMBER = _("Tulis dengan angka.")


@get(HERE, name="office.training_rules", guards=[one_of(*TRAININGS.roles)], include_in_schema=False)
async def rules(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@post(HERE, name="office.training_rules.decide", guards=[one_of(*DECIDERS)], include_in_schema=False)
async def decide(request: Request[Any, Any, Any]) -> Response[Any]:
    values = (await posted(request)).values
    catalogue = Rooms(house_of(request)).catalogue
    now, _version = await catalogue.rules()
    try:
        meant = _read(values, now)
        seen = whole(values.get("version", ""), 6)
        await catalogue.set_rules(meant, seen or 0, visitor_of(request).actor, values.get("why", "").strip())
    except (Invalid, Stale) as error:
        return await _page(request, values, error)
    return Redirect(f"{HERE}?berhasil=ya", status_code=303)


def _read(values: Mapping[str, str], now: TrainingRules) -> TrainingRules:
    """What was posted, over what is in force; raises Invalid, naming the fields."""
    numbers = {name: whole(values.get(name, ""), 4) for name in NUMBERS}
    wrong = {name: _NUMBER for name, number in numbers.items() if number is None}
    if wrong:
        raise Invalid(fields=wrong)
    share = (numbers.pop("attendance_percent") or 0) / 100
    skips = {
        field: tuple(name[2:] for name, said in values.items() if said == "ya" and name.startswith(prefix))
        for field, prefix in (("safety", "s_"), ("ethics", "e_"))
    }
    meant = msgspec.structs.replace(now, attendance_share=share, **skips, **numbers)
    if meant.wait_months > 12 or meant.wait_months < 1:
        raise Invalid(fields={"wait_months": _("Dari 1 sampai 12 bulan: tidak ada yang menunggu lebih dari setahun.")})
    if not 0 < share <= 1:
        raise Invalid(fields={"attendance_percent": _("Dari 1 sampai 100 persen.")})
    return meant


async def _page(
    request: Request[Any, Any, Any], values: Mapping[str, str] | None = None, error: ServiceError | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    in_force, version = await Rooms(house).catalogue.rules()
    shown = {name: str(getattr(in_force, name)) for name in NUMBERS if hasattr(in_force, name)}
    shown["attendance_percent"] = str(round(in_force.attendance_share * 100))
    chosen = {f"s_{code}": "ya" for code in in_force.safety} | {f"e_{code}": "ya" for code in in_force.ethics}
    history = await Decisions(house.database, house.clock).history(Kind.TRAININGS)
    names = await house.officers()
    fields = error.fields if isinstance(error, Invalid) and error.fields else {"": error.sentence} if error else {}
    context = {
        "numbers": [
            {"name": name, "label": wording.say(label), "hint": wording.say(hint)}
            for name, (label, hint) in NUMBERS.items()
        ],
        "groups": competency_options(wording, await dictionary_of(house, wording.region)),
        "history": [told(wording, one, names) for one in history],
        "version": version,
        "may": visitor_of(request).actor.holds_role(*DECIDERS),
        "values": {**shown, **chosen} if values is None else values,
        "errors": {name: wording.say(words) for name, words in fields.items()},
        "action": HERE,
        "back": TRAININGS.path,
    }
    done = request.query_params.get("berhasil") == "ya" and error is None
    messages = [{"kind": "done", "text": wording.say(_DONE)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(
        request, "office/training_rules.html", TRAININGS, context, status=status, messages=messages
    )


HANDLERS: list[HTTPRouteHandler] = [rules, decide]
