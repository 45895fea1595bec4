"""Routing, all the way: what is clear goes on by itself, what is not waits with reasons, and corrections are learnt."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from playwright.async_api import expect

from complaints import commands as c
from complaints import ticket
from complaints.commands import Order
from complaints.given import Asked
from foundation.clock import SetClock
from people.actor import Actor, Post, Role
from routing.late import route_late
from routing.learning import learn
from service.demo.seeding import seed_large
from service.settings import Settings
from tests.journeys.conftest import PASSWORD, Visit
from tests.journeys.desks import accessible, file_complaint, fits, move, open_case, sign_in
from tests.journeys.test_whole_road import quiet, replay_equals_live
from tests.site import Site
from web.house import House

CLEAR = "Obat kosong terus di apotek RSUD Abdoel Moeloek, pasien disuruh beli di luar"
UNCLEAR = "jalan rusak berlubang dekat pasar Natar, kmrn ada yg jatoh"
NEW_MATTER = (
    "jaring terumbu buatan nelayan hanyut di teluk Semangka",
    "terumbu buatan di teluk Semangka rusak kena jangkar",
    "minta terumbu buatan lagi untuk nelayan teluk Semangka",
    "terumbu buatan bantuan tahun lalu hilang, nelayan rugi",
    "kapan terumbu buatan dipasang di teluk Semangka",
    "terumbu buatan dicuri orang, nelayan teluk resah",
    "nelayan keluhkan terumbu buatan yang salah tempat",
    "terumbu buatan tertutup lumpur di teluk Semangka",
)
"""Something nobody had told of before; the marine office answers it."""
COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
MARINE = Actor("officer", uuid4(), (Post(Role.OFFICER, "DKP", frozenset({"DKP"})),))


async def two_years(house: House, settings: Settings) -> None:
    """Decided reports to learn from, and the lesson."""
    await seed_large(house, settings, "", quiet, count=450)
    await house.accounts.add("rsudam.uji", "Lina Penghubung", PASSWORD, [(Role.OFFICER, "RSUDAM")])
    assert await house.models.warm() is not None


async def test_the_clear_goes_by_itself_the_unclear_waits_and_what_is_set_right_is_learnt(
    live: House, tmp_path: Path, site: Site, visit: Visit
) -> None:
    """One story, because two years of reports are long to make."""
    await two_years(live, Settings(data=tmp_path))
    # A web process looks for a new model now and then; one that starts has it before it is asked for anything.
    await asyncio.to_thread(site.stop)
    await asyncio.to_thread(site.start)
    await clear_and_unclear(live, site, visit)
    await a_re_route_tonight_changes_tomorrows_suggestion(live)
    await replay_equals_live(live)


async def clear_and_unclear(live: House, site: Site, visit: Visit) -> None:
    citizen = await visit(site.url, width=360)
    code = await file_complaint(citizen, CLEAR)
    # A process too busy to read it within its budget leaves it to the worker, which does not run here.
    await route_late(live.database, live.handling, SetClock(live.clock.now() + timedelta(seconds=3)))
    await citizen.reload()
    await expect(citizen.locator("main")).to_contain_text("langsung diteruskan")
    await expect(citizen.locator("main")).to_contain_text("Abdul Moeloek")

    officer = await visit(f"{site.url}/kantor")
    await sign_in(officer, "rsudam.uji")
    await open_case(officer, code)
    await expect(officer.locator("main")).to_contain_text("Diteruskan otomatis")
    public = await visit(f"{site.url}/aduan?words=apotek")
    await expect(public.locator("main")).not_to_contain_text("disuruh beli di luar")
    await move(officer, "ambil")
    await public.reload()
    await expect(public.locator("main")).to_contain_text("disuruh beli di luar")

    waiting = await file_complaint(await visit(site.url), UNCLEAR)
    coordinator = await visit(f"{site.url}/kantor")
    await sign_in(coordinator, "koordinator")
    await open_case(coordinator, waiting)
    main = coordinator.locator("main")
    await expect(main).to_contain_text("Jalan siapa ini?")
    await expect(main).to_contain_text("Dinas Bina Marga dan Bina Konstruksi")
    await expect(main.locator("mark", has_text="berlubang").first).to_be_visible()

    supervisor = await visit(f"{site.url}/kantor")
    await sign_in(supervisor, "pengawas")
    for width in (1280, 320):
        await supervisor.set_viewport_size({"width": width, "height": 900})
        await supervisor.goto(f"{site.url}/kantor/pengawasan/penyaluran")
        for heading in ("Apakah keyakinannya dapat dipercaya?", "Yang tertukar", "Koreksi", "Versi model"):
            await expect(supervisor.get_by_role("heading", name=heading).first).to_be_visible()
        await accessible(supervisor)
        await fits(supervisor)


async def a_re_route_tonight_changes_tomorrows_suggestion(live: House) -> None:
    asked = Asked("sampah plastik menutup terumbu buatan kami di teluk Semangka")
    before = await live.advisor.read(asked)
    assert before.unit == "DLH", "as all that is known of waste"
    for text in NEW_MATTER:
        case = uuid4()
        filed = c.FileComplaint(words=c.Words(text), ticket=ticket.draw(), request_seal=text)
        await live.handling.handle(Order(case, filed, "uji:1"), Actor("citizen", holds=case))
        await live.handling.handle(Order(case, c.Forward("DLH"), "uji:2"), COORDINATOR)
        astray = Actor("officer", uuid4(), (Post(Role.OFFICER, "DLH", frozenset({"DLH"})),))
        await live.handling.handle(Order(case, c.SendBack(c.Words("Bukan urusan kami.")), "uji:3"), astray)
        await live.handling.handle(Order(case, c.Forward("DKP"), "uji:4"), COORDINATOR)
        await live.handling.handle(Order(case, c.Take(), "uji:5"), MARINE)
    region = await live.region.current()
    lesson = await learn(live.database, live.clock, region, live.models)
    assert lesson.outcome == "replaced", lesson
    await live.models.warm()
    after = await live.advisor.read(asked)
    assert (after.unit, after.method) == ("DKP", lesson.version)
    assert timedelta(0) < live.clock.now() - (lesson.began_at or live.clock.now())
