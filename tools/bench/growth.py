"""`python -m tools bench-growth`: how the time of a heart retraining grows with ten times the rows.

The rows are drawn with replacement from the shipped ones. Copies of a row would lie on one side
of the split and in one fold, so each gets another BMI, up to half a unit away: 88 % of the rows
are then distinct (95 % of the shipped ones are). Their outcomes are drawn anew, by what boosted
trees fitted on the shipped rows say of them: copies that shared theirs would be remembered across
folds, and a forest would win by it. They say how time and memory grow, nothing about people.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import yaml
from pyarrow import parquet
from xgboost import XGBClassifier

from bellwether_contract.declaration import spec
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.records import Labels
from bellwether_trainer.rows.cells import Cells, Faults
from tools.bench import alone

TIMES = 10
WANTED = 12.0
SEED = 20200101
# So many are drawn at a time: millions of rows of text take more memory than a training of them.
BLOCK_ROWS = 1 << 18
MOVED = "BMI"
MOVE = 0.5


def main(_: list[str]) -> int:
    """Train on the shipped rows and on ten times as many; exit code 1 beyond twelvefold time."""
    shipped = alone.ROOT / "predictors/heart"
    with tempfile.TemporaryDirectory(prefix="bellwether-growth-") as directory:
        state = Path(directory)
        document = yaml.safe_load((shipped / "predictor.yaml").read_text())
        rows = parquet.read_metadata(shipped / document["data"]["file"]).num_rows
        grown = grow(shipped, state / "predictors/heart", TIMES * rows)
        ran = []
        for name, folder in (("shipped", shipped), ("grown", grown)):
            volumes = (str(state / name / each) for each in ("models", "champions"))
            ran.append(alone.run("tools.bench.training", str(folder), *volumes, "full"))
            steps = ran[-1].result["durations"].items()
            print(
                f"{name:8} {ran[-1].seconds:7.1f} s, peak {ran[-1].peak_mebibytes:,.0f} MiB  =  "
                + "  ".join(f"{step} {seconds:.1f}" for step, seconds in steps),
                flush=True,
            )
    ratio = ran[1].seconds / ran[0].seconds
    print(f"{TIMES} times the rows take {ratio:.1f} times as long, wanted below {WANTED:g}")
    return 0 if ratio < WANTED else 1


def grow(shipped: Path, folder: Path, rows: int) -> Path:
    """Write a predictor with so many ``rows`` into ``folder``; returns it."""
    folder.mkdir(parents=True)
    document = yaml.safe_load((shipped / "predictor.yaml").read_text())
    table = parquet.read_table(shipped / document["data"]["file"])
    cells = Cells(spec.read(shipped))
    model, random = _fitted(cells, table), np.random.default_rng(SEED)
    path = folder / document["data"]["file"]
    with parquet.ParquetWriter(path, table.schema) as file:
        for first in range(0, rows, BLOCK_ROWS):
            size = min(BLOCK_ROWS, rows - first)
            block = _block(document, table, cells, model, random, size)
            file.write_table(block)
    with path.open("rb") as content:
        document["data"]["sha256"] = hashlib.file_digest(content, "sha256").hexdigest()
    (folder / "predictor.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    return folder


def _block(
    document: dict[str, Any],
    table: pyarrow.Table,
    cells: Cells,
    model: XGBClassifier,
    random: np.random.Generator,
    size: int,
) -> pyarrow.Table:
    """So many rows out of ``table``, each moved a little, with outcomes by ``model``."""
    drawn = table.take(pyarrow.array(random.integers(len(table), size=size)))
    limits = next(field for field in document["fields"] if field["name"] == MOVED)
    moved = drawn[MOVED].to_numpy() + random.uniform(-MOVE, MOVE, size=size)
    moved = np.clip(np.round(moved, 2), limits["minimum"], limits["maximum"])
    drawn = _with(drawn, MOVED, pyarrow.array(moved))
    positive = random.random(size) < model.predict_proba(_encoded(cells, drawn)[0])[:, 1]
    target = document["target"]
    words = pyarrow.array([str(target["negative"]), str(target["positive"])])
    outcomes = pyarrow.DictionaryArray.from_arrays(positive.astype(np.int8), words)
    return _with(drawn, target["column"], outcomes)


def _fitted(cells: Cells, table: pyarrow.Table) -> XGBClassifier:
    """Boosted trees that are fitted on ``table``: they say which of the drawn rows are positive."""
    model = XGBClassifier(n_estimators=300, learning_rate=0.1, max_depth=4, random_state=SEED)
    return model.fit(*_encoded(cells, table))


def _encoded(cells: Cells, table: pyarrow.Table) -> tuple[Matrix, Labels]:
    faults = Faults()
    matrix, labels, _ = cells.read(table, np.arange(len(table)), faults)
    if faults.count:
        raise ValueError(f"the rows have {faults.count} faults: {faults.first[0]}")
    return matrix, labels


def _with(table: pyarrow.Table, column: str, values: pyarrow.Array) -> pyarrow.Table:
    return table.set_column(table.column_names.index(column), column, values)
