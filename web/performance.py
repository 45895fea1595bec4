"""How government answers, for everybody: what came in, what was answered in time, how long it takes.

Only what the worker has published is read here; a page costs the same for ten thousand cases and for a million.
"""

from collections import OrderedDict
from typing import Any

from babel.dates import format_date
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from markupsafe import Markup

from complaints.kinds import Stage, Status
from complaints.labels import STAGE
from complaints.region import Region
from foundation.language import mark as _
from sla import survival
from sla.month_counts import STEP
from sla.months import first_day
from sla.public_documents import Cell, Document, Edition, Flow, Promise, PublishedFigures, Quantile
from sla.timing import LEAST
from web.case_rows import Asked, address
from web.durations import NOT_REACHED, Durations
from web.lookup import citizens_wording
from web.performance_charts import Bars, month_bars
from web.periods import default_period, period_name, period_options, span_words
from web.rendering import environment, page
from web.timeliness_filter import month_name
from web.visitor import house_of
from web.wording import Wording

PAGE, UNITS, TOPICS = "/kinerja", "/kinerja/unit", "/kinerja/topik"
TABLES = 200
"""Tables of groups held in memory, of some forty kilobytes each."""
DOCUMENTS = 60
"""Documents held in memory: those of all periods, until they are made again."""
MONTHS = 13
"""Shown in the picture of months; open data has all of them."""

_VIEWS = (
    (PAGE, _("Ringkasan")),
    (UNITS, _("Menurut unit")),
    (TOPICS, _("Menurut topik")),
    ("/kinerja/pelatihan", _("Pelatihan pegawai")),
    ("/data", _("Data terbuka")),
)
_STAGES = {"selesai": Stage.COMPLETION, "tanggapan": Stage.FIRST_RESPONSE}
TOO_FEW = _("belum cukup data")


@get(PAGE, name="performance", include_in_schema=False)
async def performance(request: Request[Any, Any, Any]) -> Response[str]:
    """All together."""
    context, document, wording = await _ground(request, PAGE)
    flow = await PublishedFigures(house_of(request).database).flow()
    if document is not None:
        words = Durations(wording)
        total = document.total
        promises = [(Stage.FIRST_RESPONSE, total.first_response), (Stage.COMPLETION, total.completion)] if total else []
        context |= {
            "total": _counts(wording, total) if total else None,
            "promises": [
                {"name": wording.say(STAGE[stage]), **_promise(words, wording, one)} for stage, one in promises
            ],
            "acts": _acts(wording, words, document) if document.grain != "month" else [],
            **_flow(wording, flow),
        }
    return await page(request, "citizen/performance.html", context)


@get(UNITS, name="performance.units", include_in_schema=False)
async def by_unit(request: Request[Any, Any, Any]) -> Response[str]:
    return await _groups(request, UNITS)


@get(TOPICS, name="performance.topics", include_in_schema=False)
async def by_topic(request: Request[Any, Any, Any]) -> Response[str]:
    return await _groups(request, TOPICS)


async def _groups(request: Request[Any, Any, Any], path: str) -> Response[str]:
    """By name, never by a figure: an order by figures would be read as a ranking."""
    context, document, wording = await _ground(request, path)
    stage = Asked(request).choice("tahap", _STAGES) or "selesai"
    units = path == UNITS
    context |= {
        "of_units": units,
        "stages": [{"value": value, "label": wording.say(STAGE[one])} for value, one in _STAGES.items()],
        "values": context["values"] | {"tahap": stage},
    }
    if document is not None:
        cells = document.units if units else document.topics
        rest = document.total.cases - sum(cell.cases for cell in cells) if document.total else 0
        key = (path, document.period, stage, wording.language, context["computed_at"])
        context |= {
            "table": _kept_table(request, key, wording, cells, _STAGES[stage]),
            "rest": rest if rest >= LEAST else 0,
            "running": document.grain == "month" and not document.complete,
        }
    return await page(request, "citizen/performance_groups.html", context)


def _kept_table(
    request: Request[Any, Any, Any], key: tuple[Any, ...], wording: Wording, cells: list[Cell], stage: Stage
) -> Markup:
    """The table of groups, which is the same for everybody until figures, or names, are others: a hundred rows are
    written once and not for each reader."""
    kept: OrderedDict[Any, tuple[Region, Markup]] = request.app.state.setdefault("performance_tables", OrderedDict())
    region, table = kept.get(key, (None, Markup("")))
    if region is not wording.region:
        table = _table(wording, key[0] == UNITS, cells, stage)
        kept[key] = (wording.region, table)
        while len(kept) > TABLES:
            kept.popitem(last=False)
    return table


def _table(wording: Wording, units: bool, cells: list[Cell], stage: Stage) -> Markup:
    if not cells:
        return Markup("")
    words = Durations(wording)
    rows = [
        {
            "name": wording.unit(cell.key) if units else wording.topic(cell.key),
            "href": "" if units else address("/aduan", {"topic": cell.key or ""}),
            **_counts(wording, cell),
            **_promise(words, wording, cell.completion if stage is Stage.COMPLETION else cell.first_response),
        }
        for cell in cells
    ]
    context = {
        "language": wording.language,
        "of_units": units,
        "stage": wording.say(STAGE[stage]),
        "rows": sorted(rows, key=lambda row: str(row["name"]).casefold()),
    }
    return Markup(environment().get_template("parts/performance_table.html").render(context))  # noqa: S704 - our own


