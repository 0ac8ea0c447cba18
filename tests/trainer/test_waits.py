"""A training that cannot publish yet waits, and says why."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from bellwether_contract.jobs import Stage
from bellwether_contract.storage import locks
from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.training import pipeline
from tests import factories, made_up
from tests.stopped_holder import holding


def test_a_training_waits_for_who_holds_the_lock_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has been killed between its version and the end, so there is nothing left to train."""
    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.2)
    made_up.write(tmp_path / "predictors")
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    version = factories.publish(store, 1, measured={"data": {"fields": []}})
    told: list[str | None] = []
    with holding(tmp_path / "champions", made_up.NAME) as process:

        def progress(stage: Stage, share: float, message: str | None) -> None:
            told.append(message)
            if told.count(pipeline.WAITS) == 2:
                process.send_signal(signal.SIGCONT)

        published = pipeline.run(
            tmp_path / "predictors" / made_up.NAME,
            store,
            job=f"{1:032x}",
            threads=1,
            progress=progress,
            data_dir=tmp_path / "data",
        )
    assert published.version == version
    assert told == ["Reading and checking the rows", pipeline.WAITS, pipeline.WAITS]
