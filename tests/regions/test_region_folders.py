"""Every folder under regions/ must be complete and consistent in itself, so that a region stays a matter of data."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from shutil import copytree
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaints.given import About
from complaints.kinds import Fact, Kind, Priority, Stage
from service.region_folder import NEEDED, FolderFaults, RegionFolder, read_folder
from sla.course import Length
from sla.policy import Policy, read_rules
from workdays.seed import shipped_calendar

REGIONS = Path(__file__).resolve().parents[2] / "regions"
FOLDERS = sorted(path.parent for path in REGIONS.glob("*/region.toml"))
KINDS = {
    "pengaduan_berkadar_pengawasan",
    "pengaduan_tidak_berkadar_pengawasan",
    "aspirasi",
    "permintaan_informasi",
}
ROLES = {"coordinator", "officer", "head", "supervisor", "secretary", "inspectorate", "analyst", "administrator"}
UNIT_KINDS = {"root", "sekretariat", "inspektorat", "dinas", "badan", "biro", "rumah_sakit", "satuan"}
BODY_KINDS = {"kabupaten", "kota", "desa", "pusat", "bumn", "polisi", "ombudsman", "lain"}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DEMO_SLOTS = {"{place}", "{since}", "{detail}", "{landmark}"}
# An Indonesian mobile number however it is spaced, or a run of digits as long as a telephone number, NIP or NIK.
OMBUDSMAN = "0821-3737-3737"
"""How that institution asks to be written to: nobody's own number."""
PERSONAL_NUMBER = re.compile(r"(?:\+?62|\b0)[\s.-]?8\d{2}[\s.-]?\d{3}|\d{9,}|\b0\d{2,3}[\s.-]\d{5,}")

Row = dict[str, Any]


