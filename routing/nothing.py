"""Messages that are no complaint: thanks, tests, advertisements, and words without content."""

from collections.abc import Iterable

from routing.advice import Nothing


def nothing(text: str, local: Iterable[str] = ()) -> Nothing | None:
    """Why the message is no complaint, None where it may be one; `local` are the region's own phrases of thanks."""
    return None
