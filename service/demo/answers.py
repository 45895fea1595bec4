"""How officers of the invented world frame an answer: what they looked at, and what comes next."""

from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from babel.dates import format_date

_LOOKED = (
    "Laporan mengenai {place} kami terima dan kami tinjau pada {past}.",
    "Menjawab laporan tentang {place}, petugas {crew} memeriksanya {past}.",
    "{crew} kami mendatangi {place} pada {past} pukul {hour}.",
    "Terima kasih sudah memberi tahu kami soal {place}. Pemeriksaan {past} menemukan {count} hal yang perlu dibenahi.",
    "Pada {past} kami menelusuri laporan ini bersama {crew}.",
    "Berdasarkan catatan {crew} tanggal {past}, keadaan di {place} memang seperti yang disampaikan.",
    "Sudah kami cek {past} sekitar pukul {hour}, dan keluhan dari {place} ini benar adanya.",
    "Selamat siang. Hasil peninjauan {crew} ke {place} ({past}) adalah sebagai berikut.",
    "Mohon maaf atas keadaan di {place}. Sejak {past} laporan ini ditangani {crew}.",
    "Kami bicarakan laporan ini dalam rapat {past} bersama {crew}.",
    "Untuk {place} sudah ada {count} laporan serupa sampai {past}, jadi kami dahulukan.",
    "Dari {place}, {crew} melaporkan {past} bahwa masalahnya ada pada {count} titik.",
)
_READ = (
    "Laporan ini kami baca {past} dan sudah kami periksa bersama {crew}.",
    "Menjawab laporan Bapak/Ibu: {crew} mencocokkannya dengan catatan kami pada {past}.",
    "Terima kasih sudah menulis. Pada {past} kami menemukan {count} catatan serupa.",
    "Hal ini kami bicarakan dengan {crew} hari {past}.",
    "Setelah kami telusuri {past} pukul {hour}, begini keadaannya.",
    "Mohon maaf atas pengalaman Bapak/Ibu; {crew} sudah menindaklanjutinya sejak {past}.",
    "Kami periksa berkasnya dengan nomor catatan {number}.",
    "Pertanyaan ini sampai di meja {crew} {past}; jawaban kami sebagai berikut.",
    "Selamat siang. Keterangan dari {crew} per {past}:",
    "Sudah {count} orang menyampaikan hal ini sampai {past}.",
    "Jawaban atas catatan {number}, diperiksa {crew}.",
    "Kami hubungi {crew} pada {past} untuk memastikannya.",
)
_NEXT = (
    "Pemeriksaan ulang dijadwalkan {soon}.",
    "Bila sampai {soon} belum ada perubahan, mohon sanggah jawaban ini agar dibuka kembali.",
    "Perkembangan berikutnya kami tulis paling lambat {soon}.",
    "{crew} memeriksa lagi {soon} untuk memastikan hasilnya.",
    "Berita acara nomor {number} dapat dilihat di kantor kami.",
    "Catatan kerja {number} kami simpan bila Bapak/Ibu memerlukannya.",
    "Kami minta kabar Bapak/Ibu setelah {soon}.",
    "Penanggung jawabnya {crew}, dengan batas {soon}.",
    "Biaya tidak dipungut; bila ada yang meminta, sebutkan nomor {number} dan laporkan.",
    "Mulai {soon} {crew} berjaga {count} hari berturut-turut.",
    "",
    "",
)
_FRIDAY = 4
_CREWS = (
    *(
        "tim lapangan",
        "regu pagi",
        "bidang teknis",
        "UPTD wilayah",
        "seksi pelayanan",
        "petugas piket",
        "tim kecil kami",
    ),
    *("koordinator wilayah", "bagian tata usaha", "regu pemeliharaan", "pengawas lapangan", "tim pemeriksa"),
)


def framed(chance: Random, core: str, place: str | None, at: datetime, zone: ZoneInfo) -> str:
    """An answer that speaks of this one case: when somebody looked, what was found, what comes next.

    Without a place to go to, somebody looked into the papers.
    """
    slots = {
        "place": place or "",
        "crew": chance.choice(_CREWS),
        "past": _day(at, zone, -chance.randint(1, 4)),
        "soon": _day(at, zone, chance.randint(3, 20)),
        "hour": f"{chance.randint(8, 15):02}.{chance.choice(('00', '15', '20', '30', '45'))}",
        "count": str(chance.randint(2, 9)),
        "number": f"{chance.randint(11, 989)}/{chance.choice('ABCD')}/{at.astimezone(zone):%m-%Y}",
    }
    looked, coming = (
        _capital(chance.choice(frames).format(**slots)) for frames in (_LOOKED if place else _READ, _NEXT)
    )
    return " ".join(part for part in (looked, core, coming) if part)


def _day(at: datetime, zone: ZoneInfo, away: int) -> str:
    """A weekday some days away."""
    day = at.astimezone(zone).date() + timedelta(days=away)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1 if away > 0 else -1)
    return _date(day)


@cache
def _date(day: date) -> str:
    return format_date(day, "EEEE d MMMM", locale="id")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
