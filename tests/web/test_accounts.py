"""Accounts at the door: invitation, forgotten password, second step, showing again, sessions, the log."""

import re
from dataclasses import replace
from html import unescape
from uuid import UUID

import httpx
import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from people.account_rules import AccountRules
from people.actor import Role
from people.tries import FREE, LEAST_WORK
from tests.people.test_second_factors import code_at
from tests.web.applications import application_over
from tests.web.citizen import errors, fields, heading, later, words
from tests.web.officer import PASSWORD, browser_of, hire, set_password, sign_in, signed_in
from tests.web.serving import served
from web.account_links import BY_ADDRESS, BY_NAME
from web.forms_proof import challenge, work
from web.house import House
from web.profile import PATH as PROFILE

ACCOUNTS = "/kantor/akun"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"


@pytest.fixture
async def admin(house: House) -> None:
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))


async def demanding(house: House, *roles: Role) -> None:
    """From now on these roles need a second factor."""
    async with house.database.transaction() as session:
        asked = msgspec.json.encode(AccountRules(second_factor=roles)).decode()
        put = "jsonb_set(data::jsonb, '{accounts}', CAST(:asked AS jsonb))"
        change = text(f"UPDATE regions SET data = {put}, version = version + 1")
        await session.exec(change, params={"asked": asked})  # type: ignore[call-overload]
    house.region.forget()  # what is kept at hand is read again


async def invited(own: httpx.AsyncClient, username: str = "sari", **values: str) -> httpx.Response:
    page = await own.get(ACCOUNTS)
    told = {"username": username, "name": "Sari Dewi", "role": "officer", "unit": "BMBK"} | values
    return await own.post(ACCOUNTS, data=fields(page.text, ACCOUNTS) | told)


def address_in(page: httpx.Response) -> str:
    return unescape(re.findall(r'class="code given">http://tanggap\.test([^<]+)<', page.text)[0])


async def pressed(own: httpx.AsyncClient, page: str, action: str, **values: str) -> httpx.Response:
    """The answer to a form of a page."""
    found = await own.get(page)
    return await own.post(action, data=fields(found.text, action) | values)


