"""From what went wrong to an answer: a page for people, problem+json for programs. No trace reaches either."""

import logging
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotFoundException, PermissionDeniedException
from litestar.response import Redirect
from litestar.types import Empty, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState

from foundation import errors
from foundation.language import mark as _
from people.provider import Unreachable
from web.headers import secured
from web.proof_form import AGAIN, MOST_CARRIED, carried, proof_form
from web.rendering import page, page_of, say
from web.visitor import ProofNeeded, SignInNeeded, received, visitor_of

log = logging.getLogger("tanggap.web")

STATUS: dict[type[errors.ServiceError], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.Refused: HTTPStatus.CONFLICT,
    errors.Stale: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Unreachable: HTTPStatus.SERVICE_UNAVAILABLE,
}

HEADINGS: dict[int, str] = {
    400: _("Permintaan tidak dapat dibaca"),
    403: _("Anda tidak berwenang membuka ini"),
    404: _("Tidak ditemukan"),
    405: _("Cara membuka halaman ini keliru"),
    409: _("Belum dapat dilakukan"),
    413: _("Kiriman terlalu besar"),
    422: _("Isian perlu diperbaiki"),
    429: _("Mohon tunggu sebentar"),
    500: _("Ada gangguan pada layanan kami"),
}

SENTENCES: dict[int, str] = {
    400: _("Muat ulang halaman lalu coba lagi."),
    403: _("Formulir ini sudah terlalu lama terbuka, atau halaman ini bukan untuk Anda. Muat ulang lalu coba lagi."),
    404: _("Halaman ini tidak ada. Mungkin alamatnya kurang lengkap."),
    405: _("Buka halaman ini dari tautan atau formulirnya."),
    413: _("Kiriman melebihi batas ukuran. Kurangi jumlah atau ukuran foto, lalu kirim lagi."),
    422: _("Mohon periksa kembali isian Anda."),
    500: _("Laporan yang sudah mendapat kode tetap tersimpan. Silakan coba lagi beberapa saat lagi."),
}

_STOOD_OPEN = _("Halaman ini terlalu lama terbuka")
"""Over a form whose token is out of date: whoever fills it in slowly did nothing that is forbidden."""

MOST_KEPT = 60
"""Fields of a refused form that are looked at: ours have fewer, and a hostile one has a hundred thousand."""

WRITTEN = {
    "text": _("Isi laporan"),
    "words": _("Tulisan Anda"),
    "answer": _("Jawaban Anda"),
    "reason": _("Alasan"),
    "addition": _("Keterangan tambahan"),
    "address": _("Alamat atau patokan"),
    "name": _("Nama"),
    "phone": _("Nomor telepon"),
    "email": _("Alamat email"),
    "value": _("Nomor rujukan"),
    "code": _("Kode aduan"),
    "to": _("Surat kepada"),
    "number": _("Nomor surat"),
    "ground": _("Dasar janji"),
    "source": _("Sumber"),
    "regulation": _("Dasar aturan"),
    "note": _("Keterangan"),
}
"""Fields people write in themselves, and what they are called; what was only chosen from a list is chosen again."""

_SENT_AGAIN = re.compile(r"/kantor/(?!profil/|pastikan$)[\w/.~-]+")
"""Forms of the office that may be carried on: not those that hold a password or a code."""
_TAKEN_DOWN, _DRAFTS = "/kantor/baru", "/kantor/baru/draf"
"""A complaint that was taken down becomes a draft again, to which its photos are added."""
NOT_YOURS = _("Halaman ini bukan bagian dari tugas Anda.")
TO_THE_FRONT = (_("Kembali ke halaman depan"), "/")
TO_THE_DESK = (_("Kembali ke meja kerja Anda"), "/kantor")
SESSION_ENDED = _("Anda belum masuk, atau waktu masuk Anda sudah habis. Masuk lagi, lalu kirim ulang tulisan Anda.")


def status_of(error: errors.ServiceError) -> HTTPStatus:
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


class Answer(Response[Any]):
    """An answer that is still to be made: the framework asks for it at once, but a page needs the database."""

    def __init__(self, making: Callable[[], Awaitable[Response[Any]]]) -> None:
        super().__init__(None)
        self._making = making

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **given: Any) -> Any:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                made = await self._making()
            except Exception:
                # Not even the page of a fault can be made: the sentence alone goes out.
                log.exception("no page for a fault")
                made = Response(SENTENCES[500], status_code=500, media_type="text/plain; charset=utf-8")
            await secured(made).to_asgi_response(None, request, **given)(scope, receive, send)

        return answer


def refused(request: Request[Any, Any, Any], error: errors.ServiceError) -> Response[Any]:
    """A ServiceError that no form took back."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, errors.TooMany) else {}
    fields = error.fields if isinstance(error, errors.Invalid) else {}
    return Answer(lambda: _answer(request, int(status_of(error)), error.sentence, fields, headers))


def http_refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What Litestar itself refuses: unknown pages, large bodies, missing tokens, unreadable JSON."""
    status = error.status_code if error.status_code in HEADINGS else 400 if error.status_code < 500 else 500
    sentence = NOT_YOURS if (status, request.method) == (403, "GET") else SENTENCES.get(status, SENTENCES[400])
    allowed = {"Allow": error.headers["Allow"]} if error.headers and "Allow" in error.headers else {}
    return Answer(lambda: _answer(request, status, sentence, {}, allowed))


