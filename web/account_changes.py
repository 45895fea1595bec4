"""The log of accounts: who changed what, when, before and after."""

from collections.abc import Callable, Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.labels import ROLE
from complaints.report import readable
from foundation.language import mark as _
from people.account_changes import MAIL_LOST, PAGE, Change
from people.actor import Capacity, Role
from people.delegating import ENDED, LENT_TO_SELF, MADE
from people.own_posts import TAKEN
from web.forms import uuid_of
from web.office_frame import ACCOUNT_CHANGES, office_page, wording_of
from web.visitor import house_of, one_of
from web.wording import Wording

WORDS: dict[str, str] = {
    "added": _("Akun dibuat"),
    "invited": _("Akun dibuat, belum berkata sandi"),
    "invitation.given": _("Undangan dibuat lagi"),
    "invitation.taken": _("Undangan dipakai, kata sandi dibuat"),
    "reset.given": _("Tautan kata sandi baru dibuat administrator"),
    "password.set": _("Kata sandi diganti"),
    "name": _("Nama diubah"),
    "email": _("Alamat email diubah"),
    MAIL_LOST: _("Surat tentang akun ini ditolak alamat emailnya"),
    "post.added": _("Jabatan ditambahkan"),
    TAKEN: _("Memberi diri sendiri jabatan"),
    "post.ended": _("Jabatan diakhiri"),
    MADE: _("Pelimpahan atau cuti dicatat"),
    LENT_TO_SELF: _("Melimpahkan jabatan kepada diri sendiri"),
    ENDED: _("Pelimpahan atau cuti diakhiri lebih awal"),
    "disabled": _("Akun dinonaktifkan"),
    "enabled": _("Akun diaktifkan lagi"),
    "sessions.ended": _("Semua sesi diakhiri administrator"),
    "factor.added": _("Kode masuk dipasang"),
    "factor.replaced": _("Aplikasi kode masuk diganti"),
    "factor.removed": _("Kode masuk dilepas"),
    "codes.renewed": _("Kode cadangan dibuat baru"),
    "code.used": _("Kode cadangan dipakai"),
    "sign_on.tied": _("Terhubung dengan layanan masuk bersama"),
    "sign_on.parted": _("Hubungan dengan layanan masuk bersama dilepas"),
}
_POSTS = frozenset({"added", "invited", "post.added", TAKEN, "post.ended"})
"""Changes whose sides are posts: a role and the code of a unit, several with commas."""


KINDS: dict[Capacity, str] = {
    Capacity.PLH: _("Plh."),
    Capacity.PLT: _("Plt."),
    Capacity.LEAVE: _("Cuti"),
}
_LENT = frozenset({MADE, LENT_TO_SELF, ENDED})
"""Changes whose sides are a delegation: how, role, unit, first and last day."""


def line(change: Change, wording: Wording) -> dict[str, Any]:
    """A change as its table shows it."""
    told: Callable[[str, Wording], str] = _posts if change.what in _POSTS else _lent if change.what in _LENT else _plain
    return {
        "at": change.at,
        "username": change.username,
        "by": change.by or wording.say(_("Sistem") if change.what == MAIL_LOST else _("Perintah di server")),
        "what": wording.say(WORDS.get(change.what, change.what)),
        "before": told(change.before, wording),
        "after": told(change.after, wording),
    }


def _posts(written: str, wording: Wording) -> str:
    """“officer BMBK, head DLH 2027-01-01..” as people say it."""
    return "; ".join(_post(one.split(" "), wording) for one in written.split(", ") if one)


def _post(parts: Sequence[str], wording: Wording) -> str:
    if len(parts) < 2 or parts[0] not in set(Role):
        return " ".join(parts)
    said = f"{wording.say(ROLE[Role(parts[0])])}, {wording.unit(parts[1])}"
    return f"{said} ({' '.join(parts[2:]).replace('..', ' – ').strip()})" if parts[2:] else said


def _lent(written: str, wording: Wording) -> str:
    """“plh head BMBK 2026-11-23 2026-11-27” as people say it."""
    capacity, space, post = written.partition(" ")
    parts = post.split(" ")
    if not space or len(parts) != 4 or capacity not in set(Capacity):
        return written
    return f"{wording.say(KINDS[Capacity(capacity)])}: {_post((*parts[:2], f'{parts[2]}..{parts[3]}'), wording)}"


def _plain(written: str, _wording: Wording) -> str:
    return written


@get(
    ACCOUNT_CHANGES.path,
    name="office.account_changes",
    guards=[one_of(*ACCOUNT_CHANGES.roles)],
    include_in_schema=False,
)
async def log(request: Request[Any, Any, Any]) -> Response[str]:
    """Of all accounts, or of the one that is named; `sebelum` leads to older ones."""
    house, wording, asked = house_of(request), await wording_of(request), request.query_params
    username = readable(asked.get("akun", "")).strip().lower()
    chosen = next((one for one in await house.accounts.all() if one.username == username), None)
    changes = await house.account_log.latest(chosen.id if chosen else None, uuid_of(asked.get("sebelum", "")))
    more = ""
    if len(changes) == PAGE:
        narrowed = f"akun={chosen.username}&" if chosen else ""
        more = f"{ACCOUNT_CHANGES.path}?{narrowed}sebelum={changes[-1].id}"
    context = {
        "changes": [line(one, wording) for one in changes],
        "chosen": chosen.username if chosen else "",
        "all_href": ACCOUNT_CHANGES.path,
        "more": more,
    }
    return await office_page(request, "office/account_changes.html", ACCOUNT_CHANGES, context)


HANDLERS: list[HTTPRouteHandler] = [log]
