"""“Ikut melaporkan”: joining a case that everybody may read, once an address, and ending it again."""

import asyncio
import re
from dataclasses import replace

import httpx
import pytest
from sqlmodel import select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Visibility
from notices.dispatcher import Dispatcher
from notices.following import forget
from people.contact import Contact
from people.tables import FollowerRow
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.web.applications import application_over
from tests.web.citizen import (
    COORDINATOR,
    OFFICER,
    REPORT,
    done,
    errors,
    fields,
    filed,
    follow,
    heading,
    later,
    opened_form,
    published,
    resolved,
    state,
    taken,
    words,
)
from web.house import House
from web.joining import JOINING, SAME_CASE
from web.lookup import reporter

RECEIPT = re.compile(r"/ikut/([0-9A-Z]{11})/([0-9a-f-]{36})/([a-z2-7]{26})(\?kabar=ya)?")
MAIL = "ikut@contoh.id"


@pytest.fixture
async def house(house: House) -> House:
    """A house that can send mail."""
    return replace(house, mails=True)


@pytest.fixture
async def told(house: House) -> Complaint:
    return await published(house, contact=Contact(email="pelapor@contoh.id"))


async def join(client: httpx.AsyncClient, house: House, code: str, email: str = "") -> httpx.Response:
    form = await opened_form(client, house, f"/ikut/{code}")
    return await client.post(f"/ikut/{code}", data=form | {"email": email})


async def rows(house: House) -> list[FollowerRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(FollowerRow))).all())


async def sent(house: House) -> FakeChannel:
    """Everything that is due goes out."""
    channel = FakeChannel()
    dispatcher = Dispatcher(
        house.database, house.clock, house.keys, house.region, [channel], PageLinks(house, "https://uji.example")
    )
    while (await dispatcher.run()).claimed:
        pass
    return channel


