"""`routing train` and `routing evaluate`: fit the router on past reports, and say how good it is on later ones."""

import gzip
import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from routing.evaluation import Figures, evaluate
from routing.fitted import PRECISION, Fitted, Labelled, TooLittle, fit
from service.commands import learnt
from service.commands.speaking import Fault, answer, data_option, json_option, say, verb
from service.progress import Report, shown
from service.settings import read

FIRST = ("n", "classes", "top1", "top3", "macro_f1", "ece", "coverage_at_95", "precision_in_band")
HELD_OUT = 0.2
"""The newest part of a file, on which a model of the rest is measured before all of it is learnt."""
_WHEN = ("filed", "at")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
label_option = click.option("--label", default="unit", show_default=True, help="The field that holds the answer.")
without_option = click.option(
    "--without", multiple=True, metavar="LABEL", help="Leave this label out; may be repeated."
)


class LabelledFile(NamedTuple):
    """The reports of a file in its order, how many lines had no label, and how many bore one that was left out."""

    rows: list[Labelled]
    unlabelled: int
    left_out: int


class Trained(NamedTuple):
    """A model of a whole file, and the figures of a model of its older part on the newer one."""

    model: Fitted
    figures: Figures


@click.group()
def routing() -> None:
    """The router: fit it on past reports, and see how good it is on later ones."""


for _command in (learnt.models_, learnt.use_, learnt.release_):
    routing.add_command(_command)


@routing.command("evaluate")
@click.option("--train", required=True, type=_FILE, help="Past reports: one JSON object a line, or the same in .gz.")
@click.option("--test", required=True, type=_FILE, help="Later reports.")
@label_option
@without_option
@json_option
@verb
def evaluate_(train: Path, test: Path, label: str, without: tuple[str, ...], as_json: bool) -> None:
    """Fit on one file, test on another, and print how often the first answer and the first three were right.

    A line holds `text` and the label's field; `filed` (or `at`) and `reporter` are used where they are there.
    """
    began = time.monotonic()
    with shown() as report:
        past, later = (read_labelled(path, label, without, report) for path in (train, test))
        _some(past, train)
        _some(later, test)
        try:
            figures = evaluate(past.rows, later.rows, progress=_told(report))
        except TooLittle as error:
            raise Fault(f"{train}: {error}") from error
    skipped = {"train": past.unlabelled, "test": later.unlabelled}
    result = _result(figures, without=list(without), skipped=skipped, seconds=round(time.monotonic() - began, 1))
    answer(as_json, result, lambda: _words(result))


