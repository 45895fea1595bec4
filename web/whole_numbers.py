"""Whole numbers as people write them, and as addresses and hidden fields hold them."""


def whole(written: str, digits: int) -> int | None:
    """The number that stands there in at most so many digits; None for anything else, signs and spaces among it.

    Python takes digits of other scripts for numbers as well, and lets somebody wait who sends a million of them.
    """
    return int(written) if 0 < len(written) <= digits and written.isascii() and written.isdigit() else None
