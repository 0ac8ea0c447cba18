"""What Prometheus reads: the right numbers, whichever process is asked, and nothing outside."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from prometheus_client import openmetrics, parser
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics_of
from redis import Redis
from rq import Queue, SimpleWorker

from bellwether_api.jobs.connection import TIMEOUT_SECONDS
from bellwether_contract import jobs
from bellwether_contract.bundle.manifest import read_manifest
from tests import factories, made_up
from tests.api.conftest import OPERATOR, House, look
from tests.api.test_predictions import PATH, PERSON
from tests.api.test_server import serving
from tests.api.v2.test_inference import MODEL, tensors
from tools.demo import parts

HEALTHY = PERSON | {"Acid": 1, "Kidney": False}
WRONG = PERSON | {"Acid": 99}

T = TypeVar("T")
Series = dict[tuple[str, frozenset[tuple[str, str]]], float]


def read(text: str) -> Series:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in parser.text_string_to_metric_families(text)
        for sample in family.samples
    }


def scrape(client: FlaskClient) -> Series:
    response = client.get("/metrics")
    assert response.status_code == 200
    return read(response.text)


def of(series: Series, name: str, /, **labels: str) -> float:
    """The sum of what has this name and these labels, 0 where nothing has."""
    wanted = labels.items()
    return sum(value for (found, told), value in series.items() if found == name and wanted <= told)


def labels(series: Series, name: str, label: str) -> set[str]:
    return {dict(told)[label] for found, told in series if found == name}


def outcomes(series: Series, version: str) -> dict[str, float]:
    return {
        outcome: of(series, "bellwether_predictions_total", version=version, outcome=outcome)
        for outcome in ("positive", "negative", "invalid", "refused")
    }


@pytest.fixture
def client(house: House) -> FlaskClient:
    # A version of its own: the counts of one process are those of all its tests.
    fields = made_up.declaration()["fields"]
    fields[0]["refusals"] = [{"at_least": 16, "reason": "It is gout by definition."}]
    factories.publish(house.store, 21, fields=fields)
    made_up.write(house.predictors)
    return house.start()


VERSION = factories.version_name(21)


@pytest.mark.parametrize(
    ("call", "added"),
    [
        (lambda c: c.post(PATH, json={"inputs": PERSON}), {"positive": 1}),
        (lambda c: c.post(PATH, json={"inputs": HEALTHY}), {"negative": 1}),
        (lambda c: c.post(PATH, json={"inputs": WRONG}), {"invalid": 1}),
        (lambda c: c.post(PATH, json={"inputs": [HEALTHY, PERSON, HEALTHY]}),
         {"positive": 1, "negative": 2}),
        (lambda c: c.post(PATH, json=[{"inputs": PERSON}]), {"positive": 1}),
        (lambda c: c.post(PATH, json={"inputs": [WRONG]}), {"invalid": 1}),
        (lambda c: c.post(PATH, json={"inputs": [HEALTHY, WRONG]}), {"invalid": 2}),
        (lambda c: c.post(PATH, json=[{"inputs": HEALTHY}, 3, 4]), {"invalid": 3}),
        (lambda c: c.post(PATH, json={"inputs": HEALTHY | {"Acid": 16}}), {"refused": 1}),
        (lambda c: c.post(PATH, json={"inputs": [HEALTHY, HEALTHY | {"Acid": 17}]}),
         {"negative": 1, "refused": 1}),
        (lambda c: c.post(f"{MODEL}/infer", json={"inputs": tensors(HEALTHY | {"Acid": 18})}),
         {"refused": 1}),
        (lambda c: c.post(PATH, json={}), {}),
        (lambda c: c.post(PATH, json=3), {}),
        (lambda c: c.post(PATH, data="{"), {}),
        (lambda c: c.post(f"{MODEL}/infer", json={"inputs": tensors(PERSON, PERSON, HEALTHY)}),
         {"positive": 2, "negative": 1}),
        (lambda c: c.post(f"{MODEL}/versions/{VERSION}/infer", json={"inputs": tensors(WRONG)}),
         {"invalid": 1}),
        (lambda c: c.post(f"{MODEL}/infer", json={"inputs": tensors(HEALTHY, WRONG)}),
         {"invalid": 2}),
        (lambda c: table(c, "?on_error=row"), {"positive": 2, "negative": 1, "invalid": 1}),
        (lambda c: table(c, ""), {"invalid": 4}),
    ],
)  # fmt: skip
def test_every_record_is_counted_once_by_how_it_was_answered(
    client: FlaskClient, call: Callable[[FlaskClient], Any], added: dict[str, int]
) -> None:
    before = outcomes(scrape(client), VERSION)
    call(client)
    after = outcomes(scrape(client), VERSION)
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == (
        added
    )


def table(client: FlaskClient, query: str) -> None:
    rows = [",".join(PERSON)]
    for person in (PERSON, HEALTHY, WRONG, PERSON):
        cells = ("Yes" if v is True else "No" if v is False else str(v) for v in person.values())
        rows.append(",".join(cells))
    client.post(PATH + query, data="\n".join(rows), content_type="text/csv").close()


@pytest.mark.parametrize(
    ("call", "route", "records"),
    [
        (lambda c: table(c, ""), "/api/v1/predictors/<name>/predictions", 4),
        (lambda c: table(c, "?on_error=row"), "/api/v1/predictors/<name>/predictions", 4),
        (lambda c: c.post(f"{MODEL}/infer", json={"inputs": tensors(PERSON, HEALTHY)}),
         "/v2/models/<name>/infer", 2),
        (lambda c: c.post(f"{MODEL}/versions/{VERSION}/infer", json={"inputs": tensors(PERSON)}),
         "/v2/models/<name>/versions/<version>/infer", 1),
        (lambda c: c.post(f"{MODEL}/infer", json={"inputs": tensors(WRONG)}),
         "/v2/models/<name>/infer", 1),
    ],
)  # fmt: skip
def test_tables_and_tensors_count_as_one_request_and_each_record_once(
    client: FlaskClient, call: Callable[[FlaskClient], Any], route: str, records: int
) -> None:
    def counted() -> tuple[float, float, float]:
        series = scrape(client)
        name = "bellwether_http_requests_total"
        asked = of(series, name, route=route)
        others = of(series, name) - of(series, name, route="/metrics") - asked
        return asked, others, of(series, "bellwether_predictions_total")

    before = counted()
    call(client)
    after = counted()
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 0, records]


def test_requests_are_told_by_template_never_by_what_somebody_typed(client: FlaskClient) -> None:
    route = "/api/v1/predictors/<name>/predictions"
    before = scrape(client)
    client.post(PATH, json={"inputs": PERSON})
    client.post(PATH, json={"inputs": WRONG})
    client.get("/api/v1/predictors/of-Ann-Example")
    client.get("/of-Ann-Example")
    client.open("/of-Ann-Example", method="ANN")
    client.delete(PATH)
    after = scrape(client)

    def added(**told: str) -> float:
        name = "bellwether_http_requests_total"
        return of(after, name, **told) - of(before, name, **told)

    assert added(method="POST", route=route, code="200") == 1
    assert added(method="POST", route=route, code="422") == 1
    assert added(method="GET", route="/api/v1/predictors/<name>", code="404") == 1
    assert added(method="GET", route="unmatched", code="404") == 1
    assert added(method="other", route="unmatched", code="404") == 1
    assert added(method="DELETE", route="unmatched", code="405") == 1
    duration = "bellwether_http_request_duration_seconds"
    for part in ({"le": "+Inf"}, {"le": "10.0"}):
        assert of(after, f"{duration}_bucket", route=route, **part) == of(
            after, f"{duration}_count", route=route
        )
    assert (
        of(after, f"{duration}_count", route=route)
        == of(before, f"{duration}_count", route=route) + 2
    )
    assert 0 < of(after, f"{duration}_sum", route=route) < 10
    assert "Ann" not in client.get("/metrics").text


def test_the_version_that_serves_is_told_and_a_refused_one_is_counted(house: House) -> None:
    first = factories.publish(house.store, 22)
    client = house.start()
    told = scrape(client)
    assert of(told, "bellwether_model_info", predictor=made_up.NAME, version=first) == 1
    made = read_manifest(house.store.directory(made_up.NAME, first)).created
    assert made.timestamp() == of(told, "bellwether_model_created_timestamp_seconds", version=first)
    assert (of(told, "bellwether_ready"), of(told, "bellwether_processes")) == (1, 1)

    def reloads(result: str) -> float:
        return of(scrape(client), "bellwether_model_reloads_total", result=result)

    loaded, refused = reloads("loaded"), reloads("refused")
    second = factories.publish(house.store, 23)
    look(client)
    told = scrape(client)
    assert of(told, "bellwether_model_info", version=second) == 1
    assert first not in labels(told, "bellwether_model_info", "version")
    assert first not in labels(told, "bellwether_model_created_timestamp_seconds", "version")
    assert (reloads("loaded"), reloads("refused")) == (loaded + 1, refused)

    broken = factories.publish(house.store, 24, promote=False)
    (house.store.directory(made_up.NAME, broken) / "model.onnx").write_bytes(b"")
    house.store.promote(made_up.NAME, broken, by="test", reason="it is broken")
    look(client)
    look(client)
    assert (reloads("loaded"), reloads("refused")) == (loaded + 1, refused + 1)
    assert of(scrape(client), "bellwether_model_info", version=second) == 1


def test_names_units_and_types_are_in_order(with_queue: FlaskClient) -> None:
    parsers: dict[str, Callable[[str], Iterable[Metric]]] = {
        "text/plain": parser.text_string_to_metric_families,
        openmetrics.exposition.CONTENT_TYPE_LATEST: openmetrics_of,
    }
    for accepted, families_of in parsers.items():
        response = with_queue.get("/metrics", headers={"Accept": accepted})
        assert response.content_type.startswith(accepted.split(";")[0])
        families = list(families_of(response.text))
        assert len({family.name for family in families}) == len(families) > 10
        for family in families:
            assert family.name.startswith(("bellwether_", "rq_")), family.name
            assert family.documentation, family.name
            assert family.type in ("counter", "gauge", "histogram"), family.name
            assert not family.name.endswith(("_total", "_milliseconds", "_ms")), family.name
            for sample in family.samples:
                if family.type == "counter":
                    assert sample.name == f"{family.name}_total"
                if family.type == "histogram":
                    assert family.name.endswith("_seconds")


def test_the_queue_is_told_under_the_names_of_rq_exporter(
    with_queue: FlaskClient, rq: Queue, line: Redis
) -> None:
    worker = SimpleWorker([rq], name="one", connection=line, serializer="json")
    for function, arguments in (("operator.add", (1, 2)), ("operator.truediv", (1, 0))):
        rq.enqueue_call(function, args=arguments)
        worker.work(burst=True)
    # It is gone after its work; one that stays would tell what it has done.
    worker.register_birth()  # type: ignore[no-untyped-call]  # RQ
    worker.set_state("idle")
    worker.increment_successful_job_count()
    with line.pipeline() as pipe:
        worker.increment_total_working_time(timedelta(seconds=1.5), pipe)
        pipe.execute()
    rq.enqueue_call("operator.add", args=(1, 2))
    line.sadd("rq:workers", "rq:worker:that-is-dead")
    told = scrape(with_queue)
    assert of(told, "bellwether_redis_up") == 1
    assert of(told, "rq_workers", name="one", queues=jobs.QUEUE, state="idle") == 1
    assert labels(told, "rq_workers", "name") == {"one"}
    assert of(told, "rq_workers_success_total", name="one", queues=jobs.QUEUE) == 1
    assert of(told, "rq_workers_failed_total", name="one") == 0
    assert of(told, "rq_workers_working_time_total", name="one") == 1.5
    statuses = ("queued", "started", "finished", "failed", "deferred", "scheduled")
    assert [of(told, "rq_jobs", queue=jobs.QUEUE, status=status) for status in statuses] == (
        [1, 0, 1, 1, 0, 0]
    )
    assert labels(told, "rq_jobs", "status") == set(statuses)
    assert labels(told, "rq_jobs", "queue") == {jobs.QUEUE, jobs.CHECK_QUEUE}
    assert of(told, "rq_jobs", queue=jobs.CHECK_QUEUE, status="queued") == 0


def test_without_redis_the_queue_is_absent_and_all_else_is_told(client: FlaskClient) -> None:
    told = scrape(client)
    assert of(told, "bellwether_redis_up") == 0
    assert ("bellwether_redis_up", frozenset()) in told
    assert not [name for name, _ in told if name.startswith("rq_")]
    assert of(told, "bellwether_ready") == 1


@pytest.mark.slow
def test_a_redis_that_hangs_holds_a_scrape_up_once_and_not_for_long(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        house.redis_url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        client = house.start()
        began = time.monotonic()
        assert of(scrape(client), "bellwether_redis_up") == 0
        assert time.monotonic() - began < 3 * TIMEOUT_SECONDS
        began = time.monotonic()
        scrape(client)
        assert time.monotonic() - began < TIMEOUT_SECONDS


# --- under gunicorn ----------------------------------------------------------------------------

# What is asked in each round: a call, its body, and what it adds.
PREDICTIONS = f"{MODEL}/infer"
ASKED: list[tuple[str, Any, dict[str, int]]] = [
    (PATH, {"inputs": PERSON}, {"positive": 1}),
    (PATH, {"inputs": HEALTHY}, {"negative": 1}),
    (PATH, {"inputs": WRONG}, {"invalid": 1}),
    (PATH, {"inputs": [PERSON, HEALTHY, HEALTHY]}, {"positive": 1, "negative": 2}),
    (PATH, {"inputs": [PERSON, WRONG]}, {"invalid": 2}),
    (PREDICTIONS, {"inputs": tensors(PERSON, HEALTHY)}, {"positive": 1, "negative": 1}),
]
ROUNDS = 40


def ask(port: int, path: str, document: Any = None, **headers: str) -> bytes:
    """A call on a connection of its own: any of the workers answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        sent = None if document is None else json.dumps(document)
        connection.request(
            "GET" if sent is None else "POST", path, sent,
            {"Content-Type": "application/json", **headers},
        )  # fmt: skip
        return connection.getresponse().read()
    finally:
        connection.close()


