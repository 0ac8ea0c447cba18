"""The section of docs/performance.md that `python -m tools bench-cluster --write` writes."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from tools.bench import document
from tools.bench.dealing import Size

# So much of the time here must be saved that a cluster is worth its while.
WORTH = 0.25

TITLE = "Trainings on a cluster"

BEFORE = """\
Written by `python -m tools bench-cluster --write`: {effort} trainings of rows that are grown from
those of heart (as `bench-growth` does), without a cluster and with workers of one thread each;
seconds of the whole process. Scheduler, workers and trainer share the machine: {machine}, {cores}
cores.

"""

AFTER = """
What stands behind ~ is calculated from the fits of the training with one worker. They are dealt,
in their order and between the moments at which none ran, to so many workers, each with a core of
its own; to that come what the trainer does alone, and the rows, which are sent to each worker. More
workers than cores cannot be faster here: they are not measured. For two workers the calculation is
{misses} off what was measured.

"""


def text(sizes: Sequence[Size], effort: str, cores: int, workers: Sequence[int]) -> str:
    """The section; ``workers`` beyond those of a size's runs are calculated."""
    machine = f"{platform.machine()}, {document.processor()}"
    head = ["rows", "without", *(f"{n} worker{'s' if n > 1 else ''}" for n in workers)]
    times = [
        [f"{size.rows:,}", f"{size.here.seconds:.0f}", *(_seconds(size, n) for n in workers)]
        for size in sizes
    ]
    parts = [
        [
            f"{size.rows:,}",
            f"{len(size.fits)}",
            f"{sum(size.fits):.0f}",
            f"{max(size.fits):.1f}",
            f"{size.alone:.0f}",
            f"{size.matrix_megabytes:,.0f} MB in {size.send_seconds:.2f} s",
            f"{size.here.trainer_mebibytes:,.0f}",
            f"{size.runs[1].trainer_mebibytes:,.0f}",
            f"{size.runs[1].worker_mebibytes:,.0f}",
        ]
        for size in sizes
    ]
    of_parts = [
        "rows", "fits", "together, s", "longest, s", "trainer alone, s", "rows sent to each worker",
        "MiB without", "MiB of the trainer", "MiB of a worker",
    ]  # fmt: skip
    misses = [
        abs(each.calculated(2) / each.runs[2].seconds - 1) for each in sizes if 2 in each.runs
    ]
    return (
        BEFORE.format(effort=effort, cores=cores, machine=machine)
        + _table(head, times)
        + AFTER.format(misses=f"at most {max(misses):.0%}" if misses else "not known how far")
        + _table(of_parts, parts)
        + "\n"
        + "\n".join(f"- {_pays(sizes, n, cores)}" for n in workers[1:])
        + "\n"
    )


def _seconds(size: Size, workers: int) -> str:
    if workers == 1:
        return f"{size.runs[1].seconds:.0f}"
    calculated = f"~{size.calculated(workers):.0f}"
    if workers in size.runs:
        return f"{size.runs[workers].seconds:.0f} ({calculated})"
    return calculated


def _pays(sizes: Sequence[Size], workers: int, cores: int) -> str:
    """From which of the sizes on so many workers save what is worth it."""
    who = f"{workers} workers beside {cores} cores"
    saved = {
        size.rows: 1
        - (size.runs[workers].seconds if workers in size.runs else size.calculated(workers))
        / size.here.seconds
        for size in sizes
    }
    worth = [rows for rows, share in saved.items() if share >= WORTH]
    savings = ", ".join(f"{share:.0%} at {rows:,} rows" for rows, share in saved.items())
    if not worth:
        return f"{who}: less than {WORTH:.0%} is saved at each of these sizes ({savings})."
    return f"{who}: {WORTH:.0%} or more is saved from {min(worth):,} rows on ({savings})."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "".join(f"| {' | '.join(each)} |\n" for each in (head, rule, *rows))
