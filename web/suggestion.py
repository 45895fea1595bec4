"""What the router makes of a report, in the words of the coordinator's desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from complaints import events as e
from complaints.complaint import Complaint
from complaints.given import Asked
from complaints.kinds import Gap, Kind
from complaints.region import Region
from complaints.spoken import told
from complaints.views import Case
from foundation.language import mark as _
from routing.advice import NOTHING, OUTSIDE, Owner, Reading
from web.highlights import Mark, Piece, Span, in_sections, quoted
from web.wording import Wording

BETWEEN = "\n\n"
"""Lies between a report and what the reporter added to it."""
MOST_FOR, MOST_AGAINST = 10, 5
"""So many reasons are marked; more would colour everything."""
_ADDED = frozenset({"complaint.supplemented", "question.answered"})
ADDED, SPOKEN = _("Tambahan dari pelapor"), _("Ditulis petugas dari rekaman pelapor")

NOT_OURS = _("Bukan aduan: {why}")
NOTHING_WORDS: dict[str, str] = {
    "thanks": _("ucapan terima kasih"),
    "test": _("uji coba"),
    "spam": _("iklan atau pesan berulang"),
    "empty": _("tidak ada isinya"),
}
_FOR_UNIT = _("kira-kira {n} dari {of} laporan seperti ini memang untuk unit ini")
_FOR_BODY = _("kira-kira {n} dari {of} laporan seperti ini memang untuk instansi ini")
_FOR_NOTHING = _("kira-kira {n} dari {of} pesan seperti ini memang bukan aduan")
_SELDOM = _("kurang dari 1 dari 20 laporan seperti ini")
LEGEND: dict[Mark, str] = {
    "for": _("Kata yang mendukung"),
    "against": _("Kata yang meragukan"),
    "place": _("Tempat"),
    "danger": _("Tanda bahaya"),
}
GAPS: dict[Gap, str] = {Gap.WHAT: _("apa yang terjadi"), Gap.WHERE: _("di mana"), Gap.WHEN: _("kapan")}
DOUBTS: dict[str, tuple[str, str]] = {
    "wrongdoing": (
        _("Siapa yang dilaporkan?"),
        _(
            "Ada dugaan pungutan atau kecurangan, tetapi belum jelas apakah pelakunya petugas pemerintah. Bila ya, "
            "ubah jenisnya menjadi pengaduan penyimpangan: laporan lalu ditangani Inspektorat."
        ),
    ),
    "road_owner": (
        _("Jalan siapa ini?"),
        _("Pemilik jalan belum jelas dari laporannya. Pilih bila Anda tahu, atau tanyakan kepada pelapor."),
    ),
    "several_matters": (
        _("Urusan mana yang didahulukan?"),
        _("Laporan ini menyebut urusan beberapa unit. Teruskan yang utama, atau minta pelapor mengirim terpisah."),
    ),
    "about_follow_up": (
        _("Laporan mana yang dimaksud?"),
        _("Ini tampaknya keluhan atas tindak lanjut laporan terdahulu. Cari laporan itu lebih dulu."),
    ),
}
ASKING: dict[str, str] = {
    "wrongdoing": "Mohon sebutkan siapa yang meminta atau menerima uang itu: petugas kantor mana, atau orang lain. "
    "Anda tidak perlu menyebut nama Anda sendiri.",
    "road_owner": "Mohon sebutkan nama atau nomor ruas jalannya, dan desa atau kecamatannya, supaya kami tahu apakah "
    "jalan itu jalan nasional, provinsi, kabupaten, atau desa.",
    "several_matters": "Laporan Anda menyebut beberapa urusan yang ditangani unit berbeda. Mohon kirimkan setiap "
    "urusan sebagai laporan sendiri, supaya masing-masing langsung sampai ke unitnya.",
    "about_follow_up": "Mohon sebutkan kode aduan yang dimaksud, supaya kami dapat melihat tindak lanjutnya.",
}
"""What a citizen is asked where there is a doubt, in the language of the office whoever sends it."""
_ROADS: tuple[tuple[str, str], ...] = (
    ("national", _("Nasional")),
    ("provincial", _("Provinsi")),
    ("regency", _("Kabupaten/kota")),
    ("village", _("Desa")),
)


class Choice(NamedTuple):
    """Somebody who may be responsible. `unit` or `body` is a code, or `nothing` why it is no complaint."""

    name: str
    share: int
    chance: str
    unit: str = ""
    body: str = ""
    nothing: str = ""
    topic: str = ""
    duty: str = ""
    words: str = ""
    """What a body outside says of itself, which its reporter is told."""


class Told(NamedTuple):
    """Words of the reporter, in pieces; `heading` says where they come from, where they are not the report's own."""

    pieces: list[Piece]
    heading: str


class Legend(NamedTuple):
    """A mark, its name, and the words that bear it."""

    mark: Mark
    name: str
    words: str


class RoadOwner(NamedTuple):
    """Whose a road of one status would be."""

    name: str
    owner: str
    unit: str = ""
    body: str = ""