def workers(port: int) -> set[int]:
    """The workers of the server on this port, which this process has started."""
    mine = f"PORT={port}".encode()
    found = set()
    for child in children(os.getpid()):
        # One that has just ended is no server.
        with suppress(OSError):
            if mine in Path(f"/proc/{child}/environ").read_bytes().split(b"\0"):
                found |= children(child)
    return found


def children(process: int) -> set[int]:
    told = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for path in told for child in path.read_text().split()}


def wait_for(look: Callable[[], T], wanted: Callable[[T], bool]) -> T:
    for _ in range(600):
        seen = look()
        if wanted(seen):
            return seen
        time.sleep(0.05)
    pytest.fail(f"it never came to that; at the end there was {seen}")


@pytest.mark.slow
def test_two_workers_tell_the_same_sums_and_a_dead_one_takes_nothing_with_it(
    house: House, tmp_path: Path
) -> None:
    first = factories.publish(house.store, 1)
    made_up.write(house.predictors)
    counts = tmp_path / "counts"
    counts.mkdir()
    # Of a server that was here before; it is not even readable.
    (counts / "counter_1.db").write_bytes(b"left behind")
    given = {"PROMETHEUS_MULTIPROC_DIR": str(counts), "BELLWETHER_POLL_SECONDS": "60"}
    given |= {f"BELLWETHER_{name}": "no" for name in ("FIRST_START", "FULL_TRAINING")}
    with serving(house, WEB_CONCURRENCY="2", **given) as connection:
        port = connection.port

        def told() -> Series:
            return read(ask(port, "/metrics").decode())

        def versions() -> set[str]:
            return labels(told(), "bellwether_model_info", "version")

        def replaced(gone: set[int]) -> None:
            for process in gone:
                os.kill(process, signal.SIGKILL)
            wait_for(lambda: workers(port), lambda seen: len(seen) == 2 and not seen & gone)
            wait_for(lambda: of(told(), "bellwether_processes"), lambda seen: seen == 2)

        wait_for(lambda: of(told(), "bellwether_processes"), lambda seen: seen == 2)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda each: ask(port, *each[:2]), ASKED * ROUNDS))
        expected = {
            outcome: ROUNDS * sum(added.get(outcome, 0) for *_, added in ASKED)
            for outcome in ("positive", "negative", "invalid", "refused")
        }
        posts = ROUNDS * len(ASKED)

        def counted() -> tuple[dict[str, float], float]:
            series = told()
            posted = of(series, "bellwether_http_requests_total", method="POST")
            return outcomes(series, first), posted

        def sums_are_right() -> None:
            # What has been answered is counted a moment later.
            wait_for(counted, lambda seen: seen == (expected, posts))
            assert [counted() for _ in range(6)] == [(expected, posts)] * 6

        sums_are_right()
        both = sorted(path.name for path in counts.glob("counter_*.db"))
        assert both == ["counter_0.db", "counter_1.db"]

        replaced({min(workers(port))})
        sums_are_right()
        assert sorted(path.name for path in counts.glob("counter_*.db")) == both
        assert of(told(), "bellwether_model_reloads_total", result="loaded") == 3

        # For a moment one process serves the new version and the other one still the former.
        second = factories.publish(house.store, 2)
        ask(port, f"/v2/repository/models/{made_up.NAME}/load", {}, **OPERATOR)
        posts += 1
        assert versions() == {first, second}
        assert of(told(), "bellwether_model_info") == 2
        sums_are_right()
        replaced(workers(port))
        assert versions() == {second}
        made = labels(told(), "bellwether_model_created_timestamp_seconds", "version")
        assert made == {second}
        assert of(told(), "bellwether_model_reloads_total", result="loaded") == 6
        assert of(told(), "bellwether_ready") == 1
        sums_are_right()

        with proxied(tmp_path / "nginx", port) as outside:
            for path in (
                *("/metrics", "/metrics/", "//metrics", "/%6detrics", "/metrics?x=/api/"),
                *("/api/../metrics", "/v2/%2e%2e/metrics", "/v2/..%2fmetrics", "/api/metrics"),
            ):
                assert status(outside, path) == 404, path
            assert status(outside, "/v2/health/live") == 200


@contextmanager
def proxied(directory: Path, api_port: int) -> Iterator[int]:
    """nginx in front of the API, as it is shipped."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    directory.mkdir()
    part = parts.nginx(directory, listen=f"127.0.0.1:{port}", api_port=api_port)
    process = subprocess.Popen(part.command)
    try:
        wait_for(lambda: status(port, "/v2/health/live"), lambda seen: seen == 200)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except ConnectionRefusedError:
        return 0
    finally:
        connection.close()
