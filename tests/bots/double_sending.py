"""The double's methods that write into a chat, with the refusals Telegram gives."""

import json
import re
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from tests.bots.double_http import Call
from tests.bots.double_state import Chat, Json, StoredFile
from tests.bots.double_text import Refused, noticed, parsed, units

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024


class Forbidden(Exception):
    """An error in Telegram's own words, after `Forbidden: `."""


class Sending:
    """Chats and what the bot writes in them. `change` grows with every message and edit of the bot."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, str | None] = {}
        """Queries that may still be answered, by id, with what was answered."""
        self.change = 0

    def keep(
        self, content: bytes, *, folder: str, size: int | None = None, unique: str | None = None
    ) -> tuple[str, str]:
        """Store a file; its id and the id that is the same for everybody."""
        unique = unique or "AQAD" + sha256(content).hexdigest()[:12]
        file_id = f"BQACAgUAAxkBAAI{unique}-{len(self.files)}"
        path = f"{folder}/file_{len(self.files)}"
        self.files[file_id] = StoredFile(unique, path, content, len(content) if size is None else size)
        return file_id, unique

    def _chat(self, call: Call) -> Chat:
        chat = self.chats.get(_number(call, "chat_id"))
        if chat is None or not chat.started:
            raise Refused("chat not found")
        if chat.blocked:
            raise Forbidden("bot was blocked by the user")
        return chat

    def _say(self, call: Call, **content: Any) -> Json:
        chat = self._chat(call)
        markup = markup_of(call)
        replied = _replied(chat, call)
        inline = markup if markup and "inline_keyboard" in markup else None
        if markup is not None and inline is None:
            chat.keyboard = None if markup.get("remove_keyboard") else markup
        message = chat.add(self.bot, **content, reply_markup=inline, reply_to_message=replied)
        self.touch(message)
        return shown(message)

    def touch(self, message: Json) -> None:
        self.change += 1
        message["change"] = self.change

    def sendMessage(self, call: Call) -> Json:  # noqa: N802 - Telegram's names
        return self._say(call, **_text(call))

    def sendPhoto(self, call: Call) -> Json:  # noqa: N802
        file_id, unique = self._given(call, "photo", "photos")
        size = {"file_id": file_id, "file_unique_id": unique, "width": 90, "height": 90}
        return self._say(call, photo=[size], **_caption(call.parameters))

    def sendDocument(self, call: Call) -> Json:  # noqa: N802
        file_id, unique = self._given(call, "document", "documents")
        return self._say(call, document={"file_id": file_id, "file_unique_id": unique}, **_caption(call.parameters))

    def sendVoice(self, call: Call) -> Json:  # noqa: N802
        file_id, unique = self._given(call, "voice", "voice")
        voice = {"file_id": file_id, "file_unique_id": unique, "duration": 1}
        return self._say(call, voice=voice, **_caption(call.parameters))

    def sendLocation(self, call: Call) -> Json:  # noqa: N802
        try:
            place = {name: float(call.parameters[name]) for name in ("latitude", "longitude")}
        except (KeyError, ValueError):
            raise Refused("can't parse location") from None
        return self._say(call, location=place)

    def sendMediaGroup(self, call: Call) -> list[Json]:  # noqa: N802
        media = decoded(call.parameters.get("media"))
        if not isinstance(media, list) or not 2 <= len(media) <= 10:
            raise Refused("can't parse media: expected 2 to 10 of them")
        album, sent = str(13_000_000_000 + self.change), []
        for one in media:
            name = str(one["media"]).removeprefix("attach://")
            given = Call(
                call.path, {"photo": one["media"]}, {"photo": call.uploads[name]} if name in call.uploads else {}
            )
            file_id, unique = self._given(given, "photo", "photos")
            size = {"file_id": file_id, "file_unique_id": unique, "width": 90, "height": 90}
            sent.append(self._say(call, photo=[size], media_group_id=album, **_caption(one)))
        return sent

    def _given(self, call: Call, name: str, folder: str) -> tuple[str, str]:
        value = str(call.parameters.get(name, ""))
        upload = call.uploads.get(value.removeprefix("attach://")) or call.uploads.get(name)
        if upload is not None:
            if not upload.content:
                raise Refused("file must be non-empty")
            return self.keep(upload.content, folder=folder)
        if value in self.files:
            return value, self.files[value].unique
        raise Refused("wrong file identifier/HTTP URL specified")

    def editMessageText(self, call: Call) -> Json:  # noqa: N802
        message = self._mine(call)
        if "text" not in message:
            raise Refused("there is no text in the message to edit")
        return self._edited(message, _text(call) | {"reply_markup": markup_of(call)})

    def editMessageReplyMarkup(self, call: Call) -> Json:  # noqa: N802
        return self._edited(self._mine(call), {"reply_markup": markup_of(call)})

    def _mine(self, call: Call) -> Json:
        message = self._chat(call).find(_number(call, "message_id"))
        if message is None:
            raise Refused("message to edit not found")
        if message["from"]["id"] != self.bot["id"]:
            raise Refused("message can't be edited")
        return message

    def _edited(self, message: Json, change: Json) -> Json:
        if change["reply_markup"] and not change["reply_markup"].get("inline_keyboard"):
            change["reply_markup"] = None
        if all((message.get(name) or None) == (value or None) for name, value in change.items()):
            raise Refused(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        for name, value in change.items():
            message.pop(name, None)
            if value:
                message[name] = value
        message["edit_date"] = message["date"]
        self.touch(message)
        return shown(message)

    def deleteMessage(self, call: Call) -> bool:  # noqa: N802
        message = self._chat(call).find(_number(call, "message_id"))
        if message is None:
            raise Refused("message to delete not found")
        message["deleted"] = True
        return True

    def sendChatAction(self, call: Call) -> bool:  # noqa: N802
        self._chat(call)
        if call.parameters.get("action") not in ("typing", "upload_photo", "upload_document", "find_location"):
            raise Refused("wrong parameter action in request")
        return True

    def answerCallbackQuery(self, call: Call) -> bool:  # noqa: N802
        query = str(call.parameters.get("callback_query_id"))
        if query not in self.queries:
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        words = str(call.parameters.get("text", ""))
        if units(words) > 200:
            raise Refused("MESSAGE_TOO_LONG")
        self.queries[query] = words
        return True

    def getFile(self, call: Call) -> Json:  # noqa: N802
        file_id = str(call.parameters.get("file_id"))
        file = self.files.get(file_id)
        if file is None:
            raise Refused("wrong file_id or the file is temporarily unavailable")
        if file.size > 20_000_000:
            raise Refused("file is too big")
        return {"file_id": file_id, "file_unique_id": file.unique, "file_size": file.size, "file_path": file.path}


def shown(message: Json) -> Json:
    """A message as Telegram tells it, without the double's own notes."""
    return {name: value for name, value in message.items() if name not in ("change", "deleted")}