@dataclass(frozen=True)
class SuggestionWords:
    """All that is said of a reading; what is empty is not shown."""

    choices: tuple[Choice, ...]
    told: tuple[Told, ...]
    legend: tuple[Legend, ...]
    topic: str
    kind: str
    """Named where the words speak of another kind than the one the case has."""
    area: str
    learnt: bool
    method: str
    before: str
    """What was suggested when the case came in, where that was something else."""
    sent_back: tuple[tuple[str, str], ...]
    """Units that sent it back, with their reasons."""
    doubt: tuple[str, str]
    """The question, and what may be done."""
    roads: tuple[RoadOwner, ...]
    missing: str
    danger: bool
    oversight: bool

    @property
    def first(self) -> Choice | None:
        return self.choices[0] if self.choices else None

    @property
    def clear(self) -> bool:
        """Whether a unit may be chosen at once: nothing has to be asked, and nothing looked at first."""
        open_question = self.doubt[0] or self.missing or self.danger or self.oversight
        return bool(self.first and self.first.unit and not open_question)


def sections_of(case: Case) -> list[tuple[str, str]]:
    """The report, what was written down of its recordings, then what the reporter added; each with its heading."""
    written = told(case.report, ())
    return [
        *([(written, "")] if written else []),
        *((one.words, SPOKEN) for one in case.transcripts),
        *((entry.words, ADDED) for entry in case.entries if entry.name in _ADDED and entry.words),
    ]


def _in_one(sections: Sequence[tuple[str, str]]) -> str:
    return BETWEEN.join(words for words, _heading in sections)


def asked_of(case: Case) -> Asked:
    """What the router is asked about a case as it stands, with all that the reporter has told since."""
    complaint, place = case.complaint, case.place
    return Asked(
        _in_one(sections_of(case)),
        complaint.topic,
        complaint.area,
        complaint.kind if complaint.kind_chosen else None,
        complaint.channel,
        pinned=place is not None and (place.latitude is not None or bool(place.address)),
        dated=complaint.happened_on is not None,
        photos=any(file.of == "report" for file in case.files),
    )


def returned(case: Case) -> dict[str, str]:
    """Units that sent the case back, each with its reason, the latest last."""
    return {one.event.unit: one.words or "" for one in case.entries if isinstance(one.event, e.SentBack)}


def owners(reading: Reading, complaint: Complaint, region: Region, without: Collection[str]) -> list[Owner]:
    """Whom to name, likeliest first: nobody who takes no reports, whom it tells of, or who sent it back.

    Where somebody is left out, the shares are those among the rest: that it is not theirs is known.
    """
    units, bodies = region.rules.accepting_units, region.rules.bodies
    out = set(without) | ({complaint.about_unit} if complaint.about_unit else set())
    known = [
        one
        for one in reading.owners
        if one.nothing or (one.unit in units if one.unit is not None else one.body in bodies)
    ]
    gone = sum(one.share for one in known if one.label in out)
    left = 1.0 - min(gone, 0.99)
    return [Owner(one.label, min(one.share / left, 0.99)) for one in known if one.label not in out]


def suggestion_of(wording: Wording, case: Case, reading: Reading) -> SuggestionWords:
    complaint, region = case.complaint, wording.region
    back = returned(case)
    sections, spans = sections_of(case), spans_of(reading)
    marked = in_sections([words for words, _heading in sections], len(BETWEEN), spans)
    named = owners(reading, complaint, region, back)
    doubt = DOUBTS.get(reading.doubt or "", ("", ""))
    return SuggestionWords(
        choices=tuple(_choice(wording, complaint, reading, one) for one in named),
        told=tuple(
            Told(pieces, wording.say(heading) if heading else "")
            for pieces, (_words, heading) in zip(marked, sections, strict=True)
        ),
        legend=_legend(wording, _in_one(sections), spans),
        topic=wording.topic(reading.topic),
        kind=wording.kind(reading.kind) if reading.kind not in (None, complaint.kind) else "",
        area=_area(wording, reading),
        learnt=reading.learnt,
        method=reading.method,
        before=_before(wording, case, named),
        sent_back=tuple((wording.unit(unit), words) for unit, words in back.items()),
        doubt=(wording.say(doubt[0]), wording.say(doubt[1])),
        roads=road_owners(wording, reading.area) if reading.doubt == "road_owner" else (),
        # Whom it is not ours to answer needs no place or day from us.
        missing=", ".join(wording.say(GAPS[gap]) for gap in reading.missing) if not named or named[0].unit else "",
        danger=bool(reading.danger),
        oversight=reading.kind is Kind.OVERSIGHT and complaint.kind is not Kind.OVERSIGHT,
    )


