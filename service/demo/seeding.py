"""Seeds the demonstration: accounts and two years of invented complaints, taken up again where it was cut off."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlmodel import select

from complaints.commands import File
from complaints.handling import Handling
from routing.advisor import Advisor
from routing.learning import learn
from service.demo.beside import hand_links, lay_captures
from service.demo.bulk import Advised, take_in
from service.demo.crowd import answer_surveys
from service.demo.forecasts import forecast_past
from service.demo.gallery import RECENT
from service.demo.learning.region import CODE, REGIONS, another_office
from service.demo.material import read_material
from service.demo.overseers import oversee
from service.demo.play import play, road_of_the_past
from service.demo.staff import DEMO_PASSWORD, accounts_shown, hire
from service.demo.world import World, world
from service.progress import Report
from service.settings import Settings
from service.tables import SeedingRow
from service.wiring import ROAD, Briefed, Present
from web.house import House

SMALL, LARGE = "small", "large"
COUNT = {SMALL: 2_000, LARGE: 100_000}
LEARNING = "Learning from what was decided"
_EVIDENCE_SINCE = text(
    "UPDATE regions SET version = version + 1, data = jsonb_set(data, '{closing,since}', to_jsonb(CAST(:day AS text)))"
)
_PATIENCE = 60.0
"""Seconds a page of invented filings may wait for advice: nobody waits for an answer."""


async def seed(house: House, settings: Settings, url: str, report: Report, count: int = COUNT[SMALL]) -> None:
    """About `count` complaints, every step of every one asked of the road under the instant at which it was taken.

    Run again, it repeats harmlessly what is there and goes on: the world follows from the day on which it was begun.
    A region without invented words gets its accounts only.
    """
    known = await _world(house, settings, SMALL, count)
    if known is None:
        return
    road = road_of_the_past(ROAD, known.now)
    advisor = Advisor(house.region, budget=_PATIENCE)
    handling = Handling(
        house.database, house.clock, house.keys, Briefed(house.policies, house.region, house.duty), advisor, road
    )

    async def keep(file: File) -> None:
        await known.course.gallery.hang(file, house.attachments)

    lives = await play(house.database, handling, known, Advised(known, await advisor.reader()).given, keep, report)
    await answer_surveys(house.database, known.region, known.now)
    await lay_captures(house.database, lives)
    await hand_links(house.database, house.keys, lives, known.region.outside.link_days, known.course.staff.coordinator)
    await oversee(house, known)
    await forecast_past(house, known.region, lives, known.now)
    await _learn(house, report)


async def seed_large(house: House, settings: Settings, url: str, report: Report, count: int = COUNT[LARGE]) -> None:
    """About `count` complaints for load and statistics, lived in memory and admitted in pages; nobody is told."""
    known = await _world(house, settings, LARGE, count)
    if known is not None:
        await take_in(house, known, report)
        await _learn(house, report)


async def _learn(house: House, report: Report) -> None:
    """What the night would do: the router learns from two years of decisions."""
    region = await house.region.current()
    report(LEARNING, 0, 1)
    await learn(house.database, house.clock, region, house.models)
    report(LEARNING, 1, 1)


async def _world(house: House, settings: Settings, size: str, count: int) -> World | None:
    """The people, and the world they live in, as it was when this demonstration was begun."""
    now = await _begun_at(house, size)
    folder = settings.regions_folder / settings.region
    await _ask_for_evidence(house, now - RECENT if size == SMALL else now)
    region, policy = await house.region.current(), await house.policies.current()
    staff = await hire(house.database, house.keys, region, accounts_shown(folder), now)
    material = read_material(folder)
    if material is None:
        return None
    house.duty.forget()
    present = Present(await house.duty.current(), {unit.code: unit.parent for unit in region.units})
    pictures = size == SMALL
    return world(folder, region, policy, staff, present, material, now, size, count, pictures=pictures)


async def _ask_for_evidence(house: House, since: datetime) -> None:
    """The rule that an answer needs evidence begins when the invented pictures do: nobody draws two years of them."""
    day = (since + timedelta(days=1)).date().isoformat()
    async with house.database.transaction() as session:
        await session.exec(_EVIDENCE_SINCE, params={"day": day})  # type: ignore[call-overload]
    house.region.forget()


async def _begun_at(house: House, size: str) -> datetime:
    """When this demonstration was begun, to the minute; its present, however often it is taken up again."""
    async with house.database.reading() as session:
        row = (await session.exec(select(SeedingRow).where(SeedingRow.size == size))).first()
    return (row.started_at if row else house.clock.now()).astimezone(UTC).replace(second=0, microsecond=0)


def account_lines(settings: Settings) -> list[str]:
    """The accounts of the demonstration, a line each, for whoever starts it."""
    learning = settings.data / REGIONS / CODE
    told = accounts_shown(learning if learning.is_dir() else settings.regions_folder / settings.region)
    shown = [one for one in told if not another_office(one.username)]
    wide = max((len(one.username) for one in shown), default=0)
    lines = [
        f"  {one.username:<{wide}}  {one.name} ({', '.join(f'{post.role} {post.unit}' for post in one.roles)})"
        for one in shown
    ]
    return [f"Sign in as one of these, with the password {DEMO_PASSWORD}:", *lines] if lines else []
