"""HTTP as it behaves through the whole stack: names, tags, keys, limits, events."""

from __future__ import annotations

import secrets

import requests

from tests.running_stack import ComposeStack


def test_a_report_is_compressed_and_not_sent_twice(compose_stack: ComposeStack) -> None:
    version = compose_stack.versions("heart")[0]
    address = f"{compose_stack.url}/api/v1/predictors/heart/versions/{version}"
    for path in ("/report", "/card", ""):
        first = requests.get(address + path, timeout=10)
        assert (first.status_code, first.headers["Content-Encoding"]) == (200, "gzip")
        tag = first.headers["ETag"]
        again = requests.get(address + path, headers={"If-None-Match": tag}, timeout=10)
        assert (again.status_code, again.content) == (304, b"")


def test_a_request_is_found_in_the_log_under_its_name(compose_stack: ComposeStack) -> None:
    name = f"look-for-{secrets.token_hex(4)}"
    answer = requests.get(
        f"{compose_stack.url}/api/v1/predictors", headers={"X-Request-ID": name}, timeout=10
    )
    assert answer.headers["X-Request-ID"] == name
    assert f"request={name}" in compose_stack.compose("logs", "--no-color", "web")


def test_a_retraining_that_is_asked_for_twice_is_one_and_tells_of_its_end(
    compose_stack: ComposeStack,
) -> None:
    address = f"{compose_stack.url}/api/v1/predictors/diabetes/retrainings"
    headers = compose_stack.operator | {"Idempotency-Key": secrets.token_hex(8)}
    document = {"effort": "quick"}
    first, again = (
        requests.post(address, json=document, headers=headers, timeout=10) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == first.json()
    events = f"{compose_stack.url}{first.headers['Location']}/events"
    with requests.get(events, stream=True, timeout=30) as stream:
        assert stream.status_code == 200
        lines = [line.decode() for line in stream.iter_lines()]
    assert lines.count("event: progress") >= 3
    assert lines.count("event: end") == 1
    last = next(line.removeprefix("id: ") for line in reversed(lines) if line.startswith("id: "))
    over = requests.get(events, headers={"Last-Event-ID": last}, timeout=10)
    assert over.status_code == 204


def test_an_open_stream_does_not_hold_up_a_restart_of_the_api(compose_stack: ComposeStack) -> None:
    job = compose_stack.retrain("diabetes")["id"]
    events = f"{compose_stack.url}/api/v1/retrainings/{job}/events"
    with requests.get(events, stream=True, timeout=30) as stream:
        assert stream.status_code == 200
        compose_stack.compose("restart", "--timeout", "10", "api")
        assert b"event: progress" in b"".join(stream.iter_content(None))
    compose_stack.job_over(job)
