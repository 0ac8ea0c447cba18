"""What is counted: requests, predictions, reloads; and which version each process serves.

Every process counts for itself. Under gunicorn it does so in files that outlive it, and whichever
process is asked adds all of them up (``gunicorn.conf.py`` says where they lie and whose they are);
elsewhere, as in a test, a process knows its own numbers alone. No label says anything of a person.

A prediction only leaves a note, which a thread writes down a moment later.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from bisect import bisect_left
from collections import Counter as Counting
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from operator import add
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bellwether_contract.bundle.bundle import Bundle

log = logging.getLogger(__name__)

# Seconds: a prediction takes a fraction of the first, a large table more than the last.
BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

# A client may call a method whatever it likes, and an address too.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
UNMATCHED = "unmatched"

WRITER = "metrics"
Inc = Callable[..., None]


class Outcomes(NamedTuple):
    """So many records were answered in these ways.

    ``invalid`` ones do not fit the fields, or came with one that does not and were refused with
    it; ``refused`` ones hold a value that no model is asked about.
    """

    negative: int = 0
    positive: int = 0
    invalid: int = 0
    refused: int = 0

    def __add__(self, other: object) -> Outcomes:
        """Those of both."""
        if not isinstance(other, Outcomes):
            return NotImplemented
        return Outcomes(*map(add, self, other))


class _Durations(Histogram):
    """A histogram that is told of many observations at once, for the cost of one."""

    def add(self, seconds: Sequence[float]) -> None:
        """Observe all of ``seconds``."""
        bounds = self._upper_bounds
        for place, count in Counting(bisect_left(bounds, each) for each in seconds).items():
            self._buckets[place].inc(count)
        self._sum.inc(sum(seconds))


# The files of the processes do not say when a series began, so one process alone does not either.
disable_created_metrics()  # type: ignore[no-untyped-call]
_OWN = CollectorRegistry()
# Each request is counted once; `routes/metrics.py` tells it as a count and as durations.
REQUESTS = "bellwether_http_requests_by_duration_seconds"
_REQUESTS = _Durations(
    REQUESTS, "Requests.", ("method", "route", "code"), buckets=BUCKETS, registry=_OWN
)
_PREDICTIONS = Counter(
    "bellwether_predictions_total",
    "Records by how they were answered.",
    ("predictor", "version", "outcome"),
    registry=_OWN,
)
_RELOADS = Counter(
    "bellwether_model_reloads_total",
    "Versions that a process was to serve and has loaded, or refused.",
    ("predictor", "result"),
    registry=_OWN,
)
_KEYS_REFUSED = Counter(
    "bellwether_keys_refused_total", "Keys that were refused.", ("reason",), registry=_OWN
)
# The largest of all processes: while some serve the former version and some the new one, both
# are 1. Where a process does not serve a version any more it is 0, and is not told.
_SERVED = Gauge(
    "bellwether_model_info",
    "1 for each version that a process serves.",
    ("predictor", "version"),
    multiprocess_mode="livemax",
    registry=_OWN,
)
# Not its age: that would have to be set all the time, and by one clock more.
_CREATED = Gauge(
    "bellwether_model_created_timestamp_seconds",
    "When a version that is served was made.",
    ("predictor", "version"),
    multiprocess_mode="livemax",
    registry=_OWN,
)
_READY = Gauge(
    "bellwether_ready",
    "1 while every process serves every predictor that has a loadable champion.",
    multiprocess_mode="livemin",
    registry=_OWN,
)
_PROCESSES = Gauge(
    "bellwether_processes", "Processes of this API.", multiprocess_mode="livesum", registry=_OWN
)
_OF_VERSIONS = frozenset({"bellwether_model_info", "bellwether_model_created_timestamp_seconds"})

# What has happened and is not written down yet; to append is all that a prediction is asked for.
# Right after a model has run, the processor has forgotten everything else: to count at once takes
# 5 microseconds in a loop and 30 there, of some 230; this takes 1 and 3.
_took: deque[tuple[tuple[str, str, str], float]] = deque()
_met: deque[tuple[Bundle, Outcomes]] = deque()

# So long may an answer be given and not be counted, and so much is lost where a process is killed.
WRITE_SECONDS = 0.05

_writing = threading.Lock()

# Series by what is at hand when they are counted: finding one by its labels costs as much as
# counting. There are as many as there are routes with their codes, and versions.
_timed: dict[tuple[str, str, str], _Durations] = {}
_predicted: dict[tuple[str, str], Sequence[Inc]] = {}


def start() -> None:
    """Write down what happens from now on; call it in the process that serves."""
    with _writing:
        if not any(thread.name == WRITER for thread in threading.enumerate()):
            threading.Thread(target=_keep_writing, name=WRITER, daemon=True).start()
            atexit.register(write)


def write() -> None:
    """Write down what has happened until now: what is alike at once."""
    with _writing:
        seconds: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        for _ in range(len(_took)):
            what, took = _took.popleft()
            seconds[what].append(took)
        for what, those in seconds.items():
            _durations(*what).add(those)
        answered: dict[Bundle, Outcomes] = defaultdict(Outcomes)
        for _ in range(len(_met)):
            bundle, outcomes = _met.popleft()
            answered[bundle] += outcomes
        for bundle, sums in answered.items():
            for inc, count in zip(_outcomes(bundle), sums, strict=True):
                if count:
                    inc(count)


def ready(yes: bool) -> None:
    """This process is there, and answers for every predictor that it can answer for, or not."""
    _PROCESSES.set(1)
    _READY.set(yes)


def answered(bundle: Bundle, outcomes: Outcomes) -> None:
    """Records were answered in these ways; a part of every prediction, so it is short."""
    _met.append((bundle, outcomes))


def took(method: str, route: str, status: str, seconds: float) -> None:
    """A request was answered; a part of every prediction, too."""
    _took.append(((method, route, status), seconds))


def serving(name: str, former: Bundle | None, live: Bundle | None) -> None:
    """This process has looked at a predictor's pointer and answers with ``live`` from now on."""
    # Both are there from the first look on: Prometheus sees no increase where a series begins.
    loaded, _ = _RELOADS.labels(name, "loaded"), _RELOADS.labels(name, "refused")
    if live is None or live is former:
        return
    loaded.inc()
    _outcomes(live)
    _SERVED.labels(name, live.version).set(1)
    _CREATED.labels(name, live.version).set(live.manifest.created.timestamp())
    if former is not None and former.version != live.version:
        _SERVED.labels(name, former.version).set(0)
        _CREATED.labels(name, former.version).set(0)