def decoded(value: object) -> Any:
    """A parameter that holds JSON, given as text or, in a JSON body, as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused("can't parse JSON object") from None


def markup_of(call: Call) -> Json | None:
    """The keyboard of a call, checked as Telegram checks it."""
    markup = decoded(call.parameters.get("reply_markup") or None)
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise Refused("object expected as reply markup")
    for row in markup.get("inline_keyboard", ()):
        for button in row:
            _check_inline(button)
    for row in markup.get("keyboard", ()):
        for button in row:
            if not (button if isinstance(button, str) else button.get("text")):
                raise Refused('can\'t parse keyboard button: Field "text" must be of type String')
    return markup


def _check_inline(button: Json) -> None:
    if not button.get("text"):
        raise Refused('can\'t parse inline keyboard button: Field "text" must be non-empty')
    data, url = button.get("callback_data"), button.get("url")
    if data is None and url is None:
        raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise Refused("BUTTON_DATA_INVALID")
    if url is not None and not re.fullmatch(r"[\w-]+(\.[\w-]+)+", urlsplit(str(url)).hostname or ""):
        raise Refused(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _text(call: Call) -> Json:
    plain, entities = parsed(str(call.parameters.get("text", "")), call.parameters.get("parse_mode"))
    plain = plain.strip()
    if not plain:
        raise Refused("message text is empty")
    if units(plain) > LONGEST_TEXT:
        raise Refused("message is too long")
    return {"text": plain, "entities": entities + noticed(plain) or None}


def _caption(parameters: Json) -> Json:
    plain, entities = parsed(str(parameters.get("caption") or ""), parameters.get("parse_mode"))
    if units(plain) > LONGEST_CAPTION:
        raise Refused("message caption is too long")
    return {"caption": plain or None, "caption_entities": entities or None}


def _number(call: Call, name: str) -> int:
    try:
        return int(call.parameters[name])
    except (KeyError, ValueError):
        raise Refused(f"{name} is empty" if name == "chat_id" else "message identifier is not specified") from None


def _replied(chat: Chat, call: Call) -> Json | None:
    told = decoded(call.parameters.get("reply_parameters") or None)
    number = told["message_id"] if told else call.parameters.get("reply_to_message_id")
    if number is None:
        return None
    found = chat.find(int(number))
    if found is None:
        if told and told.get("allow_sending_without_reply"):
            return None
        raise Refused("message to be replied not found")
    return {name: value for name, value in shown(found).items() if name != "reply_to_message"}
