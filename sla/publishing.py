"""From counts of months to what may be told of each period."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from complaints.kinds import Stage
from sla.month_counts import STAGES, Acts, Class, Family, Month, Times
from sla.months import YEAR_BACK, before, grain_of, months_of, quarter_of, whole
from sla.public_documents import Cell, Document, Flow, FlowMonth, Promise, Quantile, Share
from sla.survival import curve, share
from sla.withholding import LEAST, Release, covered, release

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Counted:
    """Months with their cases by group, so that each group is found at once."""

    def __init__(self, months: Mapping[str, Month]) -> None:
        self.months = months
        self._became: dict[tuple[str, Family, str | None], Counter[Class]] = defaultdict(Counter)
        self._times: dict[tuple[str, Stage, Family, str | None], Times] = {}
        for name, month in months.items():
            for unit, topic, one, number in month.counts:
                for key in self._keys(name, unit, topic):
                    self._became[key][one] += number
            for times in month.times:
                self._times[name, times.stage, times.family, times.key] = times

    @staticmethod
    def _keys(month: str, unit: str | None, topic: str | None) -> Iterator[tuple[str, Family, str | None]]:
        yield month, "all", None
        if unit is not None:
            yield month, "unit", unit
        if topic is not None:
            yield month, "topic", topic

    def became(self, family: Family, key: str | None, window: Sequence[str]) -> Counter[Class]:
        found: Counter[Class] = Counter()
        for month in window:
            found.update(self._became.get((month, family, key), {}))
        return found

    def times(self, stage: Stage, family: Family, key: str | None, window: Sequence[str]) -> list[Times]:
        found = (self._times.get((month, stage, family, key)) for month in window)
        return [one for one in found if one is not None]


class Earlier(NamedTuple):
    """What was published before, and which months were counted anew since: the others' cells still hold."""

    documents: Mapping[str, Document]
    recounted: Collection[str]

    def cells(self, period: str, window: Sequence[str]) -> dict[tuple[Family, str | None], Cell]:
        document = self.documents.get(period)
        if document is None or (document.first, document.last) != (window[0], window[-1]):
            return {}
        if not set(window).isdisjoint(self.recounted):
            return {}
        found: dict[tuple[Family, str | None], Cell] = {}
        found |= {("unit", one.key): one for one in document.units}
        found |= {("topic", one.key): one for one in document.topics}
        return found | ({("all", None): document.total} if document.total else {})


def documents_of(kept: Mapping[str, Month], now: str, earlier: Earlier | None = None) -> dict[str, Document]:
    """What may be told of every month, quarter and year, of the running ones and of the last twelve months.

    `now` is the running month. Units and topics are told of whole months only: whoever asks again and again would
    otherwise see single cases come in.
    """
    if not kept:
        return {}
    first = min(kept)
    # A year begins in January, whenever the service did: the months before hold nothing.
    span = (int(now[:4]) - int(first[:4])) * 12 + int(now[5:]) - 1
    joint: dict[str, Any] = {month: _joint(kept.get(month)) for month in before(now, span)}
    told = release(joint)
    quarters, years = whole(sorted(joint))
    windows = {period: months_of(period) for period in (*joint, *quarters, *years) if max(months_of(period)) >= first}
    running = {quarter_of(now): months_of(quarter_of(now)), now[:4]: months_of(now[:4]), YEAR_BACK: before(now, 12)}
    for period, months in running.items():
        if inside := tuple(month for month in months if month in joint and month >= first):
            windows[period] = inside
    nodes = {*joint, *quarters, *years}
    counted, earlier = Counted(kept), earlier or Earlier({}, ())
    documents = {
        period: _document(period, window, counted, told, earlier.cells(period, window), complete=period in nodes)
        for period, window in windows.items()
    }
    if now in kept:
        total = _cell(None, "all", (now,), counted) if kept[now].cases >= LEAST else None
        documents[now] = Document(now, "month", now, now, False, total, [], [], [], Acts(), {})
    return documents


def _joint(month: Month | None) -> dict[tuple[str | None, str | None], Counter[Class]]:
    found: dict[tuple[str | None, str | None], Counter[Class]] = {}
    for unit, topic, became, number in month.counts if month else ():
        found.setdefault((unit, topic), Counter())[became] += number
    return found


