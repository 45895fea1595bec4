"""Matters as several people might tell of them, and how well likeness tells one matter from another.

All of it is invented. `python -m tests.routing.told_twice` prints the figures for several thresholds. Of every two
tellings we know whether they tell of one matter; many differ only in the street, or only in what is wrong in it.
"""

from functools import cache
from itertools import combinations
from typing import NamedTuple

from routing.near import SAME, Apart, Rarity, likeness, traits, weighed
from routing.near_reports import everyday, topics_of
from service.region_folder import read_folder
from service.settings import ROOT

NEAR_METRES, NEAR_DAYS = 250, 60

MATTERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "road by the market": (
        "18.71",
        (
            "Jalan di depan Pasar Tempel Way Kandis berlubang dalam, tadi malam motor tetangga saya jatuh.",
            "jln dpn psr tempel way kandis lobangnya dalem bgt, kemaren ada motor jatoh",
            "Mohon diperbaiki jalan depan pasar tempel Way Kandis, lubang besar sudah memakan korban.",
        ),
    ),
    "rubbish by the market": (
        "18.71",
        (
            "Sampah di Pasar Tempel Way Kandis tidak diangkut lima hari, baunya menyengat.",
            "sampah pasar tempel way kandis numpuk udah 5 hr gak diangkut, bau",
            "Tumpukan sampah Pasar Tempel Way Kandis makin tinggi dan berbau, petugas angkut tidak datang.",
        ),
    ),
    "lamp by the market": (
        "18.71",
        (
            "Lampu jalan depan Pasar Tempel Way Kandis mati sejak Senin, gelap sekali.",
            "pju dpn pasar tempel way kandis mati dr senin gelap",
        ),
    ),
    "road in Kemiling": (
        "18.71",
        (
            "Jalan Teuku Cik Ditiro Kemiling rusak parah dekat tikungan masjid Nurul Iman.",
            "jl teuku cik ditiro kemiling rsk parah dkt tikungan masjid nurul iman, tolong",
            "Aspal Jalan Cik Ditiro Kemiling hancur di tikungan dekat Masjid Nurul Iman, bahaya kalau hujan.",
        ),
    ),
    "lamps in Kemiling": (
        "18.71",
        (
            "Lampu penerangan di Jalan Teuku Cik Ditiro Kemiling padam dekat tikungan masjid.",
            "lampu jln cik ditiro kemiling dkt tikungan padam smua",
        ),
    ),
    "road in Sukarame": (
        "18.71",
        (
            "Jalan Pulau Sebesi Sukarame rusak parah, berlubang di sepanjang lima ratus meter.",
            "jalan pulau sebesi di sukarame rusak parah lubang dmn mana sepanjang 500 meter",
            "Pulau Sebesi Sukarame jalannya hancur berlubang, mobil susah lewat.",
        ),
    ),
    "bridge in Sidomulyo": (
        "18.01",
        (
            "Jembatan kayu di Desa Sukabanjar Sidomulyo hampir roboh, anak sekolah takut lewat.",
            "jembatan kayu ds sukabanjar kec sidomulyo mau roboh ank sklh pd takut",
            "Tolong jembatan Desa Sukabanjar, Sidomulyo, papannya lapuk dan hampir ambruk, dilewati anak sekolah.",
        ),
    ),
    "bridge in Rajabasa": (
        "18.01",
        (
            "Jembatan gantung di Desa Kerinjing Rajabasa putus talinya, warga harus memutar.",
            "jembatan gantung desa kerinjing rajabasa talinya putus, warga muter jauh",
        ),
    ),
    "water in Natar": (
        "18.01",
        (
            "Air PDAM di Perumahan Bumi Asri Natar tidak mengalir sudah empat hari.",
            "pdam perum bumi asri natar gak ngalir udah 4 hari, gmn ini",
            "Sudah empat hari air ledeng mati di Bumi Asri, Natar. Kami beli air galon terus.",
        ),
    ),
    "water in Jati Agung": (
        "18.01",
        (
            "Air PDAM di Perumahan Griya Sejahtera Jati Agung keruh dan berbau besi.",
            "air pdam griya sejahtera jati agung keruh bau besi gak layak pakai",
        ),
    ),
    "queue at the hospital": (
        "18.71",
        (
            "Antrean pendaftaran RSUDAM dari jam empat pagi sampai siang baru dilayani poli jantung.",
            "antri daftar poli jantung di rsudam dr jam 4 pagi siang baru dilayani",
        ),
    ),
    "medicine at the hospital": (
        "18.71",
        (
            "Obat jantung di apotek RSUDAM kosong dua minggu, pasien BPJS disuruh beli di luar.",
            "obat jantung rsudam kosong udah 2 minggu pasien bpjs suruh beli sendiri diluar",
        ),
    ),
    "fertiliser in Seputih": (
        "18.02",
        (
            "Pupuk subsidi di Kecamatan Seputih Raman langka, petani terpaksa beli yang mahal.",
            "pupuk bersubsidi seputih raman langka bgt petani beli mahal",
            "Di Seputih Raman pupuk subsidi tidak ada di kios, kami petani padi kesulitan.",
        ),
    ),
    "fertiliser in Trimurjo": (
        "18.02",
        (
            "Pupuk subsidi di Kecamatan Trimurjo dijual di atas harga eceran tertinggi.",
            "pupuk subsidi di trimurjo dijual diatas het sama kios",
        ),
    ),
    "flood in Panjang": (
        "18.71",
        (
            "Setiap hujan Gang Cempaka di Panjang Selatan banjir karena siring tersumbat.",
            "gang cempaka panjang selatan banjir terus tiap ujan, siringnya mampet",
            "Siring mampet di Gg Cempaka Panjang Selatan, hujan sebentar langsung banjir selutut.",
        ),
    ),
    "flood in Kedaton": (
        "18.71",
        (
            "Setiap hujan Gang Kenanga di Kedaton banjir karena siring tersumbat sampah.",
            "gg kenanga kedaton banjir klo ujan, siring penuh sampah",
        ),
    ),
    "school roof": (
        "18.04",
        (
            "Atap kelas SMAN 2 Liwa bocor, saat hujan murid belajar di lorong.",
            "atap sman 2 liwa bocor klo hujan anak2 belajar di lorong",
        ),
    ),
    "school fee": (
        "18.04",
        (
            "SMAN 2 Liwa meminta sumbangan wajib satu juta rupiah per siswa.",
            "sman 2 liwa narik sumbangan wajib 1 juta per siswa, katanya sukarela",
        ),
    ),
    "identity card": (
        "18.71",
        (
            "Sudah tiga bulan KTP saya belum dicetak di kecamatan Way Halim, katanya blangko habis.",
            "ktp blm dicetak jg di kec way halim 3 bln alasan blangko habis",
        ),
    ),
    "everyday words only": ("18.71", ("jalan rusak parah tolong diperbaiki",)),
    "everyday words elsewhere": ("18.02", ("jalan rusak berlubang mohon segera diperbaiki",)),
}


