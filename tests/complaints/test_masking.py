"""Numbers that lead to a person are blotted out; what a report needs stays."""

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
