"""What two libraries, written apart from each other, read in an object of the Bot API, compared with the object itself.

Both are lenient in their own way: one keeps fields it does not know in a corner, the other drops them, and neither
looks at types. Side by side, and with what the first one's signatures say, nothing passes that is not documented.
"""

import inspect
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import telegram
from telebot import types as telebot

Json = dict[str, Any]

KINDS: dict[str, tuple[Any, Any]] = {
    "Update": (telegram.Update, telebot.Update),
    "Message": (telegram.Message, telebot.Message),
    "User": (telegram.User, telebot.User),
    "File": (telegram.File, telebot.File),
    "WebhookInfo": (telegram.WebhookInfo, telebot.WebhookInfo),
    "BotCommand": (telegram.BotCommand, telebot.BotCommand),
}
_NAMES = {"from": ("from_user", "from_user"), "inline_keyboard": ("inline_keyboard", "keyboard")}
"""Where the libraries call a field otherwise than Telegram does."""
_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "float": (float, int),
    "datetime": (int,),
    "timedelta": (int,),
    "str | object": (str,),
}
"""What stands in JSON for the types that signatures name."""


def faults(told: Json, kind: str) -> list[str]:
    """What of an object is missing, unknown, of another type, or read otherwise by one of the libraries."""
    ours, theirs = KINDS[kind]
    found = []
    try:
        first = ours.de_json(told, None)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        found.append(f"{kind}: python-telegram-bot reads no such object: {error}")
    try:
        second = theirs.de_json(told)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        found.append(f"{kind}: telebot reads no such object: {error!r}")
    return found or list(_compared(told, first, second, kind))


def _compared(told: Any, first: Any, second: Any, where: str) -> Iterator[str]:
    if isinstance(told, dict):
        yield from _fields(told, first, second, where)
    elif isinstance(told, list):
        if not len(told) == len(first or ()) == len(second or ()):
            yield f"{where}: {len(told)} told, {len(first or ())} and {len(second or ())} read"
            return
        for place, (one, left, right) in enumerate(zip(told, first, second, strict=True)):
            yield from _compared(one, left, right, f"{where}[{place}]")
    elif not _plain(told) == _plain(first) == _plain(second):
        yield f"{where}: {told!r} is read as {first!r} and as {second!r}"


def _fields(told: Json, first: Any, second: Any, where: str) -> Iterator[str]:
    signature = inspect.signature(type(first).__init__).parameters
    for name, value in told.items():
        at = f"{where}.{name}"
        ours, theirs = _NAMES.get(name, (name, name))
        for library, of, called in (("python-telegram-bot", first, ours), ("telebot", second, theirs)):
            if not hasattr(of, called):
                yield f"{at}: {library} knows no such field of {type(of).__name__}"
        if not (hasattr(first, ours) and hasattr(second, theirs)):
            continue
        wanted = _TYPES.get(_type(signature[ours])) if ours in signature else None
        if wanted and not (isinstance(value, wanted) and (bool in wanted or not isinstance(value, bool))):
            yield f"{at}: {value!r} is no {_type(signature[ours])}"
            continue
        yield from _compared(value, getattr(first, ours), getattr(second, theirs), at)


def _type(parameter: inspect.Parameter) -> str:
    """The plain name of what a parameter takes: `int` for `int | None`, `datetime` for `dtm.datetime`."""
    written = parameter.annotation
    named = written.__name__ if isinstance(written, type) else str(written)
    return re.sub(r"Optional\[(.*)\]| \| None", r"\1", named).rpartition(".")[2].strip("'\"] ")


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return int(value.timestamp())
    return int(value.total_seconds()) if isinstance(value, timedelta) else value
