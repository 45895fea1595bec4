"""The administrator's page of the service as a whole: quiet hours, how long things are kept, colours and emblem."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.own_region import REGION
from complaints.retention import LEAST_MONTHS
from complaints.service_keeping import ServiceKeeping
from complaints.setting_changes import SettingChanges
from foundation.errors import Invalid, NotFound
from foundation.language import Sentence
from foundation.language import mark as _
from notices.quiet import Quiet
from web.branding import COLOUR, LEAST_CONTRAST, accents, contrast_with_white
from web.emblems import UPLOAD, cleaned_emblem, packed, unpacked
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.office_frame import SERVICE, SETTING_CHANGES, office_page, wording_of
from web.rendering import say
from web.setting_words import change_line
from web.visitor import fresh, house_of, one_of, visitor_of
from web.whole_numbers import whole

GUARDS = [one_of(*SERVICE.roles)]
MESSAGES = f"{SERVICE.path}/teks"
EMBLEM = "/gaya/lambang"
RECENT = 10
MOST_MONTHS = 1200
MONTHS = ("words_months", "learning_months")
"""What is kept for so many months, as the region's `Retention` names it."""
DRAFTS_DAYS = range(2, 61)
DONE = {
    "tenang": _("Jam tenang tersimpan."),
    "simpan": _("Masa simpan tersimpan."),
    "rupa": _("Warna dan lambang tersimpan."),
}
_NO_HOURS = {"from": _("Isi kedua jam seperti 20:00, berbeda satu sama lain, atau kosongkan keduanya.")}
_PALE = _("Kontrasnya terhadap putih {found} banding 1; paling sedikit {least} banding 1 agar tulisan terbaca.")


def keeping_of(house: House) -> ServiceKeeping:
    return ServiceKeeping(house.database, house.clock, house.region)


