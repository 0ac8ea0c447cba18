"""What was measured, as it is kept in measured.json: one record, each figure with its unit."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

KEPT = Path(__file__).with_name("measured.json")

Call = Literal["prediction", "list", "explanation"]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of how many APIs: ``cpus`` is what each of them may take of a core.

    A ``prediction`` is of one record, as is an ``explanation``; a ``list`` is of ``records``.
    """

    call: Call
    records: int
    replicas: int
    cpus: float


@dataclass(frozen=True, slots=True)
class Served:
    """How a case went, with every API busy all the time.

    ``rates`` are requests/s, a run each; ``cores``, ``nginx_cores`` and ``redis_cores`` what all
    APIs, nginx and Redis took, and ``p99`` milliseconds, each the median of the runs. ``failed``
    counts the requests of all runs that were not answered with 200.
    """

    case: Case
    rates: tuple[float, ...]
    cores: float
    nginx_cores: float
    redis_cores: float
    p99: float
    failed: int

    @property
    def per_second(self) -> float:
        """Requests/s, the median of the runs."""
        return statistics.median(self.rates)


@dataclass(frozen=True, slots=True)
class Loaded:
    """One API that serves so many predictors and is asked nothing.

    ``worker`` and ``master`` are the MiB of each of its workers and of gunicorn's own process
    (proportional set size: what processes share is divided among them), ``idle_cores`` what the
    whole container takes.
    """

    predictors: int
    worker: float
    master: float
    idle_cores: float


@dataclass(frozen=True, slots=True)
class Looked:
    """How often one process of the API looks at the volumes: rounds/s, and calls/s of the system.

    A call is a ``stat``, an ``open`` or a listing of a directory.
    """

    predictors: int
    rounds: float
    looks: float


@dataclass(frozen=True, slots=True)
class Published:
    """What a training left on the volume of models, in bytes, and what it took in seconds."""

    effort: str
    size: int
    model_size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Measurement:
    """All that one run has measured; ``whole`` is False for the short form.

    ``ratios`` are requests/s of two APIs over those of one, each of them at the same ``cpus``, a
    pair of runs each. ``job_bytes`` is what Redis holds for a retraining that waits.
    """

    date: str
    machine: str
    commit: str
    whole: bool
    seconds: float
    workers: int
    served: tuple[Served, ...]
    ratios: tuple[float, ...]
    loaded: tuple[Loaded, ...]
    looked: tuple[Looked, ...]
    published: tuple[Published, ...]
    job_bytes: float

    @property
    def ratio(self) -> float:
        """Two APIs over one, the median of the pairs."""
        return statistics.median(self.ratios)

    def of(self, case: Case) -> Served:
        """How a case went; raises KeyError where it was not measured."""
        return _first(case, (each for each in self.served if each.case == case))

    def with_predictors(self, count: int) -> Loaded:
        """One API with so many predictors; raises KeyError where it was not measured."""
        return _first(count, (each for each in self.loaded if each.predictors == count))

    def looking_at(self, count: int) -> Looked:
        """A process that looks at so many; raises KeyError where it was not measured."""
        return _first(count, (each for each in self.looked if each.predictors == count))

    def keep(self) -> None:
        """Write it down in the place of the one before."""
        KEPT.write_text(json.dumps(asdict(self), indent=1) + "\n")


def kept() -> Measurement:
    """The measurement that is written down."""
    return of_document(json.loads(KEPT.read_text()))


def of_document(document: dict[str, Any]) -> Measurement:
    """A measurement as ``asdict`` and JSON have left it."""
    served = (
        Served(**{**each, "case": Case(**each["case"]), "rates": tuple(each["rates"])})
        for each in document["served"]
    )
    return Measurement(
        **{
            **document,
            "served": tuple(served),
            "ratios": tuple(document["ratios"]),
            "loaded": tuple(Loaded(**each) for each in document["loaded"]),
            "looked": tuple(Looked(**each) for each in document["looked"]),
            "published": tuple(Published(**each) for each in document["published"]),
        }
    )


def _first(wanted: object, found: Iterator[Found]) -> Found:
    for each in found:
        return each
    raise KeyError(f"{wanted} was not measured")
