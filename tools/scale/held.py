"""What the model was not fitted to, and has to predict: what it says beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from tools.scale.model import SHARE, Model
from tools.scale.points import Case, Measurement

# Relative to what was measured.
ERROR_ALLOWED = 0.15

TWO = Case("prediction", 1, 2, SHARE)
LARGER = Case("prediction", 1, 1, 0.6)
LIST = Case("list", 300, 1, SHARE)
CASES = (TWO, LARGER, LIST)
PREDICTORS = 12


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the model says, what was measured, and of what in which unit."""

    name: str
    unit: str
    predicted: float
    measured: float

    @property
    def error(self) -> float:
        """Relative to what was measured; above zero where the model says too much."""
        return self.predicted / self.measured - 1

    @property
    def holds(self) -> bool:
        """Whether the error is small enough."""
        return abs(self.error) <= ERROR_ALLOWED


def predictions(model: Model, measured: Measurement) -> list[Prediction]:
    """One for each point that was held out; raises KeyError where one was not measured."""

    def served(name: str, case: Case) -> Prediction:
        return Prediction(name, "requests/s", model.per_second(case), measured.of(case).per_second)

    loaded = measured.with_predictors(PREDICTORS)
    return [
        served(f"{TWO.replicas} APIs of {TWO.cpus} cores each, single predictions", TWO),
        served(f"one API of {LARGER.cpus} cores, single predictions", LARGER),
        served(f"one API of {LIST.cpus} cores, lists of {LIST.records} records", LIST),
        Prediction(
            f"an API with {PREDICTORS} predictors",
            "MiB",
            model.mebibytes(PREDICTORS),
            loaded.master + measured.workers * loaded.worker,
        ),
        Prediction(
            f"a process' looks at the volumes, {PREDICTORS} predictors",
            "calls/s",
            model.looks.of(PREDICTORS),
            measured.looking_at(PREDICTORS).looks,
        ),
    ]
