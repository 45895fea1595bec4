"""What is known of a case, in the words of its officers' page: what was told, by whom, and how it stands."""

from typing import Any
from uuid import UUID

from complaints import events as e
from complaints.kinds import Stage, Visibility
from complaints.labels import PRIORITY
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import NotFound
from foundation.language import mark as _
from people.actor import Actor
from web.case_parts import offices_parts, offices_whole
from web.case_rows import PRESSING
from web.house import House
from web.office_files import smaller
from web.suggestion import percent
from web.wording import SYSTEMS, Wording


def photo_url(complaint_id: UUID) -> Any:
    return lambda file_id: f"/kantor/aduan/{complaint_id}/foto/{file_id}"


async def case_words(house: House, actor: Actor, case: Case, wording: Wording) -> dict[str, Any]:
    complaint, place = case.complaint, case.place
    unseen = wording.say(_("Isi laporan ini rahasia. Hanya petugas yang menanganinya yang membacanya."))
    erased = wording.say(_("Isi laporan ini sudah dihapus."))
    readable_here = case.sight >= Sight.WORDS
    point = place is not None and place.latitude is not None
    return {
        "code": show(complaint.code),
        "title": wording.title(case.told or case.report) if readable_here else wording.say(_("Aduan rahasia")),
        "words": case.report or (erased if readable_here else unseen),
        "status_label": wording.status(complaint.status),
        "status_tone": wording.tone(complaint.status),
        "kind_label": wording.kind(complaint.kind),
        "topic": wording.topic(complaint.topic) if readable_here else "",
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "about": wording.unit(complaint.about_unit) if readable_here else "",
        "holder": wording.names.get(complaint.taken_by, "") if complaint.taken_by else "",
        "filed_at": complaint.received_at,
        "happened_on": complaint.happened_on if readable_here else None,
        "place": wording.place(place, place.area) if place else "",
        "map_href": f"https://www.openstreetmap.org/?mlat={place.latitude}&mlon={place.longitude}#map=17/{place.latitude}/{place.longitude}"
        if point and place and not complaint.restricted
        else "",
        "priority": str(complaint.priority) if complaint.priority in PRESSING else "",
        "priority_label": wording.say(PRIORITY[complaint.priority]) if complaint.priority in PRESSING else "",
        "called_since": calling.given_at if (calling := complaint.waits_for(Stage.ACKNOWLEDGE)) else None,
        "channel_label": wording.channel(complaint.channel),
        "visibility_label": ""
        if complaint.visibility is Visibility.PUBLIC
        else wording.visibility(complaint.visibility),
        "references": ", ".join(
            f"{wording.say(SYSTEMS.get(system, system))} {value}" for system, value in complaint.references
        ),
        "photos": smaller(wording.photos(case, photo_url(complaint.id))),
        "same_as": await _same_case(house, actor, complaint.duplicate_of),
        "parts": await offices_parts(house, actor, complaint, wording),
        "whole": await offices_whole(house, actor, complaint),
    }


async def _same_case(house: House, actor: Actor, complaint_id: UUID | None) -> dict[str, str] | None:
    """The earlier report of a duplicate, if this officer may see it."""
    if complaint_id is None:
        return None
    try:
        found = await house.queries.case(actor, complaint_id)
    except NotFound:
        return None
    return {"code": show(found.complaint.code), "href": f"/kantor/aduan/{complaint_id}"}


def reporter_words(case: Case) -> str:
    """Why the reporter's name is not shown, or how to treat it."""
    complaint = case.complaint
    if complaint.erased:
        return _("Data pelapor sudah dihapus.")
    if case.sight < Sight.WORDS:
        return _("Laporan rahasia: hanya petugas yang menanganinya yang mengetahui pelapornya.")
    if case.sight < Sight.REPORTER:
        if complaint.visibility is Visibility.ANONYMOUS:
            return _("Pelapor memilih anonim. Namanya tidak diperlihatkan kepada unit; tanyakan lewat halaman ini.")
        return _("Peran Anda tidak memerlukan nama pelapor.")
    if case.contact is None:
        return _("Pelapor tidak meninggalkan nama atau kontak. Pertanyaan Anda tampil di halaman aduannya.")
    if complaint.visibility is Visibility.ANONYMOUS:
        return _("Pelapor memilih anonim: jangan sebutkan namanya kepada unit atau siapa pun.")
    if complaint.visibility is Visibility.CONFIDENTIAL:
        return _("Laporan rahasia: data ini hanya untuk menangani aduan, jangan diteruskan kepada siapa pun.")
    return ""


def by_itself(wording: Wording, case: Case) -> str:
    """That nobody has read it before it came here, for those to whom it came; empty once somebody has acted."""
    if not case.complaint.unread:
        return ""
    method = next((one.event.method for one in reversed(case.entries) if isinstance(one.event, e.Forwarded)), "")
    return wording.say(
        _(
            "Diteruskan otomatis oleh sistem (keyakinan {share}%, model {method}). "
            "Bila bukan tugas unit ini, kembalikan: sistem belajar dari itu."
        ),
        share=percent(case.complaint.suggested_share or 0.0),
        method=method,
    )
