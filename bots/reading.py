"""From a raw update to what somebody sent, by the library's own types; an update may be anything, and none raises."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeGuard

import msgspec
from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User

from bots.inputs import (
    AnyInput,
    ChatKind,
    Commanded,
    FileKind,
    Incoming,
    NotedFile,
    Pinned,
    Pressed,
    Sent,
    Shared,
    Strange,
    Wrote,
)
from bots.mending import mended

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
LONGEST_NAME = 64
"""Characters kept of the name an app shows."""
_NOTICES = (
    *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo"),
    *("group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed"),
    *("migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "user_shared", "users_shared", "chat_shared"),
    *("connected_website", "write_access_allowed", "proximity_alert_triggered", "boost_added", "chat_background_set"),
    *("gift", "unique_gift", "gift_upgrade_sent", "refunded_payment", "web_app_data"),
    *("checklist_tasks_done", "checklist_tasks_added"),
)
"""What the app tells by itself, and nobody said; so is whatever begins with one of the next."""
_NOTICED = ("forum_topic_", "general_forum_topic_", "giveaway_", "video_chat_", "voice_chat_", "suggested_post_")
_BESIDE = (
    *("message_id", "message_thread_id", "date", "edit_date", "from", "chat", "sender_chat", "via_bot"),
    *("reply_to_message", "external_reply", "quote", "forward_origin", "forward_date", "text", "caption", "effect_id"),
)
_FILES: tuple[tuple[str, FileKind, str], ...] = (
    ("voice", "voice", "audio/ogg"),
    ("video", "video", "video/mp4"),
    ("video_note", "video", "video/mp4"),
    ("animation", "video", "video/mp4"),  # before the document that comes with it
    ("audio", "audio", ""),
    ("document", "document", ""),
)


class Me(NamedTuple):
    """The bot itself: Telegram's id, and its name without the @."""

    id: int
    username: str


def read(raw: object, me: Me, received: datetime) -> Incoming | None:
    """What an update tells; None for what concerns nobody here: channels, bots, notices of the app, and nonsense.

    `received` is the instant where the update tells none. An update that is damaged but says who wrote where is read
    as Strange, so that nobody is answered by silence.
    """
    if not isinstance(raw, Mapping):
        return None
    try:
        return _read(raw, raw, me, received)
    except Exception:  # noqa: BLE001, S110 - the library raises whatever the damage leads to
        pass
    try:
        found = _read(mended(raw, received), raw, me, received)
    except Exception:  # noqa: BLE001 - likewise
        found = None
    return found or _salvaged(raw, received)


def _read(update: Mapping[str, Any], raw: Mapping[str, Any], me: Me, received: datetime) -> Incoming | None:
    found = _told(Update.de_json(dict(update), None), raw, me, received)
    # The library checks no types; a number that is none must not go further.
    return None if found is None else msgspec.convert(msgspec.to_builtins(found), Incoming)


def _told(update: Update, raw: Mapping[str, Any], me: Me, received: datetime) -> Incoming | None:
    if update.message is not None:
        return _message(update, update.message, raw["message"], me, edited=False)
    if update.edited_message is not None:
        return _message(update, update.edited_message, raw["edited_message"], me, edited=True)
    if update.callback_query is not None:
        return _query(update, update.callback_query, received)
    if update.my_chat_member is not None:
        return _membership(update, update.my_chat_member)
    return None


def _message(update: Update, message: Message, raw: Mapping[str, Any], me: Me, edited: bool) -> Incoming | None:
    sender = message.from_user
    if sender is None or sender.is_bot or _kind(message.chat) == "channel":
        return None
    sent = _sent(message, raw, me, edited)
    if sent is None:
        return None
    return Incoming(
        update=update.update_id,
        chat=message.chat.id,
        user=sender.id,
        kind=_kind(message.chat),
        at=(message.edit_date if edited else None) or message.date,
        name=_name(sender),
        language=sender.language_code or "",
        addressed=_kind(message.chat) == "private" or _addressed(message, me),
        input=sent,
    )


def _sent(message: Message, raw: Mapping[str, Any], me: Me, edited: bool) -> AnyInput | None:
    number = message.message_id
    if message.text:
        return _words(message, raw, me, edited)
    file = _file(message)
    if file is not None:
        caption = message.caption or ""
        return Sent(number, file, caption, message.media_group_id, edited, _answered(message))
    if message.venue is not None or message.location is not None:
        return None if edited else _place(message)  # an edited place is one that is shared while somebody walks
    if message.contact is not None:
        sender = message.from_user
        own = sender is not None and message.contact.user_id == sender.id
        return Shared(number, message.contact.phone_number, own)
    return None if edited or _noticed(raw) else Strange(number, _kind_of(raw))


def _noticed(raw: Mapping[str, Any]) -> bool:
    """Whether the app tells this, and nobody said it."""
    return any(name in _NOTICES or name.startswith(_NOTICED) for name in raw)


def _kind_of(raw: Mapping[str, Any]) -> str:
    """What Telegram calls it; it may be of a kind that came up only lately."""
    return next((name for name in raw if name not in _BESIDE), "nothing")[:40]


