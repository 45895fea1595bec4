"""Hides numbers that lead to a person (NIK, telephone, e-mail) wherever a report is shown to everybody."""

import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[\s().-]{0,2}\d){7,17}(?!\w)")


def masked(text: str) -> str:
    """The text with e-mail addresses and long digit runs (8 to 18 digits, spaced or dotted) blotted out.

    Two digits stay at the end, so that its writer knows their own number. Amounts written with Rp keep theirs.
    """
    return _DIGITS.sub(_blot, _EMAIL.sub("[surel disembunyikan]", text))


def _blot(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 4) : found.start()].lower()
    if "rp" in before:
        return found.group()
    digits = re.sub(r"\D", "", found.group())
    return "•" * (len(digits) - 2) + digits[-2:]
