"""Ten times the rows are rows of the same kind, and a sound predictor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from bellwether_contract.declaration import spec
from bellwether_trainer.rows import data
from tools.bench import alone, growth

pytestmark = pytest.mark.slow

SHIPPED = alone.ROOT / "predictors/heart"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return growth.grow(SHIPPED, tmp_path_factory.mktemp("grown") / "heart", 2 * 287_959)


@pytest.mark.nightly
def test_the_grown_rows_pass_the_check_of_a_training(grown: Path) -> None:
    loaded = data.initial(grown, spec.read(grown))
    assert len(loaded.labels) == 2 * 287_959
    assert loaded.labels.mean() == pytest.approx(0.0857, abs=0.001)


@pytest.mark.nightly
def test_most_of_the_grown_rows_differ(grown: Path) -> None:
    moved, shipped = (
        parquet.read_table(folder / "data.parquet", columns=["BMI"])["BMI"].to_numpy()
        for folder in (grown, SHIPPED)
    )
    assert moved.mean() == pytest.approx(shipped.mean(), abs=0.05)
    assert len(np.unique(moved)) > len(np.unique(shipped))
