"""Thirty reports as they come in on a day, and what their coordinator decides about each; no real person's words."""

from typing import Literal, NamedTuple
from uuid import uuid4

import msgspec

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Suspicion
from people.actor import ANYONE
from people.contact import Contact
from tests.make import filing
from web.house import House

Decision = Literal["accept", "unit", "ask", "out", "archive", "oversight", "split", "merge", "danger"]


class Told(NamedTuple):
    """A report, and what is decided about it: for `accept`, `unit`, `out` and `archive`, to whom or why."""

    words: str
    decision: Decision
    to: str = ""
    typed: str = ""
    """What is typed to find the unit: a part of its name, or of what it is there for."""
    place: tuple[float, float] | None = None
    suspicion: Suspicion | None = None


MIXED: tuple[Told, ...] = (
    Told(
        "Jalan provinsi ruas Bandar Jaya - Kotabumi km 12 berlubang dalam sejak dua minggu, kemarin motor anak saya "
        "jatuh.",
        "accept",
        "BMBK",
        place=(-4.93, 105.21),
    ),
    Told(
        "Obat darah tinggi kosong terus di apotek RSUD Dr. H. Abdul Moeloek sejak awal bulan, pasien disuruh beli di "
        "luar.",
        "accept",
        "RSUDAM",
    ),
    Told(
        "Guru SMA Negeri 3 Bandar Lampung meminta siswa membeli seragam di koperasi sekolah seharga Rp750.000 sejak "
        "Juli.",
        "accept",
        "DISDIKBUD",
    ),
    Told("Jalan rusak, tolong diperbaiki.", "ask"),
    Told(
        "Antrean samsat Rajabasa dari jam 7 pagi sampai siang hari Senin kemarin, loket yang buka cuma satu.",
        "accept",
        "BAPENDA",
    ),
    Told(
        "Rumah saya di Kelurahan Kemiling listriknya padam tiap malam sejak Senin, PLN tidak menjawab telepon.",
        "out",
        "PLN",
        place=(-5.39, 105.2),
    ),
    Told(
        "Pupuk subsidi di kios Desa Sidomulyo Lampung Selatan kosong sejak Oktober, petani padi tidak bisa memupuk.",
        "accept",
        "KPTPH",
    ),
    Told("Terima kasih, petugas RSUD kemarin sangat ramah dan cepat melayani ibu saya.", "archive", "not_a_complaint"),
    Told(
        "Jalan provinsi di Kalirejo berlubang sejak Januari sampai truk sering terguling. Selain itu obat darah tinggi "
        "di RSUD Abdul Moeloek selalu kosong sejak bulan lalu.",
        "split",
        place=(-5.2, 104.97),
    ),
    Told("Irigasi Way Sekampung di Desa Trimurjo jebol sejak Minggu lalu, sawah kami kekeringan.", "accept", "PSDA"),
    Told(
        "Wifi gratis di Taman Gajah Bandar Lampung tidak bisa dipakai sejak seminggu lalu.",
        "accept",
        "DISKOMINFOTIK",
    ),
    Told("tes tes coba aplikasi", "archive", "not_a_complaint", suspicion=Suspicion.QUICK),
    Told(
        "Bantuan sosial PKH ibu saya di Kecamatan Natar, Lampung Selatan, berhenti sejak Agustus tanpa penjelasan.",
        "accept",
        "DINSOS",
    ),
    Told(
        "Kabel listrik putus menjuntai ke jalan di depan SD Way Halim, masih nyala, anak-anak lewat situ sekarang.",
        "danger",
        "PLN",
    ),
    Told(
        "Harga gas elpiji 3 kg di Kecamatan Kedaton Bandar Lampung Rp35.000 sejak pekan lalu, di atas harga eceran.",
        "accept",
        "DISPERINDAG",
    ),
    Told(
        "Perpustakaan provinsi di Jl. Zainal Abidin Pagar Alam tutup hari Sabtu padahal jadwalnya buka, sudah dua "
        "kali.",
        "accept",
        "DISPUSIP",
    ),
    Told(
        "Waktu mengambil surat di kantor itu hari Rabu saya diberi tahu harus menaruh amplop dulu untuk orang dalam.",
        "oversight",
    ),
    Told(
        "Nelayan di Teluk Betung dilarang sandar di dermaga TPI Lempasing sejak Selasa tanpa alasan.",
        "accept",
        "DKP",
    ),
    Told(
        "Jalan provinsi Bandar Jaya - Kotabumi km 12 berlubang dalam, sudah dua minggu, kemarin ada motor jatuh lagi.",
        "merge",
        place=(-4.93, 105.21),
    ),
    Told("Air PDAM Way Rilau di Rajabasa keruh dan mati sejak tiga hari lalu.", "out", "PDAM"),
    Told("Pohon tumbang menutup jalan provinsi di Desa Branti Raya, Natar, sejak tadi pagi.", "accept", "BMBK"),
    Told(
        "Limbah pabrik tapioka di Desa Gunung Batin, Lampung Tengah, dibuang ke sungai sejak Senin, ikan mati dan bau.",
        "accept",
        "DLH",
    ),
    Told("Mohon segera ditindak.", "ask"),
    Told(
        "Perusahaan tempat saya kerja di Tanjung Bintang belum membayar THR sampai hari ini sejak April.",
        "accept",
        "DISNAKER",
    ),
    Told(
        "Hutan register 45 Mesuji ditebang orang sejak bulan lalu, tidak ada yang datang memeriksa.",
        "accept",
        "DISHUT",
    ),
    Told(
        "Beli pulsa murah, klik tautan ini, diskon 90 persen, jangan sampai ketinggalan.",
        "archive",
        "spam",
        suspicion=Suspicion.MANY,
    ),
    Told(
        "Ayam di Desa Banjarrejo, Lampung Timur, mati mendadak ratusan ekor sejak Rabu, mohon diperiksa.",
        "unit",
        "DISNAKKESWAN",
        "hewan ternak",
    ),
    Told(
        "Stadion Pahoman Bandar Lampung toiletnya rusak dan tidak ada air sejak bulan September.",
        "accept",
        "DISPORA",
    ),
    Told("Jalan nasional Lintas Timur di Menggala berlubang besar sejak bulan lalu.", "out", "BPJN"),
    Told(
        "Kapal di pelabuhan penyeberangan Kota Agung tidak ada jaket pelampung waktu saya naik Sabtu kemarin.",
        "unit",
        "DISHUB",
        "pelabuhan",
    ),
)


async def told(house: House, one: Told) -> Complaint:
    """The report, filed by somebody who can be reached, as the router and its rules take it in."""
    complaint_id = uuid4()
    place = c.Place(*one.place) if one.place else None
    command = filing(
        one.words,
        place=place,
        place_words=c.Words(msgspec.json.encode(place).decode()) if place else None,
        contact=Contact(email="pelapor@contoh.id"),
        suspicion=one.suspicion,
    )
    return await house.handling.handle(c.Order(complaint_id, command, f"test:{complaint_id}"), ANYONE)
