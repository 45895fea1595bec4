"""The administrator's pages of units, topics, the service and its words; each change is written down, and in force."""

import re
from collections.abc import AsyncIterator
from datetime import date
from html import unescape

import httpx
import msgspec
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.kinds import Priority, Stage, Status
from complaints.own_region import UNIT
from complaints.paper_settings import PaperSettings
from complaints.paperwork import PaperKind
from complaints.routing_settings import set_routing
from complaints.setting_changes import SettingChanges
from complaints.standard_replies import Draft, StandardReplies
from complaints.tables import ComplaintRow
from people.actor import Actor, Post, Role
from people.tables import UnitRow
from service.region import load
from service.settings import ROOT
from sla.capacities import Capacities, Capacity, Steps
from sla.own_rules import OwnRules
from sla.policy import PromiseRule
from sla.report_schedules import Schedules
from tests.conftest import NOW
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, later
from tests.web.officer import hire, signed_in
from web.house import House


@pytest.fixture
async def admin(client: httpx.AsyncClient, house: House) -> AsyncIterator[httpx.AsyncClient]:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "admin") as own:
        yield own


async def sent(admin: httpx.AsyncClient, page: str, action: str, **values: str) -> httpx.Response:
    """A form of a page, filled in as it stands there but for `values`, and sent."""
    form = await admin.get(page)
    assert form.status_code == 200, form.text
    return await admin.post(action, data=fields(form.text, action) | values)


async def test_units_are_a_tree_with_vacancies(admin: httpx.AsyncClient, house: House) -> None:
    await hire(house, "kepala", (Role.HEAD, "DLH"), (Role.OFFICER, "DLH"))
    page = (await admin.get("/kantor/unit")).text
    row = re.search(r'href="/kantor/unit/DLH".*?</tr>', page, re.DOTALL)
    assert row
    assert "lowong" not in row[0]
    other = re.search(r'href="/kantor/unit/BMBK".*?</tr>', page, re.DOTALL)
    assert other
    assert other[0].count("lowong") == 2


async def test_a_changed_unit_is_in_force_logged_and_outlives_the_folder(
    admin: httpx.AsyncClient, house: House
) -> None:
    unit = (await house.region.current()).unit["DLH"]
    values = {name: getattr(unit, name) for name in ("short", "parent", "kind", "duty", "timezone")}
    answer = await admin_post(admin, "/kantor/unit/DLH", values | {"name": "Dinas Lingkungan", "duty": "Sampah."})
    assert answer.status_code == 303, answer.text
    await load(house.database, ROOT / "regions" / "lampung", NOW)
    house.region.forget()
    now = (await house.region.current()).unit["DLH"]
    assert (now.name, now.duty, now.short) == ("Dinas Lingkungan", "Sampah.", unit.short)
    async with house.database.reading() as session:
        row = (await session.exec(select(UnitRow).where(UnitRow.code == "DLH"))).one()
    assert row.name == "Dinas Lingkungan"
    (change,) = await SettingChanges(house.database).latest(UNIT)
    assert (change.before, change.after) == (
        {"name": unit.name, "duty": unit.duty},
        {"name": "Dinas Lingkungan", "duty": "Sampah."},
    )
    log = (await admin.get("/kantor/catatan-pengaturan?kata=Lingkungan")).text
    assert "Nama admin" in log
    assert unit.duty[:30] in log
    assert "Dinas Lingkungan</ins>" not in (await admin.get("/kantor/catatan-pengaturan?kata=taktertulis")).text


async def admin_post(admin: httpx.AsyncClient, path: str, values: dict[str, str]) -> httpx.Response:
    page = await admin.get(path)
    return await admin.post(path, data=fields(page.text, path) | values)


async def test_what_makes_no_sense_is_refused_with_a_sentence_a_field(admin: httpx.AsyncClient, house: House) -> None:
    page = await admin.get("/kantor/unit/baru")
    data = fields(page.text, "/kantor/unit") | {"code": "DLH", "name": "", "parent": "NIRWANA", "kind": "dinas"}
    answer = await admin.post("/kantor/unit", data=data)
    assert answer.status_code == 422
    for words in ("Kode ini sudah dipakai unit lain", "Tulis namanya", "Pilih unit induknya"):
        assert words in answer.text


