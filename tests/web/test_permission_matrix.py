"""Every role at every office page, before every kind of case: who gets in is written down here and nowhere else.

The table of pages is made from the routes themselves, so that a new page fails until somebody says whom it is for.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Request, Response

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Priority, Stage, Status, Visibility
from people.actor import Actor, Role
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, Upload, done, fields, filed, photo
from tests.web.officer import address, answers, counted, hire, signed_in
from web import office_move
from web.errors import status_of
from web.house import House
from web.menu_counts import MenuCounts
from web.moves import BY_SLUG

NOBODY = "nobody"
ROLES = (NOBODY, *(str(role) for role in Role))
POSTS = {
    Role.COORDINATOR: "DISKOMINFOTIK",
    Role.OFFICER: "DINKES",
    Role.HEAD: "DINKES",
    Role.SUPERVISOR: "SETDA",
    Role.SECRETARY: "SETDA",
    Role.INSPECTORATE: "INSP",
    Role.ANALYST: "BPSDM",
    Role.ADMINISTRATOR: "DISKOMINFOTIK",
}

ALL = frozenset(str(role) for role in Role)
OF_ROUTING = frozenset({"coordinator", "supervisor", "secretary"})
OF_REPORTS = OF_ROUTING | {"head", "inspectorate"}
OF_LEARNING = frozenset({"analyst", "supervisor", "secretary", "head"})
PAGES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/kantor"): ALL,
    ("GET", "/kantor/triase"): frozenset({"coordinator"}),
    ("GET", "/kantor/triase/jelas"): frozenset({"coordinator"}),
    ("POST", "/kantor/triase/jelas"): frozenset({"coordinator"}),
    ("GET", "/kantor/triase/cari"): frozenset({"coordinator"}),
    ("GET", "/kantor/triase/{complaint_id:uuid}/bagi"): frozenset({"coordinator"}),
    ("POST", "/kantor/triase/{complaint_id:uuid}/bagi"): frozenset({"coordinator"}),
    ("GET", "/kantor/triase/serupa"): frozenset({"coordinator"}),
    ("POST", "/kantor/triase/serupa"): frozenset({"coordinator"}),
    ("GET", "/kantor/luar"): frozenset({"coordinator", "supervisor", "secretary"}),
    ("GET", "/kantor/luar/{complaint_id:uuid}/tautan"): frozenset({"coordinator"}),
    ("POST", "/kantor/luar/{complaint_id:uuid}/tautan"): frozenset({"coordinator"}),
    ("POST", "/kantor/luar/{complaint_id:uuid}/cabut"): frozenset({"coordinator"}),
    ("GET", "/kantor/ditanya"): frozenset({"officer", "head", "inspectorate"}),
    ("GET", "/kantor/ditanya/{complaint_id:uuid}"): frozenset({"officer", "head", "inspectorate"}),
    ("POST", "/kantor/ditanya/{complaint_id:uuid}/{ask_id:uuid}"): frozenset({"officer", "head", "inspectorate"}),
    ("GET", "/kantor/kotak"): frozenset({"officer", "head", "inspectorate"}),
    ("POST", "/kantor/kotak"): frozenset({"officer", "head", "inspectorate"}),
    ("GET", "/kantor/kotak/hitungan"): frozenset({"officer", "head", "inspectorate"}),
    ("GET", "/kantor/kotak/langsung"): frozenset({"officer", "head", "inspectorate"}),
    ("POST", "/kantor/kotak/tampilan"): frozenset({"officer", "head", "inspectorate"}),
    ("GET", "/kantor/hubungi"): frozenset({"coordinator", "officer", "head", "inspectorate"}),
    ("POST", "/kantor/hubungi/{complaint_id:uuid}"): frozenset({"coordinator", "officer", "head", "inspectorate"}),
    ("GET", "/kantor/cari"): ALL - {"administrator"},
    ("GET", "/kantor/pemberitahuan"): ALL,
    ("POST", "/kantor/pemberitahuan"): ALL,
    ("GET", "/kantor/profil"): ALL,
    ("GET", "/kantor/profil/telegram"): ALL,
    ("POST", "/kantor/profil/telegram"): ALL,
    ("POST", "/kantor/profil/telegram/putuskan"): ALL,
    ("POST", "/kantor/profil/sesi"): ALL,
    ("POST", "/kantor/profil/sesi/{session:uuid}"): ALL,
    ("GET", "/kantor/profil/kata-sandi"): ALL,
    ("POST", "/kantor/profil/kata-sandi"): ALL,
    ("GET", "/kantor/profil/kode-masuk"): ALL,
    ("POST", "/kantor/profil/kode-masuk"): ALL,
    ("POST", "/kantor/profil/kode-masuk/lepas"): ALL,
    ("GET", "/kantor/profil/kode-masuk/cadangan"): ALL,
    ("POST", "/kantor/profil/kode-masuk/cadangan"): ALL,
    ("GET", "/kantor/baru"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/baru/{code:str}"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/periksa"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/draf"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/draf/{key:uuid}/hapus"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/baru/{code:str}/tanda-terima.pdf"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/baru/grup"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/grup"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/baru/grup/{import_id:uuid}"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/grup/{import_id:uuid}"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/grup/{import_id:uuid}/hapus"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/baru/grup/{import_id:uuid}/foto/{number:int}/{place:int}"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/baru/kupon"): frozenset({"coordinator", "officer"}),
    ("POST", "/kantor/baru/kupon"): frozenset({"coordinator", "officer"}),
    ("GET", "/kantor/salin-grup"): OF_ROUTING | {"officer", "head", "inspectorate"},
    ("GET", "/kantor/bahaya"): ALL - {"analyst", "administrator"},
    ("GET", "/kantor/pengawasan"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/daftar"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/minggu"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/rincian"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/aduan"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/kendali"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("POST", "/kantor/pengawasan/kendali"): frozenset({"supervisor", "secretary", "head"}),
    ("GET", "/kantor/pengawasan/corong"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/beban"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/kapasitas"): frozenset({"head", "administrator"}),
    ("POST", "/kantor/kapasitas"): frozenset({"head", "administrator"}),
    ("GET", "/kantor/pengawasan/bukti"): frozenset({"supervisor", "secretary", "inspectorate"}),
    ("POST", "/kantor/pengawasan/bukti"): frozenset({"supervisor", "secretary", "inspectorate"}),
    ("GET", "/kantor/pengawasan/bukti/contoh"): frozenset({"supervisor", "secretary", "inspectorate"}),
    ("POST", "/kantor/pengawasan/bukti/contoh"): frozenset({"supervisor", "secretary", "inspectorate"}),
    ("GET", "/kantor/pengawasan/eskalasi"): ALL - {"analyst", "administrator"},
    ("GET", "/kantor/pengawasan/waktu"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/waktu/tabel"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/waktu/tanda"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/waktu/aduan"): frozenset({"supervisor", "secretary", "head", "inspectorate"}),
    ("GET", "/kantor/pengawasan/penyaluran"): OF_ROUTING | {"administrator"},
    ("GET", "/kantor/pengawasan/penyaluran/tertukar"): OF_ROUTING | {"administrator"},
    ("GET", "/kantor/pengawasan/penyaluran/tertukar/aduan"): OF_ROUTING,
    ("GET", "/kantor/pengawasan/penyaluran/aduan"): OF_ROUTING,
    ("GET", "/kantor/pengawasan/penyaluran/koreksi"): OF_ROUTING,
    ("GET", "/kantor/pengawasan/penyaluran/koreksi/tabel"): OF_ROUTING,
    ("POST", "/kantor/pengawasan/penyaluran/versi"): frozenset({"administrator"}),
    ("POST", "/kantor/pengawasan/penyaluran/versi/lepas"): frozenset({"administrator"}),
    ("GET", "/kantor/pengawasan/penyaluran/pengaturan"): frozenset({"administrator"}),
    ("POST", "/kantor/pengawasan/penyaluran/pengaturan"): frozenset({"administrator"}),
    ("GET", "/kantor/laporan"): OF_REPORTS,
    ("POST", "/kantor/laporan"): OF_REPORTS,
    ("GET", "/kantor/laporan/keadaan"): OF_REPORTS,
    ("GET", "/kantor/laporan/{job_id:uuid}/{name:str}"): OF_REPORTS,
    ("POST", "/kantor/laporan/{job_id:uuid}/hapus"): OF_REPORTS,
    ("POST", "/kantor/laporan/jadwal"): OF_REPORTS,
    ("POST", "/kantor/laporan/jadwal/{schedule_id:uuid}/akhiri"): OF_REPORTS,
    ("GET", "/kantor/laporan/nasional"): OF_ROUTING,
    ("GET", "/kantor/laporan/nasional/tabel"): OF_ROUTING,
    ("GET", "/kantor/laporan/nasional/aduan"): OF_ROUTING,
    ("GET", "/kantor/tukar"): frozenset({"coordinator", "administrator"}),
    ("POST", "/kantor/tukar"): frozenset({"coordinator", "administrator"}),
    ("GET", "/kantor/tukar/{job_id:uuid}"): frozenset({"coordinator", "administrator"}),
    ("POST", "/kantor/tukar/{job_id:uuid}"): frozenset({"coordinator", "administrator"}),
    ("GET", "/kantor/tukar/{job_id:uuid}/{name:str}"): frozenset({"coordinator"}),
    ("POST", "/kantor/tukar/{job_id:uuid}/hapus"): frozenset({"coordinator", "administrator"}),
    ("POST", "/kantor/tukar/keluar"): frozenset({"coordinator"}),
    ("GET", "/kantor/loket"): frozenset({"coordinator", "officer", "inspectorate"}),
    ("POST", "/kantor/loket"): frozenset({"coordinator", "officer", "inspectorate"}),
    ("POST", "/kantor/loket/pin"): frozenset({"coordinator", "officer", "inspectorate"}),
    ("GET", "/kantor/loket/{complaint_id:uuid}"): frozenset({"coordinator", "officer", "inspectorate"}),
    ("POST", "/kantor/loket/{complaint_id:uuid}"): frozenset({"coordinator", "officer", "inspectorate"}),
    ("GET", "/kantor/loket/catatan"): frozenset({"inspectorate", "administrator"}),
    ("GET", "/kantor/permintaan-data"): frozenset({"inspectorate", "administrator"}),
    ("POST", "/kantor/permintaan-data"): frozenset({"coordinator", "officer", "administrator"}),
    ("GET", "/kantor/permintaan-data/baru"): frozenset({"coordinator", "officer", "administrator"}),
    ("GET", "/kantor/permintaan-data/{request_id:uuid}"): frozenset({"inspectorate", "administrator"}),
    ("POST", "/kantor/permintaan-data/{request_id:uuid}/cari"): frozenset({"administrator"}),
    ("POST", "/kantor/permintaan-data/{request_id:uuid}/hapus"): frozenset({"administrator"}),
    ("POST", "/kantor/permintaan-data/{request_id:uuid}/jawab"): frozenset({"inspectorate", "administrator"}),
    ("GET", "/kantor/akun"): frozenset({"administrator"}),
    ("POST", "/kantor/akun"): frozenset({"administrator"}),
    **{
        (method, f"/kantor/akun/{{username:str}}{below}"): frozenset({"administrator"})
        for method, below in (
            *(("GET", ""), ("POST", "/data"), ("POST", "/jabatan"), ("POST", "/jabatan/{post_id:uuid}/akhiri")),
            *(("POST", "/tautan"), ("POST", "/sesi"), ("POST", "/kode-masuk"), ("POST", "/bersama")),
            *(("POST", "/nonaktif"), ("POST", "/aktif")),
        )
    },
    ("GET", "/kantor/catatan-akun"): frozenset({"inspectorate", "administrator"}),
    ("GET", "/kantor/catatan-pengaturan"): frozenset({"inspectorate", "administrator"}),
    **{
        (method, f"/kantor/{at}"): frozenset({"administrator"})
        for method, at in (
            *(("GET", "unit/impor"), ("POST", "unit/impor"), ("GET", "akun/impor"), ("POST", "akun/impor")),
            *(("GET", "unit"), ("POST", "unit"), ("GET", "unit/baru"), ("GET", "unit/{code:str}")),
            *(("POST", "unit/{code:str}"), ("GET", "unit/{code:str}/tutup"), ("POST", "unit/{code:str}/tutup")),
            *(("POST", "unit/{code:str}/buka"), ("GET", "topik"), ("POST", "topik"), ("GET", "topik/baru")),
            *(("GET", "topik/{code:str}"), ("POST", "topik/{code:str}"), ("GET", "layanan"), ("GET", "layanan/teks")),
            *(("POST", "layanan/jam-tenang"), ("POST", "layanan/masa-simpan"), ("POST", "layanan/rupa")),
            ("GET", "layanan/teks/{audience:str}/{event:str}/{language:str}"),
            ("POST", "layanan/teks/{audience:str}/{event:str}/{language:str}"),
        )
    },
    **{
        (method, f"/kantor/pelatihan/e-learning{below}"): frozenset({"analyst"})
        for method, below in (
            *(("GET", ""), ("POST", "/kursus"), ("POST", "/kursus/{course_id:uuid}/lepas"), ("POST", "/kunci")),
            *(("POST", "/kunci/{key_id:uuid}/cabut"), ("GET", "/moodle"), ("POST", "/moodle")),
        )
    },
    **{
        ("GET", f"/kantor/pelatihan{path}"): OF_LEARNING
        for path in (
            *("", "/kalender.ics", "/katalog", "/katalog/{training_id:uuid}", "/angkatan/{batch_id:uuid}"),
            *("/angkatan/{batch_id:uuid}/undian", "/angkatan/{batch_id:uuid}/undian/undian.json", "/aturan"),
        )
    },
    **{
        (method, f"/kantor/pelatihan/{path}"): frozenset({"analyst"})
        for method, path in (
            *(("GET", "katalog/baru"), ("POST", "katalog"), ("POST", "katalog/{training_id:uuid}")),
            *(("GET", "katalog/{training_id:uuid}/ubah"), ("POST", "katalog/{training_id:uuid}/versi")),
            *(("POST", "katalog/{training_id:uuid}/tawarkan"), ("GET", "angkatan/baru"), ("POST", "angkatan")),
            *(("GET", "angkatan/{batch_id:uuid}/ubah"), ("POST", "angkatan/{batch_id:uuid}")),
            *(
                ("POST", f"angkatan/{{batch_id:uuid}}/{act}")
                for act in ("batal", "daftar", "calon", "nip", "kurangi", "undang", "benturan", "narasumber", "tutup")
            ),
            *(("POST", f"angkatan/{{batch_id:uuid}}/undian/{act}") for act in ("umumkan", "tarik", "batal")),
            ("POST", "angkatan/{batch_id:uuid}/tindak/{officer_id:uuid}"),
            *((method, "angkatan/{batch_id:uuid}/hari/{day:str}") for method in ("GET", "POST")),
            ("GET", "angkatan/{batch_id:uuid}/hari/{day:str}/daftar-hadir.pdf"),
            *(
                ("GET", "angkatan/{batch_id:uuid}/sertifikat"),
                ("POST", "angkatan/{batch_id:uuid}/sertifikat/{code:str}"),
            ),
            *((method, "penyelenggara") for method in ("GET", "POST")),
            *((method, "penyelenggara/{provider_id:uuid}") for method in ("GET", "POST")),
            *(
                ("POST", f"penyelenggara/{{provider_id:uuid}}/{act}")
                for act in ("perjanjian", "narasumber", "tawarkan")
            ),
        )
    },
    **{
        (method, f"/kantor/pelatihan/{path}"): ALL
        for method, path in (
            *((method, "undangan/{batch_id:uuid}") for method in ("GET", "POST")),
            ("GET", "undangan/{batch_id:uuid}/pelatihan.ics"),
            *((method, "hadir/{batch_id:uuid}/{day:str}/{token:str}") for method in ("GET", "POST")),
            ("GET", "sertifikat/{code:str}/sertifikat.pdf"),
        )
    },
    ("POST", "/kantor/pelatihan/aturan"): OF_LEARNING - {"head"},
    ("GET", "/kantor/kompetensi"): OF_LEARNING,
    ("GET", "/kantor/kompetensi/sinyal/{signal_id:uuid}"): OF_LEARNING,
    ("POST", "/kantor/kompetensi/sinyal/{signal_id:uuid}/aduan/{complaint_id:uuid}"): OF_LEARNING,
    ("POST", "/kantor/kompetensi/sinyal/{signal_id:uuid}/tanggapan"): frozenset({"head"}),
    ("POST", "/kantor/kompetensi/sinyal/{signal_id:uuid}/telaah"): frozenset({"analyst"}),
    ("GET", "/kantor/kompetensi/tahunan"): OF_LEARNING,
    ("GET", "/kantor/kompetensi/tahunan/laporan.pdf"): OF_LEARNING,
    ("GET", "/kantor/pelatihan/hasil"): OF_LEARNING,
    ("GET", "/kantor/pelatihan/hasil/{material_id:uuid}"): OF_LEARNING,
    ("POST", "/kantor/pelatihan/hasil/{material_id:uuid}/revisi"): frozenset({"analyst"}),
    ("POST", "/kantor/pelatihan/hasil/{material_id:uuid}/revisi/{revision_id:uuid}"): frozenset({"analyst"}),
    **{
        (method, f"/kantor/pelatihan/{at}"): frozenset({"analyst"})
        for method, at in (
            *(("GET", "jawaban"), ("GET", "jawaban/{batch_id:uuid}"), ("POST", "jawaban/{batch_id:uuid}/kode")),
            *(("GET", "jawaban/soal/{material_id:uuid}"), ("POST", "jawaban/soal/{material_id:uuid}")),
            *(("GET", "jam"), ("POST", "jam")),
        )
    },
    **{
        (method, f"/kantor/belajar{below}"): ALL
        for method, below in (
            *(("GET", ""), ("POST", "/nip"), ("POST", "/{batch_id:uuid}/kuesioner")),
            *(("GET", "/{batch_id:uuid}/tes/{moment:str}"), ("POST", "/{batch_id:uuid}/tes/{moment:str}")),
            *(("GET", "/{batch_id:uuid}/rencana"), ("POST", "/{batch_id:uuid}/rencana")),
        )
    },
    ("GET", "/kantor/pastikan"): ALL,
    ("POST", "/kantor/pastikan"): ALL,
    ("GET", "/kantor/sistem"): frozenset({"administrator"}),
    ("GET", "/kantor/balasan"): frozenset({"head", "administrator"}),
    ("GET", "/kantor/balasan/baru"): frozenset({"head", "administrator"}),
    ("POST", "/kantor/balasan/baru"): frozenset({"head", "administrator"}),
    ("GET", "/kantor/balasan/{reply_id:uuid}"): frozenset({"head", "administrator"}),
    ("POST", "/kantor/balasan/{reply_id:uuid}"): frozenset({"head", "administrator"}),
    ("GET", "/kantor/surat"): frozenset({"administrator"}),
    ("POST", "/kantor/surat/kop"): frozenset({"administrator"}),
    ("POST", "/kantor/surat/{kind:str}/nomor"): frozenset({"administrator"}),
    ("GET", "/kantor/surat/{kind:str}/templat"): frozenset({"administrator"}),
    ("POST", "/kantor/surat/{kind:str}/templat"): frozenset({"administrator"}),
    ("GET", "/kantor/kalender"): frozenset({"administrator"}),
    ("GET", "/kantor/aturan"): frozenset({"administrator"}),
    ("GET", "/kantor/aturan/baru"): frozenset({"administrator"}),
    ("POST", "/kantor/aturan"): frozenset({"administrator"}),
    ("POST", "/kantor/aturan/periksa"): frozenset({"administrator"}),
    ("POST", "/kantor/aturan/hapus"): frozenset({"administrator"}),
    ("POST", "/kantor/kalender"): frozenset({"administrator"}),
    ("GET", "/kantor/kalender/hari"): frozenset({"administrator"}),
    ("GET", "/kantor/kalender/jam"): frozenset({"administrator"}),
    ("POST", "/kantor/kalender/periksa"): frozenset({"administrator"}),
    ("POST", "/kantor/sistem/pemberitahuan/{complaint_id:uuid}/{notice_id:uuid}"): frozenset({"administrator"}),
    **{
        (method, f"/kantor/pelimpahan{below}"): frozenset({"administrator", "head"})
        for method, below in (
            *(("GET", ""), ("POST", ""), ("POST", "/{delegation_id:uuid}/akhiri")),
            *(("GET", "/serah-terima"), ("POST", "/serah-terima")),
        )
    },
    ("GET", "/kantor/piket"): frozenset({"administrator"}),
    ("POST", "/kantor/piket"): frozenset({"administrator"}),
    ("POST", "/kantor/piket/{on_call_id:uuid}/akhiri"): frozenset({"administrator"}),
    **{
        (method, f"/kantor/kompetensi/{path}"): frozenset({"analyst"})
        for method, path in (
            *(("GET", "survei"), ("POST", "survei"), ("GET", "survei/{survey_id:uuid}")),
            *(("POST", f"survei/{{survey_id:uuid}}/{act}") for act in ("undang", "tautan", "tutup")),
            *(("GET", "survei/asesmen"), ("POST", "survei/asesmen"), ("GET", "survei/asesmen/contoh.csv")),
            ("GET", "survei/asesmen/{assessment_id:uuid}"),
            *(("GET", "forum"), ("GET", "forum/catat"), ("POST", "forum/catat"), ("GET", "forum/{talk_id:uuid}")),
            *(("POST", "forum/{talk_id:uuid}/butir/{rank:int}"), ("POST", "forum/{talk_id:uuid}/foto")),
            *(
                ("GET", "forum/{talk_id:uuid}/foto/{photo_id:uuid}"),
                ("GET", "forum/luring"),
                ("GET", "forum/pekerja.js"),
            ),
            *(("POST", "telaah"), ("GET", "telaah/{sample_id:uuid}"), ("POST", "telaah/{sample_id:uuid}/sampaikan")),
        )
    },
    **{
        (method, f"/kantor/kompetensi/{path}"): OF_LEARNING
        for method, path in (
            *(("GET", "kebutuhan"), ("GET", "kebutuhan/berkas"), ("GET", "kebutuhan/{need_id:uuid}")),
            *(("POST", "kebutuhan/{need_id:uuid}/{move:str}"), ("GET", "keputusan")),
        )
    },
    **{
        (method, f"/kantor/kompetensi/pegawai{path}"): frozenset({"analyst", "administrator"})
        for method, path in (("GET", ""), ("POST", ""), ("POST", "/impor"))
    },
    ("POST", "/kantor/kompetensi/kebutuhan/buka"): frozenset({"analyst"}),
    ("POST", "/kantor/kompetensi/keputusan/{kind:str}"): OF_LEARNING - {"head"},
    **dict.fromkeys(
        ((method, "/kantor/kompetensi/keputusan/telaah") for method in ("GET", "POST")), OF_LEARNING - {"head"}
    ),
    **{
        (method, f"/kantor/kompetensi/kamus{path}"): frozenset(
            {"analyst"} | ({"administrator"} if method == "GET" else set())
        )
        for method, path in (("GET", ""), ("GET", "/{code:str}"), ("POST", ""), ("POST", "/{code:str}"))
    },
    **{
        (method, f"/kantor/kompetensi/telaah{path}"): frozenset({"analyst", "officer", "head"})
        for method, path in (
            *(("GET", ""), ("POST", "/ambil")),
            *((method, "/baca/{sample_id:uuid}/{complaint_id:uuid}") for method in ("GET", "POST")),
        )
    },
}
"""Pages that are about no single case, and the roles that open them."""

CASE_PAGE = ("GET", "/kantor/aduan/{complaint_id:uuid}")
CASE_PAGES = {
    CASE_PAGE,
    ("GET", "/kantor/aduan/{complaint_id:uuid}/{move:str}"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/{move:str}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/foto/{file_id:uuid}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/foto/{file_id:uuid}/kecil"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/lampiran/{file_id:uuid}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/berkas.pdf"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/rekan"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/hadir"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/draf/{move:str}"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/draf/{move:str}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/mengapa/{slug:str}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/balasan"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/balasan/{move:str}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/surat"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/surat"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/surat/tanda-tangan"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/surat/{file_id:uuid}"),
    ("GET", "/kantor/aduan/{complaint_id:uuid}/pratinjau"),
    ("POST", "/kantor/aduan/{complaint_id:uuid}/pratinjau"),
}

# What each role sees of each kind of case: "" nothing, "s" that it exists, "w" its words, "r" who filed it as well.
SIGHT: dict[str, dict[str, str]] = {
    "own": {"coordinator": "r", "officer": "r", "head": "r", "supervisor": "r", "secretary": "r", "analyst": "w"},
    "child": {"coordinator": "r", "officer": "r", "head": "r", "supervisor": "r", "secretary": "r", "analyst": "w"},
    "parent": {"coordinator": "r", "supervisor": "r", "secretary": "r", "analyst": "w"},
    "sibling": {"coordinator": "r", "supervisor": "r", "secretary": "r", "analyst": "w"},
    "triage": {"coordinator": "r", "supervisor": "r", "secretary": "r", "analyst": "w"},
    "anonymous": {"coordinator": "r", "officer": "w", "head": "w", "supervisor": "w", "secretary": "w", "analyst": "w"},
    "confidential": {
        "coordinator": "r",
        "officer": "r",
        "head": "r",
        "supervisor": "s",
        "secretary": "s",
        "analyst": "s",
    },
    "restricted": {"inspectorate": "r"},
    "about_own_unit": {"inspectorate": "r"},
}

DANGEROUS = ("own", "sibling", "confidential", "restricted", "about_own_unit")
"""Cases for which whoever is on call is being called."""

TRIAGE_MOVES = frozenset({"teruskan", "keluar", "jawaban", "lengkapi", "klasifikasi", "duplikat", "arsip", "rujukan"})
TRIAGE_MOVES |= {"beri-keterangan", "bukan-kewenangan"}
UNIT_MOVES = frozenset({"ambil", "kembalikan", "kabari", "tanya", "selesai", "jeda", "lanjut", "perpanjang", "janji"})
UNIT_MOVES |= {"tanya-unit", "batal-tanya"}
ANY_HANDLER = frozenset({"berkas", "darurat", "rekaman", "hubungkan", "lepas"})
ANYBODY = frozenset({"bahaya"})
NOTES = frozenset({"catatan"})
"""Made by whoever reads the words; like the calls, never held up by what somebody else did."""
SECOND_LOOKS = frozenset({"setuju", "perbaiki"})
ASSIGNS = frozenset({"serahkan"})
ESCALATIONS = frozenset({"eskalasi"})
LOOKS = SECOND_LOOKS | ESCALATIONS


def handlers_of(kind: str, move: str) -> frozenset[str]:
    """Who makes this move on this kind of case: the coordinator triages, the unit (and those above it) handles."""
    if move in ANYBODY:
        # Whoever may know of a danger may say that they look after it; who only analyses is never called.
        return frozenset(SIGHT[kind]) - {"analyst"}
    if move in NOTES:
        return frozenset(role for role, seen in SIGHT[kind].items() if seen in ("w", "r"))
    if move in ESCALATIONS and kind not in ("restricted", "about_own_unit"):
        own = frozenset({"officer", "head"}) if kind in ("own", "anonymous", "confidential") else frozenset()
        return own | {"coordinator", "supervisor", "secretary"}
    if move in SECOND_LOOKS | ASSIGNS and kind == "child":
        return frozenset({"head"})  # who only works for a unit above is no second look, and gives nothing away
    if kind in ("restricted", "about_own_unit"):
        # Nobody stands behind the inspectorate to whom it could be sent back.
        return frozenset() if move == "kembalikan" else frozenset({"inspectorate"})
    unit = frozenset({"officer", "head"}) if kind in ("own", "child", "anonymous", "confidential") else frozenset()
    if move in TRIAGE_MOVES:
        return frozenset({"coordinator"})
    return unit | {"coordinator"} if move in ANY_HANDLER else unit


@dataclass
class Cast:
    """The people and the cases, made once for all questions."""

    clients: dict[str, httpx.AsyncClient]
    cases: dict[str, Complaint]
    photos: dict[str, UUID]
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, role: str, method: str, path: str, files: list[Upload] | None = None) -> httpx.Response:
        client = self.clients[role]
        if method == "GET":
            return await client.get(path)
        # Version 0 was never seen by anybody: whoever gets in is told that the form is stale, and nothing changes.
        data = {"_csrf_token": self.tokens[role], "version": "0", "words": "Uji.", "until": "2020-01-01T00:00:00+00:00"}
        return await client.post(path, data=data, files=files)


@pytest.fixture
async def cast(house: House, client: httpx.AsyncClient, application: Litestar) -> AsyncIterator[Cast]:
    # Nobody changes anything in between: what waits behind the menu is counted as seldom as where people work.
    application.state["house"] = replace(house, menu=MenuCounts(seconds=3600))
    for role, unit in POSTS.items():
        await hire(house, str(role), (role, unit))
    cases = {name: await _case(house, name) for name in SIGHT}
    photos = {name: await _photo(house, complaint) for name, complaint in cases.items()}
    async with (
        signed_in(client, "coordinator") as a,
        signed_in(client, "officer") as b,
        signed_in(client, "head") as d,
        signed_in(client, "supervisor") as e,
        signed_in(client, "secretary") as f,
        signed_in(client, "inspectorate") as g,
        signed_in(client, "analyst") as h,
        signed_in(client, "administrator") as i,
    ):
        clients = dict(zip(ROLES, (client, a, b, d, e, f, g, h, i), strict=True))
        made = Cast(clients, cases, photos)
        for role, own in clients.items():
            page = await own.get("/masuk" if role == NOBODY else "/kantor/pemberitahuan")
            made.tokens[role] = fields(page.text, "/masuk" if role == NOBODY else "/keluar")["_csrf_token"]
        yield made


async def _case(house: House, name: str) -> Complaint:
    """A complaint of this kind, with words of its own by which a leak is found; some are a danger to life."""
    words = f"Kalimat uji {name} tentang antrean."
    priority = Priority.DANGER if name in DANGEROUS else Priority.NORMAL
    if name in ("restricted", "about_own_unit"):
        about = "DINKES" if name == "about_own_unit" else "BMBK"
        return await filed(house, words, kind=Kind.OVERSIGHT, about_unit=about, priority=priority)
    visibility = {"anonymous": Visibility.ANONYMOUS, "confidential": Visibility.CONFIDENTIAL}
    complaint = await filed(house, words, visibility=visibility.get(name, Visibility.PUBLIC), priority=priority)
    unit = {"child": "RSUDAM", "sibling": "BMBK", "parent": "SATPOLPP"}.get(name, "DINKES")
    if name == "triage":
        return complaint
    return await done(house, complaint.id, c.Forward(unit), COORDINATOR)


async def _photo(house: House, complaint: Complaint) -> UUID:
    _, (name, data, _kind) = photo()
    file = await house.attachments.store(complaint.id, data, name)
    await done(house, complaint.id, c.Attach(file), _holder(complaint))
    return file.id


def _holder(complaint: Complaint) -> Actor:
    return Actor("citizen", holds=complaint.id)


def _expected_case(role: str, seen: str, answer: int) -> int:
    """303 to whoever is not signed in, 403 to the administrator, 404 where nothing is seen."""
    if role == NOBODY:
        return 303
    if role == "administrator":
        return 403
    return answer if seen else 404


async def test_the_table_names_every_office_page(house: House) -> None:
    there = {
        (method, route.path)
        for route in application_over(house).routes
        if route.path.startswith("/kantor")
        for method in route.methods  # type: ignore[union-attr]
        if method not in ("OPTIONS", "HEAD")
    }
    assert there == set(PAGES) | CASE_PAGES, "say in this table for whom the page is"
    assert set(BY_SLUG) == TRIAGE_MOVES | UNIT_MOVES | ANY_HANDLER | ANYBODY | NOTES | LOOKS | ASSIGNS, (
        "say in this table who makes the move"
    )


async def test_permission_matrix_of_pages(cast: Cast) -> None:
    wrong = []
    code = cast.cases["own"].code
    for role, ((method, path), allowed) in product(ROLES, PAGES.items()):
        real = path.replace("{code:str}", code).replace("{username:str}", "tidak-ada")
        real = re.sub(r"\{\w+:uuid\}", str(UUID(int=0)), re.sub(r"\{\w+:int\}", "0", real))
        status = (await cast.ask(role, method, real)).status_code
        inside = status not in (403, 500) and not (status == 303 and role == NOBODY)
        if inside != (role in allowed) or status >= 500:
            wrong.append((role, method, path, status))
    assert wrong == []


async def test_permission_matrix_of_cases(cast: Cast) -> None:
    """Each role before each kind of case: what is found, what is read, whose photo opens."""
    wrong = []
    for role, (name, seen_by) in product(ROLES, SIGHT.items()):
        seen, complaint = seen_by.get(role, ""), cast.cases[name]
        page = await cast.ask(role, "GET", f"/kantor/aduan/{complaint.id}")
        if page.status_code != _expected_case(role, seen, 200):
            wrong.append((role, name, "page", page.status_code))
        if (f"Kalimat uji {name} " in unescape(page.text)) != (seen in ("w", "r") and page.status_code == 200):
            wrong.append((role, name, "words", page.status_code))
        picture = await cast.ask(role, "GET", f"/kantor/aduan/{complaint.id}/foto/{cast.photos[name]}")
        readable = seen in ("w", "r")
        if picture.status_code != _expected_case(role, seen if readable else "", 200):
            wrong.append((role, name, "photo", picture.status_code))
        before = await cast.ask(role, "GET", f"/kantor/aduan/{complaint.id}/pratinjau")
        if before.status_code != _expected_case(role, seen if readable else "", 200):
            wrong.append((role, name, "preview", before.status_code))
        stage = "selesai" if Stage.COMPLETION in complaint.promises else "verifikasi"
        why = await cast.ask(role, "GET", f"/kantor/aduan/{complaint.id}/mengapa/{stage}")
        if why.status_code != _expected_case(role, seen, 200):
            wrong.append((role, name, "why", why.status_code))
    assert wrong == []


async def test_permission_matrix_of_what_lies_beside_a_case(cast: Cast) -> None:
    """Files in small and one by one, the paper, colleagues, who is there, drafts: each asked for by its address."""
    wrong = []
    for role, (name, seen_by) in product(ROLES, SIGHT.items()):
        seen, complaint = seen_by.get(role, ""), cast.cases[name]
        base, file = f"/kantor/aduan/{complaint.id}", cast.photos[name]
        readable = seen if seen in ("w", "r") else ""
        for path in (f"/foto/{file}/kecil", f"/lampiran/{file}", "/rekan"):
            answer = await cast.ask(role, "GET", base + path)
            if answer.status_code != _expected_case(role, readable, 200):
                wrong.append((role, name, path, answer.status_code))
        if not seen or name == "own":  # a paper takes a while to be set; how it keeps words back is tried elsewhere
            paper = await cast.ask(role, "GET", f"{base}/berkas.pdf")
            if paper.status_code != _expected_case(role, seen, 200):
                wrong.append((role, name, "paper", paper.status_code))
        there = await cast.ask(role, "POST", f"{base}/hadir")
        draft = await cast.ask(role, "POST", f"{base}/draf/selesai")
        if role in (NOBODY, "administrator"):
            expected = (403, 403)
        elif not seen:
            expected = (404, 404)
        else:
            expected = (200, 303 if role in handlers_of(name, "selesai") else 403)
        if (there.status_code, draft.status_code) != expected:
            wrong.append((role, name, "there, draft", there.status_code, draft.status_code, expected))
    assert wrong == []


async def test_permission_matrix_of_papers_splits_links_and_questions(cast: Cast) -> None:
    """Pages of a case that are no moves of it: who finds them, who writes there, and from whom they are hidden."""
    wrong = []
    for role, (name, seen_by) in product(ROLES, SIGHT.items()):
        complaint, seen = cast.cases[name], seen_by.get(role, "")
        readable = seen in ("w", "r")
        base, papers = f"/kantor/aduan/{complaint.id}", handlers_of(name, "berkas")
        allowed = role in papers and readable
        triage = role == "coordinator"
        asks = role in ("officer", "head", "inspectorate")
        outside = 303 if role == NOBODY else 403
        expected = {
            ("GET", f"{base}/surat"): _expected_case(role, seen if readable else "", 200),
            # Nothing of a paper was written: whoever may make one is told what is missing.
            ("POST", f"{base}/surat"): 422 if allowed else 403 if readable else 404,
            ("POST", f"{base}/surat/tanda-tangan"): 404 if allowed else 403 if readable else 404,
            ("POST", f"{base}/balasan/selesai"): 303 if role in handlers_of(name, "selesai") else 403 if seen else 404,
            ("GET", f"/kantor/triase/{complaint.id}/bagi"): outside,
            ("POST", f"/kantor/luar/{complaint.id}/tautan"): 403,
            ("POST", f"/kantor/luar/{complaint.id}/cabut"): 403,
            ("GET", f"/kantor/ditanya/{complaint.id}"): outside,
            ("POST", f"/kantor/ditanya/{complaint.id}/{UUID(int=0)}"): 403,
        }
        if role in (NOBODY, "administrator"):
            expected |= {one: 403 for one in expected if one[0] == "POST"}
        elif not seen:
            expected |= {one: 404 for one in expected if one[1].startswith(base)}
        if triage:
            known = seen and name not in ("restricted", "about_own_unit")
            expected["GET", f"/kantor/triase/{complaint.id}/bagi"] = 200 if name == "triage" else 303 if known else 404
            expected["POST", f"/kantor/luar/{complaint.id}/tautan"] = 409 if known else 404
            expected["POST", f"/kantor/luar/{complaint.id}/cabut"] = 303 if known else 404
        if asks:
            # Nobody was asked anything: whoever knows the case is led to it, to all others there is none.
            expected["GET", f"/kantor/ditanya/{complaint.id}"] = 303 if seen else 404
            expected["POST", f"/kantor/ditanya/{complaint.id}/{UUID(int=0)}"] = 404
        for (method, path), status in expected.items():
            answer = await cast.ask(role, method, path)
            if answer.status_code != status:
                wrong.append((role, name, method, path.replace(str(complaint.id), "…"), answer.status_code, status))
    assert wrong == []


async def test_permission_matrix_of_moves(cast: Cast, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each role tries each move on each kind of case; nobody gets further than they may, and nothing is betrayed."""

    drawn = office_move._back

    async def back(request: Request[Any, Any, Any], complaint_id: UUID, *given: Any) -> Response[str]:
        if complaint_id == cast.cases["own"].id:
            return await drawn(request, complaint_id, *given)
        return Response("", status_code=status_of(given[-1]))

    # To draw the case around every form that comes back takes most of the time: done for each move, of one case.
    monkeypatch.setattr(office_move, "_back", back)
    wrong = []
    for role, (name, seen_by), move in product(ROLES, SIGHT.items(), sorted(BY_SLUG)):
        # Whoever finds no case is stopped before the move is looked at: every move at some, and at every case one.
        tried = ("own",) if role in (NOBODY, "administrator") else ("own", "sibling", "about_own_unit")
        if not seen_by.get(role) and name not in tried and move != "ambil":
            continue
        complaint = cast.cases[name]
        answer = await cast.ask(role, "POST", address(complaint.id, move))
        if role in (NOBODY, "administrator"):
            expected = {403}
        elif not seen_by.get(role):
            expected = {404}
        elif role in handlers_of(name, move):
            # Nobody is kept from answering a call by what somebody else did meanwhile.
            expected = {303} if move in ANYBODY | NOTES else {409, 422}
        else:
            expected = {403}
        if answer.status_code not in expected:
            wrong.append((role, name, move, answer.status_code, expected))
    assert wrong == []
    for name, complaint in cast.cases.items():
        after = await house.queries.case(_holder(complaint), complaint.id)
        expected_status = Status.SUBMITTED if name == "triage" else Status.FORWARDED
        assert after.complaint.status is expected_status, name


