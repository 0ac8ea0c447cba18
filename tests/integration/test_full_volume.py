"""A models' volume that is really full: the training says so, and the champion goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import made_up, small_volume
from tests.integration.conftest import Stack
from tests.trained_once import TrainedOnce

# Room for the version that is there, and for a part of another one.
KIBIBYTES = 512
LEFT = 8 << 10


@pytest.fixture
def full_volume(stack: Stack, trained_once: TrainedOnce, tmp_path: Path) -> Iterator[Path]:
    """A volume of the models that holds a champion and takes a few kilobytes more."""
    models = tmp_path / "models"
    with small_volume.mounted(models, KIBIBYTES):
        trained_once.copy(tmp_path)
        small_volume.fill(models, left=LEFT)
        yield models


@pytest.mark.usefixtures("worker")
def test_a_training_that_finds_no_room_says_so_and_leaves_nothing(
    stack: Stack, full_volume: Path, trained_once: TrainedOnce
) -> None:
    champion = trained_once.published.version
    stack.serving(champion)
    before = sorted(os.listdir(full_volume / made_up.NAME / "versions"))
    record = stack.wait_over(stack.retrain())
    assert (record["status"], record["attempt"]) == ("failed", 1)
    assert "full" in record["error"]
    assert sorted(os.listdir(full_volume / made_up.NAME / "versions")) == before
    stack.serving(champion)
