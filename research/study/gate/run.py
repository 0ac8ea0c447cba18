"""Every cell, drawn until its bounds show what is wanted of it or the opposite, and what they show.

    python -m research gate-study [--draws N] [--only WORDS] [--processes N] [--write]

At most 2,000 draws of fixed seeds a cell; ``--draws`` takes so many of each and looks once. Ends
with 1 where a bound does not show what is wanted of its cell.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from research.study.gate import cells, creep, document, first, pairs
from research.study.gate.cells import Cell, Result


def all_cells() -> list[Cell]:
    """First versions, challengers, and creep."""
    return [*first.cells(), *pairs.cells(), *creep.cells()]


def main(arguments: Sequence[str]) -> int:
    """Print a line a cell as it is done: its share, its 95 % bound and what is wanted."""
    asked = _arguments(arguments)
    chosen = [place for place, cell in enumerate(all_cells()) if asked.only in cell.name]
    how = _how(asked.draws)
    print(f"{len(chosen)} cells. {how}", flush=True)
    began, found = time.monotonic(), dict[int, Result]()
    with ProcessPoolExecutor(asked.processes) as processes:
        running = {processes.submit(_shown, place, asked.draws): place for place in chosen}
        for done, future in enumerate(as_completed(running), 1):
            place, (count, draws, chance) = running[future], future.result()
            found[place] = Result(all_cells()[place], count, draws, chance)
            spent = (time.monotonic() - began) / 60
            print(f"{done:3}/{len(chosen)} {spent:5.1f} min  {found[place]}", flush=True)
    results = [found[place] for place in chosen]
    if asked.write:
        document.write_simulated(results, how)
    missed = [result for result in results if not result.shown]
    for result in missed:
        print(result)
    print(
        f"{len(missed)} of {len(results)} cells are not shown" if missed else "every cell is shown"
    )
    return 1 if missed else 0


def _shown(place: int, draws: int | None) -> tuple[int, int, float]:
    cell = all_cells()[place]
    result = cells.until_shown(cell) if draws is None else cells.run(cell, draws)
    return result.count, result.draws, result.chance


def _how(draws: int | None) -> str:
    if draws is not None:
        return f"Each case was drawn {draws:,} times with fixed seeds."
    *before, last = (f"{count:,}" for count, _ in cells.LOOKS)
    return (
        f"Each case was drawn with fixed seeds and looked at after {', '.join(before)} and {last} "
        "draws; it ended where its bound showed what is wanted, or the opposite. The looks share "
        "the chance of one in twenty that a bound is wrong."
    )


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m research gate-study")
    parser.add_argument("--draws", type=int, help="so many of each cell, looked at once")
    parser.add_argument("--only", default="", help="the cells whose names have these words")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--write", action="store_true", help="write the table into docs/gate.md")
    return parser.parse_args(arguments)
