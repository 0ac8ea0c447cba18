"""Step 1: read a predictor's rows, prove that they are the declared ones, encode and check them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import csv, parquet

from bellwether_contract.encode import Encoder
from bellwether_contract.errors import InvalidInputs
from bellwether_contract.spec import Predictor
from bellwether_trainer.records import Labels, Rows, TrainingError

# Faults named in the message of a failed job; the rest is counted.
FAULTS_NAMED = 10


def load(folder: Path, predictor: Predictor) -> Rows:
    """Read the data file in ``folder`` that ``predictor`` declares.

    Raises TrainingError where the file is missing, is another one than declared, or holds
    values that do not fit the declaration.
    """
    content = _read_declared(folder / predictor.data.file, predictor.data.sha256)
    columns = _columns(predictor.data.file, content)
    labels = _labels(columns, predictor)
    try:
        matrix = Encoder(predictor).columns(columns)
    except InvalidInputs as error:
        named = "; ".join(
            f"{fault.pointer} {fault.detail}" for fault in error.faults[:FAULTS_NAMED]
        )
        raise TrainingError(
            f"{predictor.name}/{predictor.data.file}: {error} (row/field, rows from 0): {named}"
        ) from error
    whole = np.column_stack([matrix, labels.astype(np.float32)])
    distinct = len(np.unique(whole.view(np.dtype((np.void, whole.strides[0]))).ravel()))
    unknown = np.isnan(matrix).sum(axis=0)
    return Rows(
        matrix=matrix,
        labels=labels,
        sha256=predictor.data.sha256,
        duplicates=len(whole) - distinct,
        missing={
            field.name: int(count)
            for field, count in zip(predictor.fields, unknown, strict=True)
            if count
        },
    )


def _read_declared(path: Path, sha256: str) -> bytes:
    where = f"{path.parent.name}/{path.name}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TrainingError(
            f"{where} cannot be read ({error.strerror}); put the declared rows there"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise TrainingError(
            f"{where} has the SHA-256 {found}, but {sha256} is declared; "
            "restore the file, or declare the new one"
        )
    return content


def _columns(name: str, content: bytes) -> dict[str, list[Any]]:
    try:
        if name.endswith(".parquet"):
            table = parquet.read_table(io.BytesIO(content))
        else:
            # An empty cell is unknown in every column; in no column is a word of any kind.
            convert = csv.ConvertOptions(null_values=[""], strings_can_be_null=True)
            table = csv.read_csv(io.BytesIO(content), convert_options=convert)
    except (pyarrow.ArrowException, OSError) as error:
        raise TrainingError(f"{name} cannot be parsed: {error}") from error
    return {column: _cells(table[column]) for column in table.column_names}


def _cells(column: Any) -> list[Any]:
    """The cells of an Arrow column; by way of NumPy, which is many times faster than directly."""
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    cells: list[Any] = column.to_numpy().tolist()
    return cells


def _labels(columns: dict[str, list[Any]], predictor: Predictor) -> Labels:
    target = predictor.target
    if target.column not in columns:
        raise TrainingError(f"{predictor.data.file} has no column {target.column!r}, the target")
    values = columns[target.column]
    codes = {target.negative: 0, target.positive: 1}
    odd = next((row for row, value in enumerate(values) if value not in codes), None)
    if odd is not None:
        raise TrainingError(
            f"{predictor.data.file}, row {odd} (from 0): {target.column} is neither "
            f"{target.positive!r} nor {target.negative!r}"
        )
    return np.array([codes[value] for value in values], dtype=np.int8)