async def test_closing_a_unit_leads_its_cases_topics_and_nothing_else_to_another(
    admin: httpx.AsyncClient, client: httpx.AsyncClient, house: House
) -> None:
    waits = await filed(house)
    await done(house, waits.id, c.Forward("DLH"), COORDINATOR)
    promises = (await done(house, waits.id, c.Prioritise(Priority.URGENT), COORDINATOR)).promises
    page = (await admin.get("/kantor/unit/DLH/tutup")).text
    assert "Aduan terbuka" in page
    refused = await admin_post_closing(admin, "DLH", successor="BMBK")
    assert refused.status_code == 422
    assert "memang ditutup" in refused.text
    answer = await admin_post_closing(admin, "DLH", successor="BMBK", sure="ya")
    assert answer.status_code == 303, answer.text
    async with house.database.reading() as session:
        row = (await session.exec(select(ComplaintRow).where(ComplaintRow.complaint_id == waits.id))).one()
    assert (row.unit, row.status) == ("BMBK", str(Status.FORWARDED))
    region = await house.region.current()
    assert not region.unit["DLH"].accepts
    assert not [topic for topic in region.topics if topic.unit == "DLH"]
    after = await done(house, waits.id, c.Prioritise(Priority.NORMAL), COORDINATOR)
    assert {stage: one.due for stage, one in after.promises.items()} == {
        stage: one.due for stage, one in promises.items()
    }
    await admin_post(admin, "/kantor/unit/DLH", {})  # a closed one can still be corrected
    opened = await admin.post("/kantor/unit/DLH/buka", data=fields((await admin.get("/kantor/unit/DLH")).text))
    assert opened.status_code == 303
    assert (await house.region.current()).unit["DLH"].accepts


async def admin_post_closing(admin: httpx.AsyncClient, code: str, **values: str) -> httpx.Response:
    at = f"/kantor/unit/{code}/tutup"
    return await sent(admin, at, at, **values)


@pytest.mark.parametrize("code", ["INSP", "DISKOMINFOTIK"])
async def test_a_unit_on_which_the_service_stands_is_not_closed(admin: httpx.AsyncClient, code: str) -> None:
    page = await admin.get(f"/kantor/unit/{code}/tutup")
    assert "belum dapat ditutup" in page.text


async def test_a_retired_topic_is_offered_no_more_and_kept_by_its_cases(admin: httpx.AsyncClient, house: House) -> None:
    values = {"retired": "ya", "about": "Lubang di jalan.", "phrases": "jalan bolong\nJalan  Bolong\naspal rusak"}
    answer = await admin_post(admin, "/kantor/topik/jalan_rusak", await topic_values(house, "jalan_rusak") | values)
    assert answer.status_code == 303, answer.text
    topic = (await house.region.current()).topic["jalan_rusak"]
    assert (topic.retired, topic.phrases) == (True, ("jalan bolong", "aspal rusak"))
    assert topic.examples, "what the form does not ask stays"
    case = await filed(house)
    forwarded = await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    assert forwarded.topic == "jalan_rusak"
    body = {"text": "Jalan di depan pasar berlubang dalam sekali.", "topic": "jalan_rusak"}
    refused = await admin.post("/api/v1/aduan", json=body)
    assert refused.status_code != 201
    assert "Lubang di jalan." in (await admin.get("/kantor/topik")).text


async def topic_values(house: House, code: str) -> dict[str, str]:
    topic = (await house.region.current()).topic[code]
    return {name: getattr(topic, name) for name in ("name", "name_en", "parent", "unit")}


