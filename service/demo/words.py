"""What the people of the invented world say: the region's sentences with their slots filled."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from complaints.region import Region
from people.contact import Contact
from people.contacts import contact_from
from service.demo.answers import framed
from service.demo.material import Material, Spot

_FIRST = (
    *("Ayu", "Bayu", "Citra", "Dimas", "Eka", "Fajar", "Gilang", "Hana", "Indra", "Joko", "Kartika", "Lukman", "Mega"),
    *("Nanda", "Oki", "Putri", "Rangga", "Sari", "Tono", "Utami", "Vina", "Wahyu", "Yanti", "Zainal", "Made", "Ketut"),
)
_LAST = (
    *("Contohnya", "Misalkan", "Umpama", "Andaikata", "Rekaan", "Percobaan", "Teladan", "Sampel", "Tiruan", "Khayali"),
    *("Karangan", "Peraga"),
)
"""Family names that nobody bears: who reads one knows that it is invented."""
_SLOT = re.compile(r"\{(place|since|landmark|detail)\}")


class Words:
    """Speaks for citizens and officers; `chance` decides what is said."""

    def __init__(self, material: Material, region: Region) -> None:
        self._material, self._region = material, region
        self.zone = ZoneInfo(region.timezone)

    def filled(self, chance: Random, sentence: str, place: str) -> str:
        known = self._material
        slots = {"since": known.since, "landmark": known.landmarks, "detail": known.details}
        return _SLOT.sub(lambda slot: place if slot[1] == "place" else chance.choice(slots[slot[1]]), sentence)

    def report(self, chance: Random, sentences: Sequence[str], spot: Spot, *, polite: bool = True) -> str:
        """One report: mostly one sentence, sometimes two, with what people say before and after."""
        place = self.place(chance, spot)
        said = [chance.choice(sentences)]
        if polite and len(sentences) > 1 and chance.random() < 0.14:
            said.append(chance.choice([one for one in sentences if one != said[0]]))
        parts = [self.filled(chance, one, place) for one in said]
        if len(parts) > 1 and parts[0][-1].isalnum():
            parts[0] += "."
        if polite:
            parts = [chance.choice(self._material.openers), *parts, chance.choice(self._material.closers)]
        return " ".join(part for part in parts if part)

    def place(self, chance: Random, spot: Spot) -> str:
        """A place as somebody writes it."""
        if spot.area is spot.within or spot.text == spot.area.name:
            return spot.text
        return f"{spot.text}, {spot.area.name}" if chance.random() < 0.4 else spot.text

    def address(self, spot: Spot) -> str:
        names = dict.fromkeys((spot.text, spot.area.name, spot.within.name))
        return ", ".join(names)

    def answer(self, chance: Random, topic: str | None, place: str, at: datetime, *, empty: bool) -> str:
        rule = self._region.topic.get(topic or "")
        known = self._material.answers(topic or "", rule.parent if rule else "")
        if empty:
            habit = [1 / place**1.6 for place in range(1, len(known.template) + 1)]
            return chance.choices(known.template, habit)[0]
        core = self.filled(chance, chance.choice(known.good), place)
        return framed(chance, core, place if self._is_outdoors(topic) else None, at, self.zone)

    def _is_outdoors(self, topic: str | None) -> bool:
        """Whether people tell of places when they tell of this: then an officer goes there."""
        known = self._material.on.get(topic or "")
        return known is not None and sum("{place}" in one for one in known.sentences) > 0.4 * len(known.sentences)

    def question(self, chance: Random) -> str:
        return chance.choice(self._material.questions)

    def reply(self, chance: Random, place: str) -> str:
        return self.filled(chance, chance.choice(self._material.replies), place)

    def dispute(self, chance: Random, place: str) -> str:
        return self.filled(chance, chance.choice(self._material.disputes), place)

    def letter(self, chance: Random) -> str:
        """To whom was written, with a number."""
        return f"{chance.choice(self._material.letters)} (nomor {chance.randint(11, 989)}/{chance.choice('ABCD')})"

    def extension(self, chance: Random) -> str:
        return chance.choice(self._material.extensions)

    def pledge(self, chance: Random, place: str, on: date) -> tuple[str, str]:
        """What is promised, and on what ground; `{year}` is that of the date."""
        promised = self.filled(chance, chance.choice(self._material.pledges), place)
        return promised, chance.choice(self._material.grounds).replace("{year}", str(on.year))

    def way_out(self, body: str) -> str:
        """What helps somebody whose report belongs elsewhere."""
        known = self._region.body[body]
        return f"Hal ini ditangani oleh {known.name}. {known.words}"

    def contact(self, chance: Random, number: int) -> Contact:
        """Somebody invented. Addresses end in a name that no mail can reach, telephones lie in no real range."""
        first, last = chance.choice(_FIRST), chance.choice(_LAST)
        email = f"{first}.{last}.{number}@warga.example".lower() if chance.random() < 0.6 else None
        phone = f"0812-0000-{number % 10_000:04}" if email is None or chance.random() < 0.5 else None
        made = contact_from(f"{first} {last}", email, phone)
        assert made is not None
        return made


ASK_FOR_MORE = (
    "Mohon lengkapi laporan: apa yang terjadi, di mana tepatnya (jalan, desa, kecamatan), dan sejak kapan.",
    "Kami belum dapat meneruskan laporan ini karena lokasinya belum disebutkan. Mohon dilengkapi.",
    "Laporan masih terlalu singkat. Mohon ceritakan kejadiannya, tempatnya, dan bila ada sertakan foto.",
    "Mohon disebutkan layanan atau kantor yang dimaksud serta tanggal kejadiannya.",
)
NOT_OURS = (
    "Setelah kami pelajari, hal ini bukan tugas unit kami. Mohon diteruskan ke unit yang membidangi.",
    "Kewenangan atas hal yang dilaporkan ada pada unit lain, sehingga kami kembalikan ke koordinator.",
)
UPDATES = (
    "Laporan sudah kami baca dan petugas kami jadwalkan meninjau pekan ini.",
    "Sedang kami kumpulkan keterangannya. Kabar berikutnya kami sampaikan di halaman ini.",
    "Kami sudah menghubungi bidang terkait dan menunggu hasil pemeriksaan lapangan.",
    "Laporan ini sedang dikerjakan. Mohon maaf bila perlu waktu, karena menunggu bahan dan peralatan.",
    "Peninjauan pertama sudah dilakukan, hasilnya sedang kami susun menjadi jawaban.",
)
ON_THE_WAY = (
    "Petugas sudah berangkat ke lokasi. Mohon menjauh dari tempat berbahaya dan hubungi 112 atau 110 bila ada korban.",
    "Regu siaga menuju lokasi dan memasang pembatas. Mohon warga tidak mendekat.",
)
FROM_OUTSIDE = (
    "Instansi tersebut menjawab bahwa petugasnya sudah meninjau lokasi dan menjadwalkan perbaikan.",
    "Menurut surat jawaban instansi tersebut, hal ini sudah ditangani minggu ini.",
    "Instansi tersebut meminta pelapor datang ke kantornya dengan membawa berkas pendukung.",
    "Jawaban instansi tersebut: pekerjaan menunggu anggaran perubahan tahun ini.",
)
NO_COMPLAINT = "Pesan ini tidak memuat pengaduan, aspirasi, atau permintaan informasi."
NOTES = (
    "Ketua RT setempat sudah ditelepon dan siap menunjukkan lokasinya.",
    "Pernah dilaporkan tahun lalu di titik yang hampir sama. Berkasnya ada di map pemeliharaan.",
    "Masuk paket pemeliharaan rutin, tinggal menunggu surat perintah kerja.",
    "Lebih baik dikerjakan bersama titik lain di dekatnya, supaya alat cukup datang sekali.",
    "Pelapor lebih mudah dihubungi sore hari.",
    "Sudah dicek di peta aset: lokasinya memang bagian kita.",
)
NOTES_TO_SOMEBODY = (
    "@{name} mohon arahan: dikerjakan regu sendiri atau lewat penyedia?",
    "@{name} mohon jawabannya dibaca dulu sebelum dikirim, karena bisa menyangkut kabupaten juga.",
    "@{name} bahan di gudang kurang. Bisa dipinjam dari UPTD sebelah?",
)
NOTES_BACK = (
    "Kerjakan dengan regu sendiri dulu. Kalau kurang, kabari lagi.",
    "Sudah dibaca, lanjutkan.",
    "Sudah dibicarakan dengan UPTD, bahannya diantar lusa.",
)
UNIT_QUESTIONS = (
    "Apakah titik ini masuk daftar pekerjaan unit Anda tahun ini?",
    "Aset di lokasi ini tercatat milik siapa?",
    "Apakah ada laporan serupa di tempat Anda dalam sebulan terakhir?",
    "Siapa yang dapat mendampingi petugas kami saat meninjau lokasi?",
)
UNIT_ANSWERS = (
    "Tidak masuk daftar kami tahun ini. Silakan unit Anda kerjakan lebih dulu.",
    "Tercatat milik pemerintah provinsi. Salinan kartu inventarisnya kami kirim dengan nota dinas.",
    "Ada dua laporan serupa, keduanya sudah kami tangani.",
    "Petugas kami dapat mendampingi hari Selasa pagi. Mohon dihubungi sehari sebelumnya.",
)
"""To the question at the same place."""
TAKEN_UP = (
    "Sudah saya minta kepala bidang menyelesaikannya pekan ini.",
    "Saya bicarakan dalam rapat mingguan dan saya pantau sendiri.",
    "Tambahan petugas sudah ditugaskan untuk aduan ini.",
)
