"""A training that needs more memory than there is says so before it reads a row."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from pyarrow import csv, parquet

from bellwether_contract.declaration import spec
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.capacity import Machine
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import counting
from bellwether_trainer.training import needs, pipeline
from tests import made_up

GIB = 1 << 30
HEART = spec.read(Path(__file__).parents[2] / "predictors/heart")


def machine(root: Path, free: int) -> Machine:
    (root / "proc").mkdir(parents=True)
    (root / "proc/meminfo").write_text(f"MemAvailable: {free // 1024} kB\n")
    return Machine(root)


def test_too_little_memory_ends_a_training_before_the_rows_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_up.write(tmp_path)
    asked = needs.memory(spec.read(folder), 600)
    monkeypatch.setattr(needs, "MACHINE", machine(tmp_path / "small", asked - 4096))
    # Nobody reads these.
    (folder / "data.csv").write_bytes((folder / "data.csv").read_bytes().replace(b"yes", b"???"))
    store = ModelStore(tmp_path / "models", tmp_path / "champions")
    with pytest.raises(TrainingError) as refused:
        pipeline.run(
            folder,
            store,
            job="j",
            threads=1,
            progress=lambda *_: None,
            data_dir=Path(os.devnull),
            effort="quick",
        )
    said = str(refused.value)
    assert "600 rows of 5 fields need" in said
    assert said.count("GiB") == 2
    assert "TRAINER_MEMORY" in said


def test_enough_memory_and_a_system_that_tells_nothing_refuse_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_up.write(tmp_path)
    predictor = spec.read(folder)
    for root, free in (("enough", needs.memory(predictor, 600)), ("silent", 0)):
        there = machine(tmp_path / root, free + 4096) if free else Machine(tmp_path / root)
        monkeypatch.setattr(needs, "MACHINE", there)
        needs.require(folder, predictor, Path(os.devnull), (INITIAL,))


def test_ten_million_rows_of_seventeen_fields_fit_into_eight_gibibytes() -> None:
    assert needs.memory(HEART, 10_000_000) < 8 * GIB
    assert needs.memory(HEART, 287_959) < GIB


def test_rows_are_counted_whatever_holds_them(tmp_path: Path) -> None:
    folder = made_up.write(tmp_path)
    path = folder / "data.csv"
    assert counting.count(path) == 600
    table = csv.read_csv(path)
    parquet.write_table(table, tmp_path / "data.parquet")
    assert counting.count(tmp_path / "data.parquet") == 600
    content = path.read_bytes()
    path.write_bytes(gzip.compress(content.removesuffix(b"\n")))
    assert counting.count(path) == 600
    path.write_bytes(path.read_bytes()[:-20])
    assert counting.count(path) == 0
    assert counting.count(tmp_path / "none.csv") == 0