class Region:
    """One region's files, read once; `rows` gives the tables of a file by their singular name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}
        self.head: Row = self.files["region"]

    def rows(self, file: str, table: str) -> list[Row]:
        found: list[Row] = self.files.get(file, {}).get(table, [])
        return found

    def codes(self, file: str, table: str) -> set[str]:
        return {row["code"] for row in self.rows(file, table)}

    @property
    def answering_topics(self) -> list[Row]:
        return [topic for topic in self.rows("topics", "topic") if topic["parent"]]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def region(request: pytest.FixtureRequest) -> Region:
    return Region(request.param)


def ancestors(code: str, parent_of: dict[str, str]) -> list[str]:
    chain = [code]
    while parent_of[chain[-1]]:
        chain.append(parent_of[chain[-1]])
        assert len(chain) == len(set(chain)), f"loop: {chain}"
    return chain


def test_at_least_two_regions_prove_that_a_region_is_data() -> None:
    assert len(FOLDERS) >= 2


def test_every_file_is_there(region: Region) -> None:
    needed = {"region", "units", "topics", "bodies", "areas", "promises", "calendar", "conflicts", "accounts"}
    assert needed <= set(region.files)


def test_the_head_names_units_that_exist(region: Region) -> None:
    units = region.codes("units", "unit")
    assert region.head["code"] == region.folder.name
    assert {region.head[key] for key in ("triage_unit", "oversight_unit", "inspectorate_unit")} <= units
    assert region.head["leadership"]
    assert set(region.head["leadership"]) <= units
    assert ZoneInfo(region.head["timezone"]).key == region.head["timezone"]
    for colour in ("accent", "accent_dark"):
        assert re.fullmatch(r"#[0-9a-f]{6}", region.head["branding"][colour])


def test_emergency_numbers_have_a_source_and_known_areas(region: Region) -> None:
    areas = region.codes("areas", "area") | {"*"}
    assert region.head["emergency"]
    for row in region.head["emergency"]:
        assert re.fullmatch(r"1\d{2}", row["number"])
        assert row["source"]
        assert row["name"]
        assert set(row["where"]) <= areas
        assert isinstance(row["from"], date)


@pytest.mark.parametrize(
    ("file", "table"), [("units", "unit"), ("topics", "topic"), ("bodies", "body"), ("areas", "area")]
)
def test_codes_are_unique(region: Region, file: str, table: str) -> None:
    counted = Counter(row["code"] for row in region.rows(file, table))
    assert counted
    assert [code for code, times in counted.items() if times > 1] == []


def test_usernames_are_unique(region: Region) -> None:
    counted = Counter(row["username"] for row in region.rows("accounts", "account"))
    assert [name for name, times in counted.items() if times > 1] == []


def test_units_form_one_tree(region: Region) -> None:
    units = region.rows("units", "unit")
    parent_of = {unit["code"]: unit["parent"] for unit in units}
    roots = [unit["code"] for unit in units if unit["kind"] == "root"]
    assert len(roots) == 1
    for unit in units:
        assert ancestors(unit["code"], parent_of)[-1] == roots[0]
        assert unit["kind"] in UNIT_KINDS
        assert unit["name"]
        assert unit["short"]
        assert unit["duty"].endswith(".")
        assert isinstance(unit["accepts"], bool)


def test_topics_have_two_levels_and_an_accepting_unit(region: Region) -> None:
    topics = region.rows("topics", "topic")
    groups = {topic["code"] for topic in topics if not topic["parent"]}
    accepting = {unit["code"] for unit in region.rows("units", "unit") if unit["accepts"]}
    assert groups
    for topic in topics:
        assert topic["name"]
        assert topic["name_en"]
        assert isinstance(topic["sensitive"], bool)
        assert re.fullmatch(r"[a-z][a-z0-9_]*", topic["code"])
        assert topic.get("kind", "aspirasi") in KINDS
    for topic in region.answering_topics:
        assert topic["parent"] in groups, topic["code"]
        assert topic["unit"] in accepting, topic["code"]
        assert len(topic["examples"]) >= 2, topic["code"]
    assert {topic["parent"] for topic in region.answering_topics} == groups


def test_every_accepting_unit_answers_a_topic(region: Region) -> None:
    answering = {topic["unit"] for topic in region.answering_topics}
    idle = [unit["code"] for unit in region.rows("units", "unit") if unit["accepts"] and unit["code"] not in answering]
    assert idle == []


def test_oversight_topics_go_to_the_inspectorate(region: Region) -> None:
    oversight = [t for t in region.answering_topics if t.get("kind") == "pengaduan_berkadar_pengawasan"]
    assert oversight
    assert {topic["unit"] for topic in oversight} == {region.head["inspectorate_unit"]}


def test_violence_and_children_are_sensitive(region: Region) -> None:
    words = re.compile(r"\b(kdrt|pelecehan|dicabuli|pencabulan|malpraktik|perundungan)\b")
    touching = [t for t in region.answering_topics if words.search(" ".join(t["phrases"]))]
    assert touching
    assert [topic["code"] for topic in touching if not topic["sensitive"]] == []


def test_phrases_are_many_lower_case_and_in_one_place_only(region: Region) -> None:
    counted: Counter[str] = Counter()
    for topic in region.answering_topics:
        assert len(topic["phrases"]) >= 6, topic["code"]
        counted.update(topic["phrases"])
    for body in region.rows("bodies", "body"):
        counted.update(body["phrases"])
    for phrase in counted:
        assert phrase == " ".join(phrase.lower().split()), repr(phrase)
        assert len(phrase) >= 2
    assert [phrase for phrase, times in counted.items() if times > 1] == []


def test_bodies_help_and_point_to_known_areas(region: Region) -> None:
    areas = region.codes("areas", "area") | {""}
    for body in region.rows("bodies", "body"):
        assert body["kind"] in BODY_KINDS, body["code"]
        assert body["area"] in areas, body["code"]
        assert body["words"].endswith("."), body["code"]
        assert body["phrases"], body["code"]


def test_areas_nest_and_lie_inside_the_bounds(region: Region) -> None:
    areas = region.rows("areas", "area")
    kind_of = {area["code"]: area["kind"] for area in areas}
    bounds = region.head["bounds"]

    def inside(point: Row) -> bool:
        return bool(
            bounds["south"] < point["latitude"] < bounds["north"]
            and bounds["west"] < point["longitude"] < bounds["east"]
        )

    assert inside(region.head["centre"])
    for area in areas:
        assert ("latitude" in area) == ("longitude" in area), area["code"]
        if area["kind"] == "kecamatan":
            assert kind_of[area["parent"]] in {"kabupaten", "kota"}
            assert area["code"].rsplit(".", 1)[0] == area["parent"]
        else:
            assert area["kind"] in {"kabupaten", "kota"}
            assert area["parent"] == ""
            assert "latitude" in area
        if "latitude" in area:
            assert inside(area), area["code"]


def test_a_kecamatan_lies_near_the_centre_of_its_kabupaten(region: Region) -> None:
    # No kabupaten here reaches 0.8 degrees (90 km) from its middle; a swapped or foreign coordinate does.
    by_code = {area["code"]: area for area in region.rows("areas", "area")}
    for area in by_code.values():
        if area["parent"] and "latitude" in area:
            middle = by_code[area["parent"]]
            assert abs(area["latitude"] - middle["latitude"]) < 0.8, area["name"]
            assert abs(area["longitude"] - middle["longitude"]) < 0.8, area["name"]


def test_places_point_to_known_areas(region: Region) -> None:
    areas = region.codes("areas", "area")
    places = [(place["name"], place["parent"]) for place in region.rows("places", "place")]
    assert [place for place in places if place[1] not in areas] == []
    assert len(places) == len(set(places))


def test_roads_say_who_keeps_them_and_whence_it_is_known(region: Region) -> None:
    roads = read_folder(region.folder).region.roads
    assert {"national", "provincial", "regency"} <= {road.status for road in roads}
    ranks = [road for road in roads if not road.areas]
    assert ranks
    assert [road.name for road in roads if road.areas and not road.source] == []
    assert [road.name for road in roads if not road.names] == []


def test_what_is_confidential_or_accuses_somebody_never_goes_on_by_itself(region: Region) -> None:
    read = read_folder(region.folder).region
    never = {band.topic for band in read.routing.bands if not band.by_itself}
    delicate = {
        topic.code for topic in read.topics if topic.parent and (topic.sensitive or topic.kind is Kind.OVERSIGHT)
    }
    assert delicate
    assert delicate <= never


def test_topics_of_roads_are_marked(region: Region) -> None:
    marked = {topic["code"] for topic in region.answering_topics if topic.get("by_road")}
    damaged = {topic["code"] for topic in region.answering_topics if "jalan rusak" in topic["phrases"]}
    assert damaged
    assert damaged <= marked


def test_promises_name_their_source_and_cover_every_stage_and_kind(region: Region) -> None:
    rules = read_rules(region.rows("promises", "promise"))
    for stage in ("verify", "first_response", "completion", "silent_close"):
        kinds = {rule.kind for rule in rules if rule.stage == stage and not rule.tightens}
        assert "*" in kinds or kinds == set(Kind), stage
    for rule in rules:
        assert rule.regulation
        assert rule.note.endswith("."), rule.name
        assert rule.topic in region.codes("topics", "topic") | {"*"}
        assert rule.unit in region.codes("units", "unit") | {"*"}
        expected = Fact.RESOLUTION if rule.stage is Stage.SILENT_CLOSE else Fact.FILING
        assert rule.stage not in NEEDED or rule.counted_from is expected, rule.name


def test_the_national_practice_is_the_same_everywhere(region: Region) -> None:
    rules = [rule for rule in read_rules(region.rows("promises", "promise")) if not rule.tightens]
    lengths = {(rule.stage, rule.kind): rule.length for rule in rules}
    days = {
        (Stage.VERIFY, "*"): 3,
        (Stage.FIRST_RESPONSE, "*"): 5,
        (Stage.SILENT_CLOSE, "*"): 10,
        (Stage.COMPLETION, Kind.INFORMATION): 5,
        (Stage.COMPLETION, Kind.ORDINARY): 14,
        (Stage.COMPLETION, Kind.OVERSIGHT): 60,
        (Stage.COMPLETION, Kind.FORMAL_INFORMATION): 10,
        (Stage.OBJECTION, Kind.FORMAL_INFORMATION): 30,
    }
    assert {key: lengths[key] for key in days} == {key: Length(number) for key, number in days.items()}
    assert lengths[Stage.SUPPLEMENT, "*"] == Length(30, 0, every_day=True)
    assert [(rule.kind, rule.extension) for rule in rules if rule.extension] == [(Kind.FORMAL_INFORMATION, 7)]


FILINGS = [datetime(2026, 1, 1, 2, tzinfo=UTC) + timedelta(days=day, hours=day % 24) for day in range(0, 366, 3)]


def _policies(read: RegionFolder) -> tuple[Policy, Policy]:
    """What the national rules promise, and what the region's rules make of it."""
    calendar = shipped_calendar(read.hours, read.days, read.region.timezone, range(2025, 2029), read.ranges)
    return Policy([rule for rule in read.rules if not rule.tightens], calendar), Policy(read.rules, calendar)


