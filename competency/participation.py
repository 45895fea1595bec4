"""What somebody earned by taking part: hours, whether they finished, and for what the region gives something. Pure."""

from typing import NamedTuple

TOOK_PART, FINISHED = "took_part", "finished"
"""For what a region gives something. There is no third: nothing is given for a figure about anybody's work."""


class Earned(NamedTuple):
    """`hours` in JP of 45 minutes."""

    hours: int
    finished: bool


def earned(hours: int, present: int, days: int, share: float) -> Earned:
    """Who was there on enough of the days earns all hours, who was there on some the part of them, rounded down.

    A training without days of its own (magang, coaching at work) counts as one day.
    """
    if days < 1 or not 0 <= present <= days:
        raise ValueError(f"{present} of {days} days")
    if present > 0 and present >= share * days:
        return Earned(hours, finished=True)
    return Earned(hours * present // days, finished=False)


def rewarded_for(hours: int, finished: bool) -> list[str]:
    """What somebody is rewarded for. Nothing but these two facts is asked."""
    return [TOOK_PART] * (hours > 0) + [FINISHED] * finished


def towards(hours: int, target: int) -> int:
    """Per cent of a year's hours, at most 100."""
    return min(100, 100 * hours // target)