def spans_of(reading: Reading) -> list[Span]:
    """What is marked: places, signs of danger, and the words that weigh most."""
    spans = [Span(place.start, place.end, "place") for place in reading.places]
    spans += [Span(one.start, one.end, "danger") for one in reading.danger]
    words = sorted((one for one in reading.reasons if one.what == "words"), key=lambda one: -abs(one.weight))
    spans += [Span(one.start, one.end, "for") for one in words if one.weight > 0][:MOST_FOR]
    spans += [Span(one.start, one.end, "against") for one in words if one.weight < 0][:MOST_AGAINST]
    spans += [
        Span(one.start, one.end, "danger" if one.what == "danger" else "place")
        for one in reading.reasons
        if one.what != "words"
    ]
    return spans


def _legend(wording: Wording, text: str, spans: Sequence[Span]) -> tuple[Legend, ...]:
    found = quoted(text, spans)
    return tuple(
        Legend(mark, wording.say(LEGEND[mark]), ", ".join(f"“{words}”" for words in found[mark]))
        for mark in LEGEND
        if mark in found
    )


def _choice(wording: Wording, complaint: Complaint, reading: Reading, owner: Owner) -> Choice:
    share = percent(owner.share)
    if owner.nothing:
        name = wording.say(NOT_OURS, why=wording.say(NOTHING_WORDS.get(owner.nothing, owner.nothing)))
        return Choice(name, share, chance(wording, owner.share, _FOR_NOTHING), nothing=owner.nothing)
    if owner.body:
        body = wording.region.body.get(owner.body)
        told = chance(wording, owner.share, _FOR_BODY)
        return Choice(wording.body(owner.body), share, told, body=owner.body, words=body.words if body else "")
    known = wording.region.unit[owner.label]
    topic = topic_for(wording.region, complaint, reading, owner.label)
    return Choice(known.name, share, chance(wording, owner.share), owner.label, topic=topic, duty=known.duty)


def topic_for(region: Region, complaint: Complaint, reading: Reading, unit: str) -> str:
    """The topic with which a case would go to a unit: the one it has, or the likeliest that this unit answers."""
    if complaint.topic in region.rules.topics:
        return complaint.topic or ""
    ranked = [reading.topic, *(code for code, _share in reading.topics)]
    theirs = (code for code in ranked if code and (rule := region.rules.topics.get(code)) and rule.unit == unit)
    return next(theirs, "")


def percent(share: float) -> int:
    """A probability in whole percent; nothing is ever certain, and nothing that is named impossible."""
    return min(99, max(1, round(share * 100)))


def chance(wording: Wording, share: float, words: str = _FOR_UNIT) -> str:
    """A probability as a count of reports like this one."""
    if share >= 0.95:
        return wording.say(words, n=percent(share), of=100)
    tenths = round(share * 10)
    return wording.say(words, n=tenths, of=10) if share >= 0.05 and tenths else wording.say(_SELDOM)


def name_of_owner(wording: Wording, label: str) -> str:
    """A unit, a body or "no complaint", as an owner's label names it."""
    if label.startswith(OUTSIDE):
        return wording.body(label.removeprefix(OUTSIDE))
    if label.startswith(NOTHING):
        why = label.removeprefix(NOTHING)
        return wording.say(NOT_OURS, why=wording.say(NOTHING_WORDS.get(why, why)))
    return wording.unit(label)


def _area(wording: Wording, reading: Reading) -> str:
    named = [place.road or place.name for place in reading.places]
    return ", ".join(dict.fromkeys(one for one in (*named, wording.area(reading.area)) if one))


def _before(wording: Wording, case: Case, named: Sequence[Owner]) -> str:
    """The suggestion in the log, where somebody else is named first now."""
    logged = next((one.event for one in reversed(case.entries) if isinstance(one.event, e.Suggested)), None)
    if logged is None:
        return ""
    label = logged.unit or (f"{OUTSIDE}{logged.body}" if logged.body else "")
    if logged.ranked:
        label = logged.ranked[0][0]
    if not label or (named and named[0].label == label):
        return ""
    share = logged.ranked[0][1] if logged.ranked else logged.share
    return wording.say(
        _("Saran saat masuk: {name} ({share}%, {method})."),
        name=name_of_owner(wording, label),
        share=percent(share),
        method=logged.method,
    )


def road_owners(wording: Wording, area: str | None) -> tuple[RoadOwner, ...]:
    """To whom a road of each status would go: as the region's list of roads says, or by the area it lies in."""
    region = wording.region
    found = []
    for status, name in _ROADS:
        listed = [(road.unit, road.body) for road in region.roads if road.status == status and (road.unit or road.body)]
        unit, body = max(set(listed), key=listed.count) if listed and status != "regency" else ("", "")
        if status in ("regency", "village") and not unit and not body:
            body = _government_of(region, area)
        owner = wording.unit(unit) or wording.body(body)
        found.append(RoadOwner(wording.say(name), owner, unit, body))
    return tuple(found)


def _government_of(region: Region, area: str | None) -> str:
    """The body that governs the kabupaten or kota an area lies in, where the region names one."""
    at = region.area.get(area or "")
    while at is not None and at.parent:
        at = region.area.get(at.parent)
    return next((body.code for body in region.bodies if at and body.area == at.code), "")
