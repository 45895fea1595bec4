"""The code of an authenticator app: asked for, set up, taken away; and recovery codes for whoever lost it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import Invalid, NotAllowed, Refused, TooMany
from foundation.language import mark as _
from people.entrance import Halted
from people.second_factors import app_address, spelled
from people.sessions import Stage
from web.entering import CODE_PATH, ENROL_PATH, device_cookie, entered, onward, session_cookie, text_of, visit_of
from web.errors import status_of
from web.qr import Picture
from web.rendering import page, say
from web.visitor import SESSION_COOKIE, fresh, house_of, signed_in, visitor_of

PROFILE = "/kantor/profil"
OWN_PATH = f"{PROFILE}/kode-masuk"
LONGEST_CODE = 40
_NEEDED = _("Jabatan Anda mewajibkan kode masuk. Pasang aplikasi yang baru lebih dulu; yang lama otomatis terlepas.")


@get(CODE_PATH, name="sign_in.code", include_in_schema=False)
async def ask_code(request: Request[Any, Any, Any]) -> Response[Any]:
    halted = await _halted(request, Stage.CODE)
    return await _code_form(request, _lanjut(request)) if halted else _back(request)


@post(CODE_PATH, name="sign_in.code.send", include_in_schema=False)
async def show_code(request: Request[Any, Any, Any]) -> Response[Any]:
    """The code of the app, or a recovery code in its place."""
    house, halted, form = house_of(request), await _halted(request, Stage.CODE), await request.form()
    if halted is None:
        return _back(request)
    lanjut, code = onward(text_of(form.get("lanjut"))), text_of(form.get("code"))[:LONGEST_CODE]
    try:
        secret = await house.entrance.show_code(_secret(request), code, visit_of(request, halted.username))
    except (NotAllowed, TooMany) as error:
        return await _code_form(request, lanjut, error.sentence, int(status_of(error)))
    return await entered(request, secret, halted.username, lanjut)


@get(ENROL_PATH, name="sign_in.enrol", include_in_schema=False)
async def ask_enrol(request: Request[Any, Any, Any]) -> Response[Any]:
    halted = await _halted(request, Stage.ENROL)
    if halted is None:
        return _back(request)
    return await _new_factor(request, halted.officer_id, halted.username, ENROL_PATH, _lanjut(request))


@post(ENROL_PATH, name="sign_in.enrol.send", include_in_schema=False)
async def enrol(request: Request[Any, Any, Any]) -> Response[Any]:
    """The first code of an app: with it the sign-in owes nothing any more."""
    house, halted, form = house_of(request), await _halted(request, Stage.ENROL), await request.form()
    if halted is None:
        return _back(request)
    sealed, lanjut = text_of(form.get("offer")), onward(text_of(form.get("lanjut")))
    try:
        code = text_of(form.get("code"))[:LONGEST_CODE]
        codes = await house.factors.confirm(halted.officer_id, sealed, code, first=True)
    except NotAllowed:
        # An app was set up meanwhile, elsewhere: whoever knows the password alone may not put theirs in its place.
        await house.accounts.sign_out(_secret(request))
        return Redirect("/masuk", status_code=303, cookies=[session_cookie(house, "", lasts=0)])
    except Invalid as error:
        asked = (halted.officer_id, halted.username, ENROL_PATH, lanjut, sealed)
        return await _new_factor(request, *asked, fault=error.sentence)
    secret = await house.entrance.enrolled(_secret(request), visit_of(request, halted.username))
    answer = await _codes(request, codes, halted.username, lanjut or "/kantor")
    answer.cookies += [session_cookie(house, secret), device_cookie(house, halted.username)]
    return answer


@get(OWN_PATH, name="office.profile.factor", guards=[signed_in, fresh], include_in_schema=False)
async def ask_own(request: Request[Any, Any, Any]) -> Response[Any]:
    person, username = _own(request)
    return await _new_factor(request, person, username, OWN_PATH)


@post(OWN_PATH, name="office.profile.factor.send", guards=[signed_in, fresh], include_in_schema=False)
async def own(request: Request[Any, Any, Any]) -> Response[Any]:
    """An app for whoever has none, or another one in place of theirs."""
    form, (person, username) = await request.form(), _own(request)
    sealed, code = text_of(form.get("offer")), text_of(form.get("code"))[:LONGEST_CODE]
    try:
        codes = await house_of(request).factors.confirm(person, sealed, code)
    except Invalid as error:
        return await _new_factor(request, person, username, OWN_PATH, "", sealed, fault=error.sentence)
    return await _codes(request, codes, username, f"{PROFILE}#kode")


@post(f"{OWN_PATH}/lepas", name="office.profile.factor.remove", guards=[signed_in, fresh], include_in_schema=False)
async def remove_own(request: Request[Any, Any, Any]) -> Redirect:
    """Raises Refused where a post asks for one."""
    house, (person, _username) = house_of(request), _own(request)
    if await house.entrance.must_have(person, (await house.region.current()).accounts):
        raise Refused(_NEEDED)
    await house.factors.remove(person, person)
    return Redirect(f"{PROFILE}?berhasil=kode-lepas", status_code=303)


@post(f"{OWN_PATH}/cadangan", name="office.profile.factor.codes", guards=[signed_in, fresh], include_in_schema=False)
async def renew_codes(request: Request[Any, Any, Any]) -> Response[Any]:
    """New recovery codes, shown this once; raises Refused where there is no app whose place they take."""
    house, (person, username) = house_of(request), _own(request)
    if (await house.factors.standing(person)).since is None:
        raise Refused(_("Pasang kode masuk lebih dulu."))
    return await _codes(request, await house.factors.renew_codes(person), username, f"{PROFILE}#kode")


@get(f"{OWN_PATH}/cadangan", name="office.profile.factor.codes.back", guards=[signed_in], include_in_schema=False)
async def back_to_profile() -> Redirect:
    """Codes are made only when they are asked for, not by opening their page anew."""
    return Redirect(f"{PROFILE}#kode", status_code=303)


async def _code_form(request: Request[Any, Any, Any], lanjut: str, fault: str = "", status: int = 200) -> Response[str]:
    context = {
        "action": CODE_PATH,
        "lanjut": lanjut,
        "errors": {"code": say(visitor_of(request).language, fault)} if fault else {},
    }
    return await page(request, "office/sign_in_code.html", context, status=status)


async def _new_factor(
    request: Request[Any, Any, Any],
    officer_id: UUID,
    username: str,
    action: str,
    lanjut: str = "",
    sealed: str = "",
    *,
    fault: str = "",
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    offer = house.factors.offer(officer_id, sealed)
    name = (await house.region.current()).service_name
    picture = Picture(app_address(offer.secret, username, name))
    context = {
        "action": action,
        "lanjut": lanjut,
        "offer": offer.sealed,
        "picture": picture.labelled(say(language, _("Kode QR untuk aplikasi kode masuk"))),
        "secret": spelled(offer.secret),
        "username": username,
        "must": action == ENROL_PATH,
        "back": "" if action == ENROL_PATH else f"{PROFILE}#kode",
        "errors": {"code": say(language, fault)} if fault else {},
    }
    return await page(request, "office/factor_new.html", context, status=422 if fault else 200)


async def _codes(
    request: Request[Any, Any, Any], codes: Sequence[str], username: str, onward_href: str
) -> Response[str]:
    house = house_of(request)
    context = {
        "codes": codes,
        "username": username,
        "made_at": house.clock.now(),
        "onward": onward_href,
    }
    return await page(request, "office/recovery_codes.html", context)


async def _halted(request: Request[Any, Any, Any], stage: Stage) -> Halted | None:
    halted = await house_of(request).entrance.halted(_secret(request))
    return halted if halted and halted.stage is stage else None


def _back(request: Request[Any, Any, Any]) -> Redirect:
    """Whoever owes nothing goes on to work, everybody else to the first page of signing in."""
    return Redirect(_lanjut(request) or "/kantor", status_code=303)


def _own(request: Request[Any, Any, Any]) -> tuple[UUID, str]:
    visitor = visitor_of(request)
    assert visitor.actor.person is not None
    assert visitor.officer is not None
    return visitor.actor.person, visitor.officer.username


def _secret(request: Request[Any, Any, Any]) -> str:
    return request.cookies.get(SESSION_COOKIE, "")


def _lanjut(request: Request[Any, Any, Any]) -> str:
    return onward(request.query_params.get("lanjut", ""))


HANDLERS: list[HTTPRouteHandler] = [
    *(ask_code, show_code, ask_enrol, enrol),
    *(ask_own, own, remove_own, renew_codes, back_to_profile),
]