async def test_only_the_coordinator_and_the_unit_decide_which_photos_everybody_sees(cast: Cast) -> None:
    wrong = []
    for role, (name, seen_by) in product(ROLES, SIGHT.items()):
        answer = await cast.ask(role, "POST", f"/kantor/aduan/{cast.cases[name].id}/pratinjau")
        if role in (NOBODY, "administrator"):
            expected = 403
        elif not seen_by.get(role):
            expected = 404
        else:
            # Nothing was chosen, so whoever may decide is asked to choose.
            expected = 422 if role in handlers_of(name, "berkas") else 403
        if answer.status_code != expected:
            wrong.append((role, name, answer.status_code, expected))
    assert wrong == []


async def test_no_list_names_a_case_that_may_not_be_seen(cast: Cast, house: House) -> None:
    """Neither its address, nor its code, nor its words, on any page that lists cases."""
    await counted(house)
    lists = ("/kantor/triase", "/kantor/kotak", "/kantor/pengawasan", "/kantor/pengawasan/daftar", "/kantor/bahaya")
    lists += (
        "/kantor/luar",
        "/kantor/triase/jelas?tingkat=80",
        "/kantor/pengawasan/waktu",
        "/kantor/pengawasan/waktu/tabel",
        "/kantor/pengawasan/waktu/aduan",
        "/kantor/pengawasan/waktu/tanda",
        "/kantor/kotak?daftar=unit",
        "/kantor/ditanya",
        "/kantor/hubungi",
        "/kantor/pengawasan/minggu",
        "/kantor/pengawasan/rincian",
        "/kantor/pengawasan/aduan?ukuran=received",
        "/kantor/pengawasan/aduan?ukuran=open",
        "/kantor/pengawasan/beban",
        "/kantor/pengawasan/bukti",
        "/kantor/pengawasan/bukti/contoh",
        "/kantor/pengawasan/eskalasi",
        "/kantor/triase/cari?kata=antrean",
        "/kantor/salin-grup",
        "/kantor/pengawasan/corong",
        "/kantor/pengawasan/kendali",
        "/kantor/pengawasan/rincian?menurut=area",
        "/kantor/pengawasan/aduan?menurut=area&ukuran=received&kunci=",
        "/kantor/kapasitas",
        "/kantor/laporan",
        "/kantor/laporan/nasional",
        "/kantor/laporan/nasional/aduan",
        "/kantor/pengawasan/penyaluran/aduan",
        "/kantor/pelimpahan",
        "/kantor/balasan",
        "/kantor/unit/INSP",
        "/kantor/akun/inspectorate",
        "/kantor/sistem",
        "/kantor/catatan-pengaturan",
        "/kantor/loket",
        "/kantor/tukar",
        "/kantor/kotak?daftar=periksa",
    )
    searches = ("/kantor/pemberitahuan", "/kantor/cari?words=antrean", "/kantor/cari?status=forwarded")
    wrong = []
    for role, path in product(ROLES[1:], lists + searches):
        page = unescape((await cast.ask(role, "GET", path)).text)
        for name, complaint in cast.cases.items():
            seen = SIGHT[name].get(role, "")
            shown = str(complaint.id) in page or complaint.code in page.replace("-", "")
            if shown and not seen:
                wrong.append((role, path, name, "named"))
            if f"Kalimat uji {name} " in page and seen not in ("w", "r"):
                wrong.append((role, path, name, "words"))
    assert wrong == []


