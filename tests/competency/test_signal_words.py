"""A signal is explained in whole sentences that promise no more than the numbers do."""

import msgspec
import pytest

from competency.cases import Metric
from competency.pooling import OF_KIND, Span
from competency.signal_numbers import Beside, Numbers, Part, Promise
from competency.signal_words import EVENTS, About, explanation
from competency.signals import Family, Strength
from foundation.language import translated

ABOUT = About("Dinas LH", "sampah", "1 Januari", "31 Desember 2025")
NUMBERS = Numbers(
    143,
    131,
    96,
    62.4,
    1.54,
    1.38,
    (1.21, 1.55),
    Promise(17, 0.09),
    (Part(Metric.REOPENED, 139, 31, 16.8, 1.85, False), Part(Metric.LATE, 140, 28, 22.1, 1.27, True)),
    Beside(1.02, 0.98, 0.6, False, 1.1),
    (),
    "2025-06",
)


def comma(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def told(strength: str = Strength.STRONG, numbers: Numbers = NUMBERS, family: str = Family.TECHNICAL) -> str:
    return " ".join(explanation(ABOUT, family, strength, numbers, comma))


def test_the_sentence_says_what_was_seen_expected_and_how_sure_it_is() -> None:
    assert told() == (
        "Selama 1 Januari sampai 31 Desember 2025, Dinas LH menangani 143 aduan topik sampah dari 131 pelapor. "
        "Tercatat 96 kejadian: dibuka kembali 31, lewat batas 28. "
        "Untuk campuran kasus dan antrean yang sama, wajarnya sekitar 62,4. "
        "Jadi 1,38 kali lebih sering (antara 1,21 dan 1,55). "
        "Topik lain di unit ini 1,02 kali (wajar), sehingga beban kerja bukan penjelasan utamanya. "
        "Topik ini di unit lain 0,98 kali. Antrean kerjanya pendek, rata-rata 0,6 hari. "
        "Tidak ada lonjakan aduan. Hal yang sama diadukan lagi 1,1 kali dari biasanya. "
        "Dari 17 sinyal kuat pada masa ini, diperkirakan 0,9 dari 10 keliru. "
        "Ini pertanyaan untuk ditelaah, bukan penilaian pegawai."
    )


def test_that_nothing_is_wrong_is_never_promised() -> None:
    sure = msgspec.structs.replace(NUMBERS, promise=msgspec.structs.replace(NUMBERS.promise, claimed=0.004))
    assert "diperkirakan kurang dari 1 dari 100 keliru." in told(numbers=sure)


def test_an_early_warning_and_what_is_not_known_are_said_as_such() -> None:
    unknown = msgspec.structs.replace(NUMBERS, beside=Beside(None, None, None, True, None), parts=NUMBERS.parts[:1])
    words = told(Strength.WATCHED, unknown)
    assert "belum cukup data untuk menyebutnya kuat" in words
    assert "belum diketahui, sehingga keterlambatan tidak ikut dihitung" in words
    assert "antrean yang sama" not in words
    assert "Ada lonjakan" in words
    assert "belum cukup data." in words
    assert "keliru" not in words


def test_other_topics_that_go_badly_too_do_not_rule_out_load() -> None:
    loaded = msgspec.structs.replace(NUMBERS, beside=Beside(1.6, 1.0, 6.5, False, 1.0))
    assert "bukan penjelasan utamanya" not in told(numbers=loaded)
    assert "Antrean kerjanya rata-rata 6,5 hari" in told(numbers=loaded)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (Span.LONGER, ("Dinas LH menangani 143 aduan topik sampah", "terlalu sedikit, karena itu dilihat dua tahun")),
        (Span.FAMILY, ("Dinas LH menangani 143 aduan rumpun sampah", "Di topik mana tepatnya hanya dapat diketahui")),
        (Span.KIND, ("di antara unit sejenis ini (Dinas LH)", "Di unit mana tepatnya hanya dapat diketahui")),
        (Span.BOTH, ("di antara unit sejenis ini (Dinas LH)", "Di mana tepatnya hanya dapat diketahui dengan telaah")),
    ],
)
def test_what_is_found_together_says_so_and_not_where(span: Span, said: tuple[str, ...]) -> None:
    words = " ".join(explanation(ABOUT._replace(span=span), Family.TECHNICAL, Strength.STRONG, NUMBERS, comma))
    for one in said:
        assert one in words
    assert ("telaah berkas" in words) == (span is not Span.LONGER)
    assert ("beban kerja bukan penjelasan utamanya" in words) == (span not in OF_KIND)
    assert words.endswith("Ini pertanyaan untuk ditelaah, bukan penilaian pegawai.")


def test_every_measure_has_words_and_no_sentence_speaks_of_a_person() -> None:
    assert set(EVENTS) == set(Metric)
    for family in Family:
        for sentence in explanation(ABOUT, family, Strength.STRONG, NUMBERS, comma):
            assert translated("id", sentence)
            assert "petugas " not in sentence
