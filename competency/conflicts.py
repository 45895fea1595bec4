"""Whether a provider may train a unit: whoever may want something of it is looked at before. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

PRIVATE = frozenset({"csr"})
"""Kinds of providers that may hold a permit of a unit they train, or be complained about before it."""


class Check(NamedTuple):
    """The latest check of a provider before one unit. `finding`: none, managed or refused."""

    unit: str
    permit: bool
    complaint: bool
    finding: str


class Standing(NamedTuple):
    """Units that must still be looked at, and those that this provider may not train."""

    unchecked: tuple[str, ...]
    barred: tuple[str, ...]

    @property
    def clear(self) -> bool:
        return not self.unchecked and not self.barred


def standing(kind: str, units: Iterable[str], checks: Mapping[str, Check]) -> Standing:
    """How a provider of that kind stands before the units of a batch; `checks` by unit."""
    if kind not in PRIVATE:
        return Standing((), ())
    asked = sorted(set(units))
    barred = tuple(unit for unit in asked if unit in checks and checks[unit].finding == "refused")
    return Standing(tuple(unit for unit in asked if unit not in checks), barred)
