"""Moves of triage: where a report goes, what it is, and what is not followed up."""

from complaints import commands as c
from complaints.kinds import ArchiveReason, Channel, Kind, Visibility
from complaints.labels import ARCHIVE_REASON
from complaints.region import Region
from complaints.report import said
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from routing.gaps import question
from web.move_form import Desk, Field, Form, Told
from web.office_choices import (
    body_options,
    kind_options,
    system_options,
    topic_options,
    unit_options,
    visibility_options,
)
from web.suggestion import ASKING, owners, topic_for
from web.wording import SYSTEMS, options

REFERENCE_LIMIT = 100

NO_COMPLAINT: dict[str, tuple[ArchiveReason, str]] = {
    "thanks": (
        ArchiveReason.NOT_A_COMPLAINT,
        "Terima kasih atas pesan Anda. Karena tidak ada yang perlu ditindaklanjuti, pesan ini kami arsipkan.",
    ),
    "test": (
        ArchiveReason.NOT_A_COMPLAINT,
        "Pesan ini tampaknya uji coba, jadi kami arsipkan. Bila ada yang ingin dilaporkan, silakan kirim laporan baru.",
    ),
    "spam": (
        ArchiveReason.SPAM,
        "Pesan ini bukan laporan tentang layanan pemerintah, jadi kami arsipkan.",
    ),
    "empty": (
        ArchiveReason.TOO_GENERAL,
        "Kami belum menemukan isi laporan di pesan ini. Silakan kirim lagi dengan menceritakan apa yang terjadi, "
        "di mana, dan kapan.",
    ),
}
"""Why a message that is no complaint is archived, and what its sender reads, in the language of the office."""


def reference_from(told: Told) -> tuple[str, str]:
    """A number in another system; raises Invalid."""
    system = told.choice("system", SYSTEMS, _("Pilih sistem asal nomor ini."))
    value = said(
        told.values.get("value"), field="value", limit=REFERENCE_LIMIT, missing=_("Tuliskan nomor rujukannya.")
    )
    return system, " ".join(value.text.split())


def _forward_fields(desk: Desk) -> list[Field]:
    complaint = desk.complaint
    without = complaint.about_unit if complaint.restricted else None
    # Whoever answers a formal request is laid down by rule, whatever the words of the request are about.
    formal = desk.region.ppid_unit if complaint.kind is Kind.FORMAL_INFORMATION else ""
    unit = formal or complaint.unit or likeliest(desk) or ""
    topic = topic_for(desk.region, complaint, desk.reading, unit) if desk.reading else complaint.topic or ""
    say = desk.say
    return [
        Field("unit", say(_("Unit tujuan")), "select", unit_options(desk.wording, without), unit),
        Field("topic", say(_("Topik")), "select", topic_options(desk.wording), topic, optional=True),
        Field(
            "kind",
            say(_("Jenis")),
            "select",
            kind_options(desk.wording),
            str(complaint.kind),
            say(
                _("Bila diubah menjadi penyimpangan atau permohonan informasi publik, unitnya ditentukan oleh aturan.")
            ),
        ),
    ]


def likeliest(desk: Desk) -> str | None:
    """The unit named first, unless somebody else seems likelier."""
    named = owners(desk.reading, desk.complaint, desk.region, desk.returned) if desk.reading else []
    return named[0].unit if named else None


def unit_of(told: Told, region: Region) -> str:
    """The unit chosen, by its code or as its name was typed; raises Invalid."""
    written = told.get("unit")
    called = written.casefold()
    for unit in region.units:
        if unit.accepts and called in (unit.code.casefold(), unit.name.casefold(), unit.short.casefold()):
            return unit.code
    sentence: str = _("Pilih unit tujuan.")
    if written:
        sentence = Sentence(_("Unit “{written}” tidak ada dalam daftar. Pilih unit tujuan."), written=written[:80])
    raise Invalid(sentence, fields={"unit": sentence})


def _forward(told: Told, desk: Desk) -> c.Command:
    return c.Forward(
        unit=unit_of(told, desk.region),
        topic=told.choice_or_none("topic", desk.region.rules.topics, _("Pilih topik dari daftar.")),
        kind=_kind(told),
    )


def _kind(told: Told) -> Kind | None:
    kind = told.choice_or_none("kind", Kind, _("Pilih jenis laporan dari daftar."))
    return Kind(kind) if kind else None


def _out_fields(desk: Desk) -> list[Field]:
    bodies = body_options(desk.wording)
    hint = desk.say(_("Pelapor melihat penjelasan instansi ini dan tulisan Anda."))
    body = desk.region.body.get((desk.reading.body if desk.reading else None) or "")
    return [
        Field("body", desk.say(_("Instansi tujuan")), "select", bodies, body.code if body else ""),
        Field("words", desk.say(_("Pesan untuk pelapor")), "area", (), body.words if body else "", hint, optional=True),
    ]


def _out(told: Told, desk: Desk) -> c.Command:
    body = told.choice("body", desk.region.body, _("Pilih instansi tujuan."))
    # What the body says of itself is shown to the reporter anyway.
    unchanged = " ".join(told.get("words").split()) in ("", " ".join(desk.region.body[body].words.split()))
    return c.ForwardOut(body, None if unchanged else told.words(""))


