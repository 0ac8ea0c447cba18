"""Two commits beside each other: has anything become slower?

`python -m tools bench-paired COMMIT [WORDS]` serves that commit and this checkout at the same time,
each by its own code in an environment of its own, and measures every figure in seven pairs, whose
order alternates; where WORDS are given, the figures alone whose names hold them. Each figure is a
rate, so a ratio (this checkout over the commit) below 1 is slower.

Shown are the median of the seven ratios and their smallest and largest: an interval that holds
the true median in 98.4 % of such measurements, whatever the distribution (1 - 2 * 0.5 ** 7; David
and Nagaraja, Order Statistics, 2003, 7.1). Exit code 1 where a median is below 0.97 and the
interval excludes 1.
Both sides are measured by this checkout's bench.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.bench.servers import ROOT

BENCH = "tools/bench"
PAIRS = 7
LEAST = 0.97
PACKAGES = ("contract", "services/api", "services/trainer", "client")


@dataclass(frozen=True, slots=True)
class Ratios:
    """How often one figure of this checkout holds that of the commit, pair by pair."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    @property
    def slower(self) -> bool:
        """Whether it is slower by more than is allowed, and by more than chance."""
        return self.median < LEAST and max(self.values) < 1


class Side:
    """A checkout that is served and measures itself."""

    def __init__(self, python: Path, checkout: Path, state: Path) -> None:
        side = "tools.bench.side" if (checkout / BENCH).is_dir() else "bench.side"
        self._process = subprocess.Popen(
            [str(python), "-m", side, str(state)],
            cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def figures(self) -> list[str]:
        """What it measures, once it is served; raises SystemExit where it cannot be."""
        found: list[str] = json.loads(self._line())
        return found

    def measure(self, figure: str) -> float:
        """One measurement of a figure."""
        assert self._process.stdin is not None
        self._process.stdin.write(figure + "\n")
        self._process.stdin.flush()
        return float(self._line())

    def end(self) -> None:
        """Stop what it serves."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a side ended early; it says why above")
        return line


def main(arguments: list[str]) -> int:
    """Measure and print; exit code 1 where something is slower."""
    if len(arguments) not in {1, 2}:
        raise SystemExit("usage: python -m tools bench-paired COMMIT [WORDS]")
    words = arguments[1] if len(arguments) == 2 else ""
    commit = _git("rev-parse", "--short", arguments[0])
    print(f"this checkout over {commit}: {PAIRS} pairs in turn; below 1 is slower", flush=True)
    slower = []
    with (
        tempfile.TemporaryDirectory(prefix="bellwether-paired-") as directory,
        _checkout(commit, Path(directory) / "checkout") as other,
    ):
        before = Side(other / ".venv/bin/python", other, _made(Path(directory) / "before"))
        before.figures()  # one after the other: both train first
        after = Side(Path(sys.executable), ROOT, _made(Path(directory) / "after"))
        for figure in (each for each in after.figures() if words in each):
            ratios = Ratios([_pair(figure, before, after, pair) for pair in range(PAIRS)])
            slower.extend([figure] if ratios.slower else [])
            print(shown(figure, ratios), flush=True)
        before.end()
        after.end()
    print(f"slower: {', '.join(slower)}" if slower else "nothing is slower")
    return 1 if slower else 0


def shown(figure: str, ratios: Ratios) -> str:
    """A line of the table."""
    low, high = min(ratios.values), max(ratios.values)
    marked = "   SLOWER" if ratios.slower else ""
    return f"  {figure:40} {ratios.median:6.3f}   ({low:.3f} to {high:.3f}){marked}"


def _pair(figure: str, before: Side, after: Side, number: int) -> float:
    if number % 2:
        old = before.measure(figure)
        return after.measure(figure) / old
    new = after.measure(figure)
    return new / before.measure(figure)


@contextmanager
def _checkout(commit: str, directory: Path) -> Iterator[Path]:
    """The commit with an environment of its own, and this checkout's bench to measure it.

    A commit from before `tools/` has its own bench, which knows the rooms of that time.
    """
    _git("worktree", "add", "--detach", str(directory), commit)
    try:
        if (directory / BENCH).is_dir():
            shutil.rmtree(directory / BENCH)
            shutil.copytree(ROOT / BENCH, directory / BENCH)
        subprocess.run(
            [sys.executable, ROOT / "tools/venv.py", ".venv", "requirements/dev.txt", *PACKAGES],
            cwd=directory, check=True,
        )  # fmt: skip
        yield directory
    finally:
        _git("worktree", "remove", "--force", str(directory))


def _made(directory: Path) -> Path:
    directory.mkdir()
    return directory


def _git(*arguments: str) -> str:
    found = subprocess.run(
        ["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return found.stdout.strip()
