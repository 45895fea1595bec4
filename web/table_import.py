"""Units and people from CSV: first a preview with what is wrong in each row, then, once confirmed, what it says."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.csv_tables import MOST_BYTES, rows_of
from complaints.labels import ROLE
from complaints.unit_tables import NEEDED, OPTIONAL, judged
from foundation.errors import Invalid
from foundation.language import mark as _
from people.accounts import Account
from people.actor import Role
from people.contacts import contact_from
from web.administration import NAME_LIMIT, USERNAME
from web.errors import status_of
from web.house import House
from web.office_frame import ACCOUNTS, UNITS, Place, office_page, wording_of
from web.rendering import say
from web.units_page import keeping_of
from web.visitor import fresh, house_of, one_of, visitor_of
from web.wording import Wording

UNIT_TABLE, PEOPLE_TABLE = f"{UNITS.path}/impor", f"{ACCOUNTS.path}/impor"
PEOPLE = ("nama_pengguna", "nama", "email", "jabatan", "unit")
DOES = {
    "new": _("Baru"),
    "changed": _("Diubah"),
    "same": _("Sama, dilewati"),
    "post": _("Jabatan ditambahkan"),
}
_BODY = 3 * MOST_BYTES
_FAULTY = _("Masih ada baris yang perlu diperbaiki. Perbaiki berkasnya lalu unggah lagi; belum ada yang disimpan.")
_NO_FILE = {"berkas": _("Pilih berkasnya.")}
_DONE = _("Impor selesai.")


class Line(NamedTuple):
    """A row as the preview shows it. `told` is what is done with it once confirmed."""

    number: int
    name: str
    about: str
    does: str
    faults: tuple[str, ...]
    told: Any


@get(UNIT_TABLE, name="office.units.table", guards=[one_of(*UNITS.roles)], include_in_schema=False)
async def unit_table(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, UNITS)


@post(
    UNIT_TABLE,
    name="office.units.import",
    guards=[one_of(*UNITS.roles)],
    include_in_schema=False,
    request_max_body_size=_BODY,
)
async def import_units(request: Request[Any, Any, Any]) -> Response[Any]:
    return await _import(request, UNITS)


@get(PEOPLE_TABLE, name="office.people.table", guards=[one_of(*ACCOUNTS.roles), fresh], include_in_schema=False)
async def people_table(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, ACCOUNTS)


@post(
    PEOPLE_TABLE,
    name="office.people.import",
    guards=[one_of(*ACCOUNTS.roles), fresh],
    include_in_schema=False,
    request_max_body_size=_BODY,
)
async def import_people(request: Request[Any, Any, Any]) -> Response[Any]:
    return await _import(request, ACCOUNTS)


async def _import(request: Request[Any, Any, Any], here: Place) -> Response[Any]:
    """What came as a file is shown first; what came back from the preview is done, if it still holds."""
    form = await request.form()
    upload, text = form.get("berkas"), form.get("isi")
    sure = form.get("act") == "simpan" and isinstance(text, str)
    try:
        if sure:
            data = str(text).encode()
        elif isinstance(upload, UploadFile) and upload.filename:
            data = await upload.read()
        else:
            raise Invalid(fields=_NO_FILE)
        lines = await _lines(request, here, data)
    except Invalid as error:
        return await _page(request, here, error=error)
    if not sure or any(line.faults for line in lines):
        return await _page(request, here, lines, data.decode("utf-8-sig"))
    await (_keep_units if here is UNITS else _keep_people)(request, lines)
    return Redirect(f"{here.path}/impor?berhasil=ya", status_code=303)


async def _lines(request: Request[Any, Any, Any], here: Place, data: bytes) -> list[Line]:
    house, wording = house_of(request), await wording_of(request)
    if here is UNITS:
        return [
            Line(row.line, row.unit.name, row.unit.code, row.does, row.faults, row.unit)
            for row in judged(wording.region, rows_of(data, NEEDED, OPTIONAL))
        ]
    known = {one.username: one for one in await house.accounts.all()}
    officer = visitor_of(request).officer
    return list(_people(rows_of(data, PEOPLE), known, wording, officer.username if officer else ""))


def _people(rows: Sequence[Mapping[str, str]], known: Mapping[str, Account], wording: Wording, own: str) -> list[Line]:
    """Officers as a table tells of them; somebody may stand in several rows, one a post. `own` is who brings it."""
    roles = {str(role): role for role in Role}
    roles |= {name.lower(): role for role, words in ROLE.items() for name in (words, wording.say(words))}
    found: list[Line] = []
    named: dict[str, str] = {}
    held: set[tuple[str, Role, str]] = set()
    for number, row in enumerate(rows, 2):
        username, name = row["nama_pengguna"].lower(), " ".join(row["nama"].split())
        role, unit = roles.get(row["jabatan"].lower()), row["unit"].upper()
        email, faults = _address(row["email"])
        if not USERNAME.fullmatch(username):
            faults.append(_("Nama pengguna: huruf kecil, angka, titik, atau garis; tanpa spasi."))
        if not 0 < len(name) <= NAME_LIMIT:
            faults.append(_("Nama lengkapnya kosong atau terlalu panjang."))
        elif named.setdefault(username, name) != name:
            faults.append(_("Nama pengguna ini dipakai untuk dua nama."))
        if role is None:
            faults.append(_("Jabatan ini tidak dikenal."))
        if unit not in wording.region.unit:
            faults.append(_("Kode unit ini tidak dikenal."))
        account = known.get(username)
        if account is not None and account.name != name:
            faults.append(_("Nama pengguna ini sudah dipunyai orang lain."))
        about = f"{username}, {wording.say(ROLE[role]) if role else row['jabatan']}, {unit}"
        earlier = any(line.told[0] == username for line in found)
        has = account is not None and (role, unit) in account.posts
        does = "same" if has or (role and (username, role, unit) in held) else "post" if account or earlier else "new"
        if does == "post" and username == own:
            faults.append(_("Jabatan untuk akun Anda sendiri ditambahkan di halaman akun, tidak lewat tabel."))
        if role:
            held.add((username, role, unit))
        found.append(Line(number, name, about, does, tuple(faults), (username, name, email, role, unit)))
    return found


def _address(written: str) -> tuple[str | None, list[str]]:
    try:
        contact = contact_from(None, written, None)
    except Invalid as error:
        return None, [str(words) for words in error.fields.values()] or [error.sentence]
    return (contact.email if contact else None), []


async def _keep_units(request: Request[Any, Any, Any], lines: Sequence[Line]) -> None:
    keeping, by = keeping_of(house_of(request)), visitor_of(request).actor.name_in_log
    for line in lines:
        if line.does == "new":
            await keeping.add(by, line.told)
        elif line.does == "changed":
            await keeping.correct(by, line.told)


async def _keep_people(request: Request[Any, Any, Any], lines: Sequence[Line]) -> None:
    """One by one: if it is cut off, the same table goes on where it stopped."""
    house: House = house_of(request)
    by = visitor_of(request).actor.person
    assert by is not None
    for line in lines:
        username, name, email, role, unit = line.told
        if line.does == "new":
            await house.keeping.invite(by, username, name, email, [(role, unit)])
        elif line.does == "post":
            await house.keeping.add_post(by, username, role, unit)
            kept = await house.keeping.kept(username)
            await house.keeping.step_up(by, kept.id, role, (await house.region.current()).accounts)
    house.duty.forget()


async def _page(
    request: Request[Any, Any, Any],
    here: Place,
    lines: Sequence[Line] = (),
    text: str = "",
    error: Invalid | None = None,
) -> Response[str]:
    wording = await wording_of(request)
    faulty = sum(bool(line.faults) for line in lines)
    faults = (dict(error.fields) or {"berkas": error.sentence}) if error else {}
    if faulty:
        faults["berkas"] = _FAULTY
    people = here is ACCOUNTS
    context = {
        "title": wording.say(_("Impor petugas") if people else _("Impor unit")),
        "people": people,
        "mails": house_of(request).mails,
        "back": here.path,
        "back_words": wording.say(here.label),
        "action": f"{here.path}/impor",
        "columns": PEOPLE if people else (*NEEDED, *OPTIONAL),
        "lines": [
            {
                "number": line.number,
                "name": line.name,
                "about": line.about,
                "does": line.does,
                "does_words": wording.say(DOES[line.does]),
                "faults": [say(wording.language, words) for words in line.faults],
            }
            for line in lines
        ],
        "faulty": faulty,
        "counts": {name: sum(line.does == name and not line.faults for line in lines) for name in DOES},
        "text": text,
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
    }
    done = [{"kind": "done", "text": wording.say(_DONE)}] if request.query_params.get("berhasil") else []
    status = int(status_of(error)) if error else 422 if faulty else 200
    return await office_page(request, "office/table_import.html", here, context, status=status, messages=done)


HANDLERS: list[HTTPRouteHandler] = [unit_table, import_units, people_table, import_people]
