"""Takes in the lives of the invented world by the thousand: decided in memory, admitted by the road page by page."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlalchemy import text

from complaints import commands as c
from complaints.beside import written_beside
from complaints.complaint import Complaint
from complaints.events import Recorded
from complaints.given import Given
from complaints.handling import asked_of
from complaints.repetition import repeated_share
from foundation.sealing import KeyRing
from foundation.writes import Write
from routing.reader import Reader
from service.demo.life import Life
from service.demo.world import World
from service.progress import Report
from web.house import House

PAGE = 250
TITLE = "Taking in two years of invented complaints"
_REMEMBERED = 20
_KNOWN = text("SELECT complaint_id FROM complaint_events WHERE version = 1")

History = tuple[Complaint, Sequence[Recorded], Sequence[Write]]


@dataclass
class Advised:
    """What decisions are given here: advice as the road asks it, and how far an answer repeats its unit's last ones.

    Lives are lived one after the other, so an answer's "earlier ones" are those of cases filed before it.
    """

    world: World
    reader: Reader
    _answers: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=_REMEMBERED)))

    def given(self, complaint: Complaint, command: c.Command) -> Given:
        suggestion, repeated = None, 0.0
        if isinstance(command, c.FileComplaint):
            suggestion = self.reader.read(asked_of(command)).suggestion()
        elif isinstance(command, c.Resolve) and complaint.unit:
            earlier = self._answers[complaint.unit]
            repeated = repeated_share(command.words.text, earlier)
            earlier.append(command.words.text)
        return Given(self.world.policy, self.world.region.rules, suggestion, repeated, self.world.present)


async def take_in(house: House, world: World, report: Report) -> None:
    """Admit every life that is not there yet. A complaint is whole or absent, so what is there is left alone."""
    known = await _known(house)
    reader = await asyncio.to_thread(Reader, world.region)
    lives = world.lives(Advised(world, reader).given, known)
    count, total = min(len(known), world.planner.count), world.planner.count

    def lived() -> asyncio.Task[list[Life]]:
        """The next page, lived in a thread while the database takes in the one before."""
        return asyncio.create_task(asyncio.to_thread(lambda: list(islice(lives, PAGE))))

    coming = lived()
    while page := await coming:
        coming = lived()
        await house.handling.admit(_histories(house.keys, page))
        count += len(page)
        report(TITLE, min(count, total), total)


async def _known(house: House) -> frozenset[UUID]:
    async with house.database.reading() as session:
        rows = await session.exec(_KNOWN)  # type: ignore[call-overload]
        return frozenset(row[0] for row in rows)


def _histories(keys: KeyRing, lives: Iterable[Life]) -> Iterable[History]:
    for life in lives:
        beside = [row for step in life.steps for row in written_beside(keys, step.order, step.happened)]
        yield Complaint(life.case.id), [one for step in life.steps for one in step.happened], beside
