"""Papers as PDF files of what people wrote: none of it is markup, and no sign of it keeps a paper from being drawn."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import typst

from foundation.errors import TooMany
from foundation.language import mark as _

LONGEST = 60.0
"""Seconds for which somebody waits for a paper; it is drawn in one or two."""
MISSING = "□"
"""Stands for what our letters cannot write: pictures, and scripts that are rare here."""

_DRAWING = ThreadPoolExecutor(2, "papers")
"""Drawing lets other threads work; more at once would take the processors from the pages."""
_TRIES = 12
_BUSY = _("Berkas ini sedang tidak dapat dibuat. Mohon coba lagi sebentar lagi.")
_NOT_SHOWN = re.compile(r"the text `(\".*\")` could not be displayed", re.DOTALL)
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Marks that join or colour other signs, and accents left alone; nothing that is read is lost without them."""
_UNWRITABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
_WRITTEN = (
    *(range(0x20, 0x530), range(0x600, 0x700), range(0x1E00, 0x2000), range(0x2010, 0x2028), range(0x2030, 0x2060)),
    *(range(0x20A0, 0x20C0), range(0x2100, 0x2150), range(0x2190, 0x2200), range(0x25A0, 0x2600)),
)
"""What Typst brings letters for: Latin, Greek, Cyrillic, Arabic, punctuation, currencies, arrows, simple shapes."""

_LONG_WORD = re.compile(r"\S{73,}")
_PART = re.compile(r"\S{30}(?=\S)")
_BREAK = "\u200b"
"""A line may end here; an address of usual length is left whole, so that it can be copied."""


async def printed(template: str, told: dict[str, Any], pictures: Mapping[str, str] | None = None) -> bytes:
    """The PDF, drawn in a thread; raises TooMany where that takes too long. `pictures` are SVG drawings of our own."""
    drawing = asyncio.get_running_loop().run_in_executor(_DRAWING, drawn, template, told, pictures)
    try:
        return await asyncio.wait_for(drawing, LONGEST)
    except TimeoutError:
        raise TooMany(_BUSY, retry_after=int(LONGEST)) from None


def drawn(template: str, told: dict[str, Any], pictures: Mapping[str, str] | None = None) -> bytes:
    """The PDF, tagged as PDF/UA-1 asks; the same words make the same bytes wherever they are drawn."""
    told = _each(told, writable)
    for _try in range(_TRIES):
        try:
            return _made(template, told, ["ua-1"], pictures)
        except typst.TypstError as error:
            found = _NOT_SHOWN.search(str(error))
            if found is None:
                raise
            unknown = frozenset(_quoted(found[1])) - set(MISSING)
            told = _each(told, lambda text, unknown=unknown: _without(text, unknown))  # type: ignore[misc]
    return _made(template, told, [], pictures)


def writable(text: str) -> str:
    """The text with MISSING for what cannot be written, and with places where a line may end in its longest words."""
    seen = (sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) not in _UNSEEN)
    shown = "".join(sign if _is_written(sign) else MISSING for sign in seen)
    shown = re.sub(f"{MISSING}+", MISSING, shown)
    return _LONG_WORD.sub(lambda word: _PART.sub(lambda part: part[0] + _BREAK, word[0]), shown)


def _is_written(sign: str) -> bool:
    if sign == "\n":
        return True
    return unicodedata.category(sign) not in _UNWRITABLE and any(ord(sign) in block for block in _WRITTEN)


def _without(text: str, signs: frozenset[str]) -> str:
    return "".join(MISSING if sign in signs else sign for sign in text)


def _each(told: Any, change: Callable[[str], str]) -> Any:
    """All strings in what is told, changed; names of fields stay."""
    if isinstance(told, str):
        return change(told)
    if isinstance(told, dict):
        return {name: _each(value, change) for name, value in told.items()}
    return [_each(value, change) for value in told] if isinstance(told, list | tuple) else told


def _quoted(written: str) -> str:
    """What Typst quotes, without its quotes and its own way to write signs that nobody sees."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), written[1:-1])


def _made(
    template: str, told: dict[str, Any], standards: list[Any], pictures: Mapping[str, str] | None = None
) -> bytes:
    values = {"told": json.dumps(told), "pictures": json.dumps(pictures or {})}
    pdf = typst.compile(
        _template(template), format="pdf", sys_inputs=values, pdf_standards=standards, ignore_system_fonts=True
    )
    return bytes(pdf)


@cache
def _template(name: str) -> bytes:
    return (Path(__file__).parent / "templates" / "papers" / name).read_bytes()
