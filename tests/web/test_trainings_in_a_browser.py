"""Pages of trainings and of one's own learning in a real browser: filled, and as they come back with faults."""

from datetime import UTC, date, datetime, time
from uuid import UUID

from playwright.async_api import Browser

from competency.action_plans import ActionPlans
from competency.answers import OPEN_DAYS, QUESTIONS, Questionnaires
from competency.batch_tables import SeatRow
from competency.certificates import Certificates
from competency.courses import Courses
from competency.material_tests import MaterialTests
from foundation.database import plainly
from people.actor import Actor, Role
from tests.competency.question_samples import TWO
from tests.competency.test_answers import on
from tests.competency.training_world import FIRST_DAY, LAST_DAY, UNITS, ZONE, World, draft, planned, world
from tests.web.keyboard import reach
from tests.web.looking import Looking, signed_in_at
from tests.web.officer import hire
from web.house import House

BATCHES, OWN = "/kantor/pelatihan/angkatan", "/kantor/belajar"
COURSE = "https://belajar.contoh.example/course/view.php?id=7"
TABLE = (
    "Email address,ID number,Course complete,Course total (Percentage)\n"
    'satu@contoh.example,,"10/11/26, 15:31",85 %\nlain@contoh.example,,10/11/26,-\nx@contoh.example,,kemarin,12 %\n'
)
LONG = "Menjawab pertanyaan warga lebih dahulu, baru menyebut aturan dan siapa yang mengurus selanjutnya. " * 3


def known(actor: Actor) -> UUID:
    assert actor.person is not None
    return actor.person


async def test_pages_of_a_training_before_it_is_held(house: House, site: str, browser: Browser) -> None:
    here = await world(house, UNITS[:8])
    by = known(here.analyst)
    await hire(house, "kepala", (Role.HEAD, UNITS[0]))
    company = await here.providers.write(None, "csr", "PT Contoh Peduli", "Perusahaan air", "Bagian CSR", by)
    await here.providers.agree(company, "12/PKS/2026", "Persampahan", date(2026, 1, 1), date(2026, 12, 31), by)
    teacher = await here.providers.add_instructor("Narasumber", "Universitas Contoh", "Sampah", company, by)
    await here.catalogue.revise(here.training, "Contoh kasus dari unit sendiri", "Terlalu umum", "", by)
    material = (await here.catalogue.one(here.training)).material.id
    await here.catalogue.ask_revision(material, "feedback", "Tidak sesuai pekerjaan", LAST_DAY)
    batch = await here.batches.plan(material, draft(company), [FIRST_DAY, LAST_DAY], here.analyst)
    one, look = f"{BATCHES}/{batch}", Looking(site)
    context, page = await signed_in_at(browser, site, "analis")
    await look.at(page, f"{one}/undian")
    await here.lots.publish(batch, 3, dict.fromkeys(UNITS, "dinas"), house.clock.now().date(), by)
    await look.at(page, f"{one}/undian")
    await here.lots.draw(batch, "tujuh belas", here.analyst)
    await here.seats.propose(batch)
    await here.batches.teach(batch, teacher, True)
    await look.refused(page, one, "form[action$=benturan]")
    await look.at(page, f"{one}/undian")
    await checked(here, batch)
    await here.seats.invite(batch)
    for place, seat in enumerate(await here.seats.of(batch)):
        await here.seats.answer(batch, seat.officer, place != 1, "tugas")
    for path in ("", f"/hari/{FIRST_DAY}"):
        await look.at(page, one + path)
    for path in ("", "/katalog", f"/katalog/{here.training}", f"/penyelenggara/{company}"):
        await look.at(page, f"/kantor/pelatihan{path}")
    await look.refused(page, "/kantor/pelatihan/katalog/baru")
    await look.refused(page, "/kantor/pelatihan/angkatan/baru")
    await look.refused(page, f"/kantor/pelatihan/penyelenggara/{company}", "form[action$=perjanjian]")
    await context.close()
    context, page = await signed_in_at(browser, site, "kepala")
    for path in (one, f"{one}/undian", "/kantor/pelatihan/aturan"):
        await look.at(page, path)
    await context.close()
    asked = (await here.seats.of(batch))[0].officer
    invited = next(unit for unit, actor in here.people.items() if actor.person == asked)
    context, page = await signed_in_at(browser, site, f"petugas.{invited.lower()}")
    for path in (f"/kantor/pelatihan/undangan/{batch}", OWN, "/kantor/pemberitahuan"):
        await look.at(page, path)
    await look.at(page, f"/kantor/pelatihan/hadir/{batch}/{FIRST_DAY}/{here.attendance.token(batch, FIRST_DAY)}")
    house.clock.instant = datetime.combine(LAST_DAY, time(17), ZONE).astimezone(UTC)  # type: ignore[attr-defined]
    coming = [seat.officer for seat in await here.seats.of(batch) if seat.state == "accepted"]
    for day in (FIRST_DAY, LAST_DAY):
        await here.attendance.note(batch, day, dict.fromkeys(coming, "hadir"))
    await here.attendance.close(batch, here.analyst)
    (paper,) = await Certificates(house.database, house.clock).own(asked)
    for path in (f"/sertifikat/{paper.code}", "/kinerja/pelatihan"):
        await look.at(page, path)
    await look.at(page, "/sertifikat/XXXX", 404)
    await context.close()
    context, page = await signed_in_at(browser, site, "analis")
    await look.refused(page, f"{one}/sertifikat")
    await context.close()
    assert not look.found, "\n".join(look.found)


