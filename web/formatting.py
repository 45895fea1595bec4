"""Numbers and days as a language writes them, each worked out once: pages tell the same few again and again."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

_KEPT = 8_000


@lru_cache(maxsize=_KEPT)
def decimal(number: float, language: str, pattern: str | None = None) -> str:
    """1.511 in Indonesian, 1,511 in English; `pattern` as in Unicode's number patterns."""
    return format_decimal(number, pattern, language)


@lru_cache(maxsize=_KEPT)
def percent(share: float, language: str, pattern: str | None = None) -> str:
    """0.25 as 25%."""
    return format_percent(share, pattern, language)


@lru_cache(maxsize=_KEPT)
def day_as(day: date, pattern: str, language: str) -> str:
    """A date, no instant; `pattern` as in Unicode's date patterns."""
    return str(format_date(day, pattern, locale=language))
