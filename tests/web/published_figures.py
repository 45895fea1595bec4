"""Published figures made of invented months, for the tests of the pages that show them."""

from random import Random

import msgspec

from complaints.kinds import Stage
from sla.month_counts import Acts, Month, Times
from sla.months import before
from sla.public_figures import FLOW
from sla.publishing import documents_of, flow_of
from sla.tables import PublicFigureRow
from web.house import House

NOW = "2026-11"
GROUPS = (
    *(("BMBK", "jalan_rusak"), ("BMBK", "irigasi"), ("DISHUB", "jalan_rusak"), ("DINKES", "irigasi")),
    (None, None),
)
CLASSES = (
    *(("done", "on_time", "on_time"), ("done", "on_time", "late"), ("open", "late", "late_open")),
    *(("open", "on_time", "waiting"), ("ended", "left", "left")),
)


def invented(seed: int = 1, months: int = 20, most: int = 12) -> dict[str, Month]:
    """Months before NOW, and NOW itself."""
    rng = Random(seed)
    return {month: _month(rng, most) for month in (*before(NOW, months), NOW)}


def _month(rng: Random, most: int) -> Month:
    counts = [(*group, one, rng.randint(0, most)) for group in GROUPS for one in CLASSES]
    counts = [count for count in counts if count[-1]]
    times: list[Times] = []
    for stage, place in ((Stage.FIRST_RESPONSE, 1), (Stage.COMPLETION, 0)):
        spans: dict[tuple[str, str | None], tuple[dict[int, int], dict[int, int]]] = {}
        for unit, topic, one, number in counts:
            done = one[0] == "done" if place == 0 else one[1] == "on_time"
            for family, key in (("all", None), ("unit", unit), ("topic", topic)):
                if family == "all" or key:
                    found = spans.setdefault((family, key), ({}, {}))[0 if done else 1]
                    length = rng.randint(3, 240)
                    found[length] = found.get(length, 0) + number
        times += [
            Times(stage, family, key, sorted(done.items()), sorted(left.items()))  # type: ignore[arg-type]
            for (family, key), (done, left) in spans.items()
        ]
    answered = sum(number for *_, one, number in counts if one[0] == "done")
    return Month(counts, times, Acts(4, 2, answered, 9, 6, 33, 5, 3))


async def publish(house: House, months: dict[str, Month]) -> None:
    """Keep what may be told of them, as the worker would."""
    at = house.clock.now()
    documents = {**documents_of(months, NOW), FLOW: flow_of(months, NOW, dict.fromkeys(months, 30))}
    async with house.database.transaction() as session:
        for period, document in documents.items():
            data = msgspec.json.decode(msgspec.json.encode(document))
            session.add(PublicFigureRow(period=period, computed_at=at, changed_at=at, data=data))
