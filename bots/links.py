"""Whether a button may lead to an address, and one that does. Pure."""

import re
from urllib.parse import urlsplit

from bots.replies import Button
from foundation.language import Sentence

_PUBLIC_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[A-Za-z][\w-]+")


def opens(address: str) -> bool:
    """Telegram takes no button to a host that only this machine knows."""
    return bool(re.fullmatch(r"https?://\S+", address) and _PUBLIC_HOST.fullmatch(urlsplit(address).hostname or ""))


def leading_to(label: str | Sentence, address: str) -> tuple[tuple[Button, ...], ...]:
    """A row with a button that opens a page, where one may lead there; else none."""
    return ((Button(label, url=address),),) if opens(address) else ()
