"""Reports as citizens might write them, for filing by the thousand: invented words, places and contacts."""

import json
import random
from collections.abc import Iterator

_OPENINGS = (
    "Selamat pagi, kami warga lingkungan sini mau melapor.",
    "Mohon perhatian dinas terkait.",
    "Saya sudah bingung mau mengadu ke mana lagi.",
    "Tabik pun, izin menyampaikan keluhan.",
    "Assalamualaikum, sekadar melaporkan keadaan di tempat kami.",
)
_MATTERS = (
    "Lampu jalan mati di dekat pasar sudah seminggu, malam hari gelap sekali dan ibu-ibu takut lewat.",
    "Jalan provinsi di depan sekolah berlubang dalam, kemarin ada pengendara motor jatuh karena menghindari genangan.",
    "Ruang tunggu rumah sakit daerah penuh, antrean obat dari pagi baru dilayani setelah lewat tengah hari.",
    "Anak saya belum menerima kartu bantuan pendidikan padahal temannya satu kelas sudah semua.",
    "Pupuk bersubsidi di kios desa kami tidak pernah ada sejak awal musim tanam, petani membeli dengan harga tinggi.",
    "Sampah di pinggir sungai menumpuk dan baunya sampai ke rumah, truk pengangkut tidak datang lagi.",
    "Pengurusan pajak kendaraan di samsat diminta datang tiga kali karena jaringan selalu rusak.",
    "Irigasi di sawah kami jebol, air tidak sampai ke petak bagian bawah, tanaman mulai kering.",
)
_DETAILS = (
    "Sudah kami sampaikan kepada ketua RT dan pamong, belum ada jawaban.",
    "Kejadian ini bukan yang pertama, tahun lalu juga begitu dan hanya diperbaiki sebentar.",
    "Ada foto bila diperlukan, kami siap menunjukkan lokasinya.",
    "Yang paling terganggu anak sekolah dan orang tua yang berobat.",
    "Kami menghitung lebih dari dua puluh rumah yang terkena.",
    "Tolong jangan hanya dijanjikan, kami menunggu tindakan yang nyata.",
    "Petugas yang kami temui ramah, tetapi katanya menunggu perintah dari atas.",
)
_STREETS = ("Jl. Kenanga", "Jl. Cempaka Putih", "Jl. Way Semangka", "Gang Melati", "Jl. Lintas Timur", "Dusun Sukamaju")


def reports(seed: int) -> Iterator[bytes]:
    """Bodies for `POST /api/v1/complaints`, without end: 150 to 600 characters, a place, for most a contact."""
    chance = random.Random(seed)  # noqa: S311 - the same words again for the same seed
    number = 0
    while True:
        number += 1
        said = [chance.choice(_OPENINGS), chance.choice(_MATTERS), *chance.sample(_DETAILS, chance.randint(1, 4))]
        place = {
            "latitude": round(chance.uniform(-5.6, -4.4), 6),
            "longitude": round(chance.uniform(104.4, 105.7), 6),
            "address": f"{chance.choice(_STREETS)} No. {chance.randint(1, 200)}",
        }
        told: dict[str, object] = {"text": " ".join(said), "place": place}
        if chance.random() < 0.8:
            told["contact"] = {
                "name": f"Warga Uji {number}",
                "email": f"warga{seed}x{number}@contoh.id",
                "phone": f"0812{chance.randint(0, 99_999_999):08d}",
            }
        yield json.dumps(told, ensure_ascii=False).encode()
