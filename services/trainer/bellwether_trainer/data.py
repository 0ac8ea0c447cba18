"""Step 1: read a predictor's rows, prove that they are the declared ones, encode and check them."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import csv, parquet

from bellwether_contract.encode import Encoder
from bellwether_contract.errors import InvalidInputs
from bellwether_contract.spec import BooleanField, Field, NumberField, Predictor
from bellwether_trainer.records import Labels, Rows, TrainingError

# Faults named in the message of a failed job; the rest is counted.
FAULTS_NAMED = 10

# What a cell of text must be to be a number: no "nan", no "inf", no underscores.
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)

# How tables say yes and no, in any case of letters.
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def load(folder: Path, predictor: Predictor) -> Rows:
    """Read the data file in ``folder`` that ``predictor`` declares.

    Raises TrainingError where the file is missing, is another one than declared, or holds
    values that do not fit the declaration.
    """
    content = _read_declared(folder / predictor.data.file, predictor.data.sha256)
    columns = _columns(content, predictor)
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


def _columns(content: bytes, predictor: Predictor) -> dict[str, list[Any]]:
    """The columns of the file, with cells of the types that the declaration gives them.

    A CSV has no types, and what a reader guesses depends on the rows: codes like 1 and 2 would
    be numbers until somebody adds an X. So its cells are read as text, and the field decides.
    """
    name, fields = predictor.data.file, {field.name: field for field in predictor.fields}
    try:
        if name.endswith(".parquet"):
            table = parquet.read_table(io.BytesIO(content))
        else:
            wanted = [*fields, predictor.target.column]
            # An empty cell is unknown in every column; in no column is a word of any kind.
            convert = csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pyarrow.string()),
                null_values=[""],
                strings_can_be_null=True,
            )
            table = csv.read_csv(io.BytesIO(content), convert_options=convert)
    except (pyarrow.ArrowException, OSError) as error:
        # Arrow's message goes on with the row itself, which is nobody's business but the file's.
        place = re.search(r"(Row #\d+: )?Expected \d+ columns, got \d+", str(error))
        told = place[0] if place else type(error).__name__
        raise TrainingError(f"{name} cannot be parsed ({told})") from None
    names = table.column_names
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        raise TrainingError(f"{name} has the column {twice[0]!r} twice")
    return {column: _as_declared(_cells(table[column]), fields.get(column)) for column in names}


def _cells(column: Any) -> list[Any]:
    """The cells of an Arrow column; by way of NumPy, which is many times faster than directly."""
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    cells: list[Any] = column.to_numpy().tolist()
    return cells


def _as_declared(cells: list[Any], field: Field | None) -> list[Any]:
    """Cells as the values that ``field`` takes; one that is none stays, for the Encoder to name."""
    if field is None:
        return cells
    value = _reader(field)
    read = {cell: None if cell is None or cell == "" else value(cell) for cell in set(cells)}
    return [read[cell] for cell in cells]


def _reader(field: Field) -> Callable[[Any], Any]:
    unknown = [str(value) for value in field.missing.values] if field.missing else []
    if isinstance(field, NumberField):
        return lambda cell: (
            float(cell) if isinstance(cell, str) and _NUMBER.fullmatch(cell) else cell
        )
    if isinstance(field, BooleanField):
        word = _matcher([*_YES_NO, *unknown])
        return lambda cell: _YES_NO.get(word(cell), word(cell))
    word = _matcher([choice.value for choice in field.choices] + unknown)
    return lambda cell: cell if cell != cell else word(cell)  # NaN is unknown already


def _matcher(words: list[str]) -> Callable[[Any], str]:
    """A cell as one of ``words``, however a program may have written it; else as it stands."""
    exact, alike = set(words), {_plain(word): word for word in words}

    def match(cell: Any) -> str:
        text = str(cell)
        return text if text in exact else alike.get(_plain(text), text)

    return match


def _plain(text: str) -> str:
    """What is left of a code when a program has taken it for a number or for a truth."""
    return re.sub(r"^([+-]?\d+)\.0+$", r"\1", text.strip()).lower()


def _labels(columns: dict[str, list[Any]], predictor: Predictor) -> Labels:
    target = predictor.target
    if target.column not in columns:
        raise TrainingError(f"{predictor.data.file} has no column {target.column!r}, the target")
    codes = dict.fromkeys(_words(target.negative), 0) | dict.fromkeys(_words(target.positive), 1)
    word = _matcher(list(codes))
    cells = columns[target.column]
    read = {cell: codes.get(word(cell)) for cell in set(cells)}
    labels = [read[cell] for cell in cells]
    if None in labels:
        raise TrainingError(
            f"{predictor.data.file}, row {labels.index(None)} (from 0): {target.column} is neither "
            f"{target.positive!r} nor {target.negative!r}"
        )
    return np.array(labels, dtype=np.int8)


def _words(value: str | int | bool) -> list[str]:
    """How a table may say a declared value; unquoted, YAML has read Yes as true."""
    if isinstance(value, bool):
        return [word for word, truth in _YES_NO.items() if truth is value]
    return [str(value)]
