"""The columns of the open data: header, dictionary and schema are all made of this one list."""

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from complaints.kinds import Stage
from complaints.labels import STAGE
from complaints.region import Region
from foundation.language import mark as _
from sla.public_documents import Cell, Document, Promise, Quantile

Value = str | int | float | bool | None
Type = Literal["string", "integer", "number", "boolean"]
TENTH = 10
"""Lengths are kept in tenths of working days and handed over in days."""


class Line(NamedTuple):
    """One row before its columns are read out: a group of a period, or a pair of unit and topic, which has no cell."""

    document: Document
    grouping: str
    unit: str | None
    topic: str | None
    cases: int
    cell: Cell | None
    region: Region


class Column(NamedTuple):
    """`meaning` is a marked sentence; `stage` is filled into it where the column is one of a promise."""

    name: str
    type: Type
    meaning: str
    read: Callable[[Line], Value]
    nullable: bool = True
    stage: Stage | None = None


_ALL, _UNIT, _TOPIC, _PAIR = "all", "unit", "topic", "unit_topic"

_GROUP: tuple[Column, ...] = (
    Column(
        "period",
        "string",
        _("Masa: bulan (2026-10), triwulan (2026-Q4), tahun (2026), atau 12m, dua belas bulan penuh terakhir."),
        lambda line: line.document.period,
        False,
    ),
    Column(
        "grain", "string", _("Jenis masa: month, quarter, year, atau rolling."), lambda one: one.document.grain, False
    ),
    Column("first_month", "string", _("Bulan pertama yang dihitung."), lambda line: line.document.first, False),
    Column("last_month", "string", _("Bulan terakhir yang dihitung."), lambda line: line.document.last, False),
    Column(
        "complete",
        "boolean",
        _("Apakah masanya sudah selesai. Masa yang masih berjalan memuat bulan-bulan penuhnya saja."),
        lambda line: line.document.complete,
        False,
    ),
    Column(
        "grouping",
        "string",
        _("Kelompok baris ini: all (semua), unit, topic, atau unit_topic (per bulan saja, hanya banyaknya aduan)."),
        lambda line: line.grouping,
        False,
    ),
    Column("unit", "string", _("Kode unit yang sekarang memegang aduan."), lambda line: line.unit),
    Column("unit_name", "string", _("Nama unit."), lambda line: _name(line.region.unit, line.unit)),
    Column("topic", "string", _("Kode topik."), lambda line: line.topic),
    Column("topic_name", "string", _("Nama topik."), lambda line: _name(line.region.topic, line.topic)),
    Column(
        "received",
        "integer",
        _(
            "Aduan yang diterima dalam masa itu. Laporan dugaan pelanggaran tidak dihitung; yang rahasia dan yang peka "
            "hanya dalam jumlah seluruhnya."
        ),
        lambda line: line.cases,
        False,
    ),
    Column(
        "done",
        "integer",
        _("Di antaranya yang sudah dijawab selesai dan tidak disanggah."),
        lambda line: line.cell.done if line.cell else None,
    ),
    Column(
        "open", "integer", _("Di antaranya yang masih berjalan."), lambda line: line.cell.open if line.cell else None
    ),
    Column(
        "ended_otherwise",
        "integer",
        _("Di antaranya yang diarsipkan, digabung, atau disampaikan kepada instansi lain."),
        lambda line: line.cell.ended if line.cell else None,
    ),
)


class _Part(NamedTuple):
    """A column that each promise has."""

    name: str
    type: Type
    meaning: str
    read: Callable[[Promise], Value]


def _edge(told: Quantile | None, name: str) -> float | None:
    value: float | None = getattr(told, name) if told else None
    return None if value is None else value / TENTH


