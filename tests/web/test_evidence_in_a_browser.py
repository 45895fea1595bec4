"""Closing with evidence, the second look and the lists of those who oversee, by keyboard in a real browser."""

from datetime import timedelta
from uuid import UUID

from playwright.async_api import Browser, FilePayload

from complaints import commands as c
from complaints.kinds import Kind, Stage, Status
from people.actor import SYSTEM, Actor, Role
from service.demo.scenes import drawn
from sla.closing_samples import ClosingSamples
from sla.evidence_signs import EvidenceSigns
from sla.watch import Watch
from tests.closing import needs_evidence
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later
from tests.web.keyboard import enter, past_the_menu, press, write
from tests.web.officer import hire
from tests.web.test_evidence import PLACE, attach, told
from tests.web.test_office_in_a_browser import faults
from web.house import House

REPORT = (
    "Jalan provinsi di depan pasar berlubang dalam. Kemarin ada motor jatuh, dan setiap hujan lubangnya tak terlihat."
)
ANSWER = "Lubang di depan pasar sudah kami tambal dengan aspal panas, dan salurannya kami bersihkan."


async def case_of(house: House, officer: Actor, variant: int, place: bool = True) -> UUID:
    """A report with a photo, taken in hand by the unit of roads."""
    where = {"place": PLACE, "place_words": c.Words('{"latitude":-5.4,"longitude":105.26,"area":"18.71"}')}
    case = await filed(house, REPORT, kind=Kind.ORDINARY, **(where if place else {}))
    await attach(house, case.id, drawn("jalan", variant, mended=False), Actor("citizen", holds=case.id))
    await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    await done(house, case.id, c.Take(), officer)
    return case.id


async def oversee(house: House, officer: Actor) -> None:
    """Signs, a sample of last month and an escalation, for the pages of those who oversee."""
    for number in range(3):
        case = await case_of(house, officer, number)
        await attach(house, case, drawn("jalan", number, mended=True), officer)
        await done(house, case, c.Resolve(c.Words(ANSWER)), OFFICER)
        await done(house, case, c.Confirm(), Actor("citizen", holds=case))
    again = await case_of(house, officer, 7)
    await attach(house, again, drawn("jalan", 0, mended=True), officer)
    signs = EvidenceSigns(house.database, house.clock, house.region, house.attachments)
    while await signs.run():
        pass
    late = await case_of(house, officer, 9)
    due = (await house.queries.case(SYSTEM, late)).complaint.promises[Stage.FIRST_RESPONSE].due
    later(house, seconds=(due - house.clock.now()).total_seconds() + 60)
    for _ in range(3):
        await Watch(house.database, house.clock, house.handling).sweep()
        later(house, seconds=timedelta(days=2).total_seconds())
    later(house, days=15)
    await Watch(house.database, house.clock, house.handling).sweep()
    assert await ClosingSamples(house.database, house.clock, house.region).draw() == 1


async def test_a_case_is_closed_with_evidence_and_a_second_person_by_keyboard(
    house: House, site: str, browser: Browser
) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    await needs_evidence(house, units=("BMBK",))
    case = await case_of(house, officer, 0)
    address = f"{site}/kantor/aduan/{case}"
    page, head = await browser.new_page(), await browser.new_page()
    await enter(page, site, "petugas")
    await page.wait_for_selector("[data-inbox].has-keys")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await page.wait_for_url(address)
    await past_the_menu(page)
    await write(page, "Apa yang sudah dikerjakan", ANSWER)
    await press(page, "Nyatakan selesai")
    await page.wait_for_selector("#errors")
    assert await page.input_value("#langkah-selesai textarea") == ANSWER, "nothing typed is lost"
    picture: FilePayload = {"name": "sesudah.jpg", "mimeType": "image/jpeg", "buffer": told(3, house.clock.now())}
    await page.set_input_files("#langkah-selesai input[type=file]", files=[picture])
    await past_the_menu(page)
    await press(page, "Nyatakan selesai")
    await page.wait_for_selector("#usulan")
    assert (await house.queries.case(SYSTEM, case)).complaint.status is Status.IN_PROCESS
    await enter(head, site, "kepala")
    found = await faults(head, address)
    await head.goto(address)
    await past_the_menu(head)
    await press(head, "Setujui jawaban")
    await head.wait_for_selector("text=Jawaban disetujui dan disampaikan")
    assert (await house.queries.case(SYSTEM, case)).complaint.status is Status.RESOLVED
    assert found == []
    await page.close()
    await head.close()


async def test_the_lists_of_those_who_oversee_are_worked_by_keyboard(house: House, site: str, browser: Browser) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "sekda", (Role.SECRETARY, "SETDA"))
    await needs_evidence(house)
    await oversee(house, officer)
    page, secretary = await browser.new_page(), await browser.new_page()
    await enter(page, site, "pengawas")
    found = []
    for path in ("bukti", "bukti/contoh", "eskalasi"):
        found += await faults(page, f"{site}/kantor/pengawasan/{path}")
    await page.goto(f"{site}/kantor/pengawasan/bukti")
    await past_the_menu(page)
    await press(page, "Wajar", "Space")
    await press(page, "Simpan hasil")
    await page.wait_for_selector("text=Hasil pemeriksaan tercatat")
    await enter(secretary, site, "sekda")
    await press(secretary, "Eskalasi")
    await secretary.wait_for_url("**/eskalasi")
    await past_the_menu(secretary)
    await press(secretary, "Saya tangani")
    await write(secretary, "Catatan", "Regu dua berangkat besok.")
    await secretary.keyboard.press("Enter")
    await secretary.wait_for_selector("text=Tercatat: Anda menangani keterlambatan ini")
    assert found == []
    await page.close()
    await secretary.close()
