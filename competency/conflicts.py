"""Whether a provider may train a unit: whoever may want something of it is looked at before. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

PRIVATE = frozenset({"csr"})
"""Kinds of providers that may hold a permit of a unit they train, or be complained about before it."""


LEAST_LETTERS = 4
"""Of what is left of a name without its legal form: anything shorter stands in too many sentences."""
_FORMS = frozenset(
    (
        *("pt", "cv", "ud", "fa", "pd", "perum", "perumda", "perseroda", "persero", "tbk", "bumd", "bumn", "csr"),
        *("yayasan", "koperasi", "perkumpulan", "lembaga"),
    )
)
"""Legal forms and the like, which people leave out."""


class Check(NamedTuple):
    """The latest check of a provider before one unit. `finding`: none, managed or refused."""

    unit: str
    permit: bool
    complaint: bool
    finding: str


class Standing(NamedTuple):
    """Units that must still be looked at, those that this provider may not train, and all it is looked at before."""

    unchecked: tuple[str, ...]
    barred: tuple[str, ...]
    asked: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        return not self.unchecked and not self.barred


def standing(kind: str, units: Iterable[str], checks: Mapping[str, Check]) -> Standing:
    """How a provider of that kind stands before the units of a batch; `checks` by unit."""
    if kind not in PRIVATE:
        return Standing((), ())
    asked = sorted(set(units))
    barred = tuple(unit for unit in asked if unit in checks and checks[unit].finding == "refused")
    return Standing(tuple(unit for unit in asked if unit not in checks), barred, tuple(asked))


def name_pattern(name: str) -> str:
    """A regular expression of PostgreSQL for a provider's name as people write it.

    What stands in brackets and its legal form may be missing, whatever stands between the words; where nothing else is
    left the whole name is looked for. Case is for the caller to pass over.
    """
    whole = re.findall(r"\w+", name)
    short = re.findall(r"\w+", re.sub(r"\([^)]*\)", " ", name))
    core = [word for word in short if word.lower() not in _FORMS]
    words = core if len("".join(core)) >= LEAST_LETTERS else whole
    return r"\m" + r"\W+".join(words) + r"\M"
