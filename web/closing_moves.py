"""Moves around the end of a case: saying it is done, the second look at that, and taking up what was escalated."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from complaints import commands as c
from complaints.events import PAPER
from complaints.kinds import Stage
from complaints.report import said
from complaints.views import Case, FileView
from complaints.visibility import Sight
from foundation.language import mark as _
from web.move_form import Desk, Field, Form, Told, nothing, photos_field, words_field
from web.office_files import smaller
from web.wording import ShownFile, Wording

PROPOSED = _("Jawaban Anda menunggu pemeriksaan orang kedua. Pelapor belum diberi tahu.")
_TOLD = _("Pelapor diminta menyatakan apakah masalahnya benar sudah selesai.")
_PROPOSES = _("Orang kedua di unit memeriksa jawaban ini dahulu. Sesudah disetujui, pelapor diberi tahu dan menilai.")
_NOTE_LONGEST = 500


def _looked_at_first(desk: Desk) -> bool:
    closing = desk.region.closing
    return closing.needs_evidence(desk.complaint) and closing.needs_second(desk.complaint.unit)


def _resolve_fields(desk: Desk) -> list[Field]:
    name, hint = _("Apa yang sudah dikerjakan"), _("Pelapor membaca ini, lalu menyatakan sudah atau belum selesai.")
    lacking = desk.region.closing.needs_evidence(desk.complaint) and not desk.complaint.evidence
    return [Field("words", desk.say(name), "area", hint=desk.say(hint)), photos_field(desk, optional=not lacking)]


def _note(desk: Desk) -> list[Field]:
    return [Field("words", desk.say(_("Catatan")), "text", hint=desk.say(_("Hanya dibaca petugas.")), optional=True)]


def _acknowledge(told: Told, desk: Desk) -> c.Command:
    stage = told.choice_or_none("stage", list(Stage), _("Batas waktu ini tidak dikenal."))
    note = said(told.get("words"), field="words", limit=_NOTE_LONGEST, missing="") if told.get("words") else None
    return c.AcknowledgeEscalation(note, Stage(stage) if stage else None)


CLOSING_FORMS: dict[type[c.Command], Form] = {
    c.Resolve: Form(
        "selesai",
        lambda desk: desk.say(_PROPOSES if _looked_at_first(desk) else _TOLD),
        _("Jawaban sudah disampaikan. Sekarang pelapor yang menilai."),
        _resolve_fields,
        lambda told, desk: c.Resolve(told.words(_("Tuliskan apa yang sudah dikerjakan."))),
    ),
    c.ApproveResolution: Form(
        "setuju",
        _("Anda sudah membaca jawaban dan melihat buktinya. Pelapor diberi tahu sekarang, dengan kata-kata itu."),
        _("Jawaban disetujui dan disampaikan. Sekarang pelapor yang menilai."),
        nothing,
        lambda told, desk: c.ApproveResolution(),
    ),
    c.SendBackResolution: Form(
        "perbaiki",
        _("Jawaban kembali kepada penulisnya; pelapor tidak diberi tahu."),
        _("Jawaban dikembalikan untuk diperbaiki."),
        words_field(_("Apa yang perlu diperbaiki"), _("Hanya dibaca petugas.")),
        lambda told, desk: c.SendBackResolution(told.words(_("Tuliskan apa yang perlu diperbaiki."))),
    ),
    c.AcknowledgeEscalation: Form(
        "eskalasi",
        _("Keterlambatan ini disampaikan kepada jabatan Anda. Batas waktu dan jenjang berikutnya tetap berjalan."),
        _("Tercatat: Anda menangani keterlambatan ini."),
        _note,
        _acknowledge,
    ),
}


def proposal_words(wording: Wording, case: Case, photo_url: Callable[[UUID], str]) -> dict[str, Any] | None:
    """The answer that waits for a second person, with its evidence, for those who may read the case."""
    proposal = case.complaint.proposal
    if proposal is None or case.sight < Sight.WORDS:
        return None
    last = next((one for one in reversed(case.entries) if one.name == "resolution.proposed"), None)
    shown = [file for file in case.files if file.id in proposal.evidence]
    base = f"/kantor/aduan/{case.complaint.id}/surat"
    signed = {file: paper.number for paper in case.complaint.papers.values() for file in paper.signed}
    papers = [file for file in shown if file.of == PAPER or not file.media_type.startswith("image/")]
    shown = [file for file in shown if file.of != PAPER]
    return {
        "by": wording.names.get(proposal.officer, "") if proposal.officer else "",
        "at": proposal.at,
        "words": (last.words if last else "") or "",
        "asked": wording.unit(proposal.asked) if proposal.asked else "",
        "photos": _pictures(wording, shown, photo_url),
        "documents": [
            {"href": f"{base}/{file.id}", "name": signed[file.id]}
            if file.id in signed
            else {"href": photo_url(file.id), "name": file.name}
            for file in papers
        ],
    }


def _pictures(wording: Wording, files: Sequence[FileView], photo_url: Callable[[UUID], str]) -> list[ShownFile]:
    alt = wording.say(_("Foto bukti dari unit"))
    return smaller([ShownFile(photo_url(file.id), alt) for file in files if file.media_type.startswith("image/")])