async def test_quiet_hours_and_times_of_keeping(admin: httpx.AsyncClient, house: House) -> None:
    answer = await sent(admin, "/kantor/layanan", "/kantor/layanan/jam-tenang", **{"from": "21:00", "to": "21:00"})
    assert answer.status_code == 422
    await sent(admin, "/kantor/layanan", "/kantor/layanan/jam-tenang", **{"from": "21:00", "to": "05:30"})
    assert (await house.region.current()).quiet == {"from": "21:00", "to": "05:30"}
    kept = {"words_months": "24", "learning_months": "18", "drafts_days": "9"}
    soon = await sent(
        admin, "/kantor/layanan", "/kantor/layanan/masa-simpan", sure="ya", **kept | {"learning_months": "3"}
    )
    assert errors(soon.text) == ["Isi 12 sampai 1.200 bulan, atau kosongkan."]
    refused = await sent(admin, "/kantor/layanan", "/kantor/layanan/masa-simpan", **kept)
    assert refused.status_code == 422
    assert "tidak dapat dikembalikan" in refused.text
    await sent(admin, "/kantor/layanan", "/kantor/layanan/masa-simpan", sure="ya", **kept)
    region = await house.region.current()
    assert (region.retention.words_months, region.retention.learning_months, region.drafts_days) == (24, 18, 9)


async def test_pale_colours_are_refused_and_an_emblem_is_cleaned(admin: httpx.AsyncClient, house: House) -> None:
    at = "/kantor/layanan/rupa"
    pale = await sent(admin, "/kantor/layanan", at, accent="#ffcc00", accent_dark="#4d0f1b")
    assert pale.status_code == 422
    assert "banding 1" in pale.text
    drawn = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"><script>alert(1)</script>'
        b'<path d="M0 0h9v9z" fill="url(https://x.example/a)"/><image href="https://x.example/b"/></svg>'
    )
    page = await admin.get("/kantor/layanan")
    data = fields(page.text, at) | {"accent": "#123456", "accent_dark": "#010203"}
    answer = await admin.post(at, data=data, files=[("logo", ("a.svg", drawn, "image/svg+xml"))])
    assert answer.status_code == 303, answer.text
    emblem = await admin.get("/gaya/lambang")
    assert emblem.headers["content-type"].startswith("image/svg+xml")
    for word in (b"script", b"onload", b"example", b"<image"):
        assert word not in emblem.content
    assert b"M0 0h9v9z" in emblem.content
    assert "--accent:#123456" in (await admin.get("/gaya/wilayah.css")).text
    assert "/gaya/lambang" in (await admin.get("/")).text


async def test_a_notice_says_what_the_region_wrote_and_needs_its_fields(admin: httpx.AsyncClient, house: House) -> None:
    at = "/kantor/layanan/teks/citizen/complaint.closed/id"
    words = {"subject": "Selesai: {code}", "body": "Aduan selesai. Terima kasih."}
    lacking = await sent(admin, at, at, subject="Selesai", body="x {rahasia}", act="simpan")
    assert lacking.status_code == 422
    assert "Harus memuat {code}" in lacking.text
    assert "tidak dapat dibaca" in lacking.text
    shown = await sent(admin, at, at, **words, act="lihat")
    assert shown.status_code == 200
    assert "Selesai: 7Q4" in shown.text
    assert not (await house.region.current()).messages
    assert (await sent(admin, at, at, **words, act="simpan")).status_code == 303
    assert (await house.region.current()).messages == {"citizen:complaint.closed:id": words}
    await sent(admin, at, at, act="bawaan")
    assert not (await house.region.current()).messages


LOG = "/kantor/catatan-pengaturan"


