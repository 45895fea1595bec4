"""Decisions of triage that need something written or chosen: which are offered, by which key, and which is open."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Priority
from complaints.lifecycle import TRANSITIONS
from foundation.language import mark as _
from web.case_rows import Asked
from web.move_form import Desk
from web.office_choices import topic_options
from web.suggestion import SuggestionWords
from web.wording import Wording

LIKELY = 50
"""Percent from which on a report stands ready to leave the house or to be archived; below it, all units are offered."""


class Step(NamedTuple):
    """Its name in addresses and its key, for whoever works without a mouse."""

    name: str
    key: str


STEPS: tuple[Step, ...] = (
    Step("unit", "u"),
    Step("lengkapi", "k"),
    Step("keluar", "l"),
    Step("arsip", "a"),
    Step("duplikat", "g"),
    Step("bagi", "m"),
    Step("pengawasan", "p"),
    Step("darurat", "d"),
    Step("klasifikasi", "j"),
)
"""In the order of the page; each folds open under its name, but `bagi`, which is a page of its own."""

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter t", _("Terima saran pertama")),
    ("1 2 3", _("Pilih salah satu saran")),
    ("u", _("Pilih unit lain: ketik nama atau tugasnya")),
    ("k", _("Minta pelapor melengkapi")),
    ("l", _("Teruskan ke instansi luar")),
    ("a 1 … 6", _("Arsipkan dengan salah satu alasan")),
    ("g", _("Gabungkan dengan aduan lain")),
    ("m", _("Bagi menjadi beberapa aduan")),
    ("p", _("Serahkan ke jalur pengawasan")),
    ("d", _("Tetapkan kedaruratan")),
    ("j", _("Perbaiki jenis, topik, atau keterbukaan")),
    ("Ctrl+Enter", _("Kirim isian yang terbuka")),
    ("Esc", _("Keluar dari isian, lalu tutup isiannya")),
    ("b →", _("Aduan berikutnya")),
    ("s ←", _("Aduan sebelumnya")),
    ("o", _("Buka berkas lengkap")),
    ("y", _("Teruskan yang jelas sekaligus")),
    ("?", _("Daftar ini")),
)
"""Every one of them also stands beside what it presses."""


def first_step(suggestion: SuggestionWords | None, forms: Mapping[str, Any], priority: Priority) -> str:
    """The form that stands open because it is what most likely comes next."""
    first = suggestion.first if suggestion else None
    if suggestion is None or first is None:
        return "lengkapi" if suggestion and suggestion.missing and "lengkapi" in forms else "unit"
    # Where a life is in danger somebody goes there; it is not sent back to be written better.
    danger = suggestion.danger or priority is Priority.DANGER
    if (suggestion.missing or suggestion.doubt[0]) and not danger:
        wanted = "lengkapi"
    elif first.unit:
        wanted = ""
    elif first.share < LIKELY:
        return "unit"
    else:
        wanted = "keluar" if first.body else "arsip"
    return wanted if wanted in forms else ""


def steps_of(desk: Desk, forms: Mapping[str, dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    """The forms that fold open, filled in as the address asks."""
    found = []
    for name, key in STEPS:
        step = _step(desk, forms, asked, name)
        if step is not None:
            found.append({"page": "", **step, "name": name, "key": key})
    return found


def _step(desk: Desk, forms: Mapping[str, dict[str, Any]], asked: Asked, name: str) -> dict[str, Any] | None:
    complaint, wording = desk.complaint, desk.wording
    if name == "unit":
        return _unit_step(wording, forms["teruskan"], asked) if "teruskan" in forms else None
    if name == "bagi":
        page = f"/kantor/triase/{complaint.id}/bagi"
        return {"label": wording.say(_("Bagi menjadi beberapa aduan")), "page": page} if _may_split(complaint) else None
    if name == "pengawasan":
        return _oversight_step(desk, forms["klasifikasi"]) if _may_be_wrongdoing(complaint, forms) else None
    if name not in forms:
        return None
    step = dict(forms[name])
    body = wording.region.body.get(asked.text("instansi"))
    if name == "keluar" and body is not None:
        given = {"body": body.code, "words": body.words}
        step["fields"] = [one._replace(value=given.get(one.name, one.value)) for one in step["fields"]]
    return step


def _may_split(complaint: Complaint) -> bool:
    return complaint.status in TRANSITIONS[c.Split].statuses and not (complaint.joined or complaint.erased)


def _may_be_wrongdoing(complaint: Complaint, forms: Mapping[str, Any]) -> bool:
    return "klasifikasi" in forms and complaint.kind is not Kind.OVERSIGHT


def _unit_step(wording: Wording, form: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """The unit is typed, and found by any part of its name or of what it is there for; its topic may go with it."""
    unit = wording.region.unit.get(asked.text("unit"))
    return {
        **form,
        "label": wording.say(_("Pilih unit lain")),
        "unit": unit.name if unit else "",
        "topics": topic_options(wording),
        "topic": asked.choice("topic", wording.region.rules.topics),
        "main": False,
    }


def _oversight_step(desk: Desk, form: Mapping[str, Any]) -> dict[str, Any]:
    """One press more, because whoever sends it there cannot read it afterwards."""
    complaint, wording = desk.complaint, desk.wording
    to = wording.region.rules.oversight_destination(complaint.about_unit)
    return {
        "label": wording.say(_("Berkadar pengawasan")),
        "action": form["action"],
        "to": wording.unit(to.unit) or wording.body(to.body),
        "given": {"kind": str(Kind.OVERSIGHT), "topic": complaint.topic or "", "visibility": str(complaint.visibility)},
    }
