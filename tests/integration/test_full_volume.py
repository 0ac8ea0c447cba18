"""A models' volume that is really full: the training says so, and the champion goes on."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import made_up
from tests.integration.conftest import Stack
from tests.trained_once import TrainedOnce

# Room for the version that is there, and for a part of another one.
KIBIBYTES = 512
LEFT = 8 << 10


@pytest.fixture
def small_volume(stack: Stack, trained_once: TrainedOnce, tmp_path: Path) -> Iterator[Path]:
    """A volume of the models that holds a champion and takes a few kilobytes more."""
    models = tmp_path / "models"
    options = ("-t", "tmpfs", "-o", f"size={KIBIBYTES}k,mode=755", "none")
    mounted = subprocess.run(
        ["mount", *options, str(models)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no volume can be mounted here: {mounted.stderr.strip()}")
    try:
        trained_once.copy(tmp_path)
        _fill(models / "in-the-way")
        yield models
    finally:
        subprocess.run(["umount", "--lazy", str(models)], check=True)


def _fill(path: Path) -> None:
    free = os.statvfs(path.parent)
    path.write_bytes(bytes(free.f_bavail * free.f_frsize - LEFT))


@pytest.mark.usefixtures("worker")
def test_a_training_that_finds_no_room_says_so_and_leaves_nothing(
    stack: Stack, small_volume: Path, trained_once: TrainedOnce
) -> None:
    champion = trained_once.published.version
    stack.serving(champion)
    before = sorted(os.listdir(small_volume / made_up.NAME / "versions"))
    record = stack.wait_over(stack.retrain())
    assert (record["status"], record["attempt"]) == ("failed", 1)
    assert "full" in record["error"]
    assert sorted(os.listdir(small_volume / made_up.NAME / "versions")) == before
    stack.serving(champion)
