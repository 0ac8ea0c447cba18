"""How long each step of a training takes.

`python -m tools.bench.training FOLDER MODELS CHAMPIONS EFFORT` trains as the worker would, and
prints the version and the seconds of each step as one line of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import get_args

from bellwether_contract.bundle.manifest import read_manifest
from bellwether_contract.jobs import Stage
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import Effort
from bellwether_trainer.capacity import MACHINE
from bellwether_trainer.training import pipeline


def train(folder: Path, store: ModelStore, effort: Effort) -> tuple[str, dict[str, float]]:
    """Train as the worker would; returns the version and the seconds of each step."""

    def progress(stage: Stage, share: float, message: str | None) -> None:
        sys.stderr.write(f"\r\033[K  {folder.name}: {share:4.0%} {stage} {message or ''}")
        sys.stderr.flush()

    published = pipeline.run(
        folder,
        store,
        job=f"bench-{folder.name}-{effort}",
        threads=MACHINE.cores(),
        progress=progress,
        data_dir=Path(os.devnull),  # no rows but the shipped ones
        effort=effort,
    )
    sys.stderr.write("\r\033[K")
    report = store.directory(folder.name, published.version) / "report.json"
    durations: dict[str, float] = json.loads(report.read_text())["durations"]
    return published.version, durations


def twin(store: ModelStore, predictor: str, version: str) -> str:
    """Publish the same model again under another version; returns that one."""
    directory = store.directory(predictor, version)
    manifest = read_manifest(directory)
    stamp, suffix = version.split("-")
    other = f"{stamp}-{int(suffix, 16) ^ 1:08x}"
    # In two steps, which commits of before know as well: see tools.bench.paired.
    store.add(
        manifest.model_copy(update={"version": other, "job": f"{manifest.job}-twin"}),
        {name: (directory / name).read_bytes() for name in manifest.files},
    )
    store.promote(predictor, other, by="bench", reason="a twin to swap with")
    return other


def main(arguments: list[str]) -> None:
    """Train once, in this process."""
    folder, models, champions = (Path(argument) for argument in arguments[:3])
    effort = next(each for each in get_args(Effort) if each == arguments[3])
    version, durations = train(folder, ModelStore(models, champions), effort)
    print(json.dumps({"version": version, "durations": durations}))


if __name__ == "__main__":
    main(sys.argv[1:])
