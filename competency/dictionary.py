"""The competency dictionary of a region, and to which of its entries topics and families of signals point. Pure.

An entry says what an officer should know, be able to do and how to meet people; it has five levels, or none where it is
a value. Levels of a need come from surveys and assessments only, never from complaints.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from foundation.errors import Invalid
from foundation.language import mark as _

NATIONAL = Path(__file__).with_name("national.toml")
LEVELS = 5
TECHNICAL_LEVELS = (
    _("Memahami dasarnya dan bekerja dengan bimbingan"),
    _("Mengerjakan tugas biasa secara mandiri"),
    _("Menyelesaikan kasus sulit dan membimbing rekan"),
    _("Memimpin bidang ini di unitnya dan memperbaiki caranya"),
    _("Menjadi rujukan dan menyusun kebijakan bidang ini"),
)
"""Own short wording for technical competencies whose levels a region has not written yet."""
NEVER_MEASURED = frozenset({"MAN-INTEGRITAS", "SOS-PEREKAT-BANGSA", "MAN-MENGELOLA-PERUBAHAN", "MAN-PENGEMBANGAN-DIRI"})
"""What no complaint can show, whatever a region writes into its dictionary."""


FAMILIES = ("teknis", "komunikasi", "wewenang")
"""Of signals; what points from a family goes before what points from a topic."""


class Group(StrEnum):
    MANAGERIAL = "managerial"
    SOCIOCULTURAL = "sociocultural"
    TECHNICAL = "technical"
    VALUE = "value"


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`measurable`: whether complaints can hint at it; see `shown_by_complaints`."""

    code: str
    group: Group
    name: str
    definition: str
    knowledge: str
    skill: str
    attitude: str
    levels: tuple[str, ...] = ()
    measurable: bool = True
    active: bool = True

    @property
    def shown_by_complaints(self) -> bool:
        """Whether a signal of complaints may speak for it."""
        shown = self.group in (Group.MANAGERIAL, Group.TECHNICAL) and self.code not in NEVER_MEASURED
        return shown and self.measurable and self.active

    @property
    def ladder(self) -> tuple[str, ...]:
        """Headings of its levels 1 to 5; none of a value."""
        return self.levels or (TECHNICAL_LEVELS if self.group == Group.TECHNICAL else ())


class Pointer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To which competencies a topic or a family of signals points, the main one first."""

    competencies: tuple[str, ...]
    topic: str = ""
    family: str = ""

    @property
    def subject(self) -> str:
        return topic_subject(self.topic) if self.topic else f"family:{self.family}"


class Written(msgspec.Struct, frozen=True):
    """A dictionary as files write it."""

    entries: tuple[Entry, ...]
    mappings: tuple[Pointer, ...]


NOTHING = Written((), ())


class Dictionary:
    """What is in force. `mapping` holds codes by subject, `parents` the first-level topic of each other one."""

    def __init__(
        self,
        entries: Iterable[Entry],
        mapping: Mapping[str, tuple[str, ...]],
        parents: Mapping[str, str],
    ) -> None:
        self.entry = {one.code: one for one in entries}
        self.mapping = dict(mapping)
        self._parents = parents

    @property
    def active(self) -> list[Entry]:
        """In the order of groups, and then of names."""
        groups = list(Group)
        found = [one for one in self.entry.values() if one.active]
        return sorted(found, key=lambda one: (groups.index(one.group), one.name))

    def of_topic(self, topic: str) -> tuple[str, ...]:
        """Codes a topic points to, or that of which it is a part."""
        own = self.mapping.get(topic_subject(topic))
        parent = self._parents.get(topic)
        if own is None and parent:
            own = self.mapping.get(topic_subject(parent))
        return own or ()

    def pointed(self, family: str, topic: str | None) -> tuple[str, ...]:
        """Codes a signal points to, the main one first; never one that complaints cannot show."""
        found = self.mapping.get(f"family:{family}", ())
        if not found and topic is not None:
            found = self.of_topic(topic)
        return tuple(code for code in found if code in self.entry and self.entry[code].shown_by_complaints)

    def measurable(self, code: str) -> bool:
        return code in self.entry and self.entry[code].shown_by_complaints

    def name(self, code: str) -> str:
        return self.entry[code].name if code in self.entry else code


def topic_subject(topic: str) -> str:
    """Under which subject a topic's mapping is kept."""
    return f"topic:{topic}"


