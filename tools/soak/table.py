"""The one table of what is broken how often, and of what must hold then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import ModuleType

from tools.soak import (
    flood,
    memory,
    mutations,
    redis_kills,
    reloads,
    trainer_kills,
    worker_kills,
)
from tools.soak.house import House

Counts = Mapping[str, int]
Figures = dict[str, float]
Bound = Callable[[Counts, Figures], float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure that has to be at least, or at most, so large."""

    figure: str
    least: Bound | None = None
    most: Bound | None = None

    def bound(self, counts: Counts, figures: Figures) -> str:
        """What is wanted, in words."""
        if self.least is not None:
            return f"at least {self.least(counts, figures):,g}"
        assert self.most is not None
        return f"at most {self.most(counts, figures):,g}"

    def holds(self, counts: Counts, figures: Figures) -> bool:
        """Whether the figure is as wanted."""
        value = figures[self.figure]
        return (self.least is None or value >= self.least(counts, figures)) and (
            self.most is None or value <= self.most(counts, figures)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One way of breaking things.

    ``full`` are the counts of a whole run, ``each_change`` those of CI, which take some ten seconds
    there; None leaves the part to the night, which runs a tenth of each. ``minutes`` is what the
    whole takes, on two cores. ``wanted`` holds always, ``alone`` where nothing else runs on the
    machine: it is about time.
    """

    name: str
    module: ModuleType
    full: Counts
    each_change: Counts | None
    minutes: float
    wanted: tuple[Wanted, ...]
    alone: tuple[Wanted, ...] = ()

    def run(
        self, house: House, counts: Counts, chance: Random, say: Callable[[str], None]
    ) -> Figures:
        """Break things; returns what was counted."""
        found: Figures = self.module.run(house, counts, chance, say)
        return found

    def scaled(self, scale: float) -> dict[str, int]:
        """The counts of a part of the whole."""
        return {name: max(1, round(scale * count)) for name, count in self.full.items()}

    def missed(self, counts: Counts, figures: Figures, *, alone: bool) -> list[str]:
        """The figures that are not as wanted, each with what was wanted."""
        return [
            f"{each.figure}: {figures[each.figure]:,g}, wanted {each.bound(counts, figures)}"
            for each in (*self.wanted, *(self.alone if alone else ()))
            if not each.holds(counts, figures)
        ]


def none(figure: str) -> Wanted:
    """There must be none of it."""
    return Wanted(figure, most=lambda _counts, _figures: 0)


def most(figure: str, value: float) -> Wanted:
    """At most so many of it, however often things are broken."""
    return Wanted(figure, most=lambda _counts, _figures: value)


def counted(figure: str, count: str) -> Wanted:
    """At least as many as the counts say."""
    return Wanted(figure, least=lambda counts, _figures: counts[count])


PARTS = (
    Part(
        "reloads and rollbacks",
        reloads,
        full={"reloads": 1_000, "rollbacks": 200, "requests": 100_000},
        each_change={"reloads": 10, "rollbacks": 5, "requests": 1_000},
        minutes=12,
        wanted=(
            counted("reloads", "reloads"),
            counted("rollbacks", "rollbacks"),
            counted("requests", "requests"),
            none("failed requests"),
            none("answers by a version that was not champion"),
            none("rollbacks that not every process had followed when they were answered"),
        ),
        alone=(
            most("ms from a change to the last answer by another version, 95th percentile", 1_000),
        ),
    ),
    Part(
        "kills of a worker",
        worker_kills,
        full={"kills": 100},
        each_change=None,
        minutes=5,
        wanted=(
            counted("kills", "kills"),
            Wanted("predictions", least=lambda counts, _: 100 * counts["kills"]),
            none("predictions answered by 5xx"),
            none("predictions answered otherwise than by 200"),
            Wanted("answers that were cut", most=lambda counts, _: max(1, counts["kills"] // 10)),
        ),
    ),
    Part(
        "kills of the trainer",
        trainer_kills,
        full={"kills": 50},
        # CI pauses a whole trainer instead (tests/integration/test_recovery.py).
        each_change=None,
        minutes=25,
        wanted=(
            counted("kills", "kills"),
            none("trainings that failed"),
            none("trainings that published twice"),
            none("trainings that changed after their end"),
            most("s until a killed training ran again, longest", 20),
        ),
    ),
    Part(
        "kills of Redis",
        redis_kills,
        full={"kills": 200},
        each_change=None,
        minutes=10,
        wanted=(
            counted("kills", "kills"),
            Wanted("retrainings acknowledged", least=lambda counts, _: 5 * counts["kills"]),
            none("acknowledged and lost"),
            none("doubled"),
            none("clients that gave up"),
        ),
    ),
    Part(
        "mutations of a version",
        mutations,
        full={"mutations of each file": 10_000},
        each_change=None,
        minutes=8,
        wanted=(
            Wanted(
                "mutations",
                least=lambda counts, found: found["files"] * counts["mutations of each file"],
            ),
            none("mutations that were accepted"),
            none("mutations that were answered otherwise than by a refusal"),
            none("processes that died"),
            Wanted(
                "predictions answered by the former champion, and the version accepted once whole",
                least=lambda _counts, _figures: 1,
            ),
        ),
    ),
    Part(
        "flood of retrainings",
        flood,
        full={"retrainings": 10_000},
        each_change=None,
        minutes=3,
        wanted=(
            counted("retrainings asked for", "retrainings"),
            none("answered otherwise"),
            most("running of one predictor at a time, at most", 1),
            most("waiting of one predictor at a time, at most", 1),
            most("waiting in the queue, at most", 1 + len(flood.OTHERS)),
            none("predictions that failed"),
        ),
        alone=(
            none("answered to come again, because Redis was slow"),
            Wanted(
                "ms of a prediction meanwhile, 99th percentile",
                most=lambda _counts, figures: figures["ms allowed"],
            ),
        ),
    ),
    Part(
        "memory",
        memory,
        full={"seconds": 1_800},
        each_change=None,
        minutes=31,
        wanted=(
            counted("seconds", "seconds"),
            none("predictions that failed"),
            none("processes that ended"),
            most("% by which the memory of a process has grown, largest", 5),
        ),
    ),
)
