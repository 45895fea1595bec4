"""Public searches that cost much are told again for a minute, and betray nothing that was closed meanwhile."""

from dataclasses import dataclass, field

import pytest

from complaints import commands as c
from complaints import searched_lately
from complaints.kinds import Kind
from complaints.open_list import Found
from complaints.searched_lately import COSTLY, KEPT, SearchedLately
from complaints.views import Filter
from foundation import lately as lately_kept
from tests.web.citizen import COORDINATOR, done, published
from web.house import House

MANY = Found([], COSTLY, False, False, counted=True)


@dataclass
class Hours:
    """Time that goes by in the test's hands alone."""

    now: float = field(default=0.0)

    def monotonic(self) -> float:
        return self.now


def test_only_searches_for_which_very_many_were_read_are_kept() -> None:
    lately = SearchedLately()
    for query, found in (
        ("jalan", MANY._replace(counted=False)),
        ("lampu", MANY._replace(total=COSTLY - 1)),
        (None, MANY),
    ):
        lately.keep((Filter(query=query), None, 20, False), found)
        assert lately.get((Filter(query=query), None, 20, False)) is None
    lately.keep((Filter(query="air"), None, 20, False), MANY)
    assert lately.get((Filter(query="air"), None, 20, False)) is MANY
    assert lately.get((Filter(query="air", topic="air_bersih"), None, 20, False)) is None


def test_they_are_kept_for_a_while_and_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    hours = Hours()
    monkeypatch.setattr(lately_kept, "time", hours)
    lately = SearchedLately(seconds=60)
    asked = [(Filter(query=f"kata {number}"), None, 20, False) for number in range(KEPT + 1)]
    for one in asked:
        lately.keep(one, MANY)
    assert lately.get(asked[0]) is None
    hours.now = 59.0
    assert lately.get(asked[1]) is MANY
    hours.now = 60.0
    assert lately.get(asked[1]) is None


async def test_what_was_closed_meanwhile_is_not_shown_and_what_is_new_comes_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched_lately, "COSTLY", 1)
    first, second = [await published(house, f"Jembatan gantung {where} putus.") for where in ("utara", "selatan")]
    wanted = Filter(query="jembatan")
    assert {line.id for line in (await house.queries.published(wanted)).lines} == {first.id, second.id}
    third = await published(house, "Jembatan bambu hanyut.")
    await done(house, first.id, c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
    assert [line.id for line in (await house.queries.published(wanted)).lines] == [second.id]
    house.queries._searched = SearchedLately()
    assert {line.id for line in (await house.queries.published(wanted)).lines} == {second.id, third.id}
