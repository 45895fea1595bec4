"""Why somebody has to be asked before a report goes anywhere."""

from collections.abc import Collection, Sequence

from routing.advice import Doubt
from routing.said_words import EARLIER, FINISHED, HERE, REPORTED, UNHEARD
from routing.spelling import plainly, spoken

CALLED = frozenset(("dinyatakan", "status", "statusnya", "ditandai"))
DENYING = frozenset(("padahal", "tapi", "palsu", "belum", "nyatanya", "kenyataannya"))
_ANEW = frozenset(("lagi", "ulang", "kembali"))
ELSEWHERE = frozenset(("rt", "rw", "112", "110", "kepada", "kelurahan", "polisi"))
"""After “lapor” these say that it was told to somebody else."""
NEAR = 8
"""Words within which an earlier report and what became of it are told together."""


def doubt(
    text: str, *, topic_by_road: bool, road_owners: Collection[str] = (), units_of_matters: Collection[str] = ()
) -> Doubt | None:
    """What has to be asked first, None where nothing has.

    `road_owners` is `Gazetteer.owner_of_road`: nobody or several is a doubt where `topic_by_road`. `units_of_matters`
    are the units of distinct matters that somebody else found in the text.
    """
    if about_follow_up([plainly(word.stem) for word in spoken(text)]):
        return "about_follow_up"
    if topic_by_road and len(set(road_owners)) != 1:
        return "road_owner"
    return "several_matters" if len(set(units_of_matters)) > 1 else None


def about_follow_up(words: Sequence[str]) -> bool:
    """Whether the words tell of an earlier report that was repeated, not heard, or called done when it was not."""
    return any(
        (word in REPORTED and _again(words[max(0, at - 4) : at], words[at + 1 : at + 1 + NEAR]))
        or (word in FINISHED and _falsely(words[max(0, at - NEAR) : at], words[at + 1 : at + 1 + NEAR]))
        for at, word in enumerate(words)
    )


def _again(before: Sequence[str], after: Sequence[str]) -> bool:
    told = after[:4]
    if any(word in ELSEWHERE or (word == "ke" and not HERE & set(told[at + 1 :])) for at, word in enumerate(told)):
        return False  # told to somebody else
    if not EARLIER.isdisjoint(before) or (after and after[0] in _ANEW) or (before and before[-1] in _ANEW):
        return True
    unheard = [at for at, word in enumerate(after) if word in UNHEARD]
    return any(at and after[at - 1] in ("tidak", "belum", "tanpa", "ada") and _denied(after[:at]) for at in unheard)


def _denied(words: Sequence[str]) -> bool:
    return not {"tidak", "belum", "tanpa"}.isdisjoint(words[-2:])


def _falsely(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether “selesai” is said of a report, and denied."""
    said = not REPORTED.isdisjoint(before) or not CALLED.isdisjoint(before[-4:])
    return said and not DENYING.isdisjoint(after)
