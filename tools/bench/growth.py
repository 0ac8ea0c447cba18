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
from bellwether_trainer.rows.cells import Cells, Faults
from tools.bench import alone

TIMES = 10
WANTED = 12.0
SEED = 20200101
MOVED = "BMI"
MOVE = 0.5


def main(_: list[str]) -> int:
    """Train on the shipped rows and on ten times as many; exit code 1 beyond twelvefold time."""
    shipped = alone.ROOT / "predictors/heart"
    with tempfile.TemporaryDirectory(prefix="bellwether-growth-") as directory:
        state = Path(directory)
        grown = grow(shipped, state / "predictors/heart", TIMES)
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


def grow(shipped: Path, folder: Path, times: int) -> Path:
    """Write a predictor with ``times`` as many rows into ``folder``; returns it."""
    document = yaml.safe_load((shipped / "predictor.yaml").read_text())
    table = parquet.read_table(shipped / document["data"]["file"])
    random = np.random.default_rng(SEED)
    drawn = table.take(pyarrow.array(random.integers(len(table), size=times * len(table))))
    limits = next(field for field in document["fields"] if field["name"] == MOVED)
    moved = drawn[MOVED].to_numpy() + random.uniform(-MOVE, MOVE, size=len(drawn))
    moved = np.clip(np.round(moved, 2), limits["minimum"], limits["maximum"])
    drawn = _with(drawn, MOVED, moved)
    target = document["target"]
    positive = random.random(len(drawn)) < _risks(shipped, table, drawn)
    outcomes = np.where(positive, *(str(target[each]) for each in ("positive", "negative")))
    return _write(folder, document, _with(drawn, target["column"], outcomes))


def thin(shipped: Path, folder: Path, share: float) -> Path:
    """Write a predictor with a ``share`` of the shipped rows into ``folder``; returns it."""
    document = yaml.safe_load((shipped / "predictor.yaml").read_text())
    table = parquet.read_table(shipped / document["data"]["file"])
    order = np.random.default_rng(SEED).permutation(len(table))
    chosen = np.sort(order[: round(share * len(table))])
    return _write(folder, document, table.take(pyarrow.array(chosen)))


def _write(folder: Path, document: dict[str, Any], table: pyarrow.Table) -> Path:
    folder.mkdir(parents=True)
    parquet.write_table(table, folder / document["data"]["file"])
    content = (folder / document["data"]["file"]).read_bytes()
    document["data"]["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / "predictor.yaml").write_text(yaml.safe_dump(document, sort_keys=False))
    return folder


def _risks(shipped: Path, table: pyarrow.Table, drawn: pyarrow.Table) -> np.ndarray:
    """What boosted trees that are fitted on ``table`` say of the rows ``drawn``, [rows]."""
    cells = Cells(spec.read(shipped))
    faults = Faults()
    matrix, labels, _ = cells.read(table, np.arange(len(table)), faults)
    new, *_ = cells.read(drawn, np.arange(len(drawn)), faults)
    if faults.count:
        raise ValueError(f"the shipped rows have {faults.count} faults: {faults.first[0]}")
    model = XGBClassifier(n_estimators=300, learning_rate=0.1, max_depth=4, random_state=SEED)
    risks: np.ndarray = model.fit(matrix, labels).predict_proba(new)[:, 1]
    return risks


def _with(table: pyarrow.Table, column: str, values: np.ndarray) -> pyarrow.Table:
    place = table.column_names.index(column)
    return table.set_column(place, column, pyarrow.array(values))
