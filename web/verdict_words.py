"""What verdicts on trainings are called, and the sentence that says one."""

from competency.changes import Ratio, Spoiled
from competency.kirkpatrick import Reading
from competency.need_events import Verdict
from competency.verdicts import StoredVerdict
from foundation.language import mark as _
from web.formatting import day_as, percent
from web.wording import Wording

NAMES: dict[str, str] = {
    Verdict.EFFECTIVE: _("Efektif"),
    Verdict.INEFFECTIVE: _("Tidak efektif (revisi materi)"),
    Verdict.UNKNOWN: _("Belum diketahui"),
}
TONES: dict[str, str] = {Verdict.EFFECTIVE: "done", Verdict.INEFFECTIVE: "problem", Verdict.UNKNOWN: "stopped"}
NOT_YET = _("Belum dinilai")

REASONS: dict[str, str] = {
    "too_early": _("Belum enam bulan sejak pelatihan."),
    "too_few": _("Unit yang dibandingkan terlalu sedikit; waktu saja tidak akan menolong. Perlu angkatan berikutnya."),
    "not_measured": _("Aduan tidak mengukur kompetensi ini. Pakai jawaban peserta, tes, dan rekan kerja."),
    "not_compared": _("Tidak ada pembanding: tidak ada yang menunggu, dan unit lain terlalu sedikit."),
    "uncertain": _("Yang diketahui sekarang masih cocok dengan berhasil maupun tidak."),
}

LEFT_OUT: dict[str, str] = {
    Spoiled.MOVED: _("lebih dari separuh yang dilatih sudah pindah"),
    Spoiled.LOAD: _("beban kerja melonjak sesudah pelatihan"),
    Spoiled.SURGE: _("aduan melonjak sesudah pelatihan"),
    Spoiled.SERVICE: _("layanannya sendiri bermasalah sesudah pelatihan"),
    Spoiled.AGAIN: _("dilatih juga di pelatihan lain pada masa yang sama"),
}

READINGS: dict[str, str] = {
    Reading.KEEP: _("Isinya berguna. Pertahankan."),
    Reading.DELIVERY: _("Berhasil, tetapi kurang disukai: pertahankan isinya, ubah cara menyampaikannya."),
    Reading.TEST: _("Berhasil, tetapi tesnya tidak menunjukkannya: tes itu menanyakan hal lain."),
    Reading.MISSES: _(
        "Materi tidak mengena pekerjaan, atau sebabnya memang bukan kecakapan. Tinjau juga kebutuhannya."
    ),
    Reading.TRANSFER: _("Dipelajari, tetapi tidak dikerjakan: ada yang menghalangi di tempat kerja."),
    Reading.PLEASANT: _("Disukai, tetapi sedikit yang dipelajari: perkuat isi dan latihannya."),
    Reading.ANEW: _("Tidak disukai, sedikit yang dipelajari, dan tidak ada hasilnya: susun ulang."),
    Reading.WAIT: _("Hasilnya belum diketahui; tunggu penilaian berikutnya."),
}

SOURCES = {
    "verdict": _("hasil penilaian"),
    "feedback": _("jawaban peserta: materi tidak berkaitan dengan pekerjaan"),
    "office": _("permintaan badan pelatihan"),
}

_BETTER = _(
    "Kejadian buruk di unit yang dilatih menjadi {share} lebih sedikit daripada yang terjadi tanpa pelatihan "
    "(antara {low} dan {high})."
)
_WORSE = _(
    "Kejadian buruk di unit yang dilatih menjadi {share} lebih banyak daripada yang terjadi tanpa pelatihan "
    "(antara {low} dan {high})."
)


def name_of(one: StoredVerdict, wording: Wording) -> str:
    """The verdict in a few words, an indication called so."""
    name = wording.say(NAMES[one.verdict])
    return wording.say(_("Indikasi: {name}"), name=name.lower()) if one.indicates and _says(one) else name


def _says(one: StoredVerdict) -> bool:
    return one.verdict is not Verdict.UNKNOWN


def sentence(one: StoredVerdict, wording: Wording) -> str:
    """The verdict and its size as people say it; what cannot be known yet says why."""
    said = [wording.say(NAMES[one.verdict]) + "."]
    if one.indicates and _says(one):
        said = [name_of(one, wording) + "."]
    if one.reason in REASONS:
        said.append(wording.say(REASONS[one.reason]))
    effect = one.figures.effect
    if effect is not None:
        said.append(_size(effect.ratio, wording))
    if one.due_on is not None:
        said.append(wording.say(_("Dinilai lagi pada {day}."), day=day_as(one.due_on, "d MMMM y", wording.language)))
    return " ".join(said)


def _size(told: Ratio, wording: Wording) -> str:
    """By how much less or more; bounds have signs only where they lie on both sides of nothing."""
    language = wording.language
    value, low, high = (one - 1 for one in told)
    if low < 0 < high:
        bounds = [change(low, language), change(high, language)]
    else:
        bounds = [percent(one, language) for one in sorted((abs(low), abs(high)))]
    words = _BETTER if value <= 0 else _WORSE
    return wording.say(words, share=percent(abs(value), language), low=bounds[0], high=bounds[1])


def change(share: float, language: str) -> str:
    """−12 % or +5 %: by how much more or less often."""
    return percent(share, language, "+#,##0%;−#,##0%" if round(share, 2) else "#,##0%")