def _return_fields(desk: Desk) -> list[Field]:
    """With the question ready where it is known what is missing, or what is doubtful."""
    reading = desk.reading
    asking = str(question(reading.missing) or ASKING.get(reading.doubt or "", "")) if reading else ""
    hint = desk.say(_("Sebutkan yang perlu ditambahkan, misalnya tempat atau waktunya."))
    return [Field("words", desk.say(_("Apa yang masih kurang")), "area", (), asking, hint)]


def _reply_fields(desk: Desk) -> list[Field]:
    hint = desk.say(_("Pelapor diberi tahu dan membaca ini di halaman aduannya."))
    return [Field("words", desk.say(_("Isi jawaban")), "area", hint=hint)]


def _reclassify_fields(desk: Desk) -> list[Field]:
    complaint, say = desk.complaint, desk.say
    topics, kinds = topic_options(desk.wording), kind_options(desk.wording)
    ways = visibility_options(desk.wording)
    return [
        Field("kind", say(_("Jenis")), "select", kinds, str(complaint.kind)),
        Field("topic", say(_("Topik")), "select", topics, complaint.topic or "", optional=True),
        Field("visibility", say(_("Keterbukaan")), "select", ways, str(complaint.visibility)),
    ]


def _reclassify_words(desk: Desk) -> str:
    """Two kinds go elsewhere at once, whoever has the case."""
    words = desk.say(_("Jenis menentukan lamanya janji. Laporan penyimpangan langsung beralih ke jalur pengawasan."))
    ppid = desk.wording.unit(desk.region.ppid_unit)
    if not ppid:
        return words
    handed = _("Permohonan informasi publik langsung diserahkan kepada PPID: {unit}.")
    return f"{words} {desk.say(handed, unit=ppid)}"


def _reclassify(told: Told, desk: Desk) -> c.Command:
    visibility = told.choice_or_none("visibility", Visibility, _("Pilih keterbukaan dari daftar."))
    return c.Reclassify(
        kind=_kind(told),
        topic=told.choice_or_none("topic", desk.region.rules.topics, _("Pilih topik dari daftar.")),
        visibility=Visibility(visibility) if visibility else None,
    )


def _duplicate_fields(desk: Desk) -> list[Field]:
    hint = desk.say(_("Tulis kodenya, misalnya 7KQ4-M2XP-9TD."))
    return [Field("code", desk.say(_("Aduan yang lebih dulu")), "text", hint=hint)]


def _duplicate(told: Told, desk: Desk) -> c.Command:
    if told.same_as is None:
        missing = _("Tuliskan kode aduan yang lebih dulu.")
        raise Invalid(missing, fields={"code": missing})
    return c.MarkDuplicate(told.same_as)


def _archive_fields(desk: Desk) -> list[Field]:
    reasons = options((str(reason), desk.say(name)) for reason, name in ARCHIVE_REASON.items())
    first = desk.reading.first if desk.reading else None
    reason, words = NO_COMPLAINT.get((first.nothing if first else None) or "", ("", ""))
    return [
        Field("reason", desk.say(_("Alasan")), "choice", reasons, str(reason)),
        Field("words", desk.say(_("Penjelasan untuk pelapor")), "area", (), words, optional=True),
    ]


def _archive(told: Told, desk: Desk) -> c.Command:
    reason = told.choice("reason", ArchiveReason, _("Pilih alasannya."))
    return c.Archive(ArchiveReason(reason), told.words("") if told.get("words") else None)


def _reference_fields(desk: Desk) -> list[Field]:
    return [
        Field("system", desk.say(_("Sistem")), "select", system_options(desk.wording), str(Channel.LAPOR)),
        Field("value", desk.say(_("Nomor")), "text"),
    ]


TRIAGE_FORMS: dict[type[c.Command], Form] = {
    c.Forward: Form(
        "teruskan",
        _("Laporan dinyatakan sah dan menjadi tugas unit yang dipilih."),
        _("Aduan sudah diteruskan ke unit."),
        _forward_fields,
        _forward,
    ),
    c.Return: Form(
        "lengkapi",
        _("Pelapor diminta menambahkan keterangan sebelum laporan dapat diteruskan."),
        _("Pelapor diminta melengkapi laporannya."),
        _return_fields,
        lambda told, desk: c.Return(told.words(_("Tuliskan apa yang masih kurang."))),
    ),
    c.ForwardOut: Form(
        "keluar",
        _("Untuk urusan yang bukan wewenang kami. Aduan selesai di sini dan pelapor diberi tahu ke mana."),
        _("Aduan disampaikan kepada instansi lain."),
        _out_fields,
        _out,
    ),
    c.RecordReply: Form(
        "jawaban",
        _("Bila instansi lain sudah menjawab: pelapor membaca jawabannya, dan instansi itu tidak lagi terhitung diam."),
        _("Jawaban instansi lain sudah dicatat, dan pelapor diberi tahu."),
        _reply_fields,
        lambda told, desk: c.RecordReply(told.words(_("Tuliskan isi jawabannya."))),
    ),
    c.Reclassify: Form(
        "klasifikasi",
        _reclassify_words,
        _("Jenis, topik, atau keterbukaan sudah diperbaiki."),
        _reclassify_fields,
        _reclassify,
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
