"""The first version of a made-up predictor, trained once for all tests of a process."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bellwether_contract.storage.store import ModelStore
from bellwether_trainer.models import compare
from bellwether_trainer.models.candidates import CANDIDATES
from bellwether_trainer.records import Published
from bellwether_trainer.training import pipeline
from tests import made_up

JOB = "first"


@dataclass(frozen=True)
class TrainedOnce:
    """Volumes (``models``, ``champions``) beside ``predictors``, and what the training said."""

    volumes: Path
    published: Published

    def copy(self, target: Path) -> None:
        """Put the volumes and the predictor where a test may change them."""
        shutil.copytree(self.volumes, target, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> TrainedOnce:
    """Trained quickly and between the two fastest candidates; accepted."""
    volumes = tmp_path_factory.mktemp("trained-once")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "CANDIDATES", CANDIDATES[:2])
        published = pipeline.run(
            made_up.write(volumes / "predictors", count=made_up.ONE_DEAL),
            ModelStore(volumes / "models", volumes / "champions"),
            job=JOB,
            threads=1,
            progress=lambda _stage, _share, _message: None,
            data_dir=volumes / "data",
            effort="quick",
        )
    assert published.accepted
    return TrainedOnce(volumes, published)
