"""Many cases of an inbox taken in hand or given to a colleague at once; what became of each is said by itself."""

from typing import NamedTuple
from uuid import UUID, uuid4

from complaints import commands as c
from complaints.kinds import Status
from complaints.ticket import show
from foundation.errors import NotFound, ServiceError, Stale
from foundation.language import Sentence
from foundation.language import mark as _
from people.actor import Actor
from web.forms import Posted, uuid_of
from web.house import House
from web.rendering import say
from web.triage_bulk import Result, carried_out, chosen
from web.whole_numbers import whole
from web.wording import Wording

TAKE, GIVE = "ambil", "serahkan"
_NONE_CHOSEN = _("Centang dahulu aduan yang dimaksud.")
_NOBODY_CHOSEN = _("Pilih dahulu petugas yang menerimanya.")
_GONE = _("Tidak lagi ada di meja Anda.")
_MINE = _("Sudah Anda pegang.")
_THEIRS = _("Sudah dipegang {name}.")
_TAKEN = _("Diambil: sekarang Anda yang memegangnya.")
_GIVEN = _("Diserahkan kepada {name}.")
_CHANGED = _("sudah berubah sejak daftar ini dibuka. Lihat dahulu keadaannya.")
_NOT_TAKEN = _("Tidak diambil: {why}")
_NOT_GIVEN = _("Tidak diserahkan: {why}")


class Outcome(NamedTuple):
    """What a form has brought about; `fault` is said where it asked for nothing that could be done."""

    results: tuple[Result, ...] = ()
    done: int = 0
    fault: str = ""
    act: str = ""


async def carry_out(house: House, wording: Wording, actor: Actor, form: Posted) -> Outcome:
    """Take or give those whose boxes are ticked; a form sent twice changes nothing the second time."""
    act = form.values.get("langkah", "")
    officer = actor.person if act == TAKE else uuid_of(form.values.get("petugas", ""))
    ids = chosen(form)
    if not ids or act not in (TAKE, GIVE):
        return Outcome(fault=wording.say(_NONE_CHOSEN), act=act)
    if officer is None:
        return Outcome(fault=wording.say(_NOBODY_CHOSEN), act=act)
    names = await house.accounts.names()
    bulk = _Bulk(house, wording, actor, form, act, officer, names)
    results: dict[UUID, Result] = {}
    orders: list[c.Order] = []
    for complaint_id in ids:
        found = await bulk.order(complaint_id)
        if isinstance(found, Result):
            results[complaint_id] = found
        else:
            orders.append(found)
    faults = await carried_out(house, actor, orders)
    results |= {order.complaint_id: bulk.told(order.complaint_id, faults.get(order.complaint_id)) for order in orders}
    every = tuple(results[one] for one in ids)
    return Outcome(every, sum(one.done for one in every), act=act)


class _Bulk:
    """One form on its way."""

    def __init__(
        self,
        house: House,
        wording: Wording,
        actor: Actor,
        form: Posted,
        act: str,
        officer: UUID,
        names: dict[UUID, str],
    ) -> None:
        self._house, self._wording, self._actor, self._form = house, wording, actor, form
        self._act, self._officer, self._names = act, officer, names
        self._key = form.key or uuid4()
        self._codes: dict[UUID, str] = {}

    async def order(self, complaint_id: UUID) -> c.Order | Result:
        """What to ask of the road, or what there is to say where nothing is to be asked."""
        try:
            complaint = (await self._house.queries.case(self._actor, complaint_id)).complaint
        except NotFound:
            return Result("", "", self._wording.say(_GONE), False)
        self._codes[complaint_id] = complaint.code
        cause = f"office:{self._key}:{complaint_id}:{self._act}"
        held = complaint.taken_by is not None and complaint.status not in (Status.FORWARDED, Status.DISPUTED)
        if self._act == TAKE and held and cause not in complaint.causes:
            mine = complaint.taken_by == self._actor.person
            name = self._names.get(complaint.taken_by, "") if complaint.taken_by else ""
            return self._result(complaint_id, Sentence(_MINE) if mine else Sentence(_THEIRS, name=name), False)
        command = c.Take() if self._act == TAKE else c.Assign(self._officer)
        return c.Order(complaint_id, command, cause, seen=self._seen(complaint_id))

    def told(self, complaint_id: UUID, fault: ServiceError | None) -> Result:
        if fault is not None:
            words = _NOT_TAKEN if self._act == TAKE else _NOT_GIVEN
            why = Sentence(_CHANGED) if isinstance(fault, Stale) else fault.sentence
            return self._result(complaint_id, Sentence(words, why=why), False)
        if self._act == TAKE:
            return self._result(complaint_id, Sentence(_TAKEN), True)
        return self._result(complaint_id, Sentence(_GIVEN, name=self._names.get(self._officer, "")), True)

    def _seen(self, complaint_id: UUID) -> int:
        """The version that was on the page; what names none was never looked at."""
        return whole(self._form.values.get(f"version-{complaint_id}", ""), 9) or 0

    def _result(self, complaint_id: UUID, words: Sentence, done: bool) -> Result:
        told = say(self._wording.language, words)
        return Result(show(self._codes[complaint_id]), f"/kantor/aduan/{complaint_id}", told, done)
