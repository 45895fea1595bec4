"""Words that tell of danger to life now: few enough that it is worth waking somebody for each."""

from collections.abc import Iterable

from routing.advice import Reason


def dangers(text: str, local: Iterable[str] = ()) -> list[Reason]:
    """Where the text tells of danger to life now, in its order; `local` are the region's own phrases."""
    return []