async def checked(here: World, batch: UUID) -> None:
    """Nothing stands between the provider and the units that it trains."""
    conflicts = (await here.batches.one(batch)).conflicts
    assert conflicts is not None
    for unit in conflicts.unchecked:
        await here.conflicts.record(batch, unit, False, False, "none", "", here.analyst)


async def test_pages_of_what_was_learnt(house: House, site: str, browser: Browser) -> None:
    here = await world(house, UNITS[:6])
    by, batch = known(here.analyst), await held(here)
    material = (await here.catalogue.one(here.training)).material.id
    people = [known(actor) for actor in here.people.values()]
    await house.keeping.correct(people[0], f"petugas.{UNITS[0].lower()}", "Siti Contoh", "satu@contoh.example")
    await Courses(house.database, house.clock).tie(by, "", "Menangani keluhan warga, mandiri", COURSE, material)
    tests, look = MaterialTests(house.database, house.clock), Looking(site)
    await tests.write(by, material, TWO)
    asking = Questionnaires(house.database, house.clock, house.keys)
    codes = await asking.hand_out(batch, LAST_DAY, 5)
    context, page = await signed_in_at(browser, site, f"petugas.{UNITS[0].lower()}")
    for path in (OWN, f"/tanggapi/{codes[0]}"):
        await look.weighed(page, path)
    await look.at(page, OWN)
    await reach(page, "Simpan NIP")
    await look.refused(page, OWN, "form[action$=nip]")
    await look.refused(page, f"{OWN}/{batch}/tes/after")
    await look.refused(page, f"{OWN}/{batch}/rencana")
    await look.refused(page, "/tanggapi", "form")
    await look.refused(page, f"/tanggapi/{codes[0]}", "form")
    plans = ActionPlans(house.database, house.clock, house.keys, ZONE)
    await plans.write(batch, people[0], LONG, "atasan@contoh.example", ["rekan@contoh.example"])
    for code in codes:
        await asking.answer(code, LAST_DAY, dict.fromkeys(QUESTIONS, 4), LONG)
    for one in people:
        await tests.take(batch, one, "after", LAST_DAY, {0: 1, 1: 0})
    await look.at(page, OWN)
    await context.close()
    context, page = await signed_in_at(browser, site, "analis")
    await look.refused(page, "/kantor/pelatihan/e-learning", "form[action$=kursus]")
    await look.at(page, "/kantor/pelatihan/e-learning")
    await page.fill("#platform", "Moodle BPSDM")
    await page.click("main form[action$=kunci] button")
    await look.here(page)
    await page.goto(f"{site}/kantor/pelatihan/e-learning/moodle")
    await page.select_option("#kursus", index=1)
    table = {"name": "selesai.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    await page.set_input_files("#berkas", files=[table])  # type: ignore[list-item]
    await page.locator("main form button").first.click()
    await page.get_by_text("1 baris disimpan").wait_for()
    await look.here(page)
    await look.at(page, f"/kantor/pelatihan/jawaban/soal/{material}")
    await page.fill("#questions", "Satu soal tanpa jawaban")
    await page.locator("main form button").first.click()
    await look.here(page)
    await look.at(page, "/kantor/pelatihan/jam")
    await page.goto(f"{site}/kantor/pelatihan/jawaban/{batch}")
    await page.fill("#count", "1")
    await page.click("main form[action$=kode] button")
    await look.here(page)
    house.clock.instant = house.clock.instant.replace(day=LAST_DAY.day + OPEN_DAYS + 1)  # type: ignore[attr-defined]
    await context.close()
    context, page = await signed_in_at(browser, site, "analis")
    await look.at(page, f"/kantor/pelatihan/jawaban/{batch}")
    (ask, *_others) = await plans_asked(house)
    house.clock.instant = house.clock.instant.replace(year=2027, month=4, day=3)  # type: ignore[attr-defined]
    await look.refused(page, f"/tindak-lanjut/{ask}/{plans.token(ask)}", "form")
    await context.close()
    assert not look.found, "\n".join(look.found)


async def held(here: World) -> UUID:
    """A batch on its last day; an officer of each unit came, and one of them finished already."""
    batch = await planned(here)
    async with here.house.database.transaction() as session:
        for place, (unit, actor) in enumerate(here.people.items()):
            done = {"hours": 16, "finished": True} if not place else {}
            session.add(SeatRow(batch_id=batch, officer_id=known(actor), unit=unit, state="accepted", **done))
    on(here.house, LAST_DAY)
    return batch


async def plans_asked(house: House) -> list[UUID]:
    async with house.database.reading() as session:
        return [row["ask_id"] for row in await plainly(session, "SELECT ask_id FROM plan_askings ORDER BY ask_id")]
