"""A region's folder is checked with its faults named, previewed, applied, and applied again without harm."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.kinds import Stage
from complaints.region import RegionBook, RoutingRules
from complaints.tables import RegionRow
from foundation.clock import SetClock
from foundation.database import Database
from foundation.errors import Invalid
from people.tables import UnitRow
from service.region import load, preview
from service.region_folder import FolderFaults, read_folder
from service.settings import Settings
from service.wiring import build
from tests.make import citizen, filing
from tests.service.conftest import LAMPUNG, NOW, Tell
from web.house import House

Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """A copy of Lampung's folder in which one file says something else."""
    folder = tmp_path / "region"

    def edited(file: str, old: str, new: str) -> Path:
        if not folder.exists():
            shutil.copytree(LAMPUNG, folder)
        path = folder / file
        before = path.read_text()
        assert old in before
        path.write_text(before.replace(old, new, 1))
        return folder

    return edited


@pytest.mark.parametrize("region", ["lampung", "kepahiang", "semarang"])
async def test_loading_twice_changes_nothing(database: Database, region: str) -> None:
    first = await load(database, LAMPUNG.parent / region, NOW)
    second = await load(database, LAMPUNG.parent / region, NOW + timedelta(minutes=1))
    assert first.changes_anything
    assert not second.changes_anything
    assert (second.version, second.calendar_version) == (first.version, first.calendar_version) == (1, 1)
    async with database.reading() as session:
        assert (await session.exec(select(RegionRow))).one().loaded_at == NOW


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            '"jalan_rusak", "jembatan_rusak"',
            '"jalan_rusak", "jalan"',
            "family rumpun-jalan: jalan is no topic",
        ),
        ('["BMBK", "PSDA"', '["BMBK", "PEMPROV"', "kind jenis-prasarana: PEMPROV is no unit"),
        ('["DLH", "DISHUT", "ESDM"]', '["DLH", "DISHUT"]', "kind jenis-sumber-daya: it needs 3 members at least"),
        ('["SATPOLPP", "BPBD"', '["DLH", "BPBD"', "the unit DLH stands in kind 2 times"),
        ('code = "rumpun-jalan"', 'code = "sampah"', "sampah names a family or kind and a topic or unit"),
        ('code = "jenis-pangan"', 'code = "jenis-biro"', "the family or kind jenis-biro stands there 2 times"),
        ('name = "Dinas prasarana"', 'name = " "', "kind jenis-prasarana: code and name may not be empty"),
    ],
)
def test_faults_of_families_and_kinds_are_named(edit: Edit, old: str, new: str, fault: str) -> None:
    with pytest.raises(FolderFaults) as error:
        read_folder(edit("competencies.toml", old, new))
    assert f"competencies.toml: {fault}" in error.value.faults


async def test_a_region_with_shorter_promises_gives_them(database: Database, settings: Settings) -> None:
    await load(database, LAMPUNG.parent / "semarang", NOW)
    house, key = build(settings, database, SetClock(NOW)), uuid4()
    order = c.Order(key, filing("Jalan berlubang di Simpang Lima."), "test:0", at=NOW)
    complaint = await house.handling.handle(order, citizen(key))
    dues = {stage: promise.due for stage, promise in complaint.promises.items()}
    assert dues[Stage.VERIFY] == NOW + timedelta(hours=24)
    assert dues[Stage.COMPLETION] == dues[Stage.FIRST_RESPONSE] == datetime(2026, 9, 4, 9, 30, tzinfo=UTC)


async def test_a_preview_changes_nothing(database: Database) -> None:
    shown = await preview(database, LAMPUNG, NOW)
    assert shown.changes_anything
    async with database.reading() as session:
        assert (await session.exec(select(RegionRow))).first() is None
        assert (await session.exec(select(UnitRow))).first() is None


async def test_a_change_is_named_and_raises_the_version(database: Database, edit: Edit) -> None:
    await load(database, LAMPUNG, NOW)
    folder = edit("units.toml", 'short = "Setda"', 'short = "Sekda"')
    changed = await load(database, folder, NOW)
    assert [(one.what, one.changed) for one in changed.differences] == [("units", ("SETDA",))]
    assert changed.version == 2


def without(text: str, code: str) -> str:
    start = text.index(f'[[unit]]\ncode = "{code}"')
    end = text.find("[[unit]]", start + 1)
    return text[start : end if end > 0 else len(text)]


