"""The administrator's pages of what notices say: all of them, and one in each language with its preview."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.labels import EVENT
from complaints.own_region import MESSAGE
from complaints.setting_changes import SettingChanges
from foundation.errors import Invalid, NotFound
from foundation.language import LANGUAGES
from foundation.language import mark as _
from notices.messages import TEXTS, Words, key_of
from notices.own_messages import FIELDS, MessageKeeping, fields_of, message_faults, sample, shipped
from notices.rules import Audience
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.office_frame import SERVICE, SETTING_CHANGES, office_page, wording_of
from web.rendering import say
from web.service_page import GUARDS, MESSAGES
from web.setting_words import change_line
from web.system import AUDIENCES
from web.visitor import house_of, visitor_of
from web.wording import Wording

ONE = MESSAGES + "/{audience:str}/{event:str}/{language:str}"
NAMES = {"id": _("Bahasa Indonesia"), "en": _("Bahasa Inggris")}
MEANT = {
    "code": _("kode aduan"),
    "unit": _("nama unit"),
    "stage": _("nama batas waktu"),
    "promised": _("tanggal dan jamnya"),
}
DONE = {"simpan": _("Teks tersimpan dan berlaku untuk pemberitahuan berikutnya."), "bawaan": _("Teks bawaan berlaku.")}


def keeping_of(house: House) -> MessageKeeping:
    return MessageKeeping(house.database, house.clock, house.region)


@get(MESSAGES, name="office.messages", guards=GUARDS, include_in_schema=False)
async def messages(request: Request[Any, Any, Any]) -> Response[str]:
    wording = await wording_of(request)
    own = wording.region.messages
    groups: dict[str, list[dict[str, Any]]] = {}
    for audience, event in TEXTS:
        current = _current(wording, audience, event, wording.language)
        groups.setdefault(whom(wording, audience), []).append(
            {
                "href": f"{MESSAGES}/{audience}/{event}/{wording.language}",
                "event": wording.say(EVENT[event]),
                "subject": current.subject,
                "own": [code for code in LANGUAGES if key_of(audience, event, code) in own],
            }
        )
    context = {"groups": [{"name": name, "rows": rows} for name, rows in groups.items()], "back": SERVICE.path}
    return await office_page(request, "office/messages.html", SERVICE, context)


@get(ONE, name="office.message", guards=GUARDS, include_in_schema=False)
async def message(
    request: Request[Any, Any, Any], audience: FromPath[str], event: FromPath[str], language: FromPath[str]
) -> Response[str]:
    told = _audience(audience, event, language)
    wording = await wording_of(request)
    return await _form(request, told, event, language, _current(wording, told, event, language))


@post(ONE, name="office.message.save", guards=GUARDS, include_in_schema=False)
async def save(
    request: Request[Any, Any, Any], audience: FromPath[str], event: FromPath[str], language: FromPath[str]
) -> Response[Any]:
    """Saves, or with `lihat` only shows how it would read; with `bawaan` takes the region's words back."""
    house, values = house_of(request), (await posted(request)).values
    told, by = _audience(audience, event, language), visitor_of(request).actor.name_in_log
    here = f"{MESSAGES}/{audience}/{event}/{language}"
    if values.get("act") == "bawaan":
        await keeping_of(house).reset(by, told, event, language)
        return Redirect(f"{here}?berhasil=bawaan", status_code=303)
    words = Words(*(" ".join(values.get(name, "").split()) for name in Words._fields))
    faults = message_faults(shipped(told, event, language), words)
    if faults or values.get("act") == "lihat":
        return await _form(request, told, event, language, words, Invalid(fields=faults) if faults else None)
    await keeping_of(house).say(by, told, event, language, words)
    return Redirect(f"{here}?berhasil=simpan", status_code=303)


def whom(wording: Wording, audience: Audience) -> str:
    return wording.say(_OTHERS.get(str(audience)) or AUDIENCES.get(str(audience), str(audience)))


_OTHERS = {
    "assignee": _("Petugas yang diserahi"),
    "asked": _("Unit yang ditanya"),
}


def _audience(audience: str, event: str, language: str) -> Audience:
    if audience not in set(Audience) or (Audience(audience), event) not in TEXTS or language not in LANGUAGES:
        raise NotFound()
    return Audience(audience)


def _current(wording: Wording, audience: Audience, event: str, language: str) -> Words:
    own = wording.region.messages.get(key_of(audience, event, language))
    return Words(own["subject"], own["body"]) if own else shipped(audience, event, language)


def _needed(words: str) -> Iterable[str]:
    return ("{" + name + "}" for name in FIELDS if name in (fields_of(words) or ()))


async def _form(
    request: Request[Any, Any, Any],
    audience: Audience,
    event: str,
    language: str,
    words: Words,
    error: Invalid | None = None,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    original = shipped(audience, event, language)
    officers = await house.officers()
    key = key_of(audience, event, language)
    changes = await SettingChanges(house.database).latest(MESSAGE, code=key, most=10)
    soon = house.clock.now() + timedelta(days=3)
    context = {
        "back": MESSAGES,
        "action": f"{MESSAGES}/{audience}/{event}/{language}",
        "whom": whom(wording, audience),
        "event": wording.say(EVENT[event]),
        "written_in": language,
        "tongues": [
            {
                "label": wording.say(NAMES[code]),
                "href": f"{MESSAGES}/{audience}/{event}/{code}",
                "current": code == language,
                "count": None,
            }
            for code in LANGUAGES
        ],
        "values": words._asdict(),
        "errors": {name: say(wording.language, one) for name, one in (error.fields if error else {}).items()},
        "needed": {"subject": list(_needed(original.subject)), "body": list(_needed(original.body))},
        "fields": [("{" + name + "}", wording.say(meant)) for name, meant in MEANT.items()],
        "preview": None if error else sample(wording.region, audience, event, language, words, soon),
        "original": original,
        "own": key in wording.region.messages,
        "changes": [change_line(one, wording, officers) for one in changes],
        "changes_href": SETTING_CHANGES.path,
    }
    done = DONE.get(request.query_params.get("berhasil", ""))
    told = [{"kind": "done", "text": wording.say(done)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/message.html", SERVICE, context, status=status, messages=told)


HANDLERS: list[HTTPRouteHandler] = [messages, message, save]