async def test_calls_are_listed_and_counted_for_whoever_may_know_of_them(cast: Cast) -> None:
    wrong = []
    for role in sorted(PAGES["GET", "/kantor/bahaya"]):
        page = unescape((await cast.ask(role, "GET", "/kantor/bahaya")).text)
        listed = {name for name, complaint in cast.cases.items() if str(complaint.id) in page}
        known = {name for name in DANGEROUS if SIGHT[name].get(role)}
        told = re.search(r"Ada (\d+) panggilan", (await cast.ask(role, "GET", "/kantor/pemberitahuan")).text)
        if listed != known or (int(told[1]) if told else 0) != len(known):
            wrong.append((role, listed ^ known, told))
    assert wrong == []


async def test_search_by_code_finds_exactly_what_may_be_seen(cast: Cast) -> None:
    wrong = []
    for role, (name, seen_by) in product(ROLES[1:-1], SIGHT.items()):
        complaint = cast.cases[name]
        page = await cast.ask(role, "GET", f"/kantor/cari?words={complaint.code}")
        if (str(complaint.id) in page.text) != bool(seen_by.get(role)):
            wrong.append((role, name))
    assert wrong == []


async def test_no_figure_counts_a_case_that_may_not_be_known(cast: Cast, house: House) -> None:
    """The overview's last answer is the number of open cases this role may know of within its posts."""
    await counted(house)
    found = {}
    for role in ("supervisor", "secretary", "head", "inspectorate"):
        page = (await cast.ask(role, "GET", "/kantor/pengawasan")).text
        found[role] = int(answers(page)[-1])
    known = {role: sum(1 for seen in SIGHT.values() if seen.get(role)) for role in found}
    assert found == known


async def test_the_unit_that_a_report_is_about_sees_nothing_even_with_a_post_at_the_inspectorate(
    cast: Cast, house: House, client: httpx.AsyncClient
) -> None:
    await hire(house, "rangkap", (Role.INSPECTORATE, "INSP"), (Role.OFFICER, "DINKES"))
    async with signed_in(client, "rangkap") as own:
        complaint = cast.cases["about_own_unit"]
        assert (await own.get(f"/kantor/aduan/{complaint.id}")).status_code == 404
        assert (await own.get(f"/kantor/aduan/{cast.cases['restricted'].id}")).status_code == 200
        page = await own.get("/kantor/kotak")
        data = {"_csrf_token": fields(page.text, "/keluar")["_csrf_token"], "version": "99"}
        assert (await own.post(address(complaint.id, "ambil"), data=data)).status_code == 404
        assert str(complaint.id) not in page.text
    after = await house.queries.case(_holder(complaint), complaint.id)
    assert after.complaint.status is Status.FORWARDED
    assert after.complaint.taken_by is None
