"""Every cell with 2,000 draws of fixed seeds, or so many as are named, and what their bounds show.

    python -m study.gate [DRAWS]

Ends with 1 where a bound does not show what is wanted of its cell.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor

from study.gate import cells, creep, first, pairs
from study.gate.cells import Cell

DRAWS = 2_000


def all_cells() -> list[Cell]:
    """First versions, challengers, and creep."""
    return [*first.cells(), *pairs.cells(), *creep.cells()]


def main(arguments: list[str]) -> int:
    """Print a line a cell as it is done: its share, its 95 % bound and what is wanted."""
    draws = int(arguments[0]) if arguments else DRAWS
    count = len(all_cells())
    print(f"{count} cells, {draws:,} draws each; bounds are one-sided, of 95 %", flush=True)
    missed = 0
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for told, shown in processes.map(_line, range(count), [draws] * count):
            print(told, flush=True)
            missed += not shown
    print(f"{missed} of {count} cells are not shown" if missed else "every cell is shown")
    return 1 if missed else 0


def _line(place: int, draws: int) -> tuple[str, bool]:
    result = cells.run(all_cells()[place], draws)
    return str(result), result.shown


if __name__ == "__main__":
    # Each cell keeps one core busy; the libraries' threads would only be in each other's way.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    sys.exit(main(sys.argv[1:]))
