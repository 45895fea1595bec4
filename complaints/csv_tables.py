"""Tables as offices send them: CSV with commas or semicolons, headings in any order and case; pure."""

import csv
from collections.abc import Sequence
from io import StringIO

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _

MOST_ROWS, MOST_BYTES = 1000, 500_000
_NO_TEXT = _("Berkas ini bukan CSV dengan tulisan UTF-8. Simpan ulang sebagai “CSV UTF-8”.")
_TOO_MANY = _("Paling banyak 1.000 baris sekali impor.")
_LACKS = _("Kolom ini tidak ada: {columns}.")
_STRANGE = _("Kolom ini tidak dikenal: {columns}.")
_EMPTY = _("Tidak ada baris di bawah judul kolom.")


def rows_of(data: bytes, needed: Sequence[str], optional: Sequence[str] = ()) -> list[dict[str, str]]:
    """One dictionary a row, by column; empty rows are left out. Raises Invalid."""
    if len(data) > MOST_BYTES:
        raise Invalid(_TOO_MANY)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_NO_TEXT) from error
    if "\0" in text:
        raise Invalid(_NO_TEXT)
    first = text.split("\n", 1)[0]
    try:
        lines = list(csv.reader(StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as error:
        raise Invalid(_NO_TEXT) from error
    head = [name.strip().lower().replace(" ", "_") for name in lines[0]] if lines else []
    lacking = [name for name in needed if name not in head]
    if lacking:
        raise Invalid(Sentence(_LACKS, columns=", ".join(lacking)))
    strange = [name for name in head if name and name not in (*needed, *optional)]
    if strange:
        raise Invalid(Sentence(_STRANGE, columns=", ".join(strange)))
    rows = [
        {name: value.strip() for name, value in zip(head, line, strict=False) if name}
        for line in lines[1:]
        if any(value.strip() for value in line)
    ]
    if not rows:
        raise Invalid(_EMPTY)
    if len(rows) > MOST_ROWS:
        raise Invalid(_TOO_MANY)
    return [dict.fromkeys((*needed, *optional), "") | row for row in rows]
