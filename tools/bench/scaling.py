"""Workers and predictors: requests/s, memory, and how long a new version takes to serve."""

from __future__ import annotations

import os
import shutil
import statistics
from pathlib import Path

import yaml

from bellwether_contract.bundle.manifest import DECLARATION, digests, read_manifest
from bellwether_contract.declaration import spec
from bellwether_contract.storage.store import ModelStore
from tools.bench import load, servers, serving, swap, training
from tools.bench.figures import Figures
from tools.bench.servers import ROOT

WORKERS = (1, 2, 4)
PREDICTORS = (1, 10, 100)
ROUNDS = 3
SWAPS = 4
# A worker with all of PREDICTORS' last.
MEBIBYTES_WANTED = 250


def measure(state: Path, store: ModelStore, version: str, figures: Figures) -> None:
    """Serve the heart version under so many names by so many workers."""
    figures.say(
        f"\nworkers and predictors ({os.cpu_count()} cores; the load takes its share of them)"
    )
    figures.say("  workers  predictors   requests/s   p99 ms   MiB a worker   swap median ms")
    for predictors in PREDICTORS:
        many = state / f"{predictors}"
        twin = copies(many, store, version, predictors)
        here = ModelStore(many / "models", many / "champions")
        for workers in WORKERS:
            settings = serving.settings(many) | {
                "BELLWETHER_PREDICTORS_DIR": str(many / "predictors"),
                "WEB_CONCURRENCY": str(workers),
            }
            with servers.gunicorn(servers.PRODUCT, settings) as api:
                url = f"{api.address}/api/v1/predictors/heart/predictions"
                runs = [load.post(url, serving.body()) for _ in range(ROUNDS)]
                memory = statistics.mean(servers.resident_mebibytes(api))
                taken, _, failed = swap.latencies(
                    api.address, "heart", serving.body(), here, (twin, version), SWAPS
                )
                rate = statistics.median(run.per_second for run in runs)
                p99 = statistics.median(run.p99 for run in runs)
                figures.say(
                    f"  {workers:7} {predictors:11} {rate:12,.0f} {p99:8.2f} {memory:14,.0f} "
                    f"{1000 * statistics.median(taken):16,.0f}"
                )
                if failed:
                    figures.figure("requests that failed", failed, most=0)
        shutil.rmtree(many)
    figures.figure(f"MiB a worker with {PREDICTORS[-1]} predictors", memory, most=MEBIBYTES_WANTED)


def copies(state: Path, store: ModelStore, version: str, count: int) -> str:
    """Publish the heart version under ``count`` names, its own first; returns its twin."""
    here = ModelStore(state / "models", state / "champions")
    source = store.directory("heart", version)
    manifest = read_manifest(source)
    files = {name: (source / name).read_bytes() for name in manifest.files}
    for number in range(count):
        name = "heart" if number == 0 else f"heart-{number}"
        document = yaml.safe_load(files[DECLARATION]) | {"name": name}
        declaration = yaml.safe_dump(document, sort_keys=False).encode()
        own = files | {DECLARATION: declaration}
        here.add(
            manifest.model_copy(update={"predictor": name, "files": digests(own)}),
            own,
        )
        here.promote(name, version, by="bench", reason="a copy")
        folder = state / "predictors" / name
        folder.mkdir(parents=True)
        (folder / spec.DECLARATION).write_bytes(declaration)
        os.symlink(ROOT / "predictors/heart/data.parquet", folder / "data.parquet")
    return training.twin(here, "heart", version)
