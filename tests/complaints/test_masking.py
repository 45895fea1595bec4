"""Numbers that lead to a person are blotted out; what a report needs stays."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.masking import masked, without_house


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Hubungi 081234567890 ya", "Hubungi ••••••••••90 ya"),
        ("Hubungi 0812-3456-7890.", "Hubungi ••••••••••90."),
        ("WA 0812 3456 7890, siang", "WA ••••••••••90, siang"),
        ("+62 812 3456 7890", "•••••••••••90"),
        ("telepon (0721) 481107", "telepon (••••••••07"),
        ("NIK 1871012345670001", "NIK ••••••••••••••01"),
        ("surel siti.aminah@contoh.co.id saja", "surel [surel disembunyikan] saja"),
        ("hp081234567890ya", "hp••••••••••90ya"),
        ("no.081234567890", "no.••••••••••90"),
        ("0812 - 3456 - 7890", "••••••••••90"),
        ("0812/3456.7890", "••••••••••90"),
        ("0812_3456\u200b7890", "••••••••••90"),
        ("081234567890 / 081345678901", "••••••••••••••••••••••01"),
        ("NIK1871012345670001", "NIK••••••••••••••01"),
        ("Rp 081234567890", "Rp ••••••••••90"),
        ("di warung kerp 12345678", "di warung kerp ••••••78"),
        ("siti @ contoh.id", "[surel disembunyikan]"),
        ("a@b.id dan c@d.id", "[surel disembunyikan] dan [surel disembunyikan]"),
    ],
)
def test_what_leads_to_a_person_is_hidden(told: str, shown: str) -> None:
    assert masked(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "Jalan Raden Intan nomor 25, RT 03 RW 12",
        "Diminta Rp1.500.000 untuk KTP",
        "Rugi Rp 12.500.000,00 sejak 2024",
        "Plat BE 1234 AB, jam 08.30",
        "Uang Rp150000000 dan 150.000.000 lagi",
        "Buka jam 08.00-16.00 dan 08.00 - 16.00",
        "Tanggal 20-11-2026, 20.11.2026, 2026-11-20 dan 20/11/2026",
        "Pada 20-11-2026 08.30 dan 2026-11-20 09.15",
        "Anggaran 2020-2021, tahun 2023, 2024, 2025",
        "Kode 7KQ4-M2XP-9TD, aduan 12, 13, 14, 15",
        "Sejak tahun 2019, sudah 1.200 warga",
        "",
        "Tidak ada angka sama sekali",
    ],
)
def test_what_a_report_needs_stays(told: str) -> None:
    assert masked(told) == told


def test_masking_twice_changes_nothing() -> None:
    once = masked("0812 3456 7890, siti@contoh.example")
    assert masked(once) == once


@pytest.mark.parametrize("piece", ["a", "a.", "1", "1 ", "a@", "a@a.", "+", "20.12 2020 ", "1.111", "(-"])
def test_ten_thousand_hostile_characters_take_no_time(piece: str) -> None:
    hostile = piece * (10_000 // len(piece))
    started = time.process_time()
    masked(hostile)
    assert time.process_time() - started < 0.2


STREET = st.sampled_from(
    ["Jl. Kartini", "jalan Raden Intan", "Gg. Mawar", "Perumahan Griya Asri", "Komplek Beringin Raya"]
)
NUMBER = st.builds(
    "{}{}{}".format, st.integers(1, 999), st.sampled_from(["", "A", " B", "/7", "-9"]), st.sampled_from(["", ","])
)
LED = st.sampled_from(["No. {}", "no.{}", "nomor {}", "No : {}", "no rumah {}", "#{}", "{}", "blok C {}", "Blok C/{}"])
DEEPER = st.sampled_from(["", " RT 03/RW 02", ", rt.5 rw.1", " RT/RW 003/002", " blok QQ", ", kavling 12-A"])
AROUND = st.sampled_from(["", ", Bandar Lampung", " Kel. Sukarame", ", depan Masjid Al Ikhlas"])


@given(STREET, LED, NUMBER, DEEPER, AROUND)
def test_no_number_of_an_address_leads_to_a_house(street: str, led: str, number: str, deeper: str, around: str) -> None:
    seen = without_house(f"{street} {led.format(number)}{deeper}{around}")
    assert not re.search(r"\d|\bQQ\b", seen), seen
    assert seen.startswith(street)
    assert around.strip(" ,") in seen
    assert without_house(seen) == seen


@pytest.mark.parametrize(
    "kept",
    [
        *(
            "Jalan 17 Agustus",
            "Jl. Lintas Sumatera KM 12",
            "Jl. Soekarno Hatta KM. 5,5",
            "SMA Negeri 9",
            "SDN 1 Way Halim",
        ),
        *(
            "Dusun 3 Desa Way Galih",
            "jalur 2 Korpri",
            "Jl. Nona Manis",
            "Gg. Mawar III",
            "Jl. Ibu Kartini",
            "blok pasar",
        ),
    ],
)
def test_what_leads_to_no_house_stays(kept: str) -> None:
    assert without_house(kept) == kept


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("rumah Pak Budi", "rumah Pak •"),
        ("https://maps.app.goo.gl/abc dekat pasar", "• dekat pasar"),
        ("JP9R+2XM Bandar Lampung", "• Bandar Lampung"),
        ("Jl. Kartini no dua belas", "Jl. Kartini •"),
        ("Jl. Mawar IV/12", "Jl. Mawar •"),
    ],
)
def test_other_ways_to_a_house_are_closed_too(written: str, seen: str) -> None:
    assert without_house(written) == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Nama saya Budi Santoso dari Kemiling", "Nama saya • dari Kemiling"),
        ("a.n. Siti Rahayu", "a.n. •"),
        ("Atas nama: Ahmad", "Atas nama: •"),
        ("Ibu Siti Aminah di loket 3 minta uang", "Ibu • di loket 3 minta uang"),
        ("rumah kami Jl. Melati No. 12 belum dapat", "rumah kami Jl. Melati No. • belum dapat"),
    ],
)
def test_names_and_homes_are_blotted_out_of_words(written: str, seen: str) -> None:
    assert masked(written) == seen


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Pak Lurah tidak di tempat",
            "Bapak Gubernur Lampung",
            "Ibu Kota Negara",
            "Jl. Ibu Kartini",
            "Hari Ibu Kartini",
        ),
        *("RSUD Dr. H. Abdul Moeloek", "Jalan H. Agus Salim", "bus no 12", "loket nomor 3", "pak tolong diperbaiki"),
    ],
)
def test_offices_streets_and_counters_keep_their_names(written: str) -> None:
    assert masked(written) == written


@pytest.mark.parametrize(
    "part", ["rumah ", "1 ", "1.,", "Pak Ab.Ab-Ab ", "no dua ", "A/", "rt/rw ", "nama ", "2345678+"]
)
def test_no_text_takes_long(part: str) -> None:
    began = time.perf_counter()
    masked(part * 3000)
    without_house(part * 3000)
    assert time.perf_counter() - began < 2
