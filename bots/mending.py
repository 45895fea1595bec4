"""An update of which a part is damaged or missing, cut down to what matters, so that the rest is not lost. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_CONTENT = ("text", "caption", "media_group_id", "date", "edit_date", "location", "contact")
_FILES = ("voice", "video", "video_note", "animation", "audio", "document")
_FILE = ("file_id", "file_unique_id", "file_size", "duration", "mime_type", "file_name", "width", "height", "length")
_KINDS = ("message", "edited_message", "callback_query")


def mended(raw: Mapping[str, Any], received: datetime) -> dict[str, Any]:
    """The update with plain parts only: optional ones that are not understood go, required ones are filled in."""
    update: dict[str, Any] = {"update_id": raw.get("update_id")}
    kind = next((one for one in _KINDS if isinstance(raw.get(one), Mapping)), None)
    if kind is None:
        return update
    told = raw[kind]
    if kind == "callback_query":
        message = told.get("message")
        update[kind] = {
            "id": told.get("id"),
            "from": _user(told.get("from")),
            "chat_instance": "",
            "data": told.get("data"),
            "message": _message(message, received) if isinstance(message, Mapping) else None,
        }
    else:
        update[kind] = _message(told, received)
    return update


def _message(told: Mapping[str, Any], received: datetime) -> dict[str, Any]:
    chat = told.get("chat")
    message: dict[str, Any] = {name: told[name] for name in _CONTENT if name in told}
    message |= {
        "message_id": told.get("message_id"),
        "chat": {"id": chat.get("id"), "type": chat.get("type")} if isinstance(chat, Mapping) else None,
        "from": _user(told.get("from")),
    }
    message.setdefault("date", int(received.timestamp()))
    if isinstance(told.get("photo"), list):
        message["photo"] = [_file(one) for one in told["photo"] if isinstance(one, Mapping)]
    message |= {name: _file(told[name]) for name in _FILES if isinstance(told.get(name), Mapping)}
    replied = told.get("reply_to_message")
    if isinstance(replied, Mapping) and isinstance(replied.get("message_id"), int):
        shown = {name: message[name] for name in ("chat", "date")}
        message["reply_to_message"] = shown | {"message_id": replied["message_id"], "from": _user(replied.get("from"))}
    return message


def _user(told: object) -> dict[str, Any] | None:
    if not isinstance(told, Mapping):
        return None
    words = {name: told[name] for name in ("last_name", "language_code") if isinstance(told.get(name), str)}
    first = told.get("first_name")
    return words | {
        "id": told.get("id"),
        "is_bot": bool(told.get("is_bot", False)),
        "first_name": first if isinstance(first, str) else "",
    }


def _file(told: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: told[name] for name in _FILE if name in told}
    return {"width": 0, "height": 0, "duration": 0, "length": 0, "file_unique_id": kept.get("file_id")} | kept
