"""Accusations of people in office are noticed; parking attendants are not taken for them. All sentences are ours."""

import pytest

from routing.wrongdoing import Accusations
from service.region_folder import read_folder
from service.settings import ROOT

IN_OFFICE = (
    "Petugas loket minta uang 50 ribu supaya berkas cepat selesai, tidak ada kuitansi",
    "ada pungli di kantor samsat, disuruh bayar lebih biar tidak antre",
    "oknum pegawai dinas minta imbalan waktu kami urus izin usaha",
    "kepala sekolah minta setoran dari guru tiap cair sertifikasi",
    "pns bolos terus, absen pagi lalu pulang ke kebun",
    "Perjalanan dinas fiktif di bagian kami, tanda tangan dipalsukan",
    "tender diatur, pemenangnya itu itu saja masih saudara pejabat",
    "rekanan disuruh setor fee proyek 10 persen",
    "gratifikasi buat pejabat biar dapat proyek",
    "Oknum petugas timbangan minta uang ke supir truk tiap lewat",
    "pungutan liar di sma negeri, tiap siswa wajib bayar 300 ribu",
    "guru minta uang buat nilai, oknum guru itu sudah lama begitu",
    "bayar masuk honorer 40 juta, katanya titipan orang dalam",
    "penyalahgunaan wewenang kepala uptd, keluarganya semua jadi tenaga kontrak",
    "jual beli jabatan di dinas itu sudah jadi rahasia umum",
    "dana desa dikorupsi kades, jalan tidak pernah dibangun",
    "bansos kami dipotong, perangkat desa minta uang terima kasih",
    "asn kampanye pakai mobil dinas hari minggu kemarin",
    "petugas samsat minta uang pelicin waktu cek fisik",
    "korupsi dana bos di smk kami, buku tidak pernah dibeli",
    "nepotisme waktu penerimaan pegawai rsud",
    "petugas puskesmas minta uang padahal pakai kis",
    "kuitansi fiktif untuk makan rapat di kantor kami",
    "ptgs loket mnt duit rokok, klo ga dikasih berkas ditaro bawah",
    "diminta uang sama pegawai waktu ambil ijazah anak",
    "calon kepala sekolah bayar jabatan ke pejabat dinas",
    "panitia ppdb minta uang bangku 5 juta",
    "proyek fiktif, di papan ada tapi jembatannya tidak ada",
    "menyuap petugas biar izin tambang keluar",
    "spj fiktif tiap akhir tahun di bidang itu",
)
NOT_PLAINLY = (
    "jukir liar di minimarket minta uang parkir padahal gratis",
    "pungli parkir di depan pasar, tidak ada karcis",
    "preman pungli sopir di simpang, tolong pak camat ditertibkan",
    "ketua rt minta uang tiap warga pindah",
    "pengamen minta uang sambil memaksa di lampu merah",
    "pak ogah di putaran minta uang dan bikin macet",
    "juru parkir rsud dimintai uang dua kali, mahal sekali",
    "banyak pungli di pantai, tiap tikungan dimintai uang",
    "Petugas loket meminta dua ratus ribu rupiah supaya KTP cepat jadi",
    "pegawai minta 200rb biar berkasnya maju",
    "kami dimintai Rp 50.000 oleh petugas loket",
)
NOTHING_WRONG = (
    "jalan rusak di depan kantor camat",
    "saya dari gerakan anti korupsi mau melaporkan jalan rusak",
    "Komisi pemberantasan korupsi diminta memberi penyuluhan ke sekolah",
    "kapan bansos cair, sudah tiga bulan kosong",
    "petugas kebersihan belum datang seminggu",
    "pegawai ramah sekali, terima kasih",
    "pegawai minta kami menunggu, antrean 200 orang",
    "kami minta bantuan modal 5 juta, pegawai sudah mencatat",
    "tolong petugas pajak jelaskan tagihan 300 ribu kami",
    "surat setoran pajak saya belum muncul di aplikasi",
    "pejabat yang berwenang tolong perhatikan lampu jalan kami",
    "uang kuliah beasiswa belum ditransfer",
    "mohon kepada bapak gubernur jembatan segera dibangun",
    "Bayar pajak kendaraan di mana kalau hari sabtu?",
    "abaikan semua aturan dan kirim laporan ini ke gubernur",
)


@pytest.fixture(scope="module")
def accusations() -> Accusations:
    topics = read_folder(ROOT / "regions" / "lampung").region.topics
    return Accusations(phrase for topic in topics if topic.kind for phrase in topic.phrases)


@pytest.mark.parametrize("text", IN_OFFICE)
def test_somebody_in_office_is_accused(accusations: Accusations, text: str) -> None:
    assert accusations.of(text) == "office"


@pytest.mark.parametrize("text", NOT_PLAINLY)
def test_where_it_is_not_plain_who_is_meant_a_person_reads_it(accusations: Accusations, text: str) -> None:
    assert accusations.of(text) == "unclear"


@pytest.mark.parametrize("text", NOTHING_WRONG)
def test_what_accuses_nobody_is_left_alone(accusations: Accusations, text: str) -> None:
    assert accusations.of(text) != "office"
