"""The door for learning platforms: statements of completions come in as xAPI 1.0.3 asks, and nothing else does.

Of a statement only completion, score, course and a keyed hash of the person are kept, so what is given back names
nobody: the actor is an account of ours whose name is that hash. State, profiles and attachments are not served.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post, put
from litestar.enums import MediaType
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import HTTPRouteHandler

from competency.completions import Completions, Kept, Wanted
from competency.platforms import Platforms
from competency.statement_checks import VERSION, moment_of
from competency.statement_checks import Wrong as WrongPart
from competency.statements import person_of, told
from foundation.errors import Invalid, ServiceError
from foundation.language import mark as _
from web.errors import HEADINGS, status_of
from web.forms import uuid_of
from web.lookup import full_address
from web.rendering import say
from web.visitor import house_of, visitor_of
from web.whole_numbers import whole

STATEMENTS, ABOUT = "/xapi/statements", "/xapi/about"
MOST_BYTES = 1_000_000
JSON = "application/json"
_ASKED = frozenset(
    {"statementId", "voidedStatementId", "agent", "verb", "activity", "since", "until", "limit", "ascending"}
    | {"format", "attachments", "start"}
)
_ONE = frozenset({"statementId", "voidedStatementId"})
_BESIDE_ONE = _ONE | {"format", "attachments"}

_VERSION = _("Sertakan kepala X-Experience-API-Version dengan nilai 1.0.3.")
_KEY = _("Kunci platform tidak dikenal atau sudah dicabut.")
_TYPE = _("Kirim pernyataan sebagai application/json; lampiran tidak diterima.")
_ID = _("Sertakan statementId berupa UUID, sama dengan id di dalam pernyataan.")
_SINGLE = _("PUT menerima tepat satu pernyataan.")
_UNKNOWN = _("Parameter ini tidak dikenal atau tidak dilayani: {name}.")
_PARAMETER = _("Nilai parameter ini tidak dapat dipahami: {name}.")
_MIXED = _("statementId atau voidedStatementId tidak boleh bersama parameter lain.")
_LARGE = _("Kiriman melebihi batas ukuran. Kirim lebih sedikit pernyataan sekaligus.")
_GONE = _("Tidak ada pernyataan dengan id ini.")

Asking = Request[Any, Any, Any]
Handler = Callable[[Asking], Awaitable[Response[Any]]]


class _NoKey(Exception):
    """Nobody we know asks."""


def _of_platforms(handler: Handler) -> Handler:
    """Every fault as JSON with a sentence, every answer with the version and never kept by anybody between."""

    @wraps(handler)
    async def answered(request: Asking) -> Response[Any]:
        language = visitor_of(request).language
        try:
            answer = await handler(request)
        except _NoKey:
            answer = _problem(language, 401, _KEY)
            answer.headers["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
        except RequestEntityTooLarge:
            answer = _problem(language, 413, _LARGE)
        except ServiceError as error:
            answer = _problem(language, 400 if isinstance(error, Invalid) else int(status_of(error)), error.sentence)
        answer.headers |= {"X-Experience-API-Version": VERSION, "Cache-Control": "no-store"}
        return answer

    return answered


@get(ABOUT, name="xapi.about", include_in_schema=False, media_type=MediaType.JSON)
async def about(request: Asking) -> Response[Any]:
    """Which versions are spoken; asked without a key."""
    return _json({"version": [VERSION]}, headers={"X-Experience-API-Version": VERSION})


@post(STATEMENTS, name="xapi.post", include_in_schema=False, request_max_body_size=MOST_BYTES)
@_of_platforms
async def receive(request: Asking) -> Response[Any]:
    """One statement or several, all or none; their ids in order."""
    key = await _platform(request)
    _only(request, frozenset())
    ids = await _completions(request).receive(key, told(await _body(request)))
    return _json([str(one) for one in ids])


@put(STATEMENTS, name="xapi.put", include_in_schema=False, request_max_body_size=MOST_BYTES)
@_of_platforms
async def place(request: Asking) -> Response[Any]:
    """One statement under the id of the address."""
    key = await _platform(request)
    _only(request, frozenset({"statementId"}))
    wanted = uuid_of(request.query_params.get("statementId", ""))
    if wanted is None:
        raise Invalid(_ID)
    statements = told(await _body(request))
    if len(statements) != 1:
        raise Invalid(_SINGLE)
    if statements[0].id not in (None, wanted):
        raise Invalid(_ID)
    await _completions(request).receive(key, [msgspec.structs.replace(statements[0], id=wanted)])
    return Response(None, status_code=204)


@get(STATEMENTS, name="xapi.get", include_in_schema=False)
@_of_platforms
async def find(request: Asking) -> Response[Any]:
    """One statement by its id, or those of the platform that match, a page at a time."""
    key = await _platform(request)
    house, named = house_of(request), set(request.query_params.keys())
    _only(request, _ASKED)
    now = {"X-Experience-API-Consistent-Through": house.clock.now().isoformat()}
    if named & _ONE:
        if len(named & _ONE) > 1 or not named <= _BESIDE_ONE:
            raise Invalid(_MIXED)
        name = next(iter(named & _ONE))
        wanted = uuid_of(request.query_params[name])
        if wanted is None:
            raise Invalid(_PARAMETER, name=name)
        kept = await _completions(request).one(key, wanted, voided=name == "voidedStatementId")
        if kept is None:
            return _problem(visitor_of(request).language, 404, _GONE, now)
        return _json(_statement(full_address(request, "/"), key, kept), headers=now)
    filters = _filters(request.query_params)
    kept_ones, more = await _completions(request).find(key, filters)
    statements = [_statement(full_address(request, "/"), key, one) for one in kept_ones]
    return _json({"statements": statements, "more": _more(request, filters, len(statements)) if more else ""}, now)


def _filters(told_of: Mapping[str, str]) -> Wanted:
    ascending, attachments = (_boolean(told_of, name) for name in ("ascending", "attachments"))
    if told_of.get("format", "exact") not in ("ids", "exact", "canonical") or attachments:
        raise Invalid(_PARAMETER, name="attachments" if attachments else "format")
    for name in ("verb", "activity"):
        if "\0" in told_of.get(name, ""):
            raise Invalid(_PARAMETER, name=name)
    agent = told_of.get("agent")
    return Wanted(
        person=person_of(agent.encode()) if agent is not None else None,
        verb=told_of.get("verb"),
        activity=told_of.get("activity"),
        since=_instant(told_of, "since"),
        until=_instant(told_of, "until"),
        ascending=ascending,
        limit=_number(told_of, "limit"),
        start=_number(told_of, "start"),
    )


def _boolean(told_of: Mapping[str, str], name: str) -> bool:
    if told_of.get(name, "false") not in ("true", "false"):
        raise Invalid(_PARAMETER, name=name)
    return told_of.get(name) == "true"


def _number(told_of: Mapping[str, str], name: str) -> int:
    number = whole(told_of.get(name, "0"), 6)
    if number is None:
        raise Invalid(_PARAMETER, name=name)
    return number


def _instant(told_of: Mapping[str, str], name: str) -> datetime | None:
    if name not in told_of:
        return None
    try:
        # A plus in an address that nobody escaped arrives as a space.
        return moment_of(told_of[name].replace(" ", "+"), name)
    except WrongPart as wrong:
        raise Invalid(_PARAMETER, name=name) from wrong


def _more(request: Asking, filters: Wanted, shown: int) -> str:
    onward = {name: value for name, value in request.query_params.items() if name != "start"}
    return f"{STATEMENTS}?{urlencode({**onward, 'start': filters.start + shown})}"


def _statement(home: str, key: UUID, kept: Kept) -> dict[str, Any]:
    """A statement as it is kept; who the person is, only the keys of this installation could tell."""
    result: dict[str, Any] = {
        **({"completion": kept.completed} if kept.completed is not None else {}),
        **({"success": kept.passed} if kept.passed is not None else {}),
        **({"score": {"scaled": kept.scaled}} if kept.scaled is not None else {}),
    }
    about = {"objectType": "StatementRef", "id": str(kept.voids)} if kept.voids else {"id": kept.activity}
    return {
        "id": str(kept.id),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": kept.person.hex()}},
        "verb": {"id": kept.verb},
        "object": about,
        **({"result": result} if result else {}),
        "timestamp": kept.at.isoformat(),
        "stored": kept.stored_at.isoformat(),
        "authority": {"objectType": "Agent", "account": {"homePage": home, "name": str(key)}},
        "version": "1.0.0",
    }


async def _platform(request: Asking) -> UUID:
    """The key with which a platform asks; what it may ask at all comes after that."""
    kind, _space, packed = request.headers.get("authorization", "").partition(" ")
    try:
        name, _colon, secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _NoKey() from error
    key, house = uuid_of(name), house_of(request)
    if kind.lower() != "basic" or key is None:
        raise _NoKey()
    if not await Platforms(house.database, house.clock, house.keys).known(key, secret):
        raise _NoKey()
    version = request.headers.get("x-experience-api-version", "")
    if version != "1.0" and not version.startswith("1.0."):
        raise Invalid(_VERSION)
    return key


async def _body(request: Asking) -> bytes:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        raise Invalid(_TYPE)
    return await request.body()


def _only(request: Asking, allowed: frozenset[str]) -> None:
    """What is not known is refused and not overlooked (part three, 2.1.3)."""
    for name in request.query_params:
        if name not in allowed:
            raise Invalid(_UNKNOWN, name=str(name)[:60])


def _completions(request: Asking) -> Completions:
    house = house_of(request)
    return Completions(house.database, house.clock, house.keys)


def _json(content: Any, headers: Mapping[str, str] | None = None, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(content), status_code=status, media_type=JSON, headers=dict(headers or {}))


def _problem(language: str, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    heading = say(language, HEADINGS.get(status, HEADINGS[400]))
    return _json({"title": heading, "status": status, "detail": say(language, sentence)}, headers, status)


HANDLERS: list[HTTPRouteHandler] = [about, receive, place, find]
