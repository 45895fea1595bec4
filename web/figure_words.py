"""What each figure of the oversight is called and means: said once, shown wherever the figure is."""

from collections.abc import Iterable
from typing import NamedTuple

from foundation.language import mark as _
from web.wording import Wording


class Meaning(NamedTuple):
    name: str
    definition: str


MEANINGS: dict[str, Meaning] = {
    "late_now": Meaning(
        _("Terlambat sekarang"),
        _(
            "Aduan yang masih berjalan dan satu janjinya sudah lewat tenggat. Lamanya dihitung dalam jam kerja unit, "
            "sejak tenggat yang paling dahulu lewat."
        ),
    ),
    "week": Meaning(
        _("Akan terlambat dalam 7 hari"),
        _(
            "Dari aduan yang belum terlambat dan janjinya berakhir dalam tujuh hari. Peluang tiap aduan dihitung dari "
            "aduan sejenis yang lalu: jenis, unit, topik, umurnya, dan sudah ditanggapi atau belum. Rentangnya memuat "
            "sembilan dari sepuluh kemungkinan. Janji verifikasi dan kabar berkala tidak diramal."
        ),
    ),
    "hits": Meaning(
        _("Ketepatan ramalan"),
        _(
            "Ramalan tiap pagi disimpan, lalu dicocokkan dengan kenyataan setelah minggunya lewat. Skor Brier adalah "
            "rata-rata kuadrat selisih peluang dan kenyataan: makin kecil makin tajam. Pembandingnya memberi semua "
            "aduan peluang yang sama. Jalur pengawasan tidak ikut."
        ),
    ),
    "still": Meaning(
        _("Diam lebih dari 5 hari kerja"),
        _(
            "Tidak ada orang yang berbuat apa pun pada aduan itu selama lebih dari lima hari kerja. Yang sudah dijawab "
            "dan menunggu konfirmasi pelapor tidak dihitung."
        ),
    ),
    "near": Meaning(
        _("Mendekati"),
        _(
            "Belum terlambat, tetapi peringatan terakhir sebelum tenggatnya sudah lewat: bagian waktu itu ditetapkan "
            "pada aturan janji, biasanya empat perlima. Aduan dihitung menurut janjinya yang paling mendesak."
        ),
    ),
    "paused": Meaning(
        _("Hitungan berhenti"),
        _("Jamnya berhenti dengan alasan tercatat, misalnya menunggu pelapor melengkapi, dan tidak ada janji lain."),
    ),
    "pledged": Meaning(
        _("Dijanjikan"),
        _("Dijanjikan kepada pelapor untuk tanggal kemudian. Janji bukan jawaban, jadi aduannya masih berjalan."),
    ),
    "settled": Meaning(
        _("Menunggu konfirmasi pelapor"),
        _("Sudah dijawab selesai dan tidak ada lagi yang harus ditepati kantor; pelapor belum membenarkannya."),
    ),
    "received": Meaning(
        _("Masuk"),
        _(
            "Aduan yang diterima dalam masa ini. Pada unit termasuk yang pernah dipegangnya sehari kerja atau lebih, "
            "lalu dialihkan. Banyaknya aduan bukan ukuran baik atau buruk."
        ),
    ),
    "open": Meaning(
        _("Masih berjalan"),
        _("Belum selesai sekarang, kapan pun diterimanya. Yang dijanjikan atau menunggu konfirmasi masih berjalan."),
    ),
    "on_time": Meaning(
        _("Tepat waktu"),
        _(
            "Dari janji penyelesaian yang jatuh tempo dalam masa ini, bagian yang ditepati. Yang belum dijawab dan "
            "sudah lewat tenggat dihitung terlambat. Aduan dihitung untuk setiap unit yang memegangnya sehari kerja "
            "atau lebih, menurut akhirnya; bila diakhiri tanpa jawaban, dihitung tidak ditepati. Di bawahnya: rentang "
            "95 persen (Wilson)."
        ),
    ),
    "first_on_time": Meaning(
        _("Tanggapan tepat waktu"),
        _("Sama, untuk janji tanggapan pertama."),
    ),
    "median": Meaning(
        _("Separuhnya dalam"),
        _(
            "Hari kerja sejak diterima sampai dijawab selesai, untuk aduan yang diterima dalam masa ini. Yang masih "
            "berjalan ikut dihitung selama sudah menunggu (Kaplan-Meier). Rentangnya 95 persen."
        ),
    ),
    "ninetieth": Meaning(
        _("Sembilan dari sepuluh dalam"),
        _("Sama, untuk sembilan dari sepuluh aduan: seberapa lama yang lambat."),
    ),
    "disputed": Meaning(
        _("Dinyatakan belum beres"),
        _("Dari aduan yang dijawab dalam masa ini, bagian yang oleh pelapornya dinyatakan belum beres."),
    ),
    "passed": Meaning(
        _("Dialihkan"),
        _(
            "Pada unit: bagian aduan yang dipegang sehari kerja atau lebih lalu dialihkan ke unit lain. Pada kelompok "
            "lain: bagian yang diteruskan lebih dari sekali."
        ),
    ),
    "rated": Meaning(
        _("Penilaian"),
        _(
            "Rata-rata bintang, 1 sampai 5, dari aduan yang dijawab dalam masa ini, dan bagian pelapor yang menilai. "
            "Bila sedikit yang menilai, angkanya tidak mewakili semua pelapor."
        ),
    ),
    "backlog": Meaning(
        _("Menunggu di akhir bulan"),
        _("Aduan unit yang pada hari terakhir bulan itu sudah diterima dan belum dijawab atau diakhiri."),
    ),
    "expected_disputes": Meaning(
        _("Dibanding yang wajar"),
        _(
            "Banyaknya aduan yang dinyatakan belum beres, dibagi banyaknya yang wajar untuk campuran topik unit itu. "
            "Angka 1 berarti sama dengan semua unit bersama-sama."
        ),
    ),
    "clearing": Meaning(
        _("Waktu mengurai antrean"),
        _(
            "Aduan yang masih berjalan dibagi rata-rata yang selesai per minggu (hukum Little). Berlaku bila laju "
            "delapan minggu terakhir bertahan."
        ),
    ),
    "came": Meaning(
        _("Masuk"),
        _("Aduan yang diterima dalam masa ini dan sekarang ada pada unit itu; di sini rata-ratanya per minggu."),
    ),
    "finished": Meaning(
        _("Selesai"),
        _(
            "Aduan unit itu yang dalam masa ini dijawab selesai, atau berakhir dengan cara lain; di sini rata-ratanya "
            "per minggu. Jawaban yang kemudian disanggah tidak dihitung."
        ),
    ),
    "used": Meaning(
        _("Masuk dibanding kapasitas"),
        _(
            "Rata-rata yang masuk per minggu dibagi kapasitasnya. Di atas 100 persen lebih banyak yang masuk daripada "
            "yang dapat diselesaikan."
        ),
    ),
    "capacity": Meaning(
        _("Kapasitas"),
        _("Aduan yang dapat diselesaikan unit itu dalam seminggu, menurut kepala unit atau administrator."),
    ),
}
"""By the name of the figure, as `sla.case_figures` and the pages call it."""


def meanings(wording: Wording, names: Iterable[str]) -> list[dict[str, str]]:
    """For the list of meanings at the foot of a page, each with the anchor that figures lead to."""
    return [
        {"id": f"arti-{name}", "name": wording.say(MEANINGS[name].name), "text": wording.say(MEANINGS[name].definition)}
        for name in names
    ]
