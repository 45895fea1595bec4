"""Which form each command of an officer needs, and how a posted form becomes that command."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import ArchiveReason, Channel, Kind, Status, Visibility
from complaints.labels import ARCHIVE_REASON, KIND, MOVES, VISIBILITY
from complaints.lifecycle import open_moves
from complaints.region import Region
from complaints.report import said
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor
from routing.phrases import Advice
from web.wording import SYSTEMS, Wording, options

REFERENCE_LIMIT = 100

GROUPS: dict[str, str] = {
    "biro": _("Biro"),
    "sekretariat": _("Sekretariat"),
    "inspektorat": _("Inspektorat"),
    "badan": _("Badan"),
    "dinas": _("Dinas"),
    "rumah_sakit": _("Rumah sakit"),
    "satuan": _("Satuan"),
    "uptd": _("Unit pelaksana teknis"),
    "kabupaten": _("Pemerintah kabupaten"),
    "kota": _("Pemerintah kota"),
    "desa": _("Pemerintah desa"),
    "pusat": _("Instansi pusat"),
    "polisi": _("Kepolisian"),
    "bumn": _("BUMN"),
    "ombudsman": _("Ombudsman"),
    "lain": _("Lainnya"),
}
"""Names of kinds of units and bodies; a kind not listed is called as the region's data calls it."""


class Field(NamedTuple):
    """One field of a move's form. `form` is area, select, text or photos; `kept` are photos already received."""

    name: str
    label: str
    form: str
    options: Sequence[Mapping[str, Any]] = ()
    value: str = ""
    hint: str = ""
    optional: bool = False
    kept: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Desk:
    """What the forms of one case are drawn from, with the advice of now where somebody is about to forward it."""

    complaint: Complaint
    wording: Wording
    advice: Advice | None = None

    @property
    def region(self) -> Region:
        return self.wording.region

    def say(self, words: str) -> str:
        return self.wording.say(words)


