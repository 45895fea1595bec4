"""Messages that are no complaint: thanks, tests, advertisements, and words without content."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from routing.advice import Nothing
from routing.lexicon import FILLERS
from routing.said_words import (
    ADVERTS,
    AGAINST,
    COMPLAINING,
    DONE,
    GAMBLING,
    GREETINGS,
    POLITE,
    PRAISE,
    PROBLEMS,
    TESTED,
    TESTS,
    THANKS,
)
from routing.spelling import plainly, spoken

_LINK = re.compile(
    r"https?://\S+|www\.\S+|(?<![\w-])[\w-]{1,63}\.(?:com|net|org|xyz|site|online|vip|club|info|me|ly|link)\b\S*", re.I
)
_SHOWS_SOMETHING = re.compile(r"maps|goo\.gl|drive\.google|photos|youtu|instagram|facebook|tiktok|\.go\.id", re.I)
_MASHED = re.compile(r"[^aiueoy\W\d]{6,}|.*(?:asdf|qwerty|zxcv).*")
_NOW_SO = frozenset(("sudah", "telah", "akhirnya", "kini", "sekarang"))
SHORT = 12
"""Words that a test has at most."""
LEFT_OVER = 2
"""Words beside courtesies that thanks may hold without saying for what."""


def nothing(text: str, local: Iterable[str] = ()) -> Nothing | None:
    """Why the message is no complaint, None where it may be one; `local` are the region's own phrases of thanks.

    Whoever asks has to know whether there is a photo: an empty text with one is no empty message.
    """
    words = [word for token in spoken(_LINK.sub(" ", text)) for word in (plainly(token.stem),)]
    lowered = " ".join(token.stem for token in spoken(text))
    if _is_advert(text, words):
        return "spam"
    saying = [word for word in words if not word.isdigit() and len(word) > 1]
    if not saying:
        return None if _LINK.search(text) else "test" if _counts_up(words) else "empty"
    if len(words) <= SHORT and _is_test(saying):
        return "test"
    thanked = _thanks_at(words) or any(f" {phrase} " in f" {lowered} " for phrase in local)
    if thanked and not _LINK.search(text) and _is_thanks(words):
        return "thanks"
    if all(word in GREETINGS or word in FILLERS for word in saying) and not _LINK.search(text) and not _asks(saying):
        return "empty"
    return None


def _asks(words: Sequence[str]) -> bool:
    """Whether something is wanted, though it is not said what: then that is asked, and nothing put aside."""
    return any(word in ("mohon", "tolong", "minta") for word in words) and "maaf" not in words


def _counts_up(words: Sequence[str]) -> bool:
    return any(word in ("1", "12", "123", "1234", "12345", "111") for word in words)


def _is_test(words: Sequence[str]) -> bool:
    rest = [word for word in words if word not in GREETINGS and word not in FILLERS]
    tests = [word for word in rest if word in TESTS or _MASHED.fullmatch(word)]
    return bool(tests) and all(word in TESTS or word in TESTED or _MASHED.fullmatch(word) for word in rest)


def _is_advert(text: str, words: Sequence[str]) -> bool:
    said = set(words)
    if said & AGAINST:
        return False
    adverts, links = said & ADVERTS, _LINK.findall(text)
    if links and not any(_SHOWS_SOMETHING.search(link) for link in links):
        return bool(adverts) and not said & COMPLAINING
    return len(adverts) >= 3 and (bool(said & GAMBLING) or len(adverts) >= 4) and not said & COMPLAINING


def _thanks_at(words: Sequence[str]) -> bool:
    return any(word in THANKS for word in words) or ("terima", "kasih") in pairwise(words)


def _is_thanks(words: Sequence[str]) -> bool:
    """Whether nothing is wanted and nothing still wrong, and it is said what was good, or nothing else is said."""
    said = set(words)
    if said & COMPLAINING:
        return False
    done = [at for at, word in enumerate(words) if word in DONE and not _NOW_SO.isdisjoint(words[max(0, at - 4) : at])]
    if done:
        return not any(word in PROBLEMS - DONE for word in words[done[-1] + 1 :])
    rest = [word for word in words if word not in POLITE and word not in GREETINGS and word not in FILLERS]
    if said & PRAISE:
        return not said & (PROBLEMS - {"pelayanan", "bantuan", "dokter", "guru", "samsat", "aplikasi", "antre"})
    # “Selokan meluap. Terima kasih.” thanks for nothing: what is thanked for is named after the thanks.
    begun = next((at for at, word in enumerate(words) if word in THANKS or word == "kasih"), len(words))
    return len(rest) <= LEFT_OVER and not said & PROBLEMS and not set(rest) & set(words[:begun])
