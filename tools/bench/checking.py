"""How fast uploaded rows are checked, and whether memory stays flat.

`python -m tools.bench.checking FOLDER CSV` checks a CSV as the trainer does, and prints its
rows and the seconds of the check as one line of JSON.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

import pyarrow
from pyarrow import csv, parquet

from bellwether_contract.declaration import spec
from bellwether_trainer.rows.check import check


def write(path: Path, parquet_file: Path, size: int, faulty_row: int | None = None) -> None:
    """Write a CSV of at most ``size`` bytes that repeats a Parquet file's rows.

    Line ``faulty_row``, the header being line 1, gets a number out of all ranges.
    """
    sink = pyarrow.BufferOutputStream()
    csv.write_csv(parquet.read_table(parquet_file), sink, csv.WriteOptions(quoting_style="needed"))
    header, _, rows = sink.getvalue().to_pybytes().partition(b"\n")
    line = rows[: rows.index(b"\n") + 1]
    with path.open("wb") as file:
        file.write(header + b"\n")
        if faulty_row is not None:
            copies, rest = divmod(faulty_row - 2, rows.count(b"\n"))
            for _ in range(copies):
                file.write(rows)
            file.write(line * rest + re.sub(rb",[\d.]+,", b",1000,", line, count=1))
        while (left := size - file.tell()) > len(line) * 2:
            file.write(rows if left >= len(rows) else rows[: rows.rindex(b"\n", 0, left) + 1])


def main(arguments: list[str]) -> None:
    """Check once, in this process."""
    folder, path = (Path(argument) for argument in arguments)

    def progress(share: float) -> None:
        sys.stderr.write(f"\r\033[K  {path.name}: {share:4.0%}")
        sys.stderr.flush()

    predictor = spec.read(folder)
    began = time.perf_counter()
    verdict = check(path, predictor, "", progress)
    seconds = time.perf_counter() - began
    sys.stderr.write("\r\033[K")
    print(json.dumps({"status": verdict.status, "rows": verdict.rows, "seconds": seconds}))


if __name__ == "__main__":
    main(sys.argv[1:])
