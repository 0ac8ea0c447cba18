"""`python -m tools bench-cluster`: from how many rows on a Dask cluster makes a training faster.

The same trainings here, and with workers of one thread each, on clusters that are started for them.
Of more workers than there are cores the time is calculated from the fits of the training with one.
`--write` also writes the section of docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import get_args

import numpy as np

from bellwether_contract.declaration import spec
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.models.dask_cluster import CLUSTER
from tools.bench import alone, cluster, clustered_section, document, growth
from tools.bench.dealing import Run, Size

ROWS = (30_000, 300_000, 3_000_000)
WORKERS = (1, 2, 4, 8)

# So much of the rows is learned from.
LEARNED = 0.75


def main(arguments: list[str]) -> int:
    """Measure and print; exit code 0."""
    asked = _asked(arguments)
    cores = os.cpu_count() or 1
    shipped = alone.ROOT / "predictors/heart"
    sizes = []
    with tempfile.TemporaryDirectory(prefix="bellwether-cluster-") as directory:
        for rows in asked.rows:
            state = Path(directory) / str(rows)
            folder = growth.grow(shipped, state / "predictors/heart", rows)
            sizes.append(_measure(folder, state, rows, asked.effort, cores))
    section = clustered_section.text(sizes, asked.effort, cores, WORKERS)
    print(section, end="")
    if asked.write:
        document.write_section(clustered_section.TITLE, section)
    return 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tools bench-cluster", description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="+", default=ROWS, help="sizes: rows grown from those of heart"
    )
    parser.add_argument("--effort", choices=get_args(Effort), default="full")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args(arguments)


def _measure(folder: Path, state: Path, rows: int, effort: str, cores: int) -> Size:
    fields = len(spec.read(folder).fields)
    here = _train(folder, state / "here", effort)
    runs = {}
    for workers in WORKERS:
        if workers > max(1, cores):
            break
        with cluster.started(workers) as running:
            running.record()
            runs[workers] = _train(folder, state / str(workers), effort, running)
            if workers == 1:
                matrix = np.zeros((round(LEARNED * rows), fields), np.float32)
                started = time.perf_counter()
                running.client.scatter(matrix, broadcast=True, hash=False)
                send_seconds = time.perf_counter() - started
    return Size(rows, here, runs, matrix.nbytes / 1e6, send_seconds)


def _train(folder: Path, state: Path, effort: str, running: cluster.Cluster | None = None) -> Run:
    volumes = (str(state / each) for each in ("models", "champions"))
    address = {CLUSTER: running.address if running else ""}
    ran = alone.run("tools.bench.training", str(folder), *volumes, effort, **address)
    tasks = running.tasks() if running else []
    run = Run(ran.seconds, tasks, ran.peak_mebibytes, running.peak_mebibytes() if running else 0)
    where = f"{len(running.workers)} workers" if running else "here"
    print(f"{folder}: {where}: {run.seconds:.1f} s, {len(tasks)} fits", flush=True)
    return run
