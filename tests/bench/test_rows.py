"""Trainings of many rows stay within the memory that they ask for, and within eight gibibytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bellwether_contract.declaration import spec
from bellwether_trainer.capacity import MACHINE, MIB
from bellwether_trainer.training import needs
from tools.bench import alone, rows

GIB = 1 << 30
MILLION = 1_000_000

# What a trainer has loaded before it reads a row.
LOADED_MEBIBYTES = 300


def asked(count: int) -> float:
    return needs.memory(spec.read(alone.ROOT / "predictors/heart"), count) / MIB


@pytest.mark.nightly
@pytest.mark.slow
def test_a_million_rows_take_no_more_than_they_ask_for(tmp_path: Path) -> None:
    found = rows.measure(MILLION, tmp_path)
    assert found.mebibytes < LOADED_MEBIBYTES + asked(MILLION)
    # Beside what any training takes: a kibibyte a row would be ten gigabytes of ten million.
    assert (found.mebibytes - 600) * MIB / MILLION < 800


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.quiet
def test_ten_million_rows_are_trained_in_eight_gibibytes_and_an_hour(tmp_path: Path) -> None:
    free = MACHINE.memory()
    if free is not None and free < 10 * GIB:
        pytest.skip(f"10 GiB of memory are wanted, for rows and what draws them: {free / GIB:.1f}")
    if shutil.disk_usage(tmp_path).free < 2 * GIB:
        pytest.skip("2 GiB of disk are wanted")
    found = rows.measure(10 * MILLION, tmp_path)
    assert found.mebibytes * MIB < 8 * GIB
    assert found.mebibytes < LOADED_MEBIBYTES + asked(10 * MILLION)
    assert found.seconds < 3600
