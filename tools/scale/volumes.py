"""Versions to serve: one model, trained once, under as many names as there are predictors."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from bellwether_contract.storage.store import ModelStore
from tools.bench import alone, scaling
from tools.bench.servers import ROOT
from tools.scale.points import Published

MODEL = "model.onnx"


def train(state: Path, efforts: Iterable[str]) -> tuple[list[Published], str]:
    """Train heart with each effort; returns what each has left, and the first one's version."""
    volumes = (str(state / "models"), str(state / "champions"))
    store = ModelStore(state / "models", state / "champions")
    found, versions = [], []
    for effort in efforts:
        ran = alone.run("tools.bench.training", str(ROOT / "predictors/heart"), *volumes, effort)
        versions.append(ran.result["version"])
        directory = store.directory("heart", versions[-1])
        size = sum(each.stat().st_size for each in directory.iterdir())
        model_size = (directory / MODEL).stat().st_size
        found.append(Published(effort, size, model_size, ran.seconds))
    return found, versions[0]


def copies(state: Path, trained: Path, version: str, count: int) -> None:
    """Publish that version under ``count`` names: heart, heart-1, heart-2 and so on."""
    scaling.copies(state, ModelStore(trained / "models", trained / "champions"), version, count)
    # A container sees what lies in the folder, and not where a link leads.
    for rows in (state / "predictors").glob("*/data.parquet"):
        rows.unlink()
        shutil.copyfile(ROOT / "predictors/heart/data.parquet", rows)
    _open_to_containers(state)


def move(source: Path, state: Path, first: int, after: int) -> None:
    """Move the predictors from number ``first`` on, those below ``after``, to ``state``."""
    for number in range(first, after):
        name = "heart" if number == 0 else f"heart-{number}"
        # The pointer last: what it names is there.
        for volume in ("predictors", "models", "champions"):
            (state / volume).mkdir(parents=True, exist_ok=True)
            (state / volume).chmod(0o777)
            (source / volume / name).rename(state / volume / name)


def _open_to_containers(state: Path) -> None:
    """Let any user read and write: the services' is none of this machine."""
    for directory, _, files in os.walk(state):
        Path(directory).chmod(0o777)
        for name in files:
            path = Path(directory, name)
            path.chmod(path.stat().st_mode | stat.S_IRGRP | stat.S_IROTH | 0o222)
