"""Where a confidential case happened stays with those who read it: in figures by area, and in what is behind them."""

from datetime import date

from complaints import commands as c
from complaints.commands import Place
from complaints.kinds import Visibility
from people.actor import Role
from sla.case_facts import Facts, made
from sla.case_figures import cells, of_units, whole
from sla.figure_cases import ALL_GROUPS, NO_GROUP, Behind
from sla.oversight_cases import OversightCases
from sla.oversight_pages import scopes_of
from tests.sla.test_nothing_hidden import WINDOW, Life
from tests.web.citizen import COORDINATOR, done, filed
from tests.web.officer import counted, hire
from web.house import House

DAY = date(2026, 11, 20)


def _facts() -> Facts:
    return made([Life(1, 5).row | {"confidential": True, "area": "1"}, Life(1, 6).row | {"area": "2"}])


def test_figures_by_area_leave_out_where_a_confidential_case_happened() -> None:
    facts = _facts()
    assert [cell.key for cell in cells(facts, whole(facts), "area", WINDOW)] == [None, "2", "*"]
    own = cells(facts, of_units(facts, ["A"], "A"), "area", WINDOW)
    assert [cell.key for cell in own] == ["1", "2", "*"], "who handles it may know"


async def test_no_list_behind_a_figure_says_where_a_confidential_case_happened(house: House) -> None:
    region = await house.region.current()
    area = next(one.code for one in region.areas if one.parent not in region.area)
    secret = await filed(house, "Guru menagih uang.", visibility=Visibility.CONFIDENTIAL, place=Place(area=area))
    plain = await filed(house, "Jalan berlubang.", place=Place(area=area))
    for one in (secret, plain):
        await done(house, one.id, c.Forward("BMBK"), COORDINATOR)
    await counted(house)
    cases = OversightCases(house.database, house.clock, house.region)
    for role, unit, there, nowhere in (
        (Role.SUPERVISOR, "SETDA", {plain.id}, {secret.id}),
        (Role.HEAD, "BMBK", {plain.id, secret.id}, set()),
    ):
        actor = await hire(house, str(role), (role, unit))
        scope = scopes_of(actor)[0]
        found = {
            key: {one.line.id for one in (await cases.behind(scope, Behind("area", key, "received", DAY, DAY))).cases}
            for key in (area, NO_GROUP, ALL_GROUPS)
        }
        assert found == {area: there, NO_GROUP: nowhere, ALL_GROUPS: {plain.id, secret.id}}, role
