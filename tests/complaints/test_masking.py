"""Numbers that lead to a person are blotted out; what a report needs stays."""

import time

import pytest

from complaints.masking import masked


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