class Figures(NamedTuple):
    """Of pairs taken for the same, how many are; of pairs that are the same, how many were found; and the counts."""

    precision: float
    recall: float
    same: int
    other: int
    wrong: tuple[tuple[str, str, float], ...]


@cache
def lampung() -> Rarity:
    """What a region knows on its first day, from its folder alone."""
    region = read_folder(ROOT / "regions" / "lampung").region
    return Rarity(known=everyday(region), topics=topics_of(region))


def measured(threshold: float = SAME, *, with_area: bool = True) -> Figures:
    """The figures over every two tellings; areas count as known to both, days as none between."""
    rarity = lampung()
    told = [(matter, area, traits(text, rarity)) for matter, (area, texts) in MATTERS.items() for text in texts]
    found = right = same = 0
    wrong = []
    pairs = list(combinations(told, 2))
    for (matter, area, one), (other_matter, other_area, other) in pairs:
        apart = Apart(same_area=area == other_area) if with_area else Apart()
        value = weighed(likeness(one, other, rarity), apart, NEAR_METRES, NEAR_DAYS)
        same += matter == other_matter
        if value >= threshold:
            found += 1
            right += matter == other_matter
            if matter != other_matter:
                wrong.append((matter, other_matter, round(value, 2)))
    precision = right / found if found else 1.0
    return Figures(precision, right / same, same, len(pairs) - same, tuple(wrong))


def main() -> None:
    for with_area in (True, False):
        print("area known to both" if with_area else "no area known")  # noqa: T201 - a command
        for threshold in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
            one = measured(threshold, with_area=with_area)
            print(f"  {threshold}: precision {one.precision:.2f}, recall {one.recall:.2f}", *one.wrong[:4])  # noqa: T201


if __name__ == "__main__":
    main()