@dataclass(frozen=True)
class Told:
    """What was typed. `same_as` is the complaint behind the code given as the first of two duplicates."""

    values: Mapping[str, str]
    same_as: UUID | None = None

    def get(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def words(self, missing: str) -> c.Words:
        return said(self.values.get("words"), field="words", missing=missing)

    def choice(self, name: str, allowed: Iterable[str], missing: str) -> str:
        value = self.get(name)
        if value not in set(allowed):
            raise Invalid(missing, fields={name: missing})
        return value

    def choice_or_none(self, name: str, allowed: Iterable[str], wrong: str) -> str | None:
        return self.choice(name, allowed, wrong) if self.get(name) else None


class Form(NamedTuple):
    """One move: its place in the address, what it brings about, what is said when it is done."""

    slug: str
    words: str
    done: str
    fields: Callable[[Desk], list[Field]]
    build: Callable[[Told, Desk], c.Command | None]
    """Raises Invalid; None where the photos are all that is sent."""
    look: str = "second"


def moves(desk: Desk, actor: Actor) -> list[dict[str, Any]]:
    """The forms of all moves open to this officer, as office/case.html draws them; the likeliest stands open."""
    allowed = open_moves(desk.complaint, actor)
    likeliest = _likeliest(desk.complaint, allowed)
    return [
        {
            "name": form.slug,
            "label": label(command, desk.wording),
            "words": desk.say(form.words),
            "action": f"/kantor/aduan/{desk.complaint.id}/{form.slug}",
            "look": "" if command is likeliest else form.look,
            "main": command is likeliest,
            "fields": form.fields(desk),
        }
        for command, form in FORMS.items()
        if command in allowed
    ]


def label(command: type[c.Command], wording: Wording) -> str:
    """The move's name, as refusals call it too, with a capital."""
    name = wording.say(MOVES[command.__name__])
    return name[:1].upper() + name[1:]


def _likeliest(complaint: Complaint, allowed: Sequence[type[c.Command]]) -> type[c.Command] | None:
    status = complaint.status
    for command, fits in (
        (c.Take, True),
        (c.Resolve, status is Status.IN_PROCESS),
        (c.Forward, status is Status.SUBMITTED),
    ):
        if fits and command in allowed:
            return command
    return None


def grouped(rows: Iterable[tuple[str, str, str]], wording: Wording) -> list[dict[str, Any]]:
    """Options of a select, from (group, value, label), the groups in the order in which they first appear."""
    groups: dict[str, list[dict[str, str]]] = {}
    for group, value, name in rows:
        groups.setdefault(group, []).append({"value": value, "label": name})
    return [
        {"label": wording.say(GROUPS[group]) if group in GROUPS else group.replace("_", " "), "options": choices}
        for group, choices in groups.items()
    ]


def unit_options(wording: Wording, without: str | None = None) -> list[dict[str, Any]]:
    """Units that take complaints, by kind."""
    units = (unit for unit in wording.region.units if unit.accepts and unit.code != without)
    return grouped(((unit.kind, unit.code, unit.name) for unit in units), wording)


def topic_options(wording: Wording) -> list[dict[str, Any]]:
    topics = (topic for topic in wording.region.topics if topic.parent)
    return grouped(((wording.topic(topic.parent), topic.code, wording.topic(topic.code)) for topic in topics), wording)


def body_options(wording: Wording) -> list[dict[str, Any]]:
    return grouped(((body.kind, body.code, body.name) for body in wording.region.bodies), wording)


def kind_options(wording: Wording) -> list[dict[str, str]]:
    return options((str(kind), wording.say(name)) for kind, name in KIND.items())


def visibility_options(wording: Wording) -> list[dict[str, str]]:
    return options((str(visibility), wording.say(name)) for visibility, name in VISIBILITY.items())


def system_options(wording: Wording) -> list[dict[str, str]]:
    return options((str(system), wording.say(name)) for system, name in SYSTEMS.items())


def reference_from(told: Told) -> tuple[str, str]:
    """A number in another system; raises Invalid."""
    system = told.choice("system", SYSTEMS, _("Pilih sistem asal nomor ini."))
    value = said(
        told.values.get("value"), field="value", limit=REFERENCE_LIMIT, missing=_("Tuliskan nomor rujukannya.")
    )
    return system, " ".join(value.text.split())


def _words(name: str, hint: str = "", *, optional: bool = False) -> Callable[[Desk], list[Field]]:
    def fields(desk: Desk) -> list[Field]:
        return [Field("words", desk.say(name), "area", hint=desk.say(hint) if hint else "", optional=optional)]

    return fields


def _photos(desk: Desk, *, optional: bool) -> Field:
    name, hint = _("Foto bukti"), _("JPG, PNG, atau WEBP. Data lokasi di dalam foto dihapus sebelum disimpan.")
    return Field("photos", desk.say(name), "photos", hint=desk.say(hint), optional=optional)


def _forward_fields(desk: Desk) -> list[Field]:
    complaint = desk.complaint
    without = complaint.about_unit if complaint.restricted else None
    advised = (desk.advice.unit, desk.advice.topic) if desk.advice and complaint.suggested_share is None else ("", "")
    unit = complaint.unit or complaint.suggested_unit or advised[0] or ""
    topic = complaint.topic or complaint.suggested_topic or advised[1] or ""
    say = desk.say
    return [
        Field("unit", say(_("Unit tujuan")), "select", unit_options(desk.wording, without), unit),
        Field("topic", say(_("Topik")), "select", topic_options(desk.wording), topic, optional=True),
        Field("kind", say(_("Jenis")), "select", kind_options(desk.wording), str(complaint.kind)),
    ]


def _forward(told: Told, desk: Desk) -> c.Command:
    return c.Forward(
        unit=told.choice("unit", desk.region.unit, _("Pilih unit tujuan.")),
        topic=told.choice_or_none("topic", desk.region.rules.topics, _("Pilih topik dari daftar.")),
        kind=_kind(told),
    )


def _kind(told: Told) -> Kind | None:
    kind = told.choice_or_none("kind", Kind, _("Pilih jenis laporan dari daftar."))
    return Kind(kind) if kind else None


def _out_fields(desk: Desk) -> list[Field]:
    bodies = body_options(desk.wording)
    hint = desk.say(_("Pelapor melihat penjelasan instansi ini dan tulisan Anda."))
    return [
        Field(
            "body", desk.say(_("Instansi tujuan")), "select", bodies, (desk.advice.body if desk.advice else None) or ""
        ),
        Field("words", desk.say(_("Pesan untuk pelapor")), "area", hint=hint, optional=True),
    ]


def _out(told: Told, desk: Desk) -> c.Command:
    return c.ForwardOut(
        told.choice("body", desk.region.body, _("Pilih instansi tujuan.")),
        told.words("") if told.get("words") else None,
    )


def _reclassify_fields(desk: Desk) -> list[Field]:
    complaint, say = desk.complaint, desk.say
    topics, kinds = topic_options(desk.wording), kind_options(desk.wording)
    ways = visibility_options(desk.wording)
    return [
        Field("kind", say(_("Jenis")), "select", kinds, str(complaint.kind)),
        Field("topic", say(_("Topik")), "select", topics, complaint.topic or "", optional=True),
        Field("visibility", say(_("Keterbukaan")), "select", ways, str(complaint.visibility)),
    ]


def _reclassify(told: Told, desk: Desk) -> c.Command:
    visibility = told.choice_or_none("visibility", Visibility, _("Pilih keterbukaan dari daftar."))
    return c.Reclassify(
        kind=_kind(told),
        topic=told.choice_or_none("topic", desk.region.rules.topics, _("Pilih topik dari daftar.")),
        visibility=Visibility(visibility) if visibility else None,
    )


def _duplicate_fields(desk: Desk) -> list[Field]:
    return [Field("code", desk.say(_("Kode aduan yang lebih dulu")), "text", hint=desk.say(_("Contoh: 7KQ4-M2XP-9TD")))]


def _duplicate(told: Told, desk: Desk) -> c.Command:
    if told.same_as is None:
        missing = _("Tuliskan kode aduan yang lebih dulu.")
        raise Invalid(missing, fields={"code": missing})
    return c.MarkDuplicate(told.same_as)


def _archive_fields(desk: Desk) -> list[Field]:
    reasons = options((str(reason), desk.say(name)) for reason, name in ARCHIVE_REASON.items())
    return [
        Field("reason", desk.say(_("Alasan")), "select", reasons),
        Field("words", desk.say(_("Penjelasan untuk pelapor")), "area", optional=True),
    ]


def _archive(told: Told, desk: Desk) -> c.Command:
    reason = told.choice("reason", ArchiveReason, _("Pilih alasannya."))
    return c.Archive(ArchiveReason(reason), told.words("") if told.get("words") else None)


def _reference_fields(desk: Desk) -> list[Field]:
    return [
        Field("system", desk.say(_("Sistem")), "select", system_options(desk.wording), str(Channel.LAPOR)),
        Field("value", desk.say(_("Nomor")), "text"),
    ]


def _resolve_fields(desk: Desk) -> list[Field]:
    name, hint = _("Apa yang sudah dikerjakan"), _("Pelapor membaca ini, lalu menyatakan sudah atau belum selesai.")
    return [Field("words", desk.say(name), "area", hint=desk.say(hint)), _photos(desk, optional=True)]


def _nothing(desk: Desk) -> list[Field]:
    return []


FORMS: dict[type[c.Command], Form] = {
    c.Take: Form(
        "ambil",
        _("Anda menjadi pemegang aduan ini dan mulai menanganinya."),
        _("Aduan ini sekarang Anda tangani."),
        _nothing,
        lambda told, desk: c.Take(),
    ),
    c.Forward: Form(
        "teruskan",
        _("Laporan dinyatakan sah dan menjadi tugas unit yang dipilih."),
        _("Aduan sudah diteruskan ke unit."),
        _forward_fields,
        _forward,
    ),
    c.Resolve: Form(
        "selesai",
        _("Pelapor diminta menyatakan apakah masalahnya benar sudah selesai."),
        _("Jawaban sudah disampaikan. Sekarang pelapor yang menilai."),
        _resolve_fields,
        lambda told, desk: c.Resolve(told.words(_("Tuliskan apa yang sudah dikerjakan."))),
    ),
    c.Ask: Form(
        "tanya",
        _("Aduan menunggu jawaban pelapor. Tanggapan pertama tercatat."),
        _("Pertanyaan sudah dikirim kepada pelapor."),
        _words(_("Pertanyaan Anda")),
        lambda told, desk: c.Ask(told.words(_("Tuliskan pertanyaan Anda."))),
    ),
    c.Inform: Form(
        "kabari",
        _("Pelapor membaca perkembangan ini; keadaan aduan tidak berubah."),
        _("Perkembangan sudah disampaikan kepada pelapor."),
        _words(_("Perkembangan penanganan")),
        lambda told, desk: c.Inform(told.words(_("Tuliskan perkembangannya."))),
    ),
    c.Return: Form(
        "lengkapi",
        _("Pelapor diminta menambahkan keterangan sebelum laporan dapat diteruskan."),
        _("Pelapor diminta melengkapi laporannya."),
        _words(_("Apa yang masih kurang"), _("Sebutkan yang perlu ditambahkan, misalnya tempat atau waktunya.")),
        lambda told, desk: c.Return(told.words(_("Tuliskan apa yang masih kurang."))),
    ),
    c.ForwardOut: Form(
        "keluar",
        _("Untuk urusan yang bukan wewenang kami. Aduan selesai di sini dan pelapor diberi tahu ke mana."),
        _("Aduan disampaikan kepada instansi lain."),
        _out_fields,
        _out,
    ),
    c.SendBack: Form(
        "kembalikan",
        _("Bila ini bukan tugas unit Anda. Koordinator memilih unit lain."),
        _("Aduan dikembalikan kepada koordinator."),
        _words(_("Mengapa bukan tugas unit Anda"), _("Hanya dibaca petugas.")),
        lambda told, desk: c.SendBack(told.words(_("Tuliskan alasannya untuk koordinator."))),
    ),
    c.Reclassify: Form(
        "klasifikasi",
        _("Jenis menentukan lamanya janji. Laporan penyimpangan langsung beralih ke jalur pengawasan."),
        _("Jenis, topik, atau keterbukaan sudah diperbaiki."),
        _reclassify_fields,
        _reclassify,
    ),
    c.Attach: Form(
        "berkas",
        _("Foto bukti tampil pada perjalanan aduan."),
        _("Foto sudah ditambahkan."),
        lambda desk: [_photos(desk, optional=False)],
        lambda told, desk: None,
    ),
    c.AddReference: Form(
        "rujukan",
        _("Nomor aduan ini di sistem lain, supaya mudah dicari."),
        _("Nomor rujukan sudah dicatat."),
        _reference_fields,
        lambda told, desk: c.AddReference(*reference_from(told)),
    ),
    c.MarkDuplicate: Form(
        "duplikat",
        _("Laporan ini ditutup dan digabung dengan laporan yang lebih dulu masuk."),
        _("Aduan digabung dengan aduan yang lebih dulu."),
        _duplicate_fields,
        _duplicate,
    ),
    c.Archive: Form(
        "arsip",
        _("Laporan tidak ditindaklanjuti. Pelapor membaca alasannya."),
        _("Aduan diarsipkan."),
        _archive_fields,
        _archive,
        "danger",
    ),
}
"""Moves in the order of the page. Erasure is asked for elsewhere and is not among them."""

BY_SLUG: dict[str, type[c.Command]] = {form.slug: command for command, form in FORMS.items()}
