"""Hides what leads to a person or a home (NIK, telephone, e-mail, names, house numbers) from what everybody reads."""

import re

from complaints.naming import BLOT, without_names

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_RUN = re.compile(r"\+?(?<!\d)\d(?:[^\S\n]{0,2}[()./_\u2010-\u2015\u200b-\u200d\u2060\u00ad-]{0,3}[^\S\n]?\d){7,}")
"""Eight digits or more, whatever small signs stand between them, and whatever letters before or after."""

_COUNTED = r"satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|belas|puluh"
_NUMBER_WORD = r"no(?:mor|mer)?|nmr|num"
_LEADS = (
    rf"(?:{_NUMBER_WORD})\.?(?:\s?rumah)?|rumah\s(?:{_NUMBER_WORD})\.?|rt\s?/\s?rw|rt|rw|blok|blk"
    r"|kav(?:ling|eling)?|kapling"
)
_ROMAN = r"x{0,3}(?:ix|iv|v?i{1,3}|v|x)"
_FIGURE = (
    rf"(?:(?:[a-z]|{_ROMAN})\s?[/-]\s?)?#?[a-z]{{0,2}}"
    r"\d{1,6}(?:\s?[-/.,]\s?\d{1,6}){0,6}(?:\s?-?[a-z]\b)?(?![a-z\d])"
)
_LED = re.compile(
    rf"\b(?:(?:{_LEADS})\s?[.:]*\s{{0,2}}(?:{_FIGURE}|(?:(?:{_COUNTED})\b\s?){{1,4}})"
    r"|(?:blok|blk|kav(?:ling|eling)?|kapling)\s[a-z]{1,2}\b(?:\s?[/-]?\s?\d{1,4}\b)?)",
    re.IGNORECASE,
)
"""What leads to one house and says so: a number, block, RT or RW."""

_ALONE = re.compile(rf"(?<![\w•]){_FIGURE}", re.IGNORECASE)
"""Any other number in an address, such as that which ends the name of a street."""

_NO_HOUSE = re.compile(
    r"(?:\b(?:km|kilometer|sd|sdn|sdit|smp|smpn|sma|sman|smk|smkn|mi|min|mts|mtsn|man|tk|negeri|n|dusun|dsn|lingkungan|lk"
    r"|simpang|jalur|halte|pasar|pos|gerbang|pintu|tol|ruas|bundaran|terminal|shelter|koridor|rute|jembatan|tugu)\.?\s*)$",
    re.IGNORECASE,
)
"""Before a number that counts kilometres, schools, hamlets or places where nobody lives."""

_OF_MONTH = re.compile(
    r"\s?(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember)\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"https?://\S+|\b(?:www|maps|goo)\.\S+|\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b"
)
"""A link to a map, or a plus code: a place to the metre."""

_HOME_IN_WORDS = re.compile(
    rf"(\b(?:rumah|kontrakan|kost?|tinggal|alamat)\b[^\n!?]{{0,60}}?\b(?:{_NUMBER_WORD})\.?\s{{0,2}})"
    r"\d{1,4}(?:\s?[a-z]\b)?(?![a-z\d])",
    re.IGNORECASE,
)
"""The number of a house of which a sentence says that somebody lives there; other numbers a report needs."""

_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_RUPIAH = re.compile(r"(?:\brp|\bidr)\.?\s?$", re.IGNORECASE)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_MOMENT = (
    rf"(?:{_DAY}[-./ ]{_MONTH}[-./ ]{_YEAR}|{_YEAR}[-./]{_MONTH}[-./]{_DAY}|{_YEAR}"
    r"|(?:[01]?\d|2[0-4])\.[0-5]\d)"
)
_MOMENTS = re.compile(rf"{_MOMENT}(?: ?[-–/ ] ?{_MOMENT})*")
"""Dates, years and hours, and spans of them."""

_LONGEST_MOMENTS = 40
_LONGEST_AMOUNT = 15
"""Digits of an amount written with Rp; a longer run is something else."""


def masked(text: str) -> str:
    """The text with e-mail addresses, long digit runs (8 digits and more, spaced or dotted), names and house numbers
    blotted out.

    Two digits stay at the end of a run, so that its writer knows their own number. Amounts, dates and hours stay.
    """
    told = _RUN.sub(_blot, _EMAIL.sub("[surel disembunyikan]", text))
    return without_names(_HOME_IN_WORDS.sub(rf"\1{BLOT}", told))


def without_house(address: str) -> str:
    """An address as far as the street: every number is blotted out that may lead to a house, and every name."""
    told = _LED.sub(BLOT, without_names(_ELSEWHERE.sub(BLOT, address)))
    told = _ALONE.sub(_blot_alone, told)
    told = re.sub(rf"{BLOT}(?:[\s/.,-]{{0,3}}{BLOT})+", BLOT, told)
    return re.sub(r"(?:\s*,)+(?:\s+|(?!\d))", ", ", told).strip(" ,")


def _blot_alone(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 16) : found.start()]
    kept = _NO_HOUSE.search(before) or _OF_MONTH.match(found.string, found.end())
    return found[0] if kept else BLOT


def _blot(found: re.Match[str]) -> str:
    run = found.group()
    digits = re.sub(r"\D", "", run)
    before = found.string[max(0, found.start() - 5) : found.start()]
    if len(run) <= _LONGEST_MOMENTS and _MOMENTS.fullmatch(run):
        return run
    if _is_amount(run, digits, rupiah=bool(_RUPIAH.search(before))):
        return run
    return "•" * (len(digits) - 2) + digits[-2:]


def _is_amount(run: str, digits: str, *, rupiah: bool) -> bool:
    """Grouped in threes, or written with Rp; never what begins as a telephone number does."""
    if digits.startswith(("08", "628")) or run.startswith("+"):
        return False
    return bool(_AMOUNT.fullmatch(run)) or (rupiah and len(digits) <= _LONGEST_AMOUNT)
