"""The double behaves as the public Bot API says, seen over plain HTTP."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.bots.double import BotApi, Fault, Person
from tests.bots.double_http import Answer, Call, HttpServer
from tests.bots.double_people import JPEG

Json = dict[str, Any]


async def ask(api: BotApi, method: str, **parameters: Any) -> Json:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{api.url}/bot{api.token}/{method}", json=parameters)
    told: Json = answer.json()
    assert told["ok"] == answer.is_success
    assert told.get("error_code", answer.status_code) == answer.status_code
    return told


async def refused(api: BotApi, method: str, **parameters: Any) -> str:
    told = await ask(api, method, **parameters)
    assert not told["ok"]
    return str(told["description"])


async def test_an_update_comes_until_a_later_offset_confirms_it(api: BotApi) -> None:
    citizen = Person(api)
    citizen.text("satu")
    citizen.text("dua")
    one, two = (await ask(api, "getUpdates"))["result"]
    assert [one, two] == (await ask(api, "getUpdates", offset=one["update_id"]))["result"]
    assert [two] == (await ask(api, "getUpdates", offset=one["update_id"] + 1))["result"]
    waiting = asyncio.create_task(ask(api, "getUpdates", offset=two["update_id"] + 1, timeout=5))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    citizen.text("tiga")
    assert [told["message"]["text"] for told in (await waiting)["result"]] == ["tiga"]


async def test_a_second_poller_ends_the_first_and_a_webhook_both(api: BotApi) -> None:
    first = asyncio.create_task(refused(api, "getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(ask(api, "getUpdates", timeout=1))
    assert "terminated by other getUpdates" in await first
    Person(api).text("halo")
    assert len((await second)["result"]) == 1
    assert (await ask(api, "setWebhook", url="http://127.0.0.1:1/x"))["ok"]
    assert "webhook is active" in await refused(api, "getUpdates")
    await ask(api, "deleteWebhook", drop_pending_updates=True)
    assert (await ask(api, "getUpdates"))["result"] == []


async def test_the_webhook_shows_its_secret_and_calls_until_it_is_heard(api: BotApi) -> None:
    heard: list[Json] = []
    secrets = set()

    async def listen(call: Call) -> Answer:
        heard.append(call.parameters)
        secrets.add(call.headers.get("x-telegram-bot-api-secret-token"))
        return Answer(200 if len(heard) > 2 else 500, b"")

    server = HttpServer(listen)
    await server.start()
    await ask(
        api, "setWebhook", url=f"http://127.0.0.1:{server.port}/tg", secret_token="rahasia", allowed_updates=["message"]
    )
    citizen = Person(api)
    citizen.text("halo")
    citizen.block()
    async with asyncio.timeout(5):
        while not api.webhook.delivered:  # noqa: ASYNC110 - it is the double that works
            await asyncio.sleep(0.01)
    assert [one["message"]["text"] for one in heard] == ["halo"] * 3
    assert secrets == {"rahasia"}
    info = (await ask(api, "getWebhookInfo"))["result"]
    assert (info["pending_update_count"], info["allowed_updates"]) == (0, ["message"])
    assert "500" in info["last_error_message"]
    await ask(api, "deleteWebhook")
    await server.stop()


async def test_held_updates_come_twice_and_shuffled(api: BotApi) -> None:
    api.updates.hold()
    citizen = Person(api)
    for word in "abcd":
        citizen.text(word)
    assert (await ask(api, "getUpdates"))["result"] == []
    api.updates.release(twice=True, shuffle=3)
    words = [one["message"]["text"] for one in (await ask(api, "getUpdates"))["result"]]
    assert sorted(words) == sorted("aabbccdd")
    assert words != sorted(words)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"text": "<b>tebal"}, "Bad Request: can't parse entities: Can't find end tag"),
        ({"text": "<x>apa</x>"}, 'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        ({"text": "a < b"}, "can't parse entities: Unsupported start tag"),
        ({"text": "a</i>"}, "can't parse entities: Unexpected end tag at byte offset 1"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": " "}, "message text is empty"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}},
            "BUTTON_DATA",
        ),
        ({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "Text buttons are unallowed"),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "http://localhost/a"}]]}},
            "Wrong HTTP",
        ),
        ({"text": "a", "chat_id": 77}, "Bad Request: chat not found"),
    ],
)
async def test_what_telegram_refuses_is_refused(api: BotApi, parameters: Json, words: str) -> None:
    told = await refused(api, "sendMessage", **{"chat_id": Person(api).id, "parse_mode": "HTML", **parameters})
    assert words in told


async def test_4096_characters_after_the_marks_are_taken_away_are_taken(api: BotApi) -> None:
    citizen = Person(api)
    told = await ask(api, "sendMessage", chat_id=citizen.id, parse_mode="HTML", text="<b>" + "&amp;" * 4096 + "</b>")
    assert told["result"]["text"] == "&" * 4096


async def test_edits_of_nothing_and_late_answers_are_refused(api: BotApi) -> None:
    citizen = Person(api)
    message = (await ask(api, "sendMessage", chat_id=citizen.id, text="satu"))["result"]["message_id"]
    assert "message is not modified" in await refused(
        api, "editMessageText", chat_id=citizen.id, message_id=message, text="satu"
    )
    assert (await ask(api, "editMessageText", chat_id=citizen.id, message_id=message, text="dua"))["ok"]
    assert (await citizen.wait("dua"))["message_id"] == message
    own = citizen.text("punya saya")["message_id"]
    assert "can't be edited" in await refused(api, "editMessageText", chat_id=citizen.id, message_id=own, text="x")
    assert "query is too old" in await refused(api, "answerCallbackQuery", callback_query_id="5")
    assert (await ask(api, "deleteMessage", chat_id=citizen.id, message_id=message))["ok"]
    assert citizen.heard() == []


async def test_files_go_both_ways(api: BotApi) -> None:
    citizen = Person(api)
    sizes = citizen.photo(JPEG)["photo"]
    path = (await ask(api, "getFile", file_id=sizes[-1]["file_id"]))["result"]["file_path"]
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{api.url}/file/bot{api.token}/{path}")).content == JPEG
        assert (await client.get(f"{api.url}/file/bot{api.token}/lain")).status_code == 404
        sent = await client.post(
            f"{api.url}/bot{api.token}/sendPhoto",
            data={"chat_id": str(citizen.id), "caption": "Selesai"},
            files={"photo": ("a.jpg", JPEG + b"\r\n--\r\n\x00")},
        )
        assert api.files[sent.json()["result"]["photo"][0]["file_id"]].content == JPEG + b"\r\n--\r\n\x00"
        media = [{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]
        album = await client.post(
            f"{api.url}/bot{api.token}/sendMediaGroup",
            data={"chat_id": str(citizen.id), "media": json.dumps(media)},
            files={"a": ("a", JPEG), "b": ("b", b"lain")},
        )
        assert len({one["media_group_id"] for one in album.json()["result"]}) == 1
    large = citizen.video(size=20_000_001)["video"]["file_id"]
    assert "file is too big" in await refused(api, "getFile", file_id=large)


async def test_faults_hit_the_method_and_chat_they_are_meant_for(api: BotApi) -> None:
    one, two = Person(api, 11), Person(api, 12)
    api.faults += [Fault("sendMessage", 11, status=429, retry_after=7), Fault("sendMessage", 12, status=502)]
    limited = await ask(api, "sendMessage", chat_id=11, text="a")
    assert (limited["error_code"], limited["parameters"]) == (429, {"retry_after": 7})
    assert "Bad Gateway" in await refused(api, "sendMessage", chat_id=12, text="a")
    api.faults.append(Fault("sendMessage", cut=True))
    with pytest.raises(httpx.RemoteProtocolError):
        await ask(api, "sendMessage", chat_id=11, text="b")
    assert (await one.wait("b"))["text"] == "b"
    two.block()
    assert "Forbidden: bot was blocked by the user" in await refused(api, "sendMessage", chat_id=12, text="a")
    assert [asked.chat for asked in api.sent()] == [11]


async def test_another_token_opens_nothing_and_unknown_methods_are_not_found(api: BotApi) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(f"{api.url}/bot1:lain/getMe")).status_code == 401
        assert (await client.post(f"{api.url}/bot{api.token}/getNothing")).status_code == 404


async def test_commands_are_kept_by_language(api: BotApi) -> None:
    commands = [{"command": "status", "description": "Keadaan"}]
    await ask(api, "setMyCommands", commands=commands, language_code="id")
    assert (await ask(api, "getMyCommands", language_code="id"))["result"] == commands
    assert (await ask(api, "getMyCommands"))["result"] == []
    wrong = [{"command": "hapus-data", "description": "x"}]
    assert "BOT_COMMAND_INVALID" in await refused(api, "setMyCommands", commands=wrong)
