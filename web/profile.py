"""Officers' own page: posts, sign-ins, and the chat in which they hear of cases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.labels import ROLE
from complaints.report import readable
from foundation.errors import Invalid, NotFound
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from foundation.limits import Limit
from people.chat_ties import OFFICER_LASTS
from people.delegations import Delegation
from people.profiles import HeldPost
from web.account_changes import KINDS
from web.account_links import LONGEST_PASSWORD, UNLIKE
from web.entering import own_words
from web.forms import posted
from web.house import House
from web.office_frame import office_page, wording_of
from web.rendering import languages, say
from web.telegram_links import shown
from web.visitor import SESSION_COOKIE, fresh, house_of, signed_in, visitor_of
from web.wording import Wording

PATH = "/kantor/profil"
CODES = Limit("chat_code", 10, 3600)
"""Codes that one officer may be given in an hour."""
DONE: dict[str, str] = {
    "telegram-putus": _("Telegram sudah diputuskan. Tidak ada lagi yang dikirim ke sana."),
    "sesi": _("Sesi di tempat lain sudah diakhiri."),
    "sesi-satu": _("Sesi itu sudah diakhiri."),
    "kode-lepas": _("Kode masuk sudah dilepas. Akun Anda kini hanya dijaga kata sandi."),
    "kata-sandi": _("Kata sandi sudah diganti, dan sesi di tempat lain diakhiri."),
}


@get(PATH, name="office.profile", guards=[signed_in], include_in_schema=False)
async def profile(request: Request[Any, Any, Any]) -> Response[str]:
    house, visitor = house_of(request), visitor_of(request)
    wording, today = await wording_of(request), await house.today()
    person = _asker(request)
    own = await house.profiles.own(person, request.cookies.get(SESSION_COOKIE, ""))
    done = DONE.get(request.query_params.get("berhasil", ""))
    context = {
        "here": "profile",
        "who": {"name": own.name, "username": own.username, "email": own.email},
        "posts": [_post(one, wording, today) for one in own.posts],
        "lent": [_lent(one, person, wording, house.clock.now()) for one in own.lent],
        "sessions": [(one, f"{PATH}/sesi/{one.id}") for one in own.sessions],
        "factor": await house.factors.standing(person),
        "must": await house.entrance.must_have(person, (await house.region.current()).accounts),
        "sessions_action": f"{PATH}/sesi",
        "telegram": await _telegram(house, request),
    }
    messages = [{"kind": "done", "text": say(visitor.language, done)}] if done else []
    return await office_page(request, "office/profile.html", None, context, messages=messages)


@post(f"{PATH}/telegram", name="office.profile.telegram", guards=[signed_in], include_in_schema=False)
async def link(request: Request[Any, Any, Any]) -> Response[Any]:
    """A new code, and what to do with it; raises TooMany."""
    house, person = house_of(request), _asker(request)
    if house.bot is None:
        raise NotFound()
    name = await house.bot.name()
    made = None
    if name is not None:
        await house.limits.count(CODES, str(person))
        made = shown(name, await house.ties.officer_link(person))
    context = {
        "here": "profile",
        "languages": languages(visitor_of(request), PATH),
        "telegram": made,
        "profile_href": PATH,
        "again_action": f"{PATH}/telegram",
        "minutes": int(OFFICER_LASTS.total_seconds()) // 60,
    }
    return await office_page(request, "office/telegram.html", None, context, status=200 if made else 503)


@get(f"{PATH}/telegram", name="office.profile.telegram.back", guards=[signed_in], include_in_schema=False)
async def back() -> Redirect:
    """A code is made only when it is asked for, not by opening its page anew."""
    return Redirect(f"{PATH}#telegram", status_code=303)


@post(f"{PATH}/telegram/putuskan", name="office.profile.telegram.stop", guards=[signed_in], include_in_schema=False)
async def unlink(request: Request[Any, Any, Any]) -> Redirect:
    """From now on no chat is theirs."""
    await house_of(request).ties.unlink(_asker(request))
    return Redirect(f"{PATH}?berhasil=telegram-putus", status_code=303)


@post(f"{PATH}/sesi", name="office.profile.sessions", guards=[signed_in], include_in_schema=False)
async def end_other_sessions(request: Request[Any, Any, Any]) -> Redirect:
    """Whoever else is signed in to this account has to sign in again."""
    secret = request.cookies.get(SESSION_COOKIE, "")
    await house_of(request).profiles.end_others(_asker(request), secret)
    return Redirect(f"{PATH}?berhasil=sesi", status_code=303)


@post(PATH + "/sesi/{session:uuid}", name="office.profile.session", guards=[signed_in], include_in_schema=False)
async def end_session(request: Request[Any, Any, Any], session: FromPath[UUID]) -> Redirect:
    """One browser has to sign in again."""
    await house_of(request).profiles.end_one(_asker(request), session)
    return Redirect(f"{PATH}?berhasil=sesi-satu", status_code=303)


@get(f"{PATH}/kata-sandi", name="office.profile.password", guards=[signed_in, fresh], include_in_schema=False)
async def ask_password(request: Request[Any, Any, Any]) -> Response[str]:
    return await _password_form(request)


@post(f"{PATH}/kata-sandi", name="office.profile.password.set", guards=[signed_in, fresh], include_in_schema=False)
async def set_password(request: Request[Any, Any, Any]) -> Response[Any]:
    """Another password; all other sessions end."""
    house, form, region = house_of(request), await posted(request), await house_of(request).region.current()
    password = readable(form.raw.get("password", ""))[: LONGEST_PASSWORD + 1]
    try:
        if password != readable(form.raw.get("again", "")):
            raise Invalid(fields=UNLIKE)
        secret = request.cookies.get(SESSION_COOKIE, "")
        await house.links.change_password(_asker(request), password, secret, region.accounts, own_words(region))
    except Invalid as error:
        return await _password_form(request, error.fields or {"": error.sentence})
    return Redirect(f"{PATH}?berhasil=kata-sandi", status_code=303)


async def _password_form(request: Request[Any, Any, Any], faults: dict[str, str] | None = None) -> Response[str]:
    visitor = visitor_of(request)
    context = {
        "here": "profile",
        "action": f"{PATH}/kata-sandi",
        "back": PATH,
        "username": visitor.officer.username if visitor.officer else "",
        "least": (await house_of(request).region.current()).accounts.password_length,
        "errors": {field: say(visitor.language, words) for field, words in (faults or {}).items()},
    }
    return await office_page(request, "office/password.html", None, context, status=422 if faults else 200)


def _asker(request: Request[Any, Any, Any]) -> Any:
    person = visitor_of(request).actor.person
    assert person is not None
    return person


async def _telegram(house: House, request: Request[Any, Any, Any]) -> dict[str, Any] | None:
    """What is said of Telegram; None while nothing is known of a bot."""
    name = await house.bot.name() if house.bot else None
    if name is None:
        return None
    quiet = (await house.region.current()).quiet
    point = "." if visitor_of(request).language == SOURCE_LANGUAGE else ":"
    return {
        "name": name,
        "since": await house.ties.linked_since(_asker(request)),
        "quiet": {side: quiet[side].replace(":", point) for side in ("from", "to")} if quiet else None,
        "action": f"{PATH}/telegram",
        "stop_action": f"{PATH}/telegram/putuskan",
    }


def _post(held: HeldPost, wording: Wording, today: date) -> dict[str, Any]:
    over = held.ends_on is not None and held.ends_on < today
    return {
        "role": wording.say(ROLE[held.role]),
        "unit": wording.unit(held.unit),
        "starts_on": held.starts_on,
        "ends_on": held.ends_on,
        "now": held.starts_on <= today and not over,
        "over": over,
    }


def _lent(lent: Delegation, person: UUID, wording: Wording, now: datetime) -> dict[str, Any]:
    """A delegation from where this officer stands: held for somebody, held by somebody, or leave with nobody."""
    principal, deputy, _maker = lent.names
    if lent.deputy == person:
        vacant = wording.say(_("jabatan yang lowong"))
        who = wording.say(_("Anda menjalankannya untuk {name}"), name=principal or vacant)
    elif lent.deputy is not None:
        who = wording.say(_("dijalankan oleh {name} selama Anda berhalangan"), name=deputy)
    else:
        who = wording.say(_("tidak ada yang menggantikan Anda"))
    return {
        "role": f"{wording.say(KINDS[lent.capacity])} {wording.say(ROLE[lent.role])}",
        "unit": wording.unit(lent.unit),
        "who": who,
        "starts_on": lent.starts_on,
        "ends_on": lent.ends_on,
        "basis": lent.basis,
        "now": lent.covers(now),
    }


HANDLERS: list[HTTPRouteHandler] = [
    *(profile, link, back, unlink, end_other_sessions, end_session),
    *(ask_password, set_password),
]