@routing.command("train")
@click.argument("file", type=_FILE, required=False)
@click.option("--from-history", is_flag=True, help="Learn from this installation's own decisions, as every night.")
@label_option
@without_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="[default: routing/LABEL.model in --data]")
@data_option
@json_option
@verb
def train_(
    file: Path | None,
    from_history: bool,
    label: str,
    without: tuple[str, ...],
    out: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Fit a model on a file, write it, and print what a model of the older part made of the newest fifth.

    With --from-history: learn from what people decided here, and put it in force unless it is worse.
    """
    if (file is None) == (not from_history):
        raise click.UsageError("Name a file of past reports, or say --from-history.")
    if file is None:
        learnt.train_from_history(data, as_json)
        return
    began = time.monotonic()
    if out is None:
        if not label.replace("_", "").replace("-", "").isalnum():
            raise click.UsageError("Such a field gives no file name; say --out.")
        out = read(data=data).data / "routing" / f"{label}.model"
    with shown() as report:
        found = read_labelled(file, label, without, report)
        _some(found, file)
        try:
            trained = fit_file(found.rows, report)
        except TooLittle as error:
            raise Fault(f"{file}: {error}") from error
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(trained.model.to_bytes())
    result = _result(
        trained.figures,
        without=list(without),
        skipped=found.unlabelled,
        seconds=round(time.monotonic() - began, 1),
        written=str(out),
        model=trained.model.version,
        learnt=len(found.rows),
        band_of_model=trained.model.band,
    )
    answer(as_json, result, lambda: f"{_words(result)}\n\n{trained.model.version}, of all {len(found.rows)}: {out}")


def fit_file(
    rows: Sequence[Labelled], report: Report, seeds: Sequence[Labelled] = (), precision: float = PRECISION
) -> Trained:
    """A model of all rows, after the figures of one of their older part on the newest. Raises `TooLittle`."""
    ordered = sorted(rows, key=lambda row: row.at or datetime.min.replace(tzinfo=UTC))
    older = round(len(ordered) * (1 - HELD_OUT))
    figures = evaluate(ordered[:older], ordered[older:], seeds, precision, _told(report, " (older part)"))
    return Trained(fit(ordered, seeds, precision, _told(report)), figures)


def read_labelled(path: Path, label: str, without: Sequence[str], report: Report) -> LabelledFile:
    """The reports of a JSON Lines file, plain or gzipped. Raises `Fault` with the line's number."""
    rows: list[Labelled] = []
    unlabelled = left_out = 0
    for number, line in enumerate(_lines(path), 1):
        row = _row(line, label, f"{path}, line {number}")
        if row is None or not row.label:
            unlabelled += row is not None
        elif row.label in without:
            left_out += 1
        else:
            rows.append(row)
        if number % 1000 == 0:
            report(f"Reading {path.name}", number, 0)
    return LabelledFile(rows, unlabelled, left_out)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Fault(f"{path} is no whole gzip file: {error}") from error


def _row(line: bytes, label: str, where: str) -> Labelled | None:
    """What a line says; None for an empty line."""
    if not line.strip():
        return None
    try:
        told = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Fault(f"{where}: no JSON: {error}") from error
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise Fault(f'{where}: no JSON object with a "text" in words.')
    given = told.get(label)
    if isinstance(given, dict | list):
        raise Fault(f'{where}: "{label}" holds no single label.')
    name = "" if given is None else str(given).strip()
    return Labelled(told["text"], name, str(told.get("reporter") or ""), _instant(told, where))


def _instant(told: dict[str, Any], where: str) -> datetime | None:
    field = next((field for field in _WHEN if told.get(field)), None)
    if field is None:
        return None
    try:
        instant = datetime.fromisoformat(told[field])
    except (TypeError, ValueError) as error:
        raise Fault(f'{where}: "{field}" is no instant such as 2026-03-17T09:00:00+07:00.') from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _some(found: LabelledFile, path: Path) -> None:
    if found.unlabelled:
        say(f"{path}: {found.unlabelled} lines without a label are left out.")
    if not found.rows:
        raise Fault(f"{path} holds no report with a label in this field.")


def _told(report: Report, which: str = "") -> Any:
    return lambda title, share: report(f"{title}{which}", round(100 * share), 100)


def _result(figures: Figures, **more: Any) -> dict[str, Any]:
    """The figures in the order promised to programs, then all else."""
    told = _rounded(msgspec.to_builtins(figures))
    return {
        **{name: told[name] for name in FIRST},
        **{key: value for key, value in told.items() if key not in FIRST},
        **more,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value


_NAMES = {
    "top1": "first answer right",
    "top3": "among the first three",
    "macro_f1": "mean F1 over labels",
    "ece": "calibration error",
    "coverage_at_95": "sure enough to go by itself",
    "precision_in_band": "of these right",
}


def _words(result: dict[str, Any]) -> str:
    lines = [f"{result['n']} reports tested, {result['trained_on']} learnt from, {result['classes']} labels", ""]
    for key, name in _NAMES.items():
        value, interval = result[key], result["intervals"][key]
        between = f"   {interval[0]:.3f} to {interval[1]:.3f}" if interval else ""
        lines.append(f"{name:<28} {'   -' if value is None else format(value, '.3f')}{between}")
    equal = result["agreement"]
    lines += ["", f"{result['unseen']} reports bear a label that was never learnt; they count as wrong."]
    lines.append(f"{result['unknown_words']:.1%} of the words are unknown.")
    if equal["pairs"]:
        lines.append(f"{equal['pairs']} pairs of equal texts; {equal['agree']:.0%} of them bear the same label.")
    lines += ["", "most often confused (true label, answer, reports)"]
    lines += [f"  {true} -> {said}: {count}" for true, said, count in result["confusions"]]
    lines += ["", "promised -> right (95 % interval), bins of equally many"]
    lines += [
        f"  {bar['probability']:.3f} -> {bar['right']:.3f} ({bar['low']:.3f} to {bar['high']:.3f})"
        for bar in map(_bar, result["reliability"])
    ]
    return "\n".join(lines)


def _bar(row: Sequence[float]) -> dict[str, float]:
    return dict(zip(("n", "probability", "right", "low", "high"), row, strict=True))
