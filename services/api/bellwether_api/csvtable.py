"""A CSV in, blocks of encoded rows out: any number of rows in constant memory."""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np

from bellwether_contract import cells
from bellwether_contract.bundle import Bundle
from bellwether_contract.datasets import RowFault
from bellwether_contract.encode import Matrix
from bellwether_contract.errors import FAULTS_LISTED, BellwetherError

# Enough rows for the model to be fast, few enough for memory not to matter.
BLOCK_ROWS = 4_000

HEADER_LINE = 1


class FaultyTable(BellwetherError):
    """Rows do not fit the declared fields; ``count`` faults, of which the first are listed."""

    def __init__(self, faults: Sequence[RowFault], count: int | None = None) -> None:
        self.count = len(faults) if count is None else count
        super().__init__("1 fault" if self.count == 1 else f"{self.count:,} faults")
        self.faults = tuple(faults[:FAULTS_LISTED])


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, float32 [rows, fields], and by position what is wrong with some of them.

    The codes of a row that is wrong mean nothing.
    """

    matrix: Matrix
    faults: dict[int, list[RowFault]]


def blocks(stream: IO[bytes], bundle: Bundle) -> Iterator[Block]:
    """The rows of a CSV in UTF-8, block by block; the header names fields in any order.

    Columns of what may be unknown may be left out. Raises FaultyTable where the header is wrong
    or the file is no CSV.
    """
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        columns = _Columns(bundle, next(reader, []))
        # An empty line is no row. The header is line 1.
        rows = ((reader.line_num, row) for row in reader if row)
        while some := list(itertools.islice(rows, BLOCK_ROWS)):
            yield columns.encode(some)
    except UnicodeDecodeError as error:
        raise FaultyTable([RowFault(None, None, "is not UTF-8")]) from error
    except csv.Error as error:
        detail = f"is no line of a CSV file ({error})"
        raise FaultyTable([RowFault(reader.line_num, None, detail)]) from error
    finally:
        text.detach()


class _Columns:
    """Where each field stands in a row, and what its cells mean."""

    def __init__(self, bundle: Bundle, header: list[str]) -> None:
        fields = bundle.predictor.fields
        required = {field.name: field.missing is None for field in fields}
        if faults := cells.header(header, required, others=False, line=HEADER_LINE):
            raise FaultyTable(faults)
        self._width = len(header)
        self._fields = len(fields)
        self._known = [
            (column, header.index(field.name), field.name,
             cells.Memory(cells.inputs(bundle.encoder, field)))
            for column, field in enumerate(fields)
            if field.name in header
        ]  # fmt: skip

    def encode(self, numbered: list[tuple[int, list[str]]]) -> Block:
        rows = [row for _, row in numbered]
        faults: dict[int, list[RowFault]] = {}
        if set(map(len, rows)) != {self._width}:
            for position, (line, row) in enumerate(numbered):
                if len(row) != self._width:
                    detail = f"has {len(row)} cells, the header {self._width}"
                    faults[position] = [RowFault(line, None, detail)]
                    rows[position] = [""] * self._width
        uneven = frozenset(faults)
        across = list(zip(*rows, strict=True))
        matrix = np.full((len(numbered), self._fields), math.nan, dtype=np.float32)
        for column, place, name, memory in self._known:
            said = across[place]
            codes = memory.codes(said)
            if codes is not None:
                matrix[:, column] = codes
                continue
            distinct = list(set(said))
            meanings = dict(zip(distinct, memory.meanings(distinct), strict=True))
            for position, cell in enumerate(said):
                meaning = meanings[cell]
                if not isinstance(meaning, str):
                    matrix[position, column] = meaning
                elif position not in uneven:
                    fault = RowFault(numbered[position][0], name, meaning)
                    faults.setdefault(position, []).append(fault)
        return Block(matrix, faults)
