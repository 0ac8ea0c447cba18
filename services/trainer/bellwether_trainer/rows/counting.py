"""How many rows a file holds, before any of them is read."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow
from pyarrow import parquet

from bellwether_contract.tables.csv_lines import GZIP

# So many bytes are looked through at a time.
BLOCK_BYTES = 1 << 22


def count(path: Path) -> int:
    """Of a CSV (or gzip of one) its lines but the header, of a Parquet file what it says itself.

    0 where the file cannot be read: whoever reads its rows says what is wrong with it.
    """
    try:
        if path.suffix == ".parquet":
            return int(parquet.read_metadata(path).num_rows)
        with path.open("rb") as raw:
            packed = raw.peek(len(GZIP))[: len(GZIP)] == GZIP
            file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
            return max(0, _lines(file) - 1)
    except (OSError, EOFError, zlib.error, pyarrow.ArrowException):
        return 0


def _lines(file: BinaryIO) -> int:
    lines, last = 0, b"\n"
    while block := file.read(BLOCK_BYTES):
        lines += block.count(b"\n")
        last = block[-1:]
    # The last one may end with the file.
    return lines + (last != b"\n")
