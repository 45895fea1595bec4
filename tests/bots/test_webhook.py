"""The webhook: the secret is compared, 200 comes after the commit, anything else brings the update again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from sqlmodel import select

from bots.tables import DraftRow, TelegramUpdateRow
from bots.webhook import HEADER, LARGEST, PATH
from service.bot import begin, mount, opened_bot, webhook_secret
from service.settings import Settings
from tests.bots.double import BotApi, Fault
from tests.bots.test_polling import STORY
from tests.web.applications import application_over
from web.house import House

ROOT = "http://test"
SECRET = "rahasia_12345"


class Web:
    """The web application with the bot in it, without a network."""

    def __init__(self, application: Litestar, settings: Settings) -> None:
        self.application, self.settings = application, settings
        self.transport = httpx.ASGITransport(application)
        self.client = httpx.AsyncClient(transport=self.transport, base_url=ROOT)

    async def post(self, update: Any, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {HEADER: secret}
        return (await self.client.post(PATH, json=update, headers=headers)).status_code


def settings_for(api: BotApi, **fields: Any) -> Settings:
    told = {"telegram_webhook_secret": SECRET, "telegram_webhook_url": ROOT, "public_url": "https://uji.example"}
    return Settings(telegram_bot_token=api.token, telegram_api_url=api.url, **(told | fields))


async def serving(house: House, settings: Settings) -> AsyncIterator[Web]:
    application = application_over(house)
    mount(application, settings, house)
    # Called here: the framework's own way must begin and end in one task, and a fixture does not.
    for start in application.on_startup:
        await start()  # type: ignore[call-arg, misc]
    made = Web(application, settings)
    yield made
    await made.client.aclose()
    for end in application.on_shutdown:
        await end()  # type: ignore[call-arg, misc]


@pytest.fixture
async def web(house: House, api: BotApi) -> AsyncIterator[Web]:
    async for made in serving(house, settings_for(api)):
        yield made


async def count(house: House, table: Any) -> int:
    async with house.database.reading() as session:
        return len((await session.exec(select(table))).all())


def message(number: int, words: str = STORY) -> dict[str, Any]:
    person = {"id": 77, "is_bot": False, "first_name": "Siti", "language_code": "id"}
    chat = {"id": 77, "type": "private", "first_name": "Siti"}
    told = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": words}
    return {"update_id": number, "message": told}


async def test_who_does_not_know_the_secret_is_turned_away(house: House, web: Web) -> None:
    for secret in (None, "", "rahasia_1234", SECRET + "5", "é"):
        headers = {} if secret is None else {HEADER.encode(): secret.encode()}
        answer = await web.client.post(PATH, json=message(1), headers=headers)
        assert answer.status_code == 403, secret
    assert await count(house, TelegramUpdateRow) == 0


async def test_what_is_no_update_is_a_fault_of_its_sender(house: House, web: Web) -> None:
    for body in (b"", b"{", b"[]", b"null", b"\xff", b"\xff\xfe", b'{"update_id":"5"}', b"[" * 100_000):
        answer = await web.client.post(PATH, content=body, headers={HEADER: SECRET})
        assert answer.status_code == 400, body[:20]
    assert await count(house, TelegramUpdateRow) == 0


async def test_200_says_that_it_is_committed_and_again_changes_nothing(house: House, web: Web) -> None:
    for _ in range(2):
        assert await web.post(message(1)) == 200
        assert await count(house, DraftRow) == 1
        assert await count(house, TelegramUpdateRow) == 1


async def test_what_fails_is_not_200(house: House, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*_: object) -> None:
        raise RuntimeError("no database")

    with monkeypatch.context() as patched:
        patched.setattr("bots.intake.Intake._work", failing)
        assert await web.post(message(1)) == 500
    assert await count(house, TelegramUpdateRow) == 0
    assert await web.post(message(1)) == 200


async def test_what_is_larger_than_any_update_is_refused(house: House, web: Web) -> None:
    answer = await web.client.post(PATH, content=b" " * (LARGEST + 1), headers={HEADER: SECRET})
    assert answer.status_code == 413
    assert await count(house, TelegramUpdateRow) == 0


async def test_pages_are_where_they_were_and_nobody_reads_the_address(web: Web) -> None:
    assert (await web.client.get("/")).status_code == 200
    assert (await web.client.get(PATH, headers={HEADER: SECRET})).status_code == 404
    assert (await web.client.post(f"{PATH}/", headers={HEADER: SECRET})).status_code == 400


async def test_an_update_that_comes_in_pieces_is_taken_whole(house: House, web: Web) -> None:
    body = msgspec.json.encode(message(1))

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 10):
            yield body[at : at + 10]

    answer = await web.client.post(PATH, content=pieces(), headers={HEADER: SECRET})
    assert answer.status_code == 200
    assert await count(house, DraftRow) == 1


async def test_an_update_of_a_kind_nobody_reads_is_taken(web: Web) -> None:
    assert await web.post({"update_id": 5, "poll_answer": {}}) == 200


async def test_without_a_webhook_address_there_is_no_such_route(house: House, api: BotApi) -> None:
    async for made in serving(house, settings_for(api, telegram_webhook_url=None)):
        assert await made.post(message(1)) == 404


async def test_the_same_update_to_two_replicas_at_once(house: House, web: Web) -> None:
    async for second in serving(house, web.settings):
        for number in range(1, 6):
            told = message(number, f"{STORY} Nomor {number}.")
            assert await asyncio.gather(*(one.post(told) for one in (web, second, web, second))) == [200] * 4
    assert await count(house, TelegramUpdateRow) == 5
    assert await count(house, DraftRow) == 1


async def test_a_refused_webhook_is_logged_and_not_fatal(
    house: House, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.faults.append(Fault(method="setWebhook", status=400))
    settings = settings_for(api)
    async with opened_bot(settings, house) as bot:
        assert bot is not None
        await begin(bot, settings, house)
    assert "setWebhook" in caplog.text
    assert SECRET not in caplog.text


def test_the_secret_follows_from_the_keys_where_none_is_set(house: House, api: BotApi) -> None:
    derived = webhook_secret(settings_for(api, telegram_webhook_secret=None), house)
    assert len(derived) >= 20
    assert derived.isalnum()
    assert webhook_secret(settings_for(api), house) == SECRET
