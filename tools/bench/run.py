"""`make bench`: trains both predictors, checks a large CSV, serves, and says how fast all of it is.

Everything runs on this machine, on 127.0.0.1, for some thirty minutes. Seconds and requests/s mean
little from one machine to another: read the ratios. `--write` also writes docs/performance.md.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path

from bellwether_contract.storage.store import ModelStore
from tools.bench import (
    alone,
    checking,
    document,
    explaining,
    many,
    quality,
    scaling,
    serving,
    training,
)
from tools.bench.figures import Figures

ROOT = Path(__file__).parents[2]
# Of a heart retraining: its time over that of the published protocol's five fits, and its memory.
TIME_WANTED = 1.0
MEBIBYTES_WANTED = 3 * 1024
# Of the check of uploaded rows: sizes in MiB, the larger one the largest upload.
SIZES = (20, 200)
ROWS_WANTED = 100_000


def main(arguments: list[str]) -> int:
    """Measure and print; exit code 1 where a wanted figure is missed or a request was lost."""
    figures = Figures()
    figures.say(
        f"machine: {platform.machine()}, {os.cpu_count()} cores, "
        f"{document.processor()}, Python {sys.version.split()[0]}"
    )
    with tempfile.TemporaryDirectory(prefix="bellwether-bench-") as directory:
        state = Path(directory)
        store = ModelStore(state / "models", state / "champions")
        versions = _train(state, store, figures)
        _check(state, figures)
        serving.measure(state, store, versions, figures)
        many.measure(state, figures)
        explaining.measure(figures)
        scaling.measure(state, store, versions[0], figures)
    figures.say(f"\n{'every figure is as wanted' if figures.met else 'a wanted figure is MISSED'}")
    if "--write" in arguments:
        document.write(figures.lines)
    return 0 if figures.met else 1


def _train(state: Path, store: ModelStore, figures: Figures) -> tuple[str, str]:
    """Time the trainings beside the published fits, each in a process of its own.

    Returns the heart version with its twin, so that there is one to swap with.
    """
    figures.say("\ntraining, seconds of the whole process and of each step, peak memory")
    worth: dict[str, Path] = {}
    for name, effort in (("diabetes", "full"), ("heart", "quick"), ("heart", "full")):
        folder = str(ROOT / "predictors" / name)
        volumes = (str(state / "models"), str(state / "champions"))
        ran = alone.run("tools.bench.training", folder, *volumes, effort)
        steps = "  ".join(f"{step} {took:.1f}" for step, took in ran.result["durations"].items())
        figures.say(
            f"  {name:8} {effort:5} {ran.seconds:6.1f} s {ran.peak_mebibytes:6,.0f} MiB  =  {steps}"
        )
        worth[name] = store.directory(name, ran.result["version"])
    published = alone.run("tools.bench.published").result
    seconds = sum(published.values())
    fits = "  ".join(f"{name} {took:.1f}" for name, took in published.items())
    figures.say(f"  the published protocol's five fits alone, defaults: {seconds:.1f} s  =  {fits}")
    figures.figure("a whole heart retraining over that", ran.seconds / seconds, most=TIME_WANTED)
    figures.figure("its peak memory, MiB", ran.peak_mebibytes, most=MEBIBYTES_WANTED)
    figures.say("\nwhat the full trainings are worth, from their reports")
    for name, directory in worth.items():
        quality.show(name, directory, figures)
    version = ran.result["version"]
    return version, training.twin(store, "heart", version)


def _check(state: Path, figures: Figures) -> None:
    """Check a CSV and one ten times as large."""
    figures.say("\nchecking uploaded rows, peak memory of the whole process")
    heart, path = ROOT / "predictors/heart", state / "rows.csv"
    for size in SIZES:
        checking.write(path, heart / "data.parquet", size << 20)
        ran = alone.run("tools.bench.checking", str(heart), str(path))
        rows, seconds = ran.result["rows"], ran.result["seconds"]
        figures.say(
            f"  {size:4} MiB {rows:10,} rows {seconds:6.1f} s {rows / seconds:10,.0f} rows/s "
            f"{ran.peak_mebibytes:6,.0f} MiB"
        )
    path.unlink()
    figures.figure("rows/s of the larger one", rows / seconds, least=ROWS_WANTED)
