"""The client over real HTTP: every failure is told apart, and nobody ever sees the token."""

import json
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import quote

import pytest

from bots.client import Blocked, BotClient, Later, Refused, Sent, TooLarge
from bots.reading import Me
from tests.bots.double import BotApi, Fault, Person
from tests.bots.double_people import JPEG

KEYBOARD = {"inline_keyboard": [[{"text": "Ya", "callback_data": "x:1:ya"}]]}


@pytest.fixture
async def client(api: BotApi) -> AsyncIterator[BotClient]:
    async with BotClient(api.token, api.url, timeout=1) as opened:
        yield opened


async def test_messages_are_sent_changed_stripped_and_deleted(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    assert await client.me() == Me(api.bot["id"], "TanggapUjiBot")
    sent = await client.send(citizen.id, "<b>Halo</b> &amp; salam", KEYBOARD)
    assert isinstance(sent, Sent)
    assert (await citizen.wait("Halo & salam"))["message_id"] == sent.message
    assert citizen.buttons() == ["Ya"]
    assert await client.edit(citizen.id, sent.message, "Baru", KEYBOARD) == sent
    assert await client.edit(citizen.id, sent.message, "Baru", KEYBOARD) == sent
    assert await client.strip(citizen.id, sent.message) == sent
    assert await client.strip(citizen.id, sent.message) == sent
    assert citizen.buttons() == []
    assert await client.delete(citizen.id, sent.message) == sent
    assert await client.delete(citizen.id, sent.message) == sent
    assert citizen.heard() == []


async def test_telegram_does_not_open_the_links_of_a_message(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    sent = await client.send(citizen.id, "Halaman Anda: https://tanggap.example/lacak/A/rahasia")
    assert isinstance(sent, Sent)
    await client.edit(citizen.id, sent.message, "Halaman baru: https://tanggap.example/lacak/A/rahasia")
    calls = [one for one in api.asked if one.method in ("sendMessage", "editMessageText")]
    assert len(calls) == 2
    for call in calls:
        assert json.loads(call.parameters["link_preview_options"])["is_disabled"] is True


async def test_the_phones_buttons_come_and_go(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    keyboard = {"keyboard": [[{"text": "Lokasi", "request_location": True}]], "one_time_keyboard": True}
    await client.send(citizen.id, "Di mana?", keyboard)
    assert citizen.chat.keyboard == keyboard | {"keyboard": [[{"text": "Lokasi", "request_location": True}]]}
    await client.send(citizen.id, "Baik", {"remove_keyboard": True})
    assert citizen.chat.keyboard is None


async def test_a_press_is_answered_once_or_too_late(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    await client.send(citizen.id, "Ya?", KEYBOARD)
    query = citizen.press("Ya")
    assert await client.answer(query, "Diterima") == Sent()
    assert api.queries[query] == "Diterima"
    assert await client.answer("999", "Diterima") == Sent()


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(status=429, retry_after=7), Later("too many", timedelta(seconds=7))),
        (Fault(status=502), Later("Bad Gateway")),
        (Fault(status=500), Later("Internal Server Error")),
        (Fault(status=403), Blocked("Forbidden: bot was kicked")),
        (Fault(cut=True), Later("RemoteProtocolError", unsure=True)),
        (Fault(delay=1.2), Later("ReadTimeout", unsure=True)),
        (Fault(body=b"<html>"), Later("Invalid server response", unsure=True)),
    ],
)
async def test_failures_are_told_apart(api: BotApi, client: BotClient, fault: Fault, outcome: Later | Blocked) -> None:
    citizen = Person(api)
    fault.method, fault.times = "sendMessage", 1
    api.faults.append(fault)
    assert await client.send(citizen.id, "halo") == outcome
    assert isinstance(await client.send(citizen.id, "halo"), Sent)


async def test_who_cannot_be_reached_is_blocked_and_what_is_wrong_refused(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    assert isinstance(await client.send(77, "halo"), Blocked)
    citizen.block()
    assert await client.send(citizen.id, "halo") == Blocked("Forbidden: bot was blocked by the user")
    citizen.unblock()
    refused = await client.send(citizen.id, "<b>halo")
    assert isinstance(refused, Refused)
    assert "parse entities" in refused.reason
    too_long = {"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]}
    refused = await client.send(citizen.id, "halo", too_long)
    assert isinstance(refused, Refused)
    assert "button_data_invalid" in refused.reason.lower()


async def test_nobody_listening_is_no_doubt_about_what_was_sent(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    await api.down()
    assert await client.send(citizen.id, "halo") == Later("ConnectError")
    await api.up()
    assert isinstance(await client.send(citizen.id, "halo"), Sent)


async def test_updates_come_as_they_are_and_a_webhook_is_a_conflict(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    citizen.text("halo")
    api.updates.add(message={"from": 5, "aneh": True})
    found = await client.updates(0, 0)
    assert isinstance(found, list)
    assert [update["message"].get("text") for update in found] == ["halo", None]
    assert await client.updates(found[-1]["update_id"] + 1, 0) == []
    assert await client.set_webhook("https://contoh.example/telegram", "rahasia") == Sent()
    assert await client.webhook_url() == "https://contoh.example/telegram"
    assert await client.updates(0, 0) == Later("conflict")
    assert await client.delete_webhook() == Sent()
    assert await client.updates(0, 0) == []


async def test_files_come_whole_or_not_at_all(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    content = JPEG + bytes(300_000)
    small = citizen.photo(content)["photo"][-1]["file_id"]
    assert await client.fetch(small) == content
    assert await client.fetch(small, most=len(content)) == content
    assert await client.fetch(small, most=len(content) - 1) == TooLarge()
    assert await client.fetch(citizen.video(size=20_000_001)["video"]["file_id"]) == TooLarge()
    longer_than_told = citizen.document(content, size=10)["document"]["file_id"]
    assert await client.fetch(longer_than_told, most=1000) == TooLarge()
    assert isinstance(await client.fetch("tidak-ada"), Refused)
    api.faults.append(Fault("file", status=500))
    assert await client.fetch(small) == Later("status 500")
    api.faults.append(Fault("file", lost=True))
    assert await client.fetch(small) == Later("RemoteProtocolError")


async def test_photos_go_alone_or_as_an_album(api: BotApi, client: BotClient) -> None:
    citizen = Person(api)
    assert await client.send_photos(citizen.id, [JPEG], "<b>Selesai</b>") == Sent(1)
    assert await client.send_photos(citizen.id, [JPEG, JPEG + b"2"], "Selesai") == Sent(2, (2, 3))
    assert len(citizen.heard()) == 3
    assert [one.get("caption") for one in citizen.heard()] == ["Selesai", "Selesai", None]


async def test_the_menu_and_the_card_are_set_in_two_languages(api: BotApi, client: BotClient) -> None:
    assert await client.commands({"status": "Keadaan aduan"}) == Sent()
    assert await client.commands({"status": "State of a report"}, "en") == Sent()
    assert await client.describe("Panjang", "Pendek", "id") == Sent()
    assert api.commands["en"] == [{"command": "status", "description": "State of a report"}]
    assert api.descriptions == {("description", "id"): "Panjang", ("short_description", "id"): "Pendek"}
    assert isinstance(await client.describe("Panjang", "P" * 121), Refused)


async def test_the_token_is_in_no_log_outcome_or_representation(
    api: BotApi, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[object] = []
    echo = f'{{"ok":false,"error_code":400,"description":"no bot {api.token} here"}}'.encode()
    async with BotClient(api.token, api.url, timeout=0.3) as client:
        citizen = Person(api)
        api.faults += [
            Fault("sendMessage", status=400, body=echo),
            Fault("sendMessage", status=429),
            Fault("sendMessage", cut=True),
            Fault("sendMessage", delay=0.5),
        ]
        seen += [client, vars(client).keys(), *[await client.send(citizen.id, "rahasia warga") for _ in range(5)]]
        seen += [await client.fetch(citizen.photo()["photo"][-1]["file_id"]), await client.updates(0, 0)]
        await api.down()
        seen += [await client.me(), await client.updates(0, 0)]
        await api.up()
    async with BotClient("7000001:lain", api.url) as stranger:
        seen.append(await stranger.me())
        assert isinstance(seen[-1], Later)
    try:
        await client.send(citizen.id, "sesudah ditutup")
    except RuntimeError:
        seen.append(traceback.format_exc())
    told = repr(seen) + caplog.text + "".join(capfd.readouterr())
    assert Refused("no bot *** here") in seen
    secret = api.token.partition(":")[2]
    assert secret not in told
    assert "7000001:lain" not in told
    assert "rahasia warga" not in caplog.text


async def test_a_page_that_says_the_address_again_brings_the_token_into_no_log(
    api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    written = quote(api.token, safe="")
    page = f"<p>/bot{api.token}/sendMessage or /bot{written}/sendMessage was not found here</p>".encode()
    async with BotClient(api.token, api.url, timeout=0.5) as client:
        for status in (200, 404, 502):
            api.faults = [Fault("sendMessage", status=status, body=page)]
            outcome = await client.send(5_000_001, "halo")
            for spelling in (api.token, written):
                assert spelling not in caplog.text + repr(outcome)
