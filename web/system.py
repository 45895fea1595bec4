"""The system page: what is wrong now, whether the worker works, what was not delivered, and what is installed."""

import platform
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any
from uuid import UUID

from babel.dates import format_date
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.day_roots import last_day
from complaints.labels import EVENT
from foundation.heartbeat import JobRun, runs
from foundation.language import mark as _
from foundation.last_done import BACKUP, CHAIN, latest, schema_version, server_version
from foundation.version import program_version
from notices.alarms import Alarm, standing
from notices.messages import moment
from notices.outgoing import Outgoing, outgoing, send_again
from sla.queries import Behind
from web.house import ChatReplies, House
from web.office_frame import SYSTEM, office_page, wording_of
from web.routing_words import version_name
from web.visitor import house_of, one_of
from web.wording import Wording

JOBS = {
    "notices": _("Mengirim pemberitahuan"),
    "late advice": _("Saran unit yang terlambat"),
    "deadlines": _("Mengawasi batas waktu"),
    "promises anew": _("Menghitung ulang batas waktu"),
    "erased files": _("Membuang berkas yang dihapus"),
    "evidence signs": _("Membandingkan foto bukti"),
    "old signs": _("Membuang keterangan foto yang dihapus"),
    "closing samples": _("Mengambil contoh acak bulanan"),
    "ended sessions": _("Membuang sesi yang berakhir"),
    "open cases": _("Membuang draf lama dan catatan siapa membuka aduan"),
    "closed units": _("Memindahkan aduan unit yang ditutup"),
    "retention": _("Menghapus isi aduan yang masa simpannya habis"),
    "old counters": _("Membuang hitungan lama"),
    "old followers": _("Membuang email warga yang ikut melaporkan"),
    "alarm checks": _("Memeriksa hal yang perlu diperingatkan"),
    "calendar check": _("Memeriksa kalender"),
    "lost codes": _("Mengirim kode aduan yang hilang"),
    "mails to bodies": _("Mengirim tautan dan pengingat kepada instansi luar"),
    "data mails": _("Mengirim surat tentang data pribadi"),
    "survey mails": _("Mengirim undangan survei pegawai"),
    "training mails": _("Mengirim undangan dan pengingat pelatihan"),
    "answers after trainings": _("Menanyakan tindak lanjut pelatihan"),
    "old attendance lists": _("Menghapus foto daftar hadir yang lama"),
    "account mails": _("Mengirim undangan dan kabar akun"),
    "old account links": _("Membuang tautan akun yang lewat"),
    "old data requests": _("Mengosongkan permintaan data yang lama"),
    "alerts": _("Mengabari warga tentang aduan baru yang terbuka"),
    "alarm mail": _("Mengirim peringatan kepada administrator"),
    "day roots": _("Membuat akar hari untuk bukti"),
    "public counts": _("Menghitung aduan terbuka di tiap tempat"),
    "public figures": _("Menghitung angka untuk umum"),
    "oversight now": _("Menghitung yang terlambat sekarang"),
    "figures of time": _("Menghitung angka ketepatan waktu"),
    "oversight figures": _("Menghitung angka dan ramalan pengawasan"),
    "national figures": _("Menghitung angka nasional"),
    "reports": _("Membuat laporan dan berkas yang diminta"),
    "erased words in reports": _("Membuat ulang berkas yang memuat isi yang sudah dihapus"),
    "monthly reports": _("Meminta laporan bulanan yang terjadwal"),
    "report mails": _("Mengirim tautan laporan terjadwal"),
    "routing lessons": _("Belajar dari keputusan petugas"),
    "signals": _("Membaca sinyal kompetensi setiap bulan"),
    "signal mails": _("Mengabari pimpinan dan kepala unit tentang sinyal"),
    "need mails": _("Mengabari kepala unit tentang kebutuhan"),
    "training verdicts": _("Menilai hasil pelatihan"),
    "log verification": _("Memeriksa rantai catatan setiap malam"),
    "telegram set-up": _("Memperkenalkan bot kepada Telegram"),
    "telegram updates": _("Menerima pesan Telegram"),
    "telegram replies": _("Menjawab pesan Telegram"),
    "telegram files": _("Mengambil berkas dari Telegram"),
    "telegram drafts": _("Mengingatkan laporan Telegram yang belum terkirim"),
    "telegram forgetting": _("Membuang data Telegram yang lama"),
}
"""The worker's jobs as people call them; one that is missing here shows its own name."""

