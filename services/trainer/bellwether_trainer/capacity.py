"""What this process may use of its machine: cores, memory, and processes beside it.

A container sees all cores and all memory of its host. What it may have of them stands in its
control groups, of which a process has its own and all above it: the least of them counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

MIB = 1 << 20

# A process that fits has scikit-learn, xgboost and scipy loaded: 122 MB before it has any rows.
PROCESS_BYTES = 160 * MIB
# Rows as they came, as they were chosen, as they are prepared, and what a fit makes of them.
COPIES = 10
# The rest is for the process that waits for the others, and for what else the machine does.
SHARE = 0.75
# A process that fits, and what its library starts in it to talk to the one that waits.
THREADS_OF_A_PROCESS = 6

# Version 1 has no word for "no limit", only a number beyond any memory.
NO_LIMIT = 1 << 60


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine whose file systems are mounted at ``root``: /, but for tests."""

    root: Path = Path("/")

    def cores(self) -> int:
        """The cores that this process may keep busy, at least 1."""
        free = os.cpu_count() or 1
        if hasattr(os, "sched_getaffinity"):
            free = len(os.sched_getaffinity(0))
        return max(1, min([free, *(int(quota) for quota in self._quotas())]))

    def memory(self) -> int | None:
        """Bytes that may still be taken; None where the system does not tell."""
        free = [available] if (available := self._available()) is not None else []
        for group in self._groups("memory"):
            for limit, used, cache in (
                ("memory.max", "memory.current", "inactive_file"),
                ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
            ):
                most, taken = _number(group / limit), _number(group / used)
                if most is not None and taken is not None and most < NO_LIMIT:
                    free.append(most - taken + _named(group / "memory.stat", cache))
        return max(0, min(free)) if free else None

    def threads(self) -> int | None:
        """Threads and processes that may still be started; None where nothing limits them."""
        free = []
        for group in self._groups("pids"):
            most, taken = _number(group / "pids.max"), _number(group / "pids.current")
            if most is not None and taken is not None:
                free.append(most - taken)
        return max(0, min(free)) if free else None

    def _quotas(self) -> Iterator[float]:
        """Cores' worth of time, of each control group that limits it."""
        for group in self._groups("cpu"):
            quota, _, period = _text(group / "cpu.max").partition(" ")
            if quota.isdigit() and period.strip().isdigit():
                yield int(quota) / int(period)
            old, every = _number(group / "cpu.cfs_quota_us"), _number(group / "cpu.cfs_period_us")
            if old is not None and every:
                yield old / every

    def _groups(self, controller: str) -> Iterator[Path]:
        """The control groups of this process for a controller, and all above them."""
        for line in _text(self.root / "proc/self/cgroup").splitlines():
            _, controllers, path = line.split(":", 2)
            mounted = self.root / "sys/fs/cgroup"
            if controllers:
                if controller not in controllers.split(","):
                    continue
                mounted /= controller
            own = PurePosixPath(path.lstrip("/"))
            for group in (own, *own.parents):
                yield mounted / group

    def _available(self) -> int | None:
        known = _named(self.root / "proc/meminfo", "MemAvailable:")
        return known * 1024 if known else None


MACHINE = Machine()


@lru_cache
def side_by_side(threads: int, rows_bytes: int, own_bytes: int = 0) -> int:
    """So many of ``threads`` as memory and the limit of processes allow, at least 1.

    Each holds ``own_bytes`` and copies of rows of ``rows_bytes``. Answered once for a training:
    what is asked later would count what runs already as taken.
    """
    allowed = [threads]
    if (memory := MACHINE.memory()) is not None:
        allowed.append(int(memory * SHARE) // (own_bytes + COPIES * rows_bytes + 1))
    if (free := MACHINE.threads()) is not None:
        allowed.append(free // THREADS_OF_A_PROCESS)
    return max(1, min(allowed))


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _number(file: Path) -> int | None:
    """The whole number that a file holds; None for none, and for "max" and -1: no limit."""
    text = _text(file).strip()
    return int(text) if text.isdigit() else None


def _named(file: Path, name: str) -> int:
    """The number after ``name`` in a file of names and numbers; 0 where there is none."""
    for line in _text(file).splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == name and words[1].isdigit():
            return int(words[1])
    return 0