def unreadable(request: Request[Any, Any, Any], _error: UnicodeDecodeError) -> Response[Any]:
    """A form whose bytes are no text; the framework reads it before any of our code runs."""
    return Answer(lambda: _answer(request, 400, SENTENCES[400], {}, {}))


def sign_in_needed(request: Request[Any, Any, Any], _error: SignInNeeded) -> Response[Any]:
    """To the door, and back to the page afterwards; what was typed while a session ran out is not lost."""
    if request.method == "GET":
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return secured(Redirect(f"/masuk?lanjut={quote(asked)}", status_code=303))
    return Answer(lambda: _answer(request, 403, SESSION_ENDED, {}, {}, (_("Masuk"), "/masuk"), again=True))


def proof_needed(request: Request[Any, Any, Any], _error: ProofNeeded) -> Response[Any]:
    """To the page that asks for it, and on to the page that was wanted; a form stays in it, and goes on from there."""
    asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    back = asked if request.method == "GET" else page_of(request)
    elsewhere = secured(Redirect(f"{AGAIN}?lanjut={quote(back)}", status_code=303))
    if request.method == "GET" or not _SENT_AGAIN.fullmatch(request.url.path):
        return elsewhere

    async def held() -> Response[Any]:
        form = await request.form()
        fields = carried(form)
        await form.close()
        return elsewhere if fields is None else await proof_form(request, request.url.path, fields, status=403)

    return Answer(held)


def broken(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Our own fault: logged with a number, told without detail."""
    number = uuid4().hex[:8]
    # The route's name and not the address, which may hold a secret.
    name = getattr(request.scope.get("route_handler"), "name", None)
    log.error("fault %s at %s %s", number, request.method, name, exc_info=error)
    return Answer(lambda: _answer(request, 500, SENTENCES[500], {}, {"X-Fault": number}))


async def _answer(
    request: Request[Any, Any, Any],
    status: int,
    sentence: str,
    fields: dict[str, str],
    headers: dict[str, str],
    onward: tuple[str, str] | None = None,
    *,
    again: bool = False,
) -> Response[Any]:
    """`again`: the form may be sent once more from this very page, once its sender has signed in."""
    await received(request)
    visitor = visitor_of(request)
    language = visitor.language
    onward = onward or (TO_THE_DESK if visitor.officer else TO_THE_FRONT)
    if request.url.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": say(language, HEADINGS.get(status, HEADINGS[400])),
            "status": status,
            "detail": say(language, sentence),
        }
        if fields:
            problem["errors"] = {field: say(language, words) for field, words in fields.items()}
        body = msgspec.json.encode(problem)
        return Response(body, status_code=status, media_type="application/problem+json", headers=headers)
    context = {
        "status": status,
        "heading": say(language, _STOOD_OPEN if sentence == SENTENCES[403] else HEADINGS.get(status, HEADINGS[400])),
        "message": say(language, sentence),
        "actions": [{"label": say(language, onward[0]), "href": onward[1]}],
        "again": await _sent(request) if again else None,
        "kept": await _typed(request),
    }
    return await page(request, "error.html", context, status=status, headers=headers)


async def _sent(request: Request[Any, Any, Any]) -> dict[str, Any] | None:
    """All fields of a form of the office, to be sent again as they were; None where there is no such form."""
    path = request.url.path
    if not _SENT_AGAIN.fullmatch(path):
        return None
    try:
        form = await request.form()
    except HTTPException:
        return None  # larger than any form of ours
    await form.close()  # where nobody had read it yet, nobody else does
    fields = [(name, value) for name, value in islice(form.multi_items(), MOST_CARRIED) if isinstance(value, str)]
    labels = {name: say(visitor_of(request).language, words) for name, words in WRITTEN.items()}
    return {
        "action": _DRAFTS if path == _TAKEN_DOWN else path,
        "hidden": [(name, value) for name, value in fields if name not in labels],
        "written": [(name, labels[name], value) for name, value in fields if name in labels],
    }


async def _typed(request: Request[Any, Any, Any]) -> list[dict[str, str]]:
    """The sentences of a form that was refused, so that nobody has to write them twice."""
    # A body that could not be read as a form is gone: asking for it again would wait for ever.
    if request.method != "POST" or ScopeState.from_scope(request.scope).form is Empty:
        return []
    form = await request.form()
    return [
        {"label": say(visitor_of(request).language, WRITTEN[name]), "text": value}
        for name, value in islice(form.multi_items(), MOST_KEPT)
        if name in WRITTEN and isinstance(value, str) and value.strip() and len(value) <= 20_000
    ]


HANDLERS: dict[type[Exception] | int, Any] = {
    errors.ServiceError: refused,
    SignInNeeded: sign_in_needed,
    ProofNeeded: proof_needed,
    NotFoundException: http_refused,
    PermissionDeniedException: http_refused,
    HTTPException: http_refused,
    UnicodeDecodeError: unreadable,
    Exception: broken,
}
