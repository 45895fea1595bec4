"""People who write to the bot of the double, alone or in a group."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

from tests.bots.double_sending import shown
from tests.bots.double_state import Chat, Json
from tests.bots.double_text import noticed

if TYPE_CHECKING:
    from tests.bots.double import BotApi

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
"""Begins and ends like a photo; small."""


class Group:
    """A group the bot is in."""

    def __init__(self, api: "BotApi", number: int = -1001234567890, title: str = "Warga RT 03") -> None:
        self.chat = Chat(number, {"id": number, "type": "supergroup", "title": title})
        api.chats[number] = self.chat


class Person:
    """Somebody with Telegram. What they send becomes an update at once; each method gives the message back."""

    def __init__(
        self, api: "BotApi", number: int = 5_000_001, name: str = "Siti", language: str = "id", started: bool = True
    ) -> None:
        self.api, self.id = api, number
        self.user: Json = {"id": number, "is_bot": False, "first_name": name, "language_code": language}
        self.chat = Chat(number, {"id": number, "type": "private", "first_name": name}, started)
        api.chats[number] = self.chat
        self._seen = 0
        self._albums = 0

    def _send(self, within: Group | None, reply_to: Json | None = None, **content: Any) -> Json:
        chat = within.chat if within else self.chat
        chat.started, chat.blocked = True, False
        replied = None
        if reply_to is not None:
            replied = {name: value for name, value in shown(reply_to).items() if name != "reply_to_message"}
        message = chat.add(self.user, **content, reply_to_message=replied)
        self.api.updates.add(message=shown(message))
        return message

    def text(self, words: str, reply_to: Json | None = None, within: Group | None = None) -> Json:
        return self._send(within, reply_to, text=words, entities=noticed(words) or None)

    def photo(
        self, content: bytes = JPEG, caption: str = "", album: str | None = None, within: Group | None = None
    ) -> Json:
        file_id, unique = self.api.keep(content, folder="photos")
        sizes = [
            {"file_id": f"{file_id}-s", "file_unique_id": f"{unique}-s", "width": 90, "height": 67, "file_size": 900},
            {"file_id": file_id, "file_unique_id": unique, "width": 1280, "height": 960, "file_size": len(content)},
        ]
        return self._send(within, photo=sizes, caption=caption or None, media_group_id=album)

    def album(self, contents: list[bytes], caption: str = "") -> list[Json]:
        """Photos sent together: one update each, the caption with the first."""
        self._albums += 1
        album = f"{13_500_000_000 + self.id}{self._albums}"
        return [self.photo(one, "" if place else caption, album) for place, one in enumerate(contents)]

    def voice(self, content: bytes = b"OggS-voice", seconds: int = 12, reply_to: Json | None = None) -> Json:
        return self._file("voice", content, reply_to=reply_to, duration=seconds, mime_type="audio/ogg")

    def video(self, content: bytes = b"video", size: int | None = None, caption: str = "") -> Json:
        told: Json = {"width": 640, "height": 480, "duration": 9, "mime_type": "video/mp4"}
        return self._file("video", content, size=size, caption=caption, **told)

    def document(
        self,
        content: bytes,
        name: str = "foto.jpg",
        mime: str = "image/jpeg",
        size: int | None = None,
        caption: str = "",
    ) -> Json:
        return self._file("document", content, size=size, caption=caption, file_name=name, mime_type=mime)

    def _file(
        self,
        kind: str,
        content: bytes,
        size: int | None = None,
        caption: str = "",
        reply_to: Json | None = None,
        **told: Any,
    ) -> Json:
        file_id, unique = self.api.keep(content, folder=kind, size=size)
        length = self.api.files[file_id].size
        file = {"file_id": file_id, "file_unique_id": unique, "file_size": length, **told}
        return self._send(None, reply_to, **{kind: file}, caption=caption or None)

    def location(self, latitude: float = -5.4292, longitude: float = 105.261) -> Json:
        return self._send(None, location={"latitude": latitude, "longitude": longitude})

    def venue(self, title: str, latitude: float = -5.4292, longitude: float = 105.261) -> Json:
        place = {"latitude": latitude, "longitude": longitude}
        return self._send(None, location=place, venue={"location": place, "title": title, "address": ""})

    def contact(self, phone: str = "+6281200000000", own: bool = True) -> Json:
        told = {"phone_number": phone, "first_name": self.user["first_name"]}
        return self._send(None, contact=told | ({"user_id": self.id} if own else {}))

    def sticker(self) -> Json:
        file_id, unique = self.api.keep(b"sticker", folder="stickers")
        told = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send(None, sticker={"file_id": file_id, "file_unique_id": unique, **told})

    def forward(self, words: str, of: str = "Grup warga") -> Json:
        origin = {"type": "hidden_user", "date": int(time.time()) - 3600, "sender_user_name": of}
        return self._send(None, text=words, entities=noticed(words) or None, forward_origin=origin)

    def edit(self, message: Json, words: str) -> Json:
        """Change the text, or the caption of a file."""
        field = "text" if "text" in message else "caption"
        message |= {field: words, "edit_date": int(time.time())}
        self.api.updates.add(edited_message=shown(message))
        return message

    def press(self, label: str, message: Json | None = None) -> str:
        """Press a button of the newest message that has it (part of the label is enough); the id of the query."""
        for one in [message] if message else reversed(self.chat.messages):
            for row in (one.get("reply_markup") or {}).get("inline_keyboard", ()):
                for button in row:
                    if label in button["text"] and "callback_data" in button:
                        return self.press_data(button["callback_data"], one)
        raise AssertionError(f"no button {label!r} under any message; there are {self.buttons()}")

    def press_data(self, data: str, message: Json) -> str:
        query = str(4_000_000_000_000 + len(self.api.queries))
        self.api.queries[query] = None
        told = {"id": query, "from": self.user, "message": shown(message), "chat_instance": str(self.id * 7)}
        self.api.updates.add(callback_query=told | {"data": data})
        return query

    def block(self) -> None:
        self._member("member", "kicked")

    def unblock(self) -> None:
        self._member("kicked", "member")

    def _member(self, before: str, after: str) -> None:
        self.chat.blocked = after == "kicked"
        told = {"chat": self.chat.shown, "from": self.user, "date": int(time.time())}
        states = {"old_chat_member": _status(self.api.bot, before), "new_chat_member": _status(self.api.bot, after)}
        self.api.updates.add(my_chat_member=told | states)

    def heard(self) -> list[Json]:
        """The bot's messages that are there, as they are now."""
        return [one for one in self.chat.messages if one["from"]["is_bot"] and not one.get("deleted")]

    def buttons(self) -> list[str]:
        """Labels of all buttons of the bot that can be pressed now."""
        rows = [row for one in self.heard() for row in (one.get("reply_markup") or {}).get("inline_keyboard", ())]
        return [button["text"] for row in rows for button in row]

    async def wait(self, words: str = "", seconds: float = 5.0) -> Json:
        """The first message that was sent or edited since the last one waited for and holds these words."""
        until = time.monotonic() + seconds
        while True:
            fresh = sorted((one for one in self.heard() if one["change"] > self._seen), key=lambda one: one["change"])
            for one in fresh:
                if words in (one.get("text") or one.get("caption") or ""):
                    self._seen = one["change"]
                    return one
            if time.monotonic() > until:
                said = [one.get("text") or one.get("caption") for one in self.heard()]
                raise AssertionError(f"{words!r} was not said within {seconds} s; said was {said}")
            await asyncio.sleep(0.01)


def _status(user: Json, status: str) -> Json:
    return {"user": user, "status": status} | ({"until_date": 0} if status == "kicked" else {})
