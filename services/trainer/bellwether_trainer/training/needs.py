"""What memory a training needs, told before any row is read.

`python -m tools bench-rows` measures what stands here: docs/performance.md has its figures.
"""

from __future__ import annotations

from pathlib import Path

from bellwether_contract.declaration.fields import CategoryField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.storage.datasets import DatasetStore, UnknownDataset
from bellwether_contract.vocabulary import INITIAL
from bellwether_trainer.capacity import MACHINE, MIB
from bellwether_trainer.records import TrainingError
from bellwether_trainer.rows import counting, parameters

# What the comparison of candidates takes, which is one of so many rows however many there are.
ALWAYS_BYTES = 350 * MIB

# Of each row: hashes, labels, places in an order, predictions, what a tree notes of it.
ROW_BYTES = 100
# Of each of its fields: the row as it was read and as it was split.
FIELD_BYTES = 8
# And of each column of a design, float32: three quarters of the rows teach.
COLUMN_BYTES = 3

GIB = 1 << 30


def require(folder: Path, predictor: Predictor, data_dir: Path, datasets: tuple[str, ...]) -> None:
    """Raise TrainingError where the rows of ``datasets`` need more memory than may be taken.

    ``folder`` holds the initial rows, which are always read, and ``data_dir`` the others.
    """
    rows = counting.count(folder / predictor.data.file)
    sent = sum(_sent(predictor.name, data_dir, name) for name in datasets if name != INITIAL)
    needed, free = memory(predictor, rows + sent), MACHINE.memory()
    if free is None or needed <= free:
        return
    instead = ", train of fewer data sets," if sent else ","
    raise TrainingError(
        f"a training of {rows + sent:,} rows of {len(predictor.fields)} fields needs about "
        f"{needed / GIB:.1f} GiB of memory, and {free / GIB:.1f} GiB are free; give the trainer "
        f"more (TRAINER_MEMORY){instead} or wait until the machine does less"
    )


def memory(predictor: Predictor, rows: int) -> int:
    """How many bytes a training of so many rows takes at most, beside what the process has."""
    fields = len(predictor.fields)
    categories = sum(isinstance(each, CategoryField) for each in predictor.fields)
    columns = parameters.count(predictor) + categories
    return ALWAYS_BYTES + rows * (ROW_BYTES + FIELD_BYTES * fields + COLUMN_BYTES * columns)


def _sent(predictor: str, data_dir: Path, name: str) -> int:
    """How many rows the check has counted; 0 where it has not: a training says so."""
    try:
        verdict = DatasetStore(data_dir).get(predictor, name).verdict
    except (UnknownDataset, OSError):
        return 0
    return (verdict.rows or 0) if verdict is not None else 0
