"""What is checked for speed is a sound file, but for the one row that is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bellwether_contract.declaration import spec
from bellwether_trainer.rows.check import check
from tools.bench import alone, checking

HEART = alone.ROOT / "predictors/heart"
SIZE = 24 << 20


def test_the_file_is_as_large_as_asked_and_usable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.csv"
    checking.write(path, HEART / "data.parquet", SIZE)
    assert SIZE / 2 < path.stat().st_size <= SIZE
    checking.main([str(HEART), str(path)])
    printed = json.loads(capsys.readouterr().out)
    assert printed["status"] == "usable"
    assert printed["rows"] == path.read_bytes().count(b"\n") - 1


def test_the_row_that_is_asked_for_is_the_faulty_one(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    checking.write(path, HEART / "data.parquet", SIZE, faulty_row=300_000)
    verdict = check(path, spec.read(HEART), "", lambda _: None)
    assert [(fault.row, fault.column) for fault in verdict.faults] == [(300_000, "BMI")]
