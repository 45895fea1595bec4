"""A double of Telegram's Bot API that speaks real HTTP: what a bot may ask, and the people who write to it.

    async with BotApi() as api:
        citizen = Person(api)
        citizen.text("Lubang di jalan")
        answer = await citizen.wait("Di mana")

Its address for TELEGRAM_API_URL is `api.url`, its token `api.token`.
"""

import asyncio
import re
import time
from itertools import pairwise
from typing import Any, Self

import httpx

from tests.bots.double_http import Answer, Call, HttpServer
from tests.bots.double_people import Group, Person
from tests.bots.double_sending import Forbidden, Sending, decoded
from tests.bots.double_state import Asked, Fault, Json, Updates, Webhook
from tests.bots.double_text import Refused

__all__ = ["BotApi", "Fault", "Group", "Person"]

TOKEN = "7000001:Uji-coba_saja"
SENDS = frozenset({"sendMessage", "sendPhoto", "sendDocument", "sendVoice", "sendLocation", "sendMediaGroup"})
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class BotApi(Sending):
    """One bot's world. `faults` make calls go wrong; `asked` keeps every call; `transport` serves the webhook."""

    def __init__(
        self,
        token: str = TOKEN,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(
            {"id": 7000001, "is_bot": True, "first_name": "Tanggap Uji", "username": "TanggapUjiBot"},
        )
        self.token = token
        self.updates = Updates()
        self.webhook = Webhook(self.updates, transport)
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.commands: dict[str, list[Json]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        """By method and language."""
        self._http = HttpServer(self._answer)
        self._poller: asyncio.Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.port}"

    async def __aenter__(self) -> Self:
        await self._http.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.webhook.clear()
        await self._http.stop()

    async def down(self) -> None:
        """Nobody listens any more, until `up`."""
        await self._http.stop()

    async def up(self) -> None:
        await self._http.start()

    def sent(self, chat: int | None = None) -> list[Asked]:
        """Calls that sent a message and were taken."""
        return [one for one in self.asked if one.method in SENDS and one.status == 200 and chat in (None, one.chat)]

    def busiest_second(self) -> int:
        """The most messages that were taken within any one second."""
        times = sorted(one.at for one in self.sent())
        return max((sum(1 for at in times if first <= at < first + 1) for first in times), default=0)

    def closest(self, chat: int) -> float:
        """Seconds between the two messages to a chat that came closest."""
        times = sorted(one.at for one in self.sent(chat))
        return min((later - sooner for sooner, later in pairwise(times)), default=float("inf"))

    async def _answer(self, call: Call) -> Answer:
        found = re.fullmatch(r"(/file)?/bot([^/]+)/(.+)", call.path)
        if found is None:
            return _no(404, "Not Found")
        if found[2] != self.token:
            return _no(401, "Unauthorized")
        chat = _chat_of(call)
        name = "file" if found[1] else found[3]
        fault = next((one for one in self.faults if one.hits(name, chat)), None)
        answer = None if fault is None else _faulty(fault)
        if answer is None:
            answer = self._file(found[3]) if found[1] else await self._method(found[3], call)
        at = asyncio.get_running_loop().time()
        self.asked.append(Asked(at, name, chat, dict(call.parameters), answer.status))
        if fault is not None:
            await asyncio.sleep(fault.delay)
            if fault.cut:
                return Answer(0, b"", cut=True)
        return answer

    def _file(self, path: str) -> Answer:
        file = next((one for one in self.files.values() if one.path == path), None)
        return _no(404, "Not Found") if file is None else Answer(200, file.content, "application/octet-stream")

    async def _method(self, name: str, call: Call) -> Answer:
        method = getattr(self, name, None) if re.fullmatch(r"(get|set|delete|send|edit|answer)[A-Z]\w+", name) else None
        if method is None:
            return _no(404, "Not Found")
        try:
            result = method(call)
            if asyncio.iscoroutine(result):
                result = await result
        except Refused as refused:
            return _no(400, f"Bad Request: {refused}")
        except Forbidden as forbidden:
            return _no(403, f"Forbidden: {forbidden}")
        return result if isinstance(result, Answer) else Answer.json(200, {"ok": True, "result": result})

    def getMe(self, _: Call) -> Json:  # noqa: N802 - Telegram's names
        return self.bot | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def getUpdates(self, call: Call) -> list[Json] | Answer:  # noqa: N802
        if self.webhook.url:
            words = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            return _no(409, f"Conflict: {words}")
        if self._poller is not None:
            self._poller.set()
        ended = self._poller = asyncio.Event()
        if "allowed_updates" in call.parameters:
            self.updates.allowed = decoded(call.parameters["allowed_updates"])
        offset, limit = int(call.parameters.get("offset", 0)), min(int(call.parameters.get("limit", 100)), 100)
        until = time.monotonic() + min(float(call.parameters.get("timeout", 0)), 50)
        if offset:
            self.updates.confirm(offset)
        while not self.updates.waiting and time.monotonic() < until and not ended.is_set():
            self.updates.woken.clear()
            waits = [asyncio.create_task(self.updates.woken.wait()), asyncio.create_task(ended.wait())]
            try:
                await asyncio.wait(waits, timeout=until - time.monotonic(), return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
        if ended.is_set():
            words = "terminated by other getUpdates request; make sure that only one bot instance is running"
            return _no(409, f"Conflict: {words}")
        self._poller = None
        return self.updates.waiting[:limit]

    async def setWebhook(self, call: Call) -> bool:  # noqa: N802
        url, secret = str(call.parameters.get("url", "")), str(call.parameters.get("secret_token", ""))
        if not _SECRET.fullmatch(secret):
            raise Refused("secret token contains unallowed characters")
        if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://test")):
            raise Refused("bad webhook: An HTTPS URL must be provided for webhook")
        self._drop(call)
        if "allowed_updates" in call.parameters:
            self.updates.allowed = decoded(call.parameters["allowed_updates"])
        await (self.webhook.set(url, secret) if url else self.webhook.clear())
        return True

    async def deleteWebhook(self, call: Call) -> bool:  # noqa: N802
        await self.webhook.clear()
        self._drop(call)
        return True

    def _drop(self, call: Call) -> None:
        if str(call.parameters.get("drop_pending_updates", "")).lower() == "true":
            self.updates.waiting.clear()

    def getWebhookInfo(self, _: Call) -> Json:  # noqa: N802
        info = {"url": self.webhook.url, "has_custom_certificate": False}
        info |= {"pending_update_count": len(self.updates.waiting), **self.webhook.fault}
        return info | ({"allowed_updates": self.updates.allowed} if self.updates.allowed else {})

    def setMyCommands(self, call: Call) -> bool:  # noqa: N802
        commands = decoded(call.parameters.get("commands"))
        for one in commands:
            if not _COMMAND.fullmatch(one["command"]) or not 1 <= len(one["description"]) <= 256:
                raise Refused("BOT_COMMAND_INVALID")
        self.commands[str(call.parameters.get("language_code", ""))] = commands
        return True

    def getMyCommands(self, call: Call) -> list[Json]:  # noqa: N802
        return self.commands.get(str(call.parameters.get("language_code", "")), [])

    def setMyDescription(self, call: Call) -> bool:  # noqa: N802
        return self._describe("description", 512, call)

    def setMyShortDescription(self, call: Call) -> bool:  # noqa: N802
        return self._describe("short_description", 120, call)

    def _describe(self, name: str, most: int, call: Call) -> bool:
        words = str(call.parameters.get(name, ""))
        if len(words) > most:
            raise Refused(f"{name.replace('_', ' ')} is too long")
        self.descriptions[name, str(call.parameters.get("language_code", ""))] = words
        return True


def _chat_of(call: Call) -> int | None:
    try:
        return int(call.parameters["chat_id"])
    except (KeyError, ValueError):
        return None


def _no(status: int, words: str, **parameters: Any) -> Answer:
    body = {"ok": False, "error_code": status, "description": words}
    return Answer.json(status, body | ({"parameters": parameters} if parameters else {}))


def _faulty(fault: Fault) -> Answer | None:
    if fault.lost:
        return Answer(0, b"", cut=True)
    if fault.body is not None:
        return Answer(fault.status or 200, fault.body, "text/html")
    if fault.status == 429:
        return _no(429, f"Too Many Requests: retry after {fault.retry_after}", retry_after=fault.retry_after)
    words = {
        500: "Internal Server Error",
        502: "Bad Gateway",
        503: "Service Unavailable",
        403: "Forbidden: bot was kicked",
    }
    return _no(fault.status, words.get(fault.status, "Fault")) if fault.status else None
