"""Telegram's Bot API as the bot asks it: every failure is a value of ours, and the token stays in here.

The library's own errors, its representation and the log lines of its HTTP client may show the token, which is part of
every address. So none of them leaves this file.
"""

import logging
from collections.abc import Awaitable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Self
from urllib.parse import quote

import httpx
import msgspec
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bots.markup import Keyboard
from bots.reading import Me
from bots.wire import Wire

LARGEST_FILE = 20_000_000
"""Bytes; the Bot API hands out no larger file."""
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MANY_PHOTOS = 10
_UNSEEN = LinkPreviewOptions(is_disabled=True)
"""Telegram would fetch what a message links to, to show it: our links are secrets, and lead to a citizen's words."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
"""What fails before a byte has gone out."""
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid", "chat_write_forbidden")
_HARMLESS = ("message is not modified", "query is too old", "message to delete not found")


class Sent(msgspec.Struct, frozen=True):
    """Telegram has taken it; `message` is its number in the chat, 0 where the call sends none.

    `album`: the numbers of all messages, where it sent several.
    """

    message: int = 0
    album: tuple[int, ...] = ()


class Later(msgspec.Struct, frozen=True):
    """It did not work this time. `after` is how long Telegram asked us to wait (`limited`: a 429).

    `unsure`: there was no answer, and it may have been taken all the same.
    """

    reason: str
    after: timedelta | None = None
    unsure: bool = False

    @property
    def limited(self) -> bool:
        return self.after is not None


class Blocked(msgspec.Struct, frozen=True):
    """The bot may not write there: blocked, deactivated, thrown out."""

    reason: str


class Refused(msgspec.Struct, frozen=True):
    """Telegram will never take it as it is; `reason` in its own words, without the token."""

    reason: str


Outcome = Sent | Later | Blocked | Refused
Failure = Later | Blocked | Refused


class TooLarge(msgspec.Struct, frozen=True):
    """The file has more bytes than the Bot API hands out, or than was asked for."""


class _Bot(Bot):
    """The library's bot, asked for updates as they are: one that it cannot read must not stop the others."""

    async def raw_updates(self, offset: int, wait: int) -> list[dict[str, Any]]:
        asked = {"offset": offset, "timeout": wait, "allowed_updates": ALLOWED_UPDATES}
        found: Any = await self._post("getUpdates", asked, read_timeout=wait + 10)
        return list(found)


