"""A folder dropped into the mounted one is a predictor: no rebuild, no restart, no code."""

from __future__ import annotations

import subprocess
import time

import pytest
import requests

from tests import made_up
from tests.running_stack import ComposeStack


def test_a_new_folder_is_trained_and_answers(compose_stack: ComposeStack) -> None:
    if (compose_stack.predictors / made_up.NAME).exists():
        pytest.fail("this test drops the folder, and nobody else")
    before = {service: _started(compose_stack, service) for service in ("api", "trainer", "web")}
    made_up.write(compose_stack.predictors, count=made_up.ONE_DEAL)
    compose_stack.wait_until_ready({made_up.NAME}, seconds=90)

    example = compose_stack.example(made_up.NAME)
    answer = compose_stack.predict(made_up.NAME, example)
    assert 0 < answer["probability"] < 1
    unknown = example | {"Acid": None, "Drug": None}
    assert 0 < compose_stack.predict(made_up.NAME, unknown)["probability"] < 1
    sick = compose_stack.predict(made_up.NAME, example | {"Acid": 11, "Kidney": True})
    assert sick["probability"] > answer["probability"]

    refused = requests.post(
        f"{compose_stack.url}/api/v1/predictors/{made_up.NAME}/predictions",
        json={"inputs": example | {"Drug": "beer", "Kidney": "maybe"}},
        timeout=10,
    )
    assert refused.status_code == 422
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert pointers == {"/inputs/Drug", "/inputs/Kidney"}
    assert {service: _started(compose_stack, service) for service in before} == before


def test_a_broken_folder_is_shown_and_harms_nobody(compose_stack: ComposeStack) -> None:
    folder = compose_stack.predictors / "broken"
    folder.mkdir()
    (folder / "predictor.yaml").write_text("name: broken\nfields: 3\n")
    try:
        until = time.monotonic() + 20
        while True:
            broken = compose_stack.get("/api/v1/predictors")["broken"]
            if [each["folder"] for each in broken] == ["broken"]:
                break
            assert time.monotonic() < until, broken
            time.sleep(0.3)
        assert broken[0]["errors"]
        assert compose_stack.predict("diabetes", compose_stack.example("diabetes"))
    finally:
        (folder / "predictor.yaml").unlink()
        folder.rmdir()


def _started(stack: ComposeStack, service: str) -> str:
    words = ["docker", "inspect", "--format", "{{.Id}} {{.State.StartedAt}}"]
    found = subprocess.run(
        [*words, stack.container(service)], check=True, capture_output=True, text=True
    )
    return found.stdout.strip()
