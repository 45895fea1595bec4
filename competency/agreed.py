"""Histories of regions that agree to be looked at together, each a folder, with their families and kinds.

`groups.json` may lie in a folder: `{"families": {topic: family}, "kinds": {unit: kind}}`. A kind of the same name is
the same in all of them, and so are topics; units and people are never mixed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from competency.exchange import History, Unreadable, read
from competency.groups import ALONE, Groups


class Together(NamedTuple):
    """By region, which is called as its folder; all end with the same day. Units are named as `pooling.find` does."""

    histories: dict[str, History]
    groups: Groups


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    families: dict[str, str] = {}
    kinds: dict[str, str] = {}


def together(folders: Sequence[Path], until: date | None = None) -> Together:
    """As known at the end of `until`, or of the last day that all of them tell of. Raises Unreadable."""
    places = {one.resolve().name: one for one in folders}
    if len(places) < len(folders):
        raise Unreadable("Regions are called as their folders: give each folder a name of its own.")
    histories = {name: read(folder, until) for name, folder in places.items()}
    last = min(one.last for one in histories.values())
    ending = {
        name: one if one.last == last else read(places[name], date.fromordinal(last)) for name, one in histories.items()
    }
    return Together(ending, _joined({name: groups_in(folder) for name, folder in places.items()}))


def groups_in(folder: Path) -> Groups:
    """What `groups.json` says; nothing where there is none. Raises Unreadable."""
    path = folder / "groups.json"
    if not path.exists():
        return ALONE
    try:
        told = msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as fault:
        raise Unreadable(f"{path}: {fault.strerror}") from fault
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise Unreadable(f"{path}: {fault}") from fault
    return Groups(told.families, told.kinds)


def _joined(told: Mapping[str, Groups]) -> Groups:
    """Units are named after their region where there are several. Raises Unreadable where families differ."""
    families: dict[str, str] = {}
    for name, groups in told.items():
        for topic, family in groups.families.items():
            if families.setdefault(topic, family) != family:
                raise Unreadable(f"The topic {topic} is in {families[topic]} elsewhere, in {family} in {name}.")
    kinds = {
        f"{name}/{unit}" if len(told) > 1 else unit: kind
        for name, groups in told.items()
        for unit, kind in groups.kinds.items()
    }
    return Groups(families, kinds)