class BotClient:
    """`api` is the address of the Bot API without `/bot`. Opened by `async with`; one a process is enough."""

    def __init__(self, token: str, api: str = "https://api.telegram.org", timeout: float = 10.0) -> None:
        hush()
        api = api.rstrip("/")
        times = {"connect_timeout": timeout, "read_timeout": timeout, "write_timeout": timeout, "pool_timeout": timeout}
        self._token = token
        self._polling = HTTPXRequest(connection_pool_size=2, **times)  # type: ignore[arg-type]
        self._asking = Wire(HTTPXRequest(connection_pool_size=16, **times), timeout)  # type: ignore[arg-type]
        self._bot = _Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._asking,
            get_updates_request=self._polling,
        )
        self._files = f"{api}/file/bot{token}/"
        self._http = httpx.AsyncClient(timeout=timeout)

    async def __aenter__(self) -> Self:
        await self._asking.initialize()
        await self._polling.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._asking.shutdown()
        await self._polling.shutdown()
        await self._http.aclose()

    def __repr__(self) -> str:
        return "BotClient()"

    async def me(self) -> Me | Failure:
        """Who the bot is; the call that must work."""
        found = await self._try(self._bot.get_me())
        return found if isinstance(found, Failure) else Me(found.id, found.username or "")

    async def updates(self, offset: int, wait: int = 25) -> list[dict[str, Any]] | Failure:
        """Updates from `offset` on, which confirms those before; waits up to `wait` seconds for one.

        While a webhook is set, or another poller runs, it is Later with the reason `conflict`.
        """
        found: list[dict[str, Any]] | Failure = await self._try(self._bot.raw_updates(offset, wait))
        return found

    async def send(
        self, chat: int, text: str, keyboard: Keyboard | None = None, reply_to: int | None = None, quiet: bool = False
    ) -> Outcome:
        """Send a message in Telegram's HTML. `quiet` rings no bell."""
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        return await self._message(
            self._bot.send_message(
                chat,
                text,
                parse_mode="HTML",
                reply_markup=_markup(keyboard),
                reply_parameters=reply,
                disable_notification=quiet,
                link_preview_options=_UNSEEN,
            )
        )

    async def send_photos(self, chat: int, photos: Sequence[bytes], caption: str = "") -> Outcome:
        """Photos as one album, up to ten; `caption` in Telegram's HTML."""
        if len(photos) == 1:
            return await self._message(
                self._bot.send_photo(chat, photos[0], caption=caption or None, parse_mode="HTML")
            )
        media = [InputMediaPhoto(photo) for photo in photos[:MANY_PHOTOS]]
        sent = await self._try(self._bot.send_media_group(chat, media, caption=caption or None, parse_mode="HTML"))
        return sent if isinstance(sent, Failure) else Sent(sent[0].message_id, tuple(one.message_id for one in sent))

    async def send_document(self, chat: int, content: bytes, name: str, caption: str = "") -> Outcome:
        """A file under a `name`; `caption` in Telegram's HTML."""
        return await self._message(
            self._bot.send_document(chat, content, filename=name, caption=caption or None, parse_mode="HTML")
        )

    async def edit(self, chat: int, message: int, text: str, keyboard: Keyboard | None = None) -> Outcome:
        """Say something else in a message of ours. What already stands there is fine."""
        inline = InlineKeyboardMarkup.de_json(keyboard, None) if keyboard and "inline_keyboard" in keyboard else None
        return await self._plain(
            self._bot.edit_message_text(
                text, chat, message, parse_mode="HTML", reply_markup=inline, link_preview_options=_UNSEEN
            ),
            message,
        )

    async def strip(self, chat: int, message: int) -> Outcome:
        """Take the buttons away from a message of ours."""
        return await self._plain(self._bot.edit_message_reply_markup(chat, message), message)

    async def delete(self, chat: int, message: int) -> Outcome:
        return await self._plain(self._bot.delete_message(chat, message), message)

    async def answer(self, query: str, words: str = "") -> Outcome:
        """Tell the app that the press of a button was heard; too late is fine. `words` (at most 200) pop up."""
        return await self._plain(self._bot.answer_callback_query(query, words[:200] or None))

    async def typing(self, chat: int) -> Outcome:
        return await self._plain(self._bot.send_chat_action(chat, "typing"))

    async def fetch(self, file_id: str, most: int = LARGEST_FILE) -> bytes | TooLarge | Failure:
        """The file, read piece by piece and no further than `most` bytes."""
        file = await self._try(self._bot.get_file(file_id))
        if isinstance(file, Refused) and "file is too big" in file.reason.lower():
            return TooLarge()
        if isinstance(file, Failure):
            return file
        if file.file_size is not None and file.file_size > most:
            return TooLarge()
        try:
            return await self._stream(file.file_path or "", most)
        except httpx.HTTPError as fault:
            return Later(type(fault).__name__)

    async def _stream(self, path: str, most: int) -> bytes | TooLarge | Failure:
        # The library makes a whole address of what Telegram calls a path; ours is made anew to be sure of its host.
        address = self._files + path.removeprefix(self._files)
        content = bytearray()
        async with self._http.stream("GET", address) as answer:
            if answer.status_code == 404:
                return Refused("file not found")
            if not answer.is_success:
                return Later(f"status {answer.status_code}")
            async for piece in answer.aiter_bytes():
                content += piece
                if len(content) > most:
                    return TooLarge()
        return bytes(content)

    async def set_webhook(self, url: str, secret: str, at_once: int = 40) -> Outcome:
        call = self._bot.set_webhook(
            url, secret_token=secret or None, allowed_updates=ALLOWED_UPDATES, max_connections=at_once
        )
        return await self._plain(call)

    async def delete_webhook(self) -> Outcome:
        """Updates that wait stay for the poller."""
        return await self._plain(self._bot.delete_webhook())

    async def webhook_url(self) -> str | Failure:
        found = await self._try(self._bot.get_webhook_info())
        return found if isinstance(found, Failure) else found.url

    async def commands(self, commands: Mapping[str, str], language: str = "") -> Outcome:
        """What the menu offers: names with what they do, for one language or (empty) for all others."""
        told = [BotCommand(name, words) for name, words in commands.items()]
        return await self._plain(self._bot.set_my_commands(told, language_code=language or None))

    async def describe(self, description: str, short: str, language: str = "") -> Outcome:
        """What stands in the empty chat (at most 512 characters) and on the bot's card (120)."""
        first = await self._plain(self._bot.set_my_description(description, language or None))
        if not isinstance(first, Sent):
            return first
        return await self._plain(self._bot.set_my_short_description(short, language or None))

    async def _message(self, call: Awaitable[Any]) -> Outcome:
        sent = await self._try(call)
        return sent if isinstance(sent, Failure) else Sent(sent.message_id)

    async def _plain(self, call: Awaitable[Any], message: int = 0) -> Outcome:
        done = await self._try(call)
        if isinstance(done, Refused) and any(words in done.reason.lower() for words in _HARMLESS):
            return Sent(message)
        return done if isinstance(done, Failure) else Sent(message)

    async def _try(self, call: Awaitable[Any]) -> Any:
        """The answer, or what became of the call instead."""
        try:
            return await call
        except TelegramError as fault:
            return self._failure(fault)
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            # The library could not make sense of an answer, so there was one.
            return Later(f"unreadable answer: {type(fault).__name__}", unsure=True)

    def _failure(self, fault: TelegramError) -> Failure:
        words = fault.message
        for spelling in (self._token, quote(self._token, safe="")):
            words = words.replace(spelling, "***")
        words = words[:200]
        match fault:
            case RetryAfter():
                wait = fault.retry_after
                return Later("too many", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
            case Forbidden():
                return Blocked(words)
            case ChatMigrated():
                return Blocked("the group became another one")
            case BadRequest():
                gone = any(sign in words.lower() for sign in _GONE)
                return Blocked(words) if gone else Refused(words)
            case Conflict():
                return Later("conflict")
            case InvalidToken():
                return Later("the token is not accepted")
            case TimedOut() | NetworkError():
                cause = fault.__cause__
                if isinstance(cause, httpx.HTTPError):
                    return Later(type(cause).__name__, unsure=not isinstance(cause, _NOT_SENT))
                return Later(words)
        return Later(words, unsure=True)


def hush() -> None:
    """Keep the library's and its HTTP client's lines out of every log: addresses hold the token, calls the words.

    The library's errors too: an answer that it cannot read, such as a proxy's page, may say the address again.
    """
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _markup(
    keyboard: Keyboard | None,
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if keyboard is None:
        return None
    if "inline_keyboard" in keyboard:
        return InlineKeyboardMarkup.de_json(keyboard, None)
    if "keyboard" in keyboard:
        return ReplyKeyboardMarkup.de_json(keyboard, None)
    return ReplyKeyboardRemove()