async def _ground(request: Request[Any, Any, Any], path: str) -> tuple[dict[str, Any], Document | None, Wording]:
    """What all three pages show; no document where nothing was published."""
    published, wording = PublishedFigures(house_of(request).database), await citizens_wording(request)
    periods, edition = await published.periods(), await published.edition()
    asked = Asked(request).choice("masa", periods)
    chosen = asked or default_period(periods, groups=path != PAGE)
    document = await _kept_document(request, published, chosen, edition) if chosen else None
    context: dict[str, Any] = {
        "views": [
            {
                "label": wording.say(name),
                "href": one if one == "/data" else address(one, {"masa": asked}),
                "current": one == path,
            }
            for one, name in _VIEWS
        ],
        "action": path,
        "periods": period_options(periods, wording),
        "values": {"masa": chosen},
        "computed_at": edition.computed_at if edition else None,
        "least": LEAST,
        "there": document is not None,
        "total": None,
    }
    if document is not None:
        context |= {
            "period": period_name(chosen, wording),
            "span": span_words(document, wording),
        }
    return context, document, wording


async def _kept_document(
    request: Request[Any, Any, Any], published: PublishedFigures, period: str, edition: Edition | None
) -> Document | None:
    """The document, read once and not for each reader: it grows with the number of groups."""
    kept: OrderedDict[Any, Document | None] = request.app.state.setdefault("performance_documents", OrderedDict())
    key = (period, edition)
    if key not in kept:
        kept[key] = await published.document(period)
        while len(kept) > DOCUMENTS:
            kept.popitem(last=False)
    return kept[key]


def _counts(wording: Wording, cell: Cell) -> dict[str, Any]:
    return {"cases": cell.cases, "done": cell.done, "open": cell.open, "ended": cell.ended}


def _promise(words: Durations, wording: Wording, promise: Promise) -> dict[str, Any]:
    """On-time share, median and ninth tenth, each with its interval in words; `bar` for the picture of the share."""
    share = promise.share
    return {
        "known": promise.on_time + promise.late,
        "on_time_count": promise.on_time,
        "late": promise.late,
        "late_open": promise.late_open,
        "waiting": promise.waiting,
        "left": promise.left,
        "on_time": words.percent(share.value) if share else wording.say(TOO_FEW),
        "between": words.between(share.low, share.high) if share else "",
        "bar": {name: round(100 * getattr(share, name), 1) for name in ("low", "value", "high")} if share else None,
        **_lengths(words, wording, promise.median, "median"),
        **_lengths(words, wording, promise.ninetieth, "ninetieth"),
    }


def _lengths(words: Durations, wording: Wording, told: Quantile | None, name: str) -> dict[str, str]:
    if told is None:
        return {name: wording.say(TOO_FEW), f"{name}_between": ""}
    value, low, high = (None if one is None else one * STEP for one in (told.value, told.low, told.high))
    if value is None:
        return {name: wording.say(NOT_REACHED), f"{name}_between": ""}
    return {name: words.working(value), f"{name}_between": words.interval(survival.Quantile(value, low, high))}


def _acts(wording: Wording, words: Durations, document: Document) -> list[dict[str, Any]]:
    """What citizens and other bodies did: one line each, or that there are too few."""
    acts, found = document.acts, []
    told = {
        "disputed": (
            _("Disanggah warga"),
            _("{number} jawaban dinyatakan belum beres; {share} di antaranya sudah dijawab lagi."),
            (acts.settled, acts.disputed),
            f"/aduan?status={Status.DISPUTED}",
        ),
        "rated": (
            _("Penilaian warga"),
            _("{number} warga memberi nilai; {share} memberi 4 atau 5 dari 5."),
            (acts.content, acts.rated),
            "",
        ),
        "outside": (
            _("Diteruskan ke luar"),
            _("{number} aduan di luar kewenangan disampaikan kepada instansi lain; {share} sudah dijawab."),
            (acts.outside_answered, acts.outside),
            f"/aduan?status={Status.FORWARDED_OUT}",
        ),
    }
    for name, (title, sentence, (part, whole), href) in told.items():
        quarters = document.quarters.get(name, [])
        share = survival.share(part, whole) if whole else None
        line: dict[str, Any] = {
            "name": wording.say(title),
            "href": href,
            "words": wording.say(TOO_FEW),
            "notes": [],
            "bar": None,
        }
        if share:
            line["words"] = wording.say(sentence, number=wording.number(whole), share=words.percent(share.value))
            line["bar"] = {one: round(100 * getattr(share, one), 1) for one in ("low", "value", "high")}
            line["notes"] = [
                wording.say(_("Rentang 95 persen: {between}."), between=words.between(share.low, share.high)),
                wording.say(_("Dari {quarters}."), quarters=", ".join(period_name(one, wording) for one in quarters)),
            ]
            if name == "rated" and acts.answered:
                line["notes"].insert(
                    0,
                    wording.say(
                        _("{share} dari {number} aduan yang dijawab dinilai; rata-rata {mean} dari 5."),
                        share=words.percent(acts.rated / acts.answered),
                        number=wording.number(acts.answered),
                        mean=words.number(acts.points / acts.rated),
                    ),
                )
        found.append(line)
    return found


def _flow(wording: Wording, flow: Flow) -> dict[str, Any]:
    months = flow.months[-MONTHS:]

    def number(one: int | None) -> str:
        return wording.say(_("disembunyikan")) if one is None else wording.number(one)

    bars: Bars | None = month_bars(
        [(_short(one.month, wording.language), one.received, one.finished, one.running) for one in months]
    )
    return {
        "bars": bars,
        "flow": [
            {
                "name": month_name(first_day(one.month), wording.language),
                "received": number(one.received),
                "finished": number(one.finished),
                "running": one.running,
            }
            for one in reversed(months)
        ],
    }


def _short(month: str, language: str) -> str:
    return f"{format_date(first_day(month), 'LLL', locale=language)} {month[2:4]}"


HANDLERS: list[HTTPRouteHandler] = [performance, by_unit, by_topic]