_PARTS: tuple[_Part, ...] = (
    _Part("on_time", "integer", _("{stage}: ditepati sampai tanggalnya."), lambda one: one.on_time),
    _Part(
        "late",
        "integer",
        _(
            "{stage}: terlambat, termasuk yang lewat tanggal dan masih berjalan, "
            "dan yang tanggalnya diundur setelah lewat."
        ),
        lambda one: one.late,
    ),
    _Part(
        "late_open", "integer", _("{stage}: terlambat dan masih berjalan; bagian dari late."), lambda one: one.late_open
    ),
    _Part(
        "not_due_yet", "integer", _("{stage}: belum jatuh tempo, atau hitungannya berhenti."), lambda one: one.waiting
    ),
    _Part("left", "integer", _("{stage}: aduannya berakhir lain sebelum tanggalnya."), lambda one: one.left),
    _Part(
        "share",
        "number",
        _("{stage}: bagian tepat waktu, on_time / (on_time + late), 0 sampai 1; kosong bila kurang dari lima."),
        lambda one: one.share.value if one.share else None,
    ),
    _Part(
        "share_low",
        "number",
        _("{stage}: ujung bawah rentang 95 persen bagian itu (Wilson)."),
        lambda one: one.share.low if one.share else None,
    ),
    _Part(
        "share_high",
        "number",
        _("{stage}: ujung atas rentang itu."),
        lambda one: one.share.high if one.share else None,
    ),
    _Part(
        "median_days",
        "number",
        _(
            "{stage}: dalam berapa hari kerja (7,5 jam kerja, sejak diterima) separuhnya sampai, dengan Kaplan-Meier; "
            "kosong bila belum tercapai."
        ),
        lambda one: _edge(one.median, "value"),
    ),
    _Part(
        "median_low",
        "number",
        _("{stage}: ujung bawah rentang 95 persen median."),
        lambda one: _edge(one.median, "low"),
    ),
    _Part(
        "median_high",
        "number",
        _("{stage}: ujung atas rentang median; kosong bila belum diketahui."),
        lambda one: _edge(one.median, "high"),
    ),
    _Part(
        "p90_days",
        "number",
        _("{stage}: dalam berapa hari kerja sembilan dari sepuluh sampai; kosong bila belum tercapai."),
        lambda one: _edge(one.ninetieth, "value"),
    ),
    _Part(
        "p90_low", "number", _("{stage}: ujung bawah rentang 95 persen itu."), lambda one: _edge(one.ninetieth, "low")
    ),
    _Part("p90_high", "number", _("{stage}: ujung atas rentang itu."), lambda one: _edge(one.ninetieth, "high")),
)


def _of(stage: Stage, part: _Part) -> Column:
    def read(line: Line) -> Value:
        if line.cell is None:
            return None
        return part.read(line.cell.completion if stage is Stage.COMPLETION else line.cell.first_response)

    return Column(f"{stage}_{part.name}", part.type, part.meaning, read, stage=stage)


COLUMNS: tuple[Column, ...] = (
    *_GROUP,
    *(_of(stage, part) for stage in (Stage.FIRST_RESPONSE, Stage.COMPLETION) for part in _PARTS),
)
"""In their order. A column is never renamed or given another meaning; new ones come last."""


def lines(document: Document, region: Region) -> Iterator[Line]:
    """What may be told of a period; a group without a line is withheld, or empty."""
    if document.total is not None:
        yield Line(document, _ALL, None, None, document.total.cases, document.total, region)
    for cell in document.units:
        yield Line(document, _UNIT, cell.key, None, cell.cases, cell, region)
    for cell in document.topics:
        yield Line(document, _TOPIC, None, cell.key, cell.cases, cell, region)
    for unit, topic, cases in document.pairs:
        yield Line(document, _PAIR, unit, topic, cases, None, region)


def values(line: Line) -> list[Value]:
    return [column.read(line) for column in COLUMNS]


def schema(title: str, licence: str) -> dict[str, Any]:
    """What the JSON file holds, as JSON Schema."""
    properties = {
        column.name: {
            "type": [column.type, "null"] if column.nullable else column.type,
            "description": meaning(column),
        }
        for column in COLUMNS
    }
    row = {
        "type": "object",
        "properties": properties,
        "required": [column.name for column in COLUMNS],
        "additionalProperties": False,
    }
    words = ("title", "licence", "licence_url", "publisher", "computed_at", "dictionary")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "$comment": licence,
        "type": "object",
        "properties": {**{name: {"type": "string"} for name in words}, "rows": {"type": "array", "items": row}},
        "required": [*words, "rows"],
    }


def meaning(column: Column) -> str:
    """The sentence in Indonesian, the language of the file."""
    return column.meaning.format(stage=STAGE[column.stage]) if column.stage else column.meaning


def _name(known: dict[str, Any], code: str | None) -> str | None:
    if code is None:
        return None
    found = known.get(code)
    return found.name if found else code