async def test_somebody_joins_and_reads_of_it_on_the_public_page(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    page = await client.get(f"/lacak/{told.code}")
    assert f'href="/ikut/{told.code}"' in page.text
    assert "ikut melaporkan" not in words(page)
    answer = await join(client, house, told.code, MAIL)
    assert answer.status_code == 303, answer.text
    assert RECEIPT.fullmatch(answer.headers["location"])
    receipt = await client.get(answer.headers["location"])
    assert f"http://tanggap.test/lacak/{told.code}" in receipt.text
    assert f"/ikut/{told.code}/" in receipt.text
    assert MAIL not in receipt.text
    assert "1 warga lain ikut melaporkan" in words(await client.get(f"/lacak/{told.code}"))
    assert (await state(house, told.id)).joined == 1


async def test_the_address_is_sealed_and_the_log_holds_none(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    await join(client, house, told.code, MAIL)
    (row,) = await rows(house)
    assert row.email is not None
    assert MAIL.encode() not in row.email + (row.email_index or b"")
    assert house.keys.open(row.email, "followers.email") == MAIL


async def test_a_double_click_joins_once(client: httpx.AsyncClient, house: House, told: Complaint) -> None:
    form = await opened_form(client, house, f"/ikut/{told.code}") | {"email": MAIL}
    answers = await asyncio.gather(*(client.post(f"/ikut/{told.code}", data=form) for _ in range(3)))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert (await state(house, told.id)).joined == 1


async def test_one_address_counts_once_and_the_answer_does_not_say_so(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    first = await join(client, house, told.code, MAIL)
    again = await join(client, house, told.code, MAIL.upper())
    assert again.status_code == first.status_code == 303
    assert RECEIPT.fullmatch(again.headers["location"])
    assert (await state(house, told.id)).joined == 1
    pages = [words(await client.get(answer.headers["location"])) for answer in (first, again)]
    assert pages[0] == pages[1]


async def test_the_same_address_at_the_same_instant_counts_once(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    forms = [await opened_form(client, house, f"/ikut/{told.code}") | {"email": MAIL} for _ in range(3)]
    answers = await asyncio.gather(*(client.post(f"/ikut/{told.code}", data=form) for form in forms))
    assert {answer.status_code for answer in answers} == {303}
    assert (await state(house, told.id)).joined == 1


async def test_whether_the_reporter_has_an_address_is_not_to_be_found_out(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    await join(client, house, told.code, "pelapor@contoh.id")
    assert (await state(house, told.id)).joined == 1


async def test_without_an_address_it_is_a_number_only_and_a_visitor_has_few(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    for _ in range(SAME_CASE.times):
        answer = await join(client, house, told.code)
        assert RECEIPT.fullmatch(answer.headers["location"])
        assert "Berhenti dikabari" not in (await client.get(answer.headers["location"])).text
    refused = await join(client, house, told.code)
    assert refused.status_code == 429
    assert errors(refused.text)
    assert (await state(house, told.id)).joined == SAME_CASE.times
    assert await rows(house) == []


async def test_fifty_joins_from_one_address_end_at_the_limit(client: httpx.AsyncClient, house: House) -> None:
    cases = [await published(house, f"{REPORT} Nomor {number}.") for number in range(JOINING.times + 1)]
    statuses = [(await join(client, house, case.code, f"w{n}@contoh.id")).status_code for n, case in enumerate(cases)]
    assert statuses == [303] * JOINING.times + [429]


async def test_an_address_that_is_none_comes_back_with_the_form(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    answer = await join(client, house, told.code, "bukan alamat")
    assert answer.status_code == 422
    assert errors(answer.text) == ["Alamat email belum lengkap, misalnya nama@contoh.id."]
    assert "bukan alamat" in answer.text
    assert fields(answer.text, f"/ikut/{told.code}")["key"]


@pytest.mark.parametrize(
    "chosen",
    [
        {"visibility": Visibility.CONFIDENTIAL},
        {"kind": Kind.OVERSIGHT, "about_unit": "DISHUB"},
        {"topic": "kekerasan_anak"},
    ],
)
async def test_what_not_everybody_may_read_is_as_if_it_were_not_there(
    client: httpx.AsyncClient, house: House, chosen: dict[str, object]
) -> None:
    hidden = await filed(house, **chosen)
    waiting = await filed(house, "zz tidak ada kata yang dikenal")
    unknown = await client.get("/ikut/ZZZZZZZZZZZ")
    form = fields((await client.get("/")).text)
    for case in (hidden, waiting):
        answer = await client.get(f"/ikut/{case.code}")
        assert (answer.status_code, heading(answer.text)) == (404, heading(unknown.text))
        assert "berlubang" not in answer.text
        assert (await client.post(f"/ikut/{case.code}", data=form)).status_code == 404
        assert (await state(house, case.id)).joined == 0


async def test_what_is_closed_says_so_and_cannot_be_joined(client: httpx.AsyncClient, house: House) -> None:
    over = await resolved(house)
    await done(house, over.id, c.Confirm(), reporter(over.id))
    page = await client.get(f"/ikut/{over.code}")
    assert page.status_code == 200
    assert "sudah tidak berjalan" in page.text
    assert f'action="/ikut/{over.code}"' not in page.text


async def test_who_stops_is_forgotten_and_still_counted(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    answer = await join(client, house, told.code, MAIL)
    receipt = await client.get(answer.headers["location"])
    href = re.search(r'href="(/ikut/[^"]+/berhenti)"', receipt.text)
    assert href is not None
    asked = await client.get(href[1])
    assert len(await rows(house)) == 1  # whoever only opens the link ends nothing
    over = await client.post(href[1], data=fields(asked.text, href[1]))
    assert "tidak dikabari lagi" in over.text
    assert await rows(house) == []
    assert (await state(house, told.id)).joined == 1
    assert (await client.get(href[1].replace("berhenti", "x"))).status_code == 404


async def test_nobody_stops_for_another(client: httpx.AsyncClient, house: House, told: Complaint) -> None:
    await join(client, house, told.code, MAIL)
    other = await join(client, house, told.code, "lain@contoh.id")
    (mine,) = [row for row in await rows(house) if house.keys.open(row.email or b"", "followers.email") == MAIL]
    place, _, token = other.headers["location"].partition("?")[0].rpartition("/")
    wrong = f"{place.rpartition('/')[0]}/{mine.follower_id}/{token}/berhenti"
    assert (await client.get(wrong)).status_code == 404


async def test_followers_are_told_of_each_step_once(client: httpx.AsyncClient, house: House, told: Complaint) -> None:
    await sent(house)
    await join(client, house, told.code, MAIL)
    await done(house, told.id, c.Take(), OFFICER)
    later(house, minutes=1)
    channel = await sent(house)
    (message,) = channel.to(MAIL)
    assert f"https://uji.example/lacak/{told.code}" in message.body
    assert "Berhenti mengikuti" in message.body
    assert "khusus untuk Anda" not in message.body
    assert len(channel.to("pelapor@contoh.id")) == 1
    stop = re.search(r"https://uji\.example(/ikut/\S+/berhenti)", message.body)
    assert stop is not None
    asked = await client.get(stop[1])
    await client.post(stop[1], data=fields(asked.text, stop[1]))
    await done(house, told.id, c.Resolve(c.Words("Sudah ditambal.")), OFFICER)
    later(house, minutes=1)
    assert (await sent(house)).to(MAIL) == []


async def test_a_case_that_was_withheld_since_is_told_to_no_follower(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    await join(client, house, told.code, MAIL)
    await done(house, told.id, c.Take(), OFFICER)
    await done(house, told.id, c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR)
    assert (await sent(house)).to(MAIL) == []


async def test_who_reports_and_follows_with_one_address_hears_once(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    await sent(house)
    await join(client, house, told.code, "pelapor@contoh.id")
    await done(house, told.id, c.Take(), OFFICER)
    assert len((await sent(house)).to("pelapor@contoh.id")) == 1


async def test_whose_report_was_merged_reads_and_hears_of_the_other(client: httpx.AsyncClient, house: House) -> None:
    main = await taken(house)
    again = await filed(house, "zz tidak ada kata yang dikenal", contact=Contact(email=MAIL))
    await done(house, again.id, c.MarkDuplicate(main.id), COORDINATOR)
    await sent(house)
    page = await client.get(follow(house, again))
    assert f'href="/lacak/{main.code}"' in page.text
    await done(house, main.id, c.Resolve(c.Words("Sudah ditambal.")), OFFICER)
    (message,) = (await sent(house)).to(MAIL)
    assert "dinyatakan selesai" in message.subject
    assert follow(house, again) in message.body
    assert "Berhenti mengikuti" not in message.body


async def test_whose_report_was_merged_into_what_few_may_read_hears_only_that(
    client: httpx.AsyncClient, house: House
) -> None:
    main = await filed(house, "zz tidak ada kata yang dikenal", visibility=Visibility.CONFIDENTIAL)
    again = await filed(house, "zz tidak ada kata lain", contact=Contact(email=MAIL))
    await done(house, again.id, c.MarkDuplicate(main.id), COORDINATOR)
    (message,) = (await sent(house)).to(MAIL)
    page = await client.get(follow(house, again))
    for text in (message.body, message.subject, page.text):
        assert main.code not in text.replace("-", "")
    assert "Laporan yang lebih dahulu itu belum dapat dibaca umum." in words(page)
    await done(house, main.id, c.Forward("BMBK"), COORDINATOR)
    assert (await sent(house)).to(MAIL) == []


async def test_a_confidential_report_that_was_merged_brings_discreet_mail(
    client: httpx.AsyncClient, house: House
) -> None:
    main = await taken(house)
    again = await filed(
        house, "zz tidak ada kata lain", contact=Contact(email=MAIL), visibility=Visibility.CONFIDENTIAL
    )
    await done(house, again.id, c.MarkDuplicate(main.id), COORDINATOR)
    await sent(house)
    await done(house, main.id, c.Resolve(c.Words("Sudah ditambal.")), OFFICER)
    (message,) = (await sent(house)).to(MAIL)
    assert message.subject.startswith("Kabar untuk laporan")
    assert main.code not in (message.subject + message.body).replace("-", "")


async def test_followers_of_what_was_merged_follow_on(client: httpx.AsyncClient, house: House, told: Complaint) -> None:
    main = await taken(house)
    await join(client, house, told.code, MAIL)
    await done(house, told.id, c.Take(), OFFICER)
    await done(house, told.id, c.SendBack(c.Words("Bukan jalan kami.")), OFFICER)
    await sent(house)
    await done(house, told.id, c.MarkDuplicate(main.id), COORDINATOR)
    (merged,) = (await sent(house)).to(MAIL)
    assert f"https://uji.example/lacak/{main.code}" in merged.body
    assert (await state(house, main.id)).joined == 2
    await done(house, main.id, c.Resolve(c.Words("Sudah ditambal.")), OFFICER)
    (resolved_,) = (await sent(house)).to(MAIL)
    assert f"/ikut/{told.code}/" in resolved_.body


async def test_erasing_the_case_forgets_its_followers(client: httpx.AsyncClient, house: House, told: Complaint) -> None:
    await join(client, house, told.code, MAIL)
    await done(house, told.id, c.Take(), OFFICER)
    await done(house, told.id, c.Erase(), reporter(told.id))
    assert await rows(house) == []
    assert (await sent(house)).to(MAIL) == []


async def test_followers_of_what_is_long_over_are_forgotten(
    client: httpx.AsyncClient, house: House, told: Complaint
) -> None:
    open_ = await published(house, f"{REPORT} Sekali lagi.")
    for one in (told, open_):
        await join(client, house, one.code, MAIL)
    for command, by in (
        (c.Take(), OFFICER),
        (c.Resolve(c.Words("Selesai.")), OFFICER),
        (c.Confirm(), reporter(told.id)),
    ):
        await done(house, told.id, command, by)
    later(house, days=89)
    assert await forget(house.database, house.clock) == 0
    later(house, days=2)
    assert await forget(house.database, house.clock) == 1
    assert [row.complaint_id for row in await rows(house)] == [open_.id]
    assert (await state(house, told.id)).joined == 1


async def test_without_mail_no_address_is_asked_for_or_kept(house: House, told: Complaint) -> None:
    mute = replace(house, mails=False)
    transport = httpx.ASGITransport(application_over(mute))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        page = await client.get(f"/ikut/{told.code}")
        assert 'name="email"' not in page.text
        await join(client, mute, told.code, MAIL)
    assert await rows(house) == []
    assert (await state(house, told.id)).joined == 1


async def test_the_form_reads_in_english(client: httpx.AsyncClient, house: House, told: Complaint) -> None:
    await client.get("/bahasa/en")
    assert heading((await client.get(f"/ikut/{told.code}")).text) == "Report the same matter"
