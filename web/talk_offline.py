"""What lets the form of a talk be opened and filled in where there is no network: an empty one, kept on the phone."""

import json
from hashlib import sha256
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from web.input_words import dictionary_of
from web.lookup import citizens_wording
from web.office_frame import TALKS
from web.rendering import page, static
from web.static_files import content
from web.talk_form import FORM, fields
from web.visitor import house_of, one_of

_FILES = ("tanggap.css", "tanggap.js", "talk.js", "favicon.svg", "tapis.svg", "chevron.svg")
_SHELL = TALKS.path + "/luring"
_GUARDS = [one_of(*TALKS.roles)]


@get(_SHELL, name="office.talks.offline", guards=_GUARDS, include_in_schema=False)
async def shell(request: Request[Any, Any, Any]) -> Response[str]:
    """The empty form without anything of who asks for it: no name, no key, no token."""
    house, wording = house_of(request), await citizens_wording(request)
    context = fields(wording, await dictionary_of(house, wording.region), {}, {}, FORM)
    return await page(request, "office/talk_offline.html", context | {"key": ""})


@get(TALKS.path + "/pekerja.js", name="office.talks.worker", guards=_GUARDS, include_in_schema=False)
async def worker() -> Response[str]:
    """The service worker; its text changes with every file it keeps."""
    files = [*(static(name) for name in _FILES), "/gaya/wilayah.css"]
    version = sha256("".join(files).encode()).hexdigest()[:10]
    told = {"files": files, "page": _SHELL, "form": FORM, "version": version}
    text = f"self.KEPT = {json.dumps(told)};\n{content('talk_worker.js').decode()}"
    return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


HANDLERS: list[HTTPRouteHandler] = [shell, worker]
