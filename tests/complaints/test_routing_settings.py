"""What is set about the router on the page stands before the region's folder, and says who set it."""

import msgspec
import pytest

from complaints.region import Band, RoutingRules
from complaints.routing_settings import changes, set_routing
from foundation.errors import Invalid
from web.house import House


async def test_what_is_set_is_in_force_at_once_and_keeps_what_the_folder_says_of_the_rest(house: House) -> None:
    region = await house.region.current()
    wanted = msgspec.structs.replace(
        region.routing, precision=0.97, by_itself=False, bands=(Band("jalan_rusak", by_itself=False),)
    )
    async with house.database.transaction() as session:
        await set_routing(session, region, wanted, "officer:1", house.clock.now())
    house.region.forget()
    now = (await house.region.current()).routing
    assert now == wanted
    assert now.near_metres == region.routing.near_metres
    async with house.database.reading() as session:
        (change,) = await changes(session)
    assert (change.by, change.data["precision"]) == ("officer:1", 0.97)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"precision": 1.0}, "precision"),
        ({"precision": 0.2}, "precision"),
        ({"checked_share": 1.5}, "checked_share"),
        ({"bands": (Band("tidak_ada"),)}, "bands"),
        ({"bands": (Band("jalan_rusak", precision=2.0),)}, "bands"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_field(house: House, changed: dict[str, object], field: str) -> None:
    region = await house.region.current()
    async with house.database.transaction() as session:
        with pytest.raises(Invalid) as refused:
            await set_routing(
                session, region, msgspec.structs.replace(RoutingRules(), **changed), "x", house.clock.now()
            )
    assert field in refused.value.fields
