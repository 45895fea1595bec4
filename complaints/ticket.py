"""Ticket codes: ten random Crockford characters and a check character, easy to say over a telephone."""

import secrets

from stdnum import luhn

from foundation.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 11
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": None, " ": None, ".": None})


def draw() -> str:
    """A fresh code: 50 random bits, so it can be neither guessed nor counted through."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + str(luhn.calc_check_digit(body, ALPHABET))


def read(written: str) -> str:
    """The code as somebody typed or heard it, put right; raises Invalid where it cannot be a code."""
    code = written.strip().upper().translate(_MISREAD)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        raise Invalid("Kode aduan terdiri dari 11 huruf dan angka, misalnya 7KQ4-M2XP-9TD.")
    if not luhn.is_valid(code, ALPHABET):
        raise Invalid("Kode aduan ini keliru pada satu huruf atau angka. Mohon periksa kembali.")
    return code


def show(code: str) -> str:
    """The code in groups of four, four and three."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"
