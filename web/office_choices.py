"""What officers choose from: units, topics, bodies, kinds and ways of showing a report, as options."""

from collections.abc import Iterable
from typing import Any

from complaints.labels import KIND, VISIBILITY
from foundation.language import mark as _
from web.wording import SYSTEMS, Wording, options

GROUPS: dict[str, str] = {
    "root": _("Pemerintah daerah"),
    "biro": _("Biro"),
    "sekretariat": _("Sekretariat"),
    "inspektorat": _("Inspektorat"),
    "badan": _("Badan"),
    "dinas": _("Dinas"),
    "rumah_sakit": _("Rumah sakit"),
    "satuan": _("Satuan"),
    "uptd": _("Unit pelaksana teknis"),
    "kabupaten": _("Pemerintah kabupaten"),
    "kota": _("Pemerintah kota"),
    "desa": _("Pemerintah desa"),
    "pusat": _("Instansi pusat"),
    "polisi": _("Kepolisian"),
    "bumn": _("BUMN"),
    "ombudsman": _("Ombudsman"),
    "lain": _("Lainnya"),
}
"""Names of kinds of units and bodies; a kind not listed is called as the region's data calls it."""


def grouped(rows: Iterable[tuple[str, str, str]], wording: Wording) -> list[dict[str, Any]]:
    """Options of a select, from (group, value, label), the groups in the order in which they first appear."""
    groups: dict[str, list[dict[str, str]]] = {}
    for group, value, name in rows:
        groups.setdefault(group, []).append({"value": value, "label": name})
    return [
        {"label": wording.say(GROUPS[group]) if group in GROUPS else group.replace("_", " "), "options": choices}
        for group, choices in groups.items()
    ]


def unit_options(wording: Wording, without: str | None = None) -> list[dict[str, Any]]:
    """Units that take complaints, by kind."""
    units = (unit for unit in wording.region.units if unit.accepts and unit.code != without)
    return grouped(((unit.kind, unit.code, unit.name) for unit in units), wording)


def topic_options(wording: Wording, *, retired: bool = True) -> list[dict[str, Any]]:
    """Topics in their groups; not `retired`: without those that no new report is offered."""
    topics = (topic for topic in wording.region.topics if topic.parent and (retired or not topic.retired))
    return grouped(((wording.topic(topic.parent), topic.code, wording.topic(topic.code)) for topic in topics), wording)


def body_options(wording: Wording) -> list[dict[str, Any]]:
    return grouped(((body.kind, body.code, body.name) for body in wording.region.bodies), wording)


def kind_options(wording: Wording) -> list[dict[str, str]]:
    return options((str(kind), wording.say(name)) for kind, name in KIND.items())


def visibility_options(wording: Wording) -> list[dict[str, str]]:
    return options((str(visibility), wording.say(name)) for visibility, name in VISIBILITY.items())


def system_options(wording: Wording) -> list[dict[str, str]]:
    return options((str(system), wording.say(name)) for system, name in SYSTEMS.items())