@get(SERVICE.path, name="office.service", guards=GUARDS, include_in_schema=False)
async def service(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@post(f"{SERVICE.path}/jam-tenang", name="office.service.quiet", guards=GUARDS, include_in_schema=False)
async def set_quiet(request: Request[Any, Any, Any]) -> Response[Any]:
    values = (await posted(request)).values
    told = {name: values.get(name, "").strip() for name in ("from", "to")}
    hours = told if any(told.values()) else {}
    try:
        quiet = Quiet.read(hours)
    except ValueError:
        return await _page(request, values, Invalid(fields=_NO_HOURS))
    written = {"from": f"{quiet.starts:%H:%M}", "to": f"{quiet.ends:%H:%M}"} if quiet else {}
    await keeping_of(house_of(request)).set_quiet(_by(request), written)
    return _back("tenang")


@post(f"{SERVICE.path}/masa-simpan", name="office.service.retention", guards=[*GUARDS, fresh], include_in_schema=False)
async def set_retention(request: Request[Any, Any, Any]) -> Response[Any]:
    values = (await posted(request)).values
    days = _number(values.get("drafts_days", ""))
    written = {name: values.get(name, "").strip() for name in MONTHS}
    months = {name: _number(value) if value else None for name, value in written.items()}
    faults: dict[str, str] = {
        name: _("Isi 12 sampai 1.200 bulan, atau kosongkan.")
        for name, number in months.items()
        if number is not None and not LEAST_MONTHS <= number <= MOST_MONTHS
    }
    if days not in DRAFTS_DAYS:
        faults["drafts_days"] = _("Isi 2 sampai 60 hari.")
    if any(months.values()) and not faults and values.get("sure") != "ya":
        faults["sure"] = _("Beri tanda: yang dihapus tidak dapat dikembalikan.")
    if faults:
        return await _page(request, values, Invalid(fields=faults))
    await keeping_of(house_of(request)).set_retention(_by(request), months, days)
    return _back("simpan")


@post(
    f"{SERVICE.path}/rupa",
    name="office.service.branding",
    guards=GUARDS,
    include_in_schema=False,
    request_max_body_size=UPLOAD + 100_000,
)
async def set_branding(request: Request[Any, Any, Any]) -> Response[Any]:
    form = await request.form()
    values = {name: value for name, value in form.items() if isinstance(value, str)}
    told: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name in ("accent", "accent_dark"):
        colour = values.get(name, "").strip().lower()
        fault = _colour_fault(colour)
        if fault:
            faults[name] = fault
        told[name] = colour
    upload = form.get("logo")
    if isinstance(upload, UploadFile) and upload.filename:
        try:
            told["logo"] = packed(*cleaned_emblem(await upload.read()))
        except Invalid as error:
            faults["logo"] = error.sentence
    elif values.get("without") == "ya":
        told["logo"] = ""
    if faults:
        return await _page(request, values, Invalid(fields=faults))
    await keeping_of(house_of(request)).set_branding(_by(request), told)
    return _back("rupa")


@get(EMBLEM, name="emblem", include_in_schema=False)
async def emblem(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The region's own emblem; what may be drawn in it does nothing, and may not even where it is opened alone."""
    kept = (await house_of(request).region.current()).branding.get("logo", "")
    if not kept:
        raise NotFound()
    kind, data = unpacked(kept)
    headers = {
        "Cache-Control": "public, max-age=300",
        "Content-Security-Policy": "default-src 'none'; style-src 'none'; sandbox",
    }
    return Response(data, media_type=kind, headers=headers)


def _colour_fault(colour: str) -> str:
    if not COLOUR.fullmatch(colour):
        return _("Tulis warnanya sebagai #rrggbb, misalnya #7b1e2b.")
    found = contrast_with_white(colour)
    if found < LEAST_CONTRAST:
        return Sentence(_PALE, found=f"{found:.1f}".replace(".", ","), least=f"{LEAST_CONTRAST:g}".replace(".", ","))
    return ""


def _number(written: str) -> int:
    found = whole(written.strip(), 5)
    return -1 if found is None else found


def _by(request: Request[Any, Any, Any]) -> str:
    return visitor_of(request).actor.name_in_log


def _back(done: str) -> Redirect:
    return Redirect(f"{SERVICE.path}?berhasil={done}", status_code=303)


async def _page(
    request: Request[Any, Any, Any], values: Mapping[str, str] | None = None, error: Invalid | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    region = wording.region
    accent, dark, _tint = accents(region.branding)
    holding = {
        "from": region.quiet.get("from", ""),
        "to": region.quiet.get("to", ""),
        **{name: str(getattr(region.retention, name) or "") for name in MONTHS},
        "drafts_days": str(region.drafts_days),
        "accent": accent,
        "accent_dark": dark,
    }
    faults = dict(error.fields) if error else {}
    officers = await house.officers()
    changes = await SettingChanges(house.database).latest(REGION, most=RECENT)
    context = {
        "at": SERVICE.path,
        "values": holding | dict(values or {}),
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
        "emblem": EMBLEM if region.branding.get("logo") else "",
        "messages_href": MESSAGES,
        "own_messages": len(region.messages),
        "kept": [(wording.say(what), wording.say(how)) for what, how in KEPT],
        "changes": [change_line(one, wording, officers) for one in changes],
        "changes_href": SETTING_CHANGES.path,
    }
    done = DONE.get(request.query_params.get("berhasil", ""))
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/service.html", SERVICE, context, status=status, messages=messages)


KEPT = (
    (_("Catatan peristiwa aduan (tanpa isi dan nama)"), _("tetap")),
    (_("Draf balasan petugas"), _("30 hari")),
    (_("Sesi masuk yang berakhir"), _("dihapus dalam satu jam")),
    (_("Catatan perubahan pengaturan dan akun"), _("tetap")),
)
"""What is kept for a time that nobody sets here."""

HANDLERS: list[HTTPRouteHandler] = [service, set_quiet, set_retention, set_branding, emblem]
