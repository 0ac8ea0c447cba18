"""Data: read a predictor's rows, prove that they are the declared ones, encode and check them."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow
from pyarrow import parquet

from bellwether_contract.declaration import roles
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.encoding.encode import Matrix
from bellwether_contract.errors import RowFault
from bellwether_contract.storage.datasets import DatasetStore, UnknownDataset
from bellwether_contract.storage.uploads import Received
from bellwether_contract.tables.csv_lines import Unreadable
from bellwether_trainer.records import Labels, Marks, TrainingError
from bellwether_trainer.rows.cells import Cells, Faults
from bellwether_trainer.rows.csvfile import CsvFile
from bellwether_trainer.rows.roles import NOT_HASHED

# Faults named in the message of a failed job; the rest is counted.
FAULTS_NAMED = 10

# Rows of a Parquet file that are read at a time.
BATCH_ROWS = 1 << 16


class Loaded(NamedTuple):
    """Rows as float32 [rows, fields], labels and marks [rows]; ``sha256`` is that of their file."""

    matrix: Matrix
    labels: Labels
    sha256: str
    marks: Marks = Marks()


def initial(folder: Path, predictor: Predictor) -> Loaded:
    """Read the data file in ``folder`` that ``predictor`` declares; it may have more columns.

    Raises TrainingError where the file is missing, is another one than declared, or holds
    values that do not fit the declaration. Rows are named as lines of a CSV, whose header is line
    1; those of a Parquet file are counted from 1.
    """
    path, sha256 = folder / predictor.data.file, predictor.data.sha256
    where = f"{folder.name}/{path.name}"
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
    read = _parquet if path.suffix == ".parquet" else _csv
    matrix, labels, marks = _checked(where, read, io.BytesIO(content), predictor)
    return Loaded(matrix, labels, sha256, marks)


def uploaded(data_dir: Path, predictor: Predictor, sha256: str) -> Loaded:
    """Read a data set that an operator has uploaded and the check has found usable.

    Raises TrainingError where it is not there, is damaged, or does not fit the declaration as it
    stands now.
    """
    store, where = DatasetStore(data_dir), f"the data set {sha256[:12]}"
    try:
        known = store.get(predictor.name, sha256)
        if not known.usable:
            raise TrainingError(f"{where} was not found usable; it cannot be trained on")
        if (wrong := unfit(known.received, predictor)) is not None:
            raise TrainingError(f"{where}: {wrong}")
        with store.rows(predictor.name, sha256).open("rb") as raw:
            if hashlib.file_digest(raw, "sha256").hexdigest() != known.received.on_volume:
                raise TrainingError(f"{where} has changed on the volume; send it again")
            raw.seek(0)
            matrix, labels, marks = _checked(where, _csv, raw, predictor, hashed=True)
            return Loaded(matrix, labels, sha256, marks)
    except UnknownDataset as error:
        raise TrainingError(f"{where} was removed") from error
    except OSError as error:
        raise TrainingError(f"{where} cannot be read ({error.strerror})") from error


def unfit(received: Received, predictor: Predictor) -> RowFault | None:
    """What is wrong with how the people of an upload are stored; None where nothing is."""
    group = predictor.roles.group
    if group is None or received.hashed == roles.fingerprint(predictor.salt, group):
        return None
    return RowFault(None, group, NOT_HASHED)


class _Table:
    """Rows that grow by parts, in one place: parts put together at the end would be there twice."""

    def __init__(self) -> None:
        self._matrix: Matrix | None = None
        self._labels: list[Labels] = []
        self._marks: list[Marks] = []

    def add(self, matrix: Matrix, labels: Labels, marks: Marks) -> None:
        """Add rows behind those that are there."""
        if self._matrix is None:
            self._matrix = np.array(matrix, order="C")
        else:
            held = len(self._matrix)
            # Nobody has a view of it yet, and a large array grows without being copied.
            self._matrix.resize((held + len(matrix), matrix.shape[1]), refcheck=False)
            self._matrix[held:] = matrix
        self._labels.append(labels)
        self._marks.append(marks)

    def rows(self) -> tuple[Matrix, Labels, Marks] | None:
        """All of them; None where there is no part."""
        if self._matrix is None:
            return None
        return self._matrix, np.concatenate(self._labels), Marks.together(self._marks)


def _checked(
    where: str,
    read: Callable[[BinaryIO, Cells, Faults], _Table],
    raw: BinaryIO,
    predictor: Predictor,
    *,
    hashed: bool = False,
) -> tuple[Matrix, Labels, Marks]:
    """The whole table, or TrainingError with what is wrong with it."""
    faults = Faults()
    table = _Table()
    try:
        table = read(raw, Cells(predictor, hashed=hashed), faults)
    except Unreadable as error:
        faults.add([error.fault])
    rows = table.rows()
    if rows is None and not faults.count:
        faults.add([RowFault(None, None, "has no rows")])
    if rows is None or faults.count:
        named = "; ".join(map(str, faults.first[:FAULTS_NAMED]))
        how_many = "1 fault" if faults.count == 1 else f"{faults.count:,} faults"
        raise TrainingError(f"{where} has {how_many}: {named}")
    return rows


def _csv(raw: BinaryIO, cells: Cells, faults: Faults) -> _Table:
    table = _Table()
    size = raw.seek(0, io.SEEK_END)
    raw.seek(0)
    file = CsvFile(raw, size, known_as=cells.known_as)
    if wrong := cells.header(file.names, others=True):
        faults.add(wrong)
        return table
    for block in file.blocks(cells.names, others=True):
        table.add(*cells.read(block.table, block.lines, faults, block.faults))
    return table


def _parquet(raw: BinaryIO, cells: Cells, faults: Faults) -> _Table:
    table = _Table()
    first = 1
    try:
        file = parquet.ParquetFile(raw)
        if wrong := cells.header(file.schema_arrow.names, others=True):
            faults.add(wrong)
            return table
        for batch in file.iter_batches(BATCH_ROWS, columns=list(cells.names)):
            lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
            table.add(*cells.read(pyarrow.Table.from_batches([batch]), lines, faults))
            first += batch.num_rows
    except (pyarrow.ArrowException, OSError) as error:
        # Arrow's message may go on with a row.
        detail = f"cannot be read as Parquet ({type(error).__name__})"
        raise Unreadable(RowFault(None, None, detail)) from None
    return table