async def test_every_page_of_the_administrator_leaves_a_line_with_before_and_after(
    admin: httpx.AsyncClient, house: House
) -> None:
    """A duty put on the roster and ended, a promise taken back, a capacity, a reply, a number pattern, the router."""
    by = (await house.accounts.all())[0]
    me = Actor("officer", by.id, (Post(Role.ADMINISTRATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
    person = await hire(house, "piket", (Role.COORDINATOR, "DISKOMINFOTIK"))
    duty = {"officer": str(person.person), "starts_at": "2026-11-20T08:00", "ends_at": "2026-11-21T08:00", "place": "1"}
    assert (await sent(admin, "/kantor/piket", "/kantor/piket", **duty)).status_code == 303
    end = re.search(r'action="(/kantor/piket/[^"]+/akhiri)"', (await admin.get("/kantor/piket")).text)
    assert end
    assert (await sent(admin, "/kantor/piket", end[1])).status_code == 303
    coming = PromiseRule(Stage.VERIFY, date(2027, 1, 1), "Keputusan uji coba", 2, level="regional")
    rules = OwnRules(house.database, house.policies)
    await rules.add(coming, me.name_in_log, NOW, NOW.date())
    await rules.remove(coming.name, me.name_in_log, NOW, NOW.date())
    capacities = Capacities(house.database, house.clock)
    for cases in (20, 25):
        await capacities.write(me, Capacity("DLH", NOW.date(), 3.0, cases, f"Kapasitas {cases}."))
    replies = StandardReplies(house.database, house.clock)
    reply = await replies.write(me, Draft("Lubang", None, None, "Segera kami tambal."))
    await replies.write(me, Draft("Lubang", None, None, "Kami tambal minggu ini.", 1), reply)
    await PaperSettings(house.database, house.clock).write(me, PaperKind.MEMO, "{nomor}/NOTA/{unit}/{tahun}", "000.8.3")
    region = await house.region.current()
    async with house.database.transaction() as session:
        for precision in (0.9, 0.95):
            wanted = msgspec.structs.replace(region.routing, precision=precision)
            await set_routing(session, region, wanted, me.name_in_log, NOW)
    schedules = Schedules(house.database, house.clock)
    await schedules.end(by.id, await schedules.add(by.id, "DLH", 7, [by.id]))
    steps, month = Steps(house.database, house.clock), "2026-10"
    await steps.write(me, "DLH", "on_time", month, "Loket baru dibuka.")
    await steps.write(me, "DLH", "on_time", month, "", withdrawn=True)
    await house.models.put_in_force(None, me.name_in_log)
    await house.models.release(me.name_in_log)
    for kind, before, after in (
        ("reports", "hari kerja ke-7", "hari kerja ke-7"),
        ("steps", "Loket baru dibuka.", "Loket baru dibuka."),
        ("models", "ya", "tidak"),
        ("duty", "21 November 2026", "20 November 2026"),
        ("rule", "Keputusan uji coba", ""),
        ("capacity", "20", "25"),
        ("replies", "Segera kami tambal.", "Kami tambal minggu ini."),
        ("papers", "/ND/", "/NOTA/"),
        ("routing", "90", "95"),
    ):
        page = (await admin.get(f"{LOG}?jenis={kind}")).text
        assert "Nama admin" in page, kind
        gone = " ".join(re.findall(r"<del>.*?</span>(.*?)</del>", page, re.DOTALL))
        made = " ".join(re.findall(r"<ins>.*?</span>(.*?)</ins>", page, re.DOTALL))
        assert before in gone, kind
        assert after in made, kind
    everything = (await admin.get(LOG)).text
    assert everything.count("Nama admin") >= 10
    assert "Nama piket" in (await admin.get("/kantor/piket")).text.split("Perubahan terakhir")[1]


async def test_a_search_goes_on_where_so_many_changes_were_looked_at(admin: httpx.AsyncClient, house: House) -> None:
    by = (await house.accounts.all())[0]
    me = Actor("officer", by.id, (Post(Role.ADMINISTRATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
    replies = StandardReplies(house.database, house.clock)
    await replies.write(me, Draft("Jawaban langka", None, None, "Segera."))
    for number in range(60):
        later(house, seconds=1)
        await replies.write(me, Draft(f"Jawaban {number}", None, None, "Segera."))
    later(house, minutes=1)
    page = (await admin.get(f"{LOG}?kata=langka")).text
    assert "Jawaban langka" not in page
    older = re.search(r'href="([^"]*sebelum=[^"]*)"', page)
    assert older
    page = (await admin.get(unescape(older[1]))).text
    assert "Jawaban langka" in page
    assert "sebelum=" not in page


async def test_the_log_tells_of_what_is_written_down_elsewhere(
    admin: httpx.AsyncClient, client: httpx.AsyncClient, house: House
) -> None:
    await hire(house, "auditor", (Role.INSPECTORATE, "INSP"))
    async with signed_in(client, "auditor") as own:
        page = await own.get("/kantor/catatan-pengaturan")
    assert page.status_code == 200
    assert re.search(r"auditor <small[^>]*>Akun<", page.text), "accounts are changed, too"
