"""What administrators do about units: add, correct, close into another, open again; each of it written down."""

import re

import msgspec

from complaints.own_region import UNIT
from complaints.own_settings import Standing, put, standing
from complaints.region import Region, RegionBook, Unit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _

LONGEST = {"name": 150, "short": 40, "duty": 2000}
ZONES = ("", "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
KINDS = ("dinas", "badan", "biro", "sekretariat", "inspektorat", "rumah_sakit", "satuan", "uptd", "lain")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,39}")
_TOLD = ("name", "short", "parent", "kind", "duty", "timezone")
_CHECK = _("Mohon periksa kembali isian Anda.")
_NO_SUCCESSOR = {"successor": _("Pilih unit yang menerima aduan.")}
_PILLAR = _(
    "Unit ini memegang tugas tetap di layanan ini (koordinator, pengawas, Inspektorat, atau PPID), jadi tidak dapat "
    "ditutup di sini."
)
_ABOVE = _("Masih ada unit aktif di bawahnya. Pindahkan atau tutup unit itu dahulu.")


class UnitKeeping:
    """Each call is one transaction; `by` is the actor as the log writes it."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def add(self, by: str, told: Unit) -> None:
        """A unit nobody knew so far, which takes complaints from now on. Raises Invalid."""
        async with self._database.transaction() as session:
            now = await standing(session)
            refuse(now.region, told, new=True)
            fields = {name: getattr(told, name) for name in _TOLD} | {"accepts": told.accepts}
            await put(session, now, UNIT, told.code, fields, "added", by, self._clock.now())
        self._region.forget()

    async def correct(self, by: str, told: Unit) -> bool:
        """Other words, another place in the tree; tells whether anything changed. Raises Invalid, NotFound."""
        async with self._database.transaction() as session:
            now = await standing(session)
            _known(now, told.code)
            refuse(now.region, told, new=False)
            fields = {name: getattr(told, name) for name in _TOLD}
            changed = await put(session, now, UNIT, told.code, fields, "changed", by, self._clock.now())
        self._region.forget()
        return changed

    async def close(self, by: str, code: str, successor: str) -> None:
        """It takes nothing more, and `successor` goes on with what it has. Raises Invalid, NotFound, Refused."""
        async with self._database.transaction() as session:
            now = await standing(session)
            _known(now, code)
            refuse_closing(now.region, code)
            target = now.region.unit.get(successor)
            if target is None or not target.accepts or successor == code:
                raise Invalid(_CHECK, fields=_NO_SUCCESSOR)
            fields = {"accepts": False, "successor": successor}
            await put(session, now, UNIT, code, fields, "closed", by, self._clock.now())
        self._region.forget()

    async def reopen(self, by: str, code: str) -> None:
        """It takes complaints again; what went over stays where it is. Raises NotFound."""
        async with self._database.transaction() as session:
            now = await standing(session)
            _known(now, code)
            await put(session, now, UNIT, code, {"accepts": True, "successor": ""}, "opened", by, self._clock.now())
        self._region.forget()


def _known(now: Standing, code: str) -> Unit:
    unit = now.region.unit.get(code)
    if unit is None:
        raise NotFound()
    return unit


def refuse_closing(region: Region, code: str) -> None:
    """Raises Refused where others depend on the unit."""
    if code in (region.triage_unit, region.oversight_unit, region.inspectorate_unit, region.ppid_unit):
        raise Refused(_PILLAR)
    if any(unit.parent == code and unit.accepts for unit in region.units):
        raise Refused(_ABOVE)


def refuse(region: Region, told: Unit, *, new: bool) -> None:
    """Raises Invalid with a sentence a field."""
    faults = unit_faults(region, told, new=new)
    if faults:
        raise Invalid(_CHECK, fields=faults)


def unit_faults(region: Region, told: Unit, *, new: bool) -> dict[str, str]:
    """What is wrong with a unit as somebody wrote it, a sentence a field."""
    faults: dict[str, str] = {}
    if new and not _CODE.fullmatch(told.code):
        faults["code"] = _("Huruf besar, angka, titik, atau garis; 2 sampai 40 huruf, tanpa spasi.")
    elif new and told.code in region.unit:
        faults["code"] = _("Kode ini sudah dipakai unit lain. Kode tidak pernah dipakai ulang.")
    for name, longest in LONGEST.items():
        written = getattr(told, name).strip()
        if not written or len(written) > longest:
            faults[name] = _WORDS[name]
    if told.kind not in {*KINDS, *(unit.kind for unit in region.units)}:
        faults["kind"] = _("Pilih jenisnya.")
    top = not new and region.unit[told.code].parent == "" if told.code in region.unit else False
    if top:
        if told.parent:
            faults["parent"] = _("Unit paling atas tidak punya induk.")
    elif told.parent not in region.unit:
        faults["parent"] = _("Pilih unit induknya.")
    elif told.code in region.unit and told.parent in region.reach(told.code):
        faults["parent"] = _("Unit induk tidak boleh unit ini sendiri atau unit di bawahnya.")
    if told.timezone not in ZONES:
        faults["timezone"] = _("Pilih zona waktunya.")
    return faults


_WORDS = {
    "name": _("Tulis namanya, paling panjang 150 huruf."),
    "short": _("Tulis singkatannya, paling panjang 40 huruf."),
    "duty": _("Tulis tugasnya, paling panjang 2.000 huruf."),
}


def as_written(code: str, values: dict[str, str], accepts: bool = True) -> Unit:
    """The unit of a form or of a line of a table, with spaces set right."""
    said = {name: " ".join(values.get(name, "").split()) for name in _TOLD}
    return msgspec.convert({"code": code, "accepts": accepts, **said}, Unit)
