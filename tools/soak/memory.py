"""A new version every few seconds, under load: the memory of no process grows.

What each process holds is compared between the end and the time after a warm-up, in which Python
and the allocator take what they keep for what comes.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from random import Random

from tools.soak.house import House, twin
from tools.soak.predicting import predicting
from tools.soak.processes import children, mebibytes

CONNECTIONS = 4
RELOAD_SECONDS = 5.0
# The share of the time that each window takes: the warm-up, then the one compared with the last.
WARM_UP = 0.2
WINDOW = 0.2


def run(
    house: House, counts: Mapping[str, int], _chance: Random, say: Callable[[str], None]
) -> dict[str, float]:
    """Publish a version every five seconds for as many seconds as ``counts`` say."""
    seconds = counts["seconds"]
    url = house.client().url
    seen: list[tuple[float, dict[int, float]]] = []
    with (
        house.serving() as api,
        predicting(
            url, house.predictor, house.inputs, connections=CONNECTIONS, longest=seconds + 300.0
        ) as load,
    ):
        processes = children(api.pid)
        began, number = time.monotonic(), 0
        while (now := time.monotonic() - began) < seconds:
            number += 1
            version = twin(house, number)
            house.store.promote(house.predictor, version, by="training", reason=f"{number}")
            time.sleep(max(0.0, began + number * RELOAD_SECONDS - time.monotonic()))
            seen.append((now / seconds, mebibytes(processes)))
            if number % 12 == 0:
                shown = ", ".join(f"{each:.1f}" for each in seen[-1][1].values())
                say(f"{now:.0f} s, {number} reloads, {len(load.answers):,} answers; MiB: {shown}")
        living = set(processes) & set(children(api.pid))
    grown = [_grown(seen, process) for process in processes]
    return {
        "seconds": round(seconds),
        "reloads": number,
        "predictions": len(load.answers) + len(load.failures),
        "predictions that failed": len(load.failures),
        "processes that ended": len(processes) - len(living),
        "MiB of a process at the end, largest": round(max(seen[-1][1].values()), 1),
        "% by which the memory of a process has grown, largest": round(max(grown), 2),
    }


def _grown(seen: list[tuple[float, dict[int, float]]], process: int) -> float:
    """By how many percent the memory of a process has grown after the warm-up."""
    first = [held[process] for share, held in seen if WARM_UP <= share < WARM_UP + WINDOW]
    last = [held[process] for share, held in seen if share >= 1 - WINDOW]
    return 100 * (statistics.median(last) / statistics.median(first) - 1)