def _words(message: Message, raw: Mapping[str, Any], me: Me, edited: bool) -> AnyInput | None:
    text = message.text or ""
    command = _COMMAND.fullmatch(text.strip())
    if command and (command[2] is None or command[2].lower() == me.username.lower()):
        return None if edited else Commanded(message.message_id, command[1].lower(), (command[3] or "").strip())
    return Wrote(message.message_id, text, edited, _answered(message), _forwarded(message, raw))


def _forwarded(message: Message, raw: Mapping[str, Any]) -> bool:
    """From somebody else: own words, passed on, are own words."""
    origin = message.forward_origin
    if origin is None:
        return "forward_date" in raw
    writer = getattr(origin, "sender_user", None)
    return writer is None or message.from_user is None or writer.id != message.from_user.id


def _answered(message: Message) -> int | None:
    """The message of ours that is replied to."""
    replied = message.reply_to_message
    if replied is None:
        return None
    writer = replied.from_user
    return replied.message_id if writer is None or writer.is_bot else None


def _file(message: Message) -> NotedFile | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        unique, size = largest.file_unique_id, largest.file_size or 0
        return NotedFile("photo", largest.file_id, unique, "image/jpeg", size)
    for name, kind, media_type in _FILES:
        found: Any = getattr(message, name)
        if found is not None:
            length = getattr(found, "duration", None)
            return NotedFile(
                kind,
                found.file_id,
                found.file_unique_id,
                getattr(found, "mime_type", None) or media_type,
                found.file_size or 0,
                int(length.total_seconds()) if length is not None else 0,
                getattr(found, "file_name", None) or "",
            )
    return None


def _place(message: Message) -> AnyInput | None:
    venue = message.venue
    place = venue.location if venue is not None else message.location
    if place is None:
        return None
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        return Strange(message.message_id, "place")
    name = ", ".join(part for part in (venue.title, venue.address) if part) if venue is not None else ""
    return Pinned(message.message_id, place.latitude, place.longitude, name)


def _addressed(message: Message, me: Me) -> bool:
    """In a group: by a command, by name, or by a reply to what the bot said."""
    words = message.text or message.caption or ""
    command = _COMMAND.fullmatch(words.strip())
    if command:
        return command[2] is None or command[2].lower() == me.username.lower()
    if re.search(rf"(?<!\w)@{re.escape(me.username)}(?!\w)", words, re.IGNORECASE):
        return True
    if any(one.user is not None and one.user.id == me.id for one in (*message.entities, *message.caption_entities)):
        return True
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == me.id


def _query(update: Update, query: CallbackQuery, received: datetime) -> Incoming | None:
    """Of a button under a message that Telegram does not tell any more, the chat is its presser's own."""
    if query.from_user.is_bot:
        return None
    message = query.message
    return Incoming(
        update=update.update_id,
        chat=query.from_user.id if message is None else message.chat.id,
        user=query.from_user.id,
        kind="private" if message is None else _kind(message.chat),
        at=received,  # Telegram tells when the message was sent, not when the button was pressed
        name=_name(query.from_user),
        language=query.from_user.language_code or "",
        input=Pressed(message.message_id if message else 0, query.data or "", query.id),
    )


def _membership(update: Update, change: ChatMemberUpdated) -> Incoming | None:
    """Somebody blocked the bot in their private chat, or let it in again."""
    if _kind(change.chat) != "private":
        return None
    return Incoming(
        update=update.update_id,
        chat=change.chat.id,
        user=change.from_user.id,
        kind="private",
        at=change.date,
        name=_name(change.from_user),
        language=change.from_user.language_code or "",
        blocked=change.new_chat_member.status in ("kicked", "left"),
    )


def _name(sender: User) -> str:
    """What the app shows, on one line and no longer than `LONGEST_NAME`; nothing of it can change how a line looks."""
    told = " ".join(part for part in (sender.first_name, sender.last_name) if isinstance(part, str))
    shown = "".join(" " if sign.isspace() else sign for sign in told if sign.isspace() or _harmless(sign))
    return " ".join(shown.split())[:LONGEST_NAME].rstrip()


def _harmless(sign: str) -> bool:
    """No control character, and none of the unseen ones that turn a line's direction or hide in it."""
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _kind(chat: Chat) -> ChatKind:
    return "private" if chat.type == "private" else "group" if chat.type in ("group", "supergroup") else "channel"


def _salvaged(raw: Mapping[str, Any], received: datetime) -> Incoming | None:
    """Of a damaged message or press in a private chat: who and where, if at least that can be read."""
    number = raw.get("update_id")
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, Mapping) else raw.get("message")
    if not isinstance(message, Mapping) or not _is_number(number):
        return None
    sender = (query if isinstance(query, Mapping) else message).get("from")
    chat, place = message.get("chat"), message.get("message_id")
    if not isinstance(sender, Mapping) or not isinstance(chat, Mapping) or chat.get("type") != "private":
        return None
    user, where = sender.get("id"), chat.get("id")
    if not (_is_number(user) and _is_number(where) and _is_number(place)) or sender.get("is_bot") is not False:
        return None
    return Incoming(number, where, user, "private", received.astimezone(UTC), input=Strange(place, "unreadable"))


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
