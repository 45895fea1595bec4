"""Which fields Telegram documents for the objects the double tells of: an optional one ends with a question mark.

This is a reading of the public Bot API's tables, kept apart from the library the bot reads updates with, so that the
two can contradict each other.
"""

from typing import Any

INTEGER, STRING, BOOLEAN, FLOAT = "Integer", "String", "Boolean", "Float"
_PLAIN: dict[str, tuple[type, ...]] = {INTEGER: (int,), STRING: (str,), FLOAT: (float, int)}
_FILE = {"file_id": STRING, "file_unique_id": STRING, "file_size?": INTEGER}

OBJECTS: dict[str, dict[str, str]] = {
    "Update": {
        "update_id": INTEGER,
        "message?": "Message",
        "edited_message?": "Message",
        "callback_query?": "CallbackQuery",
        "my_chat_member?": "ChatMemberUpdated",
    },
    "User": {
        "id": INTEGER,
        "is_bot": BOOLEAN,
        "first_name": STRING,
        "username?": STRING,
        "language_code?": STRING,
        "can_join_groups?": BOOLEAN,
        "can_read_all_group_messages?": BOOLEAN,
        "supports_inline_queries?": BOOLEAN,
    },
    "Chat": {"id": INTEGER, "type": STRING, "title?": STRING, "username?": STRING, "first_name?": STRING},
    "Message": {
        "message_id": INTEGER,
        "date": INTEGER,
        "chat": "Chat",
        "from?": "User",
        "edit_date?": INTEGER,
        "text?": STRING,
        "entities?": "[MessageEntity]",
        "caption?": STRING,
        "caption_entities?": "[MessageEntity]",
        "photo?": "[PhotoSize]",
        "voice?": "Voice",
        "video?": "Video",
        "document?": "Document",
        "sticker?": "Sticker",
        "location?": "Location",
        "venue?": "Venue",
        "contact?": "Contact",
        "media_group_id?": STRING,
        "reply_to_message?": "Message",
        "forward_origin?": "MessageOriginHiddenUser",
        "reply_markup?": "InlineKeyboardMarkup",
    },
    "MessageEntity": {"type": STRING, "offset": INTEGER, "length": INTEGER, "url?": STRING},
    "PhotoSize": _FILE | {"width": INTEGER, "height": INTEGER},
    "Voice": _FILE | {"duration": INTEGER, "mime_type?": STRING},
    "Video": _FILE | {"width": INTEGER, "height": INTEGER, "duration": INTEGER, "mime_type?": STRING},
    "Document": _FILE | {"file_name?": STRING, "mime_type?": STRING},
    "Sticker": _FILE
    | {"type": STRING, "width": INTEGER, "height": INTEGER, "is_animated": BOOLEAN, "is_video": BOOLEAN},
    "Location": {"latitude": FLOAT, "longitude": FLOAT},
    "Venue": {"location": "Location", "title": STRING, "address": STRING},
    "Contact": {"phone_number": STRING, "first_name": STRING, "user_id?": INTEGER},
    "MessageOriginHiddenUser": {"type": STRING, "date": INTEGER, "sender_user_name": STRING},
    "InlineKeyboardMarkup": {"inline_keyboard": "[[InlineKeyboardButton]]"},
    "InlineKeyboardButton": {"text": STRING, "callback_data?": STRING, "url?": STRING},
    "CallbackQuery": {
        "id": STRING,
        "from": "User",
        "message?": "Message",
        "chat_instance": STRING,
        "data?": STRING,
    },
    "ChatMemberUpdated": {
        "chat": "Chat",
        "from": "User",
        "date": INTEGER,
        "old_chat_member": "ChatMember",
        "new_chat_member": "ChatMember",
    },
    "ChatMember": {"user": "User", "status": STRING, "until_date?": INTEGER},
    "File": _FILE | {"file_path?": STRING},
    "WebhookInfo": {
        "url": STRING,
        "has_custom_certificate": BOOLEAN,
        "pending_update_count": INTEGER,
        "last_error_date?": INTEGER,
        "last_error_message?": STRING,
        "allowed_updates?": "[String]",
    },
    "BotCommand": {"command": STRING, "description": STRING},
}


def faults(value: Any, kind: str, where: str = "") -> list[str]:
    """What of a value is not as documented for its kind."""
    where = where or kind
    if kind.startswith("["):
        if not isinstance(value, list):
            return [f"{where}: no array"]
        return [fault for place, one in enumerate(value) for fault in faults(one, kind[1:-1], f"{where}[{place}]")]
    if kind == BOOLEAN:
        return [] if isinstance(value, bool) else [f"{where}: no boolean"]
    if kind in _PLAIN:
        fits = isinstance(value, _PLAIN[kind]) and not isinstance(value, bool)
        return [] if fits else [f"{where}: {value!r} is no {kind}"]
    if not isinstance(value, dict):
        return [f"{where}: no object"]
    fields = OBJECTS[kind]
    known = {name.rstrip("?") for name in fields}
    found = [f"{where}.{name}: not documented" for name in value if name not in known]
    for name, inner in fields.items():
        if name in value or (optional := name.rstrip("?")) in value:
            found += faults(value[name.rstrip("?")], inner, f"{where}.{name.rstrip('?')}")
        elif optional == name:
            found.append(f"{where}.{name}: missing")
    return found