AUDIENCES = {
    "citizen": _("Pelapor"),
    "triage": _("Admin koordinator"),
    "unit": _("Petugas unit"),
    "head": _("Kepala unit"),
    "oversight": _("Pengawas daerah"),
    "secretary": _("Sekretaris daerah"),
    "on_call": _("Piket darurat"),
    "mentioned": _("Petugas yang disebut dalam catatan"),
    "followers": _("Warga yang ikut melaporkan"),
}

REASONS = {
    "no chat": _("Tidak ada percakapan Telegram"),
    "the chat is dead": _("Percakapan Telegram-nya sudah tidak ada"),
    "blocked": _("Penerimanya memblokir bot"),
}
"""Why a channel gave up, as people say it; what is missing here is shown as the channel said it."""
_REFUSED = _("Alamat tujuan menolak surat ({code})")


@get(SYSTEM.path, name="office.system", guards=[one_of(*SYSTEM.roles)], include_in_schema=False)
async def system(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    out = await outgoing(house.database)
    replies = await house.chat_replies() if house.chat_replies else None
    context = {
        "alarms": [_alarm(one, wording) for one in await standing(house.database)],
        "watch": _watch(await house.overview.behind()),
        "jobs": [_job(one, wording) for one in await runs(house.database)],
        "outgoing": _outgoing_facts(out, replies, wording),
        "oldest": out.oldest,
        "letters": [_letter(one, wording) for one in out.letters],
        "groups": [
            {"heading": wording.say(_("Catatan dan cadangan")), "rows": await _proof_facts(house, wording)},
            {"heading": wording.say(_("Wilayah")), "rows": _region_facts(wording)},
            {"heading": wording.say(_("Pemasangan")), "rows": await _installation_facts(house, wording)},
            {
                "heading": wording.say(_("Perangkat lunak")),
                "rows": await _versions(house, wording),
            },
        ],
    }
    again = request.query_params.get("berhasil") == "ulangi"
    done = [{"kind": "done", "text": wording.say(_("Pemberitahuan itu segera dikirim lagi."))}] if again else []
    return await office_page(request, "office/system.html", SYSTEM, context, messages=done)


@post(
    SYSTEM.path + "/pemberitahuan/{complaint_id:uuid}/{notice_id:uuid}",
    name="office.system.again",
    guards=[one_of(*SYSTEM.roles)],
    include_in_schema=False,
)
async def again(request: Request[Any, Any, Any], complaint_id: FromPath[UUID], notice_id: FromPath[UUID]) -> Redirect:
    house = house_of(request)
    await send_again(house.database, complaint_id, notice_id, house.clock.now())
    return Redirect(f"{SYSTEM.path}?berhasil=ulangi", status_code=303)


def _alarm(alarm: Alarm, wording: Wording) -> dict[str, Any]:
    language = wording.language
    return {
        "what": alarm.what(language),
        "remedy": alarm.remedy(language),
        "since": alarm.since,
        "told_at": alarm.told_at,
    }


def _watch(behind: Behind) -> dict[str, Any]:
    return {"clocks": behind.clocks, "oldest": behind.oldest}


def _job(run: JobRun, wording: Wording) -> dict[str, Any]:
    name = JOBS.get(run.name)
    state = "late" if run.late else "problem" if run.failed else "moving" if run.finished_at is None else "done"
    return {
        "name": wording.say(name) if name else run.name,
        "started_at": run.started_at,
        "next_at": run.started_at + timedelta(seconds=run.every),
        "found": "" if run.found is None else wording.number(run.found),
        "state": state,
    }


def _outgoing_facts(out: Outgoing, replies: ChatReplies | None, wording: Wording) -> list[tuple[str, Any]]:
    twice = out.twice + (replies.twice if replies else 0)
    facts = [
        (wording.say(_("Tidak tersampaikan")), wording.number(out.dead)),
        (wording.say(_("Mungkin terkirim dua kali")), wording.number(twice)),
    ]
    if replies:
        facts.append((wording.say(_("Balasan di Telegram yang menunggu dikirim")), wording.number(replies.owed)))
    return facts


def _letter(letter: Any, wording: Wording) -> dict[str, Any]:
    audience = AUDIENCES.get(letter.audience)
    return {
        "what": wording.say(EVENT[letter.event]) if letter.event in EVENT else letter.event,
        "whom": wording.say(audience) if audience else letter.audience,
        "at": letter.dead_at,
        "tries": letter.attempts,
        "reason": _reason(letter.reason, wording),
        "again": f"{SYSTEM.path}/pemberitahuan/{letter.complaint_id}/{letter.notice_id}",
    }


def _reason(given: str, wording: Wording) -> str:
    if given.startswith("smtp 5"):
        return wording.say(_REFUSED, code=given.upper())
    return wording.say(REASONS[given]) if given in REASONS else given


async def _proof_facts(house: House, wording: Wording) -> list[tuple[str, Any]]:
    """When the log was last held against itself, when a backup was made, and how far the calendar is known."""
    say_, done = wording.say, await latest(house.database)
    never = say_(_("belum pernah"))
    chain, backup = done.get(CHAIN), done.get(BACKUP)
    root = await last_day(house.database)
    known = (await house.calendars.all()).known_until
    checked = saved = never
    if chain:
        held = _("utuh") if chain.good else _("{n} temuan; jalankan ./tanggap journal verify")
        found = say_(held, n=wording.number(chain.data.get("findings", 0)))
        checked = f"{_moment(chain.at, wording)}: {found}"
    if backup:
        size = f"{backup.data.get('bytes', 0) / 1e6:.1f}".replace(".", "," if wording.language == "id" else ".")
        saved = f"{_moment(backup.at, wording)} ({size} MB)"
    return [
        (say_(_("Rantai catatan terakhir diperiksa")), checked),
        (say_(_("Akar hari terakhir")), format_date(root, "d MMMM y", locale=wording.language) if root else never),
        (say_(_("Cadangan terakhir")), saved),
        (
            say_(_("Kalender diketahui sampai")),
            format_date(known, "d MMMM y", locale=wording.language) if known > date.min else never,
        ),
    ]


def _moment(at: datetime, wording: Wording) -> str:
    return moment(at, wording.region.timezone, wording.region.zone_label, wording.language)


async def _versions(house: House, wording: Wording) -> list[tuple[str, Any]]:
    say_ = wording.say
    model = await house.models.in_use()
    return [
        ("Tanggap", program_version() or "?"),
        ("PostgreSQL", await server_version(house.database)),
        (say_(_("Migrasi basis data")), await schema_version(house.database)),
        (say_(_("Versi data wilayah")), wording.number(await house.region.version())),
        (say_(_("Model penyalur")), version_name(wording, model.version if model else None)),
        ("Python", platform.python_version()),
        ("Litestar", version("litestar")),
    ]


def _region_facts(wording: Wording) -> list[tuple[str, Any]]:
    region, say_ = wording.region, wording.say
    return [
        (say_(_("Nama")), region.name),
        (say_(_("Zona waktu")), f"{region.timezone} ({region.zone_label})"),
        (say_(_("Unit")), len(region.units)),
        (say_(_("Topik")), sum(1 for topic in region.topics if topic.parent)),
        (say_(_("Instansi lain")), len(region.bodies)),
        (say_(_("Daerah")), len(region.areas)),
    ]


async def _installation_facts(house: House, wording: Wording) -> list[tuple[str, Any]]:
    say_ = wording.say
    policy = await house.policies.current()
    yes, no = say_(_("ya")), say_(_("tidak"))
    unlimited = say_(_("tanpa batas"))
    return [
        (say_(_("Alamat")), house.public_url or say_(_("mengikuti alamat permintaan"))),
        (say_(_("Aturan janji")), len(policy.rules)),
        (say_(_("Cookie hanya lewat HTTPS")), yes if house.secure_cookies else no),
        (say_(_("Proxy yang dipercaya")), house.trusted_proxies),
        (say_(_("Batas satu foto")), f"{house.upload_bytes // 1_000_000} MB"),
        (say_(_("Kiriman per menit dan alamat")), house.filing_limit.times or unlimited),
        (say_(_("Kode tak dikenal per menit dan alamat")), house.lookup_limit.times or unlimited),
        (say_(_("Peragaan")), yes if house.demo else no),
    ]


HANDLERS: list[HTTPRouteHandler] = [system, again]
