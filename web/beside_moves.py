"""Moves beside a case that bring it no further: a note for the office alone, and its ties to other cases."""

from complaints import commands as c
from complaints.kinds import Relation
from complaints.report import TEXT_LIMIT
from foundation.errors import Invalid
from foundation.language import mark as _
from web.forms import uuid_of
from web.move_form import Desk, Field, Form, Told
from web.wording import options

RELATION: dict[Relation, str] = {
    Relation.RELATED: _("Terkait dengan aduan ini"),
    Relation.PARENT: _("Induk dari aduan ini"),
    Relation.CHILD: _("Bagian dari aduan ini"),
}
"""What another case is to this one."""

_NO_CODE = _("Tuliskan kode aduan yang lain.")
_CHOOSE = _("Pilih hubungannya.")
_CHOOSE_CASE = _("Pilih aduan yang hubungannya dilepas.")


def _note_fields(desk: Desk) -> list[Field]:
    name = _("Catatan untuk rekan kerja")
    hint = _(
        "Hanya dibaca petugas yang boleh membaca aduan ini, tidak pernah oleh pelapor atau umum. "
        "Tulis @nama-pengguna untuk mengabari seorang rekan."
    )
    return [Field("words", desk.say(name), "area", hint=desk.say(hint))]


def _link_fields(desk: Desk) -> list[Field]:
    relations = options((str(one), desk.say(words)) for one, words in RELATION.items())
    return [
        Field("code", desk.say(_("Kode aduan yang lain")), "text"),
        Field("relation", desk.say(_("Aduan itu adalah")), "select", relations, str(Relation.RELATED)),
    ]


def _unlink_fields(desk: Desk) -> list[Field]:
    return [Field("other", desk.say(_("Aduan")), "select", options(desk.linked))]


def _linked(told: Told, desk: Desk) -> c.Command:
    if told.same_as is None:
        raise Invalid(_NO_CODE, fields={"code": _NO_CODE})
    return c.Link(told.same_as, Relation(told.choice("relation", Relation, _CHOOSE)))


def _unlinked(told: Told, desk: Desk) -> c.Command:
    other = uuid_of(told.get("other"))
    if other is None or other not in desk.complaint.links:
        raise Invalid(_CHOOSE_CASE, fields={"other": _CHOOSE_CASE})
    return c.Unlink(other)


BESIDE_FORMS: dict[type[c.Command], Form] = {
    c.Note: Form(
        "catatan",
        lambda desk: "",
        _("Catatan internal disimpan."),
        _note_fields,
        lambda told, desk: c.Note(told.words(_("Tuliskan catatannya."), limit=TEXT_LIMIT), told.mentions),
    ),
    c.Link: Form(
        "hubungkan",
        _("Kedua aduan saling menyebut; pelapor dan umum tidak melihatnya."),
        _("Kedua aduan sudah dihubungkan."),
        _link_fields,
        _linked,
    ),
    c.Unlink: Form(
        "lepas",
        lambda desk: "",
        _("Hubungan kedua aduan sudah dilepas."),
        _unlink_fields,
        _unlinked,
        offered=lambda desk: bool(desk.linked),
    ),
}
