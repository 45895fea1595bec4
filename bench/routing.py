"""What the fitted router costs: milliseconds a report, seconds to fit and to load, memory. Invented texts only."""

import gc
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from bench.reports import reports
from routing.fitted import Fitted, Labelled, fit

ROWS, CLASSES, ASKED = 10_000, 26, 2_000
_SYLLABLES = (
    "ba",
    "ran",
    "ti",
    "ku",
    "lam",
    "pe",
    "so",
    "wi",
    "dar",
    "ngu",
    "me",
    "tan",
    "si",
    "ka",
    "ron",
    "gi",
    "ja",
    "ul",
)


def invented(count: int, seed: int = 1) -> list[Labelled]:
    """Reports of 20 to 150 words: a tenth speaks for the label, the rest is of ours and of a big made-up dictionary."""
    chance = random.Random(seed)  # noqa: S311 - the same words again for the same seed
    ours = reports(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(6_000)]
    rare = [1 / (rank + 10) for rank in range(len(words))]
    own = [chance.sample(words, 60) for _ in range(CLASSES)]
    labels = [1 / (rank + 1) for rank in range(CLASSES)]
    began = datetime(2026, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(count):
        label = chance.choices(range(CLASSES), labels)[0]
        length = int(min(150, max(10, chance.lognormvariate(3.6, 0.7))))
        said = json.loads(next(ours))["text"].split()[:10]
        said += [*chance.choices(words, rare, k=length), *chance.choices(own[label], k=length // 8)]
        chance.shuffle(said)
        at = began + timedelta(minutes=50 * number)
        rows.append(Labelled(" ".join(said), f"UNIT_{label:02}", f"warga {number}", at))
    return rows


def _milliseconds(model: Fitted, texts: Sequence[str], reasons: bool) -> dict[str, float]:
    took = []
    for text in texts:
        began = time.perf_counter()
        ranked = model.ranked(text)
        if reasons:
            model.evidence(text, ranked[0][0])
        took.append((time.perf_counter() - began) * 1000)
    return {"median": round(float(np.median(took)), 3), "p99": round(float(np.quantile(took, 0.99)), 3)}


_LOADING = """
import json, sys, time
from pathlib import Path
def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
before, began = resident(), time.perf_counter()
from routing.fitted import Fitted
data = Path(sys.argv[1]).read_bytes()
model = Fitted.from_bytes(data)
del data
model.evidence("jalan rusak", model.ranked("jalan rusak")[0][0])
print(json.dumps({"seconds": round(time.perf_counter() - began, 3), "megabytes": round(resident() - before, 1)}))
"""


def _loaded(model: Fitted) -> dict[str, float]:
    """Seconds and megabytes of a fresh process until its first answer, libraries included."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.model"
        path.write_bytes(model.to_bytes())
        command = [sys.executable, "-c", _LOADING, str(path)]
        told: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return told


@click.command()
@click.option("--rows", default=ROWS, show_default=True, help="Reports to fit on.")
@click.option("--json", "as_json", is_flag=True, help="Only JSON on standard output.")
def main(rows: int, as_json: bool) -> None:
    """Fit on invented reports, then ask, load and weigh the model."""
    told = invented(rows)
    click.echo(f"Fitting on {rows} invented reports of {CLASSES} labels ...", err=True)
    began = time.perf_counter()
    model = fit(told)
    fitted = time.perf_counter() - began
    gc.collect()
    click.echo("Asking ...", err=True)
    texts = [row.text for row in invented(ASKED, seed=2)]
    result = {
        "rows": rows,
        "classes": len(model.classes),
        "n_grams": model.size,
        "fit_seconds": round(fitted, 1),
        "ranked_ms": _milliseconds(model, texts, reasons=False),
        "ranked_and_evidence_ms": _milliseconds(model, texts, reasons=True),
        "longest_text_ms": _milliseconds(model, [" ".join(texts)[:10_000]] * 50, reasons=True),
        "model_megabytes": round(len(model.to_bytes()) / 1e6, 1),
        "load": _loaded(model),
    }
    click.echo(json.dumps(result, indent=2) if as_json else "\n".join(f"{k}: {v}" for k, v in result.items()))


if __name__ == "__main__":
    main()
