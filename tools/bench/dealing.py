"""What a training on a cluster has taken, and what it would take with more workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace

from tools.bench.cluster import Task

# Nothing runs for longer than this where the trainer decides something before it sends more fits.
PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """A training: its seconds, the fits that ran on the cluster, and the peaks of memory."""

    seconds: float
    tasks: Sequence[Task]
    trainer_mebibytes: float
    worker_mebibytes: float


@dataclass(frozen=True, slots=True)
class Size:
    """Trainings of so many rows, by the number of workers; ``here`` without a cluster.

    ``matrix_megabytes`` go to each worker, which takes ``send_seconds`` on this machine.
    """

    rows: int
    here: Run
    runs: Mapping[int, Run]
    matrix_megabytes: float
    send_seconds: float

    @property
    def fits(self) -> list[float]:
        """The seconds of each fit, with one worker."""
        return [each.end - each.begin for each in self.runs[1].tasks]

    @property
    def alone(self) -> float:
        """Seconds in which the one worker had nothing to do."""
        return self.runs[1].seconds - sum(self.fits)

    def calculated(self, workers: int) -> float:
        """The seconds of a training with so many workers, each as fast as the one."""
        fits = sum(dealt(each, workers) for each in phases(self.runs[1].tasks))
        return self.alone + fits + (workers - 1) * self.send_seconds


def phases(tasks: Sequence[Task]) -> list[list[float]]:
    """The seconds of tasks, in order of their begin, parted where for a while nothing ran."""
    parted: list[list[float]] = []
    end = float("-inf")
    for each in tasks:
        if each.begin - end > PAUSE_SECONDS:
            parted.append([])
        parted[-1].append(each.end - each.begin)
        end = max(end, each.end)
    return parted


def dealt(seconds: Sequence[float], workers: int) -> float:
    """When the last task ends, where each begins in its turn with the first worker that is free."""
    free = [0.0] * workers
    heapify(free)
    for each in seconds:
        heapreplace(free, free[0] + each)
    return max(free)