def test_regional_rules_shorten_and_never_lengthen(region: Region) -> None:
    national, ours = _policies(read_folder(region.folder))
    shorter = 0
    for kind, stage, priority in product(Kind, (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION), Priority):
        for filed in FILINGS:
            limit = national.terms(stage, About(kind), filed)
            given = ours.terms(stage, About(kind, priority=priority), filed)
            assert limit is not None
            assert given is not None
            assert given.due <= limit.due, (kind, stage, filed)
            shorter += given.due < limit.due
    assert shorter


@pytest.mark.parametrize("length", ["days = 4", "hours = 96\nevery_day = true", "hours = 24"])
def test_a_regional_rule_that_lengthens_is_refused(tmp_path: Path, length: str) -> None:
    folder = copytree(REGIONS / "lampung", tmp_path / "lampung")
    with (folder / "promises.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[promise]]\nstage = "verify"\nlevel = "regional"\n{length}\n')
        file.write('effective_from = 2026-01-01\nregulation = "Keputusan Gubernur (contoh)"\n')
    with pytest.raises(FolderFaults, match="promises more time than verify/"):
        read_folder(folder)


def test_semarang_forwards_within_a_day_and_handles_within_three() -> None:
    _, policy = _policies(read_folder(REGIONS / "semarang"))
    filed = datetime(2026, 6, 10, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
    verify = policy.terms(Stage.VERIFY, About(Kind.ORDINARY), filed)
    completion = policy.terms(Stage.COMPLETION, About(Kind.ORDINARY), filed)
    assert verify is not None
    assert verify.due == filed + timedelta(days=1)
    assert completion is not None
    assert completion.due == datetime(2026, 6, 15, 16, tzinfo=filed.tzinfo)


def test_office_hours_are_ordered_and_sum_to_the_national_week(region: Region) -> None:
    def minutes(clock: str) -> int:
        hour, minute = clock.split(":")
        return int(hour) * 60 + int(minute)

    hours = dict(region.files["calendar"]["hours"])
    assert hours.pop("source")
    assert list(hours) == WEEKDAYS
    total = 0
    for spans in hours.values():
        flat = [minutes(clock) for span in spans for clock in span]
        assert flat == sorted(set(flat))
        total += sum(end - start for start, end in zip(flat[::2], flat[1::2], strict=True))
    assert total == 37 * 60 + 30
    for day in region.rows("calendar", "day"):
        assert isinstance(day["date"], date)
        assert day["kind"] in {"holiday", "cuti_bersama", "regional", "working", "half"}
        assert day["name"]
        assert day["source"]


def test_conflicts_lead_somewhere_else(region: Region) -> None:
    units, bodies = region.codes("units", "unit"), region.codes("bodies", "body")
    conflicts = region.rows("conflicts", "conflict")
    about = [conflict["about"] for conflict in conflicts]
    assert len(about) == len(set(about))
    assert {"coordinator", "leadership", region.head["inspectorate_unit"]} <= set(about)
    for conflict in conflicts:
        assert conflict["about"] in units | {"coordinator", "leadership"}
        if "to_unit" in conflict:
            assert "to_body" not in conflict
            assert conflict["to_unit"] in units - {conflict["about"]}
        else:
            assert conflict["to_body"] in bodies
        assert conflict["why"]


def test_accounts_fill_every_role_with_units_that_exist(region: Region) -> None:
    units = region.codes("units", "unit")
    roles = [role for account in region.rows("accounts", "account") for role in account["roles"]]
    assert {role["role"] for role in roles} == ROLES
    assert {role["unit"] for role in roles} <= units


def test_no_telephone_number_or_identity_number_stands_anywhere(region: Region) -> None:
    for path in sorted(region.folder.iterdir()):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            told = line.replace(OMBUDSMAN, "")
            assert not PERSONAL_NUMBER.search(told), f"{path.name}:{number}"


@pytest.mark.parametrize("text", ["0812-3456-7890", "+62 812 3456 789", "1871012345678901", "0721 123456"])
def test_the_number_check_would_notice_one(text: str) -> None:
    assert PERSONAL_NUMBER.search(text)


# --- the demonstration's material; a region need not have any ---


@pytest.fixture(
    params=[folder for folder in FOLDERS if (folder / "demo.toml").exists()], ids=lambda folder: folder.name
)
def demo(request: pytest.FixtureRequest) -> Region:
    return Region(request.param)


def test_demo_material_refers_to_known_topics_and_bodies(demo: Region) -> None:
    answering = {topic["code"] for topic in demo.answering_topics}
    groups = demo.codes("topics", "topic") - answering
    for table in ("material", "aspirasi", "permintaan_informasi"):
        assert {row["topic"] for row in demo.rows("demo", table)} <= answering, table
    assert {row["topic"] for row in demo.rows("demo", "material")} == answering
    assert {row["body"] for row in demo.rows("demo", "foreign")} <= demo.codes("bodies", "body")
    answers = demo.rows("demo", "answer")
    assert {row["topic"] for row in answers if "topic" in row} <= answering
    assert {row["group"] for row in answers if "group" in row} == groups
    assert all(len(row["good"]) >= 3 and len(row["template"]) >= 3 for row in answers)


def test_demo_sentences_are_many_different_and_use_known_slots(demo: Region) -> None:
    material = demo.rows("demo", "material")
    assert [row["topic"] for row in material if len(row["sentences"]) < 6] == []
    sentences = [sentence for row in material for sentence in row["sentences"]]
    assert len(set(sentences)) == len(sentences) >= 450
    planted = [s for row in demo.files["demo"]["planted"].values() for s in row.get("sentences", [])]
    elsewhere = [s for table in ("foreign", "aspirasi", "permintaan_informasi") for r in demo.rows("demo", table)
                 for s in r["sentences"]]  # fmt: skip
    lists = [s for key in ("replies", "disputes", "incomplete", "noise") for s in demo.files["demo"][key]]
    for sentence in sentences + planted + elsewhere + lists:
        assert set(re.findall(r"\{[^}]*\}", sentence)) <= DEMO_SLOTS, sentence
    lengths = sorted(len(sentence.split()) for sentence in sentences)
    assert lengths[0] <= 2
    assert lengths[-1] >= 20


def test_demo_weights_lean_on_roads_and_three_units(demo: Region) -> None:
    unit_of = {topic["code"]: topic["unit"] for topic in demo.answering_topics}
    weights: Counter[str] = Counter()
    for row in demo.rows("demo", "material"):
        assert row["weight"] > 0
        weights[unit_of[row["topic"]]] += row["weight"]
    total = sum(weights.values())
    top = weights.most_common(3)
    assert 0.30 <= top[0][1] / total <= 0.40
    assert 0.55 <= sum(weight for _, weight in top) / total <= 0.65
    mix = demo.files["demo"]["mix"]
    assert set(mix) == {"foreign", "noise", "incomplete", "aspirasi", "permintaan_informasi"}
    assert 0 < sum(mix.values()) < 0.6


PLANTED: dict[str, Callable[[Row], bool]] = {
    "skill_deficit": lambda row: "topic" in row,
    "understaffed": lambda row: "topic" not in row,
    "surge": lambda row: row["from_month"] <= row["to_month"] <= 0 and row["factor"] > 1,
    "broken_service": lambda row: row["from_month"] <= row["to_month"] <= 0 and row["factor"] > 1,
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_cases_name_a_unit_and_its_own_topic(demo: Region, name: str) -> None:
    row = demo.files["demo"]["planted"][name]
    unit_of = {topic["code"]: topic["unit"] for topic in demo.answering_topics}
    assert row["unit"] in unit_of.values()
    assert PLANTED[name](row)
    if "topic" in row:
        assert unit_of[row["topic"]] == row["unit"]


def test_planted_cases_do_not_share_a_unit(demo: Region) -> None:
    units = [row["unit"] for row in demo.files["demo"]["planted"].values()]
    assert len(units) == len(set(units))
