"""Takes in the rows of another system's table that somebody looked at: by the road of history, each number once."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import msgspec

from complaints.exchange_cases import known
from foundation.errors import NotAllowed
from people.actor import Actor, Role
from service.history import import_history
from sla.report_jobs import Job, Jobs
from web.house import House

NAMED = 200
"""Rows that were refused and are named with their reason."""


async def take_in(house: House, actor: Actor, job: Job, came: Callable[[int], None]) -> dict[str, Any]:
    """What became of the rows, by their numbers in the table. Raises NotAllowed where the officer's posts have changed.

    What was known meanwhile under its number is left out: whoever confirms twice, or a worker that takes over from one
    that was killed, changes nothing.
    """
    if not actor.holds_role(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise NotAllowed()
    lines = (await Jobs(house.database, house.clock).given(job.id)).content.splitlines()
    numbers = job.result["rows"]
    sources = [msgspec.json.decode(line)["source_id"] for line in lines]
    there = await known(house.database, job.wish.form, sources, actor)
    new = [place for place, source in enumerate(sources) if source not in there]

    def report(_title: str, done: int, total: int) -> None:
        came(99 * done // total if total else 0)

    found = await import_history(house, BytesIO(b"\n".join(lines[place] for place in new)), report)
    bad = [{"row": numbers[new[one.line - 1]], "reason": one.reason} for one in found.bad[:NAMED]]
    return {"added": found.added, "known": found.known + len(there), "bad": bad, "refused": len(found.bad)}
