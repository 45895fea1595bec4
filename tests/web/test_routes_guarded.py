"""Every route carries a guard or stands on the short public list, and that list names only routes that exist."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from litestar.handlers import BaseRouteHandler

from tests.web.applications import application_over
from web.house import House
from web.routes import PUBLIC

FRAMEWORKS_OWN = ("/schema", "/static")
"""The description of the API and the files of the pages: made by the framework, meant for everybody."""


class Way(NamedTuple):
    """An address and what answers there."""

    path: str
    handler: BaseRouteHandler

    @property
    def name(self) -> str:
        return str(self.handler.name)


@pytest.fixture
def ways(house: House) -> list[Way]:
    return list(_ways(house))


def _ways(house: House) -> Iterator[Way]:
    for route in application_over(house).routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:  # type: ignore[union-attr]
            # The framework answers OPTIONS by itself, with nothing but the methods of the address.
            if getattr(handler, "http_methods", None) != {"OPTIONS"}:
                yield Way(route.path, handler)


def test_every_route_is_guarded_or_public(ways: list[Way]) -> None:
    bare = [way for way in ways if not way.handler.resolve_guards() and not way.path.startswith(FRAMEWORKS_OWN)]
    mistakes = {f"{way.name} at {way.path}" for way in bare if way.name not in PUBLIC}
    assert mistakes == set(), "give these a guard, or put their names on web.routes.PUBLIC"


def test_the_public_list_names_routes_that_exist_and_need_it(ways: list[Way]) -> None:
    assert PUBLIC - {way.name for way in ways} == set(), "PUBLIC names a route that does not exist"
    guarded = {way.name for way in ways if way.handler.resolve_guards()}
    assert PUBLIC & guarded == set(), "a route that carries a guard needs no place on PUBLIC"


def test_nothing_of_the_office_can_become_public_by_its_name(ways: list[Way]) -> None:
    office = [way for way in ways if way.path.startswith("/kantor")]
    assert len(office) >= 15
    assert {way.path for way in office if not way.handler.resolve_guards()} == set()
    assert {way.name for way in office if not way.name.startswith("office.")} == set()


def test_every_route_has_a_name_of_its_own(ways: list[Way]) -> None:
    ours = [way for way in ways if not way.path.startswith(FRAMEWORKS_OWN)]
    assert len(ours) >= 30
    assert [way.path for way in ours if not way.handler.name] == []
    answering = {(way.name, id(way.handler)) for way in ours}
    assert len({name for name, _ in answering}) == len(answering), "two handlers bear the same name"
