"""What administrators do about topics: add, correct, offer no more; each of it written down."""

import re
from collections.abc import Mapping

import msgspec

from complaints.own_region import TOPIC
from complaints.own_settings import put, standing
from complaints.region import Region, RegionBook, Topic
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _

MOST_PHRASES, LONGEST_PHRASE = 200, 60
_CODE = re.compile(r"[a-z][a-z0-9_]{2,59}")
_GROUP = ("name", "name_en", "about")
_TOPIC = (*_GROUP, "parent", "unit", "sensitive", "phrases", "retired")
_CHECK = _("Mohon periksa kembali isian Anda.")


class TopicKeeping:
    """Each call is one transaction; `by` is the actor as the log writes it."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def add(self, by: str, told: Topic) -> None:
        """Raises Invalid."""
        async with self._database.transaction() as session:
            now = await standing(session)
            faults = topic_faults(now.region, told, new=True)
            if faults:
                raise Invalid(_CHECK, fields=faults)
            fields = {name: value for name, value in msgspec.to_builtins(told).items() if name in _TOPIC}
            await put(session, now, TOPIC, told.code, fields, "added", by, self._clock.now())
        self._region.forget()

    async def correct(self, by: str, told: Topic) -> bool:
        """Other words, another unit, offered or not; tells whether anything changed. Raises Invalid, NotFound."""
        async with self._database.transaction() as session:
            now = await standing(session)
            before = now.region.topic.get(told.code)
            if before is None:
                raise NotFound()
            faults = topic_faults(now.region, told, new=False)
            if faults:
                raise Invalid(_CHECK, fields=faults)
            names = _TOPIC if before.parent else _GROUP
            fields = {name: value for name, value in msgspec.to_builtins(told).items() if name in names}
            what = "retired" if told.retired and not before.retired else "changed"
            changed = await put(session, now, TOPIC, told.code, fields, what, by, self._clock.now())
        self._region.forget()
        return changed


def topic_faults(region: Region, told: Topic, *, new: bool) -> dict[str, str]:
    """What is wrong with a topic as somebody wrote it, a sentence a field."""
    faults: dict[str, str] = {}
    if new and not _CODE.fullmatch(told.code):
        faults["code"] = _("Huruf kecil, angka, dan garis bawah; 3 sampai 60 huruf.")
    elif new and told.code in region.topic:
        faults["code"] = _("Kode ini sudah dipakai topik lain.")
    if not told.name or len(told.name) > 100:
        faults["name"] = _("Tulis namanya, paling panjang 100 huruf.")
    if len(told.name_en) > 100:
        faults["name_en"] = _("Paling panjang 100 huruf.")
    if len(told.about) > 300:
        faults["about"] = _("Paling panjang 300 huruf.")
    group = not new and told.code in region.topic and not region.topic[told.code].parent
    if group:
        return faults
    above = region.topic.get(told.parent)
    if above is None or above.parent:
        faults["parent"] = _("Pilih kelompoknya.")
    unit = region.unit.get(told.unit)
    if unit is None or not unit.accepts:
        faults["unit"] = _("Pilih unit yang menerima aduan.")
    if len(told.phrases) > MOST_PHRASES or any(len(one) > LONGEST_PHRASE for one in told.phrases):
        faults["phrases"] = _("Paling banyak 200 kata atau frasa, masing-masing paling panjang 60 huruf.")
    return faults


def as_written(code: str, values: Mapping[str, str], before: Topic | None) -> Topic:
    """The topic of a form; phrases one a line, small letters. What the form does not ask stays as it is."""
    said = {name: " ".join(values.get(name, "").split()) for name in ("name", "name_en", "about", "parent", "unit")}
    lines = (" ".join(line.lower().split()) for line in values.get("phrases", "").splitlines())
    phrases = tuple(dict.fromkeys(line for line in lines if line))
    flags = {name: values.get(name) == "ya" for name in ("sensitive", "retired")}
    start = msgspec.structs.asdict(before) if before else {"code": code}
    return Topic(**{**start, **said, **flags, "phrases": phrases})
