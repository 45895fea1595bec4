"""Questions and suggestions are told from complaints, and in doubt everything is a complaint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.kinds import Kind
from routing.kinds import kind_of

QUESTIONS = (
    "mau tanya min, apa syarat bikin izin penelitian?",
    "Selamat pagi, bagaimana cara mendaftar bantuan bibit kopi?",
    "kapan jadwal pemutihan pajak kendaraan tahun ini",
    "gmn cara daftar pelatihan kerja di BLK ya kak",
    "Mohon informasi jam buka Samsat hari Sabtu",
    "berapa biaya balik nama motor",
    "numpang tanya, di mana mengurus kartu nelayan?",
    "ingin bertanya apakah beasiswa daerah sudah dibuka",
)
SUGGESTIONS = (
    "Usul: dibuatkan jalur sepeda di depan kampus",
    "saran saya perpustakaan buka sampai malam",
    "Kami mengusulkan pelatihan menjahit untuk ibu-ibu desa",
    "alangkah baiknya ada bus sekolah ke pelabuhan",
    "aspirasi warga: taman baca di tiap kecamatan",
)
COMPLAINTS = (
    "mau tanya kenapa jalan di depan rumah belum diperbaiki?",
    "bagaimana cara lapor, lampu mati sudah sebulan",
    "usul saya jalan rusak ini segera ditambal, sudah banyak yang jatuh",
    "jalan berlubang di depan pasar",
    "mohon info kapan air hidup lagi, sudah seminggu tidak mengalir",
    "saran: petugas loketnya jangan kasar",
    "ini kapan beresnya?",
    "Selamat pagi",
    "",
    "kok sampah numpuk terus?",
    "minta info, katanya gratis tapi diminta uang 200 ribu",
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_a_question(text: str) -> None:
    assert kind_of(text) is Kind.INFORMATION


@pytest.mark.parametrize("text", SUGGESTIONS)
def test_a_suggestion_is_a_suggestion(text: str) -> None:
    assert kind_of(text) is Kind.SUGGESTION


@pytest.mark.parametrize("text", COMPLAINTS)
def test_what_tells_of_trouble_is_left_alone(text: str) -> None:
    assert kind_of(text) is None


@given(st.sampled_from(QUESTIONS + SUGGESTIONS), st.sampled_from(["jalannya rusak", "lampu mati", "belum selesai"]))
def test_trouble_anywhere_makes_it_a_complaint(text: str, trouble: str) -> None:
    assert kind_of(f"{text}, {trouble}") is None
    assert kind_of(f"{trouble}. {text}") is None
