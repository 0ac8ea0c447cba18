"""GET /metrics: everything that is counted, and the workload, in the format of Prometheus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bellwether_api import telemetry
from bellwether_api.jobs.queue_stats import QueueStats
from bellwether_api.versions.audit_watch import AuditWatch
from bellwether_api.versions.histories import HistoryWatch

# Enough to tell two heads apart, and to find the entry.
HEAD_DIGITS = 16


def blueprint(workloads: QueueStats, histories: HistoryWatch, audit: AuditWatch) -> Blueprint:
    """The page that Prometheus reads; nginx does not hand it on, so it stays inside."""
    routes = Blueprint("exposition", __name__)
    everything = CollectorRegistry(auto_describe=False)
    everything.register(_Exposed(telemetry.Counted()))
    everything.register(_OfRQ(workloads))
    everything.register(_OfHistories(histories))
    everything.register(_OfAudit(audit))

    @routes.get("/metrics")
    def scrape() -> Response:
        encode, content_type = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(everything), content_type=content_type)

    return routes


class _Undescribed(Collector):
    """A collector that is not asked before there is a request."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: names are in order, the tests see to it."""
        return ()


class _Exposed(_Undescribed):
    """What was counted, requests as a count and as durations."""

    def __init__(self, counted: Collector) -> None:
        self._counted = counted

    def collect(self) -> Iterable[Metric]:
        for metric in self._counted.collect():
            if metric.name == telemetry.REQUESTS:
                yield from _requests(metric)
            else:
                yield metric


class _OfRQ(_Undescribed):
    """The workload under the names of rq-exporter, for its dashboard to work."""

    def __init__(self, workloads: QueueStats) -> None:
        self._workloads = workloads

    def collect(self) -> Iterable[Metric]:
        """Without Redis there is no workload to tell: nobody must take it for an empty one."""
        workload = self._workloads.now()
        yield GaugeMetricFamily(
            "bellwether_redis_up", "1 where Redis answers.", value=float(workload is not None)
        )
        if workload is None:
            return
        workers = GaugeMetricFamily("rq_workers", "RQ workers", labels=["name", "state", "queues"])
        done = {
            "succeeded": CounterMetricFamily(
                "rq_workers_success", "Jobs that ended well", labels=["name", "queues"]
            ),
            "failed": CounterMetricFamily(
                "rq_workers_failed", "Jobs that failed", labels=["name", "queues"]
            ),
            "seconds": CounterMetricFamily(
                "rq_workers_working_time", "Seconds at work", labels=["name", "queues"]
            ),
        }
        for worker in workload.workers:
            workers.add_metric([worker.name, worker.state, worker.queues], 1)
            for member, family in done.items():
                family.add_metric([worker.name, worker.queues], getattr(worker, member))
        jobs = GaugeMetricFamily("rq_jobs", "RQ jobs by status", labels=["queue", "status"])
        for queue, counted in workload.jobs.items():
            for status, count in counted.items():
                jobs.add_metric([queue, status], count)
        ordered = GaugeMetricFamily(
            "bellwether_maintenance_age_seconds",
            "Since when no worker has looked what others have left behind in a queue.",
            labels=["queue"],
        )
        for queue, seconds in workload.ordered.items():
            ordered.add_metric([queue], seconds)
        set_aside = CounterMetricFamily(
            "bellwether_set_aside", "What lay in Redis and could not be read.", labels=["kind"]
        )
        for kind, number in workload.set_aside.items():
            set_aside.add_metric([kind], number)
        unkept = GaugeMetricFamily(
            "bellwether_records_unkept",
            "Records of trainings that found no room on their volume; Redis has them.",
            value=workload.unkept,
        )
        yield from (workers, *done.values(), jobs, ordered, set_aside, unkept)


class _OfHistories(_Undescribed):
    """Whether the chains of the histories hold, as the process that is asked has found."""

    def __init__(self, histories: HistoryWatch) -> None:
        self._histories = histories

    def collect(self) -> Iterable[Metric]:
        """A number for each predictor that has a history."""
        faults = GaugeMetricFamily(
            "bellwether_history_faults",
            "Lines of a history that were changed, taken out, put in or moved.",
            labels=["predictor"],
        )
        for name, count in self._histories.faults.items():
            faults.add_metric([name], count)
        yield faults


class _OfAudit(_Undescribed):
    """How long the audit log is and where it ends, as the process that is asked has found."""

    def __init__(self, audit: AuditWatch) -> None:
        self._audit = audit

    def collect(self) -> Iterable[Metric]:
        """Nothing before the first look."""
        known = self._audit.known
        if known is None:
            return
        yield GaugeMetricFamily(
            "bellwether_audit_entries",
            "Entries of the audit log that are there.",
            value=known.lines,
        )
        yield GaugeMetricFamily(
            "bellwether_audit_faults",
            "Entries of the audit log that were changed, taken out, put in or moved.",
            value=len(known.faults),
        )
        if known.head is not None:
            # One series at a time: who keeps them has the head of every moment.
            head = InfoMetricFamily("bellwether_audit_head", "Hash of the newest entry.")
            head.add_metric([], {"head": known.head[:HEAD_DIGITS]})
            yield head


def _requests(counted: Metric) -> Iterable[Metric]:
    """The requests of each method, route and code, and how long those of each route took."""
    requests = CounterMetricFamily(
        "bellwether_http_requests",
        "Requests that were answered.",
        labels=["method", "route", "code"],
    )
    duration = Metric(
        "bellwether_http_request_duration_seconds", "Time until an answer begins.", "histogram"
    )
    # By route, so that its buckets stay together and in order; sums of sums of them.
    durations: dict[tuple[str, str, str | None], float] = defaultdict(float)
    for sample in counted.samples:
        labels, part = sample.labels, sample.name.removeprefix(counted.name)
        if part == "_count":
            requests.add_metric([labels["method"], labels["route"], labels["code"]], sample.value)
        durations[labels["route"], part, labels.get("le")] += sample.value
    for (route, part, bound), value in durations.items():
        added = {"route": route} if bound is None else {"route": route, "le": bound}
        duration.add_sample(duration.name + part, added, value)
    yield requests
    yield duration
