"""The administrator's page of accounts."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.labels import ROLE
from complaints.report import readable
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.actor import Role
from people.contacts import contact_from
from web.errors import status_of
from web.forms import posted
from web.office_frame import ACCOUNTS, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import options

NAME_LIMIT = 200
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


@get(ACCOUNTS.path, name="office.accounts", guards=[one_of(*ACCOUNTS.roles)], include_in_schema=False)
async def accounts(request: Request[Any, Any, Any]) -> Response[str]:
    done = {"tambah": _("Akun baru sudah dibuat."), "nonaktif": _("Akun dinonaktifkan; sesinya berakhir sekarang.")}
    sentence = done.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": say(visitor_of(request).language, sentence)}] if sentence else []
    return await _page(request, messages=messages)


@post(ACCOUNTS.path, name="office.accounts.add", guards=[one_of(*ACCOUNTS.roles)], include_in_schema=False)
async def add_account(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    values = form.values
    region = await house.region.current()
    username, name = values.get("username", "").strip().lower(), " ".join(values.get("name", "").split())
    faults = {
        "username": "" if _USERNAME.fullmatch(username) else _("Huruf kecil, angka, titik, atau garis; tanpa spasi."),
        "name": "" if 0 < len(name) <= NAME_LIMIT else _("Isi nama lengkapnya."),
        "role": "" if values.get("role") in set(Role) else _("Pilih jabatannya."),
        "unit": "" if values.get("unit") in region.unit else _("Pilih unitnya."),
    }
    faults = {field: sentence for field, sentence in faults.items() if sentence}
    try:
        if faults:
            raise Invalid(fields=faults)
        post_held = (Role(values["role"]), values["unit"])
        contact = contact_from(None, values.get("email"), None)
        email = contact.email if contact else None
        await house.accounts.add(username, name, form.raw.get("password", ""), [post_held], email)
    except Invalid as error:
        return await _page(request, values, dict(error.fields) or {"": error.sentence}, int(status_of(error)))
    return Redirect(f"{ACCOUNTS.path}?berhasil=tambah", status_code=303)


@post(
    ACCOUNTS.path + "/{username:str}/nonaktif",
    name="office.accounts.disable",
    guards=[one_of(*ACCOUNTS.roles)],
    include_in_schema=False,
)
async def disable_account(request: Request[Any, Any, Any], username: FromPath[str]) -> Redirect:
    house, officer = house_of(request), visitor_of(request).officer
    wanted = readable(username).strip().lower()
    if officer is not None and wanted == officer.username:
        raise Refused(_("Akun yang sedang Anda pakai tidak dapat Anda nonaktifkan sendiri."))
    await house.accounts.disable(wanted)
    return Redirect(f"{ACCOUNTS.path}?berhasil=nonaktif", status_code=303)


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
) -> Response[str]:
    house, wording, visitor = house_of(request), await wording_of(request), visitor_of(request)
    own = visitor.officer.username if visitor.officer else ""
    context = {
        "accounts": [
            {
                "username": account.username,
                "name": account.name,
                "posts": [f"{wording.say(ROLE[role])}, {wording.unit(unit)}" for role, unit in account.posts],
                "disabled": account.disabled,
                "disable": ""
                if account.disabled or account.username == own
                else f"{ACCOUNTS.path}/{account.username}/nonaktif",
            }
            for account in await house.accounts.all()
        ],
        "action": ACCOUNTS.path,
        "values": {name: value for name, value in (values or {}).items() if name != "password"},
        "errors": {name: say(visitor.language, words) for name, words in (faults or {}).items()},
        "roles": options((str(role), wording.say(name)) for role, name in ROLE.items()),
        "units": options((unit.code, unit.name) for unit in wording.region.units),
    }
    return await office_page(request, "office/accounts.html", ACCOUNTS, context, status=status, messages=messages or [])


HANDLERS: list[HTTPRouteHandler] = [accounts, add_account, disable_account]
