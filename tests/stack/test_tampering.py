"""A version that is not what it says is refused, visibly, and the one before goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from tests.running_stack import JSON, ComposeStack

NOTICED_SECONDS = 15

# Runs in the trainer's container, as the trainer's user: copies the champion's version under the
# name of a new one, spoils the copy, and points the champion at it.
SPOIL = """
import json, os, shutil, sys
from pathlib import Path
from bellwether_contract.store import ModelStore

name, good, bad, how = sys.argv[1:]
versions = Path("/models") / name / "versions"
folder = versions / bad
shutil.copytree(versions / good, folder)
manifest = json.loads((folder / "manifest.json").read_text())
manifest["version"] = bad
if how == "a wrong golden row":
    manifest["golden"][0]["probability"] = 1 - manifest["golden"][0]["probability"]
(folder / "manifest.json").write_text(json.dumps(manifest))
if how == "a flipped byte":
    model = bytearray((folder / "model.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (folder / "model.onnx").write_bytes(model)
if how == "half written":
    model = (folder / "model.onnx").read_bytes()
    (folder / "model.onnx").write_bytes(model[: len(model) // 2])
    (folder / "report.json").unlink()
if how == "without a manifest":
    (folder / "manifest.json").unlink()
ModelStore(Path("/models"), Path("/champions")).promote(name, bad, by="a test", reason=how)
"""

REMOVE = "import shutil, sys; shutil.rmtree(f'/models/{sys.argv[1]}/versions/{sys.argv[2]}')"

WAYS = ["a flipped byte", "half written", "without a manifest", "a wrong golden row"]


@dataclass(frozen=True)
class Spoiled:
    """A bad version that the pointer names, and the good one before it."""

    good: str
    bad: str


@pytest.fixture(params=WAYS)
def spoiled(compose_stack: ComposeStack, request: pytest.FixtureRequest) -> Iterator[Spoiled]:
    good = compose_stack.get("/api/v1/predictors/diabetes")["serving"]["version"]
    bad = f"20990101T000000Z-{WAYS.index(request.param):08x}"
    compose_stack.run_in("trainer", "python", "-c", SPOIL, "diabetes", good, bad, request.param)
    yield Spoiled(good, bad)
    compose_stack.promote("diabetes", good)
    compose_stack.run_in("trainer", "python", "-c", REMOVE, "diabetes", bad)


def test_it_is_refused_and_the_old_model_goes_on(
    compose_stack: ComposeStack, spoiled: Spoiled
) -> None:
    shown = _wait_for_refusal(compose_stack, spoiled.bad)
    assert shown["champion"]["version"] == spoiled.bad
    assert shown["serving"]["version"] == spoiled.good
    (refusal,) = shown["refusals"]
    assert refusal["reason"]
    inputs = compose_stack.example("diabetes")
    for _ in range(20):
        assert compose_stack.predict("diabetes", inputs)["version"] == spoiled.good
    log = compose_stack.compose("logs", "--no-color", "api")
    assert any(spoiled.bad in line and refusal["reason"] in line for line in log.splitlines())

    again = requests.put(
        f"{compose_stack.url}/api/v1/predictors/diabetes/champion",
        json={"version": spoiled.bad, "reason": "once more"},
        headers=compose_stack.operator,
        timeout=10,
    )
    assert (again.status_code, refusal["reason"] in again.json()["detail"]) == (409, True)


def test_the_next_good_version_ends_the_refusal(
    compose_stack: ComposeStack, spoiled: Spoiled
) -> None:
    _wait_for_refusal(compose_stack, spoiled.bad)
    compose_stack.promote("diabetes", spoiled.good)
    time.sleep(1.5)
    for _ in range(10):
        shown = compose_stack.get("/api/v1/predictors/diabetes")
        assert (shown["serving"]["version"], shown["refusals"]) == (spoiled.good, [])


def _wait_for_refusal(stack: ComposeStack, version: str) -> JSON:
    until = time.monotonic() + NOTICED_SECONDS
    while True:
        shown = stack.get("/api/v1/predictors/diabetes")
        if [refusal["version"] for refusal in shown["refusals"]] == [version]:
            return shown
        assert time.monotonic() < until, shown["refusals"]
        time.sleep(0.2)
