"""How much of a training is done, stage by stage."""

from __future__ import annotations

from bellwether_contract.jobs import Stage
from bellwether_trainer.records import OnProgress, Progress

# Where each stage begins on the bar, from the time that it takes with the heart data.
BEGINS: dict[Stage, float] = {
    "data": 0.0,
    "split": 0.03,
    "candidates": 0.04,
    "fit": 0.86,
    "evaluate": 0.90,
    "gate": 0.94,
    "export": 0.95,
    "publish": 0.98,
    "done": 1.0,
}


def within(stage: Stage, progress: Progress) -> OnProgress:
    """Progress of a stage's own parts, as progress of the whole."""
    stages = list(BEGINS)
    begin, end = BEGINS[stage], BEGINS[stages[stages.index(stage) + 1]]

    def on_progress(share: float, doing: str) -> None:
        progress(stage, begin + (end - begin) * share, doing)

    return on_progress


def half(on_progress: OnProgress, begin: float) -> OnProgress:
    """Progress of one half of a stage as progress of the stage."""
    return lambda share, doing: on_progress(begin + share / 2, doing)
