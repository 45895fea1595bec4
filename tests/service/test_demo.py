"""The invented world: possible, plausible, the same again after a cut, and with four things to find."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import text

from complaints.kinds import OPEN
from complaints.photo_views import NEAR, Looks, distance, looks
from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from people.actor import Actor, Role
from people.contacts import contact_of
from people.on_call import OnCall, covered_until
from people.tries import Visit
from service import demo, seeding
from service.demo import seeding as demo_seeding
from service.demo.bulk import PAGE
from service.demo.canvas import taken
from service.demo.gallery import RECENT
from service.demo.material import read_material
from service.demo.pace import chance
from service.demo.play import FRESH, PLAYING
from service.demo.scenes import PAPER, SCENES, beside, drawn
from service.demo.tour import links
from service.progress import Report, quiet
from service.rebuild import rebuild
from service.settings import ROOT, Settings
from service.verification import verify
from sla.case_figures import Window, cells, whole
from sla.late_forecasts import LateForecasts, told
from sla.oversight_figures import OversightFigures
from sla.oversight_pages import ALL
from sla.satisfaction import band, index
from sla.surveys import Surveys
from sla.survival import Quantile
from sla.watch import Found, Watch
from tests.demonstration import NOW, empty
from tests.sla import figures_from_log
from web.house import House
from web.ombudsman import may_go_on

SEEDED = 2_000
BULK = 3 * PAGE + 10
_LAST = 2026 * 12 + 9
ZONE = ZoneInfo("Asia/Jakarta")


async def rows(house: House, sql: str, **values: object) -> list[Any]:
    async with house.database.reading() as session:
        return list(await session.exec(text(sql), params=values))  # type: ignore[call-overload]


@pytest.fixture(scope="module", autouse=True)
def lessons() -> Iterator[list[Database]]:
    """Who was to learn of it. What a lesson takes is the router's own affair, and it takes longer than all the rest."""
    asked: list[Database] = []

    async def learn(database: Database, *_: object) -> None:
        asked.append(database)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo_seeding, "learn", learn)
        yield asked


