"""What is refused through nginx, and how."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.running_stack import ComposeStack

PROBLEM = "application/problem+json"


@pytest.mark.parametrize("key", [None, "Bearer wrong", "Bearer ", "Basic b3BlcmF0b3I6"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/predictors/diabetes/retrainings"),
        ("PUT", "/api/v1/predictors/diabetes/champion"),
        ("DELETE", "/api/v1/retrainings/0123"),
        ("GET", "/api/v1/operator"),
    ],
)
def test_operator_calls_need_the_key(
    compose_stack: ComposeStack, method: str, path: str, key: str | None
) -> None:
    headers = {"Authorization": key} if key else {}
    answer = requests.request(
        method, compose_stack.url + path, json={}, headers=headers, timeout=10
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, PROBLEM)


def test_the_key_opens(compose_stack: ComposeStack) -> None:
    answer = requests.get(
        f"{compose_stack.url}/api/v1/operator", headers=compose_stack.operator, timeout=10
    )
    assert answer.status_code == 204


CHANGES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("/inputs/Age", lambda inputs: inputs.pop("Age")),
    ("/inputs/Colour", lambda inputs: inputs.update(Colour="blue")),
    ("/inputs/Age", lambda inputs: inputs.update(Age=4000)),
    ("/inputs/Age", lambda inputs: inputs.update(Age="thirty")),
    ("/inputs/Age", lambda inputs: inputs.update(Age=True)),
    ("/inputs/Age", lambda inputs: inputs.update(Age=None)),
]


@pytest.mark.parametrize(("pointer", "change"), CHANGES)
def test_a_wrong_field_is_named(
    compose_stack: ComposeStack, pointer: str, change: Callable[[dict[str, Any]], object]
) -> None:
    inputs = compose_stack.example("diabetes")
    change(inputs)
    answer = _post(compose_stack, json.dumps({"inputs": inputs}))
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, PROBLEM)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not JSON",
        '{"inputs": {"Age": NaN}}',
        '{"inputs": {"Age": 1e999}}',
        '{"inputs": {"Age": ' + "1" * 4000 + "}}",
        "[" * 50_000,
        "[]",
        "null",
        '{"inputs": 3}',
        '{"inputs": []}',
    ],
    ids=lambda body: body[:24] or "empty",
)
def test_a_body_that_is_none_is_refused(compose_stack: ComposeStack, body: str) -> None:
    answer = _post(compose_stack, body)
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["Content-Type"] == PROBLEM


def test_a_body_beyond_the_limit_is_refused_by_nginx(compose_stack: ComposeStack) -> None:
    answer = _post(compose_stack, " " * (9 << 20))
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, PROBLEM)
    assert answer.json()["status"] == 413


def test_a_predictor_that_there_is_not_is_404(compose_stack: ComposeStack) -> None:
    for path in ("/api/v1/predictors/none", "/api/v1/predictors/..%2F..%2Fetc", "/api/v1/nothing"):
        answer = requests.get(compose_stack.url + path, timeout=10)
        assert answer.status_code in {400, 404}, path
        assert answer.headers["Content-Type"] == PROBLEM


def _post(stack: ComposeStack, body: str) -> requests.Response:
    return requests.post(
        f"{stack.url}/api/v1/predictors/diabetes/predictions",
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
