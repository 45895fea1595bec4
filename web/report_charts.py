"""Pictures of a report as SVG for paper: bars of months, a curve, shares within intervals, amounts. Pure."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from web.charts import Chart
from web.performance_charts import Bars

INK, SOFT, GRID = "#2a1d17", "#63544a", "#d9d2c7"
GOLD = "#c8952c"
FONT = "Libertinus Serif"
WIDTH = 510
"""Units of a picture over the whole width of the paper; three of them are a millimetre."""

_ROW, _NAMES, _RIGHT, _HEAD, _FOOT = 19, 188, 62, 12, 24


class ShareRow(NamedTuple):
    """A named share of 1 with its interval, and what stands at its right; None where there are too few."""

    name: str
    share: tuple[float, float, float] | None
    note: str


class Amount(NamedTuple):
    """A named number, and how much of it is pale: still open."""

    name: str
    number: int
    pale: int
    note: str


def months(bars: Bars, first: str, second: str, accent: str) -> str:
    """Two series of bars side by side; `first` and `second` name them."""
    body = [f'<path d="M{bars.left} {at}H{bars.right}" stroke="{GRID}" stroke-width=".6"/>' for at, _ in bars.up]
    for series, colour in ((bars.first, accent), (bars.second, GOLD)):
        for one in series:
            pale = ' fill-opacity=".45"' if one.pale else ""
            body.append(
                f'<rect x="{one.x}" y="{one.y}" width="{one.width}" height="{one.height}" fill="{colour}"{pale}/>'
            )
    body.append(f'<path d="M{bars.left} {bars.bottom}H{bars.right}" stroke="{INK}" stroke-width=".8"/>')
    body += [_text(bars.left - 4, at + 3.6, str(value), anchor="end") for at, value in bars.up]
    body += [_text(one.at, bars.bottom + 13, one.text, anchor="end" if one.last else "middle") for one in bars.across]
    for place, (name, colour) in enumerate(((first, accent), (second, GOLD))):
        x = bars.left + place * 96
        body.append(f'<rect x="{x}" y="{bars.bottom + 21}" width="9" height="9" fill="{colour}"/>')
        body.append(_text(x + 13, bars.bottom + 29.5, name, fill=INK))
    return _svg(bars.width, bars.height + 10, body, 11)


def curve(chart: Chart, across: str, accent: str) -> str:
    """A rising step function with its band, the points pointed out with a line down to their amount."""
    body = [
        f'<path d="M{chart.left} {tick.at:.1f}H{chart.right}" stroke="{GRID}" stroke-width=".8"/>' for tick in chart.up
    ]
    if chart.band:
        body.append(f'<path d="{chart.band}" fill="{accent}" fill-opacity=".13"/>')
    body.append(f'<path d="{chart.line}" fill="none" stroke="{accent}" stroke-width="2"/>')
    for mark in chart.marks:
        body.append(f'<path d="M{mark.x} {mark.y}V{chart.bottom}" stroke="{SOFT}" stroke-dasharray="2 2"/>')
        body.append(f'<circle cx="{mark.x}" cy="{mark.y}" r="3.4" fill="{GOLD}" stroke="#fff"/>')
    body.append(
        f'<path d="M{chart.left} {chart.top}V{chart.bottom}H{chart.right}"'
        f' fill="none" stroke="{INK}" stroke-width="1"/>'
    )
    body += [_text(chart.left - 5, tick.at + 3.5, f"{tick.value * 100:.0f}%", anchor="end") for tick in chart.up]
    body += [_text(tick.at, chart.bottom + 13, f"{tick.value:.0f}", anchor="middle") for tick in chart.across]
    body.append(_text((chart.left + chart.right) / 2, chart.height - 6, across, anchor="middle", fill=INK))
    return _svg(chart.width, chart.height, body, 10.5)


def shares(rows: Sequence[ShareRow], accent: str, target: float | None = None) -> str:
    """Each share as a point on the line of its interval, from nothing to all, in the order given."""
    height = _HEAD + _ROW * len(rows) + _FOOT
    left, right, bottom = _NAMES, WIDTH - _RIGHT, height - _FOOT

    def x(share: float) -> float:
        return round(left + (right - left) * share, 1)

    body = [
        f'<path d="M{x(tick / 4)} {_HEAD - 6}V{bottom}" stroke="{GRID}" stroke-width=".8"/>'
        + _text(x(tick / 4), bottom + 13, f"{tick * 25}%", anchor="middle")
        for tick in range(5)
    ]
    if target is not None:
        body.append(
            f'<path d="M{x(target)} {_HEAD - 8}V{bottom}" stroke="{GOLD}" stroke-width="1.6" stroke-dasharray="4 3"/>'
        )
    for place, row in enumerate(rows):
        y = _HEAD + _ROW * (place + 0.5)
        body.append(_text(left - 8, y + 3.2, _short(row.name), anchor="end", fill=INK))
        body.append(_text(right + 8, y + 3.2, row.note))
        if row.share is None:
            continue
        value, low, high = row.share
        body.append(f'<path d="M{x(low)} {y}H{x(high)}" stroke="{accent}" stroke-opacity=".32" stroke-width="6"/>')
        body.append(f'<circle cx="{x(value)}" cy="{y}" r="3.8" fill="{accent}" stroke="#fff"/>')
    return _svg(WIDTH, height, body, 9)


def amounts(rows: Sequence[Amount], accent: str) -> str:
    """Numbers as bars from the left, their pale part at the end, in the order given."""
    height = _HEAD + _ROW * len(rows) + 4
    left, right = _NAMES, WIDTH - _RIGHT - 30
    most = max((row.number for row in rows), default=0) or 1
    body = []
    for place, row in enumerate(rows):
        y = _HEAD + _ROW * place
        long = round((right - left) * row.number / most, 1)
        pale = round((right - left) * row.pale / most, 1)
        body.append(_text(left - 8, y + _ROW / 2 + 3.2, _short(row.name), anchor="end", fill=INK))
        body.append(f'<rect x="{left}" y="{y + 3}" width="{long - pale:.1f}" height="{_ROW - 6}" fill="{accent}"/>')
        body.append(
            f'<rect x="{left + long - pale:.1f}" y="{y + 3}" width="{pale}" height="{_ROW - 6}"'
            f' fill="{accent}" fill-opacity=".3"/>'
        )
        body.append(_text(left + long + 6, y + _ROW / 2 + 3.2, row.note))
    body.append(f'<path d="M{left} {_HEAD - 4}V{height - 2}" stroke="{INK}" stroke-width=".8"/>')
    return _svg(WIDTH, height, body, 9)


def _short(name: str) -> str:
    return name if len(name) <= 43 else f"{name[:41].rstrip()}…"


def _text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = SOFT) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'


def _svg(width: float, height: float, body: Sequence[str], size: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONT}" font-size="{size}">{"".join(body)}</svg>'
    )
