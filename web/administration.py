"""The administrator's pages of accounts: all of them, an invitation, and everything about one."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.labels import ROLE
from complaints.report import readable
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from people.account_changes import lost_mail
from people.account_keeping import Given, Kept
from people.accounts import Account
from people.actor import Role
from people.contacts import contact_from
from people.delegating import Delegations
from sla.holdings import Holdings
from web.account_changes import line
from web.account_links import link_path
from web.case_rows import Shown, turning
from web.delegations import row as delegation_row
from web.errors import status_of
from web.forms import Posted, day_of, posted
from web.handing_over import PATH as HANDING
from web.office_frame import ACCOUNT_CHANGES, ACCOUNTS, office_page, wording_of
from web.rendering import say
from web.visitor import fresh, house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

NAME_LIMIT = 200
PERSON = ACCOUNTS.path + "/{username:str}"
ADMINISTRATOR = one_of(*ACCOUNTS.roles)
A_PAGE = 50
RECENT = 10
"""Changes shown on the page of an account; all of them are in the log."""
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_NO_NAME = {"name": _("Isi nama lengkapnya.")}
_NOT_OWN = _("Akun yang sedang Anda pakai tidak dapat Anda nonaktifkan sendiri.")
_NOT_OWN_POST = _("Jabatan administrator Anda sendiri hanya dapat diakhiri administrator lain.")
DONE: dict[str, str] = {
    "undang": _("Akun dibuat, dan undangan dikirim ke alamat emailnya."),
    "tautan": _("Tautan baru dikirim ke alamat emailnya. Tautan lama tidak berlaku lagi."),
    "data": _("Data akun diperbarui."),
    "jabatan": _("Jabatan ditambahkan."),
    "jabatan-akhir": _("Jabatan diakhiri."),
    "sesi": _("Semua sesinya diakhiri."),
    "kode": _("Kode masuk dilepas; pemiliknya dikabari lewat email."),
    "bersama": _("Hubungan dengan layanan masuk bersama dilepas."),
    "nonaktif": _("Akun dinonaktifkan; sesinya berakhir sekarang."),
    "aktif": _("Akun diaktifkan lagi."),
}


@get(ACCOUNTS.path, name="office.accounts", guards=[ADMINISTRATOR], include_in_schema=False)
async def accounts(request: Request[Any, Any, Any]) -> Response[str]:
    return await _all(request)


@post(ACCOUNTS.path, name="office.accounts.add", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def invite(request: Request[Any, Any, Any]) -> Response[Any]:
    """An account without a password; its owner sets one by the link, sent by mail or shown here once."""
    house, form = house_of(request), await posted(request)
    values = form.values
    username, name = values.get("username", "").strip().lower(), " ".join(values.get("name", "").split())
    faults = {
        "username": "" if USERNAME.fullmatch(username) else _("Huruf kecil, angka, titik, atau garis; tanpa spasi."),
        "name": "" if 0 < len(name) <= NAME_LIMIT else _("Isi nama lengkapnya."),
    }
    faults = {field: sentence for field, sentence in faults.items() if sentence}
    try:
        held = await _post_told(request, values, faults)
        given = await house.keeping.invite(_asker(request), username, name, _email(values), [held])
    except Invalid as error:
        return await _all(request, values, dict(error.fields) or {"": error.sentence}, int(status_of(error)))
    if given.mailed:
        return Redirect(f"{ACCOUNTS.path}/{username}?berhasil=undang", status_code=303)
    return await _person(request, username, given=given)


@get(PERSON, name="office.account", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def person(request: Request[Any, Any, Any], username: FromPath[str]) -> Response[str]:
    return await _person(request, _wanted(username))


@post(PERSON + "/data", name="office.account.correct", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def correct(request: Request[Any, Any, Any], username: FromPath[str]) -> Response[Any]:
    form = await posted(request)
    name = " ".join(form.values.get("name", "").split())
    try:
        if not 0 < len(name) <= NAME_LIMIT:
            raise Invalid(fields=_NO_NAME)
        await house_of(request).keeping.correct(_asker(request), _wanted(username), name, _email(form.values))
    except Invalid as error:
        return await _person(request, _wanted(username), form, error)
    return _back(username, "data")


@post(PERSON + "/jabatan", name="office.account.post", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def add_post(request: Request[Any, Any, Any], username: FromPath[str]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    rules = (await house.region.current()).accounts
    try:
        role, unit = await _post_told(request, form.values, {})
        first, last = (_day(form.values, name) for name in ("starts_on", "ends_on"))
        await house.keeping.add_post(_asker(request), _wanted(username), role, unit, first, last, rules)
    except Invalid as error:
        return await _person(request, _wanted(username), form, error)
    house.duty.forget()
    await house.keeping.step_up(_asker(request), (await house.keeping.kept(_wanted(username))).id, role, rules)
    return _back(username, "jabatan")


@post(
    PERSON + "/jabatan/{post_id:uuid}/akhiri",
    name="office.account.post.end",
    guards=[ADMINISTRATOR, fresh],
    include_in_schema=False,
)
async def end_post(request: Request[Any, Any, Any], username: FromPath[str], post_id: FromPath[UUID]) -> Redirect:
    """Nobody takes the last key out of their own hand."""
    house, wanted = house_of(request), _wanted(username)
    if _is_own(request, wanted):
        held = {one.id: one.role for one in (await house.keeping.kept(wanted)).posts}
        if held.get(post_id) is Role.ADMINISTRATOR:
            raise Refused(_NOT_OWN_POST)
    await house.keeping.end_post(_asker(request), wanted, post_id)
    house.duty.forget()
    return _back(username, "jabatan-akhir")


@post(PERSON + "/tautan", name="office.account.link", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def give_link(request: Request[Any, Any, Any], username: FromPath[str]) -> Response[Any]:
    try:
        given = await house_of(request).keeping.give_link(_asker(request), _wanted(username))
    except Invalid as error:
        raise Refused(error.sentence) from error
    return _back(username, "tautan") if given.mailed else await _person(request, _wanted(username), given=given)


@post(PERSON + "/sesi", name="office.account.sessions", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def end_sessions(request: Request[Any, Any, Any], username: FromPath[str]) -> Redirect:
    await house_of(request).keeping.end_sessions(_asker(request), _wanted(username))
    return _back(username, "sesi")


@post(PERSON + "/kode-masuk", name="office.account.factor", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def remove_factor(request: Request[Any, Any, Any], username: FromPath[str]) -> Redirect:
    """For whoever lost the app and its recovery codes; the owner is told."""
    house = house_of(request)
    kept = await house.keeping.kept(_wanted(username))
    await house.factors.remove(kept.id, _asker(request))
    return _back(username, "kode")


@post(PERSON + "/bersama", name="office.account.sign_on", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def part_from_sign_on(request: Request[Any, Any, Any], username: FromPath[str]) -> Redirect:
    await house_of(request).keeping.part_from_sign_on(_asker(request), _wanted(username))
    return _back(username, "bersama")


@post(PERSON + "/nonaktif", name="office.accounts.disable", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def disable_account(request: Request[Any, Any, Any], username: FromPath[str]) -> Response[Any]:
    """Whoever still has cases in hand hands them over first, unless that is waived."""
    house, form = house_of(request), await posted(request)
    if _is_own(request, _wanted(username)):
        raise Refused(_NOT_OWN)
    if not form.values.get("tetap"):
        kept = await house.keeping.kept(_wanted(username))
        held = await Holdings(house.database).of(visitor_of(request).actor, kept.id)
        if held:
            return await _person(request, _wanted(username), held=len(held))
    await house.accounts.disable(_wanted(username), _asker(request))
    house.duty.forget()
    return _back(username, "nonaktif")


@post(PERSON + "/aktif", name="office.account.enable", guards=[ADMINISTRATOR, fresh], include_in_schema=False)
async def enable_account(request: Request[Any, Any, Any], username: FromPath[str]) -> Redirect:
    await house_of(request).keeping.enable(_asker(request), _wanted(username))
    return _back(username, "aktif")


async def _post_told(
    request: Request[Any, Any, Any], values: Mapping[str, str], faults: Mapping[str, str]
) -> tuple[Role, str]:
    """The post of a form; raises Invalid with all that is wrong, `faults` found before among it."""
    region = await house_of(request).region.current()
    own = {
        "role": "" if values.get("role") in set(Role) else _("Pilih jabatannya."),
        "unit": "" if values.get("unit") in region.unit else _("Pilih unitnya."),
    }
    wrong = {**faults, **{field: sentence for field, sentence in own.items() if sentence}}
    if wrong:
        raise Invalid(fields=wrong)
    return Role(values["role"]), values["unit"]


def _day(values: Mapping[str, str], name: str) -> date | None:
    """A day that may be left out; raises Invalid where something else is written."""
    written = values.get(name, "").strip()
    day = day_of(written)
    if written and day is None:
        raise Invalid(fields={name: _("Tulis tanggalnya sebagai tahun-bulan-tanggal.")})
    return day


def _email(values: Mapping[str, str]) -> str | None:
    contact = contact_from(None, values.get("email"), None)
    return contact.email if contact else None


def _wanted(username: str) -> str:
    return readable(username).strip().lower()


def _is_own(request: Request[Any, Any, Any], username: str) -> bool:
    officer = visitor_of(request).officer
    return officer is not None and officer.username == username


def _asker(request: Request[Any, Any, Any]) -> UUID:
    asker = visitor_of(request).actor.person
    assert asker is not None
    return asker


def _back(username: str, done: str) -> Redirect:
    return Redirect(f"{ACCOUNTS.path}/{_wanted(username)}?berhasil={done}", status_code=303)


def _messages(request: Request[Any, Any, Any]) -> list[dict[str, str]]:
    sentence = DONE.get(request.query_params.get("berhasil", ""))
    return [{"kind": "done", "text": say(visitor_of(request).language, sentence)}] if sentence else []


async def _all(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    asked = _asked(request, wording)
    role = Role(asked["jabatan"]) if asked["jabatan"] else None
    found = await house.accounts.found(asked["cari"], role, asked["unit"] or None)
    last = max(1, -(-len(found) // A_PAGE))
    number = min(max(whole(request.query_params.get("halaman", ""), 5) or 1, 1), last)
    shown = found[(number - 1) * A_PAGE : number * A_PAGE]
    context = {
        "accounts": [_row(one, wording) for one in shown],
        "asked": asked,
        "found": len(found),
        "filter_action": ACCOUNTS.path,
        **turning(wording, ACCOUNTS.path, asked, Shown(number, A_PAGE, len(shown), len(found))),
        "action": ACCOUNTS.path,
        "changes_href": ACCOUNT_CHANGES.path,
        "mails": house.mails,
        "values": values or {},
        "errors": {name: say(wording.language, words) for name, words in (faults or {}).items()},
        **_choices(wording),
    }
    return await office_page(request, "office/accounts.html", ACCOUNTS, context, status=status)


def _asked(request: Request[Any, Any, Any], wording: Wording) -> dict[str, str]:
    """What the list is narrowed to; what names no role or unit narrows nothing."""
    query = request.query_params
    role, unit = query.get("jabatan", ""), query.get("unit", "")
    return {
        "cari": readable(query.get("cari", ""))[:NAME_LIMIT].strip(),
        "jabatan": role if role in set(Role) else "",
        "unit": unit if unit in wording.region.unit else "",
    }


def _row(account: Account, wording: Wording) -> dict[str, Any]:
    return {
        "username": account.username,
        "name": account.name,
        "href": f"{ACCOUNTS.path}/{account.username}",
        "posts": [f"{wording.say(ROLE[role])}, {wording.unit(unit)}" for role, unit in account.posts],
        "state": "disabled" if account.disabled else "invited" if account.invited else "active",
        "second_factor": account.second_factor,
        "signed_in_at": account.signed_in_at,
    }


def _choices(wording: Wording) -> dict[str, Any]:
    return {
        "roles": options((str(role), wording.say(name)) for role, name in ROLE.items()),
        "units": options((unit.code, unit.name) for unit in wording.region.units),
    }


async def _person(
    request: Request[Any, Any, Any],
    username: str,
    form: Posted | None = None,
    fault: Invalid | None = None,
    given: Given | None = None,
    held: int = 0,
) -> Response[str]:
    """The page of one account; after a refused form, with a link that is shown this once, or asking what to do first.

    `held` are the cases that whoever is to be disabled still has in hand.
    """
    house, wording = house_of(request), await wording_of(request)
    kept = await house.keeping.kept(username)
    at = f"{ACCOUNTS.path}/{kept.username}"
    delegations = Delegations(house.database, house.clock, house.keys)
    faults = {} if fault is None else dict(fault.fields) or {"": fault.sentence}
    changes = await house.account_log.latest(kept.id)
    context = {
        "account": kept,
        "at": at,
        "own": _is_own(request, username),
        "state": "disabled" if kept.disabled_at else "active" if kept.has_password or kept.signed_in_at else "invited",
        "posts": await _posts(request, kept, wording, at),
        "given": _shown_once(request, given) if given else None,
        "changes": [line(one, wording) for one in changes[:RECENT]],
        "lost": lost_mail(changes),
        "changes_href": f"{ACCOUNT_CHANGES.path}?akun={kept.username}",
        "mails": house.mails,
        "held": held,
        "handing_href": f"{HANDING}?dari={kept.id}",
        "delegations": [delegation_row(one, wording) for one in await delegations.of(kept.id, RECENT)],
        "values": {"name": kept.name, "email": kept.email} | dict(form.values if form else {}),
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
        **_choices(wording),
    }
    status = 422 if fault else 409 if held else 200
    return await office_page(
        request, "office/account.html", ACCOUNTS, context, status=status, messages=_messages(request)
    )


async def _posts(request: Request[Any, Any, Any], kept: Kept, wording: Wording, at: str) -> list[dict[str, Any]]:
    today = await house_of(request).today()
    return [
        {
            "role": wording.say(ROLE[one.role]),
            "unit": wording.unit(one.unit),
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "over": one.ends_on is not None and one.ends_on < today,
            "ahead": one.starts_on > today,
            "end": f"{at}/jabatan/{one.id}/akhiri",
        }
        for one in kept.posts
    ]


def _shown_once(request: Request[Any, Any, Any], given: Given) -> dict[str, str | datetime]:
    house = house_of(request)
    root = (house.public_url or str(request.base_url)).rstrip("/")
    return {"address": root + link_path(house, given.link_id), "until": given.expires_at}


HANDLERS: list[HTTPRouteHandler] = [
    *(accounts, invite, person, correct, add_post, end_post, give_link),
    *(end_sessions, remove_factor, part_from_sign_on, disable_account, enable_account),
]
