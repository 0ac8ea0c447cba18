"""`make bench`: trains both predictors, checks a large CSV, then loads the API and an empty Flask
handler in turn.

Everything runs on this machine, on 127.0.0.1, for some fifteen minutes. Seconds and requests/s mean
little from one machine to another: read the ratios.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

from bellwether_contract import spec
from bellwether_contract.store import ModelStore
from bench import alone, checking, load, quality, servers, swap, training

ROOT = Path(__file__).parents[1]
ROUNDS = 10
RATIO_WANTED = 0.6
# Of a heart retraining: its time over that of the published protocol's five fits, and its memory.
TIME_WANTED = 1.0
MEBIBYTES_WANTED = 3 * 1024
# Of the check of uploaded rows: sizes in MiB, the larger one the largest upload.
SIZES = (20, 200)
ROWS_WANTED = 100_000


def main() -> int:
    """Measure and print; exit code 1 where a wanted figure is missed or a request was lost."""
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="bellwether-bench-") as directory:
        state = Path(directory)
        store = ModelStore(state / "models", state / "champions")
        versions, trained_well = _train(state, store)
        checked_well = _check(state)
        ratio, failed = _serve(state, store, versions)
    print(f"\nratio {ratio:.2f}, wanted at least {RATIO_WANTED}")
    return 0 if trained_well and checked_well and ratio >= RATIO_WANTED and not failed else 1


def _train(state: Path, store: ModelStore) -> tuple[tuple[str, str], bool]:
    """Time the trainings beside the published fits, each in a process of its own.

    Returns the heart version with its twin, so that there is one to swap with, and whether time,
    memory and what the versions are worth are as wanted.
    """
    print("\ntraining, seconds of the whole process and of each step, peak memory")
    worth: dict[str, Path] = {}
    for name, effort in (("diabetes", "full"), ("heart", "quick"), ("heart", "full")):
        folder = str(ROOT / "predictors" / name)
        volumes = (str(state / "models"), str(state / "champions"))
        ran = alone.run("bench.training", folder, *volumes, effort)
        steps = "  ".join(f"{step} {took:.1f}" for step, took in ran.result["durations"].items())
        print(
            f"  {name:8} {effort:5} {ran.seconds:6.1f} s {ran.peak_mebibytes:6,.0f} MiB  =  {steps}"
        )
        worth[name] = store.directory(name, ran.result["version"])
    published = alone.run("bench.published").result
    seconds = sum(published.values())
    fits = "  ".join(f"{name} {took:.1f}" for name, took in published.items())
    print(f"  the published protocol's five fits alone, defaults: {seconds:.1f} s  =  {fits}")
    ratio = ran.seconds / seconds
    print(
        f"  a whole heart retraining takes {ratio:.2f} of that, wanted below {TIME_WANTED:g}; "
        f"peak {ran.peak_mebibytes:,.0f} MiB, wanted below {MEBIBYTES_WANTED:,}"
    )
    print("\nwhat the full trainings are worth, from their reports")
    worthy = [quality.show(name, directory) for name, directory in worth.items()]
    version = ran.result["version"]
    well = ratio < TIME_WANTED and ran.peak_mebibytes < MEBIBYTES_WANTED and all(worthy)
    return (version, training.twin(store, "heart", version)), well


def _check(state: Path) -> bool:
    """Check a CSV and one ten times as large; returns whether the speed is as wanted."""
    print("\nchecking uploaded rows, peak memory of the whole process")
    heart, path = ROOT / "predictors/heart", state / "rows.csv"
    for size in SIZES:
        checking.write(path, heart / "data.parquet", size << 20)
        ran = alone.run("bench.checking", str(heart), str(path))
        rows, seconds = ran.result["rows"], ran.result["seconds"]
        print(
            f"  {size:4} MiB {rows:10,} rows {seconds:6.1f} s {rows / seconds:10,.0f} rows/s "
            f"{ran.peak_mebibytes:6,.0f} MiB"
        )
    path.unlink()
    print(f"  wanted at least {ROWS_WANTED:,} rows/s")
    return bool(rows / seconds >= ROWS_WANTED)


def _serve(state: Path, store: ModelStore, versions: tuple[str, str]) -> tuple[float, int]:
    """Load the API and the yardstick in turn, then swap versions under load."""
    body = {"inputs": spec.read(ROOT / "predictors" / "heart").example()}
    settings = {
        "BELLWETHER_PREDICTORS_DIR": str(ROOT / "predictors"),
        "BELLWETHER_MODELS_DIR": str(state / "models"),
        "BELLWETHER_CHAMPIONS_DIR": str(state / "champions"),
        "BELLWETHER_OPERATOR_KEY": "bench",
        "BELLWETHER_FIRST_START": "false",
        "BELLWETHER_REDIS_URL": "redis://127.0.0.1:1/0",  # none is needed to predict
    }
    with (
        servers.gunicorn("bellwether_api:create_app()", settings) as api,
        servers.gunicorn("bench.empty:create_app()", {}) as empty,
    ):
        idle = ", ".join(f"{mebibytes:.0f}" for mebibytes in servers.resident_mebibytes(api))
        print(f"\nresident memory of each idle API worker, MiB: {idle}")
        print(
            f"\none heart prediction, {load.CONNECTIONS} connections; "
            f"medians of {ROUNDS} runs in turn"
        )
        print("                   requests/s     p50 ms     p99 ms     failed")
        targets = {
            "empty handler": f"{empty.address}/predict",
            "prediction": f"{api.address}/api/v1/predictors/heart/predictions",
        }
        runs: dict[str, list[load.Load]] = {name: [] for name in targets}
        for _ in range(ROUNDS):
            for name, url in targets.items():
                runs[name].append(load.post(url, body))
        for name, those in runs.items():
            middle = [
                statistics.median(getattr(run, figure) for run in those)
                for figure in ("per_second", "p50", "p99")
            ]
            failed = sum(run.failed for run in those)
            print(f"  {name:14} {middle[0]:12,.0f} {middle[1]:10.2f} {middle[2]:10.2f} {failed:10}")
        # Each prediction run beside the yardstick run just before it: the machine is the same.
        ratio: float = statistics.median(
            ours.per_second / yardstick.per_second
            for yardstick, ours in zip(*runs.values(), strict=True)
        )
        taken, answers, failed = swap.latencies(api.address, "heart", body, store, versions)
    taken = sorted(1000 * seconds for seconds in taken)
    p95 = taken[int(0.95 * (len(taken) - 1))]
    print(
        f"\nfrom pointer to every worker, {len(taken)} swaps under load: "
        f"median {statistics.median(taken):.0f} ms, p95 {p95:.0f} ms, largest {taken[-1]:.0f} ms; "
        f"{answers:,} answers, {failed} failed"
    )
    return ratio, failed


if __name__ == "__main__":
    sys.exit(main())
