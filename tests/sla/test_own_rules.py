"""What an administrator writes beside the region's rules: survives its loading, begins later, can be taken back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from complaints.given import About
from complaints.kinds import Fact, Kind, Stage
from complaints.setting_changes import RULE, SettingChanges
from foundation.errors import Invalid, NotFound, Refused
from service.region import load, preview
from service.settings import ROOT
from sla.own_rules import OwnRules
from sla.policies import Origin
from sla.policy import PromiseRule
from web.house import House

TODAY, COMING = date(2026, 11, 20), date(2027, 1, 1)
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
LATER = datetime(2027, 1, 4, 2, tzinfo=UTC)


def rule(days: int = 2, since: date = COMING, stage: Stage = Stage.VERIFY, **more: Any) -> PromiseRule:
    return PromiseRule(stage, since, more.pop("regulation", "Keputusan uji coba"), days, level="regional", **more)


@pytest.fixture
def own(house: House) -> OwnRules:
    return OwnRules(house.database, house.policies)


async def test_a_coming_rule_is_kept_with_its_writer_and_binds_from_its_day(house: House, own: OwnRules) -> None:
    await own.add(rule(), "officer:1", AT, TODAY)
    [written] = [one for one in await own.all() if one.origin is Origin.PERSON]
    assert (written.rule, written.by, written.at) == (rule(), "officer:1", AT)
    policy = await house.policies.current()
    days = [policy.rule(Stage.VERIFY, About(Kind.ORDINARY), at) for at in (AT, LATER)]
    assert [one.days for one in days if one] == [3, 2]


async def test_it_survives_loading_the_region_again(house: House, own: OwnRules) -> None:
    await own.add(rule(), "officer:1", AT, TODAY)
    before = await own.all()
    folder = ROOT / "regions" / "lampung"
    assert [one for one in (await preview(house.database, folder, AT)).differences if one.what == "promises"] == []
    await load(house.database, folder, AT)
    await load(house.database, folder, LATER)  # even once it is in force
    assert await own.all() == before


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (rule(4), "length"),
        (rule(0, hours=24.0), "length"),
        (rule(regulation=" "), "regulation"),
        (rule(since=TODAY), "effective_from"),
        (rule(3, stage=Stage.FIRST_RESPONSE, counted_from=Fact.FORWARDING), "counted_from"),
    ],
)
async def test_what_would_loosen_or_begins_too_early_is_refused(own: OwnRules, asked: PromiseRule, field: str) -> None:
    before = await own.all()
    with pytest.raises(Invalid) as refused:
        await own.add(asked, "officer:1", AT, TODAY)
    assert list(refused.value.fields) == [field]
    assert await own.all() == before


async def test_a_day_has_one_rule_of_a_kind(own: OwnRules) -> None:
    await own.add(rule(), "officer:1", AT, TODAY)
    with pytest.raises(Invalid, match="periksa"):
        await own.add(rule(1), "officer:2", AT, TODAY)


async def test_only_ones_own_and_only_before_it_begins_can_be_taken_back(house: House, own: OwnRules) -> None:
    await own.add(rule(), "officer:1", AT, TODAY)
    with pytest.raises(Refused):
        await own.remove(rule().name, "officer:2", AT, COMING)
    with pytest.raises(Refused):
        await own.remove("verify/*/*/national/2019-01-01", "officer:2", AT, date(2018, 1, 1))
    await own.remove(rule().name, "officer:2", AT, TODAY)
    assert not [one for one in await own.all() if one.origin is Origin.PERSON]
    gone, made = await SettingChanges(house.database).latest(RULE)
    assert [(one.what, one.by, one.code) for one in (made, gone)] == [
        ("added", "officer:1", rule().name),
        ("removed", "officer:2", rule().name),
    ]
    assert made.after == gone.before
    assert (made.after["days"], made.after["effective_from"]) == (2, "2027-01-01")
    with pytest.raises(NotFound):
        await own.remove(rule().name, "officer:2", AT, TODAY)