async def test_a_unit_that_left_the_folder_is_closed_never_deleted(
    database: Database, edit: Edit, house: House, tell: Tell
) -> None:
    await tell()
    entry = without((LAMPUNG / "units.toml").read_text(), "BMBK")
    folder = edit("units.toml", entry, "")
    for file in (folder / "topics.toml", folder / "roads.toml"):
        file.write_text(file.read_text().replace('unit = "BMBK"', 'unit = "DISHUB"'))
    kinds = folder / "competencies.toml"
    kinds.write_text(kinds.read_text().replace('"BMBK", ', ""))
    settings = folder / "region.toml"  # a closed unit has no second person to ask
    settings.write_text(settings.read_text().replace('confirm_units = ["BMBK"]', "confirm_units = []"))
    loaded = await load(database, folder, NOW)
    units = next(one for one in loaded.differences if one.what == "units")
    assert (units.added, units.removed) == ((), ("BMBK",))
    assert any("BMBK is closed while it holds 1 open cases" in note for note in loaded.notes)
    async with database.reading() as session:
        row = await session.get(UnitRow, "BMBK")
        assert row is not None
        assert not row.accepts
        data = (await session.exec(select(RegionRow))).one().data
    assert next(unit for unit in data["units"] if unit["code"] == "BMBK")["accepts"] is False
    assert not (await load(database, folder, NOW)).changes_anything
    back = await load(database, LAMPUNG, NOW)
    assert "BMBK" in next(one for one in back.differences if one.what == "units").changed


async def test_a_promise_in_force_cannot_be_rewritten(database: Database, edit: Edit) -> None:
    await load(database, LAMPUNG, NOW)
    with pytest.raises(Invalid, match="sudah berlaku"):
        await load(database, edit("promises.toml", "days = 60", "days = 90"), NOW)


FAULTS = [
    ("units.toml", 'parent = "PEMPROV"', 'parent = "NEGERI"', "units.toml (SETDA): parent NEGERI is no unit"),
    ("units.toml", 'code = "SETDA"', 'code = "PEMPROV"', "units.toml: the code PEMPROV stands there 2 times"),
    ("units.toml", "\naccepts = false", '\naccepts = "no"', "units.toml, entry 1 (PEMPROV): Expected `bool`"),
    ("units.toml", "\naccepts = false", "\nacepts = false", "units.toml, entry 1 (PEMPROV): unknown field acepts"),
    ("topics.toml", 'unit = "BMBK"', 'unit = "BMKB"', "topics.toml (jalan_rusak): unit BMKB is no unit"),
    ("topics.toml", 'unit = "BMBK"', 'unit = "SETDA"', "topics.toml (jalan_rusak): unit SETDA accepts no complaints"),
    ("region.toml", 'triage_unit = "DISKOMINFOTIK"', 'triage_unit = "X"', "region.toml: triage_unit names X"),
    ("region.toml", "south = -6.25", "south = 6.25", "region.toml: bounds are no box"),
    ("region.toml", 'to = "06:00"', 'to = "20:00"', "region.toml, quiet: quiet hours begin and end at different times"),
    ("region.toml", 'from = "20:00"', 'from = "malam"', "region.toml, quiet: Invalid isoformat"),
    ("region.toml", "alarm_days = 120", "alarm_days = -1", "region.toml: calendar_alarm_days is below 0"),
    ("region.toml", "drafts_days = 7", "drafts_days = 1", "region.toml: drafts_days is not between 2 and 60"),
    ("region.toml", "drafts_days = 7", "drafts_days = 61", "region.toml: drafts_days is not between 2 and 60"),
    (
        "region.toml",
        "networks = []",
        'networks = ["10.0.0.1/8"]',
        "region.toml: office_networks: 10.0.0.1/8 is no network",
    ),
    ("region.toml", '"Asia/Jakarta"', '"Asia/Jkt"', "region.toml: Asia/Jkt is no time zone"),
    ("areas.toml", "latitude = -5.55", "latitude = 5.55", "areas.toml (18.01): lies outside the region's bounds"),
    ("conflicts.toml", 'to_unit = "INSP"', 'to_body = "NOBODY"', "conflicts.toml (coordinator): NOBODY is no body"),
    ("promises.toml", "days = 60", "days = 0", "promises.toml, entry"),
    ("promises.toml", 'stage = "silent_close"', 'stage = "verify"', "promises.toml: no rule in force for silent_close"),
    ("calendar.toml", '"07:30"', '"7.30"', "calendar.toml: "),
    ("bodies.toml", "[[body]]", "[[body]", "bodies.toml cannot be read"),
    ("areas.toml", 'names = ["lamsel"', 'names = ["Lamsel"', "areas.toml (18.01): write “Lamsel” in small letters"),
    ("areas.toml", 'names = ["lamsel"', 'names = ["lamteng"', "areas.toml: “lamteng” stands for 2 areas"),
    ("places.toml", 'parent = "18.71"', 'parent = "19.71"', "places.toml (Tugu Adipura): parent 19.71 is no area"),
    ("places.toml", 'kind = "landmark"', 'knd = "landmark"', "places.toml, entry 1 (Tugu Adipura): unknown field knd"),
    ("places.toml", '"Masjid Al-Furqon"', '"Tugu Adipura"', "places.toml: Tugu Adipura in 18.71 stands there 2 times"),
    ("roads.toml", 'status = "national"', 'status = "big"', "roads.toml (Jalan nasional): big is no status"),
    ("roads.toml", 'body = "BPJN"', 'body = "PU"', "roads.toml (Jalan nasional): PU is no body in bodies.toml"),
    ("roads.toml", 'unit = "BMBK"', 'unit = "PU"', "roads.toml (Jalan provinsi): PU is no unit in units.toml"),
    ("roads.toml", 'unit = "BMBK"', 'unit = "SETDA"', "roads.toml (Jalan provinsi): unit SETDA accepts no"),
    ("roads.toml", 'body = "BPJN"', 'source = ""', "roads.toml (Jalan nasional): give exactly one of unit and body"),
    ("roads.toml", '"18.71", "18.01"', '"18.71", "1"', "roads.toml (Jalan Soekarno-Hatta): 1 is no area"),
    ("roads.toml", '"jalan negara"', '"jalan provinsi"', "roads.toml: “jalan provinsi” stands for 2 roads"),
    (
        "topics.toml",
        "by_road = true\n",
        "by_road = true\nplaceless = true\n",
        "topics.toml (jalan_rusak): what depends on a",
    ),
    (
        "topics.toml",
        "sensitive = false",
        "sensitive = false\nby_road = true",
        "topics.toml (jalan_jembatan): by_road and",
    ),
    ("routing.toml", "precision = 0.95", "precision = 95", "routing.toml: precision is no share"),
    ("routing.toml", "checked_share = 0.05", "checked_share = 5", "routing.toml: checked_share is no share"),
    ("routing.toml", "near_days = 60", "near_days = 0", "routing.toml: near_days is below 1"),
    ("routing.toml", "near_days = 60", "near_weeks = 8", "routing.toml: Object contains unknown field"),
    ("routing.toml", 'topic = "hiv_tb"', 'topic = "flu"', "routing.toml (flu): topic names no topic"),
    ("routing.toml", "by_itself = false", "by_herself = false", "routing.toml, entry 1 (hiv_tb): unknown field"),
    ("routing.toml", '"omah kobong"', '"Omah kobong"', "routing.toml, danger: write “Omah kobong” in small letters"),
    ("region.toml", 'source = "Nomor', 'origin = "Nomor', "region.toml, emergency 110: source is missing"),
    ("region.toml", "from = 2025-10-07", 'from = "besok"', "region.toml, emergency 112: from is no day"),
    ("region.toml", 'where = ["18.07"]', 'where = ["18.99"]', "region.toml, emergency 112: 18.99 is no area"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), FAULTS, ids=[fault for *_, fault in FAULTS])
