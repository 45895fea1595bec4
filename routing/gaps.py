"""What a report does not say although whoever answers it needs it, and the words to ask for it."""

from collections.abc import Iterable, Sequence

from complaints.kinds import Gap
from foundation.language import Sentence
from routing.advice import FoundPlace


def gaps(
    text: str, *, found: Sequence[FoundPlace], pinned: bool, area: str | None, dated: bool, placeless: bool
) -> tuple[Gap, ...]:
    """What is missing: `pinned` a point or an address is given, `dated` a day, `placeless` no place is needed."""
    return ()


def question(missing: Iterable[Gap]) -> Sentence | None:
    """One polite question for everything missing, None where nothing is."""
    return None
