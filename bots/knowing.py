"""What the conversation is told besides the draft: what was read in the words, reports that are near, whom to call."""

import asyncio
from collections.abc import Callable

import msgspec

from bots.case_presses import reported
from bots.case_talk import for_case, text_for_case
from bots.draft import Draft, Step
from bots.hearing import heard
from bots.inputs import AnyInput, Commanded, Pinned, Wrote
from bots.rooms import Rooms
from bots.turns import Known, Near, Turn
from complaints.given import Asked
from complaints.kinds import Channel, Gap, Visibility
from complaints.region import Region
from complaints.report import TEXT_LIMIT, readable
from foundation.lately import Lately
from routing.advice import Reading
from routing.near import SAME

BUDGET = 0.3
"""Seconds an answer may wait for reports that are near; what is late is not said."""
SHORTEST = 15
"""Characters; what is shorter is like everything."""

_Spot = tuple[float, float] | None
_Compared = tuple[str, str | None, _Spot]
_Talk = Callable[[Draft | None, AnyInput, Known], Turn]


class Knowing:
    """Reads before the transaction of an update; the advisor reads the same words once.

    `talk` is the conversation, pure: it tells beforehand whether the draft is about to be shown whole. Only then is it
    compared with what others told.
    """

    def __init__(self, rooms: Rooms, talk: _Talk) -> None:
        self._rooms, self._talk = rooms, talk
        self._compared: Lately[_Compared, tuple[Near, ...]] = Lately()

    async def known(self, asked: Asked, draft: Draft | None, sent: AnyInput, *, of_case: bool = False) -> Known:
        """Everything but what lies in the chat's own rows. Words `of_case` are compared with nobody's report."""
        rooms = self._rooms
        region, today, reading = await rooms.region.current(), await rooms.today(), await rooms.advisor.read(asked)
        known = Known(
            reading=reading,
            today=today,
            areas=_areas(region),
            emergency=tuple(
                (line["number"], line.get("short") or line["name"])
                for line in region.emergency_for(reading.area, today)
            ),
        )
        if of_case or not _worth_comparing(asked, reading, draft) or not self._shown_whole(draft, sent, known):
            return known
        return msgspec.structs.replace(known, near=await self._alike(asked, reading, _spot(draft, sent)))

    def _shown_whole(self, draft: Draft | None, sent: AnyInput, known: Known) -> bool:
        """Whether the draft, as far as it is known, is shown whole or sent by what comes now, for the first time."""
        if draft is None or draft.near_shown:
            return False
        turn = self._talk(draft, sent, known)
        return turn.wish == "file" or (turn.draft is not None and turn.draft.step is Step.REVIEW)

    async def _alike(self, asked: Asked, reading: Reading, spot: _Spot) -> tuple[Near, ...]:
        key = asked.text, reading.area, spot
        found = self._compared.get(key)
        if found is None and (found := await self._near(asked, reading, spot)) is not None:
            self._compared.keep(key, found)
        return found or ()

    async def _near(self, asked: Asked, reading: Reading, spot: _Spot) -> tuple[Near, ...] | None:
        latitude, longitude = spot or (None, None)
        try:
            async with asyncio.timeout(BUDGET):
                found = await self._rooms.near.published_like(
                    asked.text, area=reading.area, latitude=latitude, longitude=longitude
                )
        except TimeoutError:
            return None
        return tuple(Near(one.code, one.beginning, one.joined) for one in found if one.likeness >= SAME)


def foreseen(draft: Draft | None, sent: AnyInput, *, about: bool = False) -> Asked:
    """What will have been told once this is added to the draft, or to a case, to be read before it is.

    `about`: it replies to a message of ours that belongs to a case, or edits one of theirs that does.
    """
    if for_case(draft, sent, about):
        return Asked(readable(text_for_case(draft, sent))[:TEXT_LIMIT].strip(), channel=Channel.TELEGRAM)
    if isinstance(sent, Commanded) and sent.name in ("lapor", "report") and sent.argument:
        sent = Wrote(sent.message, sent.argument)
    after = reported(draft, sent) or heard(draft, sent).draft
    return Asked(
        readable(after.text)[:TEXT_LIMIT].strip(),
        area=after.area,
        channel=Channel.TELEGRAM,
        pinned=after.latitude is not None or bool(after.address),
        dated=after.happened_on is not None,
        photos=bool(after.files),
    )


def _worth_comparing(asked: Asked, reading: Reading, draft: Draft | None) -> bool:
    """Where a life is in danger, or few may know of it, nothing is compared; nor while the place is still asked for."""
    few = reading.doubt == "wrongdoing" or (draft is not None and draft.visibility is Visibility.CONFIDENTIAL)
    if len(asked.text) < SHORTEST or reading.danger or few:
        return False
    begun = draft is not None and draft.step is not Step.WHAT
    return begun or asked.pinned or asked.area is not None or Gap.WHERE not in reading.missing


def _areas(region: Region) -> tuple[tuple[str, str], ...]:
    """Those a person chooses from first: the widest, or in a region that is a single one, those within it."""
    widest = [area for area in region.areas if not area.parent]
    if len(widest) == 1:
        widest = [area for area in region.areas if area.parent == widest[0].code]
    return tuple((area.code, area.name) for area in widest)


def _spot(draft: Draft | None, sent: AnyInput) -> tuple[float, float] | None:
    if isinstance(sent, Pinned):
        return sent.latitude, sent.longitude
    if draft is None or draft.latitude is None or draft.longitude is None:
        return None
    return draft.latitude, draft.longitude
