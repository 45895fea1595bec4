"""What trainings, batches, lots and seats are called, and where their pages are."""

from typing import Any
from uuid import UUID

from competency.attendance import PRESENT
from competency.batch_reading import Batch
from competency.training_rules import Choice, Form
from foundation.language import SOURCE_LANGUAGE, Sentence
from foundation.language import mark as _
from web.office_frame import OWN_LEARNING, PROVIDERS, TRAININGS
from web.rendering import say
from web.wording import Wording

CATALOGUE = f"{TRAININGS.path}/katalog"
BATCH = f"{TRAININGS.path}/angkatan"
INVITATION = f"{TRAININGS.path}/undangan"
ATTENDING = f"{TRAININGS.path}/hadir"

KINDS: dict[str, str] = {"klasikal": _("Klasikal (tatap muka di kelas)"), "nonklasikal": _("Nonklasikal")}
PROVIDER_KINDS: dict[str, str] = {
    "bpsdm": _("BPSDM atau BKPSDM"),
    "lan": _("LAN"),
    "ministry": _("Kementerian atau lembaga"),
    "university": _("Perguruan tinggi"),
    "ngo": _("Organisasi masyarakat"),
    "csr": _("Swasta (CSR)"),
    "own": _("Unit sendiri"),
    "other": _("Lainnya"),
}
STATES: dict[str, tuple[str, str]] = {
    "planned": (_("Direncanakan"), "new"),
    "invited": (_("Peserta diundang"), "moving"),
    "held": (_("Selesai"), "done"),
    "cancelled": (_("Dibatalkan"), "stopped"),
}
"""Words and tone of a batch's state."""
SEATS: dict[str, tuple[str, str]] = {
    "proposed": (_("Calon"), "new"),
    "invited": (_("Diundang, belum menjawab"), "moving"),
    "accepted": (_("Ikut"), "done"),
    "refused": (_("Tidak dapat ikut"), "problem"),
}
GROUPS: dict[str, str] = {
    "listed": _("Menunggu undian"),
    "first": _("Didahulukan, tanpa undian"),
    "drawn": _("Terpilih oleh undian"),
    "waiting": _("Menunggu angkatan berikutnya, menurut undian"),
}
REASONS: dict[str, str] = {
    "safety": _("Menyangkut keselamatan jiwa"),
    "ethics": _("Menyangkut integritas"),
    "waited": _("Sudah menunggu selama batas waktunya"),
    "enough": _("Tempat cukup untuk semua"),
}
FINDINGS: dict[str, str] = {
    "none": _("Tidak ada benturan"),
    "managed": _("Boleh melatih, dengan alasan tertulis"),
    "refused": _("Tidak boleh melatih unit ini"),
}
PURPOSES: dict[str, str] = {
    "invitation": _("Anda diundang ke pelatihan {training}"),
    "reminder": _("Pengingat: pelatihan {training} segera dimulai"),
    "moved": _("Waktu atau tempat pelatihan {training} berubah"),
    "cancelled": _("Pelatihan {training} dibatalkan"),
    "refused": _("Ada calon peserta {training} yang tidak dapat ikut"),
    "certificate": _("Sertifikat {training} sudah dapat diunduh"),
    "revoked": _("Sertifikat {training} dicabut"),
}
SOURCES: dict[str, str] = {
    "verdict": _("Hasil evaluasi: belum menolong"),
    "feedback": _("Jawaban peserta"),
    "office": _("Permintaan kantor"),
}


def page_of(purpose: str, batch_id: UUID) -> str:
    """Where a word about a training leads."""
    if purpose == "refused":
        return f"{BATCH}/{batch_id}"
    return OWN_LEARNING.path if purpose in ("certificate", "revoked") else f"{INVITATION}/{batch_id}"


def named(one: Form | Choice, language: str) -> str:
    """Words that come as data, in a language."""
    return one.name_en if language != SOURCE_LANGUAGE and one.name_en else one.name


def marks(absences: tuple[Choice, ...], language: str) -> list[dict[str, str]]:
    """What can be noted of somebody on a day."""
    present = {"value": PRESENT, "label": say(language, _("Hadir"))}
    return [present, *({"value": one.code, "label": named(one, language)} for one in absences)]


def choices_of(found: tuple[Choice, ...], language: str) -> list[dict[str, str]]:
    return [{"value": one.code, "label": named(one, language)} for one in found]


def batch_row(batch: Batch, wording: Wording) -> dict[str, Any]:
    """A batch in a list."""
    words, tone = STATES[batch.status]
    people = batch.people
    return {
        "name": batch.name,
        "code": batch.code,
        "href": f"{BATCH}/{batch.id}",
        "starts_on": batch.starts_on,
        "ends_on": batch.ends_on,
        "where": batch.place or wording.say(_("Daring")),
        "provider": batch.provider_name,
        "provider_href": f"{PROVIDERS.path}/{batch.provider}",
        "version": batch.version,
        "hours": batch.hours,
        "state": wording.say(words),
        "tone": tone,
        "coming": people.get("accepted", 0),
        "asked": sum(people.get(one, 0) for one in ("invited", "accepted", "refused")),
        "seats": batch.seats,
    }


def told(purpose: str, training: str) -> Sentence:
    """A line of somebody's notices."""
    return Sentence(PURPOSES[purpose], training=training)