def written(data: Mapping[str, Any]) -> Written:
    """A dictionary as TOML holds it; raises msgspec.ValidationError."""
    known = {"competency": (), "mapping": (), **data}
    return Written(
        msgspec.convert(known["competency"], tuple[Entry, ...]), msgspec.convert(known["mapping"], tuple[Pointer, ...])
    )


def with_national(of_region: Written) -> Written:
    """A region's own entries beside those that are the same everywhere; its own go before."""
    shared = written(tomllib.loads(NATIONAL.read_text(encoding="utf-8")))
    entries = {one.code: one for one in (*shared.entries, *of_region.entries)}
    mappings = {one.subject: one for one in (*shared.mappings, *of_region.mappings)}
    return Written(tuple(entries.values()), tuple(mappings.values()))


def faults(read: Written, topics: Iterable[str], families: Iterable[str]) -> Iterator[str]:
    """What is wrong with a dictionary, a sentence each, for whoever keeps the files."""
    codes = [one.code for one in read.entries]
    yield from (f"the code {code} stands there twice" for code in sorted({c for c in codes if codes.count(c) > 1}))
    for entry in read.entries:
        yield from (f"{entry.code}: {fault}" for fault in _entry_faults(entry))
    subjects = {topic_subject(one) for one in topics} | {f"family:{one}" for one in families}
    for one in read.mappings:
        if one.subject not in subjects:
            yield f"a mapping names {one.subject}, which is not known"
        yield from (
            f"{one.subject} points to {code}, which is no entry" for code in one.competencies if code not in codes
        )


def _entry_faults(entry: Entry) -> Iterator[str]:
    for field in ("code", "name", "definition", "knowledge", "skill", "attitude"):
        if not getattr(entry, field).strip():
            yield f"{field} is empty"
    if len(entry.levels) not in (0, LEVELS):
        yield f"it has {len(entry.levels)} levels instead of {LEVELS}"
    if entry.group in (Group.MANAGERIAL, Group.SOCIOCULTURAL) and not entry.levels:
        yield "it has no levels"


def check_edited(entry: Entry, known: Dictionary) -> None:
    """Refuse what a page may not change; raises Invalid, naming the fields.

    What no complaint can show does not become measurable under another code: its name is taken.
    """
    before = known.entry.get(entry.code)
    faults = {
        field: _("Isi bagian ini.")
        for field in ("name", "definition", "knowledge", "skill", "attitude")
        if not getattr(entry, field).strip()
    }
    never = {known.name(code).casefold() for code in NEVER_MEASURED}
    if entry.name.strip().casefold() in never:
        faults["name"] = _("Kompetensi dengan nama ini tidak dapat ditunjukkan oleh aduan. Pilih nama lain.")
    if entry.group != Group.TECHNICAL or (before is not None and before.group != Group.TECHNICAL):
        faults["code"] = _("Kompetensi ini ditetapkan secara nasional dan tidak diubah di sini.")
    elif not entry.code.startswith("TEK-") or len(entry.code) > 40 or not entry.code.replace("-", "").isalnum():
        faults["code"] = _("Kode diawali TEK- lalu huruf besar, angka, atau tanda hubung. Contoh: TEK-SAMPAH.")
    elif entry.code != entry.code.upper():
        faults["code"] = _("Kode ditulis dengan huruf besar.")
    if faults:
        raise Invalid(fields=faults)


def check_mapping(codes: tuple[str, ...], known: Dictionary) -> None:
    """Refuse a mapping to what complaints cannot show; raises Invalid, naming the field."""
    if len(set(codes)) != len(codes) or not all(known.measurable(code) for code in codes):
        fault = {"competencies": _("Pilih kompetensi yang dapat ditunjukkan oleh aduan, masing-masing sekali.")}
        raise Invalid(fields=fault)