async def test_an_invitation_is_looked_at_often_and_used_once(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    async with signed_in(client, "admin") as own:
        given = await invited(own)
        assert "berlaku sampai 23 November 2026 pukul 10.00 WIB" in words(given)
        address = address_in(given)
        assert address not in (await own.get(f"{ACCOUNTS}/sari")).text, "shown once"
        assert "Diundang" in words(await own.get(ACCOUNTS))
    async with browser_of(client) as scanner:
        for _ in range(3):
            assert (await scanner.get(address)).status_code == 200
    async with browser_of(client) as sari:
        page = await sari.get(address)
        for password, again, fault in (
            ("pendek", "pendek", "12 karakter"),
            ("saribmbk2026", "saribmbk2026", "pertama dicoba"),
            (PASSWORD, PASSWORD + "x", "belum sama"),
        ):
            data = fields(page.text) | {"password": password, "again": again}
            refused = await sari.post(address, data=data)
            assert refused.status_code == 422
            assert fault in errors(refused.text)[0]
            assert password not in refused.text
        answer = await sari.post(address, data=fields(page.text) | {"password": PASSWORD, "again": PASSWORD})
        assert answer.headers["location"] == "/kantor"
        assert (await sari.get("/kantor/kotak")).status_code == 200
        assert (await sari.get(address)).status_code == 410
        assert (await sari.post(address, data=fields(page.text) | {"password": PASSWORD})).status_code == 410
        wrong = address[:-1] + ("a" if address[-1] != "a" else "b")
        assert (await sari.get(wrong)).status_code == 404
    assert (await sign_in(client, "sari")).status_code == 303


async def test_an_invitation_ends_and_a_newer_one_ends_the_older(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    async with signed_in(client, "admin") as own:
        first = address_in(await invited(own))
        again = await pressed(own, f"{ACCOUNTS}/sari", f"{ACCOUNTS}/sari/tautan")
        second = address_in(again)
        assert (await client.get(first)).status_code == 410
        assert (await client.get(second)).status_code == 200
    later(house, hours=72)
    assert (await client.get(second)).status_code == 410
    assert "Tautan tidak berlaku lagi" in heading((await client.get(second)).text)


async def test_a_forgotten_password_betrays_nothing(house: House) -> None:
    await house.accounts.add("sari", "Sari", PASSWORD, [(Role.OFFICER, "BMBK")], "sari@contoh.id")
    told, at = [], "/masuk/lupa"
    application = application_over(replace(house, mails=True))
    async with served(application) as site, httpx.AsyncClient(base_url=site) as posting:
        for typed in ("sari", " SARI@contoh.id ", "tidak.ada", "orang@contoh.id", "<script>", "a" * 200):
            answer = await pressed(posting, at, at, username=typed)
            told.append((answer.status_code, answer.headers["location"]))
        assert set(told) == {(303, f"{at}?kabar=ya")}
        assert "Bila ada akun dengan nama" in words(await posting.get(f"{at}?kabar=ya"))
        async with house.database.reading() as session:
            rows = (await session.exec(text("SELECT officer_id, link_id, purpose FROM account_mails"))).all()  # type: ignore[call-overload]
        assert {tuple(row) for row in rows} == {(None, None, "forgotten")}, "alike for whoever has an account or none"
        assert len(rows) == len(told)
        assert (await pressed(posting, at, at, username=" ")).status_code == 422
        limited = [(await pressed(posting, at, at, username="budi")).status_code for _ in range(BY_ADDRESS.times)]
        assert set(limited[: BY_ADDRESS.times - len(told)]) == {303}, "who is asked for too often is told to nobody"
        assert limited[-1] == 429
    async with house.database.reading() as session:
        count = (await session.exec(text("SELECT count(*) FROM account_mails"))).one()[0]  # type: ignore[call-overload]
    assert count == len(told) + BY_NAME.times


async def test_without_mail_nobody_is_sent_into_the_void(client: httpx.AsyncClient) -> None:
    assert "belum dapat mengirim email" in words(await client.get("/masuk/lupa"))


async def test_whoever_must_have_a_second_factor_can_do_nothing_before(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    await demanding(house, Role.ADMINISTRATOR)
    async with browser_of(client) as own:
        answer = await sign_in(own, "admin", lanjut=ACCOUNTS)
        assert answer.headers["location"] == f"/masuk/pasang?lanjut={ACCOUNTS}"
        for closed in (ACCOUNTS, PROFILE, "/kantor", "/kantor/sistem"):
            assert (await own.get(closed)).headers["location"].startswith("/masuk")
        page = await own.get(answer.headers["location"])
        secret = re.findall(r"pairing__key\">([A-Z2-7 ]+)<", page.text)[0].replace(" ", "")
        assert '<svg role="img" aria-label="Kode QR' in page.text
        asked = fields(page.text, "/masuk/pasang")
        wrong = await own.post("/masuk/pasang", data=asked | {"code": "000000"})
        assert wrong.status_code == 422
        assert secret in wrong.text.replace(" ", ""), "the app that was paired is asked for again"
        shown = await own.post("/masuk/pasang", data=asked | {"code": code_at(secret, house.clock.now())})
        codes = re.findall(r'<li><span class="code">([A-Z2-9]{5}-[A-Z2-9]{5})<', shown.text)
        assert len(codes) == 10
        assert f'href="{ACCOUNTS}"' in shown.text
        assert (await own.get(ACCOUNTS)).status_code == 200
        refused = await pressed(own, f"{PROFILE}/kode-masuk", f"{PROFILE}/kode-masuk", code="1")
        assert refused.status_code == 422
        token = fields((await own.get(PROFILE)).text, "/keluar")
        assert (await own.post(f"{PROFILE}/kode-masuk/lepas", data=token)).status_code == 409, "the post asks for it"
    async with browser_of(client) as own:
        later(house, seconds=30)
        assert (await sign_in(own, "admin")).headers["location"] == "/masuk/kode"
        assert (await own.get("/kantor/sistem")).status_code == 303
        wrong = await pressed(own, "/masuk/kode", "/masuk/kode", code="111111")
        assert wrong.status_code == 403
        right = await pressed(own, "/masuk/kode", "/masuk/kode", code=code_at(secret, house.clock.now()))
        assert right.headers["location"] == "/kantor"
        assert (await own.get("/kantor/sistem")).status_code == 200
    async with browser_of(client) as own:
        await sign_in(own, "admin")
        assert (await pressed(own, "/masuk/kode", "/masuk/kode", code=codes[0])).headers["location"] == "/kantor"
        assert "9 kode belum dipakai" in words(await own.get(PROFILE))


async def test_much_can_be_done_only_shortly_after_a_proof(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    at, again = f"{ACCOUNTS}/sari", "/kantor/pastikan"
    async with signed_in(client, "admin") as own:
        form = fields((await own.get(at)).text, f"{at}/nonaktif")
        later(house, minutes=16)
        assert (await own.get(ACCOUNTS)).status_code == 200, "the list is no secret"
        assert (await own.get(at)).headers["location"] == f"{again}?lanjut={at}"
        later(house, minutes=30)
        assert (await own.post(f"{at}/nonaktif", data=form)).status_code == 403
        assert not (await house.keeping.kept("sari")).disabled_at
        page = await own.get(f"{again}?lanjut={at}")
        wrong = await own.post(again, data=fields(page.text, again) | {"shown": "bukan ini kata sandinya"})
        assert wrong.status_code == 422
        right = await own.post(again, data=fields(page.text, again) | {"shown": PASSWORD})
        assert right.headers["location"] == at
        assert (await own.post(f"{at}/nonaktif", data=form)).headers["location"] == f"{at}?berhasil=nonaktif"
        elsewhere = await own.post(again, data=fields(page.text, again) | {"shown": PASSWORD, "lanjut": "https://x.id"})
        assert elsewhere.headers["location"] == "/kantor"


async def test_what_was_typed_goes_on_after_the_proof_as_it_was_typed(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    at, again = "/kantor/akun", "/kantor/pastikan"
    typed = {"username": "sari.dewi", "name": 'Sari "Dewi"', "email": "sari@contoh.id", "role": "officer"}
    async with signed_in(client, "admin") as own:
        form = fields((await own.get(at)).text, at) | typed | {"unit": "BMBK"}
        later(house, minutes=46)
        asked = await own.post(at, data=form)
        assert asked.status_code == 403
        assert "Isian Anda tidak hilang" in words(asked)
        wrong = await own.post(again, data=fields(asked.text, again) | {"shown": "bukan ini kata sandinya"})
        assert wrong.status_code == 422
        held = fields(wrong.text, again)
        assert {name: held[name] for name in typed} == typed, "not even by a wrong password"
        right = await own.post(again, data=held | {"shown": PASSWORD})
        assert (right.status_code, right.headers["location"]) == (307, at), "a browser sends the same once more"
        assert (await own.post(at, data=held | {"shown": PASSWORD})).status_code == 200
        assert (await house.keeping.kept("sari.dewi")).name == 'Sari "Dewi"'
        later(house, minutes=46)
        secret = f"{PROFILE}/kata-sandi"
        kept = await own.post(secret, data=form | {"password": "rahasia yang baru", "again": "rahasia yang baru"})
        assert kept.headers["location"] == f"{again}?lanjut={secret}", "no page holds a password"
        file = await own.post(f"{at}/impor", data=form, files={"berkas": ("orang.csv", b"nama\n", "text/csv")})
        assert file.headers["location"] == f"{again}?lanjut={at}/impor"


async def test_sessions_are_told_apart_and_ended(house: House, client: httpx.AsyncClient, admin: None) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "sari") as one, browser_of(client) as two, signed_in(client, "admin") as own:
        two.headers["User-Agent"] = AGENT
        await sign_in(two, "sari")
        page = await one.get(PROFILE)
        assert "Firefox, Windows" in words(page)
        link = re.findall(rf'action="({PROFILE}/sesi/[0-9a-f-]{{36}})"', page.text)
        assert len(link) == 1
        not_theirs = fields((await own.get(PROFILE)).text, "/keluar")
        assert (await own.post(link[0], data=not_theirs)).status_code == 303
        assert (await two.get(PROFILE)).status_code == 200, "somebody else's session is not theirs to end"
        assert (await one.post(link[0], data=fields(page.text, link[0]))).status_code == 303
        assert (await two.get(PROFILE)).status_code == 303
        assert (await one.get(PROFILE)).status_code == 200
        await pressed(own, f"{ACCOUNTS}/sari", f"{ACCOUNTS}/sari/sesi")
        assert (await one.get(PROFILE)).status_code == 303


async def test_another_password_ends_what_is_open_elsewhere(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    new, at = "tujuh gajah makan mi", f"{PROFILE}/kata-sandi"
    async with signed_in(client, "sari") as one, signed_in(client, "sari") as two:
        assert (await pressed(one, at, at, password="tanggap lampung", again="tanggap lampung")).status_code == 422
        assert (await pressed(one, at, at, password=new, again=new)).status_code == 303
        assert (await one.get(PROFILE)).status_code == 200
        assert (await two.get(PROFILE)).status_code == 303
    assert (await sign_in(client, "sari")).status_code == 403
    assert (await sign_in(client, "sari", new)).status_code == 303


async def test_everything_done_to_an_account_is_written_down(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    await hire(house, "inspektorat", (Role.INSPECTORATE, "INSP"))
    at = f"{ACCOUNTS}/sari"
    async with signed_in(client, "admin") as own:
        await set_password(client, address_in(await invited(own, email="sari.lama@contoh.id")))
        await pressed(own, at, f"{at}/data", name="Sari Dewi Lestari", email="baru@contoh.id")
        assert (await pressed(own, at, f"{at}/data", name="", email="x")).status_code == 422
        await pressed(own, at, f"{at}/jabatan", role="head", unit="DLH")
        assert (await pressed(own, at, f"{at}/jabatan", role="head", unit="DLH")).status_code == 422
        post = re.findall(rf'action="({at}/jabatan/[0-9a-f-]+/akhiri)"', (await own.get(at)).text)
        assert len(post) == 2
        await pressed(own, at, post[0])
        await pressed(own, at, f"{at}/nonaktif")
        await pressed(own, at, f"{at}/aktif")
        mine = re.findall(rf'action="({ACCOUNTS}/admin/jabatan/[^"]+)"', (await own.get(f"{ACCOUNTS}/admin")).text)
        assert (await pressed(own, f"{ACCOUNTS}/admin", mine[0])).status_code == 409, "the last key stays"
    async with signed_in(client, "inspektorat") as own:
        assert (await own.get(at)).status_code == 403
        page = await own.get("/kantor/catatan-akun?akun=sari")
    told = words(page)
    for part in (
        *("Akun dibuat, belum berkata sandi", "Undangan dipakai", "Nama diubah Sari Dewi Sari Dewi Lestari Nama admin"),
        *("s•••@contoh.id b•••@contoh.id", "Jabatan ditambahkan – Kepala unit, Dinas Lingkungan Hidup"),
        *("Jabatan diakhiri", "Akun dinonaktifkan", "Akun diaktifkan lagi"),
    ):
        assert part in told, part
    for hidden in (PASSWORD, "sari.lama", "baru@"):
        assert hidden not in told
    with pytest.raises(DBAPIError, match="append-only"):
        async with house.database.transaction() as session:
            await session.exec(text("DELETE FROM account_changes"))  # type: ignore[call-overload]


async def test_a_try_that_costs_work_comes_in_with_the_work_done(house: House, client: httpx.AsyncClient) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    for _ in range(FREE // 10):
        for _ in range(10):
            assert (await sign_in(client, "sari", "salah")).status_code == 403
        later(house, minutes=5)
    refused = await sign_in(client, "sari")
    assert refused.status_code == 429
    asked, key = (re.findall(rf'{name}="([^"]+)"', refused.text)[0] for name in ("data-work", 'name="key" value'))
    assert asked.split(".")[1] == str(LEAST_WORK)
    number = next(number for number in range(10**7) if work(asked, UUID(key), number) >= LEAST_WORK)
    filled = fields(refused.text) | {"username": "sari", "proof": f"{asked}.{number}"}
    assert (await client.post("/masuk", data=filled | {"password": "salah"})).status_code == 403
    assert (await client.post("/masuk", data=filled | {"password": PASSWORD})).status_code == 429, "worth one try"
    made_up = challenge(house.keys, int(house.clock.now().timestamp()), 1)
    cheap = {"key": key, "proof": f"{made_up}.0", "password": PASSWORD}
    assert (await client.post("/masuk", data=filled | cheap)).status_code == 429


async def test_the_owner_comes_in_while_her_account_is_attacked(house: House, client: httpx.AsyncClient) -> None:
    """Over the pages: her browser is known by its cookie alone, and nobody else's is."""
    await hire(house, "sari", (Role.OFFICER, "BMBK"))
    async with browser_of(client) as own:
        await sign_in(own, "sari")
        await pressed(own, PROFILE, "/keluar")
        for _ in range(12):
            await sign_in(client, "sari", "salah")
        assert (await sign_in(client, "sari")).status_code == 429
        assert (await sign_in(own, "sari")).status_code == 303
        cookies = {one.name: one for one in own.cookies.jar}
        (known,) = [one for name, one in cookies.items() if name.startswith("tanggap_kenal_")]
        assert known.has_nonstandard_attr("HttpOnly")
        assert "sari" not in known.name + (known.value or "")


async def test_accounts_are_looked_for_by_name_address_role_and_unit_page_by_page(
    house: House, client: httpx.AsyncClient, admin: None
) -> None:
    for number in range(52):
        await house.accounts.add(f"petugas{number}", f"Petugas {number}", PASSWORD, [(Role.OFFICER, "DISHUB")])
    await house.accounts.add("sari", "Sari Dewi", PASSWORD, [(Role.HEAD, "BMBK")], "s.dewi@bmbk.contoh.id")
    await house.accounts.add("tono", "Sari Tono", PASSWORD, [(Role.OFFICER, "BMBK"), (Role.HEAD, "DISHUB")])

    async with signed_in(client, "admin") as own:

        async def found(query: str) -> list[str]:
            return re.findall(rf'role="rowheader"><a href="{ACCOUNTS}/([^"]+)"', (await own.get(query)).text)

        assert await found(f"{ACCOUNTS}?cari=sari+dewi") == ["sari"]
        assert await found(f"{ACCOUNTS}?cari=SARI") == ["sari", "tono"]
        assert await found(f"{ACCOUNTS}?cari=s.dewi@BMBK") == ["sari"], "by an address that lies sealed"
        assert await found(f"{ACCOUNTS}?jabatan=head&unit=BMBK") == ["sari"], "both of one post"
        assert await found(f"{ACCOUNTS}?unit=BMBK&jabatan=&cari=") == ["sari", "tono"]
        assert await found(f"{ACCOUNTS}?cari=tidak.ada") == []
        assert "Tidak ada akun yang cocok" in words(await own.get(f"{ACCOUNTS}?cari=tidak.ada"))
        assert "55 akun" in words(await own.get(f"{ACCOUNTS}?jabatan=raja&unit=ISTANA")), "what is no role or unit"
        first = await found(f"{ACCOUNTS}?unit=DISHUB")
        page = await own.get(f"{ACCOUNTS}?unit=DISHUB")
        (further,) = re.findall(r'<a href="([^"]+)" rel="next"', page.text)
        second = await found(unescape(further))
        assert (len(first), len(second), len({*first, *second})) == (50, 3, 53)
        assert await found(f"{ACCOUNTS}?unit=DISHUB&halaman=99999") == second
