"""Metrics inside the compose network, and nowhere else."""

from __future__ import annotations

import os

import requests
from prometheus_client.parser import text_string_to_metric_families

from bellwether_contract import jobs
from tests.running_stack import ComposeStack

PREDICTIONS = 25


def _inside(stack: ComposeStack) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """What a Prometheus beside nginx would read."""
    text = stack.run_in("web", "curl", "-fsS", "http://api:8000/metrics")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_nobody_outside_reads_metrics(compose_stack: ComposeStack) -> None:
    for path in ("/metrics", "/metrics/", "//metrics", "/api/metrics", "/v2/..%2fmetrics"):
        assert requests.get(compose_stack.url + path, timeout=10).status_code == 404, path


def test_inside_every_prediction_is_counted_once(compose_stack: ComposeStack) -> None:
    def positive_or_not() -> float:
        return sum(
            value
            for (name, labels), value in _inside(compose_stack).items()
            if name == "bellwether_predictions_total"
            and ("predictor", "heart") in labels
            and labels & {("outcome", "positive"), ("outcome", "negative")}
        )

    inputs = compose_stack.example("heart")
    before = positive_or_not()
    for _ in range(PREDICTIONS):
        compose_stack.predict("heart", inputs)
    assert {positive_or_not() for _ in range(4)} == {before + PREDICTIONS}


def test_inside_models_processes_and_the_queue_are_told(compose_stack: ComposeStack) -> None:
    told = _inside(compose_stack)
    nothing: frozenset[tuple[str, str]] = frozenset()
    assert told["bellwether_redis_up", nothing] == 1
    assert told["bellwether_ready", nothing] == 1
    assert told["bellwether_processes", nothing] == int(os.environ.get("WEB_CONCURRENCY", "2"))
    served = {dict(labels)["predictor"] for name, labels in told if name == "bellwether_model_info"}
    assert served >= {"heart", "diabetes"}
    workers = [dict(labels) for name, labels in told if name == "rq_workers"]
    assert {worker["queues"] for worker in workers} == set(jobs.QUEUES)
    assert ("rq_jobs", frozenset({("queue", jobs.QUEUE), ("status", "queued")})) in told
