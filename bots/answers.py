"""What counts as an answer although it is only written: a word that stands for a button, and a day."""

import re
from datetime import date, timedelta
from functools import cache

from bots import words as w
from bots.draft import Step
from foundation.language import LANGUAGES, translated

ANSWER = 160
"""Characters; what is longer is not the answer to a small question but more of the story."""

_EVERYWHERE = {
    "cancel": "batal batalkan cancel",
    "help": "bantuan help",
    "skip": "lewati lewat lewatkan skip lanjut lanjutkan next|tidak tahu|tidak ada",
}
_AT: dict[Step, dict[str, str]] = {
    Step.WHO: {
        "anonymous": "anonim anonymous",
        "public": "terbuka public|dengan nama|pakai nama|with my name",
        "confidential": "rahasia confidential",
    },
    Step.NAME: {"skip": "tanpa nama|no name"},
    Step.PHONE: {"skip": "tanpa nomor|no number"},
    Step.REVIEW: {"send": "kirim ya kirimkan kirim laporan send yes|kirim laporan|ya kirim|ya, kirim"},
    Step.ADDITION: {
        "add": "tambahan addition ya yes jawaban answer|ini tambahan|ini jawaban|ya, kirim",
        "new": "baru new|laporan baru|new report",
    },
}
_ON_KEYBOARD = {
    Step.WHERE: {"skip": w.B_SKIP, "photo": w.B_PHOTO_PLACE, "back": w.B_BACK, "none": w.B_NO_PLACE},
    Step.PHONE: {"skip": w.B_NO_PHONE},
}
"""Buttons that stand on the phone's keyboard and come back as words, in whatever language they were shown."""
_DAYS_AGO = {
    0: ("hari ini", "today", "tadi", "tadi pagi", "tadi siang", "tadi sore", "tadi malam", "barusan", "baru saja"),
    1: ("kemarin", "yesterday", "semalam", "kemaren"),
    2: ("kemarin lusa", "dua hari lalu"),
    7: ("seminggu lalu", "minggu lalu", "seminggu yang lalu"),
}
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_ENGLISH = {"may": 5, "aug": 8, "oct": 10, "dec": 12, "peb": 2, "agt": 8, "nop": 11}
_NUMBERED = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{4}|\d{2}))?")
_NAMED = re.compile(r"(?:tanggal |tgl )?(\d{1,2})\s+([a-z]{3,9})(?:\s+(\d{4}))?")
_BEFORE = re.compile(r"(\d{1,3})\s+hari\s+(?:yang\s+)?lalu")
_WEEKDAYS = re.compile(r"(?:hari )?(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|ahad),? ")
_OLDEST = 366 * 30


_THANKS = re.compile(
    r"(?:(?:terima ?kasih|makasih|trims|thanks|thank you)\b(?: (?:banyak|very much|pak|bu|kak|min)\b)*[\s.,!]*)+",
    re.IGNORECASE,
)


def only_thanks(text: str) -> bool:
    """Whether nothing is said but thanks: a narrow rule, for it must never swallow an answer."""
    return _THANKS.fullmatch(text.strip()) is not None


def _spellings(words: str) -> frozenset[str]:
    """Single words first, then, after bars, those of several."""
    first, *rest = words.split("|")
    return frozenset((*first.split(), *rest))


_WORDS = {meaning: _spellings(words) for meaning, words in _EVERYWHERE.items()}
_WORDS_AT = {step: {meaning: _spellings(words) for meaning, words in said.items()} for step, said in _AT.items()}


def meant(step: Step | None, text: str) -> str | None:
    """The choice that written words stand for at a step (None: there is no draft); None where they are a story."""
    plain = " ".join(text.casefold().strip(" .!/").split())
    if step is None:
        return next((one for one in ("cancel", "help") if plain in _WORDS[one]), None)
    if plain in (shown := _labels(step)):
        return shown[plain]
    for meaning, words in (*_WORDS_AT.get(step, {}).items(), *_WORDS.items()):
        if plain in words:
            return meaning
    return None


@cache
def _labels(step: Step) -> dict[str, str]:
    labels = _ON_KEYBOARD.get(step, {})
    return {translated(one, label).casefold(): meaning for meaning, label in labels.items() for one in LANGUAGES}


def day_in(text: str, today: date) -> date | None:
    """The day an answer names, never one to come; None where it names none. Without a year it is the last such day."""
    plain = " ".join(text.casefold().strip(" .!").split())
    for days, words in _DAYS_AGO.items():
        if plain in words:
            return today - timedelta(days)
    if before := _BEFORE.fullmatch(plain):
        return today - timedelta(int(before[1]))
    plain = _WEEKDAYS.sub("", plain + " ").strip()
    if numbered := _NUMBERED.fullmatch(plain):
        return _last(int(numbered[1]), int(numbered[2]), numbered[3], today)
    if named := _NAMED.fullmatch(plain):
        return _last(int(named[1]), _month(named[2]), named[3], today)
    return None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else _ENGLISH.get(word[:3], 0)


def _last(day: int, month: int, year: str | None, today: date) -> date | None:
    written = int(year) + (2000 if len(year) == 2 else 0) if year else None
    for one in (written,) if written else range(today.year, today.year - 5, -1):
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if timedelta(0) <= today - found <= timedelta(_OLDEST):
            return found
    return None
