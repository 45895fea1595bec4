"""Whether somebody has the newest copy already, so that it need not be sent again."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any

from litestar import Request


def tag_of(said: str) -> str:
    """The tag of what follows from these words; weak, because the bytes depend on how they are compressed."""
    return f'W/"{sha256(said.encode()).hexdigest()[:16]}"'


def has_newest(request: Request[Any, Any, Any], tag: str, changed: datetime) -> bool:
    """Whether the asker's copy is the newest; a tag says it better than a time, so a time counts only without one."""
    if tags := request.headers.get("if-none-match"):
        return tags.strip() == "*" or tag.removeprefix("W/") in {
            one.strip().removeprefix("W/") for one in tags.split(",")
        }
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):  # a year or a zone of twenty digits is the latter
        return False
    return since.tzinfo is not None and changed <= since
