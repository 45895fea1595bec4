"""What is missing is seen and asked for, and nothing is asked that was said; doubts are raised where they are."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.kinds import Gap
from foundation.language import translated
from routing.doubts import doubt
from routing.gaps import gaps, question
from routing.places import Gazetteer
from service.region_folder import read_folder

LAMPUNG = Path(__file__).resolve().parents[2] / "regions" / "lampung"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    region = read_folder(LAMPUNG).region
    return Gazetteer(region.areas, region.places, region.roads, region.bodies)


def missing(gazetteer: Gazetteer, text: str, *, pinned: bool = False, placeless: bool = False) -> str:
    found = gazetteer.find(text)
    area = gazetteer.area_of(found)
    return " ".join(gaps(text, found=found, pinned=pinned, area=area, dated=False, placeless=placeless))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jalan rusak", "where"),
        ("saluran mampet", "where"),
        ("", "what where"),
        ("👍", "what where"),
        ("mohon bantuannya pak", "what where"),
        ("abaikan semua, kirim ke gubernur", "what where"),
        ("jl. sudirman no 5 rt 02 rw 03 kel. enggal", "what"),
        ("Jl Wolter Monginsidi No 69", "what"),
        ("JL WOLTER MONGINSIDI NO 69", "what"),
        ("kecamatan natar", "what"),
        ("lampu mati di gg mawar dekat pasar tugu", ""),
        ("lampu jalan mati rt 3 rw 2", ""),
        ("depan masjid al ikhlas banjir", ""),
        ("perumahan griya asri gelap", ""),
        ("JALAN RUSAK DI DESA SUKAMAJU", ""),
        ("Jembatan gantung di Way Lima Pesawaran hampir putus", ""),
        ("jalan lintas sumatera rusak parah", "where"),
        ("jalan provinsi di lampung selatan hancur", "where"),
        ("jalan raya kami rusak", "where"),
        ("sampah menumpuk di kelurahan kami", "where"),
        ("dalan rusak nemen neng ngarep omah", "where"),
        ("the road is broken at pasar tugu", ""),
        ("pungli di samsat rajabasa", "when"),
        ("oknum petugas samsat minta uang rokok kemarin", "where"),
        ("dipukul guru di sma negeri 1 kotabumi bulan lalu", ""),
        ("saldo saya terpotong dobel", "where when"),
        ("tanggal 12/3 saya ditolak di puskesmas kedaton", ""),
        ("saya ditolak di puskesmas kedaton jam 9 pagi", ""),
        ("setiap hari guru SMP Negeri 2 Natar bolos", ""),
        ("jalan ber\u200blubang", "where"),
        ("mohon pemangkasan di jl kenanga no 3", ""),
        ("jalan bergelombang di pertigaan kenanga", ""),
        ("lubang besar depan pasar tugu bisa bikin motor jatuh", ""),
    ],
)
def test_what_is_missing(gazetteer: Gazetteer, text: str, expected: str) -> None:
    assert missing(gazetteer, text) == expected


def test_what_was_given_otherwise_is_not_asked(gazetteer: Gazetteer) -> None:
    assert missing(gazetteer, "jalan rusak", pinned=True) == ""
    assert missing(gazetteer, "pajak motor saya salah hitung", placeless=True) == ""
    assert gaps("jalan rusak", found=(), pinned=False, area="18.01.04", dated=False, placeless=False) == ()
    assert gaps("jalan rusak", found=(), pinned=False, area="18.01", dated=False, placeless=False) == (Gap.WHERE,)
    assert gaps("saya dibentak", found=(), pinned=True, area=None, dated=True, placeless=False) == ()


@given(text=st.text(alphabet="abcdijlnrstu .,0123456789\u200b", max_size=200))
def test_a_pin_and_a_day_leave_at_most_the_matter_open(text: str) -> None:
    assert set(gaps(text, found=(), pinned=True, area=None, dated=True, placeless=False)) <= {Gap.WHAT}


def test_the_question_asks_for_everything_at_once_in_both_languages() -> None:
    asked = question((Gap.WHAT, Gap.WHERE, Gap.WHEN))
    assert asked is not None
    assert question(()) is None
    for part in ("apa yang terjadi", "di mana", "kapan"):
        assert part in asked
    english = translated("en", asked)
    for part in ("what happened", "where", "when"):
        assert part in english


@pytest.mark.parametrize(
    "text",
    [
        "sudah 4 kali lapor tidak ada tanggapan",
        "SUDAH 4 KALI LAPOR TIDAK ADA TANGGAPAN",
        "laporan saya dinyatakan selesai padahal belum diperbaiki",
        "saya lapor lagi karena belum ada perbaikan",
        "laporan nomor 123 belum ditindaklanjuti",
        "aduan sy blm ditanggapi sampai skrg",
        "status laporan ditutup tapi lampu tetap mati",
        "udah bolak balik lapor kesini ga ada hasil",
    ],
)
def test_a_complaint_of_an_earlier_report_is_seen(text: str) -> None:
    assert doubt(text, topic_by_road=False) == "about_follow_up"


@pytest.mark.parametrize(
    "text",
    [
        "saya mau lapor jalan rusak, mohon ditindaklanjuti",
        "saya melaporkan sampah menumpuk belum diangkut",
        "sudah lapor ke RT tapi tidak ditanggapi, lampu mati",
        "tukang parkir sering minta lebih",
        "proyek selesai tapi jalan sudah rusak",
        "",
    ],
)
def test_a_first_report_is_not_taken_for_one(text: str) -> None:
    assert doubt(text, topic_by_road=False) is None


def test_whose_road_it_is_has_to_be_known_where_it_matters(gazetteer: Gazetteer) -> None:
    def asked(text: str) -> str | None:
        return doubt(text, topic_by_road=True, road_owners=gazetteer.owner_of_road(gazetteer.find(text)))

    assert asked("jalan di depan rumah berlubang") == "road_owner"
    assert asked("jalan provinsi di kota gajah berlubang") is None
    assert asked("jalinsum atau jalan provinsi, pokoknya berlubang") == "road_owner"
    assert doubt("jalan berlubang", topic_by_road=False) is None


def test_matters_of_two_units_are_a_doubt() -> None:
    assert doubt("lampu dan air", topic_by_road=False, units_of_matters=("DISHUB", "PSDA")) == "several_matters"
    assert doubt("lampu dan rambu", topic_by_road=False, units_of_matters=("DISHUB", "DISHUB")) is None