def key_refused(reason: str) -> None:
    """A request came with a key that does not give what it asked for."""
    _KEYS_REFUSED.labels(reason).inc()


def not_served(name: str) -> None:
    """A version was to serve and is refused."""
    _RELOADS.labels(name, "refused").inc()


class Counted(Collector):
    """What all processes have counted together, or this one alone where there are no files."""

    def collect(self) -> Iterable[Metric]:
        """Add up; versions that no process serves any more are left out."""
        write()
        directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        source: Collector = _OWN
        if directory:
            source = MultiProcessCollector(None, directory)  # type: ignore[no-untyped-call]
        for metric in source.collect():
            if metric.name in _OF_VERSIONS:
                metric.samples = [sample for sample in metric.samples if sample.value]
            yield metric


def _keep_writing() -> None:
    while True:
        time.sleep(WRITE_SECONDS)
        try:
            write()
        except Exception:  # whatever it is, what comes next is counted
            log.exception("Something could not be counted")


def _outcomes(bundle: Bundle) -> Sequence[Inc]:
    """The counters of a version, one for each member of Outcomes."""
    key = (bundle.manifest.predictor, bundle.manifest.version)
    found = _predicted.get(key)
    if found is None:
        found = _predicted[key] = [_PREDICTIONS.labels(*key, way).inc for way in Outcomes._fields]
    return found


def _durations(method: str, route: str, status: str) -> _Durations:
    key = (method if method in METHODS else OTHER, route, status[:3])
    found = _timed.get(key)
    if found is None:
        found = _timed[key] = _REQUESTS.labels(*key)
    return found
