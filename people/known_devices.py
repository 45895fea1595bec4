"""What a browser shows to prove that somebody signed in there before: a cookie for one account, sealed by us.

Nothing is stored. Whoever holds one is counted apart, so that nobody else's tries keep them out (device cookies).
"""

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from foundation.sealing import KeyRing

LASTS = timedelta(days=180)
_PURPOSE = "known device"


def cookie_name(keys: KeyRing, username: str) -> str:
    """The cookie's name, one an account, so that people who share a computer each have their own."""
    return f"tanggap_kenal_{keys.blind(username.strip().lower(), 'device.cookie').hex()[:12]}"


def device(keys: KeyRing, username: str, now: datetime) -> str:
    """A new cookie's value for the browser in which this account has just been signed in to."""
    told = f"{int(now.timestamp())}.{secrets.token_hex(12)}"
    return f"{told}.{_seal(keys, username, told)}"


def known(keys: KeyRing, username: str, shown: str, now: datetime) -> str | None:
    """What this device is called in counters; None where the value is not ours, is another's, or is too old."""
    told, _dot, seal = shown.rpartition(".")
    moment, _dot, name = told.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        return None
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(keys, username, told).encode()):
        return None
    return name if timedelta() <= now - datetime.fromtimestamp(int(moment), UTC) <= LASTS else None


def _seal(keys: KeyRing, username: str, told: str) -> str:
    return keys.mac(_PURPOSE, f"{username.strip().lower()}\0{told}".encode()).hex()[:32]
