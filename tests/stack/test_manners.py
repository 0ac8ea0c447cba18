"""HTTP as it behaves through the whole stack: names, tags, keys, limits."""

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


def test_a_retraining_that_is_asked_for_twice_is_one(
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
    # What comes of it is told elsewhere.
    path = f"{compose_stack.url}/api/v1/retrainings/{first.json()['id']}"
    assert requests.delete(path, headers=compose_stack.operator, timeout=10).status_code == 202
    compose_stack.job_over(first.json()["id"])
