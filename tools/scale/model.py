"""The capacity model: a handful of numbers, each with a meaning, fitted to what was measured.

An API takes ``idle`` of its share of a core for itself; what is left answers, each request for the
same time. So requests/s = APIs x (cores of each - idle) / seconds of a request. Everything else
grows by the same amount with each one more: a list with its records, a process' memory and its
looks at the volumes with the predictors.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.scale.points import Call, Case, Measurement, Served

# What the fit knows. Other cases were measured as well: see tools.scale.held.
CPUS = (0.2, 0.4, 0.8)
RECORDS = (10, 100, 1000)
PREDICTORS = (1, 5, 20)
# Each API's share where lists and explanations are asked for.
SHARE = 0.4

PREDICTIONS = tuple(Case("prediction", 1, 1, cpus) for cpus in CPUS)
LISTS = tuple(Case("list", records, 1, SHARE) for records in RECORDS)
EXPLANATION = Case("explanation", 1, 1, SHARE)


@dataclass(frozen=True, slots=True)
class Growth:
    """So much to begin with, and so much more with each one."""

    base: float
    each: float

    def of(self, count: float) -> float:
        """With ``count`` of them."""
        return self.base + self.each * count


def growth(points: Iterable[tuple[float, float]]) -> Growth:
    """The straight line through (count, amount) that is least wrong in proportion.

    Weighted least squares: each point counts by its relative error (weight 1 / amount squared), so
    a small amount is met as well as a large one. Raises ValueError where there are fewer than two
    counts, or an amount is not above zero.
    """
    known = list(points)
    if len({count for count, _ in known}) < 2 or any(amount <= 0 for _, amount in known):
        raise ValueError(f"no line goes through {known}")
    weights = [1 / amount**2 for _, amount in known]
    total = sum(weights)
    count_mean = sum(w * count for w, (count, _) in zip(weights, known, strict=True)) / total
    amount_mean = sum(w * amount for w, (_, amount) in zip(weights, known, strict=True)) / total
    spread = sum(
        w * (count - count_mean) ** 2 for w, (count, _) in zip(weights, known, strict=True)
    )
    together = sum(
        w * (count - count_mean) * (amount - amount_mean)
        for w, (count, amount) in zip(weights, known, strict=True)
    )
    each = together / spread
    return Growth(amount_mean - each * count_mean, each)


def rate(points: Iterable[tuple[float, float]]) -> float:
    """The r for which amount = r x given is least wrong in proportion, over (given, amount).

    The same as ``growth`` without a base. Raises ValueError where nothing was given.
    """
    ratios = [given / amount for given, amount in points]
    if not ratios or any(ratio <= 0 for ratio in ratios):
        raise ValueError("no rate goes through nothing")
    return sum(ratios) / sum(ratio**2 for ratio in ratios)


@dataclass(frozen=True, slots=True)
class Model:
    """What a machine takes: times in milliseconds of one core, memory in MiB.

    ``idle`` is in cores of one API, ``looks`` in calls/s of one process, ``worker`` in MiB of one
    worker, of which an API has ``workers``; each grows with the predictors, ``of_list`` with the
    records. ``version`` is the bytes of one by the effort of its training.
    """

    prediction: float
    of_list: Growth
    explanation: float
    nginx: float
    idle: Growth
    workers: int
    worker: Growth
    master: float
    looks: Growth
    version: dict[str, int]
    job: float

    def milliseconds(self, call: Call, records: int = 1) -> float:
        """Of a core, that the API takes for one request."""
        if call == "list":
            return self.of_list.of(records)
        return self.prediction if call == "prediction" else self.explanation

    def per_second(self, case: Case, predictors: int = 1) -> float:
        """Requests/s of APIs that are busy all the time."""
        answering = case.replicas * (case.cpus - self.idle.of(predictors))
        return 1000 * answering / self.milliseconds(case.call, case.records)

    def cores(
        self, per_second: float, replicas: int, predictors: int, call: Call = "prediction"
    ) -> float:
        """What all APIs together take of the cores for so many requests/s."""
        answering = per_second * self.milliseconds(call) / 1000
        return answering + replicas * self.idle.of(predictors)

    def replicas(self, per_second: float, cpus: float, predictors: int, busy: float) -> int:
        """How many APIs of so much of a core it takes, none more than ``busy`` of it busy."""
        of_one = busy * cpus - self.idle.of(predictors)
        if of_one <= 0:
            raise ValueError(f"an API of {cpus} cores has no time for {predictors} predictors")
        return max(1, math.ceil(per_second * self.prediction / 1000 / of_one))

    def mebibytes(self, predictors: int) -> float:
        """Of one API: gunicorn's own process and all its workers."""
        return self.master + self.workers * self.worker.of(predictors)


def fit(measured: Measurement) -> Model:
    """The model of what was measured, less what is held out; raises KeyError where that lacks."""
    loaded = [measured.with_predictors(count) for count in PREDICTORS]
    idle = growth((each.predictors, each.idle_cores) for each in loaded)
    asked = [measured.of(case) for case in PREDICTIONS]
    lists = [measured.of(case) for case in LISTS]
    explained = measured.of(EXPLANATION)
    return Model(
        prediction=1000 / rate((_answering(each, idle), each.per_second) for each in asked),
        of_list=growth((each.case.records, _milliseconds(each, idle)) for each in lists),
        explanation=_milliseconds(explained, idle),
        nginx=_nginx(asked),
        idle=idle,
        workers=measured.workers,
        worker=growth((each.predictors, each.worker) for each in loaded),
        master=sum(each.master for each in loaded) / len(loaded),
        looks=growth(
            (each.predictors, each.looks) for each in map(measured.looking_at, PREDICTORS)
        ),
        version={each.effort: each.size for each in measured.published},
        job=measured.job_bytes,
    )


def _answering(served: Served, idle: Growth) -> float:
    """The cores that were taken to answer with, as the engine counts; one predictor was served."""
    return served.cores - served.case.replicas * idle.of(1)


def _milliseconds(served: Served, idle: Growth) -> float:
    return 1000 * _answering(served, idle) / served.per_second


def _nginx(asked: Sequence[Served]) -> float:
    """Milliseconds of nginx for a request."""
    return 1000 / rate((each.nginx_cores, each.per_second) for each in asked)
