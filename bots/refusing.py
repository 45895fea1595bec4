"""A draft that could not be filed: why, and the question by which it is put right."""

from collections.abc import Mapping
from typing import Any

import msgspec

from bots import words as w
from bots.again import ask
from bots.asking import next_step
from bots.draft import Draft, Step
from bots.turns import Known, Turn

_MENDED: dict[str, tuple[Step, dict[str, Any]]] = {
    "place": (Step.WHERE, {"latitude": None, "longitude": None}),
    "address": (Step.WHERE, {"address": None}),
    "area": (Step.WHERE, {"area": None}),
    "text": (Step.WHAT, {}),
    "happened_on": (Step.WHEN, {"happened_on": None}),
    "name": (Step.NAME, {"name": None}),
    "phone": (Step.PHONE, {"phone": None}),
}
"""By the field of a report that is at fault: what is asked, and what of the draft cannot stay."""


def refused(draft: Draft, faults: Mapping[str, str], known: Known) -> Turn:
    """Says every fault (a sentence a field, as `Invalid.fields`) and asks for the first of them anew."""
    mended = [_MENDED[field] for field in faults if field in _MENDED]
    changes: dict[str, Any] = {"step": mended[0][0] if mended else next_step(draft, known), "turn": draft.turn + 1}
    for _step, change in mended:
        changes |= change
    return ask(msgspec.structs.replace(draft, **changes), known, (w.FAULTY, *faults.values()))
