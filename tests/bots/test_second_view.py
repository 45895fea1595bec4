"""Everything the double tells is what two libraries, written apart from each other, know and read alike."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import telebot
from telebot import apihelper

from tests.bots.double import BotApi, Fault, Group, Person
from tests.bots.double_people import JPEG
from tests.bots.double_views import faults

Json = dict[str, Any]
KEYBOARD = {"inline_keyboard": [[{"text": "Ya", "callback_data": "a:1:ya"}, {"text": "Buka", "url": "https://uji.id"}]]}


async def ask(api: BotApi, method: str, **parameters: Any) -> Any:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{api.url}/bot{api.token}/{method}", json=parameters)
    told = answer.json()
    assert told["ok"], told
    return told["result"]


async def test_every_update(api: BotApi) -> None:
    citizen, group = Person(api), Group(api)
    ours = await ask(
        api, "sendMessage", chat_id=citizen.id, text="<b>Ya</b>?", parse_mode="HTML", reply_markup=KEYBOARD
    )
    first = citizen.text("/start KODE")
    photo = citizen.photo(caption="Lubang")
    citizen.album([JPEG, JPEG + b"2"], "Dua")
    citizen.voice()
    citizen.video(caption="Banjir")
    citizen.document(JPEG)
    citizen._file("audio", b"a", duration=70, mime_type="audio/mpeg")
    citizen._file("video_note", b"v", duration=3, length=240)
    citizen.location()
    citizen.venue("Pasar")
    citizen.contact()
    citizen.contact(own=False)
    citizen.sticker()
    citizen.forward("Kata tetangga")
    citizen.text("Halo @TanggapUjiBot https://uji.id", within=group)
    citizen.text("Jawab", reply_to=ours)
    citizen.text("Jawab sendiri", reply_to=photo)
    citizen.edit(first, "Bukan")
    citizen.edit(photo, "Lubang dalam")
    citizen.press("Ya")
    citizen.block()
    citizen.unblock()
    updates = await ask(api, "getUpdates")
    assert len(updates) == 23
    assert [fault for one in updates for fault in faults(one, "Update")] == []
    kinds = {kind for one in updates for kind in one} - {"update_id"}
    assert kinds == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_every_answer(api: BotApi) -> None:
    citizen = Person(api)
    voice = citizen.voice()
    told = await ask(api, "sendMessage", chat_id=citizen.id, text="<i>a</i> /status", parse_mode="HTML")
    assert [one["type"] for one in told["entities"]] == ["italic", "bot_command"]
    file_id = citizen.photo()["photo"][-1]["file_id"]
    media = [{"type": "photo", "media": file_id, "caption": "Selesai"}, {"type": "photo", "media": file_id}]
    messages = [
        told,
        await ask(api, "sendMessage", chat_id=citizen.id, text="a", reply_parameters={"message_id": 1}),
        await ask(api, "sendMessage", chat_id=citizen.id, text="a", reply_markup=KEYBOARD),
        await ask(api, "sendPhoto", chat_id=citizen.id, photo=file_id, caption="<b>a</b>", parse_mode="HTML"),
        await ask(api, "sendDocument", chat_id=citizen.id, document=file_id),
        await ask(api, "sendVoice", chat_id=citizen.id, voice=file_id),
        await ask(api, "sendLocation", chat_id=citizen.id, latitude=-5.4, longitude=105.2),
        *(await ask(api, "sendMediaGroup", chat_id=citizen.id, media=media)),
        await ask(api, "editMessageText", chat_id=citizen.id, message_id=told["message_id"], text="b"),
    ]
    assert [fault for one in messages for fault in faults(one, "Message")] == []
    assert faults(await ask(api, "getMe"), "User") == []
    assert faults(await ask(api, "getFile", file_id=voice["voice"]["file_id"]), "File") == []
    await ask(api, "setMyCommands", commands=[{"command": "status", "description": "Keadaan"}])
    assert [fault for one in await ask(api, "getMyCommands") for fault in faults(one, "BotCommand")] == []
    assert faults(await ask(api, "getWebhookInfo"), "WebhookInfo") == []
    await ask(api, "setWebhook", url="http://127.0.0.1:1/x", allowed_updates=["message"])
    citizen.text("halo")
    async with asyncio.timeout(5):
        while "last_error_message" not in (info := await ask(api, "getWebhookInfo")):  # noqa: ASYNC110 - it is the double that works
            await asyncio.sleep(0.01)
    assert faults(info, "WebhookInfo") == []
    await ask(api, "deleteWebhook")


def test_the_check_itself_sees_what_is_missing_wrong_or_unknown() -> None:
    message = {"message_id": "1", "date": 5, "chat": {"id": 1, "type": "private"}, "sticker_colour": "red"}
    assert faults({"update_id": True, "message": message}, "Update") == [
        "Update.update_id: True is no int",
        "Update.message.message_id: '1' is no int",
        "Update.message.sticker_colour: python-telegram-bot knows no such field of Message",
        "Update.message.sticker_colour: telebot knows no such field of Message",
    ]
    missing = faults({"message_id": 1, "date": 5, "chat": {"id": 1}}, "Message")
    assert len(missing) == 2
    assert all("'type'" in one for one in missing)


@pytest.fixture
def client(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[telebot.TeleBot]:
    """The second library's own client, pointed at the double."""
    monkeypatch.setattr(apihelper, "API_URL", api.url + "/bot{0}/{1}")
    monkeypatch.setattr(apihelper, "FILE_URL", api.url + "/file/bot{0}/{1}")
    yield telebot.TeleBot(api.token, threaded=False)
    apihelper._get_req_session(reset=True).close()  # type: ignore[no-untyped-call]


async def test_a_client_of_the_second_library_works_against_the_double(api: BotApi, client: telebot.TeleBot) -> None:
    citizen = Person(api)
    citizen.photo(JPEG, "Lubang")

    def talk() -> None:
        assert client.get_me().username == "TanggapUjiBot"
        (update,) = client.get_updates(timeout=1, long_polling_timeout=1)
        assert update.message is not None
        photo = update.message.photo[-1]
        assert client.download_file(client.get_file(photo.file_id).file_path) == JPEG
        markup = telebot.types.InlineKeyboardMarkup()
        markup.add(telebot.types.InlineKeyboardButton("Ya", callback_data="a:1:ya"))
        sent = client.send_message(citizen.id, "<b>Baik</b>", parse_mode="HTML", reply_markup=markup)
        assert (sent.text, sent.entities[0].type) == ("Baik", "bold")
        assert client.edit_message_text("Sudah", citizen.id, sent.message_id).text == "Sudah"
        assert client.get_updates(offset=update.update_id + 1, timeout=1, long_polling_timeout=0) == []
        api.faults.append(Fault("sendMessage", status=429, retry_after=7))
        with pytest.raises(apihelper.ApiTelegramException) as limited:
            client.send_message(citizen.id, "a")
        assert limited.value.result_json["parameters"] == {"retry_after": 7}
        with pytest.raises(apihelper.ApiTelegramException, match="can't parse entities"):
            client.send_message(citizen.id, "<b>a", parse_mode="HTML")

    await asyncio.to_thread(talk)
