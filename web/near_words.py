"""Earlier reports that seem to tell of the same, in words: how alike, how far, how long ago, and how they stand."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from complaints.kinds import OPEN
from complaints.lifecycle import TRIAGE_STATUSES
from complaints.ticket import show
from foundation.language import mark as _
from routing.near_reports import Near
from web.wording import Wording

SHOWN = 5
"""So many are drawn at once; the rest of a group folds open."""
_ALIKE = ((0.8, _("sangat mirip")), (0.5, _("mirip")), (0.0, _("agak mirip")))


class NearWords(NamedTuple):
    code: str
    plain_code: str
    href: str
    words: str
    alike: str
    where: str
    when: str
    status_label: str
    status_tone: str
    owner: str
    joined: int
    open: bool
    """Whether something may still be merged into it."""


class NearGroup(NamedTuple):
    """Reports that are alike: the likest, then the rest."""

    first: tuple[NearWords, ...] = ()
    rest: tuple[NearWords, ...] = ()
    waiting: int = 0
    """How many of them still wait at triage, so that they can be merged together."""

    @property
    def size(self) -> int:
        return len(self.first) + len(self.rest)


def near_words(wording: Wording, found: Sequence[Near], at: datetime) -> NearGroup:
    """`at` is when the report was received that they are compared with."""
    told = tuple(_words(wording, one, at) for one in found)
    return NearGroup(told[:SHOWN], told[SHOWN:], len(waiting(found)))


def waiting(found: Sequence[Near]) -> list[Near]:
    """Those that are very alike and on which triage has yet to decide."""
    return [one for one in found if one.status in TRIAGE_STATUSES and one.likeness >= _ALIKE[0][0]]


def _words(wording: Wording, near: Near, at: datetime) -> NearWords:
    alike = next(words for least, words in _ALIKE if near.likeness >= least)
    return NearWords(
        code=show(near.code),
        plain_code=near.code,
        href=f"/kantor/aduan/{near.complaint_id}",
        words=wording.title(near.beginning),
        alike=f"{wording.say(alike)} ({round(near.likeness * 100)}%)",
        where=_distance(wording, near),
        when=_ago(wording, at - near.received_at),
        status_label=wording.status(near.status),
        status_tone=wording.tone(near.status),
        owner=wording.unit(near.unit),
        joined=near.joined,
        open=near.status in OPEN,
    )


def _distance(wording: Wording, near: Near) -> str:
    if near.metres is None:
        return wording.area(near.area)
    if near.metres < 1000:
        return wording.say(_("kira-kira {metres} m dari sini"), metres=max(10, round(near.metres / 10) * 10))
    return wording.say(_("kira-kira {kilometres} km dari sini"), kilometres=round(near.metres / 1000))


def _ago(wording: Wording, before: timedelta) -> str:
    days = abs(before) // timedelta(days=1)
    if not days:
        return wording.say(_("kurang dari sehari selisihnya"))
    words = _("{days} hari sebelumnya") if before > timedelta(0) else _("{days} hari sesudahnya")
    return wording.say(words, days=days)
