"""Trains Bellwether's own version for the comparison, in a store that is thrown away."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from bellwether_contract.jobs import Stage
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.capacity import MACHINE
from bellwether_trainer.training import pipeline
from research.reproduction import own


def train(folder: Path) -> own.Own:
    """Train the predictor of ``folder`` in full, and read its report."""
    with tempfile.TemporaryDirectory(prefix="bellwether-reproduce-") as directory:
        state = Path(directory)
        store = ModelStore(state / "models", state / "champions")
        published = pipeline.run(
            folder,
            store,
            job="reproduce",
            threads=MACHINE.cores(),
            progress=_progress,
            data_dir=state / "data",
            effort="full",
        )
        sys.stderr.write("\r\033[K")
        report = store.directory(folder.name, published.version) / "report.json"
        return own.read(json.loads(report.read_text()))


def _progress(stage: Stage, share: float, message: str | None) -> None:
    sys.stderr.write(f"\r\033[K  Bellwether: {share:4.0%} {stage} {message or ''}")
    sys.stderr.flush()
