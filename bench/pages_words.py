"""Words of reports and answers as citizens and offices might write them: ours, and of no real person."""

import json
from collections.abc import Sequence
from random import Random

from complaints.region import Area, Region, Topic

_OPENINGS = (
    "Selamat pagi, kami warga sini mau melapor.",
    "Mohon perhatian dinas terkait.",
    "Tabik pun, izin menyampaikan keluhan.",
    "Assalamualaikum, sekadar melaporkan keadaan di tempat kami.",
    "",
    "",
)
_DETAILS = (
    "Sudah kami sampaikan kepada ketua RT dan pamong, belum ada jawaban.",
    "Kejadian ini bukan yang pertama, tahun lalu juga begitu dan hanya diperbaiki sebentar.",
    "Ada foto bila diperlukan, kami siap menunjukkan lokasinya.",
    "Yang paling terganggu anak sekolah dan orang tua yang berobat.",
    "Kami menghitung lebih dari dua puluh rumah yang terkena.",
    "Tolong jangan hanya dijanjikan, kami menunggu tindakan yang nyata.",
    "Petugas yang kami temui ramah, tetapi katanya menunggu perintah dari atas.",
    "Sudah seminggu begini, malam hari gelap sekali dan ibu-ibu takut lewat.",
    "Kemarin ada pengendara motor jatuh karena menghindari genangan.",
    "Sejak pagi mengantre, baru dilayani setelah lewat tengah hari.",
)
_ANSWERS = (
    "Terima kasih atas laporannya. Petugas kami sudah memeriksa tempatnya dan pekerjaan selesai hari ini.",
    "Sudah kami tindak lanjuti bersama kelurahan; alat dan bahan dikirim pekan ini dan dikerjakan sampai tuntas.",
    "Permohonan sudah kami proses. Silakan datang ke loket dengan membawa surat pengantar pada jam kerja.",
    "Kami sudah berkoordinasi dengan dinas di kabupaten, dan perbaikan masuk rencana kerja tahun ini.",
)
_FIRST = ("Suka", "Marga", "Way", "Tanjung", "Karang", "Gunung", "Sumber", "Bandar", "Purwo", "Raja", "Mekar", "Sido")
_LAST = (
    *("jaya", "mulya", "sari", "maju", "agung", "rejo", "harjo", "basa", "dadi", "bakti", "karya", "makmur", "asri"),
    *("wangi", "indah", "damai", "raya", "subur", "mukti", "negeri", "ratu", "kencana"),
)
VILLAGES = tuple(f"{first}{last}" for first in _FIRST for last in _LAST)
RARE = "kelelawar"
"""Stands in RARE_REPORTS of all, however many there are."""
RARE_REPORTS = 8


def report(chance: Random, topic: Topic, area: Area, *, rare: bool) -> str:
    """150 to 600 characters on a topic, with the kecamatan and a village named; what it tells of recurs, as in life."""
    matter = chance.choice(topic.examples or topic.phrases or (topic.name,))
    phrase = chance.choice(topic.phrases or (topic.name,))
    village = VILLAGES[int(len(VILLAGES) * chance.random() ** 2)]
    place = f"Tepatnya di {village}, {area.name}."
    said = [
        chance.choice(_OPENINGS),
        matter,
        f"Soal {phrase} ini",
        *chance.sample(_DETAILS, chance.randint(1, 5)),
        place,
    ]
    return " ".join(one for one in said if one) + (f" Banyak {RARE} di sana." if rare else "")


def answer(chance: Random) -> str:
    return chance.choice(_ANSWERS)


def place(chance: Random, area: Area) -> str:
    """As a report says where: near the middle of its area, with an invented address."""
    told = {
        "latitude": round((area.latitude or -5.0) + chance.gauss(0, 0.02), 6),
        "longitude": round((area.longitude or 105.0) + chance.gauss(0, 0.02), 6),
        "address": f"Jl. {chance.choice(VILLAGES)} No. {chance.randint(1, 200)}",
        "area": area.code,
    }
    return json.dumps(told, separators=(",", ":"))


def topics_of(region: Region) -> Sequence[Topic]:
    """What everybody may read of, the frequent first."""
    return [topic for topic in region.topics if topic.parent and topic.unit and not topic.sensitive]
