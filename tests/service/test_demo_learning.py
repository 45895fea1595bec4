"""The invented regency: its folder can be loaded, what is drawn is the same again, and its lives are possible."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from competency.groups import groups_of
from foundation.database import Database
from service.demo.learning import world as w
from service.demo.learning.loading import Living, staged
from service.demo.learning.region import COMPETENCY, OFFICES, TOPICS, TRAINED_FOR, another_office, laid, office_code
from service.progress import quiet
from service.region import load
from service.region_folder import read_folder
from service.settings import ROOT, Settings
from service.wiring import build
from tests.conftest import NOW

START = date(2024, 1, 1)
WORKED = frozenset(
    day
    for day in (START + timedelta(days=one) for one in range(400))
    if day.weekday() < 5  # no holiday
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid(ROOT / "regions", tmp_path_factory.mktemp("regions"))


def test_the_folder_is_whole_and_bears_no_real_name(folder: Path) -> None:
    read = read_folder(folder)
    region = read.region
    assert {office_code(number) for number in range(len(OFFICES))} <= set(region.unit)
    assert set(TOPICS) <= set(region.topic)
    pointed = {one.topic: one.competencies for one in read.competencies.mappings if one.topic}
    assert all(pointed[topic] == (COMPETENCY,) for topic in TRAINED_FOR)
    groups = groups_of(region.families, region.kinds)
    assert len({groups.families[topic] for topic in TRAINED_FOR}) == 1
    assert len({groups.kinds[office_code(number)] for number in range(len(OFFICES))}) == 1
    assert "Kepahiang" not in region.name
    assert "Kepahiang" not in (folder / "region.toml").read_text("utf-8").split("[ombudsman]")[0]


def test_what_is_drawn_is_the_same_again_and_about_as_many_as_asked() -> None:
    known = w.plan(5, 20_000)
    again = w.plan(5, 20_000)
    assert known.deficits == again.deficits
    assert (known.volume == again.volume).all()
    months = range(12)
    once = list(w.told(5, known, START, months, WORKED))
    assert once == list(w.told(5, known, START, months, WORKED))
    assert len(once) == pytest.approx(20_000 * 12 / w.MONTHS, rel=0.1)
    assert len({one.number for one in once}) == len(once)


def test_deficits_show_and_a_training_takes_them_away() -> None:
    known = w.plan(6, 20_000)
    months = range(12)

    def disputed(there: bool, trained: tuple[w.Cell, ...] = ()) -> float:
        told = w.told(6, known, START, months, WORKED, trained)
        some = [one.disputed for one in told if ((one.office, one.topic) in known.deficits) == there]
        return sum(some) / len(some)

    usual, lacking, taught = disputed(False), disputed(True), disputed(True, known.deficits)
    assert lacking > 2 * usual, (usual, lacking)
    assert taught < (usual + lacking) / 2, (usual, taught, lacking)


def test_one_office_is_named_of_many() -> None:
    assert not another_office("kepala.ul01")
    assert another_office("kepala.ul02")
    assert not another_office("analis")


async def test_a_month_is_lived_by_the_one_road_and_leaves_evidence(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    await load(database, folder, NOW)
    house = build(Settings(data=tmp_path), database)
    stage = await staged(house, folder, START)
    living = Living(stage, 7, w.plan(7, 3_600), stage.at(4), quiet)
    await living.draw(range(1))
    early = stage.at(0, 20)
    await living.until(early)
    async with house.database.reading() as session:
        told = (await session.exec(text("SELECT max(at) FROM complaint_events"))).one()[0]  # type: ignore[call-overload]
    assert told <= early
    await living.until(stage.at(4))
    assert not living.asked
    async with house.database.reading() as session:
        rows = (await session.exec(text("SELECT status FROM complaints"))).all()  # type: ignore[call-overload]
        shown = (await session.exec(text("SELECT count(*) FROM evidence"))).one()[0]  # type: ignore[call-overload]
    assert len(rows) == living.told == shown
    assert Counter(row[0] for row in rows)["closed"] > 0.9 * living.told