def _document(
    period: str,
    window: Sequence[str],
    counted: Counted,
    told: Release,
    known: Mapping[tuple[Family, str | None], Cell],
    *,
    complete: bool,
) -> Document:
    kept = counted.months
    all_told = {("", one) for one in told.total}

    def shown(key: str, told: set[tuple[str, str]]) -> bool:
        return (key, period) in told if complete else covered(key, window, told)

    def cell(family: Family, key: str | None) -> Cell:
        return known.get((family, key)) or _cell(key, family, window, counted)

    def cells(family: Family, told: set[tuple[str, str]]) -> list[Cell]:
        return [cell(family, key) for key in sorted({key for key, _ in told}) if shown(key, told)]

    sizes: Counter[tuple[str, str]] = Counter()
    if complete and len(window) == 1:
        for unit, topic, _, number in kept[period].counts if period in kept else ():
            if unit and topic and (period, unit, topic) in told.cross:
                sizes[unit, topic] += number
    return Document(
        period=period,
        grain=grain_of(period),
        first=window[0],
        last=window[-1],
        complete=complete,
        total=cell("all", None) if shown("", all_told) else None,
        units=cells("unit", told.units),
        topics=cells("topic", told.topics),
        pairs=[(*pair, number) for pair, number in sorted(sizes.items())],
        **_acts(window, kept),
    )


def _acts(window: Sequence[str], kept: Mapping[str, Month]) -> dict[str, Any]:
    """What citizens did, by whole quarters only and of all units together, so that nothing can be subtracted.

    A number below LEAST leaves its quarter out of its sum; `quarters` says which are in.
    """
    inside = whole(window)[0] if len(window) > 1 else ()
    sums = {quarter: sum((kept[m].acts for m in months_of(quarter) if m in kept), Acts()) for quarter in inside}
    told: dict[str, list[str]] = {}
    acts: dict[str, int] = {}
    for name, parts in (
        ("disputed", ("settled",)),
        ("rated", ("content", "points", "answered")),
        ("outside", ("outside_answered",)),
    ):
        told[name] = [quarter for quarter, one in sums.items() if getattr(one, name) >= LEAST]
        for part in (name, *parts):
            acts[part] = sum(getattr(sums[quarter], part) for quarter in told[name])
    return {"acts": Acts(**acts), "quarters": told}


def _cell(key: str | None, family: Family, window: Sequence[str], counted: Counted) -> Cell:
    became = counted.became(family, key, window)
    states = Counter[str]()
    for (state, *_), number in became.items():
        states[state] += number
    first, completion = (_promise(stage, counted.times(stage, family, key, window), became) for stage in STAGES)
    return Cell(key, became.total(), states["done"], states["open"], states["ended"], first, completion)


def _promise(stage: Stage, times: Sequence[Times], became: Mapping[Class, int]) -> Promise:
    kept: Counter[str] = Counter()
    for one, number in became.items():
        kept[one[1 + STAGES.index(stage)]] += number
    late = kept["late"] + kept["late_open"]
    known = kept["on_time"] + late
    found = share(kept["on_time"], known) if known >= LEAST else None
    durations, done = _durations(times)
    line = curve(durations, done)
    quantiles = [line.quantile(one) for one in (0.5, 0.9)] if line.cases >= LEAST else [None, None]
    median, ninetieth = (Quantile(*one) if one else None for one in quantiles)
    return Promise(
        on_time=kept["on_time"],
        late=late,
        late_open=kept["late_open"],
        waiting=kept["waiting"],
        left=kept["left"],
        share=Share(round(found.value, 4), round(found.low, 4), round(found.high, 4)) if found else None,
        median=median,
        ninetieth=ninetieth,
    )


def _durations(months: Sequence[Times]) -> "tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]":
    import numpy as np

    lengths: list[float] = []
    numbers: list[int] = []
    done: list[bool] = []
    for times in months:
        for pairs, over in ((times.done, True), (times.open, False)):
            lengths += [float(length) for length, _ in pairs]
            numbers += [number for _, number in pairs]
            done += [over] * len(pairs)
    return np.repeat(np.array(lengths, float), numbers), np.repeat(np.array(done, bool), numbers)


def flow_of(kept: Mapping[str, Month], now: str, finished: Mapping[str, int]) -> Flow:
    """What came in and what was answered, month by month; of the running month as far as it has come."""
    if not kept:
        return Flow([])
    first = min(kept)
    span = (int(now[:4]) - int(first[:4])) * 12 + int(now[5:]) - int(first[5:])
    months = (*before(now, span), now)
    received = _hidden({month: kept[month].cases if month in kept else 0 for month in months})
    answered_in = _hidden({month: finished.get(month, 0) for month in months})
    return Flow([FlowMonth(month, received[month], answered_in[month], month == now) for month in months])


def _hidden(numbers: Mapping[str, int]) -> dict[str, int | None]:
    """Numbers of one to four are withheld, and never one alone: the sum over all is told elsewhere."""
    hidden = {month for month, number in numbers.items() if 0 < number < LEAST}
    others = sorted((number, month) for month, number in numbers.items() if number >= LEAST)
    if len(hidden) == 1 and others:
        hidden.add(others[0][1])
    return {month: None if month in hidden else number for month, number in numbers.items()}