@pytest.fixture(scope="module")
async def world(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The small demonstration, seeded once for all tests that only look at it."""
    async with empty(server, template, tmp_path_factory.mktemp("demo")) as (house, settings, address):
        await seeding.begin(house.database, "small", NOW)
        await seeding.finish(settings, address.url, quiet)
        yield house


async def test_it_is_whole_is_learnt_from_and_says_so(world: House, lessons: list[Database]) -> None:
    [[count]] = await rows(world, "SELECT count(*) FROM complaints")
    assert SEEDED - 10 <= count <= SEEDED
    assert await seeding.sizes_begun(world.database) == {"small": True}
    assert lessons[0].engine.url == world.database.engine.url


async def test_chain_words_and_projections_hold(world: House) -> None:
    assert (await verify(world.database, world.attachments, quiet)).findings == ()
    assert (await rebuild(world.database, quiet)).identical


async def test_nothing_happens_in_the_future_before_its_filing_or_without_an_order(world: House) -> None:
    found = await rows(
        world, "SELECT complaint_id, at, cause, data FROM complaint_events ORDER BY complaint_id, version"
    )
    before: dict[Any, datetime] = {}
    for complaint, at, cause, _ in found:
        assert before.get(complaint, NOW - timedelta(days=731)) <= at <= NOW
        assert cause.startswith(("demo:", "watch:"))
        before[complaint] = at
    late = await rows(world, "SELECT count(*) FROM complaints WHERE received_at > filed_at")
    assert late == [(0,)]


async def test_officers_work_in_office_hours_under_their_own_names(world: House) -> None:
    calendar = (await world.policies.current()).calendar
    known = {f"officer:{account.id}" for account in await world.accounts.all()}
    done = await rows(
        world,
        "SELECT e.type, e.at, e.actor, c.priority FROM complaint_events e JOIN complaints c USING (complaint_id) "
        "WHERE actor LIKE 'officer:%'",
    )
    assert len(done) > 3 * SEEDED
    for name, at, actor, priority in done:
        local = at.astimezone(ZONE)
        assert priority == "danger" or any(
            opens <= local.time() <= closes for opens, closes in calendar.hours_on(local.date())
        ), (name, local)
        assert actor in known


async def test_the_watch_would_have_found_nothing_else(world: House) -> None:
    watch = Watch(world.database, SetClock(NOW - timedelta(minutes=2)), world.handling)
    assert await watch.sweep() == Found()


async def test_nothing_was_found_late_and_every_rung_was_climbed_in_its_time(world: House) -> None:
    found = await rows(
        world, "SELECT count(*) FILTER (WHERE (data->>'found_late')::boolean), count(*) FROM complaint_events "
        "WHERE type IN ('deadline.warned', 'deadline.missed', 'deadline.escalated')"
    )  # fmt: skip
    [[late, all_marks]] = found
    assert late == 0
    assert all_marks > SEEDED
    rungs = await rows(
        world,
        "SELECT complaint_id, data->>'stage', data->>'due', array_agg((data->>'rung')::int ORDER BY version) "
        "FROM complaint_events WHERE type = 'deadline.escalated' GROUP BY 1, 2, 3",
    )
    assert all(climbed == list(range(1, len(climbed) + 1)) for *_, climbed in rungs)
    assert max(len(climbed) for *_, climbed in rungs) == 4
    vacant = await rows(
        world,
        "SELECT DISTINCT data->>'role', data->'vacant' FROM complaint_events WHERE type = 'deadline.escalated'",
    )
    assert ("supervisor", ["head"]) in [tuple(row) for row in vacant]
    assert {role for role, _ in vacant} >= {"holder", "head", "supervisor", "secretary", "coordinator"}


async def test_clocks_pause_for_every_reason_and_run_again(world: House) -> None:
    pauses = await rows(
        world, "SELECT DISTINCT data->>'reason', data->>'stage' FROM complaint_events WHERE type = 'promise.paused'"
    )
    assert {reason for reason, _ in pauses} == {"waiting_citizen", "waiting_letter"}
    grounds = {
        ground
        for (ground,) in await rows(
            world, "SELECT DISTINCT data->>'ground' FROM complaint_events WHERE type = 'promise.resumed'"
        )
    }
    assert grounds == {"answered", "officer", "limit", "disputed", "pledge_lapsed"}
    [[standing]] = await rows(
        world, "SELECT count(*) FROM clocks WHERE stage = 'completion' AND stopped_at IS NOT NULL AND NOT ended"
    )
    assert standing > 3
    [[archived]] = await rows(
        world,
        "SELECT count(*) FROM complaint_events WHERE type = 'complaint.archived' AND cause LIKE 'watch:%' "
        "AND data->>'reason' = 'incomplete'",
    )
    assert archived > 20


async def test_pledges_wait_are_kept_and_lapse(world: House) -> None:
    found = await rows(
        world,
        "SELECT c.status, count(l.complaint_id) FROM complaint_events p JOIN complaints c USING (complaint_id) "
        "LEFT JOIN complaint_events l ON l.complaint_id = p.complaint_id AND l.type = 'pledge.lapsed' "
        "WHERE p.type = 'complaint.pledged' GROUP BY p.complaint_id, c.status",
    )
    waiting = sum(status == "pledged" for status, _ in found)
    lapsed = sum(lapses > 0 for _, lapses in found)
    assert waiting > 3
    assert lapsed > 3
    assert len(found) > waiting + lapsed + 5


async def test_formal_requests_are_extended_and_objected_to(world: House) -> None:
    found = await rows(
        world,
        "SELECT complaint_id, unit FROM complaints WHERE kind = 'permohonan_informasi_publik'",
    )
    assert len(found) > 10
    region = await world.region.current()
    assert {unit for _, unit in found if unit} == {region.ppid_unit}
    [[extended]] = await rows(
        world,
        "SELECT count(*) FROM complaint_events WHERE type = 'promise.moved' AND data->>'reason' = 'extended'",
    )
    [[objections]] = await rows(world, "SELECT count(*) FROM clocks WHERE stage = 'objection'")
    assert extended > 2
    assert objections > 0


async def test_danger_is_answered_by_whoever_is_on_call(world: House) -> None:
    found = await rows(
        world,
        "SELECT extract(epoch FROM a.at - f.at) / 60, (SELECT count(*) FROM complaint_events p "
        "WHERE p.complaint_id = f.complaint_id AND p.type = 'danger.paged') "
        "FROM complaint_events f JOIN complaint_events a USING (complaint_id) "
        "WHERE f.type = 'complaint.filed' AND a.type = 'danger.acknowledged'",
    )
    assert len(found) > 5
    assert all(0 < minutes < 120 for minutes, _ in found)
    assert all(1 <= pages <= 1 + minutes // 10 for minutes, pages in found)
    roster = await world.duty.current()
    assert len(roster.on_call()) == 2
    on_call = await OnCall(world.database, world.clock, (await world.region.current()).reach).roster()
    assert covered_until(on_call, NOW) > NOW + timedelta(days=30)


async def test_only_what_is_fresh_is_told(world: House) -> None:
    told = await rows(world, "SELECT created_at FROM notices")
    assert 0 < len(told) < 150
    assert all(at > NOW - FRESH for (at,) in told)


async def test_the_mix_is_plausible(world: House) -> None:
    found = await rows(world, "SELECT status, kind, visibility, unit, topic, score, channel FROM complaints")
    total = len(found)

    def share(column: int, *values: object) -> float:
        return sum(row[column] in values for row in found) / total

    assert 0.14 < share(0, "forwarded_out") < 0.22
    assert 0.04 < share(0, "archived") < 0.14
    assert 0.01 < share(0, "duplicate") < 0.06
    assert 0.02 < share(1, "pengaduan_berkadar_pengawasan") < 0.05
    assert 0.03 < share(1, "aspirasi") < 0.06
    assert 0.1 < share(2, "anonymous") < 0.3
    assert 0.05 < share(2, "confidential") < 0.25
    assert 0.1 < 1 - share(5, None) < 0.5
    assert share(6, "web") > 0.4
    ours = [row for row in found if row[3]]
    top = Counter(row[3] for row in ours).most_common(3)
    assert {unit for unit, _ in top} == {"BMBK", "DISHUB", "RSUDAM"}
    assert 0.45 < sum(count for _, count in top) / len(ours) < 0.68
    roads = sum(unit == "BMBK" for _, _, _, unit, *_ in ours) / len(ours)
    assert 0.27 < roads < 0.4
    [[returned]] = await rows(
        world, "SELECT count(DISTINCT complaint_id) FROM complaint_events WHERE type = 'complaint.returned'"
    )
    assert 0.1 < returned / total < 0.2
    grown = await rows(world, "SELECT filed_at > :half FROM complaints", half=NOW - timedelta(days=365))
    assert 0.6 < sum(late for (late,) in grown) / total < 0.8


async def test_every_end_and_every_kind_of_standing_is_there(world: House) -> None:
    types = {name for (name,) in await rows(world, "SELECT DISTINCT type FROM complaint_events")}
    assert types >= {
        *("complaint.sent_back", "complaint.disputed", "complaint.reopened", "question.asked", "question.answered"),
        *("complaint.supplemented", "deadline.warned", "deadline.missed", "complaint.rated", "reference.added"),
        *("complaint.reclassified", "promise.moved", "citizen.informed", "complaint.prioritised", "danger.paged"),
        *("complaint.pledged", "pledge.lapsed", "promise.paused", "promise.resumed", "deadline.escalated"),
    }
    grounds = {ground for (ground,) in await rows(world, "SELECT DISTINCT closed_ground FROM complaints")}
    assert grounds == {None, "confirmed", "silence"}
    clocks = await rows(
        world,
        "SELECT CASE WHEN due < :now THEN 'late' WHEN warn_at <= :now THEN 'near' ELSE 'on time' END, count(*) "
        "FROM clocks WHERE NOT ended AND stage <> 'silent_close' GROUP BY 1",
        now=NOW,
    )
    assert {standing for standing, _ in clocks} == {"late", "near", "on time"}
    about = await rows(world, "SELECT unit, body FROM complaints WHERE restricted AND about_unit IS NOT NULL")
    assert len(about) > 20
    assert {unit for unit, _ in about if unit} == {"INSP"}


async def test_citizens_send_photos_and_offices_prove_with_them(world: House) -> None:
    found = await rows(
        world,
        "SELECT e.complaint_id, coalesce(e.data->>'of', 'report'), c.topic "
        "FROM complaint_events e JOIN complaints c USING (complaint_id) "
        "WHERE e.type = 'attachment.added'",
    )
    material = read_material(ROOT / "regions" / "lampung")
    assert material is not None
    assert set(material.scenes.values()) <= SCENES
    assert {topic for _, of, topic in found if of == "report"} <= set(material.scenes)
    resolved = await rows(
        world,
        "SELECT e.complaint_id FROM complaint_events e JOIN complaints c USING (complaint_id) WHERE e.type = "
        "'complaint.resolved' AND c.kind LIKE 'pengaduan%' AND c.received_at > :since AND e.data->'evidence' IS NULL",
        since=NOW - RECENT + timedelta(days=2),
    )
    assert resolved == [], "of late nothing is called done without evidence"
    assert len([1 for _, of, _ in found if of == "report"]) > 20
    assert len([1 for _, of, _ in found if of == "evidence"]) > 5
    shown = waiting = 0
    for complaint_id in {one for one, _, _ in found}:
        case = await world.queries.public_case(complaint_id)
        shown, waiting = shown + len(case.files), waiting + case.unshown
        for file in case.files:
            data = await world.attachments.read(complaint_id, file.id)
            assert Image.open(BytesIO(data)).format == "JPEG"
    assert shown > 2 * waiting > 0, "most were looked at, and the desk has some left"


def test_what_is_mended_looks_otherwise_and_the_same_picture_comes_again() -> None:
    for scene in SCENES:
        broken, mended = drawn(scene, 0, mended=False), drawn(scene, 0, mended=True)
        assert broken != mended
        assert broken == drawn(scene, 0, mended=False)
        assert len(broken) < 60_000
        with Image.open(BytesIO(broken)) as picture:
            assert not picture.getexif()


@pytest.mark.parametrize("scene", ["lampu", "keran", "sekolah", PAPER])
def test_offices_prove_with_pictures_that_nobody_takes_for_each_other(scene: str) -> None:
    seen: list[Looks] = []
    for number in range(8):
        proof = taken(drawn(scene, number, mended=True), chance(f"{scene} {number}"), beside(scene, mended=True))
        mine, told = looks(proof), None if scene == PAPER else looks(drawn(scene, number, mended=False))
        assert mine is not None
        for other in [told, *seen] if told else seen:
            assert min(distance(one, theirs) for one in mine.asked for theirs in other.kept) > NEAR
        seen.append(mine)


async def test_newcomers_find_what_they_may_want_to_see(world: House) -> None:
    [[joined]] = await rows(world, "SELECT count(*) FROM complaints WHERE joined > 1")
    assert joined > 15
    ids = await rows(world, "SELECT complaint_id FROM clocks WHERE stage = 'completion' AND missed AND NOT ended")
    case = (await world.queries.case(Actor("citizen", holds=ids[0][0]), ids[0][0])).complaint
    assert may_go_on(case, NOW), "something to bring to the Ombudsman"
    surveys, region = Surveys(world.database), await world.region.current()
    told = [await surveys.of_unit(unit.code, "2026-2") for unit in region.units if unit.accepts]
    assert all(one.respondents >= 26 for one in told)
    assert sum(one.respondents >= region.survey_least for one in told) > len(told) / 2
    indices = {index(one.items.values()) for one in told}
    assert len({band(one) for one in indices}) > 1, "not everybody is served alike"
    [[after_closing]] = await rows(world, "SELECT count(*) FROM case_surveys")
    assert after_closing > 60


async def test_some_cases_are_worth_opening_as_their_reporter(world: House) -> None:
    found = await links(world)
    assert set(found) == {
        "something is asked",
        "answered, to be judged",
        "late, for the Ombudsman",
        "closed, to be rated",
    }
    for path in found.values():
        _, _, code, token = path.split("/")
        assert world.keys.token_matches(token, "follow", (await world.queries.find(code)).bytes)


async def test_officers_find_something_on_each_of_their_pages(world: House) -> None:
    types = {name for (name,) in await rows(world, "SELECT DISTINCT type FROM complaint_events")}
    assert types >= {
        *("note.added", "case.linked", "unit.asked", "unit.answered", "outside.received", "outside.answered"),
        *("resolution.proposed", "escalation.acknowledged"),
    }
    waiting: dict[str, str] = {
        "a second person": "complaints WHERE unit = 'BMBK' AND status = 'in_process' AND complaint_id IN "
        "(SELECT complaint_id FROM complaint_events WHERE type = 'resolution.proposed')",
        "another unit": "unit_asks WHERE ended_at IS NULL",
        "an answer read": "unit_asks WHERE answered_at IS NOT NULL",
        "a silent body": "outside_sendings WHERE answered_at IS NULL AND sent_at < now() - interval '40 days'",
        "a link used": "outside_links WHERE used_at IS NOT NULL",
        "a link not opened": "outside_links WHERE seen_at IS NULL",
        "a picture taken far off": "file_captures WHERE metres > 1000",
        "a picture older than its report": "file_captures f JOIN complaints c USING (complaint_id) "
        "WHERE captured_at < received_at - interval '1 day'",
        "a sampled case judged": "sampled_cases WHERE looked_at IS NOT NULL",
        "a sampled case to judge": "sampled_cases WHERE looked_at IS NULL",
        "a capacity": "unit_capacities",
        "a report asked for": "report_jobs",
        "a head who was away": f"delegations WHERE capacity = 'plh' AND ends_on < '{NOW:%F}'",
        "somebody who acts for nobody": "delegations WHERE capacity = 'plt' "
        f"AND '{NOW:%F}' BETWEEN starts_on AND ends_on",
        "a leave to come": f"delegations WHERE capacity = 'leave' AND starts_on > '{NOW:%F}'",
        "a report by itself": "report_schedules",
        "something brought before the supervisor": "clocks WHERE escalated_to = 'supervisor' "
        "AND acknowledged_at IS NULL AND NOT ended",
    }
    for what, where in waiting.items():
        [[count]] = await rows(world, f"SELECT count(*) FROM {where}")
        assert count, what
    one_sided = await rows(
        world,
        "SELECT data->>'other' FROM complaint_events WHERE type = 'case.linked' EXCEPT "
        "SELECT complaint_id::text FROM complaint_events WHERE type = 'case.linked'",
    )
    assert one_sided == []


async def test_how_well_past_weeks_were_forecast_can_be_told(world: House) -> None:
    region = await world.region.current()
    forecasts = LateForecasts(world.database, world.calendars)
    figures = OversightFigures(world.database, SetClock(NOW), world.calendars, world.region)
    outlook = await forecasts.made(await figures.facts(), region, NOW)
    week = told(outlook, region, None, ALL)
    assert week.hits.enough
    assert len(week.hits.weeks) == 8
    assert 0 < week.hits.late < week.hits.cases
    assert 0.5 < week.hits.expected / week.hits.late < 2
    assert week.hits.brier < week.hits.guessing


async def test_figures_of_the_oversight_are_those_of_the_log(world: House) -> None:
    """Every number of two windows, median and nine in ten too, against a slow reading of the log case by case."""
    log = await rows(world, "SELECT complaint_id, type, at, data FROM complaint_events ORDER BY complaint_id, version")
    cases = figures_from_log.told((*one,) for one in log)
    calendar = (await world.policies.current()).calendar
    facts = await OversightFigures(world.database, SetClock(NOW), world.calendars, world.region).facts()
    for first in (date(2025, 10, 1), date(2026, 7, 1)):
        window = Window(first.toordinal(), NOW.astimezone(ZONE).date().toordinal())
        cell = cells(facts, whole(facts), "unit", window)[-1]
        expected = figures_from_log.figures(cases, calendar, first, NOW)
        found = {name: getattr(cell, name) for name in expected}
        assert {name: one.value if isinstance(one, Quantile) else one for name, one in found.items()} == expected
        assert cell.late > 10


async def test_unit_and_topic_with_a_skill_deficit_stand_out(world: House) -> None:
    answers: dict[tuple[str, str], list[tuple[float, bool, bool]]] = defaultdict(list)
    found = await rows(
        world,
        "SELECT c.unit, c.topic, coalesce((e.data->>'template_share')::float, 0), k.missed, c.disputes > 0 "
        "FROM complaints c JOIN clocks k ON k.complaint_id = c.complaint_id AND k.stage = 'completion' "
        "JOIN complaint_events e ON e.complaint_id = c.complaint_id AND e.type = 'complaint.resolved'",
    )
    for unit, topic, *said in found:
        answers[unit, topic].append(tuple(said))
    frequent = {key: told for key, told in answers.items() if len(told) >= 15}
    means = {key: [sum(column) / len(told) for column in zip(*told, strict=True)] for key, told in frequent.items()}
    planted = means.pop(("RSUDAM", "rsudam_pelayanan"))
    ordinary = {key: value for key, value in means.items() if key[0] != "DINSOS"}
    assert len(ordinary) >= 8
    for column, times in ((0, 1.4), (1, 3), (2, 2.5)):
        others = [told[column] for told in ordinary.values()]
        assert planted[column] > max(others), means
        assert planted[column] > times * sum(others) / len(others), means


async def test_the_understaffed_unit_is_late_in_everything_and_falls_behind(world: House) -> None:
    found = await rows(
        world,
        "SELECT c.unit, c.topic, k.missed OR (NOT k.ended AND k.due < :now), c.status = ANY(:open), c.disputes > 0 "
        "FROM complaints c JOIN clocks k ON k.complaint_id = c.complaint_id AND k.stage = 'completion' "
        "WHERE c.unit IS NOT NULL AND c.received_at < :earlier",
        now=NOW,
        open=[str(status) for status in OPEN],
        earlier=NOW - timedelta(days=45),
    )
    units: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for unit, _, late, still_open, _ in found:
        units[unit].append((late, still_open))
    means = {u: [sum(c) / len(told) for c in zip(*told, strict=True)] for u, told in units.items() if len(told) >= 20}
    late, still_open = means.pop("DINSOS")
    assert late > 0.7
    assert still_open > 0.3
    assert all(other < 0.4 and left < 0.15 for other, left in means.values()), means
    topics = {topic for unit, topic, is_late, *_ in found if unit == "DINSOS" and is_late}
    assert len(topics) >= 4
    assert sum(disputed for unit, *_, disputed in found if unit == "DINSOS") <= 4


@pytest.mark.parametrize(
    ("topic", "first", "last", "least"), [("elpiji_bbm", -8, -7, 5), ("samsat", -5, -3, 3)], ids=["surge", "broken"]
)
async def test_topics_that_swelled_for_some_months_stand_out(
    world: House, topic: str, first: int, last: int, least: float
) -> None:
    found = await rows(world, "SELECT received_at FROM complaints WHERE topic = :topic", topic=topic)
    months = Counter(at.astimezone(ZONE).year * 12 + at.astimezone(ZONE).month - _LAST for (at,) in found)
    inside = sum(months[month] for month in range(first, last + 1)) / (last - first + 1)
    outside = [month for month in range(-23, 1) if not first <= month <= last]
    assert inside >= 5
    assert inside > least * sum(months[month] for month in outside) / len(outside)


async def test_people_can_sign_in_and_their_posts_began_before_the_first_complaint(world: House) -> None:
    secret = await world.entrance.sign_in("koordinator", demo.DEMO_PASSWORD, Visit("127.0.0.1"))
    found = await world.accounts.signed_in(secret, (await world.region.current()).reach)
    assert found is not None
    assert found.actor.holds_role(Role.COORDINATOR)
    begun = await rows(world, "SELECT max(starts_on), (SELECT min(filed_at)::date FROM complaints) FROM posts")
    assert begun[0][0] < begun[0][1]
    lines = demo.account_lines(Settings())
    assert demo.DEMO_PASSWORD in lines[0]
    assert any("koordinator" in line for line in lines)


async def test_no_contact_can_be_anybodys(world: House) -> None:
    some = await rows(world, "SELECT complaint_id FROM contacts LIMIT 200")
    async with world.database.reading() as session:
        contacts = [await contact_of(session, world.keys, one) for (one,) in some]
    for contact in contacts:
        assert contact is not None
        assert contact.email is None or contact.email.endswith(".example")
        assert contact.phone is None or contact.phone.startswith("+628120000")
    again = await rows(world, "SELECT count(*) FROM contacts GROUP BY phone_index, email_index ORDER BY 1 DESC LIMIT 1")
    assert again[0][0] >= 4


async def test_places_lie_in_the_region_and_words_have_no_open_slot(world: House) -> None:
    region = await world.region.current()
    areas = {area for (area,) in await rows(world, "SELECT DISTINCT area FROM complaints WHERE area IS NOT NULL")}
    assert areas <= set(region.area)
    assert len({area[:5] for area in areas}) == 15
    said = [content for (content,) in await rows(world, "SELECT content FROM complaint_words WHERE kind <> 'place'")]
    assert not [content for content in said if "{" in content or "}" in content]
    assert len(set(said)) > 0.4 * len(said)
    spots = await rows(
        world,
        "SELECT (content::json->>'latitude')::float, (content::json->>'longitude')::float "
        "FROM complaint_words WHERE kind = 'place' AND content::json->>'latitude' IS NOT NULL",
    )
    assert len(spots) > SEEDED / 4
    assert all(region.bounds.hold(latitude, longitude) for latitude, longitude in spots)


_SIGNATURE = "SELECT complaint_id, version, type, at, cause FROM complaint_events ORDER BY complaint_id, version"


async def test_cut_off_anywhere_it_becomes_the_same_world(
    server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    async with (
        empty(server, template, tmp_path / "cut") as (cut, settings, address),
        empty(server, template, tmp_path / "whole") as (whole, _, _),
    ):
        await demo.seed(whole, settings, address.url, quiet, 60)
        for pages in (0, 5, 9):
            with pytest.raises(_Killed):
                await demo.seed(cut, settings, address.url, _killed_after(pages), 60)
        assert 0 < len(await rows(cut, _SIGNATURE)) < len(await rows(whole, _SIGNATURE))
        await demo.seed(cut, settings, address.url, quiet, 60)
        expected = await rows(whole, _SIGNATURE)
        assert await rows(cut, _SIGNATURE) == expected
        await demo.seed(cut, settings, address.url, quiet, 60)
        assert await rows(cut, _SIGNATURE) == expected


class _Killed(Exception):
    """What stands for a SIGKILL between two pages."""


def _killed_after(pages: int) -> Report:
    left = pages

    def report(title: str, done: int, of: int) -> None:
        nonlocal left
        left -= title == PLAYING
        if left < 0:
            raise _Killed()

    return report


async def test_what_is_made_in_bulk_holds_as_well(server: EmbeddedPostgres, template: str, tmp_path: Path) -> None:
    async with empty(server, template, tmp_path) as (house, settings, address):
        with pytest.raises(_Killed):
            await demo.seed_large(house, settings, address.url, _after_two_pages, BULK)
        await demo.seed_large(house, settings, address.url, quiet, BULK)
        [[count]] = await rows(house, "SELECT count(*) FROM complaints")
        assert BULK - 10 <= count <= BULK
        assert (await verify(house.database, house.attachments, quiet)).findings == ()
        rebuilt = await rebuild(house.database, quiet)
        assert rebuilt.identical
        assert rebuilt.complaints == count
        assert await rows(house, "SELECT count(*) FROM notices") == [(0,)]


def _after_two_pages(title: str, done: int, of: int) -> None:
    if done >= 2 * PAGE:
        raise _Killed()


async def test_a_region_without_invented_words_gets_its_accounts_only(
    server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    async with empty(server, template, tmp_path, "kepahiang") as (house, settings, address):
        await demo.seed(house, settings, address.url, quiet)
        assert len(await house.accounts.all()) > 5
        assert await rows(house, "SELECT count(*) FROM complaints") == [(0,)]
