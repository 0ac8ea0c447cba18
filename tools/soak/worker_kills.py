"""Processes of the API are killed (kill -9) while people predict: no prediction is answered by 5xx.

nginx hands what a dead process has not begun to answer to the other one. Where it has begun to hand
an answer on, nobody can begin anew, and that one is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

from tools.soak.house import House
from tools.soak.processes import kill_one, wait_until
from tools.soak.silent_load import CUT, Load

BEGINS_SECONDS = 60.0
BETWEEN_SECONDS = 0.5


def run(
    house: House, counts: Mapping[str, int], chance: Random, say: Callable[[str], None]
) -> dict[str, float]:
    """Kill the older one of two processes again and again."""
    with (
        house.serving(),
        closing(Load(house.places.http_port, house.predictor, house.inputs)) as load,
    ):
        for number in range(1, counts["kills"] + 1):
            kill(two(house.counts, house.predictor, load), house.counts)
            load.run(chance.uniform(0, 2 * BETWEEN_SECONDS))
            if number % 10 == 0:
                say(f"{number} kills, {dict(load.seen)}")
        load.run(BETWEEN_SECONDS)
    statuses = {status: n for status, n in load.seen.items() if isinstance(status, int)}
    return {
        "kills": counts["kills"],
        "predictions": sum(statuses.values()),
        "predictions answered by 5xx": sum(n for s, n in statuses.items() if s >= 500),
        "predictions answered otherwise than by 200": sum(
            n for s, n in statuses.items() if s != 200
        ),
        "answers that were cut": load.seen[CUT],
    }


def answering(counts: Path, predictor: str) -> list[int]:
    """The processes that answer for a predictor, the oldest first."""
    found = []
    for path in counts.glob("*.serving"):
        try:
            if predictor in path.read_text():
                found.append((path.stat().st_mtime, int(path.stem)))
        except FileNotFoundError:
            continue
    return [pid for _, pid in sorted(found)]


def two(counts: Path, predictor: str, load: Load | None = None) -> int:
    """Wait until two processes answer: one that begins takes a second; returns the older one."""

    def are_there() -> bool:
        if load is not None:
            load.run(0.02)
        return len(answering(counts, predictor)) >= 2

    wait_until(are_there, BEGINS_SECONDS, "two processes do not answer")
    return answering(counts, predictor)[0]


def kill(process: int, counts: Path) -> None:
    """Kill a process, and do not count it among those that answer any more."""
    kill_one(process)
    (counts / f"{process}.serving").unlink(missing_ok=True)
