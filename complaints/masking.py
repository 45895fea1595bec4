"""Hides numbers that lead to a person (NIK, telephone, e-mail) wherever a report is shown to everybody."""

import re

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_RUN = re.compile(r"\+?(?<!\d)\d(?:[^\S\n]{0,2}[()./_\u2010-\u2015\u200b-\u200d\u2060\u00ad-]{0,3}[^\S\n]?\d){7,}")
"""Eight digits or more, whatever small signs stand between them, and whatever letters before or after."""

_HOUSE = re.compile(
    r"\b(?:no|nomor|nomer|blok|rt|rw|kav|kavling)[.:]?\s{0,2}[a-z]{0,2}[\s./-]?\d{1,4}[a-z]?(?:\s?[/-]\s?\d{1,4})*\b",
    re.IGNORECASE,
)
"""What leads from a street to one house."""

_STREET_NUMBER = re.compile(
    r"(\b(?:jl|jln|jalan|gg|gang)\b\.?\s+[^\d,]{2,40}?)(?<!km)(?<!km\.)\s+\d{1,4}[a-z]?(?=\s*(?:,|$))", re.IGNORECASE
)
"""A number that ends the name of a street; that of a kilometre stays."""

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
    """The text with e-mail addresses and long digit runs (8 digits and more, spaced or dotted) blotted out.

    Two digits stay at the end, so that its writer knows their own number. Amounts, dates and hours stay.
    """
    return _RUN.sub(_blot, _EMAIL.sub("[surel disembunyikan]", text))


def without_house(address: str) -> str:
    """An address as far as the street: house numbers, blocks, RT and RW are blotted out."""
    return re.sub(r"(?:\s*,)+\s*", ", ", _STREET_NUMBER.sub(r"\1 •", _HOUSE.sub("•", address))).strip(" ,")


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