def test_each_fault_is_named_with_file_and_entry(edit: Edit, file: str, old: str, new: str, fault: str) -> None:
    with pytest.raises(FolderFaults) as refused:
        read_folder(edit(file, old, new), NOW)
    assert any(one.startswith(fault) for one in refused.value.faults), refused.value.faults


def test_a_region_may_do_without_places_roads_and_rules_for_the_router(edit: Edit) -> None:
    folder = edit("region.toml", "alarm_days = 120", "alarm_days = 100")
    for name in ("places", "roads", "routing"):
        (folder / f"{name}.toml").unlink()
    region = read_folder(folder, NOW).region
    assert (region.places, region.roads, region.routing) == ((), (), RoutingRules())


async def test_changed_roads_places_and_rules_are_named(database: Database, edit: Edit) -> None:
    await load(database, LAMPUNG, NOW)
    edit("roads.toml", 'names = ["jalan ryacudu"', 'names = ["jl baru ryacudu"')
    edit("places.toml", 'name = "Tugu Adipura"', 'name = "Tugu Contoh"')
    folder = edit("routing.toml", "near_days = 60", "near_days = 30")
    changed = await load(database, folder, NOW)
    found = {one.what: (one.added, one.changed, one.removed) for one in changed.differences}
    assert found == {
        "roads": ((), ("Jalan Mayjen H.M. Ryacudu",), ()),
        "places": (("Tugu Contoh (18.71)",), (), ("Tugu Adipura (18.71)",)),
        "routing": ((), ("near_days",), ()),
    }


async def test_whom_to_call_depends_on_the_area_and_the_day(database: Database) -> None:
    await load(database, LAMPUNG, NOW)
    region = await RegionBook(database).current()

    def numbers(area: str | None, on: date) -> list[str]:
        return [entry["number"] for entry in region.emergency_for(area, on)]

    everywhere = ["110", "119", "115", "129"]
    today = date(2026, 9, 1)
    assert numbers("18.07", today) == numbers("18.07.21", today) == ["112", *everywhere]
    assert numbers("18.71", today) == numbers(None, today) == everywhere
    assert numbers("18.07", date(2025, 10, 6)) == everywhere
    assert numbers("18.07", date(2020, 1, 1)) == []


def test_all_faults_are_named_at_once(edit: Edit) -> None:
    edit("units.toml", 'parent = "PEMPROV"', 'parent = "NEGERI"')
    folder = edit("topics.toml", 'unit = "BMBK"', 'unit = "BMKB"')
    with pytest.raises(FolderFaults) as refused:
        read_folder(folder, NOW)
    assert len(refused.value.faults) == 2


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderFaults, match="is no folder"):
        read_folder(tmp_path / "nowhere", NOW)
