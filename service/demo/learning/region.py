"""The invented regency: a small region's folder, with sixteen offices of one kind that answer the same matters.

What offices do badly here is planted, so no real office may bear it: names are invented, and so is the regency.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

from foundation.errors import Invalid

CODE, NAME = "contoh", "Kabupaten Contoh"
REGIONS = "regions"
"""Where in the data folder it is laid."""
DRAWN_FROM = "kepahiang"
"""The folder whose calendar, promises and topics the regency takes over."""
OFFICES = (
    *("Air Bening", "Bukit Cempaka", "Dahlia", "Gunung Pandan", "Harapan Makmur", "Jati Luhur", "Karang Indah"),
    *("Lembah Kenanga", "Mekar Jaya", "Muara Tenang", "Padang Luas", "Rawa Subur", "Sido Mukti", "Suka Damai"),
    *("Sumber Elok", "Tanjung Asri"),
)
OFFICERS = 3
"""In each office, besides its head; fewer would make an office a person."""
TOPICS = (
    *("sampah", "air_sanitasi", "irigasi_drainase", "penerangan"),
    *("jalan_kabupaten", "puskesmas", "dokumen_kependudukan"),
)
TRAINED_FOR = TOPICS[:4]
"""Matters of one trade: the deficit that is planted lies among them."""
COMPETENCY = "TEK-SARANA-LINGKUNGAN"
FAMILY, OF_KIND = "rumpun-sarana", "jenis-unit-layanan"
"""What is looked at together where few complain: matters of the trade, and the offices."""

_TRADE = f"""[[competency]]
code = "{COMPETENCY}"
group = "technical"
name = "Sarana Lingkungan"
definition = "Menangani sampah, air bersih, saluran, dan lampu jalan di wilayah kerja sendiri."
knowledge = "Pembagian tugas, jadwal, syarat teknis, dan batas waktu penanganannya"
skill = "Memeriksa lokasi, memilih penanganan, menunjukkan bukti hasilnya"
attitude = "Teliti dan tuntas"
"""


def office_code(number: int) -> str:
    """The code of an office, counted from 0."""
    return f"UL{number + 1:02d}"


def another_office(username: str) -> bool:
    """Whether an account is one of many alike, of which it does to name those of the first office."""
    return re.search(r"\.ul(?!01$)\d\d$", username) is not None


def laid(regions: Path, at: Path) -> Path:
    """Write the regency's folder below `at`; what was there is written anew. Raises Invalid without its source."""
    source, folder = regions / DRAWN_FROM, at / CODE
    if not source.is_dir():
        raise Invalid(f"{source} is missing: the invented regency is made from it")
    rmtree(folder, ignore_errors=True)
    copytree(source, folder)
    _head(folder)
    _quiet(folder)
    _one_trade(folder)
    _append(folder, "units", map(_office, range(len(OFFICES))))
    _append(folder, "accounts", (one for number in range(len(OFFICES)) for one in _people(number)))
    return folder


def _head(folder: Path) -> None:
    path = folder / "region.toml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'^code = ".*"$', f'code = "{CODE}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r'^service_name = ".*"$', 'service_name = "Tanggap Contoh"', text, count=1, flags=re.MULTILINE)
    text = text.replace("Kabupaten Kepahiang", NAME).replace("Pemerintah Kabupaten Kepahiang", f"Pemerintah {NAME}")
    # Nobody draws thousands of photos.
    text = re.sub(r"^evidence = \[.*\]$", "evidence = []", text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")


def _quiet(folder: Path) -> None:
    """Promises as they are, but without warnings and without the office's own clocks, which the story does not need."""
    path = folder / "promises.toml"
    head, *rows = path.read_text(encoding="utf-8").split("[[promise]]\n")
    rows = [re.sub(r"^warn = .*\n", "", row, flags=re.MULTILINE) for row in rows]
    told = [row for row in rows if not re.search(r'^stage = "(next_update|unit|reroute)"', row, re.MULTILINE)]
    path.write_text(head + "".join(f"[[promise]]\nwarn = []\n{row}" for row in told), encoding="utf-8")


def _one_trade(folder: Path) -> None:
    """One competency for matters of one trade, so that several offices may need the same training."""
    path = folder / "competencies.toml"
    head, *mappings = path.read_text(encoding="utf-8").split("[[mapping]]\n")
    others = [one for one in mappings if not re.match(rf'topic = "({"|".join(TRAINED_FOR)})"', one)]
    trade = [f'topic = "{topic}"\ncompetencies = ["{COMPETENCY}"]\n\n' for topic in TRAINED_FOR]
    told = "".join(f"[[mapping]]\n{one}" for one in (*others, "", *trade) if one)
    families = "".join(_group("family", one) for one in _families(tomllib.loads(head)["family"]))
    kind = {"code": OF_KIND, "name": "Unit layanan", "members": [office_code(one) for one in range(len(OFFICES))]}
    head = re.sub(r"\[\[family\]\]\n.*?(?=\[\[(?!family))", "", head, count=1, flags=re.DOTALL)
    path.write_text(f"{head}{families}{_group('kind', kind)}{_TRADE}\n{told}", encoding="utf-8")


def _families(drawn_from: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Matters of the trade are a family of their own; of the others those that are still several."""
    yield {"code": FAMILY, "name": "Sarana lingkungan", "members": list(TRAINED_FOR)}
    for one in drawn_from:
        members = [topic for topic in one["members"] if topic not in TRAINED_FOR]
        if len(members) > 1:
            yield {**one, "members": members}


def _group(word: str, of: dict[str, Any]) -> str:
    members = ", ".join(f'"{one}"' for one in of["members"])
    return f'[[{word}]]\ncode = "{of["code"]}"\nname = "{of["name"]}"\nmembers = [{members}]\n\n'


def _append(folder: Path, name: str, entries: Iterable[str]) -> None:
    with (folder / f"{name}.toml").open("a", encoding="utf-8") as file:
        for one in entries:
            file.write(f"\n{one}")


def _office(number: int) -> str:
    name = OFFICES[number]
    return (
        f'[[unit]]\ncode = "{office_code(number)}"\nname = "Unit Layanan {name}"\nshort = "UL {name}"\n'
        f'parent = "PEMKAB"\nkind = "satuan"\naccepts = true\nduty = "Melayani warga wilayah {name}."\n'
    )


def _people(number: int) -> list[str]:
    code, name = office_code(number), OFFICES[number]
    roles = [("head", f"kepala.{code.lower()}", f"Kepala UL {name}")]
    roles += [("officer", f"petugas{one}.{code.lower()}", f"Petugas {one} UL {name}") for one in range(1, OFFICERS + 1)]
    return [
        f'[[account]]\nusername = "{username}"\nname = "{who}"\nroles = [{{ role = "{role}", unit = "{code}" }}]\n'
        for role, username, who in roles
    ]
