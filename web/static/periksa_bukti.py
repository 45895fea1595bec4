"""Memeriksa bukti aduan tanpa server kami / checks a proof without our server; needs Python 3.9 and nothing else.

    python3 periksa_bukti.py bukti.json akar.txt

bukti.json: dari halaman periksa / from the check page. akar.txt: daftar akar hari, sebaiknya salinan yang disimpan
orang lain / the list of day roots, best a copy that somebody else kept.
"""

import json
import sys
from hashlib import sha256
from typing import Any


def check(proof: dict[str, Any], roots: list[list[str]]) -> "str | None":
    """The first thing that does not hold, or None. `roots`: lines of a day, its root and its seal."""
    at, found = proof["place"], sha256(b"\x00" + bytes.fromhex(proof["fingerprint"])).digest()
    for beside in map(bytes.fromhex, proof["path"]):
        found = sha256(b"\x01" + (beside + found if at & 1 else found + beside)).digest()
        at >>= 1
    if at or found.hex() != proof["root"]:
        return "sidik jari tidak menuju akar / the fingerprint does not lead to the root"
    seals: dict[str, tuple[str, str]] = {}
    previous = b""
    for day, root, seal in roots:
        if previous and sha256(b"\x02" + previous + day.encode() + bytes.fromhex(root)).hexdigest() != seal:
            return f"rantai hari putus pada {day} / the chain of days breaks there"
        seals[day], previous = (root, seal), bytes.fromhex(seal)
    bound = sha256(b"\x02" + bytes.fromhex(proof["previous"]) + proof["day"].encode() + found).hexdigest()
    if seals.get(proof["day"]) != (proof["root"], bound):
        return "akar hari itu tidak ada dalam daftar / that day's root is not on the list"
    return None


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as told, open(sys.argv[2], encoding="utf-8") as listed:
        lines = [line.split() for line in listed if line.strip() and not line.startswith("#")]
        fault = check(json.load(told), lines)
    sys.exit(f"TIDAK COCOK / DOES NOT MATCH: {fault}" if fault else sys.stdout.write("COCOK / MATCHES\n") and 0)
